#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../support/people.hpp"
#include "block/keys.hpp"

using namespace scv;
using types::RecordNo;

namespace {

bool share_a_key(const test::People& people, RecordNo a, RecordNo b) {
  const auto left = block::keys_of(people.table, a), right = block::keys_of(people.table, b);
  std::vector<std::uint64_t> shared;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(shared));
  return !shared.empty();
}

std::size_t kind_named(std::string_view name) {
  for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
    if (block::kind_name(kind) == name) return kind;
  }
  FAIL("no kind of key " << name);
  return 0;
}

std::size_t pairs_of(const block::BlockIndex& index) {
  std::vector<RecordNo> seen(index.size(), block::BlockIndex::kNoMark), found;
  std::size_t pairs = 0;
  for (RecordNo record = 0; record < index.size(); ++record) {
    index.candidates_above(record, seen, found);
    pairs += found.size();
  }
  return pairs;
}

}  // namespace

TEST_CASE("records of one person share a key, whichever value is dirty") {
  test::People people;
  const RecordNo anna = people.add("1", {{Field::given_name, "Anna"},
                                         {Field::family_name, "Müller"},
                                         {Field::birthdate, "1980-02-29"},
                                         {Field::postal_code, "01067"},
                                         {Field::email, "anna@firma.example"}});
  CHECK(share_a_key(people, anna, people.add("2", {{Field::given_name, "Ana"}, {Field::family_name, "Mueller"}})));
  CHECK(share_a_key(people, anna, people.add("3", {{Field::given_name, "Mueller"}, {Field::family_name, "Anna"}})));
  CHECK(share_a_key(people, anna, people.add("4", {{Field::given_name, "Anna"}, {Field::birthdate, "29.02.1980"}})));
  CHECK(share_a_key(people, anna,
                    people.add("5", {{Field::family_name, "Miller"}, {Field::email, "Anna@Firma.example"}})));
  CHECK(share_a_key(people, anna, people.add("6", {{Field::family_name, "Müller"}, {Field::postal_code, "01067"}})));
  CHECK_FALSE(
      share_a_key(people, anna, people.add("7", {{Field::given_name, "Otto"}, {Field::family_name, "Krause"}})));
}

TEST_CASE("a phone number without its prefix shares a key with the whole one") {
  test::People people;
  const RecordNo whole = people.add("1", {{Field::phone, "+49 351 4567890"}});
  CHECK(share_a_key(people, whole, people.add("2", {{Field::phone, "0351 4567890"}})));
}

TEST_CASE("candidates are the pairs that share a block of at most the cap, each once") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  test::People people;
  const std::vector<std::string> given = {"anna", "otto", "karl", "berta", "emil", "dora"};
  const std::vector<std::string> family = {"krause", "winter", "sommer", "vogel", "adler"};
  for (int i = 0; i < 300; ++i) {
    people.add(std::to_string(i), {{Field::given_name, given[random() % given.size()]},
                                   {Field::family_name, family[random() % family.size()]},
                                   {Field::postal_code, std::to_string(10000 + random() % 40)}});
  }
  std::multiset<std::uint64_t> counts;
  std::vector<std::vector<std::uint64_t>> keys;
  for (RecordNo r = 0; r < people.table.size(); ++r) {
    keys.push_back(block::keys_of(people.table, r));
    counts.insert(keys.back().begin(), keys.back().end());
  }
  const block::BlockIndex index(people.table, 2);
  std::vector<RecordNo> seen(people.table.size(), block::BlockIndex::kNoMark), found;
  for (RecordNo a = 0; a < people.table.size(); ++a) {
    std::vector<RecordNo> expected;
    for (RecordNo b = a + 1; b < people.table.size(); ++b) {
      const bool shared = std::any_of(keys[a].begin(), keys[a].end(), [&](std::uint64_t key) {
        return counts.count(key) <= block::kBlockCap && std::binary_search(keys[b].begin(), keys[b].end(), key);
      });
      if (shared) expected.push_back(b);
    }
    index.candidates_above(a, seen, found);
    CHECK(found == expected);
  }
}

TEST_CASE("the kind of a key can be read from it, and its number stays as it is") {
  test::People people;
  const RecordNo record = people.add("1", {{Field::given_name, "Anna"},
                                           {Field::family_name, "Vogel"},
                                           {Field::birthdate, "1980-02-23"},
                                           {Field::phone, "0351 4567890"}});
  std::map<std::string_view, int> kinds;
  for (const std::uint64_t key : block::keys_of(people.table, record)) {
    const std::string_view name = block::kind_name(block::kind_of(key));
    CHECK_FALSE(name.empty());
    CHECK(block::is_equal_records(key) == (name == "equal_records"));
    ++kinds[name];
  }
  const std::map<std::string_view, int> expected = {
      {"date", 1},      {"date_part_initials", 3}, {"date_word", 2}, {"equal_records", 1}, {"month_day_words", 1},
      {"phone", 1},     {"phone_part", 2},         {"word", 2},      {"word_pair", 1},     {"word_start", 1},
      {"year_word", 2},
  };
  CHECK(kinds == expected);
  // stored keys have these numbers
  CHECK(kind_named("email") == 1);
  CHECK(kind_named("phone") == 3);
  CHECK(kind_named("other") == 20);
  CHECK(kind_named("equal_records") == 26);
  CHECK(block::kind_name(0).empty());
  CHECK(block::kind_name(block::kKeyKinds - 1).empty());
}

TEST_CASE("keys depend on the texts alone, not on what the table held before") {
  const auto add = [](test::People& people) {
    return people.add("1", {{Field::given_name, "Anna"},
                            {Field::family_name, "Müller-Vogel"},
                            {Field::birthdate, "1980-02-23"},
                            {Field::email, "anna@firma.example"},
                            {Field::phone, "0351 4567890"},
                            {Field::street, "Hauptstr. 5"},
                            {Field::postal_code, "01067"},
                            {Field::city, "Dresden"},
                            {Field::birth_place, "Plauen"},
                            {Field::organization, "Zwickel Backwaren GmbH"}});
  };
  test::People alone, late;
  late.add("0", {{Field::given_name, "Otto"},
                 {Field::family_name, "Vogel"},
                 {Field::birthdate, "1951-07-09"},
                 {Field::email, "otto@firma.example"},
                 {Field::phone, "0341 987654"},
                 {Field::street, "Am Anger 2"},
                 {Field::postal_code, "04109"},
                 {Field::birth_place, "Pirna"},
                 {Field::organization, "Backwaren Nord"}});
  const auto keys = block::keys_of(alone.table, add(alone));
  CHECK(keys == block::keys_of(late.table, add(late)));
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());

  // stored keys of earlier runs have to be found again
  test::People caller;
  const auto of_phone = block::keys_of(caller.table, caller.add("1", {{Field::phone, "0351 4567890"}}));
  REQUIRE(of_phone.size() == 4);
  CHECK(of_phone.front() == 970550539516720769u);
}

TEST_CASE("a cap that is given is obeyed, for its kind alone") {
  test::People people;
  const std::vector<std::string> names = {"Anna", "Otto", "Ulrike", "Dietmar", "Jochen",
                                          "Eva",  "Hugo", "Fatma",  "Quirin",  "Sibylle"};
  for (const std::string& name : names) people.add(name, {{Field::given_name, name}, {Field::birth_place, "Plauen"}});
  for (const std::string& name : names) people.add(name, {{Field::given_name, name}, {Field::phone, "0351 4567890"}});
  const std::size_t phone = kind_named("phone"), part = kind_named("phone_part"), word = kind_named("word");
  block::Caps caps = block::default_caps();
  CHECK(caps[phone] == block::kBlockCap);
  CHECK(pairs_of(block::BlockIndex(people.table, 1, &caps)) == 45 + 10);  // by phone, and by name
  caps[phone] = caps[part] = 10;
  CHECK(pairs_of(block::BlockIndex(people.table, 1, &caps)) == 45 + 10);
  caps[phone] = 9;
  CHECK(pairs_of(block::BlockIndex(people.table, 1, &caps)) == 45 + 10);  // by the number's parts
  caps[part] = 9;
  const block::BlockIndex capped(people.table, 1, &caps);
  CHECK(pairs_of(capped) == 10);
  CHECK(capped.caps() == caps);
  CHECK_FALSE(capped.share_block(10, 11));
  CHECK(capped.share_block(3, 13));
  caps[word] = 1;
  CHECK(pairs_of(block::BlockIndex(people.table, 1, &caps)) == 0);
}

TEST_CASE("a kind that brings too many pairs gets a smaller cap, others keep theirs") {
  // 1,600 values that 64 records have are 3.2 million pairs; blocks of 20 beside them are few
  constexpr std::size_t kGroups = 32, kValues = 50;
  types::FeatureTable table;
  normalize::FeatureBuilder builder("DE");
  std::vector<std::string> values, columns;
  for (std::size_t i = 0; i < kGroups * kValues; ++i) values.push_back("value " + std::to_string(i));
  for (std::size_t i = 0; i < kValues; ++i) columns.push_back("column " + std::to_string(i));
  const auto add = [&](std::size_t group, std::size_t count) {
    std::vector<types::FieldView> fields(count);
    for (std::size_t i = 0; i < count; ++i) {
      fields[i].field = Field::other;
      fields[i].type = columns[i];
      fields[i].value = values[group * kValues + i];
    }
    const std::string id = std::to_string(table.size());
    types::RecordView record;
    record.source = "test";
    record.id = id;
    record.fields = fields;
    builder.add(record, table);
  };
  const auto fill = [&](std::size_t groups) {
    for (std::size_t group = 0; group < groups; ++group) {
      for (std::size_t i = 0; i < block::kBlockCap; ++i) add(group, kValues);
    }
  };
  const std::size_t other = kind_named("other"), equal = kind_named("equal_records");
  fill(kGroups - 4);
  CHECK(block::BlockIndex(table, 1).caps() == block::default_caps());  // 2.8 million
  table = types::FeatureTable();
  builder = normalize::FeatureBuilder("DE");
  fill(kGroups);
  const block::BlockIndex index(table, 1);
  block::Caps expected = block::default_caps();
  expected[other] = block::kBlockCap - 1;
  CHECK(index.caps() == expected);
  CHECK(index.share_block(0, 1));  // equal in everything
  expected[equal] = 1;
  CHECK_FALSE(block::BlockIndex(table, 1, &expected).share_block(40, 41));
}

TEST_CASE("equal records are joined however many they are") {
  test::People people;
  constexpr RecordNo kCount = 100;
  for (RecordNo i = 0; i < kCount; ++i) {
    people.add(std::to_string(1000 + i), {{Field::given_name, "Anna"},
                                          {Field::family_name, "Vogel"},
                                          {Field::birthdate, "1980-02-23"},
                                          {Field::phone, "0351 4567890"}});
  }
  const RecordNo like = people.add("like", {{Field::given_name, "Anna"},
                                            {Field::family_name, "Vogel"},
                                            {Field::birthdate, "1980-02-23"},
                                            {Field::phone, "0351 4567891"}});
  const block::BlockIndex index(people.table, 1);
  for (RecordNo i = 0; i < block::kEqualRecords; ++i) {
    for (RecordNo j = i + 1; j < kCount; ++j) CHECK(index.share_block(i, j));
    CHECK_FALSE(index.share_block(i, like));  // it has no key of its own with them but those that all have
  }
  CHECK_FALSE(index.share_block(block::kEqualRecords, block::kEqualRecords + 1));
  std::vector<RecordNo> seen(people.table.size(), block::BlockIndex::kNoMark), found;
  index.candidates(kCount - 1, seen, found);
  CHECK(found == std::vector<RecordNo>{0, 1, 2, 3});
  index.candidates(0, seen, found);
  CHECK(found.size() == kCount - 1);
  CHECK(pairs_of(index) == (kCount - block::kEqualRecords) * block::kEqualRecords + 6);
}
