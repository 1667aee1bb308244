#pragma once

// Local time by the rules of a named zone (IANA), from ICU's tables. Instants are milliseconds since 1970, UTC.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scv::base {

/// Immutable and safe for threads; copies share the table. Conversions are a binary search.
class TimeZone {
 public:
  /// UTC.
  TimeZone();
  /// "Europe/Berlin", "UTC"; nothing where ICU knows no zone of this name.
  static std::optional<TimeZone> find(std::string_view name);

  const std::string& name() const noexcept;
  /// What local clocks are ahead of UTC. Changes of the years 1900 to 2100 are known; after that the last one holds.
  std::int64_t offset_ms(std::int64_t utc_ms) const noexcept;
  /// The local clock as if it were UTC.
  std::int64_t to_local(std::int64_t utc_ms) const noexcept { return utc_ms + offset_ms(utc_ms); }
  /// A time that clocks show twice is its first; one that they leave out is the moment in which they are put forward. Never
  /// decreasing.
  std::int64_t from_local(std::int64_t local_ms) const noexcept;

 private:
  struct Table;
  explicit TimeZone(std::shared_ptr<const Table> table);
  std::shared_ptr<const Table> table_;
};

}  // namespace scv::base
