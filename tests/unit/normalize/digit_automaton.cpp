#include "normalize/digit_automaton.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using scv::normalize::detail::DigitAutomaton;

namespace {

class Patterns {
 public:
  explicit Patterns(std::uint64_t seed) : random_(seed) {}

  std::string pattern(int depth = 1) {
    std::string text;
    for (std::size_t parts = 1 + below(3); parts > 0; --parts) {
      std::string part = depth == 0 || below(2) == 0 ? digits() : group(depth - 1);
      static const std::vector<std::string> kRepetitions = {"",  "",  "",    "",      "",     "",     "?",
                                                            "*", "+", "{2}", "{1,3}", "{2,}", "{0,2}"};
      text += part + kRepetitions[below(kRepetitions.size())];
    }
    return text;
  }
  std::string number() {
    std::string text;
    for (std::size_t length = below(9); length > 0; --length) text += static_cast<char>('0' + below(4));
    return text;
  }

 private:
  std::size_t below(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most - 1)(random_); }
  std::string digits() {
    static const std::vector<std::string> kDigits = {"0", "1", "2", "3", "\\d", "[13]", "[0-2]", "[02-46]"};
    return kDigits[below(kDigits.size())];
  }
  std::string group(int depth) {
    std::string text = below(2) == 0 ? "(?:" : "(";
    for (std::size_t choices = 1 + below(3); choices > 0; --choices) {
      if (below(8) != 0) text += pattern(depth);
      if (choices > 1) text += '|';
    }
    return text + ")";
  }
  std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("DigitAutomaton: whatever matches is what RE2 matches") {
  constexpr std::uint64_t kSeed = 20261125;
  INFO("seed " << kSeed);
  Patterns random(kSeed);
  int compiled = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> patterns;
    for (int i = 0; i < 3; ++i) patterns.push_back(random.pattern());
    const auto automaton = DigitAutomaton::compile(patterns);
    const auto first = DigitAutomaton::compile({patterns.front()});
    if (!automaton || !first) continue;  // too large
    ++compiled;
    std::vector<std::unique_ptr<RE2>> expressions;
    for (const std::string& pattern : patterns) expressions.push_back(std::make_unique<RE2>(pattern));
    for (int i = 0; i < 50; ++i) {
      const std::string number = random.number();
      const std::vector<std::uint16_t>& set = automaton->sets()[automaton->match(number)];
      for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
        INFO(patterns[pattern] << " and " << number);
        CHECK((std::find(set.begin(), set.end(), pattern) != set.end()) ==
              RE2::FullMatch(number, *expressions[pattern]));
      }
      std::size_t matches = 0, expected = 0, length = 0;
      for (std::size_t end = 0; end <= number.size(); ++end) {
        if (!RE2::FullMatch(number.substr(0, end), *expressions.front())) continue;
        ++matches;
        expected = end;
      }
      const DigitAutomaton::Prefix prefix = first->match_beginning(number, length);
      CHECK(prefix == (matches == 0   ? DigitAutomaton::Prefix::none
                       : matches == 1 ? DigitAutomaton::Prefix::one
                                      : DigitAutomaton::Prefix::several));
      if (matches == 1) CHECK(length == expected);
    }
  }
  CHECK(compiled > 190);
}

TEST_CASE("DigitAutomaton: what is not understood is not compiled") {
  for (const std::string_view pattern :
       {"1$",  "^1",     "a",   ".",     "[^1]",    "(?=1)", "(?!1)",
        "1++", "1??",    "\\b", "(1",    "1)",      "[1",    "1{",
        "1{2", "1{3,2}", "*",   "[3-1]", "1{1000}", "\\1",   "(((\\d{60}){60}){60}){60}"}) {
    CAPTURE(pattern);
    CHECK_FALSE(DigitAutomaton::compile({std::string(pattern)}).has_value());
  }
  CHECK_FALSE(DigitAutomaton::compile({}).has_value());
}
