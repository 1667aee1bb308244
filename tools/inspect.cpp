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

std::string describe(const Inspection& inspection, const Style& style) {
  std::vector<std::string> facts = {inspection.format +
                                    (inspection.variant.empty() ? "" : " (" + inspection.variant + ")")};
  if (!inspection.encoding.empty()) facts.push_back(inspection.encoding);
  if (inspection.delimiter == "\t") {
    facts.push_back("separated by tabs");
  } else if (!inspection.delimiter.empty()) {
    facts.push_back("separated by '" + printable(inspection.delimiter) + "'");
  }
  if (!inspection.columns.empty()) facts.push_back(inspection.header ? "with a header" : "without a header");
  std::string result = style.bold(printable(inspection.path)) + ": " + join(facts, ", ") + "\n";
  if (!inspection.why.empty()) result += "  " + printable(inspection.why) + "\n";
  if (inspection.columns.empty()) return result;
  std::vector<std::vector<std::string>> rows = {{"column", "is", "filled", "example", "sure", "or", "because of"}};
  for (const InspectedColumn& column : inspection.columns) {
    std::string role = column.role;
    if (!column.type.empty()) role += ":" + printable(column.type);
    if (column.group != 0) role += " #" + std::to_string(column.group + 1);
    rows.push_back({shorten(printable(column.name), 32, style), role, share(column.filled),
                    shorten(printable(column.example), 32, style), share(column.probability), column.second,
                    printable(column.why)});
  }
  return result + "\n" + table(rows, style, {2, 4}) + "\n" + count_of(inspection.sampled, "row") + " looked at\n";
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
