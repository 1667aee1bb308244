#include "store/key_places.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace {

using scv::store::KeyEntry;
using scv::store::KeyPlaces;
using scv::store::Number;

std::vector<Number> pages_with(const KeyPlaces& places, std::uint64_t key) {
  std::vector<Number> pages;
  places.for_each_with(key, [&](Number page) {
    pages.push_back(page);
    return true;
  });
  return pages;
}

}  // namespace

TEST_CASE(
    "the pages that may have a key are those from the last that begins before it to the last that begins with it") {
  KeyPlaces places;
  CHECK(pages_with(places, 7).empty());
  places.append({0, 0}, 1);
  places.append({10, 5}, 2);
  places.append({10, 5}, 2);  // again: learned from where it was left
  places.append({10, 9}, 3);
  places.append({20, 1}, 4);
  CHECK(pages_with(places, 7) == std::vector<Number>{1});
  CHECK(pages_with(places, 10) == std::vector<Number>{1, 2, 3});
  CHECK(pages_with(places, 15) == std::vector<Number>{3});
  CHECK(pages_with(places, 20) == std::vector<Number>{3, 4});
  places.insert({15, 0}, 9);
  CHECK(pages_with(places, 15) == std::vector<Number>{9});
  CHECK(pages_with(places, 16) == std::vector<Number>{9});
  places.erase(3);
  CHECK(pages_with(places, 10) == std::vector<Number>{1, 2});
  places.erase(1);
  CHECK(pages_with(places, 7).empty());
  std::size_t visits = 0;
  places.for_each_with(20, [&](Number) { return ++visits, false; });
  CHECK(visits == 1);
}
