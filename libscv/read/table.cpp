#include "read/table.hpp"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <memory>
#include <new>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "base/time.hpp"
#include "read/input.hpp"
#include "read/parts.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kSampleRows = 1000;

bool is_blank(const CsvRow& row) {
  return row.state == CsvRow::State::good &&
         std::all_of(row.values.begin(), row.values.end(),
                     [](std::string_view value) { return base::trim(value).empty(); });
}

std::size_t filled_in(const std::vector<std::string_view>& row) {
  return static_cast<std::size_t>(
      std::count_if(row.begin(), row.end(), [](std::string_view v) { return !base::trim(v).empty(); }));
}

bool looks_like_value(std::string_view value) {
  Profile profile;
  profile.add(value);
  return profile.share(Profile::email) > 0 || profile.share(Profile::number) > 0 || profile.share(Profile::date) > 0 ||
         profile.share(Profile::phone) > 0 || profile.share(Profile::url) > 0;
}

/// Whether the row names columns: known names, or text that does not come again, above values of another kind.
bool is_header(const std::vector<std::string_view>& row, std::span<const std::vector<std::string_view>> below) {
  std::size_t known = 0, values = 0, cells = 0;
  std::unordered_set<std::string_view> distinct;
  for (const std::string_view raw : row) {
    const std::string_view cell = base::trim(raw);
    if (cell.empty()) continue;
    ++cells;
    distinct.insert(cell);
    known += meaning_of(cell).known;
    values += cell.size() > 100 || looks_like_value(cell);
  }
  if (cells == 0) return false;
  if (known > values && known * 4 >= cells) return true;
  if (values * 5 > cells || below.empty()) return false;
  if (distinct.size() * 10 < cells * 8) return false;
  for (std::size_t column = 0; column < row.size(); ++column) {
    const std::string_view cell = base::trim(row[column]);
    if (cell.empty()) continue;
    const auto again = std::count_if(below.begin(), below.end(), [&](const auto& other) {
      return column < other.size() && base::trim(other[column]) == cell;
    });
    if (again > 0) return false;
  }
  return true;
}

template <typename T>
T* allocate_array(base::Arena& arena, std::size_t count) {
  static_assert(std::is_trivially_destructible_v<T>, "the arena destroys nothing");
  std::size_t space = count * sizeof(T) + alignof(T) - 1;
  void* place = arena.allocate(space);
  return static_cast<T*>(std::align(alignof(T), count * sizeof(T), place, space));
}

/// RFC 3339, from "01.03.2026 10:00" too; empty where it is no time.
std::string_view to_time(std::string_view text, base::Arena& arena) {
  text = base::trim(text);
  if (base::parse_rfc3339(text)) return text;
  const std::vector<std::string_view> halves = base::split(text, ' ');
  const std::vector<std::string_view> day = base::split(halves[0], '.');
  if (day.size() != 3 || halves.size() > 2 || day[0].size() > 2 || day[1].size() > 2 || day[2].size() != 4) return {};
  std::string iso(day[2]);
  for (const std::string_view part : {day[1], day[0]}) iso += (part.size() == 1 ? "-0" : "-") + std::string(part);
  if (halves.size() == 2) iso += "T" + std::string(halves[1]);
  return base::parse_rfc3339(iso) ? arena.copy(iso) : std::string_view{};
}

class TableReader final : public Reader {
 public:
  TableReader(std::unique_ptr<ByteSource> source, TablePlan plan, std::string format, const Options& options)
      : plan_(std::move(plan)),
        format_(std::move(format)),
        source_name_(options.source.empty() ? source_of(source->path()) : options.source),
        parts_(plan_.columns),
        input_(std::move(source), plan_.encoding),
        stream_(input_, plan_.dialect) {
    for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
      const Column& column = plan_.columns[i];
      keys_.push_back(base::json_quote(column.name) + ":");
      if (column.role == ColumnRole::id) id_ = i;
      if (column.role == ColumnRole::source) source_column_ = i;
      if (column.role == ColumnRole::updated_at) updated_ = i;
    }
  }

  bool next(types::Batch& batch) override {
    batch.clear();
    while (batch.records.empty() && batch.rejects.empty()) {
      if (!stream_.next_block(batch.arena)) return !batch.notes.empty();
      const std::string_view block = stream_.rest();
      // A block may end inside a character.
      std::size_t complete = block.size();
      while (complete > 0 && block.size() - complete < 4 &&
             (static_cast<unsigned char>(block[complete - 1]) & 0xC0) == 0x80)
        --complete;
      if (complete > 0 && static_cast<unsigned char>(block[complete - 1]) >= 0xC0) --complete;
      valid_ = simdjson::validate_utf8(block.data(), complete);
      while (stream_.next_row(row_)) take(batch);
    }
    return true;
  }

  std::span<const std::string> columns() const override { return plan_.names; }
  std::string format() const override { return format_; }
  std::uint64_t position() const override { return input_.source().position(); }
  std::uint64_t size() const override { return input_.source().size(); }

 private:
  Place place() const { return {input_.source().path(), row_.line, 0, {}}; }

  void note(types::Batch& batch, std::string text) { batch.notes.push_back({place(), std::move(text)}); }

  void reject(types::Batch& batch, std::string reason) {
    Reject bad;
    bad.place = place();
    bad.reason = std::move(reason);
    bad.raw = base::repair_utf8(base::truncate_utf8(row_.raw, 200));
    if (bad.raw.size() > 200) bad.raw.resize(base::truncate_utf8(bad.raw, 200).size());
    batch.rejects.push_back(std::move(bad));
  }

  void take(types::Batch& batch) {
    if (row_.state == CsvRow::State::good && is_blank(row_)) return;
    if (row_.state == CsvRow::State::good && above_ < plan_.titles + (plan_.header ? 1 : 0)) {
      if (above_++ < plan_.titles) {
        note(batch,
             "a line above the header was passed over: " + base::repair_utf8(base::truncate_utf8(row_.raw, 200)));
      }
      return;
    }
    ++number_;
    if (row_.state == CsvRow::State::unterminated_quote) {
      reject(batch, "the quote that begins in line " + std::to_string(row_.quote_line) + ", column " +
                        std::to_string(row_.quote_column) + ", is not closed; only this line is left out");
      return;
    }
    if (row_.state == CsvRow::State::too_long) {
      reject(batch, "the row is longer than " + std::to_string(CsvTokenizer::kMaxRow >> 20) + " MiB");
      return;
    }
    const std::size_t width = plan_.names.size();
    std::size_t values = row_.values.size();
    while (values > width && base::trim(row_.values[values - 1]).empty()) --values;
    if (values > 2 * width + 10) {
      reject(batch,
             "the row has " + std::to_string(values) + " values, and the table " + std::to_string(width) + " columns");
      return;
    }
    if (!valid_ && plan_.encoding == "UTF-8") repair(batch);
    if (values > width || row_.values.size() < width) {
      note(batch,
           "the row has " + std::to_string(values) + " values, and the table " + std::to_string(width) + " columns");
    }
    if (row_.stray_quote) note(batch, "a value goes on behind its closing quote; it is kept with its quotes");
    add(batch, values);
  }

  /// Bytes that are not UTF-8 in a file that is: read as windows-1252, a value at a time.
  void repair(types::Batch& batch) {
    bool repaired = false;
    for (std::string_view& value : row_.values) {
      if (base::is_valid_utf8(value)) continue;
      value = batch.arena.copy(decode(value, "windows-1252"));
      repaired = true;
    }
    if (repaired) note(batch, "the row is not valid UTF-8; the values concerned are read as windows-1252");
  }

  void add(types::Batch& batch, std::size_t values) {
    const std::size_t width = plan_.names.size();
    base::Arena& arena = batch.arena;
    auto* const columns = allocate_array<std::string_view>(arena, width);
    for (std::size_t i = 0; i < width; ++i)
      new (columns + i) std::string_view(i < row_.values.size() ? row_.values[i] : std::string_view{});

    types::RecordView record;
    record.line = row_.line;
    record.columns = {columns, width};
    if (id_ != kNone) record.id = base::trim(columns[id_]);
    if (record.id.empty()) record.id = arena.copy((id_ == kNone ? "" : "#") + std::to_string(number_));
    if (source_column_ != kNone) record.source = base::trim(columns[source_column_]);
    if (record.source.empty()) record.source = source_name_;
    if (updated_ != kNone) record.updated_at = to_time(columns[updated_], arena);

    std::size_t count = 0;
    for (std::size_t i = 0; i < width; ++i) count += is_value(i) && !columns[i].empty();
    std::vector<Parts::Value> joined;
    if (!parts_.empty()) joined = parts_.join(record.columns);
    count += joined.size();
    auto* const fields = count == 0 ? nullptr : allocate_array<types::FieldView>(arena, count);
    std::size_t at = 0;
    payload_.clear();
    for (std::size_t i = 0; i < width; ++i) {
      const Column& column = plan_.columns[i];
      const std::string_view value = columns[i];
      if (is_value(i) && !value.empty()) {
        auto* const field = new (fields + at++) types::FieldView;
        field->value = value;
        field->type = column.type;
        field->field = column.role == ColumnRole::id ? Field::identifier : column.field;
        field->group = column.group;
      }
      const bool no_time = column.role == ColumnRole::updated_at && record.updated_at.empty() && !value.empty();
      if (column.role == ColumnRole::ignore || no_time) add_to_payload(keys_[i], value);
    }
    for (const Parts::Value& value : joined) {
      auto* const field = new (fields + at++) types::FieldView;
      field->value = arena.copy(value.text);
      field->field = value.field;
      field->group = value.group;
    }
    for (std::size_t i = width; i < values; ++i) {
      add_to_payload(base::json_quote("column" + std::to_string(i + 1)) + ":", row_.values[i]);
    }
    if (!payload_.empty()) {
      payload_ += '}';
      record.payload = arena.copy(payload_);
    }
    record.fields = {fields, count};
    batch.records.push_back(record);
  }

  /// The column's value is one of the record's own. An id with a type (a customer number) is evidence, too.
  bool is_value(std::size_t i) const {
    const Column& column = plan_.columns[i];
    return (column.role == ColumnRole::field && !parts_.is_part(i)) ||
           (column.role == ColumnRole::id && !column.type.empty());
  }

  void add_to_payload(const std::string& key, std::string_view value) {
    payload_ += payload_.empty() ? '{' : ',';
    payload_ += key;
    payload_ += base::json_quote(value);
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  TablePlan plan_;
  std::string format_;
  std::string source_name_;
  Parts parts_;
  TextInput input_;
  CsvStream stream_;
  CsvRow row_;
  std::vector<std::string> keys_;  ///< quoted names with their colons
  std::string payload_;
  std::size_t id_ = kNone, source_column_ = kNone, updated_ = kNone;
  std::size_t above_ = 0;     ///< title and header rows passed
  std::uint64_t number_ = 0;  ///< of the data row
  bool valid_ = true;         ///< the block is valid UTF-8
};

}  // namespace

char delimiter_hint(std::string_view format, std::string_view path) {
  const std::string lower = base::ascii_lower(path);
  if (format == "tsv" || lower.ends_with(".tsv") || lower.ends_with(".tab")) return '\t';
  if (lower.ends_with(".psv")) return '|';
  if (lower.ends_with(".ssv")) return ';';
  return 0;
}

TablePlan plan_table(std::string_view head, bool whole, char hint, const Mapping& mapping, const std::string& path) {
  TablePlan plan;
  plan.encoding = mapping.encoding.empty() ? recognise_encoding(head, whole) : mapping.encoding;
  const std::string text = decode(head, plan.encoding);
  plan.dialect = recognise_dialect(text, whole, mapping.delimiter ? *mapping.delimiter : hint);
  if (mapping.delimiter) plan.dialect.delimiter = *mapping.delimiter;

  base::Arena arena;
  std::vector<std::vector<std::string_view>> rows;
  const auto sample = [&](bool last) {
    CsvTokenizer tokenizer(plan.dialect);
    tokenizer.feed(text.data(), text.data() + text.size(), last);
    CsvRow row;
    while (rows.size() < kSampleRows && tokenizer.next(row, arena) == CsvTokenizer::Step::row) {
      if (row.state == CsvRow::State::good && !is_blank(row)) rows.push_back(row.values);
    }
  };
  sample(whole);
  const bool cut = rows.empty() && !whole;  // one row longer than the sample
  if (cut) sample(true);
  if (rows.empty()) return plan;

  std::vector<std::size_t> filled;
  for (const auto& row : rows) filled.push_back(filled_in(row));
  std::vector<std::size_t> sorted = filled;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
  const std::size_t typical = sorted[sorted.size() / 2];
  const std::span<const std::vector<std::string_view>> all(rows);
  std::size_t first = 0;
  while (first + 1 < rows.size() && first < 30 && typical >= 2 && filled[first] * 2 < typical + 1) ++first;
  if (first + 1 == rows.size() || first == 30) first = 0;
  if (mapping.header) {
    plan.header = *mapping.header;
    plan.titles = plan.header ? first : 0;
  } else if (is_header(rows[first], all.subspan(first + 1))) {
    plan.header = true;
    plan.titles = first;
  }

  if (plan.header && cut) {
    throw Error(ErrorCode::unsupported,
                "the header is longer than 256 KiB; leave columns out that tell nothing of customers",
                Place{path, 1, 0, {}});
  }
  const std::size_t begin = plan.header ? plan.titles + 1 : 0;
  std::size_t width = plan.header ? rows[plan.titles].size() : 0;
  if (!plan.header) {
    std::map<std::size_t, std::size_t> widths;
    for (const auto& row : rows) ++widths[row.size()];
    std::size_t best = 0;
    for (const auto& [size, times] : widths) {
      if (times >= best) best = times, width = size;
    }
  }
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, std::size_t> copies;  // so that equal names are not counted from the start each time
  for (std::size_t i = 0; i < width; ++i) {
    std::string name = plan.header ? base::repair_utf8(base::trim(rows[plan.titles][i])) : std::string{};
    if (name.empty()) name = "column" + std::to_string(i + 1);
    std::string candidate = name;
    while (!taken.insert(candidate).second) {
      const std::size_t copy = ++copies.try_emplace(name, 1).first->second;
      candidate = name + "_" + std::to_string(copy);
    }
    plan.names.push_back(std::move(candidate));
  }
  std::vector<Profile> profiles(width);
  for (std::size_t r = begin; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < width; ++i) profiles[i].add(i < rows[r].size() ? rows[r][i] : std::string_view{});
  }
  plan.sampled = rows.size() - begin;
  plan.columns = recognise_columns(plan.names, profiles, plan.header);
  if (mapping.columns) {
    std::vector<Column> mapped = apply_mapping(mapping, plan.names, plan.header);
    for (std::size_t i = 0; i < width; ++i) {
      mapped[i].filled = plan.columns[i].filled;
      mapped[i].example = plan.columns[i].example;
    }
    plan.columns = std::move(mapped);
  }
  return plan;
}

std::unique_ptr<Reader> open_table(std::unique_ptr<ByteSource> source, const std::string& format,
                                   const Options& options, const Mapping& mapping) {
  const std::string_view head = source->peek(kSample);
  TablePlan plan =
      plan_table(head, head.size() < kSample, delimiter_hint(format, source->path()), mapping, source->path());
  const std::string kind = plan.dialect.delimiter == '\t' ? "tsv" : "csv";
  return std::make_unique<TableReader>(std::move(source), std::move(plan), kind, options);
}

}  // namespace scv::read
