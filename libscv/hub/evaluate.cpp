#include "scv/evaluate.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "explain/evaluate.hpp"
#include "hub/conclusion.hpp"
#include "hub/labels.hpp"
#include "hub/learn.hpp"

namespace scv {
inline namespace v1 {
namespace {

using types::RecordNo;

constexpr std::uint64_t kTruePairsSeen = 2000000;
constexpr std::uint32_t kNone = 0xffffffffu;

std::string quoted(std::string_view id) { return "'" + std::string(base::truncate_utf8(id, 100)) + "'"; }

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

Figures figures_of(const explain::Agreement& agreement) {
  Figures figures;
  figures.identities = agreement.identities;
  figures.largest_identity = agreement.largest_identity;
  figures.exact_clusters = agreement.exact_clusters;
  figures.found_pairs = agreement.found_pairs;
  figures.correct_pairs = agreement.correct_pairs;
  figures.precision = agreement.precision;
  figures.recall = agreement.recall;
  figures.f1 = agreement.f1;
  figures.b3_precision = agreement.b3_precision;
  figures.b3_recall = agreement.b3_recall;
  figures.b3_f1 = agreement.b3_f1;
  return figures;
}

/// The rows that both sides know, in the order of the rows; `row_of` leads from the truth's row to ours.
class Join {
 public:
  Join(const hub::Labels& truth, std::size_t rows) : truth_(truth), of_row_(rows, kNone) {
    row_of_.assign(truth.rows().size(), kNone);
  }

  /// Our row `row` has that id. `place` gives where any of our rows is.
  template <class PlaceOf>
  void add(std::uint32_t row, std::string_view id, bool only_truth, const PlaceOf& place_of) {
    const auto found = truth_.find(id);
    if (!found) {
      if (only_truth) return;
      throw Error(ErrorCode::invalid_argument,
                  "the truth does not name id " + quoted(id) +
                      "; evaluate only the rows that it names (only_truth), or name "
                      "the column that has the ids (id_column)",
                  place_of(row));
    }
    std::uint32_t& taken = row_of_[*found];
    if (taken != kNone) {
      throw Error(ErrorCode::invalid_argument,
                  "id " + quoted(id) + " is in two rows; the other one is " + to_string(place_of(taken)) +
                      ". Name a column whose values are unique over all files (id_column)",
                  place_of(row));
    }
    taken = row;
    of_row_[row] = static_cast<std::uint32_t>(rows_.size());
    rows_.push_back(row);
    clusters_.push_back(truth_.rows()[*found].label);
  }

  /// Throws where an id of the truth has no row.
  void finish(const std::string& hint) const {
    const auto lost = static_cast<std::size_t>(std::count(row_of_.begin(), row_of_.end(), kNone));
    if (lost == 0) return;
    const hub::Labels::Row& first =
        truth_.rows()[static_cast<std::size_t>(std::find(row_of_.begin(), row_of_.end(), kNone) - row_of_.begin())];
    throw Error(ErrorCode::invalid_argument,
                "id " + quoted(first.id) + " of the truth is in no row" +
                    (lost > 1 ? ", like " + std::to_string(lost - 1) + " more of its ids" : std::string()) + hint,
                truth_.place_of(first));
  }

  std::size_t size() const noexcept { return rows_.size(); }
  std::span<const std::uint32_t> rows() const noexcept { return rows_; }
  std::span<const std::uint32_t> clusters() const noexcept { return clusters_; }
  /// The place of our row among those that both know, or kNone.
  std::uint32_t of_row(std::uint32_t row) const noexcept { return of_row_[row]; }
  /// The labels of all our rows as labels of those that both know.
  std::vector<std::uint32_t> restrict(std::span<const std::uint32_t> labels) const {
    std::vector<std::uint32_t> result;
    result.reserve(rows_.size());
    for (const std::uint32_t row : rows_) result.push_back(labels[row]);
    return result;
  }

 private:
  const hub::Labels& truth_;
  std::vector<std::uint32_t> rows_, clusters_, of_row_, row_of_;
};

void begin_report(EvaluationReport& report, const explain::Truth& truth, std::uint64_t rows) {
  report.rows = rows;
  report.read = rows + report.rejected;
  report.unlabelled = rows - truth.records();
  report.clusters = truth.clusters();
  report.true_pairs = truth.pairs();
}

/// What went wrong in one matching, and why.
class Mistakes {
 public:
  Mistakes(hub::MatchingRun& run, const Join& join, const explain::Truth& truth, std::span<const RecordNo> partition)
      : run_(run), join_(join), truth_(truth), partition_(partition) {}

  /// Looks at the true pairs: what blocking let through, and what was missed for which reason.
  void look_at_true_pairs(EvaluationReport& report) {
    const hub::Matcher& matcher = run_.matcher();
    std::uint64_t candidates = 0, joined = 0;
    truth_.for_each_pair(kTruePairsSeen, [&](std::uint32_t l, std::uint32_t r) {
      const RecordNo left = join_.rows()[l], right = join_.rows()[r];
      const bool candidate = matcher.are_candidates(left, right), one = partition_[left] == partition_[right];
      ++report.true_pairs_seen;
      candidates += candidate;
      joined += candidate || one;
      if (one) return;
      const double weight = matcher.score(left, right);
      const Kind kind = !candidate ? not_compared : weight >= matcher.threshold() ? separated : below_threshold;
      ++missed_[kind];
      Wrong& best = torn_.try_emplace(truth_.cluster_of(l), Wrong{left, right, -HUGE_VAL, kind}).first->second;
      if (weight > best.weight) best = {left, right, weight, kind};
    });
    if (report.true_pairs_seen > 0) {
      report.blocking_recall = static_cast<double>(candidates) / static_cast<double>(report.true_pairs_seen);
      report.joined_recall = static_cast<double>(joined) / static_cast<double>(report.true_pairs_seen);
    }
    report.missed_not_compared = missed_[not_compared];
    report.missed_below_threshold = missed_[below_threshold];
    report.missed_separated = missed_[separated];
  }

  std::vector<WrongPair> missed_pairs(std::size_t most) const {
    std::array<std::vector<Wrong>, kKindsMissed> kinds;
    for (const auto& [cluster, wrong] : torn_) kinds[wrong.kind].push_back(wrong);
    for (std::vector<Wrong>& kind : kinds) keep_worst(kind, most);
    std::vector<WrongPair> result;
    bool more = true;
    for (std::size_t i = 0; more; ++i) {
      more = false;
      for (const std::vector<Wrong>& kind : kinds) {
        if (i >= kind.size() || result.size() >= most) continue;
        result.push_back(explained(kind[i]));
        more = true;
      }
    }
    return result;
  }

  std::vector<WrongPair> false_links(std::span<const types::ScoredPair> edges, std::size_t most) const {
    std::map<RecordNo, Wrong> by_identity;
    for (const types::ScoredPair& edge : edges) {
      const std::uint32_t left = join_.of_row(edge.left), right = join_.of_row(edge.right);
      if (left == kNone || right == kNone || truth_.same(left, right)) continue;
      if (partition_[edge.left] != partition_[edge.right]) continue;
      const Wrong link{edge.left, edge.right, static_cast<double>(edge.weight), false_link};
      Wrong& best = by_identity.try_emplace(partition_[edge.left], link).first->second;
      if (link.weight > best.weight) best = link;
    }
    std::vector<Wrong> links;
    for (const auto& [identity, wrong] : by_identity) links.push_back(wrong);
    keep_worst(links, most);
    std::vector<WrongPair> result;
    for (const Wrong& link : links) result.push_back(explained(link));
    return result;
  }

 private:
  enum Kind : std::uint8_t { separated, below_threshold, not_compared, false_link };
  static constexpr std::size_t kKindsMissed = 3;
  struct Wrong {
    RecordNo left = 0, right = 0;
    double weight = 0;
    Kind kind = separated;
  };

  static void keep_worst(std::vector<Wrong>& list, std::size_t most) {
    std::stable_sort(list.begin(), list.end(), [](const Wrong& a, const Wrong& b) { return a.weight > b.weight; });
    if (list.size() > most) list.resize(most);
  }

  WrongPair explained(const Wrong& wrong) const {
    constexpr std::array<const char*, 4> kNames = {"separated", "below threshold", "not compared", "false link"};
    const hub::Matcher& matcher = run_.matcher();
    WrongPair pair;
    pair.kind = kNames[wrong.kind];
    pair.why = matcher.explain(wrong.left, wrong.right);
    const hub::RowOrigin &left = run_.origins()[wrong.left], &right = run_.origins()[wrong.right];
    pair.why.left = {std::string(left.source), std::string(left.id)};
    pair.why.right = {std::string(right.source), std::string(right.id)};
    pair.why.candidates = matcher.are_candidates(wrong.left, wrong.right);
    pair.why.same_identity = partition_[wrong.left] == partition_[wrong.right];
    pair.why.conclusion = hub::conclude(pair.why);
    pair.left = run_.place_of(wrong.left);
    pair.right = run_.place_of(wrong.right);
    return pair;
  }

  hub::MatchingRun& run_;
  const Join& join_;
  const explain::Truth& truth_;
  std::span<const RecordNo> partition_;
  std::array<std::uint64_t, kKindsMissed> missed_{};
  std::map<std::uint32_t, Wrong> torn_;  ///< by true cluster
};

}  // namespace

EvaluationReport evaluate(const std::string& truth_path, std::span<const std::string> inputs,
                          const EvaluateOptions& options) {
  const hub::Stopwatch whole;
  for (const double threshold : options.thresholds) {
    if (!std::isfinite(threshold)) throw Error(ErrorCode::invalid_argument, "a threshold of the curve is no number");
  }
  const hub::Labels labels(std::span(&truth_path, 1), "truth", {options.id_column, "id"},
                           {options.cluster_column, "cluster"});
  const DedupeOptions& how = options.dedupe;
  hub::MatchingRunOptions run_options = hub::matching_options(how);
  run_options.keep_origins = true;
  run_options.id_column = labels.id_column();
  hub::MatchingRun run(inputs, std::move(run_options));
  Join join(labels, run.rows());
  for (std::uint32_t row = 0; row < run.rows(); ++row) {
    join.add(row, run.origins()[row].id, options.only_truth, [&](std::uint32_t r) { return run.place_of(r); });
  }
  join.finish(run.rejected() == 0 ? std::string()
                                  : "; " + std::to_string(run.rejected()) + " rows of the inputs cannot be read");
  const explain::Truth truth(join.clusters());

  EvaluationReport report;
  report.rejected = run.rejected();
  report.first_rejects = run.take_first_rejects();
  begin_report(report, truth, run.rows());
  report.matched = true;

  hub::Matcher& matcher = run.matcher();
  const hub::Stopwatch matching;
  report.model = hub::learn(run, how, report.labels);
  const hub::Resolution found = matcher.resolve(how.load.on_progress);
  report.seconds_read = run.seconds_read();
  report.seconds_match = matching.seconds();
  report.peak_memory_bytes = peak_memory_bytes();
  report.threshold = matcher.threshold();
  report.candidate_pairs = found.candidate_pairs;
  report.candidates_per_record =
      2 * static_cast<double>(found.candidate_pairs) / static_cast<double>(std::max<std::size_t>(run.rows(), 1));
  const auto measured = [&](std::span<const std::uint32_t> partition) {
    return figures_of(truth.agree(join.restrict(partition)));
  };
  report.figures = measured(found.partition);
  report.components = measured(explain::components(run.rows(), found.edges, report.threshold));

  Mistakes mistakes(run, join, truth, found.partition);
  mistakes.look_at_true_pairs(report);
  report.false_links = mistakes.false_links(found.edges, options.errors);
  report.missed_pairs = mistakes.missed_pairs(options.errors);

  std::vector<double> thresholds = options.thresholds;
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  std::erase(thresholds, report.threshold);
  const std::vector<types::Partition> partitions = matcher.partitions_at(thresholds);
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    report.curve.push_back({thresholds[i], false, measured(partitions[i])});
  }
  report.curve.push_back({report.threshold, true, report.figures});
  std::sort(report.curve.begin(), report.curve.end(),
            [](const CurvePoint& a, const CurvePoint& b) { return a.threshold < b.threshold; });
  report.seconds = whole.seconds();
  return report;
}

EvaluationReport evaluate_result(const std::string& truth_path, std::span<const std::string> results,
                                 const EvaluateOptions& options) {
  const hub::Stopwatch whole;
  const hub::Labels labels(std::span(&truth_path, 1), "truth", {options.id_column, "id"},
                           {options.cluster_column, "cluster"});
  const hub::Labels identities(results, "result", {options.id_column, labels.id_column()},
                               {options.identity_column, "identity"});
  Join join(labels, identities.rows().size());
  std::vector<std::uint32_t> found;
  for (const hub::Labels::Row& row : identities.rows()) {
    join.add(static_cast<std::uint32_t>(found.size()), row.id, options.only_truth,
             [&](std::uint32_t r) { return identities.place_of(identities.rows()[r]); });
    found.push_back(row.label);
  }
  join.finish({});
  const explain::Truth truth(join.clusters());
  EvaluationReport report;
  begin_report(report, truth, found.size());
  report.figures = figures_of(truth.agree(join.restrict(found)));
  report.seconds = whole.seconds();
  return report;
}

}  // namespace v1
}  // namespace scv
