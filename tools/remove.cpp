#include <unistd.h>

#include "command.hpp"
#include "stewardship.hpp"

namespace scv::tools {
namespace {

struct RemoveCommand {
  std::string source, id, db;
  bool preview = false, json = false;
};

int run_remove(const RemoveCommand& command) {
  Hub hub = open_existing(command.db, false);
  if (command.preview) {
    const Preview preview = hub.preview_remove(command.source, command.id);
    print(command.json ? to_json(preview) + "\n" : describe(preview, Style::of(STDOUT_FILENO)));
    return kOk;
  }
  const bool removed = hub.remove(command.source, command.id);
  if (command.json) {
    print(std::string("{\"removed\":") + (removed ? "true" : "false") + "}\n");
  } else if (removed) {
    print(key_of({command.source, command.id}) + " is removed\n");
  } else {
    complain("there is no record " + key_of({command.source, command.id}));
  }
  return removed ? kOk : kNothing;
}

}  // namespace

void add_remove(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<RemoveCommand>();
  CLI::App* command = add_command(app, chosen, "remove", "Forget a record as if it had never come",
                                  "  scv remove crm 4711", options, run_remove);
  command->add_option("SOURCE", options->source, "The record's source")->required()->type_name("");
  command->add_option("ID", options->id, "The record's id")->required()->type_name("");
  command->add_flag("--preview", options->preview, "Show what would change, and change nothing");
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
