#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "command.hpp"
#include "stewardship.hpp"

namespace scv::tools {
namespace {

constexpr std::size_t kPage = 1000;
constexpr auto kPause = std::chrono::milliseconds(200);

struct ChangesCommand {
  std::string db;
  std::int64_t after = 0;
  std::uint64_t limit = 0;
  bool follow = false, json = false;
};

std::string line_of(const IdentityChange& change, const Style& style) {
  std::string line = pad(std::to_string(change.cursor), 8) + "  " + style.dim(minute_of(change.time)) + "  " +
                     pad("identity " + std::to_string(change.identity), 18) + "  " + pad(to_string(change.kind), 7) +
                     "  " + subject_of(change);
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

int run_changes(const ChangesCommand& command) {
  const Hub hub = open_existing(command.db);
  const Style style = Style::of(STDOUT_FILENO);
  const Interruptible interruptible;
  std::int64_t after = command.after;
  std::uint64_t left = command.limit == 0 ? UINT64_MAX : command.limit;
  while (left > 0) {
    if (Interruptible::interrupted()) return kInterrupted;
    const std::vector<IdentityChange> page = hub.changes(after, std::min<std::uint64_t>(left, kPage));
    for (const IdentityChange& change : page) print((command.json ? to_json(change) : line_of(change, style)) + "\n");
    left -= page.size();
    if (!page.empty()) {
      after = page.back().cursor;
    } else if (!command.follow) {
      break;
    } else {
      finish_output();
      std::this_thread::sleep_for(kPause);
    }
  }
  return kOk;
}

}  // namespace

void add_changes(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ChangesCommand>();
  CLI::App* command = add_command(app, chosen, "changes", "Tell what happened to identities, in order",
                                  "  scv changes --after 4711\n  scv changes --after 4711 --follow --json | program",
                                  options, run_changes);
  command->add_option("--after", options->after, "The cursor that the last line began with; 0 is the beginning")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command->add_option("--limit", options->limit, "At most so many; 0 is all")->capture_default_str();
  command->add_flag("--follow", options->follow, "Wait for what comes, until Ctrl-C");
  add_db_option(command, options->db);
  command->add_flag("--json", options->json, "Print JSON for programs, a change a line");
}

}  // namespace scv::tools
