#include "block/key_use.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "../support/people.hpp"

using namespace scv;
using types::RecordNo;

namespace {

const block::KeyUse& of(const std::array<block::KeyUse, block::kKeyKinds>& use, std::string_view name) {
  for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
    if (block::kind_name(kind) == name) return use[kind];
  }
  FAIL("no kind of key " << name);
  return use[0];
}

}  // namespace

TEST_CASE("what a kind of key does: records, blocks, those over the cap, pairs, and pairs that it alone brings") {
  test::People people;
  const std::vector<std::string> names = {"Anna", "Otto", "Ulrike", "Dietmar", "Jochen"};
  for (const std::string& name : names) people.add(name, {{Field::given_name, name}, {Field::phone, "0351 4567890"}});
  people.add("x", {{Field::given_name, "Anna"}});
  block::Caps caps = block::default_caps();
  auto use = block::key_use(people.table, caps);
  CHECK(of(use, "phone").records == 5);
  CHECK(of(use, "phone").blocks == 1);
  CHECK(of(use, "phone").largest == 5);
  CHECK(of(use, "phone").left_out == 0);
  CHECK(of(use, "phone").pairs == 10);
  CHECK(of(use, "phone").pairs_alone == 0);  // the number's parts bring them, too
  CHECK(of(use, "word").records == 6);
  CHECK(of(use, "word").blocks == 1);
  CHECK(of(use, "word").pairs == 1);
  CHECK(of(use, "word").pairs_alone == 1);
  CHECK(of(use, "email").records == 0);

  for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
    if (block::kind_name(kind) == "phone_part") caps[kind] = 4;
  }
  use = block::key_use(people.table, caps);
  CHECK(of(use, "phone_part").left_out == 2);
  CHECK(of(use, "phone_part").pairs == 0);
  CHECK(of(use, "phone").pairs_alone == 10);
}

TEST_CASE("the pairs of all kinds are the candidates, also of equal records over the cap") {
  test::People people;
  for (int i = 0; i < 90; ++i) {
    people.add(std::to_string(i), {{Field::given_name, i < 70 ? "Anna" : "Otto"}, {Field::family_name, "Krause"}});
  }
  const block::Caps caps = block::default_caps();
  const block::BlockIndex index(people.table, 1, &caps);
  std::vector<RecordNo> seen(index.size(), block::BlockIndex::kNoMark), found;
  std::size_t candidates = 0;
  for (RecordNo record = 0; record < index.size(); ++record) {
    index.candidates_above(record, seen, found);
    candidates += found.size();
  }
  const auto use = block::key_use(people.table, caps);
  CHECK(of(use, "equal_records").pairs_alone == 6 + 66 * 4);  // the seventy, each with the first four
  CHECK(of(use, "word").pairs == 190);                        // the twenty
  CHECK(candidates == 6 + 66 * 4 + 190);
}
