// The review queue: each kind of doubt, the order, and that what was decided is not asked again.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scv/hub.hpp"

namespace {

using scv::Doubt;
using scv::DoubtKind;
using scv::Field;
using scv::Hub;
using scv::Record;
using scv::RecordKey;
using scv::Verdict;

Record record(const std::string& id, const std::vector<std::pair<Field, std::string>>& fields) {
  Record made{.source = "crm", .id = id};
  for (const auto& [field, value] : fields) made.add(field, value);
  return made;
}

RecordKey key(const std::string& id) { return {"crm", id}; }

void decide(Hub& hub, const std::string& left, const std::string& right, Verdict verdict) {
  hub.decide({.left = key(left), .right = key(right), .verdict = verdict, .by = {}, .note = {}, .time = {}});
}

Record person(const std::string& id, const std::string& given, const std::string& family, const std::string& born) {
  return record(id, {{Field::given_name, given}, {Field::family_name, family}, {Field::birthdate, born}});
}

/// Just below the threshold: one name, another birthdate.
void put_possible(Hub& hub, const std::string& one, const std::string& other) {
  hub.put(person(one, "Anna", "Ottenbacher", "1980-02-29"));
  hub.put(person(other, "Anna", "Ottenbacher", "1971-11-03"));
}

}  // namespace

TEST_CASE("two just below the threshold are a possible match, until somebody decides") {
  Hub hub(":memory:");
  put_possible(hub, "1", "2");
  const std::vector<Doubt> doubts = hub.review();
  REQUIRE(doubts.size() == 1);
  const Doubt& doubt = doubts[0];
  CHECK(doubt.kind == DoubtKind::possible_match);
  CHECK(doubt.left == key("1"));
  CHECK(doubt.right == key("2"));
  CHECK(doubt.left_identity == hub.identity_of("crm", "1"));
  CHECK(doubt.right_identity == hub.identity_of("crm", "2"));
  CHECK(doubt.match_weight == doctest::Approx(hub.why(key("1"), key("2")).match_weight).epsilon(1e-6));
  CHECK(doubt.records == 1);
  CHECK(doubt.gain == doctest::Approx(doubt.match_probability));
  CHECK(hub.review({.limit = 0}).empty());

  decide(hub, "1", "2", Verdict::not_same);
  CHECK(hub.review().empty());
  decide(hub, "1", "2", Verdict::same);
  CHECK(hub.review().empty());
  hub.undecide(key("1"), key("2"));
  CHECK(hub.review().size() == 1);
}

TEST_CASE("alike, and two all the same: kept apart by others of their records") {
  Hub hub(":memory:");
  const auto put = [&](const std::string& id, const std::string& given, const std::string& born) {
    Record one = record(id, {{Field::family_name, "Ottenbacher"},
                             {Field::email, "fam.ottenbacher@example.org"},
                             {Field::street, "Hauptstr. 5"},
                             {Field::postal_code, "01067"},
                             {Field::city, "Dresden"}});
    if (!given.empty()) one.add(Field::given_name, given).add(Field::birthdate, born);
    hub.put(one);
  };
  put("anna", "Anna", "1980-02-29");
  put("karl", "Karl", "1978-05-11");
  put("which", "", "");  // as like the one as the other
  REQUIRE(hub.identity_of("crm", "anna") != hub.identity_of("crm", "karl"));
  REQUIRE(hub.identity_of("crm", "which") == hub.identity_of("crm", "anna"));
  const std::vector<Doubt> doubts = hub.review();
  const auto apart = std::find_if(doubts.begin(), doubts.end(),
                                  [](const Doubt& doubt) { return doubt.kind == DoubtKind::kept_apart; });
  REQUIRE(apart != doubts.end());
  CHECK(apart->left == key("karl"));
  CHECK(apart->right == key("which"));
  CHECK(apart->match_weight >= hub.why(key("karl"), key("which")).threshold);
  CHECK(apart->records == 1);
  decide(hub, "karl", "which", Verdict::not_same);
  for (const Doubt& doubt : hub.review()) CHECK(doubt.kind != DoubtKind::kept_apart);
}

TEST_CASE("a weak link between two parts of one identity is asked for, a strong one and one of several are not") {
  Hub hub(":memory:");
  const auto ottenbacher = [](const std::string& id, const std::string& given) {
    return record(id, {{Field::given_name, given}, {Field::family_name, "Ottenbacher"}, {Field::city, "Dresden"}});
  };
  hub.put(ottenbacher("1", "A."));
  hub.put(ottenbacher("2", "Anna"));
  REQUIRE(hub.identity_of("crm", "1") == hub.identity_of("crm", "2"));
  std::vector<Doubt> doubts = hub.review();
  REQUIRE(doubts.size() == 1);
  CHECK(doubts[0].kind == DoubtKind::weak_link);
  CHECK(doubts[0].left_identity == doubts[0].right_identity);
  CHECK(doubts[0].records == 1);
  CHECK(doubts[0].gain == doctest::Approx(1 - doubts[0].match_probability));
  decide(hub, "1", "2", Verdict::same);
  CHECK(hub.review().empty());
  hub.undecide(key("1"), key("2"));
  CHECK(hub.review().size() == 1);
  // where a third one has a link to both, no link holds it together alone
  hub.put(ottenbacher("3", "A."));
  REQUIRE(hub.identity_of("crm", "3") == hub.identity_of("crm", "2"));
  REQUIRE(hub.identity_of("crm", "1") == hub.identity_of("crm", "2"));
  CHECK(hub.review().empty());
  hub.remove("crm", "3");
  CHECK(hub.review().size() == 1);
  hub.put(ottenbacher("1", "Anna"));
  CHECK(hub.review().empty());
}

TEST_CASE("first comes where a decision is expected to move most records") {
  Hub hub(":memory:");
  put_possible(hub, "1", "2");
  // two records on each side weigh more than one
  for (const char* id : {"3", "3b"}) hub.put(person(id, "Ulrike", "Lindqvist", "1962-08-17"));
  for (const char* id : {"4", "4b"}) hub.put(person(id, "Ulrike", "Lindqvist", "1993-12-05"));
  const std::vector<Doubt> doubts = hub.review();
  REQUIRE(doubts.size() == 2);
  CHECK(doubts[0].records == 2);
  CHECK(doubts[0].gain > doubts[1].gain);
  CHECK(doubts[1].records == 1);
  CHECK(hub.review({.limit = 1}).size() == 1);
  CHECK(hub.review({.limit = 1})[0].left == doubts[0].left);
  for (std::size_t i = 0; i + 1 < doubts.size(); ++i) CHECK(doubts[i].gain >= doubts[i + 1].gain);
}
