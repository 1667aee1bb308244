#include <fstream>
#include <map>

#include "command.hpp"

namespace scv::tools {
namespace {

struct ExportCommand {
  ExportFormat format = ExportFormat::jsonl;
  std::string output = "-", db;
};

int run_export(const ExportCommand& command) {
  const Hub hub = open_existing(command.db);
  const Interruptible interruptible;
  const auto stop_if_asked = [] {
    if (Interruptible::interrupted()) throw Error(ErrorCode::cancelled, "stopped");
  };
  if (command.output == "-") {
    hub.write(command.format, [&](std::string_view text) {
      stop_if_asked();
      print(text);
    });
    return kOk;
  }
  std::ofstream file(command.output, std::ios::binary | std::ios::trunc);
  const auto check = [&] {
    if (!file) throw file_error(ErrorCode::io, "the export cannot be written", command.output);
  };
  check();
  hub.write(command.format, [&](std::string_view text) {
    stop_if_asked();
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    check();
  });
  file.close();
  check();
  return kOk;
}

}  // namespace

void add_export(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ExportCommand>();
  CLI::App* command =
      add_command(app, chosen, "export", "Write all customers: a line an identity (jsonl) or a row a record (csv)",
                  "  scv export --format csv -o customers.csv", options, run_export);
  const std::map<std::string, ExportFormat> formats = {{"jsonl", ExportFormat::jsonl}, {"csv", ExportFormat::csv}};
  command
      ->add_option_function<std::string>(
          "--format", [options, formats](const std::string& name) { options->format = formats.at(name); },
          "jsonl or csv")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->default_str("jsonl")
      ->type_name("");
  command->add_flag_callback(
      "--json", [options] { options->format = ExportFormat::jsonl; }, "The same as --format jsonl");
  command->add_option("-o,--output", options->output, "Where to write; - is standard output")
      ->capture_default_str()
      ->type_name("FILE");
  add_db_option(command, options->db);
}

}  // namespace scv::tools
