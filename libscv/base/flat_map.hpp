#pragma once

// Hash tables that stay whole when memory runs out. They are absl's, which do not: one that cannot grow, or whose new element
// throws, is broken from there on. So memory to grow is had before absl begins, and what may throw is made before it goes in.

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <bit>
#include <cstddef>
#include <initializer_list>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

namespace scv::base {
namespace detail {

/// Memory that the table which grows next on this thread is to take.
struct Room {
  void* memory = nullptr;
  std::size_t bytes = 0;
};
inline thread_local Room room;

template <class T>
struct RoomAllocator {
  using value_type = T;
  RoomAllocator() = default;
  template <class Other>
  explicit(false) RoomAllocator(const RoomAllocator<Other>&) noexcept {}
  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
    if (room.memory != nullptr && count * sizeof(T) <= room.bytes) {
      return static_cast<T*>(std::exchange(room.memory, nullptr));
    }
    return static_cast<T*>(::operator new(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(static_cast<void*>(memory)); }
  friend bool operator==(const RoomAllocator&, const RoomAllocator&) noexcept { return true; }
  friend bool operator!=(const RoomAllocator&, const RoomAllocator&) noexcept { return false; }
};

/// A table of absl's with growth that may fail.
template <class Table, class Slot>
class Growing : public Table {
 public:
  Growing() = default;
  Growing(std::initializer_list<Slot> items) {
    reserve(items.size());
    for (const Slot& item : items) add(Slot(item));
  }
  Growing(const Growing& other) {
    reserve(other.size());
    for (const auto& item : other) add(Slot(item));
  }
  Growing(Growing&&) noexcept = default;
  Growing& operator=(const Growing& other) {
    Growing copy(other);
    swap(copy);
    return *this;
  }
  Growing& operator=(Growing&&) noexcept = default;

  void reserve(std::size_t count) {
    const RoomToGrow had(*this, count + count / 7 + 1);
    Table::reserve(count);
  }
  std::size_t erase(const typename Table::key_type& key) {
    const std::size_t count = Table::erase(key);
    erased_ += count;
    return count;
  }
  void clear() {
    Table::clear();
    erased_ = 0;
  }
  void swap(Growing& other) noexcept {
    Table::swap(other);
    std::swap(erased_, other.erased_);
  }
  void rehash(std::size_t) = delete;
  void extract() = delete;
  void merge() = delete;

 protected:
  /// Had while a call lasts that may let the table grow.
  class RoomToGrow {
   public:
    explicit RoomToGrow(Growing& table) : table_(table) {
      if (table.erased_ > table.capacity() / 4) table.settle();
      const std::size_t capacity = table.capacity();
      if (table.size() + table.erased_ < capacity - capacity / 8 - (capacity == 7 ? 1 : 0)) return;
      take(capacity * 2 + 1);
    }
    RoomToGrow(Growing& table, std::size_t slots) : table_(table) { take(std::bit_ceil(slots + 1)); }
    ~RoomToGrow() {
      if (!taken_) return;
      if (room.memory != nullptr) {
        ::operator delete(std::exchange(room.memory, nullptr));
      } else {
        table_.erased_ = 0;
      }
    }
    RoomToGrow(const RoomToGrow&) = delete;
    RoomToGrow& operator=(const RoomToGrow&) = delete;

   private:
    /// A slot has a byte beside it; there are some more for the end and for alignment.
    void take(std::size_t slots) {
      const std::size_t bytes = slots * (sizeof(Slot) + 1) + 64 + alignof(Slot);
      room.memory = ::operator new(bytes);
      room.bytes = bytes;
      taken_ = true;
    }
    Growing& table_;
    bool taken_ = false;
  };

  auto add(Slot&& slot) {
    static_assert(std::is_nothrow_move_constructible_v<Slot>);
    const RoomToGrow had(*this);
    return Table::insert(std::move(slot));
  }

 private:
  /// Makes the slots of what was erased usable again.
  void settle() {
    const RoomToGrow had(*this, this->size() + this->size() / 7 + 1);
    Table::rehash(0);
    erased_ = 0;
  }

  std::size_t erased_ = 0;  ///< slots that may not be used again until the table grows
};

template <class Key, class Value>
using MapTable = absl::flat_hash_map<Key, Value, typename absl::flat_hash_map<Key, Value>::hasher,
                                     typename absl::flat_hash_map<Key, Value>::key_equal,
                                     RoomAllocator<std::pair<const Key, Value>>>;
template <class Key>
using SetTable = absl::flat_hash_set<Key, typename absl::flat_hash_set<Key>::hasher,
                                     typename absl::flat_hash_set<Key>::key_equal, RoomAllocator<Key>>;

}  // namespace detail

template <class Key, class Value>
class FlatMap : public detail::Growing<detail::MapTable<Key, Value>, std::pair<Key, Value>> {
  using Table = detail::MapTable<Key, Value>;
  using Base = detail::Growing<Table, std::pair<Key, Value>>;

 public:
  using Base::Base;
  using typename Table::iterator;

  template <class K, class... Args>
  std::pair<iterator, bool> try_emplace(K&& key, Args&&... args) {
    if constexpr (std::is_nothrow_constructible_v<Key, K> && std::is_nothrow_constructible_v<Value, Args...>) {
      const typename Base::RoomToGrow had(*this);
      return Table::try_emplace(std::forward<K>(key), std::forward<Args>(args)...);
    } else {
      if (const iterator found = this->find(key); found != this->end()) return {found, false};
      return this->add(std::pair<Key, Value>(std::piecewise_construct, std::forward_as_tuple(std::forward<K>(key)),
                                             std::forward_as_tuple(std::forward<Args>(args)...)));
    }
  }
  template <class K, class V>
  std::pair<iterator, bool> emplace(K&& key, V&& value) {
    return try_emplace(std::forward<K>(key), std::forward<V>(value));
  }
  std::pair<iterator, bool> insert(std::pair<Key, Value> item) { return this->add(std::move(item)); }
  template <class K>
  Value& operator[](K&& key) {
    return try_emplace(std::forward<K>(key)).first->second;
  }
  template <class K, class V>
  void insert_or_assign(K&& key, V&& value) = delete;
};

template <class Key>
class FlatSet : public detail::Growing<detail::SetTable<Key>, Key> {
  using Base = detail::Growing<detail::SetTable<Key>, Key>;

 public:
  using Base::Base;
  auto insert(Key key) { return this->add(std::move(key)); }
  template <class... Args>
  void emplace(Args&&...) = delete;
};

}  // namespace scv::base
