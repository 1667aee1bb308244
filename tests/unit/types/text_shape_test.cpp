#include "types/text_shape.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/osa.hpp"

using scv::types::TextShape;

namespace {

std::string random_text(std::mt19937_64& random, std::string_view alphabet, std::size_t longest) {
  std::string text(std::uniform_int_distribution<std::size_t>(0, longest)(random), ' ');
  for (char& c : text) c = alphabet[std::uniform_int_distribution<std::size_t>(0, alphabet.size() - 1)(random)];
  return text;
}

}  // namespace

TEST_CASE("shapes bound edit distance and Jaro-Winkler similarity") {
  constexpr std::uint64_t kSeed = 20261125;
  INFO("seed " << kSeed);
  std::mt19937_64 random(kSeed);
  for (const std::string_view alphabet :
       {std::string_view("ab"), std::string_view("0123456789"), std::string_view("abcdefghijklmnopqrstuvwxyz"),
        std::string_view("qxyjz56789"), std::string_view("anes.-_@\xc3\xa9\xff")}) {
    for (int round = 0; round < 4000; ++round) {
      const std::string a = random_text(random, alphabet, 20);
      std::string b = random_text(random, alphabet, 20);
      if (round % 2 == 0 && !a.empty()) {
        b = a;
        b[random() % b.size()] = alphabet[random() % alphabet.size()];
      }
      const TextShape x(a), y(b);
      if (x.length() == 0 || y.length() == 0) continue;
      CHECK(x.length() == a.size());
      CHECK(TextShape::least_edits(x, y) <= scv::similarity::osa_distance(a, b, 40));
      CHECK(static_cast<double>(TextShape::most_jaro_winkler(x, y)) + 1e-4 >=
            scv::similarity::jaro_winkler_similarity(a, b));
      std::uint32_t prefix = 0;
      while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
      CHECK(TextShape::common_prefix(x, y) == prefix);
    }
  }
}

TEST_CASE("a text that has one byte very often, or is long, has no shape") {
  CHECK(TextShape(std::string(15, 'a')).length() == 15);
  CHECK(TextShape(std::string(16, 'a')).length() == 0);
  CHECK(TextShape(std::string(300, 'a')).length() == 0);
  CHECK(TextShape("").length() == 0);
}
