// The JSON of decisions, changes and what people are asked, as docs/json.md has it.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scv/hub.hpp"

namespace {

using scv::ChangeKind;
using scv::Decision;
using scv::IdentityChange;
using scv::Verdict;

scv::ErrorCode code_of(const std::string& json) {
  try {
    scv::decision_from_json(json);
  } catch (const scv::Error& error) {
    CHECK_FALSE(error.message().empty());
    return error.code();
  }
  return scv::ErrorCode{};
}

}  // namespace

TEST_CASE("a decision comes back from its JSON") {
  const Decision decision{.left = {"crm", "47\"11"},
                          .right = {"shop", std::string("\0ä", 3)},
                          .verdict = Verdict::not_same,
                          .by = "anna",
                          .note = "two\nlines",
                          .time = "2026-03-01T10:00:00Z"};
  const std::string json = to_json(decision);
  const Decision back = scv::decision_from_json(json);
  CHECK(back.left == decision.left);
  CHECK(back.right == decision.right);
  CHECK(back.verdict == decision.verdict);
  CHECK(back.by == decision.by);
  CHECK(back.note == decision.note);
  CHECK(back.time == decision.time);
  CHECK(to_json(back) == json);
  const std::string least = R"({"left":{"source":"a","id":"1"},"right":{"source":"b","id":"2"},"verdict":"same"})";
  CHECK(to_json(scv::decision_from_json(least)) == least);
  // as for a record, an id may be a number
  CHECK(scv::decision_from_json(R"({"left":{"source":"a","id":1},"right":{},"verdict":"same"})").left.id == "1");
}

TEST_CASE("what is no decision is refused") {
  for (const char* json :
       {"", "[]", "{", "7", R"({"left":{"source":"a","id":"1"},"right":{"source":"b","id":"2"}})",
        R"({"left":"a/1","right":{},"verdict":"same"})", R"({"verdict":"perhaps"})", R"({"verdict":1})",
        R"({"verdict":"same","by":["anna"]})", R"({"verdict":"same","weight":3})", R"({"verdict":"same"} x)"}) {
    CAPTURE(json);
    CHECK(code_of(json) == scv::ErrorCode::parse);
  }
}

TEST_CASE("changes have the members of their kind") {
  const std::vector<IdentityChange> changes = {
      {.cursor = 7,
       .time = "2026-03-01T10:00:00Z",
       .kind = ChangeKind::joined,
       .identity = 3,
       .record = 9,
       .key = {"crm", "1"}},
      {.cursor = 8, .time = "t", .kind = ChangeKind::left, .identity = 3, .record = 9},
      {.time = "t", .kind = ChangeKind::merged, .identity = 4, .other = 3},
      {.cursor = 9,
       .time = "t",
       .kind = ChangeKind::renamed,
       .identity = 3,
       .fields = {scv::Field::email, scv::Field::city}}};
  CHECK(
      to_json(changes) ==
      R"([{"cursor":7,"time":"2026-03-01T10:00:00Z","kind":"joined","identity":3,"record":9,"key":{"source":"crm","id":"1"}},)"
      R"({"cursor":8,"time":"t","kind":"left","identity":3,"record":9},)"
      R"({"time":"t","kind":"merged","identity":4,"other":3},)"
      R"({"cursor":9,"time":"t","kind":"renamed","identity":3,"fields":["email","city"]}])");
  CHECK(scv::to_json(std::vector<scv::IdentityId>{3, 12}) == "[3,12]");
  CHECK(scv::to_json(std::vector<scv::IdentityId>{}) == "[]");
}

TEST_CASE("doubts, relations, models and drift") {
  CHECK(to_json(scv::Doubt{.kind = scv::DoubtKind::weak_link,
                           .left = {"a", "1"},
                           .right = {"b", "2"},
                           .left_identity = 3,
                           .right_identity = 3,
                           .match_weight = 1.5,
                           .match_probability = 0.75,
                           .records = 2,
                           .gain = 0.5}) ==
        R"({"kind":"weak_link","left":{"source":"a","id":"1"},"right":{"source":"b","id":"2"},"left_identity":3,)"
        R"("right_identity":3,"match_weight":1.5,"match_probability":0.75,"records":2,"gain":0.5})");
  CHECK(to_json(scv::Relation{.kind = scv::RelationKind::contact_person,
                              .identity = 4,
                              .own = {"a", "1"},
                              .other = {"b", "2"},
                              .match_weight = -2,
                              .probability = 1,
                              .reasons = {"organization equal"}}) ==
        R"({"kind":"contact_person","identity":4,"own":{"source":"a","id":"1"},"other":{"source":"b","id":"2"},)"
        R"("match_weight":-2,"probability":1,"reasons":["organization equal"]})");
  CHECK(to_json(
            std::vector<scv::ModelInfo>{{.version = 2, .active = true, .trained = true, .time = "t", .records = 5}}) ==
        R"([{"version":2,"active":true,"trained":true,"time":"t","records":5}])");
  CHECK(
      to_json(scv::DriftReport{.version = 2, .records_then = 3, .records_today = 4, .terms = {{"city", 1, 2, 0.5}}}) ==
      R"({"version":2,"records_then":3,"records_today":4,"terms":[{"term":"city","counted":1,"today":2,"distance":0.5}]})");
}
