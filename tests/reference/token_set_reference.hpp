#pragma once

// Greedy pairing of two lists of words: look for the best pair among all that are left, again and again.

#include <algorithm>
#include <string>
#include <vector>

#include "jaro_winkler_reference.hpp"

namespace reference {

inline double token_sum(std::vector<std::string> a, std::vector<std::string> b, double min_similarity) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  // Equal words pair first; taking them out first makes "the smaller list" the same list in both directions.
  double sum = 0;
  for (std::size_t i = 0; i < a.size();) {
    const auto equal = std::find(b.begin(), b.end(), a[i]);
    if (equal == b.end()) {
      ++i;
      continue;
    }
    sum += 1;
    b.erase(equal);
    a.erase(a.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (b < a) std::swap(a, b);
  double pairs = 0;
  for (;;) {
    double best = 0;
    std::size_t best_a = 0;
    std::size_t best_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < b.size(); ++j) {
        const double similarity = jaro_winkler<char>(a[i], b[j]);
        if (similarity >= min_similarity && similarity > best) {
          best = similarity;
          best_a = i;
          best_b = j;
        }
      }
    }
    if (best == 0) return sum + pairs;
    pairs += best;
    a.erase(a.begin() + static_cast<std::ptrdiff_t>(best_a));
    b.erase(b.begin() + static_cast<std::ptrdiff_t>(best_b));
  }
}

}  // namespace reference
