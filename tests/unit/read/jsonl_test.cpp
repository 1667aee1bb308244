#include <doctest/doctest.h>

#include "table_data.hpp"
#include "types/json_text.hpp"

namespace scv::read {

using test::Everything;
using test::read_text;

namespace {

std::vector<std::string> values(const Record& record, Field field) {
  std::vector<std::string> all;
  for (const Attribute& attribute : record.attributes) {
    if (attribute.field == field) all.push_back(attribute.value);
  }
  return all;
}

}  // namespace

TEST_CASE("JSON Lines: records, interactions and rejects with their places") {
  const Everything all = read_text(
      "{\"id\":\"1\",\"source\":\"crm\",\"given_name\":\"Anna\",\"email\":[\"a@example.org\",\"b@example.org\"],"
      "\"payload\":{\"x\": 1.0}}\n"
      "\n"
      "{\"id\":2,\"name\":\"Otto\",\"hobby\":  [1, 2]}\r\n"
      "{\"id\":3,\n"
      "[1,2]\n"
      "{\"channel\":\"call\",\"id\":\"c1\",\"time\":\"2026-03-01T10:00:00Z\"}\n"
      "{\"name\":\"\xFF\"}\n"
      "{\"name\":\"last\"}",
      "people.jsonl");
  REQUIRE(all.records.size() == 3);
  CHECK(all.records[0].source == "crm");
  CHECK(values(all.records[0], Field::email) == std::vector<std::string>{"a@example.org", "b@example.org"});
  CHECK(all.records[0].payload == "{\"x\": 1.0}");
  CHECK(all.records[1].id == "2");
  CHECK(all.records[1].source == "people");
  CHECK(all.records[1].payload.find("[1, 2]") != std::string::npos);
  CHECK(all.lines[2] == 8);
  CHECK(all.records[2].id == "7");
  REQUIRE(all.interactions.size() == 1);
  CHECK(all.interactions[0].channel == Channel::call);
  CHECK(all.interactions[0].source == "people");
  REQUIRE(all.rejects.size() == 3);
  CHECK(all.rejects[0].place.line == 4);
  CHECK(all.rejects[1].place.line == 5);
  CHECK(all.rejects[1].reason.find("not an object") != std::string::npos);
  CHECK(all.rejects[2].place.line == 7);
  CHECK(all.rejects[2].place.column == 10);
}

TEST_CASE("an e-mail address without a local part is kept as it came, with a note") {
  const auto check = [](std::string_view text, const std::string& name, std::uint64_t line) {
    CAPTURE(name);
    const Everything all = read_text(text, name);
    REQUIRE(all.records.size() == 2);
    CHECK(values(all.records[1], Field::email) == std::vector<std::string>{"@haus.example"});
    REQUIRE(all.notes.size() == 1);
    CHECK(all.notes[0].place.line == line);
    CHECK(all.notes[0].text.find("nothing before the at sign") != std::string::npos);
  };
  check("given_name,family_name,email\nIda,Roth,ida@haus.example\nOle,Brandt,@haus.example\n", "people.csv", 3);
  check(
      "{\"name\":\"Ida Roth\",\"email\":\"ida@haus.example\"}\n{\"name\":\"Ole Brandt\",\"email\":\"@haus.example\"}\n",
      "people.jsonl", 2);
  check("BEGIN:VCARD\nFN:Ida Roth\nEND:VCARD\nBEGIN:VCARD\nFN:Ole Brandt\nEMAIL:@haus.example\nEND:VCARD\n",
        "people.vcf", 4);
}

TEST_CASE("an array of objects, element by element") {
  const Everything all =
      read_text("[\n {\"id\":1,\"name\":\"A, [B]\"},\n {\"id\":2,\"name\":},\n {\"id\":3,\n  \"name\":\"C\\\"]\"}\n]\n",
                "a.json");
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[0].first(Field::name) == "A, [B]");
  CHECK(all.records[1].first(Field::name) == "C\"]");
  CHECK(all.lines[1] == 4);
  REQUIRE(all.rejects.size() == 1);
  CHECK(all.rejects[0].place.line == 3);
  CHECK(read_text("[]", "a.json").rejects.empty());
  for (const char* text : {"[{},]", "[,{}]", "[{}", "[{}]x", "[", "[{}{}]"}) {
    CAPTURE(text);
    CHECK(read_text(text, "a.json").rejects.size() == 1);
  }
}

TEST_CASE("one object over several lines") {
  const Everything all = read_text("{\n  \"id\": 5,\n  \"name\": \"A\"\n}\n{\n  \"id\": 6\n}\n", "a.json");
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[0].id == "5");
  CHECK(all.lines[1] == 5);
}

TEST_CASE("other systems' member names") {
  const Everything flat = read_text(
      "{\"DATA_SOURCE\":\"CUSTOMERS\",\"RECORD_ID\":\"1001\",\"PRIMARY_NAME_LAST\":\"Smith\",\"PRIMARY_NAME_FIRST\":"
      "\"Robert\","
      "\"ADDR_FULL\":\"123 Main St\",\"PHONE_NUMBER\":\"702-919-1300\",\"AMOUNT\": 100}\n",
      "s.jsonl");
  REQUIRE(flat.records.size() == 1);
  const Record& smith = flat.records[0];
  CHECK(smith.source == "CUSTOMERS");
  CHECK(smith.id == "1001");
  CHECK(smith.first(Field::family_name) == "Smith");
  CHECK(smith.first(Field::given_name) == "Robert");
  CHECK(smith.first(Field::address) == "123 Main St");
  CHECK(smith.first(Field::phone) == "702-919-1300");
  CHECK(smith.payload == "{\"AMOUNT\":100}");

  const Everything features = read_text(
      "{\"DATA_SOURCE\":\"C\",\"RECORD_ID\":\"1\",\"FEATURES\":[{\"NAME_TYPE\":\"PRIMARY\",\"NAME_LAST\":\"Smith\","
      "\"NAME_FIRST\":\"Bob\"},"
      "{\"NAME_ORG\":\"Smith Ltd\"},{\"ADDR_TYPE\":\"HOME\",\"ADDR_LINE1\":\"1 Elm\",\"ADDR_CITY\":\"Reno\"},"
      "{\"ADDR_TYPE\":\"WORK\",\"ADDR_LINE1\":\"2 "
      "Oak\",\"ADDR_CITY\":\"Elko\"},{\"EMAIL_ADDRESS\":\"b@example.org\"}]}\n",
      "s.jsonl");
  REQUIRE(features.records.size() == 1);
  const Record& bob = features.records[0];
  CHECK(bob.first(Field::organization) == "Smith Ltd");
  CHECK(values(bob, Field::city) == std::vector<std::string>{"Reno", "Elko"});
  std::vector<std::uint16_t> groups;
  for (const Attribute& attribute : bob.attributes) {
    if (attribute.field == Field::city) groups.push_back(attribute.group);
    if (attribute.field == Field::city && attribute.value == "Reno") CHECK(attribute.type == "home");
  }
  CHECK(groups[0] != groups[1]);
  CHECK(bob.payload.empty());

  const Everything german = read_text(
      "{\"kundennr\":\"K1\",\"Vorname\":\"Eva\",\"Nachname\":\"Lang\",\"anschrift\":{\"strasse\":\"Weg "
      "1\",\"plz\":\"01067\",\"ort\":\"Dresden\"}}\n",
      "s.jsonl");
  CHECK(german.records[0].first(Field::family_name) == "Lang");
  CHECK(german.records[0].first(Field::postal_code) == "01067");
  CHECK(german.records[0].payload.empty());
}

TEST_CASE("a mapping for JSON") {
  Options options;
  options.mapping =
      R"({"format":"jsonl","columns":[{"name":"who","role":"name"},{"name":"key","role":"id"},{"name":"email","role":"ignore"}]})";
  const Everything all = read_text("{\"key\":9,\"who\":\"Anna\",\"email\":\"x@example.org\"}\n", "s.jsonl", options);
  REQUIRE(all.records.size() == 1);
  CHECK(all.records[0].id == "9");
  CHECK(all.records[0].first(Field::name) == "Anna");
  CHECK(all.records[0].first(Field::email).empty());
  CHECK(all.records[0].payload == "{\"email\":\"x@example.org\"}");
}

TEST_CASE("a contact has a channel; a customer may have a column of that name") {
  const Everything all = read_text(
      "{\"id\":\"1\",\"first_name\":\"Anna\",\"email\":\"a@example.org\",\"channel\":\"web\"}\n"
      "{\"id\":\"2\",\"last_name\":\"Petrov\",\"channel\":\"email\"}\n"
      "{\"id\":\"3\",\"channel\":\"chat\",\"text\":\"Guten Tag\"}\n"
      "{\"id\":\"4\",\"channel\":\"carrier pigeon\",\"participants\":[{\"role\":\"from\",\"name\":\"Otto\"}]}\n",
      "channels.jsonl");
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[0].first(Field::given_name) == "Anna");
  CHECK(all.records[0].payload == "{\"channel\":\"web\"}");
  CHECK(all.records[1].first(Field::family_name) == "Petrov");
  REQUIRE(all.interactions.size() == 2);
  CHECK(all.interactions[0].text == "Guten Tag");
  CHECK(all.interactions[1].participants.size() == 1);
}

TEST_CASE("cost grows with the nested names of one object, not with their square") {
  // Some seconds where each is looked at once; hours where each looks at all before it.
  constexpr std::size_t kNames = 200'000;
  std::string line = "{\"id\":\"1\",\"FEATURES\":[{\"NAME_LAST\":\"a\"}";
  for (std::size_t i = 1; i < kNames; ++i) line += ",{\"NAME_LAST\":\"a\"}";
  const Everything all = read_text(line + "]}\n", "features.jsonl");
  REQUIRE(all.records.size() == 1);
  REQUIRE(all.records[0].attributes.size() == kNames);
  CHECK(all.records[0].attributes[0].group == 0);
  CHECK(all.records[0].attributes[2].group == 2);
}

TEST_CASE("a line beyond 16 MiB is a reject, and reading goes on") {
  const Everything all =
      read_text("{\"name\":\"" + std::string(16u << 20, 'x') + "\"}\n{\"name\":\"A\"}\n", "long.jsonl");
  CHECK(all.records.size() == 1);
  REQUIRE(all.rejects.size() == 1);
  CHECK(all.rejects[0].raw.size() <= 200);
}

TEST_CASE("hostile nesting") {
  for (const std::size_t depth : {100u, 100000u}) {
    const Everything all = read_text(
        "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}\n{\"name\":\"A\"}\n", "deep.jsonl");
    CHECK(all.records.size() + all.rejects.size() == 2);
    CHECK(all.records.back().first(Field::name) == "A");
  }
}

TEST_CASE("the JSON test suite: what is no JSON is refused, what is JSON is a record or no object") {
  const auto folder = test::shared_data("json_testsuite");
  if (!folder) return;
  std::size_t accepted = 0, refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "test_parsing")) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    const Everything all = test::read_all(entry.path().string());
    if (name.starts_with("y_")) {
      ++accepted;
      CHECK_NOTHROW(types::json::parse(test::slurp(entry.path())));
      for (const Reject& reject : all.rejects) CHECK(reject.reason.find("not an object") != std::string::npos);
    } else if (name.starts_with("n_")) {
      ++refused;
      CHECK_THROWS_AS(types::json::parse(test::slurp(entry.path())), Error);
      // A file without a single value is read as a file without rows.
      const std::string content = test::slurp(entry.path());
      const bool nothing = content.empty() || content == " " || content == "\xEF\xBB\xBF";
      CHECK((nothing || !all.rejects.empty()));
    }
    for (const Reject& reject : all.rejects) CHECK(reject.place.line > 0);
  }
  CHECK(accepted > 90);
  CHECK(refused > 180);
}

}  // namespace scv::read
