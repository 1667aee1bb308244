// A process killed in the middle of its writes, a disk that is full: what was acknowledged is there, what was not is there
// wholly or not at all.

#include <doctest/doctest.h>

#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "../faults/fault_vfs.hpp"
#include "../property/random_people.hpp"
#include "child.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Hub;
using scv::Record;
using scv::test::acknowledge;
using scv::test::Folder;
using scv::test::kill_after;
using scv::test::People;
using scv::test::start;

std::vector<Record> few_people() { return People(scv::test::seed(), {10, 5}).records; }
std::vector<Record> people() { return People(scv::test::seed(), {400, 10}).records; }

/// Files cannot grow beyond this, as if the disk were full.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit limit{static_cast<rlim_t>(bytes), before_.rlim_max};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

/// What SQLite says of the file.
std::string integrity(const std::string& path) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  std::string result;
  const auto take = [](void* to, int, char** columns, char**) {
    static_cast<std::string*>(to)->append(columns[0]);
    return 0;
  };
  CHECK(sqlite3_exec(handle, "PRAGMA integrity_check", take, &result, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  return result;
}

/// The hub has exactly `records`, each with an identity, and the partition that a fresh hub has for them.
void check_whole(Hub& hub, const std::vector<Record>& records) {
  Hub fresh(":memory:");
  for (const Record& record : records) {
    CHECK(hub.get(record.source, record.id) == record);
    CHECK(hub.identity_of(record.source, record.id).value_or(0) > 0);
    fresh.put(record);
  }
  CHECK(hub.stats().records == records.size());
  CHECK(hub.digest() == fresh.digest());
  CHECK(hub.check().ok());
}

}  // namespace

TEST_CASE("child: puts" * doctest::skip()) {
  Hub hub(scv::test::given("HUB"));
  for (const Record& record : people()) {
    hub.put(record);
    acknowledge(record.source + "/" + record.id);
  }
  for (;;) pause();
}

TEST_CASE("child: loads" * doctest::skip()) {
  Hub hub(scv::test::given("HUB"));
  const std::vector<Record> records = people();
  acknowledge("begin");
  hub.load(std::span(records).subspan(1));
  for (;;) pause();
}

TEST_CASE("child: loads alone" * doctest::skip()) {
  Hub hub(scv::test::given("HUB"));
  const std::vector<Record> records = people();
  acknowledge("begin");
  hub.load(records, {.exclusive = true});
  acknowledge("loaded");
  for (;;) pause();
}

TEST_CASE("child: loads and dies" * doctest::skip()) {
  scv::test::use_faulty_disk();
  Hub hub(scv::test::given("HUB"), {.threads = 1});
  scv::test::fail_at(scv::test::Fault::death, std::stol(scv::test::given("CALL")), false);
  hub.load(few_people(), {.exclusive = scv::test::given("ALONE") == "yes"});
  acknowledge("loaded");
}

TEST_CASE("a killed put is wholly there or not at all, an acknowledged one is there") {
  MESSAGE("seed " << scv::test::seed());
  const std::vector<Record> records = people();
  const Folder folder;
  scv::test::Random random(scv::test::seed());
  // The same file is killed again and again; puts of what is there change nothing.
  std::size_t done = 0;
  for (int round = 0; round < 5; ++round) {
    const std::size_t more = done + 1 + random.below(30);
    const auto reported =
        kill_after(start("child: puts", {{"HUB", folder.hub()}}), more, static_cast<long>(random.below(8)));
    Hub hub(folder.hub());
    const std::size_t stored = hub.stats().records;
    CHECK(stored >= std::max(done, reported.size()));
    CHECK(stored <= std::max(done, reported.size()) + 1);
    check_whole(hub, {records.begin(), records.begin() + static_cast<std::ptrdiff_t>(stored)});
    done = stored;
  }
}

TEST_CASE("on a full disk nothing that was acknowledged is lost, and the hub works on when there is room") {
  MESSAGE("seed " << scv::test::seed());
  const std::vector<Record> records = People(scv::test::seed(), {60, 10}).records;
  const Folder folder;
  Hub hub(folder.hub());
  std::size_t stored = 0;
  const auto put_all = [&] {
    try {
      for (; stored < records.size(); ++stored) hub.put(records[stored]);
    } catch (const scv::Error& error) {
      return error.code();
    }
    return scv::ErrorCode{};
  };
  for (const std::uintmax_t room : {400u << 10, 500u << 10}) {
    {
      const FullDisk full(room);
      CHECK(put_all() == scv::ErrorCode::io);
      CHECK(put_all() == scv::ErrorCode::io);
      CHECK_THROWS_AS(hub.load(std::span(records).subspan(stored)), scv::Error);
      CHECK(hub.find(records.front()).size() > 0);
    }
    REQUIRE(stored > 0);
    REQUIRE(stored < records.size());
    check_whole(hub, {records.begin(), records.begin() + static_cast<std::ptrdiff_t>(stored)});
    Hub again(folder.hub());
    CHECK(again.digest() == hub.digest());
  }
  CHECK(put_all() == scv::ErrorCode{});
  check_whole(hub, records);
}

TEST_CASE("a killed load is wholly there or not at all, and the next one makes up for it") {
  MESSAGE("seed " << scv::test::seed());
  const std::vector<Record> records = people();
  scv::test::Random random(scv::test::seed());
  std::string digest;
  long whole_load = 0;
  {
    const auto start = std::chrono::steady_clock::now();
    Hub hub(":memory:");
    hub.put(records.front());
    hub.load(std::span(records).subspan(1));
    digest = hub.digest();
    whole_load = static_cast<long>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count());
  }
  std::size_t whole = 0, absent = 0;
  for (int round = 0; round < 9; ++round) {
    const Folder folder;
    {
      Hub hub(folder.hub());
      hub.put(records.front());
    }
    // From its first moment to some time after its end.
    const long most = round * whole_load / 6;
    kill_after(start("child: loads", {{"HUB", folder.hub()}}), 1, most + static_cast<long>(random.below(20)));
    Hub hub(folder.hub());
    CHECK(integrity(folder.hub()) == "ok");
    const std::size_t stored = hub.stats().records;
    CHECK((stored == 1 || stored == records.size()));
    (stored == 1 ? absent : whole) += 1;
    check_whole(hub, {records.begin(), records.begin() + static_cast<std::ptrdiff_t>(stored)});
    const scv::LoadReport again = hub.load(records);
    CHECK(again.records_unchanged == stored);
    CHECK(again.records_new == records.size() - stored);
    CHECK(hub.digest() == digest);
    CHECK(integrity(folder.hub()) == "ok");
  }
  MESSAGE(whole << " whole, " << absent << " absent");
  CHECK(absent > 0);
}

TEST_CASE("a killed load without the log is wholly there or not at all, and the log is back") {
  MESSAGE("seed " << scv::test::seed());
  const std::vector<Record> records = people();
  Hub loaded(":memory:");
  loaded.load(records);
  scv::test::Random random(scv::test::seed());
  std::size_t whole = 0, absent = 0;
  for (int round = 0; round < 12; ++round) {
    const Folder folder;
    // The last rounds wait for the load's end.
    const auto reported = kill_after(start("child: loads alone", {{"HUB", folder.hub()}}), round < 10 ? 1 : 2,
                                     static_cast<long>(random.below(10 + 15 * static_cast<std::size_t>(round))));
    Hub hub(folder.hub());
    CHECK(!std::filesystem::exists(folder.hub() + "-journal"));
    CHECK(std::filesystem::exists(folder.hub() + "-wal"));
    const std::size_t stored = hub.stats().records;
    CHECK((stored == 0 || stored == records.size()));
    if (reported.size() == 2) CHECK(stored == records.size());
    (stored == 0 ? absent : whole) += 1;
    CHECK(integrity(folder.hub()) == "ok");
    CHECK(hub.check().ok());
    CHECK(hub.load(records).records_new == records.size() - stored);
    CHECK(hub.digest() == loaded.digest());
  }
  MESSAGE(whole << " whole, " << absent << " absent");
  CHECK(whole > 0);
  CHECK(absent > 0);
}

/// Whether a journal lies there from which nothing would be played back.
bool has_cold_journal(const std::string& hub) {
  std::ifstream journal(hub + "-journal", std::ios::binary);
  return journal && journal.get() <= 0;
}

TEST_CASE("a load that is killed at its calls to the disk is wholly there or not at all, and leaves no journal") {
  const std::vector<Record> records = few_people();
  Hub loaded(":memory:");
  loaded.load(records);
  for (const bool alone : {true, false}) {
    CAPTURE(alone);
    std::size_t whole = 0, absent = 0, cold = 0, unreadable = 0;
    bool died = true;
    for (long call = 1; died; ++call) {
      CAPTURE(call);
      REQUIRE(call < 1000);
      const Folder folder;
      std::vector<std::string> reported;
      const int status = scv::test::read_until_end(
          start("child: loads and dies",
                {{"HUB", folder.hub()}, {"CALL", std::to_string(call)}, {"ALONE", alone ? "yes" : "no"}}),
          reported, [] {});
      died = WIFSIGNALED(status);
      if (died) {
        CHECK(WTERMSIG(status) == SIGKILL);
      } else {
        CHECK(WEXITSTATUS(status) == 0);
        CHECK(reported == std::vector<std::string>{"loaded"});
      }
      if (has_cold_journal(folder.hub())) ++cold;
      // Who only reads cannot clear up, but says so.
      try {
        const Hub reader(folder.hub(), {.read_only = true});
        const std::size_t stored = reader.stats().records;
        CHECK((stored == 0 || stored == records.size()));
      } catch (const scv::Error& error) {
        ++unreadable;
        INFO(std::string(error.what()));
        CHECK(died);
        CHECK(error.code() == scv::ErrorCode::conflict);
      }
      Hub hub(folder.hub());
      CHECK(!std::filesystem::exists(folder.hub() + "-journal"));
      CHECK(std::filesystem::exists(folder.hub() + "-wal"));
      const std::size_t stored = hub.stats().records;
      CHECK((stored == 0 || stored == records.size()));
      if (!reported.empty()) CHECK(stored == records.size());
      (stored == 0 ? absent : whole) += 1;
      CHECK(integrity(folder.hub()) == "ok");
      CHECK(hub.check().ok());
      CHECK(hub.load(records).records_new == records.size() - stored);
      CHECK(hub.digest() == loaded.digest());
    }
    MESSAGE(std::string(alone ? "alone: " : "with the log: ") << whole << " whole, " << absent << " absent, " << cold
                                                              << " with a journal that nothing is played back from, "
                                                              << unreadable << " only to be read by who may write");
    CHECK(whole > 1);
    CHECK(absent > 0);
    CHECK((cold > 0) == alone);
    CHECK((unreadable > 0) == alone);
  }
}
