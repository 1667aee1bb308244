#include <unistd.h>

#include "command.hpp"
#include "stewardship.hpp"

namespace scv::tools {
namespace {

struct DecideCommand {
  std::string verdict, left, right, by, note, db;
  bool preview = false, json = false;
};

int run_decide(const DecideCommand& command) {
  return with_usage([&] {
    const Decision decision{.left = need_key(command.left),
                            .right = need_key(command.right),
                            .verdict = command.verdict == "same" ? Verdict::same : Verdict::not_same,
                            .by = command.by,
                            .note = command.note,
                            .time = {}};
    Hub hub = open_existing(command.db, false);
    const Style style = Style::of(STDOUT_FILENO);
    if (command.preview) {
      const Preview preview = hub.preview(decision);
      print(command.json ? to_json(preview) + "\n" : describe(preview, style));
      return kOk;
    }
    const std::vector<IdentityChange> changes = hub.decide(decision);
    if (command.json) {
      print(to_json(changes) + "\n");
      return kOk;
    }
    print(key_of(decision.left) + " and " + key_of(decision.right) + " are " +
          (decision.verdict == Verdict::same ? "one customer" : "two customers") + ": that is kept\n");
    for (const RecordKey& key : {decision.left, decision.right}) {
      if (!hub.identity_of(key.source, key.id))
        print(style.yellow(key_of(key) + " is not in the hub; it holds when the record comes") + "\n");
    }
    if (!changes.empty()) print("\n" + describe(changes, changes.size(), style));
    return kOk;
  });
}

}  // namespace

void add_decide(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<DecideCommand>();
  CLI::App* command = add_command(app, chosen, "decide", "Say that two records are one customer, or are two",
                                  "  scv decide same crm/4711 shop/K-12 --by anna --note 'asked on the phone'\n"
                                  "  scv decide not-same crm/4711 crm/4712 --preview",
                                  options, run_decide);
  command->add_option("VERDICT", options->verdict, "same or not-same")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"same", "not-same"}));
  command->add_option("A", options->left, "A record as source/id; it need not be there yet")->required()->type_name("");
  command->add_option("B", options->right, "The other one")->required()->type_name("");
  command->add_option("--by", options->by, "Who decides");
  command->add_option("--note", options->note, "Why");
  command->add_flag("--preview", options->preview, "Show what would change, and change nothing");
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
