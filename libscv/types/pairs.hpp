#pragma once

#include <cstdint>
#include <vector>

namespace scv::types {

/// A record's number within one run of the stages: 0, 1, 2 … in the order in which it was added.
using RecordNo = std::uint32_t;

/// Two records that share a blocking key; left < right.
struct CandidatePair {
  RecordNo left = 0;
  RecordNo right = 0;
  friend auto operator<=>(const CandidatePair&, const CandidatePair&) = default;
};

/// A compared pair with its match weight: log2 of the odds, prior included.
struct ScoredPair {
  RecordNo left = 0;
  RecordNo right = 0;
  float weight = 0;
  friend bool operator==(const ScoredPair&, const ScoredPair&) = default;
};

/// Which records are one customer: for each record the smallest record of its part.
using Partition = std::vector<RecordNo>;

}  // namespace scv::types
