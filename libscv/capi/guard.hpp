#pragma once

// What every function of the C ABI is built from: the guard around its body, and arguments in and results out.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "scv/error.hpp"
#include "scv/scv.h"

/// Message and place lie behind one another in `text`, which is null for the static object alone.
struct scv_error {
  std::int32_t code;
  std::int64_t index;
  const char* message;
  const char* place;
  char* text;
};

namespace scv::capi {

/// An error that says which of the items passed in is to blame.
class IndexedError : public Error {
 public:
  IndexedError(ErrorCode code, const std::string& message, std::uint64_t index, Place place = {})
      : Error(code, message, std::move(place)), index_(static_cast<std::int64_t>(index)) {}
  std::int64_t index() const noexcept { return index_; }

 private:
  std::int64_t index_;
};

/// The one error that needs no memory.
scv_error* out_of_memory() noexcept;
/// A new error, or out_of_memory().
scv_error* new_error(ErrorCode code, std::string_view message, std::string_view place, std::int64_t index) noexcept;
/// The error in flight as status and, where `error` is not null, as an object.
std::int32_t report_current_exception(scv_error** error) noexcept;

/// Runs a body that may throw whatever it wants; it includes the copying of arguments.
template <class Body>
std::int32_t guard(scv_error** error, Body&& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    body();
    return SCV_OK;
  } catch (...) {
    return report_current_exception(error);
  }
}

[[noreturn]] void refuse(const std::string& message);

/// A required pointer.
template <class T>
T& need(T* pointer, const char* name) {
  if (pointer == nullptr) refuse(std::string(name) + " is NULL");
  return *pointer;
}

bool is_utf8(std::string_view text) noexcept;
/// A copy of the caller's text. Throws Error{invalid_argument} where it is no UTF-8.
std::string take_text(const char* data, std::size_t size, const char* name);
inline std::string take_text(const scv_str& text, const char* name) { return take_text(text.data, text.size, name); }
std::vector<std::string> take_texts(const scv_str* texts, std::size_t count, const char* name);
/// Text that names a file: not empty, no 0 byte inside.
std::string take_path(const char* data, std::size_t size, const char* name);

/// Empties the buffer that a call is to fill; null stays null.
inline void clear(scv_buf* buf) noexcept {
  if (buf != nullptr) *buf = {nullptr, 0};
}
/// Hands text over to the caller; null if it is not wanted.
void give_text(scv_buf* buf, std::string_view text);

/// The caller's `user` pointer, whose destructor runs when the last copy goes.
std::shared_ptr<void> take_user(void* user, scv_free_fn free_user);

/// Throws where a struct_size is none that this or a later version has; `first` is the size in the first version.
void check_struct_size(const void* options, std::size_t size, std::size_t known, std::size_t first);

/// Writes the defaults into the struct that the caller knows, which may be an older or a newer one than ours.
template <class Options>
std::int32_t init_options(Options* options, std::size_t size, const Options& defaults) noexcept {
  return guard(nullptr, [&] {
    need(options, "options");
    if (size < sizeof(std::size_t) || size > 4096) refuse("struct_size is no size of options");
    std::memset(static_cast<void*>(options), 0, size);
    std::memcpy(static_cast<void*>(options), &defaults, std::min(size, sizeof(Options)));
    std::memcpy(static_cast<void*>(options), &size, sizeof size);
  });
}

/// A copy of the caller's options: members that the caller does not know are the defaults, those that this library does not
/// know must be 0.
template <class Options>
Options take_options(const Options* options, Options defaults) {
  if (options == nullptr) return defaults;
  check_struct_size(options, options->struct_size, sizeof(Options), sizeof(Options));
  std::memcpy(&defaults, options, std::min(options->struct_size, sizeof(Options)));
  return defaults;
}

}  // namespace scv::capi
