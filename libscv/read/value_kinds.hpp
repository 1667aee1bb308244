#pragma once

// What single values are by their form alone: an e-mail address, a day, a phone number. Nothing here is normalised.

#include <cstddef>
#include <string>
#include <string_view>

namespace scv::read {

bool is_email(std::string_view text);
/// Whether nothing stands before the at sign: a domain alone, or a handle. It is no address, and noted with kNoLocalPart.
bool is_email_without_local_part(std::string_view text);
inline constexpr const char* kNoLocalPart =
    "the e-mail address has nothing before the at sign; it is kept as it came and not compared";
bool is_url(std::string_view text);
/// With its check digits.
bool is_iban(std::string_view text);
/// Only digits and what phone numbers are written with, and 6 to 17 digits.
/// A day from 1927 to 2064 as spreadsheets count them, in five digits, and perhaps a decimal zero.
bool is_serial_day(std::string_view text);
/// The same as "1980-02-29".
std::string date_of_serial_day(std::string_view text);
bool is_phone(std::string_view text, std::size_t digit_count);

/// The year of a day written with digits alone (1.2.1980, 1980-02-01, 19800201), or 0.
int year_of_date(std::string_view text);

struct Day {
  int year = 0;  ///< 0: no day
  bool time = false;
  bool named_month = false;
};
/// A day in any usual form: as above, with a time, with a month's name in any of many languages, 1980年1月2日.
Day day_of(std::string_view text);

// Of a value's shape, in which 'd' stands for a digit, 'a' for a letter and each other character for itself.
bool is_british_postcode(std::string_view shape);
bool is_amount(std::string_view shape, std::string_view text);
/// 5, 5a, 5 a, 12-14, 3/4.
bool is_house_number(std::string_view shape);
bool ends_in_house_number(std::string_view shape);
bool begins_with_house_number(std::string_view shape);

}  // namespace scv::read
