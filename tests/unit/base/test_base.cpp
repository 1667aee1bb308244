#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "scv/error.hpp"
#include "types/batch.hpp"

TEST_CASE("hashes are those of XXH3, for ever") {
  CHECK(scv::base::hash64("") == 0x2d06800538d394c2u);
  const scv::base::Digest128 empty = scv::base::hash128("");
  CHECK(empty.high == 0x99aa06d3014798d8u);
  CHECK(empty.low == 0x6001c324468d497fu);
  CHECK(scv::base::hash64("a", 1) != scv::base::hash64("a"));
  CHECK(scv::base::hash_mix(1, 2) != scv::base::hash_mix(2, 1));
}

TEST_CASE("each index is visited once, in pieces that do not depend on the threads") {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    for (const std::size_t count : {0u, 1u, 9u, 10u, 11u, 1003u}) {
      CAPTURE(threads);
      CAPTURE(count);
      std::vector<std::atomic<int>> visits(count);
      std::atomic<int> wrong{0};
      scv::base::parallel_for(count, 10, threads, [&](std::size_t begin, std::size_t end) {
        if (begin % 10 != 0 || end != std::min(begin + 10, count)) ++wrong;
        for (std::size_t i = begin; i < end; ++i) ++visits[i];
      });
      CHECK(wrong == 0);
      for (const auto& visit : visits) CHECK(visit == 1);
    }
  }
}

TEST_CASE("loops nest, and a loop's exception reaches the caller") {
  std::atomic<int> sum{0};
  scv::base::parallel_for(8, 1, 4, [&](std::size_t, std::size_t) {
    scv::base::parallel_for(8, 1, 0, [&](std::size_t, std::size_t) { ++sum; });
  });
  CHECK(sum == 64);
  for (const unsigned threads : {1u, 4u}) {
    CHECK_THROWS_WITH_AS(scv::base::parallel_for(100, 1, threads,
                                                 [](std::size_t begin, std::size_t) {
                                                   if (begin == 50) throw std::runtime_error("piece 50");
                                                 }),
                         "piece 50", std::runtime_error);
  }
}

TEST_CASE("an error says where and what") {
  using scv::ErrorCode;
  CHECK(scv::to_string(scv::Place{}) == "");
  CHECK(scv::to_string(scv::Place{"a.csv", 3, 7, ""}) == "a.csv:3:7");
  CHECK(scv::to_string(scv::Place{"a.csv", 3, 0, "crm/4711"}) == "a.csv:3: record crm/4711");
  CHECK(scv::to_string(scv::Place{"", 0, 0, "crm/4711"}) == "record crm/4711");
  CHECK(scv::to_string(scv::Place{"", 2, 5, ""}) == "line 2:5");
  const scv::Error error(ErrorCode::parse, "bad row", {"a.csv", 3, 0, ""});
  CHECK(std::string(error.what()) == "a.csv:3: bad row");
  CHECK(error.message() == "bad row");
  CHECK(error.code() == ErrorCode::parse);
  CHECK(std::string(scv::Error(ErrorCode::io, "gone").what()) == "gone");

  std::set<std::string> names;
  for (int code = 1; code <= 13; ++code) names.insert(scv::to_string(static_cast<ErrorCode>(code)));
  CHECK(names.size() == 13);
  CHECK(names.count("unknown") == 0);
}

TEST_CASE("an arena keeps its texts, and its first block when cleared") {
  scv::base::Arena arena(64);
  std::vector<std::string_view> copies;
  for (int i = 0; i < 100; ++i) copies.push_back(arena.copy("text number " + std::to_string(i)));
  copies.push_back(arena.copy(std::string(1000, 'x')));
  for (int i = 0; i < 100; ++i) CHECK(copies[static_cast<std::size_t>(i)] == "text number " + std::to_string(i));
  CHECK(copies.back() == std::string(1000, 'x'));
  CHECK(arena.footprint() > 1000);
  arena.clear();
  CHECK(arena.footprint() == 64);
  arena.copy("fits");
  CHECK(arena.footprint() == 64);
}

TEST_CASE("a record survives the way through a view") {
  scv::Record record{
      .source = "crm", .id = "4711", .updated_at = "2026-03-01", .attributes = {}, .payload = "{\"a\":1}"};
  record.attributes.push_back({scv::Field::given_name, 2, "Anna", "", "2020-01-01", ""});
  record.attributes.push_back({scv::Field::phone, 0, "0351 4567-89", "work", "", "2021-01-01"});
  scv::base::Arena arena;
  arena.copy("x");  // what follows must be aligned all the same
  const scv::types::RecordView view = scv::types::to_view(record, arena);
  CHECK(reinterpret_cast<std::uintptr_t>(view.fields.data()) % alignof(scv::types::FieldView) == 0);
  CHECK(view.fields.size() == 2);
  CHECK(view.columns.empty());
  CHECK(scv::types::to_record(view) == record);

  const scv::Record empty;
  CHECK(scv::types::to_record(scv::types::to_view(empty, arena)) == empty);
}
