#include "base/parallel.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using scv::base::parallel_for;
using scv::base::run_beside;

TEST_CASE("functions run beside one another, each once, whatever loops they have") {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    CAPTURE(threads);
    constexpr std::size_t kCount = 10'000;
    std::array<std::vector<int>, 3> touched;
    const auto loop = [&](std::size_t which) {
      touched[which].assign(kCount, 0);
      parallel_for(kCount, 16, threads, [&, which](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) ++touched[which][i];
      });
    };
    int single = 0;
    run_beside(threads, {[&] { loop(0); }, [&] { ++single; }, [&] { loop(1); }, [&] { loop(2); }});
    CHECK(single == 1);
    for (const std::vector<int>& each : touched) CHECK(each == std::vector<int>(kCount, 1));
  }
  run_beside(0, {});
}

TEST_CASE("functions run at the same time where there are threads for it, and so do those within them") {
  if (std::thread::hardware_concurrency() < 2) return;
  // Each waits for the other, or gives up.
  const auto meet = [] {
    std::atomic<int> there{0}, met{0};
    const auto come = [&] {
      ++there;
      const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (there < 2 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
      met += there == 2;
    };
    run_beside(0, {come, come});
    return met == 2;
  };
  CHECK(meet());
  bool within = false, other = false;
  run_beside(0, {[&] { within = meet(); }, [&] { other = true; }});
  CHECK(within);
  CHECK(other);
}

TEST_CASE("with one thread functions run in their order") {
  std::string order;
  run_beside(1, {[&] { order += 'a'; }, [&] { order += 'b'; }, [&] { order += 'c'; }});
  CHECK(order == "abc");
}

TEST_CASE("what a function throws comes out, when all that had begun have ended") {
  for (const unsigned threads : {0u, 1u, 2u}) {
    CAPTURE(threads);
    std::atomic<int> begun{0}, ended{0};
    const auto work = [&] {
      ++begun;
      parallel_for(1000, 1, threads, [](std::size_t, std::size_t) {});
      ++ended;
    };
    CHECK_THROWS_WITH_AS(run_beside(threads, {work, [] { throw std::runtime_error("no"); }, work}), "no",
                         std::runtime_error);
    CHECK(begun == ended);
    // and from within a loop
    CHECK_THROWS_WITH_AS(run_beside(threads, {work,
                                              [&] {
                                                parallel_for(100, 1, threads, [](std::size_t begin, std::size_t) {
                                                  if (begin == 50) throw std::runtime_error("50");
                                                });
                                              }}),
                         "50", std::runtime_error);
    CHECK(begun == ended);
  }
}
