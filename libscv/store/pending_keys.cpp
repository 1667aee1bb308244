#include "store/pending_keys.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/processor.hpp"

namespace scv::store {

bool PendingKeys::answers(const Seen& seen) const noexcept {
  return seen.last == 0 || (first_ <= seen.first && seen.last <= last_ && seen.last >= since_);
}

/// The writer holds the lock for a few microseconds; to sleep and be woken takes ten times as long.
std::shared_lock<std::shared_mutex> PendingKeys::to_read() const {
  constexpr int kTries = 200;
  for (int i = 0; i < kTries; ++i) {
    std::shared_lock lock(mutex_, std::try_to_lock);
    if (lock) return lock;
    base::pause();
  }
  return std::shared_lock(mutex_);
}

bool PendingKeys::follow(const Seen& seen, const Read& read) {
  {
    const std::shared_lock lock = to_read();
    if (answers(seen)) return true;
    if (seen.last <= last_) return false;
  }
  const std::unique_lock lock(mutex_);
  if (answers(seen)) return true;
  if (seen.last <= last_) return false;
  if (last_ == 0 || seen.first > last_ + 1) drop_all();
  since_ = seen.last;
  try {
    read(last_, [&](Row&& row) { take(std::move(row)); });
  } catch (...) {
    drop_all();  // a row may be there in part
    throw;
  }
  return answers(seen);
}

bool PendingKeys::visible(const Entry& entry, Number last) const {
  if (entry.row > last) return false;
  if (replaced_.empty()) return true;
  const auto found = replaced_.find(entry.record);
  return found == replaced_.end() || std::none_of(found->second.begin(), found->second.end(),
                                                  [&](Number row) { return entry.row < row && row <= last; });
}

bool PendingKeys::find(std::uint64_t key, const Seen& seen, std::size_t limit, std::vector<Number>& records) const {
  const std::shared_lock lock = to_read();
  if (!answers(seen)) return false;
  for (auto entry = entries_.lower_bound({key, 0, 0}); entry != entries_.end() && entry->key == key; ++entry) {
    if (!visible(*entry, seen.last)) continue;
    if (limit-- == 0) break;
    records.push_back(entry->record);
  }
  return true;
}

bool PendingKeys::between(const KeyEntry& from, const std::optional<KeyEntry>& to, const Seen& seen, std::size_t limit,
                          std::vector<KeyEntry>& entries) const {
  entries.clear();
  const std::shared_lock lock = to_read();
  if (!answers(seen)) return false;
  for (auto entry = entries_.lower_bound({from.key, from.record, 0}); entry != entries_.end(); ++entry) {
    const KeyEntry here{entry->key, entry->record};
    if ((to && here >= *to) || entries.size() == limit) break;
    if (visible(*entry, seen.last)) entries.push_back(here);
  }
  return true;
}

Number PendingKeys::row_of(const KeyEntry& wanted, Number last) const {
  const std::shared_lock lock = to_read();
  for (auto entry = entries_.lower_bound({wanted.key, wanted.record, 0});
       entry != entries_.end() && entry->key == wanted.key && entry->record == wanted.record; ++entry) {
    if (visible(*entry, last)) return entry->row;
  }
  return 0;
}

std::size_t PendingKeys::keys() const {
  const std::shared_lock lock = to_read();
  return entries_.size();
}

void PendingKeys::append(Row row) {
  const std::unique_lock lock(mutex_);
  take(std::move(row));
}

void PendingKeys::take(Row row) {
  rows_.push_back(std::move(row));
  const Row& held = rows_.back();
  if (rows_.size() == 1) first_ = held.no;
  last_ = held.no;
  if (held.replaces) replaced_[held.record].push_back(held.no);
  for (const std::uint64_t key : held.keys) entries_.insert({key, held.record, held.no});
}

/// Takes a row out of what is found by keys; it may be there in part.
void PendingKeys::leave_out(const Row& row) {
  for (const std::uint64_t key : row.keys) entries_.erase({key, row.record, row.no});
  const auto replaced = row.replaces ? replaced_.find(row.record) : replaced_.end();
  if (replaced == replaced_.end()) return;
  std::erase(replaced->second, row.no);
  if (replaced->second.empty()) replaced_.erase(row.record);
}

void PendingKeys::undo_after(Number last) {
  const std::unique_lock lock(mutex_);
  while (!rows_.empty() && last_ > last) {
    leave_out(rows_.back());
    rows_.pop_back();
    --last_;
  }
  if (last_ > last) drop_all();
}

void PendingKeys::clear() {
  const std::unique_lock lock(mutex_);
  drop_all();
}

void PendingKeys::drop_all() {
  entries_.clear();
  rows_.clear();
  replaced_.clear();
  first_ = last_ = since_ = 0;
}

void PendingKeys::forget_below(Number first) {
  const std::unique_lock lock(mutex_);
  while (!rows_.empty() && first_ + kKeptRows < first) {
    leave_out(rows_.front());  // whatever it made void was before it, and is forgotten
    rows_.pop_front();
    ++first_;
  }
}

}  // namespace scv::store
