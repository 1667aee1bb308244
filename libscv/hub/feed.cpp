#include "hub/feed.hpp"

#include <algorithm>
#include <set>

#include "base/time.hpp"

namespace scv::hub {

void Feed::add(std::span<const store::Number> records, std::span<const IdentityId> old_ids, IdentityId id,
               std::span<const IdentityId> retired) {
  const bool existed = std::find(old_ids.begin(), old_ids.end(), id) != old_ids.end();
  if (!existed) moves_.push_back({.kind = ChangeKind::created, .identity = id});
  std::set<IdentityId> from;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const IdentityId old = old_ids[i];
    if (old == id || std::find(retired.begin(), retired.end(), old) != retired.end()) continue;
    const store::Number record = records[i];
    if (old != 0) {
      if (from.insert(old).second) {
        if (!existed) moves_.push_back({.kind = ChangeKind::split, .identity = id, .other = old});
        successions_.emplace_back(old, id);
      }
      moves_.push_back({.kind = ChangeKind::left, .identity = old, .record = record});
    }
    moves_.push_back({.kind = ChangeKind::joined, .identity = id, .record = record});
  }
  for (const IdentityId merged : retired) {
    merges_.push_back({.kind = ChangeKind::merged, .identity = merged, .other = id});
  }
}

void Feed::add_removed(store::Number record, IdentityId id, bool erased) {
  moves_.push_back({.kind = ChangeKind::left, .identity = id, .record = record});
  if (erased) ends_.push_back({.kind = ChangeKind::erased, .identity = id});
}

void Feed::add_renamed(IdentityId id, std::uint64_t fields) {
  ends_.push_back({.kind = ChangeKind::renamed, .identity = id, .fields = fields});
}

bool Feed::empty() const noexcept { return moves_.empty() && merges_.empty() && ends_.empty(); }

std::vector<store::ChangeEntry> Feed::entries() const {
  std::vector<store::ChangeEntry> result;
  result.reserve(moves_.size() + merges_.size() + ends_.size());
  for (const auto* part : {&moves_, &merges_, &ends_}) result.insert(result.end(), part->begin(), part->end());
  return result;
}

void Feed::store(store::Store& store) const {
  if (empty()) return;
  for (const auto& [identity, successor] : successions_) store.add_succession(identity, successor);
  store.add_changes(entries(), base::now().unix_ms);
}

}  // namespace scv::hub
