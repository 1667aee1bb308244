#pragma once

// UTF-8 to code points, for the kernels that compare characters rather than bytes.
//
//   std::u32string a = scv::similarity::to_code_points("Müller");  // 6 code points of 7 bytes

#include <cstddef>
#include <string>
#include <string_view>

namespace scv {
inline namespace v1 {
namespace similarity {

namespace detail {

struct DecodedCodePoint {
  char32_t code_point = 0xFFFD;
  std::size_t length = 0;  // 0: the bytes are no well-formed sequence
};

// Table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF. position < text.size().
inline DecodedCodePoint decode_utf8(std::string_view text, std::size_t position) noexcept {
  const auto byte = [&](std::size_t offset) {
    return static_cast<unsigned>(static_cast<unsigned char>(text[position + offset]));
  };
  const unsigned first = byte(0);
  if (first < 0x80) return {static_cast<char32_t>(first), 1};

  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  char32_t code_point = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
    code_point = first & 0x1Fu;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    code_point = first & 0x0Fu;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    code_point = first & 0x07u;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return {};
  }
  if (length > text.size() - position) return {};
  for (std::size_t offset = 1; offset < length; ++offset) {
    const unsigned next = byte(offset);
    if (next < low || next > high) return {};
    low = 0x80;
    high = 0xBF;
    code_point = (code_point << 6) | (next & 0x3Fu);
  }
  return {code_point, length};
}

}  // namespace detail

/// The code point at `position`, which moves behind it; U+FFFD (and one byte) where the bytes are invalid.
inline char32_t next_code_point(std::string_view text, std::size_t& position) noexcept {
  if (position >= text.size()) return 0xFFFD;
  const detail::DecodedCodePoint decoded = detail::decode_utf8(text, position);
  position += decoded.length > 0 ? decoded.length : 1;
  return decoded.code_point;
}

/// Appends the code points of UTF-8 text; each invalid byte becomes U+FFFD. Linear.
inline void append_code_points(std::string_view text, std::u32string& to) {
  for (std::size_t position = 0; position < text.size();) to.push_back(next_code_point(text, position));
}

/// The code points of UTF-8 text; each invalid byte becomes U+FFFD. Linear.
inline std::u32string to_code_points(std::string_view text) {
  std::u32string code_points;
  code_points.reserve(text.size());
  append_code_points(text, code_points);
  return code_points;
}

}  // namespace similarity
}  // namespace v1
}  // namespace scv
