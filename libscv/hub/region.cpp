#include "hub/region.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "scv/error.hpp"

namespace scv::hub {

std::string region_of(std::string_view text) {
  std::string region(text);
  for (char& c : region) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  if (!region.empty() && !(region.size() == 2 && std::all_of(region.begin(), region.end(), base::is_ascii_alpha))) {
    throw Error(ErrorCode::invalid_argument,
                "the default region '" + region + "' is no ISO 3166 code of two letters, such as DE");
  }
  return region;
}

}  // namespace scv::hub
