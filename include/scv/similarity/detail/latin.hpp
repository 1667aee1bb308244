#pragma once

// The Latin letters of Europe as A to Z, for the phonetic codes.

#include <cstddef>
#include <string_view>

#include "scv/similarity/utf8.hpp"

namespace scv {
inline namespace v1 {
namespace similarity::detail {

/// One letter as upper-case A to Z; ß, æ, œ and their like are two. No letters where it is none of these.
struct LatinLetters {
  char first = 0;
  char second = 0;
};

inline LatinLetters fold_latin(char32_t c) noexcept {
  if (c >= U'a' && c <= U'z') return {static_cast<char>(c - U'a' + U'A'), 0};
  if (c < 0x80) return {c >= U'A' && c <= U'Z' ? static_cast<char>(c) : '\0', 0};

  // U+00C0 to U+017F; '.' is no letter or one that is treated below.
  static constexpr std::string_view kFold =
      "AAAAAA.CEEEEIIIIDNOOOOO.OUUUUY..AAAAAA.CEEEEIIIIDNOOOOO.OUUUUY.Y"
      "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII..JJKKKLLLLLLL"
      "LLLNNNNNNNNNOOOOOO..RRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";
  static_assert(kFold.size() == 0x180 - 0xC0);
  switch (c) {
    case 0xC6:
    case 0xE6:
      return {'A', 'E'};
    case 0xDE:
    case 0xFE:
      return {'T', 'H'};
    case 0xDF:
    case 0x1E9E:
      return {'S', 'S'};
    case 0x132:
    case 0x133:
      return {'I', 'J'};
    case 0x152:
    case 0x153:
      return {'O', 'E'};
    case 0x218:
    case 0x219:
      return {'S', 0};
    case 0x21A:
    case 0x21B:
      return {'T', 0};
    default:
      break;
  }
  if (c >= 0xC0 && c < 0x180 && kFold[c - 0xC0] != '.') return {kFold[c - 0xC0], 0};
  return {};
}

}  // namespace similarity::detail
}  // namespace v1
}  // namespace scv
