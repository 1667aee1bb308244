#pragma once

// Tables (CSV, TSV) → records.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "read/bytes.hpp"
#include "read/csv.hpp"
#include "read/mapping.hpp"
#include "read/reader.hpp"

namespace scv::read {

/// How a table is to be read: what the mapping says, and for the rest what its first rows look like.
struct TablePlan {
  std::string encoding;
  CsvDialect dialect;
  bool header = false;
  std::size_t titles = 0;          ///< rows above the header
  std::vector<std::string> names;  ///< of the columns, no two alike
  std::vector<Column> columns;
  std::uint64_t sampled = 0;
};
/// Throws Error{parse, unsupported} for a mapping that does not fit, Error{unsupported} for a header that is longer than the
/// sample. `head`: the first bytes; `whole`: there are no others; `path` is for messages.
TablePlan plan_table(std::string_view head, bool whole, char delimiter_hint, const Mapping& mapping,
                     const std::string& path);

std::unique_ptr<Reader> open_table(std::unique_ptr<ByteSource> source, const std::string& format,
                                   const Options& options, const Mapping& mapping);

/// How many bytes are looked at before a format, an encoding or a column is settled.
inline constexpr std::size_t kSample = 256u << 10;

/// The delimiter that a format or a file's name suggests, or 0.
char delimiter_hint(std::string_view format, std::string_view path);

}  // namespace scv::read
