#pragma once

#include <cstdint>
#include <string_view>

namespace scv::base {

/// A 64-bit hash that is the same on every machine and in every version: stored keys depend on it (XXH3).
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0) noexcept;

/// Mixes one more number into a hash; order matters. Stable, like hash64.
constexpr std::uint64_t hash_mix(std::uint64_t hash, std::uint64_t value) noexcept {
  hash ^= value + 0x9e3779b97f4a7c15ull + (hash << 6) + (hash >> 2);
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93ull;
  hash ^= hash >> 32;
  return hash;
}

/// 32 hexadecimal digits of a 128-bit hash of the bytes (XXH3).
struct Digest128 {
  std::uint64_t high = 0, low = 0;
  friend auto operator<=>(const Digest128&, const Digest128&) = default;
};
Digest128 hash128(std::string_view bytes) noexcept;

}  // namespace scv::base
