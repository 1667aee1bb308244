#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "normalize/values.hpp"

using namespace scv::normalize;

TEST_CASE("parse_identifier: types as people write them") {
  struct Row {
    std::string_view type, canonical;
  };
  constexpr Row rows[] = {
      {"SSN_NUMBER", "ssn"},
      {"soc_sec_id", "ssn"},
      {"SSN", "ssn"},
      {"Social Security Number", "ssn"},
      {"USt-IdNr", "vat"},
      {"USt-IdNr.", "vat"},
      {"VAT ID", "vat"},
      {"Tax ID", "tax"},
      {"Steuer-ID", "steuer_id"},
      {"Personalausweis", "national_id"},
      {"driver's license", "driver_license"},
      {"DRIVERS_LICENSE_NUMBER", "driver_license"},
      {"Führerschein-Nr.", "driver_license"},
      {"PASSPORT_NUMBER", "passport"},
      {"Reisepass", "passport"},
      {"NATIONAL_ID_NUMBER", "national_id"},
      {"Kunden-Nr.", "customer_number"},
      {"customer_number", "customer_number"},
      {"IBAN", "iban"},
      {"LEI-Code", "lei"},
      {"IDHS Provider ID", "idhs provider id"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.type);
    CHECK(parse_identifier(row.type, "AB12").type == row.canonical);
  }
}

TEST_CASE("parse_identifier: check digits") {
  struct Row {
    std::string_view type, value, compact;
    bool checked, wrong;
  };
  constexpr Row rows[] = {
      {"iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", true, false},
      {"iban", "DE88 3704 0044 0532 0130 00", "DE88370400440532013000", false, true},
      {"iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", true, false},
      {"iban", "DE89", "DE89", false, true},
      {"vat", "DE136695976", "DE136695976", true, false},
      {"vat", "DE 136 695 976", "DE136695976", true, false},
      {"vat", "136695976", "DE136695976", true, false},
      {"vat", "DE136695977", "DE136695977", false, true},
      {"vat", "ATU13585627", "ATU13585627", true, false},
      {"vat", "BE0428759497", "BE0428759497", true, false},
      {"vat", "IT00743110157", "IT00743110157", true, false},
      {"vat", "LU15027442", "LU15027442", true, false},
      {"vat", "DK13585628", "DK13585628", true, false},
      {"vat", "PL8567346215", "PL8567346215", true, false},
      {"vat", "FI20774740", "FI20774740", true, false},
      {"vat", "FR40303265045", "FR40303265045", true, false},
      {"vat", "PT501964843", "PT501964843", true, false},
      {"vat", "FR41303265045", "FR41303265045", false, true},
      {"lei", "529900T8BM49AURSDO55", "529900T8BM49AURSDO55", true, false},
      {"lei", "529900T8BM49AURSDO56", "529900T8BM49AURSDO56", false, true},
      {"Steuer-ID", "86095742719", "86095742719", true, false},
      {"Steuer-ID", "86095742718", "86095742718", false, true},
      {"passport", "C01X00T47", "C01X00T47", false, false},
      {"ssn", "551-79-0423", "551790423", false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    const Identifier id = parse_identifier(row.type, row.value);
    CHECK(id.value == row.compact);
    CHECK(id.checked == row.checked);
    CHECK(id.wrong == row.wrong);
    CHECK_FALSE(id.placeholder);
  }
}

TEST_CASE("parse_identifier: one wrong digit of an IBAN is always found") {
  const std::string good = "DE89370400440532013000";
  for (std::size_t i = 2; i < good.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string text = good;
      if (text[i] == c) continue;
      text[i] = c;
      CAPTURE(text);
      CHECK(parse_identifier("iban", text).wrong);
    }
  }
}

TEST_CASE("parse_identifier: kind from the value, and placeholders") {
  CHECK(parse_identifier("", "DE89 3704 0044 0532 0130 00").type == "iban");
  CHECK(parse_identifier("Tax ID", "DE136695976").type == "vat");
  for (const std::string_view value :
       {"000-12-3456", "666-12-3456", "912-12-3456", "123-00-4567", "123-45-0000", "123-45-6789", "078-05-1120"}) {
    CAPTURE(value);
    CHECK(parse_identifier("ssn", value).placeholder);
  }
  for (const std::string_view value : {"0000", "n/a", "123456789", "XXXXXX", "unknown"}) {
    CAPTURE(value);
    CHECK(parse_identifier("passport", value).placeholder);
  }
  CHECK(parse_identifier("passport", "").value.empty());
}

namespace {
bool share(std::string_view a, std::string_view b) {
  const std::vector<std::uint16_t> left = nickname_groups(a);
  const std::vector<std::uint16_t> right = nickname_groups(b);
  return std::any_of(left.begin(), left.end(),
                     [&](std::uint16_t g) { return std::find(right.begin(), right.end(), g) != right.end(); });
}
}  // namespace

TEST_CASE("nickname_groups") {
  struct Row {
    std::string_view a, b;
  };
  constexpr Row same[] = {
      {"anna", "anni"},        {"robert", "bob"},      {"hans", "johannes"},    {"stefan", "stephan"},
      {"katrin", "kathrin"},   {"jon", "john"},        {"josef", "sepp"},       {"joachim", "achim"},
      {"william", "bill"},     {"elizabeth", "betty"}, {"margarete", "gretel"}, {"peggy", "margaret"},
      {"guillaume", "gui"},    {"ulrich", "uli"},      {"sebastian", "basti"},  {"joerg", "georg"},
      {"guenter", "guenther"}, {"jack", "john"},       {"steven", "stephen"},   {"catherine", "kate"},
      {"katie", "katherine"},  {"baerbel", "barbara"}, {"ali", "alli"}};
  for (const Row& row : same) {
    CAPTURE(row.a);
    CHECK(share(row.a, row.b));
    CHECK(share(row.b, row.a));
  }
  CHECK_FALSE(share("anna", "robert"));
  CHECK_FALSE(share("hans", "peter"));
  CHECK(nickname_groups("wxyz").empty());
  CHECK(nickname_groups("").empty());
  CHECK(nickname_groups("gretel").front() > 0);
  // Names are looked up folded, so they must be written folded.
  for (const std::string_view name : {"joerg", "baerbel", "kaethe", "juergen"})
    CHECK_FALSE(nickname_groups(name).empty());
}
