#pragma once

// q-grams: how many runs of q characters two texts share.
//
//   using namespace scv::similarity;
//   double d = qgram_dice("night", "nacht", 2, Padding::none);   // 0.25: of 4 + 4 bigrams "ht" is shared
//   QGramProfile profile("hauptstrasse", 3);                     // prepare once, compare with many
//   double j = profile.jaccard(QGramProfile("hauptstr", 3));
//
// A profile is a multiset. With Padding::both the text stands between q - 1 marks on either side, so that first and
// last characters count as much as others. A text shorter than q, unpadded, is one gram; an empty text has none. Dice =
// 2 * shared / (n + m); Jaccard = shared / (n + m - shared); both are 1 for two empty texts. Symmetric.
// Units: std::string_view takes bytes, std::u32string_view any code points. q is held to 1 … 3.
// Cost: n log n to prepare, n + m to compare. The free functions allocate nothing up to 64 grams a text.
// Source: Ukkonen, "Approximate string matching with q-grams and maximal matches" (1992); Dice, Ecology 26 (1945).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "scv/similarity/detail/char_masks.hpp"
#include "scv/similarity/detail/small_buffer.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

enum class Padding : std::uint8_t { none, both };

namespace detail {

inline constexpr unsigned kGramBits = 21;
inline constexpr std::uint64_t kGramMark = 0x1FFFFF;  // no code point, stands for the padding
inline constexpr std::size_t kInlineGrams = 64;

inline std::size_t clamp_q(std::size_t q) noexcept { return std::clamp<std::size_t>(q, 1, 3); }

inline std::size_t gram_count(std::size_t characters, std::size_t q, Padding padding) noexcept {
  if (characters == 0) return 0;
  if (padding == Padding::both) return characters + q - 1;
  return characters < q ? 1 : characters - q + 1;
}

// Fills gram_count() sorted grams.
template <Character Char>
void fill_grams(std::basic_string_view<Char> text, std::size_t q, Padding padding,
                std::span<std::uint64_t> grams) noexcept {
  if (grams.empty()) return;
  const std::uint64_t gram_mask = (std::uint64_t{1} << (kGramBits * q)) - 1;
  std::uint64_t gram = gram_mask;  // marks: the padding, and what a text shorter than q lacks (zeros would be NULs)
  std::size_t count = 0;
  const auto push = [&](std::uint64_t code) {
    gram = ((gram << kGramBits) | code) & gram_mask;
    return gram;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    push(std::min<std::uint64_t>(code_of(text[i]), kGramMark));
    if (padding == Padding::both || i + 1 >= q) grams[count++] = gram;
  }
  if (padding == Padding::both) {
    for (std::size_t i = 1; i < q; ++i) grams[count++] = push(kGramMark);
  } else if (count < grams.size()) {
    grams[count++] = gram;
  }
  std::sort(grams.begin(), grams.end());
}

inline std::size_t shared_grams(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) noexcept {
  std::size_t shared = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const bool equal = a[i] == b[j];
    const bool less = a[i] < b[j];
    shared += equal ? 1 : 0;
    i += equal || less ? 1 : 0;
    j += less ? 0 : 1;
  }
  return shared;
}

inline double dice_of(std::size_t n, std::size_t m, std::size_t shared) noexcept {
  return n + m == 0 ? 1.0 : 2.0 * static_cast<double>(shared) / static_cast<double>(n + m);
}
inline double jaccard_of(std::size_t n, std::size_t m, std::size_t shared) noexcept {
  return n + m == 0 ? 1.0 : static_cast<double>(shared) / static_cast<double>(n + m - shared);
}

template <Character Char, class Ratio>
double compare_grams(std::basic_string_view<Char> a, std::basic_string_view<Char> b, std::size_t q, Padding padding,
                     const Ratio& ratio) {
  q = clamp_q(q);
  const std::size_t n = gram_count(a.size(), q, padding);
  const std::size_t m = gram_count(b.size(), q, padding);
  SmallBuffer<std::uint64_t, kInlineGrams> a_grams(n);
  SmallBuffer<std::uint64_t, kInlineGrams> b_grams(m);
  fill_grams(a, q, padding, {a_grams.data(), n});
  fill_grams(b, q, padding, {b_grams.data(), m});
  return ratio(n, m, shared_grams({a_grams.data(), n}, {b_grams.data(), m}));
}

}  // namespace detail

/// Dice's coefficient of two texts' q-grams.
inline double qgram_dice(std::string_view a, std::string_view b, std::size_t q = 2, Padding padding = Padding::both) {
  return detail::compare_grams(a, b, q, padding, detail::dice_of);
}
inline double qgram_dice(std::u32string_view a, std::u32string_view b, std::size_t q = 2,
                         Padding padding = Padding::both) {
  return detail::compare_grams(a, b, q, padding, detail::dice_of);
}

/// Jaccard's coefficient of two texts' q-grams.
inline double qgram_jaccard(std::string_view a, std::string_view b, std::size_t q = 2,
                            Padding padding = Padding::both) {
  return detail::compare_grams(a, b, q, padding, detail::jaccard_of);
}
inline double qgram_jaccard(std::u32string_view a, std::u32string_view b, std::size_t q = 2,
                            Padding padding = Padding::both) {
  return detail::compare_grams(a, b, q, padding, detail::jaccard_of);
}

/// A text's q-grams, for many comparisons. Compare only profiles of one q and one padding.
class QGramProfile {
 public:
  explicit QGramProfile(std::string_view text, std::size_t q = 2, Padding padding = Padding::both) {
    fill(text, q, padding);
  }
  explicit QGramProfile(std::u32string_view text, std::size_t q = 2, Padding padding = Padding::both) {
    fill(text, q, padding);
  }

  std::size_t size() const noexcept { return grams_.size(); }
  /// Grams that both have, each as often as it is in both.
  std::size_t shared(const QGramProfile& other) const noexcept { return detail::shared_grams(grams_, other.grams_); }
  double dice(const QGramProfile& other) const noexcept { return detail::dice_of(size(), other.size(), shared(other)); }
  double jaccard(const QGramProfile& other) const noexcept {
    return detail::jaccard_of(size(), other.size(), shared(other));
  }

 private:
  template <detail::Character Char>
  void fill(std::basic_string_view<Char> text, std::size_t q, Padding padding) {
    q = detail::clamp_q(q);
    grams_.resize(detail::gram_count(text.size(), q, padding));
    detail::fill_grams(text, q, padding, grams_);
  }
  std::vector<std::uint64_t> grams_;  // sorted
};

}  // namespace similarity
}  // namespace v1
}  // namespace scv
