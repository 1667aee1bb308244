#pragma once

// Where the pages of keys begin, in memory: a page is then found by its number, without its index in the file.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "store/store.hpp"

namespace scv::store {

class KeyPlaces {
 public:
  /// A page that begins behind all others. One that is known already is left.
  void append(const KeyEntry& start, Number page) {
    if (!starts_.empty() && start <= starts_.back()) return;
    starts_.push_back(start);
    pages_.push_back(page);
  }
  /// Cost: all pages behind it move.
  void insert(const KeyEntry& start, Number page) {
    const auto place = std::lower_bound(starts_.begin(), starts_.end(), start) - starts_.begin();
    starts_.insert(starts_.begin() + place, start);
    pages_.insert(pages_.begin() + place, page);
  }
  void erase(Number page) {
    const auto place = std::find(pages_.begin(), pages_.end(), page) - pages_.begin();
    if (place == static_cast<std::ptrdiff_t>(pages_.size())) return;
    starts_.erase(starts_.begin() + place);
    pages_.erase(pages_.begin() + place);
  }
  /// Calls visit(page) for those that may have the key, in their order, until it says false.
  template <typename Visit>
  void for_each_with(std::uint64_t key, Visit visit) const {
    auto place =
        static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), KeyEntry{key, 0}) - starts_.begin());
    if (place > 0) --place;
    while (place < starts_.size() && starts_[place].key <= key && visit(pages_[place])) ++place;
  }

 private:
  std::vector<KeyEntry> starts_;
  std::vector<Number> pages_;  ///< by place in starts_
};

}  // namespace scv::store
