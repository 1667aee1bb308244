// The review queue: pairs on which a person's decision is likely to change something, from the stored edges.

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "hub/impl.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Edge;
using store::Number;

constexpr double kWeak = 3;  ///< bits above an edge's floor that a link is still weak

double probability(double weight) { return 1 / (1 + std::exp2(-weight)); }

/// A doubt by record numbers.
struct Pair {
  DoubtKind kind = DoubtKind::possible_match;
  Edge edge;
  std::uint32_t records = 0;
  double gain() const {
    const double match = probability(edge.weight);
    return records * (kind == DoubtKind::weak_link ? 1 - match : match);
  }
};

/// The edges within one identity: which of them hold it together alone, and how much hangs on them.
class Links {
 public:
  void add(const Edge& edge) {
    const auto number = static_cast<std::uint32_t>(edges_.size());
    edges_.push_back(edge);
    const std::uint32_t left = place_of(edge.left), right = place_of(edge.right);
    ends_[left].push_back({right, number});
    ends_[right].push_back({left, number});
  }

  /// Each bridge with the number of records on its smaller side. Cost: linear.
  void for_each_bridge(const std::function<void(const Edge&, std::uint32_t)>& visit) const {
    const auto count = static_cast<std::uint32_t>(ends_.size());
    // Depth first: an edge is a bridge where nothing below it leads past it to what was entered before.
    std::vector<std::uint32_t> entered(count, 0), lowest(count), below(count, 1);
    std::vector<Step> path;
    std::uint32_t time = 0;
    for (std::uint32_t root = 0; root < count; ++root) {
      if (entered[root] != 0) continue;
      entered[root] = lowest[root] = ++time;
      path.push_back({root, kNoEdge, 0});
      while (!path.empty()) {
        Step& step = path.back();
        if (step.next < ends_[step.place].size()) {
          const End end = ends_[step.place][step.next++];
          if (end.edge == step.by) continue;
          if (entered[end.place] != 0) {
            lowest[step.place] = std::min(lowest[step.place], entered[end.place]);
          } else {
            entered[end.place] = lowest[end.place] = ++time;
            path.push_back({end.place, end.edge, 0});
          }
          continue;
        }
        const Step done = step;
        path.pop_back();
        if (path.empty()) break;
        const std::uint32_t above = path.back().place;
        lowest[above] = std::min(lowest[above], lowest[done.place]);
        below[above] += below[done.place];
        if (lowest[done.place] > entered[above]) {
          visit(edges_[done.by], std::min(below[done.place], count - below[done.place]));
        }
      }
    }
  }

 private:
  static constexpr std::uint32_t kNoEdge = 0xffffffffu;
  struct End {
    std::uint32_t place, edge;
  };
  struct Step {
    std::uint32_t place, by, next;
  };
  std::uint32_t place_of(Number record) {
    const auto [entry, is_new] = places_.try_emplace(record, static_cast<std::uint32_t>(ends_.size()));
    if (is_new) ends_.emplace_back();
    return entry->second;
  }

  std::vector<Edge> edges_;
  std::vector<std::vector<End>> ends_;  ///< of each record
  std::unordered_map<Number, std::uint32_t> places_;
};

}  // namespace

std::vector<Doubt> Hub::Impl::review(const ReviewOptions& options) {
  const Cancellation cancellation(*this);
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const double floor = lease.workspace().matcher().edge_floor();

  std::unordered_map<Number, IdentityId> identity_of;
  std::unordered_map<IdentityId, std::uint32_t> sizes;
  for (const store::Member& member : store.members()) {
    identity_of.emplace(member.record, member.identity);
    ++sizes[member.identity];
  }
  // Where somebody has decided, nobody is asked again.
  std::set<std::pair<IdentityId, IdentityId>> decided_apart;
  std::set<std::pair<Number, Number>> decided_same;
  std::map<IdentityId, Links> weak;
  for (const Decision& decision : store.decisions()) {
    const auto left = store.find_record(decision.left.source, decision.left.id);
    const auto right = store.find_record(decision.right.source, decision.right.id);
    if (!left || !right) continue;
    const IdentityId one = identity_of.at(*left), other = identity_of.at(*right);
    if (decision.verdict == Verdict::not_same) {
      decided_apart.insert(std::minmax(one, other));
    } else {
      decided_same.insert(std::minmax(*left, *right));
      weak[one].add({std::min(*left, *right), std::max(*left, *right), HUGE_VALF});
    }
  }

  std::map<std::pair<IdentityId, IdentityId>, Pair> between;
  std::vector<Edge> within;
  std::uint64_t seen = 0;
  store.for_each_edge([&](const Edge& edge) {
    if (++seen % 4096 == 0) cancellation.check();
    const IdentityId left = identity_of.at(edge.left), right = identity_of.at(edge.right);
    const auto weight = static_cast<double>(edge.weight);
    if (left == right) {
      if (weight < floor + kWeak && weight >= floor) weak.try_emplace(left);
      if (weight >= floor) within.push_back(edge);
      return;
    }
    const std::pair<IdentityId, IdentityId> identities = std::minmax(left, right);
    if (decided_apart.contains(identities)) return;
    Pair& pair = between[identities];
    if (pair.records != 0 && pair.edge.weight >= edge.weight) return;
    pair = {weight < floor ? DoubtKind::possible_match : DoubtKind::kept_apart, edge,
            std::min(sizes.at(left), sizes.at(right))};
  });
  for (const Edge& edge : within) {
    if (const auto found = weak.find(identity_of.at(edge.left)); found != weak.end()) found->second.add(edge);
  }

  std::vector<Pair> pairs;
  for (const auto& [identities, pair] : between) pairs.push_back(pair);
  for (const auto& [identity, links] : weak) {
    links.for_each_bridge([&](const Edge& edge, std::uint32_t records) {
      if (static_cast<double>(edge.weight) >= floor + kWeak || decided_same.contains({edge.left, edge.right})) return;
      pairs.push_back({DoubtKind::weak_link, edge, records});
    });
  }
  const std::size_t count = std::min(options.limit, pairs.size());
  std::partial_sort(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(count), pairs.end(),
                    [](const Pair& a, const Pair& b) {
                      if (a.gain() != b.gain()) return a.gain() > b.gain();
                      return std::tie(a.edge.left, a.edge.right) < std::tie(b.edge.left, b.edge.right);
                    });
  std::vector<Doubt> result;
  for (std::size_t i = 0; i < count; ++i) {
    const Pair& pair = pairs[i];
    result.push_back({.kind = pair.kind,
                      .left = store.key_of(pair.edge.left).value_or(RecordKey{}),
                      .right = store.key_of(pair.edge.right).value_or(RecordKey{}),
                      .left_identity = identity_of.at(pair.edge.left),
                      .right_identity = identity_of.at(pair.edge.right),
                      .match_weight = static_cast<double>(pair.edge.weight),
                      .match_probability = probability(static_cast<double>(pair.edge.weight)),
                      .records = pair.records,
                      .gain = pair.gain()});
  }
  return result;
}

}  // namespace v1
}  // namespace scv
