#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace scv::base {

/// Bytes that live as long as the arena; allocation is a pointer bump. Not thread-safe.
class Arena {
 public:
  explicit Arena(std::size_t block_size = 64u << 10) : block_size_(block_size) {}
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  /// `size` uninitialised bytes.
  char* allocate(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - next_)) grow(size);
    char* result = next_;
    next_ += size;
    return result;
  }
  /// A copy of `text` in the arena.
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* place = allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }
  /// Forgets everything and keeps the first block for re-use.
  void clear() {
    if (blocks_.size() > 1) blocks_.resize(1);
    next_ = blocks_.empty() ? nullptr : blocks_.front().bytes.get();
    end_ = blocks_.empty() ? nullptr : next_ + blocks_.front().size;
    used_ = blocks_.empty() ? 0 : blocks_.front().size;
  }
  /// Bytes taken from the system.
  std::size_t footprint() const noexcept { return used_; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  void grow(std::size_t size) {
    const std::size_t bytes = size > block_size_ ? size : block_size_;
    blocks_.push_back({std::unique_ptr<char[]>(new char[bytes]), bytes});
    next_ = blocks_.back().bytes.get();
    end_ = next_ + bytes;
    used_ += bytes;
  }
  std::size_t block_size_;
  std::vector<Block> blocks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace scv::base
