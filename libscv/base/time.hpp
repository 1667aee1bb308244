#pragma once

// Calendar arithmetic and RFC 3339. No clock is read here but by now().

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scv::base {

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
std::int64_t days_from_civil(int year, unsigned month, unsigned day) noexcept;
struct CivilDate {
  std::int64_t year;
  unsigned month, day;
};
/// The inverse.
CivilDate civil_from_days(std::int64_t days) noexcept;
/// 0 is Sunday.
unsigned weekday_of(std::int64_t days) noexcept;
bool is_valid_date(int year, unsigned month, unsigned day) noexcept;

/// A point in time with the offset it was given in.
struct Instant {
  std::int64_t unix_ms = 0;
  std::optional<int> offset_minutes;  ///< nothing where the source named no zone; unix_ms is then as if UTC
};

/// "2026-03-01T10:00:00+01:00", with a blank for T, without seconds, with a fraction, a bare date; else nothing.
std::optional<Instant> parse_rfc3339(std::string_view text) noexcept;
/// "2026-03-01T10:00:00+01:00", "…Z" for offset 0, without a zone where there is none; milliseconds only if not 0.
std::string format_rfc3339(const Instant& instant);
/// Today's time, UTC.
Instant now();

}  // namespace scv::base
