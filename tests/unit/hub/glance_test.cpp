// What is told of a pair from the outlines of its records, against the weight of the whole comparison.

#include "hub/glance.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "../../property/random_people.hpp"
#include "compare/compare.hpp"
#include "compare/rows.hpp"
#include "hub/matcher.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Field;
using scv::Record;
using scv::hub::Glance;
using scv::hub::Matcher;
using scv::test::Random;
using scv::types::RecordNo;

/// Texts of few letters, so that many are alike without being equal.
std::string word(Random& random, std::size_t shortest, std::size_t longest) {
  std::string text;
  for (std::size_t left = shortest + random.below(longest - shortest + 1); left > 0; --left)
    text += static_cast<char>("aeiounrstl"[random.below(10)]);
  return text;
}

std::string slip(Random& random, std::string text, std::string_view letters) {
  for (std::size_t slips = random.below(4); slips > 0 && !text.empty(); --slips) {
    const std::size_t at = random.below(text.size());
    const char letter = letters[random.below(letters.size())];
    switch (random.below(4)) {
      case 0:
        text[at] = letter;
        break;
      case 1:
        text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), letter);
        break;
      case 2:
        text.erase(at, 1);
        break;
      default:
        if (at > 0) std::swap(text[at - 1], text[at]);
    }
  }
  return text;
}

constexpr std::string_view kLetters = "aeiounrstl", kDigits = "0123456789";

std::string digits(Random& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += kDigits[random.below(10)];
  return text;
}

/// Customers with several records each that have slips in all values, names in all forms, and gaps.
std::vector<Record> records_of(Random& random, bool more) {
  std::vector<Record> records;
  for (std::size_t customer = 0; customer < 60; ++customer) {
    const std::string given = random.chance(40) ? "Wilhelm" : word(random, 2, 9), family = word(random, 3, 12);
    const std::string second = word(random, 1, 6), street = word(random, 4, 14) + "weg", city = word(random, 4, 9);
    const std::string postal = digits(random, 5), phone = "0351" + digits(random, 7), email = word(random, 5, 14);
    const std::string born = "19" + std::to_string(50 + random.below(40)) + "-0" + std::to_string(1 + random.below(9)) +
                             "-" + std::to_string(10 + random.below(18));
    for (int copy = 0; copy < 3; ++copy) {
      Record record;
      record.source = "test";
      record.id = std::to_string(records.size());
      std::string first = random.chance(20) ? "Willi" : slip(random, given, kLetters);
      std::string last = slip(random, family, kLetters);
      if (random.chance(10)) std::swap(first, last);
      if (random.chance(10)) first = first.substr(0, 1);
      if (random.chance(30)) first += " " + slip(random, second, kLetters);
      if (random.chance(20)) last += "-" + word(random, 3, 6);
      if (random.chance(10)) first.erase(std::remove(first.begin(), first.end(), ' '), first.end());
      if (!first.empty() && random.chance(95)) record.add(Field::given_name, first);
      if (!last.empty() && random.chance(95)) record.add(Field::family_name, last);
      if (random.chance(80)) record.add(Field::birthdate, random.chance(30) ? "1977-01-0" + digits(random, 1) : born);
      if (random.chance(70)) record.add(Field::phone, slip(random, phone, kDigits));
      if (random.chance(70))
        record.add(Field::email, slip(random, email, kLetters) + (random.chance(80) ? "@web.de" : "@gmx.de"));
      if (random.chance(80)) {
        record.add(Field::street, slip(random, street, kLetters) + " " + std::to_string(1 + random.below(3)));
        if (random.chance(90)) record.add(Field::postal_code, slip(random, postal, kDigits));
        if (random.chance(90)) record.add(Field::city, slip(random, city, kLetters));
      }
      if (more && random.chance(50)) record.add(Field::birth_place, slip(random, city, kLetters));
      if (more && random.chance(50)) record.add(Field::organization, word(random, 3, 9));
      if (more && random.chance(20)) record.add(Field::phone, digits(random, 9));
      records.push_back(record);
    }
  }
  return records;
}

}  // namespace

TEST_CASE("no pair weighs more than a glance has it") {
  const std::uint64_t seed = scv::test::seed();
  INFO("seed ", seed);
  for (std::uint64_t round = 0; round < 4; ++round) {
    Random random(seed + round);
    Matcher matcher({}, {.threads = 1});
    for (const Record& record : records_of(random, round == 3)) {
      std::vector<scv::types::FieldView> fields;
      for (const scv::Attribute& attribute : record.attributes) {
        scv::types::FieldView& field = fields.emplace_back();
        field.field = attribute.field;
        field.value = attribute.value;
        field.group = attribute.group;
      }
      scv::types::RecordView view;
      view.source = record.source;
      view.id = record.id;
      view.fields = fields;
      matcher.add(view);
    }
    if (round != 0) matcher.train();
    // To share half of the numbers and addresses says nothing.
    if (round == 2) matcher.tell_over_cap([](std::uint64_t key) { return key % 2 == 0; });
    const auto& table = matcher.features();
    const scv::score::Scorer weigher(matcher.fitted(), table);
    const std::vector<scv::compare::Row> rows = scv::compare::rows_of(table, 1);
    const Glance glance(weigher, table, rows, 1);
    std::vector<scv::types::CandidatePair> pairs, kept;
    std::size_t strangers = 0, told = 0;
    for (RecordNo left = 0; left < matcher.size(); ++left) {
      for (RecordNo right = left + 1; right < matcher.size(); ++right) {
        const double weight = matcher.score(left, right);
        const auto most = static_cast<double>(glance.most(left, right));
        INFO(left, " ", right);
        CHECK(most >= weight);
        pairs.push_back({left, right});
        if (most >= matcher.edge_floor()) kept.push_back({left, right});
        strangers += weight < matcher.edge_floor();
        told += most < matcher.edge_floor();
      }
    }
    std::vector<float> rests;
    glance.keep_from(matcher.edge_floor(), pairs, rests);
    CHECK(pairs == kept);
    REQUIRE(rests.size() == pairs.size());
    const scv::compare::Knowledge knowledge = {.word_bits = weigher.word_bits(), .rows = rows};
    scv::compare::Comparer comparer(table, knowledge);
    scv::types::ComparisonVector compared;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const bool crossed = table.key_less(pairs[i].right, pairs[i].left);
      comparer.compare_names(crossed ? pairs[i].right : pairs[i].left, crossed ? pairs[i].left : pairs[i].right,
                             compared);
      INFO(pairs[i].left, " ", pairs[i].right);
      CHECK(static_cast<double>(rests[i]) + weigher.summands_of_names(compared) >=
            matcher.score(pairs[i].left, pairs[i].right));
    }
    MESSAGE("seed " << seed + round << ": " << told << " of " << strangers << " pairs are told at a glance");
    CHECK(told * 10 > strangers * (round == 3 ? 2 : 5));
  }
}
