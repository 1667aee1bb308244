#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "normalize/values.hpp"
#include "tables.hpp"

using namespace scv::normalize;
using scv::normalize::test::shown;

TEST_CASE("parse_date: forms") {
  struct Row {
    std::string_view text, expected;
  };
  constexpr Row rows[] = {
      {"1980-02-29", "1980-2-29"},
      {"19800229", "1980-2-29"},
      {"29.02.1980", "1980-2-29"},
      {"29.2.80", "1980-2-29"},
      {"02/29/1980", "1980-2-29"},
      {"29 Feb 1980", "1980-2-29"},
      {"29. Februar 1980", "1980-2-29"},
      {"29. März 1980", "1980-3-29"},
      {"1er août 1970", "1970-8-1"},
      {"Februar 1980", "1980-2-0"},
      {"1980", "1980-0-0"},
      {"1980-02", "1980-2-0"},
      {"02/1980", "1980-2-0"},
      {"1980-02-29T10:11:12Z", "1980-2-29"},
      {"1980-02-29 10:11", "1980-2-29"},
      {"29.02.1980 10:11:12", "1980-2-29"},
      {"19800229101112", "1980-2-29"},
      {"Feb 29, 1980", "1980-2-29"},
      {"1st of May 1970", "1970-5-1"},
      {"80-02-29", "1980-2-29"},
      {"29Feb1980", "1980-2-29"},
      {"29-FEB-80", "1980-2-29"},
      {"29021980", "1980-2-29"},
      {"Samstag, 1. März 1980", "1980-3-1"},
      {"1980/02/29", "1980-2-29"},
      {"1980-13-05", "1980-5-13"},
      {"12/11/1978", "1978-12-11?"},
      {"12.11.1978", "1978-11-12"},
      {"09-07-1942", "1942-7-9?"},
      {"11/11/1978", "1978-11-11"},
      {"3/25/89", "1989-3-25"},
      {"25/3/89", "1989-3-25"},
      {"1.1.26", "2026-1-1"},
      {"1.1.27", "1927-1-1"},
      {"31.02.1980", "1980-2-31!"},
      {"20210231", "2021-2-31!"},
      {"29.02.1981", "1981-2-29!"},
      {"29.02.1900", "1900-2-29!"},
      {"29.02.2000", "2000-2-29"},
      {"20-12-197w", "1972-12-20"},
      {"29.02.", "0-2-29!"},
      {"29 Feb", "0-2-29!"},
      {"gestern", "0-0-0!"},
      {"", "0-0-0!"},
      {"-", "0-0-0!"},
      {"0000-00-00", "0-0-0!="},
      {"00.00.0000", "0-0-0!="},
      {"1900-01-01", "1900-1-1="},
      {"01.01.1970", "1970-1-1="},
      {"11.11.1111", "1111-11-11="},
      {"9999-12-31", "9999-12-31="},
      {"01.01.0001", "1-1-1!="},
      {"1980-00-00", "1980-0-0"},
      {"1980-02-00", "1980-2-0"},
      {"99999999999999999999", "0-0-0!"},
      {"12345", "0-0-0!"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(shown(parse_date(row.text)) == row.expected);
  }
  CHECK(shown(parse_date("280280")) == "1980-2-28");
  CHECK(shown(parse_date("198002")) == "1980-2-0");
}

TEST_CASE("parse_date: a day without a year") {
  for (const std::string_view text : {"--08-05", "--0805", "1604-08-05", "16040805", "05.08.1604"}) {
    CAPTURE(text);
    const Date date = parse_date(text);
    CHECK(date.year == 0);
    CHECK(date.month == 8);
    CHECK(date.day == 5);
    CHECK_FALSE(date.ambiguous);
  }
  CHECK(parse_date("---15").month == 0);
  CHECK(parse_date("---15").year == 0);
}

TEST_CASE("parse_date: the order decides what the text does not") {
  CHECK(shown(parse_date("03/04/1980", DateOrder::day_first)) == "1980-4-3");
  CHECK(shown(parse_date("03/04/1980", DateOrder::month_first)) == "1980-3-4");
  CHECK(shown(parse_date("03-04-1980", DateOrder::month_first)) == "1980-3-4");
  CHECK(shown(parse_date("25/04/1980", DateOrder::month_first)) == "1980-4-25");
  CHECK(shown(parse_date("01.01.99", DateOrder::unknown, 2000)) == "1999-1-1");
  CHECK(shown(parse_date("01.01.00", DateOrder::unknown, 2000)) == "2000-1-1");
}

TEST_CASE("parse_date: every day of the calendar in each form is itself") {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= days[month - 1]; ++day) {
      const std::string d = two(day);
      const std::string m = two(month);
      for (const std::string& text :
           {"1979-" + m + "-" + d, "1979" + m + d, d + "." + m + ".1979", m + "/" + d + "/1979", d + "." + m + ".79"}) {
        CAPTURE(text);
        const Date date =
            parse_date(text, text.find('/') != std::string::npos ? DateOrder::month_first : DateOrder::unknown);
        CHECK((date.year == 1979 && date.month == month && date.day == day && date.valid));
      }
    }
  }
}

TEST_CASE("parse_date: digits that were misread as letters") {
  struct Row {
    std::string_view text, expected;
  };
  constexpr Row rows[] = {
      {"194o-03-17", "1940-3-17"}, {"17.03.194o", "1940-3-17"}, {"2i49-03-17", "2149-3-17"},
      {"l949-03-17", "1949-3-17"}, {"1949-o3-l7", "1949-3-17"}, {"1949-03-1z", "1949-3-12"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(shown(parse_date(row.text)) == row.expected);
  }
  CHECK(shown(parse_date("1g4o-o3-17")) != "1940-3-17");  // too many to believe
}

TEST_CASE("parse_date: eight digits with day and month exchanged") {
  CHECK(shown(parse_date("19402704")) == "1940-4-27");
  CHECK(shown(parse_date("19400427")) == "1940-4-27");
  CHECK(shown(parse_date("19401112")) == "1940-11-12");  // as it stands
  CHECK(shown(parse_date("27041940")) == "1940-4-27");
  CHECK_FALSE(parse_date("19403204").valid);
  CHECK_FALSE(parse_date("19402713").valid);
}
