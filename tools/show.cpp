#include <unistd.h>

#include "command.hpp"
#include "person.hpp"
#include "who.hpp"

namespace scv::tools {
namespace {

struct ShowCommand {
  WhoOptions who;
  std::string db;
  bool json = false;
};

int run_show(const ShowCommand& command) {
  if (!names_someone(command.who)) return kUsage;
  const Hub hub = open_existing(command.db);
  const std::vector<IdentityId> found = whom(hub, command.who);
  const std::optional<Identity> identity = found.empty() ? std::nullopt : hub.identity(found.front());
  if (!identity) {
    complain("nobody was found");
    return kNothing;
  }
  if (command.json) {
    print(to_json(*identity) + "\n");
    return kOk;
  }
  const Style style = Style::of(STDOUT_FILENO);
  print(describe(*identity, style));
  if (const std::vector<Relation> relations = hub.relations(identity->id); !relations.empty()) {
    print("\n" + style.bold("Related to") + "\n" + describe(hub, relations, style));
  }
  print(others(hub, command.who, found, "show", style));
  return kOk;
}

}  // namespace

void add_show(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ShowCommand>();
  CLI::App* command = add_command(
      app, chosen, "show", "Show one customer: best values, contact points, contacts in order of time, relations",
      "  scv show 12\n  scv show crm/4711\n  scv show --phone '0351 4567-89'", options, run_show);
  add_who_options(command, options->who);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
