// Blocking keys by random changes against sets: pages, pending keys, several connections, roll-back.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "store/key_sorter.hpp"
#include "store/pending_keys.hpp"
#include "store/store.hpp"

namespace {

using scv::store::KeyEntry;
using scv::store::KeySorter;
using scv::store::Number;
using scv::store::OpenOptions;
using scv::store::PendingKeys;
using scv::store::Store;
using Transaction = Store::Transaction;
using Keys = std::vector<std::uint64_t>;

/// What the store must say: the keys of each record.
class Reference {
 public:
  explicit Reference(std::uint64_t seed) : random_(seed) {}

  /// Gives a record, new or old, other keys; now and then none.
  void change(Store& store) {
    const Number record = 1 + static_cast<Number>(random_() % kRecords);
    Keys& keys = keys_[record];
    Keys after;
    if (random_() % 5 != 0) {
      // Some of those that it had, some that few have, one that many have.
      std::copy_if(keys.begin(), keys.end(), std::back_inserter(after),
                   [&](std::uint64_t) { return random_() % 2 == 0; });
      for (std::size_t i = random_() % 12; i > 0; --i) after.push_back(some_key());
      if (random_() % 2 == 0) after.push_back(kShared);
      std::sort(after.begin(), after.end());
      after.erase(std::unique(after.begin(), after.end()), after.end());
    }
    store.set_keys(record, keys, after);
    keys = after;
  }
  void replace_all(Store& store) {
    std::vector<Number> records;
    for (const auto& [record, keys] : keys_) records.push_back(record);
    KeySorter sorter(records, 1);
    std::uint32_t place = 0;
    for (const auto& [record, keys] : keys_) sorter.add(place++, keys);
    store.replace_keys([&] { return sorter.next(); });
  }
  void check(Store& store) const {
    std::map<std::uint64_t, std::vector<Number>> records;
    for (const auto& [record, keys] : keys_) {
      for (const std::uint64_t key : keys) records[key].push_back(record);
    }
    for (std::uint64_t key = 0; key < kKeys; ++key) {
      const std::vector<Number>& expected = records[spread(key)];
      CHECK(store.records_with_key(spread(key), SIZE_MAX) == expected);
      const std::size_t some = std::min<std::size_t>(expected.size(), 3);
      CHECK(store.records_with_key(spread(key), 3) == std::vector<Number>(expected.begin(), expected.begin() + some));
      CHECK_FALSE(store.are_known_with_key(spread(key), expected.size() + 1));
    }
    const std::vector<Number>& sharing = records[kShared];
    CHECK(store.records_with_key(kShared, SIZE_MAX) == sharing);
    CHECK(store.records_with_key(kShared, 20).size() == std::min<std::size_t>(sharing.size(), 20));
    CHECK_FALSE(store.are_known_with_key(kShared, sharing.size() + 1));
    // All in their order, and a part of them.
    std::vector<KeyEntry> expected;
    for (const auto& [key, of_key] : records) {
      for (const Number record : of_key) expected.push_back({key, record});
    }
    std::vector<KeyEntry> seen;
    const auto take = [&](std::uint64_t key, Number record) {
      seen.push_back({key, record});
      return true;
    };
    store.for_each_key(0, ~std::uint64_t{0}, take);
    CHECK(seen == expected);
    const std::uint64_t first = spread(3), last = spread(5) < first ? kShared : spread(5);
    seen.clear();
    store.for_each_key(first, last, take);
    std::erase_if(expected, [&](const KeyEntry& entry) { return entry.key < first || entry.key > last; });
    CHECK(seen == expected);
  }

 private:
  static constexpr std::size_t kRecords = 300;
  static constexpr std::uint64_t kKeys = 400, kShared = std::uint64_t{1} << 63;
  static std::uint64_t spread(std::uint64_t key) { return key * 0x9e3779b97f4a7c15u; }
  std::uint64_t some_key() { return spread(random_() % kKeys); }

  std::mt19937_64 random_;
  std::map<Number, Keys> keys_;
};

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("scv_keys_" + std::to_string(std::random_device()()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file() const { return (path / "hub.scv").string(); }
};

/// Pages are learned so slowly that most of them are merged into before they are known.
OpenOptions few_pending(std::size_t most) {
  OpenOptions options;
  options.most_pending_keys = most;
  options.pages_learned_at_once = 1;
  return options;
}

}  // namespace

TEST_CASE("keys answer like sets, however many are pending") {
  for (const std::size_t most : {std::size_t{1}, std::size_t{300}, std::size_t{1} << 19}) {
    CAPTURE(most);
    Store store(":memory:", few_pending(most));
    Reference reference(most);
    for (int round = 0; round < 60; ++round) {
      {
        Transaction transaction(store, Transaction::Kind::write);
        for (int i = 0; i < 40; ++i) reference.change(store);
        if (round == 20 || round == 21) reference.replace_all(store);
        if (round == 21) reference.change(store);
        reference.check(store);
        transaction.commit();
      }
      if (round % 10 == 0) reference.check(store);
    }
  }
}

TEST_CASE("a key that more records have than were asked for is known to, until one of them goes") {
  Store store(":memory:", {});
  const Keys keys = {7};
  Transaction transaction(store, Transaction::Kind::write);
  for (Number record = 1; record <= 20; ++record) store.set_keys(record, {}, keys);
  CHECK_FALSE(store.are_known_with_key(7, 20));
  CHECK(store.records_with_key(7, 20).size() == 20);
  CHECK(store.are_known_with_key(7, 20));
  CHECK_FALSE(store.are_known_with_key(7, 21));
  store.set_keys(3, keys, {});
  CHECK_FALSE(store.are_known_with_key(7, 20));
}

TEST_CASE("a change that is rolled back leaves no keys") {
  const Folder folder;
  Store store(folder.file(), few_pending(500));
  Reference reference(7);
  std::mt19937_64 random(7);
  for (int round = 0; round < 120; ++round) {
    Reference kept = reference;
    {
      Transaction transaction(store, Transaction::Kind::write);
      for (int i = 0; i < 10; ++i) reference.change(store);
      if (round == 50) reference.replace_all(store);
      if (random() % 3 != 0) {
        transaction.commit();
      } else {
        reference = std::move(kept);
      }
    }
    if (round % 10 == 9) reference.check(store);
  }
  reference.check(store);
  reference.check(*std::make_unique<Store>(folder.file(), OpenOptions()));
}

TEST_CASE("connections of one hub and of others see each the keys of their snapshot") {
  const Folder folder;
  OpenOptions shared = few_pending(400);
  shared.pending_keys = std::make_shared<PendingKeys>();
  // Two connections that share what is pending, and one of another process.
  Store first(folder.file(), shared), second(folder.file(), shared), other(folder.file(), few_pending(400));
  Reference reference(9);
  std::mt19937_64 random(9);
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    Store& writer = random() % 2 == 0 ? first : other;
    const Reference before = reference;
    const Transaction old_here(second, Transaction::Kind::read);
    if (round % 2 == 0) before.check(second);  // fixes the snapshot; else it begins with its first look
    {
      Transaction transaction(writer, Transaction::Kind::write);
      for (std::size_t i = 1 + random() % 60; i > 0; --i) reference.change(writer);
      if (round == 70) reference.replace_all(writer);
      if (round % 2 == 0) before.check(second);
      if (round % 4 == 1) reference.check(writer);
      transaction.commit();
    }
    reference.check(writer);
    if (round % 2 == 0) before.check(second);
    if (round % 16 == 0) {
      reference.check(first);
      reference.check(other);
      reference.check(*std::make_unique<Store>(folder.file(), OpenOptions()));
    }
  }
}
