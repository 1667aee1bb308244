#include <unistd.h>

#include "command.hpp"

namespace scv::tools {
namespace {

struct StatsCommand {
  std::string db;
  bool json = false;
};

int run_stats(const StatsCommand& command) {
  const HubStats stats = open_existing(command.db).stats();
  if (command.json) {
    print(to_json(stats) + "\n");
    return kOk;
  }
  const Style style = Style::of(STDOUT_FILENO);
  std::vector<std::vector<std::string>> rows = {{"what", "how many"}};
  rows.push_back({"identities", grouped(stats.identities)});
  rows.push_back({"records", grouped(stats.records)});
  for (const auto& [source, count] : stats.records_by_source)
    rows.push_back({"  of " + printable(source), grouped(count)});
  rows.push_back({"contacts", grouped(stats.interactions)});
  rows.push_back({"rejects", grouped(stats.rejects)});
  print(style.bold(printable(command.db)) + ", schema " + std::to_string(stats.schema_version) + "\n" +
        table(rows, style, {1}));
  return kOk;
}

}  // namespace

void add_stats(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<StatsCommand>();
  CLI::App* command =
      add_command(app, chosen, "stats", "Show how much a hub holds", "  scv stats --db hub.scv", options, run_stats);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
