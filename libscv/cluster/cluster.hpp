#pragma once

// The front door of `cluster`: scored pairs → identities.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "types/pairs.hpp"

namespace scv::cluster {

struct Options {
  double threshold = 0;                ///< mean match weight above which two groups are one customer
  double for_limit = 12;               ///< weights are clipped before they are averaged: to at most this
  double against_limit = -2;           ///< and at least this, for a pair that lacks agreement
  double apart_limit = -12;            ///< or this, for a pair that is known to be two
  double unscored = -2;                ///< what a pair weighs that was never scored
  std::uint32_t complete_up_to = 200;  ///< components up to this size have all of their pairs scored
};

/// The connected components of the edges over `count` records, each ascending, those of one record left out.
std::vector<std::vector<types::RecordNo>> components(std::size_t count, std::span<const types::ScoredPair> edges);

/// A pair of a component, by positions, with its weight.
struct ComponentPair {
  std::uint32_t left = 0, right = 0;
  double weight = 0;
  double apart = 0;  ///< probability that the pair looks alike because it is two of one household
};

/// Splits a component of `size` records into identities by agglomeration: the two groups with the highest mean weight merge
/// first, as long as it is above the threshold. Pairs that are not given are unscored. Ties go to the smaller positions,
/// so the outcome depends on the order of the records alone: pass them in order of their keys.
/// Gives, for each position, the first position of its part. Cost: n² log n for n records.
std::vector<std::uint32_t> agglomerate(std::size_t size, std::span<const ComponentPair> pairs, const Options& options);

}  // namespace scv::cluster
