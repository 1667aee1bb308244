#include "store/encoding.hpp"

#include <cstdint>

#include "store/numbers.hpp"

namespace scv::store {
namespace {

constexpr char kVersion = 1;
// The numbers of Field lie in hub files: a new field goes behind `other`, none may move.
static_assert(static_cast<int>(Field::name) == 0 && static_cast<int>(Field::organization) == 8 &&
              static_cast<int>(Field::address) == 13 && static_cast<int>(Field::identifier) == 22 &&
              static_cast<int>(Field::other) == 24);

void put_text(std::string& to, std::string_view text) {
  put_number(to, text.size());
  to.append(text);
}

bool take_text(std::string_view bytes, std::size_t& at, std::string_view& text) {
  std::uint64_t size = 0;
  if (!take_number(bytes, at, size) || size > bytes.size() - at) return false;
  text = bytes.substr(at, size);
  at += size;
  return true;
}

}  // namespace

void encode_attributes(std::span<const types::FieldView> fields, std::string& to) {
  to.push_back(kVersion);
  for (const types::FieldView& field : fields) {
    to.push_back(static_cast<char>(field.field));
    put_number(to, field.group);
    put_text(to, field.value);
    put_text(to, field.type);
    put_text(to, field.valid_from);
    put_text(to, field.valid_to);
  }
}

bool decode_attributes(std::string_view bytes, std::vector<types::FieldView>& fields) {
  fields.clear();
  if (bytes.empty() || bytes[0] != kVersion) return false;
  std::size_t at = 1;
  while (at < bytes.size()) {
    types::FieldView field;
    const auto number = static_cast<unsigned char>(bytes[at++]);
    std::uint64_t group = 0;
    if (number > static_cast<unsigned char>(Field::other) || !take_number(bytes, at, group) || group > 0xffff)
      return false;
    field.field = static_cast<Field>(number);
    field.group = static_cast<std::uint16_t>(group);
    if (!take_text(bytes, at, field.value) || !take_text(bytes, at, field.type) ||
        !take_text(bytes, at, field.valid_from) || !take_text(bytes, at, field.valid_to)) {
      return false;
    }
    fields.push_back(field);
  }
  return true;
}

std::string encode_record(const types::RecordView& record) {
  std::string bytes;
  for (const std::string_view text : {record.source, record.id, record.updated_at, record.payload})
    put_text(bytes, text);
  encode_attributes(record.fields, bytes);
  return bytes;
}

types::RecordView decode_record(std::string_view bytes, std::vector<types::FieldView>& fields) {
  types::RecordView record;
  std::size_t at = 0;
  for (std::string_view* text : {&record.source, &record.id, &record.updated_at, &record.payload}) {
    take_text(bytes, at, *text);
  }
  decode_attributes(bytes.substr(at), fields);
  record.fields = fields;
  return record;
}

}  // namespace scv::store
