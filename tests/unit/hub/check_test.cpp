// Hub::check finds what does not agree with the records, and Hub::backup makes a copy that passes it.

#include "scv/care.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "../../property/random_people.hpp"
#include "../support/folder.hpp"
#include "scv/hub.hpp"

namespace {

using scv::CheckReport;
using scv::Error;
using scv::ErrorCode;
using scv::Hub;
using scv::Record;
using scv::test::Folder;
using scv::test::People;

std::string text_of(const CheckReport& report) {
  std::string text;
  for (const scv::Problem& problem : report.problems) text += to_string(problem) + "\n";
  return text;
}

scv::Decision decision(const Record& left, const Record& right, scv::Verdict verdict) {
  return {.left = {left.source, left.id}, .right = {right.source, right.id}, .verdict = verdict, .by = "anna"};
}

scv::Interaction call(const std::string& id, const std::string& number) {
  scv::Interaction made{.source = "phone", .id = id, .channel = scv::Channel::call};
  made.time = "2026-03-01T10:00:00+01:00";
  made.participants = {{.role = scv::Role::from, .kind = scv::ContactPointKind::phone, .value = number},
                       {.role = scv::Role::to, .kind = scv::ContactPointKind::phone, .value = "0351 400", .own = true}};
  return made;
}

/// A hub with something in every table.
void fill(const std::string& path) {
  const std::vector<Record> records = People(scv::test::seed(), {40, 30}).records;
  const std::span all(records);
  Hub hub(path, {.threads = 1});
  hub.load(all.first(all.size() / 2));
  for (const Record& record : all.subspan(all.size() / 2)) hub.put(record);
  hub.put(call("1", "0351 4567890"));
  hub.put(call("2", "0171 2345678"));
  hub.decide(decision(records[0], records[1], scv::Verdict::same));
  hub.decide(decision(records[0], records[9], scv::Verdict::same));
  hub.decide(decision(records[2], records[9], scv::Verdict::not_same));
  hub.undecide({records[0].source, records[0].id}, {records[9].source, records[9].id});
  for (std::size_t i = 20; i < 25; ++i) hub.remove(records[i].source, records[i].id);
  hub.put(Record{.source = "crm", .id = "nothing"});
}

void execute(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  char* message = nullptr;
  const int result = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message);
  INFO(sql << ": " << (message ? message : ""));
  CHECK(result == SQLITE_OK);
  CHECK(sqlite3_changes(handle) > 0);
  sqlite3_free(message);
  sqlite3_close(handle);
}

template <typename F>
ErrorCode code_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode{};
}

}  // namespace

TEST_CASE("a record that had no keys for a while is no damage") {
  Hub hub(":memory:", {.threads = 1});
  Record ida{.source = "crm", .id = "1"}, nothing = ida;
  ida.add(scv::Field::email, "ida.roth@haus.example");
  nothing.add(scv::Field::country, "DE");
  for (const Record& record : {ida, nothing, ida, nothing, nothing, ida}) {
    hub.put(record);
    const CheckReport report = hub.check();
    CHECK_MESSAGE(report.ok(), text_of(report));
  }
}

TEST_CASE("a hub that nobody damaged has no problems") {
  const Folder folder;
  fill(folder / "hub.scv");
  const Hub hub(folder / "hub.scv", {.read_only = true, .create = false});
  const CheckReport report = hub.check();
  CHECK_MESSAGE(report.ok(), text_of(report));
  CHECK(report.complete);
  const scv::HubStats stats = hub.stats();
  CHECK(report.records == stats.records);
  CHECK(report.identities == stats.identities);
  CHECK(report.interactions == 2);
  CHECK(report.decisions == 2);
  CHECK(report.keys > report.records);
  CHECK(report.edges > 0);
  CHECK(report.changes == static_cast<std::uint64_t>(hub.newest_change()));
  CHECK(report.contact_points > 0);
  CHECK(report.digest == hub.digest());
}

TEST_CASE("empty hubs and hubs in memory can be checked") {
  Hub hub(":memory:");
  CHECK(hub.check().ok());
  for (const Record& record : People(scv::test::seed(), {10, 0}).records) hub.put(record);
  const CheckReport report = hub.check();
  CHECK_MESSAGE(report.ok(), text_of(report));
  CHECK(report.digest == hub.digest());
}

TEST_CASE("damage to libscv's own data is found, in its table") {
  const Folder folder;
  const std::string whole = folder / "whole.scv", damaged = folder / "damaged.scv";
  fill(whole);
  struct Damage {
    std::string sql;
    std::string table;
  };
  // Each is something that SQLite itself is content with.
  const std::vector<Damage> all = {
      {"UPDATE record SET updated_at='2020-01-01' WHERE no=3", "record 3"},
      {"UPDATE record SET hash=hash+1 WHERE no=3", "record 3"},
      {"UPDATE record SET attributes=x'01' WHERE no=3", "record 3"},
      {"UPDATE record SET attributes=x'02' WHERE no=3", "record 3"},
      {"UPDATE record SET payload=x'00' WHERE no=3", "record 3"},
      {"DELETE FROM record WHERE no=3", "member 3"},
      {"DELETE FROM contact_point WHERE record=(SELECT max(record) FROM contact_point)", "contact_point"},
      {"UPDATE contact_point SET value=value||'0' WHERE record=(SELECT min(record) FROM contact_point)",
       "contact_point"},
      {"DELETE FROM key_page WHERE no=(SELECT min(no) FROM key_page)", "key_page"},
      {"UPDATE key_page SET entries=substr(entries, 1, length(entries)-1) WHERE length(entries)>0", "key_page"},
      {"UPDATE key_page SET entries=CAST(x'0101'||entries AS BLOB) WHERE length(entries)>0", "key_page"},
      {"DELETE FROM pending_keys WHERE no=(SELECT min(no) FROM pending_keys)", "key_page"},
      {"DELETE FROM pending_keys WHERE no=(SELECT min(no)+1 FROM pending_keys)", "pending_keys"},
      {"UPDATE pending_keys SET keys=substr(keys, 2) WHERE length(keys)>0", "pending_keys"},
      {"UPDATE pending_keys SET keys=CAST(keys||zeroblob(8) AS BLOB) WHERE length(keys)>0", "pending_keys"},
      {"DELETE FROM sketch", "sketch"},
      {"UPDATE sketch SET sketches=substr(sketches, 2)", "sketch"},
      {"UPDATE sketch SET sketches=CAST(substr(sketches, 1, 200)||x'ff'||substr(sketches, 202) AS BLOB)", "sketch"},
      {"DELETE FROM edge WHERE record=(SELECT min(record) FROM edge)", "edge"},
      {"UPDATE edge SET neighbours=CAST(substr(neighbours, 1, length(neighbours)-1)||x'00' AS BLOB)", "edge"},
      {"UPDATE edge SET neighbours=substr(neighbours, 1, length(neighbours)-1)", "edge"},
      {"DELETE FROM member WHERE record=3", "member 3"},
      {"UPDATE member SET identity=(SELECT max(identity) FROM member) WHERE record=(SELECT min(record) FROM member)",
       "member"},
      {"UPDATE member SET identity=99999 WHERE identity=1", "belongs to 99999"},
      {"INSERT INTO member VALUES(99999, 1)", "member 99999"},
      {"INSERT INTO retired SELECT max(identity), 1 FROM member", "retired"},
      {"UPDATE retired SET merged_into=identity", "retired"},
      {"INSERT INTO succession VALUES(99999, 1)", "succession 99999"},
      {"DELETE FROM change WHERE first=(SELECT min(first) FROM change)", "change"},
      {"DELETE FROM change WHERE first=(SELECT max(first) FROM change WHERE count>1)", "change"},
      {"UPDATE change SET entries=x'ff' WHERE first=1", "change 1"},
      {"UPDATE change SET count=count+1 WHERE first=1", "change 1"},
      {"UPDATE decision SET same=1", "member"},
      {"UPDATE interaction SET channel=channel+1 WHERE no=1", "interaction 1"},
      {"UPDATE interaction SET body='{' WHERE no=1", "interaction 1"},
      {"DELETE FROM interaction_point WHERE own=1 AND interaction=1", "interaction_point 1"},
      {"UPDATE interaction_point SET own=1 WHERE interaction=1", "interaction_point 1"},
      {"UPDATE load SET read=read+1", "load 1"},
      {"UPDATE load SET rejected=1, read=read+1", "reject 1"},
      {"UPDATE model SET json='{}' WHERE active=1", ""},
      {"UPDATE model SET json='[' WHERE active=1", "model"},
      {"UPDATE model SET active=0", "model"},
      {"UPDATE sqlite_sequence SET seq=1 WHERE name='interaction'", "interaction"},
      {"UPDATE record SET source=99 WHERE no=3", "record 3"},
  };
  for (const Damage& damage : all) {
    CAPTURE(damage.sql);
    std::filesystem::copy_file(whole, damaged, std::filesystem::copy_options::overwrite_existing);
    execute(damaged, damage.sql);
    const Hub hub(damaged, {.read_only = true, .create = false});
    CheckReport report;
    CHECK_NOTHROW(report = hub.check());
    CHECK_FALSE(report.ok());
    CHECK(report.problem_count >= report.problems.size());
    CHECK_MESSAGE(text_of(report).find(damage.table) != std::string::npos, text_of(report));
  }
}

TEST_CASE("a problem names the record, and no more than a thousand are kept") {
  const Folder folder;
  const std::string path = folder / "hub.scv";
  fill(path);
  execute(path, "DELETE FROM key_page; DELETE FROM pending_keys");
  const Hub hub(path, {.read_only = true, .create = false});
  const CheckReport report = hub.check();
  CHECK(report.problem_count > 1000);
  CHECK(report.problems.size() == 1000);
  for (const scv::Problem& problem : report.problems) {
    CHECK(problem.table == "key_page");
    CHECK(problem.record.find('/') != std::string::npos);
  }
  CHECK(to_json(report).find("\"ok\":false") != std::string::npos);
}

TEST_CASE("sketches of a block that several hubs have filled are those of its records") {
  const Folder folder;
  const std::string path = folder / "hub.scv";
  const std::vector<Record> records = People(scv::test::seed(), {80, 30}).records;
  REQUIRE(records.size() > 90);
  for (std::size_t i = 0; i < 90;) {
    Hub hub(path);
    for (const std::size_t end = i + 10; i < end; ++i) hub.put(records[i]);
    if (i == 30) hub.remove(records[5].source, records[5].id);
  }
  const Hub hub(path);
  const CheckReport report = hub.check();
  CHECK_MESSAGE(report.ok(), text_of(report));
  execute(path, "DELETE FROM sketch WHERE block=0");
  CHECK(text_of(hub.check()).find("sketch: ") != std::string::npos);
}

TEST_CASE("what changes after a model was activated has its sketch in the file") {
  const Folder folder;
  const std::string path = folder / "hub.scv";
  const std::vector<Record> records = People(scv::test::seed(), {40, 0}).records;
  REQUIRE(records.size() > 60);
  const Record& again = records[60];
  Record replaced = records[45];
  {
    Hub hub(path);
    for (std::size_t i = 0; i < 50; ++i) hub.put(records[i]);
    hub.activate(hub.retrain());  // stores all sketches, those of the block that is not full yet, too
    replaced.attributes = again.attributes;
    hub.put(replaced);
    hub.remove(records[46].source, records[46].id);
  }
  Hub hub(path);
  const CheckReport report = hub.check();
  CHECK_MESSAGE(report.ok(), text_of(report));
  hub.put(again);
  CHECK(hub.identity_of(again.source, again.id) == hub.identity_of(replaced.source, replaced.id));
}

TEST_CASE("a check can be cancelled") {
  const Folder folder;
  fill(folder / "hub.scv");
  const Hub hub(folder / "hub.scv");
  CHECK(code_of([&] { hub.check({.on_progress = [](const scv::Progress&) { return false; }}); }) ==
        ErrorCode::cancelled);
  CHECK(hub.check().ok());
}

TEST_CASE("a backup is the hub, and refuses a file that exists") {
  const Folder folder;
  fill(folder / "hub.scv");
  Hub hub(folder / "hub.scv");
  std::uint64_t pages = 0, total = 0;
  hub.backup(folder / "copy.scv", [&](const scv::Progress& progress) {
    CHECK(progress.stage == "copy");
    pages = progress.done;
    total = progress.total;
    return true;
  });
  CHECK(pages > 0);
  CHECK(pages == total);
  CHECK_FALSE(std::filesystem::exists(folder / "copy.scv.partial"));
  {
    Hub copy(folder / "copy.scv");
    CHECK(copy.check().ok());
    CHECK(copy.digest() == hub.digest());
    CHECK(copy.newest_change() == hub.newest_change());
    copy.put(Record{.source = "crm", .id = "new"});
    CHECK(copy.check().ok());
  }
  const std::string before = folder.read("copy.scv");
  CHECK(code_of([&] { hub.backup(folder / "copy.scv"); }) == ErrorCode::conflict);
  CHECK(code_of([&] { hub.backup(folder / "hub.scv"); }) == ErrorCode::conflict);
  CHECK(code_of([&] { hub.backup(""); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { hub.backup(folder / "no/such/folder.scv"); }) == ErrorCode::io);
  CHECK(folder.read("copy.scv") == before);
  CHECK(code_of([&] { hub.backup(folder / "other.scv", [](const scv::Progress&) { return false; }); }) ==
        ErrorCode::cancelled);
  CHECK_FALSE(std::filesystem::exists(folder / "other.scv"));
  CHECK_FALSE(std::filesystem::exists(folder / "other.scv.partial"));
  folder.write("other.scv.partial", "of another backup");
  CHECK(code_of([&] { hub.backup(folder / "other.scv"); }) == ErrorCode::conflict);
  CHECK(folder.read("other.scv.partial") == "of another backup");
}

TEST_CASE("a hub in memory can be backed up, too") {
  const Folder folder;
  Hub hub(":memory:");
  for (const Record& record : People(scv::test::seed(), {10, 0}).records) hub.put(record);
  hub.backup(folder / "copy.scv");
  const Hub copy(folder / "copy.scv", {.read_only = true, .create = false});
  CHECK(copy.digest() == hub.digest());
  CHECK(copy.check().ok());
}

TEST_CASE("check and backup run beside a writer and see one state each") {
  const Folder folder;
  fill(folder / "hub.scv");
  Hub hub(folder / "hub.scv");
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    const std::vector<Record> records = People(scv::test::seed() + 1, {400, 10}).records;
    for (std::size_t i = 0; !stop; i = (i + 1) % records.size()) {
      if (i % 3 == 2) hub.remove(records[i - 1].source, records[i - 1].id);
      hub.put(records[i]);
    }
  });
  for (int i = 0; i < 3; ++i) {
    const CheckReport report = hub.check();
    CHECK_MESSAGE(report.ok(), text_of(report));
    const std::string path = folder / ("copy" + std::to_string(i)).c_str();
    hub.backup(path);
    const CheckReport copied = Hub(path).check();
    CHECK_MESSAGE(copied.ok(), text_of(copied));
  }
  stop = true;
  writer.join();
}
