#include "read/packed_values.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kLongest = 2000;  ///< of a cell that is looked into: longer ones are notes
constexpr std::size_t kMostValues = 50;

bool is_letter(char c) { return base::is_ascii_alpha(c) || static_cast<unsigned char>(c) >= 0x80; }

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_ascii_digit));
}

constexpr std::array<bool, 256> table_of(std::string_view signs) {
  std::array<bool, 256> table{};
  for (const char c : signs) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kNumberSigns = table_of("0123456789 +-./()[]");
constexpr auto kListSigns = table_of(":;|,/&\n\r\t ");
constexpr auto kAddressSigns =
    table_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%*+-=?^_`{}~'");

bool has(const std::array<bool, 256>& table, char c) { return table[static_cast<unsigned char>(c)]; }
bool any_in(const std::array<bool, 256>& table, std::string_view text) {
  return std::any_of(text.begin(), text.end(), [&](char c) { return has(table, c); });
}
bool all_in(const std::array<bool, 256>& table, std::string_view text) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return has(table, c); });
}

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view known) { return base::equals_ignoring_ascii_case(known, word); });
}

constexpr std::string_view kAnd[] = {"or", "oder", "ou", "o", "und", "and", "et", "y", "en", "bzw", "bzw.", "lub", "e"};

/// What stands before or behind a number or an address and says of which kind it is.
constexpr std::string_view kLabels[] = {"tel",
                                        "telefon",
                                        "telefonnummer",
                                        "telephone",
                                        "phone",
                                        "fon",
                                        "mobil",
                                        "mobile",
                                        "mobilfunk",
                                        "mobiltelefon",
                                        "handy",
                                        "handynummer",
                                        "cell",
                                        "cellphone",
                                        "call",
                                        "caller",
                                        "anruf",
                                        "anrufer",
                                        "fax",
                                        "telefax",
                                        "nummer",
                                        "number",
                                        "nr",
                                        "rufnummer",
                                        "privat",
                                        "private",
                                        "priv",
                                        "home",
                                        "work",
                                        "office",
                                        "business",
                                        "dienstlich",
                                        "gesch",
                                        "geschäftlich",
                                        "büro",
                                        "arbeit",
                                        "zuhause",
                                        "festnetz",
                                        "whatsapp",
                                        "main",
                                        "unknown",
                                        "unbekannt",
                                        "t",
                                        "m",
                                        "f",
                                        "p",
                                        "g",
                                        "h",
                                        "d",
                                        "mob",
                                        "tlf",
                                        "móvil",
                                        "movil",
                                        "teléfono",
                                        "telefono",
                                        "cellulare",
                                        "portable",
                                        "fixe",
                                        "appel",
                                        "appelant",
                                        "téléphone",
                                        "telefoon",
                                        "mobiel",
                                        "komórka",
                                        "email",
                                        "mail",
                                        "e-mail",
                                        "mailto",
                                        "kontakt",
                                        "contact",
                                        "sms",
                                        "landline"};

/// Each word is a label, with what ends it: "Tel.:", "mobil (privat)".
bool are_labels(std::string_view text) {
  constexpr std::string_view kEnds = " .:()-,/";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(kEnds, at);
    if (begin == std::string_view::npos) return true;
    std::size_t end = text.find_first_of(" .:(),/", begin);
    if (end == std::string_view::npos) end = text.size();
    if (!is_one_of(kLabels, text.substr(begin, end - begin))) return false;
    at = end;
  }
  return true;
}

/// What parts values, from what is certain to what is part of single values as well.
enum class Separator { own, list, comma, spaced_slash, slash, none };
constexpr Separator next(Separator separator) { return static_cast<Separator>(static_cast<int>(separator) + 1); }

/// How long the separator at this place is; 0: none.
std::size_t separator_at(std::string_view text, std::size_t at, Separator separator) {
  const char c = text[at];
  switch (separator) {
    case Separator::own:
      return text.substr(at).starts_with(":::") ? 3 : 0;
    case Separator::list: {
      if (c == ';' || c == '|' || c == '\n' || c == '\r' || c == '\t') return 1;
      if (c != ' ') return 0;
      const std::size_t end = text.find(' ', at + 1);
      if (end == std::string_view::npos || end - at > 5) return 0;
      return is_one_of(kAnd, text.substr(at + 1, end - at - 1)) ? end - at + 1 : 0;
    }
    case Separator::comma:
      return c == ',' ? 1 : 0;
    case Separator::spaced_slash:
      return c == ' ' && (text.substr(at).starts_with(" / ") || text.substr(at).starts_with(" & ")) ? 3 : 0;
    case Separator::slash:
      return c == '/' || c == '&' ? 1 : 0;
    case Separator::none:
      break;
  }
  return 0;
}

/// The parts that are not empty.
std::vector<std::string_view> cut(std::string_view text, Separator separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  const auto take = [&](std::size_t end) {
    const std::string_view part = base::trim(text.substr(begin, end - begin));
    if (!part.empty()) parts.push_back(part);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = separator_at(text, at, separator);
    if (length == 0) {
      ++at;
      continue;
    }
    take(at);
    at += length;
    begin = at;
  }
  take(text.size());
  return parts;
}

// Phone numbers.

struct Number {
  std::string_view text;    ///< without what stands around it
  std::string_view before;  ///< it
  std::string_view behind;
  std::size_t digits = 0;  ///< without an extension's
};

/// The number in a text that has one and at most words around it, or a word before an extension; no digits where it has none.
Number number_in(std::string_view text) {
  std::size_t begin = text.rfind(':');
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  const auto begins = [&](std::size_t at) {
    if (base::is_ascii_digit(text[at])) return true;
    const char after = at + 1 < text.size() ? text[at + 1] : ' ';
    return text[at] == '+' || (text[at] == '(' && (base::is_ascii_digit(after) || after == '+'));
  };
  while (begin < text.size() && !begins(begin)) ++begin;
  if (begin == text.size()) return {};
  if (count_digits(text.substr(0, begin)) > 1) return {};  // "Tel2:" is a label, "K-1001:" a value
  std::size_t last = text.find_last_of("0123456789");
  if (last == std::string_view::npos || last < begin) return {};
  std::size_t end = last + 1;
  if (end < text.size() && text[end] == ')') ++end;
  Number number{text.substr(begin, end - begin), text.substr(0, begin), text.substr(end), 0};
  const std::size_t other = static_cast<std::size_t>(
      std::find_if_not(number.text.begin(), number.text.end(), [](char c) { return has(kNumberSigns, c); }) -
      number.text.begin());
  const std::string_view rest = number.text.substr(other);
  if (!rest.empty()) {
    // "ext. 12", "x12", "App. 3"
    constexpr std::size_t kMostOfExtension = 6, kLongestWord = 12;
    const std::size_t digit = rest.find_first_of("0123456789");
    const bool extension = digit <= kLongestWord + 2 && count_digits(rest) <= kMostOfExtension &&
                           count_digits(rest) == rest.size() - digit &&
                           std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(digit),
                                       [](char c) { return is_letter(c) || c == '.' || c == ' '; });
    if (!extension) return {};
  }
  number.digits = count_digits(number.text.substr(0, other));
  return number;
}

bool is_prefixed(std::string_view number) {
  if (number.starts_with('(')) number.remove_prefix(1);
  return number.starts_with('+') || number.starts_with('0');
}

/// A whole number, and not the part before a slash.
bool is_whole(const Number& number) {
  const std::size_t least = number.text.starts_with('+') ? 9 : number.text.starts_with("00") ? 11 : 7;
  return number.digits >= least;
}

class Numbers {
 public:
  explicit Numbers(std::vector<CellValue>& to) : to_(to) {}

  /// Whether the text is of numbers alone; they are added then.
  bool take(std::string_view text, Separator separator = Separator::own, std::size_t least = 7) {
    if (separator == Separator::none) return take_one(text, least);
    const std::vector<std::string_view> parts = cut(text, separator);
    if (parts.size() > 1 && parts.size() <= kMostValues && may_part(parts, separator)) {
      const std::size_t before = to_.size();
      const std::size_t least_of_part = separator == Separator::own    ? 3
                                        : separator == Separator::list ? std::min<std::size_t>(least, 6)
                                                                       : least;
      if (std::all_of(parts.begin(), parts.end(),
                      [&](std::string_view part) { return take(part, next(separator), least_of_part); })) {
        return true;
      }
      to_.resize(before);
    }
    return take(parts.size() == 1 ? parts[0] : text, next(separator), least);
  }

 private:
  bool take_one(std::string_view text, std::size_t least) {
    constexpr std::size_t kMost = 15;
    const Number number = number_in(text);
    if (number.digits < least || number.digits > kMost) return false;
    const bool labelled = are_labels(number.before) && are_labels(number.behind);
    to_.push_back({Field::phone, labelled ? number.text : text});
    return true;
  }

  /// A slash stands within numbers, too: 0351/5550101, 06131-555 / 011. It parts two where each is whole and the second one begins as
  /// numbers do, or where both are too long for one.
  static bool may_part(const std::vector<std::string_view>& parts, Separator separator) {
    if (separator != Separator::spaced_slash && separator != Separator::slash) return true;
    constexpr std::size_t kMost = 15;
    std::size_t sum = 0;
    bool prefixed = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Number number = number_in(parts[i]);
      if (!is_whole(number)) return false;
      sum += number.digits;
      prefixed = prefixed && (i == 0 || is_prefixed(number.text));
    }
    return prefixed || sum > kMost;
  }

  std::vector<CellValue>& to_;
};

/// Whether a name is a number: "+49 151 5550101", "Caller +49 …".
bool is_number_for_name(std::string_view value, std::string_view& number_text) {
  constexpr std::size_t kLeast = 7, kMost = 15;
  const Number number = number_in(value);
  if (number.digits < kLeast || number.digits > kMost || !is_prefixed(number.text)) return false;
  if (!are_labels(number.before) || !are_labels(number.behind)) return false;
  number_text = number.text;
  return true;
}

// E-mail addresses.

struct Found {
  std::size_t begin = 0, end = 0;
};

bool is_domain(std::string_view domain) {
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 3 > domain.size()) return false;
  if (domain.front() == '.' || domain.find("..") != std::string_view::npos) return false;
  const std::string_view top = domain.substr(dot + 1);
  return std::all_of(top.begin(), top.end(),
                     [](char c) { return is_letter(c) || base::is_ascii_digit(c) || c == '-'; });
}

/// The addresses in the text; none where an at sign belongs to no address.
std::vector<Found> addresses_in(std::string_view text) {
  const auto is_sign = [](char c) { return has(kAddressSigns, c) || static_cast<unsigned char>(c) >= 0x80; };
  std::vector<Found> found;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    Found one{at, at + 1};
    const std::size_t least = found.empty() ? 0 : found.back().end;
    while (one.begin > least && is_sign(text[one.begin - 1])) --one.begin;
    while (one.end < text.size() && is_sign(text[one.end])) ++one.end;
    while (one.begin < at && (text[one.begin] == '\'' || text[one.begin] == '{')) ++one.begin;
    while (one.end > at + 1 && (text[one.end - 1] == '.' || text[one.end - 1] == '\'' || text[one.end - 1] == '}'))
      --one.end;
    if (one.begin == at || !is_domain(text.substr(at + 1, one.end - at - 1)) || found.size() == kMostValues) return {};
    found.push_back(one);
  }
  return found;
}

/// What may stand between addresses that are values by themselves.
bool is_between_addresses(std::string_view gap) {
  for (std::size_t at = 0; at < gap.size();) {
    constexpr std::string_view kSigns = " \t\r\n,;|/&<>()[]{}\"':.-";
    const std::size_t begin = gap.find_first_not_of(kSigns, at);
    if (begin == std::string_view::npos) return true;
    std::size_t end = gap.find_first_of(kSigns, begin);
    if (end == std::string_view::npos) end = gap.size();
    const std::string_view word = gap.substr(begin, end - begin);
    const bool in_brackets = begin > 0 && gap[begin - 1] == '(' && end < gap.size() && gap[end] == ')';
    if (!in_brackets && !is_one_of(kAnd, word) && !is_one_of(kLabels, word)) return false;
    at = end;
  }
  return true;
}

/// A name as it stands before an address in angle brackets.
std::string_view name_before(std::string_view gap) {
  constexpr std::string_view kAround = " \t\r\n,;|\"'";
  const std::size_t begin = gap.find_first_not_of(kAround);
  if (begin == std::string_view::npos) return {};
  return gap.substr(begin, gap.find_last_not_of(kAround) - begin + 1);
}

void unpack_emails(std::string_view value, std::vector<CellValue>& to) {
  const std::vector<Found> found = addresses_in(value);
  if (found.empty()) return;
  const std::size_t before = to.size();
  std::string_view name;
  std::size_t behind = 0;
  for (const Found& one : found) {
    std::string_view gap = value.substr(behind, one.begin - behind);
    const bool bracketed = gap.ends_with('<') && one.end < value.size() && value[one.end] == '>';
    if (bracketed) {
      gap.remove_suffix(1);
      if (found.size() == 1) name = name_before(gap);
    } else if (!is_between_addresses(gap)) {
      to.resize(before);
      return;
    }
    const std::string_view text = value.substr(one.begin, one.end - one.begin);
    const bool known = std::any_of(to.begin() + static_cast<std::ptrdiff_t>(before), to.end(),
                                   [&](const CellValue& v) { return base::equals_ignoring_ascii_case(v.text, text); });
    if (!known) to.push_back({Field::email, text});
    behind = one.end + (bracketed ? 1 : 0);
  }
  if (!is_between_addresses(value.substr(behind))) {
    to.resize(before);
    return;
  }
  if (std::any_of(name.begin(), name.end(), is_letter) && !are_labels(name)) to.push_back({Field::name, name});
}

// Identifiers.

bool is_identifier(std::string_view part, std::size_t least) {
  return part.size() >= least && count_digits(part) > 0 && std::all_of(part.begin(), part.end(), [](char c) {
           return base::is_ascii_digit(c) || base::is_ascii_alpha(c) || c == ' ' || c == '-' || c == '.' || c == '_' ||
                  c == '/';
         });
}

/// Of one numbering: of about one length, and all begin with a letter or all with a digit.
bool are_alike(const std::vector<std::string_view>& parts) {
  constexpr std::size_t kLong = 8;  // of numbers that come from several countries
  const auto [shortest, longest] = std::minmax_element(
      parts.begin(), parts.end(), [](std::string_view a, std::string_view b) { return a.size() < b.size(); });
  if (longest->size() - shortest->size() > (shortest->size() >= kLong ? 6u : 1u)) return false;
  const bool digit = base::is_ascii_digit(parts[0].front());
  return std::all_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return base::is_ascii_digit(part.front()) == digit; });
}

void unpack_identifiers(std::string_view value, std::vector<CellValue>& to) {
  struct Way {
    Separator separator;
    std::size_t least;
  };
  constexpr Way kWays[] = {
      {Separator::own, 1}, {Separator::list, 3}, {Separator::comma, 4}, {Separator::spaced_slash, 5}};
  for (const Way& way : kWays) {
    const std::vector<std::string_view> parts = cut(value, way.separator);
    if (parts.size() < 2 || parts.size() > kMostValues) continue;
    const bool all =
        std::all_of(parts.begin(), parts.end(), [&](std::string_view part) { return is_identifier(part, way.least); });
    if (!all || (way.separator != Separator::own && !are_alike(parts))) continue;
    for (const std::string_view part : parts) to.push_back({Field::identifier, part});
    return;
  }
}

/// A number at either end.
bool may_be_number(std::string_view name) {
  const char first = name.front(), last = name.back();
  return base::is_ascii_digit(last) || base::is_ascii_digit(first) || first == '+' || last == ')';
}

}  // namespace

std::string_view unguarded(std::string_view value, Field field) noexcept {
  if (value.size() >= 4 && value[0] == '=' && value[1] == '"' && value.back() == '"') {
    return value.substr(2, value.size() - 3);
  }
  const bool number = field == Field::phone || field == Field::identifier || field == Field::postal_code;
  if (value.size() >= 2 && value[0] == '\'' && value.find('\'', 1) == std::string_view::npos) {
    // '68er is a word.
    const bool words = field <= Field::organization;
    const std::string_view rest = value.substr(1);
    const char first = rest[0];
    if (first == '+' || first == '=' || first == '@' || (first == '-' && !words)) return rest;
    if (base::is_ascii_digit(first) && (!words || all_in(kNumberSigns, rest))) return rest;
    if (number && (first == '(' || base::is_ascii_alpha(first))) return rest;
  }
  // A number that became one with decimals: 4917155501.0.
  if (number && value.size() > 4 && value.ends_with(".0") && count_digits(value) + 1 == value.size()) {
    return value.substr(0, value.size() - 2);
  }
  return value;
}

bool is_rounded(std::string_view value) {
  const auto digits = base::digits_of_exponent_form(value);
  return digits && digits->empty();
}

void unpack(Field field, std::string_view value, std::vector<CellValue>& to) {
  value = base::trim(value);
  if (value.empty() || value.size() > kLongest) return;
  const std::size_t before = to.size();
  switch (field) {
    case Field::email: {
      const std::size_t at = value.find('@');
      if (at == std::string_view::npos) return;
      if (value.find('@', at + 1) == std::string_view::npos && value.find('<') == std::string_view::npos) return;
      unpack_emails(value, to);
      break;
    }
    case Field::phone:
      // The most of what is within numbers stands alone; of that, a slash may part two.
      if (all_in(kNumberSigns, value) && value.find('/') == std::string_view::npos) return;
      if (!Numbers(to).take(value)) to.resize(before);
      break;
    case Field::identifier:
      if (any_in(kListSigns, value)) unpack_identifiers(value, to);
      break;
    case Field::name:
    case Field::given_name:
    case Field::family_name: {
      std::string_view number;
      if (may_be_number(value) && is_number_for_name(value, number)) to.push_back({Field::phone, number});
      break;
    }
    default:
      return;
  }
  if (to.size() == before + 1 && to.back().field == field && to.back().text == value) to.resize(before);
}

void unpack(std::vector<types::FieldView>& fields) {
  std::vector<CellValue> values;
  const bool named =
      std::any_of(fields.begin(), fields.end(), [](const types::FieldView& one) { return says_who(one.field); });
  for (std::size_t i = 0; i < fields.size(); ++i) {
    values.clear();
    unpack(fields[i].field, fields[i].value, values);
    if (values.empty()) continue;
    const types::FieldView whole = fields[i];
    std::vector<types::FieldView> parts;
    for (const CellValue& value : values) {
      if (value.field == Field::name && named) continue;
      parts.push_back(part_of(whole, value));
    }
    const auto place = fields.begin() + static_cast<std::ptrdiff_t>(i);
    fields.insert(fields.erase(place), parts.begin(), parts.end());
    i += parts.size() - 1;
  }
}

types::FieldView part_of(const types::FieldView& whole, const CellValue& value) {
  types::FieldView part = whole;
  part.value = value.text;
  part.field = value.field;
  if (value.field != whole.field) part.type = {}, part.group = 0;
  return part;
}

}  // namespace scv::read
