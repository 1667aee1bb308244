#include "base/time.hpp"

#include <chrono>
#include <cstdio>

#include "base/text.hpp"

namespace scv::base {
namespace {

constexpr std::int64_t kMsPerMinute = 60'000;
constexpr std::int64_t kMsPerDay = 86'400'000;

constexpr bool is_leap_year(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Reads a text from left to right; every step says whether it fitted.
class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept : text_(text) {}
  bool at_end() const noexcept { return text_.empty(); }
  bool skip(char c) noexcept {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool skip_any(char a, char b) noexcept { return skip(a) || skip(b); }
  bool number(std::size_t digits, int& value) noexcept {
    if (text_.size() < digits) return false;
    value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_ascii_digit(text_[i])) return false;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return true;
  }
  // Any number of digits after the point, of which the first three count.
  bool fraction(int& milliseconds) noexcept {
    std::size_t digits = 0;
    int scale = 100;
    milliseconds = 0;
    while (digits < text_.size() && is_ascii_digit(text_[digits])) {
      milliseconds += (text_[digits] - '0') * scale;
      scale /= 10;
      ++digits;
    }
    text_.remove_prefix(digits);
    return digits > 0;
  }

 private:
  std::string_view text_;
};

}  // namespace

// Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that the leap day is the last of its year.
std::int64_t days_from_civil(int year, unsigned month, unsigned day) noexcept {
  const std::int64_t y = static_cast<std::int64_t>(year) - (month <= 2 ? 1 : 0);
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (static_cast<std::int64_t>(month) + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

// Hinnant, as above.
CivilDate civil_from_days(std::int64_t days) noexcept {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146097);
  const unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

unsigned weekday_of(std::int64_t days) noexcept {
  // 1970-01-01 was a Thursday.
  return static_cast<unsigned>(((days + 4) % 7 + 7) % 7);
}

bool is_valid_date(int year, unsigned month, unsigned day) noexcept {
  static constexpr unsigned char kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= kDays[month - 1] + (month == 2 && is_leap_year(year) ? 1u : 0u);
}

std::optional<Instant> parse_rfc3339(std::string_view text) noexcept {
  Cursor cursor(text);
  int year = 0, month = 0, day = 0;
  if (!cursor.number(4, year) || !cursor.skip('-') || !cursor.number(2, month) || !cursor.skip('-') ||
      !cursor.number(2, day) || !is_valid_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day))) {
    return std::nullopt;
  }
  Instant instant;
  instant.unix_ms = days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day)) * kMsPerDay;
  if (cursor.at_end()) return instant;

  int hour = 0, minute = 0, second = 0, milliseconds = 0;
  if (!(cursor.skip_any('T', 't') || cursor.skip(' ')) || !cursor.number(2, hour) || !cursor.skip(':') ||
      !cursor.number(2, minute)) {
    return std::nullopt;
  }
  if (cursor.skip(':')) {
    if (!cursor.number(2, second)) return std::nullopt;
    if (cursor.skip_any('.', ',') && !cursor.fraction(milliseconds)) return std::nullopt;
  }
  // 60 is a leap second, which Unix time counts as the next minute's first.
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  instant.unix_ms += ((hour * 60 + minute) * std::int64_t{60} + second) * 1000 + milliseconds;

  if (cursor.at_end()) return instant;
  if (cursor.skip_any('Z', 'z')) {
    instant.offset_minutes = 0;
  } else {
    const bool minus = cursor.skip('-');
    if (!minus && !cursor.skip('+')) return std::nullopt;
    int hours = 0, minutes = 0;
    if (!cursor.number(2, hours)) return std::nullopt;
    cursor.skip(':');
    if (!cursor.number(2, minutes) || hours > 23 || minutes > 59) return std::nullopt;
    const int offset = hours * 60 + minutes;
    instant.offset_minutes = minus ? -offset : offset;
    instant.unix_ms -= *instant.offset_minutes * kMsPerMinute;
  }
  if (!cursor.at_end()) return std::nullopt;
  return instant;
}

std::string format_rfc3339(const Instant& instant) {
  const int offset = instant.offset_minutes.value_or(0);
  const std::int64_t local = instant.unix_ms + offset * kMsPerMinute;
  std::int64_t days = local / kMsPerDay;
  if (local % kMsPerDay < 0) --days;
  const auto in_day = static_cast<int>(local - days * kMsPerDay);
  const CivilDate date = civil_from_days(days);

  char buffer[64];
  const auto year = static_cast<long long>(date.year);
  std::snprintf(buffer, sizeof buffer, "%04lld-%02u-%02uT%02d:%02d:%02d", year, date.month, date.day,
                in_day / 3'600'000, in_day / 60'000 % 60, in_day / 1000 % 60);
  std::string text = buffer;
  if (in_day % 1000 != 0) {
    std::snprintf(buffer, sizeof buffer, ".%03d", in_day % 1000);
    text += buffer;
  }
  if (!instant.offset_minutes) return text;
  if (offset == 0) return text + "Z";
  const int distance = offset < 0 ? -offset : offset;
  std::snprintf(buffer, sizeof buffer, "%c%02d:%02d", offset < 0 ? '-' : '+', distance / 60, distance % 60);
  return text + buffer;
}

Instant now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count(), 0};
}

}  // namespace scv::base
