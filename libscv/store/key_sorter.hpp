#pragma once

// The keys of a whole load, which would not fit into a cache: gathered by their highest bits, and sorted a part at a time.

#include <cstdint>
#include <memory>
#include <span>

#include "store/store.hpp"

namespace scv::store {

/// Entries come in any order and go in ascending order, whatever the threads. Memory: twelve bytes an entry, a few MiB a thread, and
/// sixteen bytes an entry of the largest part (262,144 entries, or all those of a key, if they are more).
class KeySorter {
 public:
  /// `numbers` outlive the sorter; entries name records by their places in them. `threads` as base::parallel_for.
  KeySorter(std::span<const Number> numbers, unsigned threads);
  KeySorter(KeySorter&&) noexcept;
  KeySorter& operator=(KeySorter&&) noexcept;
  ~KeySorter();

  /// For any thread. A record has a key once.
  void add(std::uint32_t place, std::span<const std::uint64_t> keys);
  /// The next entries of all that were added, valid until the next call; none are left when they are empty. For one thread, when
  /// all have been added.
  std::span<const KeyEntry> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace scv::store
