#pragma once

// Cologne phonetics in the three passes of its description, for words of A to Z and a few German letters.

#include <string>
#include <string_view>

namespace reference {

inline std::string cologne(std::string_view word) {
  std::string letters;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const std::string_view two = word.substr(i, 2);
    if (two == "ä" || two == "Ä") letters += 'A';
    if (two == "ö" || two == "Ö") letters += 'O';
    if (two == "ü" || two == "Ü") letters += 'U';
    if (two == "ß") letters += "SS";
    if (word[i] >= 'a' && word[i] <= 'z') letters += static_cast<char>(word[i] - 32);
    if (word[i] >= 'A' && word[i] <= 'Z') letters += word[i];
  }

  const auto in = [](char c, std::string_view set) { return c != ' ' && set.find(c) != std::string_view::npos; };
  std::string digits;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char c = letters[i];
    const char before = i > 0 ? letters[i - 1] : ' ';
    const char after = i + 1 < letters.size() ? letters[i + 1] : ' ';
    if (in(c, "AEIJOUY")) digits += '0';
    if (c == 'B' || (c == 'P' && after != 'H')) digits += '1';
    if (in(c, "DT") && !in(after, "CSZ")) digits += '2';
    if (in(c, "FVW") || (c == 'P' && after == 'H')) digits += '3';
    if (in(c, "GKQ")) digits += '4';
    if (c == 'C') {
      const bool hard = i == 0 ? in(after, "AHKLOQRUX") : in(after, "AHKOQUX") && !in(before, "SZ");
      digits += hard ? '4' : '8';
    }
    if (c == 'X') digits += in(before, "CKQ") ? "8" : "48";
    if (c == 'L') digits += '5';
    if (in(c, "MN")) digits += '6';
    if (c == 'R') digits += '7';
    if (in(c, "SZ") || (in(c, "DT") && in(after, "CSZ"))) digits += '8';
  }

  std::string without_runs;
  for (const char digit : digits) {
    if (without_runs.empty() || without_runs.back() != digit) without_runs += digit;
  }
  std::string code;
  for (std::size_t i = 0; i < without_runs.size(); ++i) {
    if (i == 0 || without_runs[i] != '0') code += without_runs[i];
  }
  return code;
}

}  // namespace reference
