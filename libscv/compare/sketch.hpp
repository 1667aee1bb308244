#pragma once

// What tells most pairs apart, in 96 bytes a record: enough for a bound on every comparison without the record's features.

#include <array>
#include <cstddef>
#include <cstdint>

#include "types/comparison.hpp"
#include "types/features.hpp"

namespace scv::compare {

/// Made of a record's features alone: equal in every run.
struct Sketch {
  enum Flag : std::uint16_t {
    known = 1u << 0,  ///< clear: this says nothing of the record
    has_name = 1u << 1,
    role_mailbox = 1u << 2,
    range_of_numbers = 1u << 3,  ///< the house number is one
    default_date = 1u << 4,
    organizations = 1u << 5,
    identifiers = 1u << 6,
    places = 1u << 7,
    others = 1u << 8,
    has_city = 1u << 9,
    has_address = 1u << 10,
  };
  static constexpr std::size_t kWords = 4;  ///< given names, then family names
  static constexpr std::uint8_t kNickname = 0x80;

  std::uint64_t phone = 0;        ///< digits, above them their number and whether it is valid and a mobile one; 0: none
  std::uint64_t postal_code = 0;  ///< its bytes; 0: none
  std::uint32_t date = 0;         ///< 0: none
  std::uint16_t email = 0;        ///< hash of the local part; 0: none
  std::uint16_t street = 0;       ///< hash; 0: none
  std::uint16_t email_head = 0, street_head = 0;                          ///< a head: the first two bytes
  std::uint32_t email_classes = 0, street_classes = 0, city_classes = 0;  ///< a bit for each of 32 classes of bytes
  std::array<std::uint32_t, kWords> word_classes{};
  std::array<std::uint16_t, kWords> word_hashes{}, word_heads{};
  std::uint16_t email_domain = 0;  ///< hash
  std::uint16_t house_number = 0;  ///< hash; 0: none
  std::uint16_t flags = 0;
  std::uint8_t email_length = 0, street_length = 0, city_length = 0;  ///< 0: more than 127
  std::array<std::uint8_t, kWords> word_lengths{};                    ///< with kNickname where it is one, or has some
  std::array<std::uint8_t, kWords> word_sounds{};                     ///< hashes; 0: none
  std::array<std::uint8_t, kWords> word_collapsed{};                  ///< hashes
  std::uint8_t given = 0, family = 0;                                 ///< words
  char gender = 0;
  bool operator==(const Sketch&) const = default;
};
static_assert(sizeof(Sketch) == 96);

/// Not `known` where the record has several values of one kind, or a name or address that is out of the ordinary.
Sketch sketch_of(const types::FeatureTable& table, types::RecordNo record);
/// As if the record had this one of its phone numbers alone.
Sketch sketch_with_phone(const types::FeatureTable& table, types::RecordNo record, types::ValueNo phone);

/// The levels that comparing two records may find, a bit for each; kMaybeMissing where there may be none.
using LevelSet = std::uint32_t;
inline constexpr LevelSet kMaybeMissing = 1u << 31;
constexpr LevelSet level_bit(types::Level level) noexcept { return 1u << static_cast<unsigned>(level); }

/// Of two numbers as sketches hold them.
LevelSet phone_levels(std::uint64_t left, std::uint64_t right);

/// What of two records may agree.
struct PossibleLevels {
  LevelSet birthdate = kMaybeMissing, email = kMaybeMissing, phone = kMaybeMissing, address = kMaybeMissing,
           gender = kMaybeMissing;
  /// How alike the likest pair of words may be: no more than by letters (near), by whatever else (close), or equal.
  enum class Words : std::uint8_t { missing, different, near, close, equal };
  Words given = Words::missing, family = Words::missing, middle = Words::missing;
  /// Of one's given with the other's family names, where they may be exchanged. They are not equal.
  bool crossed = false;
  Words left_given = Words::missing, right_given = Words::missing;
};
/// False where the sketches do not tell.
bool possible_levels(const Sketch& left, const Sketch& right, PossibleLevels& levels);

}  // namespace scv::compare
