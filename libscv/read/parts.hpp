#pragma once

// One value in several columns: day, month and year of a birth date; country code, area code and the rest of a phone number; two family
// names. Columns say so by their type: birthdate "day", "month", "year"; phone "country_code", "area_code", "subscriber";
// family_name "second".

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/mapping.hpp"

namespace scv::read {

/// "1980-02-29" of its parts; what is missing is left out ("1980-02", "1980", "--02-29"). A month may be a name. Empty where there is
/// nothing. What makes no date is joined by points, so that it is seen.
std::string join_date(std::string_view day, std::string_view month, std::string_view year);
/// "+49 351 4567890" of its parts; an area code begins with its trunk prefix only where no country code stands before it.
std::string join_phone(std::string_view country_code, std::string_view area_code, std::string_view subscriber);

/// The columns whose values belong together.
class Parts {
 public:
  struct Value {
    Field field;
    std::uint16_t group;
    std::string text;
  };
  explicit Parts(std::span<const Column> columns);
  bool empty() const noexcept { return joined_.empty(); }
  /// The column is a part: by itself it makes no value.
  bool is_part(std::size_t column) const noexcept { return column < parts_.size() && parts_[column]; }
  /// The values of one row, those that are not empty.
  std::vector<Value> join(std::span<const std::string_view> row) const;

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  struct Joined {
    Field field;
    std::uint16_t group;
    std::size_t columns[3];  ///< day, month, year; or country code, area code, subscriber; or first and second
  };
  std::vector<bool> parts_;
  std::vector<Joined> joined_;
};

}  // namespace scv::read
