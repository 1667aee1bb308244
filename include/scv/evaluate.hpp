#pragma once

// How good are the identities? Measured against a truth: a table that says for each id which customer it is.
//
//   scv::EvaluationReport report = scv::evaluate("truth.csv", {{"crm.csv", "shop.csv"}});
//   report.figures.f1;         // pairwise
//   report.blocking_recall;    // the share of true pairs that were compared
//   report.false_links[0].why  // the worst error, explained
//
// Pairwise counts the pairs of records that share an identity against those that share a true cluster. B-cubed (Bagga and
// Baldwin, 1998) averages over records the share of the identity that is truly the record's own (precision) and the share of
// its true cluster that its identity holds (recall).

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scv/dedupe.hpp"
#include "scv/export.hpp"
#include "scv/hub.hpp"

namespace scv {
inline namespace v1 {

struct EvaluateOptions {
  DedupeOptions dedupe;  ///< how the inputs are read and matched

  /// What names a row: a column of the truth, of results, and of inputs that have it (else the recognised id). Empty: "id".
  std::string id_column;
  std::string cluster_column;   ///< of the truth. Empty: "cluster". Of a truth with two columns no name need be told
  std::string identity_column;  ///< of results. Empty: "identity"
  bool only_truth =
      false;  ///< rows whose id the truth does not name take no part in the figures; else they are an error

  std::vector<double> thresholds = {-4, -2, 0,  2,  4, 6,
                                    8,  10, 12, 14, 16};  ///< of the curve; its cost is one matching more
  std::size_t errors = 10;  ///< how many false links, and how many missed pairs, are explained
};

/// How well one set of identities fits the truth.
struct Figures {
  std::uint64_t identities = 0;
  std::uint64_t largest_identity = 0;  ///< in records
  std::uint64_t exact_clusters = 0;    ///< true clusters that are one identity, with no record more or less
  std::uint64_t found_pairs = 0;       ///< pairs of records in one identity
  std::uint64_t correct_pairs = 0;     ///< those of them that are true
  double precision = 0, recall = 0, f1 = 0;
  double b3_precision = 0, b3_recall = 0, b3_f1 = 0;
};

/// The same matching, decided at another threshold.
struct CurvePoint {
  double threshold = 0;
  bool is_default = false;  ///< the model's own threshold
  Figures figures;
};

/// A pair of rows that was decided wrongly.
struct WrongPair {
  /// "false link": compared, linked, and two customers. Of true pairs that are not one identity: "not compared" where blocking
  /// missed them, "below threshold" where their weight did, and "separated" where clustering did.
  std::string kind;
  Why why;
  Place left, right;  ///< the rows
};

struct EvaluationReport {
  std::uint64_t read = 0;
  std::uint64_t rows = 0;
  std::uint64_t rejected = 0;
  std::uint64_t unlabelled = 0;  ///< rows left out because the truth does not name them
  std::uint64_t clusters = 0;    ///< true ones
  std::uint64_t true_pairs = 0;
  Figures figures;

  /// The library made the identities. Otherwise they come from a result file, and what follows is empty but for `seconds`.
  bool matched = false;
  double threshold = 0;  ///< the one that the model decides at
  std::uint64_t candidate_pairs = 0;
  double candidates_per_record = 0;  ///< other records that a record is compared with
  double blocking_recall = 1;        ///< share of true pairs that became candidates
  double joined_recall = 1;          ///< share of true pairs that became candidates or are one identity through others
  /// True pairs that the two shares rest on and the next three count: all, or of more than two million every k-th.
  std::uint64_t true_pairs_seen = 0;
  std::uint64_t missed_not_compared = 0;     ///< missed pairs that share no blocking key
  std::uint64_t missed_below_threshold = 0;  ///< … that were compared and weigh too little
  std::uint64_t missed_separated = 0;        ///< … that weigh enough but were kept apart by clustering
  Figures components;                        ///< what connected components would give at the same threshold
  std::vector<CurvePoint> curve;             ///< by threshold
  /// The false link with the highest weight of each wrong identity, the highest first.
  std::vector<WrongPair> false_links;
  /// The missed pair with the highest weight of each torn cluster; the three kinds take turns, the highest of each first.
  std::vector<WrongPair> missed_pairs;

  double seconds_read = 0, seconds_match = 0;  ///< as of dedupe
  double seconds = 0;                          ///< of the whole call
  std::uint64_t peak_memory_bytes = 0;         ///< of the process, when the matching was done
  std::vector<Reject> first_rejects;           ///< at most 20
  LabelsReport labels;
  std::string model;  ///< JSON, where it was to be kept
};

/// Matches the inputs as dedupe does and measures the outcome. The truth has no part in the matching.
/// Throws Error as dedupe does, and where truth and inputs do not fit: a column or an id that one of them lacks, an id twice
/// (ids must be unique over all inputs), a row with no cluster, no rows at all. Cost: that of two dedupes, and of the curve.
SCV_API EvaluationReport evaluate(const std::string& truth, std::span<const std::string> inputs,
                                  const EvaluateOptions& options = {});

/// Measures identities that exist: tables with an id and an identity in each row, as dedupe or another product writes them.
/// Throws as evaluate does. Cost: linear.
SCV_API EvaluationReport evaluate_result(const std::string& truth, std::span<const std::string> results,
                                         const EvaluateOptions& options = {});

SCV_API std::string to_json(const EvaluationReport&);

}  // namespace v1
}  // namespace scv
