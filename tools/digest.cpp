#include "command.hpp"

namespace scv::tools {
namespace {

struct DigestCommand {
  std::string db;
  bool json = false;
};

int run_digest(const DigestCommand& command) {
  const std::string digest = open_existing(command.db).digest();
  print(command.json ? "{\"digest\":" + json_text(digest) + "}\n" : digest + "\n");
  return kOk;
}

}  // namespace

void add_digest(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<DigestCommand>();
  CLI::App* command = add_command(app, chosen, "digest", "Print a text that is equal for hubs with equal identities",
                                  "  scv digest --db hub.scv", options, run_digest);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
