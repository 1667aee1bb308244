#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../../reference/cologne_reference.hpp"
#include "../../reference/edit_distance_reference.hpp"
#include "../../reference/jaro_winkler_reference.hpp"
#include "../../reference/qgram_reference.hpp"
#include "../../reference/token_set_reference.hpp"
#include "random_texts.hpp"
#include "scv/similarity/cologne.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/levenshtein.hpp"
#include "scv/similarity/osa.hpp"
#include "scv/similarity/qgram.hpp"
#include "scv/similarity/token_set.hpp"
#include "scv/similarity/utf8.hpp"

using namespace scv::similarity;

// Equality of doubles here means to the last bit; REQUIRE on a plain bool keeps millions of passes fast.
#define REQUIRE_FAST(condition)             \
  do {                                      \
    if (!(condition)) REQUIRE((condition)); \
  } while (false)

TEST_CASE_TEMPLATE("Jaro-Winkler equals its reference to the last bit", Char, char, char32_t) {
  using View = std::basic_string_view<Char>;
  random_texts::Generator<Char> generator(1);
  static constexpr double kWeights[] = {0.1, 0.1, 0.1, 0, 0.25, 0.2};
  for (std::size_t i = 0; i < random_texts::pair_count(); ++i) {
    const auto [a, b] = generator.pair();
    CAPTURE(i);
    const double weight = kWeights[generator.below(6)];
    const double jaro = reference::jaro<Char>(a, b);
    const double expected = reference::jaro_winkler<Char>(a, b, weight);
    REQUIRE_FAST(jaro_similarity(View(a), View(b)) == jaro);
    REQUIRE_FAST(jaro_similarity(View(b), View(a)) == jaro);
    REQUIRE_FAST(jaro_winkler_similarity(View(a), View(b), weight) == expected);
    REQUIRE_FAST((jaro == 1) == (a == b));
    const BasicJaroWinklerPattern<Char> pattern(a, weight);
    REQUIRE_FAST(pattern.text() == a);
    REQUIRE_FAST(pattern.jaro(b) == jaro);
    REQUIRE_FAST(pattern.similarity(b) == expected);
    // Cutoffs anywhere, and just at, below and above the result.
    const double cutoffs[] = {static_cast<double>(generator.below(1001)) / 1000, expected, expected - 1e-15,
                              expected + 1e-15, 0.7};
    for (const double cutoff : cutoffs) {
      const double cut = expected >= cutoff ? expected : 0;
      REQUIRE_FAST(jaro_winkler_similarity(View(a), View(b), weight, cutoff) == cut);
      REQUIRE_FAST(pattern.similarity(b, cutoff) == cut);
      REQUIRE_FAST(pattern.jaro(b, cutoff) == (jaro >= cutoff ? jaro : 0));
      REQUIRE_FAST(jaro_similarity(View(a), View(b), cutoff) == (jaro >= cutoff ? jaro : 0));
    }
  }
}

TEST_CASE_TEMPLATE("edit distances equal their references, with and without limit", Char, char, char32_t) {
  using View = std::basic_string_view<Char>;
  random_texts::Generator<Char> generator(2);
  for (std::size_t i = 0; i < random_texts::pair_count(); ++i) {
    const auto [a, b] = generator.pair();
    CAPTURE(i);
    const std::size_t levenshtein = reference::levenshtein<Char>(a, b);
    const std::size_t osa = reference::osa<Char>(a, b);
    const BasicLevenshteinPattern<Char> levenshtein_pattern(a);
    const BasicOsaPattern<Char> osa_pattern(a);
    REQUIRE_FAST(levenshtein_distance(View(a), View(b)) == levenshtein);
    REQUIRE_FAST(levenshtein_distance(View(b), View(a)) == levenshtein);
    REQUIRE_FAST(osa_distance(View(a), View(b)) == osa);
    REQUIRE_FAST(osa_distance(View(b), View(a)) == osa);
    REQUIRE_FAST(levenshtein_pattern.text() == a);
    REQUIRE_FAST(levenshtein_pattern.distance(b) == levenshtein);
    REQUIRE_FAST(osa_pattern.distance(b) == osa);
    const std::size_t limits[] = {0,
                                  1,
                                  2,
                                  3,
                                  generator.below(20),
                                  generator.below(210),
                                  levenshtein,
                                  levenshtein + 1,
                                  osa,
                                  levenshtein > 0 ? levenshtein - 1 : 0,
                                  osa > 0 ? osa - 1 : 0};
    for (const std::size_t limit : limits) {
      CAPTURE(limit);
      REQUIRE_FAST(levenshtein_distance(View(a), View(b), limit) == std::min(levenshtein, limit + 1));
      REQUIRE_FAST(levenshtein_pattern.distance(b, limit) == std::min(levenshtein, limit + 1));
      REQUIRE_FAST(osa_distance(View(a), View(b), limit) == std::min(osa, limit + 1));
      REQUIRE_FAST(osa_pattern.distance(b, limit) == std::min(osa, limit + 1));
    }
  }
}

TEST_CASE("limits in long texts with few edits use the band") {
  random_texts::Generator<char> generator(3);
  for (std::size_t i = 0; i < random_texts::pair_count() / 100; ++i) {
    std::string a;
    for (std::size_t length = 300 + generator.below(500); length > 0; --length) {
      a.push_back(static_cast<char>('a' + generator.below(3)));
    }
    std::string b = a;
    const std::size_t edits = generator.below(30);
    for (std::size_t edit = 0; edit < edits; ++edit) {
      const std::size_t at = generator.below(b.size() - 1);
      switch (generator.below(3)) {
        case 0:
          std::swap(b[at], b[at + 1]);
          break;
        case 1:
          b.erase(at, 1);
          break;
        default:
          b.insert(at, 1, 'b');
      }
    }
    const std::size_t levenshtein = reference::levenshtein<char>(a, b);
    const std::size_t osa = reference::osa<char>(a, b);
    for (const std::size_t limit : {std::size_t{5}, std::size_t{20}, levenshtein, osa, std::size_t{100}}) {
      REQUIRE(levenshtein_distance(a, b, limit) == std::min(levenshtein, limit + 1));
      REQUIRE(osa_distance(a, b, limit) == std::min(osa, limit + 1));
      REQUIRE(OsaPattern(b).distance(a, limit) == std::min(osa, limit + 1));
    }
  }
}

TEST_CASE_TEMPLATE("q-grams equal their reference", Char, char, char32_t) {
  using View = std::basic_string_view<Char>;
  random_texts::Generator<Char> generator(4);
  for (std::size_t i = 0; i < random_texts::pair_count() / 4; ++i) {
    const auto [a, b] = generator.pair();
    CAPTURE(i);
    const std::size_t q = 1 + generator.below(3);
    const bool padded = generator.below(2) == 0;
    const Padding padding = padded ? Padding::both : Padding::none;
    const reference::SharedGrams expected = reference::shared_grams<Char>(a, b, q, padded);
    const QGramProfile a_profile(View(a), q, padding);
    const QGramProfile b_profile(View(b), q, padding);
    REQUIRE_FAST(a_profile.size() == expected.a);
    REQUIRE_FAST(b_profile.size() == expected.b);
    REQUIRE_FAST(a_profile.shared(b_profile) == expected.shared);
    REQUIRE_FAST(qgram_dice(View(a), View(b), q, padding) == a_profile.dice(b_profile));
    REQUIRE_FAST(qgram_jaccard(View(b), View(a), q, padding) == a_profile.jaccard(b_profile));
  }
}

TEST_CASE("Cologne phonetics equals its reference") {
  static constexpr std::string_view kParts[] = {"a", "b", "c", "d", "e",  "f",  "g",  "h",  "i",   "j",  "k",
                                                "l", "m", "n", "o", "p",  "q",  "r",  "s",  "t",   "u",  "v",
                                                "w", "x", "y", "z", "ä",  "ö",  "ü",  "ß",  "sch", "C",  "X",
                                                "Ä", "-", " ", "9", "PH", "CH", "TZ", "DS", "CK",  "SC", "ZC"};
  random_texts::Generator<char> generator(5);
  for (std::size_t i = 0; i < random_texts::pair_count(); ++i) {
    std::string word;
    for (std::size_t parts = generator.below(12); parts > 0; --parts)
      word += kParts[generator.below(std::size(kParts))];
    CAPTURE(word);
    REQUIRE_FAST(cologne_phonetics(word) == reference::cologne(word));
  }
}

TEST_CASE("token sets equal their reference, in any order") {
  random_texts::Generator<char> generator(6);
  const auto words = [&] {
    std::vector<std::string> list;
    for (std::size_t count = generator.below(6); count > 0; --count) {
      std::string word;
      for (std::size_t length = 1 + generator.below(6); length > 0; --length) {
        word.push_back(static_cast<char>('a' + generator.below(4)));
      }
      list.push_back(word);
    }
    return list;
  };
  for (std::size_t i = 0; i < random_texts::pair_count() / 4; ++i) {
    std::vector<std::string> a = words();
    std::vector<std::string> b = words();
    if (generator.below(2) == 0) b.insert(b.end(), a.begin(), a.begin() + static_cast<std::ptrdiff_t>(a.size() / 2));
    const double min_similarity = static_cast<double>(generator.below(100)) / 100;
    const double sum = reference::token_sum(a, b, min_similarity);
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    for (std::size_t k = a.size(); k > 1; --k) std::swap(a[k - 1], a[generator.below(k)]);
    const std::vector<std::string_view> x(a.begin(), a.end());
    const std::vector<std::string_view> y(b.begin(), b.end());
    CAPTURE(i);
    const double set = n + m == 0 ? 1 : 2 * sum / (n + m);
    const double subset = n == 0 || m == 0 ? static_cast<double>(n == m) : sum / std::min(n, m);
    REQUIRE_FAST(token_set_similarity(x, y, min_similarity) == set);
    REQUIRE_FAST(token_set_similarity(y, x, min_similarity) == set);
    REQUIRE_FAST(token_subset_similarity(x, y, min_similarity) == subset);
  }
}

TEST_CASE("long and hostile input stays cheap") {
  const std::string long_a(200'000, 'a');
  std::string long_b;
  for (std::size_t i = 0; i < 200'000; ++i) long_b.push_back(i % 2 == 0 ? 'a' : 'b');
  CHECK(jaro_similarity(long_a, long_b) == doctest::Approx(2.0 / 3));
  CHECK(jaro_similarity(to_code_points(long_a), to_code_points(long_b)) == doctest::Approx(2.0 / 3));
  CHECK(JaroWinklerPattern("anna").similarity(long_a) > 0);
  CHECK(levenshtein_distance(long_a, long_b, 10) == 11);
  CHECK(osa_distance(long_a, "a" + long_a, 10) == 1);
  std::string words;
  for (int i = 0; i < 20'000; ++i) words += "w" + std::to_string(i) + " ";
  CHECK(token_set_similarity(words, words) == 1);
  CHECK(token_set_similarity(words, "x" + words) > 0.99);
  CHECK(cologne_phonetics(long_b).size() == 1 + 100'000);
  CHECK(qgram_dice(long_a, long_b) > 0);
}
