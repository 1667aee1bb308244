#include "base/time_zone.hpp"

#include <doctest/doctest.h>

#include "base/time.hpp"

using scv::base::format_rfc3339;
using scv::base::TimeZone;

namespace {

std::int64_t ms(const char* text) { return scv::base::parse_rfc3339(text)->unix_ms; }
std::string utc(std::int64_t time) { return format_rfc3339({time, 0}); }

}  // namespace

TEST_CASE("days and weekdays") {
  CHECK(scv::base::weekday_of(0) == 4);
  CHECK(scv::base::weekday_of(-1) == 3);
  CHECK(scv::base::weekday_of(-8) == 3);
  for (const std::int64_t days : {-800000, -1, 0, 59, 11016, 20000, 2000000}) {
    const auto date = scv::base::civil_from_days(days);
    CHECK(scv::base::days_from_civil(static_cast<int>(date.year), date.month, date.day) == days);
  }
}

TEST_CASE("time zones: Berlin in winter, in summer, and when clocks change") {
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  CHECK(berlin.name() == "Europe/Berlin");
  CHECK(berlin.offset_ms(ms("2026-01-15T12:00:00Z")) == 3'600'000);
  CHECK(berlin.offset_ms(ms("2026-07-15T12:00:00Z")) == 7'200'000);
  CHECK(berlin.offset_ms(ms("1985-07-15T12:00:00Z")) == 7'200'000);
  CHECK(berlin.offset_ms(ms("1960-07-15T12:00:00Z")) == 3'600'000);
  CHECK(utc(berlin.from_local(ms("2026-01-15T12:00:00Z"))) == "2026-01-15T11:00:00Z");
  CHECK(utc(berlin.from_local(ms("2026-07-15T12:00:00Z"))) == "2026-07-15T10:00:00Z");
  // 02:00 to 03:00 on 29 March is left out; on 25 October it comes twice.
  CHECK(utc(berlin.from_local(ms("2026-03-29T01:59:00Z"))) == "2026-03-29T00:59:00Z");
  CHECK(utc(berlin.from_local(ms("2026-03-29T02:00:00Z"))) == "2026-03-29T01:00:00Z");
  CHECK(utc(berlin.from_local(ms("2026-03-29T02:59:00Z"))) == "2026-03-29T01:00:00Z");
  CHECK(utc(berlin.from_local(ms("2026-03-29T03:00:00Z"))) == "2026-03-29T01:00:00Z");
  CHECK(utc(berlin.from_local(ms("2026-10-25T01:59:00Z"))) == "2026-10-24T23:59:00Z");
  CHECK(utc(berlin.from_local(ms("2026-10-25T02:30:00Z"))) == "2026-10-25T00:30:00Z");
  CHECK(utc(berlin.from_local(ms("2026-10-25T03:00:00Z"))) == "2026-10-25T02:00:00Z");
}

TEST_CASE("time zones: there and back, never decreasing") {
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia",
                           "Africa/Casablanca", "UTC", "Etc/GMT+5"}) {
    CAPTURE(name);
    const TimeZone zone = TimeZone::find(name).value();
    std::int64_t before = INT64_MIN;
    for (std::int64_t local = ms("2009-01-01"); local < ms("2013-01-01"); local += 17 * 60'000) {
      const std::int64_t at = zone.from_local(local);
      REQUIRE(at >= before);
      before = at;
      const std::int64_t back = zone.to_local(at);
      // What differs lies in a gap: the clock never shows it.
      if (back != local) REQUIRE((back > local && zone.to_local(at - 1) < local));
    }
  }
}

TEST_CASE("time zones: what is none") {
  for (const char* name : {"", "Europe/Atlantis", "Berlin", "\xff", "Etc/Unknown"}) {
    CAPTURE(name);
    CHECK_FALSE(TimeZone::find(name).has_value());
  }
  CHECK(TimeZone().offset_ms(0) == 0);
  CHECK(TimeZone().from_local(INT64_MAX / 4) == INT64_MAX / 4);
}
