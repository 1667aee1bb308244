#include <unistd.h>

#include "command.hpp"

namespace scv::tools {
namespace {

struct CheckCommand {
  std::string db;
  bool json = false;
};

int run_check(const CheckCommand& command) {
  const Hub hub = open_existing(command.db);
  const Interruptible interruptible;
  CheckReport report;
  {
    ProgressBar bar(command.db);
    report = hub.check({.on_progress = [&](const Progress& progress) { return bar.update(progress); }});
  }
  if (command.json) {
    print(to_json(report) + "\n");
    return report.ok() ? kOk : kNothing;
  }
  const Style style = Style::of(STDOUT_FILENO);
  for (const Problem& problem : report.problems) print(style.yellow(printable(to_string(problem))) + "\n");
  if (report.problem_count > report.problems.size()) {
    print("and " + grouped(report.problem_count - report.problems.size()) + " more\n");
  }
  print(style.bold(printable(command.db)) + ": " +
        (report.ok() ? "no problems" : count_of(report.problem_count, "problem")) + " in " +
        count_of(report.records, "record") + ", " + count_of(report.identities, "identity", "identities") + ", " +
        count_of(report.keys, "key") + ", " + count_of(report.edges, "edge") + ", " +
        count_of(report.changes, "change") + ", " + count_of(report.interactions, "contact") + "\n");
  if (!report.complete) {
    print(
        "Not all records can be read, so what is derived from them could not be compared. Restore the file from a "
        "copy.\n");
  }
  return report.ok() ? kOk : kNothing;
}

struct BackupCommand {
  std::string db, file;
};

int run_backup(const BackupCommand& command) {
  const Hub hub = open_existing(command.db);
  const Interruptible interruptible;
  ProgressBar bar(command.file);
  hub.backup(command.file, [&](const Progress& progress) { return bar.update(progress); });
  return kOk;
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<CheckCommand>();
  CLI::App* command = add_command(app, chosen, "check",
                                  "Look whether a hub's file is whole, and all that is derived from records agrees",
                                  "  scv check --db hub.scv", options, run_check);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

void add_backup(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<BackupCommand>();
  CLI::App* command = add_command(app, chosen, "backup", "Write a copy of a hub into a new file, while it is in use",
                                  "  scv backup --db hub.scv monday.scv", options, run_backup);
  command->add_option("FILE", options->file, "The new file")->required()->type_name("");
  add_db_option(command, options->db);
}

}  // namespace scv::tools
