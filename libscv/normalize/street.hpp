#pragma once

// A street with what stands beside it: house number, unit, box.

#include "normalize/address_tokens.hpp"
#include "normalize/values.hpp"

namespace scv::normalize::detail {

/// Fills street, house number and unit; a house number that is there already is not taken again.
void read_street(Tokens tokens, StreetAddress& address);
/// True where the whole text is an apartment, a floor or a box; what it has of them goes into the unit.
bool read_extra(Tokens tokens, StreetAddress& address);

}  // namespace scv::normalize::detail
