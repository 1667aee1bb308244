#pragma once

// A zip archive, its parts as streams. What comes out of it is bounded by what went in: a bomb is an error.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "read/bytes.hpp"

namespace scv::read {

class ZipArchive : public std::enable_shared_from_this<ZipArchive> {
 public:
  static bool begins(std::string_view head) noexcept { return head.starts_with("PK\x03\x04"); }
  /// Opens the file of the source; what is no file (standard input, something compressed once more) is kept in memory or, if it is large,
  /// in a temporary file without a name. Throws Error{parse} for what is no whole archive, Error{io}.
  static std::shared_ptr<ZipArchive> open(ByteSource& source);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  const std::string& path() const noexcept { return path_; }
  bool has(const std::string& part) const;
  /// Whether a part's name ends so.
  bool has_like(std::string_view end) const;
  /// Bytes of a part, as the archive says; 0 if there is none.
  std::uint64_t size_of(const std::string& part) const;
  std::uint64_t packed_size_of(const std::string& part) const;
  /// A small part as a whole, its first `limit` bytes; empty if there is none.
  std::string text_of(const std::string& part, std::size_t limit);

 private:
  friend class ZipPart;
  struct Handle;
  explicit ZipArchive(std::string path);
  std::string path_;
  std::unique_ptr<Handle> handle_;
  std::uint64_t packed_ = 0;    ///< bytes of the archive
  std::uint64_t unpacked_ = 0;  ///< bytes that came out of it so far
};

/// One part from front to back.
class ZipPart {
 public:
  /// Throws Error{parse} where there is no such part, Error{unsupported} where it is encrypted.
  ZipPart(std::shared_ptr<ZipArchive> archive, const std::string& name);
  ~ZipPart();
  ZipPart(const ZipPart&) = delete;
  ZipPart& operator=(const ZipPart&) = delete;

  const std::string& name() const noexcept { return name_; }
  const std::string& path() const noexcept { return archive_->path(); }
  /// Up to `size` bytes; 0 at the end only. Throws Error{parse} for damage and for a bomb.
  std::size_t read(char* to, std::size_t size);
  std::uint64_t position() const noexcept { return position_; }

 private:
  struct Handle;
  std::shared_ptr<ZipArchive> archive_;
  std::string name_;
  std::unique_ptr<Handle> handle_;
  std::uint64_t position_ = 0;
};

}  // namespace scv::read
