// What spreadsheets and hurried people leave in place of values is evidence of nothing.

#include <doctest/doctest.h>

#include <string_view>

#include "base/text.hpp"
#include "normalize/values.hpp"

using namespace scv::normalize;

TEST_CASE("numbers in exponent form: rounded ones are none") {
  using scv::base::digits_of_exponent_form;
  for (const std::string_view text :
       {"4,91716E+11", "4.91716E+11", "4.9E+11", "5E+11", "4,91716e+11", "+4,91716E+11"}) {
    CAPTURE(text);
    CHECK(digits_of_exponent_form(text) == "");
    const Phone phone = parse_phone(text, "DE");
    CHECK(phone.placeholder);
    CHECK(phone.e164.empty());
    CHECK(phone.national.empty());
    const Identifier id = parse_identifier("customer number", text);
    CHECK(id.placeholder);
    CHECK(id.value.empty());
  }
  for (const std::string_view text :
       {"", "12E45", "1E5", "491716", "E+11", "4,9x+11", "4..9E+11", "4,91716E+", "A1E+11"}) {
    CAPTURE(text);
    CHECK_FALSE(digits_of_exponent_form(text));
  }
  CHECK(parse_phone("1.715550121E+9", "DE").e164 == "+491715550121");
  CHECK(parse_identifier("customer number", "6.02111E+5").value == "602111");
}

TEST_CASE("fillers: texts") {
  for (const std::string_view text :
       {"-",         "--",   ".",           "k.A.",     "k. A.",       "n/a",      "N.N.", "unknown",
        "unbekannt", "null", "none",        "inconnu",  "desconocido", "nieznany", "tbd",  "xxx",
        "NULL",      "N/A",  "sconosciuto", "onbekend", "0",           "???"}) {
    CAPTURE(text);
    CHECK(is_placeholder(text));
  }
}

TEST_CASE("fillers: numbers of one digit") {
  for (const std::string_view text : {"000000", "1111111", "0000 0000", "999999999", "-", "k.A.", "unbekannt"}) {
    CAPTURE(text);
    const Phone phone = parse_phone(text, "DE");
    CHECK((phone.placeholder || phone.national.empty()));
    CHECK(phone.e164.empty());
  }
}

TEST_CASE("fillers: dates") {
  for (const std::string_view text : {"0.0.00", "00.00.0000", "0000-00-00", "00.00.00", "31.12.9999", "1900-01-01",
                                      "01.01.1900", "1970-01-01", "01.01.1970", "0000-00-00 00:00:00"}) {
    CAPTURE(text);
    CHECK(parse_date(text).is_default);
  }
  CHECK(parse_date("00.00.1980").year == 1980);
  CHECK_FALSE(parse_date("00.00.1980").is_default);
  CHECK(parse_date("01.02.00").year == 2000);
  const Date apple = parse_date("1604-08-15");
  CHECK(apple.year == 0);
  CHECK(apple.month == 8);
  CHECK(apple.day == 15);
  CHECK(apple == parse_date("--08-15"));
}

TEST_CASE("an area code before a slash is no number") {
  CHECK(parse_phone("039771 / 123456", "DE").e164 == "+4939771123456");
  CHECK(parse_phone("0049 39771 / 123456", "DE").e164 == "+4939771123456");
  CHECK(parse_phone("0351 456789 / 0171 7654321", "DE").e164 == "+49351456789");
}
