#include <unistd.h>

#include <algorithm>

#include "command.hpp"
#include "person.hpp"

namespace scv::tools {
namespace {

struct ShowCommand {
  std::string id, email, phone, name, db;
  bool json = false;
};

/// Who the options name, best first.
std::vector<IdentityId> candidates(const Hub& hub, const ShowCommand& command) {
  if (!command.id.empty()) {
    const auto id = identity_named(hub, command.id);
    if (!id) return {};
    // One that is not in use any more leads to all that have its records now.
    const std::vector<IdentityId> today = hub.identity_at(*id);
    return std::find(today.begin(), today.end(), *id) == today.end() ? today : std::vector<IdentityId>{*id};
  }
  Record query;
  if (!command.email.empty()) query.add(Field::email, command.email);
  if (!command.phone.empty()) query.add(Field::phone, command.phone);
  FindOptions options;
  options.exact_only = !query.attributes.empty() && command.name.empty();
  if (!command.name.empty()) query.add(Field::name, command.name);
  std::vector<IdentityId> result;
  for (const Found& found : hub.find(query, options)) result.push_back(found.identity);
  return result;
}

int run_show(const ShowCommand& command) {
  if (command.id.empty() && command.email.empty() && command.phone.empty() && command.name.empty()) {
    complain("name someone: an identity's number, source/id, --email, --phone or --name");
    return kUsage;
  }
  const Hub hub = open_existing(command.db);
  const std::vector<IdentityId> found = candidates(hub, command);
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
  if (found.size() > 1) {
    print("\n" + style.bold(command.id.empty() ? "These fit too" : "Its records went here too") + "\n");
    for (std::size_t i = 1; i < found.size(); ++i) {
      if (const auto other = hub.identity(found[i]))
        print("  scv show " + std::to_string(other->id) + "   " + display_name(*other) + "\n");
    }
  }
  return kOk;
}

}  // namespace

void add_show(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ShowCommand>();
  CLI::App* command = add_command(
      app, chosen, "show", "Show one customer: best values, contact points, contacts in order of time, relations",
      "  scv show 12\n  scv show crm/4711\n  scv show --phone '0351 4567-89'", options, run_show);
  command->add_option("ID", options->id, "An identity's number, or a record as source/id")->type_name("");
  command->add_option("--email", options->email, "Who has this e-mail address");
  command->add_option("--phone", options->phone, "Who has this phone number");
  command->add_option("--name", options->name, "Who fits this name best");
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
