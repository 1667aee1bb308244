#pragma once

// An identity as people want to see it.

#include <string>
#include <utility>
#include <vector>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

/// "☎ ← call", or "T <- call" where there is no UTF-8; the channel is filled up to `channel_width`.
std::string how_of(Channel channel, Direction direction, std::size_t channel_width, const Style& style);
/// "1:35 min", "2:00:05".
std::string duration_of(std::int64_t seconds);
/// Its name, else its organisation, else a contact point, else a record's key.
std::string display_name(const Identity& identity);
/// Name, golden values, contact points, and the contacts in order of time.
std::string describe(const Identity& identity, const Style& style);

/// A line for each relation: what, who, how sure, why.
std::string describe(const Hub& hub, const std::vector<Relation>& relations, const Style& style);
/// Labels and values of a record, as describe() has them of an identity; several values of one label are on one line.
std::vector<std::pair<std::string, std::string>> lines_of(const Record& record);

}  // namespace scv::tools
