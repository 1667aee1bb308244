#pragma once

// How alike two lists of words are, whatever their order.
//
//   using namespace scv::similarity;
//   token_set_similarity("Anna Maria Schmidt", "Schmitt Anna-Maria");  // 0.7 …: white space parts the words
//   token_subset_similarity("Anna Schmidt", "Dr. Anna Maria Schmidt"); // 1: every word of the shorter list is in the longer
//
// Words are paired greedily: the pair with the highest Jaro–Winkler similarity first, each word once, equal words
// before all; ties are broken by the words themselves, so that neither the order of the words nor that of the lists
// matters. With S the sum of the pairs' similarities: set = 2 * S / (n + m), subset = S / min(n, m). Pairs below
// `min_similarity` count nothing. Two empty lists have 1, an empty and a filled one 0.
// Units: bytes. Cost: n * m comparisons, but at most 64 words a list that are in no equal pair take part in it (the
// first in alphabetical order; the rest stays unpaired), so that it stays linear, but for sorting, in long lists.
// Source: the symmetric form of Monge & Elkan, KDD (1996), with one-to-one pairs.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "scv/similarity/jaro_winkler.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

namespace detail {

inline constexpr std::size_t kMaxUnequalTokens = 64;

// Two sorted lists without their equal pairs, each cut to kMaxUnequalTokens.
struct UnequalTokens {
  std::array<std::string_view, kMaxUnequalTokens> a, b;
  std::size_t a_size = 0, b_size = 0;
  std::size_t equal = 0;
};

inline void push_token(std::array<std::string_view, kMaxUnequalTokens>& to, std::size_t& size,
                       std::string_view token) noexcept {
  if (size < kMaxUnequalTokens) to[size++] = token;
}

inline void part_tokens(std::span<const std::string_view> a, std::span<const std::string_view> b,
                        UnequalTokens& parts) noexcept {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (j == b.size() || (i < a.size() && a[i] < b[j])) {
      push_token(parts.a, parts.a_size, a[i++]);
    } else if (i == a.size() || b[j] < a[i]) {
      push_token(parts.b, parts.b_size, b[j++]);
    } else {
      ++parts.equal;
      ++i;
      ++j;
    }
  }
}

// The sum of the greedy pairs' similarities.
inline double greedy_sum(UnequalTokens& tokens, double min_similarity) {
  // One order for both directions, as ties go to the first pair.
  if (std::lexicographical_compare(tokens.b.begin(), tokens.b.begin() + tokens.b_size, tokens.a.begin(),
                                   tokens.a.begin() + tokens.a_size)) {
    std::swap(tokens.a, tokens.b);
    std::swap(tokens.a_size, tokens.b_size);
  }
  struct Pair {
    double similarity;
    std::size_t a, b;
  };
  SmallBuffer<Pair, 64> pairs(tokens.a_size * tokens.b_size);
  std::size_t count = 0;
  for (std::size_t i = 0; i < tokens.a_size; ++i) {
    for (std::size_t j = 0; j < tokens.b_size; ++j) {
      const double similarity = jaro_winkler_similarity(tokens.a[i], tokens.b[j], 0.1, min_similarity);
      if (similarity > 0) pairs[count++] = {similarity, i, j};
    }
  }
  std::sort(pairs.data(), pairs.data() + count, [](const Pair& x, const Pair& y) {
    if (x.similarity != y.similarity) return x.similarity > y.similarity;
    return x.a != y.a ? x.a < y.a : x.b < y.b;
  });
  std::array<bool, kMaxUnequalTokens> a_used{};
  std::array<bool, kMaxUnequalTokens> b_used{};
  double sum = 0;
  for (std::size_t p = 0; p < count; ++p) {
    const Pair& pair = pairs[p];
    if (a_used[pair.a] || b_used[pair.b]) continue;
    a_used[pair.a] = true;
    b_used[pair.b] = true;
    sum += pair.similarity;
  }
  return sum;
}

inline double paired_sum(std::span<const std::string_view> a, std::span<const std::string_view> b,
                         double min_similarity) {
  SmallBuffer<std::string_view, 16> a_sorted(a.size());
  SmallBuffer<std::string_view, 16> b_sorted(b.size());
  std::partial_sort_copy(a.begin(), a.end(), a_sorted.data(), a_sorted.data() + a.size());
  std::partial_sort_copy(b.begin(), b.end(), b_sorted.data(), b_sorted.data() + b.size());
  UnequalTokens parts;
  part_tokens({a_sorted.data(), a.size()}, {b_sorted.data(), b.size()}, parts);
  return static_cast<double>(parts.equal) + greedy_sum(parts, min_similarity);
}

inline std::vector<std::string_view> split_words(std::string_view text) {
  static constexpr std::string_view kSpace = " \t\n\v\f\r";
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(kSpace), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

}  // namespace detail

/// Pairs below this similarity count nothing unless the caller says otherwise: below, names agree by chance.
inline constexpr double kMinTokenSimilarity = 0.7;

/// 2 * S / (n + m): 1 only where both lists have the same words.
inline double token_set_similarity(std::span<const std::string_view> a, std::span<const std::string_view> b,
                                   double min_similarity = kMinTokenSimilarity) {
  if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1 : 0;
  return 2 * detail::paired_sum(a, b, min_similarity) / static_cast<double>(a.size() + b.size());
}
/// S / min(n, m): 1 where each word of the shorter list is in the longer.
inline double token_subset_similarity(std::span<const std::string_view> a, std::span<const std::string_view> b,
                                      double min_similarity = kMinTokenSimilarity) {
  if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1 : 0;
  return detail::paired_sum(a, b, min_similarity) / static_cast<double>(std::min(a.size(), b.size()));
}

/// The same for texts whose words are parted by ASCII white space.
inline double token_set_similarity(std::string_view a, std::string_view b,
                                   double min_similarity = kMinTokenSimilarity) {
  return token_set_similarity(detail::split_words(a), detail::split_words(b), min_similarity);
}
inline double token_subset_similarity(std::string_view a, std::string_view b,
                                      double min_similarity = kMinTokenSimilarity) {
  return token_subset_similarity(detail::split_words(a), detail::split_words(b), min_similarity);
}

}  // namespace similarity
}  // namespace v1
}  // namespace scv
