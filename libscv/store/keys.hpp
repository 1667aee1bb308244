#pragma once

// Blocking keys of a hub, as one connection sees them: pages of sorted entries, and the keys that no page has taken in yet.
//
// To put the keys of one record into their pages would write as many pages as it has keys. So a change appends one row to
// pending_keys, and look-ups ask both. When many are pending, each change also brings some pages up to date: a cursor goes
// round all pages, and rows that it has passed with all their keys are deleted.
//
// Most of a change's time would be look-ups of keys that nobody else has, or far too many. A connection that changes much learns both:
// it goes through the pages once, some of them a change, for a filter of all keys and for where the pages begin; and it keeps in mind
// which had many records.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/flat_map.hpp"
#include "store/key_filter.hpp"
#include "store/key_places.hpp"
#include "store/pending_keys.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace scv::store {

class Keys {
 public:
  Keys(Connection& connection, std::shared_ptr<PendingKeys> pending, std::size_t most_pending,
       std::size_t learned_at_once);

  /// Replaces the keys of a record, both ascending. What went is overwritten.
  void set(Number record, std::span<const std::uint64_t> before, std::span<const std::uint64_t> after);
  /// Whether it is known without looking that so many records have the key. For a connection that changes the hub.
  bool are_known(std::uint64_t key, std::size_t count) const;
  /// Ascending, at most `limit`. Cost: a page, and the records found.
  std::vector<Number> records(std::uint64_t key, std::size_t limit);
  /// Calls visit(key, record) for the entries whose keys are from `first` to `last`, in their order, until it says false.
  void for_each(std::uint64_t first, std::uint64_t last, const std::function<bool(std::uint64_t, Number)>& visit);
  /// As Store::replace_keys.
  void replace_all(const std::function<std::span<const KeyEntry>()>& next);

  // A transaction's way, as Store::Transaction tells it.
  void begin(bool to_write);
  /// Another connection has changed the hub since this one did: what was learned is void.
  void forget_learned();
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

  /// A connection that has made so many changes is worth a filter.
  static constexpr std::size_t kLearnFrom = 64;

  enum class Sql : std::uint8_t;
  static constexpr std::size_t kStatements = 17;
  template <typename... Values>
  Query query(Sql which, const Values&... values);

  const PendingKeys::Seen& seen();
  bool follow();
  void use_own();
  void read_rows(Number above, const std::function<void(PendingKeys::Row&&)>& take);
  const Position& position();
  void learn_pages();
  void add_to_filter(std::span<const KeyEntry> entries);
  bool know_pages() const noexcept { return to_write_ && filter_ && !learned_; }
  void merge(std::size_t pages);
  void merge_into(const Page& page, std::span<const KeyEntry> entries);
  void delete_merged_rows(std::int64_t most);
  void add_pages(std::span<const KeyEntry> keys, std::span<const std::size_t> starts, bool first);
  void remove_from_page(const KeyEntry& entry);
  void put_page(Number page, std::span<const KeyEntry> entries);
  Number add_page(const KeyEntry& start);
  [[noreturn]] void fail_damaged() const;

  Connection& connection_;
  std::array<Statement, kStatements> statements_;
  std::size_t most_pending_, learned_at_once_;
  std::shared_ptr<PendingKeys> shared_;
  std::shared_ptr<PendingKeys> pending_;  ///< shared_, or one of its own for a snapshot that is too old for that
  std::optional<PendingKeys::Seen> seen_;
  std::optional<Position> position_;
  Number committed_ = 0;       ///< the newest row before this transaction
  bool appended_ = false;      ///< in this transaction, or about to be
  bool replaced_all_ = false;  ///< in this transaction
  bool to_write_ = false;      ///< this transaction
  // What was learned. The filter and the places are of use when all pages have been looked through.
  std::size_t changes_ = 0;              ///< of this connection
  std::size_t learn_from_ = kLearnFrom;  ///< so many changes on
  std::optional<KeyFilter> filter_;
  std::size_t filter_size_ = 0, filtered_ = 0;  ///< keys that it was made for, and that were added
  KeyPlaces places_;
  std::optional<KeyEntry> learned_;                 ///< up to the page that begins here; nothing: all
  base::FlatMap<std::uint64_t, std::size_t> many_;  ///< no more records than the key has
  std::vector<Number> held_;
  std::vector<KeyEntry> entries_, pending_entries_, merged_;
  std::string packed_;
};

}  // namespace scv::store
