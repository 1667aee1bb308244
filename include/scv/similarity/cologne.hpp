#pragma once

// Cologne phonetics (Kölner Phonetik): a code that German names of one sound share.
//
//   using namespace scv::similarity;
//   cologne_phonetics("Müller-Lüdenscheidt");                         // "65752682"
//   cologne_phonetics("Meyer") == cologne_phonetics("Maier");         // true: "67"
//
// Each letter becomes a digit by its neighbours, equal neighbouring digits become one, and zeros go but for the first:
//   A E I O U J Y  0          D T  2, before C S Z 8        C  4 or 8, by its neighbours       L    5
//   B              1          F V W  3                      X  48, after C K Q 8               M N  6
//   P  1, before H 3          G K Q  4                      S Z ß  8                           R    7       H  none
// Takes UTF-8, any case. Umlauts, ß and the accented letters of Europe count as their base letters, in one code point
// or with combining marks; what is no Latin letter is passed over, white space too: give one word at a time.
// The result has digits only, and is empty where there are no letters. Cost: linear; allocates only for codes over 15
// digits.
// Source: Postel, "Die Kölner Phonetik", IBM-Nachrichten 19 (1969).

#include <cstddef>
#include <string>
#include <string_view>

#include "scv/similarity/detail/latin.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

namespace detail {

// The Latin letters of a text, one at a time; 0 at the end.
class LatinReader {
 public:
  explicit LatinReader(std::string_view text) noexcept : text_(text) {}
  char next() noexcept {
    if (pending_ != 0) {
      const char letter = pending_;
      pending_ = 0;
      return letter;
    }
    while (position_ < text_.size()) {
      const LatinLetters letters = fold_latin(next_code_point(text_, position_));
      if (letters.first != 0) {
        pending_ = letters.second;
        return letters.first;
      }
    }
    return 0;
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
  char pending_ = 0;
};

inline bool is_one_of(char c, std::string_view letters) noexcept {
  return c != 0 && letters.find(c) != std::string_view::npos;
}

// The digits of a letter between its neighbours, each 0 where there is none.
inline std::string_view cologne_digits(char previous, char letter, char next) noexcept {
  switch (letter) {
    case 'A':
    case 'E':
    case 'I':
    case 'J':
    case 'O':
    case 'U':
    case 'Y':
      return "0";
    case 'B':
      return "1";
    case 'P':
      return next == 'H' ? "3" : "1";
    case 'D':
    case 'T':
      return is_one_of(next, "CSZ") ? "8" : "2";
    case 'F':
    case 'V':
    case 'W':
      return "3";
    case 'G':
    case 'K':
    case 'Q':
      return "4";
    case 'C':
      if (previous == 0) return is_one_of(next, "AHKLOQRUX") ? "4" : "8";
      return !is_one_of(previous, "SZ") && is_one_of(next, "AHKOQUX") ? "4" : "8";
    case 'X':
      return is_one_of(previous, "CKQ") ? "8" : "48";
    case 'L':
      return "5";
    case 'M':
    case 'N':
      return "6";
    case 'R':
      return "7";
    case 'S':
    case 'Z':
      return "8";
    default:
      return "";  // H
  }
}

}  // namespace detail

/// The code of one word in UTF-8.
inline std::string cologne_phonetics(std::string_view word) {
  std::string code;
  detail::LatinReader reader(word);
  char previous = 0;
  char last_digit = 0;
  for (char letter = reader.next(); letter != 0;) {
    const char next = reader.next();
    for (const char digit : detail::cologne_digits(previous, letter, next)) {
      if (digit != last_digit && (digit != '0' || code.empty())) code += digit;
      last_digit = digit;
    }
    previous = letter;
    letter = next;
  }
  return code;
}

}  // namespace similarity
}  // namespace v1
}  // namespace scv
