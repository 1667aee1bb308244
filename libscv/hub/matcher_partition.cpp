// Identities of edges: components, and which of their records are one.

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/parallel.hpp"
#include "cluster/cluster.hpp"
#include "hub/matcher_impl.hpp"

namespace scv::hub {
namespace {

using types::RecordNo;
using types::ScoredPair;

/// Which decisions are about pairs within one component.
class DecisionsByComponent {
 public:
  DecisionsByComponent(const cluster::Lists<RecordNo>& components, std::span<const LabelledPair> decisions) {
    if (decisions.empty()) return;
    base::FlatMap<RecordNo, std::uint32_t> component_of;
    for (const LabelledPair& decision : decisions) {
      component_of[decision.pair.left] = kNone;
      component_of[decision.pair.right] = kNone;
    }
    for (std::uint32_t c = 0; c < components.size(); ++c) {
      for (const RecordNo record : components[c]) {
        if (const auto found = component_of.find(record); found != component_of.end()) found->second = c;
      }
    }
    for (const LabelledPair& decision : decisions) {
      const std::uint32_t component = component_of.at(decision.pair.left);
      if (component != kNone && component == component_of.at(decision.pair.right)) {
        by_component_[component].push_back(decision);
      }
    }
  }
  std::span<const LabelledPair> of(std::size_t component) const {
    const auto found = by_component_.find(static_cast<std::uint32_t>(component));
    return found == by_component_.end() ? std::span<const LabelledPair>() : found->second;
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  base::FlatMap<std::uint32_t, std::vector<LabelledPair>> by_component_;
};

}  // namespace

bool Matcher::Impl::all_differ(std::span<const RecordNo> records) const {
  constexpr std::size_t kFew = 16;
  if (rows_.size() != table.size() || records.size() > kFew) return false;
  for (std::size_t i = 1; i < records.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (rows_[records[i]].may_equal(rows_[records[j]])) return false;
    }
  }
  return true;
}

std::vector<std::uint32_t> Matcher::Impl::first_equal(std::span<const RecordNo> records,
                                                      const base::FlatSet<RecordNo>& alone, double threshold,
                                                      compare::Comparer& with, const score::Scorer& weigher) const {
  std::vector<std::uint32_t> equal(records.size());
  if (all_differ(records)) {
    std::iota(equal.begin(), equal.end(), 0u);
    return equal;
  }
  base::FlatMap<std::uint64_t, std::uint32_t> first;
  std::vector<char> decided(records.size(), 0), matches(records.size(), 0);
  types::ComparisonVector compared;
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    if (alone.contains(records[i])) {
      equal[i] = i;
      continue;
    }
    const std::uint32_t head = first.emplace(table.features_hash(records[i]), i).first->second;
    if (head != i && decided[head] == 0) {
      with.compare(records[head], records[i], compared);
      decided[head] = 1;
      matches[head] = weigher.weight_from(compared, threshold).has_value();
    }
    equal[i] = head != i && matches[head] != 0 ? head : i;
  }
  return equal;
}

std::vector<std::uint32_t> Matcher::Impl::partition(std::span<const RecordNo> component,
                                                    std::span<const ScoredPair> edges,
                                                    std::span<const LabelledPair> decisions, double threshold,
                                                    compare::Comparer& with, const score::Scorer& weigher) const {
  const cluster::Options how{.threshold = threshold};
  const auto size = static_cast<std::uint32_t>(component.size());
  std::vector<std::uint32_t> order(size);  // position in key order → index in component
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (key_less(component[a], component[b])) return true;
    return !key_less(component[b], component[a]) && component[a] < component[b];
  });

  // equal records are one, however many they are, unless somebody has spoken about them
  base::FlatSet<RecordNo> decided;
  for (const LabelledPair& decision : decisions) {
    decided.insert(decision.pair.left);
    decided.insert(decision.pair.right);
  }
  std::vector<RecordNo> records(size);
  for (std::uint32_t i = 0; i < size; ++i) records[i] = component[order[i]];
  const std::vector<std::uint32_t> equal = first_equal(records, decided, threshold, with, weigher);
  std::vector<std::uint32_t> place(size), positions;
  for (std::uint32_t i = 0; i < size; ++i) {
    place[i] = equal[i] == i ? static_cast<std::uint32_t>(positions.size()) : place[equal[i]];
    if (equal[i] == i) positions.push_back(i);
  }
  const auto count = static_cast<std::uint32_t>(positions.size());

  std::vector<cluster::ComponentPair> pairs;
  base::FlatSet<std::uint64_t> taken;
  const auto take_place = [&](std::uint32_t a, std::uint32_t b) {
    return taken.insert(std::uint64_t{std::min(a, b)} << 32 | std::max(a, b)).second;
  };
  if (!decisions.empty()) {
    base::FlatMap<RecordNo, std::uint32_t> place_of;
    for (std::uint32_t i = 0; i < size; ++i) place_of[records[i]] = place[i];
    for (const LabelledPair& decision : decisions) {
      const auto [a, b] = std::minmax(place_of.at(decision.pair.left), place_of.at(decision.pair.right));
      take_place(a, b);
      pairs.push_back({a, b, decision.match ? HUGE_VAL : -HUGE_VAL});
    }
  }
  if (count <= how.complete_up_to) {
    types::ComparisonVector compared;
    pairs.reserve(std::size_t{count} * (count - 1) / 2);
    for (std::uint32_t i = 0; i < count; ++i) {
      for (std::uint32_t j = i + 1; j < count; ++j) {
        if (!decisions.empty() && taken.contains(std::uint64_t{i} << 32 | j)) continue;
        with.compare(records[positions[i]], records[positions[j]], compared);  // in order of their keys
        const score::Judgement judged = weigher.judge(compared);
        pairs.push_back({i, j, judged.weight, judged.apart});
      }
    }
  } else {
    base::FlatMap<RecordNo, std::uint32_t> place_of;
    for (std::uint32_t i = 0; i < size; ++i) place_of[records[i]] = place[i];
    for (const ScoredPair& edge : edges) {
      const auto [a, b] = std::minmax(place_of.at(edge.left), place_of.at(edge.right));
      if (a != b && take_place(a, b)) pairs.push_back({a, b, edge.weight});
    }
  }

  std::vector<std::uint32_t> parts_of_places(count);
  cluster::agglomerate(pairs, how, parts_of_places);
  std::vector<std::uint32_t> parts(size);
  for (std::uint32_t i = 0; i < size; ++i) parts[i] = positions[parts_of_places[place[i]]];
  // back from key order, and from "first in key order" to "first in the component"
  std::vector<std::uint32_t> first(size, size), result(size);
  for (std::uint32_t i = 0; i < size; ++i) first[parts[i]] = std::min(first[parts[i]], order[i]);
  for (std::uint32_t i = 0; i < size; ++i) result[order[i]] = first[parts[i]];
  return result;
}

types::Partition Matcher::Impl::clustered(std::span<const ScoredPair> edges, std::span<const LabelledPair> decisions,
                                          double threshold) {
  const std::size_t count = table.size();
  const score::Scorer& weigher = bulk_scorer();
  types::Partition partition(count);
  std::iota(partition.begin(), partition.end(), RecordNo{0});
  std::vector<ScoredPair> with_decisions;
  if (!decisions.empty()) {
    with_decisions.assign(edges.begin(), edges.end());
    for (const LabelledPair& decision : decisions) {
      if (decision.match) with_decisions.push_back({decision.pair.left, decision.pair.right, 0});
    }
  }
  const cluster::Lists<RecordNo> components = cluster::components(count, decisions.empty() ? edges : with_decisions);
  const DecisionsByComponent decided(components, decisions);
  const cluster::Lists<ScoredPair> inside =
      cluster::edges_within(components, count, edges, cluster::Options{}.complete_up_to);
  tbb::enumerable_thread_specific<compare::Comparer> comparers([&] { return compare::Comparer(table, knowledge); });
  base::parallel_for(components.size(), 16, options.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      const std::vector<std::uint32_t> part =
          this->partition(components[c], inside[c], decided.of(c), threshold, comparers.local(), weigher);
      for (std::size_t i = 0; i < part.size(); ++i) partition[components[c][i]] = components[c][part[i]];
    }
  });
  return partition;
}

}  // namespace scv::hub
