#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "read/csv.hpp"
#include "read/input.hpp"
#include "table_data.hpp"

namespace scv::read {
namespace {

using test::Everything;
using test::read_text;

std::vector<CsvRow> tokenize(std::string_view text, CsvDialect dialect, base::Arena& arena) {
  CsvTokenizer tokenizer(dialect);
  tokenizer.feed(text.data(), text.data() + text.size(), true);
  std::vector<CsvRow> rows;
  CsvRow row;
  while (tokenizer.next(row, arena) == CsvTokenizer::Step::row) rows.push_back(row);
  return rows;
}

using Values = std::vector<std::string_view>;

}  // namespace

TEST_CASE("the tokenizer follows RFC 4180") {
  base::Arena arena;
  const auto rows = tokenize("a,b,c\r\n\"1,5\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n,,\nlast,\"\",x", {}, arena);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].values == Values{"a", "b", "c"});
  CHECK(rows[1].values == Values{"1,5", "say \"hi\"", "two\nlines"});
  CHECK(rows[2].values == Values{"", "", ""});
  CHECK(rows[3].values == Values{"last", "", "x"});
  CHECK(rows[1].line == 2);
  CHECK(rows[2].line == 4);
  CHECK(rows[3].line == 5);
}

TEST_CASE("line ends of every kind, mixed, with blank lines between") {
  base::Arena arena;
  const auto rows = tokenize("a;b\rc;d\n\n\r\ne;f\r\n\rg;\r", {.delimiter = ';'}, arena);
  REQUIRE(rows.size() == 4);
  CHECK(rows[1].values == Values{"c", "d"});
  CHECK(rows[1].line == 2);
  CHECK(rows[2].line == 5);
  CHECK(rows[3].values == Values{"g", ""});
  CHECK(rows[3].line == 7);
}

TEST_CASE("backslashes, blanks before quotes and stray quotes") {
  base::Arena arena;
  CHECK(tokenize(R"("a \"b\" c";1)", {.delimiter = ';', .backslash = true}, arena)[0].values ==
        Values{"a \"b\" c", "1"});
  CHECK(tokenize("1, \"2,3\" ,4", {}, arena)[0].values == Values{"1", "2,3", "4"});
  const auto stray = tokenize("\"a\"b,5'10\",c\n", {}, arena);
  CHECK(stray[0].values == Values{"\"a\"b", "5'10\"", "c"});
  CHECK(stray[0].stray_quote);
}

TEST_CASE("a quote that is not closed costs its own line only") {
  const Everything all = read_text("id,name,city\n1,\"two\nlines\",Bonn\n2,\"Otto,Kiel\n3,Eva,Ulm\n");
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[0].first(Field::name) == "two\nlines");
  CHECK(all.records[1].id == "3");
  REQUIRE(all.rejects.size() == 1);
  CHECK(all.rejects[0].place.line == 4);
  CHECK(all.rejects[0].reason.find("line 4, column 3") != std::string::npos);
  CHECK(all.rejects[0].raw == "2,\"Otto,Kiel");
  // The next quote of the file does not close it either.
  const Everything next = read_text("id,name,city\n2,\"Otto,Kiel\n3,\"Eva\",Ulm\n4,\"Ute\",Hof\n");
  CHECK(next.records.size() == 2);
  REQUIRE(next.rejects.size() == 1);
  CHECK(next.rejects[0].place.line == 2);
}

TEST_CASE("rows of any length, and what blocks cut, are the same as in one piece") {
  std::string text = "id,name,note\n";
  for (int i = 0; i < 20000; ++i) {
    text += std::to_string(i) + ",\"Müller, \"\"Jo\"\"\",\"line\r\n" +
            std::string(static_cast<std::size_t>(i % 97), 'x') + "\"\r\n";
  }
  const Everything all = read_text(text);
  REQUIRE(all.records.size() == 20000);
  CHECK(all.rejects.empty());
  CHECK(all.notes.empty());
  for (std::size_t i = 0; i < all.records.size(); i += 333) {
    CHECK(all.records[i].id == std::to_string(i));
    CHECK(all.records[i].first(Field::name) == "Müller, \"Jo\"");
    CHECK(all.lines[i] == 2 + 2 * i);
  }
}

TEST_CASE("a row beyond 16 MiB is a reject, and reading goes on") {
  std::string text = "id,name\n1,Anna\n2," + std::string((16u << 20) + 100, 'x') + "\n3,Otto\n";
  const Everything all = read_text(text);
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[1].id == "3");
  CHECK(all.lines[1] == 4);
  REQUIRE(all.rejects.size() == 1);
  CHECK(all.rejects[0].place.line == 3);
  CHECK(all.rejects[0].raw.size() <= 200);
}

TEST_CASE("columns of one name are numbered, at a cost that grows with them") {
  CHECK(read_text("email,email_2,email,email\na@example.org,,,\n").columns ==
        std::vector<std::string>{"email", "email_2", "email_3", "email_4"});
  // Under a second; an hour where each looks for its number from the start.
  constexpr std::size_t kColumns = 40'000;
  std::string header = "email", row = "a@example.org";
  for (std::size_t i = 1; i < kColumns; ++i) header += ",email", row += ",";
  const Everything all = read_text(header + "\n" + row + "\n");
  REQUIRE(all.columns.size() == kColumns);
  CHECK(all.columns.back() == "email_" + std::to_string(kColumns));
  CHECK(all.records.size() == 1);
  // More than the sample shows would be cut in silence.
  CHECK_THROWS_AS(read_text(header + header + "\n" + row + row + "\n"), Error);
}

TEST_CASE("delimiters") {
  for (const char delimiter : {',', ';', '\t', '|', ':'}) {
    CAPTURE(delimiter);
    std::string text;
    for (const char* row : {"id#surname#city", "1#Meier#Bonn", "2#Schulz#Ulm", "3#Lang#Hof"}) {
      std::string line = row;
      std::replace(line.begin(), line.end(), '#', delimiter);
      text += line + "\n";
    }
    const Everything all = read_text(text);
    REQUIRE(all.records.size() == 3);
    CHECK(all.records[1].first(Field::city) == "Ulm");
  }
  const Everything german = read_text("Name;Betrag;Ort\nA, B;1,50;Bonn\nC, D;2,75;Ulm\n");
  CHECK(german.columns == std::vector<std::string>{"Name", "Betrag", "Ort"});
}

TEST_CASE("encodings") {
  const std::string utf8 = "Nachname;Ort\nMüller;Köln\nGroß;Gießen\n";
  const auto narrow = [&](int width, bool little, bool mark) {
    std::string bytes;
    const auto unit = [&](char32_t c) {
      if (width == 1)
        bytes.push_back(static_cast<char>(c));
      else if (little)
        bytes += {static_cast<char>(c & 0xFF), static_cast<char>(c >> 8)};
      else
        bytes += {static_cast<char>(c >> 8), static_cast<char>(c & 0xFF)};
    };
    if (mark) unit(0xFEFF);
    for (std::size_t i = 0; i < utf8.size();) unit(base::next_code_point(utf8, i));
    return bytes;
  };
  for (const std::string& bytes : {utf8, "\xEF\xBB\xBF" + utf8, narrow(1, false, false), narrow(2, true, true),
                                   narrow(2, false, true), narrow(2, true, false), narrow(2, false, false)}) {
    const Everything all = read_text(bytes);
    REQUIRE(all.records.size() == 2);
    CHECK(all.columns == std::vector<std::string>{"Nachname", "Ort"});
    CHECK(all.records[0].first(Field::family_name) == "Müller");
    CHECK(all.records[1].first(Field::city) == "Gießen");
  }
}

TEST_CASE("one row of another encoding in a UTF-8 file is kept, with a note") {
  std::string text = "Nachname;Ort\n";
  for (int i = 0; i < 40; ++i) text += "Müller;Köln\n";
  text += "Gro\xDF;K\xF6ln\n";
  const Everything all = read_text(text);
  REQUIRE(all.records.size() == 41);
  CHECK(all.records[40].first(Field::family_name) == "Groß");
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].place.line == 42);
}

TEST_CASE("ragged rows") {
  const Everything all = read_text(
      "id,surname,city\n1,Meier\n2,Schulz,Ulm,extra,\n3,Lang,Hof,,,\n"
      "4,a,b,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n");
  REQUIRE(all.records.size() == 3);
  CHECK(all.rows[0] == std::vector<std::string>{"1", "Meier", ""});
  CHECK(all.records[1].payload == "{\"column4\":\"extra\"}");
  CHECK(all.records[2].payload.empty());
  CHECK(all.notes.size() == 2);
  REQUIRE(all.rejects.size() == 1);
  CHECK(all.rejects[0].place.line == 5);
}

TEST_CASE("title lines above the header, rows of empty values, NUL bytes") {
  using namespace std::string_literals;
  const Everything all =
      read_text("Kundenliste 2026;;\n\n;;\nNachname;PLZ;Ort\nMeier;53111;Bonn\n;;\nA\0B;01067;Dresden\n"s);
  CHECK(all.columns == std::vector<std::string>{"Nachname", "PLZ", "Ort"});
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[1].first(Field::family_name) == std::string_view("A\0B", 3));
  CHECK(all.lines[0] == 5);
  CHECK(all.notes.size() == 1);
  CHECK(all.rejects.empty());
}

TEST_CASE("a table without a header") {
  const Everything all = read_text(
      "Anna;Meier;anna@example.org;0228 123456;53111\nOtto;Schulz;otto@example.org;0731 998877;89073\n"
      "Peter;Lang;p@example.org;09281 4455;95028\n");
  REQUIRE(all.records.size() == 3);
  CHECK(all.columns[4] == "column5");
  CHECK(all.records[0].id == "1");
  CHECK(all.records[2].first(Field::email) == "p@example.org");
  CHECK(all.records[2].first(Field::phone) == "09281 4455");
  CHECK(all.records[2].first(Field::postal_code) == "95028");
  CHECK(all.records[2].first(Field::given_name) == "Peter");
}

TEST_CASE("source, id, time and payload of a row") {
  const Everything all = read_text(
      "id,source,last_name,updated_at,Anrede\n7,shop,Meier,2026-03-01T10:00:00Z,Frau\n,,Lang,01.02.2026,\n8,,Hof,soon,"
      "\n",
      "crm.csv");
  REQUIRE(all.records.size() == 3);
  CHECK(all.records[0].source == "shop");
  CHECK(all.records[0].id == "7");
  CHECK(all.records[0].updated_at == "2026-03-01T10:00:00Z");
  CHECK(all.records[1].source == "crm");
  CHECK(all.records[1].id == "#2");
  CHECK(all.records[1].updated_at == "2026-02-01");
  CHECK(all.records[2].updated_at.empty());
  CHECK(all.records[2].payload == "{\"updated_at\":\"soon\"}");
}

TEST_CASE("what is no table") {
  using namespace std::string_literals;
  for (const std::string& bytes : {"%PDF-1.7"s, "\x89PNG\r\n"s, std::string(100, '\0') + std::string(50, '\1')}) {
    const test::TemporaryFile file("x.csv", bytes);
    try {
      open(file.path());
      FAIL("a binary was read");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::unsupported);
      CHECK(error.place().file == file.path());
    }
  }
  CHECK_THROWS_AS(open("/no/such/file.csv"), Error);
  CHECK_THROWS_AS(open(std::filesystem::temp_directory_path().string() + "/."), Error);
  CHECK(read_text("").records.empty());
  CHECK(read_text("\n \n").records.empty());
}

TEST_CASE("csv-spectrum's expected JSON is met") {
  const auto folder = test::shared_data("csv_spectrum");
  if (!folder) return;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "csvs")) {
    CAPTURE(entry.path().string());
    const std::string text = test::slurp(entry.path());
    auto expected = nlohmann::json::parse(test::slurp(*folder / "json" / (entry.path().stem().string() + ".json")));
    if (expected.is_object()) {
      // One file's JSON is a bare object, and its phone number is not the one that its CSV has.
      expected = nlohmann::json::array({expected});
      expected[0]["Contact Phone Number"] = "2095257564";
    }
    base::Arena arena;
    const auto rows = tokenize(text, recognise_dialect(text, true), arena);
    REQUIRE(rows.size() == expected.size() + 1);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      nlohmann::json object = nlohmann::json::object();
      for (std::size_t c = 0; c < rows[0].values.size(); ++c)
        object[std::string(rows[0].values[c])] = std::string(rows[i + 1].values[c]);
      CHECK(object == expected[i]);
    }
    ++files;
  }
  CHECK(files >= 12);
}

TEST_CASE("every shared table is read or refused with a clear error") {
  for (const char* name : {"csv_spectrum", "csv_csvlint", "csv_rustcsv", "csv_messytables_horror"}) {
    const auto folder = test::shared_data(name);
    if (!folder) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
      if (!entry.is_regular_file()) continue;
      CAPTURE(entry.path().string());
      try {
        const Everything all = test::read_all(entry.path().string());
        for (const Reject& reject : all.rejects) {
          CHECK(reject.place.line > 0);
          CHECK_FALSE(reject.reason.empty());
        }
      } catch (const Error& error) {
        CHECK_FALSE(error.message().empty());
        CHECK(error.code() == ErrorCode::unsupported);
      }
    }
  }
}

}  // namespace scv::read
