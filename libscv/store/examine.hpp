#pragma once

// What a hub's file holds, row by row, for a check: nothing is taken for granted. What cannot be read, or contradicts itself
// within its row, is told and passed over; whether rows agree with one another is for `hub` to say.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.hpp"

namespace scv::store {

/// The key of a row is its number or name.
using Tell = std::function<void(std::string_view table, std::int64_t row, std::string what)>;

struct InteractionRow {
  Number no = 0;
  std::string_view source, id;
  std::int64_t channel = 0, direction = 0;
  std::optional<std::int64_t> time_ms;
  std::string_view time, body, facts;
};

/// Reads in the caller's transaction. Everything throws Error where SQLite cannot go on.
class Examiner {
 public:
  Examiner(Store& store, Tell tell) : connection_(store.connection()), tell_(std::move(tell)) {}

  /// Pages, indexes, types of columns, references between tables: what SQLite says.
  void file() const;
  /// Records that can be read, by number. False where one could not.
  bool records(const std::function<void(Number, const types::RecordView&)>& visit) const;
  /// Those of pages and those that are pending, ascending, or told.
  void keys(const std::function<void(const KeyEntry&)>& visit) const;
  /// By block.
  void sketches(const std::function<void(Number block, std::string_view)>& visit) const;
  void points(const std::function<void(const PointEntry&)>& visit) const;
  /// Every edge from both of its ends, by (left, right).
  void edges(const std::function<void(const Edge&)>& visit) const;
  void retired(const std::function<void(IdentityId, IdentityId merged_into)>& visit) const;
  void successions(const std::function<void(IdentityId, IdentityId successor)>& visit) const;
  /// The change feed with its cursors.
  void changes(const std::function<void(std::int64_t cursor, const ChangeEntry&)>& visit) const;
  void interactions(const std::function<void(const InteractionRow&)>& visit) const;
  /// By interaction.
  void interaction_points(const std::function<void(Number, InteractionPoint)>& visit) const;
  /// What customers are owed, and when that is to be told anew (interaction 0): both refer to rows that are there.
  void waiting(const std::function<void(IdentityId, Number interaction)>& visit) const;
  /// Numbers that were given stay below the next one; loads and their rejects add up.
  void counts() const;

 private:
  std::vector<std::string> integrity() const;
  /// Throws where a finding says that a page could not be read.
  void fail_unless_damaged(std::string_view finding) const;
  std::vector<KeyEntry> pending_keys() const;

  Connection& connection_;
  Tell tell_;
};

}  // namespace scv::store
