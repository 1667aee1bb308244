#include "hub/matcher_impl.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <utility>

#include "base/parallel.hpp"
#include "block/bulk_keys.hpp"
#include "block/lookup_keys.hpp"
#include "hub/glance.hpp"

namespace scv::hub {
namespace {

using types::RecordNo;
using types::ScoredPair;
using types::ValueNo;

constexpr std::size_t kGrain = 1024;
constexpr std::size_t kPairsAtOnce = 2048;
constexpr std::size_t kExpected = 16;  ///< records of which the comparer is told ahead
constexpr double kPossible = 2;        // bits below an edge that a pair is still a possible match

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

Matcher::Impl::Impl(std::shared_ptr<const score::Model> model, MatcherOptions matcher_options)
    : options(std::move(matcher_options)), builder(options.default_region), model_(std::move(model)) {
  for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
    const auto cap = model_->block_caps.find(std::string(block::kind_name(kind)));
    if (cap != model_->block_caps.end()) caps[kind] = std::clamp(cap->second, block::kEqualRecords, block::kBlockCap);
  }
}

const score::Scorer& Matcher::Impl::scorer() {
  if (bound_ && bound_records_ == table.size()) return *bound_;
  if (bound_) {
    bound_->extend();
  } else {
    bound_.emplace(*model_, table, std::exchange(counts_, {}), options.threads);
  }
  bound_records_ = table.size();
  knowledge = {.word_bits = bound_->word_bits(),
               .whole_names_are_organizations = model_->whole_names_are_organizations,
               .is_common_email =
                   [this](ValueNo email) {
                     return is_common(block::key_of_email(table, email), email_holders_, email) &&
                            !is_counted(score::Term::email, email);
                   },
               .is_common_phone =
                   [this](ValueNo left, ValueNo right) {
                     const ValueNo national = table.phones[left].national;
                     return is_common(block::key_of_phone(table, national), phone_holders_, national) &&
                            !(left == right && is_counted(score::Term::phone, left));
                   },
               .rows = rows_};
  return *bound_;
}

const score::Scorer& Matcher::Impl::bulk_scorer() {
  if (rows_.size() != table.size()) {
    rows_ = compare::rows_of(table, options.threads);
    count_holders();
    bound_records_ = 0;
  }
  return scorer();
}

compare::Comparer& Matcher::Impl::comparer() {
  scorer();
  if (!own_comparer_) own_comparer_.emplace(table, knowledge);
  return *own_comparer_;
}

void Matcher::Impl::count_holders() {
  const auto count = [&](const types::Column<ValueNo>& column, std::size_t values, auto number_of) {
    std::vector<std::uint8_t> holders(values, 0);
    for (RecordNo record = 0; record < table.size(); ++record) {
      const std::span<const ValueNo> own = column[record];
      for (std::size_t i = 0; i < own.size(); ++i) {
        const ValueNo number = number_of(own[i]);
        const std::span<const ValueNo> before = own.first(i);
        const auto is_same = [&](ValueNo other) { return number_of(other) == number; };
        if (holders[number] > block::kBlockCap || std::any_of(before.begin(), before.end(), is_same)) continue;
        ++holders[number];
      }
    }
    return holders;
  };
  base::run_beside(
      options.threads,
      {[&] { email_holders_ = count(table.record_emails, table.emails.size(), [](ValueNo email) { return email; }); },
       [&] {
         phone_holders_ = count(table.record_phones, table.phone_digits.size(),
                                [&](ValueNo phone) { return table.phones[phone].national; });
       }});
}

bool Matcher::Impl::is_common(std::uint64_t key, std::span<const std::uint8_t> holders, ValueNo number) const {
  if (is_over_cap) return is_over_cap(key);
  return number < holders.size() && holders[number] > caps[block::kind_of(key)];
}

bool Matcher::Impl::is_counted(score::Term term, ValueNo value) const {
  const double share = std::exp2(static_cast<double>(bound_->log_share(term, value)));
  return 2 * share * static_cast<double>(model_->records) > block::kBlockCap;
}

const block::BlockIndex& Matcher::Impl::blocks() {
  // What the model is planned and trained by does not know who came first.
  const auto firsts = options.oldest_first ? block::BlockIndex::Firsts::by_number : block::BlockIndex::Firsts::by_key;
  if (!indexed_ || indexed_->size() != table.size() || !indexed_->is_same_with(firsts))
    indexed_.emplace(table, options.threads, &caps, firsts);
  return *indexed_;
}

std::vector<types::ComparisonVector> Matcher::Impl::compare_all(std::span<const types::CandidatePair> pairs) {
  bulk_scorer();
  std::vector<types::ComparisonVector> compared(pairs.size());
  tbb::enumerable_thread_specific<compare::Comparer> comparers([&] { return compare::Comparer(table, knowledge); });
  base::parallel_for(pairs.size(), kGrain, options.threads, [&](std::size_t begin, std::size_t end) {
    compare::Comparer& comparer = comparers.local();
    for (std::size_t i = begin; i < end; ++i) comparer.compare(pairs[i].left, pairs[i].right, compared[i]);
  });
  return compared;
}

double Matcher::Impl::score(RecordNo a, RecordNo b) {
  if (key_less(b, a)) std::swap(a, b);
  types::ComparisonVector compared;
  comparer().compare(a, b, compared);
  return scorer().weight(compared);
}

std::optional<double> Matcher::Impl::score_from(RecordNo a, RecordNo b, double floor, double rest,
                                                const score::Scorer& weigher, PairWorker& worker) const {
  auto& [with, compared] = worker;
  if (key_less(b, a)) std::swap(a, b);
  with.compare_names(a, b, compared);
  if (rest + weigher.summands_of_names(compared) < floor) return std::nullopt;
  with.compare_rest(a, b, compared);
  return weigher.weight_from(compared, floor);
}

void Matcher::Impl::score_pairs(std::span<const types::CandidatePair> pairs, std::span<const float> rests, double floor,
                                const score::Scorer& weigher, PairWorker& worker,
                                std::vector<ScoredPair>& scored) const {
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

std::vector<ScoredPair> Matcher::Impl::scored_candidates(double floor,
                                                         const std::function<bool(const Progress&)>& progress,
                                                         std::uint64_t& candidate_pairs) {
  const std::size_t count = table.size();
  const block::BlockIndex& index = blocks();
  const score::Scorer& weigher = bulk_scorer();
  std::optional<Glance> glance;
  if (!model_->whole_names_are_organizations) glance.emplace(weigher, table, rows_, options.threads);
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

Matcher::Matcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Matcher::Matcher(std::string_view model, MatcherOptions options)
    : Matcher(sharing(
          std::make_shared<const score::Model>(model.empty() ? score::Model::prior() : score::Model::from_json(model)),
          std::move(options))) {}
Matcher Matcher::sharing(std::shared_ptr<const score::Model> model, MatcherOptions options) {
  return Matcher(std::make_unique<Impl>(std::move(model), std::move(options)));
}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

RecordNo Matcher::add(const types::RecordView& record) { return impl_->builder.add(record, impl_->table); }

void Matcher::add(std::span<const types::RecordView> records) {
  impl_->builder.add(records, impl_->table, impl_->options.threads);
}

std::size_t Matcher::size() const noexcept { return impl_->table.size(); }

void Matcher::train(std::span<const LabelledPair> labels) { impl_->train(labels); }
const types::FeatureTable& Matcher::features() const noexcept { return impl_->table; }
const score::Model& Matcher::fitted() const noexcept { return impl_->model(); }
std::string Matcher::model() const { return impl_->model().to_json(); }

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
  const auto is_weak = [floor = impl_->model().edge_floor](const ScoredPair& edge) {
    return static_cast<double>(edge.weight) < floor;
  };
  std::vector<ScoredPair> strong;
  if (std::any_of(edges.begin(), edges.end(), is_weak)) {
    std::remove_copy_if(edges.begin(), edges.end(), std::back_inserter(strong), is_weak);
    edges = strong;
  }
  return impl_->clustered(edges, decisions, impl_->model().threshold);
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

double Matcher::score(RecordNo left, RecordNo right) const { return impl_->score(left, right); }

Matcher::Judgement Matcher::judge(RecordNo left, RecordNo right) const {
  if (impl_->key_less(right, left)) std::swap(left, right);
  types::ComparisonVector compared;
  impl_->comparer().compare(left, right, compared);
  const score::Judgement judged = impl_->scorer().judge(compared);
  return {judged.weight, judged.apart - judged.branch, judged.branch};
}

WeightLimit Matcher::limit(RecordNo record) const {
  const score::Scorer& weigher = impl_->scorer();
  return {weigher, impl_->table, impl_->knowledge, record};
}
compare::Sketch Matcher::sketch(RecordNo record) const { return compare::sketch_of(impl_->table, record); }

double Matcher::edge_floor() const noexcept { return impl_->model().edge_floor; }
double Matcher::possible_floor() const noexcept { return impl_->model().edge_floor - kPossible; }
double Matcher::threshold() const noexcept { return impl_->model().threshold; }

std::vector<std::uint32_t> Matcher::partition(std::span<const RecordNo> component, std::span<const ScoredPair> edges,
                                              std::span<const LabelledPair> decisions) const {
  return impl_->partition(component, edges, decisions, impl_->model().threshold, impl_->comparer(), impl_->scorer());
}

}  // namespace scv::hub
