#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "command.hpp"

namespace scv::tools {
namespace {

struct DedupeCommand {
  ReadingOptions reading;
  ModelOptions model;
  std::string output = "-", id;
  bool json = false;
};

int run_dedupe(const DedupeCommand& command) {
  // Where the rows go to standard output, the summary goes to standard error.
  const bool to_stdout = command.output == "-";
  const Style style = Style::of(to_stdout ? STDERR_FILENO : STDOUT_FILENO);
  RejectReport rejects(command.reading.rejects);
  const Interruptible interruptible;
  DedupeOptions options;
  options.load = load_options(command.reading);
  options.default_region = command.reading.region;
  options.threads = command.reading.threads;
  options.id_column = command.id;
  take_model_options(command.model, options);
  options.load.on_reject = [&](const Reject& reject) { rejects.add(reject); };

  DedupeReport report;
  try {
    ProgressBar bar(command.reading.files.size() == 1 ? command.reading.files.front()
                                                      : count_of(command.reading.files.size(), "file"));
    options.load.on_progress = [&](const Progress& progress) { return bar.update(progress); };
    report = dedupe(command.reading.files, command.output, options);
  } catch (const Error& e) {
    if (!command.reading.strict || e.place().line == 0) throw;
    complain(e.what());
    return kNothing;
  }
  rejects.finish();
  const std::string labels = finish_model(command.model, report.model, report.labels, style);

  std::string text;
  if (command.json) {
    text = to_json(report) + "\n";
  } else {
    text = rejects.summary(style) + grouped(report.rows) + " loaded + " + grouped(report.rejected) +
           " rejected = " + grouped(report.read) + " read\n" + labels +
           style.bold(count_of(report.identities, "identity", "identities")) + " from " + count_of(report.rows, "row") +
           "; " + grouped(report.candidate_pairs) + " pairs compared, " + grouped(report.matched_pairs) + " matched\n";
    char times[96];
    std::snprintf(times, sizeof times, "read %.1f s, match %.1f s, write %.1f s", report.seconds_read,
                  report.seconds_match, report.seconds_write);
    text += style.dim(times) + "\n";
  }
  if (to_stdout) {
    std::cerr << text;
  } else {
    print(text);
  }
  return kOk;
}

}  // namespace

void add_dedupe(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<DedupeCommand>();
  CLI::App* command = add_command(app, chosen, "dedupe",
                                  "Write the rows of files with the identity that each belongs to; no hub is left",
                                  "  scv dedupe customers.csv -o customers-with-identity.csv", options, run_dedupe);
  add_format_options(command, options->reading);
  add_bulk_options(command, options->reading);
  add_model_options(command, options->model);
  command->add_option("--id", options->id, "The column that names rows to labels; else the recognised one")
      ->type_name("COLUMN");
  command->add_option("-o,--output", options->output, "Where to write; - is standard output")
      ->capture_default_str()
      ->type_name("FILE");
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
