#pragma once

// The words for a decision about two records.

#include <string>

#include "scv/hub.hpp"

namespace scv::hub {

/// "+11.2".
std::string weight_text(double weight);
/// "source/id".
std::string name_of(const RecordKey& key);
/// One sentence from what the other members say.
std::string conclude(const Why& why);

}  // namespace scv::hub
