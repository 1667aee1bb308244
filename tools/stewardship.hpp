#pragma once

// What people see of changes, previews and decisions.

#include <span>
#include <string>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

/// The record's key. Throws Error{invalid_argument} where the text is no source/id.
RecordKey need_key(const std::string& text);
/// As the user may type it into a shell.
std::string shell_text(const std::string& text);
/// " --db FILE" where a command that is shown to the user needs it.
std::string db_argument(const std::string& db);

/// What one change was about: "crm/4711", "into 7", "from 12", "email, phone".
std::string subject_of(const IdentityChange& change);
/// A line for each of the first changes, and how many more there are.
std::string describe(std::span<const IdentityChange> changes, std::uint64_t count, const Style& style);
/// Counts, changes, and the golden values that differ.
std::string describe(const Preview& preview, const Style& style);

}  // namespace scv::tools
