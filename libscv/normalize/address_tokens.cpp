#include "normalize/address_tokens.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "normalize/address_words.hpp"
#include "normalize/detail.hpp"
#include "normalize/values.hpp"

namespace scv::normalize::detail {
namespace {

constexpr std::size_t kMaxText = 512;
constexpr std::size_t kMaxTokens = 64;

}  // namespace

std::string_view cut(std::string_view text) {
  text = base::trim(text);
  if (text.size() > kMaxText) text = base::truncate_utf8(text, kMaxText);
  return text;
}

bool is_house_number(std::string_view text) {
  if (text.empty() || text.size() > kMaxHouseNumber || !base::is_ascii_digit(text[0])) return false;
  std::size_t letters = 0;
  for (const char c : text) {
    if (is_letter(c)) {
      if (++letters > 1) return false;
    } else if (base::is_ascii_digit(c)) {
      if (letters > 0) return false;
    } else if (c == '-' || c == '/' || c == '+' || c == '&') {
      letters = 0;
    } else {
      return false;
    }
  }
  return is_letter(text.back()) || base::is_ascii_digit(text.back());
}

Tokens tokenize(std::string_view raw) {
  Tokens tokens;
  std::size_t i = 0;
  const auto is_gap = [](char c) { return base::is_ascii_space(c) || c == ',' || c == ';' || c == '|'; };
  while (i < raw.size() && tokens.size() < kMaxTokens) {
    if (is_gap(raw[i])) {
      const bool line = raw[i] == ',' || raw[i] == ';' || raw[i] == '\n' || raw[i] == '|';
      if (line && !tokens.empty()) tokens.back().comma_after = true;
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < raw.size() && !is_gap(raw[i])) ++i;
    std::string_view chunk = raw.substr(begin, i - begin);
    Token token;
    if (chunk.front() == '#') {
      token.hash = true;
      chunk.remove_prefix(1);
    }
    if (chunk.size() == 3 && (chunk == "c/o" || chunk == "C/O" || chunk == "C/o")) {
      token.text = "c/o";
      tokens.push_back(std::move(token));
      continue;
    }
    if (!chunk.empty() && base::is_ascii_digit(chunk.front())) {
      std::string number = base::ascii_lower(chunk);
      if (const std::size_t dash = number.find("\xE2\x80\x93"); dash != std::string::npos) number.replace(dash, 3, "-");
      if (number.ends_with('.')) {
        token.dot = true;
        number.pop_back();
      }
      if (is_house_number(number)) {
        token.text = std::move(number);
        token.number = true;
        tokens.push_back(std::move(token));
        continue;
      }
      token.dot = false;
    }
    // A lone dash ties the numbers around it: 12 - 14.
    if (chunk == "-" || chunk == "/" || chunk == "\xE2\x80\x93") {
      if (!tokens.empty() && tokens.back().number && tokens.back().text.size() + 2 < kMaxHouseNumber &&
          i + 1 < raw.size() && base::is_ascii_digit(raw[i + 1])) {
        std::size_t end = ++i;
        while (end < raw.size() && !is_gap(raw[end])) ++end;
        const std::string joined = tokens.back().text + '-' + base::ascii_lower(raw.substr(i, end - i));
        if (is_house_number(joined)) {
          tokens.back().text = joined;
          i = end;
        }
      }
      continue;
    }
    const bool dot = chunk.ends_with('.');
    const std::string folded = fold(chunk);
    bool first = true;
    for_each_word(folded, [&](std::string_view word) {
      if (tokens.size() >= kMaxTokens) return;
      Token part = token;
      part.text = word;
      part.number = is_house_number(word);
      part.glued = !first;
      part.hash = token.hash && first;
      first = false;
      tokens.push_back(std::move(part));
    });
    if (dot && !first) tokens.back().dot = true;
  }
  return tokens;
}

bool is_ending_type(const Token& token) {
  const std::string_view trailing = form_of(kTrailingTypes, token.text);
  if (!trailing.empty()) return true;
  const std::string_view type = form_of(kStreetTypes, token.text);
  return contains(kEndingTypes, type.empty() ? std::string_view(token.text) : type) ||
         token.text.ends_with("strasse") || (token.text.size() > 4 && token.text.ends_with("str"));
}

bool is_street_word(const Token& token) {
  constexpr std::string_view kEndings[] = {"strasse", "weg", "platz", "gasse", "allee", "ring", "ufer", "damm"};
  if (!form_of(kStreetTypes, token.text).empty()) return true;
  if (token.text.size() > 4 && token.text.ends_with("str")) return true;
  return token.text.size() > 5 && std::any_of(std::begin(kEndings), std::end(kEndings),
                                              [&](std::string_view ending) { return token.text.ends_with(ending); });
}

void erase(Tokens& tokens, std::size_t begin, std::size_t end) {
  if (begin > 0 && end > begin && tokens[end - 1].comma_after) tokens[begin - 1].comma_after = true;
  tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.begin() + static_cast<std::ptrdiff_t>(end));
}

std::size_t end_of_segment(const Tokens& tokens, std::size_t at) {
  while (at < tokens.size() && !tokens[at].comma_after) ++at;
  return std::min(at + 1, tokens.size());
}

}  // namespace scv::normalize::detail
