#pragma once

// What a matcher holds, for the files that make it: matcher.cpp makes keys, finds and scores pairs, matcher_train.cpp fits the model,
// matcher_partition.cpp makes identities of edges, matcher_explain.cpp tells why.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/flat_map.hpp"
#include "block/keys.hpp"
#include "compare/compare.hpp"
#include "hub/matcher.hpp"
#include "normalize/features.hpp"
#include "score/scorer.hpp"

namespace scv::hub {

/// What one thread needs to score pairs.
struct PairWorker {
  PairWorker(const types::FeatureTable& table, const compare::Knowledge& knowledge) : comparer(table, knowledge) {}
  compare::Comparer comparer;
  types::ComparisonVector compared;
};

class Matcher::Impl {
 public:
  Impl(std::shared_ptr<const score::Model> model, MatcherOptions matcher_options);

  const score::Model& model() const noexcept { return *model_; }

  /// The model bound to all values that the table has by now.
  const score::Scorer& scorer();
  /// For work on all records: they are laid out for it.
  const score::Scorer& bulk_scorer();
  compare::Comparer& comparer();

  /// The blocks of all records added by now.
  const block::BlockIndex& blocks();

  /// The comparison of each pair, in the order of the pairs.
  std::vector<types::ComparisonVector> compare_all(std::span<const types::CandidatePair> pairs);
  /// Compared in the order of their keys, so that the weight does not depend on the records' numbers.
  double score(types::RecordNo a, types::RecordNo b);
  bool key_less(types::RecordNo a, types::RecordNo b) const {
    return rows_.size() == table.size() ? rows_[a].key_rank < rows_[b].key_rank : table.key_less(a, b);
  }
  /// Those of the pairs that weigh `floor` or more, in their order.
  std::vector<types::ScoredPair> scored(std::span<const types::CandidatePair> pairs, double floor);
  /// The candidate pairs that weigh `floor` or more, by (left, right).
  std::vector<types::ScoredPair> scored_candidates(double floor, const std::function<bool(const Progress&)>& progress,
                                                   std::uint64_t& candidate_pairs);

  void train(std::span<const LabelledPair> labels);

  /// All records in identities, the edges being those at or above the threshold.
  types::Partition clustered(std::span<const types::ScoredPair> edges, std::span<const LabelledPair> decisions,
                             double threshold);
  /// Matcher::partition at a threshold.
  std::vector<std::uint32_t> partition(std::span<const types::RecordNo> component,
                                       std::span<const types::ScoredPair> edges,
                                       std::span<const LabelledPair> decisions, double threshold,
                                       compare::Comparer& with, const score::Scorer& weigher) const;

  MatcherOptions options;
  normalize::FeatureBuilder builder;
  types::FeatureTable table;
  std::function<bool(std::uint64_t)> is_over_cap;
  compare::Knowledge knowledge;  ///< of the model bound
  block::Caps caps = block::default_caps();

 private:
  /// Counts the records that have each e-mail address and phone number, as far as a cap may reach.
  void count_holders();
  bool is_common(std::uint64_t key, std::span<const std::uint8_t> holders, types::ValueNo number) const;
  /// Whether the model knows by its own count that many have the value: then its share weighs it.
  bool is_counted(score::Term term, types::ValueNo value) const;

  /// The weight if that is at least `floor`, where all but names brings `rest` at most: it is compared only where it can matter.
  std::optional<double> score_from(types::RecordNo a, types::RecordNo b, double floor, double rest,
                                   const score::Scorer& weigher, PairWorker& worker) const;
  /// Appends those of the pairs that weigh `floor` or more, in their order. `rests` bound what all but names brings to each;
  /// there may be none.
  void score_pairs(std::span<const types::CandidatePair> pairs, std::span<const float> rests, double floor,
                   const score::Scorer& weigher, PairWorker& worker, std::vector<types::ScoredPair>& scored) const;

  /// Chooses the caps by the records added, and puts them into the model.
  void plan_blocks(score::Model& to);
  /// Whether names that came as one text are organisations' rather than persons': few hold a given name that is known, and
  /// many are of one word, which a person's full name seldom is.
  bool whole_names_are_organizations() const;
  /// Each pair of the records, of which only the first few are looked at; they are put in the order of their keys.
  void compare_within(std::vector<types::RecordNo>& identity, compare::Comparer& with,
                      std::vector<types::ComparisonVector>& compared) const;
  void learn_lifts(const types::Partition& identities, score::Model& to);

  /// Whether no two of a few records are equal, as far as their rows tell: so it is with most components.
  bool all_differ(std::span<const types::RecordNo> records) const;
  /// For each of the records, given in order, the first one that is equal in all features and would match by them; itself where
  /// it is `alone`.
  std::vector<std::uint32_t> first_equal(std::span<const types::RecordNo> records,
                                         const base::FlatSet<types::RecordNo>& alone, double threshold,
                                         compare::Comparer& with, const score::Scorer& weigher) const;

  std::shared_ptr<const score::Model> model_;
  score::ValueCounts counts_;  ///< of the terms that training has counted, until the model is bound
  std::optional<score::Scorer> bound_;
  std::size_t bound_records_ = 0;
  std::vector<compare::Row> rows_;  ///< of bulk work
  std::vector<std::uint8_t> email_holders_,
      phone_holders_;  ///< of bulk work; by number, of phones by their national ones
  std::optional<compare::Comparer> own_comparer_;
  std::optional<block::BlockIndex> indexed_;
};

}  // namespace scv::hub
