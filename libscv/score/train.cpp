#include "score/train.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/parallel.hpp"

namespace scv::score {
namespace {

using types::Comparison;
using types::kComparisons;
using types::kLevels;
using types::Level;

constexpr double kNamesakesAtMost = 0.05;  ///< of pairs of one household have one given name
constexpr double kTwinsAtMost = 0.03;      ///< have one birth date
constexpr auto kEqual = static_cast<std::size_t>(Level::equal);
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
constexpr double kReplacedAtMost = 0.2;  ///< of both names: where more differ nothing is learned, there are strangers
constexpr double kPartnerPseudoRecords = 40;
constexpr double kPartnersAtFirst = 0.5;   ///< records of the same customer that a record is taken to have
constexpr double kLeastPopulation = 1000;  ///< a small file is a sample of more customers than it has

/// Sums of probabilities for one comparison's levels.
struct Counts {
  std::array<double, kLevels> match{}, stranger{}, household{};
};

double total(const std::array<double, kLevels>& counts) {
  double sum = 0;
  for (const double count : counts) sum += count;
  return sum;
}

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

/// Holds one level's probability to at most `most`; what it had more goes to the others in their proportion.
void hold(Levels& levels, std::size_t level, double LevelProbabilities::*of, double most) {
  const double had = levels[level].*of;
  if (had <= most || had >= 1) return;
  for (LevelProbabilities& probabilities : levels) probabilities.*of *= (1 - most) / (1 - had);
  levels[level].*of = most;
}

/// What the pairs say under a model.
struct Expectation {
  explicit Expectation(std::size_t comparisons) : counts(comparisons) {}
  void add(const Expectation& other) {
    for (std::size_t c = 0; c < counts.size(); ++c) {
      for (std::size_t l = 0; l < kLevels; ++l) {
        counts[c].match[l] += other.counts[c].match[l];
        counts[c].stranger[l] += other.counts[c].stranger[l];
        counts[c].household[l] += other.counts[c].household[l];
      }
    }
    matches += other.matches;
    households += other.households;
    branches += other.branches;
  }
  std::vector<Counts> counts;
  double matches = 0, households = 0, branches = 0;
};

/// Weighs pairs under one model and sums up what they say.
class Observer {
 public:
  Observer(const Model& model, const Scorer& scorer, Expectation& sums)
      : scorer_(scorer),
        sums_(sums),
        at_first_{model.prior_log2_odds, model.prior_log2_odds + std::log2(std::max(1e-6, model.households_per_match)),
                  model.prior_log2_odds + std::log2(std::max(1e-6, model.branches_per_match))} {}

  void candidate(const types::ComparisonVector& compared) {
    const Odds odds = weigh(compared);
    const Posterior whole = posterior(odds);
    sums_.matches += whole.match;
    sums_.households += whole.household;
    sums_.branches += whole.branch;
    for (const Part& part : parts_) {
      Odds others = odds;
      others.add(part.logs, -1);
      const Posterior without = posterior(others);
      Counts& counts = sums_.counts[part.comparison];
      counts.match[part.level] += without.match;
      // in one building under one number, only its name tells an organisation from its neighbour
      const bool organization = part.comparison == static_cast<std::size_t>(Comparison::organization);
      counts.household[part.level] += (organization ? whole : without).household;
      // a column without meaning may go with the others: it has to tell apart what these take for the same
      if (part.comparison >= kComparisons) counts.stranger[part.level] += 1 - whole.match;
    }
  }
  void match(const types::ComparisonVector& compared) {
    weigh(compared);
    for (const Part& part : parts_) sums_.counts[part.comparison].match[part.level] += kLabelPairs;
  }
  void non_match(const types::ComparisonVector& compared) {
    Odds odds = weigh(compared);
    odds.match = -kNever;
    const double household = posterior(odds).household;
    for (const Part& part : parts_) sums_.counts[part.comparison].household[part.level] += kLabelPairs * household;
  }
  void random(const types::ComparisonVector& compared) {
    const double stranger = posterior(weigh(compared)).stranger;
    for (const Part& part : parts_) {
      if (part.comparison < kComparisons) sums_.counts[part.comparison].stranger[part.level] += stranger;
    }
  }

 private:
  struct Part {
    std::size_t comparison, level;
    LogLevel logs;
  };

  Odds weigh(const types::ComparisonVector& compared) {
    parts_.clear();
    for (std::size_t c = 0; c < kComparisons; ++c) {
      const types::Agreement& agreement = compared.of[c];
      if (agreement.level == Level::missing) continue;
      parts_.push_back(
          {c, static_cast<std::size_t>(agreement.level), scorer_.of(static_cast<Comparison>(c), agreement)});
    }
    for (const types::OtherAgreement& other : compared.others) {
      parts_.push_back(
          {kComparisons + other.column, static_cast<std::size_t>(other.agreement.level), scorer_.of(other)});
    }
    Odds odds = at_first_;
    if (compared[Comparison::organization].level == Level::missing) odds.branch = -kNever;
    for (const Part& part : parts_) odds.add(part.logs);
    return odds;
  }

  const Scorer& scorer_;
  Expectation& sums_;
  Odds at_first_;
  std::vector<Part> parts_;
};

/// The pieces' sums are added in their order, so that the outcome does not depend on the threads.
Expectation expectation(const types::FeatureTable& table, const TrainingPairs& pairs, const Model& model,
                        const Scorer& scorer) {
  constexpr std::size_t kPiece = 8192;
  const std::size_t comparisons = kComparisons + table.other_columns.size();
  Expectation sums(comparisons);
  const auto observe = [&](std::span<const types::ComparisonVector> list,
                           void (Observer::*what)(const types::ComparisonVector&)) {
    std::vector<Expectation> pieces((list.size() + kPiece - 1) / kPiece, Expectation(comparisons));
    base::parallel_for(list.size(), kPiece, pairs.threads, [&](std::size_t begin, std::size_t end) {
      Observer observer(model, scorer, pieces[begin / kPiece]);
      for (std::size_t i = begin; i < end; ++i) (observer.*what)(list[i]);
    });
    for (const Expectation& piece : pieces) sums.add(piece);
  };
  observe(pairs.candidates, &Observer::candidate);
  observe(pairs.matches, &Observer::match);
  observe(pairs.non_matches, &Observer::non_match);
  observe(pairs.random, &Observer::random);
  return sums;
}

}  // namespace

void train(const types::FeatureTable& table, const TrainingPairs& pairs, Model& model, Scorer& scorer) {
  const double records = static_cast<double>(table.size());
  const double population = std::max(kLeastPopulation, records);
  const Model shipped = model;
  const std::size_t columns = table.other_columns.size();
  model.prior_log2_odds = std::log2(kPartnersAtFirst / population);
  scorer.refit();

  for (int round = 0; round < kRounds; ++round) {
    const Expectation found = expectation(table, pairs, model, scorer);
    const std::vector<Counts>& counts = found.counts;
    for (std::size_t c = 0; c < kComparisons; ++c) {
      if (c == static_cast<std::size_t>(Comparison::generation)) continue;  // rare, and known
      refit(model.levels[c], shipped.levels[c], counts[c]);
    }
    // Names that are replaced by others are replaced alike; households share the family name and differ in the given one.
    Levels& given = model.levels[static_cast<std::size_t>(Comparison::given_name)];
    Levels& family = model.levels[static_cast<std::size_t>(Comparison::family_name)];
    const double alike = kNamesAlike * std::min(given[kDifferent].match, family[kDifferent].match);
    const double most = std::clamp(alike, kOtherNamesAtMost, kReplacedAtMost);
    hold(given, kDifferent, &LevelProbabilities::match, most);
    hold(family, kDifferent, &LevelProbabilities::match, most);
    // without the name a pair of one customer looks like one of a household, so that the sums know too many namesakes
    hold(given, kEqual, &LevelProbabilities::household, kNamesakesAtMost);
    hold(model.levels[static_cast<std::size_t>(Comparison::birthdate)], kEqual, &LevelProbabilities::household,
         kTwinsAtMost);
    for (std::size_t column = 0; column < columns; ++column) {
      const std::string name(table.other_columns.text(static_cast<types::ValueNo>(column)));
      refit(model.others.emplace(name, shipped.other_levels).first->second, shipped.of_other(name),
            counts[kComparisons + column]);
    }
    const double matches = found.matches * pairs.candidate_scale;
    const double households = found.households * pairs.candidate_scale;
    const double branches = found.branches * pairs.candidate_scale;
    const double partners =
        (2 * matches + kPartnerPseudoRecords * kPartnersAtFirst) / (records + kPartnerPseudoRecords);
    model.prior_log2_odds = std::log2(partners / population);
    model.households_per_match =
        (households + kPartnerPseudoRecords * shipped.households_per_match) / (matches + kPartnerPseudoRecords);
    model.branches_per_match =
        (branches + kPartnerPseudoRecords * shipped.branches_per_match) / (matches + kPartnerPseudoRecords);
    model.duplicates = std::max(0.0, partners - 1);
    scorer.refit();
  }
}

}  // namespace scv::score
