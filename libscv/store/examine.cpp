#include "store/examine.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <vector>

#include "store/encoding.hpp"
#include "store/packing.hpp"
#include "store/sqlite.hpp"

namespace scv::store {
namespace {

/// Back from the order of SQLite's signed numbers.
std::uint64_t as_key(std::int64_t ordered) noexcept {
  return static_cast<std::uint64_t>(ordered) ^ (std::uint64_t{1} << 63);
}

std::optional<std::int64_t> time_at(const Query& row, int column) {
  return row.null(column) ? std::nullopt : std::optional(row.integer(column));
}

}  // namespace

void Examiner::fail_unless_damaged(std::string_view finding) const {
  constexpr std::string_view kCode = "error code";  // "=266" or " 266" follows
  for (std::size_t at = finding.find(kCode); at != std::string_view::npos; at = finding.find(kCode, at + 1)) {
    const int code = std::atoi(std::string(finding.substr(at + kCode.size() + 1, 8)).c_str());
    if ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_NOMEM) {
      throw sqlite_error(nullptr, code, connection_.path(), "checking the hub");
    }
  }
}

std::vector<std::string> Examiner::integrity() const {
  std::vector<std::string> findings;
  const Statement check = prepare(connection_, "PRAGMA integrity_check(1000)");
  for (Query row(connection_, check.get()); row.next();) {
    if (row.text(0) == "ok") continue;
    fail_unless_damaged(row.text(0));
    findings.emplace_back(row.text(0));
  }
  return findings;
}

void Examiner::file() const {
  // SQLite does not tell a page that it could not read from one that is damaged: what it finds, it must find again.
  if (!integrity().empty()) {
    for (std::string& finding : integrity()) tell_("file", 0, std::move(finding));
  }
  const Statement references = prepare(connection_, "PRAGMA foreign_key_check");
  for (Query row(connection_, references.get()); row.next();) {
    tell_(row.text(0), row.integer(1), "refers to a row of " + std::string(row.text(2)) + " that does not exist");
  }
}

bool Examiner::records(const std::function<void(Number, const types::RecordView&)>& visit) const {
  const Statement all =
      prepare(connection_,
              "SELECT r.no, s.name, r.id, r.updated_at, r.attributes, r.payload, r.hash FROM record r "
              "LEFT JOIN source s ON s.id=r.source ORDER BY r.no");
  bool whole = true;
  std::vector<types::FieldView> fields;
  EncodedRecord again;
  for (Query row(connection_, all.get()); row.next();) {
    const Number no = row.integer(0);
    types::RecordView view;
    view.source = row.text(1);
    view.id = row.text(2);
    view.updated_at = row.text(3);
    view.payload = row.text(5);
    if (view.source.empty() || view.id.empty()) {
      tell_("record", no, "the record has no source or no id");
      whole = false;
      continue;
    }
    const std::string_view attributes = row.text(4);
    if (!decode_attributes(attributes, fields)) {
      tell_("record", no,
            "the attributes of " + std::string(view.source) + "/" + std::string(view.id) + " cannot be read");
      whole = false;
      continue;
    }
    view.fields = fields;
    encode(view, again);
    if (again.attributes != attributes || again.hash != static_cast<std::uint64_t>(row.integer(6))) {
      tell_("record", no, "the content is not the one that was stored: its hash differs");
    }
    visit(no, view);
  }
  return whole;
}

std::vector<KeyEntry> Examiner::pending_keys() const {
  const Statement rows = prepare(connection_, "SELECT no, record, replaces, keys FROM pending_keys ORDER BY no");
  struct Last {
    bool replaces = false;
    std::vector<std::uint64_t> keys;
  };
  std::map<Number, Last> last_of;  // what the last row of a record says
  Number expected = 0;
  for (Query row(connection_, rows.get()); row.next();) {
    const Number no = row.integer(0), record = row.integer(1);
    if (expected != 0 && no != expected) tell_("pending_keys", no, "the row before is missing");
    expected = no + 1;
    std::vector<std::uint64_t> keys;
    if (!decode_keys(row.text(3), keys) || !std::is_sorted(keys.begin(), keys.end())) {
      tell_("pending_keys", no, "the keys cannot be read");
      continue;
    }
    const bool replaces = row.integer(2) != 0;
    const auto [place, is_new] = last_of.try_emplace(record);
    // A row that is replaced was emptied. One that took all keys away has none, and what comes behind it replaces nothing.
    Last& older = place->second;
    if (!is_new && (!older.keys.empty() || !(replaces || older.replaces)) && record != 0) {
      tell_("pending_keys", no, "an older row says other keys of the record");
    }
    older = {replaces, std::move(keys)};
  }
  std::vector<KeyEntry> entries;
  for (const auto& [record, last] : last_of) {
    for (const std::uint64_t key : last.keys) entries.push_back({key, record});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void Examiner::keys(const std::function<void(const KeyEntry&)>& visit) const {
  const std::vector<KeyEntry> pending = pending_keys();
  auto next = pending.begin();
  const auto visit_pending = [&](const std::optional<KeyEntry>& before) {
    for (; next != pending.end() && (!before || *next < *before); ++next) visit(*next);
  };
  const Statement pages =
      prepare(connection_, "SELECT no, key, record, entries FROM key_page ORDER BY key_page.key, record");
  std::vector<KeyEntry> entries;
  std::optional<KeyEntry> last;
  bool first = true;
  for (Query row(connection_, pages.get()); row.next(); first = false) {
    const Number page = row.integer(0);
    const KeyEntry start{as_key(row.integer(1)), row.integer(2)};
    if (first && start != KeyEntry{}) tell_("key_page", page, "the first page does not begin at the smallest key");
    if (last && start <= *last) tell_("key_page", page, "the page before has entries that belong here");
    if (!decode_page(row.text(3), entries)) {
      tell_("key_page", page, "the page cannot be read");
      continue;
    }
    for (const KeyEntry& entry : entries) {
      if (entry < start || (last && entry <= *last)) {
        tell_("key_page", page, "the entries are not in their order");
        break;
      }
      last = entry;
    }
    for (const KeyEntry& entry : entries) {
      visit_pending(entry);
      if (next != pending.end() && *next == entry) ++next;
      visit(entry);
    }
  }
  visit_pending(std::nullopt);
}

void Examiner::sketches(const std::function<void(Number block, std::string_view)>& visit) const {
  const Statement all = prepare(connection_, "SELECT block, sketches FROM sketch ORDER BY block");
  for (Query row(connection_, all.get()); row.next();) visit(row.integer(0), row.text(1));
}

void Examiner::points(const std::function<void(const PointEntry&)>& visit) const {
  const Statement all = prepare(
      connection_, "SELECT kind, value, record, from_ms, to_ms FROM contact_point ORDER BY kind, value, record");
  for (Query row(connection_, all.get()); row.next();) {
    visit({.kind = static_cast<ContactPointKind>(row.integer(0)),
           .value = row.text(1),
           .record = row.integer(2),
           .from_ms = time_at(row, 3),
           .to_ms = time_at(row, 4)});
  }
}

void Examiner::edges(const std::function<void(const Edge&)>& visit) const {
  const Statement all = prepare(connection_, "SELECT record, neighbours FROM edge ORDER BY record");
  std::vector<Neighbour> neighbours;
  for (Query row(connection_, all.get()); row.next();) {
    const Number record = row.integer(0);
    if (!decode_neighbours(row.text(1), neighbours) || neighbours.empty()) {
      tell_("edge", record, "the neighbours of the record cannot be read");
      continue;
    }
    Number last = 0;
    for (const Neighbour& neighbour : neighbours) {
      if (neighbour.record <= last) {
        tell_("edge", record, "the neighbours of the record are not in their order");
        break;
      }
      last = neighbour.record;
    }
    for (const Neighbour& neighbour : neighbours) visit({record, neighbour.record, neighbour.weight});
  }
}

void Examiner::retired(const std::function<void(IdentityId, IdentityId)>& visit) const {
  const Statement all = prepare(connection_, "SELECT identity, merged_into FROM retired ORDER BY identity");
  for (Query row(connection_, all.get()); row.next();) visit(row.integer(0), row.integer(1));
}

void Examiner::successions(const std::function<void(IdentityId, IdentityId)>& visit) const {
  const Statement all = prepare(connection_, "SELECT identity, successor FROM succession ORDER BY identity, successor");
  for (Query row(connection_, all.get()); row.next();) visit(row.integer(0), row.integer(1));
}

void Examiner::changes(const std::function<void(std::int64_t, const ChangeEntry&)>& visit) const {
  const Statement pages = prepare(connection_, "SELECT first, count, entries FROM change ORDER BY first");
  std::vector<ChangeEntry> entries;
  std::int64_t next = 1;
  for (Query row(connection_, pages.get()); row.next();) {
    const std::int64_t first = row.integer(0);
    if (first != next) {
      tell_("change", first, "cursors have a gap or overlap: " + std::to_string(next) + " should come next");
    }
    if (!decode_changes(row.text(2), entries) || static_cast<std::int64_t>(entries.size()) != row.integer(1)) {
      tell_("change", first, "the page cannot be read, or does not have as many entries as it says");
    }
    next = first;
    for (const ChangeEntry& entry : entries) visit(next++, entry);
  }
}

void Examiner::interactions(const std::function<void(const InteractionRow&)>& visit) const {
  const Statement all = prepare(connection_,
                                "SELECT i.no, s.name, i.id, i.channel, i.direction, i.time_ms, i.time, i.body, i.facts "
                                "FROM interaction i LEFT JOIN source s ON s.id=i.source ORDER BY i.no");
  for (Query row(connection_, all.get()); row.next();) {
    visit({.no = row.integer(0),
           .source = row.text(1),
           .id = row.text(2),
           .channel = row.integer(3),
           .direction = row.integer(4),
           .time_ms = time_at(row, 5),
           .time = row.text(6),
           .body = row.text(7),
           .facts = row.text(8)});
  }
}

void Examiner::interaction_points(const std::function<void(Number, InteractionPoint)>& visit) const {
  const Statement all = prepare(
      connection_, "SELECT interaction, kind, value, own FROM interaction_point ORDER BY interaction, kind, value");
  for (Query row(connection_, all.get()); row.next();) {
    visit(row.integer(0), {{static_cast<ContactPointKind>(row.integer(1)), std::string(row.text(2))},
                           static_cast<PointRole>(row.integer(3))});
  }
}

void Examiner::waiting(const std::function<void(IdentityId, Number)>& visit) const {
  const Statement all =
      prepare(connection_, "SELECT identity, interaction FROM waiting UNION ALL SELECT identity, 0 FROM revision");
  for (Query row(connection_, all.get()); row.next();) visit(row.integer(0), row.integer(1));
}

void Examiner::counts() const {
  constexpr std::array<std::pair<const char*, const char*>, 3> kNumbered = {
      {{"interaction", "no"}, {"load", "id"}, {"model", "version"}}};
  for (const auto& [table, column] : kNumbered) {
    const std::string name = table;
    const std::int64_t largest = connection_.number(("SELECT max(" + std::string(column) + ") FROM " + name).c_str());
    const std::int64_t given =
        connection_.number(("SELECT seq FROM sqlite_sequence WHERE name='" + name + "'").c_str());
    if (given < largest) tell_(name, largest, "the number would be given a second time");
  }
  const Statement loads = prepare(
      connection_,
      "SELECT l.id, l.read, l.records, l.interactions, l.rejected, (SELECT count(*) FROM reject r WHERE r.load=l.id) "
      "FROM load l");
  for (Query row(connection_, loads.get()); row.next();) {
    if (row.integer(1) != row.integer(2) + row.integer(3) + row.integer(4)) {
      tell_("load", row.integer(0), "records, interactions and rejects do not add up to the rows read");
    }
    if (row.integer(4) != row.integer(5))
      tell_("reject", row.integer(0), "the load has rejected another number of rows");
  }
}

}  // namespace scv::store
