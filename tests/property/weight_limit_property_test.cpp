// What the sketches of two records rule out, comparing the two must not find.

#include <doctest/doctest.h>

#include <cctype>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "hub/matcher.hpp"
#include "random_people.hpp"
#include "types/batch.hpp"

namespace {

using scv::Field;
using scv::Record;
using scv::hub::Matcher;
using scv::test::Random;

/// People as they come, and, of each, one whose values were taken from others, exchanged, cut or mistyped.
std::vector<Record> mixed(std::uint64_t seed) {
  std::vector<Record> records = scv::test::People(seed, {120, 20}).records;
  Random random(seed);
  const std::size_t count = records.size();
  for (std::size_t i = 0; i < count; ++i) {
    Record record = records[i];
    record.id += "x";
    for (scv::Attribute& attribute : record.attributes) {
      const Record& other = records[random.below(count)];
      if (random.chance(30) && !other.first(attribute.field).empty()) attribute.value = other.first(attribute.field);
      if (random.chance(20) && attribute.value.size() > 2) {
        char& letter = attribute.value[random.below(attribute.value.size())];
        if (std::isalnum(static_cast<unsigned char>(letter))) letter = "0123456789abcdefghij"[random.below(20)];
      }
      if (random.chance(5) && attribute.value.size() > 6) attribute.value.resize(attribute.value.size() / 2);
    }
    if (random.chance(10)) {
      for (scv::Attribute& attribute : record.attributes) {
        if (attribute.field == Field::given_name) {
          attribute.field = Field::family_name;
        } else if (attribute.field == Field::family_name) {
          attribute.field = Field::given_name;
        }
      }
    }
    if (random.chance(20)) std::erase_if(record.attributes, [&](const auto&) { return random.chance(40); });
    if (random.chance(10)) record.add(Field::given_name, "Otto");
    if (random.chance(5)) record.add(Field::organization, "Müller GmbH");
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace

TEST_CASE("no pair weighs more than the sketches of the two allow") {
  struct Case {
    bool trained, common;
  };
  for (const auto& [trained, common] : {Case{false, false}, {true, false}, {true, true}}) {
    const std::uint64_t seed = scv::test::seed() + (trained ? 12 : 11);
    MESSAGE("seed " << seed);
    Matcher matcher;
    scv::base::Arena arena;
    const std::vector<Record> records = mixed(seed);
    for (const Record& record : records) matcher.add(scv::types::to_view(record, arena));
    if (trained) matcher.train();
    // To share half of the numbers and addresses says nothing.
    if (common) matcher.tell_over_cap([](std::uint64_t key) { return key % 2 == 0; });
    std::size_t told = 0, ruled_out = 0, pairs = 0;
    for (scv::types::RecordNo left = 0; left < records.size(); left += 3) {
      const scv::hub::WeightLimit limit = matcher.limit(left);
      for (scv::types::RecordNo right = 0; right < records.size(); ++right) {
        if (left == right) continue;
        ++pairs;
        const auto most = limit.of(matcher.sketch(right));
        if (!most) continue;
        ++told;
        ruled_out += *most < matcher.possible_floor();
        const double weight = matcher.score(left, right);
        if (weight > *most) {
          CAPTURE(records[left].id);
          CAPTURE(records[right].id);
          CHECK(weight <= *most);
        }
      }
    }
    CHECK(told > pairs / 3);
    CHECK(ruled_out > told / 3);
  }
}
