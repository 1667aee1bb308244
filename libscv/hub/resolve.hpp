#pragma once

// From records that changed to identities: one at a time beside the rest (live), or all of them at once (bulk).
// What always holds afterwards, and makes the order of changes irrelevant:
//   keys        are those of the stored records;
//   edges       are the pairs of weight ≥ possible_floor() that share a key which at most block_cap(key) records have;
//   identities  are the parts into which Matcher::partition splits each component of those edges that weigh edge_floor() or
//               more, and of the pairs that people said are one.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "hub/workspace.hpp"
#include "identity/golden.hpp"
#include "store/key_sorter.hpp"
#include "store/store.hpp"

namespace scv::hub {

/// A record whose stored row has changed; its keys, edges and identity have not yet.
struct ChangedRecord {
  store::Number no = 0;
  std::optional<Record> before;  ///< nothing: it is new
  bool stored = true;            ///< false: it was removed
  IdentityId identity = 0;       ///< of one that was removed: what it belonged to
};

struct ResolvedPart {
  std::vector<store::Number> records;  ///< ascending
  std::vector<IdentityId> old_ids;     ///< of each, 0 if none
  IdentityId id = 0;
  std::vector<IdentityId> retired;  ///< ids that were merged into it
};
struct LiveOutcome {
  std::vector<ResolvedPart> parts;  ///< of all components that were touched
  std::uint64_t candidate_pairs = 0;
};

/// Brings keys, edges and identities up to date; inside the caller's transaction. `decided` are records about which people's
/// decisions have changed. Cost: the changed records' blocks and components.
LiveOutcome resolve_live(store::Store& store, Workspace& workspace, std::span<const ChangedRecord> changes,
                         std::span<const store::Number> decided = {});

/// Every record of a store as matching sees it, in the order of their numbers.
class AllRecords {
 public:
  /// None so far; under the store's model.
  AllRecords(store::Store& store, const MatcherOptions& options);
  /// None so far; under this model, as JSON; empty is the shipped prior.
  AllRecords(std::string_view model, const MatcherOptions& options);
  void add(store::Number no, const types::RecordView& record);
  /// The same for many, on all threads.
  void add(std::span<const store::Number> numbers, std::span<const types::RecordView> records);
  /// Those of the store. `progress` may be empty; false cancels.
  void add_all(store::Store& store, const std::function<bool(const Progress&)>& progress);

  Matcher& matcher() noexcept { return matcher_; }
  std::span<const store::Number> numbers() const noexcept { return numbers_; }
  unsigned threads() const noexcept { return threads_; }  ///< of MatcherOptions
  /// What their pages of keys hold; for as long as no record is added. May run beside the matcher's train() and resolve().
  store::KeySorter keys() const;

 private:
  unsigned threads_;
  Matcher matcher_;
  std::vector<store::Number> numbers_;
};

/// People's decisions on pairs of these records.
std::vector<LabelledPair> decisions_on(store::Store& store, const AllRecords& records);

struct BulkOutcome {
  std::uint64_t candidate_pairs = 0;  ///< compared
  std::uint64_t identities = 0;       ///< that there are now
};

/// As resolve_live, for all records of the store at once. `train`: first fits the model to them and stores it.
/// `sketches` are those of the connection. `replaced` are records whose content has changed, ascending. `progress` may be
/// empty; false cancels. `meanwhile` is other work on the store, done beside the matching as far as keys and sketches are, which no
/// weight has a part in. Cost: linear in records, memory too.
BulkOutcome resolve_bulk(store::Store& store, AllRecords& records, Sketches& sketches, bool train,
                         std::span<const store::Number> replaced, const std::function<bool(const Progress&)>& progress,
                         const std::function<void()>& meanwhile = {});

/// Makes all anew that is derived from records and interactions, but for what is found in their texts: contact points, keys, edges,
/// identities. For a hub that an older library wrote; inside its migration. Cost: as resolve_bulk.
void derive_all(store::Store& store, const MatcherOptions& options);

}  // namespace scv::hub
