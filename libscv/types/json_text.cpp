#include "types/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/text.hpp"

namespace scv::types::json {
namespace {

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Fault {
  std::size_t at = 0;
  const char* what = nullptr;
};

/// Checks one value iteratively: hostile nesting must not use the stack.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The end of the value at `position`, or nothing with `fault` set.
  std::optional<std::size_t> value(std::size_t position) {
    at_ = position;
    for (;;) {
      space();
      if (!start_of_value()) return std::nullopt;
      if (opened_) continue;
      while (!open_.empty()) {
        space();
        if (at_ == text_.size())
          return fail(open_.back() == '{' ? "the object does not end" : "the array does not end");
        const char c = text_[at_];
        if (c == (open_.back() == '{' ? '}' : ']')) {
          ++at_;
          open_.pop_back();
          continue;
        }
        if (c != ',') return fail(open_.back() == '{' ? "expected , or }" : "expected , or ]");
        ++at_;
        space();
        if (open_.back() == '{' && !member_name()) return std::nullopt;
        break;
      }
      if (open_.empty()) return at_;
    }
  }
  const Fault& fault() const noexcept { return fault_; }

 private:
  void space() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  std::nullopt_t fail(const char* what) noexcept {
    fault_ = {at_, what};
    return std::nullopt;
  }
  bool bad(const char* what) noexcept {
    fault_ = {at_, what};
    return false;
  }
  bool member_name() {
    if (at_ == text_.size() || text_[at_] != '"') return bad("expected a member's name in double quotes");
    if (!quoted()) return false;
    space();
    if (at_ == text_.size() || text_[at_] != ':') return bad("expected : after a member's name");
    ++at_;
    return true;
  }
  /// A scalar, an empty container, or the opening of one (`opened_`).
  bool start_of_value() {
    opened_ = false;
    if (at_ == text_.size()) return bad("expected a value, found the end");
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      if (open_.size() == kMaxDepth) return bad("nested deeper than 512 levels");
      ++at_;
      space();
      if (at_ < text_.size() && text_[at_] == (c == '{' ? '}' : ']')) {
        ++at_;
        return true;
      }
      open_.push_back(c);
      opened_ = true;
      return c == '[' || member_name();
    }
    if (c == '"') return quoted();
    if (c == '-' || base::is_ascii_digit(c)) return number();
    for (const std::string_view word :
         {std::string_view("true"), std::string_view("false"), std::string_view("null")}) {
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return true;
      }
    }
    return bad("expected a value");
  }
  bool quoted() {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return bad("a control character in a string must be escaped");
      if (c == '\\') {
        ++at_;
        if (at_ == text_.size()) break;
        if (text_[at_] == 'u') {
          for (int i = 0; i < 4; ++i) {
            ++at_;
            if (at_ == text_.size()) return bad("the string does not end");
            if (!is_hex(text_[at_])) return bad("expected four hexadecimal digits after \\u");
          }
        } else if (std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) {
          return bad("unknown escape in a string");
        }
      }
      ++at_;
    }
    return bad("the string does not end");
  }
  static bool is_hex(char c) noexcept {
    return base::is_ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
  bool digits() noexcept {
    const std::size_t begin = at_;
    while (at_ < text_.size() && base::is_ascii_digit(text_[at_])) ++at_;
    return at_ > begin;
  }
  bool number() {
    if (text_[at_] == '-') ++at_;
    if (at_ < text_.size() && text_[at_] == '0') {
      ++at_;
      if (at_ < text_.size() && base::is_ascii_digit(text_[at_])) return bad("a number must not begin with 0");
    } else if (!digits()) {
      return bad("expected a digit");
    }
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      if (!digits()) return bad("expected a digit after the decimal point");
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (!digits()) return bad("expected a digit in the exponent");
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool opened_ = false;
  std::vector<char> open_;
  Fault fault_;
};

[[noreturn]] void throw_at(std::string_view text, std::size_t at, const char* what) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_start = before.rfind('\n') + 1;
  Place place;
  place.line = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  place.column = at - line_start + 1;
  throw Error(ErrorCode::parse, std::string("not valid JSON: ") + what, std::move(place));
}

unsigned hex4(std::string_view text, std::size_t at) noexcept {
  unsigned value = 0;
  std::from_chars(text.data() + at, text.data() + at + 4, value, 16);
  return value;
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t triple = 0;
    for (std::size_t k = 0; k < 3; ++k)
      triple = triple << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= count ? kBase64[triple >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xff);
    }
  }
  return out;
}

}  // namespace

std::string_view parse(std::string_view text) {
  if (const std::size_t bad = base::first_invalid_utf8(text); bad != std::string_view::npos) {
    throw_at(text, bad, "the text is not UTF-8 here");
  }
  const std::size_t begin = skip_space(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  Scanner scanner(text);
  const std::optional<std::size_t> end = scanner.value(begin);
  if (!end) throw_at(text, scanner.fault().at, scanner.fault().what);
  const std::size_t rest = skip_space(text, *end);
  if (rest != text.size()) throw_at(text, rest, "more text after the value");
  return text.substr(begin, *end - begin);
}

bool is_value(std::string_view text) {
  if (text.empty() || is_space(text.front()) || base::first_invalid_utf8(text) != std::string_view::npos) return false;
  return Scanner(text).value(0) == text.size();
}

Kind kind(std::string_view value) noexcept {
  switch (value.front()) {
    case '{':
      return Kind::object;
    case '[':
      return Kind::array;
    case '"':
      return Kind::string;
    case 'n':
      return Kind::null;
    case 't':
    case 'f':
      return Kind::boolean;
    default:
      return Kind::number;
  }
}

std::string string(std::string_view value) {
  value = value.substr(1, value.size() - 2);
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size();) {
    const std::size_t escape = std::min(value.find('\\', i), value.size());
    out.append(value, i, escape - i);
    if (escape == value.size()) break;
    i = escape + 2;
    switch (value[escape + 1]) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        char32_t code = hex4(value, i);
        i += 4;
        if (code >= 0xD800 && code < 0xDC00 && value.substr(i, 2) == "\\u") {
          const char32_t low = hex4(value, i + 2);
          if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i += 6;
          }
        }
        base::append_utf8(out, code >= 0xD800 && code < 0xE000 ? U'\uFFFD' : code);
        break;
      }
      default:
        out += value[escape + 1];
    }
  }
  return out;
}

std::optional<std::string> scalar(std::string_view value) {
  switch (kind(value)) {
    case Kind::string:
      return string(value);
    case Kind::number:
      return std::string(value);
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> integer(std::string_view value) noexcept {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size()) return std::nullopt;
  return number;
}

std::size_t end_of_value(std::string_view value, std::size_t position) noexcept {
  std::size_t depth = 0;
  for (std::size_t i = position; i < value.size();) {
    const char c = value[i];
    if (c == '"') {
      for (++i; value[i] != '"'; ++i) i += value[i] == '\\';
      ++i;
    } else if (c == '{' || c == '[') {
      ++depth;
      ++i;
      continue;
    } else if (c == '}' || c == ']') {
      --depth;
      ++i;
    } else if (depth > 0) {
      ++i;
      continue;
    } else {
      while (i < value.size() && !is_space(value[i]) && value[i] != ',' && value[i] != '}' && value[i] != ']') ++i;
      return i;
    }
    if (depth == 0) return i;
  }
  return value.size();
}

std::size_t skip_space(std::string_view text, std::size_t position) noexcept {
  while (position < text.size() && is_space(text[position])) ++position;
  return position;
}

void Writer::separate() {
  if (!first_ && !after_key_) out_ += ',';
  first_ = after_key_ = false;
}
Writer& Writer::key(std::string_view name) {
  separate();
  out_ += base::json_quote(name);
  out_ += ':';
  after_key_ = true;
  return *this;
}
Writer& Writer::string(std::string_view text) { return raw(base::json_quote(text)); }
Writer& Writer::number(double value) {
  if (!std::isfinite(value)) return raw("null");
  std::array<char, 32> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return raw(error == std::errc{} ? std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()))
                                  : "null");
}
Writer& Writer::number(std::uint64_t value) { return raw(std::to_string(value)); }
Writer& Writer::integer(std::int64_t value) { return raw(std::to_string(value)); }
Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::raw(std::string_view value) {
  separate();
  out_ += value;
  return *this;
}
Writer& Writer::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}
Writer& Writer::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

void write_payload(Writer& writer, std::string_view payload) {
  if (payload.empty()) return;
  // A line break would end the line of a JSON Lines file.
  if (payload.find_first_of("\r\n") == std::string_view::npos && is_value(payload)) {
    writer.key("payload").raw(payload);
  } else if (base::is_valid_utf8(payload)) {
    writer.member("payload_text", payload);
  } else {
    writer.member("payload_base64", to_base64(payload));
  }
}

bool PayloadReader::take(std::string_view name, std::string_view value) {
  if (!taken_name_.empty()) return false;
  if (name == "payload") {
    payload_ = value;
  } else if (name == "payload_text" && kind(value) == Kind::string) {
    payload_ = string(value);
  } else if (name == "payload_base64" && kind(value) == Kind::string) {
    std::optional<std::string> bytes = from_base64(string(value));
    if (!bytes) return false;
    payload_ = std::move(*bytes);
  } else {
    return false;
  }
  taken_name_ = name;
  taken_value_ = value;
  return true;
}

void PayloadReader::keep(std::string_view name, std::string_view value) {
  if (!kept_.empty()) kept_ += ',';
  kept_ += base::json_quote(name);
  kept_ += ':';
  kept_ += value;
}

std::string PayloadReader::finish() {
  if (kept_.empty()) return std::move(payload_);
  if (!taken_name_.empty()) keep(taken_name_, taken_value_);
  return "{" + kept_ + "}";
}

}  // namespace scv::types::json
