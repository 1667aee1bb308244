// Any work killed at any moment: what was acknowledged is there, what was under way wholly or not at all, and the file is whole.
// SCV_CRASHES says how often.

#include <doctest/doctest.h>

#include <sqlite3.h>

#include <chrono>
#include <memory>

#include "../property/random_people.hpp"
#include "child.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Hub;
using scv::Record;
using scv::RecordKey;
using scv::test::acknowledge;
using scv::test::Child;
using scv::test::Folder;
using scv::test::given;
using scv::test::kill_after_us;
using scv::test::People;
using scv::test::Random;
using scv::test::start;

/// Kills of random work; the other cases get their share.
std::size_t crashes() {
  const char* text = std::getenv("SCV_CRASHES");
  return text ? std::strtoull(text, nullptr, 10) : 40;
}

void check_whole(const Hub& hub) {
  const scv::CheckReport report = hub.check();
  for (const scv::Problem& problem : report.problems) FAIL_CHECK(to_string(problem));
}

/// Work that is the same for the same seed, in every process.
class Script {
 public:
  static constexpr std::size_t kSteps = 150;

  explicit Script(std::uint64_t seed) : pool_(People(seed, {30, 30}).records), seed_(seed) {}

  /// Does one step; what a hub refuses, it refuses always.
  void run(std::size_t step, Hub& hub) const {
    Random random(seed_ * 1000 + step);
    switch (random.below(12)) {
      case 0:
      case 1: {
        std::vector<Record> some;
        for (std::size_t i = 1 + random.below(pool_.size()); i > 0; --i) some.push_back(any(random));
        hub.load(some);
        break;
      }
      case 2:
      case 3: {
        const Record& gone = any(random);
        hub.remove(gone.source, gone.id);
        break;
      }
      case 4:
      case 5: {
        const auto [left, right] = pair(random);
        if (left == right) break;
        const auto verdict = random.chance(60) ? scv::Verdict::same : scv::Verdict::not_same;
        try {
          hub.decide({.left = left, .right = right, .verdict = verdict, .time = "2026-03-01T10:00:00Z"});
        } catch (const scv::Error& error) {
          if (error.code() != scv::ErrorCode::conflict) throw;
        }
        break;
      }
      case 6: {
        const std::vector<scv::Decision> decisions = hub.decisions();
        if (decisions.empty()) break;
        const scv::Decision& taken = decisions[random.below(decisions.size())];
        hub.undecide(taken.left, taken.right);
        break;
      }
      case 7: {
        scv::Interaction call{.source = "phone", .id = std::to_string(random.below(40)), .channel = scv::Channel::call};
        call.participants = {{.role = scv::Role::from,
                              .kind = scv::ContactPointKind::phone,
                              .value = "0351 45678" + std::to_string(10 + random.below(20)),
                              .name = "Anna Vogel"}};
        hub.put(call);
        break;
      }
      case 8:
        if (hub.models().size() < 2 + step / 50) hub.retrain();
        break;
      case 9:
        if (const auto models = hub.models(); !models.empty())
          hub.activate(models[random.below(models.size())].version);
        break;
      default: {
        Record record = any(random);
        if (random.chance(30)) record.attributes = any(random).attributes;
        hub.put(record);
      }
    }
  }

 private:
  const Record& any(Random& random) const { return pool_[random.below(pool_.size())]; }
  std::pair<RecordKey, RecordKey> pair(Random& random) const {
    const Record &left = any(random), &right = any(random);
    return {{left.source, left.id}, {right.source, right.id}};
  }

  std::vector<Record> pool_;
  std::uint64_t seed_;
};

/// All that the steps lead to.
std::string state(const Hub& hub) {
  std::string text = hub.digest() + to_json(hub.stats()) + " " + std::to_string(hub.newest_change());
  for (const scv::ModelInfo& model : hub.models()) text += (model.active ? " *" : " ") + std::to_string(model.version);
  for (const scv::Decision& decision : hub.decisions()) text += to_json(decision);
  return text;
}

constexpr std::int64_t kOldVersions = 4;  // of the schema, before today's

std::int64_t schema_version(const std::string& path) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  std::int64_t version = -1;
  const auto take = [](void* to, int, char** columns, char**) {
    *static_cast<std::int64_t*>(to) = std::atoll(columns[0]);
    return 0;
  };
  CHECK(sqlite3_exec(handle, "PRAGMA user_version", take, &version, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  return version;
}

}  // namespace

TEST_CASE("child: script" * doctest::skip()) {
  const Script script(std::stoull(given("SEED")));
  Hub hub(given("HUB"), {.threads = 1});
  for (std::size_t step = std::stoull(given("STEP")); step < Script::kSteps; ++step) {
    script.run(step, hub);
    acknowledge(std::to_string(step));
  }
  for (;;) pause();
}

TEST_CASE("child: opens" * doctest::skip()) {
  acknowledge("begin");
  const Hub hub(given("HUB"), {.threads = 1});
  for (;;) pause();
}

TEST_CASE("child: one of several" * doctest::skip()) {
  const std::string name = given("NAME");
  Hub hub(given("HUB"), {.busy_timeout_ms = 60'000, .threads = 1});
  for (Record record : People(scv::test::seed(), {40, 20}).records) {
    record.source = name;
    hub.put(record);
    acknowledge(record.id);
  }
  for (;;) pause();
}

TEST_CASE("whatever is killed at whatever moment, the hub is what was acknowledged") {
  const std::uint64_t first_seed = scv::test::seed() + 500;
  MESSAGE("seed " << first_seed << ", " << crashes() << " crashes");
  Random random(first_seed);
  std::size_t half_done = 0;
  std::uint64_t seed = first_seed;
  for (std::size_t done = 0; done < crashes(); ++seed) {
    CAPTURE(seed);
    const Script script(seed);
    const Folder folder;
    Hub shadow(":memory:", {.threads = 1});  // does what was acknowledged
    std::size_t step = 0;
    for (; step < Script::kSteps && done < crashes(); ++done) {
      const std::size_t lines = std::min(random.below(8), Script::kSteps - step);
      const Child child = start(
          "child: script", {{"HUB", folder.hub()}, {"SEED", std::to_string(seed)}, {"STEP", std::to_string(step)}});
      const auto reported = kill_after_us(child, lines, static_cast<long>(random.below(20'000)));
      for (const std::string& line : reported) {
        CHECK(line == std::to_string(step));
        script.run(step++, shadow);
      }
      CAPTURE(step);
      Hub hub(folder.hub(), {.threads = 1});
      check_whole(hub);
      if (state(hub) == state(shadow)) continue;
      // It was killed between storing a step and saying so.
      REQUIRE(step < Script::kSteps);
      script.run(step++, shadow);
      ++half_done;
      REQUIRE(state(hub) == state(shadow));
    }
  }
  MESSAGE(half_done << " stored and not acknowledged");
}

TEST_CASE("a killed migration leaves the old version or the new one") {
  const char* root = std::getenv("SCV_SOURCE_DIR");
  REQUIRE(root != nullptr);
  Random random(scv::test::seed() + 501);
  std::size_t old = 0, brought = 0;
  long whole_us = 0;
  const std::size_t rounds = std::max<std::size_t>(4, crashes() / 4);
  for (std::size_t round = 0; round <= rounds; ++round) {
    const std::int64_t version = 1 + static_cast<std::int64_t>(round) % kOldVersions;
    CAPTURE(version);
    const Folder folder;
    std::filesystem::copy_file(
        std::filesystem::path(root) / "tests/data/hubs" / ("version_" + std::to_string(version) + ".scv"),
        folder.hub());
    if (round == 0) {
      const auto start = std::chrono::steady_clock::now();
      const Hub hub(folder.hub(), {.threads = 1});
      whole_us = static_cast<long>(
          std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count());
      continue;
    }
    const long after = static_cast<long>(random.below(static_cast<std::size_t>(whole_us + whole_us / 3)));
    kill_after_us(start("child: opens", {{"HUB", folder.hub()}}), 1, after);
    const std::int64_t now = schema_version(folder.hub());
    CHECK((now == version || now == kOldVersions + 1));
    (now == version ? old : brought) += 1;
    const Hub hub(folder.hub(), {.threads = 1});
    CHECK(hub.stats().records == (version >= 3 ? 107 : 105));
    CHECK(hub.stats().schema_version == kOldVersions + 1);
    check_whole(hub);
  }
  MESSAGE(old << " old, " << brought << " new");
  CHECK(old > 0);
}

TEST_CASE("several processes write to one file, and one of them is killed") {
  Random random(scv::test::seed() + 502);
  const std::size_t rounds = std::max<std::size_t>(2, crashes() / 20);
  for (std::size_t round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const Folder folder;
    { const Hub hub(folder.hub()); }
    std::vector<Child> children;
    for (const char* name : {"a", "b", "c"}) {
      children.push_back(start("child: one of several", {{"HUB", folder.hub()}, {"NAME", name}}));
    }
    std::vector<std::vector<std::string>> reported;
    for (const Child& child : children) {
      reported.push_back(kill_after_us(child, 1 + random.below(25), static_cast<long>(random.below(8'000))));
    }
    Hub hub(folder.hub(), {.threads = 1});
    check_whole(hub);
    Hub fresh(":memory:", {.threads = 1});
    std::size_t stored = 0;
    for (std::size_t i = 0; i < children.size(); ++i) {
      std::size_t its = 0;
      for (Record record : People(scv::test::seed(), {40, 20}).records) {
        record.source = std::string(1, static_cast<char>('a' + i));
        const auto got = hub.get(record.source, record.id);
        if (!got) break;
        CHECK(*got == record);
        fresh.put(record);
        ++its;
      }
      CHECK(its >= reported[i].size());
      CHECK(its <= reported[i].size() + 1);
      stored += its;
    }
    CHECK(hub.stats().records == stored);
    CHECK(hub.digest() == fresh.digest());
  }
}
