// From identities before and after to the entries of the change feed, and what the feed tells of calls of the hub.

#include "hub/feed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "scv/hub.hpp"

namespace {

using scv::ChangeKind;
using scv::Field;
using scv::Hub;
using scv::IdentityChange;
using scv::IdentityId;
using scv::Record;
using scv::hub::Feed;
using scv::store::ChangeEntry;

using Records = std::vector<scv::store::Number>;
using Ids = std::vector<IdentityId>;

Record person(const std::string& id, const std::string& name, const std::string& email = {}) {
  Record made{.source = "crm", .id = id};
  made.add(Field::name, name);
  if (!email.empty()) made.add(Field::email, email);
  return made;
}

std::vector<ChangeKind> kinds(const std::vector<IdentityChange>& changes) {
  std::vector<ChangeKind> result;
  for (const IdentityChange& change : changes) result.push_back(change.kind);
  return result;
}

}  // namespace

TEST_CASE("a new identity, and one that nothing happened to") {
  Feed feed;
  CHECK(feed.empty());
  feed.add(Records{1, 2}, Ids{7, 7}, 7, {});
  CHECK(feed.empty());
  feed.add(Records{3, 4}, Ids{0, 0}, 8, {});
  CHECK(feed.entries() == std::vector<ChangeEntry>{{.kind = ChangeKind::created, .identity = 8},
                                                   {.kind = ChangeKind::joined, .identity = 8, .record = 3},
                                                   {.kind = ChangeKind::joined, .identity = 8, .record = 4}});
}

TEST_CASE("a merge takes along what the identity has: its records are not told one by one") {
  Feed feed;
  feed.add(Records{1, 2, 3}, Ids{5, 6, 0}, 5, Ids{6});
  CHECK(feed.entries() == std::vector<ChangeEntry>{{.kind = ChangeKind::joined, .identity = 5, .record = 3},
                                                   {.kind = ChangeKind::merged, .identity = 6, .other = 5}});
}

TEST_CASE("a split tells where the records come from, and records leave before anything is merged") {
  Feed feed;
  feed.add(Records{1}, Ids{5}, 5, {});
  feed.add(Records{2, 3}, Ids{5, 5}, 9, {});
  feed.add(Records{4, 6}, Ids{7, 8}, 7, Ids{8});
  feed.add(Records{5}, Ids{8}, 10, {});
  feed.add_renamed(5, 1);
  CHECK(feed.entries() == std::vector<ChangeEntry>{{.kind = ChangeKind::created, .identity = 9},
                                                   {.kind = ChangeKind::split, .identity = 9, .other = 5},
                                                   {.kind = ChangeKind::left, .identity = 5, .record = 2},
                                                   {.kind = ChangeKind::joined, .identity = 9, .record = 2},
                                                   {.kind = ChangeKind::left, .identity = 5, .record = 3},
                                                   {.kind = ChangeKind::joined, .identity = 9, .record = 3},
                                                   {.kind = ChangeKind::created, .identity = 10},
                                                   {.kind = ChangeKind::split, .identity = 10, .other = 8},
                                                   {.kind = ChangeKind::left, .identity = 8, .record = 5},
                                                   {.kind = ChangeKind::joined, .identity = 10, .record = 5},
                                                   {.kind = ChangeKind::merged, .identity = 8, .other = 7},
                                                   {.kind = ChangeKind::renamed, .identity = 5, .fields = 1}});
}

TEST_CASE("what is removed leaves; the last one erases") {
  Feed feed;
  feed.add_removed(1, 5, false);
  feed.add_removed(2, 6, true);
  CHECK(feed.entries() == std::vector<ChangeEntry>{{.kind = ChangeKind::left, .identity = 5, .record = 1},
                                                   {.kind = ChangeKind::left, .identity = 6, .record = 2},
                                                   {.kind = ChangeKind::erased, .identity = 6}});
}

TEST_CASE("where records went is stored with the feed") {
  scv::store::Store store(":memory:", {});
  store.new_identities(9);
  Feed feed;
  feed.add(Records{2, 3}, Ids{5, 5}, 9, {});
  feed.store(store);
  CHECK(store.newest_change() == 6);
  CHECK(store.successors(5) == Ids{9});
}

TEST_CASE("the feed of a hub tells each call, with keys and the attributes that differ") {
  Hub hub(":memory:");
  hub.put(person("1", "Greta Ottenbacher", "greta@example.org"));
  std::vector<IdentityChange> changes = hub.changes();
  CHECK(kinds(changes) == std::vector{ChangeKind::created, ChangeKind::joined});
  CHECK(changes[1].key == scv::RecordKey{"crm", "1"});
  CHECK(changes[1].time.size() >= 20);
  CHECK(changes[1].time.ends_with("Z"));

  // the same again says nothing, another content names what differs
  hub.put(person("1", "Greta Ottenbacher", "greta@example.org"));
  CHECK(hub.newest_change() == 2);
  hub.put(person("1", "Greta Ottenbacher", "ottenbacher@example.net"));
  changes = hub.changes(2);
  REQUIRE(kinds(changes) == std::vector{ChangeKind::renamed});
  CHECK(changes[0].fields == std::vector{Field::email});

  // one that joins brings what it knows; one that goes takes it along
  Record other = person("2", "Greta Ottenbacher", "ottenbacher@example.net");
  other.add(Field::phone, "0351 456789");
  hub.put(other);
  changes = hub.changes(3);
  REQUIRE(kinds(changes) == std::vector{ChangeKind::joined, ChangeKind::renamed});
  CHECK(std::find(changes[1].fields.begin(), changes[1].fields.end(), Field::phone) != changes[1].fields.end());
  hub.remove("crm", "1");
  hub.remove("crm", "2");
  changes = hub.changes(5);
  CHECK(changes[0].kind == ChangeKind::left);
  CHECK(changes[0].key.source.empty());  // it is forgotten
  CHECK(changes.back().kind == ChangeKind::erased);
  CHECK(hub.identity_at(1).empty());

  CHECK(hub.changes(0, 0).empty());
  CHECK(hub.changes(std::numeric_limits<std::int64_t>::max()).empty());
  CHECK_THROWS_AS(hub.changes(-1), scv::Error);
}

TEST_CASE("a load tells the feed as puts do") {
  const std::vector<Record> records = {person("1", "Greta Ottenbacher", "greta@example.org"),
                                       person("2", "Greta Ottenbacher", "greta@example.org"),
                                       person("3", "Boris Petrov", "boris@example.org")};
  Hub hub(":memory:");
  hub.load(records);
  CHECK(kinds(hub.changes()) == std::vector{ChangeKind::created, ChangeKind::joined, ChangeKind::joined,
                                            ChangeKind::created, ChangeKind::joined});
  hub.load(records);
  CHECK(hub.newest_change() == 5);
}
