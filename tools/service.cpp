#include "command.hpp"

namespace scv::tools {
namespace {

struct ServiceCommand {
  std::string settings, db;
};

int run_service(const ServiceCommand& command) {
  if (command.settings.empty()) {
    print(open_existing(command.db).service() + "\n");
    return kOk;
  }
  read_json(command.settings, [&](const std::string& text) {
    Hub hub(command.db);
    hub.set_service(text);
    print("the settings are kept; " + count_of(hub.stats().interactions, "contact") + " told anew by them\n");
  });
  return kOk;
}

}  // namespace

void add_service(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ServiceCommand>();
  CLI::App* command = add_command(
      app, chosen, "service", "Print service hours, rules and who takes cases, as JSON, or set them",
      "  scv service\n  scv service settings.json\n  scv service '{\"cases\":{\"rota\":[\"anna\",\"ben\"]}}'", options,
      run_service);
  command
      ->add_option("SETTINGS", options->settings, "A JSON object, or a file with one; what it leaves out is as shipped")
      ->type_name("");
  add_db_option(command, options->db);
}

}  // namespace scv::tools
