#include "read/cell_format.hpp"

#include <doctest/doctest.h>

namespace scv::read {
namespace {

std::string shown(std::string_view code, std::string_view number, bool since_1904 = false) {
  std::string text;
  CellFormat(code).write(number, since_1904, text);
  return text;
}

std::string built_in(std::uint32_t id, std::string_view number) {
  std::string text;
  CellFormat::built_in(id).write(number, false, text);
  return text;
}

}  // namespace

TEST_CASE("plain numbers are written without an exponent, as a sheet shows them") {
  CHECK(shown("General", "491716000000") == "491716000000");
  CHECK(shown("General", "4.91716E+11") == "491716000000");
  CHECK(shown("General", "4.91716123456E+11") == "491716123456");
  CHECK(shown("General", "12345678901234567890") == "12345678901234567890");
  CHECK(shown("General", "1.0") == "1");
  CHECK(shown("General", "-3") == "-3");
  CHECK(shown("General", "-0") == "0");
  CHECK(shown("General", "0.30000000000000004") == "0.3");
  CHECK(shown("General", "49.9") == "49.9");
  CHECK(shown("General", "1.5E-5") == "0.000015");
  CHECK(shown("General", "1e17") == "100000000000000000");
  CHECK(shown("General", "1.25E+30") == "1.25E+30");
  CHECK(shown("General", "-2.5") == "-2.5");
  CHECK(shown("0.00", "5") == "5");
  CHECK(shown("#,##0.00 \"EUR\"", "1234.5") == "1234.5");
  CHECK(shown("0%", "0.5") == "0.5");
  CHECK(shown("0.00E+00", "4.91716E+11") == "491716000000");
  std::string text;
  CHECK_FALSE(CellFormat().write("abc", false, text));
  CHECK(text == "abc");
}

TEST_CASE("leading zeros and text among the digits are part of the value") {
  CHECK(shown("00000", "1067") == "01067");
  CHECK(shown("00000", "123456") == "123456");
  CHECK(shown("00000", "0") == "00000");
  CHECK(shown("00000", "12.5") == "12.5");
  CHECK(shown("00000", "-5") == "-5");
  CHECK(shown("00000\\-0000", "123456789") == "12345-6789");
  CHECK(shown("000-00-0000", "12345678") == "012-34-5678");
  CHECK(shown("\"D-\"00000", "1067") == "D-01067");
  CHECK(shown("[$-407]00000", "1067") == "01067");
  CHECK(shown("[<=9999999]###-####;(###) ###-####", "5551234") == "555-1234");
  CHECK(shown("[<=9999999]###-####;(###) ###-####", "2125551234") == "(212) 555-1234");
  CHECK(shown("+0", "491716000000") == "+491716000000");
  CHECK(shown("0", "7") == "7");
  CHECK(shown("#", "0") == "0");
  CHECK(shown("# ?/?", "3") == "3");
}

TEST_CASE("dates by format, with the calendar's fault of 1900 and with that of 1904") {
  CHECK(shown("dd.mm.yyyy", "45000") == "2023-03-15");
  CHECK(shown("[$-407]d. mmmm yyyy", "45000") == "2023-03-15");
  CHECK(shown("yyyy\\-mm\\-dd\\Thh:mm", "45000.4375") == "2023-03-15T10:30:00");
  CHECK(shown("yyyy-mm-dd hh:mm", "45000") == "2023-03-15");
  CHECK(shown("dd.mm.yyyy", "45000.4375") == "2023-03-15");
  CHECK(shown("mmm yy", "45000") == "2023-03-15");
  CHECK(shown("dd.mm.yyyy", "1") == "1900-01-01");
  CHECK(shown("dd.mm.yyyy", "59") == "1900-02-28");
  CHECK(shown("dd.mm.yyyy", "60") == "1900-02-29");
  CHECK(shown("dd.mm.yyyy", "61") == "1900-03-01");
  CHECK(shown("dd.mm.yyyy", "2958465") == "9999-12-31");
  CHECK(shown("dd.mm.yyyy", "2958466") == "2958466");
  CHECK(shown("dd.mm.yyyy", "-1") == "-1");
  CHECK(shown("dd.mm.yyyy", "0", true) == "1904-01-01");
  CHECK(shown("dd.mm.yyyy", "43538", true) == "2023-03-15");
  CHECK(shown("hh:mm", "0.4375") == "10:30:00");
  CHECK(shown("[h]:mm", "1.5") == "36:00:00");
  CHECK(shown("hh:mm:ss", "0.999999999") == "00:00:00");
  CHECK(shown("\"day\" 0", "45000") == "day 45000");
  CHECK(shown("General\" d\"", "45000") == "45000");
  CHECK(built_in(14, "45000") == "2023-03-15");
  CHECK(built_in(22, "45000.5") == "2023-03-15T12:00:00");
  CHECK(built_in(20, "0.5") == "12:00:00");
  CHECK(built_in(0, "45000") == "45000");
  CHECK(built_in(49, "45000") == "45000");
}

TEST_CASE("a number format of nonsense is taken for none") {
  for (const char* const code :
       {"", ";;;", "\"", "[", "\\", "_", "*", "[<=]0", "[>x]00", "\xFF\xFE", "@", "\"\"\"", "[$"}) {
    CHECK_NOTHROW(shown(code, "45000"));
    CHECK_FALSE(shown(code, "45000").empty());
  }
}

}  // namespace scv::read
