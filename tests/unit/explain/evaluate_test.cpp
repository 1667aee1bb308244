#include "explain/evaluate.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace scv;
using explain::Agreement;
using explain::Truth;

namespace {

Agreement agree(const std::vector<std::uint32_t>& truth, const std::vector<std::uint32_t>& found) {
  return Truth(truth).agree(found);
}

}  // namespace

TEST_CASE("evaluate: figures worked out by hand") {
  // truth {0,1,2} {3,4} {5}; found {0,1} {2,3,4} {5}
  const Agreement figures = agree({7, 7, 7, 9, 9, 4}, {1, 1, 2, 2, 2, 3});
  CHECK(figures.records == 6);
  CHECK(figures.true_pairs == 4);
  CHECK(figures.found_pairs == 4);
  CHECK(figures.correct_pairs == 2);  // 0-1, 3-4
  CHECK(figures.true_clusters == 3);
  CHECK(figures.identities == 3);
  CHECK(figures.exact_clusters == 1);  // {5}
  CHECK(figures.largest_identity == 3);
  CHECK(figures.precision == doctest::Approx(0.5));
  CHECK(figures.recall == doctest::Approx(0.5));
  CHECK(figures.f1 == doctest::Approx(0.5));
  // precision a record: 1, 1, 1/3, 2/3, 2/3, 1; recall: 2/3, 2/3, 1/3, 1, 1, 1
  CHECK(figures.b3_precision == doctest::Approx((1 + 1 + 1 / 3.0 + 2 / 3.0 + 2 / 3.0 + 1) / 6));
  CHECK(figures.b3_recall == doctest::Approx((2 / 3.0 + 2 / 3.0 + 1 / 3.0 + 1 + 1 + 1) / 6));
}

TEST_CASE("evaluate: all right, all alone, all one, nothing") {
  const Agreement right = agree({5, 5, 6}, {2, 2, 9});
  CHECK(right.f1 == 1);
  CHECK(right.b3_f1 == 1);
  CHECK(right.exact_clusters == 2);

  const Agreement alone = agree({5, 5, 6}, {1, 2, 3});
  CHECK(alone.precision == 1);  // no pair was found, so none is wrong
  CHECK(alone.recall == 0);
  CHECK(alone.f1 == 0);
  CHECK(alone.b3_precision == 1);
  CHECK(alone.b3_recall == doctest::Approx(2 / 3.0));

  const Agreement one = agree({1, 2, 3, 4}, {0, 0, 0, 0});
  CHECK(one.precision == 0);
  CHECK(one.recall == 1);  // there is nothing to find
  CHECK(one.f1 == 0);
  CHECK(one.b3_precision == doctest::Approx(0.25));
  CHECK(one.largest_identity == 4);

  const Agreement nothing = agree({}, {});
  CHECK(nothing.records == 0);
  CHECK(nothing.true_pairs == 0);
  CHECK(nothing.precision == 1);
  CHECK(nothing.b3_precision == 0);
}

TEST_CASE("evaluate: the same as counting every pair") {
  std::mt19937 random(20261123);
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = 1 + random() % 40;
    std::vector<std::uint32_t> truth(count), found(count);
    for (std::uint32_t& label : truth) label = static_cast<std::uint32_t>(random() % 12 * 1000003u);
    for (std::uint32_t& label : found) label = static_cast<std::uint32_t>(0xffffffffu - random() % 12);
    std::uint64_t true_pairs = 0, found_pairs = 0, correct = 0;
    double precision = 0, recall = 0;
    for (std::size_t i = 0; i < count; ++i) {
      double both = 0, in_truth = 0, in_found = 0;
      for (std::size_t j = 0; j < count; ++j) {
        const bool t = truth[i] == truth[j], f = found[i] == found[j];
        both += t && f;
        in_truth += t;
        in_found += f;
        if (i < j) true_pairs += t, found_pairs += f, correct += t && f;
      }
      precision += both / in_found / static_cast<double>(count);
      recall += both / in_truth / static_cast<double>(count);
    }
    const Agreement figures = agree(truth, found);
    CHECK(figures.true_pairs == true_pairs);
    CHECK(figures.found_pairs == found_pairs);
    CHECK(figures.correct_pairs == correct);
    CHECK(figures.b3_precision == doctest::Approx(precision));
    CHECK(figures.b3_recall == doctest::Approx(recall));
  }
}

TEST_CASE("evaluate: a million records in one cluster are counted without looking at their pairs") {
  const std::vector<std::uint32_t> one(1000000, 3);
  const Agreement figures = agree(one, one);
  CHECK(figures.true_pairs == 499999500000ull);
  CHECK(figures.correct_pairs == figures.true_pairs);
  CHECK(figures.exact_clusters == 1);
}

TEST_CASE("evaluate: true pairs, all of them or every k-th") {
  const Truth truth(std::vector<std::uint32_t>{1, 2, 1, 1, 2, 1, 1});  // {0, 2, 3, 5, 6}: 10 pairs, {1, 4}: 1
  CHECK(truth.clusters() == 2);
  CHECK(truth.pairs() == 11);
  CHECK(truth.same(0, 6));
  CHECK_FALSE(truth.same(0, 1));
  using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  const auto visited = [&](std::uint64_t most, std::uint64_t stride) {
    Pairs pairs;
    CHECK(truth.for_each_pair(most, [&](std::uint32_t l, std::uint32_t r) { pairs.emplace_back(l, r); }) == stride);
    return pairs;
  };
  CHECK(visited(11, 1) ==
        Pairs{{0, 2}, {0, 3}, {0, 5}, {0, 6}, {2, 3}, {2, 5}, {2, 6}, {3, 5}, {3, 6}, {5, 6}, {1, 4}});
  CHECK(visited(10, 2) == Pairs{{0, 2}, {0, 5}, {2, 3}, {2, 6}, {3, 6}, {1, 4}});
  CHECK(visited(4, 3) == Pairs{{0, 2}, {0, 6}, {2, 6}, {5, 6}});
  CHECK(visited(1, 11) == Pairs{{0, 2}});
}

TEST_CASE("evaluate: connected components from a weight on") {
  const std::vector<types::ScoredPair> pairs = {{3, 4, 2}, {1, 3, 5}, {0, 2, 1}};
  CHECK(explain::components(6, pairs, 1) == std::vector<std::uint32_t>{0, 1, 0, 1, 1, 5});
  CHECK(explain::components(6, pairs, 2) == std::vector<std::uint32_t>{0, 1, 2, 1, 1, 5});
  CHECK(explain::components(0, {}, 0).empty());
}
