#pragma once

// Optimal string alignment: the Levenshtein distance with one edit more, the swap of two neighbours ("restricted
// Damerau").
//
//   using namespace scv::similarity;
//   std::size_t d = osa_distance("Brigitte", "Birgitte");     // 1; Levenshtein says 2
//   OsaPattern pattern("brigitte");
//   bool near = pattern.distance("birgitt", 2) <= 2;          // true
//
// No character is edited twice, so it is no metric: d("ca", "abc") is 3, though "ca", "ac", "abc" are 2 edits.
// Units: std::string_view counts bytes, std::u32string_view code points (utf8.hpp makes them of UTF-8). Symmetric.
// With a limit the result is the distance where it is at most that, else limit + 1.
// Cost: as Levenshtein's in levenshtein.hpp, and two instructions a step more. Nothing is allocated up to 64
// characters.
// Threads: patterns are immutable; any number of threads may use one.
// Source: Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", Nordic J. Computing 10
// (2003).

#include <cstddef>
#include <string_view>

#include "scv/similarity/detail/edit_distance.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

/// The distance, or limit + 1 where it is above `limit`.
inline std::size_t osa_distance(std::string_view a, std::string_view b, std::size_t limit = kNoLimit) {
  return detail::edit_distance_once<true>(a, b, limit);
}
inline std::size_t osa_distance(std::u32string_view a, std::u32string_view b, std::size_t limit = kNoLimit) {
  return detail::edit_distance_once<true>(a, b, limit);
}

/// 1 - distance / length of the longer text; 1 for two empty texts.
inline double osa_similarity(std::string_view a, std::string_view b) {
  return detail::distance_to_similarity(osa_distance(a, b), a.size(), b.size());
}
inline double osa_similarity(std::u32string_view a, std::u32string_view b) {
  return detail::distance_to_similarity(osa_distance(a, b), a.size(), b.size());
}

/// One text prepared for comparison with many: the same results for less. Keeps a copy of the text; 2 KiB for
/// bytes, for each 64 characters.
template <detail::Character Char>
class BasicOsaPattern {
 public:
  using View = std::basic_string_view<Char>;

  explicit BasicOsaPattern(View text) : pattern_(text) {}
  /// The distance of the pattern and `other`, or limit + 1 where it is above `limit`.
  std::size_t distance(View other, std::size_t limit = kNoLimit) const { return pattern_.distance(other, limit); }
  /// 1 - distance / length of the longer text; 1 for two empty texts.
  double similarity(View other) const {
    return detail::distance_to_similarity(distance(other), text().size(), other.size());
  }
  View text() const noexcept { return pattern_.text(); }

 private:
  detail::EditPattern<true, Char> pattern_;
};

using OsaPattern = BasicOsaPattern<char>;
using OsaPattern32 = BasicOsaPattern<char32_t>;

}  // namespace similarity
}  // namespace v1
}  // namespace scv
