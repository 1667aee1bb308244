#pragma once

// Jaro–Winkler by its definition: flags for both texts, one loop over all places in reach.

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace reference {

template <class Char>
double jaro(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
  if (a.empty() && b.empty()) return 1;
  const std::size_t half = std::max(a.size(), b.size()) / 2;
  const std::size_t reach = half > 0 ? half - 1 : 0;
  std::vector<bool> a_common(a.size());
  std::vector<bool> b_common(b.size());
  std::size_t common = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t distance = i > j ? i - j : j - i;
      if (distance <= reach && !b_common[j] && a[i] == b[j]) {
        a_common[i] = true;
        b_common[j] = true;
        ++common;
        break;
      }
    }
  }
  if (common == 0) return 0;
  std::vector<Char> from_a;
  std::vector<Char> from_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a_common[i]) from_a.push_back(a[i]);
  }
  for (std::size_t j = 0; j < b.size(); ++j) {
    if (b_common[j]) from_b.push_back(b[j]);
  }
  std::size_t out_of_order = 0;
  for (std::size_t k = 0; k < common; ++k) out_of_order += from_a[k] != from_b[k] ? 1 : 0;
  const auto m = static_cast<double>(common);
  const auto t = static_cast<double>(out_of_order / 2);
  return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) + (m - t) / m) / 3.0;
}

template <class Char>
double jaro_winkler(std::basic_string_view<Char> a, std::basic_string_view<Char> b, double prefix_weight = 0.1) {
  double similarity = jaro(a, b);
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
  if (similarity > 0.7) {
    const double gain = static_cast<double>(prefix) * prefix_weight * (1.0 - similarity);
    similarity += gain;
  }
  return similarity;
}

}  // namespace reference
