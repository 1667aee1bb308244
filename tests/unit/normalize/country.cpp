#include "normalize/country.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

#include "normalize/features.hpp"

using namespace scv::normalize;
using scv::Field;

TEST_CASE("country_of") {
  for (const std::string_view text :
       {"AT", "at", "AUT", "Österreich", "Oesterreich", "Austria", "Autriche", "Rakousko", "Ausztria", "Oostenrijk",
        "Áustria", "+43", "0043", "43", "Австрия", " Österreich "}) {
    CAPTURE(text);
    CHECK(country_of(text) == "AT");
  }
  CHECK(country_of("Schweiz") == "CH");
  CHECK(country_of("Zwitserland") == "CH");
  CHECK(country_of("USA") == "US");
  CHECK(country_of("UK") == "GB");
  CHECK(country_of("Brasilien") == "BR");
  CHECK(country_of("Brasil") == "BR");
  CHECK(country_of("1") == "US");
  for (const std::string_view text : {"", "-", "unknown", "Mittelerde", "zz", "99999", "n/a", "\xff\xfe"}) {
    CAPTURE(text);
    CHECK(country_of(text).empty());
  }
}

TEST_CASE("the country that a record names decides how its national numbers are read") {
  using scv::types::FieldView;
  const auto digits = [](std::string_view phone, const std::vector<std::string_view>& countries) {
    std::vector<FieldView> fields;
    fields.push_back({phone, {}, {}, {}, Field::phone, 0});
    for (const std::string_view country : countries) fields.push_back({country, {}, {}, {}, Field::country, 0});
    scv::types::RecordView record;
    record.fields = fields;
    scv::types::FeatureTable table;
    FeatureBuilder builder("DE");
    builder.add(record, table);
    return table.phones.size() == 0 ? std::string() : std::string(table.phone_digits.text(table.phones[0].digits));
  };
  CHECK(digits("0660 3555 0101", {"Österreich"}) == "4366035550101");
  CHECK(digits("0660 3555 0101", {"Deutschland"}) == "4966035550101");
  CHECK(digits("0660 3555 0101", {}) == "4966035550101");
  CHECK(digits("0660 3555 0101", {"Mittelerde"}) == "4966035550101");
  CHECK(digits("079 555 01 02", {"CH"}) == "41795550102");
  CHECK(digits("+49 351 456789", {"CH"}) == "49351456789");
  CHECK(digits("0660 3555 0101", {"Österreich", "AT"}) == "4366035550101");
  CHECK(digits("0660 3555 0101", {"Österreich", "Deutschland"}) == "4966035550101");
}

TEST_CASE("one text in two countries is two numbers") {
  using scv::types::FieldView;
  scv::types::FeatureTable table;
  FeatureBuilder builder("DE");
  std::vector<std::vector<FieldView>> fields;
  std::vector<scv::types::RecordView> records(3);
  for (const std::string_view country : {"DE", "AT", "AT"}) {
    fields.push_back({{"0660 3555 0101", {}, {}, {}, Field::phone, 0}, {country, {}, {}, {}, Field::country, 0}});
  }
  for (std::size_t i = 0; i < records.size(); ++i) records[i].fields = fields[i];
  builder.add(records, table, 1);
  REQUIRE(table.phones.size() == 2);
  CHECK(table.record_phones[1][0] == table.record_phones[2][0]);
  CHECK(table.record_phones[0][0] != table.record_phones[1][0]);
}

TEST_CASE("a number that the record's country cannot have is read by the default region") {
  CHECK(parse_phone("030 12345678901", "LI", "DE").e164.empty() == parse_phone("030 12345678901", "DE").e164.empty());
  CHECK(parse_phone("0351 456789", "DE", "DE").e164 == "+49351456789");
  CHECK(parse_phone("000000", "AT", "DE").placeholder);
}
