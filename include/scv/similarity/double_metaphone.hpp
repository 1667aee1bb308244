#pragma once

// Double Metaphone: how an English reader may pronounce a name, in one or two codes.
//
//   using namespace scv::similarity;
//   DoubleMetaphone smith = double_metaphone("Smith");     // {"SM0", "XMT"}
//   DoubleMetaphone schmidt = double_metaphone("Schmidt"); // {"XMT", "SMT"}
//   sounds_alike(smith, schmidt);                          // true: they share XMT
//
// A code consists of A (any vowel at the start), the consonants F H J K L M N P R S T, X for "sh" and 0 for "th".
// The second code is the other pronunciation that the name's origin (Slavonic, Germanic, Celtic, Greek, French,
// Italian, Spanish) allows, and equals the first where there is none. Codes are cut to `max_length`, by custom 4;
// kUnlimited leaves them whole.
// Takes UTF-8, any case: Ç counts as in the source, ß as SS, other accented letters of Europe as their base letters;
// what is no letter separates. Cost: linear; allocates only for words over 64 bytes and codes over 15 letters.
// Source: Philips, "The Double Metaphone Search Algorithm", C/C++ Users Journal 18 (June 2000).

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

#include "scv/similarity/detail/latin.hpp"
#include "scv/similarity/detail/small_buffer.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

/// Both codes of a word; empty where it has no letters that sound.
struct DoubleMetaphone {
  std::string primary;
  std::string secondary;
  friend bool operator==(const DoubleMetaphone&, const DoubleMetaphone&) = default;
};

inline constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

namespace detail {

// Reads the word from left to right; each letter's rule looks around itself, adds to the codes and says how many
// letters it took.
class MetaphoneEncoder {
 public:
  MetaphoneEncoder(std::string_view word, std::size_t max_length) noexcept : word_(word), max_length_(max_length) {
    slavo_germanic_ = word.find_first_of("WK") != npos || word.find("CZ") != npos;
    from_or_sch_ = starts({"VAN ", "VON ", "SCH"});
  }

  DoubleMetaphone encode() {
    if (starts({"GN", "KN", "PN", "WR", "PS"})) at_ = 1;  // the first letter is silent
    if (starts({"X"})) {                                  // Xavier
      add("S");
      at_ = 1;
    }
    while (at_ < word_.size() && (codes_.primary.size() < max_length_ || codes_.secondary.size() < max_length_)) {
      at_ += letter();
    }
    if (codes_.primary.size() > max_length_) codes_.primary.resize(max_length_);
    if (codes_.secondary.size() > max_length_) codes_.secondary.resize(max_length_);
    return std::move(codes_);
  }

  static constexpr char kCedilla = '\x01';  // Ç

 private:
  static constexpr std::size_t npos = std::string_view::npos;
  using Texts = std::initializer_list<std::string_view>;

  // The letter `offset` behind the current one; a blank outside the word.
  char peek(std::ptrdiff_t offset) const noexcept {
    const auto index = static_cast<std::ptrdiff_t>(at_) + offset;
    return index >= 0 && index < static_cast<std::ptrdiff_t>(word_.size()) ? word_[static_cast<std::size_t>(index)]
                                                                           : ' ';
  }
  bool is(std::ptrdiff_t offset, std::string_view text) const noexcept {
    if (static_cast<std::ptrdiff_t>(at_) + offset < 0) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (peek(offset + static_cast<std::ptrdiff_t>(i)) != text[i]) return false;
    }
    return true;
  }
  bool is_any(std::ptrdiff_t offset, Texts texts) const noexcept {
    return std::any_of(texts.begin(), texts.end(), [&](std::string_view text) { return is(offset, text); });
  }
  bool one_of(std::ptrdiff_t offset, std::string_view letters) const noexcept {
    return static_cast<std::ptrdiff_t>(at_) + offset >= 0 && letters.find(peek(offset)) != npos;
  }
  bool vowel(std::ptrdiff_t offset) const noexcept { return one_of(offset, "AEIOUY"); }
  bool starts(Texts texts) const noexcept {
    return std::any_of(texts.begin(), texts.end(), [&](std::string_view text) { return word_.starts_with(text); });
  }
  bool first() const noexcept { return at_ == 0; }
  bool last() const noexcept { return at_ + 1 == word_.size(); }

  void add(std::string_view code) { add(code, code); }
  void add(std::string_view primary, std::string_view secondary) {
    codes_.primary += primary;
    codes_.secondary += secondary;
  }
  // Two letters if the next is the same, else one.
  std::size_t doubled() const noexcept { return peek(1) == peek(0) ? 2 : 1; }

  std::size_t letter() {
    switch (peek(0)) {
      case 'A':
      case 'E':
      case 'I':
      case 'O':
      case 'U':
      case 'Y':
        if (first()) add("A");
        return 1;
      case 'B':
        add("P");
        return doubled();
      case kCedilla:
        add("S");
        return 1;
      case 'C':
        return letter_c();
      case 'D':
        return letter_d();
      case 'F':
        add("F");
        return doubled();
      case 'G':
        return letter_g();
      case 'H':
        if ((first() || vowel(-1)) && vowel(1)) {
          add("H");
          return 2;
        }
        return 1;
      case 'J':
        return letter_j();
      case 'K':
        add("K");
        return doubled();
      case 'L':
        return letter_l();
      case 'M':
        add("M");  // dumb, thumb, plumber
        return (is(-1, "UMB") && (at_ + 2 == word_.size() || is(2, "ER"))) || peek(1) == 'M' ? 2 : 1;
      case 'N':
        add("N");
        return doubled();
      case 'P':
        if (peek(1) == 'H') {
          add("F");
          return 2;
        }
        add("P");  // campbell, raspberry
        return one_of(1, "PB") ? 2 : 1;
      case 'Q':
        add("K");
        return doubled();
      case 'R':
        // French: rogier, but not hochmeier
        if (last() && !slavo_germanic_ && is(-2, "IE") && !is_any(-4, {"ME", "MA"})) {
          add("", "R");
        } else {
          add("R");
        }
        return doubled();
      case 'S':
        return letter_s();
      case 'T':
        return letter_t();
      case 'V':
        add("F");
        return doubled();
      case 'W':
        return letter_w();
      case 'X':
        // French: breaux
        if (!(last() && is_any(-3, {"IAU", "EAU"})) && !(last() && is_any(-2, {"AU", "OU"}))) add("KS");
        return one_of(1, "CX") ? 2 : 1;
      case 'Z':
        if (peek(1) == 'H') {  // Chinese: zhao
          add("J");
          return 2;
        }
        if (is_any(1, {"ZO", "ZI", "ZA"}) || (slavo_germanic_ && !first() && peek(-1) != 'T')) {
          add("S", "TS");
        } else {
          add("S");
        }
        return doubled();
      default:
        return 1;
    }
  }

  std::size_t letter_c() {
    // bacher, macher; but not michael
    if (at_ > 1 && !vowel(-2) && is(-1, "ACH") && peek(2) != 'I' &&
        (peek(2) != 'E' || is_any(-2, {"BACHER", "MACHER"}))) {
      add("K");
      return 2;
    }
    if (first() && is(0, "CAESAR")) {
      add("S");
      return 2;
    }
    if (is(0, "CHIA")) {  // Italian: chianti
      add("K");
      return 2;
    }
    if (is(0, "CH")) return letters_ch();
    if (is(0, "CZ") && !is(-2, "WICZ")) {  // czerny
      add("S", "X");
      return 2;
    }
    if (is(1, "CIA")) {  // focaccia
      add("X");
      return 3;
    }
    if (is(0, "CC") && !(at_ == 1 && word_[0] == 'M')) {  // but not McClellan
      if (one_of(2, "IEH") && !is(2, "HU")) {
        // accident, succeed; bacci, bertucci
        add((at_ == 1 && peek(-1) == 'A') || is_any(-1, {"UCCEE", "UCCES"}) ? "KS" : "X");
        return 3;
      }
      add("K");  // bellocchio
      return 2;
    }
    if (is_any(0, {"CK", "CG", "CQ"})) {
      add("K");
      return 2;
    }
    if (is_any(0, {"CI", "CE", "CY"})) {
      if (is_any(0, {"CIO", "CIE", "CIA"})) {  // Italian or English
        add("S", "X");
      } else {
        add("S");
      }
      return 2;
    }
    add("K");
    if (is_any(1, {" C", " Q", " G"})) return 3;  // mac caffrey, mac gregor
    return one_of(1, "CKQ") && !is_any(1, {"CE", "CI"}) ? 2 : 1;
  }

  std::size_t letters_ch() {
    if (!first() && is(0, "CHAE")) {  // michael
      add("K", "X");
      return 2;
    }
    // Greek roots: chemistry, chorus
    if (first() && is_any(1, {"HARAC", "HARIS", "HOR", "HYM", "HIA", "HEM"}) && !is(0, "CHORE")) {
      add("K");
      return 2;
    }
    // Germanic or Greek: architect, orchestra, wachtler, wechsler, but not tichner
    if (from_or_sch_ || is_any(-2, {"ORCHES", "ARCHIT", "ORCHID"}) || one_of(2, "TS") ||
        ((first() || one_of(-1, "AOUE")) && one_of(2, "LRNMBHFVW "))) {
      add("K");
    } else if (first()) {
      add("X");
    } else if (starts({"MC"})) {  // McHugh
      add("K");
    } else {
      add("X", "K");
    }
    return 2;
  }

  std::size_t letter_d() {
    if (is(0, "DG")) {
      if (one_of(2, "IEY")) {  // edge
        add("J");
        return 3;
      }
      add("TK");  // edgar
      return 2;
    }
    add("T");
    return is_any(0, {"DT", "DD"}) ? 2 : 1;
  }

  std::size_t letter_g() {
    if (peek(1) == 'H') return letters_gh();
    if (peek(1) == 'N') {
      if (at_ == 1 && vowel(-1) && !slavo_germanic_) {
        add("KN", "N");
      } else if (!is(2, "EY") && !slavo_germanic_) {  // but not cagney
        add("N", "KN");
      } else {
        add("KN");
      }
      return 2;
    }
    if (is(1, "LI") && !slavo_germanic_) {  // tagliaro
      add("KL", "L");
      return 2;
    }
    if (first() && (peek(1) == 'Y' || is_any(1, {"ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER"}))) {
      add("K", "J");  // ges-, gep-, gel-, gie-
      return 2;
    }
    if ((is(1, "ER") || peek(1) == 'Y') && !starts({"DANGER", "RANGER", "MANGER"}) && !one_of(-1, "EI") &&
        !is_any(-1, {"RGY", "OGY"})) {
      add("K", "J");  // -ger-, -gy-
      return 2;
    }
    if (one_of(1, "EIY") || is_any(-1, {"AGGI", "OGGI"})) {  // Italian: biaggi
      if (from_or_sch_ || is(1, "ET")) {
        add("K");
      } else if (is(1, "IER ")) {
        add("J");
      } else {
        add("J", "K");
      }
      return 2;
    }
    add("K");
    return doubled();
  }

  std::size_t letters_gh() {
    if (!first() && !vowel(-1)) {
      add("K");
    } else if (first()) {
      add(peek(2) == 'I' ? "J" : "K");  // ghislane
    } else if (one_of(-2, "BHD") || one_of(-3, "BHD") || one_of(-4, "BH")) {
      // Parker's rule: hugh, bough, broughton
    } else if (at_ > 2 && peek(-1) == 'U' && one_of(-3, "CGLRT")) {
      add("F");  // laugh, cough, rough, tough
    } else if (peek(-1) != 'I') {
      add("K");
    }
    return 2;
  }

  std::size_t letter_j() {
    const bool san = starts({"SAN "});
    if (is(0, "JOSE") || san) {  // Spanish: jose, san jacinto
      if ((first() && peek(4) == ' ') || san) {
        add("H");
      } else {
        add("J", "H");
      }
      return 1;
    }
    if (first()) {
      add("J", "A");  // yankelovich, jankelowicz
    } else if (vowel(-1) && !slavo_germanic_ && one_of(1, "AO")) {
      add("J", "H");  // Spanish: bajador
    } else if (last()) {
      add("J", "");
    } else if (!one_of(1, "LTKSNMBZ") && !one_of(-1, "SKL")) {
      add("J");
    }
    return doubled();
  }

  std::size_t letter_l() {
    if (peek(1) != 'L') {
      add("L");
      return 1;
    }
    // Spanish: cabrillo, gallegos
    const bool spanish_end =
        word_.ends_with("AS") || word_.ends_with("OS") || word_.ends_with('A') || word_.ends_with('O');
    if ((at_ + 3 == word_.size() && is_any(-1, {"ILLO", "ILLA", "ALLE"})) || (spanish_end && is(-1, "ALLE"))) {
      add("L", "");
    } else {
      add("L");
    }
    return 2;
  }

  std::size_t letter_s() {
    if (is_any(-1, {"ISL", "YSL"})) return 1;  // island, carlysle
    if (first() && is(0, "SUGAR")) {
      add("X", "S");
      return 1;
    }
    if (is(0, "SH")) {
      add(is_any(1, {"HEIM", "HOEK", "HOLM", "HOLZ"}) ? "S" : "X");  // Germanic
      return 2;
    }
    if (is_any(0, {"SIO", "SIA"})) {  // Italian, Armenian
      if (slavo_germanic_) {
        add("S");
      } else {
        add("S", "X");
      }
      return 3;
    }
    // German and its English kin: smith and schmidt, snider and schneider; Hungarian sz
    if ((first() && one_of(1, "MNLW")) || peek(1) == 'Z') {
      add("S", "X");
      return peek(1) == 'Z' ? 2 : 1;
    }
    if (is(0, "SC")) return letters_sc();
    if (last() && is_any(-2, {"AI", "OI"})) {  // French: resnais, artois
      add("", "S");
    } else {
      add("S");
    }
    return one_of(1, "SZ") ? 2 : 1;
  }

  std::size_t letters_sc() {
    if (peek(2) == 'H') {
      if (is_any(3, {"ER", "EN"})) {
        add("X", "SK");  // schermerhorn, schenker
      } else if (is_any(3, {"OO", "UY", "ED", "EM"})) {
        add("SK");  // Dutch: school
      } else if (first() && !vowel(3) && peek(3) != 'W') {
        add("X", "S");
      } else {
        add("X");
      }
    } else {
      add(one_of(2, "IEY") ? "S" : "SK");
    }
    return 3;
  }

  std::size_t letter_t() {
    if (is(0, "TION") || is_any(0, {"TIA", "TCH"})) {
      add("X");
      return 3;
    }
    if (is(0, "TH") || is(0, "TTH")) {
      if (is_any(2, {"OM", "AM"}) || from_or_sch_) {  // thomas, thames
        add("T");
      } else {
        add("0", "T");
      }
      return 2;
    }
    add("T");
    return one_of(1, "TD") ? 2 : 1;
  }

  std::size_t letter_w() {
    if (is(0, "WR")) {
      add("R");
      return 2;
    }
    if (first() && (vowel(1) || is(0, "WH"))) {
      if (vowel(1)) {
        add("A", "F");  // wasserman is vasserman
      } else {
        add("A");
      }
    }
    if ((last() && vowel(-1)) || is_any(-1, {"EWSKI", "EWSKY", "OWSKI", "OWSKY"}) || starts({"SCH"})) {
      add("", "F");  // arnow is arnoff
      return 1;
    }
    if (is_any(0, {"WICZ", "WITZ"})) {  // Polish: filipowicz
      add("TS", "FX");
      return 4;
    }
    return 1;
  }

  std::string_view word_;
  std::size_t max_length_;
  std::size_t at_ = 0;
  bool slavo_germanic_ = false;
  bool from_or_sch_ = false;  // "van …", "von …", "Sch…"
  DoubleMetaphone codes_;
};

}  // namespace detail

/// Both codes of a word or a short name in UTF-8.
inline DoubleMetaphone double_metaphone(std::string_view word, std::size_t max_length = 4) {
  detail::SmallBuffer<char, 64> letters(word.size());  // no code point gives more letters than it has bytes
  std::size_t count = 0;
  for (std::size_t position = 0; position < word.size();) {
    const char32_t c = next_code_point(word, position);
    const detail::LatinLetters folded = detail::fold_latin(c);
    if (c == 0xC7 || c == 0xE7) {
      letters[count++] = detail::MetaphoneEncoder::kCedilla;
    } else if (folded.first != 0) {
      letters[count++] = folded.first;
      if (folded.second != 0) letters[count++] = folded.second;
    } else if (c < 0x300 || c > 0x36F) {  // combining marks belong to the letter before
      letters[count++] = c < 0x80 && c > 0x20 ? static_cast<char>(c) : ' ';
    }
  }
  // Leading and trailing blanks would hide the word's first and last letters from the rules.
  std::string_view text(letters.data(), count);
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  return detail::MetaphoneEncoder(text, max_length).encode();
}

/// Whether two words share a code that is not empty.
inline bool sounds_alike(const DoubleMetaphone& a, const DoubleMetaphone& b) noexcept {
  const auto shares = [](const std::string& x, const std::string& y) { return !x.empty() && x == y; };
  return shares(a.primary, b.primary) || shares(a.primary, b.secondary) || shares(a.secondary, b.primary) ||
         shares(a.secondary, b.secondary);
}

}  // namespace similarity
}  // namespace v1
}  // namespace scv
