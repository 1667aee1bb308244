#pragma once

// The hub: one SQLite file that holds records, the identities they form, and every contact.
//
//   scv::Hub hub("customers.scv");
//   hub.load("crm.csv");
//   hub.load("mail.mbox");
//
//   scv::Record caller{.source = "phone", .id = "now"};
//   caller.add(scv::Field::phone, "+49 351 456789");
//   for (const scv::Found& found : hub.find(caller)) {
//     std::optional<scv::Identity> who = hub.identity(found.identity);
//   }
//
// Threads: a Hub may be used by many threads; reads run beside one writer, writers queue. Puts and removals that wait are done
// together, with one wait for the disk, and each gets its own outcome. Several processes may open one file. Everything throws scv::Error; what is merely absent is an empty optional.
// When the first hub is opened, SQLite is told not to count the memory of the process (SQLITE_CONFIG_MEMSTATUS), for readers would
// wait for the writer there. A program that wants those counts, or SQLite's limits of the heap, or that begins to use SQLite in
// another thread meanwhile, calls sqlite3_initialize() before.
// Callbacks run inside the call: one that would have to wait for that call (a put within a load's on_progress; with a hub
// in memory any call) gets Error{invalid_argument}.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scv/care.hpp"
#include "scv/error.hpp"
#include "scv/export.hpp"
#include "scv/identity.hpp"
#include "scv/interaction.hpp"
#include "scv/record.hpp"
#include "scv/service.hpp"
#include "scv/stewardship.hpp"

namespace scv {
inline namespace v1 {

enum class LogLevel : std::uint8_t { debug, info, warning };

/// What a call that changes the hub waits for before it returns.
enum class Durability : std::uint8_t {
  full,  ///< that the disk has it: it survives a loss of power
  normal,  ///< that the system has it: it survives the end of the process, not a loss of power; the file stays whole in any case
};

struct HubOptions {
  bool read_only = false;
  bool create = true;                    ///< create the file if it does not exist
  std::string default_region = "DE";     ///< ISO 3166 region of phone numbers without a country code; empty: none
  std::vector<std::string> source_rank;  ///< sources from most to least trusted, for golden values; may be empty
  std::uint32_t busy_timeout_ms = 5000;  ///< how long a writer waits for another before Error{busy}
  Durability durability = Durability::full;
  std::size_t cache_bytes = 64u << 20;  ///< bound of the working set held in memory
  unsigned threads = 0;                 ///< for bulk work; 0 is one per core
  /// A model as JSON, which a hub without records takes instead of learning one; empty: learned by the first load. Where the hub
  /// has records, it must be the one that the hub has: they are not scored anew.
  std::string model;
  std::function<void(LogLevel, std::string_view)> log;  ///< silent if empty; may be called from any thread
};

/// How far a bulk call is. Zero totals are unknown.
struct Progress {
  std::string_view stage;  ///< "read", "normalize", "match", "store"; of a check "check", too, of a backup "copy"
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string_view unit;  ///< "bytes", "records", "pairs", "pages"
};

struct LoadOptions {
  std::string source;   ///< source of records that name none; empty: the file's name without folder and extension
  std::string format;   ///< empty: recognised. csv, tsv, xlsx, ods, jsonl, vcard, ldif, eml, mbox, maildir, calls
  std::string mapping;  ///< a mapping as JSON text, as `inspect` prints it; empty: recognised
  std::vector<std::string>
      own_addresses;    ///< the firm's own e-mail addresses, domains ("@example.org") and numbers; empty: recognised
  bool strict = false;  ///< stop at the first reject with its error; nothing is loaded then
  /// Nobody else needs the hub during the load: one that has no records yet is written once, not twice, which spares a tenth of
  /// the time or more. Who comes meanwhile, to read too, waits for busy_timeout_ms and gets Error{busy}: the load's own callbacks,
  /// too, should they read this hub. Safe all the same (after a kill the hub is to be opened once for writing); as without
  /// it where someone has the hub open already.
  bool exclusive = false;
  // Called one after the other, from any thread.
  std::function<void(const Reject&)> on_reject;      ///< each reject, in file order
  std::function<bool(const Progress&)> on_progress;  ///< false cancels
  /// Of workbooks: the sheet to be read, by its name, or by its number from 1. Empty: all that are shown and have rows, each as a table of
  /// its own. Where those are several, the source of records that name none is "file:sheet".
  std::string sheet;
};

/// What a load did. records_read + interactions_read + rejected == read.
struct LoadReport {
  std::string format;
  std::uint64_t read = 0;  ///< rows, messages, calls or cards seen
  std::uint64_t rejected = 0;
  std::uint64_t notes = 0;  ///< values kept raw because they are not what they claim to be
  std::uint64_t records_read = 0;
  std::uint64_t records_new = 0;
  std::uint64_t records_replaced = 0;
  std::uint64_t records_unchanged = 0;
  std::uint64_t interactions_read = 0;
  std::uint64_t interactions_new = 0;
  std::uint64_t identities = 0;       ///< in the hub, afterwards
  std::uint64_t candidate_pairs = 0;  ///< compared by this load
  double seconds = 0;
  std::vector<Reject> first_rejects;  ///< at most 20
};

enum class Change : std::uint8_t { none, created, joined, replaced, merged, split, removed };
SCV_API std::string_view to_string(Change) noexcept;

struct PutResult {
  IdentityId identity = 0;
  Change change = Change::none;
  std::vector<IdentityId> retired;  ///< identities that were merged into this one
};

/// One answer of find.
struct Found {
  IdentityId identity = 0;
  double match_weight = 0;  ///< log2 of the odds that it is the one
  double match_probability = 0;
  RecordKey best_record;             ///< the record that fits best
  std::vector<std::string> reasons;  ///< what agreed, strongest first: "phone equal (+11.2)"
};

struct FindOptions {
  std::size_t limit = 10;
  double min_weight = -1000;  ///< answers below are left out
  bool exact_only = false;    ///< contact points and identifiers alone, no fuzzy matching
  /// Records whose names are looked at, those that share most with the query first; 0: all that share anything. The nearest of
  /// them, half as many again as answers are wanted and eight at least, are compared in full.
  std::size_t max_candidates = 24;
  std::uint32_t max_time_us = 0;  ///< from which on no further record is looked at or compared; 0: no bound
};

/// What a find looked at, and what it gave up.
struct FindReport {
  bool complete = true;               ///< nothing was given up: every record that shares a value was compared
  std::uint64_t candidates = 0;       ///< records that share a value with the query
  std::uint64_t looked_at = 0;        ///< of them
  std::uint64_t compared = 0;         ///< in full
  std::uint64_t values_left_out = 0;  ///< values of the query that too many records have
};

/// A customer that fits what was typed so far.
struct Completion {
  IdentityId identity = 0;
  std::string name;       ///< from the golden record; an address or number where there is no name
  std::string matched;    ///< what fits: the name as the best record has it, the address, the number
  RecordKey best_record;  ///< the record that has it
};
struct Completions {
  std::vector<Completion> found;  ///< best first
  bool complete = true;           ///< there are no others
};

/// One comparison of a pair and what it weighed.
struct Evidence {
  std::string comparison;   ///< "name", "birthdate", "phone" …
  std::string level;        ///< "equal", "spelling variant", "contradicts", "missing" …
  std::string left, right;  ///< the values compared
  double weight = 0;        ///< log2 Bayes factor; those of a pair add up, with the prior, to its match weight
};

/// Why two records are, or are not, one customer.
struct Why {
  RecordKey left, right;
  bool same_identity = false;
  bool candidates = false;  ///< they share a blocking key
  double prior = 0;         ///< log2 odds before any evidence
  double match_weight = 0;  ///< prior plus the weights of `evidence`, exactly
  double match_probability = 0;
  double threshold = 0;  ///< match weight from which a pair speaks for one identity
  std::vector<Evidence> evidence;
  std::vector<RecordKey> path;  ///< records that link the two when they are one through others
  std::string conclusion;       ///< one sentence
};

struct HubStats {
  std::uint64_t records = 0, identities = 0, interactions = 0, rejects = 0;
  std::uint64_t schema_version = 0;
  std::vector<std::pair<std::string, std::uint64_t>> records_by_source;
};

enum class ExportFormat : std::uint8_t { jsonl, csv };

class SCV_API Hub {
 public:
  /// Opens or creates a hub; ":memory:" keeps it in memory. Throws Error{not_found, io, not_a_hub, newer_schema, busy}; for
  /// HubOptions::model Error{parse}, and Error{conflict} where the hub has records under another model. Read-only Error{conflict}
  /// where it has to be opened once for writing: it is of an older version, or an exclusive load was cut off.
  explicit Hub(const std::string& path, HubOptions options = {});
  ~Hub();
  Hub(Hub&&) noexcept;
  Hub& operator=(Hub&&) noexcept;

  /// Loads a file or a Maildir. Rows that cannot be read become rejects; the rest is loaded in one transaction: until it returns
  /// readers see the hub as it was, and a load that is cancelled, killed or out of disk leaves it so. The same file again loads
  /// what is missing; what is known stays unchanged, and costs little. Beside the file, a load needs as much room on the disk as
  /// it adds.
  /// Throws Error{not_found, io, unsupported, parse (strict), cancelled}. Cost: linear in the rows, memory too.
  LoadReport load(const std::string& path, const LoadOptions& options = {});
  /// Loads records from memory, as one transaction. A record without key is a reject.
  LoadReport load(std::span<const Record> records, const LoadOptions& options = {});

  /// Stores one record, replaces the one with its key, and resolves it. Durable on return.
  PutResult put(const Record& record);
  /// Stores one interaction; the same key again changes nothing. True if it was new.
  bool put(const Interaction& interaction);
  /// Forgets a record as if it had never come. False if there was none. Its bytes are overwritten in the file on return; while a
  /// reader needs the state before, with the next change after that, or when the hub closes.
  bool remove(std::string_view source, std::string_view id);

  std::optional<Record> get(std::string_view source, std::string_view id) const;
  std::optional<IdentityId> identity_of(std::string_view source, std::string_view id) const;
  /// The identity; a retired id gives the identity it became.
  std::optional<Identity> identity(IdentityId id) const;

  /// Who fits these attributes, best first; source and id are ignored. Stores nothing.
  /// It sees each put that returned before, of other processes as well. `report` may be null. Cost: the values of the query
  /// and FindOptions::max_candidates, whatever the number of records; with exact_only the records that have the value.
  std::vector<Found> find(const Record& query, const FindOptions& options = {}, FindReport* report = nullptr) const;
  /// Who fits a text that is still being typed: the beginnings of names in any order ("anna mü"), of an e-mail address
  /// ("anna@ex"), of a phone number of three digits or more ("0351 45"). Whole words come first, then customers with more
  /// records that fit. Cost: the records whose words begin so, 65,536 a word at most.
  Completions complete(std::string_view text, std::size_t limit = 10) const;
  /// Throws Error{not_found} naming the record that does not exist.
  Why why(const RecordKey& left, const RecordKey& right) const;

  /// Writes all identities, one a line, through `sink`, in order of identity: JSON Lines with golden record and records;
  /// CSV with a row for each record (identity, source, id, then the golden values).
  void write(ExportFormat format, const std::function<void(std::string_view)>& sink) const;

  /// Today's identities of an id that was given at any time: itself; what it was merged into; and those that records went to
  /// from it. Ascending; empty if none of it is left. Cost: the id's history.
  std::vector<IdentityId> identity_at(IdentityId id) const;
  /// What happened to identities after that cursor, in order, at most `limit` entries; 0 is the beginning.
  std::vector<IdentityChange> changes(std::int64_t after = 0, std::size_t limit = 1000) const;
  /// The cursor of the newest change; 0 if there is none.
  std::int64_t newest_change() const;

  /// Stores what a person says of two records, which need not be there yet, and resolves them. The same pair again replaces what
  /// was said of it. Durable on return. Throws Error{conflict} with the chain of decisions that says the opposite.
  std::vector<IdentityChange> decide(const Decision& decision);
  /// Takes a decision back, as if it had never been made. False if there was none.
  bool undecide(const RecordKey& left, const RecordKey& right);
  /// All decisions, by key.
  std::vector<Decision> decisions() const;
  /// Pairs that a person should look at, those first where a decision is expected to move most records. Cost: all edges.
  std::vector<Doubt> review(const ReviewOptions& options = {}) const;

  /// What a put, a removal, a decision, or taking one back would change. Done and rolled back: costs what the change costs, waits
  /// for writers, and changes nothing.
  Preview preview(const Record& put);
  Preview preview_remove(std::string_view source, std::string_view id);
  Preview preview(const Decision& decision);
  Preview preview_undecide(const RecordKey& left, const RecordKey& right);

  /// What an identity is related to, most probable first, from the hub's state of now. Empty for an id that is not in use.
  std::vector<Relation> relations(IdentityId id) const;

  /// A customer's contacts in order of time, as conversations and cases, with what was promised and what waits. `now` is RFC 3339,
  /// of the service's time zone where it names none; empty: the clock's. Nothing for an id that is not in use. Cost: the customer's contacts.
  std::optional<Timeline> timeline(IdentityId id, std::string_view now = {}) const;
  /// The same in short: what to know before one speaks to the customer.
  std::optional<Brief> brief(IdentityId id, std::string_view now = {}) const;
  /// Whom the firm owes what, over all customers and channels: overdue first, by due time. Cost: the answers.
  std::vector<WaitingEntry> waiting(const WaitingOptions& options = {}) const;
  /// Cases that are open, over all customers, the oldest first. Cost: all contacts.
  std::vector<CustomerCase> cases(const CasesOptions& options = {}) const;
  /// What contacts say about the service, counted over all customers, by one dimension. Cost: all contacts.
  std::vector<IndicatorRow> report(const ReportOptions& options = {}) const;
  /// The same by several dimensions: a table for each, in their order, as of one moment. Throws Error{invalid_argument} where `now` is no
  /// time. Cost: all contacts, once.
  std::vector<ReportTable> reports(std::span<const Dimension> dimensions, std::string_view now = {}) const;
  /// The contacts that one figure of a report counts, by customer, each as often as it is counted. Cost: all contacts.
  std::vector<CountedContact> report_contacts(Figure figure, Dimension dimension, std::string_view value,
                                              std::string_view now = {}) const;
  /// Service hours, rules and who takes cases, as JSON (docs/service.md); what is not named is as shipped. All contacts are told
  /// anew. Throws Error{parse, invalid_argument}.
  void set_service(std::string_view json);
  /// What set_service was given last; "{}" where it was not.
  std::string service() const;

  /// The stored models, newest first.
  std::vector<ModelInfo> models() const;
  /// The JSON of one of them. Throws Error{not_found}.
  std::string model(std::int64_t version) const;
  /// Fits a new model to today's records, people's decisions being labels, and stores it beside the active one, which stays
  /// active. Gives its version. Cost: linear in the records.
  std::int64_t retrain();
  /// What activate() would change.
  Preview preview_model(std::int64_t version);
  /// Decides everything anew under a stored model, in one transaction; activating the one before is the way back.
  /// Throws Error{not_found}. Cost: as a load of all records.
  void activate(std::int64_t version);
  /// How far the active model's statistics are from today's records. Cost: linear in the records.
  DriftReport drift() const;

  /// Looks whether the file is whole: SQLite's own check of it, and whether everything that is derived from records, keys, edges,
  /// identities, the feed, counts, is what they give today. Changes nothing, and runs beside readers and writers, whose log grows
  /// meanwhile. What is damaged becomes a Problem; throws Error{io, cancelled} where the file cannot be read.
  /// Cost: as a load of all records, memory too.
  CheckReport check(const CheckOptions& options = {}) const;
  /// Writes the hub as it is now into a new file, which opens as any hub. Others may read and write meanwhile; what they write does
  /// not get in. Until it is whole the copy is called `path` + ".partial". `progress` may be empty; false cancels.
  /// Throws Error{conflict} where the file exists, Error{io, cancelled}. Cost: reading and writing the file once.
  void backup(const std::string& path, const std::function<bool(const Progress&)>& progress = {}) const;

  /// A string that is equal for equal partitions, whatever the order in which they came about.
  std::string digest() const;
  HubStats stats() const;
  /// The model that the hub decides by, as JSON (docs/model.md); the shipped one as long as there is none. It holds values that
  /// occur often in the data.
  std::string model() const;
  /// Stops a load, find, export, check or backup that runs, or a load that waits, in another thread; it throws Error{cancelled}. Other calls
  /// that it happens to hit throw it as well, and have changed nothing.
  void cancel() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

SCV_API std::string to_json(const LoadReport&);
SCV_API std::string to_json(const PutResult&);
SCV_API std::string to_json(std::span<const Found>);
SCV_API std::string to_json(const FindReport&);
SCV_API std::string to_json(const Completions&);
SCV_API std::string to_json(const Why&);
SCV_API std::string to_json(const HubStats&);

/// The library's version, as in SCV_VERSION_STRING.
SCV_API const char* version() noexcept;

}  // namespace v1
}  // namespace scv
