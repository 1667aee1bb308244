// Throughput of the string kernels on one core: a tab-separated line each, name, value, unit, goal, reached or missed.
// The names are made here: syllables put together as in German names, some with a typing error; or they are the lines of
// the file named. Each figure is the median of seven runs over 1,000 x 1,000 pairs of two disjoint lists, 1,000 x 4,000 where
// it is against many, after one run that is not counted.
//
// Ratios come first: how many times as fast as rapidfuzz-cpp, which does the same work in turn with us, is compiled for
// this very machine, and must come to the same sums. Its headers are no part of this project: configure with
// -DSCV_RAPIDFUZZ=<rapidfuzz's source package from PyPI>/extern/rapidfuzz-cpp, or set SCV_RAPIDFUZZ before.
//
// The other goals are what rapidfuzz-cpp (as in rapidfuzz 3.14.6) does with names of about 10 characters on our idle
// development machine; "-" where it has no such function or none was measured. Another machine, or a busy one, moves
// all figures alike.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "scv/similarity/cologne.hpp"
#include "scv/similarity/double_metaphone.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/levenshtein.hpp"
#include "scv/similarity/many.hpp"
#include "scv/similarity/osa.hpp"
#include "scv/similarity/qgram.hpp"
#include "scv/similarity/token_set.hpp"
#include "scv/similarity/utf8.hpp"
#ifdef SCV_RAPIDFUZZ
#  include "peers/rapidfuzz.hpp"
#endif

using namespace scv::similarity;

namespace {

constexpr std::size_t kNames = 1000;
constexpr std::size_t kMany = 4000;
constexpr std::size_t kLongestName = 16;  // what rapidfuzz-cpp's SIMD scorers take at their fastest
constexpr int kRuns = 7;

std::vector<std::string> make_names(std::uint64_t seed, std::size_t count) {
  static constexpr std::string_view kFirst[] = {"an", "bri", "chris", "da", "el", "fried", "ger", "hein", "jo",  "ka",
                                                "ma", "ni",  "pe",    "ro", "si", "ul",    "wal", "wil",  "ste", "mi"};
  static constexpr std::string_view kMiddle[] = {"na", "git", "ti", "ni",   "sa", "ri", "hil", "rich", "han", "tha",
                                                 "ri", "ko",  "tr", "land", "mo", "ri", "ter", "helm", "fan", "cha"};
  static constexpr std::string_view kLast[] = {"a",  "te",   "an", "el", "beth", "ch", "de", "s",   "nes", "rin",
                                               "us", "laus", "er", "",   "ne",   "ke", "",   "ine", "ie",  "el"};
  std::mt19937_64 random(seed);
  const auto pick = [&](const auto& list) { return list[random() % std::size(list)]; };
  std::vector<std::string> names;
  while (names.size() < count) {
    std::string name(pick(kFirst));
    name += pick(kMiddle);
    if (random() % 2 == 0) name += pick(kMiddle);
    name += pick(kLast);
    if (random() % 4 == 0) name[random() % name.size()] = static_cast<char>('a' + random() % 26);
    if (name.size() <= kLongestName) names.push_back(name);
  }
  return names;
}

// The next `count` of the file's lines.
std::vector<std::string> read_names(std::istream& lines, std::size_t count) {
  std::vector<std::string> names;
  std::string name;
  while (names.size() < count && std::getline(lines, name)) {
    if (name.size() <= kLongestName) names.push_back(name);
  }
  return names;
}

bool missed = false;
double checksum = 0;  // printed, so that no work can be left out

template <class Run>
double seconds_of(const Run& run, double& sum) {
  const auto start = std::chrono::steady_clock::now();
  sum = run();
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  checksum += sum;
  return time.count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print(const char* name, double value, const char* unit, double goal) {
  const bool reached = value >= goal;
  missed = missed || !reached;
  std::printf("%s\t%.2f\t%s\t%g\t%s\n", name, value, unit, goal, reached ? "reached" : "missed");
  std::fflush(stdout);
}

// How many times as fast as the peer: the median of runs side by side.
template <class Run, class PeerRun>
void measure_ratio(const char* name, double goal, const Run& run, const PeerRun& peer_run) {
  std::vector<double> ratios;
  for (int i = 0; i <= kRuns; ++i) {
    double sum = 0, peer_sum = 0;
    const double ours = seconds_of(run, sum);
    const double theirs = seconds_of(peer_run, peer_sum);
    if (sum != peer_sum) {
      std::fprintf(stderr, "%s: our sum is %.17g, the peer's %.17g\n", name, sum, peer_sum);
      missed = true;
    }
    if (i > 0) ratios.push_back(theirs / ours);
  }
  print(name, median(ratios), "x peer", goal);
}

// `run` does `work` comparisons or encodings.
template <class Run>
void measure(const char* name, const char* unit, double goal, double work, const Run& run) {
  std::vector<double> seconds;
  for (int i = 0; i <= kRuns; ++i) {
    double sum = 0;
    const double time = seconds_of(run, sum);
    if (i > 0) seconds.push_back(time);
  }
  const double value = work / median(seconds) / 1e6;
  if (goal > 0) {
    print(name, value, unit, goal);
  } else {
    std::printf("%s\t%.2f\t%s\t-\t-\n", name, value, unit);
    std::fflush(stdout);
  }
}

template <class Left, class Right, class Compare>
void measure_pairs(const char* name, double goal, const std::vector<Left>& left, const std::vector<Right>& right,
                   const Compare& compare) {
  measure(name, "million pairs/s", goal, static_cast<double>(left.size()) * static_cast<double>(right.size()), [&] {
    double sum = 0;
    for (const Left& a : left) {
      for (const Right& b : right) sum += static_cast<double>(compare(a, b));
    }
    return sum;
  });
}

// One pattern for each name on the left, made within the time measured.
template <class Pattern, class Text, class Compare>
void measure_pattern(const char* name, double goal, const std::vector<Text>& left, const std::vector<Text>& right,
                     const Compare& compare) {
  measure(name, "million pairs/s", goal, static_cast<double>(left.size()) * static_cast<double>(right.size()), [&] {
    double sum = 0;
    for (const Text& a : left) {
      const Pattern pattern(a);
      for (const Text& b : right) sum += static_cast<double>(compare(pattern, b));
    }
    return sum;
  });
}

using Names = std::vector<std::string>;

double sum_jaro_winkler(const Names& left, const Names& right) {
  double sum = 0;
  for (const std::string& a : left) {
    for (const std::string& b : right) sum += jaro_winkler_similarity(a, b);
  }
  return sum;
}

// The one list laid out within the time measured, each name of the other taken through it.
double sum_jaro_winkler_many(const Names& left, const Names& right, double cutoff = 0) {
  const ManyTexts many(right);
  std::vector<double> results(many.size());
  double sum = 0;
  for (const std::string& a : left) {
    many.jaro_winkler(a, results, 0.1, cutoff);
    for (const double result : results) sum += result;
  }
  return sum;
}
double sum_levenshtein_many(const Names& left, const Names& right, std::size_t limit) {
  const ManyTexts many(right);
  std::vector<std::size_t> results(many.size());
  std::size_t sum = 0;
  for (const std::string& a : left) {
    many.levenshtein(a, results, limit);
    for (const std::size_t result : results) sum += result;
  }
  return static_cast<double>(sum);
}

#ifdef SCV_RAPIDFUZZ
void measure_ratios(const Names& left, const Names& right) {
  const auto jaro_winkler = [&] { return sum_jaro_winkler(left, right); };
  const auto jaro_winkler_many = [&] { return sum_jaro_winkler_many(left, right); };
  const auto levenshtein_many = [&] { return sum_levenshtein_many(left, right, 2); };
  measure_ratio("jaro_winkler_against_rapidfuzz", 1.2, jaro_winkler,
                [&] { return peers::rapidfuzz_jaro_winkler(left, right); });
  measure_ratio("jaro_winkler_many_against_rapidfuzz_cached", 4, jaro_winkler_many,
                [&] { return peers::rapidfuzz_jaro_winkler_cached(left, right); });
  measure_ratio("jaro_winkler_many_against_rapidfuzz_simd", 1.5, jaro_winkler_many,
                [&] { return peers::rapidfuzz_jaro_winkler_simd(left, right); });
  measure_ratio("levenshtein_many_limit_2_against_rapidfuzz_cached", 3, levenshtein_many,
                [&] { return peers::rapidfuzz_levenshtein_cached(left, right); });
  measure_ratio("levenshtein_many_limit_2_against_rapidfuzz_simd", 1.2, levenshtein_many,
                [&] { return peers::rapidfuzz_levenshtein_simd(left, right); });
}
#else
void measure_ratios(const Names&, const Names&) {
  std::fprintf(stderr, "no ratios: rapidfuzz-cpp is missing. Configure with -DSCV_RAPIDFUZZ=<its folder>.\n");
}
#endif

}  // namespace

int main(int argc, char** argv) {
  std::ifstream lines;
  if (argc > 1) lines.open(argv[1]);
  const std::vector<std::string> left = argc > 1 ? read_names(lines, kNames) : make_names(1, kNames);
  const std::vector<std::string> many = argc > 1 ? read_names(lines, kMany) : make_names(2, kMany);
  if (many.size() < kMany) {
    std::fprintf(stderr, "%s: %zu lines of at most %zu bytes are needed\n", argv[1], kNames + kMany, kLongestName);
    return 2;
  }
  const std::vector<std::string> right(many.begin(), many.begin() + kNames);
  measure_ratios(left, many);
  std::vector<std::u32string> left32, right32;
  for (const std::string& name : left) left32.push_back(to_code_points(name));
  for (const std::string& name : right) right32.push_back(to_code_points(name));
  std::vector<std::string> left_long, right_long;
  for (std::size_t i = 0; i + 8 <= 400; i += 2) {
    std::string a, b;
    for (std::size_t k = 0; k < 12; ++k) {
      a += left[i + k];
      b += right[i + k];
    }
    left_long.push_back(a);
    right_long.push_back(b);
  }

  const double pairs = static_cast<double>(left.size()) * static_cast<double>(right.size());
  measure("jaro_winkler", "million pairs/s", 12, pairs, [&] { return sum_jaro_winkler(left, right); });
  measure_pattern<JaroWinklerPattern>("jaro_winkler_pattern", 23, left, right,
                                      [](const auto& p, const auto& b) { return p.similarity(b); });
  measure_pattern<JaroWinklerPattern>("jaro_winkler_pattern_cutoff_0.85", 37, left, right,
                                      [](const auto& p, const auto& b) { return p.similarity(b, 0.85); });
  const double many_pairs = static_cast<double>(left.size()) * static_cast<double>(many.size());
  measure("jaro_winkler_many", "million pairs/s", 0, many_pairs, [&] { return sum_jaro_winkler_many(left, many); });
  measure("jaro_winkler_many_cutoff_0.85", "million pairs/s", 0, many_pairs,
          [&] { return sum_jaro_winkler_many(left, many, 0.85); });
  measure("levenshtein_many", "million pairs/s", 0, many_pairs,
          [&] { return sum_levenshtein_many(left, many, kNoLimit); });
  measure("levenshtein_many_limit_2", "million pairs/s", 0, many_pairs,
          [&] { return sum_levenshtein_many(left, many, 2); });
  measure_pairs("jaro_winkler_code_points", 0, left32, right32,
                [](const auto& a, const auto& b) { return jaro_winkler_similarity(a, b); });
  measure_pattern<JaroWinklerPattern32>("jaro_winkler_pattern_code_points", 0, left32, right32,
                                        [](const auto& p, const auto& b) { return p.similarity(b); });
  measure_pairs("jaro_winkler_100_characters", 0, left_long, right_long,
                [](const auto& a, const auto& b) { return jaro_winkler_similarity(a, b); });

  measure_pairs("levenshtein", 0, left, right, [](const auto& a, const auto& b) { return levenshtein_distance(a, b); });
  measure_pattern<LevenshteinPattern>("levenshtein_pattern", 18, left, right,
                                      [](const auto& p, const auto& b) { return p.distance(b); });
  measure_pattern<LevenshteinPattern>("levenshtein_pattern_limit_2", 51, left, right,
                                      [](const auto& p, const auto& b) { return p.distance(b, 2); });
  measure_pairs("levenshtein_100_characters", 0, left_long, right_long,
                [](const auto& a, const auto& b) { return levenshtein_distance(a, b); });

  measure_pairs("osa", 0, left, right, [](const auto& a, const auto& b) { return osa_distance(a, b); });
  measure_pattern<OsaPattern>("osa_pattern", 24, left, right,
                              [](const auto& p, const auto& b) { return p.distance(b); });
  measure_pattern<OsaPattern>("osa_pattern_limit_2", 0, left, right,
                              [](const auto& p, const auto& b) { return p.distance(b, 2); });

  measure_pairs("bigram_dice", 0, left, right, [](const auto& a, const auto& b) { return qgram_dice(a, b); });
  std::vector<QGramProfile> left_profiles, right_profiles;
  for (const std::string& name : left) left_profiles.emplace_back(name);
  for (const std::string& name : right) right_profiles.emplace_back(name);
  measure_pairs("bigram_profile_dice", 0, left_profiles, right_profiles,
                [](const auto& a, const auto& b) { return a.dice(b); });

  const std::vector<std::string_view> words_a = {left[0], left[1], left[2]};
  measure("token_set_3_words", "million pairs/s", 0, kNames - 2, [&] {
    double sum = 0;
    for (std::size_t i = 0; i + 2 < kNames; ++i) {
      const std::string_view words_b[] = {right[i], right[i + 1], right[i + 2]};
      sum += token_set_similarity(words_a, words_b);
    }
    return sum;
  });
  measure("cologne_phonetics", "million words/s", 0, kNames, [&] {
    double sum = 0;
    for (const std::string& name : left) sum += static_cast<double>(cologne_phonetics(name).size());
    return sum;
  });
  measure("double_metaphone", "million words/s", 0, kNames, [&] {
    double sum = 0;
    for (const std::string& name : left) sum += static_cast<double>(double_metaphone(name).primary.size());
    return sum;
  });
  std::fprintf(stderr, "checksum %.6f\n", checksum);
  return missed ? 1 : 0;
}
