#include "who.hpp"

#include <algorithm>

#include "command.hpp"
#include "person.hpp"

namespace scv::tools {

void add_who_options(CLI::App* command, WhoOptions& options) {
  command->add_option("ID", options.id, "An identity's number, or a record as source/id")->type_name("");
  command->add_option("--email", options.email, "Who has this e-mail address");
  command->add_option("--phone", options.phone, "Who has this phone number");
  command->add_option("--name", options.name, "Who fits this name best");
}

bool names_someone(const WhoOptions& options) {
  if (!options.id.empty() && !(options.email.empty() && options.phone.empty() && options.name.empty())) {
    complain("name someone by ID, or by --email, --phone and --name");
    return false;
  }
  if (!options.id.empty() || !options.email.empty() || !options.phone.empty() || !options.name.empty()) return true;
  complain("name someone: an identity's number, source/id, --email, --phone or --name");
  return false;
}

std::vector<IdentityId> whom(const Hub& hub, const WhoOptions& options) {
  if (!options.id.empty()) {
    const auto id = identity_named(hub, options.id);
    if (!id) return {};
    // One that is not in use any more leads to all that have its records now.
    const std::vector<IdentityId> today = hub.identity_at(*id);
    return std::find(today.begin(), today.end(), *id) == today.end() ? today : std::vector<IdentityId>{*id};
  }
  Record query;
  if (!options.email.empty()) query.add(Field::email, options.email);
  if (!options.phone.empty()) query.add(Field::phone, options.phone);
  FindOptions how;
  how.exact_only = !query.attributes.empty() && options.name.empty();
  if (!options.name.empty()) query.add(Field::name, options.name);
  std::vector<IdentityId> result;
  for (const Found& found : hub.find(query, how)) result.push_back(found.identity);
  return result;
}

std::string others(const Hub& hub, const WhoOptions& options, const std::vector<IdentityId>& found,
                   const std::string& command, const Style& style) {
  if (found.size() < 2) return {};
  std::string text = "\n" + style.bold(options.id.empty() ? "These fit too" : "Its records went here too") + "\n";
  for (std::size_t i = 1; i < found.size(); ++i) {
    if (const auto other = hub.identity(found[i]))
      text += "  scv " + command + " " + std::to_string(other->id) + "   " + display_name(*other) + "\n";
  }
  return text;
}

}  // namespace scv::tools
