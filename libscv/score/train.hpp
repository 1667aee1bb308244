#pragma once

// Training without labels: expectation maximisation over pairs that are matches, strangers or households.

#include <span>

#include "score/model.hpp"
#include "score/scorer.hpp"
#include "types/comparison.hpp"
#include "types/features.hpp"

namespace scv::score {

struct TrainingPairs {
  std::span<const types::ComparisonVector> random;       ///< pairs taken at random: what strangers look like
  std::span<const types::ComparisonVector> candidates;   ///< pairs that share a blocking key: where matches are found
  std::span<const types::ComparisonVector> matches;      ///< pairs that a person has called one customer
  std::span<const types::ComparisonVector> non_matches;  ///< pairs that a person has called two
  double candidate_scale = 1;                            ///< candidate pairs in the data for each of `candidates`
  unsigned threads = 0;                                  ///< 0: one for each core
};

/// Fits the model's levels, prior and household share to the pairs, starting from what the model says and shrunk towards it
/// where there are few pairs. The probabilities of one comparison are taken from pairs that match by the others alone, so
/// that a comparison does not confirm itself. Deterministic: depends on the pairs and their order. The terms must be counted.
/// `scorer` is the model bound to the table, and stays so.
void train(const types::FeatureTable& table, const TrainingPairs& pairs, Model& model, Scorer& scorer);

}  // namespace scv::score
