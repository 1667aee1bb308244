#include "identity/golden.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "identity/compare_values.hpp"

using scv::Field;
using scv::GoldenValue;
using scv::Record;
using scv::identity::golden_record;

namespace {

/// A part with its numbers.
struct Part {
  std::vector<std::int64_t> records;
  std::vector<scv::IdentityId> old_ids;
};
std::vector<scv::identity::Takeover> take_over_ids(const std::vector<Part>& parts) {
  std::vector<scv::identity::Part> views;
  for (const Part& part : parts) views.push_back({part.records, part.old_ids});
  return scv::identity::take_over_ids(views);
}

Record person(std::string source, std::string id, std::string updated_at, std::string given, std::string family) {
  Record record{.source = std::move(source), .id = std::move(id), .updated_at = std::move(updated_at)};
  if (!given.empty()) record.add(Field::given_name, std::move(given));
  if (!family.empty()) record.add(Field::family_name, std::move(family));
  return record;
}

std::vector<std::string> values(const std::vector<GoldenValue>& golden, Field field) {
  std::vector<std::string> result;
  for (const GoldenValue& value : golden) {
    if (value.value.field == field) result.push_back(value.value.value);
  }
  return result;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("nothing in, nothing out; one record gives its own values") {
  CHECK(golden_record({}).empty());
  const std::vector<Record> one{
      person("crm", "1", "", "Anna", "Müller").add(Field::email, "a@example.org").add(Field::phone, "-")};
  const auto golden = golden_record(one);
  REQUIRE(golden.size() == 3);
  CHECK(golden[0].value.value == "Anna");
  CHECK(golden[0].reason == "only value");
  CHECK(golden[2].value.field == Field::email);
  CHECK(golden[2].from == std::vector<scv::RecordKey>{{"crm", "1"}});
}

TEST_CASE("the most recent name wins whole, and says why") {
  const std::vector<Record> records{person("crm", "1", "2020-01-01", "Anna", "Müller"),
                                    person("shop", "2", "2024-01-01", "Anna", "Schmidt"),
                                    person("mail", "3", "", "Anna", "Müller")};
  const auto golden = golden_record(records);
  CHECK(values(golden, Field::family_name) == Strings{"Schmidt"});
  CHECK(golden[0].reason == "most recent");
  CHECK(golden[0].from.front() == scv::RecordKey{"shop", "2"});

  const Strings rank{"crm"};
  const auto ranked = golden_record(records, rank);
  CHECK(values(ranked, Field::family_name) == Strings{"Müller"});
  CHECK(ranked[0].reason == "source rank");
  CHECK(ranked[0].from == std::vector<scv::RecordKey>{{"crm", "1"}, {"mail", "3"}});
}

TEST_CASE("without times the most frequent wins, then the most complete, then the first record") {
  std::vector<Record> records{person("a", "1", "", "Jon", "Smith"), person("a", "2", "", "John", "Smith"),
                              person("a", "3", "", "John", "Smith")};
  auto golden = golden_record(records);
  CHECK(values(golden, Field::given_name) == Strings{"John"});
  CHECK(golden[0].reason == "most frequent");
  records.pop_back();
  golden = golden_record(records);
  CHECK(values(golden, Field::given_name) == Strings{"John"});
  CHECK(golden[0].reason == "most complete");
  records[1] = person("a", "0", "", "Jan", "Smith");
  golden = golden_record(records);
  CHECK(values(golden, Field::given_name) == Strings{"Jan"});
  CHECK(golden[0].reason == "first record");
}

TEST_CASE("a shorter form of a name does not displace the full one, however new it is") {
  const std::vector<Record> records{
      person("crm", "1", "2020-01-01", "Anna", "Müller"), person("mail", "2", "2025-01-01", "A.", "Mueller"),
      person("phone", "3", "2026-01-01", "", "MÜLLER"), person("old", "4", "2023-01-01", "Berta", "Meier")};
  CHECK(values(golden_record(records), Field::given_name) == Strings{"Anna"});
  CHECK(values(golden_record(records), Field::family_name) == Strings{"Müller"});
}

TEST_CASE("parts of one name come from one record, and from a well-written one") {
  std::vector<Record> records{person("a", "1", "2020-01-01", "ANNA", "MUELLER"),
                              person("b", "1", "2019-01-01", "Anna", "Müller")};
  CHECK(values(golden_record(records), Field::family_name) == Strings{"Müller"});
  Record whole{.source = "c", .id = "1", .updated_at = "2025-01-01"};
  whole.add(Field::name, "Müller, Anna");
  records.push_back(whole);
  const auto golden = golden_record(records);
  CHECK(values(golden, Field::name).empty());
  CHECK(values(golden, Field::given_name) == Strings{"Anna"});
  CHECK(golden[0].from == std::vector<scv::RecordKey>{{"b", "1"}, {"a", "1"}, {"c", "1"}});
}

TEST_CASE("lineage names a title's own records alone") {
  const std::vector<Record> records{person("a", "1", "", "Anna", "Müller"),
                                    person("b", "1", "", "Anna", "Müller").add(Field::name_prefix, "Dr.")};
  for (const GoldenValue& value : golden_record(records)) {
    CHECK(value.from.front() == scv::RecordKey{"b", "1"});
    CHECK(value.from.size() == (value.value.field == Field::name_prefix ? 1 : 2));
  }
}

TEST_CASE("an address stays whole, and one that has ended gives way") {
  Record a{.source = "crm", .id = "1", .updated_at = "2020-01-01"};
  a.add_address({.street = "Hauptstraße 5", .postal_code = "01067", .city = "Dresden"});
  Record b{.source = "mail", .id = "1", .updated_at = "2026-01-01"};
  b.add_address({.city = "Dresden"});
  Record c{.source = "shop", .id = "1", .updated_at = "2024-01-01"};
  c.add_address({.street = "Weg 1", .postal_code = "10115", .city = "Berlin"});
  std::vector<Record> records{a, b, c};
  auto golden = golden_record(records);
  CHECK(values(golden, Field::street) == Strings{"Hauptstraße 5"});
  CHECK(values(golden, Field::city) == Strings{"Dresden"});
  for (auto& attribute : records[0].attributes) attribute.valid_to = "2021-01-01";
  records.erase(records.begin() + 1);
  CHECK(values(golden_record(records), Field::city) == Strings{"Berlin"});
  // The same address in two spellings is one.
  Record d{.source = "x", .id = "1"};
  d.add_address({.street = "Hauptstr. 5", .postal_code = "01067", .city = "DRESDEN"});
  const std::vector<Record> spelled{a, d};
  golden = golden_record(spelled);
  CHECK(golden[0].reason == "only value");
  CHECK(golden[0].from.size() == 2);
}

TEST_CASE("each phone number once, however it is written") {
  Record a{.source = "a", .id = "1", .updated_at = "2020-01-01"};
  a.add(Field::phone, "030/23125001").add(Field::phone, "+49 (0)30 23125002").add(Field::phone, "0000");
  Record b{.source = "b", .id = "1", .updated_at = "2022-01-01"};
  b.add(Field::phone, "+49 30 23125001").add(Field::phone, "0049 30 23125002").add(Field::phone, "030 23125003");
  const std::vector<Record> records{a, b};
  const auto golden = golden_record(records);
  const Strings phones = values(golden, Field::phone);
  CHECK(std::set<std::string>(phones.begin(), phones.end()).size() == phones.size());
  CHECK(phones.size() == 3);
  CHECK(std::find(phones.begin(), phones.end(), "+49 30 23125001") != phones.end());
  // Two countries' numbers with the same national digits are two.
  Record c{.source = "c", .id = "1"};
  c.add(Field::phone, "+43 30 23125001");
  const std::vector<Record> more{a, b, c};
  CHECK(values(golden_record(more), Field::phone).size() == 4);
}

TEST_CASE("each e-mail address, organisation, identifier and page once, best first") {
  Record a{.source = "a", .id = "1", .updated_at = "2020-01-01"};
  a.add(Field::email, "Anna@Example.org")
      .add(Field::organization, "MUELLER GMBH")
      .add(Field::identifier, "K-0815", "customer_number");
  a.add(Field::url, "https://www.example.org/");
  Record b{.source = "b", .id = "1", .updated_at = "2022-01-01"};
  b.add(Field::email, "anna@example.org").add(Field::email, "b@example.org").add(Field::organization, "Müller GmbH");
  b.add(Field::identifier, "k0815", "Customer number")
      .add(Field::identifier, "K-0815", "vat")
      .add(Field::url, "example.org");
  const std::vector<Record> records{a, b};
  const auto golden = golden_record(records);
  CHECK(values(golden, Field::email).size() == 2);
  CHECK(values(golden, Field::email)[0].size() == std::string("anna@example.org").size());
  CHECK(values(golden, Field::organization) == Strings{"Müller GmbH"});
  CHECK(values(golden, Field::identifier).size() == 2);
  CHECK(values(golden, Field::url).size() == 1);
}

TEST_CASE("a birthdate that is none gives way; columns of their own are kept one by one") {
  Record a{.source = "a", .id = "1", .updated_at = "2025-01-01"};
  a.add(Field::birthdate, "31.02.1980").add(Field::other, "blue", "colour").add(Field::other, "42", "shoe size");
  Record b{.source = "b", .id = "1", .updated_at = "2020-01-01"};
  b.add(Field::birthdate, "1980-02-28").add(Field::other, "n/a", "colour");
  Record c{.source = "c", .id = "1"};
  c.add(Field::birthdate, "28.2.1980");
  std::vector<Record> records{a};
  CHECK(values(golden_record(records), Field::birthdate) == Strings{"31.02.1980"});
  records = {a, b, c};
  const auto golden = golden_record(records);
  CHECK(values(golden, Field::birthdate) == Strings{"1980-02-28"});
  CHECK(golden[0].from.size() == 2);
  CHECK(values(golden, Field::other) == Strings{"blue", "42"});
}

TEST_CASE(
    "property: the golden record does not depend on the records' order, is in order of field, and invents nothing") {
  const Strings words{"Anna", "anna", "A.",           "Müller",          "Mueller",    "MÜLLER",    "Berta",
                      "",     "n/a",  "030 23125001", "+49 30 23125001", "1980-02-29", "29.02.1980"};
  for (unsigned seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<Record> records(1 + random() % 6);
    for (std::size_t i = 0; i < records.size(); ++i) {
      records[i].source = random() % 2 ? "crm" : "mail";
      records[i].id = std::to_string(i);
      if (random() % 2) records[i].updated_at = random() % 2 ? "2020-01-01" : "2024-05-05T10:00:00Z";
      for (std::size_t k = random() % 8; k > 0; --k) {
        records[i].add(static_cast<Field>(random() % (static_cast<unsigned>(Field::other) + 1)),
                       words[random() % words.size()], random() % 3 ? "" : "x",
                       static_cast<std::uint16_t>(random() % 2));
      }
    }
    const Strings rank = random() % 2 ? Strings{"mail"} : Strings{};
    const auto golden = golden_record(records, rank);
    for (std::size_t i = 0; i < golden.size(); ++i) {
      if (i > 0) REQUIRE(golden[i - 1].value.field <= golden[i].value.field);
      REQUIRE_FALSE(golden[i].value.value.empty());
      REQUIRE_FALSE(golden[i].reason.empty());
      const scv::RecordKey& key = golden[i].from.at(0);
      const auto record = std::find_if(records.begin(), records.end(),
                                       [&](const Record& r) { return r.source == key.source && r.id == key.id; });
      REQUIRE(record != records.end());
      REQUIRE(std::any_of(record->attributes.begin(), record->attributes.end(), [&](const scv::Attribute& a) {
        return a.field == golden[i].value.field && a.value == golden[i].value.value;
      }));
      std::set<scv::RecordKey> distinct(golden[i].from.begin(), golden[i].from.end());
      REQUIRE(distinct.size() == golden[i].from.size());
    }
    std::shuffle(records.begin(), records.end(), random);
    const auto again = golden_record(records, rank);
    REQUIRE(again.size() == golden.size());
    for (std::size_t i = 0; i < golden.size(); ++i) {
      REQUIRE(again[i].value == golden[i].value);
      REQUIRE(again[i].from == golden[i].from);
      REQUIRE(again[i].reason == golden[i].reason);
    }
  }
}

TEST_CASE("keys of dates, phones and words") {
  using namespace scv::identity;
  CHECK(date_key("1980-02-29") == "19800229");
  CHECK(date_key("29.2.1980") == "19800229");
  CHECK(date_key("19800229") == "19800229");
  CHECK(date_key("1980-02-29T00:00:00Z") == "19800229");
  CHECK(date_key("29.02.1981").empty());
  CHECK(date_key("").empty());
  CHECK(date_key(std::string(100000, '9')).empty());
  CHECK(phone_key("+49 (0)30 1") == "+49301");
  CHECK(phone_key("0049301") == "+49301");
  CHECK(phone_key("(030) 1") == "301");
  CHECK(phone_key("keine").empty());
  CHECK(without_country_code("49301") == "301");
  CHECK(without_country_code("359888") == "888");
  CHECK(without_country_code("1212") == "212");
  CHECK(words("O’Neil-Straße ÉÄ") == Strings{"oneil", "strasse", "éae"});
  CHECK(loose_key(" N/A ").empty());
  CHECK(loose_key("\xff\xfe").size() > 0);
}

TEST_CASE("ids: created, kept, merged, split") {
  const std::vector<Part> created{{{1, 2}, {0, 0}}};
  CHECK(take_over_ids(created)[0].id == 0);
  const std::vector<Part> joined{{{1, 2}, {7, 0}}};
  CHECK(take_over_ids(joined)[0].id == 7);
  CHECK(take_over_ids(joined)[0].merged.empty());
  const std::vector<Part> merged{{{5, 1, 9}, {9, 8, 7}}};
  CHECK(take_over_ids(merged)[0].id == 7);
  CHECK(take_over_ids(merged)[0].merged == std::vector<scv::IdentityId>{8, 9});
  const std::vector<Part> split{{{3, 4}, {7, 7}}, {{2}, {7}}, {{5}, {7}}};
  const auto ids = take_over_ids(split);
  CHECK(ids[0].id == 0);
  CHECK(ids[1].id == 7);
  CHECK(ids[2].id == 0);
  // Split and merge at once: the old identity 7 goes with record 1, and takes 8 in.
  const std::vector<Part> both{{{1, 3}, {7, 8}}, {{2}, {7}}};
  CHECK(take_over_ids(both)[0].id == 7);
  CHECK(take_over_ids(both)[0].merged == std::vector<scv::IdentityId>{8});
  CHECK(take_over_ids(both)[1].id == 0);
  CHECK(take_over_ids({}).empty());
}

TEST_CASE("property: an id is never given twice, every old id ends somewhere, the oldest record decides") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t count = 1 + random() % 20;
    std::vector<std::int64_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 1);
    std::shuffle(numbers.begin(), numbers.end(), random);
    std::vector<Part> parts(1 + random() % 6);
    std::map<scv::IdentityId, std::pair<std::int64_t, std::size_t>> oldest;
    for (const std::int64_t number : numbers) {
      const std::size_t part = random() % parts.size();
      const auto old = static_cast<scv::IdentityId>(random() % 6);
      parts[part].records.push_back(number);
      parts[part].old_ids.push_back(old);
      if (old == 0) continue;
      const auto [at, added] = oldest.try_emplace(old, number, part);
      if (!added && number < at->second.first) at->second = {number, part};
    }
    const auto result = take_over_ids(parts);
    REQUIRE(result.size() == parts.size());
    std::set<scv::IdentityId> seen;
    for (std::size_t part = 0; part < result.size(); ++part) {
      std::vector<scv::IdentityId> all = result[part].merged;
      REQUIRE(std::is_sorted(all.begin(), all.end()));
      if (result[part].id != 0) all.insert(all.begin(), result[part].id);
      REQUIRE(std::is_sorted(all.begin(), all.end()));
      if (result[part].id == 0) REQUIRE(all.empty());
      for (const scv::IdentityId id : all) {
        REQUIRE(seen.insert(id).second);
        REQUIRE(oldest.at(id).second == part);
      }
    }
    REQUIRE(seen.size() == oldest.size());
  }
}
