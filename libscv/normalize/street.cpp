#include "normalize/street.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "normalize/address_words.hpp"
#include "normalize/detail.hpp"

namespace scv::normalize::detail {
namespace {

class StreetParser {
 public:
  explicit StreetParser(StreetAddress& address) : address_(address) {}

  void run(Tokens tokens) {
    take_care_of(tokens);
    take_box(tokens);
    take_units(tokens);
    take_house_number(tokens);
    write_street(tokens);
  }

  bool run_extra(Tokens tokens) {
    take_care_of(tokens);
    take_box(tokens);
    // An anchor in front lets unit words stand at the beginning.
    Token anchor;
    anchor.text = "-";
    tokens.insert(tokens.begin(), anchor);
    take_units(tokens);
    return tokens.size() == 1;
  }

 private:
  static void take_care_of(Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].text == "c/o") {
        erase(tokens, i, end_of_segment(tokens, i));
        return;
      }
    }
  }

  void add_unit(std::string_view unit) { append_word(address_.unit, unit); }

  void take_box(Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const char first_letter = tokens[i].text.front();
      if (first_letter != 'p' && first_letter != 'b' && first_letter != 'g') continue;
      std::size_t end = i;
      const auto is = [&](std::size_t at, std::string_view word) {
        return at < tokens.size() && tokens[at].text == word;
      };
      if (is(i, "postfach") || is(i, "pobox") || is(i, "pob") || is(i, "postbox")) {
        end = i + 1;
      } else if ((is(i, "po") || is(i, "gpo") || is(i, "post")) && is(i + 1, "box")) {
        end = i + 2;
      } else if (is(i, "p") && is(i + 1, "o") && is(i + 2, "box")) {
        end = i + 3;
      } else if (is(i, "boite") && is(i + 1, "postale")) {
        end = i + 2;
      } else if (i == 0 && (is(i, "bp") || is(i, "box"))) {
        end = i + 1;
      }
      if (end == i) continue;
      const std::size_t first = end;
      std::string number;
      while (end < tokens.size() && tokens[end].number && (end == first || !tokens[end - 1].comma_after))
        number += tokens[end++].text;
      if (number.empty() && !is(i, "postfach")) continue;
      add_unit(number.empty() ? "po box" : "po box " + number);
      erase(tokens, i, end);
      return;
    }
  }

  static bool is_unit_value(const Token& token) {
    return token.number || token.text.size() <= 2 ||
           (token.text.size() <= 4 && base::is_ascii_digit(token.text.back()));
  }

  void take_units(Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].hash && i > 0) {
        add_unit(tokens[i].text);
        erase(tokens, i, i + 1);
        --i;
        continue;
      }
      const bool more = i + 1 < tokens.size();
      // 2. OG, 2nd floor
      if (more && !tokens[i].comma_after && base::is_ascii_digit(tokens[i].text.front()) && i > 0 &&
          contains(kFloorWords, tokens[i + 1].text)) {
        std::string floor(tokens[i].text, 0, tokens[i].text.find_first_not_of("0123456789"));
        add_unit(floor + "og");
        erase(tokens, i, i + 2);
        --i;
        continue;
      }
      if (i > 0 && tokens[i - 1].number && (i + 1 == tokens.size() || tokens[i].comma_after)) {
        if (const std::string_view bare = form_of(kBareUnits, tokens[i].text); !bare.empty()) {
          add_unit(bare);
          erase(tokens, i, i + 1);
          --i;
          continue;
        }
      }
      if (i == 0 && tokens[i].text == "-" && more && tokens.size() == 2) {
        if (const std::string_view bare = form_of(kBareUnits, tokens[1].text); !bare.empty()) {
          add_unit(bare);
          erase(tokens, 1, 2);
          return;
        }
      }
      if (!more || !contains(kUnitWords, tokens[i].text)) continue;
      const bool hash = tokens[i + 1].hash;
      // Unit words are street words too; at the head they need a comma or another number behind.
      if (i == 0 && !(i + 2 < tokens.size() && (tokens[1].comma_after || tokens[2].number))) continue;
      if (!is_unit_value(tokens[i + 1]) && !hash) continue;
      const std::string_view direction = form_of(kDirections, tokens[i + 1].text);
      if (!direction.empty() && i + 2 < tokens.size()) continue;
      add_unit(tokens[i + 1].text);
      erase(tokens, i, i + 2);
      --i;
    }
  }

  void take_house_number(Tokens& tokens) {
    if (tokens.empty()) return;
    const auto is_number_word = [&](const Token& token) {
      const std::size_t at = static_cast<std::size_t>(&token - tokens.data());
      return (token.text == "nr" || token.text == "no" || token.text == "nummer" || token.text == "hausnummer" ||
              token.text == "hnr") &&
             at + 1 < tokens.size() && tokens[at + 1].number;
    };
    tokens.erase(std::remove_if(tokens.begin(), tokens.end(), is_number_word), tokens.end());
    if (!address_.house_number.empty()) {
      drop_repeated(tokens);
      return;
    }
    if (squares(tokens)) return;
    const bool any_words =
        std::any_of(tokens.begin(), tokens.end(), [](const Token& t) { return !t.number && t.text.size() > 1; });
    if (!any_words) {
      if (tokens.size() == 1 && tokens[0].number) {
        address_.house_number = tokens[0].text;
        tokens.clear();
      }
      return;
    }
    // A number with a full stop is an ordinal: 17. Juni.
    if (tokens[0].number && !tokens[0].dot) {
      std::string number = tokens[0].text;
      std::size_t end = 1;
      if (end < tokens.size() && contains(kNumberSuffixes, tokens[end].text) && end + 1 < tokens.size()) {
        number += tokens[end++].text;
      } else if (end + 1 < tokens.size() && tokens[end].text.size() == 1 && is_letter(tokens[end].text[0]) &&
                 form_of(kDirections, tokens[end].text).empty() && (form_of(kLeadingTypes, tokens[end].text).empty()) &&
                 !tokens[end].dot) {
        number += tokens[end++].text;
      }
      // 4/12 Smith Street: unit 4 of number 12
      const std::size_t slash = number.find('/');
      if (slash != std::string::npos && slash > 0) {
        add_unit(std::string_view(number).substr(0, slash));
        number.erase(0, slash + 1);
      }
      address_.house_number = number;
      erase(tokens, 0, end);
      return;
    }
    take_trailing_number(tokens);
  }

  void take_trailing_number(Tokens& tokens) {
    std::size_t last = tokens.size();
    while (last > 0 && !tokens[last - 1].number) --last;
    // The number stands last, but for a letter or a suffix: 5 a, 12 bis.
    while (last > 0) {
      const std::size_t at = last - 1;
      const std::size_t behind = tokens.size() - last;
      if (at == 0 || behind > 2) return;
      std::string number = tokens[at].text;
      std::size_t end = last;
      if (end < tokens.size() && (tokens[end].text.size() == 1 || contains(kNumberSuffixes, tokens[end].text)) &&
          base::is_ascii_digit(number.back())) {
        number += tokens[end++].text;
        if (end < tokens.size() && tokens[end].text.size() == 1) number += '-' + tokens[end++].text;
      }
      if (end < tokens.size()) return;
      if (end == last && contains(kNumberedStreets, tokens[at - 1].text) && at == 1) return;
      std::size_t begin = at;
      // 12 14 is 12-14 cut apart; 5 1/2 is a half.
      if (begin > 1 && tokens[begin - 1].number && !tokens[begin - 1].dot) {
        number.insert(0, tokens[--begin].text + '-');
      }
      if (number.size() > kMaxHouseNumber) return;
      address_.house_number = number;
      erase(tokens, begin, tokens.size());
      return;
    }
  }

  /// The number has a column of its own and stands in the street too.
  void drop_repeated(Tokens& tokens) const {
    if (tokens.size() < 2) return;
    if (tokens.back().number && tokens.back().text == address_.house_number) {
      tokens.pop_back();
    } else if (tokens.front().number && tokens.front().text == address_.house_number) {
      erase(tokens, 0, 1);
    }
  }

  /// Mannheim: Q7, 24 or Q 7, 24
  bool squares(Tokens& tokens) {
    std::string square;
    std::size_t next = 0;
    if (tokens.size() >= 2 && tokens[0].text.size() == 1 && is_letter(tokens[0].text[0]) && tokens[1].number &&
        tokens[1].text.size() <= 2) {
      square = tokens[0].text + tokens[1].text;
      next = 2;
    } else if (tokens[0].text.size() >= 2 && tokens[0].text.size() <= 3 && is_letter(tokens[0].text[0]) &&
               is_all_digits(std::string_view(tokens[0].text).substr(1))) {
      square = tokens[0].text;
      next = 1;
    } else {
      return false;
    }
    if (next >= tokens.size() || !tokens[next].number || square[0] > 'u') return false;
    std::string number = tokens[next++].text;
    if (next < tokens.size() && tokens[next].text.size() == 1) number += tokens[next++].text;
    if (next != tokens.size()) return false;
    address_.house_number = number;
    tokens.clear();
    tokens.emplace_back();
    tokens[0].text = square;
    return true;
  }

  void write_street(const Tokens& tokens) {
    std::string& street = address_.street;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      const bool last =
          i + 1 == tokens.size() || (i + 2 == tokens.size() && !form_of(kDirections, tokens[i + 1].text).empty());
      std::string_view form;
      if (i == 0 && tokens.size() > 1) form = form_of(kLeadingTypes, token.text);
      if (form.empty() && i > 0 && (last || token.comma_after)) form = form_of(kTrailingTypes, token.text);
      if (form.empty()) form = form_of(kStreetTypes, token.text);
      if (form.empty() && (i == 0 || last))
        form = tokens.size() > 1 ? form_of(kDirections, token.text) : std::string_view{};
      if (form.empty() && (token.text == "sankt" || token.text == "saint")) form = "st";
      if (!form.empty()) {
        append_word(street, form);
        continue;
      }
      // A number that stayed in the street may hold a dash or a slash.
      append_word(street, token.number ? fold(token.text) : token.text);
      const std::size_t size = token.text.size();
      if (size > 4 && token.text.ends_with("str")) {
        street += "asse";
      } else if (size > 5 && token.text.ends_with("strase")) {
        street.replace(street.size() - 2, 2, "sse");
      } else if (size > 4 && token.dot && token.text.ends_with("pl")) {
        street += "atz";
        street.replace(street.size() - 5, 5, "platz");
      }
    }
  }

  StreetAddress& address_;
};

}  // namespace

void read_street(Tokens tokens, StreetAddress& address) { StreetParser(address).run(std::move(tokens)); }

bool read_extra(Tokens tokens, StreetAddress& address) { return StreetParser(address).run_extra(std::move(tokens)); }

}  // namespace scv::normalize::detail
