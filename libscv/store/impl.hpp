#pragma once

// A connection to a hub and its statements: what the parts of Store share.

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "store/encoding.hpp"
#include "store/keys.hpp"
#include "store/packing.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace scv::store {

// Every statement of Store, by name; those on keys are in keys.cpp.
#define SCV_STATEMENTS(X)                                                                                              \
  X(begin_read, "BEGIN")                                                                                               \
  X(begin_write, "BEGIN IMMEDIATE")                                                                                    \
  X(begin_exclusive, "BEGIN EXCLUSIVE")                                                                                \
  X(commit, "COMMIT")                                                                                                  \
  X(roll_back, "ROLLBACK")                                                                                             \
  X(get_meta, "SELECT value FROM meta WHERE key=?")                                                                    \
  X(put_meta, "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value")         \
  X(get_source, "SELECT id FROM source WHERE name=?")                                                                  \
  X(get_source_name, "SELECT name FROM source WHERE id=?")                                                             \
  X(add_source, "INSERT INTO source(name) VALUES(?)")                                                                  \
  X(find_record, "SELECT no FROM record WHERE source=(SELECT id FROM source WHERE name=?) AND id=?")                   \
  X(find_content, "SELECT no, updated_at, attributes, payload FROM record WHERE source=? AND id=?")                    \
  X(get_record,                                                                                                        \
    "SELECT s.name, r.id, r.updated_at, r.attributes, r.payload, r.hash FROM record r JOIN source s ON s.id=r.source " \
    "WHERE r.no=?")                                                                                                    \
  X(visit_record, "SELECT source, id, updated_at, attributes, hash FROM record WHERE no=?")                            \
  X(visit_whole_record, "SELECT source, id, updated_at, attributes, payload, hash FROM record WHERE no=?")             \
  X(get_hash, "SELECT hash FROM record WHERE no=?")                                                                    \
  X(get_key, "SELECT source, id FROM record WHERE no=?")                                                               \
  X(add_record,                                                                                                        \
    "INSERT INTO record(no, source, id, updated_at, hash, attributes, payload) VALUES(?, ?, ?, ?, ?, ?, ?)")           \
  X(set_record, "UPDATE record SET updated_at=?, hash=?, attributes=?, payload=? WHERE no=?")                          \
  X(delete_record, "DELETE FROM record WHERE no=?")                                                                    \
  X(delete_member, "DELETE FROM member WHERE record=?")                                                                \
  X(count_records, "SELECT count(*) FROM record")                                                                      \
  X(all_records,                                                                                                       \
    "SELECT r.no, s.name, r.id, r.updated_at, r.attributes, r.payload, r.hash FROM record r CROSS JOIN source s ON "   \
    "s.id=r.source "                                                                                                   \
    "ORDER BY r.no")                                                                                                   \
  X(members_by_key,                                                                                                    \
    "SELECT m.identity, s.name, r.id FROM source s CROSS JOIN record r ON r.source=s.id JOIN member m ON "             \
    "m.record=r.no "                                                                                                   \
    "ORDER BY s.name, r.id")                                                                                           \
  X(add_point, "INSERT OR IGNORE INTO contact_point(kind, value, record, from_ms, to_ms) VALUES(?, ?, ?, ?, ?)")       \
  X(delete_point, "DELETE FROM contact_point WHERE kind=? AND value=? AND record=?")                                   \
  X(records_at,                                                                                                        \
    "SELECT min(m.record) AS oldest FROM contact_point c JOIN member m ON m.record=c.record "                          \
    "WHERE c.kind=? AND c.value=? GROUP BY m.identity ORDER BY oldest LIMIT ?")                                        \
  X(holders_at,                                                                                                        \
    "SELECT c.record, m.identity, r.source, r.id=c.value, c.from_ms, c.to_ms FROM contact_point c "                    \
    "CROSS JOIN member m ON m.record=c.record CROSS JOIN record r ON r.no=c.record "                                   \
    "WHERE c.kind=? AND c.value=? ORDER BY c.record LIMIT ?")                                                          \
  X(sender_at, "SELECT m.identity FROM record r JOIN member m ON m.record=r.no WHERE r.source=? AND r.id=?")           \
  X(all_meetings,                                                                                                      \
    "SELECT kind, value, interaction FROM interaction_point WHERE own=0 ORDER BY kind, value, interaction")            \
  X(points_from,                                                                                                       \
    "SELECT c.value, c.record, m.identity FROM contact_point c CROSS JOIN member m ON m.record=c.record "              \
    "WHERE c.kind=?1 AND c.value>=?2 AND c.value<?2||char(0x10ffff) ORDER BY c.value, c.record LIMIT ?3")              \
  X(members_at,                                                                                                        \
    "SELECT c.record, m.identity FROM contact_point c CROSS JOIN member m ON m.record=c.record "                       \
    "WHERE c.kind=? AND c.value=? ORDER BY c.record LIMIT ?")                                                          \
  X(identities_at,                                                                                                     \
    "SELECT count(DISTINCT m.identity) FROM contact_point c JOIN member m ON m.record=c.record "                       \
    "WHERE c.kind=? AND c.value=?")                                                                                    \
  X(get_sketches, "SELECT sketches FROM sketch WHERE block=?")                                                         \
  X(set_sketches,                                                                                                      \
    "INSERT INTO sketch(block, sketches) VALUES(?, ?) "                                                                \
    "ON CONFLICT(block) DO UPDATE SET sketches=excluded.sketches")                                                     \
  X(clear_sketches, "DELETE FROM sketch")                                                                              \
  X(others_changes, "PRAGMA data_version")                                                                             \
  X(get_edges, "SELECT neighbours FROM edge WHERE record=?")                                                           \
  X(set_edges,                                                                                                         \
    "INSERT INTO edge(record, neighbours) VALUES(?, ?) "                                                               \
    "ON CONFLICT(record) DO UPDATE SET neighbours=excluded.neighbours")                                                \
  X(delete_edges, "DELETE FROM edge WHERE record=?")                                                                   \
  X(all_edges, "SELECT record, neighbours FROM edge ORDER BY record")                                                  \
  X(clear_edges, "DELETE FROM edge")                                                                                   \
  X(get_identity, "SELECT identity FROM member WHERE record=?")                                                        \
  X(set_identity,                                                                                                      \
    "INSERT INTO member(record, identity) VALUES(?, ?) ON CONFLICT(record) DO UPDATE SET identity=excluded.identity")  \
  X(records_of, "SELECT record FROM member WHERE identity=? ORDER BY record")                                          \
  X(any_member, "SELECT 1 FROM member WHERE identity=? LIMIT 1")                                                       \
  X(clear_members, "DELETE FROM member")                                                                               \
  X(newest_record, "SELECT max(no) FROM record")                                                                       \
  X(newest_member, "SELECT max(identity) FROM member")                                                                 \
  X(newest_retired, "SELECT max(identity) FROM retired")                                                               \
  X(largest_gone, "SELECT no FROM largest_gone WHERE what=?")                                                          \
  X(set_largest_gone, "INSERT OR REPLACE INTO largest_gone(what, no) VALUES(?, ?)")                                    \
  X(retire, "INSERT OR REPLACE INTO retired(identity, merged_into) VALUES(?, ?)")                                      \
  X(merged_into, "SELECT merged_into FROM retired WHERE identity=?")                                                   \
  X(add_succession, "INSERT OR IGNORE INTO succession(identity, successor) VALUES(?, ?)")                              \
  X(successors,                                                                                                        \
    "SELECT merged_into FROM retired WHERE identity=? "                                                                \
    "UNION ALL SELECT successor FROM succession WHERE identity=?")                                                     \
  X(newest_change, "SELECT first+count-1 FROM change ORDER BY first DESC LIMIT 1")                                     \
  X(add_change, "INSERT INTO change(first, count, time_ms, entries) VALUES(?, ?, ?, ?)")                               \
  X(change_page, "SELECT first, time_ms, entries, count FROM change WHERE first<=? ORDER BY first DESC LIMIT 1")       \
  X(any_decision, "SELECT 1 FROM decision LIMIT 1")                                                                    \
  X(put_decision,                                                                                                      \
    "INSERT OR REPLACE INTO decision(left_source, left_id, right_source, right_id, same, who, note, time) "            \
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?)")                                                                                  \
  X(delete_decision, "DELETE FROM decision WHERE left_source=? AND left_id=? AND right_source=? AND right_id=?")       \
  X(decisions_of,                                                                                                      \
    "SELECT left_source, left_id, right_source, right_id, same, who, note, time FROM decision "                        \
    "WHERE left_source=?1 AND left_id=?2 UNION ALL "                                                                   \
    "SELECT left_source, left_id, right_source, right_id, same, who, note, time FROM decision "                        \
    "WHERE right_source=?1 AND right_id=?2")                                                                           \
  X(all_decisions,                                                                                                     \
    "SELECT left_source, left_id, right_source, right_id, same, who, note, time FROM decision "                        \
    "ORDER BY left_source, left_id, right_source, right_id")                                                           \
  X(count_identities, "SELECT count(*) FROM (SELECT DISTINCT identity FROM member)")                                   \
  X(identities_after, "SELECT DISTINCT identity FROM member WHERE identity>? ORDER BY identity LIMIT ?")               \
  X(all_members, "SELECT record, identity FROM member ORDER BY record")                                                \
  X(add_interaction,                                                                                                   \
    "INSERT OR IGNORE INTO interaction(source, id, channel, direction, time_ms, time, body, facts) "                   \
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?)")                                                                                  \
  X(any_interaction, "SELECT 1 FROM interaction LIMIT 1")                                                              \
  X(any_interaction_at, "SELECT 1 FROM interaction_point WHERE kind=? AND value=? AND own=0 LIMIT 1")                  \
  X(interaction_key, "SELECT s.name, i.id FROM interaction i JOIN source s ON s.id=i.source WHERE i.no=?")             \
  X(newest_at,                                                                                                         \
    "SELECT max(i.time_ms) FROM interaction_point p JOIN interaction i ON i.no=p.interaction "                         \
    "WHERE p.kind=? AND p.value=? AND p.own=? AND (p.own<>0 OR i.direction=1)")                                        \
  X(get_facts, "SELECT facts FROM interaction WHERE no=?")                                                             \
  X(set_facts, "UPDATE interaction SET facts=? WHERE no=?")                                                            \
  X(all_interactions, "SELECT no, source, time_ms, time, body, facts FROM interaction ORDER BY no")                    \
  X(delete_waiting, "DELETE FROM waiting WHERE identity=?")                                                            \
  X(add_waiting,                                                                                                       \
    "INSERT INTO waiting(identity, place, kind, since_ms, due_ms, until_ms, owner, interaction) "                      \
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?)")                                                                                  \
  X(clear_waiting, "DELETE FROM waiting")                                                                              \
  X(clear_revisions, "DELETE FROM revision")                                                                           \
  X(waiting_by_due,                                                                                                    \
    "SELECT identity, kind, since_ms, due_ms, until_ms, owner, interaction FROM waiting "                              \
    "WHERE until_ms>?1 AND since_ms<=?1 AND due_ms<=?2 AND (?3='' OR owner=?3) ORDER BY due_ms, identity, place "      \
    "LIMIT ?4")                                                                                                        \
  X(delete_revision, "DELETE FROM revision WHERE identity=?")                                                          \
  X(add_revision, "INSERT INTO revision(identity, at_ms) VALUES(?, ?)")                                                \
  X(revisions_due, "SELECT identity FROM revision WHERE at_ms<=? ORDER BY identity")                                   \
  X(add_interaction_point,                                                                                             \
    "INSERT INTO interaction_point(kind, value, interaction, own) VALUES(?, ?, ?, ?) "                                 \
    "ON CONFLICT DO UPDATE SET own=min(own, excluded.own)")                                                            \
  X(interactions_at,                                                                                                   \
    "SELECT i.no, i.time_ms, i.time, i.source, p.own FROM interaction_point p "                                        \
    "JOIN interaction i ON i.no=p.interaction WHERE p.kind=? AND p.value=? AND p.own IN (0, 3)")                       \
  X(get_interaction, "SELECT body FROM interaction WHERE no=?")                                                        \
  X(begin_load, "INSERT INTO load(path, time) VALUES(?, ?)")                                                           \
  X(add_reject,                                                                                                        \
    "INSERT INTO reject(load, file, line, \"column\", record, code, reason, raw) VALUES(?, ?, ?, ?, ?, ?, ?, ?)")      \
  X(end_load, "UPDATE load SET format=?, read=?, records=?, interactions=?, rejected=? WHERE id=?")                    \
  X(active_model, "SELECT version, json, trained FROM model WHERE active=1")                                           \
  X(active_model_version, "SELECT version FROM model WHERE active=1")                                                  \
  X(retire_models, "UPDATE model SET active=0 WHERE active=1")                                                         \
  X(add_model, "INSERT INTO model(json, trained, active, time) VALUES(?, ?, 0, ?)")                                    \
  X(activate_model, "UPDATE model SET active=1 WHERE version=?")                                                       \
  X(get_model, "SELECT version, json, trained FROM model WHERE version=?")                                             \
  X(all_models, "SELECT version, active, trained, time FROM model ORDER BY version DESC")                              \
  X(count_interactions, "SELECT count(*) FROM interaction")                                                            \
  X(count_rejects, "SELECT count(*) FROM reject")                                                                      \
  X(count_by_source, "SELECT name, (SELECT count(*) FROM record WHERE source=s.id) FROM source s ORDER BY name")

#define SCV_NAME(name, text) name,
enum class Sql : std::size_t { SCV_STATEMENTS(SCV_NAME) kCount };
#undef SCV_NAME
#define SCV_TEXT(name, text) text,
inline constexpr std::array<const char*, static_cast<std::size_t>(Sql::kCount)> kText = {SCV_STATEMENTS(SCV_TEXT)};
#undef SCV_TEXT
#undef SCV_STATEMENTS

inline std::int64_t as_signed(std::uint64_t number) noexcept { return static_cast<std::int64_t>(number); }
inline std::uint64_t as_unsigned(std::int64_t number) noexcept { return static_cast<std::uint64_t>(number); }

inline std::uint64_t hash_of(const types::RecordView& record, std::string_view attributes) {
  std::uint64_t hash = base::hash64(record.source);
  for (const std::string_view part : {record.id, record.updated_at, attributes, record.payload}) {
    hash = base::hash_mix(hash, base::hash64(part));
  }
  return hash;
}

class Store::Impl {
 public:
  // What numbers are given to.
  static constexpr std::string_view kRecord = "record", kIdentity = "identity";
  static constexpr std::size_t kLogBytesKept = 16u << 20;

  Impl(const std::string& path, int flags, const OpenOptions& options)
      : connection_(path, flags),
        durability_(options.durability),
        keys_(connection_, options.pending_keys ? options.pending_keys : std::make_shared<PendingKeys>(),
              options.most_pending_keys, options.pages_learned_at_once),
        busy_timeout_ms_(static_cast<int>(std::min<std::uint32_t>(options.busy_timeout_ms, 1u << 30))) {
    wait_for_others(true);
    // What is deleted is overwritten: removed is gone, from the file's bytes too.
    connection_.execute("PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON");
    connection_.execute(("PRAGMA cache_size=-" + std::to_string(options.page_cache_bytes >> 10)).c_str());
  }
  void bring_up_to_date(bool read_only, const std::function<void()>& derive) {
    prepare_schema(connection_, read_only, derive);
    if (read_only) return;
    // A process that did without the log may have died before it was back.
    without_log_ = connection_.path() != ":memory:" && connection_.text("PRAGMA journal_mode") != "wal";
    set_durability();
    if (use_log(false)) remove_cold_journal();
    // A change in so many pages waits until the log is in the file; four times as many as SQLite's own make that rare.
    connection_.execute("PRAGMA wal_autocheckpoint=4000");
    // The log of a bulk load is as large as what it adds: the next change cuts it.
    connection_.execute(("PRAGMA journal_size_limit=" + std::to_string(kLogBytesKept)).c_str());
  }

  template <typename... Values>
  Query query(Sql which, const Values&... values) {
    Statement& statement = statements_[static_cast<std::size_t>(which)];
    if (!statement) statement = prepare(connection_, kText[static_cast<std::size_t>(which)]);
    return Query(connection_, statement.get(), values...);
  }
  template <typename... Values>
  void run(Sql which, const Values&... values) {
    query(which, values...).run();
  }
  /// The first column of the only row, or 0.
  template <typename... Values>
  std::int64_t number(Sql which, const Values&... values) {
    Query row = query(which, values...);
    return row.next() ? row.integer(0) : 0;
  }
  template <typename... Values>
  std::vector<std::int64_t> numbers(Sql which, const Values&... values) {
    std::vector<std::int64_t> result;
    for (Query row = query(which, values...); row.next();) result.push_back(row.integer(0));
    return result;
  }

  std::int64_t source_number(std::string_view name) {
    const auto known = sources_.find(name);
    if (known != sources_.end()) return known->second;
    std::int64_t id = number(Sql::get_source, name);
    if (id == 0) {
      run(Sql::add_source, name);
      id = last_number();
    }
    sources_.emplace(name, id);
    return id;
  }
  const std::string& source_name(std::int64_t id) {
    std::string& name = source_names_[id];
    if (!name.empty()) return name;
    Query row = query(Sql::get_source_name, id);
    if (!row.next()) fail_damaged("a source");
    return name = std::string(row.text(0));
  }
  void set_durability() {
    // Without the log the folder is always synced, too: a journal that came back would take back what was acknowledged.
    connection_.execute(without_log_                      ? "PRAGMA synchronous=EXTRA"
                        : durability_ == Durability::full ? "PRAGMA synchronous=FULL"
                                                          : "PRAGMA synchronous=NORMAL");
  }
  void forget_sources() {
    sources_.clear();
    source_names_.clear();
  }
  void wait_for_others(bool wait) { sqlite3_busy_timeout(connection_.handle(), wait ? busy_timeout_ms_ : 0); }
  /// For as long as it lives others are waited for, or not.
  class Patience {
   public:
    Patience(Impl& impl, bool wait) : impl_(impl) { impl_.wait_for_others(wait); }
    ~Patience() { impl_.wait_for_others(true); }
    Patience(const Patience&) = delete;
    Patience& operator=(const Patience&) = delete;

   private:
    Impl& impl_;
  };

  /// From the next transaction on pages go into the file, and what they were before into a rollback journal: what is new is
  /// written once, not twice, but nobody else can read. False where someone else has the file open: all stays as it was.
  bool leave_log() {
    const Patience none(*this, false);
    without_log_ = true;  // where it fails half-way, who knows
    try {
      without_log_ = connection_.text("PRAGMA journal_mode=DELETE") == "delete";
    } catch (const Error& error) {
      if (error.code() != ErrorCode::busy) throw;
      without_log_ = false;
    }
    if (without_log_) set_durability();
    return alone_ = without_log_;
  }
  /// Back to the log, if it was left; where others are reading just now it is tried again before the next change.
  bool use_log(bool wait) noexcept {
    alone_ = false;
    if (!without_log_) return true;
    const Patience patience(*this, wait);
    try {
      // What the file says, not what a pragma that failed has left in memory.
      connection_.number("PRAGMA user_version");
      connection_.text("PRAGMA journal_mode=WAL");
      // Reading opens the log: who closes last has to have it open, to remove it. Until then somebody else may leave it.
      connection_.number("PRAGMA user_version");
      without_log_ = connection_.text("PRAGMA journal_mode") != "wal";
      if (!without_log_) set_durability();
    } catch (...) {  // the file is whole with either
    }
    return !without_log_;
  }
  /// A process that is killed while it leaves the log, before its journal is valid, leaves that journal beside a file whose
  /// log is still in use: nothing is played back from it, and SQLite lets it lie. This connection has the log open, so
  /// nobody else can be about to leave it.
  void remove_cold_journal() noexcept {
    const char* file = sqlite3_db_filename(connection_.handle(), "main");
    if (file == nullptr || *file == '\0') return;
    const char* journal = sqlite3_filename_journal(file);
    std::FILE* bytes = std::fopen(journal, "rbe");
    if (bytes == nullptr) return;
    const int first = std::fgetc(bytes);  // of one that is valid, of a magic number
    const bool cold = first == 0 || (first == EOF && std::feof(bytes) != 0);
    std::fclose(bytes);
    if (cold) std::remove(journal);
  }

  std::int64_t last_number() { return sqlite3_last_insert_rowid(connection_.handle()); }
  void begin(bool to_write) {
    if (to_write && !alone_) use_log(false);
    run(!to_write ? Sql::begin_read : without_log_ ? Sql::begin_exclusive : Sql::begin_write);
    forget_newest();
    keys_.begin(to_write);
    if (!to_write) return;
    try {
      const std::int64_t others = number(Sql::others_changes);
      if (std::exchange(others_changes_, others) != others) keys_.forget_learned();
    } catch (...) {
      sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
      throw;
    }
  }
  std::int64_t others_changes() const noexcept { return others_changes_; }

  bool changed() { return sqlite3_changes64(connection_.handle()) > 0; }
  Connection& connection() { return connection_; }
  Keys& keys() { return keys_; }

  /// A view of a row whose columns from `first` on are source, id, updated_at, attributes, payload, hash.
  types::RecordView view(const Query& row, int first) { return view(row, first, row.text(first)); }
  /// The same where the first column is the source's number.
  types::RecordView view(const Query& row, int first, std::string_view source) {
    types::RecordView view;
    view.source = source;
    view.id = row.text(first + 1);
    view.updated_at = row.text(first + 2);
    view.fields = fields(row.text(first + 3));
    view.payload = row.text(first + 4);
    if (hash_of(view, row.text(first + 3)) != as_unsigned(row.integer(first + 5))) {
      fail_damaged("record " + std::string(view.source) + "/" + std::string(view.id));
    }
    return view;
  }
  std::span<const types::FieldView> fields(std::string_view attributes) {
    if (!decode_attributes(attributes, fields_)) fail_damaged("a record");
    return fields_;
  }

  [[noreturn]] void fail_damaged(const std::string& what) const {
    throw Error(ErrorCode::not_a_hub, what + " in the hub is damaged; restore the file from a copy",
                Place{.file = connection_.path(), .record = {}});
  }

  Upsert upsert(const types::RecordView& record, const EncodedRecord& encoded) {
    const std::int64_t source = source_number(record.source);
    if (std::optional<Upsert> known = update(source, record, encoded)) return *std::move(known);
    const Number no = newest_record() + 1;
    run(Sql::add_record, no, source, record.id, record.updated_at, as_signed(encoded.hash), bytes(encoded.attributes),
        bytes(record.payload));
    newest_record_ = no;
    return {no, Upserted::inserted, {}};
  }

  /// Inserts records that are likely to be new, in one statement; those that it leaves out are known.
  void insert(std::span<const types::RecordView> records, std::span<const EncodedRecord> encoded,
              std::vector<Upsert>& results) {
    const Number newest = newest_record();
    if (number(Sql::newest_record) != newest) {
      // The next number is not the one that SQLite would give.
      for (std::size_t i = 0; i < records.size(); ++i) results.push_back(upsert(records[i], encoded[i]));
      return;
    }
    if (records.size() != insertable_) {
      insert_ =
          prepare(connection_, many_rows("INSERT INTO record(source, id, updated_at, hash, attributes, payload) VALUES",
                                         6, records.size(), "ON CONFLICT(source, id) DO NOTHING"));
      insertable_ = records.size();
    }
    {
      Query query(connection_, insert_.get());
      for (std::size_t i = 0; i < records.size(); ++i) {
        const types::RecordView& record = records[i];
        query.bind_next(source_number(record.source), record.id, record.updated_at, as_signed(encoded[i].hash),
                        bytes(encoded[i].attributes), bytes(record.payload));
      }
      query.run();
    }
    const auto inserted_rows = static_cast<std::size_t>(sqlite3_changes64(connection_.handle()));
    // Without gaps: who comes last in a block of numbers is waited for (hub/sketches.hpp).
    newest_record_ = newest + static_cast<Number>(inserted_rows);
    if (inserted_rows == records.size()) {
      for (std::size_t i = 0; i < records.size(); ++i) {
        results.push_back({newest + static_cast<Number>(i) + 1, Upserted::inserted, {}});
      }
      return;
    }
    // Of several rows with one key the first was inserted.
    std::vector<Number> inserted;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const std::int64_t source = source_number(records[i].source);
      const Number no = number(Sql::find_content, source, records[i].id);
      if (no > newest && std::find(inserted.begin(), inserted.end(), no) == inserted.end()) {
        inserted.push_back(no);
        results.push_back({no, Upserted::inserted, {}});
      } else {
        results.push_back(update(source, records[i], encoded[i]).value());
      }
    }
  }

  /// The largest number that was ever given; kept for the transaction.
  Number newest_record() {
    if (!newest_record_) newest_record_ = std::max(number(Sql::newest_record), number(Sql::largest_gone, kRecord));
    return *newest_record_;
  }
  IdentityId newest_identity() {
    if (!newest_identity_) {
      newest_identity_ =
          std::max({number(Sql::newest_member), number(Sql::newest_retired), number(Sql::largest_gone, kIdentity)});
    }
    return *newest_identity_;
  }
  void forget_newest() {
    newest_record_.reset();
    newest_identity_.reset();
  }

  std::vector<Neighbour> neighbours(Number record) {
    std::vector<Neighbour> result;
    Query row = query(Sql::get_edges, record);
    if (row.next() && !decode_neighbours(row.text(0), result)) fail_damaged("a list of edges");
    return result;
  }
  void put_neighbours(Number record, std::span<const Neighbour> neighbours) {
    if (neighbours.empty()) return run(Sql::delete_edges, record);
    encode_neighbours(neighbours, packed_);
    run(Sql::set_edges, record, bytes(packed_));
  }
  void set_neighbour(Number record, const Neighbour& neighbour) {
    std::vector<Neighbour> all = neighbours(record);
    const auto place = std::lower_bound(all.begin(), all.end(), neighbour, by_record);
    if (place != all.end() && place->record == neighbour.record) {
      place->weight = neighbour.weight;
    } else {
      all.insert(place, neighbour);
    }
    put_neighbours(record, all);
  }
  void remove_neighbour(Number record, Number other) {
    std::vector<Neighbour> all = neighbours(record);
    const auto place = std::lower_bound(all.begin(), all.end(), Neighbour{other, 0}, by_record);
    if (place == all.end() || place->record != other) return;
    all.erase(place);
    put_neighbours(record, all);
  }

  void replace_edges(const NeighbourLists& lists) {
    run(Sql::clear_edges);
    std::array<std::string, kRowsAtOnce> rows;
    const std::span<const Neighbour> all(lists.neighbours);
    insert_rows(connection_, "INSERT INTO edge(record, neighbours) VALUES", 2, lists.records.size(),
                [&](Query& row, std::size_t i) {
                  const std::size_t begin = i == 0 ? 0 : lists.ends[i - 1];
                  std::string& packed = rows[i % kRowsAtOnce];
                  encode_neighbours(all.subspan(begin, lists.ends[i] - begin), packed);
                  row.bind_next(lists.records[i], bytes(packed));
                });
  }

  std::optional<Number> newest_record_;
  std::optional<IdentityId> newest_identity_;
  std::string packed_;
  bool expects_new_ = true;  ///< of the records to come, from those just stored

 private:
  static bool by_record(const Neighbour& a, const Neighbour& b) noexcept { return a.record < b.record; }
  /// Replaces the record with that key by this one, where they differ; nothing where there is none.
  std::optional<Upsert> update(std::int64_t source, const types::RecordView& record, const EncodedRecord& encoded) {
    Upsert result;
    {
      Query row = query(Sql::find_content, source, record.id);
      if (!row.next()) return std::nullopt;
      result.no = row.integer(0);
      if (row.text(1) == record.updated_at && row.text(2) == encoded.attributes && row.text(3) == record.payload) {
        return result;
      }
      types::RecordView before;
      before.source = record.source;
      before.id = record.id;
      before.updated_at = row.text(1);
      before.fields = fields(row.text(2));
      before.payload = row.text(3);
      result.before = types::to_record(before);
      result.what = Upserted::replaced;
    }
    run(Sql::set_record, record.updated_at, as_signed(encoded.hash), bytes(encoded.attributes), bytes(record.payload),
        result.no);
    return result;
  }

  Connection connection_;
  Durability durability_;
  bool without_log_ = false;  ///< the file has a rollback journal instead
  bool alone_ = false;        ///< and is to have it for the next transaction
  Keys keys_;
  int busy_timeout_ms_;
  std::array<Statement, static_cast<std::size_t>(Sql::kCount)> statements_;
  Statement insert_;
  std::size_t insertable_ = 0;  ///< rows of insert_
  std::int64_t others_changes_ = 0;
  std::map<std::string, std::int64_t, std::less<>> sources_;
  std::map<std::int64_t, std::string> source_names_;
  std::vector<types::FieldView> fields_;
};

}  // namespace scv::store
