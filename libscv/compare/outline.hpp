#pragma once

// Records in outline: what bounds the levels of most pairs without a look at their values, in one cache line.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "compare/letters.hpp"
#include "compare/rows.hpp"
#include "types/features.hpp"

namespace scv::compare {

/// Digits, each up to so many times.
template <typename Bits, unsigned kTimes>
Bits digit_counts(std::string_view text) noexcept {
  Bits bits = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') continue;
    const unsigned at = static_cast<unsigned>(c - '0') * kTimes;
    constexpr Bits kAll = (Bits{1} << kTimes) - 1;
    bits |= (((bits >> at & kAll) << 1 | 1) & kAll) << at;
  }
  return bits;
}

/// What two words or texts may be to one another at best.
enum class Likeness { equal, alike, far, missing };

/// A word of a name.
struct WordOutline {
  Letters<std::uint32_t> letters;
  std::uint8_t head = 0;                     ///< length, and four bits of the first byte
  std::uint8_t collapsed = 0, sound = 0;     ///< hashes
  std::uint8_t nicknames = 0;                ///< a bit for each group; no bit in common, no group in common
  static constexpr unsigned kLongWord = 15;  ///< a head's length stands for this one and all above
};

/// A name that is not one given and one family name.
struct NameOutline {
  static constexpr std::size_t kWords = 4;
  std::array<WordOutline, kWords> words;  ///< given, then family, then former family names
  std::uint8_t given = 0, family = 0, former = 0;
  std::uint8_t generation = 0;
};

/// The first values of a record. Fields without a value are 0; what is equal in two records is equal in their outlines.
struct alignas(64) Outline {
  enum Flag : std::uint16_t {
    name = 1u << 0,
    plain_name = 1u << 1,  ///< see Row; of others `given.letters` is the number of their outline
    date = 1u << 2,
    email = 1u << 3,
    role_mailbox = 1u << 4,
    phone = 1u << 5,
    landline = 1u << 6,
    street = 1u << 7,
    postal_code = 1u << 8,
    city = 1u << 9,
    lifted_given = 1u << 10,  ///< for who fills in the bits below: a word has a lift
    lifted_family = 1u << 11,
    unbounded_both = 1u << 12,  ///< has values that are not in here, which count where both have some
    unbounded = 1u << 13,       ///< which count anyway
    long_postal = 1u << 14,     ///< a code that may have two slips
    place = 1u << 15,           ///< of birth
  };
  static constexpr std::uint8_t kAnyHouse = 255;  ///< a range of numbers
  static constexpr unsigned kPrefixAt = 50;       ///< in `phone_digits`: above it a hash of the first seven

  Letters<std::uint64_t> email_letters, street_letters;
  std::uint64_t phone_digits = 0;
  WordOutline given, family;
  Letters<std::uint32_t> city_letters;
  std::uint32_t date_digits = 0;
  std::uint16_t ymd = 0, postal = 0;  ///< the date's parts; the code's digits, and a hash above them
  std::uint16_t flags = 0;
  std::uint8_t email_length = 0, street_length = 0, city_length = 0;
  std::uint8_t national = 0, house = 0;  ///< hashes
  /// For who knows how frequent values are: -log2 of their shares in eighths, not too small.
  std::uint8_t given_bits = 0, family_bits = 0, street_bits = 0, postal_bits = 0, city_bits = 0;
};
static_assert(sizeof(Outline) == 64);

struct Outlines {
  std::vector<Outline> records;
  std::vector<NameOutline> names;
};

/// Outlines of a table's records, which must have rows. The bits are left to the caller. Cost: 64 bytes a record.
Outlines outlines_of(const types::FeatureTable& table, std::span<const Row> rows, unsigned threads);

}  // namespace scv::compare
