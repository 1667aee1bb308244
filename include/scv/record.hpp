#pragma once

// Records: what one source says of one contact.
//
//   scv::Record anna{.source = "crm", .id = "4711"};
//   anna.add(scv::Field::given_name, "Anna").add(scv::Field::family_name, "Müller");
//   anna.add(scv::Field::phone, "0351 4567-89");
//   anna.add_address({.street = "Hauptstr. 5", .postal_code = "01067", .city = "Dresden", .country = "DE"});
//   std::string json = scv::to_json(anna);
//
// All text is UTF-8. Values are kept as they came; only matching sees a normalised form.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scv/error.hpp"
#include "scv/export.hpp"

namespace scv {
inline namespace v1 {

/// One part of an attribute: the given name of a name, the city of an address, a whole e-mail address.
/// The names are those of OpenID Connect's standard claims where there is one.
enum class Field : std::uint8_t {
  // parts of a name; those with the same `group` belong to one name
  name,  ///< a whole name in one string, any order
  given_name,
  middle_name,
  family_name,
  birth_name,  ///< family name before a marriage
  nickname,
  name_prefix,  ///< Dr., Frau, Mr
  name_suffix,  ///< Jr., III
  organization,
  birthdate,
  gender,
  email,
  phone,
  // parts of an address; those with the same `group` belong to one address
  address,  ///< a whole address in one string
  street,   ///< with or without the house number
  house_number,
  address_extra,  ///< c/o, apartment, second line
  postal_code,
  city,
  region,  ///< state, province, county
  country,
  birth_place,
  identifier,  ///< `type` says which: customer_number, passport, vat …
  url,
  other,  ///< `type` is the column's name; may still be evidence
};

/// The field's name as in JSON ("given_name").
SCV_API std::string_view to_string(Field field) noexcept;
/// The field of that name, or nothing.
SCV_API std::optional<Field> field_from_string(std::string_view name) noexcept;

/// One typed value.
struct Attribute {
  Field field = Field::other;
  std::uint16_t group = 0;  ///< which of the record's names or addresses this is a part of
  std::string value;        ///< as it came
  std::string type;         ///< "home", "work", "mobile"; an identifier's kind; for `other` the column's name
  std::string valid_from;   ///< RFC 3339 date or time, or empty
  std::string valid_to;
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

/// The parts of one address, for Record::add_address.
struct Address {
  std::string full{}, street{}, house_number{}, extra{}, postal_code{}, city{}, region{}, country{}, type{};
};

/// One record. Its key is (source, id).
struct SCV_API Record {
  std::string source{};
  std::string id{};
  std::string updated_at{};  ///< RFC 3339; empty if unknown
  std::vector<Attribute> attributes{};
  std::string payload{};  ///< what the source delivered and matching does not use; comes back byte for byte

  Record& add(Field field, std::string value, std::string type = {}, std::uint16_t group = 0);
  /// Adds the parts that are not empty as one address, in a group of its own.
  Record& add_address(const Address& address);
  /// The first value of that field, or empty.
  std::string_view first(Field field) const noexcept;
  friend bool operator==(const Record&, const Record&) = default;
};

/// (source, id).
struct RecordKey {
  std::string source;
  std::string id;
  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

/// One record as a JSON object, as docs/json.md describes it.
/// Members that are not understood are kept in the payload. Throws Error{parse} with line and column.
SCV_API Record record_from_json(std::string_view json);
/// The same object again; attributes with several values become lists. Cost: linear.
SCV_API std::string to_json(const Record& record);

/// An input row that did not become a record, and why.
struct Reject {
  Place place;
  ErrorCode code = ErrorCode::parse;
  std::string reason;
  std::string raw;  ///< the start of the row, at most 200 bytes
};

}  // namespace v1
}  // namespace scv
