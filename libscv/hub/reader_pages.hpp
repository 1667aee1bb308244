#pragma once

// When a reader had better begin with an empty page cache.

#include <cstdint>
#include <utility>

namespace scv::hub {

/// SQLite voids a reader's pages when somebody has changed the file, and looks for them in all the places that its cache ever had: where
/// a quiet time has let it grow, the first read after each change takes some 50 microseconds longer, two and a half times what an exact
/// find takes. So when changes come often, a reader that may have grown is to begin anew, once; it stays small for as long as they
/// do. By the changes of this process's hub object: to ask SQLite for others' would cost each read a statement.
class ReaderPages {
 public:
  /// At each read: `changes` were made so far. Whether to begin anew.
  bool note(std::uint64_t changes) noexcept {
    if (std::exchange(changes_, changes) == changes) {
      if (++undisturbed_ == kGrown) {
        has_grown_ = true;
        often_ = 0;
      }
      return false;
    }
    undisturbed_ = 0;
    if (!has_grown_ || ++often_ < kOften) return false;
    has_grown_ = false;
    return true;
  }

 private:
  static constexpr std::uint32_t kGrown = 1024;  ///< so many reads with no change between them may have made it large
  static constexpr std::uint32_t kOften = 8;     ///< so many changes since the last of those are worth a new connection
  std::uint64_t changes_ = 0;
  std::uint32_t undisturbed_ = 0, often_ = 0;
  bool has_grown_ = false;
};

}  // namespace scv::hub
