#pragma once

// The front door of `explain`: how well identities fit a truth.
//
//   const Truth truth(clusters);                     // clusters[i]: the number of record i's true cluster
//   const Agreement figures = truth.agree(identities);
//
// Pairwise: all unordered pairs of records in one identity against those in one true cluster. B-cubed (Bagga and Baldwin,
// 1998): over records, the mean share of the record's identity that is truly its own (precision) and of its true cluster that
// its identity holds (recall). Nothing enumerates pairs: the cost is n log n for n records, whatever the sizes.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "types/pairs.hpp"

namespace scv::explain {

struct Agreement {
  std::uint64_t records = 0;
  std::uint64_t true_pairs = 0;
  std::uint64_t found_pairs = 0;
  std::uint64_t correct_pairs = 0;  ///< both found and true
  std::uint64_t true_clusters = 0;
  std::uint64_t identities = 0;
  std::uint64_t exact_clusters = 0;  ///< true clusters that are one identity, with no record more or less
  std::uint64_t largest_identity = 0;
  double precision = 1, recall = 1, f1 = 1;  ///< no pairs found is precision 1, no true pairs is recall 1
  double b3_precision = 0, b3_recall = 0, b3_f1 = 0;
};

class Truth {
 public:
  /// Any numbers will do as clusters.
  explicit Truth(std::span<const std::uint32_t> clusters);

  std::size_t records() const noexcept { return cluster_of_.size(); }
  std::size_t clusters() const noexcept { return begins_.size() - 1; }
  std::uint64_t pairs() const noexcept { return pairs_; }
  /// The records of a cluster, ascending.
  std::span<const std::uint32_t> members(std::size_t cluster) const noexcept {
    return {members_.data() + begins_[cluster], begins_[cluster + 1] - begins_[cluster]};
  }
  bool same(std::uint32_t left, std::uint32_t right) const noexcept { return cluster_of_[left] == cluster_of_[right]; }
  std::uint32_t cluster_of(std::uint32_t record) const noexcept { return cluster_of_[record]; }

  /// `identities[i]` is the number of record i's identity; any numbers will do.
  Agreement agree(std::span<const std::uint32_t> identities) const;

  /// Visits the true pairs, cluster by cluster; of more than `most` of them every k-th alone. Gives k.
  std::uint64_t for_each_pair(std::uint64_t most,
                              const std::function<void(std::uint32_t left, std::uint32_t right)>& visit) const;

 private:
  std::vector<std::uint32_t> cluster_of_;  ///< 0, 1, 2 … by first record
  std::vector<std::uint32_t> members_;     ///< by cluster
  std::vector<std::size_t> begins_;        ///< of each cluster in members_, and the end
  std::uint64_t pairs_ = 0;
};

/// The connected components of the pairs of at least `floor`: for each record the smallest of its component.
std::vector<std::uint32_t> components(std::size_t records, std::span<const types::ScoredPair> pairs, double floor);

}  // namespace scv::explain
