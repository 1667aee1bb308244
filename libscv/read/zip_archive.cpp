#ifdef SCV_WITH_WORKBOOKS

#  include "read/zip_archive.hpp"

#  include <zip.h>

#  include <algorithm>
#  include <cerrno>
#  include <cstdio>
#  include <cstring>

#  include "base/text.hpp"
#  include "scv/error.hpp"

namespace scv::read {
namespace {

/// What is no file is kept in memory up to here, and in a temporary file from here on.
constexpr std::size_t kInMemory = 8u << 20;
/// Nobody sends more in a pipe.
constexpr std::uint64_t kLargestSpool = 4ull << 30;
/// More than this comes out of an archive only where it is in proportion. The text of a sheet is packed to a fiftieth at most, each
/// part is read twice, and deflate reaches a thousandth.
constexpr std::uint64_t kUnpackedFreely = 256u << 20;
constexpr std::uint64_t kHighestRatio = 400;

[[noreturn]] void fail(const std::string& path, const std::string& what, ErrorCode code = ErrorCode::parse) {
  throw Error(code, what, Place{.file = path, .record = {}});
}

/// The whole source in a temporary file that is gone when it is closed.
std::FILE* spool(ByteSource& source) {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) fail(source.path(), "no temporary file: " + std::string(std::strerror(errno)), ErrorCode::io);
  try {
    for (std::string_view block = source.peek(kInMemory); !block.empty(); block = source.peek(64u << 10)) {
      if (source.position() > kLargestSpool) fail(source.path(), "is a workbook of more than 4 GiB");
      if (std::fwrite(block.data(), 1, block.size(), file) != block.size()) {
        fail(source.path(), "could not be kept in a temporary file: " + std::string(std::strerror(errno)),
             ErrorCode::io);
      }
      source.skip(block.size());
    }
  } catch (...) {
    std::fclose(file);
    throw;
  }
  return file;
}

}  // namespace

struct ZipArchive::Handle {
  ~Handle() {
    if (zip != nullptr) zip_discard(zip);
  }
  zip_int64_t find(const std::string& part) const {
    const zip_int64_t at = zip_name_locate(zip, part.c_str(), 0);
    return at >= 0 ? at : zip_name_locate(zip, part.c_str(), ZIP_FL_NOCASE);
  }
  std::string bytes;  ///< of an archive in memory
  zip_t* zip = nullptr;
};

ZipArchive::ZipArchive(std::string path) : path_(std::move(path)), handle_(std::make_unique<Handle>()) {}

ZipArchive::~ZipArchive() = default;

std::shared_ptr<ZipArchive> ZipArchive::open(ByteSource& source) {
  std::shared_ptr<ZipArchive> archive(new ZipArchive(source.path()));
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* from = nullptr;
  if (source.is_file()) {
    archive->packed_ = source.size();
    from = zip_source_file_create(source.path().c_str(), 0, -1, &error);
  } else if (const std::string_view whole = source.peek(kInMemory); whole.size() < kInMemory) {
    archive->packed_ = whole.size();
    archive->handle_->bytes = whole;
    from = zip_source_buffer_create(archive->handle_->bytes.data(), whole.size(), 0, &error);
  } else {
    std::FILE* const file = spool(source);
    archive->packed_ = source.position();
    from = zip_source_filep_create(file, 0, -1, &error);
    if (from == nullptr) std::fclose(file);
  }
  if (from != nullptr) {
    archive->handle_->zip = zip_open_from_source(from, ZIP_RDONLY, &error);
    if (archive->handle_->zip == nullptr) zip_source_free(from);
  }
  const std::string why = zip_error_strerror(&error);
  const bool no_memory = zip_error_code_zip(&error) == ZIP_ER_MEMORY;
  zip_error_fini(&error);
  if (no_memory) throw std::bad_alloc();
  if (archive->handle_->zip == nullptr) {
    fail(archive->path_, "begins as a workbook or another zip archive does, and is damaged or cut off: " + why);
  }
  return archive;
}

bool ZipArchive::has(const std::string& part) const { return handle_->find(part) >= 0; }

bool ZipArchive::has_like(std::string_view end) const {
  const zip_int64_t count = zip_get_num_entries(handle_->zip, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* const name = zip_get_name(handle_->zip, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
    if (name != nullptr && std::string_view(name).ends_with(end)) return true;
  }
  return false;
}

std::uint64_t ZipArchive::size_of(const std::string& part) const {
  zip_stat_t stat;
  const zip_int64_t at = handle_->find(part);
  if (at < 0 || zip_stat_index(handle_->zip, static_cast<zip_uint64_t>(at), 0, &stat) != 0) return 0;
  return (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
}

std::uint64_t ZipArchive::packed_size_of(const std::string& part) const {
  zip_stat_t stat;
  const zip_int64_t at = handle_->find(part);
  if (at < 0 || zip_stat_index(handle_->zip, static_cast<zip_uint64_t>(at), 0, &stat) != 0) return 0;
  return (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? std::min<std::uint64_t>(stat.comp_size, packed_) : 0;
}

std::string ZipArchive::text_of(const std::string& part, std::size_t limit) {
  std::string text;
  if (!has(part)) return text;
  ZipPart stream(shared_from_this(), part);
  std::string block(16u << 10, '\0');
  while (text.size() < limit) {
    const std::size_t count = stream.read(block.data(), std::min(block.size(), limit - text.size()));
    if (count == 0) break;
    text.append(block, 0, count);
  }
  return text;
}

struct ZipPart::Handle {
  ~Handle() {
    if (file != nullptr) zip_fclose(file);
  }
  zip_file_t* file = nullptr;
};

ZipPart::ZipPart(std::shared_ptr<ZipArchive> archive, const std::string& name)
    : archive_(std::move(archive)), name_(name), handle_(std::make_unique<Handle>()) {
  const zip_int64_t at = archive_->handle_->find(name);
  if (at < 0) fail(path(), "the workbook is damaged: it has no part '" + name + "'");
  zip_t* const zip = archive_->handle_->zip;
  handle_->file = zip_fopen_index(zip, static_cast<zip_uint64_t>(at), 0);
  if (handle_->file != nullptr) return;
  zip_error_t* const error = zip_get_error(zip);
  const int code = zip_error_code_zip(error);
  if (code == ZIP_ER_MEMORY) throw std::bad_alloc();
  if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_ENCRNOTSUPP) {
    fail(path(), "is protected by a password; save it without one", ErrorCode::unsupported);
  }
  fail(path(), "the workbook's part '" + name + "' cannot be read: " + zip_error_strerror(error));
}

ZipPart::~ZipPart() = default;

std::size_t ZipPart::read(char* to, std::size_t size) {
  const zip_int64_t count = zip_fread(handle_->file, to, size);
  if (count < 0) {
    fail(path(), "the workbook is damaged: part '" + name_ + "' behind byte " + std::to_string(position_) + ": " +
                     zip_error_strerror(zip_file_get_error(handle_->file)));
  }
  position_ += static_cast<std::uint64_t>(count);
  archive_->unpacked_ += static_cast<std::uint64_t>(count);
  if (archive_->unpacked_ > kUnpackedFreely && archive_->unpacked_ / kHighestRatio > archive_->packed_) {
    fail(path(), "more than " + std::to_string(kHighestRatio) +
                     " times the size of the file comes out of it, of part '" + name_ +
                     "' at last: no workbook is packed like that");
  }
  return static_cast<std::size_t>(count);
}

}  // namespace scv::read

#endif
