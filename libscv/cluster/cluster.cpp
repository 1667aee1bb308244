#include "cluster/cluster.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <queue>
#include <utility>

#include "base/flat_map.hpp"

namespace scv::cluster {
namespace {

using types::RecordNo;
using types::ScoredPair;

constexpr std::size_t kSmall = 48;  ///< components up to this size need no maps

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
  /// The root of each. Parents are smaller than their children, so each one's root is known by then.
  std::vector<std::uint32_t> roots() && {
    for (std::uint32_t& parent : parent_) parent = parent_[parent];
    return std::move(parent_);
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
  base::FlatMap<std::uint32_t, double> toward;  ///< sum of (weight - unscored) over the scored pairs to a group
};

double clipped(const ComponentPair& pair, const Options& options) {
  if (std::isinf(pair.weight)) return pair.weight;
  const double least = options.against_limit + pair.apart * (options.apart_limit - options.against_limit);
  return std::clamp(pair.weight - options.threshold, least, options.for_limit);
}

/// The same with sums and means in a matrix; a group stands in the row of its first member. What was never scored has the sum
/// 0 and the mean of unscored pairs, which must not be above the threshold.
void agglomerate_small(std::span<const ComponentPair> pairs, const Options& options, std::span<std::uint32_t> first) {
  const std::size_t size = first.size();
  std::array<double, kSmall * kSmall> sums, means;
  std::array<std::uint32_t, kSmall> groups, sizes;
  std::fill_n(sums.begin(), size * size, 0.0);
  std::iota(groups.begin(), groups.begin() + size, 0u);
  std::fill_n(sizes.begin(), size, 1u);
  std::iota(first.begin(), first.end(), 0u);
  for (const ComponentPair& pair : pairs) {
    sums[pair.left * size + pair.right] = sums[pair.right * size + pair.left] =
        clipped(pair, options) - options.unscored;
  }
  const auto set_mean = [&](std::uint32_t a, std::uint32_t b) {
    means[std::min(a, b) * size + std::max(a, b)] =
        sums[a * size + b] / (static_cast<double>(sizes[a]) * sizes[b]) + options.unscored;
  };
  for (std::uint32_t a = 0; a < size; ++a) {
    for (std::uint32_t b = a + 1; b < size; ++b) set_mean(a, b);
  }
  for (std::size_t count = size; count > 1; --count) {
    double best = 0;
    std::size_t left = 0, right = 0;  // places in `groups`
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = i + 1; j < count; ++j) {
        const double mean = means[groups[i] * size + groups[j]];
        if (mean <= best) continue;
        best = mean;
        left = i;
        right = j;
      }
    }
    if (best <= 0) break;
    const std::uint32_t kept = groups[left], gone = groups[right];
    std::copy(groups.begin() + right + 1, groups.begin() + count, groups.begin() + right);
    std::replace(first.begin(), first.end(), gone, kept);
    sizes[kept] += sizes[gone];
    for (std::size_t i = 0; i + 1 < count; ++i) {
      const std::uint32_t other = groups[i];
      if (other == kept) continue;
      sums[kept * size + other] += sums[gone * size + other];
      sums[other * size + kept] = sums[kept * size + other];
      set_mean(kept, other);
    }
  }
}

void agglomerate_large(std::span<const ComponentPair> pairs, const Options& options, std::span<std::uint32_t> first) {
  const std::size_t size = first.size();
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
  for (std::uint32_t i = 0; i < size; ++i) first[i] = sets.find(i);
}

}  // namespace

Lists<RecordNo> components(std::size_t count, std::span<const ScoredPair> edges) {
  UnionFind sets(count);
  for (const ScoredPair& edge : edges) sets.unite(edge.left, edge.right);
  const std::vector<std::uint32_t> roots = std::move(sets).roots();
  std::vector<std::uint32_t> sizes(count, 0);
  for (const std::uint32_t root : roots) ++sizes[root];
  Lists<RecordNo> result;
  std::uint32_t total = 0;
  std::vector<std::uint32_t> next(count);  // by root: where its next record comes to stand
  for (std::uint32_t record = 0; record < count; ++record) {
    if (sizes[record] < 2) continue;
    next[record] = total;
    result.ends.push_back(total += sizes[record]);
  }
  result.values.resize(total);
  for (std::uint32_t record = 0; record < count; ++record) {
    const std::uint32_t root = roots[record];
    if (sizes[root] >= 2) result.values[next[root]++] = record;
  }
  return result;
}

Lists<ScoredPair> edges_within(const Lists<RecordNo>& components, std::size_t count, std::span<const ScoredPair> edges,
                               std::size_t larger_than) {
  Lists<ScoredPair> result;
  result.ends.resize(components.size(), 0);
  constexpr std::uint32_t kNone = 0xffffffffu;
  std::vector<std::uint32_t> component_of;
  for (std::uint32_t c = 0; c < components.size(); ++c) {
    if (components[c].size() <= larger_than) continue;
    component_of.resize(count, kNone);
    for (const RecordNo record : components[c]) component_of[record] = c;
  }
  if (component_of.empty()) return result;
  for (const ScoredPair& edge : edges) {
    if (component_of[edge.left] != kNone) ++result.ends[component_of[edge.left]];
  }
  std::vector<std::uint32_t> next(components.size());
  std::exclusive_scan(result.ends.begin(), result.ends.end(), next.begin(), 0u);
  std::inclusive_scan(result.ends.begin(), result.ends.end(), result.ends.begin());
  result.values.resize(result.ends.back());
  for (const ScoredPair& edge : edges) {
    if (component_of[edge.left] != kNone) result.values[next[component_of[edge.left]]++] = edge;
  }
  return result;
}

void agglomerate(std::span<const ComponentPair> pairs, const Options& options, std::span<std::uint32_t> first) {
  if (first.size() <= kSmall && options.unscored <= 0) {
    agglomerate_small(pairs, options, first);
  } else {
    agglomerate_large(pairs, options, first);
  }
}

}  // namespace scv::cluster
