#pragma once

// The keys of all records of a table, some kinds of them at a time.

#include <cstdint>
#include <vector>

#include "types/features.hpp"

namespace scv::block {

/// A name word as keys see it: its sound, or its letters where it has no sound.
struct KeyWord {
  std::uint64_t sound;
  std::uint64_t start;
  unsigned char initial;
  bool is_initial;
};

/// What append_keys gives, with what keys need of each word made once.
class BulkKeys {
 public:
  static constexpr std::size_t kGroups = 4;        ///< of kinds; each kind is in one of them
  static constexpr std::size_t kKindsOfGroup = 8;  ///< at most

  BulkKeys(const types::FeatureTable& table, unsigned threads);
  /// A bit for each kind in the group.
  static std::uint64_t kinds(std::size_t group) noexcept;
  /// Appends the record's keys of the kinds in the group. Not sorted, may repeat.
  void append(std::size_t group, types::RecordNo record, std::vector<std::uint64_t>& keys) const;
  /// The same of all kinds.
  void append_all(types::RecordNo record, std::vector<std::uint64_t>& keys) const;

 private:
  const types::FeatureTable& table_;
  std::vector<KeyWord> words_;  ///< by number in FeatureTable::words
};

}  // namespace scv::block
