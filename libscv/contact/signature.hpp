#pragma once

#include <string_view>
#include <vector>

namespace scv::contact {

/// The lines that the writer wrote: without quoted text ("> …", "Am … schrieb …:", "-----Original Message-----", the header
/// block "Von: … Gesendet: …") and what follows it. Borrows from `text`. Linear.
std::vector<std::string_view> own_lines(std::string_view text);

/// Whether a name ends in the legal form of a firm.
bool has_legal_form(std::string_view name);

}  // namespace scv::contact
