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
#include "read/table_plan.hpp"

namespace scv::read {

/// How a text is to be read as a table: what the mapping says, and for the rest what its beginning looks like.
struct CsvPlan {
  std::string encoding;
  CsvDialect dialect;
  TablePlan table;
};
/// Throws Error{parse, unsupported} for a mapping that does not fit, Error{unsupported} for a header that is longer than the
/// sample. `head`: the first bytes; `whole`: there are no others; `path` is for messages; `guessed`: nobody said that it is a
/// table, so that a text which does not look like one is refused (Error{unsupported}).
CsvPlan plan_table(std::string_view head, bool whole, char delimiter_hint, const Mapping& mapping,
                   const std::string& path, bool guessed);

std::unique_ptr<Reader> open_table(std::unique_ptr<ByteSource> source, const std::string& format,
                                   const Options& options, const Mapping& mapping, bool guessed);

/// How many bytes are looked at before a format, an encoding or a column is settled.
inline constexpr std::size_t kSample = 256u << 10;

/// The delimiter that a format or a file's name suggests, or 0.
char delimiter_hint(std::string_view format, std::string_view path);

}  // namespace scv::read
