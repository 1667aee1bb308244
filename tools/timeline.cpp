#include <unistd.h>

#include "command.hpp"
#include "contacts.hpp"
#include "person.hpp"
#include "who.hpp"

namespace scv::tools {
namespace {

struct OneCustomer {
  WhoOptions who;
  std::string now, db;
  bool json = false;
};

/// Shows what `tell` gives of the customer who fits best.
template <class Tell, class Describe>
int show(const OneCustomer& command, const std::string& name, Tell&& tell, Describe&& text_of) {
  if (!names_someone(command.who)) return kUsage;
  const Hub hub = open_existing(command.db);
  return with_usage([&] {
    const std::vector<IdentityId> found = whom(hub, command.who);
    const auto told = found.empty() ? std::nullopt : tell(hub, found.front());
    if (!told) {
      complain("nobody was found");
      return kNothing;
    }
    if (command.json) {
      print(to_json(*told) + "\n");
      return kOk;
    }
    const Style style = Style::of(STDOUT_FILENO);
    print(text_of(hub, *told, style) + others(hub, command.who, found, name, style));
    return kOk;
  });
}

int run_timeline(const OneCustomer& command) {
  return show(
      command, "timeline", [&](const Hub& hub, IdentityId id) { return hub.timeline(id, command.now); },
      [](const Hub& hub, const Timeline& timeline, const Style& style) {
        const auto identity = hub.identity(timeline.identity);
        return describe(timeline, identity ? display_name(*identity) : "", style);
      });
}

int run_brief(const OneCustomer& command) {
  return show(
      command, "brief", [&](const Hub& hub, IdentityId id) { return hub.brief(id, command.now); },
      [](const Hub&, const Brief& brief, const Style& style) { return describe(brief, style); });
}

void add(CLI::App& app, Chosen& chosen, const std::string& name, const std::string& what, const std::string& example,
         int (*run)(const OneCustomer&)) {
  const auto options = std::make_shared<OneCustomer>();
  CLI::App* command = add_command(app, chosen, name, what, example, options, run);
  add_who_options(command, options->who);
  add_now_option(command, options->now);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace

void add_timeline(CLI::App& app, Chosen& chosen) {
  add(app, chosen, "timeline", "Show a customer's contacts in order of time, with cases, promises and what is owed",
      "  scv timeline 12\n  scv timeline --email anna@example.org", run_timeline);
}

void add_brief(CLI::App& app, Chosen& chosen) {
  add(app, chosen, "brief", "Show in short what to know before one speaks to a customer",
      "  scv brief --phone '0351 4567-89'\n  scv brief crm/4711", run_brief);
}

}  // namespace scv::tools
