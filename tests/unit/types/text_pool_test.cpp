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
    CHECK(pool.intern(text) == number);
  }
  CHECK(pool.size() == numbers.size());
  for (const auto& [text, number] : numbers) {
    CHECK(pool.text(number) == text);
    CHECK(pool.hash(number) == base::hash64(text));
  }
  types::TextPool moved = std::move(pool);
  for (const auto& [text, number] : numbers) CHECK(moved.intern(text) == number);
}

TEST_CASE("texts whose hashes are equal are told apart") {
  types::TextPool pool;
  for (types::ValueNo i = 0; i < 100; ++i) CHECK(pool.intern(std::to_string(i), 7) == i);
  for (types::ValueNo i = 0; i < 100; ++i) CHECK(pool.intern(std::to_string(i), 7) == i);
  CHECK(pool.size() == 100);
}

TEST_CASE("no text has no number, and the hash of nothing") {
  types::TextPool pool;
  CHECK(pool.intern("") == types::kNoValue);
  CHECK(pool.size() == 0);
  CHECK(pool.text(types::kNoValue).empty());
  CHECK(pool.hash(types::kNoValue) == base::hash64(""));
}
