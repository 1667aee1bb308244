#pragma once

// What the columns of a table, and the members of a JSON object, mean: by their names, and by their values where the
// name says nothing or is contradicted.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "read/profile.hpp"
#include "scv/record.hpp"

namespace scv::read {

enum class ColumnRole : std::uint8_t { id, source, updated_at, field, ignore };

/// One thing that a name may say.
struct Saying {
  Field field = Field::other;
  std::string_view type;
};

/// What a name says.
struct Meaning {
  ColumnRole role = ColumnRole::field;
  Field field = Field::other;
  std::string type;       ///< "work", "fax", an identifier's kind
  std::string group;      ///< which name or address it is a part of: "", "home", "2" …
  bool known = false;     ///< the name says it (that it is nothing for matching, too)
  bool maybe_id = false;  ///< ends like an identifier's name: identifier if its values differ
  bool line = false;      ///< the number in `group` may be that of an address line
  /// What else the name may say: it has several meanings (`known`), or only a part of it is understood. Values and
  /// neighbours decide.
  std::vector<Saying> sayings;
};
Meaning meaning_of(std::string_view name);

/// One column with what it was taken for.
struct Column {
  std::string name;
  ColumnRole role = ColumnRole::field;
  Field field = Field::other;
  std::string type;
  std::uint16_t group = 0;
  std::string why;
  bool serial_days = false;  ///< dates are numbers as spreadsheets count days
  double filled = 0;         ///< share of the sampled rows
  std::string example;
  double probability = 1;  ///< that it is what it was taken for; 1 where its name says so
  std::string second;      ///< what it would be else, or empty
};
/// "id", "source", "updated_at", "ignore" or the field's name.
std::string_view role_name(const Column& column) noexcept;

/// Roles, types and groups of a table's columns. `header` false: the names are made up and say nothing.
std::vector<Column> recognise_columns(std::span<const std::string> names, std::span<const Profile> profiles,
                                      bool header);
/// "salesforce", "hubspot", "outlook", "google", "suitecrm", "senzing" or empty.
std::string variant_of(std::span<const std::string> names);

/// What a mapping says of one sheet of a workbook.
struct SheetMapping {
  std::string name;
  std::optional<bool> header;
  std::optional<std::vector<Column>> columns;
};

/// A mapping as a user may write it; what is missing is recognised.
struct Mapping {
  std::string format, encoding;
  std::optional<char> delimiter;
  std::optional<bool> header;
  std::optional<std::vector<Column>> columns;
  std::vector<SheetMapping> sheets;  ///< those that are read; empty: the workbook decides
};
/// What the mapping says of a sheet: its own part, else the whole.
Mapping mapping_of(const Mapping& mapping, const std::string& sheet);
/// Throws Error{parse} that names what is wrong. Empty text is an empty mapping.
Mapping parse_mapping(const std::string& json);
std::string mapping_json(std::string_view format, std::string_view encoding, std::string_view delimiter, bool header,
                         std::span<const Column> columns);
/// Of one sheet, as an entry of "sheets".
std::string sheet_mapping_json(std::string_view sheet, bool header, std::span<const Column> columns);
/// Puts the mapping's columns on the file's: by name under a header, else by place. Columns it does not name are ignored.
/// Throws Error{parse} for a column that the file does not have.
std::vector<Column> apply_mapping(const Mapping& mapping, std::span<const std::string> names, bool header);

}  // namespace scv::read
