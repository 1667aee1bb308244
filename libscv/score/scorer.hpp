#pragma once

// The front door of `score`: comparison vectors in, match weights out (Fellegi and Sunter 1969, in log2).
//
// A pair is a match, two strangers, two members of one household, or two branches of one organisation. With m, u, h and b
// the probabilities of the levels found,
//   weight = prior + sum log2(m/u) - log2((1 - e - f) + e * product(h/u) + f * product(b/u)),
// e and f being the shares of household and branch pairs, so that what a household or an organisation shares counts once,
// however many attributes say it. Branches are considered between organisations only.

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/flat_map.hpp"
#include "score/model.hpp"
#include "score/terms.hpp"
#include "types/comparison.hpp"
#include "types/features.hpp"

namespace scv::score {

/// log2 of a level's probabilities.
struct LogLevel {
  float match = 0, stranger = 0, household = 0, branch = 0;
};

struct Judgement {
  double weight = 0;  ///< match weight
  double apart = 0;   ///< probability that the two are different, of one household or branches of one organisation
  double branch = 0;  ///< the part of it that is branches
};

/// log2 odds of the kinds of pairs against two strangers.
struct Odds {
  double match = 0, household = 0, branch = 0;
  void add(const LogLevel& logs, double sign = 1) {
    match += sign * static_cast<double>(logs.match - logs.stranger);
    household += sign * static_cast<double>(logs.household - logs.stranger);
    branch += sign * static_cast<double>(logs.branch - logs.stranger);
  }
};

/// One summand of a match weight.
struct Contribution {
  std::string_view comparison;
  std::string_view column;  ///< for columns without a meaning of their own
  types::Level level = types::Level::missing;
  types::OptionalValue left, right;
  double weight = 0;
};

/// The model bound to the values of one table; both must outlive it. Reading is thread-safe.
class Scorer {
 public:
  /// `counts` are those of count_terms where the model was counted from this table: values that have none are looked up by
  /// their texts. `threads` 0: one for each core.
  Scorer(const Model& model, const types::FeatureTable& table, ValueCounts counts = {}, unsigned threads = 0);
  /// Takes in the values that the table has got since. Cost: the new values.
  void extend();
  /// Takes in what has changed in the model, its terms excepted. Spans that word_bits() gave stay valid.
  void refit();

  /// The match weight: log2 of the odds that the two are one customer.
  double weight(const types::ComparisonVector& compared) const;
  /// weight() if that is at least `floor`. Cheap where it is clearly below.
  std::optional<double> weight_from(const types::ComparisonVector& compared, double floor) const;
  /// No weight of the pair is larger, whatever its missing comparisons would be, if none of them speaks for a match: what
  /// they may bring is to be added.
  double most_of(const types::ComparisonVector& compared) const;
  /// What the names of persons bring to the weight.
  double summands_of_names(const types::ComparisonVector& compared) const;
  Judgement judge(const types::ComparisonVector& compared) const;
  /// The summands of weight(), which add up to it with the model's prior.
  std::vector<Contribution> contributions(const types::ComparisonVector& compared) const;

  /// What one comparison says, with the frequency of the values agreed on. The level must not be missing.
  LogLevel of(types::Comparison comparison, const types::Agreement& agreement) const;
  LogLevel of(const types::OtherAgreement& other) const;
  /// log2(m/u) of a comparison, which must not be missing. An organisation's address may bring less to the weight.
  double summand(types::Comparison comparison, const types::Agreement& agreement) const;
  /// No summand of a comparison at this level is larger, whatever the values, or whatever values that have no lift.
  /// Organisations excepted. Cost: the model's lifts and distinct counts.
  double most_of(types::Comparison comparison, types::Level level, bool lifted = true) const;
  /// Columns without meaning do not bring more.
  double most_of_others() const;
  /// The summand of values of a share, at a level that counts it.
  double summand(types::Comparison comparison, types::Level level, double log_share) const {
    return static_cast<double>(levels_[static_cast<std::size_t>(comparison)][static_cast<std::size_t>(level)].match) -
           log_share;
  }
  /// Whether a value of the term has a lift with some other.
  bool has_lift(Term term, types::ValueNo value) const {
    const std::vector<bool>& lifted = lifted_[static_cast<std::size_t>(term)];
    return !lifted.empty() && lifted[value];
  }
  /// The words that have a lift with this one, as given or as family names: `bits` is the most that it adds to a summand.
  void for_each_lift(types::Comparison comparison, types::ValueNo word,
                     const std::function<void(std::string_view partner, float bits)>& visit) const;
  float log_share(Term term, types::ValueNo value) const {
    const auto t = static_cast<std::size_t>(term);
    return log_shares_[t][counts_.of[t].places[value]];
  }
  /// -log2 of the share of a word among organisations, by its number.
  std::span<const float> word_bits() const { return word_bits_; }

 private:
  using LogLevels = std::array<LogLevel, types::kLevels>;
  /// What the kinds of pairs that are no match take from the weight, and their odds.
  struct Kinds {
    double neither = 0, household_odds = 0, branch_odds = 0;
    double household = 0, branch = 0;
  };

  float log_share(Term term, const types::Agreement& agreement) const;
  LogLevel match_and_stranger(types::Comparison comparison, const types::Agreement& agreement) const;
  template <typename Take>
  void each(const types::ComparisonVector& compared, Take take) const;
  template <typename Take>
  void each_other(const types::ComparisonVector& compared, Take take) const;
  Odds sum(const types::ComparisonVector& compared) const;
  double sum_of_summands(const types::ComparisonVector& compared) const;
  Kinds kinds(const types::ComparisonVector& compared, const Odds& sums) const;
  void bind_lifts(Term term);
  float lift(Term term, const types::Agreement& agreement, LogLevel& logs) const;

  const Model& model_;
  const types::FeatureTable& table_;
  unsigned threads_;
  std::array<LogLevels, types::kComparisons> levels_;
  std::vector<LogLevels> other_levels_;  ///< by number of the column
  ValueCounts counts_;
  std::array<std::vector<float>, kTerms> log_shares_;  ///< by place of the count
  /// A text that lifts are known for, its number once the table has it, and what goes with it. Texts are the model's.
  struct LiftText {
    types::OptionalValue number;
    std::vector<std::pair<std::string_view, float>> partners;
  };
  std::array<base::FlatMap<std::string_view, LiftText>, kTerms> lift_texts_;
  std::array<base::FlatMap<std::uint64_t, float>, kTerms> lifts_;  ///< by both numbers, the smaller one first
  std::array<std::vector<bool>, kTerms> lifted_;  ///< whether a value has a lift, by its number; empty where none has
  std::vector<float> word_bits_;
  double household_share_ = 0, branch_share_ = 0;
  double at_most_of_persons_ = 0, at_most_ = 0;  ///< that a weight is more than the sum of its summands
};

}  // namespace scv::score
