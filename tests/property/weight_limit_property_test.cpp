// What the sketches of two records rule out, comparing the two must not find.

#include <doctest/doctest.h>

#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "hub/matcher.hpp"
#include "random_people.hpp"
#include "score/model.hpp"
#include "score/terms.hpp"
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

/// The model of a matcher, where words that the records have stand for one another, too, as given and as family names.
std::string with_lifts(const Matcher& matcher, std::uint64_t seed) {
  Random random(seed);
  scv::score::Model model = scv::score::Model::from_json(matcher.model());
  const scv::types::FeatureTable& table = matcher.features();
  for (const scv::score::Term term : {scv::score::Term::given_name, scv::score::Term::family_name}) {
    for (int i = 0; i < 400; ++i) {
      const auto one = static_cast<scv::types::ValueNo>(random.below(table.words.size()));
      const auto other = static_cast<scv::types::ValueNo>(random.below(table.words.size()));
      if (one == other) continue;
      model.lifts[static_cast<std::size_t>(term)][scv::score::pair_text(table, term, one, other)] =
          static_cast<float>(1 + random.below(80)) / 8;
    }
  }
  return model.to_json();
}

}  // namespace

TEST_CASE("no pair weighs more than the sketches of the two allow") {
  struct Case {
    bool trained, common, lifted;
  };
  for (const auto& [trained, common, lifted] :
       {Case{false, false, false}, {true, false, false}, {true, true, false}, {true, false, true}}) {
    const std::uint64_t seed = scv::test::seed() + (trained ? 12 : 11);
    MESSAGE("seed " << seed);
    scv::base::Arena arena;
    const std::vector<Record> records = mixed(seed);
    std::optional<Matcher> matcher(std::in_place);
    const auto add_all = [&] {
      for (const Record& record : records) matcher->add(scv::types::to_view(record, arena));
    };
    add_all();
    if (trained) matcher->train();
    if (lifted) {
      const std::string model = with_lifts(*matcher, seed);
      matcher.emplace(model);
      add_all();
    }
    // To share half of the numbers and addresses says nothing.
    if (common) matcher->tell_over_cap([](std::uint64_t key) { return key % 2 == 0; });
    std::size_t told = 0, ruled_out = 0, pairs = 0;
    for (scv::types::RecordNo left = 0; left < records.size(); left += 3) {
      const scv::hub::WeightLimit limit = matcher->limit(left);
      for (scv::types::RecordNo right = 0; right < records.size(); ++right) {
        if (left == right) continue;
        ++pairs;
        const auto most = limit.of(matcher->sketch(right));
        if (!most) continue;
        ++told;
        ruled_out += *most < matcher->possible_floor();
        const double weight = matcher->score(left, right);
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
