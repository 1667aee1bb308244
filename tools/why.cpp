#include <unistd.h>

#include "command.hpp"
#include "evidence.hpp"
#include "person.hpp"

namespace scv::tools {
namespace {

struct WhyCommand {
  std::string left, right, db;
  bool json = false;
};

/// The records that an argument names: one, or those of an identity. Throws Error{not_found, invalid_argument}.
std::vector<RecordKey> records_of(const Hub& hub, const std::string& argument) {
  if (const auto id = parse_identity(argument)) {
    const auto identity = hub.identity(*id);
    if (!identity) throw Error(ErrorCode::not_found, "there is no identity " + argument);
    return identity->records;
  }
  const auto key = parse_key(argument);
  if (!key)
    throw Error(ErrorCode::invalid_argument, "'" + argument + "' is neither an identity's number nor source/id");
  return {*key};
}

/// Of identities with many records, the pair that speaks most for one customer.
Why strongest(const Hub& hub, const std::vector<RecordKey>& left, const std::vector<RecordKey>& right) {
  constexpr std::size_t kTried = 24;  // records a side: the pairs grow with the square
  std::optional<Why> best;
  for (std::size_t i = 0; i < std::min(left.size(), kTried); ++i) {
    for (std::size_t j = 0; j < std::min(right.size(), kTried); ++j) {
      if (left[i] == right[j] && left.size() + right.size() > 2) continue;
      Why why = hub.why(left[i], right[j]);
      if (!best || why.match_weight > best->match_weight) best = std::move(why);
    }
  }
  if (!best) throw Error(ErrorCode::not_found, "there are no two records to compare");
  return *std::move(best);
}

int run_why(const WhyCommand& command) {
  const Hub hub = open_existing(command.db);
  try {
    const Why why = strongest(hub, records_of(hub, command.left), records_of(hub, command.right));
    print(command.json ? to_json(why) + "\n" : describe(why, Style::of(STDOUT_FILENO)));
    return kOk;
  } catch (const Error& e) {
    if (e.code() == ErrorCode::invalid_argument) {
      complain(e.what());
      return kUsage;
    }
    if (e.code() != ErrorCode::not_found) throw;
    complain(e.what());
    return kNothing;
  }
}

}  // namespace

void add_why(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<WhyCommand>();
  CLI::App* command = add_command(app, chosen, "why", "Tell why two records are, or are not, one customer",
                                  "  scv why crm/4711 mail/anna@example.org\n  scv why 12 15", options, run_why);
  command->add_option("A", options->left, "A record as source/id, or an identity's number")->required()->type_name("");
  command->add_option("B", options->right, "The other one")->required()->type_name("");
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
