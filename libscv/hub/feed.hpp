#pragma once

// From identities before and after a change to the entries of the change feed.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "scv/identity.hpp"
#include "store/store.hpp"

namespace scv::hub {

/// What one change of the hub does to identities. Replaying its entries gives the new memberships: records that leave an identity
/// come first, then those that are merged take along all that they still have.
class Feed {
 public:
  /// A part of the new partition: its records with the ids that they had before (0: none), its id, and the ids retired into it.
  void add(std::span<const store::Number> records, std::span<const IdentityId> old_ids, IdentityId id,
           std::span<const IdentityId> retired);
  /// A record that was removed from an identity; `erased`: it was the last one.
  void add_removed(store::Number record, IdentityId id, bool erased);
  /// Golden values of an identity have changed: a bit for each Field.
  void add_renamed(IdentityId id, std::uint64_t fields);
  bool empty() const noexcept;
  /// All entries in the order in which they are to be applied.
  std::vector<store::ChangeEntry> entries() const;
  /// Writes them to the store, with what identities they lead from and to.
  void store(store::Store& store) const;

 private:
  std::vector<store::ChangeEntry> moves_;  ///< created, split, left, joined
  std::vector<store::ChangeEntry> merges_;
  std::vector<store::ChangeEntry> ends_;  ///< erased, renamed
  std::vector<std::pair<IdentityId, IdentityId>> successions_;
};

}  // namespace scv::hub
