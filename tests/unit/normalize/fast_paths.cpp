// Short and plain texts take quicker ways; the same text dressed so that it takes the general way must say the same.

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "normalize/values.hpp"

using namespace scv::normalize;

namespace {

constexpr std::uint32_t kSeed = 4711;
constexpr int kRounds = 50000;

template <std::size_t kCount>
std::string random_text(std::mt19937& random, const std::string_view (&pieces)[kCount], std::size_t most) {
  std::string text;
  for (std::size_t parts = random() % (most + 1); parts > 0; --parts) text += pieces[random() % kCount];
  return text;
}

}  // namespace

TEST_CASE("a short text folds like the head of a long one") {
  constexpr std::string_view kPieces[] = {"a",  "Ö", "ß",        "z",    "7",        "-", "'", "é", "×", "ł", "Œ",
                                          "\t", ".", "\xC2\xA0", "\xC5", "\xCC\x88", "u", "И", "ſ", " ", "÷", "\xFF"};
  MESSAGE("seed " << kSeed);
  std::mt19937 random(kSeed);
  const std::string tail(300, 'x');
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = random_text(random, kPieces, 8);
    CAPTURE(text);
    const std::string folded = fold(text);
    REQUIRE(fold(text + " " + tail) == (folded.empty() ? tail : folded + " " + tail));
  }
}

TEST_CASE("an apostrophe before a text keeps no placeholder from being one") {
  constexpr std::string_view kPieces[] = {"n",    "a",    "/",    "N",     "A",      "x",   "X",    "0",   "99",  "-",
                                          "null", "test", "kein", "e ",    "Angabe", " ",   "qwe",  "rt",  "z",   "Ä",
                                          "un",   "be",   "kann", "known", "foo",    "bar", "name", "vor", "last"};
  MESSAGE("seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = "a" + random_text(random, kPieces, 5);
    CAPTURE(text);
    for (const std::string_view shown : {std::string_view(text), std::string_view(text).substr(1)}) {
      if (shown.empty() || shown.front() == ' ' || shown == "Na") continue;
      REQUIRE(is_placeholder(shown) == is_placeholder("'" + std::string(shown)));
    }
  }
}

TEST_CASE("a plain e-mail address reads like the same in angle brackets") {
  constexpr std::string_view kPieces[] = {"anna", "Info", ".",     "-",         "_",      "+",    "1",   "test",
                                          "x",    "no",   "reply", "gmail.com", "web.de", ".com", ".de", "example"};
  MESSAGE("seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = random_text(random, kPieces, 5) + "@" + random_text(random, kPieces, 4) + "e";
    CAPTURE(text);
    const Email plain = parse_email(text);
    const Email dressed = parse_email("<" + text + ">");
    REQUIRE(plain.address == dressed.address);
    REQUIRE(plain.canonical == dressed.canonical);
    REQUIRE(plain.local == dressed.local);
    REQUIRE(plain.domain == dressed.domain);
    REQUIRE(plain.valid == dressed.valid);
    REQUIRE(plain.role == dressed.role);
    REQUIRE(plain.free_provider == dressed.free_provider);
    REQUIRE(plain.placeholder == dressed.placeholder);
  }
}
