#pragma once

// The front door of `score`: comparison vectors in, match weights out (Fellegi and Sunter 1969, in log2).
//
// A pair is a match, two strangers, two members of one household, or two branches of one organisation. With m, u, h and b
// the probabilities of the levels found,
//   weight = prior + sum log2(m/u) - log2((1 - e - f) + e * product(h/u) + f * product(b/u)),
// e and f being the shares of household and branch pairs, so that what a household or an organisation shares counts once,
// however many attributes say it. Branches are considered between organisations only.

#include <absl/container/flat_hash_map.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/model.hpp"
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
  types::ValueNo left = types::kNoValue, right = types::kNoValue;
  double weight = 0;
};

/// The model bound to the values of one table; both must outlive it. Reading is thread-safe.
class Scorer {
 public:
  Scorer(const Model& model, const types::FeatureTable& table);
  /// Takes in the values that the table has got since. Cost: the new values.
  void extend();

  /// The match weight: log2 of the odds that the two are one customer.
  double weight(const types::ComparisonVector& compared) const { return judge(compared).weight; }
  Judgement judge(const types::ComparisonVector& compared) const;
  /// The summands of weight(), which add up to it with the model's prior.
  std::vector<Contribution> contributions(const types::ComparisonVector& compared) const;

  /// What one comparison says, with the frequency of the values agreed on. The level must not be missing.
  LogLevel of(types::Comparison comparison, const types::Agreement& agreement) const;
  LogLevel of(const types::OtherAgreement& other) const;
  float log_share(Term term, types::ValueNo value) const { return log_shares_[static_cast<std::size_t>(term)][value]; }
  /// -log2 of the share of a word among organisations, by its number.
  std::span<const float> word_bits() const { return word_bits_; }

 private:
  using LogLevels = std::array<LogLevel, types::kLevels>;
  float log_share(Term term, const types::Agreement& agreement) const;
  /// What the kinds of pairs that are no match take from the weight, and their probability.
  struct Kinds {
    double household = 0, branch = 0, apart = 0;
  };

  template <typename Take>
  void each(const types::ComparisonVector& compared, Take take) const;
  Kinds kinds(const types::ComparisonVector& compared, const Odds& sums) const;
  void bind_lifts(std::size_t term, std::string_view text, types::ValueNo value);
  float lift(Term term, const types::Agreement& agreement, LogLevel& logs) const;

  const Model& model_;
  const types::FeatureTable& table_;
  std::array<LogLevels, types::kComparisons> levels_;
  std::vector<LogLevels> other_levels_;                ///< by number of the column
  std::array<std::vector<float>, kTerms> log_shares_;  ///< by number of the value
  /// A text that lifts are known for, its number once the table has it, and what goes with it. Texts are the model's.
  struct LiftText {
    types::ValueNo number = types::kNoValue;
    std::vector<std::pair<std::string_view, float>> partners;
  };
  std::array<absl::flat_hash_map<std::string_view, LiftText>, kTerms> lift_texts_;
  std::array<absl::flat_hash_map<std::uint64_t, float>, kTerms> lifts_;  ///< by both numbers, the smaller one first
  std::vector<float> word_bits_;
  double household_share_, branch_share_;
};

/// Counts the terms of a table's records into the model, and sets its number of records. Of named records that are equal in
/// all features four count.
void count_terms(const types::FeatureTable& table, Model& model);

/// Two values as one number, whichever comes first.
std::uint64_t numbers_of_pair(types::ValueNo a, types::ValueNo b) noexcept;
/// Two values' texts as the model's lifts have them, whichever comes first.
std::string pair_text(const types::FeatureTable& table, Term term, types::ValueNo a, types::ValueNo b);

}  // namespace scv::score
