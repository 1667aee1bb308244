#pragma once

// What tells most pairs apart, in 104 bytes a record: enough for a bound on every comparison without the record's features.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "compare/letters.hpp"
#include "types/comparison.hpp"
#include "types/features.hpp"

namespace scv::compare {

/// The hash by which sketches know a word; not 0.
std::uint16_t word_hash(std::string_view word);

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
  static constexpr std::size_t kWords = 4;

  /// A word of a name. A head: the first two bytes.
  struct Word {
    Letters<std::uint32_t> letters;
    std::uint16_t hash = 0, head = 0;
    std::uint16_t length : 5 = 0;                    ///< at most kLongest
    std::uint16_t sound : 6 = 0, collapsed : 5 = 0;  ///< hashes; 0: none
    std::uint16_t nicknames = 0;                     ///< a bit for each group; none in common, no group in common
    static constexpr unsigned kLongest = 31, kSounds = 63, kCollapsed = 31, kNicknames = 16;
    bool operator==(const Word&) const = default;
  };

  std::uint64_t phone = 0;        ///< digits, above them their number and whether it is valid and a mobile one; 0: none
  std::uint64_t postal_code = 0;  ///< its bytes; 0: none
  Letters<std::uint64_t> email_letters;
  std::array<Word, kWords> words{};  ///< given names, then family names
  std::uint32_t date = 0;            ///< 0: none
  Letters<std::uint32_t> street_letters, city_letters;
  std::uint16_t email = 0, email_domain = 0;      ///< hashes, of the local part; 0: none
  std::uint16_t street = 0, house_number = 0;     ///< hashes; 0: none
  std::uint16_t email_head = 0, street_head = 0;  ///< heads
  std::uint16_t flags = 0;
  std::uint8_t email_length = 0, street_length = 0, city_length = 0;  ///< 0: more than 255
  std::uint8_t given = 0, family = 0;                                 ///< words
  char gender = 0;
  bool operator==(const Sketch&) const = default;
};
static_assert(sizeof(Sketch) == 104);

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
