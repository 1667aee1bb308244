// Who fits: exactly, by what is misspelt, within a budget, and as one types.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "../../property/random_people.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Field;
using scv::FindOptions;
using scv::FindReport;
using scv::Hub;
using scv::Record;

Record person(const std::string& id, const char* given, const char* family, const char* city = nullptr) {
  Record record{.source = "crm", .id = id, .updated_at = {}, .attributes = {}, .payload = {}};
  record.add(Field::given_name, given).add(Field::family_name, family);
  if (city) record.add(Field::city, city);
  return record;
}

/// A town with more namesakes in each value than a block may have: 600 people of 20 given and 30 family names.
Hub town() {
  constexpr std::array kGiven = {"Anna",   "Peter",  "Karin",  "Ursula", "Helga", "Michael", "Thomas",
                                 "Sabine", "Klaus",  "Monika", "Jens",   "Ines",  "Heike",   "Frank",
                                 "Uwe",    "Birgit", "Jutta",  "Olaf",   "Silke", "Dirk"};
  constexpr std::array kFamily = {"Müller",  "Schmidt",  "Schneider", "Fischer",  "Weber",      "Wagner",
                                  "Becker",  "Hoffmann", "Schäfer",   "Koch",     "Bauer",      "Richter",
                                  "Klein",   "Wolf",     "Neumann",   "Schwarz",  "Zimmermann", "Braun",
                                  "Krüger",  "Hofmann",  "Hartmann",  "Lange",    "Werner",     "Krause",
                                  "Lehmann", "Köhler",   "Maier",     "Herrmann", "Walter",     "Kaiser"};
  std::vector<Record> records;
  for (const char* given : kGiven) {
    for (const char* family : kFamily) {
      Record& record = records.emplace_back(person(std::string(given) + "." + family, given, family, "Dresden"));
      record.add(Field::birthdate, std::to_string(1940 + records.size() % 61) + "-0" +
                                       std::to_string(1 + records.size() % 7) + "-" +
                                       std::to_string(10 + records.size() % 17));
    }
  }
  Hub hub(":memory:");
  hub.put(person("first", "Rosalind", "Franklin"));  // so that the hub keeps the shipped model
  hub.load(records);
  return hub;
}

std::vector<std::string> names_of(const scv::Completions& completions) {
  std::vector<std::string> names;
  for (const scv::Completion& one : completions.found) names.push_back(one.name);
  return names;
}

}  // namespace

TEST_CASE("a contact point alone weighs what it weighs among all comparisons") {
  const auto people = scv::test::People(scv::test::seed(), {60, 10}).records;
  Hub hub(":memory:");
  for (const Record& record : people) hub.put(record);
  std::size_t compared = 0;
  for (const Record& record : people) {
    for (const Field field : {Field::phone, Field::email}) {
      if (record.first(field).empty()) continue;
      Record query;
      query.add(field, std::string(record.first(field)));
      const auto exact = hub.find(query, {.limit = 100, .exact_only = true});
      const auto all = hub.find(query, {.limit = 1000, .max_candidates = 0});
      for (const scv::Found& one : exact) {
        const auto same = std::find_if(all.begin(), all.end(),
                                       [&](const scv::Found& other) { return other.identity == one.identity; });
        REQUIRE(same != all.end());
        CHECK(same->match_weight == doctest::Approx(one.match_weight));
        CHECK(same->reasons == one.reasons);
        CHECK(hub.find(query, {.limit = 100, .min_weight = one.match_weight, .exact_only = true}).size() ==
              exact.size());
        CHECK(hub.find(query, {.min_weight = one.match_weight + 0.01, .exact_only = true}).empty());
        ++compared;
      }
    }
  }
  CHECK(compared > 100);
}

TEST_CASE("a misspelt name in a town of namesakes is found, whatever the caps of blocks") {
  const Hub hub = town();
  const auto best = [&](const char* given, const char* family, const char* city) {
    const Record query = person("", given, family, city);
    const auto found = hub.find(query, {.limit = 5});
    return found.empty() ? std::string() : found[0].best_record.id;
  };
  CHECK(best("Anna", "Schneidr", "Dresden") == "Anna.Schneider");
  CHECK(best("Karin", "Zimmermnan", "Dresden") == "Karin.Zimmermann");
  CHECK(best("Uwe", "Lhemann", "Dresden") == "Uwe.Lehmann");
  CHECK(best("Uwe", "Gehmann", "Dresden") == "Uwe.Lehmann");  // at its head
  CHECK(best("Uwe", "Gehmann", nullptr) == "Uwe.Lehmann");
  CHECK(best("Klaus", "Becker", nullptr) == "Klaus.Becker");
}

TEST_CASE("a find tells what it gave up") {
  const Hub hub = town();
  const Record query = person("", "Peter", "Webber", "Dresden");
  FindReport report;
  hub.find(query, {.limit = 5, .max_candidates = 0}, &report);
  CHECK(report.candidates > 24);
  CHECK(report.looked_at == report.candidates);
  CHECK(report.compared == 8);
  CHECK_FALSE(report.complete);
  const auto few = hub.find(query, {.limit = 5, .max_candidates = 3}, &report);
  CHECK(report.looked_at == 3);
  CHECK(report.compared == 3);
  CHECK(few[0].best_record.id == "Peter.Weber");
  const auto hurried = hub.find(query, {.limit = 5, .max_time_us = 1}, &report);
  CHECK(report.looked_at <= 1);
  CHECK_FALSE(report.complete);

  Record rosalind;
  rosalind.add(Field::name, "Rosalind Franklin");
  CHECK(hub.find(rosalind, {}, &report).size() == 1);
  CHECK(report.complete);
  CHECK(report.values_left_out == 0);
  CHECK(scv::to_json(report) == R"({"complete":true,"candidates":1,"looked_at":1,"compared":1,"values_left_out":0})");
}

TEST_CASE("what is being typed finds names in any order, addresses and numbers") {
  Hub hub(":memory:");
  Record anna = person("1", "Anna", "Müller");
  anna.add(Field::email, "anna.mueller@example.org").add(Field::phone, "0351 456789");
  hub.put(anna);
  hub.put(person("2", "Anna", "Schmidt"));
  hub.put(person("3", "Annabelle", "Mühlbauer"));
  Record firm{.source = "crm", .id = "4", .updated_at = {}, .attributes = {}, .payload = {}};
  firm.add(Field::organization, "Matratzen-Müller GmbH");
  hub.put(firm);
  hub.put(person("5", "Gottlieb", "Schwarzenberger"));
  hub.put(person("6", "Emil", "Schwarzenbeckner"));
  const auto typed = [&](const char* text) { return names_of(hub.complete(text)); };

  CHECK(typed("mül") == std::vector<std::string>{"Anna Müller", "Matratzen-Müller GmbH"});
  CHECK(typed("MUEL") == typed("mül"));
  CHECK(typed("anna mü") == std::vector<std::string>{"Anna Müller", "Annabelle Mühlbauer"});
  CHECK(typed("mü anna") == typed("anna mü"));
  CHECK(typed("anna")[2] == "Annabelle Mühlbauer");  // whole words first
  CHECK(typed("matr") == std::vector<std::string>{"Matratzen-Müller GmbH"});
  CHECK(typed("schwarzenberger") == std::vector<std::string>{"Gottlieb Schwarzenberger"});
  CHECK(typed("schwarzenb").size() == 2);
  CHECK(typed("gott schwarzenb").size() == 1);
  CHECK(typed("otto").empty());
  CHECK(typed("").empty());
  CHECK(typed(" ,; ").empty());
  for (const std::string text :
       {"0351 45", "+49 351 45", "0049351456789", "351456", "anna.mueller", "anna.mueller@ex"}) {
    CAPTURE(text);
    CHECK(typed(text.c_str()) == std::vector<std::string>{"Anna Müller"});
  }
  CHECK(typed("anna@ex").empty());

  const scv::Completions one = hub.complete("anna", 1);
  CHECK(one.found.size() == 1);
  CHECK_FALSE(one.complete);
  CHECK(scv::to_json(hub.complete("0351 456")) ==
        R"({"found":[{"identity":1,"name":"Anna Müller","matched":"+49351456789",)"
        R"("best_record":{"source":"crm","id":"1"}}],"complete":true})");

  hub.remove("crm", "1");
  CHECK(typed("anna mü") == std::vector<std::string>{"Annabelle Mühlbauer"});
  CHECK(typed("0351 45").empty());
  Record renamed = person("2", "Anna", "Krause");
  hub.put(renamed);
  CHECK(typed("anna schm").empty());
  CHECK(typed("anna kr") == std::vector<std::string>{"Anna Krause"});
}

TEST_CASE("words that thousands have are completed by their most frequent names") {
  const Hub hub = town();
  const scv::Completions found = hub.complete("anna sch", 10);
  // Some namesakes alike are one under the shipped model: those that are left begin as typed.
  CHECK(found.found.size() >= 3);
  for (const std::string& one : names_of(found)) CHECK(one.starts_with("Anna Sch"));
  CHECK(found.complete);
  CHECK_FALSE(hub.complete("s", 5).complete);
  CHECK(hub.complete("s", 5).found.size() == 5);
}

TEST_CASE("a find and a completion see each put that returned before, of another hub on the file as well") {
  std::string name = (std::filesystem::temp_directory_path() / "scv_find_XXXXXX").string();
  const std::string folder = mkdtemp(name.data());
  const std::string path = folder + "/hub.scv";
  {
    Hub writer(path), reader(path);
    std::thread other([&] {
      for (int i = 0; i < 100; ++i) writer.find(person("", "Anna", "Müller"));
    });
    for (int i = 0; i < 100; ++i) {
      const std::string id = std::to_string(i);
      // Names and numbers that are near no others.
      const std::string family = {
          "bdfgklmnrt"[i / 10], 'a', "bdfgklmnrt"[i % 10], 'o', "bdfgklmnrt"[(i / 10 + i) % 10], 'i'};
      Record record = person(id, "Anna", family.c_str());
      const std::string number = std::to_string(4000000 + i * 7919);
      record.add(Field::phone, "+49351" + number).add(Field::birthdate, std::to_string(1900 + i) + "-03-01");
      writer.put(record);
      Record query;
      query.add(Field::phone, std::string(record.first(Field::phone)));
      for (const Hub* hub : {&writer, &reader}) {
        CHECK(hub->find(query, {.exact_only = true}).at(0).best_record.id == id);
        const auto answers = hub->find(record, {.limit = 50});
        CHECK(std::any_of(answers.begin(), answers.end(),
                          [&](const auto& one) { return one.identity == hub->identity_of("crm", id); }));
        CHECK(hub->complete("0351 " + number).found.at(0).best_record.id == id);
      }
    }
    other.join();
  }
  std::filesystem::remove_all(folder);
}
