// What people decide about records: stored, checked against what was decided before, resolved; and previews.

#include <algorithm>
#include <map>
#include <set>

#include "base/time.hpp"
#include "hub/conclusion.hpp"
#include "hub/impl.hpp"
#include "identity/golden.hpp"

namespace scv {
inline namespace v1 {
namespace {

constexpr std::size_t kPreviewChanges = 10'000;
constexpr std::size_t kPreviewGolden = 1'000;

void order_keys(RecordKey& left, RecordKey& right) {
  if (left.source.empty() || left.id.empty() || right.source.empty() || right.id.empty()) {
    throw Error(ErrorCode::invalid_argument, "a decision needs the source and id of two records");
  }
  if (left == right) {
    throw Error(ErrorCode::invalid_argument, "a decision is about two records, these are one and the same",
                Place{.file = {}, .record = hub::name_of(left)});
  }
  if (right < left) std::swap(left, right);
}

bool is_about(const Decision& decision, const RecordKey& left, const RecordKey& right) {
  return decision.left == left && decision.right == right;
}

/// Everything that decisions make one with a record, with the decision by which each was reached.
class Together {
 public:
  /// `left` and `right` is the pair that is decided anew: what was said of it before does not count.
  Together(store::Store& store, const RecordKey& start, const RecordKey& left, const RecordKey& right) {
    reached_.emplace(start, Decision{});
    std::vector<RecordKey> next{start};
    while (!next.empty()) {
      const RecordKey now = std::move(next.back());
      next.pop_back();
      for (Decision& decision : store.decisions_of(now)) {
        if (is_about(decision, left, right)) continue;
        const RecordKey other = decision.left == now ? decision.right : decision.left;
        if (decision.verdict == Verdict::not_same) {
          apart_.push_back(std::move(decision));
        } else if (reached_.emplace(other, std::move(decision)).second) {
          next.push_back(other);
        }
      }
    }
  }
  bool contains(const RecordKey& key) const { return reached_.contains(key); }
  /// The decisions that lead from the start to this record.
  std::vector<Decision> path_to(RecordKey key) const {
    std::vector<Decision> path;
    for (;;) {
      const Decision& by = reached_.at(key);
      if (by.left.source.empty()) break;
      path.push_back(by);
      key = by.left == key ? by.right : by.left;
    }
    std::reverse(path.begin(), path.end());
    return path;
  }
  const std::vector<Decision>& apart() const noexcept { return apart_; }

 private:
  std::map<RecordKey, Decision> reached_;
  std::vector<Decision> apart_;  ///< decisions that keep one of these apart from another record
};

[[noreturn]] void fail_contradiction(const Decision& decision, const std::vector<Decision>& chain) {
  std::string text = "this contradicts what was decided before: ";
  for (std::size_t i = 0; i < chain.size(); ++i) {
    if (i != 0) text += "; ";
    text += hub::name_of(chain[i].left) +
            (chain[i].verdict == Verdict::same ? " is the same as " : " is not the same as ") +
            hub::name_of(chain[i].right);
    if (!chain[i].by.empty()) text += " (" + chain[i].by + ", " + chain[i].time + ")";
  }
  text += "; take one of these back first";
  throw Error(ErrorCode::conflict, text,
              Place{.file = {}, .record = hub::name_of(decision.left) + " and " + hub::name_of(decision.right)});
}

void check_contradictions(store::Store& store, const Decision& decision) {
  const Together left(store, decision.left, decision.left, decision.right);
  if (decision.verdict == Verdict::not_same) {
    if (left.contains(decision.right)) fail_contradiction(decision, left.path_to(decision.right));
    return;
  }
  const Together right(store, decision.right, decision.left, decision.right);
  for (const Decision& apart : left.apart()) {
    const bool straight = left.contains(apart.left) && right.contains(apart.right);
    const bool crossed = left.contains(apart.right) && right.contains(apart.left);
    if (!straight && !crossed) continue;
    std::vector<Decision> chain = left.path_to(straight ? apart.left : apart.right);
    chain.push_back(apart);
    std::vector<Decision> back = right.path_to(straight ? apart.right : apart.left);
    chain.insert(chain.end(), back.rbegin(), back.rend());
    fail_contradiction(decision, chain);
  }
}

std::vector<store::Number> stored(store::Store& store, std::initializer_list<const RecordKey*> keys) {
  std::vector<store::Number> result;
  for (const RecordKey* key : keys) {
    if (const auto no = store.find_record(key->source, key->id)) result.push_back(*no);
  }
  return result;
}

}  // namespace

void Hub::Impl::decide_now(Decision decision) {
  order_keys(decision.left, decision.right);
  if (decision.time.empty()) {
    decision.time = base::format_rfc3339(base::now());
  } else if (!base::parse_rfc3339(decision.time)) {
    throw Error(ErrorCode::invalid_argument, "the decision's time is not RFC 3339: " + decision.time);
  }
  store::Store& store = writer_->store;
  check_contradictions(store, decision);
  store.put_decision(decision);
  resolve({}, stored(store, {&decision.left, &decision.right}));
}

std::vector<IdentityChange> Hub::Impl::decide(const Decision& decision) {
  Writing writing(*this);
  const std::int64_t before = writer_->store.newest_change();
  decide_now(decision);
  std::vector<IdentityChange> result = changes_after(writer_->store, before, SIZE_MAX);
  writing.commit();
  return result;
}

bool Hub::Impl::undecide_now(RecordKey left, RecordKey right) {
  order_keys(left, right);
  store::Store& store = writer_->store;
  if (!store.remove_decision(left, right)) return false;
  resolve({}, stored(store, {&left, &right}));
  return true;
}

bool Hub::Impl::undecide(const RecordKey& left, const RecordKey& right) {
  Writing writing(*this);
  const bool was_there = undecide_now(left, right);
  writing.commit();
  return was_there;
}

std::vector<Decision> Hub::Impl::decisions() {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  return lease.store().decisions();
}

std::vector<GoldenValue> Hub::Impl::golden_of(store::Store& store, IdentityId id) {
  const std::vector<Record> records = records_of(store, id);
  return identity::golden_record(records, options_.source_rank);
}

Preview Hub::Impl::preview_of(const std::function<void()>& change) {
  Writing writing(*this);
  store::Store& store = writer_->store;
  Preview preview;
  preview.identities_before = store.identity_count();
  const std::int64_t before = store.newest_change();
  change();
  preview.identities_after = store.identity_count();
  preview.change_count = static_cast<std::uint64_t>(store.newest_change() - before);
  preview.changes = changes_after(store, before, kPreviewChanges);
  std::map<IdentityId, GoldenChange> golden;
  std::vector<IdentityId> merged;
  std::set<store::Number> left;
  const auto look_at = [&](IdentityId id) {
    if (id == 0 || golden.size() >= kPreviewGolden || golden.contains(id)) return;
    golden[id] = {.identity = id, .before = {}, .after = golden_of(store, id)};
  };
  for (IdentityChange& one : preview.changes) {
    one.cursor = 0;
    look_at(one.identity);
    look_at(one.other);
  }
  std::int64_t cursor = before;
  while (const auto page = store.changes_after(cursor)) {
    for (auto i = static_cast<std::size_t>(cursor + 1 - page->first); i < page->entries.size(); ++i) {
      const store::ChangeEntry& entry = page->entries[i];
      if (entry.kind == ChangeKind::left) left.insert(entry.record);
      // One that is removed leaves, and goes nowhere.
      if (entry.kind == ChangeKind::joined && left.contains(entry.record)) ++preview.records_moved;
      if (entry.kind == ChangeKind::merged) merged.push_back(entry.identity);
    }
    cursor = page->first + static_cast<std::int64_t>(page->entries.size()) - 1;
  }
  writing.roll_back();
  for (const IdentityId id : merged) {
    for (const store::Number record : store.records_of(id)) preview.records_moved += left.contains(record) ? 0 : 1;
  }
  for (auto& [id, one] : golden) {
    one.before = golden_of(store, id);
    preview.golden.push_back(std::move(one));
  }
  return preview;
}

Preview Hub::Impl::preview(const Record& put) {
  return preview_of([&] { put_now(ReadyRecord(put, region_)); });
}
Preview Hub::Impl::preview_remove(std::string_view source, std::string_view id) {
  return preview_of([&] { remove_now(source, id); });
}
Preview Hub::Impl::preview(const Decision& decision) {
  return preview_of([&] { decide_now(decision); });
}
Preview Hub::Impl::preview_undecide(const RecordKey& left, const RecordKey& right) {
  return preview_of([&] { undecide_now(left, right); });
}

}  // namespace v1
}  // namespace scv
