#pragma once

// What bench_similarity has rapidfuzz-cpp do: all pairs of two lists, in its three ways. Each gives the sum of the results.

#include <string>
#include <vector>

namespace peers {

using Names = std::vector<std::string>;

double rapidfuzz_jaro_winkler(const Names& left, const Names& right);
double rapidfuzz_jaro_winkler_cached(const Names& left, const Names& right);
/// Names of at most 16 characters.
double rapidfuzz_jaro_winkler_simd(const Names& left, const Names& right);
/// With a cutoff of 2: 3 stands for all that is more.
double rapidfuzz_levenshtein_cached(const Names& left, const Names& right);
/// Names of at most 16 characters, with a cutoff of 2.
double rapidfuzz_levenshtein_simd(const Names& left, const Names& right);

}  // namespace peers
