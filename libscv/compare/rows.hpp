#pragma once

// Records as comparing reads them: what nearly every record has at most once, in one cache line.

#include <cstdint>
#include <vector>

#include "types/features.hpp"

namespace scv::compare {

/// The first value of each attribute, if there is one, and what there is besides.
struct alignas(64) Row {
  enum Flag : std::uint32_t {
    several_names = 1u << 0,  ///< more than the one that is here
    several_dates = 1u << 1,
    several_emails = 1u << 2,
    several_phones = 1u << 3,
    several_addresses = 1u << 4,
    organizations = 1u << 5,  ///< has some
    identifiers = 1u << 6,
    places = 1u << 7,
    others = 1u << 8,
    plain_name = 1u << 9,  ///< one given and one family name, in known order, and nothing else
    role_mailbox = 1u << 10,
    valid_phone = 1u << 11,
    mobile_phone = 1u << 12,
    address_unit = 1u << 13,
    gender_shift = 24,  ///< the gender is in the highest byte
  };
  types::OptionalValue name, given, family;  ///< the name's first words
  types::OptionalValue date;
  types::OptionalValue email, email_local, email_domain;
  types::OptionalValue phone, phone_digits, phone_national;
  types::OptionalValue address, street, postal_code, city;
  std::uint32_t flags = 0;
  char gender() const noexcept { return static_cast<char>(flags >> gender_shift); }
  std::uint32_t key_rank = 0;  ///< among all records by (source, id); where all rows were made at once

  /// Whether the records may be equal in all features: their rows are.
  bool may_equal(const Row& other) const noexcept {
    return identical(name, other.name) && identical(date, other.date) && identical(email, other.email) &&
           identical(phone, other.phone) && identical(address, other.address) && flags == other.flags;
  }
};
static_assert(sizeof(Row) == 64);

Row row_of(const types::FeatureTable& table, types::RecordNo record);
/// Makes a row that of a record which has this phone number and no other one.
void set_phone(const types::FeatureTable& table, types::ValueNo phone, Row& row);

/// A bit, of `bits`, for each group of nicknames that the word is in: words without one in common have no group in common.
unsigned nickname_bits(const types::FeatureTable& table, const types::Word& word, unsigned bits);

/// All records of a table. Cost: 64 bytes a record.
std::vector<Row> rows_of(const types::FeatureTable& table, unsigned threads);

}  // namespace scv::compare
