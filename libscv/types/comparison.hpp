#pragma once

// What `compare` finds and `score` weighs: one level a comparison.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "types/features.hpp"

namespace scv::types {

/// The comparisons that have a meaning of their own; columns without one follow as OtherAgreement.
enum class Comparison : std::uint8_t {
  given_name,
  family_name,
  name_order,
  generation,
  organization,
  birthdate,
  email,
  phone,
  address,
  identifier,
  gender,
  birth_place,
  employer,  ///< the organisation of a person
  middle_name,
};
inline constexpr std::size_t kComparisons = 14;

/// Levels of agreement, best first within a comparison. Each comparison uses some of them.
enum class Level : std::int8_t {
  missing = -1,
  equal = 0,
  equal_part,  ///< one of several words; a part of a double name
  variant,     ///< a spelling variant: umlauts, doubled letters
  phonetic,    ///< sounds alike
  nickname,
  initial,
  typo,  ///< one slip of a key
  similar,
  faint,       ///< two or three slips
  former,      ///< the other's birth name
  swapped,     ///< day and month; given and family name
  same_block,  ///< address without house number; phone number of one line block; e-mail's local part at another provider
  same_area,   ///< postal code
  near_area,   ///< a postal code but for one character
  same_city,
  partial,  ///< two of a date's three parts; the year
  shared,   ///< a role mailbox
  different,
};
inline constexpr std::size_t kLevels = 18;

std::string_view to_string(Comparison comparison) noexcept;
std::string_view to_string(Level level) noexcept;

/// One comparison's outcome and the values it rests on: numbers of words for names, of values for the others.
struct Agreement {
  Level level = Level::missing;
  OptionalValue left, right;
  float bits = 0;  ///< of organisations: the information of the words that they share, -log2 of the words' shares
};

struct OtherAgreement {
  ValueNo column = 0;
  Agreement agreement;
};

struct ComparisonVector {
  std::array<Agreement, kComparisons> of;
  std::vector<OtherAgreement> others;

  Agreement& operator[](Comparison comparison) noexcept { return of[static_cast<std::size_t>(comparison)]; }
  const Agreement& operator[](Comparison comparison) const noexcept { return of[static_cast<std::size_t>(comparison)]; }
  void clear() {
    of.fill({});
    others.clear();
  }
};

}  // namespace scv::types
