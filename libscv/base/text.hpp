#pragma once

// UTF-8 and ASCII helpers. Nothing here depends on a locale.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scv::base {

bool is_valid_utf8(std::string_view text) noexcept;
/// Byte offset of the first invalid sequence, or npos.
std::size_t first_invalid_utf8(std::string_view text) noexcept;
/// The code point at `position`, which moves behind it; U+FFFD (and one byte) where the bytes are invalid.
char32_t next_code_point(std::string_view text, std::size_t& position) noexcept;
void append_utf8(std::string& to, char32_t code_point);
/// The text with each invalid byte replaced by U+FFFD.
std::string repair_utf8(std::string_view text);
/// The longest prefix of at most `max_bytes` bytes that does not cut a code point.
std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) noexcept;

constexpr bool is_ascii_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char to_ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Without white space at both ends: ASCII's, and U+00A0, U+200B, U+FEFF.
std::string_view trim(std::string_view text) noexcept;
std::string ascii_lower(std::string_view text);
bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept;
bool contains_ignoring_ascii_case(std::string_view text, std::string_view part) noexcept;
/// Parts between separators, empty ones included; borrows from `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
/// `text` as a JSON string with its quotes; invalid UTF-8 is repaired.
std::string json_quote(std::string_view text);
/// Appends a cell of a CSV row, in quotes where it would not come back without them.
void append_csv_cell(std::string& to, std::string_view text);

/// The digits of a whole number in the form that spreadsheets give to long ones, 4.91715550121E+11; empty where they have rounded it, as
/// 4,91716E+11, and its last digits are lost; nothing where the text is of another form.
std::optional<std::string> digits_of_exponent_form(std::string_view text);

/// Whether a text is a number or a date rather than words: half of it or more are digits.
bool is_mostly_digits(std::string_view text) noexcept;

}  // namespace scv::base
