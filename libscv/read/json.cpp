#include "read/json.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <new>
#include <unordered_map>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "read/json_rows.hpp"
#include "read/json_split.hpp"
#include "read/packed_values.hpp"
#include "read/parts.hpp"
#include "read/value_kinds.hpp"
#include "types/json_text.hpp"

namespace scv::read {
namespace {

namespace json = types::json;

constexpr std::size_t kMaxCached = 100'000;  ///< columns remembered, of all kinds of objects together
constexpr std::size_t kSampled = 1000;       ///< rows that are looked at before members are settled
constexpr std::size_t kSampledBytes = 256u << 10;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool is_name_part(Field field) { return field <= Field::name_suffix; }
bool is_address_part(Field field) { return field >= Field::address && field <= Field::country; }

/// Members that the record form itself has.
bool is_native(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kOwn{"source",  "id",           "updated_at",    "order",
                                                        "payload", "payload_text", "payload_base64"};
  return std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end() || field_from_string(name).has_value();
}

bool is_scalar(std::string_view value) {
  const json::Kind kind = json::kind(value);
  return kind == json::Kind::string || kind == json::Kind::number;
}

bool is_scalar_or_list(std::string_view value) {
  if (json::kind(value) != json::Kind::array) return is_scalar(value) || json::kind(value) == json::Kind::null;
  bool all = true;
  json::for_each_element(value, [&](std::string_view element) { all = all && is_scalar(element); });
  return all;
}

/// The first free numbers of a record's names and addresses. Attributes are looked at once.
class FreeGroups {
 public:
  void update(const Record& record) {
    for (; counted_ < record.attributes.size(); ++counted_) {
      const Attribute& attribute = record.attributes[counted_];
      const auto after = static_cast<std::uint16_t>(std::min<unsigned>(attribute.group + 1u, 65000u));
      if (is_name_part(attribute.field)) name_ = std::max(name_, after);
      if (is_address_part(attribute.field)) address_ = std::max(address_, after);
    }
  }
  unsigned first(Field field) const noexcept {
    return is_name_part(field) ? name_ : is_address_part(field) ? address_ : 0u;
  }

 private:
  std::size_t counted_ = 0;
  std::uint16_t name_ = 0, address_ = 0;
};

/// Objects → records: what the record form knows as record_from_json takes it, other members through the name table.
class RecordBuilder {
 public:
  /// `learnt`: what the first rows say of the members, where there is no mapping.
  RecordBuilder(const Mapping& mapping, std::span<const Column> learnt) {
    if (!mapping.columns) {
      for (const Column& column : learnt) learnt_.emplace(column.name, column);
      return;
    }
    mapped_ = true;
    for (const Column& column : *mapping.columns) mapping_.emplace(column.name, column);
  }

  Record build(std::string_view object) {
    std::vector<std::pair<std::string, std::string_view>> members;
    bool foreign = mapped_;
    json::for_each_member(object, [&](const std::string& name, std::string_view value) {
      foreign |= !is_native(name) || (json::kind(value) == json::Kind::object && is_foreign(value));
      members.emplace_back(name, value);
    });
    if (!foreign) return record_from_json(object);

    const Known& known_columns = columns_of(members);
    const std::vector<Column>& columns = known_columns.columns;
    const Parts& parts = known_columns.parts;
    std::vector<bool> taken(members.size());
    bool any = false;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto& [name, value] = members[i];
      const Column& column = columns[i];
      const bool known =
          column.role != ColumnRole::ignore && (column.role != ColumnRole::field || column.field != Field::other);
      const bool flat = is_scalar_or_list(value);
      taken[i] = (known && flat && (mapped_ || !is_native(name) || column.role == ColumnRole::field)) ||
                 is_features(name, value) || (!flat && is_nested(value) && (!is_native(name) || is_foreign(value)));
      any |= taken[i] && (!flat || !is_native(name));
    }
    if (!any && !mapped_) return record_from_json(object);

    std::string rest = "{";
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (taken[i]) continue;
      if (rest.size() > 1) rest += ',';
      if (mapped_ && columns[i].role == ColumnRole::ignore && is_native(members[i].first) &&
          !members[i].first.starts_with("payload")) {
        // The mapping says not to use it: into the payload under its own name, past the record form.
        ignored_ +=
            (ignored_.empty() ? "" : ",") + base::json_quote(members[i].first) + ":" + std::string(members[i].second);
        if (rest.back() == ',') rest.pop_back();
        continue;
      }
      rest += base::json_quote(members[i].first) + ":";
      rest += members[i].second;
    }
    rest += '}';
    Record record = record_from_json(rest);
    if (!ignored_.empty()) {
      if (record.payload.empty())
        record.payload = "{" + ignored_ + "}";
      else if (record.payload.ends_with('}'))
        record.payload.insert(record.payload.size() - 1, (record.payload == "{}" ? "" : ",") + ignored_);
      ignored_.clear();
    }
    FreeGroups groups;
    groups.update(record);
    std::vector<std::string> part_values(parts.empty() ? 0 : members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (!taken[i] || !is_scalar_or_list(members[i].second)) continue;
      if (parts.is_part(i) && json::kind(members[i].second) != json::Kind::array)
        part_values[i] = json::scalar(members[i].second).value_or("");
      else
        add(record, columns[i], members[i].second, groups);
    }
    if (!parts.empty()) {
      const std::vector<std::string_view> row(part_values.begin(), part_values.end());
      for (Parts::Value& value : parts.join(row)) {
        const unsigned group = value.group + groups.first(value.field);
        record.add(value.field, std::move(value.text), {}, static_cast<std::uint16_t>(group));
      }
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (!taken[i] || is_scalar_or_list(members[i].second)) continue;
      if (json::kind(members[i].second) == json::Kind::object) {
        add_nested(record, members[i].second, groups);
      } else {
        json::for_each_element(members[i].second,
                               [&](std::string_view feature) { add_nested(record, feature, groups); });
      }
    }
    return record;
  }

 private:
  using Members = std::vector<std::pair<std::string, std::string_view>>;

  struct Known {
    std::vector<Column> columns;
    Parts parts;
  };

  const Known& columns_of(const Members& members) {
    std::string signature;
    std::vector<std::string> names;
    for (const auto& [name, value] : members) {
      signature += name;
      signature += is_scalar_or_list(value) ? '\1' : '\2';
      // What is no plain value takes no part in the grouping.
      names.push_back(is_scalar_or_list(value) ? name : std::string{});
    }
    const auto at = cache_.find(signature);
    if (at != cache_.end()) return at->second;
    cached_ += members.size() + 1;
    if (cached_ > kMaxCached) {
      cache_.clear();
      cached_ = members.size() + 1;
    }
    std::vector<Column> columns = recognise_columns(names, {}, true);
    use_learnt(names, columns);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].name = members[i].first;
      if (const std::optional<Field> own = field_from_string(members[i].first);
          own && !names[i].empty() && *own != Field::other) {
        columns[i].field = *own;  // the record form's own names mean what they say
      }
      if (!mapped_) continue;
      const auto wanted = mapping_.find(members[i].first);
      if (wanted != mapping_.end())
        columns[i] = wanted->second;
      else
        columns[i].role = ColumnRole::ignore;
    }
    Parts parts(columns);
    return cache_.emplace(std::move(signature), Known{std::move(columns), std::move(parts)}).first->second;
  }

  /// Where the first rows explain or contradict a name, they decide for the others, too: groups are of one table.
  void use_learnt(std::span<const std::string> names, std::vector<Column>& columns) const {
    std::vector<const Column*> found(columns.size());
    bool any = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto at = learnt_.find(names[i]);
      if (names[i].empty() || at == learnt_.end() || columns[i].role != ColumnRole::field) continue;
      if (at->second.role != ColumnRole::field || is_native(names[i])) continue;
      found[i] = &at->second;
      any |= columns[i].field != at->second.field;
    }
    for (std::size_t i = 0; any && i < columns.size(); ++i) {
      if (found[i] != nullptr) columns[i] = *found[i];
    }
  }

  /// Senzing's list of flat objects.
  bool is_features(const std::string& name, std::string_view value) {
    if (name != "FEATURES" && name != "features") return false;
    if (json::kind(value) != json::Kind::array) return false;
    bool all = true;
    json::for_each_element(value, [&](std::string_view element) { all = all && is_nested(element); });
    return all;
  }

  /// An object of plain values, each of which means something.
  bool is_nested(std::string_view value) {
    if (json::kind(value) != json::Kind::object) return false;
    bool all = true, any = false;
    json::for_each_member(value, [&](const std::string& name, std::string_view member) {
      const Meaning meaning = meaning_of(name);
      any = true;
      all = all && is_scalar(member) && meaning.known && meaning.role == ColumnRole::field &&
            (meaning.field != Field::other || base::ascii_lower(name).ends_with("type"));
    });
    return all && any;
  }

  /// Has no member that the record form knows, as {"givenName", "familyName"} for a name.
  static bool is_foreign(std::string_view object) {
    bool foreign = true;
    json::for_each_member(object, [&](const std::string& name, std::string_view) { foreign &= !is_native(name); });
    return foreign;
  }

  /// A name or an address of its own.
  void add_nested(Record& record, std::string_view object, FreeGroups& groups) {
    Members members;
    std::string type;
    json::for_each_member(object, [&](const std::string& name, std::string_view value) {
      members.emplace_back(name, value);
      if (meaning_of(name).field == Field::other) type = base::ascii_lower(json::scalar(value).value_or(""));
    });
    groups.update(record);
    std::vector<std::string> names;
    for (const auto& member : members) names.push_back(member.first);
    std::vector<Column> columns = recognise_columns(names, {}, true);
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (columns[i].field == Field::other) continue;
      if (!type.empty() && type != "primary" && columns[i].field != Field::identifier) columns[i].type = type;
      add(record, columns[i], members[i].second, groups);
    }
  }

  static void add(Record& record, const Column& column, std::string_view value, const FreeGroups& groups) {
    if (json::kind(value) == json::Kind::array) {
      json::for_each_element(value, [&](std::string_view element) { add(record, column, element, groups); });
      return;
    }
    std::optional<std::string> text = json::scalar(value);
    if (!text || text->empty()) return;
    switch (column.role) {
      case ColumnRole::id:
        record.id = std::move(*text);
        return;
      case ColumnRole::source:
        record.source = std::move(*text);
        return;
      case ColumnRole::updated_at:
        record.updated_at = std::move(*text);
        return;
      case ColumnRole::ignore:
        return;
      case ColumnRole::field:
        break;
    }
    const unsigned group = column.group + groups.first(column.field);
    record.add(column.field, std::move(*text), column.type, static_cast<std::uint16_t>(group));
  }

  bool mapped_ = false;
  std::string ignored_;
  std::unordered_map<std::string, Column> mapping_;
  std::unordered_map<std::string, Column> learnt_;
  std::unordered_map<std::string, Known> cache_;
  std::size_t cached_ = 0;  ///< columns in it
};

types::RecordView copy_into(base::Arena& arena, const Record& record) {
  types::RecordView view;
  view.source = arena.copy(record.source);
  view.id = arena.copy(record.id);
  view.updated_at = arena.copy(record.updated_at);
  view.payload = arena.copy(record.payload);
  std::vector<types::FieldView> copies;
  copies.reserve(record.attributes.size());
  for (const Attribute& a : record.attributes) {
    copies.push_back(
        {arena.copy(a.value), arena.copy(a.type), arena.copy(a.valid_from), arena.copy(a.valid_to), a.field, a.group});
  }
  unpack(copies);
  const std::size_t count = copies.size();
  if (count == 0) return view;
  std::size_t space = count * sizeof(types::FieldView) + alignof(types::FieldView) - 1;
  void* place = arena.allocate(space);
  auto* const fields = static_cast<types::FieldView*>(
      std::align(alignof(types::FieldView), count * sizeof(types::FieldView), place, space));
  std::uninitialized_copy(copies.begin(), copies.end(), fields);
  view.fields = {fields, count};
  return view;
}

/// What the first rows of a file say.
struct Sample {
  std::vector<std::string> names;
  std::vector<Column> columns;
  std::uint64_t rows = 0;
  std::vector<std::string> paths;  ///< where the rows are, in order; that of the file itself is empty
};

Sample sample_rows(std::string_view head, RowFinder& finder) {
  Sample sample;
  JsonSplitter splitter(ByteSource::of_text(std::string(head), {}), finder);
  std::map<std::string, std::size_t> places;
  std::vector<std::vector<std::pair<std::size_t, std::string>>> rows;
  struct Shape {
    std::size_t rows = 0;
    std::string example;
  };
  std::map<std::size_t, Shape> shapes;  ///< members that are objects, lists of them, or true and false
  JsonElement element;
  std::size_t complete = 0;
  while (rows.size() < kSampled && splitter.next(element)) {
    if (!element.fault.empty()) continue;
    try {
      if (!json::is_value(element.text) && splitter.source().position() >= head.size())
        element.text = close_json(element.text, complete);
      if (element.text.empty()) continue;
      RowWalk walk(finder);
      walk.begin(json::parse(element.text), element.line, element.column, {});
      JsonRow one;
      while (rows.size() < kSampled && walk.next(one)) {
        if (!one.fault.empty() && json::kind(one.text) != json::Kind::object) continue;
        if (std::find(sample.paths.begin(), sample.paths.end(), one.path) == sample.paths.end() &&
            sample.paths.size() < 20 && one.fault.empty()) {
          sample.paths.push_back(one.path);
        }
        std::vector<std::pair<std::size_t, std::string>>& row = rows.emplace_back();
        json::for_each_member(one.text, [&](const std::string& name, std::string_view member) {
          const auto [at, added] = places.try_emplace(name, sample.names.size());
          if (added && sample.names.size() < 500) sample.names.push_back(name);
          if (at->second >= sample.names.size()) return;
          // Objects are no values to recognise anything by; of a list its first value is.
          const bool is_list = json::kind(member) == json::Kind::array && is_scalar_or_list(member);
          std::string_view value = member;
          if (is_list) {
            json::for_each_element(member, [&](std::string_view item) {
              if (value.data() == member.data()) value = item;
            });
          }
          std::optional<std::string> text = json::scalar(value);
          if (!text && json::kind(member) != json::Kind::null && !is_list) {
            Shape& shape = shapes[at->second];
            ++shape.rows;
            if (shape.example.empty()) shape.example = base::truncate_utf8(member, 80);
          }
          row.emplace_back(at->second, text.value_or(""));
        });
      }
    } catch (const Error&) {
      // A broken value says nothing of the members; reading the file tells where it is.
      continue;
    }
  }
  std::vector<Profile> profiles(sample.names.size());
  for (const auto& row : rows) {
    std::vector<std::string_view> values(sample.names.size());
    for (const auto& [at, value] : row) values[at] = value;
    for (std::size_t i = 0; i < values.size(); ++i) profiles[i].add(values[i]);
  }
  sample.rows = rows.size();
  sample.columns = recognise_columns(sample.names, profiles, true);
  for (const auto& [at, shape] : shapes) {
    Column& column = sample.columns[at];
    column.filled += static_cast<double>(shape.rows) / static_cast<double>(rows.size());
    if (column.example.empty()) column.example = shape.example;
  }
  return sample;
}

class JsonReader final : public Reader {
 public:
  JsonReader(std::unique_ptr<ByteSource> source, const Options& options, const Mapping& mapping)
      : source_name_(options.source.empty() ? source_of(source->path()) : options.source),
        builder_(mapping, learn(*source, mapping, finder_)),
        splitter_(std::move(source), finder_) {}

  bool next(types::Batch& batch) override {
    constexpr std::size_t kRows = 4096, kBytes = 1u << 20;
    batch.clear();
    std::size_t rows = 0, bytes = 0;
    while (rows < kRows && bytes < kBytes && next_row()) {
      ++rows;
      ++number_;
      bytes += row_.text.size();
      take(batch);
    }
    if (rows == 0 && !std::exchange(told_, true)) tell_left_out(batch);
    return rows != 0 || !batch.rejects.empty() || !batch.notes.empty();
  }
  std::string format() const override { return "jsonl"; }
  std::uint64_t position() const override { return splitter_.source().position(); }
  std::uint64_t size() const override { return splitter_.source().size(); }

 private:
  static std::vector<Column> learn(ByteSource& source, const Mapping& mapping, RowFinder& finder) {
    if (mapping.columns) {
      finder.learn(*mapping.columns);
      return {};
    }
    RowFinder of_sample;
    std::vector<Column> columns = sample_rows(source.peek(kSampledBytes), of_sample).columns;
    finder.learn(columns);
    return columns;
  }

  /// The next row of the value at hand, or of the next value.
  bool next_row() {
    row_ = {};
    while (!walk_.next(row_)) {
      if (broken_) {
        // The rows before it have been read.
        tell_broken();
        return true;
      }
      if (!splitter_.next(element_)) return false;
      row_.line = element_.line;
      row_.column = element_.column;
      row_.path = element_.path;
      if (!element_.fault.empty()) {
        row_.text = element_.text;
        row_.fault = element_.fault;
        return true;
      }
      try {
        walk_.begin(json::parse(element_.text), element_.line, element_.column, element_.path);
      } catch (const Error& error) {
        if (error.code() != ErrorCode::parse) throw;
        broken_ = error;
        begin_broken();
      }
    }
    return true;
  }

  /// What is broken is one reject; but a wrapper keeps the rows before the place.
  void begin_broken() {
    const Place& at = broken_->place();
    std::size_t offset = 0;
    for (std::uint64_t line = 1; line < at.line; ++line) {
      const std::size_t end = element_.text.find('\n', offset);
      if (end == std::string::npos) return;
      offset = end + 1;
    }
    std::size_t complete = 0;
    whole_ =
        close_json(std::string_view(element_.text).substr(0, offset + (at.column > 0 ? at.column - 1 : 0)), complete);
    if (!json::is_value(whole_) || json::kind(whole_) != json::Kind::object || is_interaction(whole_)) return;
    if (finder_.look_at(whole_).kind != RowFinder::Kind::wrapper) return;
    walk_.begin(whole_, element_.line, element_.column, element_.path, complete);
  }

  void tell_broken() {
    const Place& at = broken_->place();
    const bool is_first_line = at.line <= 1;
    row_.text = element_.text;
    row_.fault = broken_->message();
    row_.line = element_.line + (is_first_line ? 0 : at.line - 1);
    row_.column = is_first_line ? element_.column + (at.column > 1 ? at.column - 1 : 0) : at.column;
    broken_.reset();
  }

  void tell_left_out(types::Batch& batch) const {
    for (const auto& [path, rows] : finder_.left_out()) {
      const std::string what = rows == 0 ? " has no rows"
                               : rows == 1
                                   ? ": 1 object that is no customer is left out"
                                   : ": " + std::to_string(rows) + " objects that are no customers are left out";
      batch.notes.push_back({.place = {.file = splitter_.source().path(), .record = {}}, .text = path + what});
    }
  }

  void reject(types::Batch& batch, std::string reason, std::uint64_t line, std::uint64_t column,
              std::string_view text) {
    Reject bad;
    bad.place = {splitter_.source().path(), line, column, {}};
    bad.reason = std::move(reason);
    const std::string repaired = base::repair_utf8(text.substr(0, 200));
    bad.raw = base::truncate_utf8(repaired, 200);
    batch.rejects.push_back(std::move(bad));
  }

  void take(types::Batch& batch) {
    if (!row_.fault.empty()) return reject(batch, row_.fault, row_.line, row_.column, row_.text);
    try {
      const std::string_view value = row_.text;
      if (is_interaction(value)) {
        Interaction one = interaction_from_json(value);
        if (one.source.empty()) one.source = source_name_;
        if (one.id.empty()) one.id = content_id(value);
        batch.interactions.push_back(std::move(one));
        return;
      }
      Record record = builder_.build(value);
      if (record.source.empty()) record.source = source_name_;
      if (record.id.empty())
        record.id = std::to_string(number_);
      else if (!is_first_path())
        record.id = row_.path + "/" + record.id;  // each array numbers its own
      types::RecordView view = copy_into(batch.arena, record);
      view.line = row_.line;
      for (const Attribute& one : record.attributes) {
        if (one.field == Field::email && is_email_without_local_part(one.value)) {
          batch.notes.push_back(
              {.place = {.file = splitter_.source().path(), .line = view.line}, .text = kNoLocalPart});
        }
      }
      batch.records.push_back(view);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::parse) throw;
      reject(batch, error.message(), row_.line, row_.column, row_.text);
    }
  }

  bool is_first_path() {
    if (!first_path_) first_path_ = row_.path;
    return *first_path_ == row_.path;
  }

  static std::string content_id(std::string_view text) {
    const base::Digest128 digest = base::hash128(text);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string id;
    for (const std::uint64_t half : {digest.high, digest.low}) {
      for (int shift = 60; shift >= 0; shift -= 4) id.push_back(kDigits[(half >> shift) & 15]);
    }
    return id;
  }

  std::string source_name_;
  RowFinder finder_;
  RecordBuilder builder_;
  JsonSplitter splitter_;
  JsonElement element_;
  std::string whole_;  ///< what is whole of a broken element
  std::optional<Error> broken_;
  RowWalk walk_{finder_};
  JsonRow row_;
  std::optional<std::string> first_path_;
  std::uint64_t number_ = 0;
  bool told_ = false;
};

}  // namespace

bool is_json(const std::string& path, std::string_view head) {
  if (head.starts_with(kMark)) head.remove_prefix(3);
  const std::string lower = base::ascii_lower(path);
  for (const std::string_view ending : {".json", ".jsonl", ".ndjson", ".ldjson"}) {
    if (lower.ends_with(ending)) return true;
  }
  const std::size_t at = json::skip_space(head, 0);
  if (at >= head.size()) return false;
  const std::size_t inner = json::skip_space(head, at + 1);
  if (inner >= head.size()) return false;
  if (head[at] == '{') return head[inner] == '"' || head[inner] == '}';
  return head[at] == '[' && (head[inner] == '{' || head[inner] == ']');
}

std::unique_ptr<Reader> open_json(std::unique_ptr<ByteSource> source, const Options& options, const Mapping& mapping) {
  return std::make_unique<JsonReader>(std::move(source), options, mapping);
}

Members recognise_members(std::string_view head, const Mapping& mapping) {
  RowFinder finder;
  if (mapping.columns) finder.learn(*mapping.columns);
  Sample sample = sample_rows(head, finder);
  Members members;
  members.sampled = sample.rows;
  for (const std::string& path : sample.paths) {
    if (!path.empty()) members.where += (members.where.empty() ? "its rows are in " : ", ") + path;
  }
  for (const auto& [path, rows] : finder.left_out()) {
    if (!members.where.empty()) members.where += "; ";
    members.where += path + (rows == 0 ? " has no rows" : " looks like no customers and is left out");
  }
  std::vector<Column>& columns = members.columns;
  columns = std::move(sample.columns);
  for (Column& column : columns) {
    if (const std::optional<Field> own = field_from_string(column.name); own && *own != Field::other) {
      column.role = ColumnRole::field;
      column.field = *own;
      column.why = "the name '" + column.name + "' is the record form's own";
    }
    if (column.role == ColumnRole::field && column.field == Field::other) {
      column.role = ColumnRole::ignore;
      column.type.clear();
      column.why += "; it is kept in the payload";
    }
  }
  if (mapping.columns) {
    std::vector<Column> mapped = apply_mapping(mapping, sample.names, true);
    for (std::size_t i = 0; i < mapped.size(); ++i) {
      mapped[i].filled = columns[i].filled;
      mapped[i].example = columns[i].example;
    }
    columns = std::move(mapped);
  }
  return members;
}

}  // namespace scv::read
