#include "read/vcard.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "read/packed_values.hpp"
#include "read/value_kinds.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kBatchCards = 2000;
constexpr std::size_t kBatchBytes = 8u << 20;
constexpr std::size_t kMaxValue = 256u << 10;   ///< bytes of one property; what is longer (photos, mostly) is left out
constexpr std::size_t kMaxCard = 4u << 20;      ///< bytes of one card's properties
constexpr std::size_t kMaxProperties = 20'000;  ///< of one card
constexpr std::size_t kMaxUtf16 = 64u << 20;    ///< bytes of a file in UTF-16, which is read as a whole

struct Parameter {
  std::string name;  ///< upper-case; a bare word of vCard 2.1 (";HOME") is a TYPE
  std::string value;
};

struct Property {
  std::string group;  ///< "item1"
  std::string name;   ///< upper-case
  std::vector<Parameter> parameters;
  std::string value;     ///< UTF-8, transfer encoding removed, escapes still in
  bool skipped = false;  ///< binary or too long: the value is not kept
  std::uint64_t size = 0;

  std::string_view parameter(std::string_view wanted) const {
    for (const Parameter& parameter : parameters) {
      if (parameter.name == wanted) return parameter.value;
    }
    return {};
  }
};

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return result;
}

int hex_digit(char c) {
  if (base::is_ascii_digit(c)) return c - '0';
  const char lower = base::to_ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      result += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

/// The parts between separators that are not escaped; escapes stay.
std::vector<std::string_view> split_escaped(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == separator) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::string unescape(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char c = text[++i];
      if (c == 'n' || c == 'N')
        result += '\n';
      else if (c == ',' || c == ';' || c == '\\' || c == ':' || c == '"')
        result += c;
      else
        (result += '\\') += c;
    } else if (text[i] != '\r' && text[i] != '\0') {
      result += text[i];
    }
  }
  return std::string(base::trim(result));
}

/// The values of one component ("Ann,Marie") as one text.
std::string component(std::span<const std::string_view> parts, std::size_t index) {
  if (index >= parts.size()) return {};
  std::string result;
  for (const std::string_view value : split_escaped(parts[index], ',')) {
    const std::string text = unescape(value);
    if (text.empty()) continue;
    if (!result.empty()) result += ' ';
    result += text;
  }
  return result;
}

/// RFC 6350's dates in ISO form: 19800229, 1980-02, --0229, ---29, 1980-02-29T00:00:00Z → the date part. Other texts as they are.
std::string plain_date(const std::string& text) {
  std::string date = text.substr(0, text.find_first_of("Tt "));
  const bool digits = !date.empty() && std::all_of(date.begin(), date.end(), base::is_ascii_digit);
  if (digits && date.size() == 8) return date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2);
  if (date.starts_with("--") && date.size() == 6 && date[2] != '-' && date[4] != '-')
    return "--" + date.substr(2, 2) + "-" + date.substr(4, 2);
  const bool iso = !date.empty() && date.find_first_not_of("0123456789-") == std::string::npos;
  return iso ? date : text;
}

/// The year that stands for none: what the property says, and Apple's own, 1604, in which nobody who lives was born.
bool is_filler_year(const Property& property, std::string_view year) {
  const std::string_view omitted = property.parameter("X-APPLE-OMIT-YEAR");
  return year == "1604" || (!omitted.empty() && base::trim(omitted) == year);
}

/// A birthday; without its year where that is a filler: --08-15.
std::string birthday_of(const Property& property) {
  std::string date = plain_date(unescape(property.value));
  const std::string_view year = std::string_view(date).substr(0, date.find('-'));
  if (year.size() != 4 || !is_filler_year(property, year)) return date;
  return date.size() == 4 ? std::string{} : "-" + date.substr(4);
}

/// REV in RFC 3339: 19951031T222710Z, 1995-10-31T22:27:10Z, 1995-10-31.
std::string revision(std::string_view text) {
  std::string compact;
  const std::size_t t = text.find_first_of("Tt");
  for (const char c : text.substr(0, t)) {
    if (base::is_ascii_digit(c)) compact += c;
  }
  if (compact.size() != 8) return {};
  std::string iso = compact.substr(0, 4) + "-" + compact.substr(4, 2) + "-" + compact.substr(6, 2);
  if (t != std::string_view::npos) {
    std::string_view time = text.substr(t + 1);
    const std::size_t zone = time.find_first_of("Zz+-");
    std::string digits;
    for (const char c : time.substr(0, time.find_first_of("Zz+-."))) {
      if (base::is_ascii_digit(c)) digits += c;
    }
    if (digits.size() == 4) digits += "00";
    if (digits.size() != 6) return {};
    iso += "T" + digits.substr(0, 2) + ":" + digits.substr(2, 2) + ":" + digits.substr(4, 2);
    if (zone != std::string_view::npos) {
      std::string offset;
      for (const char c : time.substr(zone + 1)) {
        if (base::is_ascii_digit(c)) offset += c;
      }
      if (offset.size() == 2) offset += "00";
      iso += offset.size() == 4 ? std::string(1, time[zone]) + offset.substr(0, 2) + ":" + offset.substr(2) : "Z";
    }
  }
  const auto instant = base::parse_rfc3339(iso);
  if (!instant) return {};
  return t == std::string_view::npos ? iso : base::format_rfc3339(*instant);
}

/// "work", "mobile", "home", "fax" …: the TYPE that says most.
std::string type_of(const Property& property) {
  std::string found;
  int best = 0;
  const auto offer = [&](std::string_view type, std::string_view as, int rank) {
    if (rank > best) {
      best = rank;
      found = as.empty() ? type : as;
    }
  };
  for (const Parameter& parameter : property.parameters) {
    if (parameter.name != "TYPE") continue;
    std::string value = base::ascii_lower(parameter.value);
    std::replace(value.begin(), value.end(), ';', ',');
    for (std::string_view type : base::split(value, ',')) {
      type = base::trim(type);
      if (type == "cell" || type == "mobile" || type == "iphone")
        offer(type, "mobile", 5);
      else if (type == "fax")
        offer(type, "fax", 6);
      else if (type == "pager")
        offer(type, "pager", 6);
      else if (type == "work" || type == "home" || type == "main")
        offer(type, "", 4);
      else if (type == "other")
        offer(type, "", 1);
    }
  }
  return found;
}

/// Apple's custom labels: item1.TEL with item1.X-ABLabel:_$!<Mobile>!$_.
std::string plain_label(std::string_view label) {
  if (label.starts_with("_$!<") && label.ends_with(">!$_")) label = label.substr(4, label.size() - 8);
  const std::string lower = base::ascii_lower(label);
  return lower == "cell" || lower == "iphone" ? "mobile" : lower;
}

/// One card's properties; its BEGIN and END are not among them.
struct Card {
  std::uint64_t line = 0;
  std::vector<Property> properties;
  std::string raw;  ///< its text without what was skipped, for its hash
  std::size_t bytes = 0;
};

/// Reads the properties of a file. Logical lines are unfolded; a quoted-printable value goes on behind "=" at a line's end.
class VcardReader final : public Reader {
 public:
  VcardReader(std::unique_ptr<ByteSource> bytes, const Options& options)
      : bytes_(std::move(bytes)), source_(options.source.empty() ? source_of(bytes_->path()) : options.source) {
    const std::string_view head = bytes_->peek(64u << 10);
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
      utf16_ = head.starts_with("\xFF\xFE") ? "utf-16le" : "utf-16be";
    }
  }

  std::string format() const override { return "vcard"; }
  std::uint64_t position() const override { return whole_ ? bytes_->size() : bytes_->position(); }
  std::uint64_t size() const override { return bytes_->size(); }

  bool next(types::Batch& batch) override {
    batch.clear();
    const std::uint64_t begin = bytes_->position();
    while (batch.records.size() + batch.rejects.size() < kBatchCards && bytes_->position() - begin < kBatchBytes) {
      if (!read_card(batch)) break;
    }
    return !batch.records.empty() || !batch.rejects.empty();
  }

 private:
  /// The next logical line into line_, without its end. False at the end of the file.
  bool logical_line() {
    line_.clear();
    line_size_ = 0;
    line_number_ = bytes_->line_number();
    if (!physical_line()) return false;
    if (first_) {
      first_ = false;
      if (line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
    }
    const std::size_t colon = line_.find(':');
    const bool quoted_printable =
        colon != std::string::npos &&
        base::contains_ignoring_ascii_case(std::string_view(line_).substr(0, colon), "quoted-printable");
    const bool base64 = colon != std::string::npos &&
                        (base::contains_ignoring_ascii_case(std::string_view(line_).substr(0, colon), "base64") ||
                         base::contains_ignoring_ascii_case(std::string_view(line_).substr(0, colon), "encoding=b"));
    for (;;) {
      const std::string_view ahead = bytes_->peek(128);
      if (quoted_printable && line_.ends_with('=') && !ahead.empty()) {
        line_.pop_back();
        // Folded as well as soft-broken: the blank of the fold is not part of the value.
        if (ahead.starts_with(' ') || ahead.starts_with('\t')) bytes_->skip(1);
        if (!physical_line()) return true;
      } else if (ahead.starts_with(' ') || ahead.starts_with('\t')) {
        bytes_->skip(1);
        if (!physical_line()) return true;
      } else if (base64 && !ahead.empty() && is_base64_rest(ahead)) {
        // vCard 2.1 writers break base64 without folding it.
        if (!physical_line()) return true;
      } else {
        return true;
      }
    }
  }

  static bool is_base64_rest(std::string_view ahead) {
    std::size_t i = 0;
    while (i < ahead.size() && (base::is_ascii_alpha(ahead[i]) || base::is_ascii_digit(ahead[i]) || ahead[i] == '+' ||
                                ahead[i] == '/' || ahead[i] == '=')) {
      ++i;
    }
    return i > 0 && (i == ahead.size() || ahead[i] == '\r' || ahead[i] == '\n');
  }

  /// Appends one line of the file to line_; bytes beyond the bound are counted only. Old Macs' "\r" ends a line too.
  bool physical_line() {
    bool any = false;
    for (;;) {
      const std::string_view piece = bytes_->line(64u << 10);
      if (piece.empty()) return any;
      any = true;
      line_size_ += piece.size();
      if (line_.size() < kMaxValue) line_.append(piece.substr(0, kMaxValue - line_.size()));
      if (piece.ends_with('\n')) break;
    }
    while (line_.ends_with('\n') || line_.ends_with('\r')) line_.pop_back();
    return true;
  }

  std::optional<Property> parse_property() {
    Property property;
    const std::string_view line = line_;
    // The colon that ends name and parameters is the first outside quotes.
    std::size_t colon = std::string_view::npos;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"') quoted = !quoted;
      if (line[i] == ':' && !quoted) {
        colon = i;
        break;
      }
    }
    if (colon == std::string_view::npos) colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    quoted = false;
    for (std::size_t i = 0; i < colon; ++i) {
      if (line[i] == '"') quoted = !quoted;
      if (line[i] == ';' && !quoted) {
        parts.push_back(line.substr(begin, i - begin));
        begin = i + 1;
      }
    }
    parts.push_back(line.substr(begin, colon - begin));
    std::string_view name = base::trim(parts.front());
    if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) {
      property.group = base::ascii_lower(name.substr(0, dot));
      name.remove_prefix(dot + 1);
    }
    property.name = upper(base::repair_utf8(name));
    if (property.name.empty() || property.name.find_first_of(" \t") != std::string::npos) return std::nullopt;
    for (std::size_t i = 1; i < parts.size() && property.parameters.size() < 64; ++i) {
      const std::size_t equals = parts[i].find('=');
      Parameter parameter;
      if (equals == std::string_view::npos) {
        parameter.value = base::trim(parts[i]);
        const std::string bare = upper(parameter.value);
        parameter.name = bare == "QUOTED-PRINTABLE" || bare == "BASE64" || bare == "8BIT" ? "ENCODING" : "TYPE";
      } else {
        parameter.name = upper(base::trim(parts[i].substr(0, equals)));
        parameter.value = base::trim(parts[i].substr(equals + 1));
        std::erase(parameter.value, '"');
      }
      parameter.value = base::repair_utf8(parameter.value);
      if (!parameter.value.empty()) property.parameters.push_back(std::move(parameter));
    }
    std::string_view value = line.substr(colon + 1);
    property.size = line_size_;
    const std::string encoding = upper(property.parameter("ENCODING"));
    const bool binary_name =
        property.name == "PHOTO" || property.name == "LOGO" || property.name == "SOUND" || property.name == "KEY";
    if (line_size_ > kMaxValue || (encoding == "BASE64" || encoding == "B") ||
        (binary_name && value.substr(0, 5) == "data:")) {
      const auto decoded = line_size_ <= kMaxValue && !binary_name ? decode_base64(value) : std::nullopt;
      if (!decoded || !base::is_valid_utf8(*decoded) || decoded->find('\0') != std::string::npos) {
        property.skipped = true;
        return property;
      }
      property.value = *decoded;
      return property;
    }
    std::string text = encoding == "QUOTED-PRINTABLE" ? decode_quoted_printable(value) : std::string(value);
    property.value = to_utf8(text, property.parameter("CHARSET"));
    return property;
  }

  bool is_line(std::string_view name, std::string_view value) const {
    const std::size_t colon = line_.find(':');
    return colon != std::string::npos &&
           base::equals_ignoring_ascii_case(base::trim(std::string_view(line_).substr(0, colon)), name) &&
           base::equals_ignoring_ascii_case(base::trim(std::string_view(line_).substr(colon + 1)), value);
  }

  void reject(types::Batch& batch, std::uint64_t line, std::string reason, std::string_view raw) const {
    batch.rejects.push_back({.place = {.file = bytes_->path(), .line = line},
                             .code = ErrorCode::parse,
                             .reason = std::move(reason),
                             .raw = base::repair_utf8(base::truncate_utf8(raw.substr(0, 200), 200))});
  }

  /// Reads up to the next END:VCARD, and what stands between cards. False at the end of the file.
  bool read_card(types::Batch& batch) {
    if (!utf16_.empty() && !whole_) decode_whole();
    bool stray = false;
    while (!begun_) {
      if (!logical_line()) return false;
      if (is_line("BEGIN", "VCARD")) {
        begun_ = true;
        begin_line_ = line_number_;
      } else if (!base::trim(line_).empty() && !stray) {
        stray = true;
        reject(batch, line_number_, "text outside a card; a card begins with BEGIN:VCARD", line_);
        if (batch.rejects.size() >= kBatchCards) return true;
      }
    }
    begun_ = false;
    Card card;
    card.line = begin_line_;
    int depth = 0;
    bool too_large = false, noted = false;
    while (logical_line()) {
      if (is_line("BEGIN", "VCARD")) {
        if (!in_agent_) {
          begun_ = true;
          begin_line_ = line_number_;
          in_agent_ = false;
          reject(batch, card.line,
                 "the card has no END:VCARD before the next one begins in line " + std::to_string(line_number_),
                 card.raw);
          return true;
        }
        ++depth;
        in_agent_ = false;
        continue;
      }
      in_agent_ = false;
      if (is_line("END", "VCARD")) {
        if (depth > 0) {
          --depth;
          continue;
        }
        if (too_large) {
          reject(batch, card.line, "the card is larger than 4 MiB or has more than 20000 properties", card.raw);
        } else {
          finish(batch, card);
        }
        return true;
      }
      // A card within the card (AGENT of vCard 2.1) is another contact's and does not belong here.
      if (depth > 0) continue;
      if (base::trim(line_).empty()) continue;
      std::optional<Property> property = parse_property();
      if (!property) {
        // One note a card: a card of nothing else must not fill the memory with them.
        if (!std::exchange(noted, true)) {
          batch.notes.push_back({.place = {.file = bytes_->path(), .line = line_number_},
                                 .text = "this line of a card has no name and colon; it and its like are left out"});
        }
        continue;
      }
      if (property->name == "AGENT" && base::trim(property->value).empty()) {
        in_agent_ = true;
        continue;
      }
      if (property->name == "AGENT" &&
          base::contains_ignoring_ascii_case(std::string_view(property->value).substr(0, 32), "BEGIN:VCARD") &&
          !base::contains_ignoring_ascii_case(property->value, "END:VCARD")) {
        ++depth;
        continue;
      }
      card.bytes += property->value.size() + 64;
      if (card.bytes > kMaxCard || card.properties.size() >= kMaxProperties) {
        too_large = true;
        continue;
      }
      if (!property->skipped) (card.raw += line_) += '\n';
      card.properties.push_back(std::move(*property));
    }
    reject(batch, card.line, "the card has no END:VCARD", card.raw);
    return true;
  }

  void decode_whole() {
    // UTF-16 files are small address book exports.
    const std::string path = bytes_->path();
    const std::string text(bytes_->peek(kMaxUtf16 + 1));
    if (text.size() > kMaxUtf16)
      throw Error(ErrorCode::unsupported, "is UTF-16 of more than 64 MiB; convert it to UTF-8", {.file = path});
    bytes_ = ByteSource::of_text(to_utf8(text.substr(2), utf16_), path);
    whole_ = true;
  }

  void finish(types::Batch& batch, const Card& card) {
    std::vector<types::FieldView> fields;
    nlohmann::ordered_json payload = nlohmann::ordered_json::object();
    std::string id, updated_at, formatted_name;
    std::uint16_t group = 0;
    bool has_name = false;
    std::set<std::pair<std::string, std::string>> labels;
    for (const Property& property : card.properties) {
      if (property.name == "X-ABLABEL" && !property.group.empty())
        labels.emplace(property.group, plain_label(unescape(property.value)));
    }
    const auto label_of = [&](const Property& property) {
      std::string type = type_of(property);
      if (type.empty() && !property.group.empty()) {
        const auto label = labels.lower_bound({property.group, ""});
        if (label != labels.end() && label->first == property.group) type = label->second;
      }
      return type;
    };
    const auto add = [&](Field field, std::string_view value, std::string_view type = {}, std::uint16_t in_group = 0) {
      value = base::trim(value);
      if (value.empty()) return;
      fields.push_back({.value = batch.arena.copy(value),
                        .type = batch.arena.copy(type),
                        .valid_from = {},
                        .valid_to = {},
                        .field = field,
                        .group = in_group});
    };
    const auto keep = [&](const Property& property) {
      nlohmann::ordered_json entry;
      if (property.skipped) {
        entry = {{"bytes", property.size}};
      } else {
        entry = unescape(property.value);
      }
      const std::string type = label_of(property);
      if (!type.empty()) entry = {{"type", type}, {"value", entry}};
      if (!payload.contains(property.name)) {
        payload[property.name] = std::move(entry);
      } else if (payload[property.name].is_array()) {
        payload[property.name].push_back(std::move(entry));
      } else {
        nlohmann::ordered_json first = std::move(payload[property.name]);
        payload[property.name] = nlohmann::ordered_json::array({std::move(first), std::move(entry)});
      }
    };
    for (const Property& property : card.properties) {
      const std::string& name = property.name;
      if (name == "VERSION" || name == "PRODID" || name == "X-ABLABEL") continue;
      if (property.skipped) {
        keep(property);
        continue;
      }
      if (name == "N") {
        const std::vector<std::string_view> parts = split_escaped(property.value, ';');
        const std::uint16_t here = group++;
        const std::size_t before = fields.size();
        add(Field::family_name, component(parts, 0), {}, here);
        add(Field::given_name, component(parts, 1), {}, here);
        add(Field::middle_name, component(parts, 2), {}, here);
        add(Field::name_prefix, component(parts, 3), {}, here);
        add(Field::name_suffix, component(parts, 4), {}, here);
        has_name |= fields.size() > before;
      } else if (name == "FN") {
        if (formatted_name.empty()) formatted_name = unescape(property.value);
      } else if (name == "NICKNAME") {
        for (const std::string_view nick : split_escaped(property.value, ',')) add(Field::nickname, unescape(nick));
      } else if (name == "X-MAIDENNAME" || name == "X-MAIDEN-NAME" || name == "BIRTHNAME") {
        add(Field::birth_name, unescape(property.value));
      } else if (name == "ORG") {
        const std::vector<std::string_view> parts = split_escaped(property.value, ';');
        add(Field::organization, unescape(parts.front()));
        if (parts.size() > 1 && !base::trim(property.value.substr(parts.front().size() + 1)).empty()) keep(property);
      } else if (name == "EMAIL") {
        std::string value = unescape(property.value);
        if (base::equals_ignoring_ascii_case(std::string_view(value).substr(0, 7), "mailto:"))
          value = value.substr(7, value.find('?') - 7);
        if (is_email_without_local_part(value))
          batch.notes.push_back({.place = {.file = bytes_->path(), .line = card.line}, .text = kNoLocalPart});
        add(Field::email, value, label_of(property));
      } else if (name == "TEL") {
        std::string value = unescape(property.value);
        if (base::equals_ignoring_ascii_case(std::string_view(value).substr(0, 4), "tel:")) {
          const std::size_t extension = value.find(";ext=");
          std::string number = value.substr(4, value.find(';') - 4);
          if (extension != std::string::npos) {
            const std::size_t begin = extension + 5;
            number += " ext. " + value.substr(begin, value.find(';', begin) - begin);
          }
          value = number;
        }
        add(Field::phone, value, label_of(property));
      } else if (name == "ADR") {
        const std::vector<std::string_view> parts = split_escaped(property.value, ';');
        const std::uint16_t here = group++;
        const std::string type = label_of(property);
        if (parts.size() == 1) {
          add(Field::address, unescape(property.value), type, here);
          continue;
        }
        const std::string post_office_box = component(parts, 0), extra = component(parts, 1);
        add(Field::street, component(parts, 2), type, here);
        add(Field::address_extra,
            post_office_box.empty() || extra.empty() ? post_office_box + extra : post_office_box + ", " + extra, type,
            here);
        add(Field::city, component(parts, 3), type, here);
        add(Field::region, component(parts, 4), type, here);
        add(Field::postal_code, component(parts, 5), type, here);
        add(Field::country, component(parts, 6), type, here);
      } else if (name == "BDAY") {
        const std::string value = unescape(property.value), date = plain_date(value);
        const std::string birthday = birthday_of(property);
        add(Field::birthdate, birthday);
        // A filler is kept nowhere: it says nothing.
        if (date != value && birthday == date) keep(property);
      } else if (name == "BIRTHPLACE") {
        add(Field::birth_place, unescape(property.value));
      } else if (name == "GENDER" || name == "X-GENDER") {
        add(Field::gender, component(split_escaped(property.value, ';'), 0));
      } else if (name == "URL") {
        add(Field::url, unescape(property.value), label_of(property));
      } else if (name == "UID") {
        if (id.empty()) id = unescape(property.value).substr(0, 1000);
      } else if (name == "REV") {
        updated_at = revision(base::trim(property.value));
        if (updated_at.empty()) keep(property);
      } else {
        keep(property);
      }
    }
    const bool has_organization = std::any_of(fields.begin(), fields.end(),
                                              [](const types::FieldView& f) { return f.field == Field::organization; });
    if (!formatted_name.empty()) {
      // FN repeats N, or an organisation's name; where it is the only name it counts as one.
      const bool repeats =
          has_organization && std::any_of(fields.begin(), fields.end(), [&](const types::FieldView& f) {
            return f.field == Field::organization && f.value == formatted_name;
          });
      if (!has_name && !repeats) {
        const Property* kind = nullptr;
        for (const Property& property : card.properties) {
          if (property.name == "KIND" || property.name == "X-ADDRESSBOOKSERVER-KIND") kind = &property;
        }
        const bool organization = kind != nullptr && base::equals_ignoring_ascii_case(base::trim(kind->value), "org");
        add(organization ? Field::organization : Field::name, formatted_name, {}, group++);
      } else {
        payload["FN"] = formatted_name;
      }
    }
    unpack(fields);
    if (fields.empty())
      return reject(batch, card.line, "the card has no name, address, number or other value", card.raw);
    if (base::trim(id).empty()) {
      const base::Digest128 digest = base::hash128(card.raw);
      std::array<char, 48> text{};
      std::snprintf(text.data(), text.size(), "vcard:%016llx%016llx", static_cast<unsigned long long>(digest.high),
                    static_cast<unsigned long long>(digest.low));
      id = text.data();
    }
    const std::size_t bytes = fields.size() * sizeof(types::FieldView);
    char* place = batch.arena.allocate(bytes + alignof(types::FieldView));
    const auto misalignment = reinterpret_cast<std::uintptr_t>(place) % alignof(types::FieldView);
    auto* copies = reinterpret_cast<types::FieldView*>(place + (alignof(types::FieldView) - misalignment));
    std::uninitialized_copy(fields.begin(), fields.end(), copies);
    batch.records.push_back(
        {.source = batch.arena.copy(source_),
         .id = batch.arena.copy(id),
         .updated_at = batch.arena.copy(updated_at),
         .payload = batch.arena.copy(payload.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)),
         .fields = {copies, fields.size()},
         .columns = {},
         .line = card.line});
  }

  std::unique_ptr<ByteSource> bytes_;
  std::string source_;
  std::string utf16_;
  bool whole_ = false;
  bool first_ = true;
  bool begun_ = false;     ///< BEGIN:VCARD has been read already
  bool in_agent_ = false;  ///< the last line was an AGENT whose card follows
  std::uint64_t begin_line_ = 0;
  std::string line_;
  std::uint64_t line_size_ = 0;
  std::uint64_t line_number_ = 0;
};

}  // namespace

bool is_vcard(std::string_view head) {
  std::string text;
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
    text = to_utf8(head.substr(2, 512), head.starts_with("\xFF\xFE") ? "utf-16le" : "utf-16be");
    head = text;
  }
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  while (!head.empty() && base::is_ascii_space(head.front())) head.remove_prefix(1);
  const std::string_view line = base::trim(head.substr(0, std::min<std::size_t>(head.find('\n'), 64)));
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos &&
         base::equals_ignoring_ascii_case(base::trim(line.substr(0, colon)), "BEGIN") &&
         base::equals_ignoring_ascii_case(base::trim(line.substr(colon + 1)), "VCARD");
}

std::unique_ptr<Reader> open_vcard(std::unique_ptr<ByteSource> source, const Options& options) {
  return std::make_unique<VcardReader>(std::move(source), options);
}

}  // namespace scv::read
