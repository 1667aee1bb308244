#include "read/ldif.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "read/mapping.hpp"
#include "read/parts.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kBatchEntries = 2000;
constexpr std::size_t kBatchBytes = 8u << 20;
constexpr std::size_t kMaxValue = 256u << 10;  ///< bytes of one value; what is longer (photos, mostly) is left out
constexpr std::size_t kMaxEntry = 4u << 20;    ///< bytes of one entry
constexpr std::size_t kMaxValues = 20'000;     ///< of one entry
constexpr std::size_t kMaxId = 1000;
constexpr std::size_t kMaxClasses = 1000;  ///< object classes that are counted by themselves
constexpr std::uint16_t kWorkAddress = 0, kHomeAddress = 1;

/// What an attribute of a directory or an address book is.
struct Known {
  std::string_view name;  ///< lower-case
  Field field;
  std::string_view type = {};
  bool home = false;  ///< of the home address
};

constexpr std::array<Known, 62> kKnown{{
    {"cn", Field::name},
    {"commonname", Field::name},
    {"displayname", Field::name},
    {"givenname", Field::given_name},
    {"gn", Field::given_name},
    {"sn", Field::family_name},
    {"surname", Field::family_name},
    {"middlename", Field::middle_name},
    {"personaltitle", Field::name_prefix},
    {"generationqualifier", Field::name_suffix},
    {"mozillanickname", Field::nickname},
    {"xmozillanickname", Field::nickname},
    {"mail", Field::email},
    {"rfc822mailbox", Field::email},
    {"mozillasecondemail", Field::email, "other"},
    {"xmozillasecondemail", Field::email, "other"},
    {"othermailbox", Field::email, "other"},
    {"telephonenumber", Field::phone, "work"},
    {"othertelephone", Field::phone, "work"},
    {"homephone", Field::phone, "home"},
    {"hometelephonenumber", Field::phone, "home"},
    {"otherhomephone", Field::phone, "home"},
    {"mobile", Field::phone, "mobile"},
    {"mobiletelephonenumber", Field::phone, "mobile"},
    {"othermobile", Field::phone, "mobile"},
    {"cellphone", Field::phone, "mobile"},
    {"facsimiletelephonenumber", Field::phone, "fax"},
    {"fax", Field::phone, "fax"},
    {"otherfacsimiletelephonenumber", Field::phone, "fax"},
    {"pager", Field::phone, "pager"},
    {"pagerphone", Field::phone, "pager"},
    {"pagertelephonenumber", Field::phone, "pager"},
    {"street", Field::street, "work"},
    {"streetaddress", Field::street, "work"},
    {"mozillaworkstreet2", Field::address_extra, "work"},
    {"postofficebox", Field::address_extra, "work"},
    {"postalcode", Field::postal_code, "work"},
    {"l", Field::city, "work"},
    {"localityname", Field::city, "work"},
    {"locality", Field::city, "work"},
    {"st", Field::region, "work"},
    {"stateorprovincename", Field::region, "work"},
    {"co", Field::country, "work"},
    {"c", Field::country, "work"},
    {"countryname", Field::country, "work"},
    {"friendlycountryname", Field::country, "work"},
    {"mozillahomestreet", Field::street, "home", true},
    {"mozillahomestreet2", Field::address_extra, "home", true},
    {"mozillahomepostalcode", Field::postal_code, "home", true},
    {"mozillahomelocalityname", Field::city, "home", true},
    {"mozillahomestate", Field::region, "home", true},
    {"mozillahomecountryname", Field::country, "home", true},
    {"o", Field::organization},
    {"organizationname", Field::organization},
    {"company", Field::organization},
    {"labeleduri", Field::url},
    {"wwwhomepage", Field::url},
    {"mozillahomeurl", Field::url, "home"},
    {"mozillaworkurl", Field::url, "work"},
    {"dateofbirth", Field::birthdate},
    {"title", Field::other, "title"},
    {"gender", Field::gender},
}};

constexpr std::array<std::string_view, 7> kPersonClasses{
    "person", "inetorgperson", "organizationalperson", "mozillaabpersonalpha", "residentialperson", "contact", "user"};
/// What a person's classes go with, and is none.
constexpr std::array<std::string_view, 3> kMachineClasses{"computer", "msds-groupmanagedserviceaccount",
                                                          "msds-managedserviceaccount"};
constexpr std::array<std::string_view, 24> kOtherClasses{"groupofnames",
                                                         "groupofuniquenames",
                                                         "groupofurls",
                                                         "group",
                                                         "posixgroup",
                                                         "organizationalunit",
                                                         "organizationalrole",
                                                         "organization",
                                                         "dcobject",
                                                         "domain",
                                                         "domaindns",
                                                         "builtindomain",
                                                         "country",
                                                         "locality",
                                                         "container",
                                                         "device",
                                                         "iphost",
                                                         "applicationprocess",
                                                         "alias",
                                                         "referral",
                                                         "subschema",
                                                         "nisnetgroup",
                                                         "simplesecurityobject",
                                                         "printqueue"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// One "name: value" of an entry.
struct Value {
  std::string name;     ///< lower-case, without options
  std::string options;  ///< "lang-de"
  std::string text;     ///< UTF-8
  std::uint64_t bytes = 0;
  bool is_binary = false;  ///< or too long, or a secret: its text is not kept
};

struct Entry {
  std::uint64_t line = 0;
  std::string dn;
  std::string change;  ///< of a change record: "add", "modify" …
  std::string raw;     ///< its beginning
  std::vector<Value> values;
  std::size_t bytes = 0;
  bool begun = false;
  bool is_too_large = false;
  bool has_bad_line = false;
};

bool is_secret(std::string_view name) {
  return name == "userpassword" || name == "unicodepwd" || name == "sambantpassword" || name == "sambalmpassword";
}

/// 20240131120000Z, 20240131120000.0Z and seconds since 1970 as RFC 3339, else empty.
std::string time_of(std::string_view text) {
  text = base::trim(text);
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  if (digits.size() == 14) {
    const auto part = [&](std::size_t at, std::size_t size) { return std::string(digits.substr(at, size)); };
    const std::string iso = part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" + part(10, 2) +
                            ":" + part(12, 2) + "Z";
    return base::parse_rfc3339(iso) ? iso : std::string{};
  }
  return {};
}

/// Lines of a postal address are joined by '$'.
std::string of_lines(std::string_view text) {
  std::string result;
  for (const std::string_view line : base::split(text, '$')) {
    if (base::trim(line).empty()) continue;
    if (!result.empty()) result += ", ";
    result += base::trim(line);
  }
  return result;
}

class LdifReader final : public Reader {
 public:
  LdifReader(std::unique_ptr<ByteSource> bytes, const Options& options)
      : bytes_(std::move(bytes)), source_(options.source.empty() ? source_of(bytes_->path()) : options.source) {
    if (bytes_->peek(3) == "\xEF\xBB\xBF") bytes_->skip(3);
  }

  std::string format() const override { return "ldif"; }
  std::uint64_t position() const override { return bytes_->position(); }
  std::uint64_t size() const override { return bytes_->size(); }

  bool next(types::Batch& batch) override {
    batch.clear();
    const std::uint64_t begin = bytes_->position();
    bool more = true;
    while (more && batch.records.size() + batch.rejects.size() < kBatchEntries &&
           bytes_->position() - begin < kBatchBytes) {
      more = read_entry(batch);
    }
    if (!more && !std::exchange(told_, true)) tell_others(batch);
    return more || !batch.records.empty() || !batch.rejects.empty() || !batch.notes.empty();
  }

 private:
  /// The next logical line into line_. False at the end of the file.
  bool logical_line() {
    line_.clear();
    line_size_ = 0;
    line_number_ = bytes_->line_number();
    if (!physical_line()) return false;
    // A blank line ends an entry and is never gone on with.
    if (line_.empty()) return true;
    while (bytes_->peek(1) == " ") {
      bytes_->skip(1);
      if (!physical_line()) break;
    }
    return true;
  }

  /// Appends one line of the file to line_, without its end; bytes beyond the bound are counted only.
  bool physical_line() {
    bool any = false;
    for (;;) {
      std::string_view piece = bytes_->line(64u << 10);
      if (piece.empty()) return any;
      any = true;
      const bool ended = piece.ends_with('\n');
      if (ended) piece.remove_suffix(piece.ends_with("\r\n") ? 2 : 1);
      line_size_ += piece.size();
      if (line_.size() < kMaxValue) line_.append(piece.substr(0, kMaxValue - line_.size()));
      if (ended) return true;
    }
  }

  void reject(types::Batch& batch, std::uint64_t line, std::string reason, std::string_view raw) const {
    batch.rejects.push_back({.place = {.file = bytes_->path(), .line = line, .record = {}},
                             .code = ErrorCode::parse,
                             .reason = std::move(reason),
                             .raw = base::repair_utf8(base::truncate_utf8(raw.substr(0, 200), 200))});
  }

  void note(types::Batch& batch, std::uint64_t line, std::string text) const {
    batch.notes.push_back({.place = {.file = bytes_->path(), .line = line, .record = {}}, .text = std::move(text)});
  }

  /// Reads up to the blank line behind an entry, or the dn of the next. False at the end of the file.
  bool read_entry(types::Batch& batch) {
    Entry entry;
    if (kept_) {
      kept_ = false;
      take_line(batch, entry);
    }
    bool more = false;
    while ((more = logical_line())) {
      if (line_.empty()) {
        if (entry.begun) break;
        continue;
      }
      if (line_.front() == '#') continue;
      if (entry.begun && !entry.dn.empty() && begins_with_dn(line_)) {
        kept_ = true;
        break;
      }
      if (!entry.begun && is_version()) continue;
      take_line(batch, entry);
    }
    if (entry.begun) finish(batch, entry);
    return more;
  }

  static bool begins_with_dn(std::string_view line) {
    return line.size() > 3 && base::equals_ignoring_ascii_case(line.substr(0, 3), "dn:");
  }

  bool is_version() const {
    const std::size_t colon = line_.find(':');
    return colon != std::string::npos &&
           base::equals_ignoring_ascii_case(std::string_view(line_).substr(0, colon), "version");
  }

  /// One "name: value" into the entry.
  void take_line(types::Batch& batch, Entry& entry) {
    if (!entry.begun) {
      entry.begun = true;
      entry.line = line_number_;
    }
    if (entry.raw.size() < 200) (entry.raw += line_.substr(0, 200)) += '\n';
    const bool modifies = !entry.change.empty() && entry.change != "add";
    if (modifies) return;  // its lines are no values of the entry
    const std::string_view line = line_;
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, std::min(colon, line.size()));
    if (colon == std::string_view::npos || name.empty() || name.find_first_of(" \t") != std::string_view::npos) {
      return bad_line(batch, entry, "the line has no attribute and colon");
    }
    Value value;
    const std::size_t semicolon = name.find(';');
    value.name = base::ascii_lower(base::repair_utf8(name.substr(0, semicolon)));
    if (semicolon != std::string_view::npos)
      value.options = base::ascii_lower(base::repair_utf8(name.substr(semicolon + 1)));
    std::string_view rest = line.substr(colon + 1);
    value.bytes = line_size_;
    const char kind = rest.empty() ? ' ' : rest.front();
    if (kind == '<') {
      if (!std::exchange(url_told_, true)) {
        note(batch, line_number_,
             "the value of '" + value.name + "' lies in a file of its own; it and its like are not read");
      }
      return;
    }
    if (kind == ':') rest.remove_prefix(1);
    rest = base::trim(rest);
    if (line_size_ > kMaxValue || is_secret(value.name)) {
      value.is_binary = true;
    } else if (kind == ':') {
      const std::optional<std::string> decoded = decode_base64(rest);
      if (!decoded) return bad_line(batch, entry, "the value of '" + value.name + "' is no base64");
      value.is_binary = !base::is_valid_utf8(*decoded) || decoded->find('\0') != std::string::npos;
      value.bytes = decoded->size();
      if (!value.is_binary) value.text = base::trim(*decoded);
    } else {
      value.text = to_utf8(rest);
      std::erase(value.text, '\0');
    }
    if (value.name == "dn") {
      if (entry.dn.empty()) entry.dn = value.text;
      return;
    }
    if (value.name == "changetype") {
      entry.change = base::ascii_lower(value.text);
      return;
    }
    if (value.name == "control" && entry.values.empty()) return;
    entry.bytes += value.text.size() + 64;
    if (entry.bytes > kMaxEntry || entry.values.size() >= kMaxValues) {
      entry.is_too_large = true;
      return;
    }
    if (!value.text.empty() || value.is_binary) entry.values.push_back(std::move(value));
  }

  /// One reject an entry: an entry of nothing else must not fill the memory with them.
  void bad_line(types::Batch& batch, Entry& entry, const std::string& what) const {
    if (std::exchange(entry.has_bad_line, true)) return;
    reject(batch, line_number_, what + "; it is left out, and other such lines of its entry", line_);
  }

  /// Whether the entry's classes are a person's, or it has none that says otherwise.
  bool is_person(const Entry& entry, std::string& other) const {
    bool person = false;
    for (const Value& value : entry.values) {
      if (value.name != "objectclass") continue;
      const std::string name = base::ascii_lower(value.text);
      if (contains(kMachineClasses, name)) {
        other = value.text;
        return false;
      }
      person |= contains(kPersonClasses, name);
      if (contains(kOtherClasses, name)) other = value.text;
    }
    return person || other.empty();
  }

  void tell_others(types::Batch& batch) const {
    std::uint64_t all = 0;
    std::string classes;
    for (const auto& [name, times] : others_) {
      all += times;
      if (classes.size() < 400) classes += (classes.empty() ? "" : ", ") + name + " " + std::to_string(times);
    }
    if (all == 0) return;
    note(batch, 0,
         std::to_string(all) + (all == 1 ? " entry that is no person is" : " entries that are no persons are") +
             " left out: " + classes);
  }

  void finish(types::Batch& batch, const Entry& entry) {
    if (entry.dn.empty()) {
      // What is bad has been told.
      if (entry.has_bad_line && entry.values.empty()) return;
      return reject(batch, entry.line, "the entry has no dn", entry.raw);
    }
    if (!entry.change.empty() && entry.change != "add") {
      return reject(batch, entry.line,
                    "the entry changes another (changetype: " + entry.change.substr(0, 40) +
                        "); export the entries as they are now",
                    entry.raw);
    }
    if (entry.is_too_large)
      return reject(batch, entry.line, "the entry is larger than 4 MiB or has more than 20000 values", entry.raw);
    std::string other;
    if (!is_person(entry, other)) {
      const std::string name = base::repair_utf8(base::truncate_utf8(other, 60));
      ++others_[others_.size() < kMaxClasses || others_.contains(name) ? name : "others"];
      return;
    }
    deliver(batch, entry);
  }

  void deliver(types::Batch& batch, const Entry& entry) {
    std::vector<types::FieldView> fields;
    nlohmann::ordered_json payload = nlohmann::ordered_json::object();
    std::string updated_at;
    std::array<std::string, 3> birth;  // day, month, year
    std::vector<std::string> names;
    const auto has = [&](Field field, std::string_view value) {
      return std::any_of(fields.begin(), fields.end(),
                         [&](const types::FieldView& f) { return f.field == field && f.value == value; });
    };
    const auto has_in_group = [&](Field field, std::uint16_t group) {
      return std::any_of(fields.begin(), fields.end(),
                         [&](const types::FieldView& f) { return f.field == field && f.group == group; });
    };
    const auto add = [&](Field field, std::string_view text, std::string_view type = {}, std::uint16_t group = 0) {
      text = base::trim(text);
      if (text.empty()) return;
      fields.push_back({.value = batch.arena.copy(text),
                        .type = batch.arena.copy(type),
                        .valid_from = {},
                        .valid_to = {},
                        .field = field,
                        .group = group});
    };
    const auto keep = [&](const Value& value) {
      nlohmann::ordered_json text = value.text;
      if (value.is_binary) text = {{"bytes", value.bytes}};
      const std::string name = value.options.empty() ? value.name : value.name + ";" + value.options;
      if (!payload.contains(name)) {
        payload[name] = std::move(text);
      } else if (payload[name].is_array()) {
        payload[name].push_back(std::move(text));
      } else {
        nlohmann::ordered_json first = std::move(payload[name]);
        payload[name] = nlohmann::ordered_json::array({std::move(first), std::move(text)});
      }
    };
    const auto add_known = [&](const Known& known, const Value& value) {
      const bool is_address = known.field >= Field::address && known.field <= Field::country;
      const std::uint16_t group = !is_address ? std::uint16_t{0} : known.home ? kHomeAddress : kWorkAddress;
      switch (known.field) {
        case Field::name:
          names.push_back(value.text);
          return;
        case Field::given_name:
        case Field::family_name:
          // In another language (cn;lang-ja), or once more.
          if (has_in_group(known.field, 0)) return keep(value);
          break;
        case Field::url:
          // A label may stand behind the address.
          return add(known.field, value.text.substr(0, value.text.find(' ')), known.type);
        default:
          if (is_address && has_in_group(known.field, group)) return keep(value);
          break;
      }
      if (has(known.field, value.text)) return;
      add(known.field, value.text, known.type, group);
    };
    for (const Value& value : entry.values) {
      const std::string& name = value.name;
      const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.name == name; });
      if (value.is_binary) {
        keep(value);
      } else if (known != kKnown.end()) {
        add_known(*known, value);
      } else if (name == "birthday" || name == "birthmonth" || name == "birthyear") {
        birth[name == "birthday" ? 0 : name == "birthmonth" ? 1 : 2] = value.text;
      } else if (name == "postaladdress" || name == "homepostaladdress") {
        const bool home = name == "homepostaladdress";
        add(Field::address, of_lines(value.text), home ? "home" : "work", home ? 3 : 2);
      } else if (name == "proxyaddresses") {
        const bool is_mail = base::equals_ignoring_ascii_case(std::string_view(value.text).substr(0, 5), "smtp:");
        if (!is_mail)
          keep(value);
        else if (!has(Field::email, value.text.substr(5)))
          add(Field::email, value.text.substr(5));
      } else if (name == "modifytimestamp" || name == "whenchanged") {
        const std::string time = time_of(value.text);
        if (time.empty())
          keep(value);
        else if (time > updated_at)
          updated_at = time;
      } else {
        const Meaning meaning = meaning_of(name);
        const bool is_plain = meaning.known && meaning.role == ColumnRole::field && meaning.field != Field::other &&
                              meaning.field > Field::name_suffix &&
                              (meaning.field < Field::address || meaning.field > Field::country);
        if (is_plain)
          add(meaning.field, value.text, meaning.type);
        else
          keep(value);
      }
    }
    add(Field::birthdate, join_date(birth[0], birth[1], birth[2]));
    // cn and displayName repeat the parts of the name; where there are none they are the name.
    const bool has_parts = has_in_group(Field::given_name, 0) || has_in_group(Field::family_name, 0);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
          names.begin() + static_cast<std::ptrdiff_t>(i)) {
        continue;
      }
      if (i == 0 && !has_parts)
        add(Field::name, names[i]);
      else
        keep({"cn", {}, names[i], 0, false});
    }
    if (fields.empty())
      return reject(batch, entry.line, "the entry has no name, address, number or other value", entry.raw);
    const std::size_t bytes = fields.size() * sizeof(types::FieldView);
    std::size_t space = bytes + alignof(types::FieldView) - 1;
    void* place = batch.arena.allocate(space);
    auto* const copies = static_cast<types::FieldView*>(std::align(alignof(types::FieldView), bytes, place, space));
    std::uninitialized_copy(fields.begin(), fields.end(), copies);
    batch.records.push_back(
        {.source = batch.arena.copy(source_),
         .id = batch.arena.copy(base::truncate_utf8(entry.dn, kMaxId)),
         .updated_at = batch.arena.copy(updated_at),
         .payload = batch.arena.copy(payload.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)),
         .fields = {copies, fields.size()},
         .columns = {},
         .line = entry.line});
  }

  std::unique_ptr<ByteSource> bytes_;
  std::string source_;
  std::string line_;
  std::uint64_t line_size_ = 0;
  std::uint64_t line_number_ = 0;
  bool kept_ = false;  ///< line_ is the dn of the next entry
  bool told_ = false;
  bool url_told_ = false;
  std::map<std::string, std::uint64_t> others_;  ///< entries that are no persons, by class
};

}  // namespace

bool is_ldif(const std::string& path, std::string_view head) {
  const std::string lower = base::ascii_lower(path);
  if (lower.ends_with(".ldif") || lower.ends_with(".ldi")) return true;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  bool version = false;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    const std::string_view line = base::trim(head.substr(0, end));
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view name = base::trim(line.substr(0, colon)), value = line.substr(colon + 1);
    if (!version && base::equals_ignoring_ascii_case(name, "version")) {
      version = true;
      continue;
    }
    if (!base::equals_ignoring_ascii_case(name, "dn")) return false;
    // A name in parts, in base64, or of the root.
    return version || value.starts_with(':') || value.find('=') != std::string_view::npos;
  }
  return false;
}

std::unique_ptr<Reader> open_ldif(std::unique_ptr<ByteSource> source, const Options& options) {
  return std::make_unique<LdifReader>(std::move(source), options);
}

}  // namespace scv::read
