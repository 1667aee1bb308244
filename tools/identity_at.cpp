#include "command.hpp"
#include "person.hpp"

namespace scv::tools {
namespace {

struct IdentityAtCommand {
  IdentityId id = 0;
  std::string db;
  bool json = false;
};

int run_identity_at(const IdentityAtCommand& command) {
  const Hub hub = open_existing(command.db);
  const std::vector<IdentityId> today = hub.identity_at(command.id);
  if (command.json) {
    print(to_json(std::span<const IdentityId>(today)) + "\n");
  } else if (today.empty()) {
    complain("no identity has records of number " + std::to_string(command.id) + " today");
  } else {
    for (const IdentityId id : today) {
      if (const auto identity = hub.identity(id)) print(std::to_string(id) + "  " + display_name(*identity) + "\n");
    }
  }
  return today.empty() ? kNothing : kOk;
}

}  // namespace

void add_identity_at(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<IdentityAtCommand>();
  CLI::App* command = add_command(app, chosen, "identity-at", "Tell which identities an old number leads to today",
                                  "  scv identity-at 12", options, run_identity_at);
  command->add_option("ID", options->id, "A number that an identity has or had")
      ->required()
      ->type_name("")
      ->check(above_zero());
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
