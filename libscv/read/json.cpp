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
#include "read/packed_values.hpp"
#include "types/json_text.hpp"

namespace scv::read {
namespace {

namespace json = types::json;

constexpr std::size_t kMaxElement = 16u << 20;
constexpr std::size_t kMaxCached = 100'000;  ///< columns remembered, of all kinds of objects together
constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// One value of the file, not checked yet.
struct Element {
  std::string text;
  std::uint64_t line = 1;
  std::uint64_t column = 1;
  std::string fault;  ///< why it cannot be a value; empty: parse it
  std::uint64_t fault_line = 0, fault_column = 0;
};

/// Cuts a file into values without understanding them: by line, or by brackets outside strings.
class Splitter {
 public:
  enum class Form { lines, array, sequence };

  explicit Splitter(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {
    if (source_->peek(3) == kMark) source_->skip(3);
    form_ = recognise(source_->peek(1u << 20));
  }
  const ByteSource& source() const noexcept { return *source_; }

  bool next(Element& element) {
    element.text.clear();
    element.fault.clear();
    switch (form_) {
      case Form::lines:
        return next_line(element);
      case Form::array:
        return next_of_array(element);
      case Form::sequence:
        return next_of_sequence(element);
    }
    return false;
  }

 private:
  /// Lines, unless the first value goes over several or the file is one array.
  static Form recognise(std::string_view head) {
    const std::size_t begin = json::skip_space(head, 0);
    if (begin >= head.size() || (head[begin] != '[' && head[begin] != '{')) return Form::lines;
    const std::size_t end = std::min(head.find('\n', begin), head.size());
    const std::string_view first = base::trim(head.substr(begin, end - begin));
    const std::size_t second = json::skip_space(head, end);
    if (head[begin] == '[') {
      const bool more = second < head.size();
      return more && head[second] == '[' && json::is_value(first) ? Form::lines : Form::array;
    }
    if (json::is_value(first)) return Form::lines;
    return second < head.size() && head[second] != '{' && first.size() < (64u << 10) ? Form::sequence : Form::lines;
  }

  bool next_line(Element& element) {
    for (;;) {
      element.line = source_->line_number();
      element.column = 1;
      std::string_view line = source_->line(kMaxElement + 1);
      if (line.empty()) return false;
      if (line.size() > kMaxElement && line.back() != '\n') {
        element.text = line.substr(0, 256);
        element.fault = "the line is longer than 16 MiB";
        while (!line.empty() && line.back() != '\n') line = source_->line(kMaxElement + 1);
        return true;
      }
      if (std::all_of(line.begin(), line.end(), is_space)) continue;
      element.text = line;
      while (!element.text.empty() && (element.text.back() == '\n' || element.text.back() == '\r'))
        element.text.pop_back();
      return true;
    }
  }

  int get() {
    if (at_ == chunk_.size()) {
      source_->skip(chunk_.size());
      chunk_ = source_->peek(64u << 10);
      at_ = 0;
      if (chunk_.empty()) return -1;
    }
    const char c = chunk_[at_++];
    if (c == '\n')
      ++line_, column_ = 1;
    else
      ++column_;
    return static_cast<unsigned char>(c);
  }

  /// Text up to a character of `stops` outside brackets and strings, which is given back; -1 at the end. With
  /// `balanced`, up to and with the bracket that closes the first one.
  int gather(Element& element, std::string_view stops, bool balanced) {
    std::size_t depth = 0;
    bool in_string = false, escaped = false, begun = false;
    for (int c = get(); c >= 0; c = get()) {
      const char byte = static_cast<char>(c);
      if (!begun) {
        if (is_space(byte)) continue;
        begun = true;
        element.line = line_;
        element.column = column_ - 1;
      }
      if (!in_string && depth == 0 && stops.find(byte) != std::string_view::npos) return c;
      if (element.text.size() < kMaxElement)
        element.text.push_back(byte);
      else
        element.fault = "the value is longer than 16 MiB";
      if (in_string) {
        if (escaped)
          escaped = false;
        else if (byte == '\\')
          escaped = true;
        else if (byte == '"')
          in_string = false;
      } else if (byte == '"') {
        in_string = true;
      } else if (byte == '{' || byte == '[') {
        ++depth;
      } else if ((byte == '}' || byte == ']') && depth > 0) {
        if (--depth == 0 && balanced) return c;
      }
    }
    return -1;
  }

  static void trim_end(std::string& text) {
    while (!text.empty() && is_space(text.back())) text.pop_back();
  }

  bool fault(Element& element, std::string what) {
    element.fault = std::move(what);
    return true;
  }

  bool next_of_array(Element& element) {
    if (state_ == State::begin) {
      while (is_space(static_cast<char>(get()))) {
      }
      state_ = State::elements;
    }
    if (state_ == State::elements) {
      const int stop = gather(element, ",]", false);
      trim_end(element.text);
      const bool empty = element.text.empty();
      if (empty) element.line = line_, element.column = column_;
      if (stop < 0) {
        // The value that the end cut is told by its own error; without one, the missing bracket is the fault.
        state_ = State::done;
        if (empty || json::is_value(element.text)) unclosed_ = true;
        if (!empty) return true;
        unclosed_ = false;
        return fault(element, "the array does not end");
      }
      const bool first = !std::exchange(any_, true);
      if (stop == ']') state_ = State::behind;
      if (!empty) return true;
      if (stop == ',' || !first) return fault(element, "a value is missing in the array");
    }
    if (state_ == State::behind) {
      state_ = State::done;
      gather(element, {}, false);
      trim_end(element.text);
      if (!element.text.empty()) return fault(element, "more text after the array");
    }
    if (std::exchange(unclosed_, false)) {
      element.line = line_;
      element.column = column_;
      return fault(element, "the array does not end");
    }
    return false;
  }

  bool next_of_sequence(Element& element) {
    gather(element, {}, true);
    trim_end(element.text);
    return !element.text.empty();
  }

  enum class State { begin, elements, behind, done };
  std::unique_ptr<ByteSource> source_;
  Form form_ = Form::lines;
  State state_ = State::begin;
  bool any_ = false;
  bool unclosed_ = false;
  std::string_view chunk_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1, column_ = 1;
};

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
  explicit RecordBuilder(const Mapping& mapping) {
    if (!mapping.columns) return;
    mapped_ = true;
    for (const Column& column : *mapping.columns) mapping_.emplace(column.name, column);
  }

  Record build(std::string_view object) {
    std::vector<std::pair<std::string, std::string_view>> members;
    bool foreign = mapped_;
    json::for_each_member(object, [&](const std::string& name, std::string_view value) {
      foreign |= !is_native(name);
      members.emplace_back(name, value);
    });
    if (!foreign) return record_from_json(object);

    const std::vector<Column>& columns = columns_of(members);
    std::vector<bool> taken(members.size());
    bool any = false;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto& [name, value] = members[i];
      const Column& column = columns[i];
      const bool known =
          column.role != ColumnRole::ignore && (column.role != ColumnRole::field || column.field != Field::other);
      const bool flat = is_scalar_or_list(value);
      taken[i] = (known && flat && (mapped_ || !is_native(name) || column.role == ColumnRole::field)) ||
                 is_features(name, value) || (!flat && !is_native(name) && is_nested(value));
      any |= taken[i] && !is_native(name);
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
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (taken[i] && is_scalar_or_list(members[i].second)) add(record, columns[i], members[i].second, groups);
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

  const std::vector<Column>& columns_of(const Members& members) {
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
    return cache_.emplace(std::move(signature), std::move(columns)).first->second;
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
  std::unordered_map<std::string, std::vector<Column>> cache_;
  std::size_t cached_ = 0;  ///< columns in it
};

/// A contact names a channel; a customer may have a column of that name, too.
bool is_interaction(std::string_view object) {
  bool channel = false, named = false, participants = false, customer = false;
  json::for_each_member(object, [&](const std::string& name, std::string_view value) {
    if (name == "channel") {
      channel = true;
      named = json::kind(value) == json::Kind::string && channel_from_string(json::string(value)).has_value();
    } else if (name == "participants") {
      participants = true;
    } else {
      const Meaning meaning = meaning_of(name);
      customer |= meaning.known && meaning.role == ColumnRole::field && meaning.field != Field::other;
    }
  });
  return channel && (participants || (named && !customer));
}

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

class JsonReader final : public Reader {
 public:
  JsonReader(std::unique_ptr<ByteSource> source, const Options& options, const Mapping& mapping)
      : source_name_(options.source.empty() ? source_of(source->path()) : options.source),
        splitter_(std::move(source)),
        builder_(mapping) {}

  bool next(types::Batch& batch) override {
    constexpr std::size_t kRows = 4096, kBytes = 1u << 20;
    batch.clear();
    std::size_t rows = 0, bytes = 0;
    while (rows < kRows && bytes < kBytes && splitter_.next(element_)) {
      ++rows;
      ++number_;
      bytes += element_.text.size();
      take(batch);
    }
    return rows != 0;
  }
  std::string format() const override { return "jsonl"; }
  std::uint64_t position() const override { return splitter_.source().position(); }
  std::uint64_t size() const override { return splitter_.source().size(); }

 private:
  void reject(types::Batch& batch, std::string reason, std::uint64_t line, std::uint64_t column) {
    Reject bad;
    bad.place = {splitter_.source().path(), line, column, {}};
    bad.reason = std::move(reason);
    const std::string repaired = base::repair_utf8(std::string_view(element_.text).substr(0, 200));
    bad.raw = base::truncate_utf8(repaired, 200);
    batch.rejects.push_back(std::move(bad));
  }

  void take(types::Batch& batch) {
    if (!element_.fault.empty()) return reject(batch, element_.fault, element_.line, element_.column);
    try {
      const std::string_view value = json::parse(element_.text);
      if (json::kind(value) != json::Kind::object) {
        return reject(batch, "not an object: a record or an interaction is written { … }", element_.line,
                      element_.column);
      }
      if (is_interaction(value)) {
        Interaction one = interaction_from_json(value);
        if (one.source.empty()) one.source = source_name_;
        if (one.id.empty()) one.id = content_id(value);
        batch.interactions.push_back(std::move(one));
        return;
      }
      Record record = builder_.build(value);
      if (record.source.empty()) record.source = source_name_;
      if (record.id.empty()) record.id = std::to_string(number_);
      types::RecordView view = copy_into(batch.arena, record);
      view.line = element_.line;
      batch.records.push_back(view);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::parse) throw;
      const Place& at = error.place();
      const std::uint64_t line = element_.line + (at.line > 1 ? at.line - 1 : 0);
      reject(batch, error.message(), line,
             at.line > 1 ? at.column : element_.column + (at.column > 1 ? at.column - 1 : 0));
    }
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
  Splitter splitter_;
  RecordBuilder builder_;
  Element element_;
  std::uint64_t number_ = 0;
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

std::vector<Column> recognise_members(std::string_view head, const Mapping& mapping, std::uint64_t& sampled) {
  Splitter splitter(ByteSource::of_text(std::string(head), {}));
  std::vector<std::string> names;
  std::map<std::string, std::size_t> places;
  std::vector<Profile> profiles;
  std::vector<std::vector<std::pair<std::size_t, std::string>>> rows;
  Element element;
  while (rows.size() < 1000 && splitter.next(element)) {
    if (!element.fault.empty()) continue;
    try {
      const std::string_view value = json::parse(element.text);
      if (json::kind(value) != json::Kind::object) continue;
      std::vector<std::pair<std::size_t, std::string>>& row = rows.emplace_back();
      json::for_each_member(value, [&](const std::string& name, std::string_view member) {
        const auto [at, added] = places.try_emplace(name, names.size());
        if (added && names.size() < 500) names.push_back(name);
        if (at->second >= names.size()) return;
        row.emplace_back(at->second, json::scalar(member).value_or(std::string(base::truncate_utf8(member, 80))));
      });
    } catch (const Error&) {
      // A broken value says nothing of the members; reading the file tells where it is.
      continue;
    }
  }
  profiles.resize(names.size());
  for (const auto& row : rows) {
    std::vector<std::string_view> values(names.size());
    for (const auto& [at, value] : row) values[at] = value;
    for (std::size_t i = 0; i < names.size(); ++i) profiles[i].add(values[i]);
  }
  sampled = rows.size();
  std::vector<Column> columns = recognise_columns(names, profiles, true);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Column& column = columns[i];
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
    std::vector<Column> mapped = apply_mapping(mapping, names, true);
    for (std::size_t i = 0; i < mapped.size(); ++i) {
      mapped[i].filled = columns[i].filled;
      mapped[i].example = columns[i].example;
    }
    columns = std::move(mapped);
  }
  return columns;
}

}  // namespace scv::read
