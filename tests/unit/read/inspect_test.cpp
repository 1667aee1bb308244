#include <doctest/doctest.h>

#include "table_data.hpp"

namespace scv::read {

TEST_CASE("inspect tells format, encoding, delimiter and why") {
  const test::TemporaryFile table("kunden.csv",
                                  "\xEF\xBB\xBFNachname;Vorname;PLZ\nMeier;Anna;53111\nLang;Otto;89073\n");
  const Inspection inspection = inspect(table.path());
  CHECK(inspection.path == table.path());
  CHECK(inspection.format == "csv");
  CHECK(inspection.encoding == "UTF-8");
  CHECK(inspection.delimiter == ";");
  CHECK(inspection.header);
  CHECK(inspection.sampled == 2);
  CHECK_FALSE(inspection.why.empty());
  REQUIRE(inspection.columns.size() == 3);
  CHECK(inspection.columns[0].name == "Nachname");
  CHECK(inspection.columns[0].role == "family_name");
  CHECK(inspection.columns[0].why == "the name 'Nachname'");
  CHECK(inspection.columns[0].filled == doctest::Approx(1));
  CHECK(inspection.columns[0].example == "Meier");
}

TEST_CASE("the format is recognised from the content") {
  const auto format = [](const std::string& name, std::string_view content) {
    const test::TemporaryFile file(name, content);
    const std::string seen = inspect(file.path()).format;
    CHECK(open(file.path())->format() == seen);
    return seen;
  };
  CHECK(format("a.txt", "Nachname\tOrt\nMeier\tBonn\nLang\tUlm\n") == "tsv");
  CHECK(format("a", "{\"id\":1}\n{\"id\":2}\n") == "jsonl");
  CHECK(format("a", "[{\"id\":1}]") == "jsonl");
  CHECK(format("a.txt", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Meier\r\nEND:VCARD\r\n") == "vcard");
  CHECK(format("empty.csv", "") == "csv");
  CHECK(format("notes.csv", "hello\n") == "csv");
}

TEST_CASE("members of JSON objects are inspected, too") {
  const test::TemporaryFile file(
      "a.jsonl", "{\"id\":1,\"Nachname\":\"Meier\",\"hobby\":\"x\"}\n{\"id\":2,\"mail\":\"a@example.org\"}\n");
  const Inspection inspection = inspect(file.path());
  REQUIRE(inspection.columns.size() == 4);
  CHECK(inspection.columns[1].role == "family_name");
  CHECK(inspection.columns[1].filled == doctest::Approx(0.5));
  CHECK(inspection.columns[2].role == "ignore");
  CHECK(inspection.columns[3].role == "email");
  CHECK(inspection.sampled == 2);
}

TEST_CASE("a format that does not exist is named") {
  const test::TemporaryFile file("a.csv", "a,b\n");
  Options options;
  options.format = "xlsx";
  CHECK_THROWS_WITH_AS(open(file.path(), options), doctest::Contains("xlsx"), Error);
  CHECK_THROWS_AS(inspect("/no/such/file"), Error);
}

}  // namespace scv::read
