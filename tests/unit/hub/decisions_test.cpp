// What people decide: it holds whatever the records say, comes back with them, and does not contradict itself; and what previews
// tell of it.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scv/hub.hpp"

namespace {

using scv::ChangeKind;
using scv::Decision;
using scv::Error;
using scv::ErrorCode;
using scv::Field;
using scv::Hub;
using scv::Preview;
using scv::Record;
using scv::RecordKey;
using scv::Verdict;

Record person(const std::string& id, const std::string& name, const std::string& birthdate) {
  Record made{.source = "crm", .id = id};
  made.add(Field::name, name).add(Field::birthdate, birthdate);
  return made;
}

RecordKey key(const std::string& id) { return {"crm", id}; }

Decision decision(const std::string& left, const std::string& right, Verdict verdict) {
  return {.left = key(left), .right = key(right), .verdict = verdict, .by = {}, .note = {}, .time = {}};
}

bool are_one(const Hub& hub, const std::string& left, const std::string& right) {
  const auto one = hub.identity_of("crm", left), other = hub.identity_of("crm", right);
  REQUIRE(one);
  REQUIRE(other);
  return *one == *other;
}

/// 1 and 2 are one by what they say, 3 and 4 are strangers.
void fill(Hub& hub) {
  hub.put(person("1", "Greta Ottenbacher", "1980-02-29"));
  hub.put(person("2", "Greta Ottenbacher", "1980-02-29"));
  hub.put(person("3", "Boris Petrov", "1975-07-01"));
  hub.put(person("4", "Ulrike Lindqvist", "1991-11-12"));
  REQUIRE(are_one(hub, "1", "2"));
  REQUIRE_FALSE(are_one(hub, "1", "3"));
}

template <typename F>
Error error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return Error(ErrorCode::internal, "");
}

}  // namespace

TEST_CASE("a decision outweighs what records say, until it is taken back") {
  Hub hub(":memory:");
  fill(hub);
  const std::string before = hub.digest();
  CHECK_FALSE(hub.decide(decision("1", "3", Verdict::same)).empty());
  CHECK(are_one(hub, "2", "3"));
  hub.decide(decision("1", "2", Verdict::not_same));
  CHECK_FALSE(are_one(hub, "1", "2"));
  CHECK(are_one(hub, "1", "3"));
  // the other way round replaces it
  hub.decide(decision("2", "1", Verdict::same));
  CHECK(are_one(hub, "1", "2"));
  CHECK(hub.decisions().size() == 2);
  CHECK(hub.undecide(key("3"), key("1")));
  CHECK(hub.undecide(key("1"), key("2")));
  CHECK_FALSE(hub.undecide(key("1"), key("2")));
  CHECK(hub.digest() == before);
}

TEST_CASE("equal records can be kept apart") {
  Hub hub(":memory:");
  for (const char* id : {"1", "2", "3"}) hub.put(person(id, "Greta Ottenbacher", "1980-02-29"));
  hub.decide(decision("1", "2", Verdict::not_same));
  CHECK_FALSE(are_one(hub, "1", "2"));
  CHECK((are_one(hub, "1", "3") || are_one(hub, "2", "3")));
}

TEST_CASE("a decision outlives its records, a load and a new model") {
  Hub hub(":memory:");
  fill(hub);
  hub.decide(decision("1", "3", Verdict::same));
  hub.decide(decision("1", "2", Verdict::not_same));
  hub.decide(decision("4", "later", Verdict::same));
  const auto holds = [&] { return are_one(hub, "1", "3") && !are_one(hub, "1", "2"); };
  hub.remove("crm", "1");
  hub.put(person("1", "Greta Ottenbacher", "1980-02-29"));
  CHECK(holds());
  hub.put(person("later", "Zacharias Wagenknecht", "1930-01-02"));
  CHECK(are_one(hub, "4", "later"));
  std::vector<Record> many;
  for (int i = 0; i < 20; ++i)
    many.push_back(person("n" + std::to_string(i), "Carla Nummer" + std::to_string(i), "1960-01-01"));
  hub.load(many);
  CHECK(holds());
  hub.activate(hub.retrain());
  CHECK(holds());
  CHECK(are_one(hub, "4", "later"));
}

TEST_CASE("what contradicts is refused, with the chain that says the opposite, and nothing of it is kept") {
  Hub hub(":memory:");
  fill(hub);
  Decision first = decision("1", "2", Verdict::same);
  first.by = "anna";
  first.time = "2026-03-01T10:00:00Z";
  hub.decide(first);
  hub.decide(decision("2", "3", Verdict::same));
  const Error apart = error_of([&] { hub.decide(decision("3", "1", Verdict::not_same)); });
  CHECK(apart.code() == ErrorCode::conflict);
  CHECK(
      apart.message() ==
      "this contradicts what was decided before: crm/1 is the same as crm/2 (anna, 2026-03-01T10:00:00Z); crm/2 is the "
      "same as crm/3; take one of these back first");
  CHECK(apart.place().record == "crm/1 and crm/3");

  hub.decide(decision("3", "4", Verdict::not_same));
  const Error one = error_of([&] { hub.decide(decision("4", "1", Verdict::same)); });
  CHECK(one.code() == ErrorCode::conflict);
  CHECK(one.message().find(
            "crm/1 is the same as crm/2 (anna, 2026-03-01T10:00:00Z); crm/2 is the same as crm/3; crm/3 is not "
            "the same as crm/4; take") != std::string::npos);
  CHECK(error_of([&] { hub.preview(decision("4", "1", Verdict::same)); }).code() == ErrorCode::conflict);
  CHECK(hub.decisions().size() == 3);

  // what was said of the pair itself is no contradiction: it is replaced
  hub.decide(decision("3", "4", Verdict::same));
  CHECK(are_one(hub, "1", "4"));
}

TEST_CASE("a decision is about two records") {
  Hub hub(":memory:");
  fill(hub);
  for (const Decision& wrong : {decision("1", "1", Verdict::same), decision("", "1", Verdict::same)}) {
    CHECK(error_of([&] { hub.decide(wrong); }).code() == ErrorCode::invalid_argument);
  }
  Decision wrong = decision("1", "3", Verdict::same);
  wrong.time = "yesterday";
  CHECK(error_of([&] { hub.decide(wrong); }).code() == ErrorCode::invalid_argument);
  CHECK(error_of([&] { hub.undecide(key("1"), key("1")); }).code() == ErrorCode::invalid_argument);
  CHECK(hub.decisions().empty());
}

TEST_CASE("a preview tells what comes, and changes nothing") {
  Hub hub(":memory:");
  fill(hub);
  const std::string before = hub.digest();
  const std::int64_t newest = hub.newest_change();
  const scv::IdentityId greta = *hub.identity_of("crm", "1"), boris = *hub.identity_of("crm", "3");

  const Preview one = hub.preview(decision("1", "3", Verdict::same));
  CHECK(one.identities_before == 3);
  CHECK(one.identities_after == 2);
  CHECK(one.records_moved == 1);
  CHECK(one.change_count == one.changes.size());
  CHECK(one.changes.front().cursor == 0);
  REQUIRE(one.golden.size() == 2);
  CHECK(one.golden[0].identity == greta);
  CHECK_FALSE(one.golden[0].after.empty());
  CHECK(one.golden[1].identity == boris);
  CHECK_FALSE(one.golden[1].before.empty());
  CHECK(one.golden[1].after.empty());

  const Preview two = hub.preview(decision("1", "2", Verdict::not_same));
  CHECK(two.identities_after == 4);
  CHECK(two.records_moved == 1);
  const Preview replaced = hub.preview(person("2", "Boris Petrov", "1975-07-01"));
  CHECK(replaced.identities_after == 3);
  CHECK(replaced.records_moved == 1);
  const Preview removed = hub.preview_remove("crm", "4");
  CHECK(removed.identities_after == 2);
  CHECK(removed.records_moved == 0);
  CHECK(hub.preview_remove("crm", "nobody").change_count == 0);
  CHECK(hub.preview_undecide(key("1"), key("2")).change_count == 0);

  CHECK(hub.digest() == before);
  CHECK(hub.newest_change() == newest);
  CHECK(hub.decisions().empty());
  CHECK(hub.get("crm", "2") == person("2", "Greta Ottenbacher", "1980-02-29"));
  // what was previewed is what comes
  const auto told = hub.decide(decision("1", "3", Verdict::same));
  REQUIRE(told.size() == one.changes.size());
  for (std::size_t i = 0; i < told.size(); ++i) CHECK(told[i].kind == one.changes[i].kind);
}
