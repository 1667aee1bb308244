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

Mapping parse_mapping(const std::string& json) {
  Mapping mapping;
  if (base::trim(json).empty()) return mapping;
  const auto fail = [](const std::string& what) -> Error { return Error(ErrorCode::parse, "the mapping " + what); };
  nlohmann::json document;
  try {
    document = nlohmann::json::parse(json);
  } catch (const nlohmann::json::exception& error) {
    throw fail(std::string("is not valid JSON: ") + error.what());
  }
  if (!document.is_object()) throw fail("must be a JSON object");
  const auto text = [&](const nlohmann::json& object, const char* name) -> std::string {
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return {};
    if (!at->is_string()) throw fail(std::string("has a '") + name + "' that is not a string");
    return at->get<std::string>();
  };
  mapping.format = text(document, "format");
  mapping.encoding = text(document, "encoding");
  if (const std::string delimiter = text(document, "delimiter"); !delimiter.empty()) {
    if (delimiter == "\\t" || delimiter == "tab")
      mapping.delimiter = '\t';
    else if (delimiter.size() != 1)
      throw fail("has a 'delimiter' that is not one ASCII character");
    else
      mapping.delimiter = delimiter[0];
  }
  if (const auto header = document.find("header"); header != document.end()) {
    if (!header->is_boolean()) throw fail("has a 'header' that is not true or false");
    mapping.header = header->get<bool>();
  }
  const auto list = document.find("columns");
  if (list == document.end()) return mapping;
  if (!list->is_array()) throw fail("has 'columns' that are not a list");
  mapping.columns.emplace();
  for (const nlohmann::json& entry : *list) {
    if (!entry.is_object()) throw fail("has a column that is not an object");
    Column column;
    column.name = text(entry, "name");
    column.type = text(entry, "type");
    column.why = "the mapping";
    const std::string role = text(entry, "role");
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
      throw fail("gives the column " + in_quotes(column.name) + " the unknown role " + in_quotes(role));
    if (const auto group = entry.find("group"); group != entry.end()) {
      if (!group->is_number_unsigned() || group->get<std::uint64_t>() > 65535) {
        throw fail("gives the column " + in_quotes(column.name) + " a group that is not a number from 0 to 65535");
      }
      column.group = group->get<std::uint16_t>();
    }
    if (column.role == ColumnRole::field && column.field == Field::other && column.type.empty())
      column.type = column.name;
    mapping.columns->push_back(std::move(column));
  }
  return mapping;
}

std::string mapping_json(std::string_view format, std::string_view encoding, std::string_view delimiter, bool header,
                         std::span<const Column> columns) {
  std::string text = "{\"format\":" + base::json_quote(format);
  if (!encoding.empty()) text += ",\"encoding\":" + base::json_quote(encoding);
  if (!delimiter.empty())
    text += ",\"delimiter\":" + base::json_quote(delimiter) + ",\"header\":" + (header ? "true" : "false");
  text += ",\"columns\":[";
  bool first = true;
  for (const Column& column : columns) {
    text += first ? "\n  " : ",\n  ";
    first = false;
    text += "{\"name\":" + base::json_quote(column.name) + ",\"role\":" + base::json_quote(role_name(column)) +
            ",\"type\":" + base::json_quote(column.type) + ",\"group\":" + std::to_string(column.group) + "}";
  }
  text += "]}";
  return text;
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
