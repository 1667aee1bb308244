#include <doctest/doctest.h>

#include <chrono>
#include <random>
#include <string>

#include "base/time.hpp"

using namespace scv::base;

TEST_CASE("days count as std::chrono counts them") {
  for (std::int64_t day = -800'000; day < 3'000'000; day += 37) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    const auto computed = days_from_civil(int(date.year()), unsigned(date.month()), unsigned(date.day()));
    REQUIRE(computed == day);
  }
  CHECK(days_from_civil(1970, 1, 1) == 0);
}

TEST_CASE("dates that do not exist") {
  CHECK(is_valid_date(2000, 2, 29));
  CHECK(is_valid_date(2024, 2, 29));
  CHECK_FALSE(is_valid_date(1900, 2, 29));
  CHECK_FALSE(is_valid_date(2023, 2, 29));
  CHECK_FALSE(is_valid_date(2023, 2, 31));
  CHECK_FALSE(is_valid_date(2023, 4, 31));
  CHECK_FALSE(is_valid_date(2023, 0, 1));
  CHECK_FALSE(is_valid_date(2023, 13, 1));
  CHECK_FALSE(is_valid_date(2023, 1, 0));
}

TEST_CASE("RFC 3339 and its relatives are read") {
  const auto zoned = parse_rfc3339("2026-03-01T10:00:00+01:00");
  REQUIRE(zoned);
  CHECK(zoned->unix_ms == 1772355600000);
  CHECK(zoned->offset_minutes == 60);

  const auto utc = parse_rfc3339("2026-03-01t09:00:00.25z");
  REQUIRE(utc);
  CHECK(utc->unix_ms == 1772355600250);
  CHECK(utc->offset_minutes == 0);

  const auto local = parse_rfc3339("2026-03-01 09:00");
  REQUIRE(local);
  CHECK(local->unix_ms == 1772355600000);
  CHECK_FALSE(local->offset_minutes);

  CHECK(parse_rfc3339("1969-12-31")->unix_ms == -86400000);
  CHECK(parse_rfc3339("2026-03-01T10:00:00+0100")->unix_ms == zoned->unix_ms);
  CHECK(parse_rfc3339("2016-12-31T23:59:60Z")->unix_ms == parse_rfc3339("2017-01-01T00:00:00Z")->unix_ms);

  for (const char* text :
       {"", "2026", "2026-02-31", "2026-03-01T", "2026-03-01T10", "2026-03-01T24:00", "2026-03-01T10:60",
        "2026-03-01T10:00:61", "2026-03-01T10:00:00.", "2026-03-01T10:00:00+1", "2026-03-01T10:00:00Zx",
        "2026-03-01T10:00:00+24:00", "01.03.2026", "2026-3-1", " 2026-03-01"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("what is written is read back") {
  CHECK(format_rfc3339({1772355600000, 60}) == "2026-03-01T10:00:00+01:00");
  CHECK(format_rfc3339({1772355600000, 0}) == "2026-03-01T09:00:00Z");
  CHECK(format_rfc3339({1772355600000, {}}) == "2026-03-01T09:00:00");
  CHECK(format_rfc3339({1772355600007, -570}) == "2026-02-28T23:30:00.007-09:30");
  CHECK(format_rfc3339({-1, 0}) == "1969-12-31T23:59:59.999Z");

  std::mt19937_64 random(20260301);
  for (int round = 0; round < 20'000; ++round) {
    Instant instant;
    instant.unix_ms = static_cast<std::int64_t>(random() % 250'000'000'000'000u) - 60'000'000'000'000;
    if (random() % 3 != 0) instant.offset_minutes = static_cast<int>(random() % 1800) - 900;
    const auto again = parse_rfc3339(format_rfc3339(instant));
    REQUIRE(again);
    CHECK(again->unix_ms == instant.unix_ms);
    CHECK(again->offset_minutes == instant.offset_minutes);
  }
}

TEST_CASE("now is a time of our days") {
  CHECK(now().unix_ms > 1'700'000'000'000);
  CHECK(now().offset_minutes == 0);
}
