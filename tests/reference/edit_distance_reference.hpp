#pragma once

// Levenshtein and OSA distance by the whole table of Wagner and Fischer.

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace reference {

template <class Char>
std::size_t edit_distance(std::basic_string_view<Char> a, std::basic_string_view<Char> b, bool with_swaps) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const std::size_t substitution = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, substitution});
      if (with_swaps && i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

template <class Char>
std::size_t levenshtein(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
  return edit_distance(a, b, false);
}
template <class Char>
std::size_t osa(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
  return edit_distance(a, b, true);
}

}  // namespace reference
