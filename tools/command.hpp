#pragma once

// One function a command: it adds its options to the application, and the work that is to be done if the user chose it.

#include <CLI/CLI.hpp>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scv/scv.hpp"
#include "ui.hpp"

namespace scv::tools {

/// The command that the user chose; returns the exit code.
using Chosen = std::function<int()>;

void add_load(CLI::App& app, Chosen& chosen);
void add_dedupe(CLI::App& app, Chosen& chosen);
void add_evaluate(CLI::App& app, Chosen& chosen);
void add_inspect(CLI::App& app, Chosen& chosen);
void add_profile(CLI::App& app, Chosen& chosen);
void add_model(CLI::App& app, Chosen& chosen);
void add_show(CLI::App& app, Chosen& chosen);
void add_find(CLI::App& app, Chosen& chosen);
void add_why(CLI::App& app, Chosen& chosen);
void add_compare(CLI::App& app, Chosen& chosen);
void add_export(CLI::App& app, Chosen& chosen);
void add_put(CLI::App& app, Chosen& chosen);
void add_remove(CLI::App& app, Chosen& chosen);
void add_decide(CLI::App& app, Chosen& chosen);
void add_undecide(CLI::App& app, Chosen& chosen);
void add_decisions(CLI::App& app, Chosen& chosen);
void add_review(CLI::App& app, Chosen& chosen);
void add_changes(CLI::App& app, Chosen& chosen);
void add_identity_at(CLI::App& app, Chosen& chosen);
void add_relations(CLI::App& app, Chosen& chosen);
void add_timeline(CLI::App& app, Chosen& chosen);
void add_brief(CLI::App& app, Chosen& chosen);
void add_waiting(CLI::App& app, Chosen& chosen);
void add_cases(CLI::App& app, Chosen& chosen);
void add_report(CLI::App& app, Chosen& chosen);
void add_service(CLI::App& app, Chosen& chosen);
void add_models(CLI::App& app, Chosen& chosen);
void add_stats(CLI::App& app, Chosen& chosen);
void add_digest(CLI::App& app, Chosen& chosen);
void add_check(CLI::App& app, Chosen& chosen);
void add_backup(CLI::App& app, Chosen& chosen);
void add_version(CLI::App& app, Chosen& chosen);

/// A command with its options, which live as long as it may run.
template <class Options>
CLI::App* add_command(CLI::App& app, Chosen& chosen, const std::string& name, const std::string& what,
                      const std::string& example, const std::shared_ptr<Options>& options, int (*run)(const Options&)) {
  CLI::App* command = app.add_subcommand(name, what);
  command->footer("Example:\n" + example);
  command->callback([&chosen, options, run] { chosen = [options, run] { return run(*options); }; });
  return command;
}

/// Runs a command; what is wrong with its arguments is wrong usage, and no failure.
template <class Run>
int with_usage(Run&& run) {
  try {
    return run();
  } catch (const Error& e) {
    if (e.code() != ErrorCode::invalid_argument) throw;
    complain(e.what());
    return kUsage;
  }
}

void add_db_option(CLI::App* command, std::string& db);
void add_json_flag(CLI::App* command, bool& json);
void add_now_option(CLI::App* command, std::string& now);

/// Opens a hub that must exist.
Hub open_existing(const std::string& db, bool read_only = true);

/// How files are read: the options that load, dedupe and inspect share.
struct ReadingOptions {
  std::vector<std::string> files;
  std::string source, format, mapping, sheet, region = "DE", rejects;
  std::vector<std::string> own;
  bool strict = false;
  unsigned threads = 0;
};
void add_format_options(CLI::App* command, ReadingOptions& options);
void add_bulk_options(CLI::App* command, ReadingOptions& options);
/// Options of the library, without its callbacks. Reads the mapping file.
LoadOptions load_options(const ReadingOptions& options);

/// The model and the labels of a matching: the options that dedupe, evaluate and profile share.
struct ModelOptions {
  std::string model, save, labels;
};
void add_model_options(CLI::App* command, ModelOptions& options);
/// Reads the model file.
void take_model_options(const ModelOptions& options, DedupeOptions& to);
/// Writes the model of a report to where the user wants it, takes it out of the report, and tells what became of the labels.
std::string finish_model(const ModelOptions& options, std::string& model, const LabelsReport& labels,
                         const Style& style);

/// Writes rejects to the file that the user named, and keeps the first of them for the summary.
class RejectReport {
 public:
  /// An empty path writes no file. Throws Error{io}.
  explicit RejectReport(const std::string& path);
  void add(const Reject& reject);
  /// The first rejects with file, line and reason, for people.
  std::string summary(const Style& style) const;
  /// Throws Error{io} where not all of the file could be written.
  void finish();

 private:
  static constexpr std::size_t kShown = 5;
  std::string path_;
  std::ofstream file_;
  std::vector<Reject> first_;
  std::uint64_t count_ = 0;
};

/// "source/id". Empty where there is no slash.
std::optional<RecordKey> parse_key(const std::string& text);
/// The identity that an argument names: its number, or that of a record as source/id, where there is such a record.
/// Throws Error{invalid_argument}.
std::optional<IdentityId> identity_named(const Hub& hub, const std::string& argument);
/// Gives `read` JSON text, or that of the file that holds it; an error in the file then names it. Throws Error{not_found, io, parse}.
void read_json(const std::string& argument, const std::function<void(const std::string&)>& read);
/// Checks that an option is a whole number above 0.
CLI::Validator above_zero();
/// A record from JSON text, or from a file that holds it. Throws Error{not_found, io, parse}.
Record record_of(const std::string& argument);
/// A positive number and nothing else.
std::optional<IdentityId> parse_identity(const std::string& text);

/// Text as a JSON string, quotes included.
std::string json_text(std::string_view text);

/// A file as text. Throws Error{not_found, io}.
std::string read_text_file(const std::string& path);

}  // namespace scv::tools
