// Random histories of a hub: puts, replacements, removals, loads, decisions and reopenings in any order end where the records and
// decisions that are left would have led at once; the change feed tells each step.

#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "random_people.hpp"
#include "scv/hub.hpp"

namespace {

using scv::ChangeKind;
using scv::Decision;
using scv::Hub;
using scv::IdentityId;
using scv::Record;
using scv::RecordKey;
using scv::Verdict;
using scv::test::People;
using scv::test::Random;

/// SCV_HISTORIES, or as many as a test run has time for.
std::size_t histories() {
  const char* text = std::getenv("SCV_HISTORIES");
  return text ? std::strtoull(text, nullptr, 10) : 150;
}

RecordKey key_of(const Record& record) { return {record.source, record.id}; }

/// What the hub should hold, and what its feed has told.
struct Expected {
  std::map<RecordKey, Record> records;
  std::map<std::pair<RecordKey, RecordKey>, Verdict> decisions;
  std::map<std::int64_t, IdentityId> told;  ///< identity of each record's number
  std::map<RecordKey, std::set<IdentityId>> ids_had;
  std::int64_t cursor = 0;

  void apply(const scv::IdentityChange& change) {
    REQUIRE(change.cursor == cursor + 1);
    cursor = change.cursor;
    switch (change.kind) {
      case ChangeKind::joined:
        CHECK_FALSE(told.contains(change.record));
        told[change.record] = change.identity;
        break;
      case ChangeKind::left:
        REQUIRE(told.contains(change.record));
        CHECK(told[change.record] == change.identity);
        told.erase(change.record);
        break;
      case ChangeKind::merged:
        for (auto& [record, identity] : told) {
          if (identity == change.identity) identity = change.other;
        }
        break;
      case ChangeKind::erased:
        for (const auto& [record, identity] : told) CHECK(identity != change.identity);
        break;
      case ChangeKind::created:
        for (const auto& [record, identity] : told) CHECK(identity != change.identity);
        break;
      case ChangeKind::split:
      case ChangeKind::renamed:
        break;
    }
  }
  void follow(const Hub& hub) {
    for (;;) {
      const auto news = hub.changes(cursor, 7);
      if (news.empty()) break;
      for (const scv::IdentityChange& change : news) apply(change);
    }
    CHECK(hub.newest_change() == cursor);
    // What was told is what is.
    std::map<IdentityId, std::size_t> sizes, told_sizes;
    for (const auto& [key, record] : records) {
      const auto id = hub.identity_of(key.source, key.id);
      REQUIRE(id);
      ++sizes[*id];
      ids_had[key].insert(*id);
    }
    for (const auto& [record, identity] : told) ++told_sizes[identity];
    CHECK(sizes == told_sizes);
  }
};

void check_equal_to_fresh(const Hub& hub, const Expected& expected, Random& random, unsigned threads) {
  std::vector<Record> records;
  for (const auto& [key, record] : expected.records) records.push_back(record);
  random.shuffle(records);
  scv::HubOptions options;
  options.threads = threads;
  options.model = hub.model();
  Hub fresh(":memory:", options);
  const bool decisions_first = random.chance(50);
  const auto decide_all = [&] {
    for (const auto& [pair, verdict] : expected.decisions) {
      fresh.decide({.left = pair.first, .right = pair.second, .verdict = verdict, .by = {}, .note = {}, .time = {}});
    }
  };
  if (decisions_first) decide_all();
  if (random.chance(50)) {
    fresh.load(records);
  } else {
    for (const Record& record : records) fresh.put(record);
  }
  if (!decisions_first) decide_all();
  CHECK(hub.digest() == fresh.digest());
}

std::string file_name(std::uint64_t seed) {
  return (std::filesystem::temp_directory_path() /
          ("scv_history_" + std::to_string(getpid()) + "_" + std::to_string(seed) + ".scv"))
      .string();
}

void remove_files(const std::string& path) {
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
}

void run_history(std::uint64_t seed, bool on_file) {
  CAPTURE(seed);
  Random random(seed);
  const unsigned switchboard = random.chance(20) ? 100 : 0;
  const std::vector<Record> pool = People(seed, {6 + random.below(30), switchboard}).records;
  const std::string path = on_file ? file_name(seed) : ":memory:";
  const auto open = [&] { return std::make_unique<Hub>(path, scv::HubOptions{.threads = 1}); };
  auto hub = open();
  Expected expected;
  // So that every load is one beside the shipped model.
  hub->put(pool.front());
  expected.records[key_of(pool.front())] = pool.front();
  const auto any = [&]() -> const Record& { return pool[random.below(pool.size())]; };

  const std::size_t steps = 20 + random.below(40);
  for (std::size_t step = 0; step < steps; ++step) {
    switch (random.below(10)) {
      case 0:
      case 1:
      case 2: {
        Record record = any();
        // Sometimes with another one's content: a replacement.
        if (random.chance(30)) record.attributes = any().attributes;
        const bool same = expected.records.contains(key_of(record)) && expected.records[key_of(record)] == record;
        const scv::PutResult result = hub->put(record);
        CHECK(result.identity == hub->identity_of(record.source, record.id));
        if (same) CHECK(result.change == scv::Change::none);
        expected.records[key_of(record)] = record;
        break;
      }
      case 3: {
        const RecordKey key = key_of(any());
        CHECK(hub->remove(key.source, key.id) == (expected.records.erase(key) == 1));
        break;
      }
      case 4: {
        std::vector<Record> some;
        for (std::size_t i = random.below(pool.size()); i > 0; --i) some.push_back(any());
        hub->load(some);
        for (const Record& record : some) expected.records[key_of(record)] = record;
        break;
      }
      case 5:
      case 6:
      case 7: {
        RecordKey left = key_of(any()), right = key_of(any());
        if (left == right) break;
        if (right < left) std::swap(left, right);
        const Verdict verdict = random.chance(60) ? Verdict::same : Verdict::not_same;
        const Decision decision{.left = left, .right = right, .verdict = verdict, .by = "test", .note = {}, .time = {}};
        try {
          const std::int64_t before = hub->newest_change();
          const scv::Preview preview = hub->preview(decision);
          CHECK(hub->newest_change() == before);
          const auto told = hub->decide(decision);
          CHECK(preview.change_count == told.size());
          CHECK(preview.identities_after == hub->stats().identities);
          for (std::size_t i = 0; i < std::min(told.size(), preview.changes.size()); ++i) {
            CHECK(preview.changes[i].kind == told[i].kind);
            CHECK(preview.changes[i].identity == told[i].identity);
          }
          expected.decisions[{left, right}] = verdict;
          const auto one = hub->identity_of(left.source, left.id), other = hub->identity_of(right.source, right.id);
          if (one && other) CHECK((*one == *other) == (verdict == Verdict::same));
        } catch (const scv::Error& error) {
          REQUIRE(error.code() == scv::ErrorCode::conflict);
          // Nothing of it was kept.
          CHECK(hub->decisions().size() == expected.decisions.size());
        }
        break;
      }
      case 8: {
        if (expected.decisions.empty()) break;
        auto taken = expected.decisions.begin();
        std::advance(taken, random.below(expected.decisions.size()));
        CHECK(hub->undecide(taken->first.second, taken->first.first));
        CHECK_FALSE(hub->undecide(taken->first.first, taken->first.second));
        expected.decisions.erase(taken);
        break;
      }
      default:
        if (on_file) {
          hub.reset();
          hub = open();
        }
    }
    expected.follow(*hub);
  }
  CHECK(hub->stats().records == expected.records.size());
  const scv::CheckReport report = hub->check();
  for (const scv::Problem& problem : report.problems) FAIL_CHECK(to_string(problem));
  CHECK(report.digest == hub->digest());
  check_equal_to_fresh(*hub, expected, random, 1 + static_cast<unsigned>(random.below(3)));
  for (const auto& [key, ids] : expected.ids_had) {
    const auto now = hub->identity_of(key.source, key.id);
    if (!now || !expected.records.contains(key)) continue;
    // It may have been removed and come back since; then old ids are others'.
    for (const IdentityId id : ids) {
      for (const IdentityId today : hub->identity_at(id)) CHECK(hub->identity(today));
    }
  }
  hub.reset();
  if (on_file) remove_files(path);
}

/// A number and an address that about as many records share as a block may have, sometimes more, sometimes fewer.
/// How often it changed which.
std::size_t run_crossing(std::uint64_t seed, bool on_file) {
  CAPTURE(seed);
  constexpr std::size_t kCap = 64;
  const std::string number = "+49 351 4000 100", address = "haus4711@example.org";
  Random random(seed);
  std::vector<Record> pool = People(seed, {50, 0}).records;
  for (Record& record : pool) {
    if (random.chance(80)) record.add(scv::Field::phone, number);
    if (random.chance(80)) record.add(scv::Field::email, address);
  }
  const std::string path = on_file ? file_name(seed) : ":memory:";
  const auto open = [&] { return std::make_unique<Hub>(path, scv::HubOptions{.threads = 1}); };
  auto hub = open();
  Expected expected;
  const auto any = [&]() -> const Record& { return pool[random.below(pool.size())]; };
  const auto put = [&](const Record& record) {
    hub->put(record);
    expected.records[key_of(record)] = record;
  };
  while (expected.records.size() < kCap) put(any());
  std::size_t crossings = 0;
  bool was_over = false;
  for (int step = 0; step < 120; ++step) {
    const auto sharing =
        static_cast<std::size_t>(std::count_if(expected.records.begin(), expected.records.end(), [&](const auto& of) {
          return std::any_of(of.second.attributes.begin(), of.second.attributes.end(),
                             [&](const auto& attribute) { return attribute.value == number; });
        }));
    crossings += (sharing > kCap) != was_over;
    was_over = sharing > kCap;
    const std::size_t chance = random.below(20);
    if (chance == 0 && on_file) {
      hub.reset();
      hub = open();
    } else if (chance < 3) {
      std::vector<Record> some;
      for (std::size_t i = random.below(12); i > 0; --i) some.push_back(any());
      hub->load(some);
      for (const Record& record : some) expected.records[key_of(record)] = record;
    } else if (chance < 6) {
      Record record = any();
      record.attributes = any().attributes;
      put(record);
    } else if (sharing > kCap ? chance < 17 : chance < 9) {
      auto gone = expected.records.begin();
      std::advance(gone, random.below(expected.records.size()));
      CHECK(hub->remove(gone->first.source, gone->first.id));
      expected.records.erase(gone);
    } else {
      put(any());
    }
    if (step % 12 == 11) check_equal_to_fresh(*hub, expected, random, 1);
    if (step % 8 == 7) {
      for (const scv::Problem& problem : hub->check().problems) FAIL_CHECK(to_string(problem));
    }
  }
  expected.follow(*hub);
  hub.reset();
  if (on_file) remove_files(path);
  return crossings;
}

}  // namespace

TEST_CASE("any history ends where its records and decisions lead, and the feed tells it") {
  const std::uint64_t seed = scv::test::seed() + 100;
  MESSAGE("seed " << seed << ", " << histories() << " histories");
  for (std::size_t i = 0; i < histories(); ++i) {
    run_history(seed + i * 7919, i % 5 == 0);
  }
}

TEST_CASE(
    "a number and an address that become common and rare again weigh what they weigh for a hub that has the same "
    "records") {
  const std::uint64_t seed = scv::test::seed() + 102;
  MESSAGE("seed " << seed);
  const std::size_t runs = std::max<std::size_t>(1, histories() / 25);
  std::size_t crossings = 0;
  for (std::size_t i = 0; i < runs; ++i) crossings += run_crossing(seed + i * 7919, i % 2 == 0);
  CHECK(crossings > 4 * runs);
}

TEST_CASE("an old id leads to today's identities of the records that had it") {
  const std::uint64_t seed = scv::test::seed() + 101;
  MESSAGE("seed " << seed);
  Random random(seed);
  const std::vector<Record> records = People(seed, {20, 0}).records;
  Hub hub(":memory:");
  std::map<RecordKey, std::set<IdentityId>> had;
  const auto look = [&] {
    for (const Record& record : records) {
      if (const auto id = hub.identity_of(record.source, record.id)) had[key_of(record)].insert(*id);
    }
  };
  for (const Record& record : records) {
    hub.put(record);
    look();
  }
  for (int i = 0; i < 60; ++i) {
    const RecordKey left = key_of(records[random.below(records.size())]);
    const RecordKey right = key_of(records[random.below(records.size())]);
    if (left == right) continue;
    try {
      hub.decide({.left = left,
                  .right = right,
                  .verdict = random.chance(50) ? Verdict::same : Verdict::not_same,
                  .by = {},
                  .note = {},
                  .time = {}});
    } catch (const scv::Error& error) {
      CHECK(error.code() == scv::ErrorCode::conflict);
    }
    look();
  }
  std::size_t older = 0;
  for (const auto& [key, ids] : had) {
    const IdentityId now = *hub.identity_of(key.source, key.id);
    older += ids.size() > 1;
    for (const IdentityId id : ids) {
      const auto today = hub.identity_at(id);
      CHECK(std::binary_search(today.begin(), today.end(), now));
    }
  }
  CHECK(older > 0);
  CHECK(hub.identity_at(1'000'000).empty());
}
