#include "scv/record.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace scv {
inline namespace v1 {
namespace {

constexpr std::array<std::string_view, 25> kFieldNames = {
    "name",        "given_name",   "middle_name",   "family_name", "birth_name", "nickname", "name_prefix",
    "name_suffix", "organization", "birthdate",     "gender",      "email",      "phone",    "address",
    "street",      "house_number", "address_extra", "postal_code", "city",       "region",   "country",
    "birth_place", "identifier",   "url",           "other"};
static_assert(kFieldNames.size() == static_cast<std::size_t>(Field::other) + 1);

}  // namespace

std::string_view to_string(Field field) noexcept {
  const auto number = static_cast<std::size_t>(field);
  return number < kFieldNames.size() ? kFieldNames[number] : std::string_view("other");
}

std::optional<Field> field_from_string(std::string_view name) noexcept {
  const auto found = std::find(kFieldNames.begin(), kFieldNames.end(), name);
  if (found == kFieldNames.end()) return std::nullopt;
  return static_cast<Field>(found - kFieldNames.begin());
}

Record& Record::add(Field field, std::string value, std::string type, std::uint16_t group) {
  attributes.push_back({field, group, std::move(value), std::move(type), {}, {}});
  return *this;
}

Record& Record::add_address(const Address& a) {
  unsigned group = 0;
  for (const Attribute& attribute : attributes) {
    if (attribute.field >= Field::address && attribute.field <= Field::country)
      group = std::max(group, attribute.group + 1u);
  }
  if (group > std::numeric_limits<std::uint16_t>::max()) {
    throw Error(ErrorCode::invalid_argument, "a record takes at most 65536 addresses", {{}, 0, 0, source + "/" + id});
  }
  const std::pair<Field, const std::string*> parts[] = {
      {Field::address, &a.full},        {Field::street, &a.street},           {Field::house_number, &a.house_number},
      {Field::address_extra, &a.extra}, {Field::postal_code, &a.postal_code}, {Field::city, &a.city},
      {Field::region, &a.region},       {Field::country, &a.country}};
  for (const auto& [field, value] : parts) {
    if (!value->empty()) add(field, *value, a.type, static_cast<std::uint16_t>(group));
  }
  return *this;
}

std::string_view Record::first(Field field) const noexcept {
  for (const Attribute& attribute : attributes) {
    if (attribute.field == field) return attribute.value;
  }
  return {};
}

}  // namespace v1
}  // namespace scv
