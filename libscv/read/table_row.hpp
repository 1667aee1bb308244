#pragma once

// One row of a table, whatever the table is stored in.

#include <cstdint>
#include <string_view>
#include <vector>

namespace scv::read {

struct TableRow {
  std::uint64_t line = 0;  ///< where the row begins, 1-based; in a sheet the row's number
  std::string_view raw;    ///< the row as it stands in the file, of a bad row its beginning; empty in a sheet
  std::vector<std::string_view> values;  ///< borrowed from the block that the row was read from
};

/// Nothing but white space in it.
bool is_blank(const TableRow& row);

}  // namespace scv::read
