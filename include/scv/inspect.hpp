#pragma once

// What libscv recognises in a file, and why.

#include <cstdint>
#include <string>
#include <vector>

#include "scv/export.hpp"
#include "scv/hub.hpp"

namespace scv {
inline namespace v1 {

struct InspectedColumn {
  std::string name;  ///< as in the file
  std::string role;  ///< "id", "source", "updated_at", a Field's name, or "ignore"
  std::string type;  ///< the attribute's type, such as "work"; for `other` the column
  std::uint16_t group = 0;
  std::string why;    ///< "the name 'Nachname'", "96 % of the values are e-mail addresses"
  double filled = 0;  ///< share of the sampled rows that have a value, 0 to 1
  std::string example;
  double probability = 1;  ///< that it is what `role` says, 0 to 1; 1 where the name decides
  std::string second;      ///< what it would be else: a Field's name, "other", or empty where there is no doubt
  std::string sheet;       ///< of a workbook
};

/// A sheet of a workbook.
struct InspectedSheet {
  std::string name;
  bool hidden = false;
  bool read = false;  ///< it has rows, and is shown or was named
  bool header = false;
  std::uint64_t sampled = 0;  ///< rows looked at
};

struct Inspection {
  std::string path;
  std::string format;     ///< as in LoadOptions::format
  std::string variant;    ///< "fritzbox", "asterisk", "salesforce" …, or empty
  std::string encoding;   ///< "UTF-8", "windows-1252", "UTF-16LE" …
  std::string delimiter;  ///< of a table
  bool header = false;
  std::string why;                       ///< how the format was recognised
  std::vector<InspectedColumn> columns;  ///< of a workbook those of one sheet behind those of another
  std::vector<InspectedSheet> sheets;    ///< of a workbook, in its order
  std::uint64_t sampled = 0;             ///< rows looked at
  std::string mapping;                   ///< JSON that LoadOptions::mapping takes
};

/// Looks at the start of a file. Throws Error{not_found, io, unsupported, parse}. Cost: bounded, whatever the file's size.
SCV_API Inspection inspect(const std::string& path, const LoadOptions& options = {});
SCV_API std::string to_json(const Inspection&);

}  // namespace v1
}  // namespace scv
