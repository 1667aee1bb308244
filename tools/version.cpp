#include "command.hpp"

namespace scv::tools {
namespace {

struct VersionCommand {
  bool json = false;
};

int run_version(const VersionCommand& command) {
  print(command.json ? "{\"version\":" + json_text(version()) + "}\n" : std::string("scv ") + version() + "\n");
  return kOk;
}

}  // namespace

void add_version(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<VersionCommand>();
  CLI::App* command = add_command(app, chosen, "version", "Print the version", "  scv version", options, run_version);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
