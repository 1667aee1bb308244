#include <unistd.h>

#include <algorithm>

#include "command.hpp"
#include "person.hpp"

namespace scv::tools {
namespace {

struct RelationsCommand {
  std::string id, db;
  bool json = false;
};

int run_relations(const RelationsCommand& command) {
  const Hub hub = open_existing(command.db);
  std::optional<IdentityId> id;
  const int usage = with_usage([&] {
    id = identity_named(hub, command.id);
    return kOk;
  });
  if (usage != kOk) return usage;
  if (!id || !hub.identity(*id)) {
    complain("nobody was found");
    return kNothing;
  }
  const std::vector<Relation> relations = hub.relations(*id);
  if (command.json) {
    print(to_json(relations) + "\n");
    return relations.empty() ? kNothing : kOk;
  }
  if (relations.empty()) {
    complain("nobody is related to " + printable(command.id));
    return kNothing;
  }
  print(describe(hub, relations, Style::of(STDOUT_FILENO)));
  return kOk;
}

}  // namespace

void add_relations(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<RelationsCommand>();
  CLI::App* command = add_command(app, chosen, "relations",
                                  "Show who belongs to a customer: household, employer, branches, possible matches",
                                  "  scv relations 12\n  scv relations crm/4711", options, run_relations);
  command->add_option("ID", options->id, "An identity's number, or a record as source/id")->required()->type_name("");
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
