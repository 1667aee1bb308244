#pragma once

// What people see of a decision about two records.

#include <string>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

/// The comparisons with their weights, the prior above and the sum below them.
std::string evidence_table(const Why& why, const Style& style);
/// All of it: who, the evidence, the conclusion.
std::string describe(const Why& why, const Style& style);

}  // namespace scv::tools
