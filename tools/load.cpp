#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "command.hpp"

namespace scv::tools {
namespace {

struct LoadCommand {
  ReadingOptions reading;
  std::string db, model;
  bool json = false;
};

/// The sums over all files.
struct Total {
  std::uint64_t read = 0, loaded = 0, rejected = 0;
};

std::string describe(const std::string& file, const LoadReport& report, const Style& style) {
  std::vector<std::string> parts;
  if (report.records_read != 0) {
    std::string text = count_of(report.records_read, "record");
    text += " (" + grouped(report.records_new) + " new";
    if (report.records_replaced != 0) text += ", " + grouped(report.records_replaced) + " replaced";
    if (report.records_unchanged != 0) text += ", " + grouped(report.records_unchanged) + " unchanged";
    parts.push_back(text + ")");
  }
  if (report.interactions_read != 0) {
    parts.push_back(count_of(report.interactions_read, "contact") + " (" + grouped(report.interactions_new) + " new)");
    // The contact points met in them are records, too, but rows of no file.
    if (report.records_read == 0 && report.records_new != 0) {
      parts.push_back(count_of(report.records_new, "contact point") + " not met before");
    }
  }
  if (report.notes != 0) parts.push_back(count_of(report.notes, "value") + " kept raw");
  if (report.rejected != 0) parts.push_back(style.yellow(grouped(report.rejected) + " rejected"));
  if (parts.empty()) parts.push_back("nothing in it");
  return style.bold(printable(file)) + ": " + (report.format.empty() ? "" : report.format + ", ") + join(parts, ", ") +
         "\n";
}

int run_load(const LoadCommand& command) {
  const Style style = Style::of(STDOUT_FILENO);
  LoadOptions options = load_options(command.reading);
  HubOptions hub_options;
  hub_options.default_region = command.reading.region;
  hub_options.threads = command.reading.threads;
  if (!command.model.empty()) hub_options.model = read_model(command.model);
  // No hub is made for files that are not there.
  std::error_code ignored;
  const auto is_there = [&](const std::string& file) { return file == "-" || std::filesystem::exists(file, ignored); };
  // Of a hub that this command makes nobody knows yet.
  options.exclusive = !std::filesystem::exists(command.db, ignored);
  if (options.exclusive && std::none_of(command.reading.files.begin(), command.reading.files.end(), is_there)) {
    for (const std::string& file : command.reading.files) complain(file + ": there is no such file");
    return kFailed;
  }
  Hub hub(command.db, std::move(hub_options));

  RejectReport rejects(command.reading.rejects);
  options.on_reject = [&](const Reject& reject) { rejects.add(reject); };
  const Interruptible interruptible;
  Total total;
  int result = kOk;
  double seconds = 0;
  std::string files_json;
  for (const std::string& file : command.reading.files) {
    try {
      ProgressBar bar(file);
      options.on_progress = [&](const Progress& progress) { return bar.update(progress); };
      const LoadReport report = hub.load(file, options);
      total.read += report.read;
      total.rejected += report.rejected;
      total.loaded += report.records_read + report.interactions_read;
      seconds += report.seconds;
      if (command.json) {
        // The report is an object; the file's name becomes its first member.
        files_json += (files_json.empty() ? "" : ",") + std::string("{\"file\":") + json_text(file) + "," +
                      to_json(report).substr(1);
      } else {
        print(describe(file, report, style));
      }
    } catch (const Error& e) {
      if (e.code() == ErrorCode::cancelled || e.code() == ErrorCode::out_of_memory || e.code() == ErrorCode::internal)
        throw;
      complain(e.what());
      const bool rejected = command.reading.strict && e.place().line != 0;
      if (result != kFailed) result = rejected ? kNothing : kFailed;
      if (command.reading.strict) break;
    }
  }
  rejects.finish();

  const HubStats stats = hub.stats();
  if (command.json) {
    print("{\"read\":" + std::to_string(total.read) + ",\"loaded\":" + std::to_string(total.loaded) + ",\"rejected\":" +
          std::to_string(total.rejected) + ",\"hub\":" + to_json(stats) + ",\"files\":[" + files_json + "]}\n");
    return result;
  }
  print(rejects.summary(style));
  print(grouped(total.loaded) + " loaded + " + grouped(total.rejected) + " rejected = " + grouped(total.read) +
        " read");
  if (seconds > 0.05)
    print(
        style.dim("  (" + grouped(static_cast<std::uint64_t>(static_cast<double>(total.read) / seconds)) + " rows/s)"));
  print("\n" + printable(command.db) + ": " + count_of(stats.identities, "identity", "identities") + " from " +
        count_of(stats.records, "record") + ", " + count_of(stats.interactions, "contact") + "\n");
  return result;
}

}  // namespace

void add_load(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<LoadCommand>();
  CLI::App* command =
      add_command(app, chosen, "load", "Load files into a hub; each file's kind and columns are recognised",
                  "  scv load crm.csv mail.mbox calls.csv --db hub.scv --own @example.org", options, run_load);
  add_format_options(command, options->reading);
  add_bulk_options(command, options->reading);
  add_db_option(command, options->db);
  command->add_option("--model", options->model, "The model of a hub that has no records yet; nothing is learned then")
      ->type_name("FILE");
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
