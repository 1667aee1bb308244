#pragma once

// Small helpers of the table tests: one line of text for a result, so that a failing row shows what came out.

#include <string>
#include <string_view>
#include <vector>

#include "normalize/values.hpp"

namespace scv::normalize::test {

inline std::string joined(const std::vector<std::string>& parts, char separator = ' ') {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

/// given|family, then +particle, !title, ^generation, *former where there are any.
inline std::string shown(const PersonName& name) {
  std::string text = joined(name.given) + "|" + joined(name.family);
  if (!name.particle.empty()) text += "+" + name.particle;
  if (!name.title.empty()) text += "!" + name.title;
  if (!name.generation.empty()) text += "^" + name.generation;
  if (!name.former.empty()) text += "*" + joined(name.former);
  return text;
}

/// street|number|unit|postal code|city|region|country
inline std::string shown(const StreetAddress& a) {
  return a.street + "|" + a.house_number + "|" + a.unit + "|" + a.postal_code + "|" + a.city + "|" + a.region + "|" +
         a.country;
}

/// year-month-day, then ! invalid, ? ambiguous, = default
inline std::string shown(const Date& d) {
  std::string text = std::to_string(d.year) + "-" + std::to_string(d.month) + "-" + std::to_string(d.day);
  if (!d.valid) text += "!";
  if (d.ambiguous) text += "?";
  if (d.is_default) text += "=";
  return text;
}

}  // namespace scv::normalize::test
