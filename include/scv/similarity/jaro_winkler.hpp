#pragma once

// Jaro and Jaro–Winkler similarity.
//
//   using namespace scv::similarity;
//   double s = jaro_winkler_similarity("MARTHA", "MARHTA");      // 0.9611
//   JaroWinklerPattern pattern("schmidt");                       // prepare one, compare with many
//   for (std::string_view name : names) {
//     if (pattern.similarity(name, 0.9) > 0) hits.push_back(name);
//   }
//
// With m common characters, t half the number of matched characters that stand in another order, rounded down:
//   jaro = (m/|a| + m/|b| + (m-t)/m) / 3, and 0 if m is 0; two empty texts have 1
//   jaro_winkler = jaro + l * prefix_weight * (1 - jaro) if jaro > 0.7, else jaro; l: common prefix, at most 4
// A character is common if it stands in the other text at most max(|a|,|b|)/2 - 1 positions away; each counts once,
// first come first served. Both are symmetric, and computed in this order of operations: equal on every machine to the
// last bit.
//
// Units: std::string_view compares bytes, std::u32string_view code points (utf8.hpp makes them of UTF-8).
// Results lie between 0 and 1; 1 only for equal texts (with the largest weight, 0.25, a common prefix of 4 suffices).
// Cost: a few bit operations a character while one text has at most 64 characters, else linear in the texts (n log n for
// code points). Up to 64 characters nothing is allocated; beyond, std::bad_alloc is possible.
// Threads: patterns are immutable; any number of threads may use one.
// Source: Jaro, JASA 84 (1989); Winkler, ASA Survey Research (1990), with the threshold of his strcmp95.c, as jellyfish
// and rapidfuzz have it. Matching within a machine word after Hyyrö's bit-parallel idea.

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "scv/similarity/detail/char_masks.hpp"
#include "scv/similarity/detail/small_buffer.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

namespace detail {

inline constexpr double kBoostThreshold = 0.7;
inline constexpr std::size_t kMaxPrefix = 4;
inline constexpr double kRuledOut = -1;

inline double jaro_formula(std::size_t a, std::size_t b, std::size_t common, std::size_t out_of_order) noexcept {
  const auto m = static_cast<double>(common);
  const auto t = static_cast<double>(out_of_order / 2);
  return (m / static_cast<double>(a) + m / static_cast<double>(b) + (m - t) / m) / 3.0;
}

// Whether so many common characters cannot give `needed`, without a division.
inline bool too_few_common(std::size_t a, std::size_t b, std::size_t common, double needed) noexcept {
  const auto la = static_cast<double>(a);
  const auto lb = static_cast<double>(b);
  return static_cast<double>(common) * (la + lb) < (3 * needed - 1) * la * lb;
}

inline std::size_t jaro_reach(std::size_t a, std::size_t b) noexcept {
  const std::size_t half = std::max(a, b) / 2;
  return half > 0 ? half - 1 : 0;
}

// What the matched characters of a text give: `taken` marks those of the pattern, `matched` holds them in the text's order.
template <Character Char>
double jaro_of_matched(std::basic_string_view<Char> pattern, std::size_t text_size, std::uint64_t taken,
                       const Char* matched, std::size_t common, double needed) noexcept {
  if (common == 0) return 0;
  if (too_few_common(pattern.size(), text_size, common, needed)) return kRuledOut;

  std::size_t out_of_order = 0;
  for (std::size_t i = 0; i < common; ++i) {
    out_of_order += pattern[static_cast<std::size_t>(std::countr_zero(taken))] != matched[i] ? 1 : 0;
    taken &= taken - 1;
  }
  return jaro_formula(pattern.size(), text_size, common, out_of_order);
}

// The pattern has 1 to 64 characters, the text at least one.
template <Character Char>
double jaro_in_word(const CharMasks<Char>& masks, std::basic_string_view<Char> pattern,
                    std::basic_string_view<Char> text, double needed) noexcept {
  const std::size_t reach = jaro_reach(pattern.size(), text.size());
  const std::size_t end = std::min(text.size(), pattern.size() + reach);  // beyond, nothing is in reach
  Char matched[kWordBits + 1];
  std::size_t common = 0;
  std::uint64_t taken = 0;
  std::uint64_t window = reach + 1 < kWordBits ? (std::uint64_t{1} << (reach + 1)) - 1 : ~std::uint64_t{0};
  const auto step = [&](Char c) {
    const std::uint64_t free = masks[c] & window & ~taken;
    taken |= free & (0 - free);
    matched[common] = c;
    common += free != 0 ? 1 : 0;
  };
  std::size_t j = 0;
  for (const std::size_t growing = std::min(reach, end); j < growing; ++j) {
    step(text[j]);
    window = (window << 1) | 1;
  }
  for (; j < end; ++j) {
    step(text[j]);
    window <<= 1;
  }
  return jaro_of_matched(pattern, text.size(), taken, matched, common, needed);
}

#if defined(__GNUC__) && defined(__SSE2__)
// The pattern has 1 to 16 characters, the text at least one and no more than the pattern. As jaro_in_word, with fewer
// branches that depend on the texts.
inline double jaro_of_short(const ShortMasks& masks, std::string_view pattern, std::string_view text,
                            double needed) noexcept {
  const std::size_t reach = jaro_reach(pattern.size(), text.size());
  // The window: what lies below the first place waits at the word's other end.
  std::uint64_t window = std::rotr((std::uint64_t{2} << (2 * reach)) - 1, static_cast<int>(reach));
  char matched[ShortMasks::kMost + 1];
  std::size_t common = 0;
  std::uint64_t open = masks.places();
  for (const char c : text) {
    const std::uint64_t free = masks[c] & window & open;
    open ^= free & (0 - free);
    matched[common] = c;
    common += free != 0 ? 1 : 0;
    window = std::rotl(window, 1);
  }
  return jaro_of_matched(pattern, text.size(), masks.places() ^ open, matched, common, needed);
}
#endif

// For each character of a text, the positions at which it stands, in ascending order; each list is used up from its
// front.
template <Character Char>
class PositionLists;

template <>
class PositionLists<char> {
 public:
  explicit PositionLists(std::string_view text) : next_(text.size()), heads_(256, kNone) {
    for (std::size_t i = text.size(); i-- > 0;) {
      std::size_t& head = heads_[code_of(text[i])];
      next_[i] = head;
      head = i;
    }
  }
  // Takes the first position of `c` in [low, high]; those below `low` are forgotten. False if there is none.
  bool take(char c, std::size_t low, std::size_t high, std::size_t& position) noexcept {
    std::size_t& head = heads_[code_of(c)];
    while (head != kNone && head < low) head = next_[head];
    if (head == kNone || head > high) return false;
    position = head;
    head = next_[head];
    return true;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> next_;
  std::vector<std::size_t> heads_;
};

template <>
class PositionLists<char32_t> {
 public:
  explicit PositionLists(std::u32string_view text) {
    sorted_.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) sorted_.emplace_back(text[i], i);
    std::sort(sorted_.begin(), sorted_.end());
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      if (i == 0 || sorted_[i].first != sorted_[i - 1].first) fronts_.emplace_back(sorted_[i].first, i);
    }
  }
  bool take(char32_t c, std::size_t low, std::size_t high, std::size_t& position) noexcept {
    const auto found = std::lower_bound(fronts_.begin(), fronts_.end(), std::pair<char32_t, std::size_t>(c, 0));
    if (found == fronts_.end() || found->first != c) return false;
    std::size_t& front = found->second;
    while (front < sorted_.size() && sorted_[front].first == c && sorted_[front].second < low) ++front;
    if (front == sorted_.size() || sorted_[front].first != c || sorted_[front].second > high) return false;
    position = sorted_[front++].second;
    return true;
  }

 private:
  std::vector<std::pair<char32_t, std::size_t>> sorted_;
  std::vector<std::pair<char32_t, std::size_t>> fronts_;  // by character: where its unused positions begin in sorted_
};

// Any length. Positions below a window stay below all later ones, so each is passed once.
template <Character Char>
double jaro_of_long(std::basic_string_view<Char> a, std::basic_string_view<Char> b, double needed) {
  const std::size_t reach = jaro_reach(a.size(), b.size());
  PositionLists<Char> lists(a);
  std::vector<bool> taken(a.size());
  std::vector<Char> matched;
  for (std::size_t j = 0; j < b.size(); ++j) {
    std::size_t position = 0;
    if (lists.take(b[j], j > reach ? j - reach : 0, j + reach, position)) {
      taken[position] = true;
      matched.push_back(b[j]);
    }
  }
  if (matched.empty()) return 0;
  if (too_few_common(a.size(), b.size(), matched.size(), needed)) return kRuledOut;
  std::size_t out_of_order = 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (taken[i] && a[i] != matched[next++]) ++out_of_order;
  }
  return jaro_formula(a.size(), b.size(), matched.size(), out_of_order);
}

// The Jaro similarity, or any value below `needed` where it is below that.
template <Character Char>
double jaro_once(std::basic_string_view<Char> a, std::basic_string_view<Char> b, double needed) {
  if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1 : 0;
  if (a.size() > b.size()) std::swap(a, b);
  if (too_few_common(a.size(), b.size(), a.size(), needed)) return kRuledOut;
  if (a.size() > kWordBits) return jaro_of_long(a, b, needed);
#if defined(__GNUC__) && defined(__SSE2__)
  if constexpr (std::same_as<Char, char>) {
    if (b.size() <= ShortMasks::kMost) return jaro_of_short(ShortMasks(b), b, a, needed);
  }
#endif
  return jaro_in_word(CharMasks<Char>(a, b), a, b, needed);
}

// Filters compare real numbers; only results within this distance of the cutoff are left to the exact comparison.
inline constexpr double kFilterSlack = 1e-9;

// The Jaro similarity without which the cutoff is not reached.
inline double needed_jaro(double boost, double cutoff) noexcept {
  if (cutoff <= kBoostThreshold) return cutoff;
  return boost < 1 ? std::max(kBoostThreshold, (cutoff - boost) / (1 - boost)) : kBoostThreshold;
}

inline double boosted(double jaro, double boost) noexcept {
  const double gain = boost * (1.0 - jaro);  // a statement of its own: no compiler may fuse it with the sum
  return jaro + gain;
}

// `jaro` is called with the Jaro similarity that is needed to reach the cutoff.
template <Character Char, class Jaro>
double winkler(std::basic_string_view<Char> a, std::basic_string_view<Char> b, double prefix_weight, double cutoff,
               const Jaro& jaro) {
  const std::size_t max_prefix = std::min({a.size(), b.size(), kMaxPrefix});
  std::size_t prefix = 0;
  while (prefix < max_prefix && a[prefix] == b[prefix]) ++prefix;
  const double boost = static_cast<double>(prefix) * prefix_weight;
  double similarity = jaro(needed_jaro(boost, cutoff) - kFilterSlack);
  if (similarity > kBoostThreshold) similarity = boosted(similarity, boost);
  return similarity >= cutoff && similarity > 0 ? similarity : 0;
}

}  // namespace detail

/// The Jaro similarity, or 0 where it is below `cutoff`. A high cutoff is faster.
inline double jaro_similarity(std::string_view a, std::string_view b, double cutoff = 0) {
  const double similarity = detail::jaro_once(a, b, cutoff - detail::kFilterSlack);
  return similarity >= cutoff && similarity > 0 ? similarity : 0;
}
inline double jaro_similarity(std::u32string_view a, std::u32string_view b, double cutoff = 0) {
  const double similarity = detail::jaro_once(a, b, cutoff - detail::kFilterSlack);
  return similarity >= cutoff && similarity > 0 ? similarity : 0;
}

/// The Jaro–Winkler similarity, or 0 where it is below `cutoff`. `prefix_weight` is held to 0 … 0.25.
inline double jaro_winkler_similarity(std::string_view a, std::string_view b, double prefix_weight = 0.1,
                                      double cutoff = 0) {
  return detail::winkler(a, b, std::clamp(prefix_weight, 0.0, 0.25), cutoff,
                         [&](double needed) { return detail::jaro_once(a, b, needed); });
}
inline double jaro_winkler_similarity(std::u32string_view a, std::u32string_view b, double prefix_weight = 0.1,
                                      double cutoff = 0) {
  return detail::winkler(a, b, std::clamp(prefix_weight, 0.0, 0.25), cutoff,
                         [&](double needed) { return detail::jaro_once(a, b, needed); });
}

/// One text prepared for comparison with many: the same results for less. Keeps a copy of the text; 2 KiB for
/// bytes.
template <detail::Character Char>
class BasicJaroWinklerPattern {
 public:
  using View = std::basic_string_view<Char>;

  explicit BasicJaroWinklerPattern(View text, double prefix_weight = 0.1)
      : text_(text), prefix_weight_(std::clamp(prefix_weight, 0.0, 0.25)), masks_(text.substr(0, detail::kWordBits)) {}

  /// The Jaro–Winkler similarity of the pattern and `other`, or 0 where it is below `cutoff`.
  double similarity(View other, double cutoff = 0) const {
    return detail::winkler(text_.view(), other, prefix_weight_, cutoff,
                           [&](double needed) { return jaro_with_filter(other, needed); });
  }
  /// The Jaro similarity, or 0 where it is below `cutoff`.
  double jaro(View other, double cutoff = 0) const {
    const double similarity = jaro_with_filter(other, cutoff - detail::kFilterSlack);
    return similarity >= cutoff && similarity > 0 ? similarity : 0;
  }
  View text() const noexcept { return text_.view(); }

 private:
  double jaro_with_filter(View other, double needed) const {
    const View text = text_.view();
    if (text.empty() || other.empty() || text.size() > detail::kWordBits) return detail::jaro_once(text, other, needed);
    if (detail::too_few_common(text.size(), other.size(), std::min(text.size(), other.size()), needed)) {
      return detail::kRuledOut;
    }
    return detail::jaro_in_word(masks_, text, other, needed);
  }

  detail::PatternText<Char> text_;
  double prefix_weight_;
  detail::CharMasks<Char> masks_;
};

using JaroWinklerPattern = BasicJaroWinklerPattern<char>;
using JaroWinklerPattern32 = BasicJaroWinklerPattern<char32_t>;

}  // namespace similarity
}  // namespace v1
}  // namespace scv
