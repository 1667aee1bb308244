#include "read/cell_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/text.hpp"
#include "base/time.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kLongestCode = 255;  // that Excel takes
constexpr double kLargestWhole = 1e15;     // from here on doubles have no 15 digits before the point
constexpr double kDaysOf10000 = 2958466;   // 10000-01-01 counted from 1900
constexpr double kDaysOf10000Since1904 = 2957004;
constexpr std::uint32_t kSecondsOfDay = 86400;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

bool parse_double(std::string_view text, double& value) {
  text = base::trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

void write_double(double value, std::string& to) {
  if (value == 0) value = 0;  // no minus
  std::array<char, 64> digits;
  if (std::fabs(value) < kLargestWhole && value == std::floor(value)) {
    const int size = std::snprintf(digits.data(), digits.size(), "%.0f", value);
    to.append(digits.data(), static_cast<std::size_t>(size));
    return;
  }
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::scientific, 14);
  std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  if (text.starts_with('-')) {
    to += '-';
    text.remove_prefix(1);
  }
  const std::size_t e = text.find('e');
  int exponent = 0;
  const std::size_t sign = text[e + 1] == '+' ? 2 : 1;
  std::from_chars(text.data() + e + sign, text.data() + text.size(), exponent);
  std::string mantissa{text[0]};
  mantissa += text.substr(2, e - 2);
  while (mantissa.size() > 1 && mantissa.back() == '0') mantissa.pop_back();
  const int size = static_cast<int>(mantissa.size());
  if (exponent < -9 || exponent > 20) {
    to += mantissa[0];
    if (size > 1) to.append(".").append(mantissa, 1);
    to += (exponent < 0 ? "E-" : "E+") + std::to_string(std::abs(exponent));
  } else if (exponent < 0) {
    to.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(mantissa);
  } else if (size > exponent + 1) {
    to.append(mantissa, 0, static_cast<std::size_t>(exponent) + 1).append(".");
    to.append(mantissa, static_cast<std::size_t>(exponent) + 1);
  } else {
    to.append(mantissa).append(static_cast<std::size_t>(exponent + 1 - size), '0');
  }
}

/// Text between quotes, behind a backslash, and brackets; what is left of a code are its letters.
std::size_t skip_literal(std::string_view code, std::size_t at) {
  if (code[at] == '"') {
    const std::size_t end = code.find('"', at + 1);
    return end == std::string_view::npos ? code.size() : end + 1;
  }
  if (code[at] == '\\' || code[at] == '_' || code[at] == '*') {
    std::size_t next = std::min(at + 1, code.size());
    if (next < code.size()) base::next_code_point(code, next);
    return next;
  }
  if (code[at] == '[') {
    const std::size_t end = code.find(']', at + 1);
    return end == std::string_view::npos ? code.size() : end + 1;
  }
  return at;
}

std::vector<std::string_view> sections_of(std::string_view code) {
  std::vector<std::string_view> sections;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < code.size();) {
    if (const std::size_t behind = skip_literal(code, at); behind != at) {
      at = behind;
      continue;
    }
    if (code[at] == ';') {
      sections.push_back(code.substr(begin, at - begin));
      begin = at + 1;
    }
    ++at;
  }
  sections.push_back(code.substr(begin));
  return sections;
}

}  // namespace

bool write_number(std::string_view number, std::string& to) {
  number = base::trim(number);
  const std::string_view unsigned_part = number.starts_with('-') ? number.substr(1) : number;
  if (all_digits(unsigned_part) && number != "-0") {
    to += number;
    return true;
  }
  double value = 0;
  if (!parse_double(number, value)) {
    to += number;
    return false;
  }
  write_double(value, to);
  return true;
}

CellFormat::CellFormat(std::string_view code) {
  if (code.size() > kLongestCode * 4 || base::ascii_lower(code).find("general") != std::string::npos) return;
  const std::vector<std::string_view> sections = sections_of(code);
  if (read_moment(sections.front())) {
    kind_ = Kind::moment;
    return;
  }
  bool any = false;
  for (const std::string_view section : sections) {
    sections_.push_back(parse_section(section));
    any = any || sections_.back().is_pattern;
  }
  if (any)
    kind_ = Kind::pattern;
  else
    sections_.clear();
}

CellFormat CellFormat::built_in(std::uint32_t id) {
  CellFormat format;
  const auto moment = [&](bool date, bool time) {
    format.kind_ = Kind::moment;
    format.date_ = date;
    format.time_ = time;
  };
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58) {
    moment(true, false);
  } else if (id == 22) {
    moment(true, true);
  } else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56) {
    moment(false, true);
    format.elapsed_ = id == 46;
  }
  return format;
}

bool CellFormat::read_moment(std::string_view code) {
  bool year_or_day = false, month = false, clock = false;
  for (std::size_t at = 0; at < code.size();) {
    if (const std::size_t behind = skip_literal(code, at); behind != at) {
      const std::string inside = base::ascii_lower(code.substr(at, behind - at));
      if (inside == "[h]" || inside == "[hh]" || inside == "[m]" || inside == "[mm]" || inside == "[s]" ||
          inside == "[ss]") {
        clock = elapsed_ = true;
      }
      at = behind;
      continue;
    }
    const char letter = base::to_ascii_lower(code[at]);
    year_or_day = year_or_day || letter == 'y' || letter == 'd';
    month = month || letter == 'm';
    clock = clock || letter == 'h' || letter == 's';
    ++at;
  }
  date_ = year_or_day || (month && !clock);
  time_ = clock;
  return date_ || time_;
}

CellFormat::Section CellFormat::parse_section(std::string_view code) {
  Section section;
  bool plain = true;  // nothing but whole digits and text
  std::size_t zeros = 0, texts = 0;
  const auto add_text = [&](std::string_view text) {
    if (text.empty()) return;
    ++texts;
    section.tokens.push_back({0, std::string(text)});
  };
  for (std::size_t at = 0; at < code.size();) {
    const char c = code[at];
    if (const std::size_t behind = skip_literal(code, at); behind != at) {
      std::string_view inside = code.substr(at, behind - at);
      if (c == '"') {
        inside.remove_prefix(1);
        if (inside.ends_with('"')) inside.remove_suffix(1);
        add_text(inside);
      } else if (c == '\\') {
        add_text(inside.substr(1));
      } else if (c == '[' && inside.size() > 2 && (inside[1] == '<' || inside[1] == '>' || inside[1] == '=')) {
        inside = inside.substr(1, inside.size() - 2);
        const bool two = inside.size() > 1 && (inside[1] == '=' || inside[1] == '>');
        section.condition = !two ? inside[0] : inside[1] == '>' ? 'n' : inside[0] == '<' ? 'l' : 'g';
        plain = plain && parse_double(inside.substr(two ? 2 : 1), section.limit);
      } else if (c == '[' && inside.starts_with("[$") && !inside.starts_with("[$-")) {
        plain = false;  // an amount of money
      }
      at = behind;
      continue;
    }
    std::size_t next = at;
    base::next_code_point(code, next);
    if (c == '0' || c == '#' || c == '?') {
      section.tokens.push_back({c, {}});
      zeros += c == '0';
    } else if (c == '.' || c == ',' || c == '%' || c == '/' || c == 'E' || c == 'e' || c == '@') {
      plain = false;
    } else {
      add_text(code.substr(at, next - at));
    }
    at = next;
  }
  const bool any_placeholder =
      std::any_of(section.tokens.begin(), section.tokens.end(), [](const Token& t) { return t.placeholder != 0; });
  section.is_pattern = plain && any_placeholder && (zeros > 1 || texts > 0);
  return section;
}

bool CellFormat::write_pattern(std::uint64_t value, std::string& to) const {
  const Section* chosen = nullptr;
  const auto number = static_cast<double>(value);
  for (const Section& section : sections_) {
    const bool fits = section.condition == 0     ? true
                      : section.condition == '<' ? number < section.limit
                      : section.condition == '>' ? number > section.limit
                      : section.condition == '=' ? number == section.limit
                      : section.condition == 'l' ? number <= section.limit
                      : section.condition == 'g' ? number >= section.limit
                                                 : number != section.limit;
    if (!fits) continue;
    chosen = &section;
    break;
  }
  if (chosen == nullptr || !chosen->is_pattern) return false;
  std::string digits = value == 0 ? std::string() : std::to_string(value), reversed;
  std::size_t left = static_cast<std::size_t>(std::count_if(chosen->tokens.begin(), chosen->tokens.end(),
                                                            [](const Token& token) { return token.placeholder != 0; }));
  for (auto token = chosen->tokens.rbegin(); token != chosen->tokens.rend(); ++token) {
    if (token->placeholder == 0) {
      reversed.append(token->text.rbegin(), token->text.rend());
      continue;
    }
    --left;
    do {
      if (!digits.empty()) {
        reversed += digits.back();
        digits.pop_back();
      } else if (token->placeholder == '0') {
        reversed += '0';
      }
    } while (left == 0 && !digits.empty());
  }
  to.append(reversed.rbegin(), reversed.rend());
  return true;
}

bool CellFormat::write_moment(double value, bool since_1904, std::string& to) const {
  if (value < 0 || value >= (since_1904 ? kDaysOf10000Since1904 : kDaysOf10000)) return false;
  double whole = std::floor(value);
  auto seconds = static_cast<std::uint32_t>(std::lround((value - whole) * kSecondsOfDay));
  if (seconds == kSecondsOfDay) {
    seconds = 0;
    ++whole;
  }
  auto day = static_cast<std::int64_t>(whole);
  const bool has_day = date_ && (day != 0 || since_1904);
  if (date_ && !has_day && !time_) return false;
  std::array<char, 48> text;
  int size = 0;
  if (has_day) {
    if (day == 60 && !since_1904) {
      size = std::snprintf(text.data(), text.size(),
                           "1900-02-29");  // a day that spreadsheets have and the calendar has not
    } else {
      const std::int64_t before_1970 = since_1904 ? 24107 : day < 60 ? 25568 : 25569;
      const base::CivilDate date = base::civil_from_days(day - before_1970);
      size =
          std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year), date.month, date.day);
    }
    to.append(text.data(), static_cast<std::size_t>(size));
    if (!time_ || seconds == 0) return true;
    to += 'T';
  }
  const long long hours = seconds / 3600 + (elapsed_ && !has_day ? day * 24 : 0);
  size = std::snprintf(text.data(), text.size(), "%02lld:%02u:%02u", hours, seconds / 60 % 60, seconds % 60);
  to.append(text.data(), static_cast<std::size_t>(size));
  return true;
}

bool CellFormat::write(std::string_view number, bool since_1904, std::string& to) const {
  if (kind_ == Kind::general) return write_number(number, to);
  double value = 0;
  if (!parse_double(number, value)) return write_number(number, to);
  if (kind_ == Kind::moment) {
    if (write_moment(value, since_1904, to)) return true;
    write_number(number, to);
    return false;
  }
  const bool whole = value >= 0 && value < kLargestWhole && value == std::floor(value);
  if (whole && write_pattern(static_cast<std::uint64_t>(value), to)) return true;
  return write_number(number, to);
}

}  // namespace scv::read
