#include <unistd.h>

#include <algorithm>

#include "command.hpp"
#include "contacts.hpp"

namespace scv::tools {
namespace {

struct WaitingCommand {
  WaitingOptions options;
  std::string db;
  bool json = false;
};

struct CasesCommand {
  CasesOptions options;
  std::string db;
  bool json = false;
};

/// The lists of both; one that is as long as allowed may go on.
template <class Item>
int show(const std::vector<Item>& found, std::size_t limit, bool json, const std::string& none,
         const std::string& summary, const std::string& text) {
  if (json) {
    print(to_json(std::span<const Item>(found)) + "\n");
    return found.empty() ? kNothing : kOk;
  }
  if (found.empty()) {
    complain(none);
    return kNothing;
  }
  const Style style = Style::of(STDOUT_FILENO);
  print(style.bold(summary) + "\n" + text);
  if (found.size() == limit) print("  there may be more: --limit\n");
  return kOk;
}

int run_waiting(const WaitingCommand& command) {
  const Hub hub = open_existing(command.db);
  return with_usage([&] {
    const std::vector<WaitingEntry> found = hub.waiting(command.options);
    const auto overdue = static_cast<std::uint64_t>(
        std::count_if(found.begin(), found.end(), [](const WaitingEntry& one) { return one.overdue; }));
    std::string summary = grouped(found.size()) + (found.size() == 1 ? " waits" : " wait");
    if (found.size() == command.options.limit) summary = "the first " + grouped(found.size());
    if (overdue != 0) summary += ", " + grouped(overdue) + " overdue (!)";
    return show(found, command.options.limit, command.json, "nobody waits", summary,
                describe(found, true, Style::of(STDOUT_FILENO)));
  });
}

int run_cases(const CasesCommand& command) {
  const Hub hub = open_existing(command.db);
  return with_usage([&] {
    const std::vector<CustomerCase> found = hub.cases(command.options);
    return show(found, command.options.limit, command.json, "no case is open",
                found.size() == command.options.limit ? "the first " + grouped(found.size())
                                                      : count_of(found.size(), "open case"),
                describe(found, Style::of(STDOUT_FILENO)));
  });
}

template <class Command>
void add_list_options(CLI::App* command, Command& options, const char* owner) {
  command->add_option("--owner", options.options.owner, owner)->type_name("AGENT");
  command->add_option("--limit", options.options.limit, "At most so many")->capture_default_str()->check(above_zero());
  add_now_option(command, options.options.now);
  add_db_option(command, options.db);
  add_json_flag(command, options.json);
}

}  // namespace

void add_waiting(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<WaitingCommand>();
  CLI::App* command =
      add_command(app, chosen, "waiting", "Show whom the firm owes what, over all customers and channels, by due time",
                  "  scv waiting --overdue\n  scv waiting --owner anna", options, run_waiting);
  command->add_flag("--overdue", options->options.overdue_only, "Only what is due");
  add_list_options(command, *options, "Only what waits for this agent");
}

void add_cases(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<CasesCommand>();
  CLI::App* command = add_command(app, chosen, "cases", "Show the open cases of all customers, the oldest first",
                                  "  scv cases --owner anna", options, run_cases);
  add_list_options(command, *options, "Only what this agent owns");
}

}  // namespace scv::tools
