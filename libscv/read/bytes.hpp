#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace scv::read {

class Gunzip;

/// A file, standard input or a text in memory, read once from front to back. Memory: the longest peek.
class ByteSource {
 public:
  /// Opens a path; "-" is standard input. What is compressed with gzip is unpacked as it is read; where it is damaged, reading ends in
  /// Error{parse}. Throws Error{not_found, io}; a folder is Error{io}.
  static std::unique_ptr<ByteSource> open(const std::string& path);
  /// Reads a copy of `text`; `path` only names it in messages.
  static std::unique_ptr<ByteSource> of_text(std::string text, std::string path);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  const std::string& path() const noexcept { return path_; }
  bool is_compressed() const noexcept { return gunzip_ != nullptr; }
  /// It is the regular file of that path, as it is.
  bool is_file() const noexcept { return regular_ && !is_compressed(); }
  /// The path, of what was compressed without ".gz": what its name says of the content.
  std::string content_name() const;
  /// The next bytes without consuming them: `count`, or fewer only at the end. Valid until the next call.
  std::string_view peek(std::size_t count);
  /// Consumes bytes that were peeked.
  void skip(std::size_t count) noexcept;
  /// The next line with its end ("\n", "\r\n", a lone "\r" is none) if it has one; at most `limit` bytes of it, the rest
  /// comes as further lines. Empty at the end of the input. Consumed at once, valid until the next call.
  std::string_view line(std::size_t limit = 1u << 20);
  bool at_end() { return peek(1).empty(); }
  std::uint64_t position() const noexcept { return position_; }
  /// 0 if unknown, as of what is compressed.
  std::uint64_t size() const noexcept { return size_; }
  /// 1-based number of the line that the next byte belongs to.
  std::uint64_t line_number() const noexcept { return line_; }

 private:
  ByteSource(std::string path, int file, std::uint64_t size);
  static std::unique_ptr<ByteSource> opened(std::unique_ptr<ByteSource> source);
  bool fill();
  std::size_t read_file(char* to, std::size_t size);
  std::string path_;
  int file_ = -1;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t line_ = 1;
  bool regular_ = false;
  std::unique_ptr<Gunzip> gunzip_;
};

/// The text as UTF-8: `charset` if it names one that ICU knows and the text is valid in it; else as it is if that is valid
/// UTF-8; else read as windows-1252. Valid UTF-8 that claims to be ISO 8859 or windows-125x is UTF-8: it lies. A byte order mark is left out.
std::string to_utf8(std::string_view text, std::string_view charset = {});

/// The bytes that base64 writes, blanks within it passed over; nothing if it has other characters.
std::optional<std::string> decode_base64(std::string_view text);

/// The path's last part without its last extension, and without ".gz" behind that; "stdin" for "-".
std::string source_of(const std::string& path);

}  // namespace scv::read
