#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "normalize/address_tokens.hpp"
#include "normalize/address_words.hpp"
#include "normalize/detail.hpp"
#include "normalize/places.hpp"
#include "normalize/street.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

using detail::contains;
using detail::cut;
using detail::end_of_segment;
using detail::form_of;
using detail::is_ending_type;
using detail::is_house_number;
using detail::is_letter;
using detail::is_street_word;
using detail::kMaxHouseNumber;
using detail::Token;
using detail::tokenize;
using detail::Tokens;

using Range = std::pair<std::size_t, std::size_t>;

std::string city_form(std::string_view folded) {
  std::vector<std::string_view> words = detail::words_of(folded);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "ot" || words[i] == "ortsteil" || words[i] == "stadtteil" || words[i] == "bei" ||
        words[i] == "cedex") {
      words.resize(i);
      break;
    }
  }
  // Districts by number: Wien 3, Paris 15e, Lyon 03.
  while (words.size() > 1 && base::is_ascii_digit(words.back().front())) words.pop_back();
  if (words.size() > 1 && is_house_number(words.front())) words.erase(words.begin());
  std::string city;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (word == "sankt" || word == "saint") word = "st";
    if (i == 0 && words.size() > 1 && word == "mt") word = "mount";
    if (i == 0 && words.size() > 1 && word == "ft") word = "fort";
    detail::append_word(city, word);
  }
  if (const std::string_view form = form_of(detail::kCities, city); !form.empty()) return std::string(form);
  for (std::size_t at = city.find(' '); at != std::string::npos; at = city.find(' ', at + 1)) {
    const std::string_view form = form_of(detail::kCityEndings, std::string_view(city).substr(at + 1));
    if (form.empty()) continue;
    city.replace(at + 1, std::string::npos, form);
    break;
  }
  return city;
}

std::string region_form(std::string_view folded) {
  const std::string_view form = form_of(detail::kRegions, folded);
  return std::string(form.empty() ? folded : form);
}

class AddressParser {
 public:
  explicit AddressParser(StreetAddress& address) : address_(address) {}

  void postal(std::string_view raw) {
    raw = cut(raw);
    if (raw.ends_with(".0")) raw.remove_suffix(2);  // a number that went through a spreadsheet
    std::string code = detail::compact_upper(raw.substr(0, std::min<std::size_t>(raw.size(), 32)));
    // D-01067, CH-8000
    std::size_t letters = 0;
    while (letters < code.size() && base::is_ascii_alpha(code[letters])) ++letters;
    if (letters > 0 && letters <= 3 && detail::is_all_digits(std::string_view(code).substr(letters)) &&
        code.size() - letters >= 4) {
      const std::string prefix = base::ascii_lower(std::string_view(code).substr(0, letters));
      const std::string_view country = form_of(detail::kCountries, prefix == "b"   ? "be"
                                                                   : prefix == "l" ? "lu"
                                                                                   : prefix);
      if (!country.empty()) {
        if (address_.country.empty()) address_.country = country;
        code.erase(0, letters);
      }
    }
    // ZIP+4
    if (code.size() == 9 && detail::is_all_digits(code)) code.resize(5);
    address_.postal_code = std::move(code);
  }

  void city(std::string_view raw) {
    raw = cut(raw);
    if (raw.empty() || is_placeholder(raw)) return;
    const std::size_t comma = raw.find_first_of(",;");
    std::string folded = fold(comma == 0 ? raw : raw.substr(0, comma));
    // "01067 Dresden" in the city's column
    if (folded.size() > 6 && detail::is_all_digits(std::string_view(folded).substr(0, 5)) && folded[5] == ' ') {
      if (address_.postal_code.empty()) postal(std::string_view(folded).substr(0, 5));
      folded.erase(0, 6);
    }
    address_.city = city_form(folded);
  }

  void region(std::string_view raw) {
    raw = cut(raw);
    if (raw.empty() || is_placeholder(raw)) return;
    address_.region = region_form(fold(raw));
  }

  void country(std::string_view raw) {
    raw = cut(raw);
    if (raw.empty() || raw.size() > 64) return;
    const std::string folded = fold(raw);
    const std::string_view form = form_of(detail::kCountries, folded);
    if (!form.empty()) {
      address_.country = form;
    } else if (folded.size() == 2 && is_letter(folded[0]) && is_letter(folded[1])) {
      address_.country = detail::compact_upper(folded);
    }
  }

  /// What the parts say of one another.
  void infer() {
    const std::string& code = address_.postal_code;
    const bool digits = detail::is_all_digits(code);
    if (address_.country.empty() && digits && code.size() == 4 && contains(detail::kAuStates, address_.region))
      address_.country = "AU";
    if (address_.country.empty() && digits && code.size() == 5 && contains(detail::kUsStates, address_.region))
      address_.country = "US";
    // Leading zeros are lost in spreadsheets.
    if (digits && code.size() == 4 &&
        (address_.country == "DE" || address_.country == "US" || address_.country == "FR")) {
      address_.postal_code.insert(0, 1, '0');
    }
    if (digits && code.size() == 3 && address_.country == "AU") address_.postal_code.insert(0, 1, '0');
  }

  void full(std::string_view raw) {
    Tokens tokens = tokenize(raw);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].text != "c/o") continue;
      erase(tokens, i, end_of_segment(tokens, i));
      break;
    }
    take_country(tokens);
    if (take_lettered_code(tokens) || take_code_before_city(tokens) || take_code_at_end(tokens)) {
      detail::read_street(street_part(tokens), address_);
      return;
    }
    without_code(tokens);
  }

 private:
  static std::string join(const Tokens& tokens, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end; ++i)
      detail::append_word(text, tokens[i].number ? fold(tokens[i].text) : tokens[i].text);
    return text;
  }

  void take_country(Tokens& tokens) {
    for (std::size_t words = std::min<std::size_t>(5, tokens.size() - (tokens.empty() ? 0 : 1)); words > 0; --words) {
      const std::size_t begin = tokens.size() - words;
      const std::string phrase = join(tokens, begin, tokens.size());
      const std::string_view form = form_of(detail::kCountries, phrase);
      if (form.empty()) continue;
      const bool own_segment = tokens[begin - 1].comma_after;
      const bool plain_code = phrase.size() <= 2;
      if (phrase == "usa" || phrase == "uk" || phrase.size() > 3 || (own_segment && !plain_code) ||
          (own_segment && plain_code && (phrase == "de" || !contains(detail::kUsStates, phrase)) &&
           phrase.size() == 2)) {
        // Georgia and Mexico City end in words that are countries, but not behind their own state.
        if (!own_segment && phrase == "mexico") return;
        if (address_.country.empty()) address_.country = form;
        tokens.resize(begin);
      }
      return;
    }
  }

  static bool is_word(const Token& token) {
    return !token.number && is_letter(token.text.front()) && token.text.size() > 1;
  }

  /// The code of the United Kingdom, Canada and the Netherlands.
  bool take_lettered_code(Tokens& tokens) {
    const auto is_shape = [](std::string_view text, std::string_view shape) {
      if (text.size() != shape.size()) return false;
      for (std::size_t i = 0; i < text.size(); ++i) {
        if ((shape[i] == 'a' && !is_letter(text[i])) || (shape[i] == '9' && !base::is_ascii_digit(text[i])))
          return false;
      }
      return true;
    };
    const auto is_out = [&](std::string_view t) {
      return is_shape(t, "a9") || is_shape(t, "a99") || is_shape(t, "aa9") || is_shape(t, "aa99") ||
             is_shape(t, "a9a") || is_shape(t, "aa9a");
    };
    const auto is_uk = [&](std::string_view t) {
      return t.size() >= 5 && is_out(t.substr(0, t.size() - 3)) && is_shape(t.substr(t.size() - 3), "9aa");
    };
    for (std::size_t i = tokens.size(); i-- > 0;) {
      const std::string& text = tokens[i].text;
      std::size_t begin = i;
      std::string code;
      std::string_view country;
      if (is_uk(text)) {
        code = text;
        country = "GB";
      } else if (is_shape(text, "a9a9a9")) {
        code = text;
        country = "CA";
      } else if (i > 0 && is_shape(text, "9aa") && is_out(tokens[i - 1].text)) {
        begin = i - 1;
        code = tokens[begin].text + text;
        country = "GB";
      } else if (i > 0 && is_shape(text, "9a9") && is_shape(tokens[i - 1].text, "a9a")) {
        begin = i - 1;
        code = tokens[begin].text + text;
        country = "CA";
      } else if (i > 0 && i + 1 < tokens.size() && is_shape(text, "aa") && is_shape(tokens[i - 1].text, "9999") &&
                 is_word(tokens[i + 1]) && (i < 2 || tokens[i - 2].comma_after || tokens[i - 2].number) &&
                 form_of(detail::kDirections, text).empty()) {
        begin = i - 1;
        code = tokens[begin].text + text;
        country = "NL";
      }
      if (code.empty()) continue;
      address_.postal_code = detail::compact_upper(code);
      if (address_.country.empty()) address_.country = country;
      if (country == "NL") {
        const std::size_t end = end_of_segment(tokens, i + 1);
        if (address_.city.empty()) address_.city = city_form(join(tokens, i + 1, end));
        erase(tokens, begin, end);
      } else {
        erase(tokens, begin, i + 1);
        tokens.resize(begin);
        take_country(tokens);
        take_city_at_end(tokens, tokens.size());
      }
      return true;
    }
    return false;
  }

  /// 01067 Dresden, D-01067 Dresden, CH-8001 Zürich
  bool take_code_before_city(Tokens& tokens) {
    for (std::size_t i = tokens.size(); i-- > 0;) {
      const Token& token = tokens[i];
      if (!token.number || !detail::is_all_digits(token.text) || token.comma_after || i + 1 >= tokens.size()) continue;
      const std::size_t digits = token.text.size();
      std::size_t begin = i;
      std::string_view country;
      if (i > 0 && tokens[i].glued) {
        const std::string& before = tokens[i - 1].text;
        country = form_of(detail::kCountries, before == "b" ? "be" : before == "l" ? "lu" : before);
        if (!country.empty()) begin = i - 1;
      }
      const bool starts = begin == 0 || tokens[begin - 1].comma_after;
      const bool behind_number = begin > 0 && (tokens[begin - 1].number || tokens[begin - 1].text.size() == 1);
      const bool fits = (digits == 5 && (begin > 0 || tokens_say_city_first(tokens))) || !country.empty() ||
                        ((digits == 4 || digits == 6) && (starts || behind_number) && begin > 0);
      if (!fits || !is_word(tokens[i + 1])) continue;
      const std::size_t end = end_of_segment(tokens, i + 1);
      // 12345 Main Street is a house number.
      if (std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      tokens.begin() + static_cast<std::ptrdiff_t>(end),
                      [](const Token& t) { return t.number && t.text.size() > 2; }) ||
          contains(detail::kUnitWords, tokens[end - 2].text)) {
        continue;
      }
      if (starts && country.empty() && end - i <= 5 && is_ending_type(tokens[end - 1]) &&
          tokens[end - 1].text.size() < 12)
        continue;
      address_.postal_code = detail::compact_upper(token.text);
      if (!country.empty() && address_.country.empty()) address_.country = country;
      if (address_.city.empty()) address_.city = city_form(join(tokens, i + 1, end));
      erase(tokens, begin, end);
      // What stands behind the city, if the code was not first, is no street.
      if (begin > 0) tokens.resize(begin);
      return true;
    }
    return false;
  }

  static bool tokens_say_city_first(const Tokens& tokens) {
    const std::size_t end = end_of_segment(tokens, 0);
    return end < tokens.size() && !is_street_word(tokens[end - 1]);
  }

  /// … Las Vegas NV 89132; … Lakemba NSW 2195
  bool take_code_at_end(Tokens& tokens) {
    if (tokens.size() < 2) return false;
    const Token& last = tokens.back();
    if (!last.number) return false;
    std::string code = last.text;
    if (const std::size_t dash = code.find('-'); dash == 5 && code.size() == 10) code.resize(5);
    if (!detail::is_all_digits(code)) return false;
    const std::size_t at = tokens.size() - 1;
    const std::string& before = tokens[at - 1].text;
    const bool state = contains(detail::kUsStates, before) || contains(detail::kAuStates, before);
    const bool own_segment = tokens[at - 1].comma_after;
    if (code.size() == 9) code.resize(5);
    if (!((code.size() == 5 || code.size() == 6) && at >= 2) &&
        !(code.size() == 4 && (state || (own_segment && at >= 3))))
      return false;
    if (!state && !own_segment && code.size() >= 5 && !tokens[0].number && !is_region_before(tokens, at)) return false;
    address_.postal_code = code;
    tokens.pop_back();
    take_city_at_end(tokens, tokens.size());
    return true;
  }

  static bool is_region_before(const Tokens& tokens, std::size_t end) {
    return end > 0 && !form_of(detail::kRegions, tokens[end - 1].text).empty();
  }

  /// Region and city at the end of `tokens`; what is left is the street.
  void take_city_at_end(Tokens& tokens, std::size_t end) {
    tokens.resize(std::min(end, tokens.size()));
    if (tokens.empty()) return;
    if (address_.region.empty()) take_region(tokens);
    take_city(tokens);
  }

  void take_region(Tokens& tokens) {
    if (tokens.size() < 2) return;
    const std::string& last = tokens.back().text;
    if (contains(detail::kUsStates, last) || contains(detail::kAuStates, last) ||
        contains(detail::kCaProvinces, last)) {
      address_.region = last;
      tokens.pop_back();
      return;
    }
    // A county behind its town.
    if (last.size() > 7 && last.ends_with("shire") && tokens.size() > 3 && tokens[tokens.size() - 2].comma_after &&
        end_of_segment(tokens, 0) + 1 < tokens.size()) {
      address_.region = last;
      tokens.pop_back();
      return;
    }
    for (std::size_t words = std::min<std::size_t>(3, tokens.size() - 1); words > 0; --words) {
      const std::size_t begin = tokens.size() - words;
      const std::string_view form = form_of(detail::kRegions, join(tokens, begin, tokens.size()));
      // New York, New York: the second is the state; without a comma before, it is the city.
      if (form.empty() || !tokens[begin - 1].comma_after) continue;
      if (end_of_segment(tokens, 0) == begin) continue;
      address_.region = form;
      tokens.resize(begin);
      return;
    }
  }

  void take_city(Tokens& tokens) {
    if (!address_.city.empty() || tokens.empty()) return;
    std::size_t begin = tokens.size() - 1;
    while (begin > 0 && !tokens[begin - 1].comma_after) --begin;
    if (begin == 0) {
      // No comma: the city begins behind the street's type, and behind an apartment's number.
      std::size_t at = 0;
      for (std::size_t i = 1; i < tokens.size(); ++i) {
        if (is_ending_type(tokens[i]) && (tokens[i].text != "st" || i + 1 == tokens.size() || i > 1)) at = i + 1;
        if (contains(detail::kUnitWords, tokens[i].text) && i + 1 < tokens.size() && tokens[i + 1].number) at = i + 2;
        if (tokens[i].hash) at = i + 1;
      }
      if (at > 0 && at < tokens.size() && !form_of(detail::kDirections, tokens[at].text).empty() &&
          at + 1 < tokens.size() && tokens[at].text.size() <= 2) {
        ++at;
      }
      if (at == 0) at = tokens.size() - 1;
      begin = at;
    }
    if (begin == 0 || begin >= tokens.size()) return;
    if (std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.end(),
                    [](const Token& t) { return t.number; }))
      return;
    address_.city = city_form(join(tokens, begin, tokens.size()));
    tokens.resize(begin);
  }

  /// The segment that is the street, with the units that follow it: names of houses and people before it are left out.
  static Tokens street_part(const Tokens& tokens) {
    std::vector<Range> segments;
    for (std::size_t begin = 0; begin < tokens.size();) {
      const std::size_t end = end_of_segment(tokens, begin);
      segments.emplace_back(begin, end);
      begin = end;
    }
    std::size_t chosen = segments.size();
    for (const bool need_number : {true, false}) {
      for (std::size_t s = 0; s < segments.size() && chosen == segments.size(); ++s) {
        const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(segments[s].first);
        const auto end = tokens.begin() + static_cast<std::ptrdiff_t>(segments[s].second);
        const bool number = std::any_of(begin, end, [](const Token& t) { return t.number; });
        const bool street = std::any_of(begin, end, is_street_word);
        const bool box = begin->text == "postfach" || begin->text == "po" || begin->text == "bp";
        if (box || (need_number ? number && segments[s].second - segments[s].first > 1 &&
                                      !contains(detail::kUnitWords, begin->text)
                                : street)) {
          chosen = s;
        }
      }
    }
    if (chosen == segments.size()) chosen = 0;
    Tokens part;
    std::size_t from = chosen;
    while (from > 0 && contains(detail::kUnitWords, tokens[segments[from - 1].first].text)) --from;
    for (std::size_t s = from; s < segments.size(); ++s) {
      const Token& first = tokens[segments[s].first];
      const bool joins = s <= chosen || contains(detail::kUnitWords, first.text) || first.number || first.hash;
      if (joins)
        part.insert(part.end(), tokens.begin() + static_cast<std::ptrdiff_t>(segments[s].first),
                    tokens.begin() + static_cast<std::ptrdiff_t>(segments[s].second));
    }
    return part;
  }

  void without_code(Tokens& tokens) {
    if (tokens.empty()) return;
    const bool number = std::any_of(tokens.begin(), tokens.end(), [](const Token& t) { return t.number; });
    const bool street = std::any_of(tokens.begin(), tokens.end(), [](const Token& t) { return is_street_word(t); });
    const bool several = end_of_segment(tokens, 0) < tokens.size();
    if (several) {
      const bool known_region = address_.region.empty();
      if (known_region) take_region(tokens);
      std::size_t begin = tokens.size() - 1;
      while (begin > 0 && !tokens[begin - 1].comma_after) --begin;
      const bool digits = std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(begin), tokens.end(),
                                      [](const Token& t) { return t.number; });
      if (begin > 0 && !digits) take_city(tokens);
      if (!number && !street && !tokens.empty() && address_.city.empty()) {
        address_.city = city_form(join(tokens, 0, tokens.size()));
        return;
      }
    } else if (!number && !street) {
      address_.city = city_form(join(tokens, 0, tokens.size()));
      return;
    }
    detail::read_street(street_part(tokens), address_);
  }

  StreetAddress& address_;
};

}  // namespace

StreetAddress parse_address(std::string_view full, std::string_view street, std::string_view house_number,
                            std::string_view extra, std::string_view postal_code, std::string_view city,
                            std::string_view region, std::string_view country) {
  StreetAddress address;
  AddressParser parser(address);
  const auto usable = [](std::string_view text) {
    text = cut(text);
    return text.empty() || is_placeholder(text) ? std::string_view{} : text;
  };
  full = usable(full);
  street = usable(street);
  house_number = usable(house_number);
  extra = usable(extra);
  parser.country(country);
  parser.region(region);
  if (const std::string_view code = usable(postal_code); !code.empty()) parser.postal(code);
  parser.city(city);

  if (!house_number.empty()) {
    const Tokens tokens = tokenize(house_number);
    for (const Token& token : tokens) {
      if (token.text == "nr" || token.text == "no") continue;
      if (address.house_number.size() + token.text.size() < kMaxHouseNumber) address.house_number += token.text;
    }
    if (address.house_number.ends_with('0') && house_number.ends_with(".0") && address.house_number.size() > 1)
      address.house_number.pop_back();
  }
  const bool parts =
      !street.empty() || !address.city.empty() || !address.postal_code.empty() || !address.house_number.empty();
  if (!street.empty()) {
    // A whole address in the street's column
    if (address.city.empty() && address.postal_code.empty() && street.find(',') != std::string_view::npos) {
      parser.full(street);
    } else {
      detail::read_street(tokenize(street), address);
    }
  } else if (!full.empty() && !parts) {
    parser.full(full);
  } else if (!full.empty()) {
    StreetAddress whole;
    AddressParser(whole).full(full);
    address.street = whole.street;
    if (address.house_number.empty()) address.house_number = whole.house_number;
    if (address.unit.empty()) address.unit = whole.unit;
    if (address.city.empty()) address.city = whole.city;
    if (address.postal_code.empty()) address.postal_code = whole.postal_code;
    if (address.region.empty()) address.region = whole.region;
    if (address.country.empty()) address.country = whole.country;
  }
  if (!extra.empty()) {
    const std::string unit = address.unit;
    if (!detail::read_extra(tokenize(extra), address)) {
      address.unit = unit;
      if (address.street.empty()) {
        detail::read_street(tokenize(extra), address);
      } else {
        detail::append_word(address.unit, fold(extra));
      }
    }
  }
  parser.infer();
  return address;
}

}  // namespace scv::normalize
