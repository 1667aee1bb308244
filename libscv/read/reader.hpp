#pragma once

// The front door of `read`: any file or folder that people have, as a stream of records and interactions.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "scv/inspect.hpp"
#include "types/batch.hpp"

namespace scv::read {

/// Reads one input from front to back in batches, in memory bounded by the batch and the longest row.
class Reader {
 public:
  virtual ~Reader() = default;
  /// Clears and refills `batch` with some thousand rows. False at the end (the batch is empty then).
  /// Throws Error{io} where the file itself fails; what is wrong inside becomes rejects.
  virtual bool next(types::Batch& batch) = 0;
  /// Column names of a table, empty for others. Valid from the start.
  virtual std::span<const std::string> columns() const { return {}; }
  virtual std::string format() const = 0;
  /// Bytes consumed and to consume, for progress; total 0 if unknown.
  virtual std::uint64_t position() const = 0;
  virtual std::uint64_t size() const = 0;
};

struct Options {
  std::string source;                      ///< for records that name none; empty: from the path
  std::string format;                      ///< empty: recognised from name and content
  std::string mapping;                     ///< JSON text; empty: recognised
  std::string sheet;                       ///< of a workbook, by name or number from 1; empty: all that are shown
  std::vector<std::string> own_addresses;  ///< empty: recognised
  std::string default_region = "DE";
};

/// Opens a path ("-" is standard input) with the format given or recognised.
/// Throws Error{not_found, io, unsupported, parse (a mapping)}; an empty file is a reader with no rows.
std::unique_ptr<Reader> open(const std::string& path, const Options& options = {});

/// What open() would do, and why.
Inspection inspect(const std::string& path, const Options& options = {});

}  // namespace scv::read
