#pragma once

// Sets of letters, which bound how alike two texts may be without the texts.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace scv::compare {

/// A set of letters. It may be taken for more than the text has in common with another, never for less.
template <typename Bits>
struct Letters {
  Bits bits = 0;
  Letters() = default;
  /// Of 32 classes of bytes; where there is room for them, those that a text has twice or more stand there again.
  explicit Letters(std::string_view text) {
    for (const char c : text) {
      const Bits once = Bits{1} << letter_class(c);
      if constexpr (sizeof(Bits) == 8) bits |= (bits & once) << 32;
      bits |= once;
    }
  }
  /// So many of this text's bytes, or more, are not in the other. No edit distance is smaller, nor than the other way round.
  [[gnu::always_inline]] int missing_in(const Letters& other) const noexcept {
    return std::popcount(bits & ~other.bits);
  }
  bool operator==(const Letters&) const = default;

 private:
  static constexpr unsigned letter_class(char c) noexcept {
    if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a');
    if (c >= '0' && c <= '9') return 26 + static_cast<unsigned>(c - '0') % 5;
    return 31;
  }
};

/// Jaro-Winkler is j + p * (1 - j) / 10 with p equal bytes at the heads, at most four, and j = (c/a + c/b + 1) / 3 with at most c
/// bytes in common: it reaches s where c/a + c/b is 3 * (s - p/10) / (1 - p/10) - 1 or more. That in percent, rounded down.
constexpr int percent_in_common(double similarity, int equal_head) noexcept {
  constexpr double kRounding = 0.01;
  const double head = equal_head / 10.0;
  return static_cast<int>(100 * (3 * (similarity - head) / (1 - head) - 1) - kRounding);
}

/// No fewer edits lead from a text of so many bytes to the other.
template <typename Bits>
[[gnu::always_inline]] inline int least_edits(const Letters<Bits>& a, const Letters<Bits>& b, int of_a,
                                              int of_b) noexcept {
  return std::max({a.missing_in(b), b.missing_in(a), std::abs(of_a - of_b)});
}

/// Whether two texts may be within so many edits, or have so much in common.
template <typename Bits>
[[gnu::always_inline]] inline bool may_be_alike(const Letters<Bits>& a, const Letters<Bits>& b, int of_a, int of_b,
                                                int edits, int percent_in_common) noexcept {
  if (least_edits(a, b, of_a, of_b) <= edits) return true;
  const int common = std::min(of_a - a.missing_in(b), of_b - b.missing_in(a));
  return 100 * common * (of_a + of_b) >= percent_in_common * of_a * of_b;
}

}  // namespace scv::compare
