#include <unistd.h>

#include <fstream>

#include "command.hpp"

namespace scv::tools {
namespace {

struct InspectCommand {
  ReadingOptions reading;
  std::string mapping_out;
  bool json = false;
};

void write_mapping(const std::string& path, const std::string& mapping) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << mapping << '\n';
  file.close();
  if (!file) throw file_error(ErrorCode::io, "the mapping cannot be written", path);
}

std::string header_of(bool header) { return header ? "with a header" : "without a header"; }

/// The columns of a table, or of one sheet of a workbook.
std::string columns_table(const Inspection& inspection, const std::string& sheet, std::uint64_t sampled,
                          const Style& style) {
  std::vector<std::vector<std::string>> rows = {{"column", "is", "filled", "example", "sure", "or", "because of"}};
  for (const InspectedColumn& column : inspection.columns) {
    if (column.sheet != sheet) continue;
    std::string role = column.role;
    if (!column.type.empty()) role += ":" + printable(column.type);
    if (column.group != 0) role += " #" + std::to_string(column.group + 1);
    rows.push_back({shorten(printable(column.name), 32, style), role, share(column.filled),
                    shorten(printable(column.example), 32, style), share(column.probability), column.second,
                    printable(column.why)});
  }
  return "\n" + table(rows, style, {2, 4}) + "\n" + count_of(sampled, "row") + " looked at\n";
}

std::string describe(const Inspection& inspection, const Style& style) {
  std::vector<std::string> facts = {inspection.format +
                                    (inspection.variant.empty() ? "" : " (" + inspection.variant + ")")};
  if (!inspection.encoding.empty()) facts.push_back(inspection.encoding);
  if (inspection.delimiter == "\t") {
    facts.push_back("separated by tabs");
  } else if (!inspection.delimiter.empty()) {
    facts.push_back("separated by '" + printable(inspection.delimiter) + "'");
  }
  const bool is_workbook = !inspection.sheets.empty();
  if (is_workbook) {
    facts.push_back(count_of(inspection.sheets.size(), "sheet"));
  } else if (!inspection.columns.empty()) {
    facts.push_back(header_of(inspection.header));
  }
  std::string result = style.bold(printable(inspection.path)) + ": " + join(facts, ", ") + "\n";
  if (!inspection.why.empty()) result += "  " + printable(inspection.why) + "\n";
  for (const InspectedSheet& sheet : inspection.sheets) {
    const std::string what = sheet.read     ? header_of(sheet.header)
                             : sheet.hidden ? "hidden, and not read unless --sheet names it"
                                            : "empty, or not asked for";
    result += "\n" + style.bold("Sheet " + printable(sheet.name)) + ": " + what + "\n";
    if (sheet.read) result += columns_table(inspection, sheet.name, sheet.sampled, style);
  }
  if (!is_workbook && !inspection.columns.empty()) result += columns_table(inspection, {}, inspection.sampled, style);
  return result;
}

int run_inspect(const InspectCommand& command) {
  const Style style = Style::of(STDOUT_FILENO);
  const LoadOptions options = load_options(command.reading);
  if (!command.mapping_out.empty() && command.reading.files.size() != 1) {
    throw Error(ErrorCode::invalid_argument, "--mapping-out takes the mapping of one file, so name one file");
  }
  int result = kOk;
  bool first = true;
  for (const std::string& file : command.reading.files) {
    try {
      const Inspection inspection = inspect(file, options);
      if (!command.mapping_out.empty()) write_mapping(command.mapping_out, inspection.mapping);
      if (!first && !command.json) print("\n");
      print(command.json ? to_json(inspection) + "\n" : describe(inspection, style));
      first = false;
    } catch (const Error& e) {
      if (command.reading.files.size() == 1) throw;
      complain(e.what());
      result = kFailed;
    }
  }
  return result;
}

}  // namespace

void add_inspect(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<InspectCommand>();
  CLI::App* command = add_command(app, chosen, "inspect", "Show what is recognised in a file, and why",
                                  "  scv inspect crm.csv --mapping-out crm.json\n  scv load crm.csv --mapping crm.json",
                                  options, run_inspect);
  add_format_options(command, options->reading);
  command->add_option("--mapping-out", options->mapping_out, "Write the mapping there, to be edited and passed to load")
      ->type_name("FILE");
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
