#include <unistd.h>

#include "command.hpp"
#include "stewardship.hpp"

namespace scv::tools {
namespace {

struct UndecideCommand {
  std::string left, right, db;
  bool preview = false, json = false;
};

int run_undecide(const UndecideCommand& command) {
  return with_usage([&] {
    const RecordKey left = need_key(command.left), right = need_key(command.right);
    Hub hub = open_existing(command.db, false);
    if (command.preview) {
      const Preview preview = hub.preview_undecide(left, right);
      print(command.json ? to_json(preview) + "\n" : describe(preview, Style::of(STDOUT_FILENO)));
      return kOk;
    }
    const bool undecided = hub.undecide(left, right);
    if (command.json) {
      print(std::string("{\"undecided\":") + (undecided ? "true" : "false") + "}\n");
    } else if (undecided) {
      print("what was said of " + key_of(left) + " and " + key_of(right) + " is taken back\n");
    } else {
      complain("nothing was decided about " + key_of(left) + " and " + key_of(right));
    }
    return undecided ? kOk : kNothing;
  });
}

}  // namespace

void add_undecide(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<UndecideCommand>();
  CLI::App* command = add_command(app, chosen, "undecide", "Take a decision back, as if it had never been made",
                                  "  scv undecide crm/4711 shop/K-12", options, run_undecide);
  command->add_option("A", options->left, "A record as source/id")->required()->type_name("");
  command->add_option("B", options->right, "The other one")->required()->type_name("");
  command->add_flag("--preview", options->preview, "Show what would change, and change nothing");
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
