#include "read/calls.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "read/call_columns.hpp"
#include "read/call_values.hpp"
#include "read/calls_common.hpp"
#include "read/csv.hpp"
#include "read/input.hpp"
#include "scv/error.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kHead = 64u << 10;
constexpr std::size_t kBatchRows = 4000;
constexpr std::size_t kMaxColumns = 200;

/// What the start of a table tells.
struct Sample {
  std::string encoding = "UTF-8";
  CsvDialect dialect;
  std::string variant;
  bool header = false;
  bool separator_line = false;  ///< the first line is "sep=;"
  std::vector<std::string> columns;
  bool three_is_blocked = false;  ///< FRITZ!Box: 4 is outgoing in this file
  DateStyle dates;
};

std::vector<std::vector<std::string>> sample_rows(std::string_view text, bool whole, const CsvDialect& dialect) {
  if (!whole) text = text.substr(0, text.rfind('\n') + 1);
  std::vector<std::vector<std::string>> rows;
  CsvTokenizer tokenizer(dialect);
  tokenizer.feed(text.data(), text.data() + text.size(), true);
  base::Arena arena;
  CsvRow row;
  while (rows.size() < 1000 && tokenizer.next(row, arena) == CsvTokenizer::Step::row) {
    if (row.state != CsvRow::State::good || row.values.size() > kMaxColumns) continue;
    rows.emplace_back();
    for (const std::string_view value : row.values) rows.back().emplace_back(base::trim(value));
  }
  return rows;
}

std::string variant_of(const std::vector<std::vector<std::string>>& rows, const std::vector<CallColumn>& parts) {
  if (rows.empty()) return {};
  const std::vector<std::string>& first = rows.front();
  std::size_t asterisk = 0, freeswitch = 0;
  const DateStyle any;
  for (const std::vector<std::string>& row : rows) {
    if (row.size() >= 16 && row.size() <= 20 && is_disposition(row[14]) && !parse_time(row[9], any).empty() &&
        all_digits(row[12]))
      ++asterisk;
    if (row.size() >= 11 && row.size() <= 20 && !parse_time(row[4], any).empty() && all_digits(row[7]) &&
        looks_like_uuid(row[10]))
      ++freeswitch;
  }
  if (asterisk * 2 > rows.size()) return "asterisk";
  if (freeswitch * 2 > rows.size()) return "freeswitch";
  const auto has = [&parts](CallColumn part) { return std::find(parts.begin(), parts.end(), part) != parts.end(); };
  const std::string begin = plain_name(first.front());
  if (first.size() >= 6 && first.size() <= 9 && (begin == "typ" || begin == "type") && has(CallColumn::date) &&
      has(CallColumn::number) && has(CallColumn::agent) && has(CallColumn::duration) && has(CallColumn::own)) {
    return "fritzbox";
  }
  const bool ends = has(CallColumn::number) || has(CallColumn::from) || has(CallColumn::to);
  const bool call =
      has(CallColumn::duration) || has(CallColumn::talk) || has(CallColumn::cause) || has(CallColumn::clid);
  if (!ends || !call || !has(CallColumn::date) || has(CallColumn::subject)) return {};
  // The names fit; the values must be numbers, or it is a table of something else.
  std::size_t numbers = 0, values = 0;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < std::min(parts.size(), rows[r].size()); ++c) {
      if ((parts[c] != CallColumn::number && parts[c] != CallColumn::from && parts[c] != CallColumn::to) ||
          rows[r][c].empty())
        continue;
      ++values;
      numbers += looks_like_number(rows[r][c]) ? 1 : 0;
    }
  }
  return numbers * 2 >= values ? "generic" : "";
}

Sample look(std::string_view head, bool whole, std::string_view wanted) {
  Sample sample;
  sample.encoding = recognise_encoding(head, whole);
  std::string text = decode(head, sample.encoding);
  std::string_view rest = text;
  char hint = 0;
  const std::string_view first = rest.substr(0, std::min(rest.find('\n'), rest.size()));
  if (base::equals_ignoring_ascii_case(first.substr(0, 4), "sep=") && first.size() > 4) {
    hint = first[4];
    sample.separator_line = true;
    rest.remove_prefix(std::min(first.size() + 1, rest.size()));
  }
  if (hint != 0)
    sample.dialect.delimiter = hint;
  else
    sample.dialect = recognise_dialect(rest, whole);
  const std::vector<std::vector<std::string>> rows = sample_rows(rest, whole, sample.dialect);
  if (rows.empty()) {
    sample.variant = wanted;
    return sample;
  }
  std::vector<CallColumn> parts = parts_of(rows.front());
  sample.variant = wanted.empty() ? variant_of(rows, parts) : std::string(wanted);
  if (sample.variant == "asterisk") {
    sample.columns.assign(kAsteriskColumns.begin(), kAsteriskColumns.end());
  } else if (sample.variant == "freeswitch") {
    sample.columns.assign(kFreeswitchColumns.begin(), kFreeswitchColumns.end());
  } else {
    sample.columns = rows.front();
    sample.header = true;
  }
  if (!sample.header) {
    // An export that has the same columns under a header line.
    const auto known =
        std::count_if(parts.begin(), parts.end(), [](CallColumn part) { return part != CallColumn::none; });
    sample.header =
        known >= 5 &&
        parse_time(rows.front()[std::min<std::size_t>(rows.front().size() - 1, sample.variant == "asterisk" ? 9 : 4)],
                   {})
            .empty();
  }
  parts = parts_of(sample.columns);
  for (std::size_t r = sample.header ? 1 : 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < std::min(parts.size(), rows[r].size()); ++c) {
      if (parts[c] == CallColumn::kind && rows[r][c] == "4") sample.three_is_blocked = true;
      const std::size_t slash = parts[c] == CallColumn::date ? rows[r][c].find('/') : std::string::npos;
      if (slash != std::string::npos && slash <= 2 && all_digits(rows[r][c].substr(0, slash)) &&
          number_of(rows[r][c].substr(0, slash)) > 12) {
        sample.dates.slash_day_first = true;
      }
    }
  }
  return sample;
}

class CallTableReader final : public Reader {
 public:
  CallTableReader(std::unique_ptr<ByteSource> bytes, Sample sample, const Options& options)
      : sample_(std::move(sample)),
        path_(bytes->path()),
        source_(options.source.empty() ? source_of(path_) : options.source),
        own_(options.own_addresses),
        parts_(parts_of(sample_.columns)),
        input_(std::move(bytes), sample_.encoding),
        rows_(input_, sample_.dialect),
        header_pending_(sample_.header) {}

  std::string format() const override { return "calls"; }
  std::span<const std::string> columns() const override { return sample_.columns; }
  std::uint64_t position() const override { return input_.source().position(); }
  std::uint64_t size() const override { return input_.source().size(); }

  bool next(types::Batch& batch) override {
    batch.clear();
    // Rows borrow from the arena's blocks, so a new one is only started when the last is used up.
    while (batch.interactions.size() + batch.rejects.size() < kBatchRows) {
      if (!in_block_) {
        arena_.clear();
        if (!rows_.next_block(arena_)) break;
        in_block_ = true;
      }
      if (rows_.next_row(row_)) {
        take(batch);
      } else {
        in_block_ = false;
      }
    }
    return !batch.interactions.empty() || !batch.rejects.empty();
  }

 private:
  void reject(types::Batch& batch, std::string reason) {
    batch.rejects.push_back({.place = {.file = path_, .line = row_.line},
                             .code = ErrorCode::parse,
                             .reason = std::move(reason),
                             .raw = base::repair_utf8(base::truncate_utf8(row_.raw.substr(0, 200), 200))});
  }

  void note(types::Batch& batch, std::string text) {
    batch.notes.push_back({.place = {.file = path_, .line = row_.line}, .text = std::move(text)});
  }

  std::string get(CallColumn part) const {
    for (std::size_t i = 0; i < std::min(parts_.size(), row_.values.size()); ++i) {
      if (parts_[i] == part) return base::repair_utf8(base::trim(row_.values[i]));
    }
    return {};
  }

  void take(types::Batch& batch) {
    if (row_.state == CsvRow::State::unterminated_quote) return reject(batch, "a quote is not closed");
    if (row_.state == CsvRow::State::too_long) return reject(batch, "the row is too long");
    if (separator_pending_) {
      separator_pending_ = false;
      if (base::equals_ignoring_ascii_case(row_.raw.substr(0, 4), "sep=")) return;
    }
    if (header_pending_) {
      header_pending_ = false;
      return;
    }
    Interaction call{.source = source_, .id = get(CallColumn::id), .channel = Channel::call};
    std::string date = get(CallColumn::date);
    if (const std::string clock = get(CallColumn::clock); !clock.empty()) date += " " + clock;
    call.time = parse_time(date, sample_.dates);
    call.text = std::string(base::truncate_utf8(get(CallColumn::text), 64u << 10));
    call.agent = get(CallColumn::agent);
    std::string reason;
    if (sample_.variant == "asterisk")
      reason = asterisk(call);
    else if (sample_.variant == "freeswitch")
      reason = freeswitch(call);
    else
      reason = table(call, batch);
    if (reason.empty() && call.time.empty() &&
        std::all_of(call.participants.begin(), call.participants.end(),
                    [](const Participant& p) { return !looks_like_number(p.value); })) {
      reason = "there is neither a time nor a number: '" + date.substr(0, 40) + "' is no time";
    }
    if (!reason.empty()) return reject(batch, reason);
    if (call.time.empty()) note(batch, "the time cannot be read: " + date.substr(0, 80));
    if (call.id.empty()) {
      std::string content = call.time.empty() ? date : call.time;
      for (const Participant& participant : call.participants) content += "|" + participant.value;
      content += "|" + std::string(to_string(call.direction)) + "|" + std::string(to_string(call.outcome)) + "|" +
                 std::to_string(call.duration_s);
      call.id = ids_.next(content);
    }
    nlohmann::ordered_json payload = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < std::min(row_.values.size(), kMaxColumns); ++i) {
      const std::string key = i < sample_.columns.size() ? sample_.columns[i] : "column " + std::to_string(i + 1);
      if (row_.values[i].empty()) continue;
      payload[payload.contains(key) ? key + " " + std::to_string(i + 1) : key] =
          base::truncate_utf8(base::repair_utf8(row_.values[i]), 1000);
    }
    call.payload = payload.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    batch.interactions.push_back(std::move(call));
  }

  /// FRITZ!Box and tables whose columns were recognised by name.
  std::string table(Interaction& call, types::Batch& batch) {
    const bool fritzbox = sample_.variant == "fritzbox";
    const std::string kind = get(CallColumn::kind);
    if (fritzbox) {
      if (kind == "1")
        call.direction = Direction::inbound, call.outcome = Outcome::answered;
      else if (kind == "2")
        call.direction = Direction::inbound, call.outcome = Outcome::missed;
      else if (kind == "10" || (kind == "3" && sample_.three_is_blocked))
        call.direction = Direction::inbound, call.outcome = Outcome::blocked;
      else if (kind == "9")
        call.direction = Direction::inbound, call.outcome = Outcome::answered;
      else if (kind == "3" || kind == "4" || kind == "11")
        call.direction = Direction::outbound;
      else if (!all_digits(kind))
        return "'" + kind.substr(0, 40) + "' is no type of a call";
      else
        note(batch, "the type " + kind.substr(0, 20) + " of the call is not known");
    } else {
      read_words(kind, call);
      read_words(get(CallColumn::status), call);
      read_cause(get(CallColumn::cause), call);
    }
    const std::string talk = get(CallColumn::talk);
    const std::string duration = talk.empty() ? get(CallColumn::duration) : talk;
    call.duration_s = parse_duration(duration, fritzbox);
    if (call.duration_s < 0 && !duration.empty()) note(batch, "the duration cannot be read: " + duration.substr(0, 40));
    if (call.outcome == Outcome::unknown && call.duration_s > 0) call.outcome = Outcome::answered;
    if (call.outcome == Outcome::unknown && call.duration_s == 0) call.outcome = Outcome::missed;
    if (is_voicemail_box(call.agent) && call.direction == Direction::inbound) {
      call.channel = Channel::voicemail;
      call.outcome = Outcome::voicemail;
    }
    std::string own = get(CallColumn::own);
    // "Internet: 97911585"
    if (const std::size_t colon = own.rfind(": "); colon != std::string::npos) own = own.substr(colon + 2);
    std::string from = get(CallColumn::from), to = get(CallColumn::to), from_name = get(CallColumn::from_name),
                to_name = get(CallColumn::to_name);
    split_clid(get(CallColumn::clid), from, from_name);
    const std::string number = get(CallColumn::number), name = get(CallColumn::name);
    if (from.empty() && to.empty()) {
      const bool out = call.direction == Direction::outbound;
      set_ends(call, out ? own : number, out ? "" : name, out ? number : own, out ? name : "", own_);
    } else {
      if (from.empty())
        from = number;
      else if (to.empty())
        to = number.empty() ? own : number;
      if (call.direction == Direction::unknown) read_context(get(CallColumn::context), call, to);
      std::string& shown = call.direction == Direction::outbound ? to_name : from_name;
      if (shown.empty()) shown = name;
      set_ends(call, from, from_name, to, to_name, own_);
    }
    return {};
  }

  static void split_clid(const std::string& clid, std::string& number, std::string& name) {
    if (clid.empty()) return;
    const std::size_t open = clid.rfind('<');
    std::string_view shown = base::trim(std::string_view(clid).substr(0, open));
    if (shown.size() >= 2 && shown.starts_with('"') && shown.ends_with('"')) shown = shown.substr(1, shown.size() - 2);
    if (open != std::string::npos && number.empty()) {
      number = base::trim(std::string_view(clid).substr(open + 1, clid.find('>', open) - open - 1));
    }
    if (name.empty() && shown != number && !looks_like_number(shown)) name = shown;
  }

  void read_context(std::string_view context, Interaction& call, std::string_view to) const {
    const std::string lower = base::ascii_lower(context);
    if (has_any(lower, {"trunk", "pstn", "incoming", "inbound", "external", "extern", "did", "public"}))
      call.direction = Direction::inbound;
    else if (has_any(lower, {"outgoing", "outbound"}))
      call.direction = Direction::outbound;
    else if (has_any(lower, {"internal", "default", "local"}) && !own_.contains(to))
      call.direction = Direction::outbound;
  }

  static void read_cause(std::string_view cause, Interaction& call) {
    if (cause.empty()) return;
    if (cause == "USER_BUSY")
      call.outcome = Outcome::busy;
    else if (cause == "CALL_REJECTED" || cause == "NO_ANSWER" || cause == "NO_USER_RESPONSE" ||
             cause == "ALLOTTED_TIMEOUT" || cause == "ORIGINATOR_CANCEL" || cause == "NO_USER_ANSWER" ||
             cause == "SUBSCRIBER_ABSENT") {
      call.outcome = Outcome::missed;
    }
  }

  std::string asterisk(Interaction& call) {
    if (row_.values.size() < 15)
      return "a row of Master.csv has 16 to 18 columns, this one has " + std::to_string(row_.values.size());
    const std::string disposition = get(CallColumn::status);
    if (!is_disposition(disposition)) return "'" + disposition.substr(0, 40) + "' is no disposition";
    if (disposition == "ANSWERED")
      call.outcome = Outcome::answered;
    else if (disposition == "NO ANSWER")
      call.outcome = Outcome::missed;
    else if (disposition == "BUSY")
      call.outcome = Outcome::busy;
    call.duration_s = parse_duration(get(CallColumn::talk), false);
    const std::string app = base::ascii_lower(get(CallColumn::app));
    if (app == "voicemail") call.channel = Channel::voicemail, call.outcome = Outcome::voicemail;
    std::string from = get(CallColumn::from), to = get(CallColumn::to), name;
    split_clid(get(CallColumn::clid), from, name);
    if (to == "s" || to == "h" || to == "t" || to == "i") to.clear();
    if (!(own_.contains(from) && own_.contains(to))) read_context(get(CallColumn::context), call, to);
    set_ends(call, from, name, to, {}, own_);
    call.agent = extension_of(call.direction == Direction::inbound ? row_.values[6] : row_.values[5]);
    return {};
  }

  /// "SIP/201-0000001a" → "201"; a trunk's channel has no number in its name.
  static std::string extension_of(std::string_view channel) {
    std::string_view name = channel.substr(std::min(channel.find('/') + 1, channel.size()));
    name = name.substr(0, std::min(name.rfind('-'), name.find('@')));
    return all_digits(name) && name.size() <= 6 ? std::string(name) : std::string();
  }

  std::string freeswitch(Interaction& call) {
    if (row_.values.size() < 11)
      return "a row of a FreeSWITCH CDR has 13 or more columns, this one has " + std::to_string(row_.values.size());
    const std::string cause = get(CallColumn::cause);
    call.duration_s = parse_duration(get(CallColumn::talk), false);
    if (call.duration_s < 0)
      return "the talk time '" + get(CallColumn::talk).substr(0, 40) + "' is no number of seconds";
    call.outcome = call.duration_s > 0 ? Outcome::answered : Outcome::missed;
    if (call.duration_s == 0) read_cause(cause, call);
    std::string from = get(CallColumn::from), to = get(CallColumn::to), name = get(CallColumn::from_name);
    if (name == from) name.clear();
    if (to == "voicemail" || to.starts_with("*98"))
      call.channel = Channel::voicemail, call.outcome = Outcome::voicemail;
    const std::string context = get(CallColumn::context);
    // The internal profile's context carries both internal and outgoing calls; an extension tells them apart.
    if (!(own_.contains(from) && own_.contains(to))) read_context(context, call, to);
    set_ends(call, from, name, to, {}, own_);
    if (call.direction == Direction::outbound)
      call.agent = from;
    else if (own_.contains(to) && to.size() <= 5)
      call.agent = to;
    return {};
  }

  Sample sample_;
  std::string path_, source_;
  OwnNumbers own_;
  std::vector<CallColumn> parts_;
  TextInput input_;
  CsvStream rows_;
  CsvRow row_;
  base::Arena arena_;
  ContentIds ids_;
  bool in_block_ = false;
  bool header_pending_ = false;
  bool separator_pending_ = true;
};

bool is_sms_backup(std::string_view head) {
  const std::string text = base::ascii_lower(head.substr(0, 8192));
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string::npos || text[first] != '<') return false;
  return text.find("<calls") != std::string::npos || text.find("<smses") != std::string::npos;
}

}  // namespace

std::string recognise_calls(const std::string&, std::string_view head) {
  if (head.empty()) return {};
  if (is_sms_backup(head)) return "sms_backup";
  const bool whole = head.size() < kHead;
  try {
    return look(head.substr(0, kHead), whole, {}).variant;
  } catch (const Error&) {
    return {};
  }
}

std::unique_ptr<Reader> open_calls(std::unique_ptr<ByteSource> source, std::string_view variant,
                                   const Options& options) {
  constexpr std::array<std::string_view, 6> kVariants = {"",           "fritzbox",   "asterisk",
                                                         "freeswitch", "sms_backup", "generic"};
  if (std::find(kVariants.begin(), kVariants.end(), variant) == kVariants.end()) {
    throw Error(ErrorCode::invalid_argument,
                "'" + std::string(variant) +
                    "' is no kind of call log; use fritzbox, asterisk, freeswitch, sms_backup or generic",
                {.file = source->path()});
  }
  const std::string_view head = source->peek(kHead);
  if (variant == "sms_backup" || (variant.empty() && is_sms_backup(head)))
    return open_sms_backup(std::move(source), options);
  Sample sample = look(head, head.size() < kHead, variant);
  if (sample.variant.empty()) sample = look(head, head.size() < kHead, "generic");
  return std::make_unique<CallTableReader>(std::move(source), std::move(sample), options);
}

}  // namespace scv::read
