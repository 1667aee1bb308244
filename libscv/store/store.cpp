// The file and its records: opening, transactions, records, keys, edges, identities.

#include "store/store.hpp"

#include <algorithm>
#include <filesystem>

#include "store/impl.hpp"

namespace scv::store {
namespace {

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

Store::Store(const std::string& path, const OpenOptions& options)
    : impl_(std::make_unique<Impl>(path, open_flags(path, options), options)) {
  impl_->bring_up_to_date(options.read_only && path != ":memory:", [&] {
    if (options.derive) options.derive(*this);
  });
}
Store::~Store() = default;

Store::Transaction::Transaction(Store& store, Kind kind) : store_(store), kind_(kind) {
  // Without memory the one before may not have been rolled back.
  if (sqlite3_get_autocommit(store_.impl_->connection().handle()) == 0) store_.impl_->connection().execute("ROLLBACK");
  store_.impl_->begin(kind == Kind::write);
}

Store::Transaction::~Transaction() {
  if (!open_) return;
  // What a reader saw of sources stays: they are never removed.
  if (kind_ == Kind::write) store_.impl_->forget_sources();
  store_.impl_->keys().rolled_back();
  sqlite3* handle = store_.impl_->connection().handle();
  // Some errors (a full disk, no memory) have rolled back already; interrupt() may come in between.
  try {
    if (sqlite3_get_autocommit(handle) == 0) store_.impl_->run(Sql::roll_back);
  } catch (...) {  // nothing may leave here, least of all what making an Error of it throws
  }
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
  const Impl::Patience none(*impl_, false);
  return sqlite3_wal_checkpoint_v2(impl_->connection().handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                   nullptr) == SQLITE_OK;
}

bool Store::leave_log() { return impl_->leave_log(); }

bool Store::use_log() noexcept { return impl_->use_log(true); }

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

void Store::set_keys(Number record, std::span<const std::uint64_t> before, std::span<const std::uint64_t> after) {
  impl_->keys().set(record, before, after);
}

bool Store::are_known_with_key(std::uint64_t key, std::size_t count) { return impl_->keys().are_known(key, count); }

std::vector<Number> Store::records_with_key(std::uint64_t key, std::size_t limit) {
  return impl_->keys().records(key, limit);
}

void Store::replace_keys(const std::function<std::span<const KeyEntry>()>& next) { impl_->keys().replace_all(next); }

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

void Store::replace_edges(const NeighbourLists& lists) { impl_->replace_edges(lists); }

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

void Store::replace_members(std::span<const Member> members) {
  Connection& connection = impl_->connection();
  connection.execute("DROP INDEX member_identity");
  impl_->run(Sql::clear_members);
  insert_rows(connection, "INSERT INTO member(record, identity) VALUES", 2, members.size(),
              [&](Query& row, std::size_t i) { row.bind_next(members[i].record, members[i].identity); });
  connection.execute("CREATE INDEX member_identity ON member(identity)");
}

HubStats Store::stats() {
  HubStats result;
  result.identities = identity_count();
  result.interactions = as_unsigned(impl_->number(Sql::count_interactions));
  result.rejects = as_unsigned(impl_->number(Sql::count_rejects));
  result.schema_version = as_unsigned(impl_->connection().number("PRAGMA user_version"));
  for (Query row = impl_->query(Sql::count_by_source); row.next();) {
    const std::uint64_t count = as_unsigned(row.integer(1));
    if (count != 0) result.records_by_source.emplace_back(std::string(row.text(0)), count);
    result.records += count;
  }
  return result;
}

}  // namespace scv::store
