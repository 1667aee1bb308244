#pragma once

// What is known of texts: a hash table that large jobs ask a million times in a row, each time somewhere else in memory. So it can
// be told ahead what it will be asked, and a text that it finds lies beside its value.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "base/processor.hpp"
#include "types/features.hpp"

namespace scv::normalize {

/// Texts and a value for each. The caller hashes; any 64-bit hash will do, if it is the same one for the same text.
class TextMemo {
 public:
  /// The value of the text; null where it has none. Valid until the memo goes.
  const types::OptionalValue* find(std::string_view text, std::uint64_t hash) const noexcept {
    if (slots_.empty()) return nullptr;
    for (std::size_t at = place(hash); slots_[at].entry != nullptr; at = next(at)) {
      if (slots_[at].hash == hash && slots_[at].entry->text() == text) return &slots_[at].entry->value;
    }
    return nullptr;
  }
  /// Of a text that has no value yet. Unchanged where it throws std::bad_alloc.
  void add(std::string_view text, std::uint64_t hash, types::OptionalValue value) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    put({hash, make_entry(text, value)});
    ++size_;
  }
  /// Says that this hash will be asked for, when there have been eight more of these calls or so: its entry is fetched by then.
  void expect(std::uint64_t hash) noexcept {
    if (slots_.empty()) return;
    base::prefetch(&slots_[place(hash)]);
    std::uint64_t& before = expected_[turn_++ % expected_.size()];
    const Slot& slot = slots_[place(before)];
    if (slot.hash == before) base::prefetch(slot.entry);
    before = hash;
  }

 private:
  struct Entry {
    types::OptionalValue value;
    std::uint32_t size;
    std::string_view text() const noexcept { return {reinterpret_cast<const char*>(this + 1), size}; }
  };
  struct Slot {
    std::uint64_t hash = 0;
    const Entry* entry = nullptr;
  };

  std::size_t place(std::uint64_t hash) const noexcept { return (hash >> 20) & (slots_.size() - 1); }
  std::size_t next(std::size_t at) const noexcept { return (at + 1) & (slots_.size() - 1); }
  void put(const Slot& slot) noexcept {
    std::size_t at = place(slot.hash);
    while (slots_[at].entry != nullptr) at = next(at);
    slots_[at] = slot;
  }
  const Entry* make_entry(std::string_view text, types::OptionalValue value) {
    // A multiple of an entry's size: all entries are aligned.
    const std::size_t bytes = sizeof(Entry) * (1 + (text.size() + sizeof(Entry) - 1) / sizeof(Entry));
    auto* const entry = new (entries_.allocate(bytes)) Entry{value, static_cast<std::uint32_t>(text.size())};
    if (!text.empty()) std::memcpy(entry + 1, text.data(), text.size());
    return entry;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.entry != nullptr) put(slot);
    }
  }

  base::Arena entries_;
  std::vector<Slot> slots_;  ///< a power of two of them, by hash; a quarter stays free
  std::size_t size_ = 0;
  std::array<std::uint64_t, 8> expected_{};  ///< the entries of the oldest are fetched next
  std::size_t turn_ = 0;
};

}  // namespace scv::normalize
