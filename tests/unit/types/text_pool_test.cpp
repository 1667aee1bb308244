#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

#include "types/features.hpp"

using namespace scv;

TEST_CASE("a text keeps its number and its hash, whatever comes after it") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  types::TextPool pool;
  std::map<std::string, types::ValueNo> numbers;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = std::to_string(random() % 3000);
    const auto number = numbers.emplace(text, static_cast<types::ValueNo>(numbers.size())).first->second;
    CHECK(*pool.intern(text) == number);
  }
  CHECK(pool.size() == numbers.size());
  for (const auto& [text, number] : numbers) {
    CHECK(pool.text(number) == text);
    CHECK(pool.hash(number) == base::hash64(text));
  }
  types::TextPool moved = std::move(pool);
  for (const auto& [text, number] : numbers) CHECK(*moved.intern(text) == number);
}

TEST_CASE("texts whose hashes are equal are told apart") {
  types::TextPool pool;
  for (types::ValueNo i = 0; i < 100; ++i) CHECK(*pool.intern(std::to_string(i), 7) == i);
  for (types::ValueNo i = 0; i < 100; ++i) CHECK(*pool.intern(std::to_string(i), 7) == i);
  CHECK(pool.size() == 100);
}

TEST_CASE("no text has no number, and the hash of nothing") {
  types::TextPool pool;
  const types::OptionalValue none = pool.intern("");
  CHECK_FALSE(none);
  CHECK(pool.size() == 0);
  CHECK(pool.text(none).empty());
  CHECK(pool.hash(none) == base::hash64(""));
}

TEST_CASE("what is missing agrees with nothing, and is not told from what else is missing") {
  const types::OptionalValue none, first = 0, second = 1;
  CHECK(agree(first, types::OptionalValue(0)));
  CHECK_FALSE(agree(first, second));
  CHECK_FALSE(agree(first, none));
  CHECK_FALSE(agree(none, none));
  CHECK(identical(none, none));
  CHECK(identical(second, types::OptionalValue(1)));
  CHECK_FALSE(identical(first, none));
}

// A part that may be missing is no number: nothing can be looked up by it before somebody has asked for it.
template <typename Number>
concept HasShape = requires(const types::TextPool& pool, Number number) {
  pool.shape(number);
};
template <typename Number>
concept IsIndex = requires(const std::vector<types::Word>& list, Number number) {
  list[number];
};
static_assert(HasShape<types::ValueNo> && !HasShape<types::OptionalValue>);
static_assert(IsIndex<types::ValueNo> && !IsIndex<types::OptionalValue>);
