#include <unistd.h>

#include <cstdio>

#include "command.hpp"

namespace scv::tools {
namespace {

struct ProfileCommand {
  ReadingOptions reading;
  ModelOptions model;
  std::string id;
  bool json = false;
};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string values(const std::vector<FrequentValue>& list, std::size_t width, const Style& style) {
  std::vector<std::string> parts;
  for (const FrequentValue& one : list) {
    parts.push_back(shorten(printable(one.value), width, style) + " " + std::string(style.either("×", "x")) +
                    grouped(one.records));
  }
  return join(parts, ", ");
}

std::string columns_text(const ProfileReport& report, const Style& style) {
  std::vector<std::vector<std::string>> rows = {
      {"column", "is", "filled", "distinct", "most frequent", "use", "because"}};
  for (const ProfiledColumn& column : report.columns) {
    const double filled = report.rows == 0 ? 0 : static_cast<double>(column.filled) / static_cast<double>(report.rows);
    rows.push_back({shorten(printable(column.name), 24, style),
                    column.role + (column.type.empty() ? "" : ":" + printable(column.type)), share(filled),
                    grouped(column.distinct), values(column.frequent, 18, style), column.use, column.reason});
  }
  std::string text = style.bold("Columns") + "\n" + table(rows, style, {2, 3});
  for (const ProfiledColumn& column : report.columns) {
    if (column.placeholders == 0) continue;
    text += "  " + printable(column.name) + ": " + count_of(column.placeholders, "placeholder") + ", " +
            values(column.placeholder_values, 24, style) + "\n";
  }
  return text;
}

std::string keys_text(const ProfileReport& report, const Style& style) {
  std::vector<std::vector<std::string>> rows = {
      {"key", "records", "blocks", "largest", "cap", "left out", "pairs", "alone"}};
  for (const ProfiledKey& key : report.keys) {
    rows.push_back({key.kind, grouped(key.records), grouped(key.blocks), grouped(key.largest), grouped(key.cap),
                    grouped(key.blocks_left_out), grouped(key.pairs), grouped(key.pairs_alone)});
  }
  return style.bold("Keys") + "  what makes two records candidates; 'alone': pairs that no other key brings\n" +
         table(rows, style, {1, 2, 3, 4, 5, 6, 7});
}

std::string model_text(const ProfileReport& report, const Style& style) {
  std::string text = style.bold("Model") + "  prior " + signed_weight(report.prior) + ", threshold " +
                     signed_weight(report.threshold) +
                     "; other records of its customer that a record has: " + number(report.partners_per_record) +
                     "; for each match " + number(report.households_per_match) + " pairs of one household and " +
                     number(report.branches_per_match) + " of branches\n";
  std::vector<std::vector<std::string>> rows = {
      {"comparison", "missing", "equal", "common value", "rare value", "different"}};
  for (const ProfiledComparison& one : report.comparisons) {
    rows.push_back({shorten(printable(one.comparison), 24, style), share(one.missing), signed_weight(one.equal),
                    signed_weight(one.equal_common), signed_weight(one.equal_rare), signed_weight(one.different)});
  }
  text += table(rows, style, {1, 2, 3, 4, 5});
  if (report.lifts.empty()) return text;
  rows = {{"values that go together", "", "", "weight"}};
  for (const ProfiledLift& lift : report.lifts) {
    rows.push_back({lift.kind, shorten(printable(lift.left), 32, style), shorten(printable(lift.right), 32, style),
                    signed_weight(lift.weight)});
  }
  return text + "\n" + table(rows, style, {3});
}

int run_profile(const ProfileCommand& command) {
  const Style style = Style::of(STDOUT_FILENO);
  const Interruptible interruptible;
  RejectReport rejects(command.reading.rejects);
  DedupeOptions options;
  options.load = load_options(command.reading);
  options.default_region = command.reading.region;
  options.threads = command.reading.threads;
  options.id_column = command.id;
  options.load.on_reject = [&](const Reject& reject) { rejects.add(reject); };
  take_model_options(command.model, options);
  ProfileReport report;
  {
    ProgressBar bar(command.reading.files.size() == 1 ? command.reading.files.front()
                                                      : count_of(command.reading.files.size(), "file"));
    options.load.on_progress = [&](const Progress& progress) { return bar.update(progress); };
    try {
      report = profile(command.reading.files, options);
    } catch (const Error& e) {
      if (!command.reading.strict || e.place().line == 0) throw;
      complain(e.what());
      return kNothing;
    }
  }
  rejects.finish();
  const std::string labels = finish_model(command.model, report.model, report.labels, style);
  if (command.json) {
    print(to_json(report) + "\n");
    return kOk;
  }
  print(rejects.summary(style) + labels + count_of(report.rows, "row") + ", of " +
        count_of(report.identities, "customer") + " by this matching; " +
        count_of(report.candidate_pairs, "candidate pair") + "\n\n" + columns_text(report, style) + "\n" +
        keys_text(report, style) + "\n" + model_text(report, style));
  return kOk;
}

}  // namespace

void add_profile(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ProfileCommand>();
  CLI::App* command = add_command(app, chosen, "profile", "Show what matching sees in files, and what it makes of it",
                                  "  scv profile crm.csv shop.csv", options, run_profile);
  add_format_options(command, options->reading);
  add_bulk_options(command, options->reading);
  add_model_options(command, options->model);
  command->add_option("--id", options->id, "The column that names rows to labels; else the recognised one")
      ->type_name("COLUMN");
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
