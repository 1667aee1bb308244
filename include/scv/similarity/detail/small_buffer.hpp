#pragma once

// Scratch memory: on the stack while it is small, else on the heap.

#include <cstddef>
#include <memory>
#include <type_traits>

namespace scv {
inline namespace v1 {
namespace similarity::detail {

/// `size` uninitialised elements.
template <class T, std::size_t kInline>
class SmallBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit SmallBuffer(std::size_t size) {
    if (size > kInline) {
      heap_.reset(new T[size]);
      data_ = heap_.get();
    }
  }
  SmallBuffer(const SmallBuffer&) = delete;
  SmallBuffer& operator=(const SmallBuffer&) = delete;
  T* data() noexcept { return data_; }
  T& operator[](std::size_t index) noexcept { return data_[index]; }

 private:
  T inline_[kInline];
  std::unique_ptr<T[]> heap_;
  T* data_ = inline_;
};

}  // namespace similarity::detail
}  // namespace v1
}  // namespace scv
