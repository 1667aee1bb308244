#pragma once

// Levenshtein distance: the fewest insertions, deletions and substitutions that turn one text into the other.
//
//   using namespace scv::similarity;
//   std::size_t d = levenshtein_distance("kitten", "sitting");       // 3
//   std::size_t e = levenshtein_distance("kitten", "sitting", 2);    // 3: more than the limit of 2
//   LevenshteinPattern pattern("schmidt");
//   bool near = pattern.distance("schmitt", 2) <= 2;                 // true
//
// Units: std::string_view counts bytes, std::u32string_view code points (utf8.hpp makes them of UTF-8). Symmetric; a
// metric.
// With a limit the result is the distance where it is at most that, else limit + 1.
// Cost: |b| steps of a few instructions while one text has at most 64 characters; beyond, |a| * |b| / 64, with a limit
// about (limit / 32 + 1) * |b|. Limits up to 2 are found by comparing substrings. Nothing is allocated up to 64
// characters.
// Threads: patterns are immutable; any number of threads may use one.
// Source: Myers, JACM 46 (1999), in the form of Hyyrö (2003).

#include <cstddef>
#include <string_view>
#include <utility>

#include "scv/similarity/detail/edit_distance.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

namespace detail {

// The distance of two texts if it is at most `limit` <= 2, else limit + 1. Without common affixes the first and the
// last characters take part in an edit; what lies between must then agree.
template <Character Char>
std::size_t levenshtein_up_to_two(std::basic_string_view<Char> a, std::basic_string_view<Char> b,
                                  std::size_t limit) noexcept {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > limit) return limit + 1;
  strip_common_affixes(a, b);
  if (a.size() <= 1) return a.size() <= limit ? a.size() : limit + 1;
  if (limit < 2) return limit + 1;

  const std::basic_string_view<Char> a_middle = a.substr(1, a.size() - 2);
  bool two = false;
  switch (a.size() - b.size()) {
    case 0:
      two = a_middle == b.substr(1, b.size() - 2) || a.substr(1) == b.substr(0, b.size() - 1) ||
            a.substr(0, a.size() - 1) == b.substr(1);
      break;
    case 1:
      two = a_middle == b.substr(1) || a_middle == b.substr(0, b.size() - 1);
      break;
    case 2:
      two = a_middle == b;
      break;
    default:
      break;
  }
  return two ? 2 : 3;
}

template <Character Char>
std::size_t levenshtein_once(std::basic_string_view<Char> a, std::basic_string_view<Char> b, std::size_t limit) {
  return limit <= 2 ? levenshtein_up_to_two(a, b, limit) : edit_distance_once<false>(a, b, limit);
}

}  // namespace detail

/// The distance, or limit + 1 where it is above `limit`.
inline std::size_t levenshtein_distance(std::string_view a, std::string_view b, std::size_t limit = kNoLimit) {
  return detail::levenshtein_once(a, b, limit);
}
inline std::size_t levenshtein_distance(std::u32string_view a, std::u32string_view b, std::size_t limit = kNoLimit) {
  return detail::levenshtein_once(a, b, limit);
}

/// 1 - distance / length of the longer text; 1 for two empty texts.
inline double levenshtein_similarity(std::string_view a, std::string_view b) {
  return detail::distance_to_similarity(levenshtein_distance(a, b), a.size(), b.size());
}
inline double levenshtein_similarity(std::u32string_view a, std::u32string_view b) {
  return detail::distance_to_similarity(levenshtein_distance(a, b), a.size(), b.size());
}

/// One text prepared for comparison with many: the same results for less. Keeps a copy of the text; 2 KiB for
/// bytes, for each 64 characters.
template <detail::Character Char>
class BasicLevenshteinPattern {
 public:
  using View = std::basic_string_view<Char>;

  explicit BasicLevenshteinPattern(View text) : pattern_(text) {}
  /// The distance of the pattern and `other`, or limit + 1 where it is above `limit`.
  std::size_t distance(View other, std::size_t limit = kNoLimit) const {
    return limit <= 2 ? detail::levenshtein_up_to_two(pattern_.text(), other, limit) : pattern_.distance(other, limit);
  }
  /// 1 - distance / length of the longer text; 1 for two empty texts.
  double similarity(View other) const {
    return detail::distance_to_similarity(distance(other), text().size(), other.size());
  }
  View text() const noexcept { return pattern_.text(); }

 private:
  detail::EditPattern<false, Char> pattern_;
};

using LevenshteinPattern = BasicLevenshteinPattern<char>;
using LevenshteinPattern32 = BasicLevenshteinPattern<char32_t>;

}  // namespace similarity
}  // namespace v1
}  // namespace scv
