// The model fitted to the records added, without labels, or with some.

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "hub/matcher_impl.hpp"
#include "score/lift.hpp"
#include "score/train.hpp"

namespace scv::hub {
namespace {

using types::CandidatePair;
using types::RecordNo;
using types::ScoredPair;

constexpr std::size_t kRandomPairs = 200000;
constexpr std::size_t kPairValues = 20000000;   // comparisons kept for training, over all pairs
constexpr std::size_t kTrainingPairs = 100000;  // that share a key
constexpr std::size_t kLiftPairs = 300000;
constexpr std::size_t kLiftRecords = 24;      // of one identity are looked at for value pairs
constexpr std::size_t kLiftValues = 2000000;  // comparisons kept at once
constexpr std::size_t kLiftIdentitiesAPiece = 16;
constexpr std::size_t kWholeNames = 20;  // fewer are taken for persons'
constexpr double kKnownGivenNames = 0.25;
constexpr double kSingleWords = 0.1;
constexpr std::size_t kStridePrime = 7919, kOtherPrime = 7907;
constexpr std::size_t kStrideFrom = 1000;  // fewer records than this are paired exhaustively

/// So are pairs compared: the weight does not depend on the records' numbers.
CandidatePair in_key_order(const types::FeatureTable& table, RecordNo a, RecordNo b) {
  return table.key_less(b, a) ? CandidatePair{b, a} : CandidatePair{a, b};
}

/// The records in an order that their arrival has no part in.
std::vector<RecordNo> order_for_training(const types::FeatureTable& table) {
  std::vector<std::uint64_t> hashes(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    hashes[i] = base::hash64(table.record_ids[i], base::hash64(table.record_sources[i]));
  }
  std::vector<RecordNo> order(table.size());
  std::iota(order.begin(), order.end(), RecordNo{0});
  std::sort(order.begin(), order.end(), [&](RecordNo a, RecordNo b) {
    return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : table.key_less(a, b);
  });
  return order;
}

/// At most so many of all pairs: few records are paired exhaustively, each pair once; many at strides that do not repeat.
std::vector<CandidatePair> draw_pairs(const types::FeatureTable& table, std::span<const RecordNo> order,
                                      std::size_t most) {
  std::vector<CandidatePair> pairs;
  const std::size_t count = order.size();
  for (std::size_t step = 1; step < count && pairs.size() < most; ++step) {
    if (count <= kStrideFrom && step > count / 2) break;
    const std::size_t multiplier = (count - 1) % kStridePrime == 0 ? kOtherPrime : kStridePrime;
    const std::size_t stride = count <= kStrideFrom ? step : 1 + (step * multiplier) % (count - 1);
    for (std::size_t i = 0; i < count && pairs.size() < most; ++i) {
      pairs.push_back(in_key_order(table, order[i], order[(i + stride) % count]));
    }
  }
  return pairs;
}

}  // namespace

void Matcher::Impl::plan_blocks(score::Model& to) {
  indexed_.emplace(table, options.threads);
  caps = indexed_->caps();
  to.block_caps.clear();
  for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
    if (caps[kind] != block::kBlockCap) to.block_caps[std::string(block::kind_name(kind))] = caps[kind];
  }
}

void Matcher::Impl::train(std::span<const LabelledPair> labels) {
  builder.forget_raw_texts();
  bound_.reset();
  // Who shares the model keeps it as it is.
  const auto fitted = std::make_shared<score::Model>(*model_);
  model_ = fitted;
  fitted->whole_names_are_organizations = whole_names_are_organizations();
  const std::size_t count = table.size();
  if (count < 2) {
    counts_ = score::count_terms(table, *fitted, options.threads);
    return;
  }

  // many columns make many values a pair: what is kept of all pairs is bounded
  const std::size_t width = types::kComparisons + table.other_columns.size();
  const std::size_t training_pairs = std::min(kTrainingPairs, kPairValues / width);
  std::vector<RecordNo> order, rank(count);
  std::vector<CandidatePair> random;
  const auto put_in_order = [&] {
    order = order_for_training(table);
    for (std::size_t i = 0; i < count; ++i) rank[order[i]] = static_cast<RecordNo>(i);
    random = draw_pairs(table, order, std::min(kRandomPairs, kPairValues / width));
  };
  base::run_beside(options.threads,
                   {put_in_order, [&] { counts_ = score::count_terms(table, *fitted, options.threads); },
                    [&] { plan_blocks(*fitted); }});

  const block::BlockIndex& blocks = *indexed_;
  std::vector<RecordNo> seen(count, block::BlockIndex::kNoMark), found;
  std::vector<CandidatePair> candidates;
  std::size_t sampled = 0;
  for (; sampled < count && candidates.size() < training_pairs; ++sampled) {
    blocks.candidates(order[sampled], seen, found);
    std::sort(found.begin(), found.end(), [&](RecordNo a, RecordNo b) { return rank[a] < rank[b]; });
    for (const RecordNo other : found) {
      if (rank[other] > sampled) candidates.push_back(in_key_order(table, order[sampled], other));
    }
  }
  const std::vector<types::ComparisonVector> random_compared = compare_all(random);
  const std::vector<types::ComparisonVector> candidates_compared = compare_all(candidates);
  std::vector<CandidatePair> matches, non_matches;
  for (const LabelledPair& label : labels) {
    (label.match ? matches : non_matches).push_back(in_key_order(table, label.pair.left, label.pair.right));
  }
  for (std::vector<CandidatePair>* list : {&matches, &non_matches}) {
    std::sort(list->begin(), list->end(), [&](const CandidatePair& a, const CandidatePair& b) {
      return rank[a.left] != rank[b.left] ? rank[a.left] < rank[b.left] : rank[a.right] < rank[b.right];
    });
  }
  const std::vector<types::ComparisonVector> matches_compared = compare_all(matches);
  const std::vector<types::ComparisonVector> non_matches_compared = compare_all(non_matches);
  // a pair has two records to be sampled through
  const double left_out = 1 - static_cast<double>(sampled) / static_cast<double>(count);
  const double scale = 1 / (1 - left_out * left_out);
  const score::TrainingPairs pairs = {.random = random_compared,
                                      .candidates = candidates_compared,
                                      .matches = matches_compared,
                                      .non_matches = non_matches_compared,
                                      .candidate_scale = scale,
                                      .threads = options.threads};
  score::train(table, pairs, *fitted, *bound_);
  // the pairs that match by now show which values that differ go together
  std::vector<CandidatePair> sample;
  for (std::size_t i = 0; i < count && sample.size() < kLiftPairs; ++i) {
    blocks.candidates(order[i], seen, found);
    for (const RecordNo other : found) {
      if (rank[other] > i) sample.push_back(in_key_order(table, order[i], other));
    }
  }
  const std::vector<ScoredPair> edges = scored(sample, fitted->edge_floor);
  learn_lifts(clustered(edges, {}, fitted->threshold), *fitted);
  bound_->refit();
}

bool Matcher::Impl::whole_names_are_organizations() const {
  std::size_t whole = 0, known = 0, single = 0;
  for (const types::Name& name : table.names) {
    if (!name.as_organization) continue;
    ++whole;
    single += name.given + name.family == 1;
    const std::span<const types::ValueNo> words(table.name_words.data() + name.begin,
                                                std::size_t{name.given} + name.family);
    known += std::any_of(words.begin(), words.end(),
                         [&](types::ValueNo word) { return table.word_info[word].nicknames_count != 0; });
  }
  return whole >= kWholeNames && static_cast<double>(known) < kKnownGivenNames * static_cast<double>(whole) &&
         static_cast<double>(single) > kSingleWords * static_cast<double>(whole);
}

void Matcher::Impl::compare_within(std::vector<RecordNo>& identity, compare::Comparer& with,
                                   std::vector<types::ComparisonVector>& compared) const {
  std::sort(identity.begin(), identity.end(), [&](RecordNo a, RecordNo b) { return key_less(a, b); });
  identity.resize(std::min(identity.size(), kLiftRecords));
  compared.resize(identity.size() * (identity.size() - 1) / 2);
  std::size_t pair = 0;
  for (std::size_t i = 0; i < identity.size(); ++i) {
    for (std::size_t j = i + 1; j < identity.size(); ++j) with.compare(identity[i], identity[j], compared[pair++]);
  }
}

void Matcher::Impl::learn_lifts(const types::Partition& identities, score::Model& to) {
  std::vector<std::vector<RecordNo>> members(table.size());
  for (RecordNo record = 0; record < table.size(); ++record) members[identities[record]].push_back(record);
  std::erase_if(members, [](const std::vector<RecordNo>& identity) { return identity.size() < 2; });
  score::LiftCounter counter(table);
  const score::Scorer& weigher = bulk_scorer();
  tbb::enumerable_thread_specific<compare::Comparer> comparers([&] { return compare::Comparer(table, knowledge); });
  constexpr std::size_t kMostPairs = kLiftRecords * (kLiftRecords - 1) / 2;
  const std::size_t width = types::kComparisons + table.other_columns.size();
  const std::size_t at_once = std::max(kLiftIdentitiesAPiece, kLiftValues / (kMostPairs * width));
  std::vector<std::vector<types::ComparisonVector>> compared(std::min(members.size(), at_once));
  for (std::size_t first = 0; first < members.size(); first += compared.size()) {
    const std::size_t some = std::min(compared.size(), members.size() - first);
    base::parallel_for(some, kLiftIdentitiesAPiece, options.threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) compare_within(members[first + i], comparers.local(), compared[i]);
    });
    for (std::size_t i = 0; i < some; ++i) counter.add(compared[i]);
  }
  counter.finish(weigher, to);
}

std::vector<Matcher::TermsThenAndNow> Matcher::compare_terms() const {
  score::Model now = impl_->model();
  score::count_terms(impl_->table, now, impl_->options.threads);
  std::vector<TermsThenAndNow> result;
  for (std::size_t t = 0; t < score::kTerms; ++t) {
    const auto &old_counts = impl_->model().terms[t].counts, &new_counts = now.terms[t].counts;
    if (old_counts.empty() && new_counts.empty()) continue;
    TermsThenAndNow& term = result.emplace_back();
    term.term = score::to_string(static_cast<score::Term>(t));
    for (const auto& [text, count] : old_counts) term.then += count;
    for (const auto& [text, count] : new_counts) term.now += count;
    const auto share = [](std::uint64_t count, std::uint64_t of) {
      return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
    };
    // Counts of values in a fixed order: the sum must not depend on where the values lie in the map.
    std::map<std::string_view, std::pair<std::uint64_t, std::uint64_t>> both;
    for (const auto& [text, count] : old_counts) both[text].first = count;
    for (const auto& [text, count] : new_counts) both[text].second = count;
    for (const auto& [text, counts] : both) {
      term.distance += std::abs(share(counts.first, term.then) - share(counts.second, term.now)) / 2;
    }
  }
  return result;
}

}  // namespace scv::hub
