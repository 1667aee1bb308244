#pragma once

// JSON as slices of its own text: a value is the piece of text that writes it, so that what is only passed on stays
// byte for byte. parse() checks a whole document once; the other functions take slices that it, or they, gave.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scv/error.hpp"

namespace scv::types::json {

/// Documents nested deeper are refused: nothing that records hold needs it.
inline constexpr std::size_t kMaxDepth = 512;

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

/// The one value that `text` holds (RFC 8259), without the white space around it; a leading byte order mark is ignored.
/// Throws Error{parse} with line and column. Linear.
std::string_view parse(std::string_view text);
/// Whether `text` is one valid value with nothing around it.
bool is_value(std::string_view text);

Kind kind(std::string_view value) noexcept;
/// The characters of a string; a lone surrogate becomes U+FFFD.
std::string string(std::string_view value);
/// The text of a string or a number as it is written, nothing for other kinds.
std::optional<std::string> scalar(std::string_view value);
/// A whole number that fits, else nothing.
std::optional<std::int64_t> integer(std::string_view value) noexcept;

/// Where the value that starts at `position` ends. `value` is known to be valid.
std::size_t end_of_value(std::string_view value, std::size_t position) noexcept;
std::size_t skip_space(std::string_view text, std::size_t position) noexcept;

/// Calls f(name, value) for each member of an object: the name decoded, the value as a slice.
template <typename F>
void for_each_member(std::string_view object, F&& f) {
  std::size_t at = skip_space(object, 1);
  while (object[at] != '}') {
    const std::size_t name_end = end_of_value(object, at);
    const std::string name = string(object.substr(at, name_end - at));
    const std::size_t begin = skip_space(object, skip_space(object, name_end) + 1);
    const std::size_t end = end_of_value(object, begin);
    f(name, object.substr(begin, end - begin));
    at = skip_space(object, end);
    if (object[at] == ',') at = skip_space(object, at + 1);
  }
}

/// Calls f(value) for each element of an array.
template <typename F>
void for_each_element(std::string_view array, F&& f) {
  std::size_t at = skip_space(array, 1);
  while (array[at] != ']') {
    const std::size_t end = end_of_value(array, at);
    f(array.substr(at, end - at));
    at = skip_space(array, end);
    if (array[at] == ',') at = skip_space(array, at + 1);
  }
}

/// Writes an object or array member by member, in the order of the calls.
class Writer {
 public:
  /// `,` where needed, then `"name":`.
  Writer& key(std::string_view name);
  Writer& string(std::string_view text);
  Writer& number(double value);  ///< the shortest text that reads back equal; null where it is not finite
  Writer& number(std::uint64_t value);
  Writer& integer(std::int64_t value);
  Writer& boolean(bool value);
  Writer& raw(std::string_view value);
  Writer& open(char bracket);
  Writer& close(char bracket);

  Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  Writer& member(std::string_view name, const std::string& text) { return key(name).string(text); }
  Writer& member(std::string_view name, const char* text) { return key(name).string(text); }
  Writer& member(std::string_view name, double value) { return key(name).number(value); }
  Writer& member(std::string_view name, std::uint64_t value) { return key(name).number(value); }
  Writer& member(std::string_view name, std::uint32_t value) { return key(name).number(std::uint64_t{value}); }
  Writer& member(std::string_view name, std::uint16_t value) { return key(name).number(std::uint64_t{value}); }
  Writer& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  Writer& member(std::string_view name, bool value) { return key(name).boolean(value); }
  /// Only where the text is not empty.
  Writer& optional_member(std::string_view name, std::string_view text) {
    return text.empty() ? *this : key(name).string(text);
  }

  std::string take() { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  bool first_ = true;
  bool after_key_ = false;
};

/// The payload of a record or interaction as members: "payload" (raw JSON), "payload_text" or "payload_base64".
void write_payload(Writer& writer, std::string_view payload);

/// Collects members for the payload while a document is read.
class PayloadReader {
 public:
  /// True if the member is one of the three that write_payload writes, and it was taken.
  bool take(std::string_view name, std::string_view value);
  /// A member that is not understood.
  void keep(std::string_view name, std::string_view value);
  /// The payload: what was written, or an object of the kept members.
  std::string finish();

 private:
  std::string payload_;
  std::string taken_name_;
  std::string_view taken_value_;
  std::string kept_;  ///< members, comma-separated
};

}  // namespace scv::types::json
