#pragma once

// Which keys the pages may have: half of a new record's keys are nobody else's, and need not be looked for in the file.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/processor.hpp"

namespace scv::store {

/// A Bloom filter in blocks of one cache line (Putze, Sanders, Singler: Cache-, hash- and space-efficient Bloom filters). With a byte a
/// key it takes one in thirty that was not added for one that was; one that was added never for one that was not.
class KeyFilter {
 public:
  explicit KeyFilter(std::size_t keys) : blocks_(keys / sizeof(Block) + 1) {}

  void add(std::uint64_t key) noexcept {
    const std::uint64_t hash = mixed(key);
    Block& block = blocks_[place(hash)];
    for (unsigned probe = 0; probe < kProbes; ++probe) block[word(hash, probe)] |= bit(hash, probe);
  }
  /// add() follows soon: its block is fetched meanwhile.
  [[gnu::always_inline]] void expect(std::uint64_t key) const noexcept { base::prefetch(&blocks_[place(mixed(key))]); }
  bool may_have(std::uint64_t key) const noexcept {
    const std::uint64_t hash = mixed(key);
    const Block& block = blocks_[place(hash)];
    for (unsigned probe = 0; probe < kProbes; ++probe) {
      if ((block[word(hash, probe)] & bit(hash, probe)) == 0) return false;
    }
    return true;
  }

 private:
  using Block = std::array<std::uint64_t, 8>;
  static constexpr unsigned kProbes = 4;
  static constexpr unsigned kProbeBits = 9;  ///< which of a block's 512 bits

  /// The kind of a key is no random part of it.
  static std::uint64_t mixed(std::uint64_t key) noexcept { return (key ^ key >> 32) * 0x9e3779b97f4a7c15ull; }
  /// By the highest bits; the probes take others.
  std::size_t place(std::uint64_t hash) const noexcept {
    return static_cast<std::size_t>((hash >> 40) * blocks_.size() >> 24);
  }
  static std::size_t word(std::uint64_t hash, unsigned probe) noexcept { return hash >> (probe * kProbeBits + 6) & 7; }
  static std::uint64_t bit(std::uint64_t hash, unsigned probe) noexcept {
    return std::uint64_t{1} << (hash >> (probe * kProbeBits) & 63);
  }

  std::vector<Block> blocks_;
};

}  // namespace scv::store
