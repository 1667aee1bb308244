#pragma once

// What comparing names shares with comparing the rest.

#include "types/comparison.hpp"

namespace scv::compare {

inline constexpr int kMostSlips = 3;
inline constexpr double kRounding = 1e-4;  ///< more than a bound of a similarity may be too small by

/// Whether one level speaks more for a match than another; any level is better than none.
inline bool better(types::Level a, types::Level b) noexcept {
  if (b == types::Level::missing) return a != types::Level::missing;
  return a != types::Level::missing && a < b;
}

}  // namespace scv::compare
