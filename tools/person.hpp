#pragma once

// An identity as people want to see it.

#include <string>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

/// Its name, else its organisation, else a contact point, else a record's key.
std::string display_name(const Identity& identity);
/// Name, golden values, contact points, and the contacts in order of time.
std::string describe(const Identity& identity, const Style& style);

}  // namespace scv::tools
