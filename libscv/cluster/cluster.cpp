#include "cluster/cluster.hpp"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <numeric>
#include <queue>

namespace scv::cluster {
namespace {

using types::RecordNo;

class UnionFind {
 public:
  explicit UnionFind(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0u); }
  std::uint32_t find(std::uint32_t x) {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }
  /// The smaller root survives.
  void unite(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a < b) parent_[b] = a;
    if (b < a) parent_[a] = b;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

/// Two groups that may merge. The group numbers grow with each merge, so an entry of a group that is gone is stale.
struct Merge {
  double mean = 0;
  std::uint32_t first_left = 0, first_right = 0;  ///< smallest members, for ties
  std::uint32_t left = 0, right = 0;
  bool operator<(const Merge& other) const {
    if (mean != other.mean) return mean < other.mean;
    if (first_left != other.first_left) return first_left > other.first_left;
    return first_right > other.first_right;
  }
};

struct Group {
  std::uint32_t first = 0;
  std::uint32_t size = 1;
  bool alive = true;
  absl::flat_hash_map<std::uint32_t, double> toward;  ///< sum of (weight - unscored) over the scored pairs to a group
};

double clipped(const ComponentPair& pair, const Options& options) {
  const double least = options.against_limit + pair.apart * (options.apart_limit - options.against_limit);
  return std::clamp(pair.weight - options.threshold, least, options.for_limit);
}

}  // namespace

std::vector<std::vector<RecordNo>> components(std::size_t count, std::span<const types::ScoredPair> edges) {
  UnionFind sets(count);
  for (const types::ScoredPair& edge : edges) sets.unite(edge.left, edge.right);
  std::vector<std::uint32_t> sizes(count, 0);
  for (std::uint32_t record = 0; record < count; ++record) ++sizes[sets.find(record)];
  std::vector<std::uint32_t> place(count, 0);
  std::vector<std::vector<RecordNo>> result;
  for (std::uint32_t record = 0; record < count; ++record) {
    const std::uint32_t root = sets.find(record);
    if (sizes[root] < 2) continue;
    if (root == record) {
      place[root] = static_cast<std::uint32_t>(result.size());
      result.emplace_back().reserve(sizes[root]);
    }
    result[place[root]].push_back(record);
  }
  return result;
}

std::vector<std::uint32_t> agglomerate(std::size_t size, std::span<const ComponentPair> pairs, const Options& options) {
  std::vector<Group> groups(size);
  groups.reserve(2 * size);
  std::priority_queue<Merge> queue;
  for (std::uint32_t i = 0; i < size; ++i) groups[i].first = i;
  for (const ComponentPair& pair : pairs) {
    const double weight = clipped(pair, options);
    groups[pair.left].toward[pair.right] = weight - options.unscored;
    groups[pair.right].toward[pair.left] = weight - options.unscored;
  }
  const auto offer = [&](std::uint32_t a, std::uint32_t b, double sum) {
    const double mean = sum / (static_cast<double>(groups[a].size) * groups[b].size) + options.unscored;
    if (mean <= 0) return;
    if (groups[a].first > groups[b].first) std::swap(a, b);
    queue.push({mean, groups[a].first, groups[b].first, a, b});
  };
  for (std::uint32_t i = 0; i < size; ++i) {
    for (const auto& [j, sum] : groups[i].toward) {
      if (i < j) offer(i, j, sum);
    }
  }

  UnionFind sets(size);
  while (!queue.empty()) {
    const Merge merge = queue.top();
    queue.pop();
    if (!groups[merge.left].alive || !groups[merge.right].alive) continue;
    const auto made = static_cast<std::uint32_t>(groups.size());
    Group& joined = groups.emplace_back();
    Group &left = groups[merge.left], &right = groups[merge.right];
    joined.first = std::min(left.first, right.first);
    joined.size = left.size + right.size;
    const bool left_larger = left.toward.size() > right.toward.size();
    joined.toward = std::move(left_larger ? left.toward : right.toward);
    for (const auto& [other, sum] : left_larger ? right.toward : left.toward) joined.toward[other] += sum;
    joined.toward.erase(merge.left);
    joined.toward.erase(merge.right);
    left.alive = right.alive = false;
    left.toward.clear();
    right.toward.clear();
    sets.unite(left.first, right.first);
    for (const auto& [other, sum] : joined.toward) {
      groups[other].toward.erase(merge.left);
      groups[other].toward.erase(merge.right);
      groups[other].toward[made] = sum;
      offer(made, other, sum);
    }
  }
  std::vector<std::uint32_t> part(size);
  for (std::uint32_t i = 0; i < size; ++i) part[i] = sets.find(i);
  return part;
}

}  // namespace scv::cluster
