#pragma once

// q-grams as strings in a multiset.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string_view>
#include <type_traits>
#include <vector>

namespace reference {

struct SharedGrams {
  std::size_t a = 0, b = 0, shared = 0;
};

template <class Char>
std::multiset<std::vector<long>> grams(std::basic_string_view<Char> text, std::size_t q, bool padded) {
  std::multiset<std::vector<long>> result;
  std::vector<long> characters;
  if (text.empty()) return result;
  if (padded) characters.assign(q - 1, -1);
  for (const Char c : text)
    characters.push_back(static_cast<long>(static_cast<std::conditional_t<sizeof(Char) == 1, unsigned char, Char>>(c)));
  if (padded) characters.insert(characters.end(), q - 1, -1);
  if (characters.size() < q) result.insert(characters);
  for (std::size_t i = 0; i + q <= characters.size(); ++i) {
    result.emplace(characters.begin() + static_cast<std::ptrdiff_t>(i),
                   characters.begin() + static_cast<std::ptrdiff_t>(i + q));
  }
  return result;
}

template <class Char>
SharedGrams shared_grams(std::basic_string_view<Char> a, std::basic_string_view<Char> b, std::size_t q, bool padded) {
  const auto a_grams = grams(a, q, padded);
  const auto b_grams = grams(b, q, padded);
  std::vector<std::vector<long>> both;
  std::set_intersection(a_grams.begin(), a_grams.end(), b_grams.begin(), b_grams.end(), std::back_inserter(both));
  return {a_grams.size(), b_grams.size(), both.size()};
}

}  // namespace reference
