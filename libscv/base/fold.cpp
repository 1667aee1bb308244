#include "base/fold.hpp"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>

#include "base/text.hpp"

namespace scv::base {
namespace {

constexpr char kBlank = 0;
constexpr char kJoin = 1;

constexpr std::array<char, 128> make_ascii_table() {
  std::array<char, 128> table{};
  for (char c = 'a'; c <= 'z'; ++c) {
    table[static_cast<std::size_t>(c)] = c;
    table[static_cast<std::size_t>(c - 32)] = c;
  }
  for (char c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = c;
  table['\''] = kJoin;
  table['`'] = kJoin;
  return table;
}
constexpr auto kAscii = make_ascii_table();

constexpr char32_t kLatinFirst = 0xC0;
constexpr char32_t kLatinLast = 0x17F;

struct LatinRange {
  char32_t first;
  char32_t last;
  std::string_view letters;
};
// Later rows win, so that the German letters stand behind the ranges they lie in.
constexpr LatinRange kLatinRanges[] = {
    {0xC0, 0xC5, "a"},   {0xC6, 0xC6, "ae"},  {0xC7, 0xC7, "c"},   {0xC8, 0xCB, "e"},    {0xCC, 0xCF, "i"},
    {0xD0, 0xD0, "d"},   {0xD1, 0xD1, "n"},   {0xD2, 0xD6, "o"},   {0xD8, 0xD8, "oe"},   {0xD9, 0xDC, "u"},
    {0xDD, 0xDD, "y"},   {0xDE, 0xDE, "th"},  {0xDF, 0xDF, "ss"},  {0xE0, 0xE5, "a"},    {0xE6, 0xE6, "ae"},
    {0xE7, 0xE7, "c"},   {0xE8, 0xEB, "e"},   {0xEC, 0xEF, "i"},   {0xF0, 0xF0, "d"},    {0xF1, 0xF1, "n"},
    {0xF2, 0xF6, "o"},   {0xF8, 0xF8, "oe"},  {0xF9, 0xFC, "u"},   {0xFD, 0xFD, "y"},    {0xFE, 0xFE, "th"},
    {0xFF, 0xFF, "y"},   {0x100, 0x105, "a"}, {0x106, 0x10D, "c"}, {0x10E, 0x111, "d"},  {0x112, 0x11B, "e"},
    {0x11C, 0x123, "g"}, {0x124, 0x127, "h"}, {0x128, 0x131, "i"}, {0x132, 0x133, "ij"}, {0x134, 0x135, "j"},
    {0x136, 0x138, "k"}, {0x139, 0x142, "l"}, {0x143, 0x14B, "n"}, {0x14C, 0x14F, "o"},  {0x150, 0x153, "oe"},
    {0x154, 0x159, "r"}, {0x15A, 0x161, "s"}, {0x162, 0x167, "t"}, {0x168, 0x173, "u"},  {0x170, 0x171, "ue"},
    {0x174, 0x175, "w"}, {0x176, 0x178, "y"}, {0x179, 0x17E, "z"}, {0x17F, 0x17F, "s"},  {0xC4, 0xC4, "ae"},
    {0xE4, 0xE4, "ae"},  {0xD6, 0xD6, "oe"},  {0xF6, 0xF6, "oe"},  {0xDC, 0xDC, "ue"},   {0xFC, 0xFC, "ue"},
};

constexpr std::array<std::string_view, kLatinLast - kLatinFirst + 1> make_latin_table() {
  std::array<std::string_view, kLatinLast - kLatinFirst + 1> table{};
  for (const LatinRange& range : kLatinRanges) {
    for (char32_t c = range.first; c <= range.last; ++c) table[c - kLatinFirst] = range.letters;
  }
  return table;
}
constexpr auto kLatin = make_latin_table();

constexpr std::size_t kShortText = 256;

// ICU rewrites in place, which costs the square of the length; pieces of this size keep it linear.
constexpr int kPieceUnits = 256;

/// One instance of a transliterator must not be used by two threads at once: each has a clone.
const icu::Transliterator* transliterator() {
  static std::mutex mutex;
  static const std::unique_ptr<icu::Transliterator> prototype = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made(icu::Transliterator::createInstance(
        icu::UnicodeString::fromUTF8("Any-NFKC; Any-Latin; Latin-ASCII"), UTRANS_FORWARD, status));
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  thread_local const std::unique_ptr<icu::Transliterator> mine = [] {
    const std::lock_guard lock(mutex);
    return std::unique_ptr<icu::Transliterator>(prototype ? prototype->clone() : nullptr);
  }();
  return mine.get();
}

class Folder {
 public:
  explicit Folder(std::size_t expected) { out_.reserve(expected); }

  void run(std::string_view text) {
    std::size_t position = 0;
    while (position < text.size()) {
      const auto byte = static_cast<unsigned char>(text[position]);
      if (byte < 0x80) {
        ascii(byte);
        ++position;
        continue;
      }
      std::size_t next = position;
      const char32_t c = next_code_point(text, next);
      if (!known(c)) {
        next = position;
        foreign(text, next);
      }
      position = next;
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void ascii(unsigned char c) {
    const char mapped = kAscii[c];
    if (mapped == kBlank) {
      gap_ = true;
    } else if (mapped != kJoin) {
      put(mapped);
    }
    umlaut_may_follow_ = mapped == 'a' || mapped == 'o' || mapped == 'u';
  }
  void put(char c) {
    if (gap_ && !out_.empty()) out_ += ' ';
    gap_ = false;
    out_ += c;
  }
  void put(std::string_view letters) {
    for (const char c : letters) put(c);
  }

  /// Handles what needs no ICU; false for a letter of another script.
  bool known(char32_t c) {
    const bool umlaut = umlaut_may_follow_;
    if (c < 0x80) {
      ascii(static_cast<unsigned char>(c));
      return true;
    }
    umlaut_may_follow_ = false;
    if (c >= kLatinFirst && c <= kLatinLast) {
      const std::string_view letters = kLatin[c - kLatinFirst];
      if (letters.empty()) gap_ = true;
      put(letters);
      return true;
    }
    if (c >= 0x300 && c <= 0x36F) {
      if (c == 0x308 && umlaut && !gap_) put('e');
      return true;
    }
    if (c < kLatinFirst) {
      switch (c) {
        case 0xAA:
          put('a');
          return true;
        case 0xBA:
          put('o');
          return true;
        case 0xB9:
          put('1');
          return true;
        case 0xB2:
          put('2');
          return true;
        case 0xB3:
          put('3');
          return true;
        case 0xB4:
        case 0xAD:
          return true;
        default:
          gap_ = true;
          return true;
      }
    }
    if (c == 0x1E9E) {
      put("ss");
      return true;
    }
    if ((c >= 0x2B9 && c <= 0x2BF) || c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2032 || c == 0xFEFF ||
        (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064)) {
      return true;
    }
    if ((c >= 0x2000 && c <= 0x206F) || c == 0xFFFD) {
      gap_ = true;
      return true;
    }
    return false;
  }

  /// Transliterates from `position` up to the next character that needs no ICU.
  void foreign(std::string_view text, std::size_t& position) {
    icu::UnicodeString piece;
    while (position < text.size() && piece.length() < kPieceUnits) {
      std::size_t next = position;
      const char32_t c = next_code_point(text, next);
      const bool mark = c >= 0x300 && c <= 0x36F;
      if (c <= kLatinLast || c == 0xFFFD || (c >= 0x2000 && c <= 0x206F)) break;
      if (!mark || piece.length() > 0) piece.append(static_cast<UChar32>(c));
      position = next;
    }
    if (const icu::Transliterator* to_latin = transliterator()) to_latin->transliterate(piece);
    bool any = false;
    for (std::int32_t i = 0; i < piece.length(); i = piece.moveIndex32(i, 1)) {
      const UChar32 c = piece.char32At(i);
      if (known(static_cast<char32_t>(c))) {
        any = any || u_isalnum(c);
        continue;
      }
      if (const std::int32_t digit = u_charDigitValue(c); digit >= 0) {
        put(static_cast<char>('0' + digit));
        any = true;
      } else if (!u_isalpha(c) && u_charType(c) != U_NON_SPACING_MARK) {
        gap_ = true;
      }
    }
    if (!any) gap_ = true;
    umlaut_may_follow_ = false;
  }

  std::string out_;
  bool gap_ = false;
  bool umlaut_may_follow_ = false;
};

}  // namespace

std::string fold(std::string_view text) {
  char short_text[kShortText];
  if (text.size() <= sizeof short_text) {
    const std::size_t length = fold_simple(text, short_text);
    if (length != kNotSimple) return std::string(short_text, length);
  }
  Folder folder(text.size() + 8);
  folder.run(text);
  return folder.take();
}

std::size_t fold_simple(std::string_view text, char* out) noexcept {
  char* end = out;
  bool gap = false;
  const auto put = [&](char c) {
    if (gap && end != out) *end++ = ' ';
    gap = false;
    *end++ = c;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      const char mapped = kAscii[byte];
      if (mapped > kJoin) {
        put(mapped);
      } else {
        gap = gap || mapped == kBlank;
      }
      continue;
    }
    // The lead bytes of U+00C0 to U+017F; each letter gives at most the two bytes it takes.
    if (byte < 0xC3 || byte > 0xC5 || i + 1 == text.size()) return kNotSimple;
    const auto next = static_cast<unsigned char>(text[++i]);
    if ((next & 0xC0u) != 0x80u) return kNotSimple;
    const std::string_view letters = kLatin[((byte & 0x1Fu) << 6 | (next & 0x3Fu)) - kLatinFirst];
    if (letters.empty()) gap = true;
    for (const char c : letters) put(c);
  }
  return static_cast<std::size_t>(end - out);
}

}  // namespace scv::base
