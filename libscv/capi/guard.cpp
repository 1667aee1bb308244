#include "capi/guard.hpp"

namespace scv::capi {

static_assert(SCV_INVALID_ARGUMENT == static_cast<int>(ErrorCode::invalid_argument));
static_assert(SCV_NOT_FOUND == static_cast<int>(ErrorCode::not_found));
static_assert(SCV_IO == static_cast<int>(ErrorCode::io));
static_assert(SCV_PARSE == static_cast<int>(ErrorCode::parse));
static_assert(SCV_UNSUPPORTED == static_cast<int>(ErrorCode::unsupported));
static_assert(SCV_DATABASE == static_cast<int>(ErrorCode::database));
static_assert(SCV_BUSY == static_cast<int>(ErrorCode::busy));
static_assert(SCV_NEWER_SCHEMA == static_cast<int>(ErrorCode::newer_schema));
static_assert(SCV_NOT_A_HUB == static_cast<int>(ErrorCode::not_a_hub));
static_assert(SCV_CANCELLED == static_cast<int>(ErrorCode::cancelled));
static_assert(SCV_CONFLICT == static_cast<int>(ErrorCode::conflict));
static_assert(SCV_OUT_OF_MEMORY == static_cast<int>(ErrorCode::out_of_memory));
static_assert(SCV_INTERNAL == static_cast<int>(ErrorCode::internal));

scv_error* out_of_memory() noexcept {
  static scv_error error{SCV_OUT_OF_MEMORY, -1, "out of memory", "", nullptr};
  return &error;
}

scv_error* new_error(ErrorCode code, std::string_view message, std::string_view place, std::int64_t index) noexcept {
  scv_error* error = new (std::nothrow) scv_error{static_cast<std::int32_t>(code), index, nullptr, nullptr, nullptr};
  if (error == nullptr) return out_of_memory();
  error->text = new (std::nothrow) char[message.size() + place.size() + 2];
  if (error->text == nullptr) {
    delete error;
    return out_of_memory();
  }
  char* end = std::copy(message.begin(), message.end(), error->text);
  *end++ = '\0';
  error->message = error->text;
  error->place = end;
  end = std::copy(place.begin(), place.end(), end);
  *end = '\0';
  return error;
}

std::int32_t report_current_exception(scv_error** error) noexcept {
  const auto report = [&](ErrorCode code, std::string_view message, std::string_view place, std::int64_t index) {
    if (error != nullptr) *error = new_error(code, message, place, index);
    return static_cast<std::int32_t>(code);
  };
  try {
    try {
      throw;
    } catch (const IndexedError& e) {
      return report(e.code(), e.message(), to_string(e.place()), e.index());
    } catch (const Error& e) {
      return report(e.code(), e.message(), to_string(e.place()), -1);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& e) {
      return report(ErrorCode::internal, e.what(), {}, -1);
    } catch (...) {
      return report(ErrorCode::internal, "an exception of unknown type", {}, -1);
    }
  } catch (...) {
    if (error != nullptr) *error = out_of_memory();
    return SCV_OUT_OF_MEMORY;
  }
}

void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

bool is_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char lead = byte(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || text.size() - i < length) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    // Overlong forms, surrogates, and what lies beyond U+10FFFF show in the second byte.
    const unsigned char second = byte(i + 1);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
        (lead == 0xF4 && second > 0x8F)) {
      return false;
    }
    i += length;
  }
  return true;
}

std::string take_text(const char* data, std::size_t size, const char* name) {
  if (size == 0) return {};
  if (data == nullptr) refuse(std::string(name) + " is NULL, but its size is " + std::to_string(size));
  const std::string_view text(data, size);
  if (!is_utf8(text)) refuse(std::string(name) + " is not UTF-8");
  return std::string(text);
}

std::vector<std::string> take_texts(const scv_str* texts, std::size_t count, const char* name) {
  std::vector<std::string> result;
  if (count == 0) return result;
  need(texts, name);
  result.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    try {
      result.push_back(take_text(texts[i], name));
    } catch (const Error& e) {
      throw IndexedError(e.code(), e.message(), i);
    }
  }
  return result;
}

std::string take_path(const char* data, std::size_t size, const char* name) {
  std::string path = take_text(data, size, name);
  if (path.empty()) refuse(std::string(name) + " is empty");
  if (path.find('\0') != std::string::npos) refuse(std::string(name) + " contains a 0 byte");
  return path;
}

void give_text(scv_buf* buf, std::string_view text) {
  if (buf == nullptr) return;
  char* data = static_cast<char*>(std::malloc(text.size() + 1));
  if (data == nullptr) throw std::bad_alloc();
  *std::copy(text.begin(), text.end(), data) = '\0';
  *buf = {data, text.size()};
}

std::shared_ptr<void> take_user(void* user, scv_free_fn free_user) {
  return {user, [free_user](void* pointer) {
            if (free_user != nullptr) free_user(pointer);
          }};
}

void check_struct_size(const void* options, std::size_t size, std::size_t known, std::size_t first) {
  constexpr std::size_t kLargest = 4096;  // more is an uninitialised struct, whose bytes must not be read
  if (size < first || size > kLargest) {
    refuse("struct_size is " + std::to_string(size) + ": fill the options with their _init function first");
  }
  const char* bytes = static_cast<const char*>(options);
  if (size > known && std::any_of(bytes + known, bytes + size, [](char c) { return c != 0; })) {
    throw Error(ErrorCode::unsupported, "an option is set that libscv does not know yet: update libscv");
  }
}

}  // namespace scv::capi
