#pragma once

// The country that a record names, and what follows from it for its phone numbers.

#include <string_view>

#include "normalize/values.hpp"
#include "scv/record.hpp"

namespace scv::normalize {

/// The ISO 3166-1 alpha-2 code, in capitals, of a country's code of two or three letters, its name in one of the world's large languages,
/// or its telephone code ("+43"); empty where it is none. The names in languages other than German, English and French are
/// folded at first use, in some hundredths of a second. Thread-safe.
std::string_view country_of(std::string_view text);

/// The region by which a record's national numbers are read: the country that it names, or `default_region` where it names none or
/// several.
template <typename Fields>
std::string_view phone_region_of(const Fields& fields, std::string_view default_region) {
  std::string_view region;
  for (const auto& field : fields) {
    if (field.field != Field::country) continue;
    const std::string_view country = country_of(field.value);
    if (country.empty() || country == region) continue;
    if (!region.empty()) return default_region;
    region = country;
  }
  return region.empty() ? default_region : region;
}

/// A number of a record of that region. What can be no number there and is one of the default region is read by that.
Phone parse_phone(std::string_view text, std::string_view region, std::string_view default_region);

}  // namespace scv::normalize
