// What must always hold of a hub, whatever comes in whatever order.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "random_people.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Hub;
using scv::IdentityId;
using scv::Record;
using scv::RecordKey;
using scv::test::People;
using scv::test::Random;

/// A hub in memory under the shipped prior: one that began with a put, and is empty again.
Hub prior_hub(unsigned threads = 0) {
  scv::HubOptions options;
  options.threads = threads;
  Hub hub(":memory:", options);
  return hub;
}

void put_all(Hub& hub, const std::vector<Record>& records) {
  for (const Record& record : records) hub.put(record);
}

std::map<RecordKey, IdentityId> identities(const Hub& hub, const std::vector<Record>& records) {
  std::map<RecordKey, IdentityId> result;
  for (const Record& record : records)
    result[{record.source, record.id}] = hub.identity_of(record.source, record.id).value_or(0);
  return result;
}

/// Sets of people in which blocks cross the cap, too: many share one switchboard.
std::vector<scv::test::PeopleOptions> mixtures() { return {{25, 0}, {45, 60}, {50, 100}}; }

}  // namespace

TEST_CASE("the order of puts does not matter") {
  const std::uint64_t seed = scv::test::seed();
  for (const auto& options : mixtures()) {
    MESSAGE("seed " << seed << ", customers " << options.customers << ", switchboard " << options.switchboard_percent
                    << " %");
    std::vector<Record> records = People(seed, options).records;
    Hub first = prior_hub();
    put_all(first, records);
    CHECK(first.stats().identities > options.customers / 3);
    CHECK(first.stats().identities < records.size());
    Random random(seed);
    for (int round = 0; round < 2; ++round) {
      random.shuffle(records);
      Hub other = prior_hub();
      put_all(other, records);
      CHECK(other.digest() == first.digest());
    }
  }
}

TEST_CASE("load, several loads and puts give the same partition") {
  const std::uint64_t seed = scv::test::seed() + 1;
  for (const auto& options : mixtures()) {
    MESSAGE("seed " << seed << ", customers " << options.customers << ", switchboard " << options.switchboard_percent
                    << " %");
    std::vector<Record> records = People(seed, options).records;
    Hub puts = prior_hub();
    put_all(puts, records);
    Random random(seed);
    for (int round = 0; round < 4; ++round) {
      random.shuffle(records);
      Hub loads = prior_hub(round % 2 == 0 ? 1 : 4);
      loads.put(records.front());  // so that the model is the prior here, too
      // A few rows take the live path, many the bulk path.
      std::size_t next = 1;
      while (next < records.size()) {
        const std::size_t count = std::min(records.size() - next, 1 + random.below(round < 2 ? records.size() : 12));
        loads.load(std::span(records).subspan(next, count));
        next += count;
      }
      CHECK(loads.digest() == puts.digest());
      CHECK(loads.stats().records == records.size());
    }
  }
}

TEST_CASE("under a trained model, puts and loads of the rest give the same partition") {
  const std::uint64_t seed = scv::test::seed() + 2;
  MESSAGE("seed " << seed);
  std::vector<Record> records = People(seed, {80, 30}).records;
  const std::size_t half = records.size() / 2;
  const std::span all(records);
  Hub whole(":memory:"), live(":memory:"), backwards(":memory:");
  whole.load(all.first(half));
  whole.load(all.subspan(half));
  live.load(all.first(half));
  backwards.load(all.first(half));
  for (const Record& record : all.subspan(half)) live.put(record);
  for (std::size_t i = records.size(); i > half; --i) backwards.put(records[i - 1]);
  CHECK(live.digest() == whole.digest());
  CHECK(backwards.digest() == whole.digest());
}

TEST_CASE("what is removed leaves no trace, what is replaced replaces") {
  const std::uint64_t seed = scv::test::seed() + 3;
  for (const auto& options : mixtures()) {
    MESSAGE("seed " << seed << ", customers " << options.customers << ", switchboard " << options.switchboard_percent
                    << " %");
    std::vector<Record> records = People(seed, options).records;
    std::vector<Record> others = People(seed + 99, {options.customers / 2, options.switchboard_percent}).records;
    for (Record& record : others) record.id += "x";
    Hub plain = prior_hub();
    put_all(plain, records);

    // Others come in between and go again; some records come with another's content first.
    Random random(seed);
    std::vector<Record> coming = records;
    coming.insert(coming.end(), others.begin(), others.end());
    random.shuffle(coming);
    Hub busy = prior_hub();
    for (const Record& record : coming) {
      if (random.chance(20)) {
        Record wrong = others[random.below(others.size())];
        wrong.source = record.source;
        wrong.id = record.id;
        busy.put(wrong);
      }
      busy.put(record);
    }
    random.shuffle(others);
    for (const Record& record : others) CHECK(busy.remove(record.source, record.id));
    CHECK(busy.digest() == plain.digest());
    CHECK(busy.stats().records == records.size());
    for (const Record& record : records) CHECK(busy.get(record.source, record.id) == record);
    for (const Record& record : others) CHECK_FALSE(busy.get(record.source, record.id));

    for (const Record& record : records) CHECK(busy.remove(record.source, record.id));
    CHECK(busy.digest() == Hub(":memory:").digest());
    CHECK(busy.stats().identities == 0);
  }
}

TEST_CASE("what is loaded again changes nothing") {
  const std::uint64_t seed = scv::test::seed() + 4;
  MESSAGE("seed " << seed);
  const std::vector<Record> records = People(seed, {60, 20}).records;
  Hub hub(":memory:");
  const scv::LoadReport first = hub.load(records);
  CHECK(first.records_new == records.size());
  CHECK(first.records_read + first.rejected == first.read);
  const std::string digest = hub.digest();
  const auto ids = identities(hub, records);

  const scv::LoadReport again = hub.load(records);
  CHECK(again.records_unchanged == records.size());
  CHECK(again.records_new + again.records_replaced == 0);
  for (const Record& record : records) {
    const scv::PutResult result = hub.put(record);
    CHECK(result.change == scv::Change::none);
    CHECK(result.identity == ids.at({record.source, record.id}));
  }
  CHECK(hub.digest() == digest);
  CHECK(identities(hub, records) == ids);
}

TEST_CASE("ids are stable: never given twice, older ones survive, retired ones lead on") {
  const std::uint64_t seed = scv::test::seed() + 5;
  MESSAGE("seed " << seed);
  std::vector<Record> records = People(seed, {60, 10}).records;
  Random random(seed);
  random.shuffle(records);
  Hub hub = prior_hub();
  std::set<IdentityId> retired;

  std::size_t merges = 0;
  for (const Record& record : records) {
    const scv::PutResult result = hub.put(record);
    CHECK(result.identity > 0);
    CHECK_FALSE(retired.contains(result.identity));
    for (const IdentityId old : result.retired) {
      ++merges;
      CHECK(old > result.identity);
      retired.insert(old);
      REQUIRE(hub.identity(old));
      CHECK(hub.identity(old)->id == result.identity);
    }
  }
  CHECK(merges > 0);
  const auto before = identities(hub, records);
  const IdentityId highest = std::max_element(before.begin(), before.end(), [](const auto& a, const auto& b) {
                               return a.second < b.second;
                             })->second;
  for (const Record& record : records) hub.remove(record.source, record.id);
  const scv::PutResult later = hub.put(records.front());
  CHECK(later.identity > highest);

  // A bulk run over everything keeps the ids, too.
  Hub bulk = prior_hub();
  put_all(bulk, records);
  const auto ids = identities(bulk, records);
  std::vector<Record> more = People(seed + 1, {30, 0}).records;
  for (Record& record : more) record.id += "y";
  bulk.load(more);
  // An id stays with the oldest of its records, or leads to the older id that this one has now.
  std::map<IdentityId, RecordKey> oldest;
  for (const Record& record : records) {
    const RecordKey key{record.source, record.id};
    oldest.try_emplace(ids.at(key), key);
  }
  for (const auto& [id, key] : oldest) {
    const auto now = bulk.identity_of(key.source, key.id);
    REQUIRE(now);
    CHECK(*now <= id);
    CHECK(bulk.identity(id)->id == *now);
  }
}

TEST_CASE("the weights shown add up, and explain what was decided") {
  const std::uint64_t seed = scv::test::seed() + 6;
  MESSAGE("seed " << seed);
  const std::vector<Record> records = People(seed, {40, 0}).records;
  Hub hub(":memory:");
  hub.load(records);
  for (std::size_t i = 0; i + 1 < records.size(); ++i) {
    const scv::Why why = hub.why({records[i].source, records[i].id}, {records[i + 1].source, records[i + 1].id});
    double sum = why.prior;
    for (const scv::Evidence& evidence : why.evidence) sum += evidence.weight;
    CHECK(sum == doctest::Approx(why.match_weight));
    CHECK(why.match_probability == doctest::Approx(1 / (1 + std::exp2(-why.match_weight))));
    CHECK(why.same_identity ==
          (hub.identity_of(why.left.source, why.left.id) == hub.identity_of(why.right.source, why.right.id)));
    CHECK_FALSE(why.conclusion.empty());
    if (!why.path.empty()) {
      CHECK(why.path.front() == why.left);
      CHECK(why.path.back() == why.right);
    }
  }
  CHECK_THROWS_AS(hub.why({"crm", "nobody"}, {records[0].source, records[0].id}), scv::Error);
}

TEST_CASE("find gives the identity of each record for its own attributes, and all that share a number") {
  const std::uint64_t seed = scv::test::seed() + 7;
  MESSAGE("seed " << seed);
  std::vector<Record> records = People(seed, {40, 0}).records;
  // A firm's people: nothing in common but its number, which more have than a block may hold.
  constexpr std::size_t kStaff = 100;
  Random random(seed);
  const auto word = [&] {
    std::string text;
    for (int i = 0; i < 4; ++i) text += {"bdfgklmnprstvz"[random.below(14)], "aeiou"[random.below(5)]};
    return text;
  };
  for (std::size_t i = 0; i < kStaff; ++i) {
    Record record{.source = "firm", .id = std::to_string(i), .updated_at = {}, .attributes = {}, .payload = {}};
    record.add(scv::Field::given_name, word()).add(scv::Field::family_name, word());
    record.add(scv::Field::birthdate, std::to_string(1940 + random.below(60)) + "-0" +
                                          std::to_string(1 + random.below(9)) + "-" +
                                          std::to_string(10 + random.below(18)));
    record.add(scv::Field::email, word() + word() + "@example.com").add(scv::Field::phone, "+49 351 4000 100");
    records.push_back(record);
  }
  Hub hub = prior_hub();
  put_all(hub, records);
  std::set<IdentityId> firm;
  for (std::size_t i = 0; i < kStaff; ++i) firm.insert(*hub.identity_of("firm", std::to_string(i)));
  REQUIRE(firm.size() > 64);

  Record caller;
  caller.add(scv::Field::phone, "(0351) 4000-100");
  const auto everyone = hub.find(caller, {.limit = 1000});
  CHECK(everyone.size() == firm.size());
  CHECK(hub.find(caller, {.limit = 1000, .exact_only = true}).size() == firm.size());
  CHECK(hub.find(caller, {.limit = 3}).size() == 3);
  CHECK(std::is_sorted(everyone.begin(), everyone.end(),
                       [](const auto& a, const auto& b) { return a.match_weight > b.match_weight; }));

  std::size_t first = 0, asked = 0;
  for (const Record& record : records) {
    if (record.first(scv::Field::email).empty()) continue;
    ++asked;
    const auto found = hub.find(record);
    REQUIRE_FALSE(found.empty());
    first += found.front().identity == hub.identity_of(record.source, record.id);
    CHECK_FALSE(found.front().reasons.empty());
  }
  CHECK(first * 100 >= asked * 98);
}

TEST_CASE("readers beside a writer see whole states, on a file") {
  const auto folder =
      std::filesystem::temp_directory_path() /
      ("scv_property_" + std::to_string(scv::test::Random(static_cast<std::uint64_t>(
                                                              std::hash<std::thread::id>{}(std::this_thread::get_id())))
                                            .next()));
  std::filesystem::create_directories(folder);
  {
    const std::vector<Record> records = People(scv::test::seed() + 8, {60, 20}).records;
    Hub hub((folder / "hub.scv").string());
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
      readers.emplace_back([&, i] {
        Random random(static_cast<std::uint64_t>(i));
        while (!done) {
          const Record& record = records[random.below(records.size())];
          const auto id = hub.identity_of(record.source, record.id);
          if (id) {
            if (*id == 0) ++wrong;
            const auto identity = hub.identity(*id);
            if (!identity || identity->records.empty()) ++wrong;
          }
          hub.find(record, {.limit = 3});
        }
      });
    }
    put_all(hub, records);
    done = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(wrong == 0);
    Hub memory = prior_hub();
    put_all(memory, records);
    CHECK(hub.digest() == memory.digest());
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("a number that many share merges nobody, by puts and by a load") {
  const std::uint64_t seed = scv::test::seed() + 8;
  MESSAGE("seed " << seed);
  Random random(seed);
  // Few names, so that many agree on one of the two; none is like another one.
  const std::vector<std::string> given = {"Anna", "Otto", "Ulrike", "Dietmar", "Jochen", "Sibylle", "Quirin", "Hugo"};
  const std::vector<std::string> family = {"Krause", "Winter", "Sommer", "Vogel",
                                           "Adler",  "Becker", "Pohl",   "Zimmermann"};
  std::vector<Record> records;
  for (int i = 0; i < 100; ++i) {
    Record record{.source = "firm", .id = std::to_string(i), .updated_at = {}, .attributes = {}, .payload = {}};
    record.add(scv::Field::given_name, given[random.below(given.size())]);
    record.add(scv::Field::family_name, family[random.below(family.size())]);
    record.add(scv::Field::phone, "+49 351 4000 100");
    records.push_back(record);
  }
  const auto names_of = [&](const Hub& hub) {
    std::map<IdentityId, std::set<std::string>> names;
    for (const Record& record : records) {
      names[*hub.identity_of(record.source, record.id)].insert(std::string(record.first(scv::Field::given_name)) + " " +
                                                               std::string(record.first(scv::Field::family_name)));
    }
    return names;
  };
  Hub by_puts = prior_hub();
  put_all(by_puts, records);
  for (const auto& [identity, names] : names_of(by_puts)) CHECK(names.size() == 1);
  Hub by_load(":memory:");
  by_load.load(records);
  for (const auto& [identity, names] : names_of(by_load)) CHECK(names.size() == 1);
}
