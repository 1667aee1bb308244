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

/// Lists one behind the other.
template <typename T>
struct Lists {
  std::vector<T> values;
  std::vector<std::uint32_t> ends;  ///< of each list, in `values`

  std::size_t size() const noexcept { return ends.size(); }
  std::span<const T> operator[](std::size_t list) const noexcept {
    const std::uint32_t begin = list == 0 ? 0 : ends[list - 1];
    return {values.data() + begin, ends[list] - begin};
  }
};

/// The connected components of the edges over `count` records, by their first records, each ascending, those of one record
/// left out.
Lists<types::RecordNo> components(std::size_t count, std::span<const types::ScoredPair> edges);
/// The edges of each component of more than `larger_than` records, in their order; no edges of the others.
Lists<types::ScoredPair> edges_within(const Lists<types::RecordNo>& components, std::size_t count,
                                      std::span<const types::ScoredPair> edges, std::size_t larger_than);

/// A pair of a component, by positions, with its weight. Infinite weights are decided: such a pair is one, or never is; they must
/// not contradict one another (a and b one, b and c one, a and c never).
struct ComponentPair {
  std::uint32_t left = 0, right = 0;
  double weight = 0;
  double apart = 0;  ///< probability that the pair looks alike because it is two of one household
};

/// Splits a component into identities by agglomeration: the two groups with the highest mean weight merge first, as long as
/// it is above the threshold. Pairs that are not given are unscored. Ties go to the smaller positions, so the outcome depends
/// on the order of the records alone: pass them in order of their keys.
/// `first` has a place for each record, and gets the first position of its part. Cost: n² log n for n records.
void agglomerate(std::span<const ComponentPair> pairs, const Options& options, std::span<std::uint32_t> first);

}  // namespace scv::cluster
