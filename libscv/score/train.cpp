#include "score/train.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "score/scorer.hpp"

namespace scv::score {
namespace {

using types::Comparison;
using types::kComparisons;
using types::kLevels;
using types::Level;

constexpr auto kDifferent = static_cast<std::size_t>(Level::different);
constexpr int kRounds = 5;
constexpr double kMatchPseudoPairs = 30;  ///< how many pairs' worth the shipped probabilities are
constexpr double kHouseholdPseudoPairs = 200;
constexpr double kStrangerPseudoPairs = 200;
constexpr double kOtherNamesAtMost =
    0.1;                             ///< of matches have another name: a model that learned more would merge households
constexpr double kLabelPairs = 5;    ///< how many unlabelled pairs' worth a labelled one is
constexpr double kNever = 1000;      ///< log2 odds against what a label excludes
constexpr double kNamesAlike = 0.7;  ///< of what both names are found replaced: the rest are strangers in the sums
constexpr double kPartnerPseudoRecords = 40;
constexpr double kPartnersAtFirst = 0.5;  ///< records of the same customer that a record is taken to have
constexpr double kLeastPopulation = 500;  ///< a small file is a sample of more customers than it has

/// Sums of probabilities for one comparison's levels.
struct Counts {
  std::array<double, kLevels> match{}, stranger{}, household{};
};

double total(const std::array<double, kLevels>& counts) {
  double sum = 0;
  for (const double count : counts) sum += count;
  return sum;
}

/// log2 odds of the kinds of pairs against two strangers.
struct Odds {
  double match = 0, household = 0, branch = 0;
  void add(const LogLevel& logs, double sign = 1) {
    match += sign * static_cast<double>(logs.match - logs.stranger);
    household += sign * static_cast<double>(logs.household - logs.stranger);
    branch += sign * static_cast<double>(logs.branch - logs.stranger);
  }
};

struct Posterior {
  double match, stranger, household, branch;
};
Posterior posterior(const Odds& odds) {
  const double most = std::max({0.0, odds.match, odds.household, odds.branch});
  const double m = std::exp2(odds.match - most), u = std::exp2(-most), h = std::exp2(odds.household - most);
  const double b = std::exp2(odds.branch - most);
  const double sum = m + u + h + b;
  return {m / sum, u / sum, h / sum, b / sum};
}

void refit(Levels& levels, const Levels& shipped, const Counts& counts) {
  const double matches = total(counts.match), strangers = total(counts.stranger), households = total(counts.household);
  for (std::size_t l = 0; l < kLevels; ++l) {
    const LevelProbabilities& at_first = shipped[l];
    if (at_first.match == 0) continue;
    levels[l].match = (counts.match[l] + kMatchPseudoPairs * at_first.match) / (matches + kMatchPseudoPairs);
    // what no pair shows is not rarer than so many pairs can tell
    levels[l].stranger =
        std::max((counts.stranger[l] + kStrangerPseudoPairs * at_first.stranger) / (strangers + kStrangerPseudoPairs),
                 std::min(at_first.stranger, 1 / (strangers + 1)));
    levels[l].household = std::max(
        (counts.household[l] + kHouseholdPseudoPairs * at_first.household) / (households + kHouseholdPseudoPairs),
        std::min(at_first.household, 1 / (households + 1)));
  }
}

}  // namespace

void train(const types::FeatureTable& table, const TrainingPairs& pairs, Model& model) {
  const double records = static_cast<double>(table.size());
  const double population = std::max(kLeastPopulation, records);
  const Model shipped = model;
  const std::size_t columns = table.other_columns.size();
  model.prior_log2_odds = std::log2(kPartnersAtFirst / population);

  for (int round = 0; round < kRounds; ++round) {
    const Scorer scorer(model, table);
    const double log_household = model.prior_log2_odds + std::log2(std::max(1e-6, model.households_per_match));
    const double log_branch = model.prior_log2_odds + std::log2(std::max(1e-6, model.branches_per_match));
    std::vector<Counts> counts(kComparisons + columns);
    double matches = 0, households = 0, branches = 0;
    std::vector<std::pair<std::size_t, LogLevel>> parts;
    std::vector<Level> found;

    const auto weigh = [&](const types::ComparisonVector& compared) {
      parts.clear();
      found.clear();
      for (std::size_t c = 0; c < kComparisons; ++c) {
        if (compared.of[c].level == Level::missing) continue;
        parts.emplace_back(c, scorer.of(static_cast<Comparison>(c), compared.of[c]));
        found.push_back(compared.of[c].level);
      }
      for (const types::OtherAgreement& other : compared.others) {
        parts.emplace_back(kComparisons + other.column, scorer.of(other));
        found.push_back(other.agreement.level);
      }
      Odds odds{model.prior_log2_odds, log_household, log_branch};
      if (compared[Comparison::organization].level == Level::missing) odds.branch = -kNever;
      for (const auto& [c, logs] : parts) odds.add(logs);
      return odds;
    };

    for (const types::ComparisonVector& compared : pairs.candidates) {
      const Odds odds = weigh(compared);
      const Posterior whole = posterior(odds);
      matches += whole.match;
      households += whole.household;
      branches += whole.branch;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& [c, logs] = parts[i];
        Odds others = odds;
        others.add(logs, -1);
        const Posterior without = posterior(others);
        counts[c].match[static_cast<std::size_t>(found[i])] += without.match;
        // in one building under one number, only its name tells an organisation from its neighbour
        const bool organization = c == static_cast<std::size_t>(Comparison::organization);
        counts[c].household[static_cast<std::size_t>(found[i])] += (organization ? whole : without).household;
        // a column without meaning may go with the others: it has to tell apart what these take for the same
        if (c >= kComparisons) counts[c].stranger[static_cast<std::size_t>(found[i])] += 1 - whole.match;
      }
    }
    for (const types::ComparisonVector& compared : pairs.matches) {
      weigh(compared);
      for (std::size_t i = 0; i < parts.size(); ++i)
        counts[parts[i].first].match[static_cast<std::size_t>(found[i])] += kLabelPairs;
    }
    for (const types::ComparisonVector& compared : pairs.non_matches) {
      Odds odds = weigh(compared);
      odds.match = -kNever;
      const double share = posterior(odds).household;
      for (std::size_t i = 0; i < parts.size(); ++i)
        counts[parts[i].first].household[static_cast<std::size_t>(found[i])] += kLabelPairs * share;
    }
    for (const types::ComparisonVector& compared : pairs.random) {
      const double stranger = posterior(weigh(compared)).stranger;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].first < kComparisons)
          counts[parts[i].first].stranger[static_cast<std::size_t>(found[i])] += stranger;
      }
    }

    for (std::size_t c = 0; c < kComparisons; ++c) {
      if (c == static_cast<std::size_t>(Comparison::generation)) continue;  // rare, and known
      refit(model.levels[c], shipped.levels[c], counts[c]);
    }
    // Names that are replaced by others are replaced alike; households share the family name and differ in the given one.
    double& given = model.levels[static_cast<std::size_t>(Comparison::given_name)][kDifferent].match;
    double& family = model.levels[static_cast<std::size_t>(Comparison::family_name)][kDifferent].match;
    const double most = std::max(kOtherNamesAtMost, kNamesAlike * std::min(given, family));
    given = std::min(given, most);
    family = std::min(family, most);
    for (std::size_t column = 0; column < columns; ++column) {
      const std::string name(table.other_columns.text(static_cast<types::ValueNo>(column)));
      refit(model.others.emplace(name, shipped.other_levels).first->second, shipped.of_other(name),
            counts[kComparisons + column]);
    }
    matches *= pairs.candidate_scale;
    households *= pairs.candidate_scale;
    branches *= pairs.candidate_scale;
    const double partners =
        (2 * matches + kPartnerPseudoRecords * kPartnersAtFirst) / (records + kPartnerPseudoRecords);
    model.prior_log2_odds = std::log2(partners / population);
    model.households_per_match =
        (households + kPartnerPseudoRecords * shipped.households_per_match) / (matches + kPartnerPseudoRecords);
    model.branches_per_match =
        (branches + kPartnerPseudoRecords * shipped.branches_per_match) / (matches + kPartnerPseudoRecords);
    model.duplicates = std::max(0.0, partners - 1);
  }
}

}  // namespace scv::score
