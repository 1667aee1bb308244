#include "identity/compare_values.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"

namespace scv::identity {
namespace {

char32_t lower(char32_t c) noexcept {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  if (c >= 0x100 && c <= 0x137) return c | 1;
  if (c >= 0x139 && c <= 0x148) return c % 2 == 1 ? c + 1 : c;
  if (c >= 0x14A && c <= 0x177) return c | 1;
  if (c >= 0x179 && c <= 0x17E) return c % 2 == 1 ? c + 1 : c;
  if (c == 0x178) return 0xFF;
  if (c >= 0x391 && c <= 0x3A9) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  return c;
}

bool is_separator(char32_t c) noexcept {
  if (c < 0x80) return !(base::is_ascii_digit(static_cast<char>(c)) || base::is_ascii_alpha(static_cast<char>(c)));
  return (c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) || (c >= 0x2000 && c <= 0x206F) ||
         (c >= 0x3000 && c <= 0x3003) || c == 0xFEFF;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), base::is_ascii_digit);
  return digits;
}

}  // namespace

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  std::string word;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = lower(base::next_code_point(text, at));
    if (c == U'\'' || c == U'\u2019' || c == U'`') continue;
    if (is_separator(c)) {
      if (!word.empty()) result.push_back(std::exchange(word, {}));
      continue;
    }
    switch (c) {
      case U'ä':
        word += "ae";
        break;
      case U'ö':
        word += "oe";
        break;
      case U'ü':
        word += "ue";
        break;
      case U'ß':
        word += "ss";
        break;
      default:
        base::append_utf8(word, c);
    }
  }
  if (!word.empty()) result.push_back(std::move(word));
  return result;
}

std::string loose_key(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kUnknown = {"na",        "null",        "none", "unknown",
                                                                "unbekannt", "keineangabe", "ka",   "nichtbekannt",
                                                                "xxx",       "test",        "leer", "undefined"};
  std::string key;
  for (const std::string& word : words(text)) key += word;
  if (std::find(kUnknown.begin(), kUnknown.end(), key) != kUnknown.end()) key.clear();
  return key;
}

std::string date_key(std::string_view text) {
  text = base::trim(text);
  std::array<std::string, 3> parts;
  std::size_t count = 0;
  bool in_digits = false;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) {
      if (!in_digits && count == 3) break;  // a time of day behind the date
      if (!in_digits) ++count;
      parts[count - 1] += c;
    }
    in_digits = base::is_ascii_digit(c);
  }
  if (count == 1 && parts[0].size() == 8) {
    parts = {parts[0].substr(0, 4), parts[0].substr(4, 2), parts[0].substr(6)};
  } else if (count < 3) {
    return {};
  }
  if (parts[2].size() == 4 && parts[0].size() <= 2) std::swap(parts[0], parts[2]);
  if (parts[0].size() != 4 || parts[1].size() > 2 || parts[2].size() > 2) return {};
  const int year = std::stoi(parts[0]);
  const auto month = static_cast<unsigned>(std::stoi(parts[1]));
  const auto day = static_cast<unsigned>(std::stoi(parts[2]));
  if (!base::is_valid_date(year, month, day)) return {};
  for (std::string* part : {&parts[1], &parts[2]}) {
    if (part->size() == 1) part->insert(part->begin(), '0');
  }
  return parts[0] + parts[1] + parts[2];
}

std::string phone_key(std::string_view text) {
  text = base::trim(text);
  std::string bare(text);
  if (const std::size_t trunk = bare.find("(0)"); trunk != std::string::npos && trunk > 0) bare.erase(trunk, 3);
  std::string digits = digits_of(bare);
  if (digits.find_first_not_of('0') == std::string::npos) return {};
  if (text.starts_with('+')) return "+" + digits;
  if (digits.starts_with("00")) return "+" + digits.substr(2);
  if (digits.starts_with('0')) digits.erase(0, 1);
  return digits;
}

std::string_view without_country_code(std::string_view digits) {
  if (digits.empty()) return digits;
  // ITU-T E.164: zones 1 and 7 have one digit, these have two, all others three.
  static constexpr std::array<std::string_view, 43> kTwo = {
      "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
      "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
      "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95"};
  if (digits[0] == '1' || digits[0] == '7') return digits.substr(1);
  const bool two = std::find(kTwo.begin(), kTwo.end(), digits.substr(0, 2)) != kTwo.end() || digits.starts_with("98");
  return digits.substr(std::min<std::size_t>(two ? 2 : 3, digits.size()));
}

std::string url_key(std::string_view text) {
  std::string key = base::ascii_lower(base::trim(text));
  for (const std::string_view prefix :
       {std::string_view("https://"), std::string_view("http://"), std::string_view("www.")}) {
    if (key.starts_with(prefix)) key.erase(0, prefix.size());
  }
  while (key.ends_with('/')) key.pop_back();
  return key;
}

int formatting(std::string_view text) {
  bool capital = false, small = false, beyond = false, separated = false;
  for (const char c : text) {
    capital |= c >= 'A' && c <= 'Z';
    small |= c >= 'a' && c <= 'z';
    beyond |= static_cast<unsigned char>(c) >= 0x80;
    separated |= c == ' ' || c == '-' || c == '/';
  }
  return 4 * (text.starts_with('+')) + 4 * (capital && small) + 2 * beyond + separated;
}

}  // namespace scv::identity
