#include <doctest/doctest.h>

#include <random>
#include <string>

#include "base/text.hpp"
#include "scv/record.hpp"
#include "types/json_text.hpp"

using scv::Attribute;
using scv::Field;
using scv::Record;
using scv::record_from_json;
using scv::to_json;

namespace {

Attribute value(Field field, std::string text, std::string type = {}, std::uint16_t group = 0) {
  return {field, group, std::move(text), std::move(type), {}, {}};
}

std::string error_of(std::string_view text) {
  try {
    record_from_json(text);
  } catch (const scv::Error& error) {
    CHECK(error.code() == scv::ErrorCode::parse);
    return std::to_string(error.place().line) + ":" + std::to_string(error.place().column);
  }
  return "none";
}

}  // namespace

TEST_CASE("every field has a name that leads back to it") {
  for (int i = 0; i <= static_cast<int>(Field::other); ++i) {
    const auto field = static_cast<Field>(i);
    CHECK(scv::field_from_string(scv::to_string(field)) == field);
  }
  CHECK(scv::to_string(Field::given_name) == "given_name");
  CHECK(scv::to_string(Field::identifier) == "identifier");
  CHECK_FALSE(scv::field_from_string("Vorname"));
  CHECK_FALSE(scv::field_from_string(""));
}

TEST_CASE("the record of the design reads and writes as it stands there") {
  const std::string text =
      R"({"source":"crm","id":"4711","updated_at":"2026-03-01T10:00:00+01:00","given_name":"Anna","family_name":"Müller",)"
      R"("birthdate":"1980-02-29","organization":"Matratzen-Müller GmbH","email":["anna@example.org"],"phone":["0351 4567-89"],)"
      R"("address":[{"street":"Hauptstr. 5","postal_code":"01067","city":"Dresden","country":"DE"}],)"
      R"("identifier":[{"type":"customer_number","value":"K-0815"}],"payload":{"Anrede":"Frau"}})";
  const Record record = record_from_json(text);
  Record expected{.source = "crm", .id = "4711", .updated_at = "2026-03-01T10:00:00+01:00"};
  expected.add(Field::given_name, "Anna").add(Field::family_name, "Müller").add(Field::birthdate, "1980-02-29");
  expected.add(Field::organization, "Matratzen-Müller GmbH")
      .add(Field::email, "anna@example.org")
      .add(Field::phone, "0351 4567-89");
  expected.add_address({.street = "Hauptstr. 5", .postal_code = "01067", .city = "Dresden", .country = "DE"});
  expected.add(Field::identifier, "K-0815", "customer_number");
  expected.payload = R"({"Anrede":"Frau"})";
  CHECK(record == expected);
  CHECK(to_json(record) == text);
  CHECK(record.first(Field::city) == "Dresden");
  CHECK(record.first(Field::url).empty());
}

TEST_CASE("one value, a list, and values with type and times") {
  const Record record = record_from_json(
      R"({"email":"a@example.org","phone":["1",{"value":"2","type":"work","valid_from":"2020-01-01","valid_to":"2021-01-01"},3],"id":17})");
  REQUIRE(record.attributes.size() == 4);
  CHECK(record.id == "17");
  CHECK(record.attributes[0] == value(Field::email, "a@example.org"));
  CHECK(record.attributes[2] == Attribute{Field::phone, 0, "2", "work", "2020-01-01", "2021-01-01"});
  CHECK(record.attributes[3] == value(Field::phone, "3"));
  CHECK(record.payload.empty());
}

TEST_CASE("names and addresses of one record keep apart") {
  Record record = record_from_json(R"({"name":"Anna Müller"})");
  CHECK(record.attributes == std::vector{value(Field::name, "Anna Müller")});

  record = record_from_json(
      R"({"name":[{"given_name":"Anna","family_name":"Müller"},{"given_name":"Anna","family_name":"Schmidt","type":"birth"}]})");
  REQUIRE(record.attributes.size() == 4);
  CHECK(record.attributes[1] == value(Field::family_name, "Müller", "", 0));
  CHECK(record.attributes[3] == value(Field::family_name, "Schmidt", "birth", 1));

  // A list beside single parts: further names, wherever it stands.
  record = record_from_json(R"({"name":[{"family_name":"Schmidt"}],"given_name":"Anna","family_name":"Müller"})");
  CHECK(record.attributes[0].group == 1);
  CHECK(record.attributes[1].group == 0);
  // The claims of OpenID Connect: the whole name beside its parts.
  record = record_from_json(R"({"name":"Anna Müller","given_name":"Anna","family_name":"Müller"})");
  for (const Attribute& attribute : record.attributes) CHECK(attribute.group == 0);

  record = record_from_json(
      R"({"address":["Hauptstr. 5, Dresden",{"street_address":"Weg 1","locality":"Berlin","type":"work"}]})");
  CHECK(record.attributes == std::vector{value(Field::address, "Hauptstr. 5, Dresden"),
                                         value(Field::street, "Weg 1", "work", 1),
                                         value(Field::city, "Berlin", "work", 1)});
  record = record_from_json(R"({"street":"Weg 1","city":"Berlin"})");
  CHECK(record.attributes == std::vector{value(Field::street, "Weg 1"), value(Field::city, "Berlin")});
}

TEST_CASE("what is not understood is in the payload, as it was written") {
  CHECK(record_from_json(R"({"payload": {"a" : 1.0e5, "b":[ ]} ,"id":"1"})").payload == R"({"a" : 1.0e5, "b":[ ]})");
  CHECK(record_from_json(R"({"job": "driver","Größe": 1.80})").payload == R"({"job":"driver","Größe":1.80})");
  CHECK(record_from_json(R"({"job":1,"payload":[2],"shoe":null})").payload == R"({"job":1,"shoe":null,"payload":[2]})");
  const Record boolean = record_from_json(R"({"email":["a@example.org",true]})");
  CHECK(boolean.first(Field::email) == "a@example.org");
  CHECK(boolean.payload == R"({"email":["a@example.org",true]})");
  const Record part = record_from_json(R"({"address":{"city":"Ulm","geo":[1,2]}})");
  CHECK(part.first(Field::city) == "Ulm");
  CHECK(part.payload == R"({"address":{"city":"Ulm","geo":[1,2]}})");
  CHECK(record_from_json(R"({"id":"1","id":"2"})").payload == R"({"id":"2"})");
  CHECK(record_from_json(R"({"email":null,"id":null})") == Record{});
}

TEST_CASE("a payload that is not JSON, or would break a line, comes back byte for byte") {
  for (const std::string& payload :
       {std::string("not JSON"), std::string("{\n}"), std::string(" {}"), std::string("\xff\x00\xfe", 3),
        std::string("{\"a\":1}"), std::string("null"), std::string("01"), std::string("\xc3"), std::string("\xff\xff"),
        std::string("\"\\u0000\"")}) {
    Record record{.source = "s", .id = "1"};
    record.payload = payload;
    const std::string json = to_json(record);
    CAPTURE(json);
    CHECK(json.find('\n') == std::string::npos);
    CHECK(record_from_json(json) == record);
  }
  CHECK(to_json(Record{.payload = "x"}) == R"({"payload_text":"x"})");
  CHECK(to_json(Record{.payload = "\xff"}) == R"({"payload_base64":"/w=="})");
  CHECK(record_from_json(R"({"payload_base64":"%%%%"})").payload == R"({"payload_base64":"%%%%"})");
}

TEST_CASE("text that is not JSON gets an error with its place") {
  CHECK(error_of("") == "1:1");
  CHECK(error_of("{\"id\":\n  oops}") == "2:3");
  CHECK(error_of("{\"id\":1}\n\nx") == "3:1");
  CHECK(error_of("{\"id\":\"1") == "1:9");
  CHECK(error_of("{\"id\":\"\xff\"}") == "1:8");
  CHECK(error_of("[]") == "1:1");
  CHECK(error_of("{\"id\":01}") == "1:8");
  CHECK(error_of("{\"id\":1,}") == "1:9");
  CHECK(error_of("{\"a\":\"\t\"}") == "1:7");
  CHECK(error_of(std::string(200000, '[')) == "1:513");
  CHECK(error_of("\xEF\xBB\xBF {\"id\":\"1\"} ") == "none");
}

TEST_CASE("escapes in strings") {
  const Record record = record_from_json(R"({"name":"\u00fc\ud83d\ude00\n\"\\\/\ud800x"})");
  CHECK(record.first(Field::name) == "ü😀\n\"\\/\xEF\xBF\xBDx");
}

TEST_CASE("property: a record written and read is the same record") {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const char* const kTexts[] = {"", "Anna", "Müller", "\"q\"\\", "a\nb\t\x01", "😀", "{\"value\":1}", "007", "x y"};
    const auto text = [&] { return std::string(kTexts[below(std::size(kTexts))]); };
    const auto rarely = [&] { return below(5) == 0 ? text() : std::string(); };
    Record record{.source = text(), .id = text(), .updated_at = rarely()};
    const std::size_t count = below(12);
    for (std::size_t i = 0; i < count; ++i) {
      const auto group = static_cast<std::uint16_t>(below(3) == 0 ? (below(20) == 0 ? 65535 : below(4)) : 0);
      record.attributes.push_back({static_cast<Field>(below(static_cast<std::size_t>(Field::other) + 1)), group, text(),
                                   rarely(), rarely(), rarely()});
    }
    if (below(2) == 0) {
      const char* const kPayloads[] = {"{\"a\":[1,2]}", "text", "[", "{\"order\":[0]}",
                                       "{\"payload\":{\"a\":1},\"email\":true}"};
      record.payload = kPayloads[below(std::size(kPayloads))];
    }
    const std::string json = to_json(record);
    CAPTURE(json);
    REQUIRE(scv::types::json::is_value(json));
    REQUIRE(record_from_json(json) == record);
  }
}

TEST_CASE("property: cut and altered documents give a record or an error, never more") {
  const std::string whole = to_json(record_from_json(
      R"({"id":"1","name":[{"given_name":["A","B"],"type":"x"},"C"],"address":[{"city":"Ulm","group":7}],"phone":[{"value":"\u00fc"}],"z":{"a":[1e5,-0.5]}})"));
  for (std::size_t i = 0; i < whole.size(); ++i)
    CHECK_THROWS_AS(record_from_json(std::string_view(whole).substr(0, i)), scv::Error);
  for (unsigned seed = 1; seed <= 20000; ++seed) {
    std::mt19937 random(seed);
    std::string text = whole;
    for (int k = 0; k < 3; ++k) text[random() % text.size()] = "{}[]\",:\\0-eu \xc3"[random() % 14];
    try {
      const Record record = record_from_json(text);
      CAPTURE(text);
      REQUIRE(record_from_json(to_json(record)) == record);
    } catch (const scv::Error& error) {
      REQUIRE(error.place().line == 1);
    }
  }
}

TEST_CASE("an address gets a group of its own") {
  Record record;
  record.add_address({.city = "Ulm"})
      .add_address({.full = "Weg 1, Bonn", .type = "work"})
      .add(Field::city, "Kiel", "", 9);
  record.add_address({.house_number = "5"}).add_address({});
  REQUIRE(record.attributes.size() == 4);
  CHECK(record.attributes[0] == value(Field::city, "Ulm", "", 0));
  CHECK(record.attributes[1] == value(Field::address, "Weg 1, Bonn", "work", 1));
  CHECK(record.attributes[3] == value(Field::house_number, "5", "", 10));
  record.add(Field::city, "Rom", "", 65535);
  CHECK_THROWS_AS(record.add_address({.city = "Ulm"}), scv::Error);
}
