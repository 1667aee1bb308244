#include "base/text.hpp"

#include <algorithm>
#include <cstring>

#include "scv/similarity/utf8.hpp"

namespace scv::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

using similarity::detail::decode_utf8;

// The number of leading ASCII bytes at `position`, as far as whole words of 8 show it.
std::size_t skip_ascii_words(std::string_view text, std::size_t position) noexcept {
  std::uint64_t word = 0;
  while (text.size() - position >= sizeof word) {
    std::memcpy(&word, text.data() + position, sizeof word);
    if ((word & 0x8080808080808080u) != 0) break;
    position += sizeof word;
  }
  return position;
}

// Bytes that the white space at the front of `text` takes; 0 if there is none.
std::size_t leading_space(std::string_view text) noexcept {
  if (static_cast<unsigned char>(text.front()) < 0x80) return is_ascii_space(text.front()) ? 1 : 0;
  if (text.starts_with("\u00A0")) return 2;
  if (text.starts_with("\u200B") || text.starts_with("\uFEFF")) return 3;
  return 0;
}

std::size_t trailing_space(std::string_view text) noexcept {
  if (static_cast<unsigned char>(text.back()) < 0x80) return is_ascii_space(text.back()) ? 1 : 0;
  if (text.ends_with("\u00A0")) return 2;
  if (text.ends_with("\u200B") || text.ends_with("\uFEFF")) return 3;
  return 0;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) noexcept {
  std::size_t position = 0;
  while (position < text.size()) {
    position = skip_ascii_words(text, position);
    if (position == text.size()) break;
    const std::size_t length = decode_utf8(text, position).length;
    if (length == 0) return position;
    position += length;
  }
  return std::string_view::npos;
}

bool is_valid_utf8(std::string_view text) noexcept { return first_invalid_utf8(text) == std::string_view::npos; }

char32_t next_code_point(std::string_view text, std::size_t& position) noexcept {
  return similarity::next_code_point(text, position);
}

void append_utf8(std::string& to, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = kReplacement;
  const auto push = [&](char32_t byte) { to.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0 | (code_point >> 6));
    push(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    push(0xE0 | (code_point >> 12));
    push(0x80 | ((code_point >> 6) & 0x3F));
    push(0x80 | (code_point & 0x3F));
  } else {
    push(0xF0 | (code_point >> 18));
    push(0x80 | ((code_point >> 12) & 0x3F));
    push(0x80 | ((code_point >> 6) & 0x3F));
    push(0x80 | (code_point & 0x3F));
  }
}

std::string repair_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const std::size_t invalid = first_invalid_utf8(text);
    repaired += text.substr(0, invalid);
    if (invalid == std::string_view::npos) break;
    append_utf8(repaired, kReplacement);
    text.remove_prefix(invalid + 1);
  }
  return repaired;
}

std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  // A code point that crosses the bound begins at most 3 bytes before it.
  for (std::size_t back = 1; back <= 3 && back <= max_bytes; ++back) {
    const std::size_t start = max_bytes - back;
    if ((static_cast<unsigned char>(text[start]) & 0xC0u) == 0x80u) continue;
    if (decode_utf8(text, start).length > back) return text.substr(0, start);
    break;
  }
  return text.substr(0, max_bytes);
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t space = leading_space(text);
    if (space == 0) break;
    text.remove_prefix(space);
  }
  while (!text.empty()) {
    const std::size_t space = trailing_space(text);
    if (space == 0) break;
    text.remove_suffix(space);
  }
  return text;
}

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_ascii_lower);
  return lower;
}

bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_ascii_lower(x) == to_ascii_lower(y); });
}

bool contains_ignoring_ascii_case(std::string_view text, std::string_view part) noexcept {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char x, char y) { return to_ascii_lower(x) == to_ascii_lower(y); }) != text.end() ||
         part.empty();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

void append_csv_cell(std::string& to, std::string_view text) {
  const auto is_special = [](char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; };
  const bool at_edge = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!at_edge && std::none_of(text.begin(), text.end(), is_special)) {
    to += text;
    return;
  }
  to += '"';
  for (const char c : text) {
    if (c == '"') to += '"';
    to += c;
  }
  to += '"';
}

std::string json_quote(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string repaired;
  if (!is_valid_utf8(text)) {
    repaired = repair_utf8(text);
    text = repaired;
  }
  std::string quoted;
  quoted.reserve(text.size() + 2);
  quoted += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        quoted += "\\\"";
        break;
      case '\\':
        quoted += "\\\\";
        break;
      case '\b':
        quoted += "\\b";
        break;
      case '\f':
        quoted += "\\f";
        break;
      case '\n':
        quoted += "\\n";
        break;
      case '\r':
        quoted += "\\r";
        break;
      case '\t':
        quoted += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          quoted += "\\u00";
          quoted += kHex[static_cast<unsigned char>(c) >> 4];
          quoted += kHex[static_cast<unsigned char>(c) & 15];
        } else {
          quoted += c;
        }
    }
  }
  quoted += '"';
  return quoted;
}

bool is_mostly_digits(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_ascii_digit)) * 2 >= text.size();
}

std::optional<std::string> digits_of_exponent_form(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  text = trim(text);
  if (text.size() < 4 || text.size() > kLongest) return std::nullopt;
  const std::size_t e = text.find_first_of("Ee");
  if (e == std::string_view::npos || e + 2 >= text.size() || text[e + 1] != '+') return std::nullopt;
  std::string_view mantissa = text.substr(0, e);
  if (mantissa.starts_with('+')) mantissa.remove_prefix(1);
  if (mantissa.empty() || !is_ascii_digit(mantissa[0])) return std::nullopt;
  const std::string_view exponent = text.substr(e + 2);
  std::string digits{mantissa[0]};
  if (mantissa.size() > 1) {
    if (mantissa[1] != '.' && mantissa[1] != ',') return std::nullopt;
    digits += mantissa.substr(2);
  }
  if (exponent.size() > 2 || !std::all_of(digits.begin(), digits.end(), is_ascii_digit) ||
      !std::all_of(exponent.begin(), exponent.end(), is_ascii_digit)) {
    return std::nullopt;
  }
  std::size_t power = 0;
  for (const char c : exponent) power = power * 10 + static_cast<std::size_t>(c - '0');
  return digits.size() == power + 1 ? digits : std::string{};
}

}  // namespace scv::base
