#pragma once

// What the parts of comparing share.

#include "types/comparison.hpp"

namespace scv::compare {

inline constexpr int kMostSlips = 3;  ///< in a phone number, or a word of a name
inline constexpr double kSimilarText = 0.88;
inline constexpr double kSimilarMailbox = 0.92;
inline constexpr double kSimilarWord = 0.85;
inline constexpr double kPhoneticWord = 0.75;  ///< that words of one sound need
inline constexpr double kRounding = 1e-4;      ///< more than a bound of a similarity may be too small by

/// By more edits two words are different; so many letters, two or more, has the shorter one.
constexpr int word_slips(int shorter) noexcept { return shorter >= 7 ? kMostSlips : shorter >= 4 ? 2 : shorter - 2; }

/// Whether one level speaks more for a match than another; any level is better than none.
inline bool better(types::Level a, types::Level b) noexcept {
  if (b == types::Level::missing) return a != types::Level::missing;
  return a != types::Level::missing && a < b;
}

types::Level date_level(const types::BirthDate& a, const types::BirthDate& b);

}  // namespace scv::compare
