// Live changes by many: threads of one hub, hubs that write to one file in turn, as processes do.

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "random_people.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Hub;
using scv::Record;
using scv::RecordKey;
using scv::test::People;
using scv::test::Random;

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("scv_live_" + std::to_string(std::random_device()()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file() const { return (path / "hub.scv").string(); }
};

using Records = std::map<RecordKey, Record>;

std::string digest_of(const Records& records) {
  Hub hub(":memory:");
  for (const auto& [key, record] : records) hub.put(record);
  return hub.digest();
}

/// One put, replacement or removal by chance, to the hub and to what it is compared with.
void change(Hub& hub, Records& records, const std::vector<Record>& pool, Random& random) {
  const Record& record = pool[random.below(pool.size())];
  const RecordKey key{record.source, record.id};
  if (random.chance(25)) {
    CHECK(hub.remove(key.source, key.id) == (records.erase(key) == 1));
    return;
  }
  Record other = pool[random.below(pool.size())];
  other.source = key.source;
  other.id = key.id;
  const Record& put = random.chance(20) ? other : record;
  hub.put(put);
  records[key] = put;
}

}  // namespace

TEST_CASE("hubs that write to one file in turn leave what one hub would have left") {
  const std::uint64_t seed = scv::test::seed() + 21;
  MESSAGE("seed " << seed);
  const std::vector<Record> pool = People(seed, {50, 60}).records;
  const Folder folder;
  Random random(seed);
  Records records;
  std::vector<std::optional<Hub>> hubs(3);
  for (int i = 0; i < 600; ++i) {
    std::optional<Hub>& hub = hubs[random.below(hubs.size())];
    if (hub && random.chance(3)) hub.reset();
    if (!hub) hub.emplace(folder.file());
    change(*hub, records, pool, random);
    if (i % 100 == 57) {
      // One that only reads, and one that replaces all keys at once.
      CHECK(Hub(folder.file(), {.read_only = true}).digest() == hub->digest());
      hub->load(std::span(pool).first(pool.size() / 2));
      for (const Record& record : std::span(pool).first(pool.size() / 2)) records[{record.source, record.id}] = record;
    }
  }
  const std::string expected = digest_of(records);
  for (std::optional<Hub>& hub : hubs) {
    if (!hub) hub.emplace(folder.file());
    CHECK(hub->digest() == expected);
    CHECK(hub->stats().records == records.size());
  }
}

TEST_CASE("threads that change one hub leave what one of them would have left, and each gets its own outcome") {
  const std::uint64_t seed = scv::test::seed() + 22;
  MESSAGE("seed " << seed);
  const Folder folder;
  constexpr std::size_t kThreads = 6;
  for (const char* path : {":memory:", "file"}) {
    Hub hub(path == std::string("file") ? folder.file() : path, {.durability = scv::Durability::normal});
    std::vector<Records> records(kThreads);
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        std::vector<Record> pool = People(seed + t % 2, {20, 50}).records;
        for (Record& record : pool) record.id += "t" + std::to_string(t);
        Random random(seed + t);
        for (int i = 0; i < 60; ++i) {
          change(hub, records[t], pool, random);
          const auto& [key, record] = *records[t].begin();
          if (!records[t].empty()) CHECK(hub.get(key.source, key.id) == record);
          try {
            hub.put(Record{});
          } catch (const scv::Error& error) {
            refused += error.code() == scv::ErrorCode::invalid_argument;
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(refused == 60 * static_cast<int>(kThreads));
    Records all;
    for (Records& of_one : records) all.merge(of_one);
    CHECK(hub.digest() == digest_of(all));
  }
}

TEST_CASE("one change that cannot be stored fails alone, whoever does it") {
  const std::uint64_t seed = scv::test::seed() + 23;
  const std::vector<Record> pool = People(seed, {40, 0}).records;
  const Folder folder;
  Hub hub(folder.file(), {.durability = scv::Durability::normal});
  constexpr std::size_t kTooLarge = 13;
  std::atomic<int> stored{0}, refused{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < pool.size(); i += 4) {
        Record record = pool[i];
        // More than SQLite takes for one value.
        if (i == kTooLarge) record.payload.assign(1'000'000'001, 'x');
        try {
          hub.put(record);
          ++stored;
        } catch (const scv::Error&) {
          ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(refused == 1);
  CHECK(hub.stats().records == static_cast<std::uint64_t>(stored.load()));
  Records records;
  for (std::size_t i = 0; i < pool.size(); ++i) {
    if (i != kTooLarge) records[{pool[i].source, pool[i].id}] = pool[i];
  }
  CHECK(hub.digest() == digest_of(records));
}
