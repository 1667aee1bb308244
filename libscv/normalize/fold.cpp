#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "normalize/detail.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

constexpr std::size_t kMostPlaceholder = 64;  ///< bytes of a text that may be one, but for one character repeated

constexpr auto kPlaceholders = detail::word_list({
    "",
    "n a",
    "na",
    "null",
    "nil",
    "none",
    "nan",
    "unknown",
    "unknown unknown",
    "unbekannt",
    "unbek",
    "inconnu",
    "inconnue",
    "desconocido",
    "desconocida",
    "desconhecido",
    "desconhecida",
    "sconosciuto",
    "sconosciuta",
    "nieznany",
    "nieznana",
    "onbekend",
    "ukendt",
    "ukjent",
    "okand",
    "tuntematon",
    "neznamy",
    "neznama",
    "no consta",
    "no disponible",
    "test",
    "tester",
    "testtest",
    "test test",
    "testkunde",
    "test kunde",
    "testuser",
    "test user",
    "testperson",
    "keine",
    "kein",
    "keiner",
    "keine angabe",
    "keine angaben",
    "k a",
    "ka",
    "ohne",
    "ohne angabe",
    "nicht bekannt",
    "nicht angegeben",
    "nicht vorhanden",
    "leer",
    "entfaellt",
    "anonym",
    "anonymous",
    "anonyme",
    "no name",
    "noname",
    "kein name",
    "not known",
    "not available",
    "not applicable",
    "not provided",
    "not given",
    "not specified",
    "undefined",
    "unspecified",
    "undisclosed",
    "missing",
    "empty",
    "blank",
    "tbd",
    "tba",
    "tbc",
    "dummy",
    "sample",
    "foo",
    "bar",
    "foobar",
    "foo bar",
    "asdf",
    "asdfasdf",
    "qwertz",
    "qwerty",
    "qwertzuiop",
    "abc",
    "abcd",
    "xyz",
    "aucun",
    "aucune",
    "sans",
    "sans nom",
    "non renseigne",
    "non communique",
    "nn",
    "n n",
    "x",
    "xx",
    "do not use",
    "delete",
    "deleted",
    "geloescht",
    "bitte loeschen",
    "siehe oben",
    "s o",
    "dito",
    "unnamed",
    "vorname",
    "nachname",
    "name",
    "firstname",
    "lastname",
    "first name",
    "last name",
    "vorname nachname",
    "firstname lastname",
    "first name last name",
});

/// Which three letters or digits a placeholder may begin with; five bits of each, alike for both cases.
constexpr std::size_t prefix_of(std::string_view text) {
  return (static_cast<std::size_t>(text[0] & 31) << 10) | (static_cast<std::size_t>(text[1] & 31) << 5) |
         static_cast<std::size_t>(text[2] & 31);
}
consteval std::array<std::uint64_t, 512> placeholder_prefixes() {
  std::array<std::uint64_t, 512> bits{};
  for (const std::string_view word : kPlaceholders.words) {
    if (word.size() >= 3) bits[prefix_of(word) / 64] |= std::uint64_t{1} << (prefix_of(word) % 64);
  }
  return bits;
}
constexpr auto kPrefixes = placeholder_prefixes();

/// True for most texts that are none: they begin with three letters or digits that no placeholder begins with.
bool begins_like_no_placeholder(std::string_view text) {
  if (text.size() < 3) return false;
  const auto is_alnum = [](char c) { return base::is_ascii_alpha(c) || base::is_ascii_digit(c); };
  if (!is_alnum(text[0]) || !is_alnum(text[1]) || !is_alnum(text[2])) return false;
  const std::size_t prefix = prefix_of(text);
  const bool repeated = (text[0] & 31) == (text[1] & 31) && (text[1] & 31) == (text[2] & 31);
  return !repeated && (kPrefixes[prefix / 64] >> (prefix % 64) & 1U) == 0;
}

}  // namespace

std::string collapse(std::string_view folded) {
  std::string out;
  out.reserve(folded.size());
  // `out` never holds a pair that a rule shortens, so a second pass changes nothing.
  const auto push = [&out](char c) {
    if (c < 'a' || c > 'z') {
      out += c;
      return;
    }
    for (;;) {
      const char last = out.empty() ? ' ' : out.back();
      if (last == c) return;
      char merged = 0;
      switch (c) {
        case 'e':
          if (last == 'a' || last == 'o' || last == 'u' || last == 'i') merged = last;
          break;
        case 'h':
          if (last == 't') merged = 't';
          if (last == 'p') merged = 'f';
          break;
        case 'k':
          if (last == 'c') merged = 'k';
          break;
        case 't':
          if (last == 'd') merged = 't';
          break;
        case 'z':
          if (last == 't') merged = 'z';
          break;
        case 'i':
          if (last == 'e') {
            out.pop_back();
            if (out.empty() || out.back() != 'a') out += 'a';
            out += 'i';
            return;
          }
          break;
        default:
          break;
      }
      if (merged == 0) {
        out += c;
        return;
      }
      out.pop_back();
      c = merged;
    }
  };
  for (const char c : folded) push(c == 'y' ? 'i' : c);
  return out;
}

bool is_placeholder(std::string_view text) {
  text = base::trim(text);
  if (text.empty()) return false;
  if (text.size() > kMostPlaceholder && !detail::is_one_character_repeated(text)) return false;
  // Na is a family name; NA and n/a are not.
  if (text == "Na" || begins_like_no_placeholder(text)) return false;
  text = text.substr(0, kMostPlaceholder);
  char simple[kMostPlaceholder];
  const std::size_t length = base::fold_simple(text, simple);
  const std::string other = length == base::kNotSimple ? fold(text) : std::string{};
  const std::string_view folded = length == base::kNotSimple ? other : std::string_view(simple, length);
  if (folded.empty()) {
    // Letters that nobody could transliterate still say something.
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }) ||
           text.size() < 4;
  }
  if (detail::contains(kPlaceholders, folded)) return true;
  if (!detail::is_one_character_repeated(folded)) return false;
  const char c = folded.front();
  return c == '0' || (folded.size() >= 3 && (c == 'x' || c == '9')) || folded.size() >= 4;
}

namespace detail {

std::string compact_upper(std::string_view text) {
  std::string out = fold(text);
  std::erase(out, ' ');
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return out;
}

bool is_dummy_digits(std::string_view digits) noexcept {
  if (digits.empty()) return false;
  if (is_one_character_repeated(digits)) return true;
  if (digits.size() < 5) return false;
  bool up = true;
  bool down = true;
  for (std::size_t i = 1; i < digits.size(); ++i) {
    const int before = digits[i - 1] - '0';
    const int now = digits[i] - '0';
    up = up && now == (before + 1) % 10;
    down = down && now == (before + 9) % 10;
  }
  return up || down;
}

}  // namespace detail
}  // namespace scv::normalize
