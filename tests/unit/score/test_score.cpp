#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <string>

#include "../support/people.hpp"
#include "compare/compare.hpp"
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
  for (int i = 0; i < 60; ++i) people.add("m" + std::to_string(i), {{Field::family_name, "Müller"}});
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
