#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

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
