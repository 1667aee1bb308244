// Throughput of the string kernels on one core: a tab-separated line each, name, value, unit, goal, reached or missed.
// The names are made here: syllables put together as in German names, some with a typing error. Each figure is the
// median of seven runs over 1,000 x 1,000 pairs of two disjoint lists, after one run that is not counted. The goals are
// what rapidfuzz-cpp (as in rapidfuzz 3.14.6) does with names of about 10 characters on our idle development machine;
// "-" where it has no such function or none was measured. Another machine, or a busy one, moves all figures alike.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "scv/similarity/cologne.hpp"
#include "scv/similarity/double_metaphone.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/levenshtein.hpp"
#include "scv/similarity/osa.hpp"
#include "scv/similarity/qgram.hpp"
#include "scv/similarity/token_set.hpp"
#include "scv/similarity/utf8.hpp"

using namespace scv::similarity;

namespace {

constexpr std::size_t kNames = 1000;
constexpr int kRuns = 7;

std::vector<std::string> make_names(std::uint64_t seed) {
  static constexpr std::string_view kFirst[] = {"an", "bri", "chris", "da", "el", "fried", "ger", "hein", "jo",  "ka",
                                                "ma", "ni",  "pe",    "ro", "si", "ul",    "wal", "wil",  "ste", "mi"};
  static constexpr std::string_view kMiddle[] = {"na", "git", "ti", "ni",   "sa", "ri", "hil", "rich", "han", "tha",
                                                 "ri", "ko",  "tr", "land", "mo", "ri", "ter", "helm", "fan", "cha"};
  static constexpr std::string_view kLast[] = {"a",  "te",   "an", "el", "beth", "ch", "de", "s",   "nes", "rin",
                                               "us", "laus", "er", "",   "ne",   "ke", "",   "ine", "ie",  "el"};
  std::mt19937_64 random(seed);
  const auto pick = [&](const auto& list) { return list[random() % std::size(list)]; };
  std::vector<std::string> names;
  while (names.size() < kNames) {
    std::string name(pick(kFirst));
    name += pick(kMiddle);
    if (random() % 2 == 0) name += pick(kMiddle);
    name += pick(kLast);
    if (random() % 4 == 0) name[random() % name.size()] = static_cast<char>('a' + random() % 26);
    names.push_back(name);
  }
  return names;
}

bool missed = false;
double checksum = 0;  // printed, so that no work can be left out

// `run` does `work` comparisons or encodings.
template <class Run>
void measure(const char* name, const char* unit, double goal, double work, const Run& run) {
  std::vector<double> seconds;
  for (int i = 0; i <= kRuns; ++i) {
    const auto start = std::chrono::steady_clock::now();
    checksum += run();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    if (i > 0) seconds.push_back(time.count());
  }
  std::sort(seconds.begin(), seconds.end());
  const double value = work / seconds[seconds.size() / 2] / 1e6;
  if (goal > 0) {
    const bool reached = value >= goal;
    missed = missed || !reached;
    std::printf("%s\t%.1f\t%s\t%.0f\t%s\n", name, value, unit, goal, reached ? "reached" : "missed");
  } else {
    std::printf("%s\t%.1f\t%s\t-\t-\n", name, value, unit);
  }
  std::fflush(stdout);
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

}  // namespace

int main() {
  const std::vector<std::string> left = make_names(1);
  const std::vector<std::string> right = make_names(2);
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

  measure_pairs("jaro_winkler", 12, left, right,
                [](const auto& a, const auto& b) { return jaro_winkler_similarity(a, b); });
  measure_pattern<JaroWinklerPattern>("jaro_winkler_pattern", 23, left, right,
                                      [](const auto& p, const auto& b) { return p.similarity(b); });
  measure_pattern<JaroWinklerPattern>("jaro_winkler_pattern_cutoff_0.85", 37, left, right,
                                      [](const auto& p, const auto& b) { return p.similarity(b, 0.85); });
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
