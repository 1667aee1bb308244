#pragma once

// The options by which show, brief and timeline name one customer.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

struct WhoOptions {
  std::string id, email, phone, name;
};

void add_who_options(CLI::App* command, WhoOptions& options);
/// Whether one of them is given; complains where none is.
bool names_someone(const WhoOptions& options);
/// Who is named, best first. Throws Error{invalid_argument}.
std::vector<IdentityId> whom(const Hub& hub, const WhoOptions& options);
/// Those of `found` behind the first, with the command that shows each; empty where there are none.
std::string others(const Hub& hub, const WhoOptions& options, const std::vector<IdentityId>& found,
                   const std::string& command, const Style& style);

}  // namespace scv::tools
