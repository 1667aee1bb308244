#include <fstream>

#include "command.hpp"

namespace scv::tools {
namespace {

struct ModelCommand {
  std::string db = "hub.scv";
};

int run_model(const ModelCommand& command) {
  print(open_existing(command.db).model() + "\n");
  return kOk;
}

}  // namespace

void add_model_options(CLI::App* command, ModelOptions& options) {
  command->add_option("--model", options.model, "Decide by this model; nothing is learned")->type_name("FILE");
  command->add_option("--save-model", options.save, "Write the model that was used there")->type_name("FILE");
  command->add_option("--labels", options.labels, "Pairs that someone has judged, or ids with clusters, for training")
      ->type_name("FILE");
}

void take_model_options(const ModelOptions& options, DedupeOptions& to) {
  if (!options.model.empty()) to.model = read_model(options.model);
  to.keep_model = !options.save.empty();
  to.labels = options.labels;
}

std::string finish_model(const ModelOptions& options, std::string& model, const LabelsReport& labels,
                         const Style& style) {
  if (!options.save.empty()) {
    std::ofstream file(options.save, std::ios::binary | std::ios::trunc);
    file << model << '\n';
    file.close();
    if (!file) throw file_error(ErrorCode::io, "the model cannot be written", options.save);
    model.clear();
  }
  if (options.labels.empty()) return {};
  std::string text = grouped(labels.used) + " labels used + " + grouped(labels.rejected) +
                     " rejected = " + grouped(labels.read) + " read: " + count_of(labels.matches, "match", "matches") +
                     ", " + count_of(labels.non_matches, "non-match", "non-matches") + "\n";
  for (const Reject& reject : labels.first_rejects) {
    text += "  " + style.yellow(printable(to_string(reject.place))) + ": " + printable(reject.reason) + "\n";
  }
  if (labels.rejected > labels.first_rejects.size()) {
    text += "  and " + grouped(labels.rejected - labels.first_rejects.size()) + " more\n";
  }
  return text;
}

void add_model(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ModelCommand>();
  CLI::App* command = add_command(
      app, chosen, "model", "Print the model that a hub decides by, as JSON",
      "  scv model hub.scv > model.json\n  scv load crm.csv --model model.json --db new.scv", options, run_model);
  command->add_option("HUB,--db", options->db, "The hub's file")
      ->envname("SCV_DB")
      ->capture_default_str()
      ->type_name("FILE");
}

}  // namespace scv::tools
