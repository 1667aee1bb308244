#include "contact/service_hours.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "base/time.hpp"
#include "scv/error.hpp"
#include "types/json_text.hpp"

namespace scv::contact {
namespace {

namespace json = types::json;

constexpr std::int64_t kMsPerMinute = 60'000;
constexpr std::int64_t kMsPerDay = 86'400'000;
constexpr int kMinutesPerDay = 1440;
constexpr std::array<std::string_view, 7> kWeekdays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "service hours: " + what);
}

std::string text_of(std::string_view value, const char* member) {
  if (json::kind(value) != json::Kind::string) refuse("'" + std::string(member) + "' must be a text");
  return json::string(value);
}

/// "09:30" as minutes of the day, or -1.
int minute_of(std::string_view text) {
  const std::vector<std::string_view> parts = base::split(base::trim(text), ':');
  if (parts.size() != 2) return -1;
  std::array<int, 2> value{};
  for (std::size_t i = 0; i < 2; ++i) {
    if (parts[i].empty() || parts[i].size() > 2 || !std::all_of(parts[i].begin(), parts[i].end(), base::is_ascii_digit))
      return -1;
    for (const char c : parts[i]) value[i] = value[i] * 10 + (c - '0');
  }
  const int minute = value[0] * 60 + value[1];
  return value[1] < 60 && minute <= kMinutesPerDay ? minute : -1;
}

void merge(std::vector<std::pair<int, int>>& minutes) {
  std::sort(minutes.begin(), minutes.end());
  std::vector<std::pair<int, int>> merged;
  for (const auto& [from, to] : minutes) {
    if (!merged.empty() && from <= merged.back().second)
      merged.back().second = std::max(merged.back().second, to);
    else
      merged.emplace_back(from, to);
  }
  minutes = std::move(merged);
}

}  // namespace

ServiceHours::ServiceHours(base::TimeZone zone) : zone_(std::move(zone)) {
  for (unsigned day = 1; day <= 5; ++day) week_[day] = {{9 * 60, 18 * 60}};
  count();
}

ServiceHours::Minutes ServiceHours::read_hours(std::string_view list, Minutes& next_day) {
  Minutes minutes;
  if (json::kind(list) != json::Kind::array) refuse("hours are a list such as [\"09:00-12:00\"]");
  json::for_each_element(list, [&](std::string_view element) {
    const std::string text = text_of(element, "hours");
    const std::size_t dash = text.find('-');
    const int from = minute_of(std::string_view(text).substr(0, dash));
    const int to = dash == std::string::npos ? -1 : minute_of(std::string_view(text).substr(dash + 1));
    if (from < 0 || to < 0 || from == to || from == kMinutesPerDay)
      refuse("'" + text + "' are no hours; write them like 09:00-17:30");
    if (from < to) {
      minutes.emplace_back(from, to);
    } else {
      minutes.emplace_back(from, kMinutesPerDay);
      if (to > 0) next_day.emplace_back(0, to);
    }
  });
  merge(minutes);
  return minutes;
}

ServiceHours ServiceHours::from_json(std::string_view text) {
  const std::string_view object = json::parse(text);
  if (json::kind(object) != json::Kind::object) refuse("they are a JSON object");
  ServiceHours hours;
  json::for_each_member(object, [&](const std::string& name, std::string_view value) {
    if (name == "time_zone") {
      const std::string zone = text_of(value, "time_zone");
      std::optional<base::TimeZone> found = base::TimeZone::find(zone);
      if (!found) refuse("there is no time zone '" + zone + "'; write it like Europe/Berlin");
      hours.zone_ = *std::move(found);
    } else if (name == "hours") {
      if (json::kind(value) != json::Kind::object) refuse("'hours' is an object of weekdays");
      std::array<Minutes, 7> next_days;
      hours.week_ = {};
      json::for_each_member(value, [&](const std::string& weekday, std::string_view list) {
        const auto at = std::find(kWeekdays.begin(), kWeekdays.end(), weekday);
        if (at == kWeekdays.end())
          refuse("there is no weekday '" + weekday + "'; they are mon tue wed thu fri sat sun");
        const auto day = static_cast<std::size_t>(at - kWeekdays.begin());
        hours.week_[day] = read_hours(list, next_days[(day + 1) % 7]);
      });
      for (std::size_t day = 0; day < 7; ++day) {
        hours.week_[day].insert(hours.week_[day].end(), next_days[day].begin(), next_days[day].end());
        merge(hours.week_[day]);
      }
    } else if (name == "holidays") {
      if (json::kind(value) != json::Kind::array) refuse("'holidays' is a list of dates");
      json::for_each_element(value, [&](std::string_view element) {
        std::string date;
        Minutes minutes, next_day;
        if (json::kind(element) == json::Kind::object) {
          json::for_each_member(element, [&](const std::string& part, std::string_view inner) {
            if (part == "date")
              date = text_of(inner, "date");
            else if (part == "hours")
              minutes = read_hours(inner, next_day);
            else
              refuse("a holiday has no '" + part + "'; it has date and hours");
          });
        } else {
          date = text_of(element, "holidays");
        }
        if (!next_day.empty()) refuse("hours of the holiday " + date + " go past midnight");
        // A leap year, so that "02-29" may be a day of each year that has it.
        const std::optional<base::Instant> day = base::parse_rfc3339(date.size() == 5 ? "2000-" + date : date);
        if (!day || (date.size() != 5 && date.size() != 10))
          refuse("'" + date + "' is no day; write it like 2026-12-25, or 12-25 for each year");
        const std::int64_t number = day->unix_ms / kMsPerDay;
        const base::CivilDate civil = base::civil_from_days(number);
        if (date.size() == 5)
          hours.every_year_[{civil.month, civil.day}] = std::move(minutes);
        else
          hours.once_[number] = std::move(minutes);
      });
    } else {
      refuse("there is no '" + name + "'; they have time_zone, hours and holidays");
    }
  });
  hours.count();
  return hours;
}

const ServiceHours::Minutes& ServiceHours::minutes_of(std::int64_t day) const {
  if (const auto found = once_.find(day); found != once_.end()) return found->second;
  if (!every_year_.empty()) {
    const base::CivilDate date = base::civil_from_days(day);
    if (const auto found = every_year_.find({date.month, date.day}); found != every_year_.end()) return found->second;
  }
  return week_[base::weekday_of(day)];
}

std::int64_t ServiceHours::at(std::int64_t day, int minute) const {
  return zone_.from_local(day * kMsPerDay + minute * kMsPerMinute);
}

void ServiceHours::count() {
  const std::int64_t last = base::days_from_civil(2100, 1, 1);
  served_before_.assign(1, 0);
  served_before_.reserve(static_cast<std::size_t>(last) + 1);
  for (std::int64_t day = 0; day < last; ++day) {
    std::int64_t served = served_before_.back();
    for (const auto& [from, to] : minutes_of(day)) served += at(day, to) - at(day, from);
    served_before_.push_back(served);
  }
}

std::int64_t ServiceHours::day_of(std::int64_t ms) const {
  // Within what 64 bits can carry.
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max() / 4;
  const std::int64_t local = zone_.to_local(std::clamp(ms, -kFar, kFar));
  return local / kMsPerDay - (local % kMsPerDay < 0 ? 1 : 0);
}

bool ServiceHours::is_service_day(std::int64_t day) const {
  return day >= 0 && day + 1 < static_cast<std::int64_t>(served_before_.size()) && !minutes_of(day).empty();
}

std::int64_t ServiceHours::end_of_day(std::int64_t day) const {
  const Minutes& minutes = minutes_of(day);
  return at(day, minutes.empty() ? kMinutesPerDay : minutes.back().second);
}

std::int64_t ServiceHours::served(std::int64_t ms) const {
  const std::int64_t day = day_of(ms);
  if (day < 0) return 0;
  if (day + 1 >= static_cast<std::int64_t>(served_before_.size())) return served_before_.back();
  std::int64_t result = served_before_[static_cast<std::size_t>(day)];
  for (const auto& [from, to] : minutes_of(day)) {
    const std::int64_t begin = at(day, from);
    if (ms <= begin) break;
    result += std::min(ms, at(day, to)) - begin;
  }
  return result;
}

bool ServiceHours::is_open(std::int64_t ms) const {
  const std::int64_t day = day_of(ms);
  if (!is_service_day(day)) return false;
  const Minutes& minutes = minutes_of(day);
  return std::any_of(minutes.begin(), minutes.end(),
                     [&](const auto& open) { return ms >= at(day, open.first) && ms < at(day, open.second); });
}

std::optional<std::int64_t> ServiceHours::next_opening(std::int64_t ms) const { return add(ms, 0); }

std::optional<std::int64_t> ServiceHours::add(std::int64_t ms, std::int64_t minutes) const {
  const std::int64_t most = served_before_.back() / kMsPerMinute;
  if (minutes < 0 || minutes > most) return std::nullopt;
  const std::int64_t wanted = served(ms) + minutes * kMsPerMinute;
  // The first day at whose end more than this, or with minutes at least this, has been served.
  const auto found = minutes == 0 ? std::upper_bound(served_before_.begin(), served_before_.end(), wanted)
                                  : std::lower_bound(served_before_.begin(), served_before_.end(), wanted);
  if (found == served_before_.end()) return std::nullopt;
  const std::int64_t day = std::max<std::int64_t>(found - served_before_.begin() - 1, 0);
  std::int64_t rest = wanted - served_before_[static_cast<std::size_t>(day)];
  for (const auto& [from, to] : minutes_of(day)) {
    const std::int64_t begin = at(day, from), length = at(day, to) - begin;
    if (rest < length || (rest == length && minutes > 0)) return std::max(begin + rest, ms);
    rest -= length;
  }
  return std::nullopt;
}

std::int64_t ServiceHours::minutes_between(std::int64_t from, std::int64_t to) const {
  return (served(to) - served(from)) / kMsPerMinute;
}

std::optional<std::int64_t> ServiceHours::service_day_after(std::int64_t day, std::int64_t n) const {
  const auto last = static_cast<std::int64_t>(served_before_.size()) - 1;
  day = std::max<std::int64_t>(day, -1);
  if (n == 0) --day, n = 1;
  while (++day < last) {
    if (is_service_day(day) && --n == 0) return day;
  }
  return std::nullopt;
}

}  // namespace scv::contact
