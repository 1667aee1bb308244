#include "normalize/text_memo.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

#include "base/hash.hpp"

using scv::normalize::TextMemo;

TEST_CASE("texts and their values come back, whatever hashes collide and whatever is expected") {
  // Of few hashes, many texts: they must be told apart by themselves.
  const auto hash_of = [](std::string_view text, std::uint64_t kinds) { return scv::base::hash64(text) % kinds; };
  for (const std::uint64_t kinds : {std::uint64_t{1}, std::uint64_t{50}, ~std::uint64_t{0}}) {
    CAPTURE(kinds);
    std::mt19937_64 random(3);
    TextMemo memo;
    std::map<std::string, scv::types::ValueNo> expected;
    CHECK(memo.find("", hash_of("", kinds)) == nullptr);
    for (std::uint32_t i = 0; i < 3000; ++i) {
      std::string text(random() % 40, '\0');
      for (char& c : text) c = static_cast<char>(random() % 3);
      const std::uint64_t hash = hash_of(text, kinds);
      memo.expect(hash);
      const auto* const known = memo.find(text, hash);
      const auto found = expected.find(text);
      CHECK((known != nullptr) == (found != expected.end()));
      if (known != nullptr && found != expected.end()) CHECK(**known == found->second);
      if (known != nullptr) continue;
      memo.add(text, hash, i);
      expected.emplace(text, i);
    }
    for (const auto& [text, value] : expected) {
      const auto* const known = memo.find(text, hash_of(text, kinds));
      REQUIRE(known != nullptr);
      CHECK(**known == value);
    }
    const TextMemo moved = std::move(memo);
    CHECK(moved.find(expected.begin()->first, hash_of(expected.begin()->first, kinds)) != nullptr);
  }
}
