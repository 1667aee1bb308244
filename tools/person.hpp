#pragma once

// An identity as people want to see it.

#include <string>
#include <utility>
#include <vector>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

/// Its name, else its organisation, else a contact point, else a record's key.
std::string display_name(const Identity& identity);
/// Name, golden values, contact points, and the contacts in order of time.
std::string describe(const Identity& identity, const Style& style);

/// A line for each relation: what, who, how sure, why.
std::string describe(const Hub& hub, const std::vector<Relation>& relations, const Style& style);
/// Labels and values of a record, as describe() has them of an identity; several values of one label are on one line.
std::vector<std::pair<std::string, std::string>> lines_of(const Record& record);

}  // namespace scv::tools
