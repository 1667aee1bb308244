// What matching makes of whole tables: records that are equal, values that all share, names that are replaced.

#include "hub/matcher.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../property/random_people.hpp"
#include "score/model.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Field;
using scv::Hub;
using scv::Record;
using scv::hub::Matcher;
using scv::test::Random;
using scv::types::Partition;
using scv::types::RecordNo;

Record made(std::size_t number, const std::vector<std::pair<Field, std::string>>& fields) {
  Record record;
  record.source = "test";
  record.id = std::to_string(number);
  for (const auto& [field, value] : fields) record.add(field, value);
  return record;
}

RecordNo add(Matcher& matcher, const Record& record) {
  std::vector<scv::types::FieldView> fields;
  for (const scv::Attribute& attribute : record.attributes) {
    scv::types::FieldView& field = fields.emplace_back();
    field.field = attribute.field;
    field.value = attribute.value;
    field.type = attribute.type;
    field.group = attribute.group;
  }
  scv::types::RecordView view;
  view.source = record.source;
  view.id = record.id;
  view.fields = fields;
  return matcher.add(view);
}

Matcher matcher_of(const std::vector<Record>& records, bool trained = true) {
  Matcher matcher({}, {.threads = 2});
  for (const Record& record : records) add(matcher, record);
  if (trained) matcher.train();
  return matcher;
}

std::size_t identities(const Partition& partition) {
  return std::set<RecordNo>(partition.begin(), partition.end()).size();
}

/// A word that is like no other one.
std::string word(Random& random) {
  std::string text;
  for (int i = 0; i < 4; ++i) text += {"bdfgklmnprstvz"[random.below(14)], "aeiou"[random.below(5)]};
  return text;
}

std::string date(Random& random) {
  return std::to_string(1940 + random.below(60)) + "-0" + std::to_string(1 + random.below(9)) + "-" +
         std::to_string(10 + random.below(18));
}

/// Families of up to three with one surname, address and phone; each person has one to three records,
/// in which some of it is missing.
struct Families {
  std::vector<Record> records;
  std::vector<std::size_t> family, person;  ///< of each record
  Families(std::uint64_t seed, std::size_t count) {
    Random random(seed);
    std::size_t people = 0;
    for (std::size_t f = 0; f < count; ++f) {
      const std::string surname = word(random), street = word(random) + "weg " + std::to_string(1 + random.below(90));
      const std::string postal_code = std::to_string(10000 + random.below(80000));
      const std::string phone = "0351 " + std::to_string(2000000 + random.below(7000000));
      const std::size_t members = 1 + random.below(3);
      for (std::size_t m = 0; m < members; ++m, ++people) {
        const std::string given = word(random), born = date(random), email = word(random) + "@firma.example";
        const std::size_t copies = 1 + random.below(3);
        for (std::size_t copy = 0; copy < copies; ++copy) {
          Record record = made(records.size(), {{Field::given_name, given}, {Field::family_name, surname}});
          if (random.chance(70)) record.add(Field::street, street).add(Field::postal_code, postal_code);
          if (random.chance(50)) record.add(Field::phone, phone);
          if (random.chance(70)) record.add(Field::birthdate, born);
          if (random.chance(50)) record.add(Field::email, email);
          records.push_back(record);
          family.push_back(f);
          person.push_back(people);
        }
      }
    }
  }
};

}  // namespace

TEST_CASE("who shares a model keeps it when another one trains") {
  const auto model = std::make_shared<const scv::score::Model>(scv::score::Model::prior());
  const Matcher one = Matcher::sharing(model, {.threads = 1});
  Matcher other = Matcher::sharing(model, {.threads = 1});
  const std::string before = one.model();
  for (std::size_t i = 0; i < 40; ++i)
    add(other, made(i, {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}}));
  CHECK(other.model() == before);
  other.train();
  CHECK(other.model() != before);
  CHECK(one.model() == before);
}

TEST_CASE("a thousand equal rows are one identity, by a load, by puts and in memory") {
  constexpr std::size_t kRows = 1000, kPuts = 300;
  std::vector<Record> records;
  for (std::size_t i = 0; i < kRows; ++i) {
    records.push_back(made(i, {{Field::given_name, "Anna"},
                               {Field::family_name, "Vogel"},
                               {Field::birthdate, "1980-02-23"},
                               {Field::phone, "0351 4567890"}}));
  }
  for (const bool trained : {false, true}) {
    CAPTURE(trained);
    Matcher matcher = matcher_of(records, trained);
    CHECK(identities(matcher.resolve().partition) == 1);
  }
  Hub loaded(":memory:"), put(":memory:");
  loaded.load(records);
  CHECK(loaded.stats().identities == 1);
  for (const Record& record : std::span(records).first(kPuts)) put.put(record);
  CHECK(put.stats().identities == 1);
  // the first of them go, the others stay together
  for (std::size_t i = 0; i < 6; ++i) CHECK(put.remove("test", std::to_string(i)));
  CHECK(put.stats().identities == 1);
  CHECK(put.stats().records == kPuts - 6);
}

TEST_CASE("a column that all rows share merges nobody") {
  Random random(scv::test::seed());
  std::vector<Record> records;
  for (std::size_t i = 0; i < 400; ++i) {
    Record record = made(i, {{Field::given_name, word(random)},
                             {Field::family_name, word(random)},
                             {Field::phone, "0351 4567890"},
                             {Field::city, "Dresden"},
                             {Field::postal_code, "01067"},
                             {Field::email, "firma.zwickel@firma.example"}});
    record.attributes.push_back({.field = Field::other, .value = "gold", .type = "tariff"});
    records.push_back(record);
  }
  CHECK(identities(matcher_of(records).resolve().partition) == records.size());

  // A model that has counted the number weighs it by its share; to one that has not, so common a number says nothing.
  const auto weighs_phone = [&](bool trained) {
    Matcher matcher = matcher_of(records, trained);
    matcher.resolve();
    const auto evidence = matcher.explain(0, 1).evidence;
    return std::any_of(evidence.begin(), evidence.end(), [](const auto& one) { return one.comparison == "phone"; });
  };
  CHECK(weighs_phone(true));
  CHECK_FALSE(weighs_phone(false));
}

TEST_CASE("colleagues of similar names stay apart, though their mailboxes are as similar") {
  constexpr std::array kGiven = {"anna", "ben",  "carla", "david", "eva",  "frank", "gesa", "hans", "ida",  "jan",
                                 "kira", "lars", "mia",   "nils",  "olga", "paul",  "rita", "sven", "tina", "uwe"};
  constexpr std::array kStems = {"adler", "busch", "conrad", "engel", "falk",  "huber", "keller", "lenz",
                                 "moser", "nagel", "reuter", "sauer", "thiel", "unger", "weber",  "zorn"};
  constexpr std::array kEnds = {"", "mann", "er", "s"};
  Random random(scv::test::seed());
  std::vector<Record> records;
  for (std::size_t i = 0; i < 1500; ++i) {
    const std::string given = kGiven[random.below(kGiven.size())];
    const std::string family = std::string(kStems[random.below(kStems.size())]) + kEnds[random.below(kEnds.size())];
    const std::string firm = i % 3 == 0 ? "nordlicht" : "firma" + std::to_string(i);
    records.push_back(made(i, {{Field::given_name, given},
                               {Field::family_name, family},
                               {Field::organization, firm},
                               {Field::email, given + "." + family + std::to_string(i) + "@" + firm + ".example"}}));
  }
  CHECK(identities(matcher_of(records).resolve().partition) >= records.size() * 98 / 100);
}

TEST_CASE("names of ten thousand characters, one row and no row") {
  std::string longest, words;
  while (longest.size() < 10000) longest += "lo";
  while (words.size() < 10000) words += "anna ";
  std::vector<Record> records;
  for (std::size_t i = 0; i < 40; ++i) {
    records.push_back(made(i, {{Field::given_name, i % 2 == 0 ? longest : words}, {Field::family_name, longest}}));
  }
  records.push_back(made(40, {{Field::given_name, "Otto"}, {Field::family_name, "Krause"}}));
  const Partition partition = matcher_of(records).resolve().partition;
  CHECK(partition[40] == 40);
  CHECK(partition[0] == partition[2]);

  Matcher one = matcher_of({records.back()});
  CHECK(one.resolve().partition == Partition{0});
  CHECK(one.partitions_at(std::array{0.0, 5.0}) == std::vector<Partition>{{0}, {0}});
  Matcher none = matcher_of({});
  CHECK(none.resolve().partition.empty());
  CHECK(none.partitions_at({}).empty());
}

TEST_CASE("partitions at thresholds: the model's is that of resolve, a higher one parts more") {
  const std::vector<Record> records = scv::test::People(scv::test::seed(), {150, 20}).records;
  Matcher matcher = matcher_of(records);
  const Partition resolved = matcher.resolve().partition;
  const auto partitions = matcher.partitions_at(std::array{matcher.threshold(), 60.0, -3.0, 8.0});
  REQUIRE(partitions.size() == 4);
  CHECK(partitions[0] == resolved);
  CHECK(identities(partitions[1]) == records.size());  // nothing weighs as much
  CHECK(identities(partitions[2]) <= identities(partitions[0]));
  CHECK(identities(partitions[3]) > identities(partitions[0]));
  CHECK(identities(partitions[3]) < records.size());
}

TEST_CASE("candidates are the pairs that share a key which is not over its cap") {
  std::vector<Record> records;
  const std::array distinct = {"Anna", "Otto", "Ulrike", "Dietmar"};
  for (std::size_t i = 0; i < 70; ++i) records.push_back(made(i, {{Field::phone, "0351 4567890"}}));
  for (const char* given : distinct) {
    records.push_back(made(records.size(), {{Field::given_name, given}, {Field::phone, "0351 4567890"}}));
  }
  records.push_back(made(records.size(), {{Field::given_name, "Otto"}, {Field::birth_place, "Plauen"}}));
  const Matcher matcher = matcher_of(records);
  CHECK(matcher.are_candidates(71, 74));
  CHECK(matcher.are_candidates(74, 71));
  CHECK_FALSE(matcher.are_candidates(70, 71));  // a number that too many have
  CHECK_FALSE(matcher.are_candidates(0, 71));
  CHECK(matcher.are_candidates(0, 69));  // equal in everything
  CHECK_FALSE(matcher.are_candidates(68, 69));
}

TEST_CASE("training does not depend on the order of the records or on threads") {
  std::vector<Record> records = scv::test::People(scv::test::seed() + 1, {60, 20}).records;
  const std::vector<Record> families = Families(scv::test::seed(), 25).records;
  for (Record record : families) {
    record.source = "families";
    record.attributes.push_back({.field = Field::other, .value = record.id.substr(0, 1) + " north", .type = "tariff"});
    records.push_back(record);
  }
  const std::string model = matcher_of(records).model();
  Random random(7);
  for (const unsigned threads : {1u, 4u}) {
    random.shuffle(records);
    Matcher shuffled({}, {.threads = threads});
    for (const Record& record : records) add(shuffled, record);
    shuffled.train();
    CHECK(shuffled.model() == model);
  }
  CHECK(model != Matcher().model());
}

TEST_CASE("after training on households, their members stay apart and each person is one") {
  const std::uint64_t seed = scv::test::seed();
  const Families families(seed, 250);
  Matcher matcher = matcher_of(families.records);
  const Partition partition = matcher.resolve().partition;
  std::size_t together = 0, apart = 0, same = 0, others = 0;
  for (std::size_t i = 0; i < partition.size(); ++i) {
    for (std::size_t j = i + 1; j < partition.size() && families.family[j] == families.family[i]; ++j) {
      const bool one = partition[i] == partition[j];
      if (families.person[i] == families.person[j]) {
        ++(one ? same : apart);
      } else {
        ++others;
        together += one;
      }
    }
  }
  MESSAGE("seed " << seed << ": " << together << " of " << others << " pairs within families merged, " << apart
                  << " of " << same + apart << " pairs of one person apart");
  CHECK(together * 100 <= others);
  CHECK(same * 10 >= (same + apart) * 9);
}

TEST_CASE("a person whose names were replaced in some records is still one") {
  const std::uint64_t seed = scv::test::seed();
  Random random(seed);
  std::vector<Record> records;
  std::vector<std::size_t> person;
  std::vector<char> replaced;
  for (std::size_t p = 0; p < 300; ++p) {
    const std::string given = word(random), family = word(random), born = date(random);
    const std::string email = word(random) + "@firma.example";
    const std::string phone = "0172 " + std::to_string(2000000 + random.below(7000000));
    const std::string street = word(random) + "weg " + std::to_string(1 + random.below(90));
    for (int copy = 0; copy < 3; ++copy) {
      const bool other = random.chance(20);
      Record record = made(records.size(), {{Field::given_name, other ? word(random) : given},
                                            {Field::family_name, other ? word(random) : family},
                                            {Field::birthdate, born}});
      if (random.chance(70)) record.add(Field::phone, phone);
      if (random.chance(70)) record.add(Field::street, street).add(Field::postal_code, "01067");
      if (random.chance(70)) record.add(Field::email, email);
      records.push_back(record);
      person.push_back(p);
      replaced.push_back(other);
    }
  }
  Matcher matcher = matcher_of(records);
  const Partition partition = matcher.resolve().partition;
  std::size_t found = 0, all = 0, wrong = 0;
  for (std::size_t i = 0; i < partition.size(); ++i) {
    wrong += person[partition[i]] != person[i];
    for (std::size_t j = i + 1; j < partition.size() && person[j] == person[i]; ++j) {
      if (replaced[i] + replaced[j] != 1) continue;
      ++all;
      found += partition[i] == partition[j];
    }
  }
  MESSAGE("seed " << seed << ": " << found << " of " << all << " pairs with another name found");
  CHECK(wrong == 0);
  CHECK(all > 100);
  CHECK(found * 100 >= all * 85);
}

TEST_CASE("what resolving leaves out early is what scoring each pair whole leaves out") {
  const std::uint64_t seed = scv::test::seed();
  INFO("seed ", seed);
  for (std::uint64_t round = 0; round < 3; ++round) {
    const scv::test::People people(seed + round, {.customers = 80, .switchboard_percent = 10});
    Matcher matcher = matcher_of(people.records, round != 0);
    const scv::hub::Resolution found = matcher.resolve();
    std::vector<scv::types::ScoredPair> expected;
    std::uint64_t candidates = 0;
    for (RecordNo left = 0; left < matcher.size(); ++left) {
      for (RecordNo right = left + 1; right < matcher.size(); ++right) {
        if (!matcher.are_candidates(left, right)) continue;
        ++candidates;
        const double weight = matcher.score(left, right);
        if (weight >= matcher.edge_floor()) expected.push_back({left, right, static_cast<float>(weight)});
      }
    }
    CHECK(found.candidate_pairs == candidates);
    CHECK(expected.size() > 20);
    CHECK(expected.size() < candidates);
    CHECK(found.edges == expected);
  }
}
