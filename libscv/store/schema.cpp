#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "store/packing.hpp"
#include "store/store.hpp"

namespace scv::store {
namespace {

// Version 1 was never published. It had a row for each blocking key and edge; both are derived anew.
constexpr std::int64_t kOldestVersion = 1;
constexpr const char* kFromOldest = R"sql(
DROP TABLE block_key;
DROP TABLE edge;
CREATE TABLE key_page(no INTEGER PRIMARY KEY, key INTEGER NOT NULL, record INTEGER NOT NULL, entries BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX key_page_start ON key_page(key, record);
CREATE TABLE edge(record INTEGER PRIMARY KEY, neighbours BLOB NOT NULL) STRICT;
)sql";

// Migration 0 makes an empty file a hub of version kFirstVersion; i leads from the version before it to kFirstVersion + i.
// Published ones never change.
constexpr std::int64_t kFirstVersion = 2;
constexpr std::array<const char*, kSchemaVersion - kFirstVersion + 1> kMigrations = {
    R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- What came, as it came. AUTOINCREMENT: numbers are ages and are never used again.
CREATE TABLE record(
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source(id),
  id TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  hash INTEGER NOT NULL,
  attributes BLOB NOT NULL,
  payload BLOB NOT NULL,
  UNIQUE(source, id)
) STRICT;

-- Derived from records: how matching finds and links them.
-- Pages of entries (key, record) in their order (store/packing.hpp); nothing below (key, record) lies in a page.
CREATE TABLE key_page(no INTEGER PRIMARY KEY, key INTEGER NOT NULL, record INTEGER NOT NULL, entries BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX key_page_start ON key_page(key, record);
CREATE TABLE contact_point(
  kind INTEGER NOT NULL, value TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(kind, value, record)
) STRICT, WITHOUT ROWID;
CREATE TABLE edge(record INTEGER PRIMARY KEY, neighbours BLOB NOT NULL) STRICT;

-- Identities: ids are never used again; merged_into leads from a retired id to what it became.
CREATE TABLE identity(id INTEGER PRIMARY KEY AUTOINCREMENT, merged_into INTEGER REFERENCES identity(id)) STRICT;
CREATE TABLE member(record INTEGER PRIMARY KEY, identity INTEGER NOT NULL) STRICT;
CREATE INDEX member_identity ON member(identity);

CREATE TABLE interaction(
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source(id),
  id TEXT NOT NULL,
  channel INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  time_ms INTEGER,
  time TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE(source, id)
) STRICT;
CREATE TABLE interaction_point(
  kind INTEGER NOT NULL, value TEXT NOT NULL, interaction INTEGER NOT NULL, own INTEGER NOT NULL,
  PRIMARY KEY(kind, value, interaction)
) STRICT, WITHOUT ROWID;

-- Every load, and every row of it that could not be stored.
CREATE TABLE load(
  id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, time TEXT NOT NULL, format TEXT NOT NULL DEFAULT '',
  read INTEGER NOT NULL DEFAULT 0, records INTEGER NOT NULL DEFAULT 0, interactions INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE reject(
  load INTEGER NOT NULL REFERENCES load(id), file TEXT NOT NULL, line INTEGER NOT NULL, "column" INTEGER NOT NULL,
  record TEXT NOT NULL, code INTEGER NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL
) STRICT;

CREATE TABLE model(
  version INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL, trained INTEGER NOT NULL, active INTEGER NOT NULL,
  time TEXT NOT NULL
) STRICT;
-- Every call asks for the active one's version: not by way of the JSON in front of `active`.
CREATE UNIQUE INDEX model_active ON model(active) WHERE active=1;
)sql",
    R"sql(
-- What people said of two records, by their keys: records may come later, go and come back. The left key is the smaller one.
CREATE TABLE decision(
  left_source TEXT NOT NULL, left_id TEXT NOT NULL, right_source TEXT NOT NULL, right_id TEXT NOT NULL,
  same INTEGER NOT NULL, who TEXT NOT NULL, note TEXT NOT NULL, time TEXT NOT NULL,
  PRIMARY KEY(left_source, left_id, right_source, right_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_right ON decision(right_source, right_id);

-- The change feed, in pages of entries (store/packing.hpp); first is the cursor of a page's first entry.
CREATE TABLE change(first INTEGER PRIMARY KEY, count INTEGER NOT NULL, time_ms INTEGER NOT NULL, entries BLOB NOT NULL) STRICT;
-- Where else records of an identity went, beside merged_into.
CREATE TABLE succession(
  identity INTEGER NOT NULL, successor INTEGER NOT NULL, PRIMARY KEY(identity, successor)
) STRICT, WITHOUT ROWID;

-- When a record's contact point is in use; NULL: since ever, for ever.
ALTER TABLE contact_point ADD COLUMN from_ms INTEGER;
ALTER TABLE contact_point ADD COLUMN to_ms INTEGER;
-- What the rules of service found in an interaction (types/contact_facts.hpp).
ALTER TABLE interaction ADD COLUMN facts TEXT NOT NULL DEFAULT '';
-- Derived from facts and identities: what each customer is owed, and when a customer's story has to be told anew.
CREATE TABLE waiting(
  identity INTEGER NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL, since_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL, owner TEXT NOT NULL, interaction INTEGER NOT NULL, PRIMARY KEY(identity, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_due ON waiting(due_ms);
CREATE TABLE revision(identity INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX revision_at ON revision(at_ms);
)sql",

    R"sql(
-- What was found in interactions is found anew, by today's rules, when the hub is opened.
DELETE FROM meta WHERE key='facts_by';
-- Keys of records that changed lately, until pages have them (store/keys.hpp): from row `no` on the record has these alone.
-- `round` and `key` are where the cursor was at that time. The newest row stays: numbers go on from it.
CREATE TABLE pending_keys(
  no INTEGER PRIMARY KEY, record INTEGER NOT NULL, replaces INTEGER NOT NULL, keys BLOB NOT NULL,
  round INTEGER NOT NULL, key INTEGER NOT NULL
) STRICT;
CREATE TABLE key_cursor(round INTEGER NOT NULL, key INTEGER NOT NULL, record INTEGER NOT NULL) STRICT;
INSERT INTO key_cursor VALUES(0, -9223372036854775808, 0);
-- What tells most candidates apart (hub/sketches.hpp), by blocks of record numbers.
CREATE TABLE sketch(block INTEGER PRIMARY KEY, sketches BLOB NOT NULL) STRICT;

-- Numbers of records and ids of identities go on from the largest that some row has, or from this where that one has gone: with
-- AUTOINCREMENT every put would write a page more.
CREATE TABLE largest_gone(what TEXT PRIMARY KEY, no INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO largest_gone SELECT name, seq FROM sqlite_sequence WHERE name IN ('record', 'identity');
DELETE FROM sqlite_sequence WHERE name IN ('record', 'identity');
PRAGMA writable_schema=ON;
UPDATE sqlite_schema SET sql=replace(sql, ' AUTOINCREMENT', '') WHERE type='table' AND name='record';
PRAGMA writable_schema=RESET;
-- Only of ids that are no longer in use there is something to say.
CREATE TABLE retired(identity INTEGER PRIMARY KEY, merged_into INTEGER NOT NULL) STRICT;
INSERT INTO retired SELECT id, merged_into FROM identity WHERE merged_into IS NOT NULL;
DROP TABLE identity;
)sql",

    R"sql(
-- Keys and contact points are derived anew: a record's country decides how its phone numbers are read.
DELETE FROM meta WHERE key='facts_by';
)sql",
};

/// Identities that are older than the change feed are its beginning.
void begin_feed(Connection& connection) {
  std::vector<ChangeEntry> entries;
  {
    const Statement members = prepare(connection, "SELECT identity, record FROM member ORDER BY identity, record");
    IdentityId last = 0;
    for (Query row(connection, members.get()); row.next(); last = row.integer(0)) {
      if (row.integer(0) != last) entries.push_back({.kind = ChangeKind::created, .identity = row.integer(0)});
      entries.push_back({.kind = ChangeKind::joined, .identity = row.integer(0), .record = row.integer(1)});
    }
  }
  const Statement add = prepare(connection, "INSERT INTO change(first, count, time_ms, entries) VALUES(?, ?, ?, ?)");
  const std::int64_t time_ms = base::now().unix_ms;
  std::string packed;
  for (std::size_t begin = 0; begin < entries.size(); begin += kChangesAPage) {
    const std::span page = std::span(entries).subspan(begin, std::min(kChangesAPage, entries.size() - begin));
    encode_changes(page, packed);
    Query(connection, add.get(), static_cast<std::int64_t>(begin) + 1, static_cast<std::int64_t>(page.size()), time_ms,
          std::span<const char>(packed))
        .run();
  }
}

void migrate(Connection& connection, std::int64_t from) {
  if (from == kOldestVersion) {
    connection.execute(kFromOldest);
    from = kFirstVersion;
  }
  const std::int64_t done = from < 0 ? 0 : from - kFirstVersion + 1;
  for (auto next = static_cast<std::size_t>(done); next < kMigrations.size(); ++next) {
    connection.execute(kMigrations[next]);
  }
  if (from == kFirstVersion) begin_feed(connection);
  connection.execute(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
  connection.execute(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
}

/// The schema's version; -1 for an empty database.
std::int64_t check(Connection& connection) {
  const std::int64_t application = connection.number("PRAGMA application_id");
  const std::int64_t version = connection.number("PRAGMA user_version");
  const Place place{.file = connection.path(), .record = {}};
  if (application == 0 && version == 0 && connection.number("SELECT count(*) FROM sqlite_schema") == 0) return -1;
  if (application != kApplicationId) {
    throw Error(ErrorCode::not_a_hub, "this SQLite database is not a hub; name another file", place);
  }
  if (version < kOldestVersion)
    throw Error(ErrorCode::not_a_hub, "the hub is damaged: it has no schema version", place);
  if (version > kSchemaVersion) {
    throw Error(ErrorCode::newer_schema,
                "the hub has schema version " + std::to_string(version) + ", this libscv knows up to " +
                    std::to_string(kSchemaVersion) + "; use a newer libscv",
                place);
  }
  return version;
}

}  // namespace

void prepare_schema(Connection& connection, bool read_only, const std::function<void()>& derive) {
  const std::int64_t version = check(connection);
  if (version == kSchemaVersion) return;
  if (read_only) {
    const Place place{.file = connection.path(), .record = {}};
    if (version < 0) throw Error(ErrorCode::not_a_hub, "the file is empty, it is no hub", place);
    throw Error(ErrorCode::conflict, "the hub is of an older version; open it once for writing to bring it up to date",
                place);
  }
  connection.execute("PRAGMA journal_mode=WAL");
  connection.execute("BEGIN IMMEDIATE");
  try {
    // Another process may have been faster.
    const std::int64_t now = check(connection);
    if (now != kSchemaVersion) {
      migrate(connection, now);
      if (now >= 0) derive();
    }
    connection.execute("COMMIT");
  } catch (...) {
    sqlite3_exec(connection.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

}  // namespace scv::store
