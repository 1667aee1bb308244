#include "rapidfuzz.hpp"

#include <cstddef>
#include <rapidfuzz/distance.hpp>
#include <string>
#include <vector>

namespace peers {

namespace {

// One of its scorers for each name on the left, made within the time measured, as ours are.
template <class Scorer, class Result, class Compare>
double sum_cached(const Names& left, const Names& right, const Compare& compare) {
  Result sum = 0;
  for (const std::string& a : left) {
    const Scorer scorer(a);
    for (const std::string& b : right) sum += compare(scorer, b);
  }
  return static_cast<double>(sum);
}

// It lays out the one list and takes the names of the other through it; results past the last are padding.
template <class Scorer, class Result, class Compare>
double sum_simd(const Names& left, const Names& right, const Compare& compare) {
  Scorer scorer(right.size());
  for (const std::string& b : right) scorer.insert(b);
  std::vector<Result> results(scorer.result_count());
  Result sum = 0;
  for (const std::string& a : left) {
    compare(scorer, results, a);
    for (std::size_t i = 0; i < right.size(); ++i) sum += results[i];
  }
  return static_cast<double>(sum);
}

}  // namespace

double rapidfuzz_jaro_winkler(const Names& left, const Names& right) {
  double sum = 0;
  for (const std::string& a : left) {
    for (const std::string& b : right) sum += rapidfuzz::jaro_winkler_similarity(a, b);
  }
  return sum;
}

double rapidfuzz_jaro_winkler_cached(const Names& left, const Names& right) {
  return sum_cached<rapidfuzz::CachedJaroWinkler<char>, double>(
      left, right, [](const auto& s, const auto& b) { return s.similarity(b); });
}

double rapidfuzz_jaro_winkler_simd(const Names& left, const Names& right) {
  return sum_simd<rapidfuzz::experimental::MultiJaroWinkler<16>, double>(
      left, right, [](const auto& s, auto& to, const auto& a) { s.similarity(to.data(), to.size(), a); });
}

double rapidfuzz_levenshtein_cached(const Names& left, const Names& right) {
  return sum_cached<rapidfuzz::CachedLevenshtein<char>, std::size_t>(
      left, right, [](const auto& s, const auto& b) { return s.distance(b, 2); });
}

double rapidfuzz_levenshtein_simd(const Names& left, const Names& right) {
  return sum_simd<rapidfuzz::experimental::MultiLevenshtein<16>, std::size_t>(
      left, right, [](const auto& s, auto& to, const auto& a) { s.distance(to.data(), to.size(), a, 2); });
}

}  // namespace peers
