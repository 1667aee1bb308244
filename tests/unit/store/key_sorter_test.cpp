#include "store/key_sorter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "store/store.hpp"

namespace {

using scv::store::KeyEntry;
using scv::store::KeySorter;
using scv::store::Number;
using scv::store::Store;

/// Records with their keys: many that one record has, few that many have, the smallest and the largest.
struct Keyed {
  std::vector<Number> numbers;
  std::vector<std::vector<std::uint64_t>> keys;

  Keyed(std::uint64_t seed, std::size_t records, std::size_t keys_a_record) {
    std::mt19937_64 random(seed);
    const std::uint64_t extremes[] = {0, std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 63};
    Number number = Number{1} << 40;  // places are small, numbers need not be
    for (std::size_t i = 0; i < records; ++i) {
      numbers.push_back(number += 1 + static_cast<Number>(random() % 3));
      std::vector<std::uint64_t>& own = keys.emplace_back();
      for (std::size_t k = 0; k < keys_a_record; ++k) {
        const std::uint64_t kind = random() % 4;
        own.push_back(kind == 0 ? extremes[random() % 3] : kind == 1 ? random() % 7 << 60 : random());
      }
      std::sort(own.begin(), own.end());
      own.erase(std::unique(own.begin(), own.end()), own.end());
    }
  }
  std::vector<KeyEntry> sorted() const {
    std::vector<KeyEntry> entries;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      for (const std::uint64_t key : keys[i]) entries.push_back({key, numbers[i]});
    }
    std::sort(entries.begin(), entries.end());
    return entries;
  }
  /// Added by as many threads.
  KeySorter sorter(unsigned threads) const {
    KeySorter sorter(numbers, threads);
    scv::base::parallel_for(numbers.size(), 7, threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) sorter.add(static_cast<std::uint32_t>(i), keys[i]);
    });
    return sorter;
  }
};

}  // namespace

TEST_CASE("keys are sorted the same on any number of threads, a part at a time") {
  // of few entries there is one part, of many several
  for (const std::size_t records : {std::size_t{1000}, std::size_t{40'000}}) {
    const Keyed keyed(records, records, 20);
    const std::vector<KeyEntry> expected = keyed.sorted();
    for (const unsigned threads : {1u, 2u, 0u}) {
      KeySorter sorter = keyed.sorter(threads);
      std::vector<KeyEntry> all;
      std::size_t parts = 0;
      for (auto part = sorter.next(); !part.empty(); part = sorter.next(), ++parts) {
        all.insert(all.end(), part.begin(), part.end());
      }
      CHECK(all == expected);
      CHECK((parts > 1) == (records > 1000));
      CHECK(sorter.next().empty());
    }
  }
  CHECK(KeySorter({}, 0).next().empty());
}

TEST_CASE("keys of several parts are stored in their order") {
  const Keyed keyed(5, 40'000, 15);
  Store store(":memory:", {});
  Store::Transaction transaction(store, Store::Transaction::Kind::write);
  KeySorter sorter = keyed.sorter(2);
  store.replace_keys([&] { return sorter.next(); });
  transaction.commit();
  std::vector<KeyEntry> seen;
  store.for_each_key(0, ~std::uint64_t{0}, [&](std::uint64_t key, Number record) {
    seen.push_back({key, record});
    return true;
  });
  CHECK(seen == keyed.sorted());
  for (std::size_t i = 0; i < keyed.numbers.size(); i += 4999) {
    for (const std::uint64_t key : keyed.keys[i]) {
      const std::vector<Number> records = store.records_with_key(key, SIZE_MAX);
      CHECK(std::binary_search(records.begin(), records.end(), keyed.numbers[i]));
    }
  }
}

TEST_CASE("a key that very many have, and no keys at all") {
  Store store(":memory:", {});
  const auto replace = [&](KeySorter sorter) {
    Store::Transaction transaction(store, Store::Transaction::Kind::write);
    store.replace_keys([&] { return sorter.next(); });
    transaction.commit();
  };
  constexpr std::uint64_t kKey = 0x123456789abcdef0;
  std::vector<Number> numbers(300'000);
  std::iota(numbers.begin(), numbers.end(), Number{1});
  KeySorter sorter(numbers, 2);
  const std::uint64_t both[] = {kKey, kKey + 1};
  scv::base::parallel_for(numbers.size(), 1000, 2, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      sorter.add(static_cast<std::uint32_t>(i), std::span(both).first(i % 1000 == 0 ? 2 : 1));
    }
  });
  replace(std::move(sorter));
  CHECK(store.records_with_key(kKey, SIZE_MAX) == numbers);
  CHECK(store.records_with_key(kKey + 1, SIZE_MAX).size() == 300);
  replace(KeySorter({}, 2));
  CHECK(store.records_with_key(kKey, SIZE_MAX).empty());
}
