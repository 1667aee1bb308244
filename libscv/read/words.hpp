#pragma once

// Which words are known as what, in many languages, and what an unknown word sounds like. Words are folded (base/fold.hpp).
// The data are made by tools/columns/make_words.py; NOTICE names where they come from.

#include <array>
#include <cstdint>
#include <string_view>

namespace scv::read {

/// What a word, or a name of several words, is known as; a set of bits, since Martin is a given name and a family name.
enum Word : std::uint16_t {
  kWord_given = 1u << 0,
  kWord_family = 1u << 1,
  kWord_city = 1u << 2,
  kWord_region = 1u << 3,
  kWord_country = 1u << 4,
  kWord_street = 1u << 5,  ///< a street's kind: rue, ulica, lane
  kWord_legal = 1u << 6,   ///< a legal form: gmbh, sarl
  kWord_salutation = 1u << 7,
  kWord_gender = 1u << 8,
  kWord_yes_no = 1u << 9,
  kWord_title = 1u << 10,
  kWord_month = 1u << 11,
};
/// All that `folded` is known as; 0 where it is not known. The first call builds the table (some milliseconds).
std::uint16_t known_as(std::string_view folded);

/// How much more a word sounds like a given name, a family name, a place, a street, any other word than like the mean
/// of these: the mean of its trigrams' log likelihood ratios.
enum Sound : std::uint8_t { sound_given, sound_family, sound_city, sound_street, sound_word, kSounds };
std::array<float, kSounds> sound_of(std::string_view folded_word);

}  // namespace scv::read
