#include "base/time_zone.hpp"

#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>

#include <algorithm>

#include "base/time.hpp"

namespace scv::base {
namespace {

constexpr std::int64_t kMsPerDay = 86'400'000;

}  // namespace

struct TimeZone::Table {
  std::string name;
  std::vector<std::int64_t> at;       ///< when clocks change
  std::vector<std::int64_t> offsets;  ///< one more than `at`: before the first change, and from each on

  std::int64_t offset(std::int64_t utc_ms) const noexcept {
    return offsets[static_cast<std::size_t>(std::upper_bound(at.begin(), at.end(), utc_ms) - at.begin())];
  }
};

TimeZone::TimeZone() : TimeZone(std::make_shared<const Table>(Table{"UTC", {}, {0}})) {}
TimeZone::TimeZone(std::shared_ptr<const Table> table) : table_(std::move(table)) {}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  if (name.empty() || name.size() > 64) return std::nullopt;
  const icu::UnicodeString id = icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  icu::UnicodeString known;
  if (!zone || zone->getID(known) == UCAL_UNKNOWN_ZONE_ID) return std::nullopt;

  const auto day = [](int year) { return static_cast<double>(days_from_civil(year, 1, 1) * kMsPerDay); };
  const double first = day(1900), last = day(2100);
  UErrorCode error = U_ZERO_ERROR;
  std::int32_t raw = 0, saving = 0;
  zone->getOffset(first, static_cast<UBool>(false), raw, saving, error);
  if (U_FAILURE(error) != 0) return std::nullopt;
  Table table{std::string(name), {}, {raw + saving}};
  if (const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(zone.get())) {
    icu::TimeZoneTransition change;
    for (double now = first; basic->getNextTransition(now, static_cast<UBool>(false), change) != 0;
         now = change.getTime()) {
      if (change.getTime() >= last) break;
      zone->getOffset(change.getTime(), static_cast<UBool>(false), raw, saving, error);
      if (U_FAILURE(error) != 0) return std::nullopt;
      if (raw + saving == table.offsets.back()) continue;
      table.at.push_back(static_cast<std::int64_t>(change.getTime()));
      table.offsets.push_back(raw + saving);
    }
  }
  return TimeZone(std::make_shared<const Table>(std::move(table)));
}

const std::string& TimeZone::name() const noexcept { return table_->name; }

std::int64_t TimeZone::offset_ms(std::int64_t utc_ms) const noexcept { return table_->offset(utc_ms); }

std::int64_t TimeZone::from_local(std::int64_t local_ms) const noexcept {
  const auto& [name, at, offsets] = *table_;
  // Offsets are less than a day, so that earlier changes are past.
  auto i = static_cast<std::size_t>(std::lower_bound(at.begin(), at.end(), local_ms - kMsPerDay) - at.begin());
  for (; i < at.size(); ++i) {
    if (local_ms < at[i] + offsets[i]) break;
    if (local_ms < at[i] + offsets[i + 1]) return at[i];  // left out by the clocks
  }
  return local_ms - offsets[i];
}

}  // namespace scv::base
