#include <unistd.h>

#include "command.hpp"
#include "evidence.hpp"

namespace scv::tools {
namespace {

struct CompareCommand {
  std::string left, right, region = "DE", model;
  bool json = false;
};

int run_compare(const CompareCommand& command) {
  CompareOptions options;
  options.default_region = command.region;
  if (!command.model.empty()) options.model = read_model(command.model);
  const Why why = compare(record_of(command.left), record_of(command.right), options);
  print(command.json ? to_json(why) + "\n" : describe(why, Style::of(STDOUT_FILENO)));
  return kOk;
}

}  // namespace

void add_compare(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<CompareCommand>();
  CLI::App* command = add_command(
      app, chosen, "compare", "Tell what the model makes of two records, with no hub",
      "  scv compare '{\"name\": \"Anna Müller\", \"birthdate\": \"1980-02-29\"}' other.json", options, run_compare);
  command->add_option("A", options->left, "A record as a JSON object, or a file with one")->required()->type_name("");
  command->add_option("B", options->right, "The other one")->required()->type_name("");
  command->add_option("--region", options->region, "Region of phone numbers without a country code")
      ->capture_default_str();
  command->add_option("--model", options->model, "A model instead of the shipped one")->type_name("FILE");
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
