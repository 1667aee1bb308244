#include <unistd.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "command.hpp"
#include "stewardship.hpp"

namespace scv::tools {
namespace {

struct PutCommand {
  std::string record, db;
  bool preview = false, json = false;
};

/// As in a file: what has a channel and participants.
bool is_interaction(const std::string& text) {
  const auto object = nlohmann::json::parse(text, nullptr, false);
  return object.is_object() && object.contains("channel") && object.contains("participants");
}

int put_interaction(const PutCommand& command, const Interaction& interaction) {
  if (command.preview) {
    complain("--preview is of records; this is an interaction");
    return kUsage;
  }
  const bool is_new = Hub(command.db).put(interaction);
  const std::string key = key_of({interaction.source, interaction.id});
  print(command.json ? std::string("{\"new\":") + (is_new ? "true" : "false") + "}\n"
                     : key + (is_new ? ": an interaction that is new\n" : ": unchanged\n"));
  return kOk;
}

int run_put(const PutCommand& command) {
  // Read once: the file may be a pipe.
  Record record;
  std::optional<Interaction> interaction;
  read_json(command.record, [&](const std::string& text) {
    if (is_interaction(text)) {
      interaction = interaction_from_json(text);
    } else {
      record = record_from_json(text);
    }
  });
  if (interaction) return put_interaction(command, *interaction);
  if (command.preview) {
    const Preview preview = open_existing(command.db, false).preview(record);
    print(command.json ? to_json(preview) + "\n" : describe(preview, Style::of(STDOUT_FILENO)));
    return kOk;
  }
  const PutResult result = Hub(command.db).put(record);
  if (command.json) {
    print(to_json(result) + "\n");
    return kOk;
  }
  std::string text = key_of({record.source, record.id}) + ": " +
                     (result.change == Change::none ? "unchanged" : std::string(to_string(result.change))) +
                     ", identity " + std::to_string(result.identity);
  for (const IdentityId retired : result.retired) text += ", which takes in " + std::to_string(retired);
  print(text + "\n");
  return kOk;
}

}  // namespace

void add_put(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<PutCommand>();
  CLI::App* command = add_command(
      app, chosen, "put", "Store one record, or replace the one with its source and id; or one interaction",
      "  scv put '{\"source\": \"crm\", \"id\": \"4711\", \"name\": \"Anna Müller\"}'\n  scv put record.json --preview",
      options, run_put);
  command->add_option("RECORD", options->record, "A record or an interaction as a JSON object, or a file with one")
      ->required()
      ->type_name("");
  command->add_flag("--preview", options->preview, "Show what would change, and change nothing");
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
