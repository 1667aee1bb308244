// What people decided, the change feed and models, as they lie in the file.

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "../support/folder.hpp"
#include "store/packing.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace {

using scv::ChangeKind;
using scv::Decision;
using scv::Error;
using scv::ErrorCode;
using scv::RecordKey;
using scv::Verdict;
using scv::store::ChangeEntry;
using scv::store::Store;

Decision decision(const RecordKey& left, const RecordKey& right, Verdict verdict) {
  return {
      .left = left, .right = right, .verdict = verdict, .by = "anna", .note = "Ä\n'", .time = "2026-03-01T10:00:00Z"};
}

const RecordKey kOne{"crm", "1"}, kTwo{"crm", "2"}, kOther{"shop", std::string("\0x", 2)};

}  // namespace

TEST_CASE("decisions: kept by keys of records that need not be there, found from both sides, replaced, removed") {
  Store store(":memory:", {});
  CHECK_FALSE(store.has_decisions());
  CHECK(store.decisions().empty());
  store.put_decision(decision(kOne, kOther, Verdict::same));
  store.put_decision(decision(kOne, kTwo, Verdict::not_same));
  CHECK(store.has_decisions());

  const std::vector<Decision> all = store.decisions();
  REQUIRE(all.size() == 2);
  CHECK(all[0].right == kTwo);  // by key
  CHECK(all[1].left == kOne);
  CHECK(all[1].right == kOther);
  CHECK(all[1].verdict == Verdict::same);
  CHECK(all[1].by == "anna");
  CHECK(all[1].note == "Ä\n'");
  CHECK(all[1].time == "2026-03-01T10:00:00Z");
  CHECK(store.decisions_of(kOne).size() == 2);
  REQUIRE(store.decisions_of(kOther).size() == 1);
  CHECK(store.decisions_of(kOther)[0].left == kOne);
  CHECK(store.decisions_of({"shop", ""}).empty());

  store.put_decision(decision(kOne, kTwo, Verdict::same));
  CHECK(store.decisions().size() == 2);
  CHECK(store.decisions()[0].verdict == Verdict::same);
  CHECK(store.remove_decision(kOne, kTwo));
  CHECK_FALSE(store.remove_decision(kOne, kTwo));
  CHECK_FALSE(store.remove_decision(kOther, kOne));  // the smaller key comes first
  CHECK(store.decisions().size() == 1);
}

TEST_CASE("the feed: cursors without gaps over pages and changes, read from any place") {
  Store store(":memory:", {});
  CHECK(store.newest_change() == 0);
  CHECK_FALSE(store.changes_after(0));
  std::vector<ChangeEntry> many;
  for (std::int64_t i = 1; i <= 2500; ++i) many.push_back({.kind = ChangeKind::joined, .identity = i / 3, .record = i});
  store.add_changes(many, 1000);
  store.add_changes({}, 1500);
  const ChangeEntry last{.kind = ChangeKind::merged, .identity = 7, .other = 3};
  store.add_changes({&last, 1}, 2000);
  CHECK(store.newest_change() == 2501);

  many.push_back(last);
  for (const std::int64_t start : {0, 1, 1023, 1024, 1025, 2499, 2500}) {
    std::vector<ChangeEntry> read;
    for (std::int64_t cursor = start; const auto page = store.changes_after(cursor);) {
      REQUIRE(page->first <= cursor + 1);
      CHECK(page->entries.size() <= scv::store::kChangesAPage);
      CHECK(page->time_ms == (page->first == 2501 ? 2000 : 1000));
      read.insert(read.end(), page->entries.begin() + (cursor + 1 - page->first), page->entries.end());
      cursor = page->first + static_cast<std::int64_t>(page->entries.size()) - 1;
    }
    CHECK(read == std::vector<ChangeEntry>(many.begin() + start, many.end()));
  }
  CHECK_FALSE(store.changes_after(2501));
  CHECK_FALSE(store.changes_after(std::numeric_limits<std::int64_t>::max()));
}

TEST_CASE("a damaged feed is an error, not a crash") {
  const scv::test::Folder folder;
  const std::string path = folder / "hub.scv";
  {
    Store store(path, {});
    const ChangeEntry created{.kind = ChangeKind::created, .identity = 1};
    store.add_changes({&created, 1}, 1000);
  }
  for (const char* sql : {"UPDATE change SET entries=x'ff'", "UPDATE change SET entries=x'', count=1"}) {
    {
      scv::store::Connection connection(path, SQLITE_OPEN_READWRITE);
      connection.execute(sql);
    }
    Store store(path, {});
    try {
      store.changes_after(0);
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::not_a_hub);
      CHECK(std::string(error.what()).find("hub.scv") != std::string::npos);
    }
  }
}

TEST_CASE("successors: what an identity was merged into, then where else its records went") {
  Store store(":memory:", {});
  const scv::IdentityId first = store.new_identities(4);
  CHECK(store.successors(first).empty());
  store.add_succession(first + 1, first + 3);
  store.add_succession(first + 1, first + 3);
  store.add_succession(first + 1, first + 2);
  store.retire(first + 1, first);
  CHECK(store.successors(first + 1) == std::vector<scv::IdentityId>{first, first + 2, first + 3});
  CHECK(store.successors(first + 2).empty());
}

TEST_CASE("models: stored beside the active one, put in its place, and back") {
  Store store(":memory:", {});
  CHECK(store.models().empty());
  CHECK_FALSE(store.model(1));
  const auto prior = store.add_model("{\"a\":1}", false, "2026-03-01T10:00:00Z");
  const auto fitted = store.add_model("{\"a\":2}", true, "2026-03-02T10:00:00Z", false);
  CHECK(store.active_model_version() == prior);
  REQUIRE(store.models().size() == 2);
  CHECK(store.models()[0].version == fitted);
  CHECK_FALSE(store.models()[0].active);
  CHECK(store.models()[0].trained);
  CHECK(store.models()[0].time == "2026-03-02T10:00:00Z");
  CHECK(store.models()[1].active);
  CHECK_FALSE(store.models()[1].trained);
  CHECK(store.model(fitted)->json == "{\"a\":2}");
  store.activate_model(fitted);
  CHECK(store.active_model()->json == "{\"a\":2}");
  CHECK_FALSE(store.models()[1].active);
  store.activate_model(prior);
  CHECK(store.active_model_version() == prior);
}
