#include "read/workbook.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "table_data.hpp"

#ifdef SCV_WITH_WORKBOOKS
#  include "workbook_data.hpp"

namespace scv::read {
namespace {

using test::Book;
using test::Everything;
using test::read_all;
using test::read_text;
using test::row_of;
using test::xlsx_of;
using Row = std::vector<std::string>;

Options of_sheet(const std::string& sheet) {
  Options options;
  options.sheet = sheet;
  return options;
}

Error complaint_of(const std::string& content, const std::string& name = "book.xlsx", const Options& options = {}) {
  try {
    read_text(content, name, options);
  } catch (const Error& error) {
    return error;
  }
  return Error(ErrorCode::internal, "no complaint");
}

bool noted(const Everything& all, std::string_view text) {
  return std::any_of(all.notes.begin(), all.notes.end(),
                     [&](const types::Note& note) { return note.text.find(text) != std::string::npos; });
}

const std::string kPeople =
    row_of({"Nachname", "Vorname", "Ort"}) + row_of({"Meier", "Anna", "Ulm"}) + row_of({"Lang", "Otto", "Bonn"});

}  // namespace

TEST_CASE("texts of a sheet: shared, rich, inline, of formulas, and escapes") {
  Book book;
  book.texts =
      "<si><t>Name</t></si><si><t>Ort</t></si><si><r><t xml:space=\"preserve\">Meier "
      "</t></r><r><rPr><b/></rPr><t>&amp; Co</t></r>"
      "<rPh sb=\"0\" eb=\"1\"><t>phonetic</t></rPh></si>";
  book.sheets = {
      {"S",
       "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
       "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c><c r=\"C3\" t=\"b\"><v>1</v></c></row>"
       "<row r=\"4\"><c r=\"A4\" t=\"str\"><f>A1&amp;B1</f><v>Lang_x000D_</v></c><c r=\"B4\" t=\"b\"><v>0</v></c></row>"
       "<row r=\"9\" ht=\"12\"><c r=\"B9\" s=\"4\"/></row>"}};
  const Everything all = read_text(xlsx_of(book), "kunden.xlsx");
  CHECK(all.columns == Row{"Name", "Ort"});
  REQUIRE(all.records.size() == 2);
  CHECK(all.rows[0] == Row{"Meier & Co", ""});
  CHECK(all.records[0].payload.find("TRUE") != std::string::npos);
  CHECK(all.rows[1] == Row{"Lang\r", "FALSE"});
  CHECK(all.lines == std::vector<std::uint64_t>{3, 4});
  CHECK(all.records[0].source == "kunden");
  CHECK(all.records[0].id == "1");
}

TEST_CASE("numbers and dates of a sheet are what people see") {
  Book book;
  book.formats =
      "<numFmt numFmtId=\"164\" formatCode=\"00000\"/><numFmt numFmtId=\"165\" formatCode=\"dd\\.mm\\.yyyy\"/>";
  book.styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"22\"/>";
  const std::string data =
      row_of({"Telefon", "PLZ", "Geburtsdatum", "seit", "Kundennr"}) +
      "<row><c><v>4.91716E+11</v></c><c s=\"1\"><v>1067</v></c><c s=\"2\"><v>25569</v></c>"
      "<c s=\"3\"><v>45000.25</v></c><c><v>1.0</v></c></row>"
      "<row><c t=\"e\"><v>#N/A</v></c><c s=\"1\"><f>A1</f></c><c t=\"d\"><v>1970-01-01T00:00:00</v></c>"
      "<c s=\"2\"><v>-4</v></c><c><v>7</v></c></row>";
  book.sheets = {{"S", data}};
  const Everything all = read_text(xlsx_of(book), "a.xlsx");
  REQUIRE(all.rows.size() == 2);
  CHECK(all.rows[0] == Row{"491716000000", "01067", "1970-01-01", "2023-03-15T06:00:00", "1"});
  CHECK(all.rows[1] == Row{"", "", "1970-01-01", "-4", "7"});
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].text.find("cell A3 holds the error #N/A") == 0);
  CHECK(all.notes[0].text.find("2 more cells") != std::string::npos);
  CHECK(to_string(all.notes[0].place).ends_with("a.xlsx:S:3"));

  book.properties = "<workbookPr date1904=\"1\"/>";
  CHECK(read_text(xlsx_of(book), "a.xlsx").rows[0][2] == "1974-01-02");
}

TEST_CASE("each sheet is a table of its own") {
  Book book;
  book.sheets = {{"Kunden", kPeople},
                 {"Leer", ""},
                 {"Lieferanten", row_of({"Liste der Lieferanten"}) + row_of({"Firma", "Ort", "E-Mail"}) +
                                     row_of({"Weber GmbH", "Köln", "info@weber.example"}) +
                                     row_of({"Sand AG", "Mainz", "post@sand.example"})},
                 {"Listen", row_of({"Anrede", "x"}) + row_of({"Herr", "y"}), "", "hidden"}};
  const Everything all = read_text(xlsx_of(book), "buch.xlsx");
  CHECK(all.columns == Row{"Nachname", "Vorname", "Ort", "Firma", "E-Mail", "sheet"});
  REQUIRE(all.records.size() == 4);
  CHECK(all.rows[0] == Row{"Meier", "Anna", "Ulm", "", "", "Kunden"});
  CHECK(all.rows[2] == Row{"", "", "Köln", "Weber GmbH", "info@weber.example", "Lieferanten"});
  CHECK(all.records[0].source == "buch:Kunden");
  CHECK(all.records[2].source == "buch:Lieferanten");
  CHECK(all.lines[2] == 3);
  CHECK(noted(all, "the sheet is hidden"));
  CHECK(noted(all, "a line above the header"));

  SUBCASE("one can be named, by number too, and a hidden one") {
    for (const char* const sheet : {"Lieferanten", "3"}) {
      const Everything one = read_text(xlsx_of(book), "buch.xlsx", of_sheet(sheet));
      CHECK(one.columns == Row{"Firma", "Ort", "E-Mail"});
      CHECK(one.records[0].source == "buch");
    }
    CHECK(read_text(xlsx_of(book), "buch.xlsx", of_sheet("Listen")).records.size() == 1);
    CHECK(read_text(xlsx_of(book), "buch.xlsx", of_sheet("Leer")).records.empty());
  }
  SUBCASE("one that is not there is an error that names those that are") {
    const Error error = complaint_of(xlsx_of(book), "buch.xlsx", of_sheet("Kundne"));
    CHECK(error.code() == ErrorCode::not_found);
    CHECK(error.message() ==
          "there is no sheet 'Kundne'; there are 'Kunden', 'Leer', 'Lieferanten', 'Listen' (hidden)");
    CHECK(complaint_of(xlsx_of(book), "buch.xlsx", of_sheet("5")).code() == ErrorCode::not_found);
    CHECK(complaint_of(xlsx_of(book), "buch.xlsx", of_sheet("0")).code() == ErrorCode::not_found);
  }
  SUBCASE("a source that is given holds for all, and row numbers do not collide") {
    Options options;
    options.source = "crm";
    const Everything named = read_text(xlsx_of(book), "buch.xlsx", options);
    CHECK(named.records[0].source == "crm");
    CHECK(named.records[0].id == "Kunden!1");
    CHECK(named.records[2].id == "Lieferanten!1");
  }
  SUBCASE("the mapping of inspect reads the same sheets in the same way") {
    const test::TemporaryFile file("buch.xlsx", xlsx_of(book));
    const Inspection inspection = inspect(file.path());
    CHECK(inspection.format == "xlsx");
    REQUIRE(inspection.sheets.size() == 4);
    CHECK(inspection.sheets[0].read);
    CHECK_FALSE(inspection.sheets[1].read);
    CHECK(inspection.sheets[3].hidden);
    REQUIRE(inspection.columns.size() == 6);
    CHECK(inspection.columns[3].sheet == "Lieferanten");
    CHECK(inspection.columns[3].role == "organization");
    Options options;
    options.mapping = inspection.mapping;
    const Everything mapped = read_all(file.path(), options);
    CHECK(mapped.rows == all.rows);
    CHECK(mapped.records[0].attributes == all.records[0].attributes);
    options.mapping = R"({"sheets": [{"name": "Lieferanten", "columns": [{"name": "Firma", "role": "ignore"}]}]})";
    const Everything one = read_all(file.path(), options);
    CHECK(one.records.size() == 2);
    CHECK(one.records[0].attributes.empty());
  }
}

TEST_CASE("a workbook is known by its content, and what only looks like one is refused with advice") {
  Book book;
  book.sheets = {{"S", kPeople}};
  const std::string content = xlsx_of(book);
  for (const char* const name : {"a.xlsm", "a.csv", "a", "a.gz"}) CHECK(read_text(content, name).records.size() == 2);
  Options options;
  options.format = "ods";
  CHECK(read_text(content, "a", options).records.size() == 2);
  options.format = "vcard";
  CHECK_THROWS_AS(read_text(content, "a", options), Error);
  options.format = "xlsx";
  CHECK_THROWS_WITH_AS(read_text("a,b\n", "a.xlsx", options), doctest::Contains("is no workbook"), Error);
  const auto message = [](const test::Parts& parts) { return complaint_of(test::zip_of(parts)).message(); };
  CHECK(message({{"a.csv", "a,b\n"}}) == "is a zip archive, but no workbook; unpack it");
  CHECK(message({{"_rels/.rels", "<Relationships/>"}, {"word/document.xml", "x"}}).find("Word") != std::string::npos);
  CHECK(message({{"_rels/.rels", "<Relationships/>"}, {"xl/workbook.bin", "x"}}).find(".xlsb") != std::string::npos);
  CHECK(message({{"mimetype", "application/vnd.oasis.opendocument.text"}}).find("no table") != std::string::npos);
  CHECK(message({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                 {"META-INF/manifest.xml", "<m:encryption-data/>"},
                 {"content.xml", "garbage"}})
            .find("password") != std::string::npos);
}

TEST_CASE("damage is an error with its place, never a crash") {
  Book book;
  book.texts = "<si><t>Nachname</t></si>";
  std::string data = "<row><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>Ort</t></is></c></row>";
  for (int i = 0; i < 3000; ++i) data += row_of({"Meier" + std::to_string(i * 7919), "Ulm"});
  book.sheets = {{"S", data}};
  const std::string whole = xlsx_of(book);
  const auto with = [&](const std::string& name, const std::string& content) {
    test::Parts parts = test::parts_of(book);
    for (auto& [part, text] : parts) {
      if (part == name) text = content;
    }
    return test::zip_of(parts);
  };
  SUBCASE("the archive, cut off and changed anywhere") {
    for (std::size_t size = 4; size < whole.size(); size += 997) {
      CHECK(complaint_of(whole.substr(0, size)).code() == ErrorCode::parse);
    }
    for (std::size_t at = 0; at < whole.size(); at += 131) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 0x55);
      CHECK_NOTHROW(complaint_of(changed));
    }
  }
  SUBCASE("XML that is cut off") {
    const std::string& sheet = "xl/worksheets/sheet1.xml";
    const Error error = complaint_of(with(sheet, "<worksheet><sheetData>" + data));
    CHECK(error.code() == ErrorCode::parse);
    CHECK(error.message().find("part 'xl/worksheets/sheet1.xml'") != std::string::npos);
    CHECK(error.message().find("cut off") != std::string::npos);
    CHECK(error.place().sheet == "S");
    CHECK(error.place().line == 3001);
    CHECK(complaint_of(with("xl/workbook.xml", "<workbook><sheets>")).code() == ErrorCode::parse);
  }
  SUBCASE("entities are not expanded") {
    const std::string bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData><row><c "
        "t=\"str\">"
        "<v>&b;</v></c></row></sheetData></worksheet>";
    CHECK(complaint_of(with("xl/worksheets/sheet1.xml", bomb)).message().find("document type") != std::string::npos);
  }
  SUBCASE("elements within elements") {
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "<a>";
    CHECK(complaint_of(with("xl/worksheets/sheet1.xml", deep)).message().find("nested") != std::string::npos);
  }
  SUBCASE("a tag without an end") {
    const std::string tag = "<worksheet a=\"" + std::string(20u << 20, 'x');
    CHECK(complaint_of(with("xl/worksheets/sheet1.xml", tag)).message().find("longer than") != std::string::npos);
  }
  SUBCASE("texts that are not there reject the row") {
    const std::string sheet = "<worksheet><sheetData>" + kPeople +
                              "<row><c t=\"s\"><v>17</v></c></row><row><c t=\"s\"><v>-1</v></c></row>" +
                              row_of({"Sand", "Ute", "Hof"}) + "</sheetData></worksheet>";
    const Everything all = read_text(with("xl/worksheets/sheet1.xml", sheet), "a.xlsx");
    CHECK(all.records.size() == 3);
    REQUIRE(all.rejects.size() == 2);
    CHECK(all.rejects[0].reason == "cell A4 names the shared text 17, and the workbook has 1 of them");
    CHECK(all.rejects[0].place.line == 4);
    CHECK(all.rejects[0].place.sheet == "S");
  }
  SUBCASE("a sheet that is not there") {
    test::Parts parts = test::parts_of(book);
    std::erase_if(parts, [](const auto& part) { return part.first.find("sheet1") != std::string::npos; });
    CHECK(complaint_of(test::zip_of(parts)).message().find("sheet1.xml") != std::string::npos);
  }
}

TEST_CASE("a sheet is as wide as it is, and no wider") {
  Book book;
  std::string wide =
      "<row r=\"4\"><c r=\"XFE4\"><v>1</v></c></row><row r=\"5\"><c r=\"ZZZZZZZZZZ5\"><v>1</v></c></row>";
  wide += "<row r=\"6\"><c r=\"XFD6\"><v>1</v></c></row>";
  book.sheets = {{"S", kPeople + wide}};
  const Everything all = read_text(xlsx_of(book), "a.xlsx");
  CHECK(all.records.size() == 2);
  REQUIRE(all.rejects.size() == 3);
  CHECK(all.rejects[0].reason.find("16,384") != std::string::npos);
  CHECK(all.rejects[2].reason.find("the table 3 columns") != std::string::npos);

  std::string cells;
  for (int i = 0; i < 100000; ++i) cells += "<c><v>1</v></c>";
  book.sheets = {{"S", kPeople + "<row>" + cells + "</row>"}};
  CHECK(read_text(xlsx_of(book), "a.xlsx").rejects.size() == 1);
}

TEST_CASE("a bomb is an error, and takes no memory") {
  Book book;
  std::string blanks(64u << 20, ' ');
  book.sheets = {{"S", kPeople + blanks + blanks + blanks + blanks + blanks}};
  CHECK(complaint_of(xlsx_of(book)).message().find("400 times") != std::string::npos);
  book.sheets = {{"S", kPeople}};
  std::string texts;
  for (int i = 0; i < 6; ++i) texts += "<si><t>" + std::string(15u << 20, 'x') + "</t></si>";
  book.texts = texts;
  CHECK(complaint_of(xlsx_of(book)).message().find("shared texts") != std::string::npos);
}

TEST_CASE("merged cells among the rows are told of") {
  Book book;
  book.sheets = {{"S", kPeople, "<mergeCells><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"A2:A3\"/></mergeCells>"}};
  const Everything all = read_text(xlsx_of(book), "a.xlsx");
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].text.find("1 merged area lies among the rows, the first one in A2:A3") == 0);
}

TEST_CASE("a workbook comes in a pipe and packed once more, too") {
  Book book;
  book.sheets = {{"S", kPeople}};
  auto source = ByteSource::of_text(xlsx_of(book), "-");
  const auto reader = open_workbook(std::move(source), {}, {});
  types::Batch batch;
  REQUIRE(reader->next(batch));
  CHECK(batch.records.size() == 2);
  CHECK(batch.records[0].source == "stdin");
}

TEST_CASE("sheets of OpenDocument: typed values, repetition, paragraphs") {
  const auto cell = [](const std::string& attributes, const std::string& text) {
    return "<table:table-cell " + attributes + "><text:p>" + text + "</text:p></table:table-cell>";
  };
  const std::string header = "<table:table-row>" + cell("office:value-type=\"string\"", "Name") + cell("", "PLZ") +
                             cell("", "Geburtsdatum") + cell("", "Telefon") + cell("", "Notiz") +
                             "<table:table-cell table:number-columns-repeated=\"16379\"/></table:table-row>";
  const std::string rows =
      "<table:table-row>" +
      cell("office:value-type=\"string\"", "Anna<text:s text:c=\"2\"/>Meier\n  geb. <text:span>Lang</text:span>") +
      cell("office:value-type=\"float\" office:value=\"1067\"", "01067") +
      cell("office:value-type=\"date\" office:date-value=\"1970-01-01T00:00:00\"", "01.01.70") +
      cell("office:value-type=\"float\" office:value=\"491716000000\"", "4,91716E+11") +
      "<table:table-cell><office:annotation><text:p>a "
      "comment</text:p></office:annotation><text:p>one</text:p><text:p>two</text:p>"
      "</table:table-cell></table:table-row>"
      "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell "
      "table:number-columns-repeated=\"16384\"/></table:table-row>"
      "<table:table-row table:number-rows-repeated=\"3\">" +
      cell("office:value-type=\"string\"", "Otto") +
      cell("office:value-type=\"float\" office:value=\"1234\"", "1.234") +
      cell("office:value-type=\"string\" calcext:value-type=\"error\"", "#N/A") +
      cell("office:value-type=\"boolean\" office:boolean-value=\"true\" table:number-columns-repeated=\"2\"", "WAHR") +
      "</table:table-row>";
  const std::string content = test::ods_of(
      "<table:tracked-changes><table:table-cell><text:p>old</text:p></table:table-cell></table:tracked-changes>"
      "<table:table table:name=\"Kunden\">" +
          header + rows +
          "</table:table><table:table table:name=\"Versteckt\" table:style-name=\"ta2\"><table:table-row>" +
          cell("", "x") + "</table:table-row></table:table>",
      "<style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style>");
  const Everything all = read_text(content, "kunden.ods");
  REQUIRE(all.rows.size() == 4);
  CHECK(all.columns == Row{"Name", "PLZ", "Geburtsdatum", "Telefon", "Notiz"});
  CHECK(all.rows[0] == Row{"Anna  Meier geb. Lang", "01067", "1970-01-01", "491716000000", "one\ntwo"});
  CHECK(all.rows[3] == Row{"Otto", "1234", "", "TRUE", "TRUE"});
  CHECK(all.lines == std::vector<std::uint64_t>{2, 1000003, 1000004, 1000005});
  CHECK(all.records[0].source == "kunden");
  CHECK(noted(all, "the sheet is hidden"));
  CHECK(noted(all, "cell C1000003 holds the error #N/A"));
  CHECK(read_text(content, "kunden.ods", of_sheet("Versteckt")).columns.size() == 1);
}

TEST_CASE("repeated rows stream, and a few bytes do not become a billion values") {
  const auto rows = [](std::uint64_t times, const std::string& columns) {
    return test::ods_of("<table:table table:name=\"T\"><table:table-row table:number-rows-repeated=\"" +
                        std::to_string(times) + "\"><table:table-cell table:number-columns-repeated=\"" + columns +
                        "\"><text:p>Meier</text:p></table:table-cell></table:table-row></table:table>");
  };
  const Everything all = read_text(rows(20000, "3"), "a.ods");
  CHECK(all.rows.size() == 20000);
  CHECK(all.rows.back() == Row{"Meier", "Meier", "Meier"});
  CHECK(all.lines.back() == 20000);
  CHECK(complaint_of(rows(1000000000, "3"), "a.ods").message().find("64 million") != std::string::npos);
  CHECK(read_text(rows(1, "1000000000"), "a.ods").rejects.size() == 1);
}

TEST_CASE("workbooks of other programs") {
  for (const char* const folder : {"csv_messytables_horror", "csv_csvlint"}) {
    const auto data = test::shared_data(folder);
    if (!data) continue;
    for (const auto& entry : std::filesystem::directory_iterator(*data)) {
      const std::string kind = entry.path().extension().string();
      if (kind != ".xlsx" && kind != ".xlsm" && kind != ".ods") continue;
      const Everything all = test::read_all(entry.path().string());
      MESSAGE(entry.path().filename().string()
              << ": " << all.records.size() << " records, " << all.columns.size() << " columns, " << all.rejects.size()
              << " rejects, " << all.notes.size() << " notes");
      CHECK(all.rejects.empty());  // one of them is empty
    }
  }
}

}  // namespace scv::read

#endif
