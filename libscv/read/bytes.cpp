#include "read/bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unicode/ucnv.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/text.hpp"
#include "read/gunzip.hpp"
#include "scv/error.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kChunk = 64u << 10;

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

/// An open converter, or null where ICU does not know the name. Web practice: a declared Latin-1 is windows-1252, and a
/// declared GB2312 is its superset.
Converter open_converter(std::string_view charset) {
  std::string name = base::ascii_lower(base::trim(charset));
  if (name.size() > 64) return nullptr;
  if (name == "iso-8859-1" || name == "latin1" || name == "latin-1" || name == "iso8859-1") name = "windows-1252";
  if (name == "gb2312" || name == "gbk" || name == "x-gbk") name = "gb18030";
  if (name == "iso-8859-8-i") name = "iso-8859-8";
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &status));
  return U_SUCCESS(status) ? std::move(converter) : nullptr;
}

/// False at the first invalid sequence if `strict`; else such a sequence becomes U+FFFD. A cut one at the end is left out.
bool convert(UConverter* converter, std::string_view text, bool strict, std::string& to) {
  UErrorCode status = U_ZERO_ERROR;
  ucnv_reset(converter);
  ucnv_setToUCallBack(converter, strict ? UCNV_TO_U_CALLBACK_STOP : UCNV_TO_U_CALLBACK_SUBSTITUTE, nullptr, nullptr,
                      nullptr, &status);
  const char* from = text.data();
  const char* const end = from + text.size();
  std::vector<UChar> units(4096);
  char32_t high = 0;
  to.clear();
  for (;;) {
    UChar* out = units.data();
    status = U_ZERO_ERROR;
    ucnv_toUnicode(converter, &out, units.data() + units.size(), &from, end, nullptr, false, &status);
    for (const UChar* unit = units.data(); unit != out; ++unit) {
      if (*unit >= 0xD800 && *unit < 0xDC00) {
        high = *unit;
      } else if (*unit >= 0xDC00 && *unit < 0xE000 && high != 0) {
        base::append_utf8(to, 0x10000 + ((high - 0xD800) << 10) + (static_cast<char32_t>(*unit) - 0xDC00));
        high = 0;
      } else {
        base::append_utf8(to, *unit);
      }
    }
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    return U_SUCCESS(status);
  }
}

}  // namespace

ByteSource::ByteSource(std::string path, int file, std::uint64_t size)
    : path_(std::move(path)), file_(file), size_(size) {}

ByteSource::~ByteSource() {
  if (file_ > 0) ::close(file_);
}

std::unique_ptr<ByteSource> ByteSource::open(const std::string& path) {
  if (path == "-") return opened(std::unique_ptr<ByteSource>(new ByteSource(path, 0, 0)));
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const int why = errno;
    throw Error(why == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                why == ENOENT ? "there is no such file" : std::string("cannot be opened: ") + std::strerror(why),
                {.file = path});
  }
  struct stat info {};
  if (::fstat(file, &info) != 0 || S_ISDIR(info.st_mode)) {
    ::close(file);
    throw Error(ErrorCode::io, "is a folder, and a file is needed", {.file = path});
  }
  const std::uint64_t size = S_ISREG(info.st_mode) ? static_cast<std::uint64_t>(info.st_size) : 0;
  std::unique_ptr<ByteSource> source(new ByteSource(path, file, size));
  source->regular_ = S_ISREG(info.st_mode);
  return opened(std::move(source));
}

std::unique_ptr<ByteSource> ByteSource::opened(std::unique_ptr<ByteSource> source) {
  if (!Gunzip::begins(source->peek(3))) return source;
  source->gunzip_ =
      std::make_unique<Gunzip>(std::move(source->buffer_),
                               [from = source.get()](char* to, std::size_t size) { return from->read_file(to, size); });
  source->buffer_.clear();
  source->size_ = 0;
  return source;
}

std::unique_ptr<ByteSource> ByteSource::of_text(std::string text, std::string path) {
  std::unique_ptr<ByteSource> source(new ByteSource(std::move(path), -1, text.size()));
  source->buffer_ = std::move(text);
  return source;
}

std::size_t ByteSource::read_file(char* to, std::size_t size) {
  while (file_ >= 0) {
    const ssize_t count = ::read(file_, to, size);
    if (count > 0) return static_cast<std::size_t>(count);
    if (count < 0 && errno == EINTR) continue;
    const int why = errno;
    if (count < 0) {
      throw Error(ErrorCode::io, std::string("cannot be read: ") + std::strerror(why), {.file = path_, .line = line_});
    }
    if (file_ > 0) ::close(file_);
    file_ = -1;
  }
  return 0;
}

bool ByteSource::fill() {
  if (file_ < 0 && !gunzip_) return false;
  if (begin_ != 0 && begin_ >= buffer_.size() / 2) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  const std::size_t old = buffer_.size();
  buffer_.resize(old + kChunk);
  std::size_t count = 0;
  try {
    char* const to = buffer_.data() + old;
    count = gunzip_ ? gunzip_->read(to, kChunk) : read_file(to, kChunk);
  } catch (...) {
    buffer_.resize(old);
    throw;
  }
  buffer_.resize(old + count);
  if (count == 0 && gunzip_ && !gunzip_->failure().empty()) {
    throw Error(ErrorCode::parse, gunzip_->failure(), {.file = path_, .line = line_});
  }
  return count > 0;
}

std::string_view ByteSource::peek(std::size_t count) {
  while (buffer_.size() - begin_ < count && fill()) {
  }
  return std::string_view(buffer_).substr(begin_, count);
}

void ByteSource::skip(std::size_t count) noexcept {
  count = std::min(count, buffer_.size() - begin_);
  const auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
  line_ += static_cast<std::uint64_t>(std::count(from, from + static_cast<std::ptrdiff_t>(count), '\n'));
  begin_ += count;
  position_ += count;
}

std::string_view ByteSource::line(std::size_t limit) {
  std::size_t scanned = 0;
  for (;;) {
    const std::string_view rest = std::string_view(buffer_).substr(begin_, limit);
    const std::size_t end = rest.find('\n', scanned);
    std::size_t length = end + 1;
    if (end == std::string_view::npos) {
      scanned = rest.size();
      if (scanned < limit && fill()) continue;
      length = scanned;
    } else {
      ++line_;
    }
    // Not of `rest`: at the end of a file fill() has moved the buffer as well.
    const std::string_view result = std::string_view(buffer_).substr(begin_, length);
    begin_ += length;
    position_ += length;
    return result;
  }
}

std::string to_utf8(std::string_view text, std::string_view charset) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string name = base::ascii_lower(base::trim(charset));
  const bool plain = name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii";
  std::size_t good = 0, bad = 0;  // characters and bytes that are no ASCII
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    base::next_code_point(text, at);
    if (static_cast<unsigned char>(text[begin]) >= 0x80) ++(at - begin > 1 ? good : bad);
  }
  // Every text is valid in these, but one that is valid UTF-8 was not written in them.
  const bool any_text = name.starts_with("iso-8859") || name.starts_with("windows-125") || name.starts_with("cp125") ||
                        name.starts_with("latin");
  if (any_text && bad == 0) return std::string(text);
  std::string result;
  Converter converter = plain ? nullptr : open_converter(name);
  if (converter && convert(converter.get(), text, true, result)) return base::repair_utf8(result);
  if (bad == 0) return std::string(text);
  // Mostly UTF-8 with a few bad bytes keeps its characters; only the bad bytes are lost.
  if (!converter && good > bad) return base::repair_utf8(text);
  if (!converter) converter = open_converter("windows-1252");
  if (!converter) return base::repair_utf8(text);
  convert(converter.get(), text, false, result);
  return base::repair_utf8(result);
}

namespace {

bool ends_in_gz(std::string_view name) { return name.size() > 3 && base::ascii_lower(name).ends_with(".gz"); }

}  // namespace

std::string ByteSource::content_name() const {
  return is_compressed() && ends_in_gz(path_) ? path_.substr(0, path_.size() - 3) : path_;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string result;
  unsigned bits = 0, count = 0;
  for (const char c : text) {
    unsigned digit = 0;
    if (c >= 'A' && c <= 'Z')
      digit = static_cast<unsigned>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      digit = static_cast<unsigned>(c - 'a') + 26;
    else if (base::is_ascii_digit(c))
      digit = static_cast<unsigned>(c - '0') + 52;
    else if (c == '+' || c == '-')
      digit = 62;
    else if (c == '/' || c == '_')
      digit = 63;
    else if (c == '=' || base::is_ascii_space(c))
      continue;
    else
      return std::nullopt;
    bits = (bits << 6 | digit) & 0xFFFFFF;
    if (++count % 4 != 1) result += static_cast<char>(bits >> (count % 4 == 2 ? 4 : count % 4 == 3 ? 2 : 0) & 0xFF);
  }
  return result;
}

std::string source_of(const std::string& path) {
  if (path == "-") return "stdin";
  std::string_view name = path;
  while (name.size() > 1 && name.ends_with('/')) name.remove_suffix(1);
  if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos && name.size() > 1)
    name.remove_prefix(slash + 1);
  if (ends_in_gz(name)) name.remove_suffix(3);
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos && dot > 0) name = name.substr(0, dot);
  return std::string(name);
}

}  // namespace scv::read
