#pragma once

// JSON Lines, an array or a sequence of JSON objects, and objects that wrap them → records and interactions.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/bytes.hpp"
#include "read/mapping.hpp"
#include "read/reader.hpp"

namespace scv::read {

/// Whether a file with this name and these first bytes is JSON. Never throws.
bool is_json(const std::string& path, std::string_view head);

/// A reader of JSON, format "jsonl". A member that neither the record form nor the name table knows goes to the payload.
/// Throws Error{parse} for a mapping with a role that does not exist.
std::unique_ptr<Reader> open_json(std::unique_ptr<ByteSource> source, const Options& options, const Mapping& mapping);

/// What the first rows show.
struct Members {
  std::vector<Column> columns;
  std::uint64_t sampled = 0;  ///< rows looked at
  std::string where;  ///< "its rows are in users[]", and what is left out; empty where the file itself is the rows
};

/// The members of the first rows, as columns.
Members recognise_members(std::string_view head, const Mapping& mapping);

}  // namespace scv::read
