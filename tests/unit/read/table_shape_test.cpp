#include "read/table_shape.hpp"

#include <doctest/doctest.h>

#include <string>

#include "table_data.hpp"

namespace scv::read {
namespace {

using Row = std::vector<std::string_view>;
using Rows = std::vector<Row>;
using test::Everything;
using test::read_text;

RowFilter filter_of(const Rows& rows) { return RowFilter(rows[0], std::span(rows).subspan(1)); }

std::string refusal_of(const std::string& text, const std::string& name = "notes.txt") {
  try {
    read_text(text, name);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a header is found below a line that is as wide as the rows") {
  const Rows rows{
      {"EXPORT", "500", "21", "Kunden", "3", "20260105101500", "", "RW"},
      {"Nummer", "Firma", "Vorname", "Nachname", "Straße", "Postleitzahl", "Ort", "E-Mail"},
      {"7001", "", "Lea", "Brandt", "Am Wall 3", "28195", "Bremen", "lea@brandt.example"},
      {"7002", "", "Ole", "Carstens", "Hafenstr. 9", "28217", "Bremen", "ole@carstens.example"},
      {"7003", "Reet & Dach GmbH", "", "", "Deichweg 1", "27568", "Bremerhaven", "info@reet.example"},
  };
  const HeaderPlace place = find_header(rows, std::nullopt);
  CHECK(place.header);
  CHECK(place.titles == 1);
}

TEST_CASE("names alone are no header, and the first row of data is not one for the second") {
  const Rows people{{"Anna", "Becker", "Bonn"}, {"Paul", "Schulz", "Köln"}, {"Ida", "Vogt", "Aachen"}};
  CHECK_FALSE(find_header(people, std::nullopt).header);
  const Rows codes{{"7", "Anna", "a@x.example"}, {"8", "Paul", "p@x.example"}, {"9", "Ida", "i@x.example"}};
  CHECK_FALSE(find_header(codes, std::nullopt).header);
}

TEST_CASE("a header in row seven, below short lines") {
  const Rows rows{{"Kundenliste"},
                  {"Stand", "1.3.2026"},
                  {"Filiale", "Nord"},
                  {"Bearbeiter", "Kruse"},
                  {"Seite", "1"},
                  {"vertraulich"},
                  {"Nr", "Name", "Telefon", "Ort", "Geburtsdatum"},
                  {"1", "Anja Roth", "0351 5550101", "Dresden", "1970-02-01"},
                  {"2", "Udo Finke", "0351 5550202", "Pirna", "1981-12-24"}};
  const HeaderPlace place = find_header(rows, std::nullopt);
  CHECK(place.header);
  CHECK(place.titles == 6);
}

TEST_CASE("what sums up, repeats the header or only draws a line is no record") {
  const Rows rows{{"No", "Name", "Phone", "E-mail"},
                  {"1", "Ann Reed", "0351 5550101", "a.reed@x.example"},
                  {"2", "Joe Finch", "0351/5550202", "j.finch@x.example"},
                  {"3", "Sue Marsh", "0351/5550203", "s.marsh@x.example"}};
  const RowFilter filter = filter_of(rows);
  using Verdict = RowFilter::Verdict;
  CHECK(filter.judge(rows[1]) == Verdict::record);
  CHECK(filter.judge(rows[0]) == Verdict::header_again);
  for (const Row& row : Rows{{"Summe", "3", "", ""},
                             {"Total", "3", "", ""},
                             {"", "Itogo", "3", ""},
                             {"合計", "3", "", ""},
                             {"Razem", "3", "", ""},
                             {"(3 rows)", "", "", ""},
                             {"Page 1 of 3", "", "", ""},
                             {"Σ", "3", "", ""},
                             {"Összes ügyfél", "3", "", ""},
                             {"Total customers: 3", "", "", ""}}) {
    CAPTURE(std::string(row[0]));
    CHECK(filter.judge(row) == Verdict::total);
  }
  for (const Row& row : Rows{{"----", "----", "----", "----"}, {"====", "", "", ""}})
    CHECK(filter.judge(row) == Verdict::rule);
  for (const Row& row : Rows{{"4", "Total", "", ""},
                             {"4", "", "", ""},
                             {"", "Summer Page", "", ""},
                             {"", "", "0351 5550204", ""},
                             {"4", "Ann", "", ""}}) {
    CAPTURE(std::string(row[1]));
    CHECK(filter.judge(row) == Verdict::record);
  }
}

TEST_CASE("rows that are no customers are counted as rejected or noted, whatever they say") {
  const Everything all = read_text(
      "No;Name;Phone;E-mail\n1;Ann Reed;0351 5550101;a.reed@x.example\nNo;Name;Phone;E-mail\n2;Joe "
      "Finch;0351/5550202;j.finch@x.example\nTotal;2;;\n");
  CHECK(all.records.size() == 2);
  CHECK(all.rejects.size() + all.notes.size() >= 2);
}

TEST_CASE("text that is no table is refused, with advice") {
  const std::string prose =
      "This licence is granted to you on the terms below, which you accept by using the work.\n"
      "You may copy the work, change it, and give it to others, as long as this text stays with it.\n"
      "No warranty is given: neither for merchantability, nor for fitness, nor for anything else.\n"
      "Where a court finds a term void, the other terms stay, and the void one is read as near as may be.\n"
      "The law of the licensor's seat applies, as far as it may, and its courts decide.\n";
  const std::string chat =
      "[01.03.26, 10:02:11] Anna: Hallo, ist das Rad noch da?\n[01.03.26, 10:03:40] Ben: Ja, noch zu haben\n"
      "[01.03.26, 10:04:02] Anna: Super, wann kann ich kommen?\n[01.03.26, 10:09:55] Ben: Heute ab 18 Uhr, klingeln "
      "bei Krüger\n";
  const std::string log =
      "2026-03-01T10:00:01Z INFO server started, port 8080\n2026-03-01T10:00:02Z WARN slow query, 1200 ms, table "
      "users\n"
      "2026-03-01T10:00:09Z INFO request GET /index.html\n2026-03-01T10:00:11Z ERROR timeout: upstream, retry 3\n";
  const std::string code =
      "#include <stdio.h>\n\nint main(int argc, char **argv) {\n  int i, j;\n  for (i = 0, j = 1; i < argc; ++i) {\n"
      "    printf(\"%s, %d\\n\", argv[i], j);\n  }\n  return 0;\n}\n";
  for (const std::string& text : {prose, chat, log, code}) {
    CAPTURE(text);
    const std::string said = refusal_of(text);
    CHECK_MESSAGE(said.find("csv") != std::string::npos, said);
  }
}

TEST_CASE("short lists and plain tables are no prose") {
  for (const std::string& text :
       {std::string("anna@x.example\nben@y.example\ncleo@z.example\ndora@w.example\n"),
        std::string("Anna Becker\nPaul Schulz\nIda Vogt\nOle Carstens\n"),
        std::string("Becker, Anna\nSchulz, Paul\nVogt, Ida\n"),
        std::string("name,note\nAnna Becker,\"She called twice, and wants her money back. Now.\"\nPaul Schulz,\"Wants "
                    "to be called, on Monday.\"\nIda "
                    "Vogt,\"Nothing to add here, really.\"\n"),
        std::string("2026-03-01,Anna Becker,Bonn\n2026-03-02,Paul Schulz,Köln\n2026-03-03,Ida Vogt,Aachen\n"),
        std::string("12 Church Lane, Bath\n9 High Street, Wells\n1 The Green, Frome\n44 Bridge Road, Bristol\n")}) {
    CAPTURE(text);
    CHECK(refusal_of(text).empty());
  }
}

TEST_CASE("a format that is given reads whatever is there") {
  const std::string prose =
      "One says, that this is text, and goes on to say more of it.\nAnother says, that it goes on for long, and then "
      "ends.\n"
      "A third has no commas in it but says a good deal all the same.\nThe fourth, at last, ends the text, as it "
      "should be.\n";
  CHECK_FALSE(refusal_of(prose).empty());
  CHECK(read_text(prose, "notes.txt", {.format = "csv"}).records.size() >= 3);
}

}  // namespace scv::read
