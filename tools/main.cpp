// The command line. Each command lies in a file of its own; this one puts them together and turns errors into exit codes.

#include <unistd.h>

#include <iostream>
#include <new>

#include "command.hpp"

namespace scv::tools {
namespace {

constexpr const char* kFooter =
    "A first look:\n"
    "  scv load crm.csv mail.mbox calls.csv\n"
    "  scv show --email anna@example.org\n"
    "\n"
    "Exit codes: 0 all went well; 1 nothing was found, --strict met a row that cannot be read, or check found "
    "problems;\n"
    "2 wrong usage; 3 an input or the hub cannot be used; 4 a defect of scv, or out of memory; 130 stopped by Ctrl-C.\n"
    "Environment: SCV_DB is the default of --db; NO_COLOR turns colours off.";

int exit_code(const Error& error) {
  switch (error.code()) {
    case ErrorCode::internal:
    case ErrorCode::out_of_memory:
      return kDefect;
    case ErrorCode::cancelled:
      return Interruptible::interrupted() ? kInterrupted : kFailed;
    default:
      return kFailed;
  }
}

int run(int argc, char** argv) {
  CLI::App app("Finds the records and contacts that belong to one customer.", "scv");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("scv ") + version());
  app.require_subcommand(1);
  Chosen chosen;
  for (const auto& add :
       {add_load,      add_dedupe,    add_evaluate, add_inspect,     add_profile, add_show,    add_find,
        add_brief,     add_timeline,  add_waiting,  add_cases,       add_report,  add_service, add_why,
        add_relations, add_compare,   add_export,   add_put,         add_remove,  add_review,  add_decide,
        add_undecide,  add_decisions, add_changes,  add_identity_at, add_model,   add_models,  add_stats,
        add_digest,    add_check,     add_backup,   add_version}) {
    add(app, chosen);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(e);
    const auto picked = app.get_subcommands();
    const bool unknown = picked.empty() && argc > 1 && argv[1][0] != '-';
    complain(unknown ? "there is no command '" + std::string(argv[1]) + "'" : std::string(e.what()));
    std::cerr << "'scv " << (picked.empty() ? "" : picked.front()->get_name() + " ") << "--help' tells more\n";
    return kUsage;
  }
  const int result = chosen();
  finish_output();
  return result;
}

}  // namespace
}  // namespace scv::tools

int main(int argc, char** argv) {
  using namespace scv::tools;
  std::ios::sync_with_stdio(false);
  try {
    return run(argc, argv);
  } catch (const scv::Error& e) {
    std::cout.flush();
    complain(e.what());
    return exit_code(e);
  } catch (const std::bad_alloc&) {
    std::cerr << "scv: out of memory\n";
    return kDefect;
  } catch (const std::exception& e) {
    complain(e.what());
    return kDefect;
  }
}
