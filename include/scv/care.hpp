#pragma once

// The care of a hub's file: is it whole, and a copy of it while it is in use.
//
//   const scv::CheckReport report = hub.check();
//   for (const scv::Problem& problem : report.problems) std::cerr << to_string(problem) << '\n';
//   if (report.ok()) hub.backup("copy.scv");

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scv/export.hpp"

namespace scv {
inline namespace v1 {

struct Progress;  // scv/hub.hpp

/// One thing that is not as it should be, and where.
struct Problem {
  std::string table;     ///< of the file: "record", "edge", "change" …; "file" for what SQLite says of the whole
  std::int64_t row = 0;  ///< number of a record, identity, page or cursor there; 0 where it is about no single one
  std::string record;    ///< "source/id" where it is about a record whose key can be read
  std::string what;      ///< what is wrong
};
/// "table row: record source/id: what".
SCV_API std::string to_string(const Problem& problem);

/// What a check has found. Counts are of what was looked at.
struct CheckReport {
  std::vector<Problem> problems;    ///< at most the first 1,000
  std::uint64_t problem_count = 0;  ///< all of them
  /// False where records cannot be read: what is derived from all of them was not computed anew then.
  bool complete = true;
  std::uint64_t records = 0, contact_points = 0, keys = 0, edges = 0, identities = 0, decisions = 0, changes = 0,
                interactions = 0;
  std::string digest;  ///< computed from the records alone; empty where not complete
  double seconds = 0;

  bool ok() const noexcept { return problem_count == 0; }
};

struct CheckOptions {
  std::function<bool(const Progress&)> on_progress;  ///< false cancels
};

SCV_API std::string to_json(const CheckReport&);

}  // namespace v1
}  // namespace scv
