#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "command.hpp"
#include "evidence.hpp"

namespace scv::tools {
namespace {

struct EvaluateCommand {
  ReadingOptions reading;
  ModelOptions model;
  std::string truth, id, cluster, identity;
  std::vector<std::string> results;
  std::vector<double> thresholds;
  bool only_truth = false, no_curve = false, json = false;
  std::size_t errors = 3;
  double min_f1 = 0, min_b3 = 0;
};

std::string figure(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.5f", value);
  return text;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::vector<std::string> figures_row(const std::string& name, const Figures& figures) {
  return {name,
          figure(figures.precision),
          figure(figures.recall),
          figure(figures.f1),
          figure(figures.b3_precision),
          figure(figures.b3_recall),
          figure(figures.b3_f1),
          grouped(figures.exact_clusters),
          grouped(figures.identities),
          grouped(figures.largest_identity)};
}

std::string figures_table(const std::vector<std::vector<std::string>>& rows, const std::string& first,
                          const Style& style) {
  std::vector<std::vector<std::string>> all = {
      {first, "precision", "recall", "F1", "B3 precision", "recall", "F1", "exact", "identities", "largest"}};
  all.insert(all.end(), rows.begin(), rows.end());
  return table(all, style, {1, 2, 3, 4, 5, 6, 7, 8, 9});
}

std::string describe(const WrongPair& pair, const Style& style) {
  return style.bold(key_of(pair.why.left) + " and " + key_of(pair.why.right)) + "  " + style.yellow(pair.kind) + "  " +
         style.dim(printable(to_string(pair.left)) + ", " + printable(to_string(pair.right))) + "\n" +
         evidence_table(pair.why, style) + "\n";
}

std::string describe(const EvaluationReport& report, const Style& style) {
  std::string text = count_of(report.rows, "row") + ", " + count_of(report.clusters, "true cluster") + ", " +
                     count_of(report.true_pairs, "true pair");
  if (report.unlabelled != 0) text += "; " + count_of(report.unlabelled, "row") + " not named by the truth";
  if (report.rejected != 0) text += "; " + count_of(report.rejected, "row") + " rejected";
  text += "\n\n";
  std::vector<std::vector<std::string>> rows = {figures_row("identities", report.figures)};
  if (report.matched) rows.push_back(figures_row("connected components", report.components));
  text += figures_table(rows, "", style) + "\n";
  if (!report.matched) return text;

  text += style.bold("Blocking") + "  " + grouped(report.candidate_pairs) + " pairs compared, " +
          number(std::round(report.candidates_per_record * 10) / 10) + " candidates a record; " +
          share(report.blocking_recall) + " of the true pairs compared, " + share(report.joined_recall) +
          " compared or joined through others\n";
  const std::uint64_t missed = report.missed_not_compared + report.missed_below_threshold + report.missed_separated;
  text += style.bold("Missed") + "    " + count_of(missed, "true pair") + ": " + grouped(report.missed_not_compared) +
          " not compared, " + grouped(report.missed_below_threshold) + " below the threshold, " +
          grouped(report.missed_separated) + " separated";
  if (report.true_pairs_seen < report.true_pairs) {
    text += " (of " + grouped(report.true_pairs_seen) + " true pairs looked at)";
  }
  text += "\n";
  char times[128];
  std::snprintf(times, sizeof times, "read %.1f s, match %.1f s, %.0f MiB; in all %.1f s", report.seconds_read,
                report.seconds_match, static_cast<double>(report.peak_memory_bytes) / 1048576.0, report.seconds);
  text += style.dim(times) + "\n";

  if (report.curve.size() > 1) {
    rows.clear();
    for (const CurvePoint& point : report.curve) {
      rows.push_back(figures_row(signed_weight(point.threshold) + (point.is_default ? " default" : ""), point.figures));
    }
    text += "\n" + figures_table(rows, "threshold", style);
  }
  if (!report.false_links.empty()) text += "\n" + style.bold("False links, the strongest first") + "\n\n";
  for (const WrongPair& pair : report.false_links) text += describe(pair, style);
  if (!report.missed_pairs.empty())
    text += "\n" + style.bold("Missed pairs, the strongest of each kind first") + "\n\n";
  for (const WrongPair& pair : report.missed_pairs) text += describe(pair, style);
  return text;
}

int run_evaluate(const EvaluateCommand& command) {
  if (command.results.empty() == command.reading.files.empty()) {
    complain("name either input files to be matched, or --result files with identities");
    return kUsage;
  }
  if (!command.results.empty() &&
      !(command.model.model.empty() && command.model.save.empty() && command.model.labels.empty())) {
    complain("--model, --save-model and --labels are for matching, and with --result nothing is matched");
    return kUsage;
  }
  EvaluateOptions options;
  options.id_column = command.id;
  options.cluster_column = command.cluster;
  options.identity_column = command.identity;
  options.only_truth = command.only_truth;
  options.errors = command.errors;
  if (!command.thresholds.empty()) options.thresholds = command.thresholds;
  if (command.no_curve) options.thresholds.clear();

  EvaluationReport report;
  RejectReport rejects(command.reading.rejects);
  if (!command.results.empty()) {
    report = evaluate_result(command.truth, command.results, options);
  } else {
    const Interruptible interruptible;
    options.dedupe.load = load_options(command.reading);
    options.dedupe.default_region = command.reading.region;
    options.dedupe.threads = command.reading.threads;
    take_model_options(command.model, options.dedupe);
    bool rejected = false;
    options.dedupe.load.on_reject = [&](const Reject& reject) {
      rejected = true;
      rejects.add(reject);
    };
    ProgressBar bar(command.reading.files.size() == 1 ? command.reading.files.front()
                                                      : count_of(command.reading.files.size(), "file"));
    options.dedupe.load.on_progress = [&](const Progress& progress) { return bar.update(progress); };
    try {
      report = evaluate(command.truth, command.reading.files, options);
    } catch (const Error& e) {
      const bool label = !command.model.labels.empty() && e.place().file == command.model.labels;
      if (!command.reading.strict || !(rejected || label)) throw;
      complain(e.what());
      return kNothing;
    }
  }
  rejects.finish();
  const Style style = Style::of(STDOUT_FILENO);
  const std::string labels = finish_model(command.model, report.model, report.labels, style);
  print(command.json ? to_json(report) + "\n" : rejects.summary(style) + labels + describe(report, style));
  const bool good = report.figures.f1 >= command.min_f1 && report.figures.b3_f1 >= command.min_b3;
  if (!good) complain("the figures are below --min-f1 or --min-b3");
  return good ? kOk : kNothing;
}

}  // namespace

void add_evaluate(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<EvaluateCommand>();
  CLI::App* command = add_command(app, chosen, "evaluate", "Measure identities against a truth",
                                  "  scv evaluate --truth truth.csv customers.csv\n"
                                  "  scv evaluate --truth truth.csv --result customers-with-identity.csv",
                                  options, run_evaluate);
  add_format_options(command, options->reading);
  command->get_option("FILE")->required(false);
  add_bulk_options(command, options->reading);
  add_model_options(command, options->model);
  command->add_option("--truth", options->truth, "A table with id and cluster: equal clusters are one customer")
      ->required()
      ->type_name("FILE");
  command->add_option("--result", options->results, "Measure the identities in these tables; nothing is matched")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--id", options->id, "The column that names rows, in truth, inputs and results; else 'id'")
      ->type_name("COLUMN");
  command->add_option("--cluster", options->cluster, "The truth's column; else 'cluster'")->type_name("COLUMN");
  command->add_option("--identity", options->identity, "The results' column; else 'identity'")->type_name("COLUMN");
  command->add_flag("--only-truth", options->only_truth, "Leave out the rows that the truth does not name");
  command->add_option("--thresholds", options->thresholds, "Thresholds of the curve, separated by commas")
      ->type_name("W")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_flag("--no-curve", options->no_curve, "No other threshold than the model's own");
  command->add_option("--errors", options->errors, "How many false links and missed pairs to explain")
      ->capture_default_str();
  command->add_option("--min-f1", options->min_f1, "Exit with 1 where the pairwise F1 is lower");
  command->add_option("--min-b3", options->min_b3, "Exit with 1 where the B-cubed F1 is lower");
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
