#pragma once

// Files in, the same rows with their identity out; no hub is left behind.
//
//   scv::DedupeReport report = scv::dedupe({{"crm.csv", "shop.csv"}}, "out.csv");

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scv/export.hpp"
#include "scv/hub.hpp"

namespace scv {
inline namespace v1 {

struct DedupeOptions {
  LoadOptions load;  ///< how the inputs are read
  std::string default_region = "DE";
  unsigned threads = 0;
  std::string model;        ///< JSON (docs/model.md), used as it is; empty: learned from the inputs
  bool keep_model = false;  ///< the report has the model that was used

  /// A table of pairs that someone has judged (two ids and a verdict), or of ids and their cluster. They take part in training,
  /// and decide nothing by themselves. Not together with `model`. Which columns are understood: docs/cli.md.
  std::string labels;
  /// What names the rows to labels: a column of the inputs. Empty: the recognised id; of evaluate that of the truth.
  std::string id_column;
};

/// What was made of labels. used + rejected == read.
struct LabelsReport {
  std::uint64_t read = 0;      ///< rows of the table
  std::uint64_t used = 0;      ///< rows that took part in training
  std::uint64_t rejected = 0;  ///< rows that name no row of the inputs, contradict others, or cannot be read
  std::uint64_t matches = 0, non_matches = 0;  ///< distinct pairs that training saw; at most 100,000 of each
  std::vector<Reject> first_rejects;           ///< at most 20
};

/// What a dedupe did. rows + rejected == read.
struct DedupeReport {
  std::uint64_t read = 0;
  std::uint64_t rows = 0;  ///< written
  std::uint64_t rejected = 0;
  std::uint64_t identities = 0;
  std::uint64_t candidate_pairs = 0;
  std::uint64_t matched_pairs = 0;
  double seconds_read = 0, seconds_match = 0, seconds_write = 0;
  std::vector<Reject> first_rejects;  ///< at most 20
  LabelsReport labels;
  std::string model;  ///< JSON, where it was to be kept
};

/// Writes each input row, in input order, with its columns as they were (of several files their union and `source_file`),
/// then `identity` (1, 2 … by first row) and `match_weight` (that of its strongest tie within the identity; empty if alone).
/// `output` "-" is standard output. Table files and JSON Lines only. Throws as Hub::load does; Error{parse} for a model; and
/// Error{invalid_argument} for labels without the columns needed and, under `load.strict`, for the first label that is rejected.
/// Cost: linear.
SCV_API DedupeReport dedupe(std::span<const std::string> inputs, const std::string& output,
                            const DedupeOptions& options = {});

SCV_API std::string to_json(const DedupeReport&);

/// A model file as JSON, checked. Throws Error{not_found, io, parse} with the file as its place, and what is wrong.
SCV_API std::string read_model(const std::string& path);

}  // namespace v1
}  // namespace scv
