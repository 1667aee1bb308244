// What the hub promises around its calls: callbacks, cancelling, failed writes, and what removal leaves.

#include "scv/hub.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "../../property/random_people.hpp"
#include "store/store.hpp"

namespace {

using scv::Error;
using scv::ErrorCode;
using scv::Field;
using scv::Hub;
using scv::HubOptions;
using scv::Interaction;
using scv::LoadOptions;
using scv::Record;
using scv::test::People;

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "scv_hub_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const char* name) const { return (path_ / name).string(); }
  /// All bytes of all files.
  std::string bytes() const {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator(path_)) {
      std::ifstream stream(file.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(stream), {});
    }
    return all;
  }

 private:
  std::filesystem::path path_;
};

std::vector<Record> people(std::size_t customers) { return People(scv::test::seed(), {customers, 10}).records; }

Record person(const std::string& id, const std::string& name) {
  Record made{.source = "crm", .id = id};
  made.add(Field::name, name);
  return made;
}

Interaction mail_from(const std::string& id, const std::string& address) {
  Interaction mail;
  mail.source = "mail";
  mail.id = id;
  mail.channel = scv::Channel::email;
  mail.time = "2026-03-01T10:00:00Z";
  mail.participants.push_back({.kind = scv::ContactPointKind::email, .value = address});
  return mail;
}

void run_sql(const std::string& path, const char* sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  CHECK(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
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

/// Something in another thread, done when this returns.
template <typename F>
void elsewhere(F&& f) {
  std::thread(std::forward<F>(f)).join();
}

}  // namespace

TEST_CASE("a callback that would wait for its own call gets an error, and the hub works on") {
  const Folder folder;
  const std::vector<Record> records = people(20);
  for (const std::string& path : {folder / "hub.scv", std::string(":memory:")}) {
    Hub hub(path);
    LoadOptions options;
    options.on_progress = [&](const scv::Progress&) { return hub.put(records.front()).identity > 0; };
    CHECK(code_of([&] { hub.load(records, options); }) == ErrorCode::invalid_argument);
    CHECK(hub.stats().records == 0);
    CHECK(hub.load(records).records_new == records.size());
  }
  // All of the matching's threads call back.
  const std::vector<Record> many = people(1200);
  Hub busy(folder / "busy.hub"), other(":memory:");
  std::atomic<int> calls{0}, refused{0}, elsewhere{0};
  const auto caller = std::this_thread::get_id();
  LoadOptions options;
  options.on_progress = [&](const scv::Progress& progress) {
    if (progress.stage != "match") return true;
    ++calls;
    if (std::this_thread::get_id() != caller) ++elsewhere;
    // Nor by way of another hub.
    LoadOptions inner;
    inner.on_progress = [&](const scv::Progress&) {
      if (code_of([&] { busy.put(records.front()); }) == ErrorCode::invalid_argument) ++refused;
      return false;
    };
    CHECK(code_of([&] { other.load(std::span(records).first(1), inner); }) == ErrorCode::cancelled);
    return true;
  };
  CHECK(busy.load(many, options).records_new == many.size());
  CHECK(calls > 2);
  CHECK(refused == calls);
  if (std::thread::hardware_concurrency() > 1) WARN(elsewhere > 0);
  // In memory there is one connection, and readers take turns with the writer.
  Hub hub(":memory:");
  hub.load(records);
  const auto look = [&](std::string_view) { hub.stats(); };
  CHECK(code_of([&] { hub.write(scv::ExportFormat::csv, look); }) == ErrorCode::invalid_argument);
  CHECK(hub.stats().records == records.size());
}

TEST_CASE("the log may call the hub") {
  std::unique_ptr<Hub> hub;
  std::size_t calls = 0;
  HubOptions options;
  options.log = [&](scv::LogLevel, std::string_view) {
    if (hub && ++calls == 1) hub->put(person("1", "Greta Ottenbacher"));
  };
  hub = std::make_unique<Hub>(":memory:", options);
  hub->load(people(5));
  CHECK(calls > 0);
  CHECK(hub->get("crm", "1"));
}

TEST_CASE("a load in many pieces keeps count of each row, whatever becomes of it") {
  // Rows come and are stored by some thousand; keys come again in another piece, as they were or with something else.
  constexpr std::size_t kRows = 21'000;
  for (const bool some_replaced : {false, true}) {
    CAPTURE(some_replaced);
    std::vector<Record> rows;
    std::size_t bad = 0, again = 0, replaced = 0;
    for (std::size_t i = 0; i < kRows; ++i) {
      Record row =
          person(std::to_string(i), "Greta" + std::to_string(i % 1000) + " Ottenbacher" + std::to_string(i / 3));
      row.add(Field::email, "greta" + std::to_string(i / 3) + "@example.org");
      if (i % 5000 == 4999) {
        row.id.clear();
        ++bad;
      } else if (i % 6000 == 5999) {
        row = rows[i - 5000];
        ++again;
      } else if (some_replaced && i % 7000 == 6999) {
        row.id = rows[i - 4500].id;
        ++replaced;
      }
      rows.push_back(std::move(row));
    }
    std::map<scv::RecordKey, Record> last;
    for (const Record& row : rows) {
      if (!row.id.empty()) last[{row.source, row.id}] = row;
    }
    std::string first_model, first_digest;
    for (const unsigned threads : {1u, 0u}) {
      CAPTURE(threads);
      HubOptions options;
      options.threads = threads;
      Hub hub(":memory:", options);
      const scv::LoadReport report = hub.load(rows);
      if (first_model.empty()) {
        first_model = hub.model();
        first_digest = hub.digest();
      }
      CHECK(hub.model() == first_model);
      CHECK(hub.digest() == first_digest);
      CHECK(report.read == kRows);
      CHECK(report.rejected == bad);
      CHECK(report.records_new == last.size());
      CHECK(report.records_unchanged == again);
      CHECK(report.records_replaced == replaced);
      CHECK(report.first_rejects.size() == bad);
      CHECK(report.identities == hub.stats().identities);
      CHECK(hub.check().problems.empty());
      for (std::size_t i = 0; i < kRows; i += 499) {
        if (rows[i].id.empty()) continue;
        const auto stored = hub.get(rows[i].source, rows[i].id);
        REQUIRE(stored);
        CHECK(stored->attributes == last.at({rows[i].source, rows[i].id}).attributes);
      }
      // The same from what is left of the rows.
      options.model = hub.model();
      Hub other(":memory:", options);
      std::vector<Record> left;
      for (const auto& [key, row] : last) left.push_back(row);
      other.load(left);
      CHECK(other.digest() == hub.digest());
    }
  }
}

TEST_CASE("cancel stops a load, which leaves nothing") {
  const std::vector<Record> records = people(30);
  Hub hub(":memory:");
  std::size_t stages = 0;
  LoadOptions options;
  options.on_progress = [&](const scv::Progress& progress) {
    // Once while it reads, once while it matches.
    if (stages == 0 || progress.stage != "read") elsewhere([&] { hub.cancel(); });
    return true;
  };
  CHECK(code_of([&] { hub.load(records, options); }) == ErrorCode::cancelled);
  stages = 1;
  CHECK(code_of([&] { hub.load(records, options); }) == ErrorCode::cancelled);
  CHECK(hub.stats().records == 0);
  CHECK(hub.load(records).records_new == records.size());
  Hub calm(":memory:");
  calm.load(records);
  CHECK(hub.digest() == calm.digest());
}

TEST_CASE("cancel stops an export and a search, and what comes later runs") {
  const Folder folder;
  Hub hub(folder / "hub.scv");
  hub.load(people(40));
  std::size_t lines = 0;
  const auto sink = [&](std::string_view) {
    if (++lines == 2) elsewhere([&] { hub.cancel(); });
  };
  CHECK(code_of([&] { hub.write(scv::ExportFormat::csv, sink); }) == ErrorCode::cancelled);
  CHECK(lines == 2);
  lines = 2;
  hub.write(scv::ExportFormat::csv, sink);
  CHECK(lines > 4);

  const std::uint64_t before = hub.stats().records;
  std::atomic<bool> done{false};
  std::thread canceller([&] {
    while (!done) hub.cancel();
  });
  Record query;
  query.add(Field::name, "Anna Müller");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::size_t stopped = 0, other = 0;
  const auto count = [&](ErrorCode code) {
    stopped += code == ErrorCode::cancelled;
    other += code != ErrorCode::cancelled && code != ErrorCode{};
  };
  while (stopped < 300 && std::chrono::steady_clock::now() < deadline) count(code_of([&] { hub.find(query); }));
  CHECK(stopped > 0);
  // Writers may be hit, too: what was stopped is wholly absent.
  std::uint64_t stored = 0;
  for (int i = 0; i < 200; ++i) {
    const ErrorCode code = code_of([&] { hub.put(person("put" + std::to_string(i), "Greta Ottenbacher")); });
    stored += code == ErrorCode{};
    count(code);
  }
  done = true;
  canceller.join();
  CHECK(other == 0);
  CHECK_FALSE(hub.find(query).empty());
  CHECK(hub.stats().records == before + stored);
  CHECK(hub.put(person("later", "Greta Ottenbacher")).identity > 0);
}

TEST_CASE("a first write that fails leaves no model behind that a later one would use") {
  const Folder folder;
  const std::vector<Record> records = people(80);
  const std::span all(records);
  const auto run = [&](const std::string& path, bool fail) {
    Hub hub(path);
    if (fail) {
      run_sql(path, "CREATE TRIGGER fault BEFORE INSERT ON member BEGIN SELECT RAISE(ABORT, 'fault'); END");
      CHECK(code_of([&] { hub.put(records.front()); }) == ErrorCode::database);
      CHECK(hub.stats().records == 0);
      run_sql(path, "DROP TRIGGER fault");
    }
    hub.load(all.first(records.size() / 2));
    for (const Record& record : all.subspan(records.size() / 2)) hub.put(record);
    return hub.digest();
  };
  CHECK(run(folder / "failed.scv", true) == run(folder / "plain.scv", false));
}

TEST_CASE("what is removed is gone from the bytes of an open hub's files") {
  const Folder folder;
  Hub hub(folder / "hub.scv");
  std::vector<Record> records;
  for (int i = 0; i < 100; ++i) {
    // Names that one has alone: what many share is in the model's statistics.
    const std::string own{static_cast<char>('a' + i % 10), static_cast<char>('k' + i / 10)};
    records.push_back(person(std::to_string(i), "Quastenflosser" + own + " Zwiebelturm"));
    records.back().add(Field::email, "quastenflosser" + own + "@example.org");
    records.back().payload = "{\"note\":\"QUASTENFLOSSER" + own + std::string(200, 'y') + "\"}";
  }
  hub.load(records);
  hub.put(person("kept", "Zacharias Wagenknecht"));
  for (const Record& record : records) CHECK(hub.remove("crm", record.id));
  std::string bytes = folder.bytes();
  CHECK(bytes.find("Quastenflosser") == std::string::npos);
  CHECK(bytes.find("quastenflosser") == std::string::npos);
  CHECK(bytes.find("QUASTENFLOSSER") == std::string::npos);
  CHECK(bytes.find("Wagenknecht") != std::string::npos);

  // A reader that still needs the log is not waited for; the next change makes up for it.
  hub.put(records.front());
  hub.write(scv::ExportFormat::csv, [&](std::string_view) {
    if (hub.get("crm", "0")) CHECK(hub.remove("crm", "0"));
  });
  hub.put(person("later", "Zacharias Unverwandt"));
  bytes = folder.bytes();
  CHECK(bytes.find("Quastenflosserak") == std::string::npos);
}

TEST_CASE("a contact is told once: by load and by put alike, another one under its key says nothing") {
  const Folder folder;
  std::ofstream(folder / "first.jsonl") << to_json(mail_from("m1", "anna@example.org")) << "\n";
  std::ofstream(folder / "again.jsonl") << to_json(mail_from("m1", "boris@example.net")) << "\n";
  Hub loads(":memory:"), puts(":memory:");
  CHECK(loads.load(folder / "first.jsonl").interactions_new == 1);
  CHECK(loads.load(folder / "again.jsonl").interactions_new == 0);
  CHECK(puts.put(mail_from("m1", "anna@example.org")));
  CHECK_FALSE(puts.put(mail_from("m1", "boris@example.net")));
  CHECK(loads.get("mail", "anna@example.org"));
  CHECK_FALSE(loads.get("mail", "boris@example.net"));
  CHECK(loads.digest() == puts.digest());
}

TEST_CASE("records are counted by source, where a source has some") {
  Hub hub(":memory:");
  hub.put(person("1", "Ada Lovelace"));
  Record other = person("1", "Alan Turing");
  other.source = "shop";
  hub.put(other);
  CHECK(hub.stats().records == 2);
  CHECK(hub.stats().records_by_source.size() == 2);
  hub.remove("shop", "1");
  CHECK(hub.stats().records == 1);
  CHECK(hub.stats().records_by_source == std::vector<std::pair<std::string, std::uint64_t>>{{"crm", 1}});
}

TEST_CASE("a reader that begins anew sees what it would have seen") {
  const Folder folder;
  Hub hub(folder / "hub.scv");
  const auto finds = [&](int number) {
    Record query;
    query.add(Field::phone, "+49 30 " + std::to_string(number));
    return hub.find(query, {.exact_only = true}).size() == 1;
  };
  int number = 901'820;
  for (int round = 0; round < 2; ++round) {
    // Quiet until its pages have grown, then a change before each find.
    for (int i = 0; i < 1100; ++i) CHECK(finds(number) == (round > 0));
    for (int i = 0; i < 20; ++i) {
      Record caller = person(std::to_string(++number), "Ada Lovelace");
      caller.add(Field::phone, "+49 30 " + std::to_string(number));
      hub.put(caller);
      hub.cancel();  // goes through all connections
      CHECK(finds(number));
      CHECK_FALSE(finds(number + 1));
    }
  }
}

TEST_CASE("the default region is a region") {
  for (const char* wrong : {"Germany", "D", "4X"}) {
    HubOptions options;
    options.default_region = wrong;
    CHECK(code_of([&] { Hub(":memory:", options); }) == ErrorCode::invalid_argument);
  }
  HubOptions options;
  options.default_region = "at";
  Hub hub(":memory:", options);
  Record record = person("1", "Anna Müller");
  record.add(Field::phone, "01 4000123");
  hub.put(record);
  const auto identity = hub.identity(1);
  REQUIRE(identity);
  REQUIRE(identity->contact_points.size() == 1);
  CHECK(identity->contact_points[0].value == "+4314000123");
}

TEST_CASE("a hub that refers to records which are not there is damaged, and nothing crashes") {
  const Folder folder;
  const std::vector<Record> records = people(20);
  Record query;
  query.add(Field::name, "Anna Müller");
  const auto damaged = [&](const char* name, const char* sql) {
    const std::string path = folder / name;
    Hub(path).load(records);
    run_sql(path, sql);
    return path;
  };
  Hub no_source(damaged("source.scv", "PRAGMA foreign_keys=OFF; UPDATE record SET source=99"));
  CHECK(code_of([&] { no_source.find(query); }) == ErrorCode::not_a_hub);
  CHECK(code_of([&] { no_source.put(records.front()); }) == ErrorCode::not_a_hub);
  // All records in one identity, linked in a row from which one is missing.
  const std::string path = damaged("path.scv",
                                   "DELETE FROM edge;"
                                   "UPDATE member SET identity=1; DELETE FROM record WHERE no=10");
  {
    scv::store::Store store(path, {});
    for (std::int64_t no = 1; no < 20; ++no) store.set_edge({no, no + 1, 5});
  }
  Hub no_path(path);
  const Record &first = records[7], &last = records[11];
  CHECK(code_of([&] { no_path.why({first.source, first.id}, {last.source, last.id}); }) == ErrorCode::not_a_hub);
}

TEST_CASE("a hub whose retired identities lead in a circle is damaged, and nothing hangs") {
  const Folder folder;
  const std::string path = folder / "hub.scv";
  Hub hub(path);
  hub.put(person("1", "Anna Müller"));
  hub.put(person("2", "Boris Petrov"));
  run_sql(path, "INSERT INTO retired VALUES(1, 2), (2, 1)");
  CHECK(code_of([&] { hub.identity(1); }) == ErrorCode::not_a_hub);
}

TEST_CASE("an exclusive load leaves what every load leaves, and the log") {
  const Folder folder;
  const std::vector<Record> records = people(300);
  Hub usual(":memory:");
  usual.load(records);
  LoadOptions exclusive;
  exclusive.exclusive = true;

  SUBCASE("alone") {
    // Also where this hub has readers already; who comes meanwhile is told.
    Hub hub(folder / "hub.scv");
    CHECK(hub.find(records.front()).empty());
    HubOptions impatient;
    impatient.busy_timeout_ms = 0;
    std::set<ErrorCode> codes;
    exclusive.on_progress = [&](const scv::Progress&) {
      codes.insert(code_of([&] { Hub(folder / "hub.scv", impatient).stats(); }));
      return true;
    };
    hub.load(records, exclusive);
    CHECK(codes == std::set{ErrorCode::busy});
    CHECK(hub.digest() == usual.digest());
    CHECK(hub.check().ok());
    // A second one has nothing to write alone: readers see the hub meanwhile.
    codes.clear();
    hub.load(std::span(records).first(5), exclusive);
    CHECK(codes == std::set{ErrorCode{}});
  }
  SUBCASE("beside others that have the hub open") {
    Hub hub(folder / "hub.scv"), other(folder / "hub.scv");
    exclusive.on_progress = [&](const scv::Progress&) { return other.stats().records == 0; };
    hub.load(records, exclusive);
    CHECK(other.digest() == usual.digest());
  }
  SUBCASE("cancelled") {
    Hub hub(folder / "hub.scv");
    exclusive.on_progress = [&](const scv::Progress& progress) { return progress.stage != "match"; };
    CHECK(code_of([&] { hub.load(records, exclusive); }) == ErrorCode::cancelled);
    CHECK(hub.stats().records == 0);
    exclusive.on_progress = nullptr;
    CHECK(hub.load(records, exclusive).records_new == records.size());
    CHECK(hub.digest() == usual.digest());
  }
  SUBCASE("of a hub in memory, or of one that others wait for afterwards") {
    Hub hub(":memory:");
    hub.load(records, exclusive);
    CHECK(hub.digest() == usual.digest());
    Hub file(folder / "hub.scv");
    std::vector<std::thread> waiting;
    std::atomic<int> read{0};
    exclusive.on_progress = [&](const scv::Progress& progress) {
      if (waiting.empty() && progress.stage == "match") {
        waiting.emplace_back([&] { read += static_cast<int>(Hub(folder / "hub.scv").stats().records); });
      }
      return true;
    };
    file.load(records, exclusive);
    for (std::thread& thread : waiting) thread.join();
    CHECK(read == static_cast<int>(records.size()));
  }
  // Whatever was done without it: it is back.
  CHECK(!std::filesystem::exists(folder / "hub.scv-journal"));
  Hub again(folder / "hub.scv"), beside(folder / "hub.scv");
  CHECK(std::filesystem::exists(folder / "hub.scv-wal"));
  CHECK(again.put(records.front()).identity > 0);
  CHECK(beside.digest() == usual.digest());
}

TEST_CASE("a hub that a process left without its log gets it back, at once or when nobody reads any more") {
  const Folder folder;
  const std::vector<Record> records = people(20);
  Hub(folder / "hub.scv").load(records);
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open((folder / "hub.scv").c_str(), &raw) == SQLITE_OK);
  REQUIRE(sqlite3_exec(raw, "PRAGMA journal_mode=DELETE; BEGIN; SELECT count(*) FROM record", nullptr, nullptr,
                       nullptr) == SQLITE_OK);
  HubOptions impatient;
  impatient.busy_timeout_ms = 0;
  Hub hub(folder / "hub.scv", impatient);
  CHECK(hub.stats().records == records.size());
  CHECK(code_of([&] { hub.put(person("x", "Anna Vogel")); }) == ErrorCode::busy);
  REQUIRE(sqlite3_exec(raw, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(raw);
  CHECK(hub.put(person("x", "Anna Vogel")).identity > 0);
  CHECK(std::filesystem::exists(folder / "hub.scv-wal"));
  CHECK(hub.check().ok());
}
