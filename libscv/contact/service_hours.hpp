#pragma once

// Service hours: when the firm answers. Clocks of waiting customers and of promises run in them.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time_zone.hpp"

namespace scv::contact {

/// Weekly opening hours in a time zone, with holidays. Instants are milliseconds since 1970, UTC; days count from
/// 1970-01-01 by the local calendar. Times before 1970 and after 2100 count as these ends. Immutable, safe for threads;
/// about 400 KiB.
class ServiceHours {
 public:
  /// Monday to Friday from 9 to 18 o'clock in `zone`, without holidays.
  explicit ServiceHours(base::TimeZone zone = {});
  /// {"time_zone": "Europe/Berlin", "hours": {"mon": ["09:00-12:30", "13:30-18:00"], "sat": ["10:00-14:00"], …},
  ///  "holidays": ["12-25", "2026-04-06", {"date": "12-24", "hours": ["09:00-12:00"]}]}
  /// A weekday that is not named (mon tue wed thu fri sat sun) is closed; hours may go past midnight ("22:00-06:00") or be the
  /// whole day ("00:00-24:00"); a holiday is closed or has hours of its own, each year or in one. Without "hours" they are as
  /// above, without "time_zone" UTC. Throws Error{parse} or Error{invalid_argument}, which names the member.
  static ServiceHours from_json(std::string_view json);

  const base::TimeZone& zone() const noexcept { return zone_; }
  bool is_open(std::int64_t ms) const;
  /// `ms` itself if it is open then; nothing if it never opens again.
  std::optional<std::int64_t> next_opening(std::int64_t ms) const;
  /// The moment when this many minutes of service have passed since `ms`; with 0 the next opening. Nothing if there are not
  /// that many. Logarithmic.
  std::optional<std::int64_t> add(std::int64_t ms, std::int64_t minutes) const;
  /// Minutes of service from `from` to `to`, begun ones not counted; negative if `to` is earlier. Constant time.
  std::int64_t minutes_between(std::int64_t from, std::int64_t to) const;

  std::int64_t day_of(std::int64_t ms) const;
  bool is_service_day(std::int64_t day) const;
  /// When service ends on a day; on a closed one when the day ends.
  std::int64_t end_of_day(std::int64_t day) const;
  /// The moment when local clocks show this minute of the day, 0 to 1440.
  std::int64_t at(std::int64_t day, int minute) const;
  /// The n-th service day after a day; with 0 the day itself, or the next one if it is closed. Nothing if there are not that many.
  std::optional<std::int64_t> service_day_after(std::int64_t day, std::int64_t n) const;

 private:
  using Minutes = std::vector<std::pair<int, int>>;  ///< of a day; disjoint, ascending
  static Minutes read_hours(std::string_view list, Minutes& next_day);
  const Minutes& minutes_of(std::int64_t day) const;
  /// Milliseconds of service before this moment, since 1970.
  std::int64_t served(std::int64_t ms) const;
  void count();

  base::TimeZone zone_;
  std::array<Minutes, 7> week_;                                  ///< Sunday first
  std::map<std::pair<unsigned, unsigned>, Minutes> every_year_;  ///< by month and day
  std::map<std::int64_t, Minutes> once_;                         ///< by day
  std::vector<std::int64_t> served_before_;                      ///< by day, at its begin
};

}  // namespace scv::contact
