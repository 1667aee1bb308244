#pragma once

// The words of names, for those who look at them before anything is compared.

#include <string>
#include <string_view>
#include <vector>

#include "scv/record.hpp"

namespace scv::hub {

/// Whether it is a person's or an organisation's name, or a part of one.
bool is_name(Field field) noexcept;
/// The folded words of a text.
std::vector<std::string> words_of(std::string_view text);

}  // namespace scv::hub
