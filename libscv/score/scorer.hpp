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

 private:
  struct Weights {
    double match = 0, stranger = 0, household = 0;  ///< log2 probabilities
  };
  Weights weights(types::Comparison comparison, const types::Agreement& agreement) const;
  Weights other_weights(const types::OtherAgreement& other) const;
  double household_correction(double stranger_to_household) const;
  float share(Term term, types::ValueNo value) const;

  const Model& model_;
  const types::FeatureTable& table_;
  std::array<std::vector<float>, kTerms> shares_;  ///< by value number
  absl::flat_hash_map<std::uint64_t, float> other_shares_;
  double household_share_;
};

/// Counts the terms of a table's records into the model, and sets records and prior from their number.
void count_terms(const types::FeatureTable& table, Model& model);

}  // namespace scv::score
