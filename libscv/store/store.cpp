#include "store/store.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <map>
#include <utility>

#include "base/arena.hpp"
#include "base/hash.hpp"
#include "base/time.hpp"
#include "store/encoding.hpp"
#include "store/keys.hpp"
#include "store/packing.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace scv::store {
namespace {

// Every statement that the library runs on a hub, by name.
#define SCV_STATEMENTS(X)                                                                                              \
  X(begin_read, "BEGIN")                                                                                               \
  X(begin_write, "BEGIN IMMEDIATE")                                                                                    \
  X(commit, "COMMIT")                                                                                                  \
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
  X(count_identities, "SELECT count(DISTINCT identity) FROM member")                                                   \
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
  X(count_by_source,                                                                                                   \
    "SELECT s.name, count(*) FROM record r JOIN source s ON s.id=r.source GROUP BY s.id ORDER BY s.name")

#define SCV_NAME(name, text) name,
enum class Sql : std::size_t { SCV_STATEMENTS(SCV_NAME) kCount };
#undef SCV_NAME
#define SCV_TEXT(name, text) text,
constexpr std::array<const char*, static_cast<std::size_t>(Sql::kCount)> kText = {SCV_STATEMENTS(SCV_TEXT)};
#undef SCV_TEXT

std::span<const char> bytes(std::string_view text) { return {text.data(), text.size()}; }
std::int64_t as_signed(std::uint64_t number) noexcept { return static_cast<std::int64_t>(number); }
std::uint64_t as_unsigned(std::int64_t number) noexcept { return static_cast<std::uint64_t>(number); }

std::uint64_t hash_of(const types::RecordView& record, std::string_view attributes) {
  std::uint64_t hash = base::hash64(record.source);
  for (const std::string_view part : {record.id, record.updated_at, attributes, record.payload}) {
    hash = base::hash_mix(hash, base::hash64(part));
  }
  return hash;
}

std::vector<Decision> take_decisions(Query&& row) {
  std::vector<Decision> result;
  while (row.next()) {
    result.push_back({.left = {std::string(row.text(0)), std::string(row.text(1))},
                      .right = {std::string(row.text(2)), std::string(row.text(3))},
                      .verdict = row.integer(4) != 0 ? Verdict::same : Verdict::not_same,
                      .by = std::string(row.text(5)),
                      .note = std::string(row.text(6)),
                      .time = std::string(row.text(7))});
  }
  return result;
}

int open_flags(const std::string& path, const OpenOptions& options) {
  const bool in_memory = path == ":memory:";
  if (!in_memory) {
    if (path.empty()) throw Error(ErrorCode::invalid_argument, "the hub's path is empty; name a file or \":memory:\"");
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    const Place place{.file = path, .record = {}};
    if (std::filesystem::is_directory(status)) {
      throw Error(ErrorCode::io, "this is a folder; a hub is one file", place);
    }
    if ((options.read_only || !options.create) && !std::filesystem::exists(status)) {
      throw Error(ErrorCode::not_found, "there is no such hub", place);
    }
  }
  // A connection belongs to one thread at a time; sqlite3_interrupt is safe from any.
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (options.read_only && !in_memory) return flags | SQLITE_OPEN_READONLY;
  flags |= SQLITE_OPEN_READWRITE;
  return options.create || in_memory ? flags | SQLITE_OPEN_CREATE : flags;
}

}  // namespace

class Store::Impl {
 public:
  // What numbers are given to.
  static constexpr std::string_view kRecord = "record", kIdentity = "identity";
  static constexpr std::size_t kLogBytesKept = 16u << 20;

  Impl(const std::string& path, const OpenOptions& options)
      : connection_(path, open_flags(path, options)),
        durability_(options.durability),
        keys_(connection_, options.pending_keys ? options.pending_keys : std::make_shared<PendingKeys>(),
              options.most_pending_keys),
        busy_timeout_ms_(static_cast<int>(std::min<std::uint32_t>(options.busy_timeout_ms, 1u << 30))) {
    wait_for_others(true);
    // What is deleted is overwritten: removed is gone, from the file's bytes too.
    connection_.execute("PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON");
    connection_.execute(("PRAGMA cache_size=-" + std::to_string(options.page_cache_bytes >> 10)).c_str());
  }
  void bring_up_to_date(bool read_only, const std::function<void()>& derive) {
    prepare_schema(connection_, read_only, derive);
    if (read_only) return;
    connection_.execute(durability_ == Durability::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
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
  void forget_sources() {
    sources_.clear();
    source_names_.clear();
  }
  void wait_for_others(bool wait) { sqlite3_busy_timeout(connection_.handle(), wait ? busy_timeout_ms_ : 0); }

  std::int64_t last_number() { return sqlite3_last_insert_rowid(connection_.handle()); }
  void begin(bool to_write) {
    run(to_write ? Sql::begin_write : Sql::begin_read);
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

  void replace_edges(std::vector<Edge>& edges) {
    run(Sql::clear_edges);
    const std::size_t count = edges.size();
    edges.reserve(2 * count);
    for (std::size_t i = 0; i < count; ++i) edges.push_back({edges[i].right, edges[i].left, edges[i].weight});
    std::sort(edges.begin(), edges.end(),
              [](const Edge& a, const Edge& b) { return std::pair(a.left, a.right) < std::pair(b.left, b.right); });
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (i == 0 || edges[i].left != edges[i - 1].left) starts.push_back(i);
    }
    std::vector<Neighbour> its_neighbours;
    std::array<std::string, kRowsAtOnce> rows;
    insert_rows(connection_, "INSERT INTO edge(record, neighbours) VALUES", 2, starts.size(),
                [&](Query& row, std::size_t i) {
                  its_neighbours.clear();
                  for (std::size_t k = starts[i]; k < edges.size() && edges[k].left == edges[starts[i]].left; ++k) {
                    its_neighbours.push_back({edges[k].right, edges[k].weight});
                  }
                  std::string& packed = rows[i % kRowsAtOnce];
                  encode_neighbours(its_neighbours, packed);
                  row.bind_next(edges[starts[i]].left, bytes(packed));
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

Store::Store(const std::string& path, const OpenOptions& options) : impl_(std::make_unique<Impl>(path, options)) {
  impl_->bring_up_to_date(options.read_only && path != ":memory:", [&] {
    if (options.derive) options.derive(*this);
  });
}
Store::~Store() = default;

Store::Transaction::Transaction(Store& store, Kind kind) : store_(store) {
  // Without memory the one before may not have been rolled back.
  if (sqlite3_get_autocommit(store_.impl_->connection().handle()) == 0) store_.impl_->connection().execute("ROLLBACK");
  store_.impl_->begin(kind == Kind::write);
}

Store::Transaction::~Transaction() {
  if (!open_) return;
  store_.impl_->forget_sources();
  store_.impl_->keys().rolled_back();
  sqlite3* handle = store_.impl_->connection().handle();
  // Some errors (a full disk, no memory) have rolled back already; interrupt() may come in between.
  int result = SQLITE_INTERRUPT;
  while ((result & 0xff) == SQLITE_INTERRUPT && sqlite3_get_autocommit(handle) == 0) {
    result = sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Store::Transaction::commit() {
  store_.impl_->keys().before_commit();
  store_.impl_->run(Sql::commit);
  open_ = false;
  store_.impl_->keys().committed();
}

bool Store::empty_log() noexcept {
  impl_->wait_for_others(false);
  const int result =
      sqlite3_wal_checkpoint_v2(impl_->connection().handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  impl_->wait_for_others(true);
  return result == SQLITE_OK;
}

void Store::fail_damaged(const std::string& what) const { impl_->fail_damaged(what); }

Connection& Store::connection() noexcept { return impl_->connection(); }

void Store::interrupt() noexcept { sqlite3_interrupt(impl_->connection().handle()); }

std::optional<std::string> Store::meta(std::string_view key) {
  Query row = impl_->query(Sql::get_meta, key);
  if (!row.next()) return std::nullopt;
  return std::string(row.text(0));
}

void Store::set_meta(std::string_view key, std::string_view value) { impl_->run(Sql::put_meta, key, value); }

void encode(const types::RecordView& record, EncodedRecord& to) {
  to.attributes.clear();
  encode_attributes(record.fields, to.attributes);
  to.hash = hash_of(record, to.attributes);
}

Upsert Store::upsert(const types::RecordView& record) {
  EncodedRecord encoded;
  encode(record, encoded);
  return impl_->upsert(record, encoded);
}

Upsert Store::upsert(const types::RecordView& record, const EncodedRecord& encoded) {
  return impl_->upsert(record, encoded);
}

void Store::upsert(std::span<const types::RecordView> records, std::span<const EncodedRecord> encoded,
                   std::vector<Upsert>& results) {
  results.clear();
  while (results.size() < records.size()) {
    const std::size_t begin = results.size();
    const std::size_t count = std::min(kRowsAtOnce, records.size() - begin);
    if (impl_->expects_new_) {
      impl_->insert(records.subspan(begin, count), encoded.subspan(begin, count), results);
    } else {
      for (std::size_t i = begin; i < begin + count; ++i) results.push_back(impl_->upsert(records[i], encoded[i]));
    }
    impl_->expects_new_ = std::any_of(results.begin() + static_cast<std::ptrdiff_t>(begin), results.end(),
                                      [](const Upsert& result) { return result.what == Upserted::inserted; });
  }
}

std::optional<Number> Store::find_record(std::string_view source, std::string_view id) {
  Query row = impl_->query(Sql::find_record, source, id);
  if (!row.next()) return std::nullopt;
  return row.integer(0);
}

std::optional<StoredRecord> Store::record(Number no) {
  Query row = impl_->query(Sql::get_record, no);
  if (!row.next()) return std::nullopt;
  return StoredRecord{no, as_unsigned(row.integer(5)), types::to_record(impl_->view(row, 0))};
}

bool Store::visit_record(Number no, const std::function<void(std::uint64_t, const types::RecordView&)>& visit) {
  Query row = impl_->query(Sql::visit_record, no);
  if (!row.next()) return false;
  types::RecordView view;
  view.source = impl_->source_name(row.integer(0));
  view.id = row.text(1);
  view.updated_at = row.text(2);
  view.fields = impl_->fields(row.text(3));
  visit(as_unsigned(row.integer(4)), view);
  return true;
}

bool Store::visit_whole_record(Number no, const std::function<void(std::uint64_t, const types::RecordView&)>& visit) {
  Query row = impl_->query(Sql::visit_whole_record, no);
  if (!row.next()) return false;
  visit(as_unsigned(row.integer(5)), impl_->view(row, 0, impl_->source_name(row.integer(0))));
  return true;
}

std::optional<std::uint64_t> Store::record_hash(Number no) {
  Query row = impl_->query(Sql::get_hash, no);
  if (!row.next()) return std::nullopt;
  return as_unsigned(row.integer(0));
}

std::optional<RecordKey> Store::key_of(Number no) {
  Query row = impl_->query(Sql::get_key, no);
  if (!row.next()) return std::nullopt;
  return RecordKey{impl_->source_name(row.integer(0)), std::string(row.text(1))};
}

void Store::remove_record(Number no) {
  if (no == impl_->newest_record()) impl_->run(Sql::set_largest_gone, Impl::kRecord, no);
  const IdentityId identity = identity_of(no);
  if (identity != 0 && identity == newest_identity()) impl_->run(Sql::set_largest_gone, Impl::kIdentity, identity);
  impl_->run(Sql::delete_member, no);
  impl_->run(Sql::delete_record, no);
}

std::uint64_t Store::record_count() { return as_unsigned(impl_->number(Sql::count_records)); }

Number Store::newest_record() { return impl_->newest_record(); }

void Store::for_each_record(const std::function<void(Number, const types::RecordView&)>& visit) {
  for (Query row = impl_->query(Sql::all_records); row.next();) visit(row.integer(0), impl_->view(row, 1));
}

void Store::for_each_member_by_key(const std::function<void(IdentityId, std::string_view, std::string_view)>& visit) {
  for (Query row = impl_->query(Sql::members_by_key); row.next();) visit(row.integer(0), row.text(1), row.text(2));
}

void Store::add_points(Number record, std::span<const RecordPoint> points) {
  for (const auto& [point, from_ms, to_ms] : points) {
    impl_->run(Sql::add_point, static_cast<std::int64_t>(point.kind), point.value, record, from_ms, to_ms);
  }
}

void Store::add_points(std::span<PointEntry> points) {
  std::sort(points.begin(), points.end());
  insert_rows(impl_->connection(), "INSERT OR IGNORE INTO contact_point(kind, value, record, from_ms, to_ms) VALUES", 5,
              points.size(), [&](Query& row, std::size_t i) {
                row.bind_next(static_cast<std::int64_t>(points[i].kind), points[i].value, points[i].record,
                              points[i].from_ms, points[i].to_ms);
              });
}

void Store::remove_points(Number record, std::span<const ContactPoint> points) {
  for (const ContactPoint& point : points) {
    impl_->run(Sql::delete_point, static_cast<std::int64_t>(point.kind), point.value, record);
  }
}

void Store::clear_points() { impl_->connection().execute("DELETE FROM contact_point; DELETE FROM interaction_point"); }

std::vector<Number> Store::records_at(const ContactPoint& point, std::size_t limit) {
  return impl_->numbers(Sql::records_at, static_cast<std::int64_t>(point.kind), point.value,
                        static_cast<std::int64_t>(limit));
}

std::vector<PointMember> Store::points_from(ContactPointKind kind, std::string_view start, std::size_t limit) {
  std::vector<PointMember> result;
  for (Query row =
           impl_->query(Sql::points_from, static_cast<std::int64_t>(kind), start, static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({std::string(row.text(0)), {row.integer(1), row.integer(2)}});
  }
  return result;
}

std::vector<Member> Store::members_at(const ContactPoint& point, std::size_t limit) {
  std::vector<Member> result;
  for (Query row = impl_->query(Sql::members_at, static_cast<std::int64_t>(point.kind), point.value,
                                static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({row.integer(0), row.integer(1)});
  }
  return result;
}

std::uint64_t Store::identities_at(const ContactPoint& point) {
  return as_unsigned(impl_->number(Sql::identities_at, static_cast<std::int64_t>(point.kind), point.value));
}

std::vector<PointHolder> Store::holders_at(const ContactPoint& point, std::size_t limit) {
  std::vector<PointHolder> result;
  const auto time = [](const Query& row, int column) {
    return row.null(column) ? std::nullopt : std::optional(row.integer(column));
  };
  for (Query row = impl_->query(Sql::holders_at, static_cast<std::int64_t>(point.kind), point.value,
                                static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3) != 0, time(row, 4), time(row, 5)});
  }
  return result;
}

IdentityId Store::sender_at(const ContactPoint& point, std::int64_t source) {
  return impl_->number(Sql::sender_at, source, point.value);
}

void Store::set_keys(Number record, std::span<const std::uint64_t> before, std::span<const std::uint64_t> after) {
  impl_->keys().set(record, before, after);
}

bool Store::are_known_with_key(std::uint64_t key, std::size_t count) { return impl_->keys().are_known(key, count); }

std::vector<Number> Store::records_with_key(std::uint64_t key, std::size_t limit) {
  return impl_->keys().records(key, limit);
}

void Store::for_each_key(std::uint64_t first, std::uint64_t last,
                         const std::function<bool(std::uint64_t, Number)>& visit) {
  impl_->keys().for_each(first, last, visit);
}

void Store::sketches(Number block, const std::function<void(std::string_view)>& take) {
  Query row = impl_->query(Sql::get_sketches, block);
  if (row.next()) take(row.text(0));
}

void Store::set_sketches(Number block, std::string_view sketches) {
  impl_->run(Sql::set_sketches, block, bytes(sketches));
}

void Store::clear_sketches() { impl_->run(Sql::clear_sketches); }

std::int64_t Store::others_changes() const noexcept { return impl_->others_changes(); }

void Store::set_edge(const Edge& edge) {
  impl_->set_neighbour(edge.left, {edge.right, edge.weight});
  impl_->set_neighbour(edge.right, {edge.left, edge.weight});
}

void Store::remove_edge(Number left, Number right) {
  impl_->remove_neighbour(left, right);
  impl_->remove_neighbour(right, left);
}

void Store::remove_edges_of(Number record) {
  for (const Neighbour& neighbour : impl_->neighbours(record)) impl_->remove_neighbour(neighbour.record, record);
  impl_->run(Sql::delete_edges, record);
}

std::vector<Neighbour> Store::edges_of(Number record) { return impl_->neighbours(record); }

void Store::for_each_edge(const std::function<void(const Edge&)>& visit) {
  std::vector<Neighbour> neighbours;
  for (Query row = impl_->query(Sql::all_edges); row.next();) {
    if (!decode_neighbours(row.text(1), neighbours)) impl_->fail_damaged("a list of edges");
    for (const Neighbour& neighbour : neighbours) {
      if (row.integer(0) < neighbour.record) visit({row.integer(0), neighbour.record, neighbour.weight});
    }
  }
}

IdentityId Store::identity_of(Number record) { return impl_->number(Sql::get_identity, record); }

void Store::set_identity(Number record, IdentityId identity) { impl_->run(Sql::set_identity, record, identity); }

std::vector<Number> Store::records_of(IdentityId identity) { return impl_->numbers(Sql::records_of, identity); }

bool Store::has_members(IdentityId identity) { return impl_->number(Sql::any_member, identity) != 0; }

IdentityId Store::new_identities(std::size_t count) {
  if (count == 0) return 0;
  const IdentityId newest = newest_identity();
  impl_->newest_identity_ = newest + static_cast<IdentityId>(count);
  return newest + 1;
}

IdentityId Store::newest_identity() { return impl_->newest_identity(); }

void Store::retire(IdentityId identity, IdentityId into) { impl_->run(Sql::retire, identity, into); }

IdentityId Store::todays_identity(IdentityId identity) {
  if (identity <= 0 || identity > newest_identity()) return 0;
  for (;;) {
    Query row = impl_->query(Sql::merged_into, identity);
    if (!row.next()) return identity;
    // The older survives a merge: whatever a damaged file says, this comes to an end.
    if (row.integer(0) >= identity) impl_->fail_damaged("an identity");
    identity = row.integer(0);
  }
}

void Store::add_succession(IdentityId identity, IdentityId successor) {
  impl_->run(Sql::add_succession, identity, successor);
}

std::vector<IdentityId> Store::successors(IdentityId identity) {
  return impl_->numbers(Sql::successors, identity, identity);
}

std::uint64_t Store::identity_count() { return as_unsigned(impl_->number(Sql::count_identities)); }

std::vector<IdentityId> Store::identities_after(IdentityId after, std::size_t limit) {
  std::vector<IdentityId> result = impl_->numbers(Sql::identities_after, after, static_cast<std::int64_t>(limit));
  // Who goes on from the last one must come to an end, whatever a damaged index says.
  for (const IdentityId id : result) {
    if (id <= after) impl_->fail_damaged("the index of identities");
    after = id;
  }
  return result;
}

std::vector<Member> Store::members() {
  std::vector<Member> result;
  for (Query row = impl_->query(Sql::all_members); row.next();) result.push_back({row.integer(0), row.integer(1)});
  return result;
}

void Store::replace_matching(std::span<const KeyEntry> keys, std::vector<Edge>& edges,
                             std::span<const Member> members) {
  impl_->keys().replace_all(keys);
  impl_->replace_edges(edges);
  Connection& connection = impl_->connection();
  connection.execute("DROP INDEX member_identity");
  impl_->run(Sql::clear_members);
  insert_rows(connection, "INSERT INTO member(record, identity) VALUES", 2, members.size(),
              [&](Query& row, std::size_t i) { row.bind_next(members[i].record, members[i].identity); });
  connection.execute("CREATE INDEX member_identity ON member(identity)");
}

void Store::add_changes(std::span<const ChangeEntry> entries, std::int64_t time_ms) {
  std::int64_t first = newest_change() + 1;
  std::string packed;
  for (std::size_t begin = 0; begin < entries.size(); begin += kChangesAPage) {
    const std::span<const ChangeEntry> page = entries.subspan(begin, std::min(kChangesAPage, entries.size() - begin));
    encode_changes(page, packed);
    const auto count = static_cast<std::int64_t>(page.size());
    impl_->run(Sql::add_change, first, count, time_ms, bytes(packed));
    first += count;
  }
}

std::int64_t Store::newest_change() { return impl_->number(Sql::newest_change); }

std::optional<ChangePage> Store::changes_after(std::int64_t cursor) {
  if (cursor == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  Query row = impl_->query(Sql::change_page, cursor + 1);
  if (!row.next() || row.integer(0) + row.integer(3) <= cursor + 1) return std::nullopt;
  ChangePage page{.first = row.integer(0), .time_ms = row.integer(1), .entries = {}};
  if (page.first > cursor + 1 || !decode_changes(row.text(2), page.entries) ||
      static_cast<std::int64_t>(page.entries.size()) != row.integer(3)) {
    impl_->fail_damaged("the change feed");
  }
  return page;
}

bool Store::has_decisions() { return impl_->number(Sql::any_decision) != 0; }

void Store::put_decision(const Decision& decision) {
  impl_->run(Sql::put_decision, decision.left.source, decision.left.id, decision.right.source, decision.right.id,
             static_cast<std::int64_t>(decision.verdict == Verdict::same), decision.by, decision.note, decision.time);
}

bool Store::remove_decision(const RecordKey& left, const RecordKey& right) {
  impl_->run(Sql::delete_decision, left.source, left.id, right.source, right.id);
  return impl_->changed();
}

std::vector<Decision> Store::decisions_of(const RecordKey& key) {
  return take_decisions(impl_->query(Sql::decisions_of, key.source, key.id));
}

std::vector<Decision> Store::decisions() { return take_decisions(impl_->query(Sql::all_decisions)); }

std::optional<Number> Store::add_interaction(const Interaction& interaction, std::string_view body,
                                             std::string_view facts, std::span<const InteractionPoint> points) {
  std::optional<std::int64_t> time_ms;
  if (const auto instant = base::parse_rfc3339(interaction.time)) time_ms = instant->unix_ms;
  impl_->run(Sql::add_interaction, impl_->source_number(interaction.source), interaction.id,
             static_cast<std::int64_t>(interaction.channel), static_cast<std::int64_t>(interaction.direction), time_ms,
             interaction.time, body, facts);
  if (!impl_->changed()) return std::nullopt;
  const Number no = impl_->last_number();
  add_interaction_points(no, points);
  return no;
}

void Store::add_interaction_points(Number interaction, std::span<const InteractionPoint> points) {
  for (const InteractionPoint& point : points) {
    impl_->run(Sql::add_interaction_point, static_cast<std::int64_t>(point.point.kind), point.point.value, interaction,
               static_cast<std::int64_t>(point.role));
  }
}

std::vector<InteractionRef> Store::interactions_at(const ContactPoint& point) {
  std::vector<InteractionRef> result;
  for (Query row = impl_->query(Sql::interactions_at, static_cast<std::int64_t>(point.kind), point.value);
       row.next();) {
    InteractionRef ref{row.integer(0), std::nullopt, std::string(row.text(2)), row.integer(3),
                       static_cast<PointRole>(row.integer(4)) == PointRole::copied};
    if (!row.null(1)) ref.time_ms = row.integer(1);
    result.push_back(std::move(ref));
  }
  return result;
}

bool Store::has_interactions() { return impl_->number(Sql::any_interaction) != 0; }

bool Store::has_interactions_at(const ContactPoint& point) {
  return impl_->number(Sql::any_interaction_at, static_cast<std::int64_t>(point.kind), point.value) != 0;
}

RecordKey Store::interaction_key(Number no) {
  Query row = impl_->query(Sql::interaction_key, no);
  return row.next() ? RecordKey{std::string(row.text(0)), std::string(row.text(1))} : RecordKey{};
}

std::optional<std::int64_t> Store::bounced_at(const ContactPoint& point) {
  const auto newest = [&](PointRole role) {
    return impl_->number(Sql::newest_at, static_cast<std::int64_t>(point.kind), point.value,
                         static_cast<std::int64_t>(role));
  };
  const std::int64_t bounced = newest(PointRole::bounced);
  if (bounced == 0 || newest(PointRole::customer) > bounced) return std::nullopt;
  return bounced;
}

std::string Store::facts(Number no) {
  Query row = impl_->query(Sql::get_facts, no);
  return row.next() ? std::string(row.text(0)) : std::string();
}

void Store::set_facts(Number no, std::string_view facts) { impl_->run(Sql::set_facts, facts, no); }

void Store::for_each_interaction(
    const std::function<void(const InteractionRef&, std::string_view, std::string_view)>& visit) {
  for (Query row = impl_->query(Sql::all_interactions); row.next();) {
    InteractionRef ref{row.integer(0), std::nullopt, std::string(row.text(3)), row.integer(1), false};
    if (!row.null(2)) ref.time_ms = row.integer(2);
    visit(ref, row.text(4), row.text(5));
  }
}

void Store::for_each_meeting(const std::function<void(const ContactPoint&, std::span<const Number>)>& visit) {
  ContactPoint point;
  std::vector<Number> interactions;
  const auto flush = [&] {
    if (!interactions.empty()) visit(point, interactions);
    interactions.clear();
  };
  for (Query row = impl_->query(Sql::all_meetings); row.next();) {
    const auto kind = static_cast<ContactPointKind>(row.integer(0));
    if (kind != point.kind || row.text(1) != point.value) {
      flush();
      point = {kind, std::string(row.text(1))};
    }
    interactions.push_back(row.integer(2));
  }
  flush();
}

void Store::set_waiting(IdentityId identity, std::span<const WaitingRow> rows, std::optional<std::int64_t> revise_ms) {
  impl_->run(Sql::delete_waiting, identity);
  impl_->run(Sql::delete_revision, identity);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    impl_->run(Sql::add_waiting, identity, static_cast<std::int64_t>(i), static_cast<std::int64_t>(rows[i].kind),
               rows[i].since_ms, rows[i].due_ms, rows[i].until_ms, rows[i].owner, rows[i].interaction);
  }
  if (revise_ms) impl_->run(Sql::add_revision, identity, *revise_ms);
}

void Store::clear_waiting() {
  impl_->run(Sql::clear_waiting);
  impl_->run(Sql::clear_revisions);
}

std::vector<WaitingAt> Store::waiting(std::int64_t now_ms, std::string_view owner, bool overdue_only,
                                      std::size_t limit) {
  std::vector<WaitingAt> result;
  const std::int64_t latest = overdue_only ? now_ms : INT64_MAX;
  for (Query row = impl_->query(Sql::waiting_by_due, now_ms, latest, owner, static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({row.integer(0),
                      {.kind = static_cast<WaitingKind>(row.integer(1)),
                       .since_ms = row.integer(2),
                       .due_ms = row.integer(3),
                       .until_ms = row.integer(4),
                       .owner = std::string(row.text(5)),
                       .interaction = row.integer(6)}});
  }
  return result;
}

std::vector<IdentityId> Store::revisions_due(std::int64_t now_ms) { return impl_->numbers(Sql::revisions_due, now_ms); }

std::string Store::interaction(Number no) {
  Query row = impl_->query(Sql::get_interaction, no);
  return row.next() ? std::string(row.text(0)) : std::string();
}

Number Store::begin_load(std::string_view path, std::string_view time) {
  impl_->run(Sql::begin_load, path, time);
  return impl_->last_number();
}

void Store::add_reject(Number load, const Reject& reject) {
  impl_->run(Sql::add_reject, load, reject.place.file, as_signed(reject.place.line), as_signed(reject.place.column),
             reject.place.record, static_cast<std::int64_t>(reject.code), reject.reason, reject.raw);
}

void Store::end_load(Number load, const LoadReport& report) {
  impl_->run(Sql::end_load, report.format, as_signed(report.read), as_signed(report.records_read),
             as_signed(report.interactions_read), as_signed(report.rejected), load);
}

std::optional<Model> Store::active_model() {
  Query row = impl_->query(Sql::active_model);
  if (!row.next()) return std::nullopt;
  return Model{row.integer(0), std::string(row.text(1)), row.integer(2) != 0};
}

std::int64_t Store::active_model_version() { return impl_->number(Sql::active_model_version); }

std::int64_t Store::add_model(std::string_view json, bool trained, std::string_view time, bool active) {
  impl_->run(Sql::add_model, json, static_cast<std::int64_t>(trained), time);
  const std::int64_t version = impl_->last_number();
  if (active) activate_model(version);
  return version;
}

std::optional<Model> Store::model(std::int64_t version) {
  Query row = impl_->query(Sql::get_model, version);
  if (!row.next()) return std::nullopt;
  return Model{row.integer(0), std::string(row.text(1)), row.integer(2) != 0};
}

std::vector<ModelInfo> Store::models() {
  std::vector<ModelInfo> result;
  for (Query row = impl_->query(Sql::all_models); row.next();) {
    result.push_back({.version = row.integer(0),
                      .active = row.integer(1) != 0,
                      .trained = row.integer(2) != 0,
                      .time = std::string(row.text(3))});
  }
  return result;
}

void Store::activate_model(std::int64_t version) {
  impl_->run(Sql::retire_models);
  impl_->run(Sql::activate_model, version);
}

HubStats Store::stats() {
  HubStats result;
  result.records = record_count();
  result.identities = identity_count();
  result.interactions = as_unsigned(impl_->number(Sql::count_interactions));
  result.rejects = as_unsigned(impl_->number(Sql::count_rejects));
  result.schema_version = as_unsigned(impl_->connection().number("PRAGMA user_version"));
  for (Query row = impl_->query(Sql::count_by_source); row.next();) {
    result.records_by_source.emplace_back(std::string(row.text(0)), as_unsigned(row.integer(1)));
  }
  return result;
}

}  // namespace scv::store
