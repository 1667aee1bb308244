#include <unistd.h>

#include <cstdio>

#include "command.hpp"
#include "stewardship.hpp"

namespace scv::tools {
namespace {

struct ModelsCommand {
  enum class Action { list, show, retrain, preview, activate, drift };
  Action action = Action::list;
  std::int64_t version = 0;
  std::string db;
  bool json = false;
};

int list(const Hub& hub, const ModelsCommand& command) {
  const std::vector<ModelInfo> models = hub.models();
  if (command.json) {
    print(to_json(models) + "\n");
    return kOk;
  }
  std::vector<std::vector<std::string>> rows = {{"version", "", "made", "from", "when"}};
  for (const ModelInfo& model : models) {
    rows.push_back({std::to_string(model.version), model.active ? "active" : "",
                    model.trained ? "trained" : "as shipped", count_of(model.records, "record"),
                    minute_of(model.time)});
  }
  print(table(rows, Style::of(STDOUT_FILENO), {0}));
  return kOk;
}

int retrain(Hub& hub, const ModelsCommand& command) {
  const std::string version = std::to_string(hub.retrain());
  if (command.json) {
    print("{\"version\":" + version + "}\n");
    return kOk;
  }
  const std::string db = db_argument(command.db);
  print("model " + version + " is stored; the active one is as it was\n    scv models preview " + version + db +
        "\n    scv models activate " + version + db + "\n");
  return kOk;
}

int activate(Hub& hub, const ModelsCommand& command) {
  std::int64_t before = 0;
  for (const ModelInfo& model : hub.models()) {
    if (model.active) before = model.version;
  }
  hub.activate(command.version);
  const HubStats stats = hub.stats();
  if (command.json) {
    print("{\"version\":" + std::to_string(command.version) + ",\"identities\":" + std::to_string(stats.identities) +
          "}\n");
    return kOk;
  }
  print("model " + std::to_string(command.version) + " decides now: " +
        count_of(stats.identities, "identity", "identities") + " from " + count_of(stats.records, "record") + "\n");
  if (before != 0 && before != command.version)
    print("the way back: scv models activate " + std::to_string(before) + db_argument(command.db) + "\n");
  return kOk;
}

int drift(const Hub& hub, const ModelsCommand& command) {
  const DriftReport report = hub.drift();
  if (command.json) {
    print(to_json(report) + "\n");
    return kOk;
  }
  const Style style = Style::of(STDOUT_FILENO);
  std::vector<std::vector<std::string>> rows = {{"term", "values then", "today", "distance"}};
  for (const Drift& term : report.terms) {
    rows.push_back({term.term, grouped(term.counted), grouped(term.today), share(term.distance)});
  }
  print("model " + std::to_string(report.version) + " counted " + count_of(report.records_then, "record") +
        "; today there are " + grouped(report.records_today) + "\n" +
        (report.terms.empty()
             ? "  they are too few for a value to be frequent\n"
             : table(rows, style, {1, 2, 3}) + "  distance: 0 % is alike, 100 % has nothing in common\n"));
  return kOk;
}

int run_models(const ModelsCommand& command) {
  using Action = ModelsCommand::Action;
  const bool writes =
      command.action == Action::retrain || command.action == Action::preview || command.action == Action::activate;
  Hub hub = open_existing(command.db, !writes);
  switch (command.action) {
    case Action::list:
      return list(hub, command);
    case Action::show:
      print(hub.model(command.version) + "\n");
      return kOk;
    case Action::retrain:
      return retrain(hub, command);
    case Action::preview: {
      const Preview preview = hub.preview_model(command.version);
      print(command.json ? to_json(preview) + "\n" : describe(preview, Style::of(STDOUT_FILENO)));
      return kOk;
    }
    case Action::activate:
      return activate(hub, command);
    case Action::drift:
      break;
  }
  return drift(hub, command);
}

}  // namespace

void add_models(CLI::App& app, Chosen& chosen) {
  using Action = ModelsCommand::Action;
  const auto options = std::make_shared<ModelsCommand>();
  CLI::App* command = add_command(app, chosen, "models", "List the stored models; make, try and change them",
                                  "  scv models\n  scv models retrain\n  scv models preview 2\n  scv models activate 2",
                                  options, run_models);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
  command->require_subcommand(0, 1);
  const auto add = [&](const char* name, const char* what, Action action, bool of_version) {
    CLI::App* sub = command->add_subcommand(name, what);
    sub->fallthrough();  // --db and --json may stand behind it
    sub->callback([options, action] { options->action = action; });
    if (of_version) sub->add_option("VERSION", options->version, "A model's version")->required()->type_name("");
  };
  add("list", "List the stored models", Action::list, false);
  add("show", "Print one of them as JSON", Action::show, true);
  add("retrain", "Fit a new one to today's records and decisions; the active one stays active", Action::retrain, false);
  add("preview", "Show what activating one would change, and change nothing", Action::preview, true);
  add("activate", "Decide everything anew under one; activating the one before is the way back", Action::activate,
      true);
  add("drift", "Show how far the active one's statistics are from today's records", Action::drift, false);
}

}  // namespace scv::tools
