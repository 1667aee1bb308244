// Models: fitted beside the active one, tried, put in its place, and back.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "../../property/random_people.hpp"
#include "scv/hub.hpp"

namespace {

using scv::ErrorCode;
using scv::Field;
using scv::Hub;
using scv::Record;
using scv::test::People;

std::vector<Record> people(std::size_t customers) { return People(scv::test::seed(), {customers, 10}).records; }

template <typename F>
ErrorCode code_of(F&& f) {
  try {
    f();
  } catch (const scv::Error& error) {
    return error.code();
  }
  return ErrorCode{};
}

}  // namespace

TEST_CASE("retrain, preview, activate and back: the hub is what it was") {
  const std::vector<Record> records = people(60);
  Hub hub(":memory:");
  hub.put(records.front());  // so that the hub has the shipped model
  hub.load(records);
  const std::string before = hub.digest(), shipped = hub.model();
  REQUIRE(hub.models().size() == 1);
  CHECK_FALSE(hub.models()[0].trained);

  const std::int64_t version = hub.retrain();
  const std::vector<scv::ModelInfo> models = hub.models();
  REQUIRE(models.size() == 2);
  CHECK(models[0].version == version);
  CHECK(models[0].trained);
  CHECK_FALSE(models[0].active);
  CHECK(models[0].records == records.size());
  CHECK(models[0].time.ends_with("Z"));
  CHECK(models[1].active);
  CHECK(hub.model() == shipped);
  CHECK(hub.model(models[1].version) == shipped);
  CHECK(hub.model(version) != shipped);
  CHECK(hub.digest() == before);

  const std::int64_t newest = hub.newest_change();
  const scv::Preview preview = hub.preview_model(version);
  CHECK(hub.newest_change() == newest);
  CHECK(hub.model() == shipped);
  hub.activate(version);
  CHECK(hub.model() == hub.model(version));
  CHECK(hub.stats().identities == preview.identities_after);
  CHECK(static_cast<std::uint64_t>(hub.newest_change() - newest) == preview.change_count);

  // what decides is the model alone: a new hub with it has the same identities
  scv::HubOptions options;
  options.model = hub.model();
  Hub fresh(":memory:", options);
  fresh.load(records);
  CHECK(hub.digest() == fresh.digest());

  hub.activate(models[1].version);
  CHECK(hub.digest() == before);
  CHECK(hub.models()[1].active);
}

TEST_CASE("a model fitted to the same records is the same, and decisions refine it") {
  const std::vector<Record> records = people(60);
  Hub hub(":memory:");
  hub.load(records);
  const std::int64_t one = hub.retrain(), other = hub.retrain();
  CHECK(hub.model(one) == hub.model(other));
  CHECK(hub.model(one) == hub.model());  // the first load has learned it
  std::size_t decided = 0;
  for (std::size_t i = 0; i + 1 < records.size() && decided < 30; ++i) {
    const scv::RecordKey left{records[i].source, records[i].id}, right{records[i + 1].source, records[i + 1].id};
    if (hub.identity_of(left.source, left.id) != hub.identity_of(right.source, right.id)) continue;
    hub.decide({.left = left, .right = right, .by = {}, .note = {}, .time = {}});
    ++decided;
  }
  REQUIRE(decided > 5);
  CHECK(hub.model(hub.retrain()) != hub.model(one));
}

TEST_CASE("drift is nothing for the records that were counted, and grows with others") {
  Hub hub(":memory:");
  hub.load(people(60));
  scv::DriftReport report = hub.drift();
  CHECK(report.version == 1);
  CHECK(report.records_then == report.records_today);
  REQUIRE_FALSE(report.terms.empty());
  for (const scv::Drift& term : report.terms) {
    CHECK(term.counted == term.today);
    CHECK(term.distance == 0);
  }
  std::vector<Record> others;
  for (int i = 0; i < 400; ++i) {
    Record other{.source = "new", .id = std::to_string(i)};
    other.add(Field::given_name, "Xaver")
        .add(Field::family_name, std::string("Unverwandt") + static_cast<char>('a' + i % 10))
        .add(Field::city, "Passau");
    others.push_back(other);
  }
  hub.load(others);
  report = hub.drift();
  CHECK(report.records_today == report.records_then + 400);
  const auto family = std::find_if(report.terms.begin(), report.terms.end(),
                                   [](const auto& term) { return term.term == "family_name"; });
  REQUIRE(family != report.terms.end());
  CHECK(family->today > family->counted);
  CHECK(family->distance > 0.2);
  CHECK(family->distance <= 1);
  // a new model knows them
  hub.activate(hub.retrain());
  for (const scv::Drift& term : hub.drift().terms) CHECK(term.distance == 0);
}

TEST_CASE("a hub without records has the shipped model, and versions that are not there are named") {
  Hub hub(":memory:");
  CHECK(hub.models().empty());
  CHECK(hub.drift().records_today == 0);
  CHECK(code_of([&] { hub.model(1); }) == ErrorCode::not_found);
  CHECK(code_of([&] { hub.activate(1); }) == ErrorCode::not_found);
  CHECK(code_of([&] { hub.preview_model(-1); }) == ErrorCode::not_found);
  CHECK(hub.retrain() == 1);
}
