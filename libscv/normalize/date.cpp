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

constexpr auto kMonths = detail::form_list({
    {"january", "01"},  {"januar", "01"},    {"jaenner", "01"},   {"janvier", "01"},  {"jan", "01"},
    {"janv", "01"},     {"jaen", "01"},      {"february", "02"},  {"februar", "02"},  {"feber", "02"},
    {"fevrier", "02"},  {"feb", "02"},       {"fev", "02"},       {"fevr", "02"},     {"febr", "02"},
    {"march", "03"},    {"maerz", "03"},     {"marz", "03"},      {"mars", "03"},     {"mar", "03"},
    {"maer", "03"},     {"mrz", "03"},       {"mrt", "03"},       {"april", "04"},    {"avril", "04"},
    {"apr", "04"},      {"avr", "04"},       {"may", "05"},       {"mai", "05"},      {"june", "06"},
    {"juni", "06"},     {"juin", "06"},      {"jun", "06"},       {"july", "07"},     {"juli", "07"},
    {"juillet", "07"},  {"jul", "07"},       {"juil", "07"},      {"august", "08"},   {"aout", "08"},
    {"aug", "08"},      {"september", "09"}, {"septembre", "09"}, {"sept", "09"},     {"sep", "09"},
    {"october", "10"},  {"oktober", "10"},   {"octobre", "10"},   {"oct", "10"},      {"okt", "10"},
    {"november", "11"}, {"nov", "11"},       {"novembre", "11"},  {"december", "12"}, {"dezember", "12"},
    {"decembre", "12"}, {"dec", "12"},       {"dez", "12"},       {"dece", "12"},
});

struct Part {
  int value = 0;
  int digits = 0;        ///< 0 for a group that is not a number (197w)
  char separator = ' ';  ///< what stands before it
};

struct Parts {
  std::array<Part, 3> numbers{};
  int count = 0;
  int month = 0;  ///< from a word
};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int month, int year) {
  constexpr std::array<int, 13> kDays = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && year != 0 && !is_leap(year)) return 28;
  return kDays[static_cast<std::size_t>(month)];
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool is_ordinal_ending(std::string_view letters) {
  return letters == "st" || letters == "nd" || letters == "rd" || letters == "th" || letters == "er" || letters == "re";
}

bool is_plausible_year(int year) { return (year >= 1000 && year <= 2999) || year == 9999; }

struct Default {
  std::int16_t year;
  std::int8_t month;
  std::int8_t day;
};
constexpr Default kDefaults[] = {
    {1111, 11, 11}, {1753, 1, 1},  {1800, 1, 1},   {1850, 1, 1},   {1899, 12, 30}, {1899, 12, 31}, {1900, 1, 1},
    {1900, 12, 31}, {1901, 1, 1},  {1904, 1, 1},   {1910, 1, 1},   {1911, 11, 11}, {1970, 1, 1},   {2011, 11, 11},
    {2099, 12, 31}, {2222, 2, 22}, {2999, 12, 31}, {9999, 12, 31}, {9999, 1, 1},   {9999, 9, 9},
};

constexpr int kFillerYear = 1604;  ///< address books write it for a birthday whose year is not known

constexpr std::size_t kMostMisread = 2;  ///< letters of a date

/// The digit that a letter was read for or typed beside; 0 where it could be any.
char digit_of(char letter) {
  switch (letter) {
    case 'l':
    case 'i':
    case 'j':
    case 'q':
      return '1';
    case 'z':
    case 'w':
      return '2';
    case 'e':
      return '3';
    case 'r':
    case 'a':
      return '4';
    case 's':
    case 't':
      return '5';
    case 'b':
    case 'y':
      return '6';
    case 'u':
      return '7';
    case 'g':
      return '9';
    default:
      return '0';
  }
}

/// A date of numbers in which one or two digits became letters (194o, 2i49) with these as digits; empty where it is none.
std::string with_digits_for_letters(std::string_view text) {
  if (std::none_of(text.begin(), text.end(), base::is_ascii_alpha)) return {};
  std::size_t letters = 0, digits = 0, separators = 0;
  std::string mended;
  bool part_has_digit = false;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) {
      ++digits;
      part_has_digit = true;
    } else if (base::is_ascii_alpha(c)) {
      ++letters;
    } else if (c == '-' || c == '.' || c == '/') {
      if (!part_has_digit) return {};  // 12.IV.1980 is a month, not a slip
      part_has_digit = false;
      ++separators;
    } else {
      return {};
    }
    mended += base::is_ascii_alpha(c) ? digit_of(base::to_ascii_lower(c)) : c;
  }
  const bool numbers = separators == 2 && part_has_digit && digits + letters >= 6 && digits + letters <= 8;
  return letters >= 1 && letters <= kMostMisread && numbers ? mended : std::string{};
}

class DateParser {
 public:
  DateParser(DateOrder order, int this_year) : order_(order), this_year_(this_year) {}

  Date run(std::string_view text) {
    text = base::trim(text);
    if (text.empty() || text.size() > 64) return {};
    without_year_ = text.size() > 2 && text.starts_with("--") && text[2] != '-';
    const std::string mended = text.size() <= 10 ? with_digits_for_letters(text) : std::string{};
    scan(mended.empty() ? text : std::string_view(mended));
    if (parts_.month != 0) {
      with_month_word();
    } else if (parts_.count == 1) {
      compact();
    } else if (parts_.count == 2) {
      two_numbers();
    } else if (parts_.count == 3) {
      three_numbers();
    }
    return finish();
  }

 private:
  void scan(std::string_view text) {
    std::size_t i = 0;
    char separator = ' ';
    while (i < text.size()) {
      const char c = text[i];
      if (base::is_ascii_digit(c)) {
        const std::size_t begin = i;
        while (i < text.size() && base::is_ascii_digit(text[i])) ++i;
        std::string_view digits = text.substr(begin, i - begin);
        const std::size_t letters_begin = i;
        while (i < text.size() && base::is_ascii_alpha(text[i])) ++i;
        std::string_view letters = text.substr(letters_begin, i - letters_begin);
        if (i < text.size() && text[i] == ':') return;  // the clock begins
        if (!add_number(digits, letters, separator)) return;
        if (letters == "T" || letters == "t" || letters == "Z") return;
        separator = ' ';
      } else if (base::is_ascii_alpha(c) || static_cast<unsigned char>(c) >= 0x80) {
        const std::size_t begin = i;
        while (i < text.size() && (base::is_ascii_alpha(text[i]) || static_cast<unsigned char>(text[i]) >= 0x80)) ++i;
        word(text.substr(begin, i - begin));
      } else {
        if (c == ':') return;
        if (c == '.' || c == '/' || c == '-') separator = c;
        ++i;
      }
    }
  }

  /// False where three numbers are there already: what follows is a time.
  bool add_number(std::string_view digits, std::string_view letters, char separator) {
    if (parts_.count == 3 || (parts_.month != 0 && parts_.count == 2)) return false;
    if (parts_.count == 1 && parts_.numbers[0].digits >= 6) return false;
    Part part{0, 0, separator};
    if ((digits.size() == 14 || digits.size() == 12) && parts_.count == 0) digits = digits.substr(0, 8);
    const std::string lower = letters.empty() ? std::string{} : base::ascii_lower(letters);
    const bool clean = lower.empty() || lower == "t" || lower == "z" || is_ordinal_ending(lower);
    if (digits.size() <= 8 && (clean || !detail::form_of(kMonths, lower).empty())) {
      part.value = number_of(digits);
      part.digits = static_cast<int>(digits.size());
    }
    parts_.numbers[static_cast<std::size_t>(parts_.count++)] = part;
    if (!clean) word(letters);  // 29Feb1980
    return true;
  }

  void word(std::string_view text) {
    if (parts_.month != 0 || text.size() > 16) return;
    const std::string_view month = detail::form_of(kMonths, fold(text));
    if (month.empty()) return;
    parts_.month = number_of(month);
  }

  int full_year(const Part& part) const {
    if (part.digits == 4) return part.value;
    if (part.digits != 2 && part.digits != 1) return 0;
    const int year = this_year_ / 100 * 100 + part.value;
    return year > this_year_ ? year - 100 : year;
  }

  void with_month_word() {
    month_ = parts_.month;
    const auto& n = parts_.numbers;
    const auto is_year = [](const Part& p) { return p.digits >= 3 || p.value > 31; };
    if (parts_.count == 1) {
      if (is_year(n[0])) {
        year_ = full_year(n[0]);
      } else {
        day_ = n[0].value;
        no_year_ = true;
      }
    } else if (parts_.count >= 2) {
      const bool year_first = is_year(n[0]);
      year_ = full_year(year_first ? n[0] : n[1]);
      day_ = (year_first ? n[1] : n[0]).value;
      no_year_ = year_ == 0;
    } else {
      no_year_ = true;
    }
  }

  void compact() {
    const Part& n = parts_.numbers[0];
    if (n.digits == 4 && without_year_) {
      set(0, n.value / 100, n.value % 100);
      no_year_ = true;
    } else if (n.digits == 4) {
      year_ = n.value;
    } else if (n.digits == 8) {
      const int head = n.value / 10000;
      const int tail = n.value % 10000;
      const int middle = n.value / 100 % 100;
      const int last = n.value % 100;
      if (is_plausible_year(head) && middle <= 12) {
        set(head, middle, last);
      } else if (head >= 1800 && head <= this_year_ && last >= 1 && last <= 12 && middle <= 31) {
        set(head, last, middle);
      } else if (is_plausible_year(tail)) {
        day_month(n.value / 1000000, n.value / 10000 % 100, ' ');
        year_ = tail;
      } else {
        set(head, middle, n.value % 100);
      }
    } else if (n.digits == 6) {
      const int head = n.value / 100;
      if (head >= 1800 && head <= 2099 && n.value % 100 >= 1 && n.value % 100 <= 12) {
        year_ = head;
        month_ = n.value % 100;
      } else {
        day_month(n.value / 10000, n.value / 100 % 100, ' ');
        year_ = full_year({n.value % 100, 2, ' '});
      }
    }
  }

  void two_numbers() {
    const auto& n = parts_.numbers;
    if (n[0].digits == 4) {
      year_ = n[0].value;
      month_ = n[1].value;
    } else if (n[1].digits == 4) {
      month_ = n[0].value;
      year_ = n[1].value;
    } else if (without_year_) {
      set(0, n[0].value, n[1].value);
      no_year_ = true;
    } else {
      day_month(n[0].value, n[1].value, n[1].separator);
      no_year_ = true;
    }
  }

  void three_numbers() {
    const auto& n = parts_.numbers;
    const bool year_first = n[0].digits >= 3 || (n[0].value > 31 && n[2].digits <= 2 && n[2].value <= 31);
    if (year_first) {
      year_ = full_year(n[0]);
      month_ = n[1].value;
      day_ = n[2].value;
      if (month_ > 12 && day_ <= 12) std::swap(month_, day_);
    } else {
      day_month(n[0].value, n[1].value, n[1].separator);
      year_ = full_year(n[2]);
    }
    // 0.0.00 names no day, and not the year 2000; 1604 stands for a year that is not known in Apple's address books.
    no_day_ = month_ == 0 && day_ == 0 && n[year_first ? 0 : 2].value == 0;
    if (no_day_) year_ = 0;
    no_year_ = year_ == 0 && !(n[0].value == 0 && n[1].value == 0 && n[2].value == 0);
  }

  void day_month(int a, int b, char separator) {
    bool day_first = separator != '/';
    if (a > 12 && b <= 12) {
      day_first = true;
    } else if (b > 12 && a <= 12) {
      day_first = false;
    } else if (order_ != DateOrder::unknown) {
      day_first = order_ == DateOrder::day_first;
    } else {
      ambiguous_ = a != b && a >= 1 && b >= 1 && a <= 12 && b <= 12 && separator != '.';
    }
    day_ = day_first ? a : b;
    month_ = day_first ? b : a;
  }

  void set(int year, int month, int day) {
    year_ = year;
    month_ = month;
    day_ = day;
  }

  Date finish() const {
    Date date;
    if (month_ > 99 || day_ > 99) return date;
    const bool no_year = no_year_ || (year_ == kFillerYear && month_ != 0);
    date.year = no_year ? std::int16_t{0} : static_cast<std::int16_t>(year_);
    date.month = static_cast<std::int8_t>(month_);
    date.day = static_cast<std::int8_t>(day_);
    date.ambiguous = ambiguous_;
    date.is_default = year_ == 9999;
    for (const Default& d : kDefaults) {
      if (d.year == date.year && d.month == date.month && d.day == date.day) date.is_default = true;
    }
    const bool whole = (parts_.count == 3 || parts_.numbers[0].digits == 8) && parts_.month == 0 && !no_year;
    if (no_day_) date.is_default = true;
    if (whole && ((year_ == 1 && month_ == 1 && day_ == 1) || (year_ == 0 && month_ == 0 && day_ == 0)))
      date.is_default = true;
    date.valid = !no_year && is_plausible_year(year_) && month_ <= 12 && (month_ != 0 || day_ == 0) &&
                 (day_ == 0 || day_ <= days_in(month_, year_));
    return date;
  }

  Parts parts_;
  DateOrder order_;
  int this_year_;
  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
  bool ambiguous_ = false;
  bool no_year_ = false;
  bool without_year_ = false;  ///< ISO's form of a day without a year: --08-15, --0815
  bool no_day_ = false;
};

}  // namespace

Date parse_date(std::string_view text, DateOrder order, int this_year) {
  return DateParser(order, this_year).run(text);
}

}  // namespace scv::normalize
