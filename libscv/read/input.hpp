#pragma once

// The text of an input in UTF-8, whatever its encoding.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "read/bytes.hpp"

namespace scv::read {

/// "UTF-8", "UTF-16LE", "windows-1252" … by byte order mark, validity and, for what is left, ICU's statistics.
std::string recognise_encoding(std::string_view head, bool whole);

/// The input's text in UTF-8, without a byte order mark. In "UTF-8", bytes pass unchecked.
class TextInput {
 public:
  /// Throws Error{unsupported} for an encoding that ICU does not know.
  TextInput(std::unique_ptr<ByteSource> source, std::string encoding);
  ~TextInput();
  /// Up to `size` bytes; 0 at the end only. Throws Error{io}.
  std::size_t read(char* to, std::size_t size);
  const std::string& encoding() const noexcept { return encoding_; }
  const ByteSource& source() const noexcept { return *source_; }

 private:
  struct Decoder;
  std::unique_ptr<ByteSource> source_;
  std::string encoding_;
  std::unique_ptr<Decoder> decoder_;
  bool started_ = false;
};

/// The text of some bytes in UTF-8, without a byte order mark. Throws as TextInput does.
std::string decode(std::string_view bytes, const std::string& encoding);

}  // namespace scv::read
