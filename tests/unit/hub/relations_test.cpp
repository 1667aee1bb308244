// Identities that belong together and are not one.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scv/hub.hpp"

namespace {

using scv::Field;
using scv::Hub;
using scv::Record;
using scv::Relation;
using scv::RelationKind;

Record record(const std::string& id, const std::vector<std::pair<Field, std::string>>& fields) {
  Record made{.source = "crm", .id = id};
  for (const auto& [field, value] : fields) made.add(field, value);
  return made;
}

scv::IdentityId identity(const Hub& hub, const std::string& id) {
  const auto found = hub.identity_of("crm", id);
  REQUIRE(found);
  return *found;
}

std::vector<Relation> relations(const Hub& hub, const std::string& id) { return hub.relations(identity(hub, id)); }

/// What the identity of one record is told to be to that of the other.
std::vector<RelationKind> between(const Hub& hub, const std::string& one, const std::string& other) {
  std::vector<RelationKind> kinds;
  for (const Relation& relation : relations(hub, one)) {
    if (relation.identity == identity(hub, other)) kinds.push_back(relation.kind);
  }
  return kinds;
}

using Kinds = std::vector<RelationKind>;

}  // namespace

TEST_CASE("spouses at one address are a household, strangers and neighbours are none") {
  Hub hub(":memory:");
  const auto at = [](const std::string& id, const std::string& given, const std::string& family,
                     const std::string& born, const std::string& street) {
    return record(id, {{Field::given_name, given},
                       {Field::family_name, family},
                       {Field::birthdate, born},
                       {Field::street, street},
                       {Field::postal_code, "01067"},
                       {Field::city, "Dresden"}});
  };
  hub.put(at("anna", "Anna", "Ottenbacher", "1980-02-29", "Hauptstr. 5"));
  hub.put(at("karl", "Karl", "Ottenbacher", "1978-05-11", "Hauptstr. 5"));
  hub.put(at("boris", "Boris", "Petrov", "1975-07-01", "Nebenweg 77"));
  CHECK(between(hub, "anna", "karl") == Kinds{RelationKind::household});
  CHECK(between(hub, "karl", "anna") == Kinds{RelationKind::household});
  CHECK(relations(hub, "boris").empty());
  REQUIRE(relations(hub, "anna").size() == 1);
  const Relation household = relations(hub, "anna")[0];
  CHECK(household.probability > 0.5);
  CHECK(household.own == scv::RecordKey{"crm", "anna"});
  CHECK(household.other == scv::RecordKey{"crm", "karl"});
  CHECK(std::find(household.reasons.begin(), household.reasons.end(), "address equal") != household.reasons.end());

  // one who moves out is none any more
  hub.put(record("karl", {{Field::given_name, "Karl"},
                          {Field::family_name, "Ottenbacher"},
                          {Field::birthdate, "1978-05-11"},
                          {Field::street, "Talstr. 31"},
                          {Field::postal_code, "50667"},
                          {Field::city, "Köln"}}));
  CHECK(between(hub, "anna", "karl") == Kinds{});
}

TEST_CASE("a person who names an organisation has it for an employer, and is its contact person") {
  Hub hub(":memory:");
  hub.put(record("firm", {{Field::organization, "Matratzen-Müller GmbH"},
                          {Field::phone, "0351 4567890"},
                          {Field::street, "Industriestr. 1"},
                          {Field::postal_code, "01067"},
                          {Field::city, "Dresden"}}));
  hub.put(record("greta", {{Field::name, "Greta Ottenbacher"},
                           {Field::organization, "Matratzen Mueller"},
                           {Field::email, "ottenbacher@example.org"}}));
  hub.put(record("other", {{Field::organization, "Petrov Transporte GmbH"}}));
  CHECK(between(hub, "greta", "firm") == Kinds{RelationKind::employer});
  CHECK(between(hub, "firm", "greta") == Kinds{RelationKind::contact_person});
  CHECK(relations(hub, "other").empty());
  REQUIRE(relations(hub, "greta").size() == 1);
  CHECK(relations(hub, "greta")[0].probability == 1);
  REQUIRE_FALSE(relations(hub, "greta")[0].reasons.empty());
  CHECK(relations(hub, "greta")[0].reasons[0].starts_with("organization"));
}

TEST_CASE("an organisation whose name came as a name is an employer, too") {
  Hub hub(":memory:");
  hub.put(record("firm", {{Field::name, "Matratzen-Müller GmbH"}, {Field::city, "Dresden"}}));
  hub.put(record("greta", {{Field::name, "Greta Ottenbacher"}, {Field::organization, "Matratzen-Müller GmbH"}}));
  CHECK(between(hub, "greta", "firm") == Kinds{RelationKind::employer});
  CHECK(between(hub, "firm", "greta") == Kinds{RelationKind::contact_person});
}

TEST_CASE("an employer with more contact persons than a block has room for is found from each of them") {
  Hub hub(":memory:");
  std::vector<Record> people = {
      record("firm", {{Field::organization, "Matratzen-Müller GmbH"}, {Field::city, "Dresden"}})};
  for (int i = 0; i < 150; ++i) {
    const std::string own{static_cast<char>('a' + i % 25), static_cast<char>('a' + i / 25)};
    people.push_back(record("p" + std::to_string(i), {{Field::given_name, "Wer" + own},
                                                      {Field::family_name, own + "ottenbach" + own},
                                                      {Field::organization, "Matratzen-Müller GmbH"}}));
  }
  for (const Record& one : people) hub.put(one);
  CHECK(between(hub, "p0", "firm") == Kinds{RelationKind::employer});
  CHECK(between(hub, "p149", "firm") == Kinds{RelationKind::employer});
}

TEST_CASE("where several organisations fit, each may be the employer") {
  Hub hub(":memory:");
  const auto branch = [](const std::string& id, const std::string& city, const std::string& code,
                         const std::string& street) {
    return record(id, {{Field::organization, "Matratzen-Müller GmbH"},
                       {Field::street, street},
                       {Field::postal_code, code},
                       {Field::city, city}});
  };
  hub.put(branch("dresden", "Dresden", "01067", "Industriestr. 1"));
  hub.put(branch("koeln", "Köln", "50667", "Am Ring 20"));
  hub.put(record("greta", {{Field::name, "Greta Ottenbacher"}, {Field::organization, "Matratzen-Müller GmbH"}}));
  CHECK(between(hub, "dresden", "koeln") == Kinds{RelationKind::branch});
  CHECK(between(hub, "koeln", "dresden") == Kinds{RelationKind::branch});
  const std::vector<Relation> found = relations(hub, "greta");
  REQUIRE(found.size() == 2);
  for (const Relation& relation : found) {
    CHECK(relation.kind == RelationKind::employer);
    CHECK(relation.probability == 0.5);
  }
}

TEST_CASE("two who may be one are a possible match") {
  Hub hub(":memory:");
  for (const auto& [id, born] : {std::pair("1", "1980-02-29"), std::pair("2", "1971-11-03")}) {
    hub.put(record(id, {{Field::given_name, "Anna"}, {Field::family_name, "Ottenbacher"}, {Field::birthdate, born}}));
  }
  REQUIRE(identity(hub, "1") != identity(hub, "2"));
  CHECK(between(hub, "1", "2") == Kinds{RelationKind::possible_match});
  REQUIRE(relations(hub, "1").size() == 1);
  const Relation relation = relations(hub, "1")[0];
  CHECK(relation.match_weight == hub.why({"crm", "1"}, {"crm", "2"}).match_weight);
  CHECK(relation.probability == doctest::Approx(hub.why({"crm", "1"}, {"crm", "2"}).match_probability));
}

TEST_CASE("who was said not to be the same is no possible match") {
  Hub hub(":memory:");
  const auto twin = [](const std::string& id) {
    return record(id, {{Field::name, "Anna Ottenbacher"}, {Field::email, "ottenbacher@example.org"}});
  };
  hub.put(twin("1"));
  hub.put(twin("2"));
  REQUIRE(identity(hub, "1") == identity(hub, "2"));
  hub.decide({.left = {"crm", "1"},
              .right = {"crm", "2"},
              .verdict = scv::Verdict::not_same,
              .by = {},
              .note = {},
              .time = {}});
  CHECK(between(hub, "1", "2") == Kinds{});
}

TEST_CASE("a retired id stands for what it became, one that was never given has no relations") {
  Hub hub(":memory:");
  hub.put(record("firm", {{Field::organization, "Matratzen-Müller GmbH"}}));
  hub.put(record("boris", {{Field::name, "Boris Petrov"}}));
  hub.put(record("greta", {{Field::name, "Greta Ottenbacher"}, {Field::organization, "Matratzen-Müller GmbH"}}));
  const scv::IdentityId old = identity(hub, "greta");
  hub.decide({.left = {"crm", "boris"}, .right = {"crm", "greta"}, .by = {}, .note = {}, .time = {}});
  REQUIRE(identity(hub, "greta") != old);
  REQUIRE(hub.relations(old).size() == 1);
  CHECK(hub.relations(old)[0].identity == identity(hub, "firm"));
  CHECK(hub.relations(4711).empty());
}
