#include "store/store.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "store/encoding.hpp"

namespace {

using scv::Error;
using scv::ErrorCode;
using scv::Field;
using scv::Record;
using scv::store::OpenOptions;
using scv::store::Store;
using scv::store::Upserted;
using Transaction = Store::Transaction;

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("scv_store_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

Record record(const std::string& source, const std::string& id, const std::string& name) {
  Record made{.source = source,
              .id = id,
              .updated_at = "2026-03-01",
              .attributes = {},
              .payload = std::string("{\"a\":\0}", 7)};
  made.add(Field::family_name, name).add(Field::phone, "0351 4567-89", "work");
  return made;
}

scv::store::Upsert upsert(Store& store, const Record& record) {
  scv::base::Arena arena;
  return store.upsert(scv::types::to_view(record, arena));
}

template <typename F>
ErrorCode code_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    CHECK_FALSE(error.message().empty());
    return error.code();
  }
  return ErrorCode{};
}

void run_sql(const std::string& path, const char* sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  CHECK(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

}  // namespace

TEST_CASE("attributes come back from their encoding, damaged bytes are refused") {
  std::vector<scv::types::FieldView> fields(2), back;
  fields[0].field = Field::name;
  fields[0].value = std::string_view("Mül\0ler", 8);
  fields[1].field = Field::other;
  fields[1].group = 0xffff;
  const std::string long_text(100'000, 'x');
  fields[1].value = long_text;
  fields[1].type = "column";
  fields[1].valid_to = "2026";
  std::string bytes;
  scv::store::encode_attributes(fields, bytes);
  REQUIRE(scv::store::decode_attributes(bytes, back));
  REQUIRE(back.size() == 2);
  CHECK(back[0].value == fields[0].value);
  CHECK(back[1].value == long_text);
  CHECK(back[1].group == 0xffff);
  CHECK(back[1].type == "column");
  CHECK(back[1].valid_from.empty());
  CHECK(back[1].valid_to == "2026");

  CHECK_FALSE(scv::store::decode_attributes("", back));
  CHECK_FALSE(scv::store::decode_attributes("\x07", back));
  for (std::size_t cut = 2; cut < 24; ++cut) {
    scv::store::decode_attributes(std::string_view(bytes).substr(0, cut), back);  // must not read past the end
  }
  std::string flipped = bytes;
  for (std::size_t i = 1; i < 24; ++i) {
    flipped[i] = static_cast<char>(flipped[i] ^ 0xff);
    scv::store::decode_attributes(flipped, back);
    flipped[i] = bytes[i];
  }
}

TEST_CASE("a record comes back from its encoding") {
  scv::types::FieldView fields[2];
  fields[0].field = Field::family_name;
  fields[0].group = 3;
  fields[0].value = "Müller";
  fields[1].field = Field::phone;
  fields[1].value = "0221 1234";
  fields[1].valid_from = "2020-01-01";
  fields[1].valid_to = "2026-01-01";
  for (const std::size_t count : {0u, 1u, 2u}) {
    const scv::types::RecordView record{.source = "crm",
                                        .id = std::string_view("4\0"
                                                               "2",
                                                               3),
                                        .updated_at = count == 0 ? "" : "2026-11-30T10:00:00Z",
                                        .payload = "{\"a\":1}",
                                        .fields = std::span(fields).first(count),
                                        .columns = {},
                                        .line = 0};
    const std::string bytes = scv::store::encode_record(record);
    std::vector<scv::types::FieldView> back;
    CHECK(scv::types::to_record(scv::store::decode_record(bytes, back)) == scv::types::to_record(record));
  }
}

TEST_CASE("records: inserted, unchanged, replaced, removed; numbers are never used again") {
  Store store(":memory:", {});
  const Record anna = record("crm", "1", "Müller");
  const auto first = upsert(store, anna);
  CHECK(first.what == Upserted::inserted);
  CHECK(upsert(store, anna).what == Upserted::unchanged);
  CHECK(store.record(first.no)->record == anna);
  const auto hash = store.record_hash(first.no);

  Record other = anna;
  other.payload += "x";
  const auto replaced = upsert(store, other);
  CHECK(replaced.what == Upserted::replaced);
  CHECK(replaced.no == first.no);
  CHECK(replaced.before == anna);
  CHECK(store.record_hash(first.no) != hash);
  CHECK(store.record(first.no)->record.payload == other.payload);

  CHECK(store.find_record("crm", "1") == first.no);
  CHECK_FALSE(store.find_record("crm", "2"));
  CHECK_FALSE(store.find_record("shop", "1"));
  store.remove_record(first.no);
  CHECK_FALSE(store.record(first.no));
  CHECK(store.record_count() == 0);
  CHECK(upsert(store, anna).no > first.no);
}

// The reference stores them one by one.
TEST_CASE("many records at once are stored like one after the other, whatever they repeat") {
  Store many(":memory:", {}), single(":memory:", {});
  std::mt19937_64 random(7);
  for (const std::size_t range : {1000u, 40u, 60u, 3u, 5000u}) {
    CAPTURE(range);
    std::vector<Record> records;
    for (int i = 0; i < 300; ++i) {
      const std::string source = random() % 8 == 0 ? "shop" : "crm";
      records.push_back(record(source, std::to_string(random() % range), random() % 2 == 0 ? "Müller" : "Schulz"));
    }
    scv::base::Arena arena;
    std::vector<scv::types::RecordView> views;
    std::vector<scv::store::EncodedRecord> encoded(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      views.push_back(scv::types::to_view(records[i], arena));
      scv::store::encode(views[i], encoded[i]);
    }
    std::vector<scv::store::Upsert> results;
    many.upsert(views, encoded, results);
    REQUIRE(results.size() == records.size());
    scv::store::Number newest = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const auto expected = single.upsert(views[i]);
      CHECK(results[i].what == expected.what);
      CHECK(results[i].before == expected.before);
      CHECK(many.record(results[i].no)->record.id == records[i].id);
      CHECK(many.record_hash(results[i].no).has_value());
      if (results[i].what != Upserted::inserted) continue;
      CHECK(results[i].no > newest);
      newest = results[i].no;
    }
    CHECK(many.record_count() == single.record_count());
    for (const Record& stored : records) {
      CHECK(many.record(*many.find_record(stored.source, stored.id))->record ==
            single.record(*single.find_record(stored.source, stored.id))->record);
      CHECK(many.record_hash(*many.find_record(stored.source, stored.id)) ==
            single.record_hash(*single.find_record(stored.source, stored.id)));
    }
  }
}

TEST_CASE("new identities are numbered in a row") {
  Store store(":memory:", {});
  CHECK(store.new_identities(0) == 0);
  CHECK(store.new_identity() == 1);
  CHECK(store.new_identities(100) == 2);
  CHECK(store.new_identity() == 102);
  CHECK(store.todays_identity(101) == 101);
}

TEST_CASE("the numbers of a record and an identity that have gone are not given again") {
  Store store(":memory:", {});
  for (const char* id : {"1", "2"}) upsert(store, record("crm", id, "Müller"));
  store.set_identity(1, store.new_identity());
  store.set_identity(2, store.new_identity());
  const auto again = [&] {
    Store::Transaction transaction(store, Store::Transaction::Kind::write);
    CHECK(store.newest_identity() == 2);
    CHECK(store.todays_identity(2) == 2);
    CHECK(store.todays_identity(3) == 0);
    CHECK(store.new_identity() == 3);
    CHECK(upsert(store, record("crm", "3", "Müller")).no == 3);
  };
  again();
  {
    Store::Transaction transaction(store, Store::Transaction::Kind::write);
    store.remove_record(2);
    transaction.commit();
  }
  again();
  {
    Store::Transaction transaction(store, Store::Transaction::Kind::write);
    store.remove_record(1);
    transaction.commit();
  }
  again();
}

TEST_CASE("numbers have no gaps where some records of many were known, or the newest has gone") {
  Store store(":memory:", {});
  upsert(store, record("crm", "1", "Müller"));
  std::vector<Record> records;
  for (const char* id : {"2", "1", "3", "2", "4"}) records.push_back(record("crm", id, "Müller"));
  scv::base::Arena arena;
  std::vector<scv::types::RecordView> views;
  std::vector<scv::store::EncodedRecord> encoded(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    views.push_back(scv::types::to_view(records[i], arena));
    scv::store::encode(views.back(), encoded[i]);
  }
  const auto numbers = [&](std::size_t count) {
    std::vector<scv::store::Upsert> results;
    store.upsert(std::span(views).first(count), std::span(encoded).first(count), results);
    std::vector<std::int64_t> all;
    for (const scv::store::Upsert& result : results) all.push_back(result.no);
    return all;
  };
  Store::Transaction transaction(store, Store::Transaction::Kind::write);
  CHECK(numbers(4) == std::vector<std::int64_t>{2, 1, 3, 2});
  CHECK(numbers(5) == std::vector<std::int64_t>{2, 1, 3, 2, 4});
  store.remove_record(4);
  CHECK(numbers(5) == std::vector<std::int64_t>{2, 1, 3, 2, 5});
  CHECK(store.newest_record() == 5);
}

TEST_CASE("keys, edges, points and members are found from both sides") {
  Store store(":memory:", {});
  for (const char* id : {"1", "2", "3"}) upsert(store, record("crm", id, "Müller"));
  const std::uint64_t large = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t keys[] = {1, large};
  store.set_keys(1, {}, keys);
  store.set_keys(2, {}, std::span(keys).first(1));
  CHECK(store.records_with_key(1, 10) == std::vector<std::int64_t>{1, 2});
  CHECK(store.records_with_key(1, 1).size() == 1);
  CHECK(store.records_with_key(large, 10) == std::vector<std::int64_t>{1});
  store.set_keys(1, keys, {});
  CHECK(store.records_with_key(1, 10) == std::vector<std::int64_t>{2});

  store.set_edge({1, 2, 5.5});
  store.set_edge({3, 1, 2});
  REQUIRE(store.edges_of(1).size() == 2);
  CHECK(store.edges_of(1)[0].record == 2);
  CHECK(store.edges_of(2)[0].weight == 5.5);
  store.remove_edges_of(1);
  CHECK(store.edges_of(2).empty());
  CHECK(store.edges_of(3).empty());

  const auto a = store.new_identity(), b = store.new_identity(), c = store.new_identity();
  store.set_identity(1, a);
  store.set_identity(2, a);
  store.set_identity(3, b);
  CHECK(store.records_of(a) == std::vector<std::int64_t>{1, 2});
  CHECK(store.identity_count() == 2);
  store.retire(c, b);
  store.retire(b, a);
  CHECK(store.todays_identity(c) == a);
  CHECK(store.todays_identity(a) == a);
  CHECK(store.todays_identity(999) == 0);

  const scv::store::ContactPoint phone{scv::ContactPointKind::phone, "+49351456789"};
  const scv::store::RecordPoint use{phone, std::nullopt, std::nullopt};
  for (std::int64_t no = 1; no <= 3; ++no) store.add_points(no, {&use, 1});
  CHECK(store.records_at(phone, 10) == std::vector<std::int64_t>{1, 3});
  const auto members_at = [&](std::size_t limit) {
    std::vector<std::pair<std::int64_t, scv::IdentityId>> members;
    for (const auto& member : store.members_at(phone, limit)) members.emplace_back(member.record, member.identity);
    return members;
  };
  CHECK(members_at(10) == std::vector<std::pair<std::int64_t, scv::IdentityId>>{{1, a}, {2, a}, {3, b}});
  CHECK(members_at(2).size() == 2);
  CHECK(store.identities_at(phone) == 2);
  store.remove_points(1, {&phone, 1});
  CHECK(store.records_at(phone, 10) == std::vector<std::int64_t>{2, 3});
  CHECK(members_at(10) == std::vector<std::pair<std::int64_t, scv::IdentityId>>{{2, a}, {3, b}});
}

TEST_CASE("interactions are stored once and found at their customers' points, not at the firm's") {
  Store store(":memory:", {});
  scv::Interaction call;
  call.source = "phone";
  call.id = "c1";
  call.time = "2026-03-01T10:00:00+01:00";
  const scv::store::ContactPoint customer{scv::ContactPointKind::phone, "+49351456789"};
  const scv::store::ContactPoint firm{scv::ContactPointKind::phone, "+493514000"};
  using scv::store::PointRole;
  const scv::store::InteractionPoint points[] = {
      {customer, PointRole::customer}, {firm, PointRole::own}, {customer, PointRole::own}};
  const auto no = store.add_interaction(call, "{}", "", points);
  REQUIRE(no);
  CHECK_FALSE(store.add_interaction(call, "{\"other\":1}", "", points));
  REQUIRE(store.interactions_at(customer).size() == 1);
  CHECK(store.interactions_at(customer)[0].time_ms == 1772355600000);
  CHECK(store.interactions_at(firm).empty());
  CHECK(store.interaction(*no) == "{}");
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  Folder folder;
  const std::string path = folder / "hub.scv";
  {
    Store store(path, {});
    {
      Transaction transaction(store, Transaction::Kind::write);
      upsert(store, record("crm", "1", "Müller"));
    }
    CHECK(store.record_count() == 0);
    Transaction transaction(store, Transaction::Kind::write);
    upsert(store, record("crm", "2", "Müller"));  // its source was rolled back above and must be there again
    transaction.commit();
  }
  OpenOptions read;
  read.read_only = true;
  Store store(path, read);
  CHECK(store.record_count() == 1);
  CHECK(store.find_record("crm", "2"));
  CHECK(code_of([&] { upsert(store, record("crm", "3", "Müller")); }) == ErrorCode::io);
}

TEST_CASE("a second writer waits, then gets busy") {
  Folder folder;
  const std::string path = folder / "hub.scv";
  OpenOptions impatient;
  impatient.busy_timeout_ms = 20;
  Store one(path, impatient), two(path, impatient);
  const Transaction transaction(one, Transaction::Kind::write);
  CHECK(code_of([&] { Transaction other(two, Transaction::Kind::write); }) == ErrorCode::busy);
  CHECK(two.record_count() == 0);  // readers do not wait
}

TEST_CASE("files that are no hub, or a newer one, give a clear error and stay as they are") {
  Folder folder;
  const auto open = [](const std::string& path, OpenOptions options = {}) {
    return [path, options] { Store store(path, options); };
  };
  OpenOptions existing;
  existing.create = false;
  CHECK(code_of(open(folder / "none.scv", existing)) == ErrorCode::not_found);
  CHECK(code_of(open(folder / "no/folder/hub.scv")) == ErrorCode::io);
  CHECK(code_of(open(folder / ".")) == ErrorCode::io);
  CHECK(code_of(open("")) == ErrorCode::invalid_argument);

  std::ofstream(folder / "text.txt") << std::string(5000, 'x');
  CHECK(code_of(open(folder / "text.txt")) == ErrorCode::not_a_hub);
  CHECK(std::filesystem::file_size(folder / "text.txt") == 5000);

  run_sql(folder / "foreign.db", "CREATE TABLE t(x)");
  CHECK(code_of(open(folder / "foreign.db")) == ErrorCode::not_a_hub);

  { Store store(folder / "newer.scv", {}); }
  run_sql(folder / "newer.scv", "PRAGMA user_version=99");
  CHECK(code_of(open(folder / "newer.scv")) == ErrorCode::newer_schema);
  try {
    Store store(folder / "newer.scv", {});
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("newer.scv") != std::string::npos);
    CHECK(error.message().find("99") != std::string::npos);
  }

  { Store store(folder / "unversioned.scv", {}); }
  run_sql(folder / "unversioned.scv", "PRAGMA user_version=0");
  CHECK(code_of(open(folder / "unversioned.scv")) == ErrorCode::not_a_hub);

  std::ofstream(folder / "empty.scv").flush();
  { Store store(folder / "empty.scv", {}); }
  CHECK(std::filesystem::file_size(folder / "empty.scv") > 0);
  Store again(folder / "empty.scv", existing);
  CHECK(again.stats().schema_version == scv::store::kSchemaVersion);
}

TEST_CASE("a damaged record is an error, not a crash") {
  Folder folder;
  const std::string path = folder / "hub.scv";
  {
    Store store(path, {});
    upsert(store, record("crm", "1", "Müller"));
  }
  run_sql(path, "UPDATE record SET attributes=x'01ff'");
  Store store(path, {});
  CHECK(code_of([&] { store.record(1); }) == ErrorCode::not_a_hub);
}

TEST_CASE("the active model's version is found without reading models") {
  Folder folder;
  const std::string path = folder / "hub.scv";
  { Store store(path, {}); }
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  std::string plan;
  const auto append = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) += values[3];
    return 0;
  };
  CHECK(sqlite3_exec(handle, "EXPLAIN QUERY PLAN SELECT version FROM model WHERE active=1", append, &plan, nullptr) ==
        SQLITE_OK);
  sqlite3_close(handle);
  CHECK(plan.find("COVERING INDEX model_active") != std::string::npos);
}

TEST_CASE("models: one is active; rejects and loads are kept") {
  Store store(":memory:", {});
  CHECK_FALSE(store.active_model());
  CHECK(store.active_model_version() == 0);
  const auto prior = store.add_model("{\"a\":1}", false, "2026-03-01");
  const auto trained = store.add_model("{\"a\":2}", true, "2026-03-02");
  CHECK(trained > prior);
  CHECK(store.active_model()->json == "{\"a\":2}");
  CHECK(store.active_model()->trained);
  CHECK(store.active_model_version() == trained);

  const auto load = store.begin_load("crm.csv", "2026-03-01");
  store.add_reject(load,
                   {{.file = "crm.csv", .line = 7, .column = 1, .record = {}}, ErrorCode::parse, "ragged", "a;b"});
  store.end_load(load, {});
  CHECK(store.stats().rejects == 1);
}
