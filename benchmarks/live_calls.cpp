// What one call costs on a large hub that is in use: find, put, many threads, readers beside a writer.
//
//   live_calls HUB.scv PEOPLE.csv TRUTH.csv MORE.csv STAFF.csv [PART…]
//
// HUB holds PEOPLE (id, first_name, surname, …, as gen_people.py writes them) and is changed: pass a copy. TRUTH has a cluster
// for each of its ids; MORE are people to put, STAFF others who are to share a number. Parts: memory, find, put, threads,
// switchboard, readers; all without any.
// Prints tab-separated: name, value, unit, goal, reached or missed. Percentiles are of single calls. bench_live.py makes the
// files and runs it.

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "scv/hub.hpp"

namespace {

using scv::Field;
using scv::Hub;
using scv::Record;

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Times of single calls in microseconds, by buckets that grow by 1 %: exact enough, and of fixed size.
class Histogram {
 public:
  void add(double us) {
    const double bucket = std::log(std::max(us, kLeast) / kLeast) / std::log(kStep);
    ++counts_[std::min(kBuckets - 1, static_cast<std::size_t>(bucket))];
    ++total_;
  }
  void add(const Histogram& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
    total_ += other.total_;
  }
  /// The upper end of the bucket in which the q-quantile lies.
  double at(double q) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      seen += counts_[i];
      if (seen >= wanted && seen > 0) return kLeast * std::pow(kStep, static_cast<double>(i + 1));
    }
    return 0;
  }

 private:
  static constexpr double kLeast = 0.1, kStep = 1.01;
  static constexpr std::size_t kBuckets = 2048;  // up to 70 s
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(kBuckets, 0);
  std::uint64_t total_ = 0;
};

void print(const std::string& name, double value, const char* unit, double goal, bool at_most = true) {
  const bool reached = at_most ? value <= goal : value >= goal;
  std::printf("%s\t%.3g\t%s\t%s %g\t%s\n", name.c_str(), value, unit, at_most ? "<=" : ">=", goal,
              reached ? "reached" : "missed");
  std::fflush(stdout);
}
void print(const std::string& name, double value, const char* unit) {
  std::printf("%s\t%.3g\t%s\t\t\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

std::vector<std::vector<std::string>> rows_of(const char* path, std::size_t most = SIZE_MAX) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "live_calls: cannot read %s\n", path);
    std::exit(2);
  }
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (rows.size() < most && std::getline(file, line)) {
    std::vector<std::string>& row = rows.emplace_back();
    std::string value;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        row.push_back(std::move(value));
        value.clear();
      } else if (c != '\r') {
        value += c;
      }
    }
    row.push_back(std::move(value));
  }
  return rows;
}

/// id, first_name, surname, dob, street, postcode, city, email, phone
Record record_of(const std::vector<std::string>& row, const std::string& source) {
  Record record{.source = source, .id = row[0], .updated_at = {}, .attributes = {}, .payload = {}};
  const Field fields[] = {Field::given_name,  Field::family_name, Field::birthdate, Field::street,
                          Field::postal_code, Field::city,        Field::email,     Field::phone};
  for (std::size_t i = 0; i < std::size(fields) && i + 1 < row.size(); ++i) {
    if (!row[i + 1].empty()) record.add(fields[i], row[i + 1]);
  }
  return record;
}

std::string mistyped(const std::string& name, std::mt19937_64& random) {
  // In ASCII letters only, so that no character is cut.
  std::string result = name;
  std::vector<std::size_t> places;
  for (std::size_t i = 1; i < name.size(); ++i) {
    if (std::isalpha(static_cast<unsigned char>(name[i]))) places.push_back(i);
  }
  if (places.empty()) return result;
  const std::size_t place = places[random() % places.size()];
  const char letter = static_cast<char>('a' + random() % 26);
  switch (random() % 3) {
    case 0:
      result[place] = letter;
      break;
    case 1:
      result.erase(place, 1);
      break;
    default:
      result.insert(place, 1, letter);
  }
  return result;
}

double resident_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
  }
  return 0;
}

struct World {
  std::string hub;
  std::vector<std::vector<std::string>> people, more, staff;
  std::vector<std::string> cluster_of;                                ///< by index in people
  std::unordered_map<std::string, std::vector<std::size_t>> members;  ///< indices in people, by cluster
  std::string source;
  std::size_t next = 0;  ///< in more
  Record take(const std::string& prefix) {
    const std::size_t index = next++;
    Record record = record_of(more[index % more.size()], "live");
    record.id = prefix + std::to_string(index);
    return record;
  }
};

/// Of the whole process, which holds nothing else but what it asks for.
void bench_memory(const std::string& path, const char* people) {
  constexpr std::size_t kAsked = 20000;
  const std::string source = std::filesystem::path(people).stem().string();
  {
    Hub hub(path);
    std::size_t asked = 0;
    for (const auto& row : rows_of(people, kAsked)) {
      Record exact, fuzzy;
      if (!row[8].empty()) hub.find(exact.add(Field::phone, row[8]), {.exact_only = true});
      if (++asked % 10 == 0) {
        hub.find(fuzzy.add(Field::given_name, row[1]).add(Field::family_name, row[2]).add(Field::city, row[6]),
                 {.limit = 5});
      }
    }
    print("resident memory after 20,000 finds, default options", resident_mib(), "MiB", 300);
  }
  Hub hub(path, {.cache_bytes = std::size_t{1} << 40});
  std::ifstream file(people);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    if (const auto identity = hub.identity_of(source, line.substr(0, line.find(',')))) hub.identity(*identity);
  }
  print("resident memory with all records held", resident_mib(), "MiB", 1024);
}

void bench_find(World& world) {
  std::mt19937_64 random(7);
  const auto start = Clock::now();
  Hub hub(world.hub);
  const auto exact_query = [&] {
    for (;;) {
      const auto& row = world.people[random() % world.people.size()];
      Record query;
      const bool by_phone = random() % 2 == 0;
      const std::string& value = by_phone ? row[8] : row[7];
      if (value.empty()) continue;
      query.add(by_phone ? Field::phone : Field::email, value);
      return query;
    }
  };
  hub.find(exact_query(), {.exact_only = true});
  print("open to the first exact find", seconds_since(start) * 1000, "ms", 200);

  constexpr int kWarm = 20000, kCalls = 100000;
  Histogram exact;
  std::uint64_t found = 0;
  for (int i = 0; i < kWarm + kCalls; ++i) {
    const Record query = exact_query();
    const auto begin = Clock::now();
    found += !hub.find(query, {.exact_only = true}).empty();
    if (i >= kWarm) exact.add(seconds_since(begin) * 1e6);
  }
  print("exact find p50", exact.at(.5), "us", 20);
  print("exact find p99", exact.at(.99), "us", 100);
  print("exact find, share with an answer", static_cast<double>(found) / (kWarm + kCalls), "");

  constexpr int kFuzzy = 20000;
  Histogram fuzzy;
  std::uint64_t asked = 0, hit = 0, hit_clean = 0;
  while (asked < kFuzzy) {
    const std::size_t index = random() % world.people.size();
    const auto& row = world.people[index];
    if (row[1].empty() || row[2].empty() || row[6].empty()) continue;
    ++asked;
    Record query;
    query.add(Field::given_name, row[1]).add(Field::family_name, mistyped(row[2], random)).add(Field::city, row[6]);
    const auto begin = Clock::now();
    const auto answers = hub.find(query, {.limit = 5});
    fuzzy.add(seconds_since(begin) * 1e6);
    std::set<scv::IdentityId> right;
    for (const std::size_t member : world.members[world.cluster_of[index]]) {
      right.insert(*hub.identity_of(world.source, world.people[member][0]));
    }
    hit += std::any_of(answers.begin(), answers.end(), [&](const auto& one) { return right.contains(one.identity); });
    // As good an answer: its record has the very name and city that the query's record has.
    hit_clean += std::any_of(answers.begin(), answers.end(), [&](const auto& one) {
      if (right.contains(one.identity)) return true;
      const auto record = hub.get(one.best_record.source, one.best_record.id);
      return record && record->first(Field::given_name) == row[1] && record->first(Field::family_name) == row[2] &&
             record->first(Field::city) == row[6];
    });
  }
  print("fuzzy find p50", fuzzy.at(.5), "us", 300);
  print("fuzzy find p99", fuzzy.at(.99), "us", 1000);
  print("fuzzy find, true identity in the first 5", static_cast<double>(hit) / kFuzzy, "", .98, false);
  print("fuzzy find, namesake in the same city counted", static_cast<double>(hit_clean) / kFuzzy, "");
}

/// One row in one durable transaction, as SQLite does it: with WAL and synchronous=FULL.
double sqlite_insert_us(const std::string& folder) {
  const std::string path = folder + "/plain.db";
  std::filesystem::remove(path);
  sqlite3* db = nullptr;
  sqlite3_open(path.c_str(), &db);
  sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO t(b) VALUES('Anna Müller, Hauptstr. 5, 01067 Dresden, anna@example.org')", -1,
                     &insert, nullptr);
  Histogram times;
  for (int i = 0; i < 2000; ++i) {
    const auto begin = Clock::now();
    sqlite3_step(insert);
    sqlite3_reset(insert);
    times.add(seconds_since(begin) * 1e6);
  }
  sqlite3_finalize(insert);
  sqlite3_close(db);
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  return times.at(.5);
}

void bench_put(World& world) {
  const double plain = sqlite_insert_us(std::filesystem::path(world.hub).parent_path().string());
  print("one SQLite insert transaction, durable, p50", plain, "us");
  Hub hub(world.hub);
  for (int i = 0; i < 500; ++i) hub.put(world.take("w"));
  Histogram put;
  for (int i = 0; i < 5000; ++i) {
    const Record record = world.take("p");
    const auto begin = Clock::now();
    hub.put(record);
    put.add(seconds_since(begin) * 1e6);
  }
  print("put p50", put.at(.5), "us");
  print("put p50 / SQLite insert", put.at(.5) / plain, "ratio", 1.5);
  print("put p99", put.at(.99) / 1000, "ms", 5);
}

double puts_per_second(World& world, Hub& hub, int threads, double seconds) {
  std::vector<std::vector<Record>> work(static_cast<std::size_t>(threads));
  for (auto& list : work) {
    for (int i = 0; i < static_cast<int>(40000 * seconds) / threads; ++i) list.push_back(world.take("t"));
  }
  std::atomic<std::uint64_t> done{0};
  const auto start = Clock::now();
  std::vector<std::thread> running;
  for (const auto& list : work) {
    running.emplace_back([&] {
      for (const Record& record : list) {
        if (seconds_since(start) > seconds) break;
        hub.put(record);
        ++done;
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  return static_cast<double>(done) / seconds_since(start);
}

void bench_threads(World& world) {
  {
    Hub hub(world.hub);
    puts_per_second(world, hub, 32, 1);
    print("puts of 32 threads, durable", puts_per_second(world, hub, 32, 5), "1/s", 10000, false);
  }
  Hub hub(world.hub, {.durability = scv::Durability::normal});
  puts_per_second(world, hub, 2, 1);
  print("puts of 2 threads, synchronous=NORMAL", puts_per_second(world, hub, 2, 5), "1/s", 15000, false);
}

/// Puts before and after very many records share one number.
void bench_switchboard(World& world) {
  constexpr int kPuts = 2000;
  constexpr int kFirst = 3000;     // after which a connection has learned what keys there are
  constexpr double kSeconds = 20;  // at most, where a put has become slow
  const auto puts = [&](Hub& hub, int count, bool shared) {
    Histogram times;
    const auto start = Clock::now();
    for (int i = 0; i < count && seconds_since(start) < kSeconds; ++i) {
      Record record = world.take(shared ? "s" : "q");
      if (shared) record.add(Field::phone, "+49 351 4000 100");
      const auto begin = Clock::now();
      hub.put(record);
      times.add(seconds_since(begin) * 1e6);
    }
    return times;
  };
  Hub hub(world.hub, {.durability = scv::Durability::normal});
  puts(hub, kFirst, false);
  const Histogram before = puts(hub, kPuts, false);
  // Nobody of them is put before or after: who joins an identity has more to be stored.
  std::vector<Record> staff;
  for (const std::vector<std::string>& row : world.staff) {
    staff.push_back(record_of(row, "staff"));
    std::erase_if(staff.back().attributes, [](const auto& attribute) { return attribute.field == Field::phone; });
    staff.back().add(Field::phone, "+49 351 4000 100");
  }
  hub.load(staff);
  puts(hub, kFirst, true);
  const Histogram after = puts(hub, kPuts, true);
  const std::string others = std::to_string(staff.size()) + " others on one number / before";
  print("put p50 beside " + others, after.at(.5) / before.at(.5), "ratio", 1.5);
  print("put p99 beside " + others, after.at(.99) / before.at(.99), "ratio");
}

void bench_readers(World& world) {
  Hub hub(world.hub);
  std::mt19937_64 random(11);
  std::vector<Record> queries;
  while (queries.size() < 20000) {
    const auto& row = world.people[random() % world.people.size()];
    if (row[8].empty()) continue;
    queries.emplace_back().add(Field::phone, row[8]);
  }
  const auto run = [&](Histogram& times) {
    for (const Record& query : queries) {
      const auto begin = Clock::now();
      hub.find(query, {.exact_only = true});
      times.add(seconds_since(begin) * 1e6);
    }
  };
  Histogram warm, quiet, beside;
  run(warm);
  run(quiet);
  constexpr int kLeastPuts = 1000;  // the first ones still learn where keys lie
  std::atomic<bool> stop{false};
  std::atomic<int> puts{0};
  std::thread writer([&] {
    for (; !stop; ++puts) hub.put(world.take("r"));
  });
  while (puts < kLeastPuts) run(beside);
  stop = true;
  writer.join();
  print("exact find p99, quiet", quiet.at(.99), "us");
  print("exact find p99 beside a writer / quiet", beside.at(.99) / quiet.at(.99), "ratio", 2);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "usage: live_calls HUB.scv PEOPLE.csv TRUTH.csv MORE.csv STAFF.csv [PART...]\n");
    return 2;
  }
  const std::set<std::string> parts(argv + 6, argv + argc);
  const auto wanted = [&](const char* part) { return parts.empty() || parts.contains(part); };
  if (wanted("memory")) bench_memory(argv[1], argv[2]);
  if (parts.size() == 1 && wanted("memory")) return 0;
  World world;
  world.hub = argv[1];
  world.people = rows_of(argv[2]);
  world.source = std::filesystem::path(argv[2]).stem().string();
  world.more = rows_of(argv[4]);
  world.staff = rows_of(argv[5]);
  for (const auto& row : rows_of(argv[3])) {
    world.members[row[1]].push_back(world.cluster_of.size());
    world.cluster_of.push_back(row[1]);
  }
  if (wanted("find")) bench_find(world);
  if (wanted("put")) bench_put(world);
  if (wanted("threads")) bench_threads(world);
  if (wanted("switchboard")) bench_switchboard(world);
  if (wanted("readers")) bench_readers(world);
  return 0;
}
