#pragma once

// The table pending_keys in memory: blocking keys of records that changed lately, which no page of keys has taken in yet.
// One for all connections of a hub; each looks at it as of the rows that its own snapshot has.

#include <absl/container/btree_set.h>
#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <span>
#include <vector>

#include "base/flat_map.hpp"
#include "store/store.hpp"

namespace scv::store {

/// Thread-safe. row_of() and what changes the rows are for the writer alone, whose snapshot is the newest.
class PendingKeys {
 public:
  /// From this row on the record has these keys and no others. Rows are numbered without gaps, but for one where all keys
  /// were replaced at once.
  struct Row {
    Number no = 0;
    Number record = 0;
    bool replaces = false;  ///< the record had keys before
    std::vector<std::uint64_t> keys;
  };
  /// The first and the last row of a snapshot; 0 where it has none.
  struct Seen {
    Number first = 0, last = 0;
  };
  /// Hands on the rows above a number, ascending.
  using Read = std::function<void(Number above, const std::function<void(Row&&)>&)>;

  /// Takes in the rows that the snapshot has and this has not. False where the snapshot is older than what is held: then
  /// what is held does not answer for it.
  bool follow(const Seen& seen, const Read& read);

  /// Appends records that have the key, ascending, at most `limit`. False as follow(): others may have moved on in between.
  bool find(std::uint64_t key, const Seen& seen, std::size_t limit, std::vector<Number>& records) const;
  /// Entries from `from` up to, without, `to`; at most `limit`. Replaces `entries`. False as find().
  bool between(const KeyEntry& from, const std::optional<KeyEntry>& to, const Seen& seen, std::size_t limit,
               std::vector<KeyEntry>& entries) const;
  /// The row that says as of `last` that the record has the key; 0 where none does.
  Number row_of(const KeyEntry& entry, Number last) const;
  std::size_t keys() const;

  /// Rows come with the next number.
  void append(Row row);
  /// Takes back the rows above `last`, of a transaction that was rolled back.
  void undo_after(Number last);
  void clear();
  /// The table has no rows below `first` any more. They are kept for a while, for readers of older snapshots.
  void forget_below(Number first);

 private:
  static constexpr Number kKeptRows = 1024;

  struct Entry {
    std::uint64_t key = 0;
    Number record = 0;
    Number row = 0;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  std::shared_lock<std::shared_mutex> to_read() const;
  bool visible(const Entry& entry, Number last) const;
  bool answers(const Seen& seen) const noexcept;
  void take(Row row);
  void leave_out(const Row& row);
  void drop_all();

  mutable std::shared_mutex mutex_;
  absl::btree_set<Entry> entries_;
  std::deque<Row> rows_;                                 ///< those held, without gaps
  base::FlatMap<Number, std::vector<Number>> replaced_;  ///< by record: rows that made older ones void
  Number first_ = 0, last_ = 0;                          ///< of the rows held
  Number since_ =
      0;  ///< snapshots before this row may have had rows that were not read, or read when they were void already
};

}  // namespace scv::store
