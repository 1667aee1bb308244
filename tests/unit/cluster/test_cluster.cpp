#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "cluster/cluster.hpp"

using namespace scv;
using cluster::ComponentPair;

namespace {

/// The same agglomeration, the slow and obvious way: every group mean is computed anew at every step.
std::vector<std::uint32_t> agglomerate_slowly(std::size_t size, const std::vector<ComponentPair>& pairs,
                                              const cluster::Options& options) {
  std::vector<std::vector<double>> weight(size, std::vector<double>(size, options.unscored));
  for (const ComponentPair& pair : pairs) {
    const double least = (1 - pair.apart) * options.against_limit + pair.apart * options.apart_limit;
    const double w = std::clamp(pair.weight - options.threshold, least, options.for_limit);
    weight[pair.left][pair.right] = weight[pair.right][pair.left] = w;
  }
  std::vector<std::set<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < size; ++i) groups.push_back({i});
  for (;;) {
    double best = 0;
    std::size_t best_a = 0, best_b = 0;
    for (std::size_t a = 0; a < groups.size(); ++a) {
      for (std::size_t b = a + 1; b < groups.size(); ++b) {
        double sum = 0;
        for (const std::uint32_t i : groups[a]) {
          for (const std::uint32_t j : groups[b]) sum += weight[i][j];
        }
        const double mean = sum / static_cast<double>(groups[a].size() * groups[b].size());
        if (mean > best + 1e-9) {
          best = mean;
          best_a = a;
          best_b = b;
        }
      }
    }
    if (best <= 0) break;
    groups[best_a].insert(groups[best_b].begin(), groups[best_b].end());
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(best_b));
    std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return *a.begin() < *b.begin(); });
  }
  std::vector<std::uint32_t> part(size);
  for (const auto& group : groups) {
    for (const std::uint32_t i : group) part[i] = *group.begin();
  }
  return part;
}

std::vector<std::uint32_t> agglomerate(std::size_t size, const std::vector<ComponentPair>& pairs,
                                       const cluster::Options& options) {
  std::vector<std::uint32_t> first(size);
  cluster::agglomerate(pairs, options, first);
  return first;
}

}  // namespace

TEST_CASE("components are those of a breadth-first search, on random graphs") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = 1 + random() % 60;
    std::vector<types::ScoredPair> edges;
    std::multimap<std::uint32_t, std::uint32_t> neighbours;
    for (std::size_t e = random() % (count + 5); e-- > 0;) {
      const auto a = static_cast<std::uint32_t>(random() % count), b = static_cast<std::uint32_t>(random() % count);
      if (a == b) continue;
      edges.push_back({std::min(a, b), std::max(a, b), 1});
      neighbours.emplace(a, b);
      neighbours.emplace(b, a);
    }
    std::vector<std::vector<types::RecordNo>> expected;
    std::vector<bool> seen(count, false);
    for (std::uint32_t start = 0; start < count; ++start) {
      if (seen[start]) continue;
      std::vector<std::uint32_t> part = {start};
      seen[start] = true;
      for (std::size_t i = 0; i < part.size(); ++i) {
        for (auto [it, end] = neighbours.equal_range(part[i]); it != end; ++it) {
          if (!seen[it->second]) part.push_back(it->second);
          seen[it->second] = true;
        }
      }
      std::sort(part.begin(), part.end());
      if (part.size() > 1) expected.push_back(part);
    }
    const cluster::Lists<types::RecordNo> found = cluster::components(count, edges);
    REQUIRE(found.size() == expected.size());
    for (std::size_t c = 0; c < expected.size(); ++c) CHECK(std::ranges::equal(found[c], expected[c]));

    const std::size_t larger_than = random() % 6;
    const cluster::Lists<types::ScoredPair> within = cluster::edges_within(found, count, edges, larger_than);
    REQUIRE(within.size() == found.size());
    for (std::size_t c = 0; c < found.size(); ++c) {
      std::vector<types::ScoredPair> inside;
      for (const types::ScoredPair& edge : edges) {
        if (found[c].size() > larger_than && std::ranges::binary_search(found[c], edge.left)) inside.push_back(edge);
      }
      CHECK(std::ranges::equal(within[c], inside));
    }
  }
}

TEST_CASE("agglomeration is that of the slow reference, on random graphs") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> weight(-20, 20);
  for (int round = 0; round < 300; ++round) {
    const std::size_t size = round % 50 == 0 ? 45 + random() % 8 : 1 + random() % 15;
    std::vector<ComponentPair> pairs;
    for (std::uint32_t i = 0; i < size; ++i) {
      for (std::uint32_t j = i + 1; j < size; ++j) {
        if (random() % 3 != 0) pairs.push_back({i, j, weight(random), static_cast<double>(random() % 3) / 2});
      }
    }
    const cluster::Options options{.threshold = weight(random) / 5};
    CHECK(agglomerate(size, pairs, options) == agglomerate_slowly(size, pairs, options));
  }
}

TEST_CASE("records without pairs beside a component change nothing in it") {
  // more records are agglomerated in another way: to the last bit, and with the same ties
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2000; ++round) {
    const std::size_t size = 2 + random() % (round % 10 == 0 ? 47 : 9);
    const bool ties = random() % 2 == 0;
    std::vector<ComponentPair> pairs;
    for (std::uint32_t i = 0; i < size; ++i) {
      for (std::uint32_t j = i + 1; j < size; ++j) {
        if (random() % 5 == 0) continue;
        const double weight = static_cast<double>(random() % 28) - 12;
        pairs.push_back({i, j, ties ? weight : weight / 7, static_cast<double>(random() % 3) / 2});
      }
    }
    const cluster::Options options{.threshold = ties ? 1.0 : 0.3};
    std::vector<std::uint32_t> expected = agglomerate(size + 100, pairs, options);
    for (std::size_t i = size; i < size + 100; ++i) CHECK(expected[i] == i);
    expected.resize(size);
    CHECK(agglomerate(size, pairs, options) == expected);
  }
}

TEST_CASE("one weak bridge does not merge two firm groups") {
  // 0 1 2 and 3 4 5 are sure; 2-3 looks like a match, all other pairs across contradict
  std::vector<ComponentPair> pairs;
  for (std::uint32_t i = 0; i < 6; ++i) {
    for (std::uint32_t j = i + 1; j < 6; ++j)
      pairs.push_back({i, j, (i < 3) == (j < 3) ? 10.0 : i == 2 && j == 3 ? 4.0 : -8.0});
  }
  CHECK(agglomerate(6, pairs, {}) == std::vector<std::uint32_t>{0, 0, 0, 3, 3, 3});
}

TEST_CASE("pairs that were never scored count mildly against") {
  const std::vector<ComponentPair> chain = {{0, 1, 8}, {1, 2, 8}};
  CHECK(agglomerate(3, chain, {.unscored = -2}) == std::vector<std::uint32_t>{0, 0, 0});
  CHECK(agglomerate(3, chain, {.unscored = -9}) == std::vector<std::uint32_t>{0, 0, 2});
}

TEST_CASE("ties go to the smaller positions") {
  const std::vector<ComponentPair> pairs = {{0, 1, 5}, {1, 2, 5}, {0, 2, -12, 1}};
  CHECK(agglomerate(3, pairs, {}) == std::vector<std::uint32_t>{0, 0, 2});
}

TEST_CASE("lack of agreement counts mildly, two of one household fully") {
  const auto triangle = [](double apart) {
    return std::vector<ComponentPair>{{0, 1, 5}, {1, 2, 5}, {0, 2, -12, apart}};
  };
  CHECK(agglomerate(3, triangle(0), {}) == std::vector<std::uint32_t>{0, 0, 0});
  CHECK(agglomerate(3, triangle(1), {}) == std::vector<std::uint32_t>{0, 0, 2});
}

TEST_CASE("an infinite weight decides: whatever the rest weighs, and in components of any size") {
  constexpr double kSame = HUGE_VAL, kApart = -HUGE_VAL;
  // 0 and 1 are one although all speaks against it, 2 and 3 never are although all speaks for it
  const std::vector<ComponentPair> pairs = {{0, 1, kSame, 1}, {0, 2, -30, 1}, {1, 2, -30, 1},
                                            {0, 3, -30, 1},   {1, 3, -30, 1}, {2, 3, kApart}};
  const std::vector<ComponentPair> alike = {{0, 1, 30}, {0, 2, 30}, {1, 2, 30}, {0, 3, 30}, {1, 3, 30}, {2, 3, kApart}};
  for (const std::size_t beside : {0u, 100u}) {  // more than 48 records are agglomerated in another way
    std::vector<std::uint32_t> part = agglomerate(4 + beside, pairs, {});
    part.resize(4);
    CHECK(part == std::vector<std::uint32_t>{0, 0, 2, 3});
    part = agglomerate(4 + beside, alike, {});
    part.resize(4);
    CHECK(part == std::vector<std::uint32_t>{0, 0, 0, 3});
  }
}

TEST_CASE("decided pairs hold on random graphs, the same in the small and the large form") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 500; ++round) {
    const std::size_t size = 2 + random() % (round % 10 == 0 ? 46 : 12);
    // who is who by the decisions: no two of them contradict
    std::vector<std::uint32_t> truth(size);
    for (std::uint32_t& one : truth) one = static_cast<std::uint32_t>(random() % (1 + size / 2));
    std::vector<ComponentPair> pairs;
    for (std::uint32_t i = 0; i < size; ++i) {
      for (std::uint32_t j = i + 1; j < size; ++j) {
        const double decided = truth[i] == truth[j] ? HUGE_VAL : -HUGE_VAL;
        const double weight = random() % 4 == 0 ? decided : static_cast<double>(random() % 28) - 12;
        if (random() % 5 != 0) pairs.push_back({i, j, weight, static_cast<double>(random() % 3) / 2});
      }
    }
    const std::vector<std::uint32_t> part = agglomerate(size, pairs, {});
    for (const ComponentPair& pair : pairs) {
      if (std::isinf(pair.weight)) CHECK((part[pair.left] == part[pair.right]) == (pair.weight > 0));
    }
    std::vector<std::uint32_t> large = agglomerate(size + 100, pairs, {});
    large.resize(size);
    CHECK(part == large);
  }
}
