#include "read/mapping.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace scv::read {
namespace {

std::string in_quotes(std::string_view name) { return "'" + std::string(name) + "'"; }

}  // namespace

std::string_view role_name(const Column& column) noexcept {
  switch (column.role) {
    case ColumnRole::id:
      return "id";
    case ColumnRole::source:
      return "source";
    case ColumnRole::updated_at:
      return "updated_at";
    case ColumnRole::ignore:
      return "ignore";
    case ColumnRole::field:
      break;
  }
  return to_string(column.field);
}

namespace {

Error bad_mapping(const std::string& what) { return Error(ErrorCode::parse, "the mapping " + what); }

std::string text_of(const nlohmann::json& object, const char* name) {
  const auto at = object.find(name);
  if (at == object.end() || at->is_null()) return {};
  if (!at->is_string()) throw bad_mapping(std::string("has a '") + name + "' that is not a string");
  return at->get<std::string>();
}

std::optional<bool> header_of(const nlohmann::json& object) {
  const auto header = object.find("header");
  if (header == object.end()) return std::nullopt;
  if (!header->is_boolean()) throw bad_mapping("has a 'header' that is not true or false");
  return header->get<bool>();
}

std::optional<std::vector<Column>> columns_of(const nlohmann::json& object) {
  const auto list = object.find("columns");
  if (list == object.end()) return std::nullopt;
  if (!list->is_array()) throw bad_mapping("has 'columns' that are not a list");
  std::vector<Column> columns;
  for (const nlohmann::json& entry : *list) {
    if (!entry.is_object()) throw bad_mapping("has a column that is not an object");
    Column column;
    column.name = text_of(entry, "name");
    column.type = text_of(entry, "type");
    column.why = "the mapping";
    const std::string role = text_of(entry, "role");
    if (role == "id")
      column.role = ColumnRole::id;
    else if (role == "source")
      column.role = ColumnRole::source;
    else if (role == "updated_at")
      column.role = ColumnRole::updated_at;
    else if (role == "ignore")
      column.role = ColumnRole::ignore;
    else if (const std::optional<Field> field = field_from_string(role))
      column.field = *field;
    else
      throw bad_mapping("gives the column " + in_quotes(column.name) + " the unknown role " + in_quotes(role));
    if (const auto group = entry.find("group"); group != entry.end()) {
      if (!group->is_number_unsigned() || group->get<std::uint64_t>() > 65535) {
        throw bad_mapping("gives the column " + in_quotes(column.name) +
                          " a group that is not a number from 0 to 65535");
      }
      column.group = group->get<std::uint16_t>();
    }
    if (column.role == ColumnRole::field && column.field == Field::other && column.type.empty())
      column.type = column.name;
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<SheetMapping> sheets_of(const nlohmann::json& object) {
  std::vector<SheetMapping> sheets;
  const auto list = object.find("sheets");
  if (list == object.end()) return sheets;
  if (!list->is_array()) throw bad_mapping("has 'sheets' that are not a list");
  for (const nlohmann::json& entry : *list) {
    if (!entry.is_object()) throw bad_mapping("has a sheet that is not an object");
    sheets.push_back({text_of(entry, "name"), header_of(entry), columns_of(entry)});
    if (sheets.back().name.empty()) throw bad_mapping("has a sheet without a 'name'");
  }
  return sheets;
}

std::string columns_json(std::span<const Column> columns) {
  std::string text = "\"columns\":[";
  bool first = true;
  for (const Column& column : columns) {
    text += first ? "\n  " : ",\n  ";
    first = false;
    text += "{\"name\":" + base::json_quote(column.name) + ",\"role\":" + base::json_quote(role_name(column)) +
            ",\"type\":" + base::json_quote(column.type) + ",\"group\":" + std::to_string(column.group) + "}";
  }
  return text + "]";
}

}  // namespace

Mapping parse_mapping(const std::string& json) {
  Mapping mapping;
  if (base::trim(json).empty()) return mapping;
  nlohmann::json document;
  try {
    document = nlohmann::json::parse(json);
  } catch (const nlohmann::json::exception& error) {
    throw bad_mapping(std::string("is not valid JSON: ") + error.what());
  }
  if (!document.is_object()) throw bad_mapping("must be a JSON object");
  mapping.format = text_of(document, "format");
  mapping.encoding = text_of(document, "encoding");
  if (const std::string delimiter = text_of(document, "delimiter"); !delimiter.empty()) {
    if (delimiter == "\\t" || delimiter == "tab")
      mapping.delimiter = '\t';
    else if (delimiter.size() != 1)
      throw bad_mapping("has a 'delimiter' that is not one ASCII character");
    else
      mapping.delimiter = delimiter[0];
  }
  mapping.header = header_of(document);
  mapping.columns = columns_of(document);
  mapping.sheets = sheets_of(document);
  return mapping;
}

Mapping mapping_of(const Mapping& mapping, const std::string& sheet) {
  Mapping result = mapping;
  for (const SheetMapping& one : mapping.sheets) {
    if (one.name != sheet) continue;
    if (one.header) result.header = one.header;
    if (one.columns) result.columns = one.columns;
  }
  return result;
}

std::string mapping_json(std::string_view format, std::string_view encoding, std::string_view delimiter, bool header,
                         std::span<const Column> columns) {
  std::string text = "{\"format\":" + base::json_quote(format);
  if (!encoding.empty()) text += ",\"encoding\":" + base::json_quote(encoding);
  if (!delimiter.empty())
    text += ",\"delimiter\":" + base::json_quote(delimiter) + ",\"header\":" + (header ? "true" : "false");
  return text + "," + columns_json(columns) + "}";
}

std::string sheet_mapping_json(std::string_view sheet, bool header, std::span<const Column> columns) {
  return "{\"name\":" + base::json_quote(sheet) + ",\"header\":" + (header ? "true" : "false") + "," +
         columns_json(columns) + "}";
}

std::vector<Column> apply_mapping(const Mapping& mapping, std::span<const std::string> names, bool header) {
  std::vector<Column> columns(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    columns[i].name = names[i];
    columns[i].role = ColumnRole::ignore;
    columns[i].why = "the mapping does not name it";
  }
  for (std::size_t i = 0; i < mapping.columns->size(); ++i) {
    const Column& wanted = (*mapping.columns)[i];
    std::size_t at = i;
    if (header) {
      at = 0;
      while (at < names.size() && base::trim(names[at]) != base::trim(wanted.name)) ++at;
    }
    if (at >= names.size()) {
      throw Error(ErrorCode::parse,
                  "the mapping names a column " + in_quotes(wanted.name) + " that the file does not have");
    }
    columns[at] = wanted;
    columns[at].name = names[at];
  }
  return columns;
}

}  // namespace scv::read
