#include <unistd.h>

#include "command.hpp"

namespace scv::tools {
namespace {

struct DecisionsCommand {
  std::string db;
  bool json = false;
};

int run_decisions(const DecisionsCommand& command) {
  const std::vector<Decision> decisions = open_existing(command.db).decisions();
  if (command.json) {
    print(to_json(decisions) + "\n");
    return decisions.empty() ? kNothing : kOk;
  }
  if (decisions.empty()) {
    complain("nothing was decided");
    return kNothing;
  }
  std::vector<std::vector<std::string>> rows = {{"record", "verdict", "record", "when", "by", "note"}};
  for (const Decision& one : decisions) {
    rows.push_back({key_of(one.left), one.verdict == Verdict::same ? "same" : "not same", key_of(one.right),
                    minute_of(one.time), printable(one.by), printable(one.note)});
  }
  print(table(rows, Style::of(STDOUT_FILENO)));
  return kOk;
}

}  // namespace

void add_decisions(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<DecisionsCommand>();
  CLI::App* command =
      add_command(app, chosen, "decisions", "List what people have decided", "  scv decisions", options, run_decisions);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
