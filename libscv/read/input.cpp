#include "read/input.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.hpp"
#include "scv/error.hpp"

namespace scv::read {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

/// Lines with bytes beyond ASCII, which are all that statistics can tell anything from.
std::string telling_lines(std::string_view text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size() && lines.size() < (64u << 10);) {
    std::size_t end = text.find_first_of("\r\n", begin);
    if (end == std::string_view::npos) end = text.size();
    const std::string_view line = text.substr(begin, std::min<std::size_t>(end - begin, 4096));
    if (std::any_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
      lines.append(line).push_back('\n');
    }
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::string recognise_encoding(std::string_view head, bool whole) {
  if (head.starts_with(kUtf8Mark)) return "UTF-8";
  if (head.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (head.starts_with("\xFE\xFF")) return "UTF-16BE";
  // UTF-16 without a mark: every second byte of Western text is zero.
  if (head.size() >= 4) {
    const std::size_t looked = std::min<std::size_t>(head.size(), 4096) & ~std::size_t{1};
    std::size_t even = 0, odd = 0;
    for (std::size_t i = 0; i < looked; i += 2) {
      even += head[i] == 0;
      odd += head[i + 1] == 0;
    }
    const std::size_t pairs = looked / 2;
    if (odd * 10 > pairs * 6 && even * 10 < pairs) return "UTF-16LE";
    if (even * 10 > pairs * 6 && odd * 10 < pairs) return "UTF-16BE";
  }
  std::size_t valid = 0, invalid = 0;
  for (std::size_t i = 0; i < head.size();) {
    if (static_cast<unsigned char>(head[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t before = i;
    const char32_t code = base::next_code_point(head, i);
    if (!whole && head.size() - before < 4) break;  // cut by the end of the sample
    ++(code == 0xFFFD && i == before + 1 ? invalid : valid);
  }
  if (invalid == 0 || valid > invalid * 10) return "UTF-8";

  std::string best = "windows-1252";
  const std::string lines = telling_lines(head);
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector* detector = ucsdet_open(&status);
  if (U_FAILURE(status)) return best;
  ucsdet_setText(detector, lines.data(), static_cast<std::int32_t>(lines.size()), &status);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector, &count, &status);
  if (U_SUCCESS(status)) {
    std::int32_t western = 0;
    for (std::int32_t i = 0; i < count; ++i) {
      const std::string_view name = ucsdet_getName(matches[i], &status);
      const std::int32_t confidence = ucsdet_getConfidence(matches[i], &status);
      if (name == "ISO-8859-1" || name == "windows-1252") western = std::max(western, confidence);
    }
    for (std::int32_t i = 0; i < count; ++i) {
      const std::string_view name = ucsdet_getName(matches[i], &status);
      const std::int32_t confidence = ucsdet_getConfidence(matches[i], &status);
      const bool multibyte = name == "Big5" || name == "GB18030" || name == "Shift_JIS" || name.starts_with("EUC-");
      const bool other_script = name == "windows-1251" || name == "KOI8-R" || name == "ISO-8859-5" ||
                                name == "windows-1253" || name == "ISO-8859-7" || name == "windows-1255" ||
                                name == "windows-1256";
      const bool central = name == "windows-1250" || name == "ISO-8859-2";
      if ((multibyte && confidence >= 40 && confidence > western) ||
          (other_script && confidence >= 40 && confidence > western) ||
          (central && confidence >= 50 && confidence > western + 15)) {
        best = name;
        break;
      }
    }
  }
  ucsdet_close(detector);
  return best;
}

struct TextInput::Decoder {
  explicit Decoder(const std::string& encoding) {
    UErrorCode status = U_ZERO_ERROR;
    from = ucnv_open(encoding.c_str(), &status);
    to = ucnv_open("UTF-8", &status);
    if (U_FAILURE(status)) {
      ucnv_close(from);
      ucnv_close(to);
      throw Error(ErrorCode::unsupported, "the encoding '" + encoding + "' is not known; convert the file to UTF-8");
    }
    pivot_source = pivot_target = pivot.data();
  }
  ~Decoder() {
    ucnv_close(from);
    ucnv_close(to);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Converts [source, source_end) into the room at `target`; returns true when the room is used up.
  bool convert(const char*& source, const char* source_end, char*& target, char* target_end, bool flush) {
    UErrorCode status = U_ZERO_ERROR;
    ucnv_convertEx(to, from, &target, target_end, &source, source_end, pivot.data(), &pivot_source, &pivot_target,
                   pivot.data() + pivot.size(), false, flush, &status);
    return status == U_BUFFER_OVERFLOW_ERROR;
  }

  UConverter* from = nullptr;
  UConverter* to = nullptr;
  std::array<UChar, 2048> pivot{};
  UChar* pivot_source = nullptr;
  UChar* pivot_target = nullptr;
  bool done = false;
};

TextInput::TextInput(std::unique_ptr<ByteSource> source, std::string encoding)
    : source_(std::move(source)), encoding_(std::move(encoding)) {
  if (encoding_ != "UTF-8") decoder_ = std::make_unique<Decoder>(encoding_);
}

TextInput::~TextInput() = default;

std::size_t TextInput::read(char* to, std::size_t size) {
  constexpr std::size_t kChunk = 64u << 10;
  if (size == 0) return 0;
  if (!started_) {
    started_ = true;
    const std::string_view head = source_->peek(3);
    if (head.starts_with(kUtf8Mark)) {
      source_->skip(3);
    } else if (encoding_.starts_with("UTF-16") && (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"))) {
      source_->skip(2);
    }
  }
  if (!decoder_) {
    const std::string_view bytes = source_->peek(std::min(size, kChunk));
    std::memcpy(to, bytes.data(), bytes.size());
    source_->skip(bytes.size());
    return bytes.size();
  }
  char* target = to;
  while (target == to && !decoder_->done) {
    const std::string_view bytes = source_->peek(kChunk);
    const char* next = bytes.data();
    const bool flush = bytes.size() < kChunk;
    const bool full = decoder_->convert(next, bytes.data() + bytes.size(), target, to + size, flush);
    source_->skip(static_cast<std::size_t>(next - bytes.data()));
    if (!full && flush) decoder_->done = true;
  }
  return static_cast<std::size_t>(target - to);
}

std::string decode(std::string_view bytes, const std::string& encoding) {
  if (encoding == "UTF-8") {
    if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(3);
    return std::string(bytes);
  }
  std::string text;
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(encoding.c_str(), &status);
  if (U_FAILURE(status)) {
    throw Error(ErrorCode::unsupported, "the encoding '" + encoding + "' is not known; convert the file to UTF-8");
  }
  ucnv_close(converter);
  text.resize(bytes.size() * 3 + 8);
  status = U_ZERO_ERROR;
  const std::int32_t length =
      ucnv_convert("UTF-8", encoding.c_str(), text.data(), static_cast<std::int32_t>(text.size()), bytes.data(),
                   static_cast<std::int32_t>(bytes.size()), &status);
  text.resize(U_FAILURE(status) ? 0 : static_cast<std::size_t>(length));
  if (text.starts_with(kUtf8Mark)) text.erase(0, 3);
  return text;
}

}  // namespace scv::read
