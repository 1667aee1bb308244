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

constexpr int kRounds = 5;
constexpr double kMatchPseudoPairs = 60;  ///< how many pairs' worth the shipped probabilities are
constexpr double kHouseholdPseudoPairs = 400;
constexpr double kStrangerPseudoPairs = 200;
constexpr double kOtherNamesAtMost =
    0.1;                           ///< of matches have another name: a model that learned more would merge households
constexpr double kLabelPairs = 5;  ///< how many unlabelled pairs' worth a labelled one is
constexpr double kNever = 1000;    ///< log2 odds against what a label excludes
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

/// Probabilities that match, strangers and household have, from the logs of their odds against strangers.
struct Posterior {
  double match, stranger, household;
};
Posterior posterior(double match, double household) {
  const double most = std::max({0.0, match, household});
  const double m = std::exp2(match - most), u = std::exp2(-most), h = std::exp2(household - most);
  const double sum = m + u + h;
  return {m / sum, u / sum, h / sum};
}

void refit(Levels& levels, const Levels& shipped, const Counts& counts) {
  const double matches = total(counts.match), strangers = total(counts.stranger), households = total(counts.household);
  for (std::size_t l = 0; l < kLevels; ++l) {
    const LevelProbabilities& at_first = shipped[l];
    if (at_first.match == 0) continue;
    levels[l].match = (counts.match[l] + kMatchPseudoPairs * at_first.match) / (matches + kMatchPseudoPairs);
    levels[l].stranger =
        (counts.stranger[l] + kStrangerPseudoPairs * at_first.stranger) / (strangers + kStrangerPseudoPairs);
    levels[l].household =
        (counts.household[l] + kHouseholdPseudoPairs * at_first.household) / (households + kHouseholdPseudoPairs);
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
    const double log_match = model.prior_log2_odds;
    const double log_household = model.prior_log2_odds + std::log2(std::max(1e-6, model.households_per_match));
    std::vector<Counts> counts(kComparisons + columns);
    double matches = 0, households = 0;
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
      double match = log_match, household = log_household;
      for (const auto& [c, logs] : parts) {
        match += static_cast<double>(logs.match - logs.stranger);
        household += static_cast<double>(logs.household - logs.stranger);
      }
      return std::pair(match, household);
    };

    for (const types::ComparisonVector& compared : pairs.candidates) {
      const auto [match, household] = weigh(compared);
      const Posterior whole = posterior(match, household);
      matches += whole.match;
      households += whole.household;
      if (whole.stranger > 0.9999) continue;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& [c, logs] = parts[i];
        const Posterior without = posterior(match - static_cast<double>(logs.match - logs.stranger),
                                            household - static_cast<double>(logs.household - logs.stranger));
        counts[c].match[static_cast<std::size_t>(found[i])] += without.match;
        counts[c].household[static_cast<std::size_t>(found[i])] += without.household;
      }
    }
    for (const types::ComparisonVector& compared : pairs.matches) {
      weigh(compared);
      for (std::size_t i = 0; i < parts.size(); ++i)
        counts[parts[i].first].match[static_cast<std::size_t>(found[i])] += kLabelPairs;
    }
    for (const types::ComparisonVector& compared : pairs.non_matches) {
      const auto [match, household] = weigh(compared);
      const double share = posterior(-kNever, household).household;  // a stranger or of the household, not a match
      for (std::size_t i = 0; i < parts.size(); ++i)
        counts[parts[i].first].household[static_cast<std::size_t>(found[i])] += kLabelPairs * share;
    }
    for (const types::ComparisonVector& compared : pairs.random) {
      const auto [match, household] = weigh(compared);
      const double stranger = posterior(match, household).stranger;
      for (std::size_t i = 0; i < parts.size(); ++i)
        counts[parts[i].first].stranger[static_cast<std::size_t>(found[i])] += stranger;
    }

    for (std::size_t c = 0; c < kComparisons; ++c) refit(model.levels[c], shipped.levels[c], counts[c]);
    for (const Comparison name : {Comparison::given_name, Comparison::family_name}) {
      double& other = model.levels[static_cast<std::size_t>(name)][static_cast<std::size_t>(Level::different)].match;
      other = std::min(other, kOtherNamesAtMost);
    }
    for (std::size_t column = 0; column < columns; ++column) {
      const std::string name(table.other_columns.text(static_cast<types::ValueNo>(column)));
      refit(model.others.emplace(name, shipped.other_levels).first->second, shipped.of_other(name),
            counts[kComparisons + column]);
    }
    matches *= pairs.candidate_scale;
    households *= pairs.candidate_scale;
    const double partners =
        (2 * matches + kPartnerPseudoRecords * kPartnersAtFirst) / (records + kPartnerPseudoRecords);
    model.prior_log2_odds = std::log2(partners / population);
    model.households_per_match =
        (households + kPartnerPseudoRecords * shipped.households_per_match) / (matches + kPartnerPseudoRecords);
    model.duplicates = std::max(0.0, partners - 1);
  }
}

}  // namespace scv::score
