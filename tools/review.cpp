#include <unistd.h>

#include <algorithm>

#include "command.hpp"
#include "person.hpp"
#include "stewardship.hpp"

namespace scv::tools {
namespace {

constexpr std::size_t kReasons = 4;      ///< for, and against, that are shown
constexpr std::size_t kValueWidth = 44;  ///< of a record's values beside another's

struct ReviewCommand {
  std::string db;
  std::size_t limit = 10;
  bool json = false;
};

std::string question_of(const Doubt& doubt) {
  const auto name = [](IdentityId id) { return "identity " + std::to_string(id); };
  switch (doubt.kind) {
    case DoubtKind::possible_match:
      return "Are " + name(doubt.left_identity) + " and " + name(doubt.right_identity) +
             " one customer? They are just below the threshold.";
    case DoubtKind::kept_apart:
      return "Are " + name(doubt.left_identity) + " and " + name(doubt.right_identity) +
             " one customer? These two records are alike, but others of theirs speak against it.";
    case DoubtKind::weak_link:
      return "Is " + name(doubt.left_identity) + " one customer? These two records alone hold it together, and weakly.";
  }
  return {};
}

/// The records' values side by side, those that only one has too.
std::string side_by_side(const Hub& hub, const Doubt& doubt, const Style& style) {
  const auto lines = [&](const RecordKey& key) {
    const auto record = hub.get(key.source, key.id);
    return record ? lines_of(*record) : std::vector<std::pair<std::string, std::string>>();
  };
  std::vector<std::vector<std::string>> rows = {{"", key_of(doubt.left), key_of(doubt.right)}};
  const auto left = lines(doubt.left), right = lines(doubt.right);
  const auto in = [](const auto& some, const std::string& label) {
    const auto found = std::find_if(some.begin(), some.end(), [&](const auto& line) { return line.first == label; });
    return found == some.end() ? std::string() : found->second;
  };
  const auto shown = [&](const std::string& value) { return shorten(value, kValueWidth, style); };
  for (const auto& [label, value] : left) rows.push_back({label, shown(value), shown(in(right, label))});
  for (const auto& [label, value] : right) {
    if (in(left, label).empty()) rows.push_back({label, "", shown(value)});
  }
  return table(rows, style);
}

/// What speaks for one customer, or against it, strongest first.
std::string reasons_of(const Why& why, bool speaks_for) {
  std::vector<const Evidence*> evidence;
  for (const Evidence& one : why.evidence) {
    if (speaks_for ? one.weight > 0 : one.weight < 0) evidence.push_back(&one);
  }
  std::stable_sort(evidence.begin(), evidence.end(), [&](const Evidence* a, const Evidence* b) {
    return speaks_for ? a->weight > b->weight : a->weight < b->weight;
  });
  if (evidence.size() > kReasons) evidence.resize(kReasons);
  std::vector<std::string> texts;
  for (const Evidence* one : evidence) {
    texts.push_back(printable(one->comparison) + " " + one->level + " (" + signed_weight(one->weight) + ")");
  }
  return join(texts, ", ");
}

std::string describe(const Hub& hub, const Doubt& doubt, std::size_t number, const std::string& db,
                     const Style& style) {
  const Why why = hub.why(doubt.left, doubt.right);
  std::string text = style.bold(std::to_string(number) + ". " + question_of(doubt)) + "\n" +
                     side_by_side(hub, doubt, style) + "  match weight " + signed_weight(doubt.match_weight) + ", " +
                     percent(doubt.match_probability) + "; about " + count_of(doubt.records, "record") + "\n";
  for (const bool speaks_for : {true, false}) {
    const std::string reasons = reasons_of(why, speaks_for);
    if (reasons.empty()) continue;
    text += (speaks_for ? "  " + style.green("for    ") : "  " + style.yellow("against")) + "  " + reasons + "\n";
  }
  const std::string keys =
      " " + shell_text(key_of(doubt.left)) + " " + shell_text(key_of(doubt.right)) + db_argument(db);
  return text + "    scv decide same" + keys + "\n    scv decide not-same" + keys + "\n";
}

int run_review(const ReviewCommand& command) {
  const Hub hub = open_existing(command.db);
  const std::vector<Doubt> doubts = hub.review({.limit = command.limit});
  if (command.json) {
    print(to_json(doubts) + "\n");
    return doubts.empty() ? kNothing : kOk;
  }
  if (doubts.empty()) {
    complain("there is nothing to decide");
    return kNothing;
  }
  const Style style = Style::of(STDOUT_FILENO);
  for (std::size_t i = 0; i < doubts.size(); ++i) {
    print((i == 0 ? "" : "\n") + describe(hub, doubts[i], i + 1, command.db, style));
  }
  return kOk;
}

}  // namespace

void add_review(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ReviewCommand>();
  CLI::App* command = add_command(app, chosen, "review",
                                  "Show the pairs that a person should decide, those first where it matters most",
                                  "  scv review --limit 5", options, run_review);
  command->add_option("--limit", options->limit, "At most so many pairs")->capture_default_str()->check(above_zero());
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
