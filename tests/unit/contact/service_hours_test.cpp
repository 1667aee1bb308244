#include "contact/service_hours.hpp"

#include <doctest/doctest.h>

#include <random>

#include "base/time.hpp"
#include "scv/error.hpp"

using scv::contact::ServiceHours;

namespace {

std::int64_t ms(const std::string& text) { return scv::base::parse_rfc3339(text)->unix_ms; }
std::string utc(std::optional<std::int64_t> time) { return time ? scv::base::format_rfc3339({*time, 0}) : "never"; }

const char* const kShop = R"json({"time_zone": "Europe/Berlin",
  "hours": {"mon": ["09:00-12:30", "13:30-18:00"], "tue": ["09:00-18:00"], "wed": ["09:00-18:00"], "thu": ["09:00-18:00"],
            "fri": ["09:00-15:00"]},
  "holidays": ["12-25", "2026-04-06", {"date": "12-24", "hours": ["09:00-12:00"]}]})json";

}  // namespace

TEST_CASE("service hours: open, next opening") {
  const ServiceHours shop = ServiceHours::from_json(kShop);
  CHECK(shop.is_open(ms("2026-03-09T09:00:00+01:00")));
  CHECK_FALSE(shop.is_open(ms("2026-03-09T08:59:59+01:00")));
  CHECK_FALSE(shop.is_open(ms("2026-03-09T12:30:00+01:00")));
  CHECK_FALSE(shop.is_open(ms("2026-03-14T10:00:00+01:00")));
  CHECK(shop.next_opening(ms("2026-03-09T10:00:00+01:00")) == ms("2026-03-09T10:00:00+01:00"));
  CHECK(utc(shop.next_opening(ms("2026-03-09T12:30:00+01:00"))) == "2026-03-09T12:30:00Z");
  // The mail of 19:05 waits until the hours begin again; that of Friday until Monday.
  CHECK(utc(shop.next_opening(ms("2026-03-10T19:05:00+01:00"))) == "2026-03-11T08:00:00Z");
  CHECK(utc(shop.next_opening(ms("2026-03-13T15:00:00+01:00"))) == "2026-03-16T08:00:00Z");
  // Easter Monday is closed; clocks were changed a week before.
  CHECK(utc(shop.next_opening(ms("2026-04-03T16:00:00+02:00"))) == "2026-04-07T07:00:00Z");
  CHECK(utc(shop.next_opening(ms("2027-12-24T12:00:00+01:00"))) == "2027-12-27T08:00:00Z");
}

TEST_CASE("service hours: adding and counting minutes") {
  const ServiceHours shop = ServiceHours::from_json(kShop);
  CHECK(utc(shop.add(ms("2026-03-09T12:00:00+01:00"), 30)) == "2026-03-09T11:30:00Z");
  CHECK(utc(shop.add(ms("2026-03-09T12:00:00+01:00"), 31)) == "2026-03-09T12:31:00Z");
  CHECK(utc(shop.add(ms("2026-03-10T19:05:00+01:00"), 60)) == "2026-03-11T09:00:00Z");
  CHECK(utc(shop.add(ms("2026-03-13T14:30:00+01:00"), 60)) == "2026-03-16T08:30:00Z");
  CHECK(shop.minutes_between(ms("2026-03-09T12:00:00+01:00"), ms("2026-03-09T14:00:00+01:00")) == 60);
  CHECK(shop.minutes_between(ms("2026-03-13T14:30:00+01:00"), ms("2026-03-16T09:10:00+01:00")) == 40);
  CHECK(shop.minutes_between(ms("2026-03-16T09:10:00+01:00"), ms("2026-03-13T14:30:00+01:00")) == -40);
  CHECK(shop.minutes_between(ms("2026-03-14T10:00:00+01:00"), ms("2026-03-15T10:00:00+01:00")) == 0);
  CHECK(shop.minutes_between(ms("2026-12-24T08:00:00+01:00"), ms("2026-12-26T08:00:00+01:00")) == 180);
  CHECK(utc(shop.add(ms("2026-03-09T12:00:00+01:00"), -1)) == "never");
  CHECK(utc(shop.add(ms("2026-03-09T12:00:00+01:00"), INT64_MAX)) == "never");
}

TEST_CASE("service hours: days") {
  const ServiceHours shop = ServiceHours::from_json(kShop);
  const std::int64_t friday = shop.day_of(ms("2026-03-13T23:30:00+01:00"));
  CHECK(friday == scv::base::days_from_civil(2026, 3, 13));
  CHECK(shop.is_service_day(friday));
  CHECK_FALSE(shop.is_service_day(friday + 1));
  CHECK(utc(shop.end_of_day(friday)) == "2026-03-13T14:00:00Z");
  CHECK(utc(shop.end_of_day(friday + 1)) == "2026-03-14T23:00:00Z");
  CHECK(shop.service_day_after(friday, 0) == friday);
  CHECK(shop.service_day_after(friday + 1, 0) == friday + 3);
  CHECK(shop.service_day_after(friday, 1) == friday + 3);
  CHECK(shop.service_day_after(friday + 1, 2) == friday + 4);
  CHECK_FALSE(shop.service_day_after(friday, 1'000'000).has_value());
  CHECK(utc(shop.at(friday, 600)) == "2026-03-13T09:00:00Z");
}

TEST_CASE("service hours: when clocks change") {
  const ServiceHours all = ServiceHours::from_json(
      R"({"time_zone":"Europe/Berlin","hours":{"sat":["00:00-24:00"],"sun":["00:00-24:00"],"mon":["22:00-06:00"]}})");
  CHECK(all.minutes_between(ms("2026-03-28T23:00:00Z"), ms("2026-03-29T22:00:00Z")) == 23 * 60);
  CHECK(all.minutes_between(ms("2026-10-24T22:00:00Z"), ms("2026-10-25T23:00:00Z")) == 25 * 60);
  CHECK(utc(all.add(ms("2026-03-29T00:30:00Z"), 60)) == "2026-03-29T01:30:00Z");
  CHECK(utc(all.add(ms("2026-10-25T00:30:00Z"), 60)) == "2026-10-25T01:30:00Z");
  CHECK(all.is_open(ms("2026-10-25T01:30:00Z")));
  // Past midnight into Tuesday.
  CHECK(all.is_open(ms("2026-03-10T05:59:00+01:00")));
  CHECK_FALSE(all.is_open(ms("2026-03-10T06:00:00+01:00")));
  const ServiceHours night =
      ServiceHours::from_json(R"({"time_zone":"Europe/Berlin","hours":{"sun":["01:00-02:15","02:45-04:00"]}})");
  // Hours within the gap have no length; in the hour that comes twice the first one counts.
  CHECK(night.minutes_between(ms("2026-03-28T23:00:00Z"), ms("2026-03-29T22:00:00Z")) == 60 + 60);
  CHECK(night.minutes_between(ms("2026-10-24T22:00:00Z"), ms("2026-10-25T22:00:00Z")) == 75 + 75 + 60);
  CHECK_FALSE(night.is_open(ms("2026-10-25T00:30:00Z")));
}

TEST_CASE("property: service minutes are those of a count minute by minute") {
  const ServiceHours shop = ServiceHours::from_json(kShop);
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    // Around the changes of clocks and the holidays.
    const char* const starts[] = {"2026-03-27T00:00:00Z", "2026-10-23T00:00:00Z", "2026-04-02T00:00:00Z",
                                  "2026-12-22T00:00:00Z"};
    const std::int64_t from = ms(starts[random() % 4]) + static_cast<std::int64_t>(random() % 2880) * 60'000;
    const std::int64_t length = static_cast<std::int64_t>(random() % 8000);
    std::int64_t open = 0;
    for (std::int64_t m = 0; m < length; ++m) open += shop.is_open(from + m * 60'000);
    CHECK(shop.minutes_between(from, from + length * 60'000) == open);
    const auto reached = shop.add(from, open);
    REQUIRE(reached.has_value());
    CHECK(shop.minutes_between(from, *reached) == open);
    if (open > 0) CHECK_FALSE(shop.minutes_between(from, *reached - 1) == open);
    CHECK(shop.is_open(shop.next_opening(from).value()));
  }
}

TEST_CASE("service hours: always closed, and times far away") {
  const ServiceHours closed = ServiceHours::from_json(R"({"hours":{}})");
  CHECK_FALSE(closed.is_open(0));
  CHECK(utc(closed.next_opening(0)) == "never");
  CHECK(utc(closed.add(0, 1)) == "never");
  CHECK(closed.minutes_between(0, INT64_MAX) == 0);
  const ServiceHours plain;
  CHECK(plain.minutes_between(INT64_MIN, 0) == 0);
  CHECK(plain.minutes_between(INT64_MIN, INT64_MAX) > 17'000'000);
  CHECK(utc(plain.next_opening(INT64_MAX)) == "never");
  CHECK(utc(plain.next_opening(INT64_MIN)) == "1970-01-01T09:00:00Z");
  CHECK_FALSE(plain.is_open(INT64_MAX));
}

TEST_CASE("service hours: what cannot be read names its member") {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "object"},
      {R"({"zone":1})", "'zone'"},
      {R"({"time_zone":"Europe/Atlantis"})", "Europe/Atlantis"},
      {R"({"time_zone":1})", "'time_zone'"},
      {R"({"hours":[]})", "weekdays"},
      {R"({"hours":{"montag":[]}})", "montag"},
      {R"({"hours":{"mon":"9-17"}})", "list"},
      {R"({"hours":{"mon":["9-17"]}})", "9-17"},
      {R"({"hours":{"mon":["09:00-25:00"]}})", "09:00-25:00"},
      {R"({"hours":{"mon":["09:00-09:00"]}})", "09:00-09:00"},
      {R"({"hours":{"mon":["09:60-10:00"]}})", "09:60-10:00"},
      {R"({"holidays":["2026-02-30"]})", "2026-02-30"},
      {R"({"holidays":["25.12."]})", "25.12."},
      {R"({"holidays":[{"day":"12-25"}]})", "'day'"},
      {R"({"holidays":[{"date":"12-25","hours":["22:00-02:00"]}]})", "midnight"},
  };
  for (const auto& [text, named] : cases) {
    CAPTURE(text);
    try {
      ServiceHours::from_json(text);
      FAIL("no error");
    } catch (const scv::Error& error) {
      CHECK(error.code() == scv::ErrorCode::invalid_argument);
      CHECK(std::string(error.what()).find(named) != std::string::npos);
    }
  }
  CHECK_THROWS_AS(ServiceHours::from_json("{"), scv::Error);
}
