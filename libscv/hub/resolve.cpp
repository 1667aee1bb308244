#include "hub/resolve.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/parallel.hpp"
#include "base/time.hpp"
#include "hub/feed.hpp"
#include "hub/points.hpp"
#include "store/packing.hpp"

namespace scv::hub {
namespace {

using store::Number;
using Keys = std::vector<std::uint64_t>;

/// Which parts of a partition take which id, written to the store. Parts come by their smallest record.
std::vector<identity::Takeover> store_identities(store::Store& store, std::span<const identity::Part> parts) {
  std::vector<identity::Takeover> takeovers = identity::take_over_ids(parts);
  IdentityId next = store.new_identities(static_cast<std::size_t>(std::count_if(
      takeovers.begin(), takeovers.end(), [](const identity::Takeover& takeover) { return takeover.id == 0; })));
  for (identity::Takeover& takeover : takeovers) {
    if (takeover.id == 0) takeover.id = next++;
    for (const IdentityId merged : takeover.merged) store.retire(merged, takeover.id);
  }
  return takeovers;
}

/// What is in the one alone, and in the other alone.
std::pair<Keys, Keys> differences(const Keys& a, const Keys& b) {
  std::pair<Keys, Keys> result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result.first));
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(result.second));
  return result;
}

class LiveResolver {
 public:
  LiveResolver(store::Store& store, Workspace& workspace) : store_(store), workspace_(workspace) {}

  LiveOutcome run(std::span<const ChangedRecord> changes, std::span<const Number> decided) {
    any_decisions_ = store_.has_decisions();
    touched_.insert(decided.begin(), decided.end());
    for (const ChangedRecord& change : changes) update_keys(change);
    workspace_.look_at(store_);
    for (const auto& [key, change] : keys_) update_block(key, change);
    close_blocks();
    for (const auto& [no, number] : stored_) limits_.emplace(no, matcher().limit(number));
    score_candidates();
    update_identities();
    return std::move(outcome_);
  }

 private:
  struct KeyChange {
    int delta = 0;                ///< records that came minus records that went
    std::vector<Number> changed;  ///< changed records that have the key now
  };

  /// Replaces the record's keys and drops its edges: they are decided anew.
  void update_keys(const ChangedRecord& change) {
    Keys before, after, stored_before, stored_after;
    const auto take_keys = [&](types::RecordNo number, Keys& blocking, Keys& stored) {
      blocking = stored = matcher().blocking_keys(number);
      const Keys lookup = matcher().lookup_keys(number);
      stored.insert(stored.end(), lookup.begin(), lookup.end());  // theirs are the highest kinds
    };
    if (change.before) take_keys(workspace_.add(*change.before), before, stored_before);
    if (change.stored) {
      const types::RecordNo number = workspace_.number_of(store_, change.no);
      take_keys(number, after, stored_after);
      keep_sketch(change.no, matcher().sketch(number));
      stored_.emplace_back(change.no, number);
    } else {
      keep_sketch(change.no, {});
    }
    const auto [gone, come] = differences(before, after);
    store_.set_keys(change.no, stored_before, stored_after);
    for (const std::uint64_t key : gone) --keys_[key].delta;
    for (const std::uint64_t key : come) ++keys_[key].delta;
    for (const std::uint64_t key : after) keys_[key].changed.push_back(change.no);
    if (change.before) {
      for (const store::Neighbour& neighbour : store_.edges_of(change.no)) touched_.insert(neighbour.record);
      store_.remove_edges_of(change.no);
    }
    if (change.stored) {
      touched_.insert(change.no);
    } else {
      removed_.insert(change.no);
      // What only this record's decisions held together may fall apart.
      for (const auto& [partner, same] : decided_with({change.before->source, change.before->id}))
        touched_.insert(partner);
    }
  }

  void keep_sketch(Number record, const compare::Sketch& sketch) {
    workspace_.sketches().set(store_, record, sketch, [&](Number other) {
      return store_.record_hash(other) ? matcher().sketch(workspace_.number_of(store_, other)) : compare::Sketch();
    });
  }

  /// The stored records about which people decided together with this one.
  std::vector<std::pair<Number, bool>> decided_with(const RecordKey& key) {
    std::vector<std::pair<Number, bool>> result;
    if (!any_decisions_) return result;
    for (const Decision& decision : store_.decisions_of(key)) {
      const RecordKey& other = decision.left == key ? decision.right : decision.left;
      const auto no = store_.find_record(other.source, other.id);
      if (no) result.emplace_back(*no, decision.verdict == Verdict::same);
    }
    return result;
  }
  std::vector<std::pair<Number, bool>> decided_with(Number record) {
    if (!any_decisions_) return {};
    return decided_with(RecordCache::need_key(store_, record));
  }

  void update_block(std::uint64_t key, const KeyChange& change) {
    const std::uint32_t head = Matcher::first_candidates(key);
    const auto cap = static_cast<std::int64_t>(matcher().block_cap(key));
    const std::int64_t enough = cap + std::max(0, change.delta) + 1;
    // Over the cap before and after: nothing changes.
    if (store_.are_known_with_key(key, static_cast<std::size_t>(enough))) {
      workspace_.note_over_cap(key, true);
      if (head != 0) pair_with_first(key, change, head);
      return;
    }
    const std::vector<Number> members = store_.records_with_key(key, static_cast<std::size_t>(enough));
    const auto count = static_cast<std::int64_t>(members.size());
    const bool open = count <= cap;
    const bool was_open = count - change.delta <= cap && count < enough;
    workspace_.note_over_cap(key, !open);
    if (!open && head != 0) pair_with_first(key, change, head);
    if (open && was_open) {
      for (const Number changed : change.changed) {
        for (const Number member : members) add_candidate(changed, member);
      }
    } else if (open) {
      // Records went and the block is small enough again: all its pairs are candidates now.
      for (std::size_t i = 0; i < members.size(); ++i) {
        for (std::size_t j = i + 1; j < members.size(); ++j) add_candidate(members[i], members[j]);
      }
      if (Matcher::decides_weights(key)) touched_.insert(members.begin(), members.end());
    } else if (was_open) {
      closed_.push_back(members);
      if (Matcher::decides_weights(key)) weigh_anew(members, change);
    }
  }

  /// The value that was one block's is too common from now on. Its changed records are candidates anyway; pairs of others may
  /// weigh less or more, and so may those that a component is split by.
  void weigh_anew(const std::vector<Number>& members, const KeyChange& change) {
    const std::unordered_set<Number> changed(change.changed.begin(), change.changed.end());
    Others& others = reweighed_.emplace_back();
    for (const Number member : members) {
      if (changed.contains(member)) continue;
      touched_.insert(member);
      others.emplace_back(member, matcher().blocking_keys(workspace_.number_of(store_, member)));
    }
  }

  /// Too many equal records for a block: each with the first of them. When one of those has gone, its successor is paired with all.
  void pair_with_first(std::uint64_t key, const KeyChange& change, std::uint32_t head) {
    const bool gone = change.delta < static_cast<int>(change.changed.size());
    const std::vector<Number> members = store_.records_with_key(key, gone ? SIZE_MAX >> 1 : head);
    const std::size_t firsts = std::min<std::size_t>(head, members.size());
    for (std::size_t i = 0; i < firsts; ++i) {
      for (const Number changed : change.changed) add_candidate(changed, members[i]);
      for (std::size_t j = i + 1; gone && j < members.size(); ++j) add_candidate(members[i], members[j]);
    }
  }

  /// Blocks that have grown over the cap: pairs that share no other open block are candidates no longer.
  void close_blocks() {
    for (const std::vector<Number>& members : closed_) {
      const std::unordered_set<Number> block(members.begin(), members.end());
      for (const Number record : members) {
        for (const store::Neighbour& neighbour : store_.edges_of(record)) {
          if (neighbour.record < record || !block.contains(neighbour.record)) continue;
          if (share_open_key(record, neighbour.record)) continue;
          store_.remove_edge(record, neighbour.record);
          touched_.insert(record);
          touched_.insert(neighbour.record);
        }
      }
    }
    for (const Others& others : reweighed_) {
      for (std::size_t i = 0; i < others.size(); ++i) {
        for (std::size_t j = i + 1; j < others.size(); ++j) {
          const Keys shared = shared_keys(others[i].second, others[j].second);
          if (are_paired(others[i].first, others[j].first, shared)) add_candidate(others[i].first, others[j].first);
        }
      }
    }
  }

  bool share_open_key(Number left, Number right) {
    return are_paired(left, right,
                      shared_keys(matcher().blocking_keys(workspace_.number_of(store_, left)),
                                  matcher().blocking_keys(workspace_.number_of(store_, right))));
  }

  static Keys shared_keys(const Keys& left, const Keys& right) {
    Keys shared;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(shared));
    return shared;
  }

  /// Whether one of the keys that two records share makes them candidates.
  bool are_paired(Number left, Number right, const Keys& shared) {
    return std::any_of(shared.begin(), shared.end(), [&](std::uint64_t key) {
      if (!workspace_.is_over_cap(key)) return true;
      const std::uint32_t head = Matcher::first_candidates(key);
      if (head == 0) return false;
      std::vector<Number>& firsts = firsts_[key];
      if (firsts.empty()) firsts = store_.records_with_key(key, head);
      return std::any_of(firsts.begin(), firsts.end(), [&](Number first) { return first == left || first == right; });
    });
  }

  void add_candidate(Number a, Number b) {
    if (a != b) candidates_.emplace_back(std::min(a, b), std::max(a, b));
  }

  /// Whether the sketches of the two rule out that they weigh `floor`.
  bool is_hopeless(const std::pair<Number, Number>& pair, double floor) {
    for (const auto& [one, other] : {pair, std::pair(pair.second, pair.first)}) {
      const auto limit = limits_.find(one);
      if (limit == limits_.end()) continue;
      const std::optional<double> most = limit->second.of(workspace_.sketches().of(store_, other));
      return most && *most < floor;
    }
    return false;
  }

  void score_candidates() {
    std::sort(candidates_.begin(), candidates_.end());
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
    outcome_.candidate_pairs = candidates_.size();
    const double floor = matcher().possible_floor();
    std::erase_if(candidates_, [&](const auto& pair) { return is_hopeless(pair, floor); });
    // First all features, then all weights: the matcher binds its model anew after each addition.
    std::vector<std::pair<types::RecordNo, types::RecordNo>> numbers;
    numbers.reserve(candidates_.size());
    for (const auto& [left, right] : candidates_) {
      numbers.emplace_back(workspace_.number_of(store_, left), workspace_.number_of(store_, right));
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double weight = matcher().score(numbers[i].first, numbers[i].second);
      const auto& [left, right] = candidates_[i];
      if (weight < floor) {
        // Of a changed record there is none; other pairs are here because what they share has become common, or is no longer.
        if (!limits_.contains(left) && !limits_.contains(right)) store_.remove_edge(left, right);
        continue;
      }
      store_.set_edge({left, right, static_cast<float>(weight)});
      touched_.insert(left);
      touched_.insert(right);
    }
  }

  void update_identities() {
    std::vector<ResolvedPart>& parts = outcome_.parts;
    std::unordered_set<Number> visited;
    for (const Number start : touched_) {
      if (removed_.contains(start) || !visited.insert(start).second) continue;
      std::vector<Number> component{start};
      std::vector<store::Edge> edges;
      std::vector<Decided> decided;
      const double floor = matcher().edge_floor();
      for (std::size_t next = 0; next < component.size(); ++next) {
        const Number record = component[next];
        for (const store::Neighbour& neighbour : store_.edges_of(record)) {
          if (static_cast<double>(neighbour.weight) < floor) continue;
          if (record < neighbour.record) edges.push_back({record, neighbour.record, neighbour.weight});
          if (visited.insert(neighbour.record).second) component.push_back(neighbour.record);
        }
        for (const auto& [other, same] : decided_with(record)) {
          if (record < other) decided.push_back({record, other, same});
          if (same && visited.insert(other).second) component.push_back(other);
        }
      }
      split_component(component, edges, decided, parts);
    }
    // New ids are given in the order of age.
    std::sort(parts.begin(), parts.end(),
              [](const ResolvedPart& a, const ResolvedPart& b) { return a.records.front() < b.records.front(); });
    std::vector<identity::Part> old;
    for (const ResolvedPart& part : parts) old.push_back({part.records, part.old_ids});
    std::vector<identity::Takeover> takeovers = store_identities(store_, old);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      ResolvedPart& part = parts[i];
      part.id = takeovers[i].id;
      part.retired = std::move(takeovers[i].merged);
      for (std::size_t k = 0; k < part.records.size(); ++k) {
        if (part.old_ids[k] != part.id) store_.set_identity(part.records[k], part.id);
      }
    }
  }

  struct Decided {
    Number left, right;
    bool same;
  };

  void split_component(std::vector<Number>& component, std::span<const store::Edge> edges,
                       std::span<const Decided> decided, std::vector<ResolvedPart>& parts) {
    std::sort(component.begin(), component.end());
    std::vector<types::RecordNo> numbers;
    std::unordered_map<Number, types::RecordNo> number_of;
    for (const Number no : component) {
      numbers.push_back(workspace_.number_of(store_, no));
      number_of.emplace(no, numbers.back());
    }
    std::vector<types::ScoredPair> scored;
    scored.reserve(edges.size());
    for (const store::Edge& edge : edges) {
      const auto left = number_of.find(edge.left), right = number_of.find(edge.right);
      // One end does not know of the other.
      if (left == number_of.end() || right == number_of.end()) store_.fail_damaged("a list of edges");
      scored.push_back({left->second, right->second, edge.weight});
    }
    std::vector<LabelledPair> decisions;
    for (const Decided& one : decided) {
      const auto left = number_of.find(one.left), right = number_of.find(one.right);
      if (left == number_of.end() || right == number_of.end()) continue;  // not the same, and not of one component
      decisions.push_back({{left->second, right->second}, one.same});
    }
    const std::vector<std::uint32_t> split =
        numbers.size() == 1 ? std::vector<std::uint32_t>{0} : matcher().partition(numbers, scored, decisions);
    std::map<std::uint32_t, ResolvedPart> by_first;
    for (std::size_t i = 0; i < component.size(); ++i) {
      ResolvedPart& part = by_first[split[i]];
      part.records.push_back(component[i]);
      part.old_ids.push_back(store_.identity_of(component[i]));
    }
    for (auto& [first, part] : by_first) parts.push_back(std::move(part));
  }

  const Matcher& matcher() const noexcept { return workspace_.matcher(); }

  store::Store& store_;
  Workspace& workspace_;
  bool any_decisions_ = false;
  std::unordered_set<Number> removed_;
  std::map<std::uint64_t, KeyChange> keys_;
  std::vector<std::vector<Number>> closed_;
  std::unordered_map<std::uint64_t, std::vector<Number>> firsts_;  ///< of equal records
  using Others = std::vector<std::pair<Number, Keys>>;
  std::vector<Others> reweighed_;  ///< unchanged records of blocks that were closed, and their keys
  std::vector<std::pair<Number, types::RecordNo>> stored_;  ///< the changed records
  std::unordered_map<Number, WeightLimit> limits_;          ///< of them
  std::vector<std::pair<Number, Number>> candidates_;
  std::set<Number> touched_;
  LiveOutcome outcome_;
};

}  // namespace

LiveOutcome resolve_live(store::Store& store, Workspace& workspace, std::span<const ChangedRecord> changes,
                         std::span<const store::Number> decided) {
  return LiveResolver(store, workspace).run(changes, decided);
}

std::vector<LabelledPair> decisions_on(store::Store& store, const AllRecords& records) {
  const std::span<const Number> numbers = records.numbers();
  const auto place_of = [&](const RecordKey& key) -> std::optional<types::RecordNo> {
    const auto no = store.find_record(key.source, key.id);
    if (!no) return std::nullopt;
    const auto place = std::lower_bound(numbers.begin(), numbers.end(), *no);
    if (place == numbers.end() || *place != *no) return std::nullopt;
    return static_cast<types::RecordNo>(place - numbers.begin());
  };
  std::vector<LabelledPair> result;
  for (const Decision& decision : store.decisions()) {
    const auto left = place_of(decision.left), right = place_of(decision.right);
    if (left && right) result.push_back({{*left, *right}, decision.verdict == Verdict::same});
  }
  return result;
}

AllRecords::AllRecords(store::Store& store, const MatcherOptions& options)
    : AllRecords(store.active_model().value_or(store::Model{}).json, options) {}

AllRecords::AllRecords(std::string_view model, const MatcherOptions& options)
    : threads_(options.threads), matcher_(model, [&] {
        MatcherOptions own = options;
        own.oldest_first = true;
        return own;
      }()) {}

void AllRecords::add(Number no, const types::RecordView& record) {
  matcher_.add(record);
  numbers_.push_back(no);
}

void AllRecords::add(std::span<const Number> numbers, std::span<const types::RecordView> records) {
  matcher_.add(records);
  numbers_.insert(numbers_.end(), numbers.begin(), numbers.end());
}

void AllRecords::add_all(store::Store& store, const std::function<bool(const Progress&)>& progress) {
  const std::uint64_t total = store.record_count();
  numbers_.reserve(total);
  store.for_each_record([&](Number no, const types::RecordView& record) {
    add(no, record);
    if (progress && numbers_.size() % 4096 == 0 && !progress({"normalize", numbers_.size(), total, "records"})) {
      throw Error(ErrorCode::cancelled, "the load was cancelled");
    }
  });
}

store::KeySorter AllRecords::keys() const {
  store::KeySorter keys(numbers_, threads_);
  matcher_.for_each_stored_keys(
      4096, [&](types::RecordNo record, std::span<const std::uint64_t> of_record) { keys.add(record, of_record); });
  return keys;
}

namespace {

/// Each record's neighbours. `edges` come by (left, right), of records by their places in `numbers`, which ascend.
store::NeighbourLists neighbours_of(std::span<const Number> numbers, std::span<const types::ScoredPair> edges) {
  std::vector<std::size_t> next(numbers.size() + 1, 0);  // where the next neighbour of each record goes
  for (const types::ScoredPair& edge : edges) {
    ++next[edge.left + 1];
    ++next[edge.right + 1];
  }
  store::NeighbourLists lists;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool any = next[i + 1] != 0;
    next[i + 1] += next[i];
    if (!any) continue;
    lists.records.push_back(numbers[i]);
    lists.ends.push_back(next[i + 1]);
  }
  // The smaller ones of each record first: so all ascend.
  lists.neighbours.resize(2 * edges.size());
  for (const auto& [left, right, weight] : edges) lists.neighbours[next[right]++] = {numbers[left], weight};
  for (const auto& [left, right, weight] : edges) lists.neighbours[next[left]++] = {numbers[right], weight};
  return lists;
}

/// The parts of a partition behind one another, by their smallest record.
struct Parts {
  std::vector<Number> records;      ///< ascending within each part
  std::vector<IdentityId> old_ids;  ///< that the records have in the store, 0 if none
  std::vector<identity::Part> all;  ///< where each lies in those

  Parts(store::Store& store, std::span<const Number> numbers, const types::Partition& partition)
      : records(numbers.size()), old_ids(numbers.size()) {
    // A part's number is that of its smallest record, which comes first.
    std::vector<std::uint32_t> part_of(numbers.size());
    std::vector<std::size_t> next;  // where the next record of each part goes
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const bool is_first = partition[i] == i;
      part_of[i] = is_first ? static_cast<std::uint32_t>(next.size()) : part_of[partition[i]];
      if (is_first) next.push_back(0);
      ++next[part_of[i]];
    }
    all.reserve(next.size());
    std::size_t begin = 0;
    for (std::size_t& count : next) {
      all.push_back({std::span(records).subspan(begin, count), std::span(old_ids).subspan(begin, count)});
      begin += std::exchange(count, begin);
    }
    const std::vector<store::Member> old_members = store.members();
    std::size_t old = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      while (old < old_members.size() && old_members[old].record < numbers[i]) ++old;
      const bool had = old < old_members.size() && old_members[old].record == numbers[i];
      const std::size_t place = next[part_of[i]]++;
      records[place] = numbers[i];
      old_ids[place] = had ? old_members[old].identity : 0;
    }
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
};

/// What became of the identities. `replaced` are records whose content has changed.
Feed feed_of(std::span<const identity::Part> parts, std::span<const identity::Takeover> takeovers,
             std::span<const Number> replaced) {
  Feed feed;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [records, old_ids] = parts[i];
    const IdentityId id = takeovers[i].id;
    feed.add(records, old_ids, id, takeovers[i].merged);
    const auto is_replaced = [&](Number record) {
      return std::binary_search(replaced.begin(), replaced.end(), record);
    };
    const bool existed = std::find(old_ids.begin(), old_ids.end(), id) != old_ids.end();
    const bool changed = std::any_of(old_ids.begin(), old_ids.end(), [&](IdentityId before) { return before != id; }) ||
                         std::any_of(records.begin(), records.end(), is_replaced);
    if (existed && changed) feed.add_renamed(id, 0);
  }
  return feed;
}

/// Who belongs to whom, by record. `takeovers` are those of Parts: in the order of the parts' smallest records.
std::vector<store::Member> members_of(std::span<const Number> numbers, const types::Partition& partition,
                                      std::span<const identity::Takeover> takeovers) {
  std::vector<store::Member> members;
  members.reserve(numbers.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const IdentityId id = partition[i] == i ? takeovers[next++].id : members[partition[i]].identity;
    members.push_back({numbers[i], id});
  }
  return members;
}

}  // namespace

BulkOutcome resolve_bulk(store::Store& store, AllRecords& records, Sketches& sketches, bool train,
                         std::span<const store::Number> replaced, const std::function<bool(const Progress&)>& progress,
                         const std::function<void()>& meanwhile) {
  Matcher& matcher = records.matcher();
  const std::span<const Number> numbers = records.numbers();
  const auto report = [&](std::string_view stage, std::uint64_t done) {
    if (progress && !progress({stage, done, numbers.size(), "records"}))
      throw Error(ErrorCode::cancelled, "the load was cancelled");
  };
  const std::vector<LabelledPair> decisions = decisions_on(store, records);
  Resolution resolution;
  // Where the one half fails, or is cancelled, the other is not done to its end.
  std::atomic<bool> stop{false};
  const auto or_stop = [&](const std::function<void()>& half) {
    try {
      half();
    } catch (...) {
      stop = true;
      throw;
    }
  };
  const auto go_on = [&] {
    if (stop) throw Error(ErrorCode::cancelled, "the load was cancelled");
  };
  const auto to_store = [&] {
    if (meanwhile) meanwhile();
    go_on();
    {
      store::KeySorter keys = records.keys();
      store.replace_keys([&] {
        go_on();
        return keys.next();
      });
    }
    go_on();
    sketches.replace_all(store, numbers, matcher);
  };
  const auto to_match = [&] {
    if (train) matcher.train();
    resolution = matcher.score_all([&](const Progress& now) { return !stop && (!progress || progress(now)); },
                                   matcher.possible_floor());
  };
  const auto beside = [&](const std::function<void()>& one, const std::function<void()>& other) {
    base::run_beside(records.threads(), {one, other});
  };
  beside([&] { or_stop(to_store); }, [&] { or_stop(to_match); });
  beside(
      [&] {
        if (train) store.add_model(matcher.model(), true, base::format_rfc3339(base::now()));
        store.replace_edges(neighbours_of(numbers, resolution.edges));
      },
      [&] { resolution.partition = matcher.cluster(resolution.edges, decisions); });
  report("store", 0);
  const Parts parts(store, numbers, resolution.partition);
  const std::vector<identity::Takeover> takeovers = store_identities(store, parts.all);
  Feed feed;
  beside([&] { store.replace_members(members_of(numbers, resolution.partition, takeovers)); },
         [&] { feed = feed_of(parts.all, takeovers, replaced); });
  feed.store(store);
  report("store", numbers.size());
  return {resolution.candidate_pairs, parts.all.size()};
}

void derive_all(store::Store& store, const MatcherOptions& options) {
  store.clear_points();
  AllRecords records(store, options);
  base::Arena texts(1u << 20);
  std::vector<store::PointEntry> points;
  store.for_each_record([&](Number no, const types::RecordView& record) {
    records.add(no, record);
    for (const auto& [point, from_ms, to_ms] : points_in_use(record.fields, options.default_region)) {
      points.push_back({point.kind, texts.copy(point.value), no, from_ms, to_ms});
    }
  });
  store.add_points(points);
  store.for_each_interaction([&](const store::InteractionRef& ref, std::string_view body, std::string_view) {
    store.add_interaction_points(ref.no, points_of(interaction_from_json(body), options.default_region));
  });
  Sketches sketches;
  resolve_bulk(store, records, sketches, false, {}, {});
}

}  // namespace scv::hub
