#pragma once

// The front door of `score`: comparison vectors in, match weights out (Fellegi and Sunter 1969, in log2).
//
// A pair is a match, two strangers, or two members of one household. With m, u and h the probabilities of the levels found,
//   weight = prior + sum log2(m/u) - log2((1 - e) + e * product(h/u)),   e: share of household pairs,
// so that what a household shares counts once, however many attributes say it.

#include <string>
#include <string_view>
#include <vector>

#include "score/model.hpp"
#include "types/comparison.hpp"
#include "types/features.hpp"

namespace scv::score {

/// log2 of a level's probabilities.
struct LogLevel {
  float match = 0, stranger = 0, household = 0;
};

/// One summand of a match weight.
struct Contribution {
  std::string_view comparison;
  std::string_view column;  ///< for columns without a meaning of their own
  types::Level level = types::Level::missing;
  types::ValueNo left = types::kNoValue, right = types::kNoValue;
  double weight = 0;
};

/// The model bound to the values of one table. Reading is thread-safe.
class Scorer {
 public:
  Scorer(const Model& model, const types::FeatureTable& table);

  /// The match weight: log2 of the odds that the two are one customer.
  double weight(const types::ComparisonVector& compared) const;
  /// The summands of weight(), which add up to it with the model's prior.
  std::vector<Contribution> contributions(const types::ComparisonVector& compared) const;

  /// What one comparison says, with the frequency of the values agreed on. The level must not be missing.
  LogLevel of(types::Comparison comparison, const types::Agreement& agreement) const;
  LogLevel of(const types::OtherAgreement& other) const;
  /// The household's summand, from the sum of household - stranger.
  double household_correction(double household_to_stranger) const;

 private:
  using LogLevels = std::array<LogLevel, types::kLevels>;
  float log_share(Term term, const types::Agreement& agreement) const;

  const Model& model_;
  const types::FeatureTable& table_;
  std::array<LogLevels, types::kComparisons> levels_;
  std::vector<LogLevels> other_levels_;                ///< by number of the column
  std::array<std::vector<float>, kTerms> log_shares_;  ///< by number of the value
  double household_share_;
};

/// Counts the terms of a table's records into the model, and sets its number of records.
void count_terms(const types::FeatureTable& table, Model& model);

}  // namespace scv::score
