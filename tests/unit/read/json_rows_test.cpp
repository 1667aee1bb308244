#include "read/json_rows.hpp"

#include <doctest/doctest.h>

#include "read/json_split.hpp"
#include "table_data.hpp"

namespace scv::read {

using test::Everything;
using test::read_text;

namespace {

const char* const kAnna = R"({"id":11,"first_name":"Anna","last_name":"Weber","email":"anna@weber.example"})";
const char* const kOtto = R"({"id":12,"first_name":"Otto","last_name":"Lang","email":"otto@lang.example"})";
const std::string kBoth = std::string(kAnna) + "," + kOtto;

void check_both(const std::string& text, const char* name = "api.json") {
  CAPTURE(text);
  const Everything all = read_text(text, name);
  REQUIRE(all.records.size() == 2);
  CHECK(all.rejects.empty());
  CHECK(all.records[0].id == "11");
  CHECK(all.records[0].first(Field::given_name) == "Anna");
  CHECK(all.records[1].id == "12");
  CHECK(all.records[1].first(Field::email) == "otto@lang.example");
}

}  // namespace

TEST_CASE("the rows of a wrapper are found by structure") {
  check_both("{\"users\":[" + kBoth + "],\"count\":2,\"next_page\":null}");
  check_both("\xEF\xBB\xBF{\"users\":[" + kBoth + "]}");
  check_both("{\n \"count\": 2,\n \"users\": [\n  " + std::string(kAnna) + ",\n  " + kOtto + "\n ]\n}\n");
  check_both("{\"users\":[\n" + std::string(kAnna) + ",\n" + kOtto + "\n]}\n");
  check_both("{\"data\":{\"items\":[" + kBoth + "]},\"ok\":true}");
  check_both("{\"data\":{\"people\":{\"edges\":[{\"cursor\":\"a\",\"node\":" + std::string(kAnna) +
             "},{\"cursor\":\"b\",\"node\":" + kOtto + "}]}}}");
  // pages: one a line, an array, an array in an object
  check_both("{\"users\":[" + std::string(kAnna) + "],\"page\":1}\n{\"users\":[" + kOtto + "],\"page\":2}\n",
             "p.jsonl");
  check_both("[{\"users\":[" + std::string(kAnna) + "]},{\"users\":[" + kOtto + "]}]");
  check_both("{\"pages\":[{\"users\":[" + std::string(kAnna) + "]},{\"users\":[" + kOtto + "]}]}");
}

TEST_CASE("values in an inner object are the row's") {
  const auto inner = [](const std::string& name, const std::string& outer) {
    const std::string text = "{\"rows\":[{" + outer + "\"" + name +
                             "\":{\"first_name\":\"Anna\",\"email\":\"anna@weber.example\",\"score\":3}}]}";
    CAPTURE(text);
    const Everything all = read_text(text, "a.json");
    REQUIRE(all.records.size() == 1);
    CHECK(all.records[0].id == "r7");
    CHECK(all.records[0].first(Field::given_name) == "Anna");
    CHECK(all.records[0].payload.find("\"score\":3") != std::string::npos);
  };
  inner("properties", "\"id\":\"r7\",");
  inner("attributes", "\"id\":\"r7\",\"type\":\"people\",");
  inner("_source", "\"_index\":\"c\",\"_id\":\"r7\",");
  inner("fields", "\"id\":\"r7\",\"createdTime\":\"2024-01-01\",");
  // by lines, and with an id inside, too
  const Everything all =
      read_text("{\"id\":1,\"attributes\":{\"id\":5,\"name\":\"Anna Weber\",\"email\":\"a@weber.example\",\"n\":1}}\n",
                "a.jsonl");
  REQUIRE(all.records.size() == 1);
  CHECK(all.records[0].id == "5");
  CHECK(all.records[0].first(Field::name) == "Anna Weber");
}

TEST_CASE("a record with lists of its own is no wrapper") {
  for (
      const char* text : {
          R"({"id":7,"orders":[{"id":1,"sku":"x"},{"id":2,"sku":"y"}]})",
          R"({"id":7,"phones":[{"type":"home","number":"030 5550123"},{"type":"work","number":"030 5550124"}]})",
          R"({"name":"Anna Weber","contacts":[{"name":"A","email":"a@b.example"},{"name":"B","email":"b@b.example"}]})",
          R"({"vorname":"Anna","adressen":[{"strasse":"Weg 1","plz":"01067","ort":"Dresden"}]})",
          R"({"person":{"name":"Anna","emails":[{"type":"home","value":"a@b.example"}]}})",
          R"({"email":"a@b.example","payload":{"users":[{"name":"A","email":"a@c.example"}]}})",
      }) {
    CAPTURE(text);
    const Everything all = read_text(text, "one.json");
    CHECK(all.records.size() == 1);
    CHECK(all.rejects.empty());
    CHECK(all.notes.empty());
  }
}

TEST_CASE("rows of nothing but an address") {
  const Everything all = read_text(
      R"({"subscribers":[{"email":"a@b.example","status":"x"},{"email":"c@b.example"}],"total":2})", "a.json");
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[1].first(Field::email) == "c@b.example");
  const Everything own =
      read_text(R"({"emails":[{"email":"a@b.example","type":"work"},{"email":"c@b.example"}]})", "a.json");
  CHECK(own.records.empty());
  CHECK(own.rejects.size() == 1);
}

TEST_CASE("several arrays: those of contacts are read, the others are counted and told") {
  const Everything all = read_text(
      "{\"users\":[" + kBoth + "],\"suppliers\":[{\"id\":11,\"name\":\"Holz GmbH\",\"phone\":\"030 5550123\"}]," +
          "\"orders\":[{\"id\":1,\"sku\":\"x\"},{\"id\":2,\"sku\":\"y\"}]}",
      "a.json");
  REQUIRE(all.records.size() == 3);
  CHECK(all.records[0].id == "11");
  CHECK(all.records[2].id == "suppliers[]/11");
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].text.find("orders[]: 2 objects") == 0);
}

TEST_CASE("what wraps no customers is refused with its members, or told to be empty") {
  const Everything orders = read_text(R"({"orders":[{"id":1,"sku":"x","qty":2}],"count":1})", "a.json");
  CHECK(orders.records.empty());
  REQUIRE(orders.rejects.size() == 1);
  CHECK(orders.rejects[0].reason.find("'orders', 'count'") != std::string::npos);
  const Everything empty = read_text(R"({"users":[],"count":0})", "a.json");
  CHECK(empty.records.empty());
  REQUIRE(empty.notes.size() == 1);
  CHECK(empty.notes[0].text == "users[] has no rows");
}

TEST_CASE("a wrapper that breaks off keeps its whole rows") {
  const Everything all =
      read_text("{\n\"users\":[\n" + std::string(kAnna) + ",\n{\"id\":12,\"first_name\":\"Ot", "a.json");
  REQUIRE(all.records.size() == 1);
  CHECK(all.records[0].id == "11");
  CHECK(all.lines[0] == 3);
  REQUIRE(all.rejects.size() == 1);
  CHECK(all.rejects[0].place.line == 4);
}

TEST_CASE("interactions in a wrapper") {
  const Everything all = read_text(R"({"contacts":[{"id":"c1","channel":"email","time":"2026-03-01T10:00:00Z",)"
                                   R"("participants":[{"role":"from","kind":"email","value":"a@b.example"}]}]})",
                                   "a.json");
  CHECK(all.records.empty());
  REQUIRE(all.interactions.size() == 1);
  CHECK(all.interactions[0].id == "c1");
}

TEST_CASE("a wrapper larger than a value may be is walked") {
  const std::string filler(16u << 10, 'x');
  std::string text = "{\"meta\":{\"a\":[1,\"]}\"]},\"orders\":[{\"id\":1,\"sku\":\"x\"}],\"users\":[";
  constexpr std::size_t kRows = 1100;
  for (std::size_t i = 0; i < kRows; ++i) {
    text += (i == 0 ? "" : ",\n") + std::string("{\"id\":") + std::to_string(i) +
            ",\"first_name\":\"Anna\",\"email\":\"a" + std::to_string(i) + "@b.example\",\"note\":\"" + filler + "\"}";
  }
  text +=
      "],\"late\":[{\"id\":1,\"name\":\"Otto\",\"email\":\"o@b.example\"}],\"logs\":[{\"a\":1},{\"a\":2}],\"n\":1}\n";
  REQUIRE(text.size() > (16u << 20));
  const Everything all = read_text(text, "a.json");
  CHECK(all.rejects.empty());
  REQUIRE(all.records.size() == kRows + 1);
  CHECK(all.records[kRows - 1].id == std::to_string(kRows - 1));
  CHECK(all.lines[kRows - 1] == kRows);
  CHECK(all.records[kRows].id == "late[]/1");
  REQUIRE(all.notes.size() == 2);
  CHECK(all.notes[0].text.find("logs[]: 2 objects") == 0);
  CHECK(all.notes[1].text.find("orders[]: 1 object") == 0);

  const Everything broken = read_text(text.substr(0, text.size() - 200) + "\"", "a.json");
  CHECK(broken.rejects.size() == 1);
  CHECK(broken.records.size() >= kRows - 1);
}

TEST_CASE("names that say nothing are known by their values, and parts of a date are put together") {
  const char* const given[] = {"Anna", "Otto", "Martin", "Julia", "Stefan", "Petra", "Karin", "Thomas"};
  const char* const family[] = {"Weber", "Lang", "Schneider", "Fischer", "Hoffmann", "Wagner", "Becker"};
  std::string text;
  for (int i = 0; i < 56; ++i) {
    text += std::string("{\"feld1\":\"") + given[i % 8] + "\",\"feld2\":\"" + family[i % 7] + "\",\"feld3\":\"p" +
            std::to_string(i) + "@b.example\",\"birth_year\":" + std::to_string(1950 + i) +
            ",\"birth_month\":" + std::to_string(1 + i % 12) + ",\"birth_day\":" + std::to_string(1 + i % 28) + "}\n";
  }
  const Everything all = read_text(text, "a.jsonl");
  REQUIRE(all.records.size() == 56);
  CHECK(all.records[0].first(Field::given_name) == "Anna");
  CHECK(all.records[0].first(Field::family_name) == "Weber");
  CHECK(all.records[0].first(Field::email) == "p0@b.example");
  CHECK(all.records[0].first(Field::birthdate) == "1950-01-01");
}

TEST_CASE("a name as an object under others' names") {
  const Everything all = read_text(R"({"id":"1","name":{"givenName":"Anna","familyName":"Weber"}})", "a.jsonl");
  REQUIRE(all.records.size() == 1);
  CHECK(all.records[0].first(Field::given_name) == "Anna");
  CHECK(all.records[0].first(Field::family_name) == "Weber");
}

TEST_CASE("inspect tells where the rows are") {
  const test::TemporaryFile file("a.json",
                                 "{\"data\":{\"items\":[" + kBoth + "]},\"orders\":[{\"sku\":\"x\",\"n\":1}]}");
  const Inspection inspection = inspect(file.path());
  CHECK(inspection.why.find("its rows are in data.items[]") != std::string::npos);
  CHECK(inspection.why.find("orders[] looks like no customers") != std::string::npos);
  CHECK(inspection.sampled == 2);
  REQUIRE(inspection.columns.size() == 4);
  CHECK(inspection.columns[1].role == "given_name");
}

TEST_CASE("the beginning of a text as a whole one") {
  const auto closed = [](std::string_view text) {
    std::size_t complete = 0;
    return close_json(text, complete);
  };
  CHECK(closed("{\"a\":[{\"b\":1},{\"c\":") == "{\"a\":[{\"b\":1}]}");
  CHECK(closed("{\"a\":1,\"b\":\"x,") == "{\"a\":1}");
  CHECK(closed("{\"a").empty());
  CHECK(closed("[[1,2") == "[[1]]");
  CHECK(closed("{\"a\":1}{") == "{\"a\":1}");
}

}  // namespace scv::read
