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
};

/// Writes each input row, in input order, with its columns as they were (of several files their union and `source_file`),
/// then `identity` (1, 2 … by first row) and `match_weight` (that of its strongest tie within the identity; empty if alone).
/// `output` "-" is standard output. Table files and JSON Lines only. Throws as Hub::load does. Cost: linear.
SCV_API DedupeReport dedupe(std::span<const std::string> inputs, const std::string& output,
                            const DedupeOptions& options = {});

SCV_API std::string to_json(const DedupeReport&);

}  // namespace v1
}  // namespace scv
