#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../../reference/edit_distance_reference.hpp"
#include "../../reference/jaro_winkler_reference.hpp"
#include "random_texts.hpp"
#include "scv/similarity/many.hpp"

using namespace scv::similarity;

#define REQUIRE_FAST(condition)             \
  do {                                      \
    if (!(condition)) REQUIRE((condition)); \
  } while (false)

namespace {

constexpr InstructionSet kSets[] = {InstructionSet::portable, InstructionSet::sse2, InstructionSet::avx2,
                                    InstructionSet::avx512, InstructionSet::neon};

// The texts as each instruction set of this machine has them.
template <class Char>
std::vector<BasicManyTexts<Char>> laid_out(const std::vector<std::basic_string<Char>>& texts) {
  std::vector<BasicManyTexts<Char>> all;
  for (const InstructionSet set : kSets) {
    if (is_supported(set)) all.emplace_back(texts, set);
  }
  return all;
}

// Every kernel against the reference, to the last bit, with cutoffs and limits anywhere and just at the results.
template <class Char>
void compare(const std::vector<std::basic_string<Char>>& texts, const std::basic_string<Char>& query,
             const std::vector<BasicManyTexts<Char>>& all, random_texts::Generator<Char>& generator) {
  static constexpr double kWeights[] = {0.1, 0.1, 0.1, 0, 0.25, 0.2};
  const double weight = kWeights[generator.below(6)];
  std::vector<double> similarities;
  std::vector<std::size_t> distances;
  for (const auto& text : texts) {
    similarities.push_back(reference::jaro_winkler<Char>(query, text, weight));
    distances.push_back(reference::levenshtein<Char>(query, text));
  }
  const std::size_t one = texts.empty() ? 0 : generator.below(texts.size());
  const double similarity = texts.empty() ? 0 : similarities[one];
  const std::size_t distance = texts.empty() ? 0 : distances[one];
  const double cutoffs[] = {
      0, 0.7, 0.85, 1, static_cast<double>(generator.below(1001)) / 1000, similarity, similarity + 1e-15};
  const std::size_t limits[] = {
      kNoLimit, 0, 1, 2, 3, generator.below(80), distance, std::max<std::size_t>(distance, 1) - 1};
  for (const BasicManyTexts<Char>& many : all) {
    CAPTURE(&many - all.data());
    REQUIRE(many.size() == texts.size());
    std::vector<double> got(many.size(), -1);
    for (const double cutoff : cutoffs) {
      CAPTURE(cutoff);
      many.jaro_winkler(query, got, weight, cutoff);
      for (std::size_t i = 0; i < many.size(); ++i) {
        REQUIRE_FAST(got[i] == (similarities[i] >= cutoff ? similarities[i] : 0));
      }
    }
    std::vector<std::size_t> found(many.size(), 12345);
    for (const std::size_t limit : limits) {
      CAPTURE(limit);
      many.levenshtein(query, found, limit);
      for (std::size_t i = 0; i < many.size(); ++i) {
        REQUIRE_FAST(found[i] == (distances[i] > limit ? limit + 1 : distances[i]));
      }
    }
  }
}

}  // namespace

TEST_CASE("one of the machine's instruction sets is the best") {
  CHECK(is_supported(InstructionSet::portable));
  CHECK(is_supported(best_instruction_set()));
  for (const InstructionSet set : kSets) {
    if (is_supported(set)) std::printf("tested: instruction set %d\n", static_cast<int>(set));
  }
}

TEST_CASE("one against many: worked examples") {
  const std::vector<std::string> names = {"schmidt", "schmitt", "meier", "", std::string(65, 's'), "schmid"};
  const ManyTexts many(names);
  REQUIRE(many.size() == 6);
  CHECK(many[1] == "schmitt");
  CHECK(many[3].empty());
  std::vector<double> similarities(6);
  many.jaro_winkler("schmid", similarities);
  CHECK(similarities[0] == jaro_winkler_similarity("schmid", "schmidt"));
  CHECK(similarities[0] == doctest::Approx(0.9714).epsilon(1e-4));
  CHECK(similarities[3] == 0);
  CHECK(similarities[5] == 1);
  many.jaro_winkler("schmid", similarities, 0.1, 0.95);
  CHECK(similarities[1] == 0);
  std::vector<std::size_t> distances(6);
  many.levenshtein("schmid", distances, 2);
  CHECK(distances == std::vector<std::size_t>{1, 2, 3, 3, 3, 0});
  many.levenshtein("", distances);
  CHECK(distances == std::vector<std::size_t>{7, 7, 5, 0, 65, 6});
}

TEST_CASE("one against many: what is taken and refused") {
  const std::list<std::string_view> names = {"anna", "otto"};
  const ManyTexts many(names);
  std::vector<double> similarities(3);
  std::vector<std::size_t> distances(1);
  CHECK_THROWS_AS(many.jaro_winkler("anna", similarities), std::invalid_argument);
  CHECK_THROWS_AS(many.levenshtein("anna", distances), std::invalid_argument);
  for (const InstructionSet set : kSets) {
    if (!is_supported(set)) CHECK_THROWS_AS(ManyTexts(names, set), std::invalid_argument);
  }
  const ManyTexts none(std::vector<std::string>{});
  CHECK(none.size() == 0);
  none.jaro_winkler("anna", {});
  none.levenshtein("anna", {});
}

TEST_CASE_TEMPLATE("one against many equals its reference, at random", Char, char, char32_t) {
  random_texts::Generator<Char> generator(7);
  for (std::size_t round = 0; round < random_texts::pair_count() / 400; ++round) {
    CAPTURE(round);
    std::vector<std::basic_string<Char>> texts;
    std::basic_string<Char> query;
    for (std::size_t count = generator.below(120); count > 0; --count) {
      auto [a, b] = generator.pair();
      texts.push_back(std::move(a));
      if (generator.below(8) == 0) query = std::move(b);
    }
    compare(texts, query, laid_out(texts), generator);
  }
}

TEST_CASE_TEMPLATE("one against many equals its reference at all lengths", Char, char, char32_t) {
  random_texts::Generator<Char> generator(8);
  static constexpr std::size_t kLetters[] = {1, 2, 4, 26, 256};
  for (const std::size_t letters : kLetters) {
    const auto text = [&](std::size_t length) {
      std::basic_string<Char> result;
      while (result.size() < length)
        result.push_back(static_cast<Char>(generator.below(letters) + (letters < 256 ? 'a' : 0)));
      return result;
    };
    std::vector<std::basic_string<Char>> texts;
    for (std::size_t length = 0; length <= 70; ++length) {
      texts.push_back(text(length));
      if (length <= 12) texts.push_back(text(length));
    }
    const std::vector<BasicManyTexts<Char>> all = laid_out(texts);
    for (std::size_t length = 0; length <= 70; ++length) {
      CAPTURE(letters);
      CAPTURE(length);
      compare(texts, text(length), all, generator);
    }
  }
}

TEST_CASE("more code points than rows: the rarer ones are compared one by one") {
  random_texts::Generator<char32_t> generator(9);
  std::vector<std::u32string> texts;
  const auto text = [&] {
    std::u32string result;
    for (std::size_t length = generator.below(5); length > 0; --length) {
      result.push_back(static_cast<char32_t>(0x4E00 + generator.below(generator.below(2) == 0 ? 10 : 2000)));
    }
    return result;
  };
  for (int i = 0; i < 1500; ++i) texts.push_back(text());
  const std::vector<ManyTexts32> all = laid_out(texts);
  for (int i = 0; i < 10; ++i) compare(texts, text(), all, generator);
}
