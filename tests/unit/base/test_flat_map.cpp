#include "base/flat_map.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

using scv::base::FlatMap;
using scv::base::FlatSet;

TEST_CASE("a flat map holds what is put in, however it grows") {
  FlatMap<std::string, std::vector<int>> map;
  std::unordered_map<std::string, std::vector<int>> reference;
  for (int i = 0; i < 5000; ++i) {
    const std::string key = "key " + std::to_string(i % 1700);
    map[key].push_back(i);
    reference[key].push_back(i);
  }
  CHECK(map.size() == reference.size());
  for (const auto& [key, values] : reference) CHECK(map.at(key) == values);
  CHECK(map.find("key 1") != map.end());
  CHECK_FALSE(map.contains("key"));

  FlatMap<std::string, std::vector<int>> copy = map;
  CHECK(copy == map);
  copy["new"];
  CHECK(copy != map);
  map = copy;
  CHECK(copy == map);
  const FlatMap<std::string, std::vector<int>> moved = std::move(copy);
  CHECK(moved == map);
  map.clear();
  CHECK(map.empty());
  map["again"] = {1};
  CHECK(map.size() == 1);
}

TEST_CASE("a flat map says whether it has taken an element") {
  FlatMap<std::uint64_t, std::uint32_t> map;
  CHECK(map.try_emplace(7u, 1u).second);
  CHECK_FALSE(map.try_emplace(7u, 2u).second);
  CHECK(map.emplace(8u, 3u).second);
  CHECK_FALSE(map.insert({8, 4}).second);
  CHECK(map.at(7) == 1);
  CHECK(map.at(8) == 3);
  map.reserve(1000);
  const auto capacity = map.capacity();
  for (std::uint64_t i = 0; i < 1000; ++i) map[i] = 1;
  CHECK(map.capacity() == capacity);
}

TEST_CASE("what is erased from a flat map makes room, or it grows") {
  FlatMap<std::uint32_t, std::uint32_t> map;
  std::unordered_map<std::uint32_t, std::uint32_t> reference;
  std::uint32_t random = 1;
  for (int i = 0; i < 50'000; ++i) {
    random = random * 1664525 + 1013904223;
    const std::uint32_t key = random >> 8 & (i < 20'000 ? 15 : 511);
    if ((random & 1) != 0) {
      CHECK(map.erase(key) == reference.erase(key));
    } else {
      map[key] = reference[key] = random;
    }
  }
  CHECK(map.size() == reference.size());
  for (const auto& [key, value] : reference) CHECK(map.at(key) == value);
}

TEST_CASE("a flat set holds what is put in") {
  FlatSet<std::uint32_t> set = {0};
  CHECK_FALSE(set.insert(0).second);
  for (std::uint32_t i = 0; i < 300; ++i) set.insert(i % 100);
  CHECK(set.size() == 100);
}
