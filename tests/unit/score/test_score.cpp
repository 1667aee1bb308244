#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "../support/people.hpp"
#include "compare/compare.hpp"
#include "score/lift.hpp"
#include "score/scorer.hpp"
#include "scv/error.hpp"

using namespace scv;
using score::Model;

namespace {

double weigh(const test::People& people, const Model& model, types::RecordNo a, types::RecordNo b) {
  const score::Scorer scorer(model, people.table);
  const compare::Knowledge knowledge{scorer.word_bits(), model.whole_names_are_organizations};
  compare::Comparer comparer(people.table, knowledge);
  types::ComparisonVector compared;
  comparer.compare(a, b, compared);
  double sum = model.prior_log2_odds;
  for (const score::Contribution& part : scorer.contributions(compared)) sum += part.weight;
  CHECK(sum == doctest::Approx(scorer.weight(compared)).epsilon(1e-12));  // what is shown is what is used
  return scorer.weight(compared);
}

types::ComparisonVector compared(const test::People& people, types::RecordNo a, types::RecordNo b) {
  const compare::Knowledge knowledge;
  compare::Comparer comparer(people.table, knowledge);
  types::ComparisonVector out;
  comparer.compare(a, b, out);
  return out;
}

/// The weight that `why` shows for an item: a comparison, or a column without meaning.
double item(const test::People& people, const Model& model, types::RecordNo a, types::RecordNo b,
            std::string_view name) {
  const score::Scorer scorer(model, people.table);
  for (const score::Contribution& part : scorer.contributions(compared(people, a, b))) {
    if ((part.column.empty() ? part.comparison : part.column) == name) return part.weight;
  }
  FAIL("no item " << name);
  return 0;
}

}  // namespace

TEST_CASE("the shipped prior decides two records") {
  test::People people;
  const auto anna =
      people.add("1", {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::birthdate, "1980-02-23"}});
  const auto same =
      people.add("2", {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::birthdate, "23.02.1980"}});
  const auto other =
      people.add("3", {{Field::given_name, "Anna"}, {Field::family_name, "Krause"}, {Field::birthdate, "1951-07-09"}});
  const Model model = Model::prior();
  CHECK(weigh(people, model, anna, same) > model.threshold);
  CHECK(weigh(people, model, anna, other) < model.threshold);
}

TEST_CASE("a household is not one person, a person with a household's evidence is") {
  test::People people;
  const auto record = [&](const char* id, const char* given, const char* date) {
    return people.add(id, {{Field::given_name, given},
                           {Field::family_name, "Vogel"},
                           {Field::birthdate, date},
                           {Field::street, "Hauptstr. 5"},
                           {Field::postal_code, "01067"},
                           {Field::phone, "0351 4567890"}});
  };
  const auto anna = record("1", "Anna", "1980-02-23"), otto = record("2", "Otto", "1978-11-02");
  const auto anna_again = record("3", "Anna", ""), son = record("4", "Otto", "2005-03-01"),
             twin = record("5", "Berta", "1980-02-23");
  const Model model = Model::prior();
  CHECK(weigh(people, model, anna, otto) < model.threshold);
  CHECK(weigh(people, model, otto, son) < model.threshold);  // father and son of one name
  CHECK(weigh(people, model, anna, twin) < model.threshold);
  CHECK(weigh(people, model, anna, anna_again) > model.threshold);
}

TEST_CASE("a branch is another place of one organisation") {
  test::People people;
  const auto record = [&](const char* id, const char* name, const char* street, const char* postal_code,
                          const char* phone) {
    return people.add(id, {{Field::organization, name},
                           {Field::street, street},
                           {Field::postal_code, postal_code},
                           {Field::phone, phone}});
  };
  const auto one = record("1", "Zwickel Backwaren GmbH", "Hauptstr. 5", "01067", "0351 4567890");
  const auto same = record("2", "Zwickel Backwaren", "Hauptstrasse 5", "01067", "0351 4567890");
  const auto branch = record("3", "Zwickel Backwaren GmbH", "Am Markt 9", "04109", "0341 987654");
  const auto neighbour = record("4", "Friseur Schnittig", "Hauptstr. 5", "01067", "0351 4567890");
  const Model model = Model::prior();
  CHECK(weigh(people, model, one, same) > model.threshold);
  CHECK(weigh(people, model, one, branch) < model.threshold);
  CHECK(weigh(people, model, one, neighbour) < model.threshold);
}

TEST_CASE("agreement on a rare surname weighs more than on a common one") {
  test::People people;
  const auto a = people.add("1", {{Field::family_name, "Müller"}}),
             b = people.add("2", {{Field::family_name, "Müller"}});
  const auto c = people.add("3", {{Field::family_name, "Zwickelmoser"}}),
             d = people.add("4", {{Field::family_name, "Zwickelmoser"}});
  for (int i = 0; i < 60; ++i)
    people.add("m" + std::to_string(i), {{Field::family_name, "Müller"}, {Field::city, std::to_string(i) + "stadt"}});
  Model model = Model::prior();
  score::count_terms(people.table, model);
  CHECK(model.records == 64);
  CHECK(weigh(people, model, c, d) > weigh(people, model, a, b) + 3);
}

TEST_CASE("a model comes back from its JSON and weighs the same") {
  test::People people;
  for (int i = 0; i < 20; ++i) {
    people.add(std::to_string(i),
               {{Field::given_name, "Anna"}, {Field::family_name, i % 2 ? "Müller" : "Vogel"}, {Field::city, "Köln"}});
  }
  Model model = Model::prior();
  score::count_terms(people.table, model);
  const std::string json = model.to_json();
  const Model again = Model::from_json(json);
  CHECK(again.to_json() == json);
  CHECK(weigh(people, again, 1, 3) == weigh(people, model, 1, 3));
}

TEST_CASE("a model that is none is refused with what is wrong") {
  CHECK_THROWS_AS(Model::from_json("{"), Error);
  CHECK_THROWS_AS(Model::from_json("{}"), Error);
  std::string json = Model::prior().to_json();
  json.replace(json.find("\"phone\""), 7, "\"fhone\"");
  CHECK_THROWS_WITH_AS(Model::from_json(json), "model: no comparison 'fhone'", Error);
}

TEST_CASE("what a household and a chain share are items of their own, and all items add up") {
  test::People people;
  const auto anna =
      people.add("1", {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::phone, "0351 4567890"}});
  const auto otto =
      people.add("2", {{Field::given_name, "Otto"}, {Field::family_name, "Vogel"}, {Field::phone, "0351 4567890"}});
  const auto shop = people.add("3", {{Field::organization, "Zwickel Backwaren"}, {Field::postal_code, "01067"}});
  const auto branch = people.add("4", {{Field::organization, "Zwickel Backwaren"}, {Field::postal_code, "04109"}});
  Model model = Model::prior();
  CHECK(item(people, model, anna, otto, "household") < -3);
  CHECK(item(people, model, shop, branch, "branch") < -0.5);
  const score::Scorer scorer(model, people.table);
  for (const score::Contribution& part : scorer.contributions(compared(people, anna, otto))) {
    CHECK(part.comparison != "branch");  // of organisations alone
  }
  weigh(people, model, anna, otto);  // checks the sum
  weigh(people, model, shop, branch);
  CHECK(scorer.judge(compared(people, anna, otto)).apart > 0.9);
  CHECK(scorer.judge(compared(people, shop, branch)).apart > 0.3);
  const double before = weigh(people, model, anna, otto);
  model.households_per_match *= 4;
  CHECK(weigh(people, model, anna, otto) < before - 1);
}

namespace {

/// Two records that agree in some columns without meaning.
struct Columns {
  test::People people;
  types::RecordNo a = 0, b = 0;
  Columns(std::initializer_list<std::array<std::string_view, 3>> rows) {
    normalize::FeatureBuilder builder("DE");
    for (const std::size_t side : {std::size_t{1}, std::size_t{2}}) {
      std::vector<types::FieldView> fields;
      for (const auto& row : rows) {
        types::FieldView& field = fields.emplace_back();
        field.field = Field::other;
        field.type = row[0];
        field.value = row[side];
      }
      types::RecordView record;
      record.source = "test";
      record.id = side == 1 ? "a" : "b";
      record.fields = fields;
      (side == 1 ? a : b) = builder.add(record, people.table);
    }
  }
};

score::Levels levels_with(types::Level level, double match, double stranger) {
  score::Levels levels = Model::prior().other_levels;
  levels[static_cast<std::size_t>(level)] = {match, stranger, stranger, stranger};
  return levels;
}

}  // namespace

TEST_CASE("a difference in a column without meaning never speaks for a match") {
  const Columns rows = {{"colour", "red", "blue"}};
  Model model = Model::prior();
  model.others["colour"] = levels_with(types::Level::different, 0.9, 0.1);
  CHECK(item(rows.people, model, rows.a, rows.b, "colour") <= 0);
  model.others["colour"] = levels_with(types::Level::different, 0.001, 0.9);
  CHECK(item(rows.people, model, rows.a, rows.b, "colour") == doctest::Approx(-0.6));  // and never much against one
  // unless the two go together
  const auto other = static_cast<std::size_t>(score::Term::other);
  model.lifts[other]
             ["colour\x1f"
              "blue\x1e"
              "colour\x1f"
              "red"] = 20;
  CHECK(item(rows.people, model, rows.a, rows.b, "colour") == doctest::Approx(3));
}

TEST_CASE("of columns without meaning the strongest counts whole, the others a tenth") {
  const Columns rows = {{"colour", "red", "red"}, {"shape", "round", "round"}, {"taste", "sweet", "sour"}};
  Model model = Model::prior();
  model.others["colour"] = levels_with(types::Level::equal, 0.8, 0.2);  // 2
  model.others["shape"] = levels_with(types::Level::equal, 0.8, 0.4);   // 1
  model.others["taste"] = levels_with(types::Level::different, 0.4, 0.5);
  CHECK(item(rows.people, model, rows.a, rows.b, "colour") == doctest::Approx(2).epsilon(1e-5));
  CHECK(item(rows.people, model, rows.a, rows.b, "shape") == doctest::Approx(0.1).epsilon(1e-5));
  CHECK(item(rows.people, model, rows.a, rows.b, "taste") == doctest::Approx(std::log2(0.8)).epsilon(1e-5));
  model.others["shape"] = levels_with(types::Level::equal, 0.8, 0.1);  // 3
  CHECK(item(rows.people, model, rows.a, rows.b, "colour") == doctest::Approx(0.2).epsilon(1e-5));
  CHECK(item(rows.people, model, rows.a, rows.b, "shape") == doctest::Approx(3).epsilon(1e-5));
  weigh(rows.people, model, rows.a, rows.b);
}

TEST_CASE("a lift moves the weight of two values that differ, up to what equal ones weigh, and survives JSON") {
  test::People people;
  const auto waltraud = people.add("1", {{Field::given_name, "Waltraud"}, {Field::family_name, "Vogel"}});
  const auto ingolf = people.add("2", {{Field::given_name, "Ingolf"}, {Field::family_name, "Vogel"}});
  const auto dietmar = people.add("3", {{Field::given_name, "Dietmar"}, {Field::family_name, "Vogel"}});
  Model model = Model::prior();
  const auto term = static_cast<std::size_t>(score::Term::given_name);
  const double without = item(people, model, waltraud, ingolf, "given_name");
  const auto names = compared(people, waltraud, ingolf)[types::Comparison::given_name];
  const std::string pair = score::pair_text(people.table, score::Term::given_name, *names.left, *names.right);
  CHECK(pair ==
        "ingolf\x1e"
        "waltraud");
  model.lifts[term][pair] = 3;
  CHECK(item(people, model, waltraud, ingolf, "given_name") == doctest::Approx(without + 3));
  CHECK(item(people, model, ingolf, waltraud, "given_name") == doctest::Approx(without + 3));
  CHECK(item(people, model, waltraud, dietmar, "given_name") == doctest::Approx(without));
  model.lifts[term][pair] = -2.5;
  CHECK(item(people, model, waltraud, ingolf, "given_name") == doctest::Approx(without - 2.5));
  const Model again = Model::from_json(model.to_json());
  CHECK(item(people, again, waltraud, ingolf, "given_name") == doctest::Approx(without - 2.5));

  model.lifts[term][pair] = 100;
  const score::Scorer scorer(model, people.table);
  CHECK(item(people, model, waltraud, ingolf, "given_name") ==
        doctest::Approx(-scorer.log_share(score::Term::given_name, *names.left)));
  CHECK(item(people, model, waltraud, ingolf, "given_name") < 15);
}

TEST_CASE("lifts, caps and what whole names are come back from JSON") {
  Model model = Model::prior();
  model.block_caps = {{"other", 12}, {"word", 8}};
  model.whole_names_are_organizations = true;
  model.duplicates = 1.5;
  model.lifts[static_cast<std::size_t>(score::Term::birth_place)]
             ["camden\x1e"
              "london"] = 4.25f;
  model.others["colour"] = levels_with(types::Level::equal, 0.8, 0.2);
  const std::string json = model.to_json();
  const Model again = Model::from_json(json);
  CHECK(again.to_json() == json);
  CHECK(again.block_caps == model.block_caps);
  CHECK(again.whole_names_are_organizations);
  CHECK(again.duplicates == 1.5);
  CHECK(again.lifts[static_cast<std::size_t>(score::Term::birth_place)].at("camden\x1e"
                                                                           "london") == 4.25f);
  CHECK(again.others.at("colour")[0].match == 0.8);
  CHECK(Model::from_json(Model::prior().to_json()).block_caps.empty());

  const auto changed = [&](std::string_view what, std::string_view to) {
    std::string text = json;
    text.replace(text.find(what), what.size(), to);
    return text;
  };
  CHECK_THROWS_WITH_AS(Model::from_json(changed("\"organizations\"", "\"people\"")),
                       "model: whole_names is 'persons' or 'organizations'", Error);
  CHECK_THROWS_AS(Model::from_json(changed("\"word\":8", "\"word\":-8")), Error);
  CHECK_THROWS_AS(Model::from_json(changed("4.25", "\"much\"")), Error);
}

namespace {

/// Identities of two records each, whose given names and birth places are those given; many more people beside them.
struct Identities {
  test::People people;
  compare::Knowledge knowledge;
  compare::Comparer comparer{people.table, knowledge};
  std::vector<types::ComparisonVector> pairs;
  void add(std::string_view left, std::string_view right, std::string_view place = {}, std::string_view other = {}) {
    const std::string id = std::to_string(pairs.size());
    const auto add_one = [&](const std::string& name, std::string_view given, std::string_view birth_place) {
      const std::string phone = "0351 " + std::to_string(4567000 + people.table.size());  // no two records are equal
      return people.add(name, {{Field::given_name, given},
                               {Field::family_name, "Vogel"},
                               {Field::birth_place, birth_place},
                               {Field::phone, phone}});
    };
    const auto a = add_one(id + "a", left, place), b = add_one(id + "b", right, other);
    comparer.compare(a, b, pairs.emplace_back());
  }
  /// `different` is the share of strangers whose given names differ.
  Model lifted(bool backwards = false, double different = 0.93) const {
    Model model = Model::prior();
    model
        .levels[static_cast<std::size_t>(types::Comparison::given_name)]
               [static_cast<std::size_t>(types::Level::different)]
        .stranger = different;
    score::count_terms(people.table, model);
    score::LiftCounter counter(people.table);
    std::vector<types::ComparisonVector> order = pairs;
    if (backwards) std::reverse(order.begin(), order.end());
    for (const types::ComparisonVector& pair : order) counter.add({&pair, 1});
    counter.finish(score::Scorer(model, people.table), model);
    return model;
  }
};

float lift_of(const Model& model, score::Term term, const std::string& pair) {
  const auto& lifts = model.lifts[static_cast<std::size_t>(term)];
  const auto found = lifts.find(pair);
  return found == lifts.end() ? 0 : found->second;
}

}  // namespace

TEST_CASE("three identities make a lift, two do not, and the order does not matter") {
  for (const int identities : {2, 3, 12}) {
    CAPTURE(identities);
    Identities found;
    for (int i = 0; i < identities; ++i) found.add("Waltraud", "Ingolf", "Camden", "London");
    for (int i = 0; i < 60; ++i) found.add("Berta", "Berta", "Plauen", "Plauen");
    const Model model = found.lifted();
    const float given = lift_of(model, score::Term::given_name,
                                "ingolf\x1e"
                                "waltraud");
    const float place = lift_of(model, score::Term::birth_place,
                                "camden\x1e"
                                "london");
    CHECK((given > 0.3f) == (identities >= 3));
    CHECK((place > 0.3f) == (identities >= 3));
    if (identities == 12) CHECK(given > 2);
    CHECK(lift_of(model, score::Term::family_name,
                  "vogel\x1e"
                  "vogel") == 0);
    CHECK(found.lifted(true).to_json() == model.to_json());
  }
}

TEST_CASE("an identity counts a pair of values once, however many records have it") {
  test::People people;
  std::vector<types::RecordNo> records;
  for (int i = 0; i < 8; ++i) {
    records.push_back(people.add(std::to_string(i),
                                 {{Field::given_name, i % 2 ? "Waltraud" : "Ingolf"}, {Field::family_name, "Vogel"}}));
  }
  std::vector<types::ComparisonVector> pairs;
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (std::size_t j = i + 1; j < records.size(); ++j) pairs.push_back(compared(people, records[i], records[j]));
  }
  const auto lifts = [&](int identities) {
    Model model = Model::prior();
    score::LiftCounter counter(people.table);
    for (int i = 0; i < identities; ++i) counter.add(pairs);
    counter.finish(score::Scorer(model, people.table), model);
    return model.lifts[static_cast<std::size_t>(score::Term::given_name)].size();
  };
  CHECK(lifts(2) == 0);
  CHECK(lifts(3) == 1);
}

TEST_CASE("values that go together by chance have no lift") {
  // four frequent names, each replaced by each other one as often as by chance
  Identities found;
  const std::vector<std::string> names = {"Waltraud", "Ingolf", "Dietmar", "Berta"};
  for (int round = 0; round < 100; ++round) {
    for (const std::string& left : names) {
      for (const std::string& right : names) found.add(left, right);
    }
  }
  const Model model = found.lifted(false, 0.75);
  CHECK(model.lifts[static_cast<std::size_t>(score::Term::given_name)].empty());
  // one pair more often than that
  for (int i = 0; i < 300; ++i) found.add("Waltraud", "Ingolf");
  CHECK(lift_of(found.lifted(false, 0.75), score::Term::given_name,
                "ingolf\x1e"
                "waltraud") > 0.3f);
}

TEST_CASE("numbers have no other names") {
  normalize::FeatureBuilder builder("DE");
  types::FeatureTable table;
  const auto add = [&](std::string_view number, std::string_view word) {
    std::vector<types::FieldView> fields(2);
    fields[0].type = "number";
    fields[0].value = number;
    fields[1].type = "word";
    fields[1].value = word;
    types::RecordView record;
    record.source = "test";
    const std::string id = std::to_string(table.size());
    record.id = id;
    record.fields = fields;
    return builder.add(record, table);
  };
  const auto a = add("4711", "camden"), b = add("8899", "london");
  for (int i = 0; i < 300; ++i) add(std::to_string(1000 + i), "word" + std::to_string(i));
  const compare::Knowledge knowledge;
  compare::Comparer comparer(table, knowledge);
  types::ComparisonVector pair;
  comparer.compare(a, b, pair);
  Model model = Model::prior();
  score::count_terms(table, model);
  score::LiftCounter counter(table);
  for (int i = 0; i < 12; ++i) counter.add({&pair, 1});
  counter.finish(score::Scorer(model, table), model);
  const auto& lifts = model.lifts[static_cast<std::size_t>(score::Term::other)];
  REQUIRE(lifts.size() == 1);
  CHECK(lifts.begin()->first ==
        "word\x1f"
        "camden\x1e"
        "word\x1f"
        "london");
}

TEST_CASE("of named records that are equal four count, of bare numbers each") {
  test::People people;
  for (int i = 0; i < 30; ++i) {
    people.add("same" + std::to_string(i), {{Field::given_name, "Anna"}, {Field::family_name, "Zwickelmoser"}});
  }
  for (int i = 0; i < 5; ++i) {
    people.add(
        "like" + std::to_string(i),
        {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::city, std::to_string(i) + "stadt"}});
  }
  for (int i = 0; i < 20; ++i) people.add("call" + std::to_string(i), {{Field::phone, "0351 4567890"}});
  Model model = Model::prior();
  score::count_terms(people.table, model);
  const auto counts = [&](score::Term term) { return model.terms[static_cast<std::size_t>(term)].counts; };
  CHECK(model.records == 4 + 5 + 20);
  CHECK(counts(score::Term::family_name).at("zwickelmoser") == 4);
  CHECK(counts(score::Term::family_name).at("vogel") == 5);
  CHECK(counts(score::Term::given_name).at("anna") == 9);
  CHECK(counts(score::Term::phone).at("493514567890") == 20);
}
