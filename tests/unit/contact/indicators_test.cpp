#include "contact/indicators.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "contact/cases.hpp"

using scv::Channel;
using scv::Demand;
using scv::Dimension;
using scv::Direction;
using scv::Figure;
using scv::IndicatorRow;
using scv::Outcome;
using scv::Story;
using scv::contact::Indicators;
using scv::contact::Settings;
using scv::types::ContactFacts;

namespace {

const Settings& settings() {
  static const Settings result = Settings::from_json(
      R"({"service_hours":{"time_zone":"Europe/Berlin"},"cases":{"teams":{"anna":"north","ben":"south"}}})");
  return result;
}

std::int64_t ms(const char* text) {
  return settings().hours.zone().from_local(scv::base::parse_rfc3339(text).value().unix_ms);
}

ContactFacts contact(const char* id, const char* time, Channel channel, Direction direction, const char* agent = "") {
  ContactFacts one;
  one.source = "s";
  one.id = id;
  one.time_ms = ms(time);
  one.channel = channel;
  one.direction = direction;
  one.agent = agent;
  return one;
}

/// A customer who asks, asks again, is handed over, is promised a call, and leaves.
std::vector<ContactFacts> unhappy() {
  std::vector<ContactFacts> all = {contact("1", "2026-03-09T10:00", Channel::email, Direction::inbound),
                                   contact("2", "2026-03-11T10:00", Channel::email, Direction::inbound),
                                   contact("3", "2026-03-11T12:00", Channel::email, Direction::outbound, "anna"),
                                   contact("4", "2026-03-13T12:00", Channel::email, Direction::outbound, "ben"),
                                   contact("5", "2026-04-20T10:00", Channel::email, Direction::inbound)};
  all[0].reasons = {"late_delivery"};
  all[1].reasons = {"unanswered_mail", "late_delivery"};
  all[4].reasons = {"cancellation"};
  all[0].demand = all[1].demand = Demand::failure;
  all[4].demand = Demand::value;
  all[1].references = {"1"};
  all[2].references = {"2"};
  all[3].references = {"2"};
  all[2].promises = {{ms("2026-03-12T18:00"), true, "Wir rufen Sie an"}};
  all[0].product = "bed";
  return all;
}

/// One call, answered, and that was it.
std::vector<ContactFacts> happy() {
  std::vector<ContactFacts> all = {contact("c", "2026-03-10T10:00", Channel::call, Direction::inbound, "anna")};
  all[0].outcome = Outcome::answered;
  all[0].reasons = {"information"};
  all[0].demand = Demand::value;
  return all;
}

const std::int64_t kNow = 1'798'761'600'000;  // the end of 2026

IndicatorRow row(const Indicators& indicators, Dimension dimension, const std::string& value) {
  for (const IndicatorRow& one : indicators.by(dimension)) {
    if (one.value == value) return one;
  }
  return {};
}

Indicators both() {
  Indicators indicators;
  for (const auto& contacts : {unhappy(), happy()})
    indicators.add(scv::contact::tell(contacts, settings(), kNow), contacts, settings(), kNow);
  return indicators;
}

}  // namespace

TEST_CASE("indicators: of two customers") {
  const Indicators indicators = both();
  REQUIRE(indicators.by(Dimension::all).size() == 1);
  const IndicatorRow all = indicators.by(Dimension::all)[0];
  CHECK(all[Figure::contacts] == 4);
  CHECK(all[Figure::failure_contacts] == 2);
  CHECK(all[Figure::value_contacts] == 2);
  CHECK(all[Figure::repeats_7_days] == 1);
  CHECK(all[Figure::repeats_30_days] == 1);
  CHECK(all[Figure::cases] == 3);
  CHECK(all[Figure::cases_solved] == 2);  // nobody answered the last one
  CHECK(all[Figure::first_contact_solved] == 1);
  CHECK(all[Figure::cases_answered] == 2);
  CHECK(all[Figure::answer_minutes] == 2 * 540 + 120);
  CHECK(all[Figure::solution_minutes] == 4 * 540 + 120);
  CHECK(all[Figure::handovers] == 1);
  CHECK(all[Figure::promises] == 1);
  CHECK(all[Figure::promises_late] == 1);
  CHECK(all[Figure::promises_kept] == 0);
  CHECK(all[Figure::promises_overdue] == 0);
  CHECK(all[Figure::losses] == 1);
  CHECK(all[Figure::contacts_before_loss] == 2);
  CHECK(all.share(Figure::failure_contacts, Figure::contacts) == doctest::Approx(0.5));
  CHECK(all.share(Figure::contacts, Figure::promises_overdue) == 0);
}

TEST_CASE("indicators: by month, channel, reason, team, product") {
  const Indicators indicators = both();
  CHECK(row(indicators, Dimension::month, "2026-03")[Figure::contacts] == 3);
  CHECK(row(indicators, Dimension::month, "2026-04")[Figure::contacts] == 1);
  CHECK(row(indicators, Dimension::channel, "call")[Figure::first_contact_solved] == 1);
  CHECK(row(indicators, Dimension::channel, "email")[Figure::contacts] == 3);
  CHECK(row(indicators, Dimension::reason, "late_delivery")[Figure::cases] == 1);
  CHECK(row(indicators, Dimension::reason, "late_delivery")[Figure::handovers] == 1);  // by its case
  CHECK(row(indicators, Dimension::reason, "cancellation")[Figure::losses] == 1);
  CHECK(row(indicators, Dimension::team, "north")[Figure::promises] == 1);
  CHECK(row(indicators, Dimension::team, "south")[Figure::handovers] == 1);
  CHECK(row(indicators, Dimension::product, "bed")[Figure::cases] == 1);
  // Each dimension splits the same total.
  for (const Dimension dimension :
       {Dimension::month, Dimension::channel, Dimension::reason, Dimension::team, Dimension::product}) {
    for (std::size_t f = 0; f < scv::kFigures; ++f) {
      std::int64_t sum = 0;
      for (const IndicatorRow& one : indicators.by(dimension)) sum += one.figures[f];
      CHECK(sum == indicators.by(Dimension::all)[0].figures[f]);
    }
  }
}

TEST_CASE("indicators: down to the contacts, and merged") {
  const std::vector<ContactFacts> contacts = unhappy();
  const Story story = scv::contact::tell(contacts, settings(), kNow);
  const auto behind = [&](Figure figure, Dimension dimension, const char* value) {
    return scv::contact::contacts_behind(figure, dimension, value, story, contacts, settings(), kNow);
  };
  CHECK(behind(Figure::contacts, Dimension::all, "") == std::vector<std::uint32_t>{0, 1, 4});
  CHECK(behind(Figure::failure_contacts, Dimension::reason, "late_delivery") == std::vector<std::uint32_t>{0});
  CHECK(behind(Figure::promises_late, Dimension::month, "2026-03") == std::vector<std::uint32_t>{2});
  CHECK(behind(Figure::promises_late, Dimension::month, "2026-04").empty());

  Indicators one, two;
  one.add(story, contacts, settings(), kNow);
  const std::vector<ContactFacts> others = happy();
  two.add(scv::contact::tell(others, settings(), kNow), others, settings(), kNow);
  two.merge(one);
  CHECK(scv::to_json(Dimension::reason, two.by(Dimension::reason)) ==
        scv::to_json(Dimension::reason, both().by(Dimension::reason)));
}

TEST_CASE("indicators: names and JSON") {
  CHECK(scv::figure_from_string("promises_kept") == Figure::promises_kept);
  CHECK_FALSE(scv::figure_from_string("x").has_value());
  CHECK(scv::dimension_from_string("team") == Dimension::team);
  CHECK_FALSE(scv::dimension_from_string("x").has_value());
  IndicatorRow one;
  one.value = "2026-03";
  one.figures[static_cast<std::size_t>(Figure::contacts)] = 4;
  one.figures[static_cast<std::size_t>(Figure::failure_contacts)] = 1;
  const std::string text = scv::to_json(Dimension::month, {one});
  CHECK(text.find(R"([{"month":"2026-03","contacts":4,"failure_contacts":1,)") == 0);
  CHECK(text.find(R"("failure_share":0.25)") != std::string::npos);
}
