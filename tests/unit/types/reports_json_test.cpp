#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "scv/scv.hpp"
#include "types/json_text.hpp"

TEST_CASE("the names of channels, directions, outcomes, kinds, roles and changes") {
  for (int i = 0; i <= static_cast<int>(scv::Channel::other); ++i) {
    CHECK(scv::channel_from_string(scv::to_string(static_cast<scv::Channel>(i))) == static_cast<scv::Channel>(i));
  }
  for (int i = 0; i <= static_cast<int>(scv::Direction::internal); ++i) {
    CHECK(scv::direction_from_string(scv::to_string(static_cast<scv::Direction>(i))) == static_cast<scv::Direction>(i));
  }
  for (int i = 0; i <= static_cast<int>(scv::Outcome::blocked); ++i) {
    CHECK(scv::outcome_from_string(scv::to_string(static_cast<scv::Outcome>(i))) == static_cast<scv::Outcome>(i));
  }
  CHECK(scv::to_string(scv::Channel::return_) == "return");
  CHECK(scv::to_string(scv::Role::reply_to) == "reply_to");
  CHECK(scv::to_string(scv::ContactPointKind::phone) == "phone");
  CHECK(scv::to_string(scv::Change::none) == "none");
  CHECK(scv::to_string(scv::Change::removed) == "removed");
  CHECK_FALSE(scv::channel_from_string("pigeon"));
}

TEST_CASE("an interaction written and read is the same") {
  scv::Interaction call;
  call.source = "phone";
  call.id = "c1";
  call.channel = scv::Channel::call;
  call.direction = scv::Direction::inbound;
  call.time = "2026-03-01T10:00:00+01:00";
  call.participants = {{scv::Role::from, scv::ContactPointKind::phone, "030 23125001", "Anna", false},
                       {scv::Role::to, scv::ContactPointKind::phone, "030 23125999", "", true}};
  call.agent = "11";
  call.subject = "S";
  call.text = "zwei\nZeilen ü";
  call.duration_s = 0;
  call.outcome = scv::Outcome::missed;
  call.references = {"a", "b"};
  call.payload = "{\"x\":1}";
  const std::string json = scv::to_json(call);
  CHECK(
      json ==
      R"({"source":"phone","id":"c1","channel":"call","direction":"inbound","time":"2026-03-01T10:00:00+01:00","participants":[)"
      R"({"role":"from","kind":"phone","value":"030 23125001","name":"Anna"},{"role":"to","kind":"phone","value":"030 23125999","own":true}],)"
      R"("agent":"11","subject":"S","text":"zwei\nZeilen ü","duration_s":0,"outcome":"missed","references":["a","b"],"payload":{"x":1}})");
  const scv::Interaction back = scv::interaction_from_json(json);
  CHECK(scv::to_json(back) == json);
  CHECK(back.participants[1].own);
  CHECK(back.duration_s == 0);
  CHECK(back.channel == scv::Channel::call);
}

TEST_CASE("what an interaction does not understand is in its payload") {
  const scv::Interaction one = scv::interaction_from_json(
      R"({"id":"1","channel":"pigeon","duration_s":"long","references":"r","colour":"red"})");
  CHECK(one.channel == scv::Channel::other);
  CHECK(one.duration_s == -1);
  CHECK(one.references == std::vector<std::string>{"r"});
  CHECK(one.payload == R"({"channel":"pigeon","duration_s":"long","colour":"red"})");
  CHECK_THROWS_AS(scv::interaction_from_json("[1]"), scv::Error);
  CHECK_THROWS_AS(scv::interaction_from_json("{"), scv::Error);
}

TEST_CASE("reports are valid JSON with their members in order") {
  scv::LoadReport load;
  load.format = "csv";
  load.read = 3;
  load.rejected = 1;
  load.first_rejects.push_back({{"a \"b\".csv", 7, 2, ""}, scv::ErrorCode::parse, "ragged", "x;y\xff"});
  const auto parsed = nlohmann::ordered_json::parse(scv::to_json(load));
  CHECK(parsed.begin().key() == "format");
  CHECK(parsed["read"] == 3);
  CHECK(parsed["first_rejects"][0]["line"] == 7);
  CHECK(parsed["first_rejects"][0]["code"] == "parse");

  CHECK(scv::to_json(scv::PutResult{5, scv::Change::merged, {2, 3}}) ==
        R"({"identity":5,"change":"merged","retired":[2,3]})");
  const std::vector<scv::Found> found{{4, 11.25, 0.5, {"crm", "1"}, {"phone equal (+11.2)"}}};
  CHECK(
      scv::to_json(std::span<const scv::Found>(found)) ==
      R"x([{"identity":4,"match_weight":11.25,"match_probability":0.5,"best_record":{"source":"crm","id":"1"},"reasons":["phone equal (+11.2)"]}])x");
  CHECK(scv::to_json(std::span<const scv::Found>()) == "[]");

  scv::HubStats stats;
  stats.records = 2;
  stats.records_by_source = {{"crm", 2}};
  CHECK(
      scv::to_json(stats) ==
      R"({"records":2,"identities":0,"interactions":0,"rejects":0,"schema_version":0,"records_by_source":{"crm":2}})");
  CHECK(nlohmann::json::accept(scv::to_json(scv::DedupeReport{})));
}

TEST_CASE("the weights of why read back exactly") {
  scv::Why why;
  why.left = {"a", "1"};
  why.prior = -13.7000000000000028;
  why.evidence = {{"name", "equal", "x", "y", 0.1 + 0.2}};
  why.match_weight = why.prior + why.evidence[0].weight;
  why.threshold = std::numeric_limits<double>::infinity();
  const auto parsed = nlohmann::json::parse(scv::to_json(why));
  CHECK(parsed["prior"].get<double>() == why.prior);
  CHECK(parsed["match_weight"].get<double>() == why.match_weight);
  CHECK(parsed["evidence"][0]["weight"].get<double>() == why.evidence[0].weight);
  CHECK(parsed["threshold"].is_null());
}

TEST_CASE("an identity with all its parts") {
  scv::Identity identity;
  identity.id = 7;
  identity.records = {{"crm", "1"}, {"mail", "a@example.org"}};
  identity.golden.push_back(
      {{scv::Field::email, 0, "a@example.org", "", "", ""}, {{"mail", "a@example.org"}}, "only value"});
  identity.contact_points.push_back({scv::ContactPointKind::email, "a@example.org", "2026-01-01", "", 1, 2, 0});
  scv::Interaction mail;
  mail.source = "mail";
  mail.id = "m1";
  identity.interactions.push_back(mail);
  const auto parsed = nlohmann::ordered_json::parse(scv::to_json(identity));
  CHECK(parsed["records"].size() == 2);
  CHECK(parsed["golden"][0]["field"] == "email");
  CHECK(parsed["golden"][0]["from"][0]["source"] == "mail");
  CHECK(parsed["contact_points"][0]["interactions"] == 2);
  CHECK(parsed["interactions"][0]["id"] == "m1");
}

TEST_CASE("an inspection gives its mapping as JSON, or as text where it is none") {
  scv::Inspection inspection;
  inspection.columns.push_back({"Nachname", "family_name", "", 0, "the name", 0.5, "Müller"});
  inspection.mapping = R"({"columns":[]})";
  CHECK(nlohmann::json::parse(scv::to_json(inspection))["mapping"].is_object());
  inspection.mapping = "";
  const auto parsed = nlohmann::json::parse(scv::to_json(inspection));
  CHECK(parsed["mapping"] == "");
  CHECK(parsed["columns"][0]["filled"] == 0.5);
}
