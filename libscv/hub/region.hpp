#pragma once

#include <string>
#include <string_view>

namespace scv::hub {

/// A region's code in capitals; empty is none. Throws Error{invalid_argument} for what is no code of two letters.
std::string region_of(std::string_view text);

}  // namespace scv::hub
