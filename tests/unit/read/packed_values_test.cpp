#include "read/packed_values.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <random>
#include <string>
#include <utility>

#include "table_data.hpp"

namespace scv::read {
namespace {

using test::Everything;
using test::read_text;
using Values = std::vector<std::pair<Field, std::string>>;

Values unpacked(Field field, std::string_view value) {
  std::vector<CellValue> values;
  unpack(field, value, values);
  Values made;
  for (const CellValue& one : values) made.emplace_back(one.field, one.text);
  return made;
}

/// The values of one field, joined by bars.
std::string texts(Field field, std::string_view value) {
  std::string joined;
  for (const auto& [of, text] : unpacked(field, value)) {
    CHECK(of == field);
    joined += (joined.empty() ? "" : "|") + text;
  }
  return joined;
}

Values fields_of(const Record& record) {
  Values made;
  for (const Attribute& one : record.attributes) made.emplace_back(one.field, one.value);
  return made;
}

}  // namespace

TEST_CASE("several e-mail addresses in one cell") {
  for (const std::string_view separator : {" ::: ", ":::", ";", "; ", ",", ", ", "|", " | ", "/", " / ", "\n", "\r\n",
                                           " ", " or ", " oder ", " und ", " & "}) {
    CAPTURE(separator);
    CHECK(texts(Field::email, "a.b@c.example" + std::string(separator) + "d@e.example") == "a.b@c.example|d@e.example");
  }
  CHECK(texts(Field::email, "privat: a@b.example, Arbeit: c@d.example") == "a@b.example|c@d.example");
  CHECK(texts(Field::email, "a@b.example (privat); c@d.example (beruflich)") == "a@b.example|c@d.example");
  CHECK(texts(Field::email, "\"Berg, Anna\" <a@b.example>; Tom Berg <t@b.example>") == "a@b.example|t@b.example");
  CHECK(texts(Field::email, "a@b.example ::: A@b.example ::: c@d.example") == "a@b.example|c@d.example");
  // what is one value, or not of addresses alone, stays as it is
  for (const std::string_view one :
       {"a@b.example", "a/b@c.example", "a&b@c.example", "a@b.example;", "a@b.example, tel. 0351 5550101",
        "write to a@b.example not to c@d.example", "a@b@c.example", "a@b ; c@d.example", "", "@", "n/a"}) {
    CAPTURE(one);
    CHECK(unpacked(Field::email, one).empty());
  }
}

TEST_CASE("a name around an e-mail address") {
  CHECK(unpacked(Field::email, "Anna Berg <a@b.example>") ==
        Values{{Field::email, "a@b.example"}, {Field::name, "Anna Berg"}});
  CHECK(unpacked(Field::email, "\"Berg, Anna\" <a@b.example>") ==
        Values{{Field::email, "a@b.example"}, {Field::name, "Berg, Anna"}});
  CHECK(unpacked(Field::email, "<a@b.example>") == Values{{Field::email, "a@b.example"}});
  CHECK(unpacked(Field::email, "a@b.example <a@b.example>") == Values{{Field::email, "a@b.example"}});
}

TEST_CASE("several phone numbers in one cell") {
  CHECK(texts(Field::phone, "0171 5550121 ::: 0561 998877") == "0171 5550121|0561 998877");
  CHECK(texts(Field::phone, "0171 5550121;0561/998877") == "0171 5550121|0561/998877");
  CHECK(texts(Field::phone, "0171 5550121 | 0561 998877") == "0171 5550121|0561 998877");
  CHECK(texts(Field::phone, "0171 5550121, 0561 998877") == "0171 5550121|0561 998877");
  CHECK(texts(Field::phone, "0171 5550121\n0561 998877") == "0171 5550121|0561 998877");
  CHECK(texts(Field::phone, "0171 5550121 oder 0561 998877") == "0171 5550121|0561 998877");
  CHECK(texts(Field::phone, "0171 5550121 / 0561 998877") == "0171 5550121|0561 998877");
  CHECK(texts(Field::phone, "0171-5550121/0561-998877") == "0171-5550121|0561-998877");
  CHECK(texts(Field::phone, "0351/5550101 / 0171/5550121") == "0351/5550101|0171/5550121");
  CHECK(texts(Field::phone, "(512) 555-0101 / (512) 555-0102") == "(512) 555-0101|(512) 555-0102");
  CHECK(texts(Field::phone, "+49 151 5550101 & +49 151 5550102") == "+49 151 5550101|+49 151 5550102");
  CHECK(texts(Field::phone, "Tel.: 0351 5550101, mobil: 0171 5550121") == "0351 5550101|0171 5550121");
  CHECK(texts(Field::phone, "0351 5550101 (privat); 0171 5550121 (mobil)") == "0351 5550101|0171 5550121");
  CHECK(texts(Field::phone, "0351 5550101 ext. 12; 0171 5550121") == "0351 5550101 ext. 12|0171 5550121");
  for (const std::string_view one : {"0351/5550101",
                                     "06131-555 / 011",
                                     "+49 151 5555 - 0/12",
                                     "030 123456-7/8",
                                     "0351 5550101, 91",
                                     "+49 351 / 5550101",
                                     "0049 39771 / 123456",
                                     "039771 / 123456",
                                     "0351 / 5550101",
                                     "+1 (512) 555-0101 x12",
                                     "0351 5550101-0",
                                     "5550101/02",
                                     "0171 5550121; only in the evening",
                                     "0351 5550101; n/a",
                                     "",
                                     "Frau Berg 0351 5550101",
                                     "+43 (0) 1 / 5550101",
                                     "030/555 01 01",
                                     "4,91716E+11",
                                     "0351.5550101"}) {
    CAPTURE(one);
    CHECK(unpacked(Field::phone, one).empty());
  }
}

TEST_CASE("a label beside a number, and a number in a name's column") {
  CHECK(texts(Field::phone, "Tel.: 0351 5550101") == "0351 5550101");
  CHECK(texts(Field::phone, "mobil 0171 5550121") == "0171 5550121");
  CHECK(texts(Field::phone, "Caller +49 151 5550101") == "+49 151 5550101");
  for (const Field field : {Field::name, Field::given_name, Field::family_name}) {
    CHECK(unpacked(field, "Caller +49 151 5550101") == Values{{Field::phone, "+49 151 5550101"}});
    CHECK(unpacked(field, "+491515550101") == Values{{Field::phone, "+491515550101"}});
    CHECK(unpacked(field, "Tel. 0351 5550101") == Values{{Field::phone, "0351 5550101"}});
    for (const std::string_view name :
         {"Anna Berg", "Anna Berg (geb. Kern)", "Kunde 4711", "4711815", "Berg 2", "Ann"}) {
      CAPTURE(name);
      CHECK(unpacked(field, name).empty());
    }
  }
}

TEST_CASE("several identifiers in one cell") {
  CHECK(texts(Field::identifier, "K-1001 ::: K-20") == "K-1001|K-20");
  CHECK(texts(Field::identifier, "1001;1002") == "1001|1002");
  CHECK(texts(Field::identifier, "K1001 | K1002") == "K1001|K1002");
  CHECK(texts(Field::identifier, "10010, 10020") == "10010|10020");
  CHECK(texts(Field::identifier, "10010 / 10020") == "10010|10020");
  CHECK(texts(Field::identifier, "DE123456788, FR12345678901") == "DE123456788|FR12345678901");
  for (const std::string_view one : {"123/456/78901", "HRB 12345", "4711|01", "12,345", "DE89 3704 0044 0532 0130 00",
                                     "Amtsgericht Dresden, HRB 12345", "", "K-1001"}) {
    CAPTURE(one);
    CHECK(unpacked(Field::identifier, one).empty());
  }
}

TEST_CASE("signs by which a spreadsheet keeps text are no part of the value") {
  CHECK(unguarded("'0171 5550121", Field::phone) == "0171 5550121");
  CHECK(unguarded("'+49 151", Field::phone) == "+49 151");
  CHECK(unguarded("'01067", Field::postal_code) == "01067");
  CHECK(unguarded("'1015 CV", Field::postal_code) == "1015 CV");
  CHECK(unguarded("'K-100", Field::identifier) == "K-100");
  CHECK(unguarded("=\"0171 5550121\"", Field::phone) == "0171 5550121");
  CHECK(unguarded("4917155501.0", Field::phone) == "4917155501");
  CHECK(unguarded("'t Hooft", Field::family_name) == "'t Hooft");
  CHECK(unguarded("'s-Gravenhage", Field::city) == "'s-Gravenhage");
  CHECK(unguarded("'68er Verein", Field::organization) == "'68er Verein");
  CHECK(unguarded("'quoted'", Field::family_name) == "'quoted'");
  CHECK(unguarded("", Field::phone).empty());
  CHECK(unguarded("'", Field::phone) == "'");
}

TEST_CASE("rounded numbers") {
  CHECK(is_rounded("4,91716E+11"));
  CHECK(is_rounded("4.91716E+11"));
  CHECK(is_rounded("5E+11"));
  CHECK_FALSE(is_rounded("4.91715550121E+11"));
  CHECK_FALSE(is_rounded("12E45"));
  CHECK_FALSE(is_rounded("491716"));
  CHECK_FALSE(is_rounded(""));
}

TEST_CASE("whatever a cell holds, its values lie within it and are no packed ones themselves") {
  constexpr std::string_view kPieces[] = {"a@b.example",
                                          "0351 5550101",
                                          "+49 151 5550102",
                                          "K-1001",
                                          ":::",
                                          ";",
                                          ",",
                                          " / ",
                                          "/",
                                          " ",
                                          "<",
                                          ">",
                                          "(",
                                          ")",
                                          "@",
                                          "&",
                                          " oder ",
                                          "Tel.:",
                                          "ext. 12",
                                          "Anna",
                                          "'",
                                          "+",
                                          "0",
                                          "\xc3"};
  std::mt19937 random(4711);
  for (int round = 0; round < 20000; ++round) {
    std::string cell;
    for (auto pieces = random() % 8; pieces-- > 0;) cell += kPieces[random() % std::size(kPieces)];
    CAPTURE(cell);
    for (const Field field : {Field::email, Field::phone, Field::identifier, Field::name}) {
      std::vector<CellValue> values;
      CAPTURE(static_cast<int>(field));
      unpack(field, cell, values);
      for (const CellValue& one : values) {
        REQUIRE(one.text.data() >= cell.data());
        REQUIRE(one.text.data() + one.text.size() <= cell.data() + cell.size());
        REQUIRE_FALSE(one.text.empty());
        CAPTURE(one.text);
        if (one.field == field) REQUIRE(unpacked(field, one.text).size() <= 1);
      }
    }
  }
}

TEST_CASE("tables: cells with several values make several, with the cell kept") {
  const Everything all = read_text(
      "Name,Email,Phone\n"
      "Anna Berg,a@b.example ::: a@c.example,0171 5550121 ::: 0561 998877\n"
      "Tom Kern,t@k.example,0351/5550101\n"
      ",Eva Post <e@p.example>,'+49 151 5550101\n",
      "packed.csv");
  REQUIRE(all.records.size() == 3);
  CHECK(fields_of(all.records[0]) == Values{{Field::name, "Anna Berg"},
                                            {Field::email, "a@b.example"},
                                            {Field::email, "a@c.example"},
                                            {Field::phone, "0171 5550121"},
                                            {Field::phone, "0561 998877"}});
  CHECK(all.records[0].payload.find("a@b.example ::: a@c.example") != std::string::npos);
  CHECK(all.records[1].payload.empty());
  CHECK(fields_of(all.records[2]) ==
        Values{{Field::email, "e@p.example"}, {Field::name, "Eva Post"}, {Field::phone, "+49 151 5550101"}});
}

TEST_CASE("tables: a rounded number is told of, and is no id") {
  const Everything all = read_text(
      "Kundennummer;Name;Telefon\n"
      "'6021;Anna Berg;4,91716E+11\n"
      "6,02111E+12;Tom Kern;0351 5550101\n"
      "6023;Eva Post;0351 5550102\n",
      "rounded.csv");
  REQUIRE(all.records.size() == 3);
  CHECK(all.records[0].id == "6021");
  CHECK(all.records[1].id == "#2");
  CHECK(all.notes.size() >= 2);
}

TEST_CASE("tables: birth dates that are days as spreadsheets count them") {
  const Everything all = read_text(
      "Name;Geburtsdatum;PLZ\n"
      "Anna Berg;29280;29345\n"
      "Tom Kern;10959;10959\n"
      "Eva Post;1984-05-06;01067\n"
      "Jan Rau;25569.0;01069\n",
      "serial.csv");
  REQUIRE(all.records.size() == 4);
  CHECK(all.records[0].first(Field::birthdate) == "1980-02-29");
  CHECK(all.records[0].first(Field::postal_code) == "29345");
  CHECK(all.records[1].first(Field::birthdate) == "1930-01-01");
  CHECK(all.records[2].first(Field::birthdate) == "1984-05-06");
  CHECK(all.records[3].first(Field::birthdate) == "1970-01-01");
  const Everything years = read_text("Name;Geburtsdatum\nAnna Berg;1980\nTom Kern;29280\nEva Post;1984\n", "years.csv");
  REQUIRE(years.records.size() == 3);
  CHECK(years.records[1].first(Field::birthdate) == "29280");
}

TEST_CASE("JSON and vCard: values are taken apart, too") {
  const Everything json =
      read_text(R"({"id":"1","email":"Anna Berg <a@b.example>","phone":"0171 5550121; 0561 998877"})", "packed.jsonl");
  REQUIRE(json.records.size() == 1);
  CHECK(fields_of(json.records[0]) == Values{{Field::email, "a@b.example"},
                                             {Field::name, "Anna Berg"},
                                             {Field::phone, "0171 5550121"},
                                             {Field::phone, "0561 998877"}});
  const Everything card =
      read_text("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Berg;Anna;;;\r\nTEL:0171 5550121 ::: 0561 998877\r\nEND:VCARD\r\n",
                "packed.vcf");
  REQUIRE(card.records.size() == 1);
  CHECK(card.records[0].attributes.size() == 4);
}

}  // namespace scv::read
