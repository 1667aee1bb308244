#pragma once

// What each kind of blocking key does in a table: for people who want to see it.

#include <array>
#include <cstdint>

#include "block/keys.hpp"

namespace scv::block {

struct KeyUse {
  std::uint64_t records = 0;      ///< that have a key of the kind
  std::uint64_t blocks = 0;       ///< keys that two records or more have
  std::uint64_t largest = 0;      ///< records in the largest block
  std::uint64_t left_out = 0;     ///< blocks over the cap
  std::uint64_t pairs = 0;        ///< distinct candidate pairs
  std::uint64_t pairs_alone = 0;  ///< those that no other kind brings
};

/// By number of the kind. Cost: a sort of all keys, and the candidate pairs.
std::array<KeyUse, kKeyKinds> key_use(const types::FeatureTable& table, const Caps& caps);

}  // namespace scv::block
