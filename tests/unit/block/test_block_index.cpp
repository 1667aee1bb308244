#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "../support/people.hpp"
#include "block/bulk_keys.hpp"
#include "block/keys.hpp"

using namespace scv;
using types::RecordNo;

namespace {

using Pairs = std::vector<std::set<RecordNo>>;  // by record

std::map<std::uint64_t, std::vector<RecordNo>> blocks_of(const types::FeatureTable& table) {
  std::map<std::uint64_t, std::vector<RecordNo>> blocks;
  for (RecordNo record = 0; record < table.size(); ++record) {
    for (const std::uint64_t key : block::keys_of(table, record)) blocks[key].push_back(record);
  }
  return blocks;
}

/// The slow, obvious way.
Pairs reference(const types::FeatureTable& table, const block::Caps& caps) {
  Pairs pairs(table.size());
  for (auto& [key, members] : blocks_of(table)) {
    std::size_t paired = members.size();  // so many are paired with all behind them
    if (paired > caps[block::kind_of(key)]) {
      paired = block::is_equal_records(key) ? block::kEqualRecords : 0;
      std::sort(members.begin(), members.end(), [&](RecordNo a, RecordNo b) { return table.key_less(a, b); });
    }
    for (std::size_t i = 0; i < std::min(paired, members.size()); ++i) {
      for (std::size_t j = i + 1; j < members.size(); ++j) {
        pairs[members[i]].insert(members[j]);
        pairs[members[j]].insert(members[i]);
      }
    }
  }
  return pairs;
}

void check_pairs(const block::BlockIndex& index, const Pairs& expected) {
  std::vector<RecordNo> above(index.size(), block::BlockIndex::kNoMark), all = above, found;
  for (RecordNo record = 0; record < index.size(); ++record) {
    const std::set<RecordNo>& others = expected[record];
    index.candidates_above(record, above, found);
    CHECK(found == std::vector<RecordNo>(others.upper_bound(record), others.end()));
    index.candidates(record, all, found);
    CHECK(found == std::vector<RecordNo>(others.begin(), others.end()));
    for (RecordNo step = 1; step < 5; ++step) {
      const auto other = static_cast<RecordNo>((record + step * step) % index.size());
      if (other != record) CHECK(index.share_block(record, other) == others.contains(other));
    }
  }
}

/// Records that share some of few values, so that blocks of all sizes come about.
void fill(test::People& people, std::size_t count, std::mt19937_64& random) {
  const std::vector<std::string> given = {"Anna", "Otto", "Karl Heinz", "Berta", "E.", "Dora"};
  const std::vector<std::string> family = {"Krause", "Winter-Sommer", "Sommer", "Vogel", "Adler", "Müller"};
  const auto pick = [&](const std::vector<std::string>& from) -> const std::string& {
    return from[random() % from.size()];
  };
  const auto number = [&](std::uint64_t below) { return std::to_string(10000 + random() % (below + 1)); };
  for (std::size_t i = 0; i < count; ++i) {
    const std::string id = number(90000) + std::to_string(i), postal = number(count / 8),
                      phone = "0351 45" + number(count), mail = "zentrale" + number(count / 4) + "@firma.example",
                      date = "19" + number(90).substr(3) + "4-0" + number(9).substr(4) + "-11";
    switch (random() % 8) {
      case 0:
        people.add(id, {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::phone, "0351 4567890"}});
        break;
      case 1:
        people.add(id, {{Field::organization, "Backwaren " + pick(family) + " GmbH"}, {Field::postal_code, postal}});
        break;
      case 2:
        people.add(id, {{Field::name, pick(given) + " " + pick(family)}, {Field::email, mail}, {Field::other, postal}});
        break;
      case 3:
        people.add(id, {});
        break;
      default:
        people.add(id, {{Field::given_name, pick(given)},
                        {Field::family_name, pick(family)},
                        {Field::birthdate, date},
                        {Field::birth_place, "Plauen"},
                        {Field::street, "Am Anger " + postal},
                        {Field::postal_code, postal},
                        {Field::city, "Dresden"},
                        {Field::phone, phone}});
    }
  }
}

}  // namespace

TEST_CASE("blocks bring the pairs that all keys in one map bring, with any number of threads") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  for (const std::size_t count : {0, 1, 2, 40, 700, 2500}) {
    test::People people;
    if (count != 0) fill(people, count, random);
    const Pairs expected = reference(people.table, block::default_caps());
    for (const unsigned threads : {1u, 2u, 0u}) {
      check_pairs(block::BlockIndex(people.table, threads), expected);
    }
    block::Caps caps;
    for (std::uint32_t& cap : caps) cap = static_cast<std::uint32_t>(random() % 80);
    check_pairs(block::BlockIndex(people.table, 2, &caps), reference(people.table, caps));
  }
}

TEST_CASE("a table of many chunks has the pairs of the reference") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  test::People people;
  for (std::size_t i = 0; i < 20000; ++i) {
    // half of them have one phone number and one surname
    const bool shared = random() % 2 == 0;
    const std::string id = std::to_string(i), name = shared ? "Vogel" : "Vogel" + std::to_string(random() % 9000),
                      phone = shared ? "0351 4567890" : "0351 " + std::to_string(1000000 + random() % 9000);
    people.add(id, {{Field::family_name, name}, {Field::phone, phone}, {Field::postal_code, "01067"}});
  }
  const block::BlockIndex one(people.table, 1), two(people.table, 2);
  CHECK(one.caps() == block::default_caps());
  const Pairs expected = reference(people.table, one.caps());
  std::vector<RecordNo> seen(one.size(), block::BlockIndex::kNoMark), seen_by_two = seen, found, found_by_two;
  bool equal = true;
  for (RecordNo record = 0; record < one.size(); ++record) {
    one.candidates(record, seen, found);
    two.candidates(record, seen_by_two, found_by_two);
    equal = equal && found == found_by_two;
    equal = equal && std::equal(found.begin(), found.end(), expected[record].begin(), expected[record].end());
  }
  CHECK(equal);
}

TEST_CASE("the keys of all groups are the keys of a record, each in the group of its kind") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  test::People people;
  fill(people, 500, random);
  const block::BulkKeys bulk(people.table, 2);
  for (RecordNo record = 0; record < people.table.size(); ++record) {
    std::vector<std::uint64_t> keys, of_group, expected;
    for (std::size_t group = 0; group < block::BulkKeys::kGroups; ++group) {
      of_group.clear();
      bulk.append(group, record, of_group);
      for (const std::uint64_t key : of_group) CHECK((block::BulkKeys::kinds(group) >> block::kind_of(key) & 1) == 1);
      keys.insert(keys.end(), of_group.begin(), of_group.end());
    }
    block::append_keys(people.table, record, expected);
    std::sort(keys.begin(), keys.end());
    std::sort(expected.begin(), expected.end());
    CHECK(keys == expected);
  }
}
