// Hub files of every earlier version open, keep what they hold, and are whole afterwards.

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "../support/folder.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Error;
using scv::ErrorCode;
using scv::Field;
using scv::Hub;
using scv::IdentityId;
using scv::Record;
using scv::RecordKey;
using scv::test::Folder;

constexpr int kFirst = 1, kLast = 4;  // today's is one more
/// From version 3 on there are two mails, and their writers as records, more.
constexpr std::size_t kRecords[] = {105, 105, 107, 107}, kContacts[] = {38, 38, 40, 40};

/// A copy of the file of that version.
std::string old_hub(const Folder& folder, int version) {
  const std::string name = "version_" + std::to_string(version) + ".scv";
  const char* root = std::getenv("SCV_SOURCE_DIR");
  REQUIRE(root != nullptr);
  std::filesystem::copy_file(std::filesystem::path(root) / "tests/data/hubs" / name, folder / name.c_str());
  return folder / name.c_str();
}

/// What the file says by itself.
std::map<RecordKey, IdentityId> stored_identities(const std::string& path) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  std::map<RecordKey, IdentityId> result;
  const auto take = [](void* to, int, char** columns, char**) {
    (*static_cast<std::map<RecordKey, IdentityId>*>(to))[{columns[0], columns[1]}] = std::atoll(columns[2]);
    return 0;
  };
  const char* sql =
      "SELECT s.name, r.id, m.identity FROM record r, source s, member m WHERE s.id=r.source AND m.record=r.no";
  CHECK(sqlite3_exec(handle, sql, take, &result, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  return result;
}

std::vector<scv::Interaction> stored_interactions(const std::string& path) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  std::vector<scv::Interaction> result;
  const auto take = [](void* to, int, char** columns, char**) {
    static_cast<std::vector<scv::Interaction>*>(to)->push_back(scv::interaction_from_json(columns[0]));
    return 0;
  };
  CHECK(sqlite3_exec(handle, "SELECT body FROM interaction", take, &result, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  return result;
}

}  // namespace

TEST_CASE("hubs of earlier versions are brought up to date when they are opened") {
  for (int version = kFirst; version <= kLast; ++version) {
    CAPTURE(version);
    const Folder folder;
    const std::string path = old_hub(folder, version);
    const std::map<RecordKey, IdentityId> before = stored_identities(path);
    CHECK(before.size() == kRecords[version - kFirst]);
    try {
      const Hub hub(path, {.read_only = true});
      FAIL("an old hub was opened read-only");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::conflict);
      CHECK(error.message().find("older version") != std::string::npos);
    }

    Hub hub(path);
    const scv::HubStats stats = hub.stats();
    CHECK(stats.schema_version == kLast + 1);
    CHECK(stats.records == before.size());
    CHECK(stats.interactions == kContacts[version - kFirst]);
    const scv::CheckReport report = hub.check();
    for (const scv::Problem& problem : report.problems) FAIL_CHECK(to_string(problem));
    CHECK(report.digest == hub.digest());

    // The same as those records give under the hub's model in a new file.
    std::vector<Record> records;
    for (const auto& [key, id] : before) {
      records.push_back(hub.get(key.source, key.id).value());
      CHECK(hub.identity_of(key.source, key.id) == id);
    }
    Hub fresh(":memory:", {.model = hub.model()});
    fresh.load(records);
    CHECK(hub.digest() == fresh.digest());

    // What customers are owed is told by today's rules.
    for (const scv::Interaction& one : stored_interactions(path)) fresh.put(one);
    const auto owed = [](Hub& of) {
      std::vector<std::string> list;
      for (const scv::WaitingEntry& one : of.waiting({.now = "2026-06-01T12:00:00Z", .owner = {}, .limit = 1000})) {
        list.push_back(one.contact.source + "/" + one.contact.id + " " + one.since + " " + one.due + " " + one.owner);
      }
      std::sort(list.begin(), list.end());
      return list;
    };
    CHECK(owed(hub) == owed(fresh));

    // Ids that were retired before there was a feed still lead on; the feed begins with what there was.
    const IdentityId merged = hub.identity_of("web", "a1").value();
    CHECK(hub.identity_of("web", "a2") == merged);
    CHECK(hub.identity_at(merged + 1) == std::vector<IdentityId>{merged});
    const auto changes = hub.changes(0, 1);
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].kind == scv::ChangeKind::created);

    Record caller{.source = "phone", .id = "now"};
    caller.add(Field::phone, "0351 7788991")
        .add(Field::family_name, "Zwiebelfisch")
        .add(Field::given_name, "Kunigunde");
    const auto found = hub.find(caller);
    REQUIRE_FALSE(found.empty());
    CHECK(found[0].identity == merged);
    CHECK(hub.put(caller).identity == merged);
    CHECK(hub.remove("crm", before.begin()->first.id) == (before.begin()->first.source == "crm"));
    CHECK(hub.check().ok());
  }
}

TEST_CASE("a hub that is up to date is not migrated again") {
  const Folder folder;
  const std::string path = old_hub(folder, kFirst);
  std::int64_t newest = 0;
  {
    const Hub hub(path);
    newest = hub.newest_change();
  }
  int told = 0;
  scv::HubOptions options;
  options.log = [&](scv::LogLevel, std::string_view) { ++told; };
  const Hub again(path, options);
  CHECK(again.newest_change() == newest);
  CHECK(told == 0);
  const Hub reader(path, {.read_only = true});
  CHECK(reader.check().ok());
}

TEST_CASE("a migration that fails leaves the file as it was") {
  const Folder folder;
  const std::string path = old_hub(folder, kLast);
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  // So that the records cannot be read when everything is derived from them.
  REQUIRE(sqlite3_exec(handle, "UPDATE record SET attributes=x'ff' WHERE no=50", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
  sqlite3_close(handle);
  const auto before = stored_identities(path);
  for (int i = 0; i < 2; ++i) {
    try {
      const Hub hub(path);
      FAIL("a damaged hub was migrated");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::not_a_hub);
      CHECK(error.place().file == path);
    }
    CHECK(stored_identities(path) == before);
  }
}
