#include "read/table_records.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <type_traits>

#include "base/text.hpp"
#include "base/time.hpp"
#include "read/value_kinds.hpp"

namespace scv::read {
namespace {

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

/// The row's beginning, for people.
std::string shown(const TableRow& row) {
  std::string text(base::truncate_utf8(row.raw, 200));
  for (std::size_t i = 0; row.raw.empty() && i < row.values.size() && text.size() < 200; ++i) {
    text += (i == 0 ? "" : ";") + std::string(base::truncate_utf8(row.values[i], 200));
  }
  text = base::repair_utf8(text);
  text.resize(base::truncate_utf8(text, 200).size());
  return text;
}

Field field_of(const Column& column) { return column.role == ColumnRole::id ? Field::identifier : column.field; }

}  // namespace

bool is_blank(const TableRow& row) {
  return std::all_of(row.values.begin(), row.values.end(),
                     [](std::string_view value) { return base::trim(value).empty(); });
}

TableRecords::TableRecords(TablePlan plan, TableName name)
    : plan_(std::move(plan)), name_(std::move(name)), parts_(plan_.columns) {
  for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
    const Column& column = plan_.columns[i];
    keys_.push_back(base::json_quote(column.name) + ":");
    if (column.role == ColumnRole::id) id_ = i;
    if (column.role == ColumnRole::source) source_column_ = i;
    if (column.role == ColumnRole::updated_at) updated_ = i;
  }
}

bool TableRecords::is_value(std::size_t i) const {
  const Column& column = plan_.columns[i];
  return (column.role == ColumnRole::field && !parts_.is_part(i)) ||
         (column.role == ColumnRole::id && !column.type.empty());
}

void TableRecords::widen(std::vector<std::size_t> places, std::size_t width) {
  places_ = std::move(places);
  width_ = width;
}

void TableRecords::set_constant(std::size_t place, std::string_view value) {
  constant_place_ = place;
  constant_ = value;
}

void TableRecords::note(std::uint64_t line, std::string text, types::Batch& batch) const {
  types::Note& note = batch.notes.emplace_back(types::Note{name_.place, std::move(text)});
  note.place.line = line;
}

void TableRecords::add_reject(const TableRow& row, std::string reason, types::Batch& batch) const {
  Reject& bad = batch.rejects.emplace_back();
  bad.place = name_.place;
  bad.place.line = row.line;
  bad.reason = std::move(reason);
  bad.raw = shown(row);
}

void TableRecords::reject(const TableRow& row, std::string reason, types::Batch& batch) {
  ++number_;
  add_reject(row, std::move(reason), batch);
}

std::size_t TableRecords::values_of(const TableRow& row) const {
  std::size_t values = row.values.size();
  while (values > plan_.names.size() && base::trim(row.values[values - 1]).empty()) --values;
  return values;
}

bool TableRecords::accept(const TableRow& row, types::Batch& batch) {
  if (is_blank(row)) return false;
  if (above_ < plan_.titles + (plan_.header ? 1 : 0)) {
    if (above_++ < plan_.titles) note(row.line, "a line above the header was passed over: " + shown(row), batch);
    return false;
  }
  switch (plan_.filter.judge(row.values)) {
    case RowFilter::Verdict::record:
      break;
    case RowFilter::Verdict::header_again:
      note(row.line, "the header again; it was passed over", batch);
      return false;
    case RowFilter::Verdict::rule:
      note(row.line, "a rule between rows was passed over: " + shown(row), batch);
      return false;
    case RowFilter::Verdict::total:
      ++number_;
      add_reject(row, "the row sums up others and is no record", batch);
      return false;
  }
  ++number_;
  const std::size_t width = plan_.names.size(), values = values_of(row);
  if (values <= 2 * width + 10) return true;
  add_reject(row,
             "the row has " + std::to_string(values) + " values, and the table " + std::to_string(width) + " columns",
             batch);
  return false;
}

void TableRecords::add(const TableRow& row, types::Batch& batch) {
  const std::size_t width = plan_.names.size(), values = values_of(row);
  // A sheet has no cells behind the last one that is filled in.
  if (values > width || (row.values.size() < width && name_.place.sheet.empty())) {
    note(row.line,
         "the row has " + std::to_string(values) + " values, and the table " + std::to_string(width) + " columns",
         batch);
  }
  base::Arena& arena = batch.arena;
  auto* const columns = allocate_array<std::string_view>(arena, width);
  for (std::size_t i = 0; i < width; ++i)
    new (columns + i) std::string_view(i < row.values.size() ? row.values[i] : std::string_view{});

  types::RecordView record;
  record.line = row.line;
  record.columns = {columns, width};
  if (!places_.empty()) {
    auto* const wide = allocate_array<std::string_view>(arena, width_);
    for (std::size_t i = 0; i < width_; ++i) new (wide + i) std::string_view{};
    for (std::size_t i = 0; i < width; ++i) wide[places_[i]] = columns[i];
    if (constant_place_ != kNone) wide[constant_place_] = constant_;
    record.columns = {wide, width_};
  }
  if (id_ != kNone) record.id = base::trim(unguarded(base::trim(columns[id_]), Field::identifier));
  if (is_rounded(record.id)) {
    note(row.line, "'" + std::string(record.id) + "' is a number that a spreadsheet has rounded, and no id", batch);
    record.id = {};
  }
  if (record.id.empty()) {
    record.id = arena.copy((id_ == kNone ? name_.id_prefix : name_.id_prefix + "#") + std::to_string(number_));
  }
  if (source_column_ != kNone) record.source = base::trim(columns[source_column_]);
  if (record.source.empty()) record.source = name_.source;
  if (updated_ != kNone) record.updated_at = to_time(columns[updated_], arena);
  add_fields(record, columns, row, batch);
  batch.records.push_back(record);
}

std::size_t TableRecords::unpack_row(const std::string_view* columns, const TableRow& row, types::Batch& batch) {
  packed_.clear();
  unpacked_.clear();
  std::size_t count = 0;
  bool named = false, around = false;
  for (std::size_t i = 0; i < plan_.names.size(); ++i) {
    if (!is_value(i) || columns[i].empty()) continue;
    const Field field = field_of(plan_.columns[i]);
    const std::size_t before = unpacked_.size();
    const std::string_view value = unguarded(columns[i], field);
    unpack(field, value, unpacked_);
    if ((field == Field::phone || field == Field::identifier) && is_rounded(value)) {
      note(row.line,
           "'" + std::string(base::trim(value)) + "' in the column '" + plan_.columns[i].name +
               "' is a number that a spreadsheet has rounded: it is kept and not used",
           batch);
    }
    if (unpacked_.size() == before) {
      named |= says_who(field) && !base::trim(value).empty();
      ++count;
      continue;
    }
    around |= field == Field::email && unpacked_.back().field == Field::name;
    packed_.push_back({i, unpacked_.size()});
  }
  if (named && around) {
    // A name around an address tells nothing more then.
    std::size_t kept = 0, at = 0;
    for (Packed& one : packed_) {
      const bool email = plan_.columns[one.column].field == Field::email;
      for (; at < one.end; ++at) {
        if (!email || unpacked_[at].field != Field::name) unpacked_[kept++] = unpacked_[at];
      }
      one.end = kept;
    }
    unpacked_.resize(kept);
  }
  return count + unpacked_.size();
}

void TableRecords::add_fields(types::RecordView& record, const std::string_view* columns, const TableRow& row,
                              types::Batch& batch) {
  base::Arena& arena = batch.arena;
  const std::size_t width = plan_.names.size(), values = values_of(row);
  std::size_t count = unpack_row(columns, row, batch);
  std::vector<Parts::Value> joined;
  if (!parts_.empty()) joined = parts_.join({columns, width});
  count += joined.size();
  auto* const fields = count == 0 ? nullptr : allocate_array<types::FieldView>(arena, count);
  std::size_t at = 0, next_packed = 0, next_value = 0;
  payload_.clear();
  for (std::size_t i = 0; i < width; ++i) {
    const Column& column = plan_.columns[i];
    const std::string_view value = columns[i];
    if (is_value(i) && !value.empty()) {
      types::FieldView field;
      field.field = field_of(column);
      field.value = unguarded(value, field.field);
      field.type = column.type;
      field.group = column.group;
      if (field.field == Field::email && is_email_without_local_part(field.value)) note(row.line, kNoLocalPart, batch);
      if (column.serial_days && column.field == Field::birthdate && is_serial_day(base::trim(field.value)))
        field.value = arena.copy(date_of_serial_day(base::trim(field.value)));
      if (next_packed < packed_.size() && packed_[next_packed].column == i) {
        for (; next_value < packed_[next_packed].end; ++next_value)
          new (fields + at++) types::FieldView(part_of(field, unpacked_[next_value]));
        ++next_packed;
        add_to_payload(keys_[i], value);
      } else {
        new (fields + at++) types::FieldView(field);
      }
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
    add_to_payload(base::json_quote("column" + std::to_string(i + 1)) + ":", row.values[i]);
  }
  if (!payload_.empty()) {
    payload_ += '}';
    record.payload = arena.copy(payload_);
  }
  record.fields = {fields, count};
}

void TableRecords::add_to_payload(const std::string& key, std::string_view value) {
  payload_ += payload_.empty() ? '{' : ',';
  payload_ += key;
  payload_ += base::json_quote(value);
}

}  // namespace scv::read
