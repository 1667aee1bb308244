#include "types/comparison.hpp"

namespace scv::types {

std::string_view to_string(Comparison comparison) noexcept {
  constexpr std::array<std::string_view, kComparisons> kNames = {
      "given_name", "family_name", "name_order", "generation", "organization", "birthdate", "email",
      "phone",      "address",     "identifier", "gender",     "birth_place",  "employer",  "middle_name"};
  return kNames[static_cast<std::size_t>(comparison)];
}

std::string_view to_string(Level level) noexcept {
  constexpr std::array<std::string_view, kLevels> kNames = {
      "equal",        "equal part", "spelling variant", "sounds alike", "nickname", "initial",
      "typing error", "similar",    "faintly similar",  "former",       "swapped",  "same block",
      "same area",    "near area",  "same city",        "partial",      "shared",   "different"};
  return level == Level::missing ? "missing" : kNames[static_cast<std::size_t>(level)];
}

}  // namespace scv::types
