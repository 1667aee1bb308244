#include "score/model.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "scv/error.hpp"

namespace scv::score {
namespace {

using types::Comparison;
using types::Level;

struct ShippedLevel {
  Comparison comparison;
  Level level;
  LevelProbabilities probabilities;
};

// The shipped prior, from general knowledge of customer files rather than from any one of them. Where a frequency is
// known for the value, it takes the place of `stranger`.
constexpr ShippedLevel kShipped[] = {
    {Comparison::given_name, Level::equal, {0.75, 0.004, 0.03, 0.004}},
    {Comparison::given_name, Level::equal_part, {0.03, 0.004, 0.03, 0.004}},
    {Comparison::given_name, Level::variant, {0.04, 0.001, 0.002, 0.001}},
    {Comparison::given_name, Level::phonetic, {0.03, 0.003, 0.005, 0.003}},
    {Comparison::given_name, Level::nickname, {0.03, 0.004, 0.006, 0.004}},
    {Comparison::given_name, Level::initial, {0.03, 0.03, 0.04, 0.03}},
    {Comparison::given_name, Level::typo, {0.05, 0.004, 0.008, 0.004}},
    {Comparison::given_name, Level::similar, {0.02, 0.02, 0.03, 0.02}},
    {Comparison::given_name, Level::faint, {0.01, 0.02, 0.025, 0.02}},
    {Comparison::given_name, Level::different, {0.02, 0.93, 0.85, 0.93}},
    {Comparison::family_name, Level::equal, {0.82, 0.001, 0.73, 0.001}},
    {Comparison::family_name, Level::equal_part, {0.03, 0.0005, 0.03, 0.0005}},
    {Comparison::family_name, Level::variant, {0.03, 0.0005, 0.02, 0.0005}},
    {Comparison::family_name, Level::phonetic, {0.03, 0.002, 0.01, 0.002}},
    {Comparison::family_name, Level::nickname, {0.002, 0.001, 0.001, 0.001}},
    {Comparison::family_name, Level::initial, {0.005, 0.02, 0.005, 0.02}},
    {Comparison::family_name, Level::typo, {0.05, 0.001, 0.015, 0.001}},
    {Comparison::family_name, Level::similar, {0.02, 0.006, 0.01, 0.006}},
    {Comparison::family_name, Level::faint, {0.01, 0.01, 0.005, 0.01}},
    {Comparison::family_name, Level::former, {0.01, 0.0001, 0.002, 0.0001}},
    {Comparison::family_name, Level::different, {0.01, 0.97, 0.2, 0.97}},
    {Comparison::name_order, Level::swapped, {0.02, 0.05, 0.05, 0.05}},
    {Comparison::generation, Level::equal, {0.99, 0.5, 0.1, 0.5}},
    {Comparison::generation, Level::different, {0.01, 0.5, 0.9, 0.5}},
    {Comparison::organization, Level::equal, {0.60, 0.0005, 0.01, 0.45}},
    {Comparison::organization, Level::variant, {0.08, 0.0002, 0.002, 0.08}},
    {Comparison::organization, Level::equal_part, {0.10, 0.002, 0.01, 0.2}},
    {Comparison::organization, Level::initial, {0.01, 0.0005, 0.001, 0.01}},
    {Comparison::organization, Level::typo, {0.06, 0.0003, 0.01, 0.04}},
    {Comparison::organization, Level::similar, {0.05, 0.005, 0.02, 0.14}},
    {Comparison::organization, Level::faint, {0.015, 0.01, 0.05, 0.06}},
    {Comparison::organization, Level::partial, {0.04, 0.01, 0.02, 0.06}},
    {Comparison::organization, Level::different, {0.06, 0.98, 0.95, 0.02}},
    {Comparison::employer, Level::equal, {0.55, 0.0005, 0.1, 0.0005}},
    {Comparison::employer, Level::variant, {0.08, 0.0002, 0.02, 0.0002}},
    {Comparison::employer, Level::equal_part, {0.10, 0.002, 0.02, 0.002}},
    {Comparison::employer, Level::initial, {0.01, 0.0005, 0.001, 0.0005}},
    {Comparison::employer, Level::typo, {0.06, 0.0003, 0.01, 0.0003}},
    {Comparison::employer, Level::similar, {0.05, 0.005, 0.01, 0.005}},
    {Comparison::employer, Level::faint, {0.02, 0.02, 0.02, 0.02}},
    {Comparison::employer, Level::partial, {0.02, 0.02, 0.02, 0.02}},
    {Comparison::employer, Level::different, {0.13, 0.97, 0.82, 0.97}},
    {Comparison::birthdate, Level::equal, {0.82, 0.00004, 0.01, 0.00004}},
    {Comparison::birthdate, Level::swapped, {0.02, 0.00004, 0.0001, 0.00004}},
    {Comparison::birthdate, Level::typo, {0.07, 0.001, 0.003, 0.001}},
    {Comparison::birthdate, Level::similar, {0.03, 0.006, 0.01, 0.006}},
    {Comparison::birthdate, Level::faint, {0.02, 0.02, 0.03, 0.02}},
    {Comparison::birthdate, Level::partial, {0.03, 0.015, 0.03, 0.015}},
    {Comparison::birthdate, Level::different, {0.03, 0.978, 0.953, 0.978}},
    {Comparison::email, Level::equal, {0.50, 0.0000001, 0.03, 0.08}},
    {Comparison::email, Level::same_block, {0.08, 0.00003, 0.0003, 0.02}},
    {Comparison::email, Level::typo, {0.05, 0.000001, 0.0001, 0.002}},
    {Comparison::email, Level::similar, {0.05, 0.0005, 0.003, 0.03}},
    {Comparison::email, Level::shared, {0.30, 0.001, 0.3, 0.1}},
    {Comparison::email, Level::different, {0.32, 0.998, 0.96, 0.768}},
    {Comparison::phone, Level::equal, {0.50, 0.000001, 0.35, 0.12}},
    {Comparison::phone, Level::similar, {0.015, 0.00005, 0.003, 0.002}},
    {Comparison::phone, Level::faint, {0.005, 0.001, 0.003, 0.003}},
    {Comparison::phone, Level::typo, {0.03, 0.000005, 0.005, 0.01}},
    {Comparison::phone, Level::same_block, {0.02, 0.0001, 0.01, 0.1}},
    {Comparison::phone, Level::different, {0.44, 0.9998, 0.63, 0.769}},
    {Comparison::address, Level::equal, {0.55, 0.000001, 0.78, 0.03}},
    {Comparison::address, Level::equal_part, {0.05, 0.0001, 0.05, 0.01}},
    {Comparison::address, Level::typo, {0.10, 0.000002, 0.08, 0.01}},
    {Comparison::address, Level::similar, {0.02, 0.00002, 0.002, 0.005}},
    {Comparison::address, Level::same_block, {0.05, 0.0001, 0.01, 0.02}},
    {Comparison::address, Level::same_area, {0.06, 0.0005, 0.03, 0.06}},
    {Comparison::address, Level::near_area, {0.02, 0.002, 0.005, 0.01}},
    {Comparison::address, Level::same_city, {0.05, 0.01, 0.01, 0.3}},
    {Comparison::address, Level::partial, {0.005, 0.003, 0.001, 0.02}},
    {Comparison::address, Level::different, {0.095, 0.98, 0.03, 0.535}},
    {Comparison::identifier, Level::equal, {0.85, 0.0000001, 0.0005, 0.02}},
    {Comparison::identifier, Level::similar, {0.05, 0.0000001, 0.0001, 0.002}},
    {Comparison::identifier, Level::typo, {0.06, 0.00001, 0.001, 0.01}},
    {Comparison::identifier, Level::different, {0.04, 1, 1, 0.968}},
    {Comparison::gender, Level::equal, {0.97, 0.5, 0.5, 0.5}},
    {Comparison::gender, Level::different, {0.03, 0.5, 0.5, 0.5}},
    {Comparison::birth_place, Level::equal, {0.75, 0.005, 0.5, 0.005}},
    {Comparison::birth_place, Level::typo, {0.08, 0.002, 0.03, 0.002}},
    {Comparison::birth_place, Level::similar, {0.04, 0.005, 0.03, 0.005}},
    {Comparison::birth_place, Level::different, {0.13, 0.99, 0.44, 0.99}},
};

constexpr std::string_view kPersons = "persons";
constexpr std::string_view kOrganizations = "organizations";

constexpr Levels other_prior() {
  Levels levels{};
  levels[static_cast<std::size_t>(Level::equal)] = {0.5, 0.2, 0.2, 0.2};
  levels[static_cast<std::size_t>(Level::typo)] = {0.03, 0.02, 0.02, 0.02};
  levels[static_cast<std::size_t>(Level::similar)] = {0.02, 0.02, 0.02, 0.02};
  levels[static_cast<std::size_t>(Level::different)] = {0.45, 0.76, 0.76, 0.76};
  return levels;
}

template <typename Enum>
std::optional<std::size_t> index_of(std::string_view name, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (to_string(static_cast<Enum>(i)) == name) return i;
  }
  return std::nullopt;
}

nlohmann::json levels_to_json(const Levels& levels) {
  nlohmann::json json = nlohmann::json::object();
  for (std::size_t i = 0; i < types::kLevels; ++i) {
    const LevelProbabilities& p = levels[i];
    if (p.match == 0 && p.stranger == 0) continue;
    json[std::string(to_string(static_cast<Level>(i)))] = {
        {"m", p.match}, {"u", p.stranger}, {"household", p.household}, {"branch", p.branch}};
  }
  return json;
}

[[noreturn]] void wrong(const std::string& what) { throw Error(ErrorCode::parse, "model: " + what); }

void levels_from_json(const nlohmann::json& json, const std::string& where, Levels& levels) {
  for (const auto& [name, value] : json.items()) {
    const auto level = index_of<Level>(name, types::kLevels);
    if (!level) wrong(where + " has no level '" + name + "'");
    LevelProbabilities p{value.at("m").get<double>(), value.at("u").get<double>(), value.at("household").get<double>(),
                         value.at("branch").get<double>()};
    for (const double probability : {p.match, p.stranger, p.household, p.branch}) {
      if (!(probability > 0 && probability <= 1))
        wrong(where + "." + name + " needs probabilities above 0 and up to 1");
    }
    levels[*level] = p;
  }
}

}  // namespace

std::string_view to_string(Term term) noexcept {
  constexpr std::array<std::string_view, kTerms> kNames = {
      "given_name", "family_name", "organization", "birthdate",  "email",       "phone", "premises",
      "street",     "postal_code", "city",         "identifier", "birth_place", "other", "organization_word"};
  return kNames[static_cast<std::size_t>(term)];
}

TermPrior term_prior(Term term) noexcept {
  switch (term) {
    case Term::given_name:
      return {0.0005, 0.00001, 3};
    case Term::family_name:
      return {0.0001, 0.000002, 3};
    case Term::organization:
      return {0.0001, 0.000002, 6};
    case Term::birthdate:
      return {0.00005, 0.00002, 3};
    case Term::email:
      return {0.0000002, 0.00000005, 16};
    case Term::phone:
      return {0.000001, 0.0000005, 16};
    case Term::premises:
      return {0.000001, 0.0000005, 16};
    case Term::street:
      return {0.0001, 0.000005, 6};
    case Term::postal_code:
      return {0.0005, 0.00005, 6};
    case Term::city:
      return {0.002, 0.00005, 6};
    case Term::identifier:
      return {0.0000002, 0.00000005, 16};
    case Term::birth_place:
      return {0.001, 0.00005, 6};
    case Term::other:
      return {0.002, 0.0005, 3};
    case Term::organization_word:
      return {0.0005, 0.00002, 3};
  }
  return {0.001, 0.0001, 3};
}

Model Model::prior() {
  Model model;
  for (const ShippedLevel& shipped : kShipped) {
    model.levels[static_cast<std::size_t>(shipped.comparison)][static_cast<std::size_t>(shipped.level)] =
        shipped.probabilities;
  }
  model.other_levels = other_prior();
  model.prior_log2_odds = -10;
  model.households_per_match = 1;
  model.branches_per_match = 0.3;
  model.threshold = 1;
  model.edge_floor = 1;
  return model;
}

std::string Model::to_json() const {
  nlohmann::json json;
  json["format"] = kFormat;
  json["records"] = records;
  json["duplicates"] = duplicates;
  json["prior_log2_odds"] = prior_log2_odds;
  json["households_per_match"] = households_per_match;
  json["branches_per_match"] = branches_per_match;
  json["whole_names"] = whole_names_are_organizations ? kOrganizations : kPersons;
  json["threshold"] = threshold;
  json["edge_floor"] = edge_floor;
  nlohmann::json comparisons = nlohmann::json::object();
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    comparisons[std::string(types::to_string(static_cast<Comparison>(c)))] = levels_to_json(levels[c]);
  }
  comparisons["other"] = levels_to_json(other_levels);
  json["comparisons"] = std::move(comparisons);
  nlohmann::json columns = nlohmann::json::object();
  for (const auto& [column, probabilities] : others) columns[column] = levels_to_json(probabilities);
  json["other_columns"] = std::move(columns);
  nlohmann::json all_terms = nlohmann::json::object();
  for (std::size_t t = 0; t < kTerms; ++t) {
    std::vector<std::pair<std::string, std::uint32_t>> sorted(terms[t].counts.begin(), terms[t].counts.end());
    std::sort(sorted.begin(), sorted.end());
    nlohmann::json counts = nlohmann::json::object();
    for (auto& [text, count] : sorted) counts[std::move(text)] = count;
    all_terms[std::string(to_string(static_cast<Term>(t)))] = std::move(counts);
  }
  json["terms"] = std::move(all_terms);
  nlohmann::json all_lifts = nlohmann::json::object();
  for (std::size_t t = 0; t < kTerms; ++t) {
    if (lifts[t].empty()) continue;
    const std::map<std::string, float> sorted(lifts[t].begin(), lifts[t].end());
    all_lifts[std::string(to_string(static_cast<Term>(t)))] = sorted;
  }
  json["lifts"] = std::move(all_lifts);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Model Model::from_json(std::string_view text) {
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    if (json.at("format").get<int>() != kFormat)
      wrong("format " + json.at("format").dump() + " is not known to this version");
    Model model = prior();
    json.at("records").get_to(model.records);
    json.at("duplicates").get_to(model.duplicates);
    json.at("prior_log2_odds").get_to(model.prior_log2_odds);
    json.at("households_per_match").get_to(model.households_per_match);
    json.at("branches_per_match").get_to(model.branches_per_match);
    const auto whole_names = json.at("whole_names").get<std::string>();
    if (whole_names != kPersons && whole_names != kOrganizations) wrong("whole_names is 'persons' or 'organizations'");
    model.whole_names_are_organizations = whole_names == kOrganizations;
    json.at("threshold").get_to(model.threshold);
    json.at("edge_floor").get_to(model.edge_floor);
    for (const auto& [name, value] : json.at("comparisons").items()) {
      if (name == "other") {
        levels_from_json(value, name, model.other_levels);
        continue;
      }
      const auto comparison = index_of<Comparison>(name, types::kComparisons);
      if (!comparison) wrong("no comparison '" + name + "'");
      levels_from_json(value, name, model.levels[*comparison]);
    }
    for (const auto& [name, value] : json.at("other_columns").items()) {
      levels_from_json(value, name, model.others.emplace(name, model.other_levels).first->second);
    }
    for (const auto& [name, counts] : json.at("terms").items()) {
      const auto term = index_of<Term>(name, kTerms);
      if (!term) wrong("no term '" + name + "'");
      for (const auto& [value, count] : counts.items()) model.terms[*term].counts[value] = count.get<std::uint32_t>();
    }
    for (const auto& [name, values] : json.at("lifts").items()) {
      const auto term = index_of<Term>(name, kTerms);
      if (!term) wrong("no term '" + name + "'");
      for (const auto& [pair, lift] : values.items()) model.lifts[*term][pair] = lift.get<float>();
    }
    return model;
  } catch (const nlohmann::json::exception& error) {
    wrong(error.what());
  }
}

}  // namespace scv::score
