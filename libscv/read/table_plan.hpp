#pragma once

// The first rows of a table → where its header is, and what its columns are called and mean.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/mapping.hpp"
#include "read/table_shape.hpp"

namespace scv::read {

/// How the rows of a table are to be taken: what the mapping says, and for the rest what the first rows look like.
struct TablePlan {
  bool header = false;
  std::size_t titles = 0;          ///< rows above the header
  std::vector<std::string> names;  ///< of the columns, no two alike
  std::vector<Column> columns;
  std::uint64_t sampled = 0;
  RowFilter filter;  ///< of the rows below the header
};

/// How many rows are looked at before a header or a column is settled.
inline constexpr std::size_t kSampleRows = 1000;

/// `rows`: the first ones that are not blank. Throws Error{parse} for a mapping that does not fit.
TablePlan plan_rows(SampleRows rows, const Mapping& mapping);

}  // namespace scv::read
