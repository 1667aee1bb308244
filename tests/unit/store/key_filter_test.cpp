#include "store/key_filter.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using scv::store::KeyFilter;

TEST_CASE("a filter has all keys that were added, and few others") {
  std::mt19937_64 random(5);
  for (const std::size_t count : {std::size_t{1}, std::size_t{100}, std::size_t{200'000}}) {
    CAPTURE(count);
    KeyFilter filter(count);
    std::vector<std::uint64_t> keys(count);
    for (std::uint64_t& key : keys) {
      // As blocking keys are: of few kinds, which the highest bits say.
      key = (random() >> 6) | (random() % 3) << 58;
      filter.add(key);
    }
    for (const std::uint64_t key : keys) REQUIRE(filter.may_have(key));
    std::size_t others = 0;
    for (int i = 0; i < 100'000; ++i) others += filter.may_have((random() >> 6) | (random() % 3) << 58);
    CHECK(others < 5'000);
  }
}
