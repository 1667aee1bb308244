// The review queue: pairs on which a person's decision is likely to change something, from the stored edges.

#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <set>
#include <unordered_map>
#include <unordered_set>

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
    edges_.push_back(edge);
    neighbours_[edge.left].push_back(edge.right);
    neighbours_[edge.right].push_back(edge.left);
  }
  /// The smaller side's size where the identity falls apart without this edge; else 0.
  std::uint32_t hang_on(const Edge& edge) const {
    std::unordered_set<Number> reached{edge.left};
    std::vector<Number> next{edge.left};
    while (!next.empty()) {
      const Number now = next.back();
      next.pop_back();
      for (const Number other : neighbours_.at(now)) {
        if ((now == edge.left && other == edge.right) || (now == edge.right && other == edge.left)) continue;
        if (other == edge.right) return 0;
        if (reached.insert(other).second) next.push_back(other);
      }
    }
    return static_cast<std::uint32_t>(std::min(reached.size(), neighbours_.size() - reached.size()));
  }
  std::span<const Edge> edges() const noexcept { return edges_; }

 private:
  std::vector<Edge> edges_;
  std::unordered_map<Number, std::vector<Number>> neighbours_;
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
    for (const Edge& edge : links.edges()) {
      if (static_cast<double>(edge.weight) >= floor + kWeak || decided_same.contains({edge.left, edge.right})) continue;
      const std::uint32_t records = links.hang_on(edge);
      if (records != 0) pairs.push_back({DoubtKind::weak_link, edge, records});
    }
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
