#include "compare/compare.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "compare/levels.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/osa.hpp"

namespace scv::compare {
namespace {

using types::Agreement;
using types::Comparison;
using types::ComparisonVector;
using types::Level;
using types::OptionalValue;
using types::RecordNo;
using types::TextShape;
using types::ValueNo;

constexpr float kUnknownWordBits = 11;   ///< of a word that no organisation counted has
constexpr float kCloseWordShare = 0.8f;  ///< of its bits, for a word with a slip
constexpr float kContained = 0.45f;      ///< share of the words' bits that two organisations have in common
constexpr float kMostlyShared = 0.7f;
constexpr float kPartlyShared = 0.4f;

/// The best level over all pairs of two lists of values, but for those that say nothing: beside such a pair, that the others
/// differ says nothing either.
template <typename Values, typename Compare, typename SaysNothing>
Agreement best_pair(std::span<const ValueNo> left, std::span<const ValueNo> right, const Values& values,
                    Compare compare, SaysNothing says_nothing) {
  Agreement best;
  bool nothing = false;
  for (const ValueNo a : left) {
    for (const ValueNo b : right) {
      if (says_nothing(a, b)) {
        nothing = true;
        continue;
      }
      const Level level = compare(values[a], values[b]);
      if (better(level, best.level)) best = {level, a, b};
      if (best.level == Level::equal) return best;
    }
  }
  return nothing && best.level == Level::different ? Agreement{} : best;
}

/// The best level over all pairs of two lists of values.
template <typename Values, typename Compare>
Agreement best_pair(std::span<const ValueNo> left, std::span<const ValueNo> right, const Values& values,
                    Compare compare) {
  return best_pair(left, right, values, compare, [](ValueNo, ValueNo) { return false; });
}

std::array<char, 8> digits_of(std::uint32_t ymd) {
  std::array<char, 8> digits;
  for (std::size_t i = 8; i-- > 0; ymd /= 10) digits[i] = static_cast<char>('0' + ymd % 10);
  return digits;
}

bool same_digits(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view text, std::size_t from) { return text.find_first_of("0123456789", from); };
  std::size_t i = next(a, 0), j = next(b, 0);
  while (i != std::string_view::npos && j != std::string_view::npos && a[i] == b[j]) {
    i = next(a, i + 1);
    j = next(b, j + 1);
  }
  return i == std::string_view::npos && j == std::string_view::npos;
}

/// One slip in a code that is long enough to bear it.
bool near_postal_code(const types::TextPool& pool, OptionalValue a, OptionalValue b) {
  if (!a || !b) return false;
  const std::string_view s = pool.text(a), t = pool.text(b);
  return std::min(s.size(), t.size()) >= 4 && similarity::osa_distance(s, t, 1) <= 1;
}

/// Whether one number is the other without its prefix: 0351 456789 and 49351456789. Numbers of two countries are not.
bool is_end_of(std::string_view a, std::string_view b) {
  const auto without_zeros = [](std::string_view digits) {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
  };
  a = without_zeros(a);
  b = without_zeros(b);
  return a.ends_with(b) || b.ends_with(a);
}

/// Numbers that a source gives to its records itself, mostly one after the other: its neighbours are others, and no slips.
bool is_given_in_order(std::string_view type) {
  constexpr std::string_view kTypes[] = {"customer_number", "member_number",  "employee_number",
                                         "patient_id",      "student_number", "account"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

bool shares_prefix(std::string_view a, std::string_view b, std::size_t length) {
  return a.size() >= length && b.size() >= length && a.substr(0, length) == b.substr(0, length);
}

}  // namespace

float Comparer::bits(ValueNo word) const {
  return word < knowledge_.word_bits.size() ? knowledge_.word_bits[word] : kUnknownWordBits;
}

/// Whether a word stands short for another, as ctr for center and svcs for services, and for which.
bool Comparer::abbreviated(ValueNo token, std::span<const ValueNo> others, std::uint64_t taken,
                           std::size_t& with) const {
  const auto shortens = [](std::string_view few, std::string_view many) {
    if (few.size() < 3 || many.size() < few.size() + 2 || few[0] != many[0]) return false;
    std::size_t i = 0;
    for (const char c : many) i += i < few.size() && few[i] == c;
    return i == few.size() && (few.back() == many.back() || many.starts_with(few));
  };
  const std::string_view word = table_.words.text(token);
  for (std::size_t i = 0; i < others.size(); ++i) {
    const std::string_view other = table_.words.text(others[i]);
    if ((taken >> i & 1) != 0 || !(shortens(word, other) || shortens(other, word))) continue;
    with = i;
    return true;
  }
  return false;
}

/// Words are weighed by what they tell: two branches of a chain share the common ones and differ in the telling ones.
Agreement Comparer::organizations(ValueNo first, ValueNo second) {
  const types::Organization &a = table_.organizations[first], &b = table_.organizations[second];
  const auto left = table_.tokens(a), right = table_.tokens(b);
  Agreement found{Level::different, first, second};
  std::uint64_t taken = 0;  // of the right's tokens
  float shared = 0, left_alone = 0, right_alone = 0;
  bool exact = true;
  for (const ValueNo token : left) {
    Level best = Level::missing;
    std::size_t with = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
      if ((taken >> i & 1) != 0) continue;
      const Level level = word_level(token, right[i]);
      if (better(level, best)) {
        best = level;
        with = i;
      }
    }
    const bool same =
        best != Level::missing && best <= Level::typo && best != Level::initial && best != Level::nickname;
    if (!same && !abbreviated(token, right, taken, with)) {
      left_alone += bits(token);
      continue;
    }
    taken |= std::uint64_t{1} << with;
    exact = exact && same && best <= Level::variant;
    shared += std::min(bits(token), bits(right[with])) * (best <= Level::variant ? 1.0f : kCloseWordShare);
  }
  for (std::size_t i = 0; i < right.size(); ++i) {
    if ((taken >> i & 1) == 0) right_alone += bits(right[i]);
  }
  found.bits = shared;
  const float ratio = shared / std::max(1.0f, shared + left_alone + right_alone);
  const auto is_acronym = [&](OptionalValue acronym, std::span<const ValueNo> tokens) {
    return tokens.size() == 1 && agree(acronym, tokens[0]);
  };
  if (a.whole == b.whole) {
    found.level = Level::equal;
  } else if (agree(table_.word_info[a.whole].collapsed, table_.word_info[b.whole].collapsed) ||
             (left_alone + right_alone == 0 && exact)) {
    found.level = Level::variant;
  } else if (is_acronym(a.acronym, right) || is_acronym(b.acronym, left)) {
    found.level = Level::initial;
  } else if (left_alone + right_alone == 0) {
    found.level = Level::typo;
  } else if ((left_alone == 0 || right_alone == 0) && ratio >= kContained) {
    found.level = Level::equal_part;
  } else if (ratio >= kMostlyShared ||
             similarity::jaro_winkler_similarity(table_.words.text(a.whole), table_.words.text(b.whole)) >= 0.94) {
    found.level = Level::similar;
  } else if (shared > 0 && (left_alone == 0 || right_alone == 0)) {
    found.level = Level::partial;
  } else if (ratio >= kPartlyShared) {
    found.level = Level::faint;
  }
  return found;
}

void Comparer::collect_organizations(RecordNo record, std::vector<ValueNo>& found) const {
  const auto own = table_.record_organizations[record];
  found.assign(own.begin(), own.end());
  if (!knowledge_.whole_names_are_organizations) return;
  for (const ValueNo name : table_.record_names[record]) {
    if (const OptionalValue same = table_.names[name].as_organization) found.push_back(*same);
  }
}

bool Comparer::is_person(RecordNo record) const {
  const auto names = table_.record_names[record];
  if (!knowledge_.whole_names_are_organizations) return !names.empty();
  return std::any_of(names.begin(), names.end(), [&](ValueNo name) { return !table_.names[name].as_organization; });
}

/// Between two persons it is whom they work for, between two organisations who they are. A person who names an organisation has a part
/// of it: its people would be it, and one another, otherwise.
void Comparer::compare_organizations(RecordNo left, RecordNo right, ComparisonVector& out) {
  collect_organizations(left, left_organizations_);
  if (left_organizations_.empty()) return;
  collect_organizations(right, right_organizations_);
  Agreement best;
  for (const ValueNo a : left_organizations_) {
    for (const ValueNo b : right_organizations_) {
      const Agreement found = organizations(a, b);
      if (better(found.level, best.level) || (found.level == best.level && found.bits > best.bits)) best = found;
    }
  }
  const bool persons = is_person(left);
  if (persons != is_person(right)) {
    if (best.level != Level::missing && best.level <= Level::typo) best.level = Level::equal_part;
    out[Comparison::organization] = best;
  } else {
    out[persons ? Comparison::employer : Comparison::organization] = best;
  }
}

Level date_level(const types::BirthDate& a, const types::BirthDate& b) {
  const std::uint32_t year_a = a.ymd / 10000, month_a = a.ymd / 100 % 100, day_a = a.ymd % 100;
  const std::uint32_t year_b = b.ymd / 10000, month_b = b.ymd / 100 % 100, day_b = b.ymd % 100;
  if (a.is_default || b.is_default) return Level::missing;
  if (year_a == 0 || year_b == 0) {
    // A day without a year is equal by chance in one pair of 365, and far from a whole date.
    if (month_a == 0 || month_b == 0) return Level::missing;
    return month_a == month_b && day_a == day_b ? Level::similar : Level::different;
  }
  const bool whole = month_a + day_a != 0 && month_b + day_b != 0;  // 00 for one of them is a slip
  if (a.ymd == b.ymd) return whole ? Level::equal : Level::partial;
  if (!whole) return year_a == year_b ? Level::partial : Level::different;
  if (year_a == year_b && month_a == day_b && day_a == month_b) return Level::swapped;
  std::size_t slips = TextShape::least_edits(a.shape, b.shape);
  if (slips <= 2) {
    const auto left = digits_of(a.ymd), right = digits_of(b.ymd);
    slips = similarity::osa_distance(std::string_view(left.data(), 8), std::string_view(right.data(), 8), 2);
  }
  if (slips <= 1) return Level::typo;
  const int same = (year_a == year_b) + (month_a == month_b) + (day_a == day_b);
  if (same == 2) return Level::similar;
  if (slips == 2) return Level::faint;
  return year_a == year_b ? Level::partial : Level::different;
}

Level Comparer::emails(const types::EmailAddress& a, const types::EmailAddress& b) const {
  if (a.local == b.local && agree(a.domain, b.domain)) return a.role ? Level::shared : Level::equal;
  if (a.role || b.role) return Level::missing;  // a role mailbox says nothing about who its user is not
  const types::TextPool& parts = table_.email_parts;
  if (a.local == b.local) return parts.text(a.local).size() >= 4 ? Level::same_block : Level::different;
  const TextShape &x = parts.shape(a.local), &y = parts.shape(b.local);
  const bool known = x.length() != 0 && y.length() != 0;
  if (known && std::min(x.length(), y.length()) < 5) return Level::different;
  const bool few_slips = !known || TextShape::least_edits(x, y) <= 2;
  if (!few_slips && TextShape::most_jaro_winkler(x, y) < kSimilarMailbox - kRounding) return Level::different;
  const std::string_view s = parts.text(a.local), t = parts.text(b.local);
  // a number in an address is there to tell people apart: another one is no slip
  if (agree(a.domain, b.domain) && few_slips && same_digits(s, t) && s.size() >= 5 && t.size() >= 5 &&
      similarity::osa_distance(s, t, 2) <= (s.size() >= 9 ? 2u : 1u)) {
    return Level::typo;
  }
  if (s.size() >= 5 && t.size() >= 5 && similarity::jaro_winkler_similarity(s, t) >= kSimilarMailbox)
    return Level::similar;
  return Level::different;
}

/// Two mailboxes that are alike because each is made of its owner's family name say what the names have said already.
bool Comparer::made_of_name(const Agreement& email, const Agreement& family) const {
  const bool slip = email.level == Level::typo && family.level != Level::equal;
  if (email.level != Level::same_block && email.level != Level::similar && !slip) return false;
  if (family.level == Level::missing || family.level == Level::different) return false;
  const auto holds = [&](ValueNo address, ValueNo word) {
    const std::string_view name = table_.words.text(word);
    return name.size() >= 3 &&
           table_.email_parts.text(table_.emails[address].local).find(name) != std::string_view::npos;
  };
  return holds(*email.left, *family.left) && holds(*email.right, *family.right);
}

/// A number without its prefix is the same number.
bool Comparer::same_phone(const types::PhoneNumber& a, const types::PhoneNumber& b) const {
  if (a.national != b.national) return false;
  return a.digits == b.digits || table_.phone_digits.text(a.national).size() >= 7;
}

Level Comparer::phones(const types::PhoneNumber& a, const types::PhoneNumber& b) const {
  if (a.digits == b.digits) return Level::equal;
  const types::TextPool& digits = table_.phone_digits;
  if (same_phone(a, b)) {
    if (a.valid && b.valid) return Level::similar;
    return is_end_of(digits.text(a.digits), digits.text(b.digits)) ? Level::equal : Level::similar;
  }
  const TextShape &x = digits.shape(a.digits), &y = digits.shape(b.digits);
  const bool known = x.length() != 0 && y.length() != 0;
  const bool landlines = !a.mobile && !b.mobile;
  const bool few_slips = !known || TextShape::least_edits(x, y) <= kMostSlips;
  if (!few_slips && (!landlines || TextShape::common_prefix(x, y) < 4)) return Level::different;
  const std::string_view s = digits.text(a.digits), t = digits.text(b.digits);
  if (s.size() < 8 || t.size() < 8) return Level::different;
  const std::size_t slips = few_slips ? similarity::osa_distance(s, t, kMostSlips) : kMostSlips + 1;
  if (slips <= 1) return Level::typo;
  if (landlines && s.size() >= 10 && shares_prefix(s, t, std::max(s.size(), t.size()) - 3)) return Level::same_block;
  if (slips == 2) return Level::similar;
  return slips == 3 && s.size() >= 10 && t.size() >= 10 ? Level::faint : Level::different;
}

Level Comparer::texts(const types::TextPool& pool, OptionalValue a, OptionalValue b) const {
  if (!a || !b) return Level::missing;
  if (agree(a, b)) return Level::equal;
  const TextShape &x = pool.shape(*a), &y = pool.shape(*b);
  const bool known = x.length() != 0 && y.length() != 0;
  const std::size_t of_a = known ? x.length() : pool.text(a).size(), of_b = known ? y.length() : pool.text(b).size();
  const std::size_t shorter = std::min(of_a, of_b), longer = std::max(of_a, of_b);
  if (shorter < 4 || longer > 3 * shorter) return Level::different;  // Jaro-Winkler would not reach kSimilarText
  const std::size_t slips = shorter >= 8 ? 2 : 1;
  const bool few_slips = known ? TextShape::least_edits(x, y) <= slips : longer - shorter <= slips;
  const bool alike = !known || TextShape::most_jaro_winkler(x, y) >= kSimilarText - kRounding;
  if (!few_slips && !alike) return Level::different;
  const std::string_view s = pool.text(a), t = pool.text(b);
  if (few_slips && similarity::osa_distance(s, t, slips) <= slips) return Level::typo;
  return alike && similarity::jaro_winkler_similarity(s, t) >= kSimilarText ? Level::similar : Level::different;
}

/// Equal house numbers, or one within the other's range: 4753 and 4753-59.
bool Comparer::same_number(ValueNo a, ValueNo b) const {
  if (a == b) return true;
  struct Range {
    long first = 0, last = 0;
  };
  const auto range = [&](ValueNo number) -> Range {
    const std::string_view text = table_.address_parts.text(number);
    const std::size_t dash = text.find('-');
    const std::string_view head = text.substr(0, dash);
    if (head.empty() || head.size() > 6 || head.find_first_not_of("0123456789") != std::string_view::npos) return {};
    const auto value = [](std::string_view digits) {
      long sum = 0;
      for (const char c : digits) sum = sum * 10 + (c - '0');
      return sum;
    };
    const long first = value(head);
    if (dash == std::string_view::npos) return {first, first};
    const std::string_view tail = text.substr(dash + 1);
    if (tail.empty() || tail.size() > 6 || tail.find_first_not_of("0123456789") != std::string_view::npos) return {};
    long unit = 1;  // 4753-59 ends at 4759
    for (std::size_t i = 0; i < tail.size(); ++i) unit *= 10;
    const long last = tail.size() < head.size() ? first / unit * unit + value(tail) : value(tail);
    return last < first ? Range{} : Range{first, last};
  };
  const Range left = range(a), right = range(b);
  const bool ranges = left.first != left.last || right.first != right.last;
  return ranges && left.last != 0 && right.last != 0 && left.first <= right.last && right.first <= left.last;
}

/// Whether a part of an address could be the name of its street or house, and not a number of a flat.
bool Comparer::is_line(OptionalValue part) const {
  const std::string_view text = table_.address_parts.text(part);
  return std::count_if(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; }) >= 5;
}

Level Comparer::addresses(const types::PostalAddress& a, const types::PostalAddress& b) const {
  Level street = texts(table_.address_parts, a.street, b.street);
  if ((street == Level::different || street == Level::missing) && (a.unit || b.unit)) {
    // the lines of an address come in any order
    for (const auto& [x, y] : {std::pair{a.unit, b.street}, std::pair{a.street, b.unit}, std::pair{a.unit, b.unit}}) {
      if (is_line(x) && is_line(y)) {
        const Level line = texts(table_.address_parts, x, y);
        if (better(line, street)) street = line;
      }
    }
  }
  const Level postal = texts(table_.address_parts, a.postal_code, b.postal_code);
  const Level city = texts(table_.address_parts, a.city, b.city);
  const bool number_known = a.house_number && b.house_number;
  const bool number_equal = number_known && same_number(*a.house_number, *b.house_number);
  const bool area_equal = postal == Level::equal || (postal == Level::missing && city == Level::equal);
  const bool area_close = area_equal || postal == Level::typo || (city >= Level::equal && city <= Level::similar) ||
                          (postal == Level::missing && city == Level::missing);
  const bool street_equal = street == Level::equal;
  const bool street_close = street == Level::typo || street == Level::similar;
  if (street == Level::missing && postal == Level::missing && city == Level::missing) return Level::missing;
  if (street_equal && number_equal) return area_close ? Level::equal : Level::similar;
  if (street_close && number_equal) {
    if (area_close) return Level::typo;
    if (postal == Level::missing) return Level::similar;  // one of a city's parts, or the city
  }
  if (street_equal && area_close) return number_known ? Level::same_block : Level::equal_part;
  const bool area_unknown = postal == Level::missing && city == Level::missing;
  if (street_close && (area_equal || area_unknown)) return Level::same_block;
  return in_area(street, postal, city, a.postal_code, b.postal_code);
}

/// The level of addresses that are neither one nor in one street.
Level Comparer::in_area(Level street, Level postal, Level city, OptionalValue left_postal,
                        OptionalValue right_postal) const {
  if (postal == Level::equal) return Level::same_area;
  if (near_postal_code(table_.address_parts, left_postal, right_postal)) return Level::near_area;
  if (city == Level::equal || city == Level::typo) return Level::same_city;
  if (street == Level::equal) return Level::partial;
  return Level::different;
}

/// As addresses() of both, which most pairs can do without: their streets are different.
Level Comparer::addresses(const Row& left, const Row& right) const {
  const types::TextPool& parts = table_.address_parts;
  if (((left.flags | right.flags) & Row::address_unit) == 0) {
    const Level street = texts(parts, left.street, right.street);
    if (street == Level::different || street == Level::missing) {
      const Level postal = texts(parts, left.postal_code, right.postal_code);
      const Level city = texts(parts, left.city, right.city);
      if (street == Level::missing && postal == Level::missing && city == Level::missing) return Level::missing;
      return in_area(street, postal, city, left.postal_code, right.postal_code);
    }
  }
  return addresses(table_.addresses[*left.address], table_.addresses[*right.address]);
}

Level Comparer::identifiers(const types::IdentifierValue& a, const types::IdentifierValue& b, bool one_source) const {
  if (a.value == b.value) return identical(a.type, b.type) ? Level::equal : Level::similar;
  if (!identical(a.type, b.type)) return Level::missing;
  const std::string_view s = table_.identifier_parts.text(a.value), t = table_.identifier_parts.text(b.value);
  if (s.size() >= 5 && t.size() >= 5 && similarity::osa_distance(s, t, 1) <= 1) {
    return one_source && is_given_in_order(table_.identifier_parts.text(a.type)) ? Level::different : Level::typo;
  }
  return Level::different;
}

/// Of numbers and dates in a column without meaning, neighbours are as different as any others.
void Comparer::compare_others(RecordNo left, RecordNo right, ComparisonVector& out) {
  const auto others = table_.record_others[right];
  std::size_t next = 0;
  for (const ValueNo a : table_.record_others[left]) {
    const ValueNo column = table_.others[a].column;
    Agreement best;
    // where the columns are alike on both sides the next one is the one
    const std::size_t from = next < others.size() && table_.others[others[next]].column == column ? next : 0;
    for (std::size_t at = from; at < others.size(); ++at) {
      const ValueNo b = others[at];
      if (table_.others[b].column != column) {
        if (from != 0 && at > from) break;
        continue;
      }
      next = at + 1;
      const ValueNo x = table_.others[a].value, y = table_.others[b].value;
      Level level = texts(table_.other_values, x, y);
      const bool number =
          base::is_mostly_digits(table_.other_values.text(x)) || base::is_mostly_digits(table_.other_values.text(y));
      if (level != Level::equal && number) level = Level::different;
      if (better(level, best.level)) best = {level, a, b};
    }
    if (best.level == Level::missing) continue;
    // columns mostly come in their order, each once
    const bool later = out.others.empty() || out.others.back().column < column;
    const auto known =
        later ? out.others.end()
              : std::find_if(out.others.begin(), out.others.end(), [&](const auto& o) { return o.column == column; });
    if (known == out.others.end()) {
      out.others.push_back({column, best});
    } else if (better(best.level, known->agreement.level)) {
      known->agreement = best;
    }
  }
}

const Row& Comparer::row(RecordNo record, Row& made) const {
  if (record < knowledge_.rows.size()) return knowledge_.rows[record];
  return made = row_of(table_, record);
}

void Comparer::compare(RecordNo left, RecordNo right, ComparisonVector& out) {
  compare_names(left, right, out);
  compare_rest(left, right, out);
}

void Comparer::compare_names(RecordNo left, RecordNo right, ComparisonVector& out) {
  out.clear();
  Row made_left, made_right;
  const Row &a = row(left, made_left), &b = row(right, made_right);
  const std::uint32_t either = a.flags | b.flags, both = a.flags & b.flags;
  if (!a.name || !b.name) return;
  if ((either & Row::several_names) != 0) {
    compare_names(table_.record_names[left], table_.record_names[right], out);
  } else if ((both & Row::plain_name) != 0) {
    compare_plain_names(a, b, out);
  } else {
    const ValueNo left_name = *a.name, right_name = *b.name;
    compare_names(std::span(&left_name, 1), std::span(&right_name, 1), out);
  }
}

void Comparer::compare_rest(RecordNo left, RecordNo right, ComparisonVector& out) {
  const types::FeatureTable& t = table_;
  Row made_left, made_right;
  const Row &a = row(left, made_left), &b = row(right, made_right);
  const std::uint32_t either = a.flags | b.flags, both = a.flags & b.flags;
  const auto set = [&](Comparison comparison, Level level, OptionalValue x, OptionalValue y) {
    if (level != Level::missing) out[comparison] = {level, x, y};
  };
  // That they share what many have says nothing of two records, unless they are equal in all: those are one, however many.
  // To know what is common may cost a look into the hub: a record beside itself, as exact finds weigh their query, needs none.
  const bool are_two = left != right;
  const auto differ = [&] { return t.features_hash(left) != t.features_hash(right); };
  const auto common_email = [&](ValueNo x, ValueNo y) {
    return are_two && x == y && knowledge_.is_common_email && knowledge_.is_common_email(x) && differ();
  };
  const auto common_phone = [&](ValueNo x, ValueNo y) {
    return are_two && same_phone(t.phones[x], t.phones[y]) && knowledge_.is_common_phone &&
           knowledge_.is_common_phone(x, y) && differ();
  };
  if ((both & Row::organizations) != 0 || knowledge_.whole_names_are_organizations) {
    compare_organizations(left, right, out);
  }
  if ((either & Row::several_dates) != 0) {
    out[Comparison::birthdate] = best_pair(t.record_dates[left], t.record_dates[right], t.dates,
                                           [&](const auto& x, const auto& y) { return date_level(x, y); });
  } else if (a.date && b.date) {
    set(Comparison::birthdate, date_level(t.dates[*a.date], t.dates[*b.date]), a.date, b.date);
  }
  if ((either & Row::several_emails) != 0) {
    out[Comparison::email] = best_pair(
        t.record_emails[left], t.record_emails[right], t.emails,
        [&](const auto& x, const auto& y) { return emails(x, y); }, common_email);
  } else if (a.email && b.email && !common_email(*a.email, *b.email)) {
    const auto email = [](const Row& of) {
      return types::EmailAddress{*of.email_local, of.email_domain, (of.flags & Row::role_mailbox) != 0};
    };
    set(Comparison::email, emails(email(a), email(b)), a.email, b.email);
  }
  if (made_of_name(out[Comparison::email], out[Comparison::family_name])) out[Comparison::email] = {};
  if ((either & Row::several_phones) != 0) {
    out[Comparison::phone] = best_pair(
        t.record_phones[left], t.record_phones[right], t.phones,
        [&](const auto& x, const auto& y) { return phones(x, y); }, common_phone);
  } else if (a.phone && b.phone && !(agree(a.phone_national, b.phone_national) && common_phone(*a.phone, *b.phone))) {
    const auto phone = [](const Row& of) {
      return types::PhoneNumber{*of.phone_digits, *of.phone_national, (of.flags & Row::valid_phone) != 0,
                                (of.flags & Row::mobile_phone) != 0};
    };
    set(Comparison::phone, phones(phone(a), phone(b)), a.phone, b.phone);
  }
  if ((either & Row::several_addresses) != 0) {
    out[Comparison::address] = best_pair(t.record_addresses[left], t.record_addresses[right], t.addresses,
                                         [&](const auto& x, const auto& y) { return addresses(x, y); });
  } else if (a.address && b.address) {
    set(Comparison::address, addresses(a, b), a.address, b.address);
  }
  if ((both & Row::identifiers) != 0) {
    const bool one_source = t.record_sources[left] == t.record_sources[right];
    out[Comparison::identifier] =
        best_pair(t.record_identifiers[left], t.record_identifiers[right], t.identifiers,
                  [&](const auto& x, const auto& y) { return identifiers(x, y, one_source); });
  }
  if ((both & Row::places) != 0) {
    for (const ValueNo x : t.record_places[left]) {
      for (const ValueNo y : t.record_places[right]) {
        const Level level = texts(t.address_parts, x, y);
        if (better(level, out[Comparison::birth_place].level)) out[Comparison::birth_place] = {level, x, y};
      }
    }
  }
  if (a.gender() != 0 && b.gender() != 0) {
    out[Comparison::gender] = {a.gender() == b.gender() ? Level::equal : Level::different,
                               static_cast<ValueNo>(a.gender()), static_cast<ValueNo>(b.gender())};
  }
  if ((both & Row::others) != 0) compare_others(left, right, out);
}

}  // namespace scv::compare
