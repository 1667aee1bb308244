#pragma once

// Numbering plans: telephone numbers of plain form, read as libphonenumber reads them, without its regular expressions.

#include <string_view>

#include "normalize/values.hpp"

namespace scv::normalize::detail {

/// A number that its plan has, or one that only has a possible length (not valid).
struct PlannedNumber {
  std::string_view national;  ///< without country code and trunk prefix: the end of the digits that were given
  std::string_view region;    ///< stays with the plans
  std::string_view country_code;
  PhoneKind kind = PhoneKind::unknown;
  bool valid = false;
  bool possible = false;  ///< neither this nor valid: what libphonenumber parses, but gives no E.164 form for
};

/// Reads a number of which the country's plan leaves no doubt. `digits` are the 3 to 24 digits of a text that has digits,
/// blanks and -/.()[] beside at most one plus sign before them (`plus`); `region` is an upper-case ISO 3166 code or anything
/// else. False where libphonenumber has to decide: what cannot be a number, what may be one within a town, and what its
/// rules treat in a special way. The plans are compiled from the metadata that libphonenumber was built with, each at first
/// use (for +1, 3 ms; for most, less than half of one); then a number takes some 100 ns. Thread-safe.
bool read_planned(std::string_view digits, bool plus, std::string_view region, PlannedNumber& number);

/// parse_phone without numbering plans: what they are tested against.
Phone parse_phone_in_full(std::string_view text, std::string_view region);

}  // namespace scv::normalize::detail
