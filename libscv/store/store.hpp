#pragma once

// The front door of `store`: the one SQLite file that is a hub. It knows SQL and no matching: numbers in, numbers out.
// A Store is one connection with its prepared statements; it belongs to one thread at a time (but for interrupt()).
// What changes several tables happens inside a Transaction that the caller holds.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scv/hub.hpp"
#include "types/batch.hpp"

namespace scv::store {

class Connection;
class Store;

/// A record's number in the file: never used again, smaller is older.
using Number = std::int64_t;

class PendingKeys;

/// The schema that this library writes (PRAGMA user_version).
inline constexpr std::int64_t kSchemaVersion = 5;
/// "scv1": PRAGMA application_id of a hub.
inline constexpr std::int64_t kApplicationId = 0x73637631;

struct OpenOptions {
  bool read_only = false;
  bool create = true;
  std::uint32_t busy_timeout_ms = 5000;
  std::size_t page_cache_bytes = 96u << 20;
  Durability durability = Durability::full;
  std::shared_ptr<PendingKeys> pending_keys;  ///< that all connections of a hub share; null: its own
  /// From so many pending keys on, changes bring pages of keys up to date: one a change, from twice as many two, and so on.
  std::size_t most_pending_keys = 1u << 19;
  /// Pages of keys that a change looks through, until it knows them all.
  std::size_t pages_learned_at_once = 32;
  /// Called within the migration of a hub of an older version, for what is derived from records: keys, edges, identities.
  std::function<void(Store&)> derive;
};

struct StoredRecord {
  Number no = 0;
  std::uint64_t hash = 0;  ///< of key and content: what was derived from a record is valid as long as this stays
  Record record;
};

enum class Upserted : std::uint8_t { inserted, replaced, unchanged };
struct Upsert {
  Number no = 0;
  Upserted what = Upserted::unchanged;
  Record before;  ///< the record that was replaced
};

/// What of a record is stored beside its texts. Made by any thread.
struct EncodedRecord {
  std::string attributes;
  std::uint64_t hash = 0;
};
/// Replaces `to`, whose memory it keeps.
void encode(const types::RecordView& record, EncodedRecord& to);

struct ContactPoint {
  ContactPointKind kind = ContactPointKind::email;
  std::string value;  ///< normalised
  friend auto operator<=>(const ContactPoint&, const ContactPoint&) = default;
};
/// A contact point of a record, and when it was in use: from `from_ms` to before `to_ms`.
struct RecordPoint {
  ContactPoint point;
  std::optional<std::int64_t> from_ms, to_ms;
};
/// The same of some record; borrows its text.
struct PointEntry {
  ContactPointKind kind = ContactPointKind::email;
  std::string_view value;
  Number record = 0;
  std::optional<std::int64_t> from_ms, to_ms;
  friend auto operator<=>(const PointEntry&, const PointEntry&) = default;
};
/// A record that has, or had, a contact point.
struct PointHolder {
  Number record = 0;
  IdentityId identity = 0;
  std::int64_t source = 0;  ///< number of its source
  bool is_sender = false;   ///< it was made of contacts at this very point
  std::optional<std::int64_t> from_ms, to_ms;
};
/// How a contact point takes part in an interaction.
enum class PointRole : std::uint8_t {
  customer,
  own,      ///< the firm's
  bounced,  ///< what was sent to it could not be delivered, for good
  copied,   ///< a customer's, in a message that another customer wrote to the firm
};
struct InteractionPoint {
  ContactPoint point;
  PointRole role = PointRole::customer;
};
struct InteractionRef {
  Number no = 0;
  std::optional<std::int64_t> time_ms;
  std::string time;         ///< as the interaction has it
  std::int64_t source = 0;  ///< number of its source
  bool copied = false;      ///< to the contact point that was asked for
};
/// What a customer is owed. Kinds as in WaitingKind.
struct WaitingRow {
  WaitingKind kind = WaitingKind::unanswered;
  std::int64_t since_ms = 0, due_ms = 0, until_ms = 0;
  std::string owner;
  Number interaction = 0;
};
struct WaitingAt {
  IdentityId identity = 0;
  WaitingRow row;
};

struct Neighbour {
  Number record = 0;
  float weight = 0;
};
struct Edge {
  Number left = 0, right = 0;
  float weight = 0;
};
/// Records with neighbours, by number, and these one behind the other, ascending for each.
struct NeighbourLists {
  std::vector<Number> records;
  std::vector<std::size_t> ends;  ///< of each record's, in `neighbours`
  std::vector<Neighbour> neighbours;
};
struct KeyEntry {
  std::uint64_t key = 0;
  Number record = 0;
  friend auto operator<=>(const KeyEntry&, const KeyEntry&) = default;
};
struct Member {
  Number record = 0;
  IdentityId identity = 0;
};

/// An entry of the change feed: IdentityChange in numbers.
struct ChangeEntry {
  ChangeKind kind = ChangeKind::created;
  IdentityId identity = 0;
  IdentityId other = 0;
  Number record = 0;
  std::uint64_t fields = 0;  ///< a bit for each Field
  friend bool operator==(const ChangeEntry&, const ChangeEntry&) = default;
};
/// Entries of one change of the hub; those of a load are in several pages.
struct ChangePage {
  std::int64_t first = 0;  ///< cursor of the first entry
  std::int64_t time_ms = 0;
  std::vector<ChangeEntry> entries;
};

struct PointMember {
  std::string value;
  Member member;
};

struct Model {
  std::int64_t version = 0;
  std::string json;
  bool trained = false;  ///< false: the shipped prior
};

class Store {
 public:
  /// Opens or creates. Throws Error{not_found (no file and not to be created), io, not_a_hub, newer_schema, busy}.
  Store(const std::string& path, const OpenOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// One snapshot to read from, or the one writer; rolled back unless committed.
  class Transaction {
   public:
    enum class Kind : std::uint8_t { read, write };
    Transaction(Store& store, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

   private:
    Store& store_;
    Kind kind_;
    bool open_ = true;
  };

  /// Brings the log into the file and cuts it, so that nothing of what was removed is left in either. False, and to be tried
  /// again, where a reader still needs the log; nobody is waited for.
  bool empty_log() noexcept;

  /// Makes the transactions until use_log() write pages once, into the file, instead of first into the log; others wait for them,
  /// readers too. Between transactions. False where someone else has the file open: then nothing changes.
  bool leave_log();
  /// Back to the log; false where somebody reads at this time, or the disk fails: then before a later change.
  bool use_log() noexcept;

  /// Stops what runs on this connection; from any thread.
  void interrupt() noexcept;
  /// Each takes the other's connection. Neither has a transaction.
  void swap(Store& other) noexcept { impl_.swap(other.impl_); }

  std::optional<std::string> meta(std::string_view key);
  void set_meta(std::string_view key, std::string_view value);

  // Records
  Upsert upsert(const types::RecordView& record);
  Upsert upsert(const types::RecordView& record, const EncodedRecord& encoded);
  /// The same for many, in their order; `encoded` are theirs. Replaces `results`. New ones get ascending numbers.
  void upsert(std::span<const types::RecordView> records, std::span<const EncodedRecord> encoded,
              std::vector<Upsert>& results);
  std::optional<Number> find_record(std::string_view source, std::string_view id);
  /// Throws Error{not_a_hub} where its content is not the one that was stored.
  std::optional<StoredRecord> record(Number no);
  /// Calls visit(hash, record) without the payload, and says whether there is such a record; the view lives for the call.
  bool visit_record(Number no, const std::function<void(std::uint64_t, const types::RecordView&)>& visit);
  /// The same with it. Throws as record().
  bool visit_whole_record(Number no, const std::function<void(std::uint64_t, const types::RecordView&)>& visit);
  std::optional<std::uint64_t> record_hash(Number no);
  std::optional<RecordKey> key_of(Number no);
  void remove_record(Number no);
  std::uint64_t record_count();
  /// The newest record's number, 0 without one: about as many as there are, at no cost.
  Number newest_record();
  /// Every record by number; the view lives for the call.
  void for_each_record(const std::function<void(Number, const types::RecordView&)>& visit);
  /// Every record by (source, id) with its identity.
  void for_each_member_by_key(const std::function<void(IdentityId, std::string_view, std::string_view)>& visit);

  // Contact points of records
  void add_points(Number record, std::span<const RecordPoint> points);
  /// Those of many records; sorted in place.
  void add_points(std::span<PointEntry> points);
  void remove_points(Number record, std::span<const ContactPoint> points);
  /// Those of records and of interactions.
  void clear_points();
  /// The oldest record with that point of each identity, at most `limit`.
  std::vector<Number> records_at(const ContactPoint& point, std::size_t limit);
  /// Those of a kind whose values begin with a text, in the order of value and record, and their identities, at most `limit`.
  std::vector<PointMember> points_from(ContactPointKind kind, std::string_view start, std::size_t limit);
  /// The first `limit` records with that point and their identities, oldest first.
  std::vector<Member> members_at(const ContactPoint& point, std::size_t limit);
  std::uint64_t identities_at(const ContactPoint& point);
  /// The records that have a point, at most `limit`, by number.
  std::vector<PointHolder> holders_at(const ContactPoint& point, std::size_t limit);
  /// The identity of the record that a source's contacts at a point make; 0 if there is none.
  IdentityId sender_at(const ContactPoint& point, std::int64_t source);

  // Blocking keys
  /// Replaces a record's keys; both ascend.
  void set_keys(Number record, std::span<const std::uint64_t> before, std::span<const std::uint64_t> after);
  /// Replaces those of all records at once. `next()` returns the next of them, ascending; none are left when it returns none (as
  /// KeySorter has it).
  void replace_keys(const std::function<std::span<const KeyEntry>()>& next);
  /// Whether it is known without looking that so many records have the key.
  bool are_known_with_key(std::uint64_t key, std::size_t count);
  /// Ascending, at most `limit`.
  std::vector<Number> records_with_key(std::uint64_t key, std::size_t limit);
  /// Calls visit(key, record) for the entries whose keys are from `first` to `last`, in their order, until it says false.
  void for_each_key(std::uint64_t first, std::uint64_t last, const std::function<bool(std::uint64_t, Number)>& visit);

  // Sketches of records, in blocks of them: bytes of which matching knows what they say
  void sketches(Number block, const std::function<void(std::string_view)>& take);
  void set_sketches(Number block, std::string_view bytes);
  void clear_sketches();
  /// A number that is another one when another connection had changed the hub before this transaction, which is to write.
  std::int64_t others_changes() const noexcept;

  // Edges between records, in both directions
  void set_edge(const Edge& edge);
  void remove_edge(Number left, Number right);
  void remove_edges_of(Number record);
  std::vector<Neighbour> edges_of(Number record);
  /// Replaces all.
  void replace_edges(const NeighbourLists& lists);
  /// Every edge once, left < right, by left.
  void for_each_edge(const std::function<void(const Edge&)>& visit);

  // Identities
  IdentityId identity_of(Number record);
  void set_identity(Number record, IdentityId identity);
  std::vector<Number> records_of(IdentityId identity);
  bool has_members(IdentityId identity);
  IdentityId new_identity() { return new_identities(1); }
  /// The first of `count` new ids in a row; 0 if that is 0. They are to be given to records within the transaction.
  IdentityId new_identities(std::size_t count);
  /// The largest id that was ever given; 0 without one.
  IdentityId newest_identity();
  void retire(IdentityId identity, IdentityId into);
  /// The id that this one leads to today; 0 if it was never given.
  IdentityId todays_identity(IdentityId identity);
  std::uint64_t identity_count();
  /// Records went from `identity` to `successor`, which is used on.
  void add_succession(IdentityId identity, IdentityId successor);
  /// Where records of this one went: merged_into, then successors.
  std::vector<IdentityId> successors(IdentityId identity);
  /// Ids in use above `after`, ascending.
  std::vector<IdentityId> identities_after(IdentityId after, std::size_t limit);
  std::vector<Member> members();

  /// Those of all records at once, by record.
  void replace_members(std::span<const Member> members);

  // The change feed
  void add_changes(std::span<const ChangeEntry> entries, std::int64_t time_ms);
  /// Cursor of the newest entry; 0 if there is none.
  std::int64_t newest_change();
  /// The page that holds the entry behind that cursor; nothing at the end.
  std::optional<ChangePage> changes_after(std::int64_t cursor);

  // People's decisions. Keys ascend: left < right.
  bool has_decisions();
  void put_decision(const Decision& decision);
  bool remove_decision(const RecordKey& left, const RecordKey& right);
  /// Those that name this record.
  std::vector<Decision> decisions_of(const RecordKey& key);
  std::vector<Decision> decisions();

  // Interactions
  /// Its number, or nothing if that key was there.
  std::optional<Number> add_interaction(const Interaction& interaction, std::string_view body, std::string_view facts,
                                        std::span<const InteractionPoint> points);
  void add_interaction_points(Number interaction, std::span<const InteractionPoint> points);
  bool has_interactions();
  std::vector<InteractionRef> interactions_at(const ContactPoint& point);
  bool has_interactions_at(const ContactPoint& point);
  std::string interaction(Number no);
  RecordKey interaction_key(Number no);
  /// When mail to this address came back for good, in milliseconds since 1970, and nothing came from it since.
  std::optional<std::int64_t> bounced_at(const ContactPoint& point);
  std::string facts(Number no);
  void set_facts(Number no, std::string_view facts);
  /// Every interaction by number: its source, time, body and facts.
  void for_each_interaction(
      const std::function<void(const InteractionRef&, std::string_view body, std::string_view facts)>& visit);
  /// Every contact point of others than the firm at which there are interactions, by point, with their numbers.
  void for_each_meeting(
      const std::function<void(const ContactPoint& point, std::span<const Number> interactions)>& visit);

  // What customers are owed
  /// Replaces an identity's; `revise_ms` is when they are to be told anew by themselves.
  void set_waiting(IdentityId identity, std::span<const WaitingRow> rows, std::optional<std::int64_t> revise_ms);
  void clear_waiting();
  /// Those still waiting at `now_ms`, by due time; of all owners where that is empty.
  std::vector<WaitingAt> waiting(std::int64_t now_ms, std::string_view owner, bool overdue_only, std::size_t limit);
  /// Identities whose time to be told anew has come.
  std::vector<IdentityId> revisions_due(std::int64_t now_ms);

  // What was loaded, and what could not be
  Number begin_load(std::string_view path, std::string_view time);
  void add_reject(Number load, const Reject& reject);
  void end_load(Number load, const LoadReport& report);

  // The model
  std::optional<Model> active_model();
  std::int64_t active_model_version();  ///< 0 if there is none
  /// Stores a model and makes it the active one, or leaves that as it is. Its version.
  std::int64_t add_model(std::string_view json, bool trained, std::string_view time, bool active = true);
  std::optional<Model> model(std::int64_t version);
  /// All of them, newest first, without the records that they were counted in.
  std::vector<ModelInfo> models();
  void activate_model(std::int64_t version);

  HubStats stats();

  /// Copies what this connection sees into a new file (Hub::backup).
  void backup(const std::string& path, const std::function<bool(const Progress&)>& progress);
  /// Throws the Error{not_a_hub} of a file where "`what` in the hub is damaged".
  [[noreturn]] void fail_damaged(const std::string& what) const;
  /// For the parts of `store` that look at the file as a whole.
  Connection& connection() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace scv::store
