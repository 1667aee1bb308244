#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "../support/people.hpp"
#include "score/lift.hpp"
#include "score/scorer.hpp"
#include "score/terms.hpp"

using namespace scv;
using score::Model;
using score::Term;

namespace {

constexpr std::size_t index(Term term) { return static_cast<std::size_t>(term); }

/// People of few names, streets and numbers, so that their values recur; many have several of a kind.
test::People some_people(std::mt19937_64& random, std::size_t count) {
  const auto one_of = [&](std::initializer_list<std::string_view> texts) {
    return std::string(texts.begin()[random() % texts.size()]);
  };
  const auto number = [&](std::size_t most) { return std::to_string(1 + random() % most); };
  test::People people;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string given = one_of({"Anna", "Otto", "Anna Berta", "Ingolf", "Waltraud", ""}),
                      family = one_of({"Vogel", "Müller", "Vogel-Krause", "Zwickelmoser", ""}),
                      phone = "0351 45678" + std::to_string(10 + random() % 30),
                      other_phone = random() % 4 == 0 ? "0351 987654" : "", street = "Hauptstr. " + number(3),
                      postal_code = one_of({"01067", "01069", ""}), city = one_of({"Dresden", "Köln", ""}),
                      birthdate = "19" + std::to_string(50 + random() % 20) + "-02-0" + number(9),
                      email = one_of({"anna", "otto"}) + number(4) + one_of({"@example.org", "@example.com"}),
                      organization = one_of({"Zwickel Backwaren GmbH", "Zwickel Backwaren", "Friseur Schnittig"}),
                      place = one_of({"Plauen", "Camden", "London", ""}), whole = one_of({"Zwickel Reisen", "Reisen"});
    switch (random() % 8) {
      case 0:
        people.add(std::to_string(i), {{Field::phone, phone}});
        break;
      case 1:
        people.add(std::to_string(i),
                   {{Field::organization, organization}, {Field::phone, phone}, {Field::email, email}});
        break;
      case 2:
        people.add(std::to_string(i), {{Field::name, whole}, {Field::name, given + " " + family}});
        break;
      case 3:
        people.add(std::to_string(i), {{Field::identifier, "K-" + number(9) + "081"}, {Field::family_name, "Vogel"}},
                   "k");
        break;
      case 4:
        people.add(std::to_string(i), {{Field::other, given}, {Field::family_name, family}},
                   one_of({"colour", "shape"}));
        break;
      default:
        people.add(std::to_string(i), {{Field::given_name, given},
                                       {Field::family_name, family},
                                       {Field::birthdate, birthdate},
                                       {Field::street, street},
                                       {Field::postal_code, postal_code},
                                       {Field::city, city},
                                       {Field::phone, phone},
                                       {Field::phone, other_phone},
                                       {Field::email, email},
                                       {Field::birth_place, place}});
    }
  }
  return people;
}

/// The same count, the slow and obvious way: by text, record by record.
std::array<std::map<std::string, std::uint32_t>, score::kTerms> count_slowly(const types::FeatureTable& table,
                                                                             bool whole_names_are_organizations,
                                                                             std::uint64_t& records) {
  std::array<std::map<std::string, std::uint32_t>, score::kTerms> counts;
  std::map<std::uint64_t, int> seen;
  records = 0;
  for (types::RecordNo record = 0; record < table.size(); ++record) {
    const bool telling = !table.record_names[record].empty() || !table.record_organizations[record].empty();
    if (telling && ++seen[table.features_hash(record)] > 4) continue;
    ++records;
    const auto take = [&](Term term, types::ValueNo value) {
      std::string joined;
      const std::string text(score::term_text(table, term, value, joined));
      if (!text.empty()) ++counts[index(term)][text];
    };
    std::set<types::ValueNo> given, family, tokens;
    std::vector<types::ValueNo> organizations(table.record_organizations[record].begin(),
                                              table.record_organizations[record].end());
    for (const types::ValueNo number : table.record_names[record]) {
      const types::Name& name = table.names[number];
      given.insert(table.given(name).begin(), table.given(name).end());
      family.insert(table.family(name).begin(), table.family(name).end());
      if (whole_names_are_organizations && name.as_organization) organizations.push_back(*name.as_organization);
    }
    for (const types::ValueNo number : organizations) {
      const auto words = table.tokens(table.organizations[number]);
      tokens.insert(words.begin(), words.end());
    }
    const auto take_all = [&](Term term, const auto& values) {
      for (const types::ValueNo value : values) take(term, value);
    };
    take_all(Term::given_name, given);
    take_all(Term::family_name, family);
    take_all(Term::organization, organizations);
    take_all(Term::organization_word, tokens);
    take_all(Term::birthdate, table.record_dates[record]);
    take_all(Term::email, table.record_emails[record]);
    take_all(Term::phone, table.record_phones[record]);
    for (const Term term : {Term::premises, Term::street, Term::postal_code, Term::city})
      take_all(term, table.record_addresses[record]);
    take_all(Term::identifier, table.record_identifiers[record]);
    take_all(Term::birth_place, table.record_places[record]);
    take_all(Term::other, table.record_others[record]);
  }
  for (std::size_t t = 0; t < score::kTerms; ++t) {
    std::erase_if(counts[t],
                  [&](const auto& entry) { return entry.second < score::term_prior(static_cast<Term>(t)).kept_from; });
  }
  return counts;
}

bool same_counts(const score::ValueCounts& a, const score::ValueCounts& b) {
  for (std::size_t t = 0; t < score::kTerms; ++t) {
    if (a.of[t].places != b.of[t].places || a.of[t].counts != b.of[t].counts) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("terms are counted as the slow reference counts them, on any number of threads") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  for (const std::size_t count : {0, 1, 7, 60, 700}) {
    const test::People people = some_people(random, count);
    for (const bool whole_names_are_organizations : {false, true}) {
      std::uint64_t records = 0;
      const auto expected = count_slowly(people.table, whole_names_are_organizations, records);
      for (const unsigned threads : {1u, 4u}) {
        Model model = Model::prior();
        model.whole_names_are_organizations = whole_names_are_organizations;
        const score::ValueCounts counts = score::count_terms(people.table, model, threads);
        CHECK(model.records == records);
        for (std::size_t t = 0; t < score::kTerms; ++t) {
          CAPTURE(to_string(static_cast<Term>(t)));
          const auto& found = model.terms[t].counts;
          CHECK(std::map<std::string, std::uint32_t>(found.begin(), found.end()) == expected[t]);
        }
        // counted and looked up is one thing
        score::ValueCounts by_text;
        score::extend_counts(people.table, model, by_text, threads);
        CHECK(same_counts(counts, by_text));
      }
    }
  }
}

TEST_CASE("values that come later get the model's counts, too") {
  std::mt19937_64 random(4711);
  test::People people = some_people(random, 300);
  Model model = Model::prior();
  score::count_terms(people.table, model);
  test::People fresh;
  fresh.add("1", {{Field::given_name, "Otto"}, {Field::family_name, "Neu"}});
  score::ValueCounts counts;
  score::extend_counts(fresh.table, model, counts);
  for (int i = 0; i < 40; ++i) {
    fresh.add(std::to_string(i), {{Field::given_name, "Anna"},
                                  {Field::street, "Hauptstr. " + std::to_string(1 + i)},
                                  {Field::postal_code, "01067"},
                                  {Field::city, "Dresden"}});
    if (i % 7 == 0) score::extend_counts(fresh.table, model, counts);
  }
  score::extend_counts(fresh.table, model, counts);
  score::ValueCounts at_once;
  score::extend_counts(fresh.table, model, at_once);
  CHECK(same_counts(counts, at_once));
  const auto& city = counts.of[index(Term::city)];
  CHECK(city.counts[city.places[0]] == model.terms[index(Term::city)].counts.at("dresden"));
}

namespace {

/// A model whose probabilities, shares and lifts are taken at random.
Model some_model(std::mt19937_64& random, const types::FeatureTable& table) {
  std::uniform_real_distribution<double> log(-20, 0), lift(-6, 12), share(0, 1.2);
  Model model = Model::prior();
  score::count_terms(table, model);
  for (score::Levels& levels : model.levels) {
    for (score::LevelProbabilities& p : levels) {
      p = {std::exp2(log(random)), std::exp2(log(random)), std::exp2(log(random)), std::exp2(log(random))};
    }
  }
  model.others["colour"] = model.levels[0];
  model.prior_log2_odds = log(random);
  model.households_per_match = share(random) * std::exp2(-model.prior_log2_odds);
  model.branches_per_match = share(random) * std::exp2(-model.prior_log2_odds);
  model.duplicates = share(random);
  const auto add_lifts = [&](Term term, std::size_t values) {
    for (int i = 0; i < 4 && values > 0 && random() % 4 != 0; ++i) {
      const auto value = [&] { return static_cast<types::ValueNo>(random() % values); };
      model.lifts[index(term)][score::pair_text(table, term, value(), value())] = static_cast<float>(lift(random));
    }
  };
  add_lifts(Term::given_name, table.words.size());
  add_lifts(Term::family_name, table.words.size());
  add_lifts(Term::birth_place, table.address_parts.size());
  add_lifts(Term::other, table.others.size());
  return model;
}

/// Any levels of any values.
types::ComparisonVector some_comparison(std::mt19937_64& random, const types::FeatureTable& table) {
  const std::size_t sizes[] = {table.words.size(),
                               table.words.size(),
                               1,
                               1,
                               table.organizations.size(),
                               table.dates.size(),
                               table.emails.size(),
                               table.phones.size(),
                               table.addresses.size(),
                               table.identifiers.size(),
                               1,
                               table.address_parts.size(),
                               table.organizations.size(),
                               table.words.size()};
  const auto agreement = [&](std::size_t values) {
    const auto value = [&] { return static_cast<types::ValueNo>(random() % values); };
    return types::Agreement{static_cast<types::Level>(random() % types::kLevels), value(), value(),
                            static_cast<float>(random() % 40)};
  };
  types::ComparisonVector compared;
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    if (sizes[c] > 0 && random() % 3 != 0) compared.of[c] = agreement(sizes[c]);
  }
  for (types::ValueNo column = 0; column < table.other_columns.size(); ++column) {
    if (random() % 2 == 0) compared.others.push_back({column, agreement(table.others.size())});
  }
  return compared;
}

}  // namespace

TEST_CASE("a weight from a floor is the weight, and bounds hold") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20; ++round) {
    const test::People people = some_people(random, 200);
    const Model model = some_model(random, people.table);
    const score::Scorer scorer(model, people.table);
    for (int pair = 0; pair < 400; ++pair) {
      const types::ComparisonVector compared = some_comparison(random, people.table);
      const double weight = scorer.weight(compared);
      CHECK(weight == scorer.judge(compared).weight);
      for (const double floor : {1.0, weight, std::nextafter(weight, 1e9), weight + 1e-7, weight - 3, weight + 3}) {
        const std::optional<double> found = scorer.weight_from(compared, floor);
        CHECK(found.has_value() == (weight >= floor));
        if (found) CHECK(*found == weight);
      }
      CHECK(weight < scorer.most_of(compared));
      for (std::size_t c = 0; c < types::kComparisons; ++c) {
        const auto comparison = static_cast<types::Comparison>(c);
        const types::Agreement& agreement = compared[comparison];
        const bool organization =
            comparison == types::Comparison::organization || comparison == types::Comparison::employer;
        if (agreement.level == types::Level::missing || organization) continue;
        CHECK(scorer.summand(comparison, agreement) <= scorer.most_of(comparison, agreement.level));
      }
    }
  }
}

TEST_CASE("a scorer that is refitted is as one newly bound") {
  std::mt19937_64 random(4711);
  const test::People people = some_people(random, 200);
  Model model = some_model(random, people.table);
  score::Scorer scorer(model, people.table);
  for (int round = 0; round < 10; ++round) {
    Model changed = some_model(random, people.table);
    model.levels = changed.levels;
    model.others = changed.others;
    model.lifts = changed.lifts;
    model.prior_log2_odds = changed.prior_log2_odds;
    model.duplicates = changed.duplicates;
    scorer.refit();
    const score::Scorer fresh(model, people.table);
    CHECK(std::equal(scorer.word_bits().begin(), scorer.word_bits().end(), fresh.word_bits().begin(),
                     fresh.word_bits().end()));
    for (int pair = 0; pair < 100; ++pair) {
      const types::ComparisonVector compared = some_comparison(random, people.table);
      CHECK(scorer.weight(compared) == fresh.weight(compared));
    }
  }
}
