#pragma once

// Workbooks (.xlsx, .xlsm, .ods) → records: each sheet is a table of its own.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "read/bytes.hpp"
#include "read/mapping.hpp"
#include "read/reader.hpp"
#include "read/table_plan.hpp"

namespace scv::read {

/// Whether it begins as a workbook does; other zip archives do, too, and the two functions below refuse those.
bool is_zip(std::string_view head) noexcept;

/// Throws Error{unsupported} for a zip archive that is no workbook, and where workbooks are not built in; Error{parse} for a damaged one;
/// Error{not_found} for a sheet that there is not.
std::unique_ptr<Reader> open_workbook(std::unique_ptr<ByteSource> source, const Options& options,
                                      const Mapping& mapping);

/// A sheet with what was recognised in it.
struct PlannedSheet {
  std::size_t number = 0;  ///< in the workbook, from 0
  std::string name;
  bool hidden = false;
  bool is_read = false;
  TablePlan table;
};
/// All sheets; those that are not read have no plan.
struct WorkbookPlan {
  std::string format;
  std::vector<PlannedSheet> sheets;
};
WorkbookPlan plan_workbook(std::unique_ptr<ByteSource> source, const Options& options, const Mapping& mapping);

}  // namespace scv::read
