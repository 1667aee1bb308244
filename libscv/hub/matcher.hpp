#pragma once

// The matching stages in their order, for a bulk load and a single record alike: normalize, block, compare, score, cluster.
// A matcher is a workspace: records are added, numbered 0, 1, 2 …, and compared under one model. It knows no store.
//
// Bulk: add every record, train(), resolve().  Live: add the new record and its candidates (found through their stored
// blocking_keys), score() the pairs, then partition() each component that changed.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/weight_limit.hpp"
#include "scv/hub.hpp"
#include "types/batch.hpp"
#include "types/pairs.hpp"

namespace scv::types {
struct FeatureTable;
}
namespace scv::score {
struct Model;
}

namespace scv::hub {

struct MatcherOptions {
  std::string default_region = "DE";
  unsigned threads = 0;
  /// Of many equal records the first added are paired with all, as a put pairs it with the oldest; else the first by key.
  bool oldest_first = false;
};

/// What a person said of two records.
struct LabelledPair {
  types::CandidatePair pair;
  bool match = false;
};

/// The outcome of a bulk run.
struct Resolution {
  types::Partition partition;            ///< a record for each record added
  std::vector<types::ScoredPair> edges;  ///< pairs at or above the floor asked for, by (left, right)
  std::uint64_t candidate_pairs = 0;
};

class Matcher {
 public:
  /// `model` is JSON as model() gives it; empty is the shipped prior. Throws Error{parse}.
  explicit Matcher(std::string_view model = {}, MatcherOptions options = {});
  /// One that shares a model, which is not null, with others; train() leaves theirs as it is.
  static Matcher sharing(std::shared_ptr<const score::Model> model, MatcherOptions options);
  ~Matcher();
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;

  /// Normalises one record and adds its features. The view need not live on.
  types::RecordNo add(const types::RecordView& record);
  /// The same for many, on all threads.
  void add(std::span<const types::RecordView> records);
  std::size_t size() const noexcept;

  /// Fits the model to the records added: term frequencies and what else can be learned without labels. Labels refine it.
  /// Deterministic: the order of the records and of the labels has no part in it.
  void train(std::span<const LabelledPair> labels = {});
  const types::FeatureTable& features() const noexcept;
  /// The model's statistics, and those of the records added.
  struct TermsThenAndNow {
    std::string term;
    std::uint64_t then = 0, now = 0;  ///< values counted
    double distance = 0;              ///< total variation distance of their shares
  };
  std::vector<TermsThenAndNow> compare_terms() const;
  const score::Model& fitted() const noexcept;
  /// The model in use, as JSON. Equal models give equal weights for equal records, whatever else was added.
  std::string model() const;

  /// Finds candidates, scores them and clusters. `decisions` are people's, each pair once, and outweigh all else. `floor`, at most
  /// edge_floor(), is the weight from which pairs are given back; those below edge_floor() join nothing. `progress` may be
  /// empty; false cancels with Error{cancelled}.
  Resolution resolve(const std::function<bool(const Progress&)>& progress = {}) {
    return resolve(progress, {}, edge_floor());
  }
  Resolution resolve(const std::function<bool(const Progress&)>& progress, std::span<const LabelledPair> decisions,
                     double floor);
  /// resolve() in two steps: all but the partition; then the partition by those edges, with no record added in between. The second
  /// changes nothing and may run beside what only reads.
  Resolution score_all(const std::function<bool(const Progress&)>& progress, double floor);
  types::Partition cluster(std::span<const types::ScoredPair> edges, std::span<const LabelledPair> decisions);
  /// The same at other thresholds than the model's, a partition for each: the pairs are found and scored once.
  std::vector<types::Partition> partitions_at(std::span<const double> thresholds);

  /// Whether two records have a blocking key in common that is not over the cap: whether they are a candidate pair.
  bool are_candidates(types::RecordNo left, types::RecordNo right) const;

  /// The blocking keys of a record, sorted, distinct; equal in every run.
  std::vector<std::uint64_t> blocking_keys(types::RecordNo record) const;
  /// Those that lie beside them for look-ups and make no candidates (block/lookup_keys.hpp), sorted, distinct.
  std::vector<std::uint64_t> lookup_keys(types::RecordNo record) const;
  /// Visits both of all records, sorted, in pieces of `grain` records in a row, each on one thread. Nothing that train() and
  /// resolve() change has a part in it: it may run beside them.
  void for_each_stored_keys(
      std::size_t grain,
      const std::function<void(types::RecordNo record, std::span<const std::uint64_t> keys)>& visit) const;
  /// Those that a record like the query shares with others: blocking keys and word ends.
  std::vector<std::uint64_t> query_keys(types::RecordNo query) const;
  /// For a matcher that has not all the records there are: tells whether a key is over its cap. Else those added are counted.
  void tell_over_cap(std::function<bool(std::uint64_t key)> is_over_cap);
  /// Whether by crossing its cap a key changes what its records weigh with one another: to share an e-mail address or a phone
  /// number says nothing where its key is over the cap.
  static bool decides_weights(std::uint64_t key) noexcept;
  /// A key that more records than this share produces no candidates; each record has finer keys beside it.
  std::uint32_t block_cap(std::uint64_t key) const noexcept;
  /// Where this is not 0, a key over the cap pairs each record with the first so many that have it: they are equal in all.
  static std::uint32_t first_candidates(std::uint64_t key) noexcept;
  /// Match weight of two records.
  double score(types::RecordNo left, types::RecordNo right) const;
  /// What bounds the weights of a record with others, of which it wants the sketches.
  WeightLimit limit(types::RecordNo record) const;
  compare::Sketch sketch(types::RecordNo record) const;
  /// What the pair is likely to be where it is not one customer.
  struct Judgement {
    double weight = 0;
    double household = 0, branch = 0;  ///< probabilities: two of one household, two branches of one organisation
  };
  Judgement judge(types::RecordNo left, types::RecordNo right) const;
  /// Pairs of this weight or more are edges: they connect components.
  double edge_floor() const noexcept;
  /// Pairs of this weight or more, up to the edges, are possible matches: nothing is decided by them.
  double possible_floor() const noexcept;
  /// Match weight from which a pair alone is one identity.
  double threshold() const noexcept;

  /// Splits one component (records connected through edges) into identities. The outcome depends on the records and their
  /// keys (source, id) alone, not on their numbers. `partition[i]` is the index in `component` of the first record of i's part.
  /// `edges` are the component's; they stand for all of its pairs where it is too large to score each. `decisions` are people's
  /// on pairs of the component, each once: those that are one connect it as edges do.
  std::vector<std::uint32_t> partition(std::span<const types::RecordNo> component,
                                       std::span<const types::ScoredPair> edges,
                                       std::span<const LabelledPair> decisions = {}) const;

  /// Fills prior, match_weight, match_probability, threshold and evidence.
  Why explain(types::RecordNo left, types::RecordNo right) const;

 private:
  class Impl;
  explicit Matcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace scv::hub
