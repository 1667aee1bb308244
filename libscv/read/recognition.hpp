#pragma once

// What the steps of recognise_columns() share: names say what they say, values decide the rest for all columns together, and groups are
// made last.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/mapping.hpp"

namespace scv::read {

struct Recognition {
  std::span<const std::string> names;
  std::span<const Profile> profiles;  ///< one a column, or none at all
  bool header = false;
  std::vector<std::vector<std::string>> words;  ///< of the names
  std::vector<Meaning> meanings;
  std::vector<Column> columns;
  std::vector<bool> open;  ///< the name does not decide

  const Profile& profile(std::size_t column) const {
    static const Profile kNone;
    return column < profiles.size() ? profiles[column] : kNone;
  }
};

/// Decides the open columns by their values, by what their names may say, and by what stands beside them.
void decide_by_content(Recognition& table);
/// Gives parts of one name or address one group, and what would stand twice in one another.
void group_columns(Recognition& table);

std::string percent(double share);
std::string in_quotes(std::string_view name);
constexpr bool is_address_part(Field field) { return field >= Field::address && field <= Field::country; }
constexpr bool is_name_part(Field field) { return field <= Field::name_suffix; }

}  // namespace scv::read
