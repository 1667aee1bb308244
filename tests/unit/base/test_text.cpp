#include <doctest/doctest.h>

#include <random>
#include <string>

#include "base/text.hpp"

using namespace scv::base;

TEST_CASE("UTF-8 validity follows the Unicode standard's table 3-7") {
  CHECK(is_valid_utf8(""));
  CHECK(is_valid_utf8("abcdefghijklmnop"));
  CHECK(is_valid_utf8("M\u00fcller \u20ac \U0001F600"));
  CHECK(is_valid_utf8(std::string_view("\0a", 2)));
  CHECK(is_valid_utf8("\xF4\x8F\xBF\xBF"));
  const char* const bad[] = {
      "\x80", "\xC0\x80", "\xC1\xBF",     "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
      "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(",        "\xFF",         "\xF0\x80\x80\x80"};
  for (const char* text : bad) {
    CAPTURE(std::string(text));
    CHECK_FALSE(is_valid_utf8(text));
    CHECK(first_invalid_utf8(std::string("0123456789") + text) == 10);
  }
  CHECK(first_invalid_utf8("\u00fc\xC3") == 2);
  CHECK(first_invalid_utf8("abc") == std::string_view::npos);
}

TEST_CASE("code points are read and written") {
  const char32_t points[] = {0, 'a', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF};
  std::string text;
  for (const char32_t point : points) append_utf8(text, point);
  CHECK(is_valid_utf8(text));
  std::size_t position = 0;
  for (const char32_t point : points) CHECK(next_code_point(text, position) == point);
  CHECK(position == text.size());

  position = 0;
  CHECK(next_code_point("\xE2\x82x", position) == 0xFFFD);
  CHECK(position == 1);

  std::string replaced;
  append_utf8(replaced, 0xD800);
  append_utf8(replaced, 0x110000);
  CHECK(replaced == "\uFFFD\uFFFD");
}

TEST_CASE("repair replaces each invalid byte and nothing else") {
  CHECK(repair_utf8("") == "");
  CHECK(repair_utf8("M\u00fcller") == "M\u00fcller");
  CHECK(repair_utf8("M\xFCller") == "M\uFFFDller");
  CHECK(repair_utf8("\xE2\x82") == "\uFFFD\uFFFD");

  std::mt19937 random(20260301);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = random() % 40; i > 0; --i) text.push_back(static_cast<char>(random() % 256));
    const std::string repaired = repair_utf8(text);
    CHECK(is_valid_utf8(repaired));
    CHECK((repaired == text) == is_valid_utf8(text));
  }
}

TEST_CASE("truncation cuts between code points") {
  CHECK(truncate_utf8("abc", 5) == "abc");
  CHECK(truncate_utf8("abc", 2) == "ab");
  CHECK(truncate_utf8("abc", 0) == "");
  CHECK(truncate_utf8("\u00fcb", 1) == "");
  CHECK(truncate_utf8("\u00fcb", 2) == "\u00fc");
  CHECK(truncate_utf8("a\u20ac", 3) == "a");
  CHECK(truncate_utf8("a\U0001F600b", 4) == "a");
  CHECK(truncate_utf8("a\U0001F600b", 5) == "a\U0001F600");
  CHECK(truncate_utf8("\x80\x80\x80\x80", 3).size() == 3);
}

TEST_CASE("trim takes white space that people paste") {
  CHECK(trim(" \t\r\n a b \v\f") == "a b");
  CHECK(trim("\uFEFF\u00A0Anna\u200B \u00A0") == "Anna");
  CHECK(trim(" \u00A0 ") == "");
  CHECK(trim("") == "");
  CHECK(trim("\u00e0") == "\u00e0");
}

TEST_CASE("ASCII case") {
  CHECK(ascii_lower("ANNA M\u00dcLLER") == "anna m\u00dcller");
  CHECK(equals_ignoring_ascii_case("E-Mail", "e-mAIL"));
  CHECK_FALSE(equals_ignoring_ascii_case("a", "ab"));
  CHECK(contains_ignoring_ascii_case("Re: Ihre ANFRAGE", "anfrage"));
  CHECK(contains_ignoring_ascii_case("", ""));
  CHECK_FALSE(contains_ignoring_ascii_case("a", "ab"));
}

TEST_CASE("split keeps empty parts") {
  using Parts = std::vector<std::string_view>;
  CHECK(split("", ',') == Parts{""});
  CHECK(split("a,,b,", ',') == Parts{"a", "", "b", ""});
}

TEST_CASE("JSON quoting") {
  CHECK(json_quote("") == "\"\"");
  CHECK(json_quote("a\"b\\c\n\r\t\b\f\x01\x1f") == "\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\\u001f\"");
  CHECK(json_quote("M\u00fcller\xFF") == "\"M\u00fcller\uFFFD\"");
}

TEST_CASE("a cell of a CSV row is quoted where it would not come back without") {
  const auto cell = [](std::string_view text) {
    std::string row = "x,";
    scv::base::append_csv_cell(row, text);
    return row.substr(2);
  };
  CHECK(cell("").empty());
  CHECK(cell("Anna O'Hara; 5 €") == "Anna O'Hara; 5 €");
  CHECK(cell("Anna, Ltd.") == "\"Anna, Ltd.\"");
  CHECK(cell("the \"one\"") == "\"the \"\"one\"\"\"");
  CHECK(cell("two\nlines") == "\"two\nlines\"");
  CHECK(cell("a\rb") == "\"a\rb\"");
  CHECK(cell(" padded") == "\" padded\"");
  CHECK(cell("padded ") == "\"padded \"");
}
