#pragma once

// Lift of value pairs, learned without labels: which two values that differ stand for one customer more often than chance has
// it. Nicknames, places within places and the typing errors that this data makes come out of the data themselves.

#include <array>
#include <span>
#include <vector>

#include "base/flat_map.hpp"
#include "score/model.hpp"
#include "score/scorer.hpp"
#include "types/comparison.hpp"
#include "types/features.hpp"

namespace scv::score {

/// The comparisons of the pairs within one identity.
using IdentityPairs = std::span<const types::ComparisonVector>;

/// Counts value pairs over identities, one `add` each; the order of the calls has no part in the outcome.
class LiftCounter {
 public:
  explicit LiftCounter(const types::FeatureTable& table) : table_(table) {}
  /// Each pair of values counts once for an identity, however many records have it.
  void add(IdentityPairs pairs);
  /// Sets the model's lifts. The model's terms and levels must be fitted, and `scorer` be bound to them; it knows the lifts
  /// once it is refitted.
  void finish(const Scorer& scorer, Model& model) const;

 private:
  struct Found {
    std::uint32_t identities = 0;
    types::Level level = types::Level::missing;
    types::OptionalValue column;  ///< of a value in a column without meaning
  };
  /// A pair of values in the identity at hand.
  struct Seen {
    std::size_t term = 0;
    std::uint64_t pair = 0;
    types::Level level = types::Level::missing;
    types::OptionalValue column;  ///< of a value in a column without meaning
  };
  using Counts = base::FlatMap<std::uint64_t, Found>;

  const types::FeatureTable& table_;
  std::vector<Seen> seen_;
  std::array<Counts, kTerms> counts_;
  std::array<std::array<double, types::kLevels>, kTerms> totals_{};
  base::FlatMap<types::ValueNo, std::array<double, types::kLevels>> other_totals_;  ///< by column
};

}  // namespace scv::score
