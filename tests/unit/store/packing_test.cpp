#include "store/packing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using scv::store::KeyEntry;
using scv::store::Neighbour;
using scv::store::Number;
using scv::store::Store;

/// Few keys with many records, many keys with one, the smallest and the largest.
std::vector<KeyEntry> random_entries(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::set<KeyEntry> entries;
  const std::uint64_t extremes[] = {0, std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 63};
  while (entries.size() < count) {
    const auto record = static_cast<Number>(random() % 5000 + 1);
    const std::uint64_t kind = random() % 4;
    entries.insert({kind == 0 ? extremes[random() % 3] : kind == 1 ? random() % 7 << 60 : random(), record});
  }
  return {entries.begin(), entries.end()};
}

}  // namespace

TEST_CASE("a page of keys comes back; pages hold all entries and are no larger than they may be") {
  const std::vector<KeyEntry> entries = random_entries(1, 5000);
  const std::vector<std::size_t> starts = scv::store::page_starts(entries);
  REQUIRE(starts.size() > 5);
  std::vector<KeyEntry> all, back;
  std::string page;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : entries.size();
    scv::store::encode_page(std::span(entries).subspan(starts[i], end - starts[i]), page);
    CHECK(page.size() <= scv::store::kKeyPageBytes);
    REQUIRE(scv::store::decode_page(page, back));
    all.insert(all.end(), back.begin(), back.end());
  }
  CHECK(all == entries);
  CHECK(scv::store::page_starts({}).empty());
  CHECK_FALSE(scv::store::decode_page(std::string_view(page).substr(0, page.size() - 1), back));
}

TEST_CASE("neighbours come back, damaged bytes are refused") {
  const std::vector<Neighbour> neighbours = {{1, 5.5f}, {2, -1e30f}, {std::numeric_limits<Number>::max(), 0.1f}};
  std::string bytes;
  scv::store::encode_neighbours(neighbours, bytes);
  std::vector<Neighbour> back;
  REQUIRE(scv::store::decode_neighbours(bytes, back));
  REQUIRE(back.size() == neighbours.size());
  for (std::size_t i = 0; i < back.size(); ++i) {
    CHECK(back[i].record == neighbours[i].record);
    CHECK(back[i].weight == neighbours[i].weight);
  }
  for (std::size_t cut = 1; cut < 5; ++cut) {
    CHECK_FALSE(scv::store::decode_neighbours(std::string_view(bytes).substr(0, bytes.size() - cut), back));
  }
}

TEST_CASE("changes come back, whatever order their numbers have; damaged bytes are refused") {
  using scv::ChangeKind;
  using scv::store::ChangeEntry;
  constexpr Number kMost = std::numeric_limits<Number>::max();
  std::mt19937_64 random(6);
  const auto number = [&] { return static_cast<Number>(random() % 4 == 0 ? random() >> 1 : random() % 1000 + 1); };
  std::vector<ChangeEntry> entries = {{.kind = ChangeKind::created, .identity = kMost},
                                      {.kind = ChangeKind::joined, .identity = 1, .record = kMost},
                                      {.kind = ChangeKind::left, .identity = kMost, .record = 1},
                                      {.kind = ChangeKind::merged, .identity = kMost, .other = 1},
                                      {.kind = ChangeKind::split, .identity = 1, .other = kMost},
                                      {.kind = ChangeKind::renamed, .identity = 2, .fields = ~std::uint64_t{0}},
                                      {.kind = ChangeKind::erased, .identity = 2}};
  for (int i = 0; i < 500; ++i) {
    ChangeEntry& entry = entries.emplace_back();
    entry.kind = static_cast<ChangeKind>(random() % 7);
    entry.identity = number();
    if (entry.kind == ChangeKind::joined || entry.kind == ChangeKind::left) entry.record = number();
    if (entry.kind == ChangeKind::merged || entry.kind == ChangeKind::split) entry.other = number();
    if (entry.kind == ChangeKind::renamed) entry.fields = random();
  }
  std::string bytes;
  std::vector<ChangeEntry> back;
  scv::store::encode_changes(entries, bytes);
  REQUIRE(scv::store::decode_changes(bytes, back));
  CHECK(back == entries);
  scv::store::encode_changes({}, bytes);
  CHECK(bytes.empty());
  REQUIRE(scv::store::decode_changes("", back));
  CHECK(back.empty());

  scv::store::encode_changes(std::span(entries).first(7), bytes);
  CHECK_FALSE(scv::store::decode_changes("\x07", back));
  CHECK_FALSE(scv::store::decode_changes(std::string_view(bytes).substr(0, bytes.size() - 1), back));
  for (std::size_t i = 0; i < bytes.size(); ++i) {  // must not read past the end, nor compute what is undefined
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0xff);
    scv::store::decode_changes(flipped, back);
    scv::store::decode_changes(std::string_view(bytes).substr(0, i), back);
  }
}
