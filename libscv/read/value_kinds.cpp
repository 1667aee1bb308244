#include "read/value_kinds.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/fold.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "read/words.hpp"

namespace scv::read {

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 3 > text.size()) return false;
  const std::string_view domain = text.substr(at + 1);
  return text.find(' ') == std::string_view::npos && domain.find('@') == std::string_view::npos &&
         domain.find('.') != std::string_view::npos && domain.front() != '.';
}

bool is_email_without_local_part(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n<\"'");
  return first != std::string_view::npos && text[first] == '@';
}

bool is_url(std::string_view text) {
  return base::contains_ignoring_ascii_case(text.substr(0, 8), "://") ||
         base::equals_ignoring_ascii_case(text.substr(0, 4), "www.");
}

bool is_iban(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == ' ') continue;
    if (!base::is_ascii_alpha(c) && !base::is_ascii_digit(c)) return false;
    plain.push_back(base::to_ascii_lower(c));
  }
  if (plain.size() < 15 || plain.size() > 34 || !base::is_ascii_alpha(plain[0]) || !base::is_ascii_alpha(plain[1]))
    return false;
  unsigned remainder = 0;  // ISO 7064 MOD 97-10 over the text with its first four characters at the end
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[(i + 4) % plain.size()];
    const unsigned value =
        base::is_ascii_digit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'a' + 10);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder == 1;
}

int year_of_date(std::string_view text) {
  if (const std::size_t cut = text.find_first_of(" T"); cut != std::string_view::npos && cut >= 8)
    text = text.substr(0, cut);
  std::array<int, 3> numbers{};
  std::array<std::size_t, 3> lengths{};
  std::size_t count = 0, length = 0;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) {
      if (length == 0 && count == 3) return 0;
      if (length == 8) return 0;
      numbers[count] = numbers[count] * 10 + (c - '0');
      lengths[count] = ++length;
    } else if ((c == '.' || c == '-' || c == '/') && length != 0) {
      ++count;
      length = 0;
      if (count == 3) return 0;
    } else {
      return 0;
    }
  }
  int year = 0, month = 0, day = 0;
  if (count == 0 && length == 8) {
    year = numbers[0] / 10000, month = numbers[0] / 100 % 100, day = numbers[0] % 100;
  } else if (count == 2 && lengths[0] == 4) {
    year = numbers[0], month = numbers[1], day = numbers[2];
  } else if (count == 2 && lengths[0] <= 2 && lengths[1] <= 2 && (lengths[2] == 4 || lengths[2] == 2)) {
    year = lengths[2] == 2 ? (numbers[2] <= 29 ? 2000 : 1900) + numbers[2] : numbers[2],
    month = std::min(numbers[0], numbers[1]), day = std::max(numbers[0], numbers[1]);
  }
  return year >= 1000 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31 ? year : 0;
}

bool is_serial_day(std::string_view text) {
  if (text.ends_with(".0")) text.remove_suffix(2);
  return text.size() == 5 && std::all_of(text.begin(), text.end(), base::is_ascii_digit) && text >= "10000" &&
         text <= "60000";
}

std::string date_of_serial_day(std::string_view text) {
  constexpr std::int64_t kFirstOf1970 = 25569;
  std::int64_t day = 0;
  for (const char c : text.substr(0, 5)) day = day * 10 + (c - '0');
  const base::CivilDate date = base::civil_from_days(day - kFirstOf1970);
  const auto two_digits = [](unsigned number) { return (number < 10 ? "-0" : "-") + std::to_string(number); };
  return std::to_string(date.year) + two_digits(date.month) + two_digits(date.day);
}

bool is_phone(std::string_view text, std::size_t digit_count) {
  if (digit_count < 6 || digit_count > 17) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_ascii_digit(c) || c == ' ' || c == '+' || c == '(' || c == ')' || c == '-' || c == '/' || c == '.';
  });
}

namespace {

bool is_day(int year, int month, int day) {
  return year >= 1800 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

struct Run {
  std::string_view text;
  bool digits;
};

/// The text's runs of digits and of letters; what stands between is left out. Empty where there are more than eight.
std::vector<Run> runs_of(std::string_view text) {
  std::vector<Run> runs;
  std::size_t begin = 0;
  const auto kind = [](char c) {
    return base::is_ascii_digit(c) ? 1 : base::is_ascii_alpha(c) || (static_cast<unsigned char>(c) & 0x80) != 0 ? 2 : 0;
  };
  while (begin < text.size()) {
    const int now = kind(text[begin]);
    std::size_t end = begin + 1;
    while (end < text.size() && kind(text[end]) == now) ++end;
    if (now != 0) runs.push_back({text.substr(begin, end - begin), now == 1});
    if (runs.size() > 8) return {};
    begin = end;
  }
  return runs;
}

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits.substr(0, 8)) number = number * 10 + (c - '0');
  return number;
}

/// "hh:mm" with what may follow it.
bool is_time(std::string_view text) {
  text = base::trim(text);
  const std::size_t colon = text.find(':');
  return (colon == 1 || colon == 2) && base::is_ascii_digit(text[0]) && colon + 2 < text.size() &&
         base::is_ascii_digit(text[colon + 1]) && base::is_ascii_digit(text[colon + 2]);
}

Day with_name(std::string_view text) {
  if (text.size() > 40) return {};
  const std::vector<Run> runs = runs_of(text);
  int year = 0, day = 0;
  std::size_t months = 0, units = 0;
  for (const Run& run : runs) {
    if (run.digits) {
      const int number = number_of(run.text);
      if (run.text.size() == 4 && year == 0)
        year = number;
      else if (run.text.size() <= 2 && day == 0)
        day = number;
      else if (run.text.size() > 2)
        return {};
    } else if (run.text == "年" || run.text == "月" || run.text == "日" || run.text == "년" || run.text == "월" ||
               run.text == "일") {
      ++units;
    } else if ((known_as(base::fold(run.text)) & kWord_month) != 0) {
      ++months;
    } else if (run.text.size() > 3) {
      return {};
    }
  }
  if (!(months == 1 || units >= 2) || !is_day(year, 1, day)) return {};
  return {year, false, true};
}

}  // namespace

Day day_of(std::string_view text) {
  text = base::trim(text);
  if (text.size() < 6 || text.size() > 64) return {};
  Day day;
  std::string_view date = text;
  if (const std::size_t cut = text.find_first_of("T ", 6);
      cut != std::string_view::npos && is_time(text.substr(cut + 1))) {
    day.time = true;
    date = base::trim(text.substr(0, cut));
    while (date.ends_with(',')) date.remove_suffix(1);
  }
  day.year = year_of_date(date);
  if (day.year == 0) {
    const Day named = with_name(date);
    day.year = named.year;
    day.named_month = named.named_month;
  }
  return day.year == 0 ? Day{} : day;
}

bool is_british_postcode(std::string_view shape) {
  // a or aa, d or dd or da, a blank or none, daa
  if (shape.size() < 5 || !shape.ends_with("daa")) return false;
  std::string_view outward = shape.substr(0, shape.size() - 3);
  if (outward.ends_with(' ')) outward.remove_suffix(1);
  return outward == "ad" || outward == "add" || outward == "aad" || outward == "aadd" || outward == "ada" ||
         outward == "aada";
}

bool is_amount(std::string_view shape, std::string_view text) {
  std::size_t separators = 0, digits = 0;
  for (const char c : shape) {
    digits += c == 'd';
    separators += c == '.' || c == ',';
    if (c == 'd' || c == '.' || c == ',' || c == ' ' || c == '-' || c == '$' || c == '%' || c == 'a') continue;
    return false;
  }
  const std::size_t letters = static_cast<std::size_t>(std::count(shape.begin(), shape.end(), 'a'));
  if (digits == 0 || letters > 3 || (separators == 0 && text.find_first_of("$%") == std::string_view::npos))
    return false;
  if (letters != 0 && (!base::is_ascii_digit(text.front()) || text.find(' ') == std::string_view::npos)) return false;
  const std::size_t last = shape.find_last_of(".,");
  return last == std::string_view::npos || (separators <= 3 && last != 0 && shape[last - 1] == 'd' &&
                                            (separators > 1 || last + 5 >= shape.size() || digits > 6));
}

namespace {

/// How many characters of a house number `shape` begins with: digits, a letter, a range.
std::size_t house_number_at(std::string_view shape) {
  std::size_t at = 0;
  while (at < shape.size() && at < 5 && shape[at] == 'd') ++at;
  if (at == 0 || at == 5) return 0;
  if (at < shape.size() && shape[at] == 'a' && (at + 1 == shape.size() || shape[at + 1] != 'a')) return at + 1;
  if (at + 1 < shape.size() && (shape[at] == '-' || shape[at] == '/') && shape[at + 1] == 'd') {
    std::size_t end = at + 1;
    while (end < shape.size() && end < at + 5 && shape[end] == 'd') ++end;
    return end;
  }
  return at;
}

}  // namespace

bool is_house_number(std::string_view shape) {
  std::size_t end = house_number_at(shape);
  if (end == 0) return false;
  if (end + 2 == shape.size() && shape[end] == ' ' && shape[end + 1] == 'a') end += 2;
  return end == shape.size();
}

bool ends_in_house_number(std::string_view shape) {
  for (std::size_t at = shape.size(); at-- > 1;) {
    if (shape[at] == 'd' && (shape[at - 1] == ' ' || shape[at - 1] == ',' || shape[at - 1] == '.') &&
        is_house_number(shape.substr(at)))
      return true;
    if (shape.size() - at > 10) break;
  }
  return false;
}

bool begins_with_house_number(std::string_view shape) {
  const std::size_t end = house_number_at(shape);
  return end != 0 && end + 2 < shape.size() && (shape[end] == ' ' || shape[end] == ',') &&
         shape.find('a', end) != std::string_view::npos;
}

}  // namespace scv::read
