#pragma once

// Blocking keys of a hub, as one connection sees them: pages of sorted entries, and the keys that no page has taken in yet.
//
// To put the keys of one record into their pages would write as many pages as it has keys. So a change appends one row to
// pending_keys, and look-ups ask both. When many are pending, each change also brings some pages up to date: a cursor goes
// round all pages, and rows that it has passed with all their keys are deleted.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/pending_keys.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace scv::store {

class Keys {
 public:
  Keys(Connection& connection, std::shared_ptr<PendingKeys> pending, std::size_t most_pending);

  /// Replaces the keys of a record, both ascending. What went is overwritten.
  void set(Number record, std::span<const std::uint64_t> before, std::span<const std::uint64_t> after);
  /// Ascending, at most `limit`. Cost: a page, and the records found.
  std::vector<Number> records(std::uint64_t key, std::size_t limit);
  /// Calls visit(key, record) for the entries whose keys are from `first` to `last`, in their order, until it says false.
  void for_each(std::uint64_t first, std::uint64_t last, const std::function<bool(std::uint64_t, Number)>& visit);
  /// Replaces all keys; entries ascend.
  void replace_all(std::span<const KeyEntry> keys);

  // A transaction's way, as Store::Transaction tells it.
  void begin();
  void before_commit();
  void committed();
  void rolled_back();

 private:
  /// Up to where the cursor has come, in which of its rounds.
  struct Position {
    std::int64_t round = 0;
    KeyEntry at;
  };
  struct Page {
    Number no = 0;
    KeyEntry start;
  };

  enum class Sql : std::uint8_t;
  static constexpr std::size_t kStatements = 15;
  template <typename... Values>
  Query query(Sql which, const Values&... values);

  const PendingKeys::Seen& seen();
  bool follow();
  void use_own();
  void read_rows(Number above, const std::function<void(PendingKeys::Row&&)>& take);
  const Position& position();
  void merge(std::size_t pages);
  void merge_into(const Page& page, std::span<const KeyEntry> entries);
  void delete_merged_rows(std::int64_t most);
  void remove_from_page(const KeyEntry& entry);
  void put_page(Number page, std::span<const KeyEntry> entries);
  [[noreturn]] void fail_damaged() const;

  Connection& connection_;
  std::array<Statement, kStatements> statements_;
  std::size_t most_pending_;
  std::shared_ptr<PendingKeys> shared_;
  std::shared_ptr<PendingKeys> pending_;  ///< shared_, or one of its own for a snapshot that is too old for that
  std::optional<PendingKeys::Seen> seen_;
  std::optional<Position> position_;
  Number committed_ = 0;       ///< the newest row before this transaction
  bool appended_ = false;      ///< in this transaction
  bool replaced_all_ = false;  ///< in this transaction
  std::vector<Number> held_;
  std::vector<KeyEntry> entries_, pending_entries_, merged_;
  std::string packed_;
};

}  // namespace scv::store
