#include "hub/matcher.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <utility>

#include "base/flat_map.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "block/bulk_keys.hpp"
#include "block/keys.hpp"
#include "block/lookup_keys.hpp"
#include "cluster/cluster.hpp"
#include "compare/compare.hpp"
#include "hub/glance.hpp"
#include "normalize/features.hpp"
#include "score/lift.hpp"
#include "score/scorer.hpp"
#include "score/train.hpp"

namespace scv::hub {
namespace {

using types::Comparison;
using types::RecordNo;
using types::ScoredPair;
using types::ValueNo;

constexpr std::size_t kGrain = 1024;
constexpr std::size_t kPairsAtOnce = 2048;
constexpr std::size_t kExpected = 16;  ///< records of which the comparer is told ahead
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
constexpr double kPossible = 2;  // bits below an edge that a pair is still a possible match
constexpr std::size_t kStridePrime = 7919, kOtherPrime = 7907;
constexpr std::size_t kStrideFrom = 1000;  // fewer records than this are paired exhaustively

/// The text of a value that a comparison rests on.
std::string shown(const types::FeatureTable& table, const score::Contribution& part, types::ValueNo value) {
  if (value == types::kNoValue) return {};
  const auto join = [](std::initializer_list<std::string_view> texts) {
    std::string joined;
    for (const std::string_view text : texts) {
      if (text.empty()) continue;
      if (!joined.empty()) joined += ' ';
      joined += text;
    }
    return joined;
  };
  if (!part.column.empty()) return std::string(table.other_values.text(table.others[value].value));
  if (part.comparison == "given_name" || part.comparison == "family_name" || part.comparison == "middle_name")
    return std::string(table.words.text(value));
  if (part.comparison == "organization" || part.comparison == "employer")
    return std::string(table.words.text(table.organizations[value].whole));
  if (part.comparison == "birth_place") return std::string(table.address_parts.text(value));
  if (part.comparison == "gender") return std::string(1, static_cast<char>(value));
  if (part.comparison == "generation") return std::to_string(value);
  if (part.comparison == "birthdate") {
    const std::uint32_t ymd = table.dates[value].ymd;
    const auto padded = [](std::uint32_t number, std::size_t width) {
      std::string text = std::to_string(number);
      return std::string(width - std::min(width, text.size()), '0') + text;
    };
    return padded(ymd / 10000, 4) + '-' + padded(ymd / 100 % 100, 2) + '-' + padded(ymd % 100, 2);
  }
  if (part.comparison == "email") {
    const types::EmailAddress& email = table.emails[value];
    return std::string(table.email_parts.text(email.local)) + '@' + std::string(table.email_parts.text(email.domain));
  }
  if (part.comparison == "phone") {
    const types::PhoneNumber& phone = table.phones[value];
    return (phone.valid ? "+" : "") + std::string(table.phone_digits.text(phone.digits));
  }
  if (part.comparison == "address") {
    const types::PostalAddress& a = table.addresses[value];
    const types::TextPool& texts = table.address_parts;
    return join({texts.text(a.street), texts.text(a.house_number), texts.text(a.postal_code), texts.text(a.city)});
  }
  if (part.comparison == "identifier") {
    const types::IdentifierValue& identifier = table.identifiers[value];
    return join({table.identifier_parts.text(identifier.type), table.identifier_parts.text(identifier.value)});
  }
  return {};
}

/// Which decisions are about pairs within one component.
class DecisionsByComponent {
 public:
  DecisionsByComponent(const cluster::Lists<RecordNo>& components, std::span<const LabelledPair> decisions) {
    if (decisions.empty()) return;
    base::FlatMap<RecordNo, std::uint32_t> component_of;
    for (const LabelledPair& decision : decisions) {
      component_of[decision.pair.left] = kNone;
      component_of[decision.pair.right] = kNone;
    }
    for (std::uint32_t c = 0; c < components.size(); ++c) {
      for (const RecordNo record : components[c]) {
        if (const auto found = component_of.find(record); found != component_of.end()) found->second = c;
      }
    }
    for (const LabelledPair& decision : decisions) {
      const std::uint32_t component = component_of.at(decision.pair.left);
      if (component != kNone && component == component_of.at(decision.pair.right)) {
        by_component_[component].push_back(decision);
      }
    }
  }
  std::span<const LabelledPair> of(std::size_t component) const {
    const auto found = by_component_.find(static_cast<std::uint32_t>(component));
    return found == by_component_.end() ? std::span<const LabelledPair>() : found->second;
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  base::FlatMap<std::uint32_t, std::vector<LabelledPair>> by_component_;
};

/// What one thread needs to score pairs.
struct PairWorker {
  PairWorker(const types::FeatureTable& table, const compare::Knowledge& knowledge) : comparer(table, knowledge) {}
  compare::Comparer comparer;
  types::ComparisonVector compared;
};

/// What one thread needs to find and score pairs.
struct Worker : PairWorker {
  Worker(const types::FeatureTable& table, const compare::Knowledge& knowledge)
      : PairWorker(table, knowledge), seen(table.size(), block::BlockIndex::kNoMark) {}
  std::vector<RecordNo> seen, candidates;
  std::vector<types::CandidatePair> pairs;
  std::vector<float> rests;
};

std::vector<ScoredPair> joined(std::span<const std::vector<ScoredPair>> parts) {
  std::vector<ScoredPair> all;
  for (const std::vector<ScoredPair>& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

class Matcher::Impl {
 public:
  Impl(std::string_view model_json, MatcherOptions matcher_options)
      : options(std::move(matcher_options)),
        builder(options.default_region),
        model(model_json.empty() ? score::Model::prior() : score::Model::from_json(model_json)) {
    for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
      const auto cap = model.block_caps.find(std::string(block::kind_name(kind)));
      if (cap != model.block_caps.end()) caps[kind] = std::clamp(cap->second, block::kEqualRecords, block::kBlockCap);
    }
  }

  /// The model bound to all values that the table has by now.
  const score::Scorer& scorer() {
    if (bound && bound_records == table.size()) return *bound;
    if (bound) {
      bound->extend();
    } else {
      bound.emplace(model, table, std::exchange(counts, {}), options.threads);
    }
    bound_records = table.size();
    knowledge = {.word_bits = bound->word_bits(),
                 .whole_names_are_organizations = model.whole_names_are_organizations,
                 .is_common_email =
                     [this](ValueNo email) {
                       return is_common(block::key_of_email(table, email), email_holders, email) &&
                              !is_counted(score::Term::email, email);
                     },
                 .is_common_phone =
                     [this](ValueNo left, ValueNo right) {
                       const ValueNo national = table.phones[left].national;
                       return is_common(block::key_of_phone(table, national), phone_holders, national) &&
                              !(left == right && is_counted(score::Term::phone, left));
                     },
                 .rows = rows};
    return *bound;
  }
  /// For work on all records: they are laid out for it.
  const score::Scorer& bulk_scorer() {
    if (rows.size() != table.size()) {
      rows = compare::rows_of(table, options.threads);
      count_holders();
      bound_records = 0;
    }
    return scorer();
  }
  compare::Comparer& comparer() {
    scorer();
    if (!own_comparer) own_comparer.emplace(table, knowledge);
    return *own_comparer;
  }

  /// Counts the records that have each e-mail address and phone number, as far as a cap may reach.
  void count_holders() {
    const auto count = [&](const types::Column<ValueNo>& column, std::size_t values, auto number_of) {
      std::vector<std::uint8_t> holders(values, 0);
      for (RecordNo record = 0; record < table.size(); ++record) {
        const std::span<const ValueNo> own = column[record];
        for (std::size_t i = 0; i < own.size(); ++i) {
          const ValueNo number = number_of(own[i]);
          const auto is_same = [&](ValueNo before) { return number_of(before) == number; };
          if (holders[number] > block::kBlockCap || std::any_of(own.begin(), own.begin() + i, is_same)) continue;
          ++holders[number];
        }
      }
      return holders;
    };
    base::run_beside(
        options.threads,
        {[&] { email_holders = count(table.record_emails, table.emails.size(), [](ValueNo email) { return email; }); },
         [&] {
           phone_holders = count(table.record_phones, table.phone_digits.size(),
                                 [&](ValueNo phone) { return table.phones[phone].national; });
         }});
  }
  bool is_common(std::uint64_t key, std::span<const std::uint8_t> holders, ValueNo number) const {
    if (is_over_cap) return is_over_cap(key);
    return number < holders.size() && holders[number] > caps[block::kind_of(key)];
  }

  /// Whether the model knows by its own count that many have the value: then its share weighs it.
  bool is_counted(score::Term term, ValueNo value) const {
    const double share = std::exp2(static_cast<double>(bound->log_share(term, value)));
    return 2 * share * static_cast<double>(model.records) > block::kBlockCap;
  }

  /// The blocks of all records added by now.
  const block::BlockIndex& blocks() {
    // What the model is planned and trained by does not know who came first.
    const auto firsts = options.oldest_first ? block::BlockIndex::Firsts::by_number : block::BlockIndex::Firsts::by_key;
    if (!indexed || indexed->size() != table.size() || !indexed->is_same_with(firsts))
      indexed.emplace(table, options.threads, &caps, firsts);
    return *indexed;
  }
  /// Chooses the caps by the records added, and puts them into the model.
  void plan_blocks() {
    indexed.emplace(table, options.threads);
    caps = indexed->caps();
    model.block_caps.clear();
    for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
      if (caps[kind] != block::kBlockCap) model.block_caps[std::string(block::kind_name(kind))] = caps[kind];
    }
  }

  /// The comparison of each pair, in the order of the pairs.
  std::vector<types::ComparisonVector> compare_all(std::span<const types::CandidatePair> pairs) {
    bulk_scorer();
    std::vector<types::ComparisonVector> compared(pairs.size());
    tbb::enumerable_thread_specific<compare::Comparer> comparers([&] { return compare::Comparer(table, knowledge); });
    base::parallel_for(pairs.size(), kGrain, options.threads, [&](std::size_t begin, std::size_t end) {
      compare::Comparer& comparer = comparers.local();
      for (std::size_t i = begin; i < end; ++i) comparer.compare(pairs[i].left, pairs[i].right, compared[i]);
    });
    return compared;
  }

  /// Compared in the order of their keys, so that the weight does not depend on the records' numbers.
  double score(RecordNo a, RecordNo b, compare::Comparer& with, const score::Scorer& weigher,
               types::ComparisonVector& compared) const {
    if (key_less(b, a)) std::swap(a, b);
    with.compare(a, b, compared);
    return weigher.weight(compared);
  }
  bool key_less(RecordNo a, RecordNo b) const {
    return rows.size() == table.size() ? rows[a].key_rank < rows[b].key_rank : table.key_less(a, b);
  }

  /// score() if that is at least `floor`, where all but names brings `rest` at most: it is compared only where it can matter.
  std::optional<double> score_from(RecordNo a, RecordNo b, double floor, double rest, const score::Scorer& weigher,
                                   PairWorker& worker) const {
    auto& [with, compared] = worker;
    if (key_less(b, a)) std::swap(a, b);
    with.compare_names(a, b, compared);
    if (rest + weigher.summands_of_names(compared) < floor) return std::nullopt;
    with.compare_rest(a, b, compared);
    return weigher.weight_from(compared, floor);
  }

  /// Appends those of the pairs that weigh `floor` or more, in their order. `rests` bound what all but names brings to each;
  /// there may be none.
  void score_pairs(std::span<const types::CandidatePair> pairs, std::span<const float> rests, double floor,
                   const score::Scorer& weigher, PairWorker& worker, std::vector<ScoredPair>& scored) const {
    for (std::size_t i = 0; i < std::min(pairs.size(), kExpected); ++i) {
      worker.comparer.expect(pairs[i].left);
      worker.comparer.expect(pairs[i].right);
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i + kExpected < pairs.size()) {
        worker.comparer.expect(pairs[i + kExpected].left);
        worker.comparer.expect(pairs[i + kExpected].right);
      }
      if (i + kExpected / 2 < pairs.size()) {
        worker.comparer.expect_values(pairs[i + kExpected / 2].left);
        worker.comparer.expect_values(pairs[i + kExpected / 2].right);
      }
      const auto [left, right] = std::minmax(pairs[i].left, pairs[i].right);
      const double rest = rests.empty() ? HUGE_VAL : static_cast<double>(rests[i]);
      const auto weight = score_from(left, right, floor, rest, weigher, worker);
      if (weight) scored.push_back({left, right, static_cast<float>(*weight)});
    }
  }
  /// Those of the pairs that weigh `floor` or more, in their order.
  std::vector<ScoredPair> scored(std::span<const types::CandidatePair> pairs, double floor);
  /// The candidate pairs that weigh `floor` or more, by (left, right).
  std::vector<ScoredPair> scored_candidates(double floor, const std::function<bool(const Progress&)>& progress,
                                            std::uint64_t& candidate_pairs);
  /// All records in identities, the edges being those at or above the threshold.
  types::Partition clustered(std::span<const ScoredPair> edges, std::span<const LabelledPair> decisions,
                             double threshold);
  bool whole_names_are_organizations() const;
  void compare_within(std::vector<RecordNo>& identity, compare::Comparer& with,
                      std::vector<types::ComparisonVector>& compared) const;
  void learn_lifts(const types::Partition& identities);
  std::vector<std::uint32_t> partition(std::span<const RecordNo> component, std::span<const ScoredPair> edges,
                                       std::span<const LabelledPair> decisions, double threshold,
                                       compare::Comparer& with, const score::Scorer& weigher) const;
  bool all_differ(std::span<const RecordNo> records) const;
  /// For each of the records, given in order, the first one that is equal in all features and would match by them; itself where
  /// it is `alone`.
  std::vector<std::uint32_t> first_equal(std::span<const RecordNo> records, const base::FlatSet<RecordNo>& alone,
                                         double threshold, compare::Comparer& with, const score::Scorer& weigher) const;

  MatcherOptions options;
  normalize::FeatureBuilder builder;
  types::FeatureTable table;
  score::Model model;
  score::ValueCounts counts;  ///< of the terms that training has counted, until the model is bound
  std::optional<score::Scorer> bound;
  std::size_t bound_records = 0;
  std::vector<compare::Row> rows;  ///< of bulk work
  std::vector<std::uint8_t> email_holders,
      phone_holders;  ///< of bulk work; by number, of phones by their national ones
  std::function<bool(std::uint64_t)> is_over_cap;
  compare::Knowledge knowledge;  ///< of the model bound
  std::optional<compare::Comparer> own_comparer;
  block::Caps caps = block::default_caps();
  std::optional<block::BlockIndex> indexed;
};

/// Whether no two of a few records are equal, as far as their rows tell: so it is with most components.
bool Matcher::Impl::all_differ(std::span<const RecordNo> records) const {
  constexpr std::size_t kFew = 16;
  if (rows.size() != table.size() || records.size() > kFew) return false;
  for (std::size_t i = 1; i < records.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (rows[records[i]].may_equal(rows[records[j]])) return false;
    }
  }
  return true;
}

std::vector<std::uint32_t> Matcher::Impl::first_equal(std::span<const RecordNo> records,
                                                      const base::FlatSet<RecordNo>& alone, double threshold,
                                                      compare::Comparer& with, const score::Scorer& weigher) const {
  std::vector<std::uint32_t> equal(records.size());
  if (all_differ(records)) {
    std::iota(equal.begin(), equal.end(), 0u);
    return equal;
  }
  base::FlatMap<std::uint64_t, std::uint32_t> first;
  std::vector<char> decided(records.size(), 0), matches(records.size(), 0);
  types::ComparisonVector compared;
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    if (alone.contains(records[i])) {
      equal[i] = i;
      continue;
    }
    const std::uint32_t head = first.emplace(table.features_hash(records[i]), i).first->second;
    if (head != i && decided[head] == 0) {
      with.compare(records[head], records[i], compared);
      decided[head] = 1;
      matches[head] = weigher.weight_from(compared, threshold).has_value();
    }
    equal[i] = head != i && matches[head] != 0 ? head : i;
  }
  return equal;
}

std::vector<std::uint32_t> Matcher::Impl::partition(std::span<const RecordNo> component,
                                                    std::span<const ScoredPair> edges,
                                                    std::span<const LabelledPair> decisions, double threshold,
                                                    compare::Comparer& with, const score::Scorer& weigher) const {
  const cluster::Options how{.threshold = threshold};
  const auto size = static_cast<std::uint32_t>(component.size());
  std::vector<std::uint32_t> order(size);  // position in key order → index in component
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (key_less(component[a], component[b])) return true;
    return !key_less(component[b], component[a]) && component[a] < component[b];
  });

  // equal records are one, however many they are, unless somebody has spoken about them
  base::FlatSet<RecordNo> decided;
  for (const LabelledPair& decision : decisions) {
    decided.insert(decision.pair.left);
    decided.insert(decision.pair.right);
  }
  std::vector<RecordNo> records(size);
  for (std::uint32_t i = 0; i < size; ++i) records[i] = component[order[i]];
  const std::vector<std::uint32_t> equal = first_equal(records, decided, threshold, with, weigher);
  std::vector<std::uint32_t> place(size), positions;
  for (std::uint32_t i = 0; i < size; ++i) {
    place[i] = equal[i] == i ? static_cast<std::uint32_t>(positions.size()) : place[equal[i]];
    if (equal[i] == i) positions.push_back(i);
  }
  const auto count = static_cast<std::uint32_t>(positions.size());

  std::vector<cluster::ComponentPair> pairs;
  base::FlatSet<std::uint64_t> taken;
  const auto take_place = [&](std::uint32_t a, std::uint32_t b) {
    return taken.insert(std::uint64_t{std::min(a, b)} << 32 | std::max(a, b)).second;
  };
  if (!decisions.empty()) {
    base::FlatMap<RecordNo, std::uint32_t> place_of;
    for (std::uint32_t i = 0; i < size; ++i) place_of[records[i]] = place[i];
    for (const LabelledPair& decision : decisions) {
      const auto [a, b] = std::minmax(place_of.at(decision.pair.left), place_of.at(decision.pair.right));
      take_place(a, b);
      pairs.push_back({a, b, decision.match ? HUGE_VAL : -HUGE_VAL});
    }
  }
  if (count <= how.complete_up_to) {
    types::ComparisonVector compared;
    pairs.reserve(std::size_t{count} * (count - 1) / 2);
    for (std::uint32_t i = 0; i < count; ++i) {
      for (std::uint32_t j = i + 1; j < count; ++j) {
        if (!decisions.empty() && taken.contains(std::uint64_t{i} << 32 | j)) continue;
        with.compare(records[positions[i]], records[positions[j]], compared);  // in order of their keys
        const score::Judgement judged = weigher.judge(compared);
        pairs.push_back({i, j, judged.weight, judged.apart});
      }
    }
  } else {
    base::FlatMap<RecordNo, std::uint32_t> place_of;
    for (std::uint32_t i = 0; i < size; ++i) place_of[records[i]] = place[i];
    for (const ScoredPair& edge : edges) {
      const auto [a, b] = std::minmax(place_of.at(edge.left), place_of.at(edge.right));
      if (a != b && take_place(a, b)) pairs.push_back({a, b, edge.weight});
    }
  }

  std::vector<std::uint32_t> parts_of_places(count);
  cluster::agglomerate(pairs, how, parts_of_places);
  std::vector<std::uint32_t> parts(size);
  for (std::uint32_t i = 0; i < size; ++i) parts[i] = positions[parts_of_places[place[i]]];
  // back from key order, and from "first in key order" to "first in the component"
  std::vector<std::uint32_t> first(size, size), result(size);
  for (std::uint32_t i = 0; i < size; ++i) first[parts[i]] = std::min(first[parts[i]], order[i]);
  for (std::uint32_t i = 0; i < size; ++i) result[order[i]] = first[parts[i]];
  return result;
}

Matcher::Matcher(std::string_view model, MatcherOptions options)
    : impl_(std::make_unique<Impl>(model, std::move(options))) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

RecordNo Matcher::add(const types::RecordView& record) { return impl_->builder.add(record, impl_->table); }

void Matcher::add(std::span<const types::RecordView> records) {
  impl_->builder.add(records, impl_->table, impl_->options.threads);
}

std::size_t Matcher::size() const noexcept { return impl_->table.size(); }

void Matcher::train(std::span<const LabelledPair> labels) {
  Impl& m = *impl_;
  m.builder.forget_raw_texts();
  m.bound.reset();
  m.model.whole_names_are_organizations = m.whole_names_are_organizations();
  const std::size_t count = m.table.size();
  if (count < 2) {
    m.counts = score::count_terms(m.table, m.model, m.options.threads);
    return;
  }

  std::vector<RecordNo> order(count), rank(count);
  // many columns make many values a pair: what is kept of all pairs is bounded
  const std::size_t width = types::kComparisons + m.table.other_columns.size();
  const std::size_t random_pairs = std::min(kRandomPairs, kPairValues / width);
  const std::size_t training_pairs = std::min(kTrainingPairs, kPairValues / width);
  std::vector<types::CandidatePair> random, candidates;
  const auto take = [&](RecordNo a, RecordNo b, std::vector<types::CandidatePair>& to) {
    to.push_back(m.table.key_less(b, a) ? types::CandidatePair{b, a} : types::CandidatePair{a, b});
  };
  // an order that the records' arrival has no part in
  const auto put_in_order = [&] {
    std::vector<std::uint64_t> hashes(count);
    for (std::size_t i = 0; i < count; ++i) {
      hashes[i] = base::hash64(m.table.record_ids[i], base::hash64(m.table.record_sources[i]));
    }
    std::iota(order.begin(), order.end(), RecordNo{0});
    std::sort(order.begin(), order.end(), [&](RecordNo a, RecordNo b) {
      return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : m.table.key_less(a, b);
    });
    for (std::size_t i = 0; i < count; ++i) rank[order[i]] = static_cast<RecordNo>(i);
    for (std::size_t step = 1; step < count && random.size() < random_pairs; ++step) {
      // few records are paired exhaustively, each pair once; many at strides that do not repeat
      if (count <= kStrideFrom && step > count / 2) break;
      const std::size_t multiplier = (count - 1) % kStridePrime == 0 ? kOtherPrime : kStridePrime;
      const std::size_t stride = count <= kStrideFrom ? step : 1 + (step * multiplier) % (count - 1);
      for (std::size_t i = 0; i < count && random.size() < random_pairs; ++i) {
        take(order[i], order[(i + stride) % count], random);
      }
    }
  };
  base::run_beside(m.options.threads,
                   {put_in_order, [&] { m.counts = score::count_terms(m.table, m.model, m.options.threads); },
                    [&] { m.plan_blocks(); }});

  const block::BlockIndex& blocks = *m.indexed;
  std::vector<RecordNo> seen(count, block::BlockIndex::kNoMark), found;
  std::size_t sampled = 0;
  for (; sampled < count && candidates.size() < training_pairs; ++sampled) {
    blocks.candidates(order[sampled], seen, found);
    std::sort(found.begin(), found.end(), [&](RecordNo a, RecordNo b) { return rank[a] < rank[b]; });
    for (const RecordNo other : found) {
      if (rank[other] > sampled) take(order[sampled], other, candidates);
    }
  }
  const std::vector<types::ComparisonVector> random_compared = m.compare_all(random);
  const std::vector<types::ComparisonVector> candidates_compared = m.compare_all(candidates);
  std::vector<types::CandidatePair> matches, non_matches;
  for (const LabelledPair& label : labels) take(label.pair.left, label.pair.right, label.match ? matches : non_matches);
  for (std::vector<types::CandidatePair>* list : {&matches, &non_matches}) {
    std::sort(list->begin(), list->end(), [&](const types::CandidatePair& a, const types::CandidatePair& b) {
      return rank[a.left] != rank[b.left] ? rank[a.left] < rank[b.left] : rank[a.right] < rank[b.right];
    });
  }
  const std::vector<types::ComparisonVector> matches_compared = m.compare_all(matches);
  const std::vector<types::ComparisonVector> non_matches_compared = m.compare_all(non_matches);
  // a pair has two records to be sampled through
  const double left_out = 1 - static_cast<double>(sampled) / static_cast<double>(count);
  const double scale = 1 / (1 - left_out * left_out);
  const score::TrainingPairs pairs = {.random = random_compared,
                                      .candidates = candidates_compared,
                                      .matches = matches_compared,
                                      .non_matches = non_matches_compared,
                                      .candidate_scale = scale,
                                      .threads = m.options.threads};
  score::train(m.table, pairs, m.model, *m.bound);
  // the pairs that match by now show which values that differ go together
  std::vector<types::CandidatePair> sample;
  for (std::size_t i = 0; i < count && sample.size() < kLiftPairs; ++i) {
    blocks.candidates(order[i], seen, found);
    for (const RecordNo other : found) {
      if (rank[other] > i) take(order[i], other, sample);
    }
  }
  const std::vector<ScoredPair> edges = m.scored(sample, m.model.edge_floor);
  m.learn_lifts(m.clustered(edges, {}, m.model.threshold));
  m.bound->refit();
}

const types::FeatureTable& Matcher::features() const noexcept { return impl_->table; }
const score::Model& Matcher::fitted() const noexcept { return impl_->model; }
std::string Matcher::model() const { return impl_->model.to_json(); }

std::vector<ScoredPair> Matcher::Impl::scored_candidates(double floor,
                                                         const std::function<bool(const Progress&)>& progress,
                                                         std::uint64_t& candidate_pairs) {
  const std::size_t count = table.size();
  const block::BlockIndex& index = blocks();
  const score::Scorer& weigher = bulk_scorer();
  std::optional<Glance> glance;
  if (!model.whole_names_are_organizations) glance.emplace(weigher, table, rows, options.threads);
  tbb::enumerable_thread_specific<Worker> workers([&] { return Worker(table, knowledge); });
  std::vector<std::vector<ScoredPair>> parts((count + kGrain - 1) / kGrain);
  std::atomic<std::uint64_t> pairs_seen{0}, done{0};
  std::mutex progress_mutex;
  base::parallel_for(count, kGrain, options.threads, [&](std::size_t begin, std::size_t end) {
    Worker& worker = workers.local();
    std::uint64_t pairs = 0;
    std::vector<types::CandidatePair>& found = worker.pairs;
    const auto score_found = [&] {
      pairs += found.size();
      if (glance) glance->keep_from(floor, found, worker.rests);
      score_pairs(found, worker.rests, floor, weigher, worker, parts[begin / kGrain]);
      found.clear();
    };
    for (std::size_t record = begin; record < end; ++record) {
      const auto left = static_cast<RecordNo>(record);
      index.candidates_above(left, worker.seen, worker.candidates);
      for (const RecordNo right : worker.candidates) found.push_back({left, right});
      if (found.size() >= kPairsAtOnce) score_found();
    }
    score_found();
    pairs_seen += pairs;
    done += end - begin;
    if (!progress) return;
    const std::lock_guard lock(progress_mutex);
    if (!progress({"match", done, count, "records"})) throw Error(ErrorCode::cancelled, "cancelled while matching");
  });
  candidate_pairs = pairs_seen;
  return joined(parts);
}

std::vector<ScoredPair> Matcher::Impl::scored(std::span<const types::CandidatePair> pairs, double floor) {
  const score::Scorer& weigher = bulk_scorer();
  tbb::enumerable_thread_specific<PairWorker> workers([&] { return PairWorker(table, knowledge); });
  std::vector<std::vector<ScoredPair>> parts((pairs.size() + kGrain - 1) / kGrain);
  base::parallel_for(pairs.size(), kGrain, options.threads, [&](std::size_t begin, std::size_t end) {
    score_pairs(pairs.subspan(begin, end - begin), {}, floor, weigher, workers.local(), parts[begin / kGrain]);
  });
  return joined(parts);
}

types::Partition Matcher::Impl::clustered(std::span<const ScoredPair> edges, std::span<const LabelledPair> decisions,
                                          double threshold) {
  const std::size_t count = table.size();
  const score::Scorer& weigher = bulk_scorer();
  types::Partition partition(count);
  std::iota(partition.begin(), partition.end(), RecordNo{0});
  std::vector<ScoredPair> with_decisions;
  if (!decisions.empty()) {
    with_decisions.assign(edges.begin(), edges.end());
    for (const LabelledPair& decision : decisions) {
      if (decision.match) with_decisions.push_back({decision.pair.left, decision.pair.right, 0});
    }
  }
  const cluster::Lists<RecordNo> components = cluster::components(count, decisions.empty() ? edges : with_decisions);
  const DecisionsByComponent decided(components, decisions);
  const cluster::Lists<ScoredPair> inside =
      cluster::edges_within(components, count, edges, cluster::Options{}.complete_up_to);
  tbb::enumerable_thread_specific<compare::Comparer> comparers([&] { return compare::Comparer(table, knowledge); });
  base::parallel_for(components.size(), 16, options.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      const std::vector<std::uint32_t> part =
          this->partition(components[c], inside[c], decided.of(c), threshold, comparers.local(), weigher);
      for (std::size_t i = 0; i < part.size(); ++i) partition[components[c][i]] = components[c][part[i]];
    }
  });
  return partition;
}

/// Whether names that came as one text are organisations' rather than persons': few hold a given name that is known, and
/// many are of one word, which a person's full name seldom is.
bool Matcher::Impl::whole_names_are_organizations() const {
  std::size_t whole = 0, known = 0, single = 0;
  for (const types::Name& name : table.names) {
    if (name.as_organization == types::kNoValue) continue;
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

/// Each pair of the records, of which only the first few are looked at; they are put in the order of their keys.
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

void Matcher::Impl::learn_lifts(const types::Partition& identities) {
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
  counter.finish(weigher, model);
}

Resolution Matcher::resolve(const std::function<bool(const Progress&)>& progress,
                            std::span<const LabelledPair> decisions, double floor) {
  Resolution resolution = score_all(progress, floor);
  resolution.partition = cluster(resolution.edges, decisions);
  return resolution;
}

Resolution Matcher::score_all(const std::function<bool(const Progress&)>& progress, double floor) {
  impl_->builder.forget_raw_texts();
  Resolution resolution;
  resolution.edges = impl_->scored_candidates(floor, progress, resolution.candidate_pairs);
  return resolution;
}

types::Partition Matcher::cluster(std::span<const ScoredPair> edges, std::span<const LabelledPair> decisions) {
  const auto is_weak = [floor = impl_->model.edge_floor](const ScoredPair& edge) {
    return static_cast<double>(edge.weight) < floor;
  };
  std::vector<ScoredPair> strong;
  if (std::any_of(edges.begin(), edges.end(), is_weak)) {
    std::remove_copy_if(edges.begin(), edges.end(), std::back_inserter(strong), is_weak);
    edges = strong;
  }
  return impl_->clustered(edges, decisions, impl_->model.threshold);
}

std::vector<types::Partition> Matcher::partitions_at(std::span<const double> thresholds) {
  std::vector<types::Partition> partitions;
  if (thresholds.empty()) return partitions;
  std::uint64_t candidate_pairs = 0;
  const std::vector<ScoredPair> edges =
      impl_->scored_candidates(*std::min_element(thresholds.begin(), thresholds.end()), {}, candidate_pairs);
  std::vector<ScoredPair> strong;
  for (const double threshold : thresholds) {
    strong.clear();
    for (const ScoredPair& edge : edges) {
      if (static_cast<double>(edge.weight) >= threshold) strong.push_back(edge);
    }
    partitions.push_back(impl_->clustered(strong, {}, threshold));
  }
  return partitions;
}

bool Matcher::are_candidates(RecordNo left, RecordNo right) const { return impl_->blocks().share_block(left, right); }

std::vector<std::uint64_t> Matcher::blocking_keys(RecordNo record) const {
  return block::keys_of(impl_->table, record);
}

std::vector<std::uint64_t> Matcher::lookup_keys(RecordNo record) const {
  return block::lookup_keys_of(impl_->table, record);
}

void Matcher::for_each_stored_keys(std::size_t grain,
                                   const std::function<void(RecordNo, std::span<const std::uint64_t>)>& visit) const {
  const block::BulkKeys bulk(impl_->table, impl_->options.threads);
  base::parallel_for(size(), grain, impl_->options.threads, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = begin; i < end; ++i) {
      const auto record = static_cast<RecordNo>(i);
      keys.clear();
      bulk.append_all(record, keys);
      block::append_lookup_keys(impl_->table, record, keys);
      std::sort(keys.begin(), keys.end());
      visit(record, {keys.begin(), std::unique(keys.begin(), keys.end())});
    }
  });
}

std::vector<std::uint64_t> Matcher::query_keys(RecordNo query) const {
  std::vector<std::uint64_t> keys = blocking_keys(query);
  const std::vector<std::uint64_t> ends = block::word_ends_of(impl_->table, query);
  keys.insert(keys.end(), ends.begin(), ends.end());
  return keys;
}

void Matcher::tell_over_cap(std::function<bool(std::uint64_t key)> is_over_cap) {
  impl_->is_over_cap = std::move(is_over_cap);
}

bool Matcher::decides_weights(std::uint64_t key) noexcept { return block::is_of_contact(key); }

std::uint32_t Matcher::block_cap(std::uint64_t key) const noexcept { return impl_->caps[block::kind_of(key)]; }

std::uint32_t Matcher::first_candidates(std::uint64_t key) noexcept {
  return block::is_equal_records(key) ? block::kEqualRecords : 0;
}

double Matcher::score(RecordNo left, RecordNo right) const {
  types::ComparisonVector compared;
  return impl_->score(left, right, impl_->comparer(), impl_->scorer(), compared);
}

Matcher::Judgement Matcher::judge(RecordNo left, RecordNo right) const {
  if (impl_->key_less(right, left)) std::swap(left, right);
  types::ComparisonVector compared;
  impl_->comparer().compare(left, right, compared);
  const score::Judgement judged = impl_->scorer().judge(compared);
  return {judged.weight, judged.apart - judged.branch, judged.branch};
}

std::vector<Matcher::TermsThenAndNow> Matcher::compare_terms() const {
  score::Model now = impl_->model;
  score::count_terms(impl_->table, now, impl_->options.threads);
  std::vector<TermsThenAndNow> result;
  for (std::size_t t = 0; t < score::kTerms; ++t) {
    const auto &old_counts = impl_->model.terms[t].counts, &new_counts = now.terms[t].counts;
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

WeightLimit Matcher::limit(RecordNo record) const {
  const score::Scorer& weigher = impl_->scorer();
  return {weigher, impl_->table, impl_->knowledge, record};
}
compare::Sketch Matcher::sketch(RecordNo record) const { return compare::sketch_of(impl_->table, record); }

double Matcher::edge_floor() const noexcept { return impl_->model.edge_floor; }
double Matcher::possible_floor() const noexcept { return impl_->model.edge_floor - kPossible; }
double Matcher::threshold() const noexcept { return impl_->model.threshold; }

std::vector<std::uint32_t> Matcher::partition(std::span<const RecordNo> component, std::span<const ScoredPair> edges,
                                              std::span<const LabelledPair> decisions) const {
  return impl_->partition(component, edges, decisions, impl_->model.threshold, impl_->comparer(), impl_->scorer());
}

Why Matcher::explain(RecordNo left, RecordNo right) const {
  Impl& m = *impl_;
  const bool crossed = m.table.key_less(right, left);
  types::ComparisonVector compared;
  m.comparer().compare(crossed ? right : left, crossed ? left : right, compared);
  Why why;
  why.prior = m.model.prior_log2_odds;
  why.threshold = m.model.threshold;
  why.match_weight = why.prior;
  for (const score::Contribution& part : m.scorer().contributions(compared)) {
    Evidence& evidence = why.evidence.emplace_back();
    evidence.comparison = part.column.empty() ? part.comparison : part.column;
    evidence.level = types::to_string(part.level);
    evidence.left = shown(m.table, part, crossed ? part.right : part.left);
    evidence.right = shown(m.table, part, crossed ? part.left : part.right);
    evidence.weight = part.weight;
    why.match_weight += part.weight;
  }
  why.match_probability = 1 / (1 + std::exp2(-why.match_weight));
  return why;
}

}  // namespace scv::hub
