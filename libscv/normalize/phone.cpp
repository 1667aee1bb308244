#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "normalize/detail.hpp"
#include "normalize/phone_plan.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// libphonenumber itself gives up beyond 250 characters; no number with its extension needs more than this.
constexpr std::size_t kMaxText = 100;
constexpr std::size_t kMinDigits = 3;
constexpr std::size_t kMaxDigits = 24;

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_ascii_digit));
}

/// The first of several numbers in one field.
std::string_view first_number(std::string_view text) {
  constexpr std::string_view kSlash = " / ";
  constexpr std::string_view kSeparators[] = {":::", ";", ",", "|", "\n", " oder ", " or ", " ou ", " und ", kSlash};
  constexpr std::size_t kWholeNumber = 6;
  // What stands before a slash may be an area code: 039771 / 123456, 0049 39771 / 123456.
  const std::size_t longest_area_code = text.starts_with('+') ? 8 : text.starts_with("00") ? 10 : 6;
  for (const std::string_view separator : kSeparators) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) continue;
    const std::size_t before = count_digits(text.substr(0, at));
    if (separator == kSlash && before <= longest_area_code) continue;
    if (before >= kWholeNumber && count_digits(text.substr(at)) >= kWholeNumber) {
      text = text.substr(0, at);
    }
  }
  return text;
}

PhoneKind kind_of(PhoneNumberUtil::PhoneNumberType type) {
  switch (type) {
    case PhoneNumberUtil::FIXED_LINE:
      return PhoneKind::fixed_line;
    case PhoneNumberUtil::MOBILE:
      return PhoneKind::mobile;
    case PhoneNumberUtil::TOLL_FREE:
      return PhoneKind::toll_free;
    case PhoneNumberUtil::PREMIUM_RATE:
    case PhoneNumberUtil::SHARED_COST:
      return PhoneKind::premium;
    case PhoneNumberUtil::VOIP:
      return PhoneKind::voip;
    default:
      return PhoneKind::unknown;
  }
}

/// Where the trunk prefix is 0, few digits without it are a number within a town (5350551), not 05350 551.
bool is_local_number(const PhoneNumberUtil& util, std::string_view text, std::string_view digits,
                     const std::string& region) {
  constexpr std::size_t kLongestLocal = 8;
  if (digits.size() > kLongestLocal || digits.front() == '0' || text.find('+') != std::string_view::npos) return false;
  std::string trunk;
  util.GetNddPrefixForRegion(region, true, &trunk);
  return trunk == "0";
}

/// German words for an extension in the form that libphonenumber knows.
std::string with_extension_word(std::string_view text) {
  std::string out(text);
  const std::string lower = base::ascii_lower(text);
  constexpr std::string_view kWords[] = {"durchwahl", "dw.", " dw ", "app.", "nebenstelle"};
  for (const std::string_view word : kWords) {
    const std::size_t at = lower.find(word);
    if (at == std::string::npos || count_digits(text.substr(0, at)) < kMinDigits) continue;
    out.replace(at, word.size(), " ext. ");
    break;
  }
  return out;
}

bool is_dummy_number(std::string_view digits) {
  constexpr std::size_t kSubscriber = 7;
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string_view::npos) return true;
  if (detail::is_dummy_digits(digits) || detail::is_dummy_digits(digits.substr(first))) return true;
  return digits.size() >= kSubscriber && detail::is_one_character_repeated(digits.substr(digits.size() - kSubscriber));
}

/// The digits of a text of the form that numbering plans read: digits and what parts them, a plus sign before them at most.
class PlainNumber {
 public:
  /// False where the text is of another form.
  bool read(std::string_view text) noexcept {
    for (const char c : text) {
      if (base::is_ascii_digit(c)) {
        if (count_ == kMaxDigits) return false;
        digits_[count_++] = c;
      } else if (c == '+') {
        if (plus_ || count_ != 0) return false;
        plus_ = true;
      } else if (c != ' ' && c != '-' && c != '/' && c != '.' && c != '(' && c != ')' && c != '[' && c != ']') {
        return false;
      }
    }
    return count_ >= kMinDigits;
  }
  std::string_view digits() const noexcept { return {digits_.data(), count_}; }
  bool plus() const noexcept { return plus_; }

 private:
  std::array<char, kMaxDigits> digits_;
  std::size_t count_ = 0;
  bool plus_ = false;
};

/// An upper-case region; "ZZ" is none.
std::array<char, 2> region_code_of(std::string_view region) {
  if (region.size() != 2) return {'Z', 'Z'};
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  return {upper(region[0]), upper(region[1])};
}

/// parse_phone where numbering plans leave no doubt.
bool parse_by_plan(std::string_view text, std::string_view region, Phone& phone) {
  text = base::trim(text);
  if (text.size() > kMaxText) return false;
  // Of what parts several numbers, a plain one can hold no more than this.
  if (text.find(" / ") != std::string_view::npos) text = first_number(text);
  PlainNumber plain;
  if (!plain.read(text)) return false;
  const std::string_view digits = plain.digits();
  if (is_dummy_number(digits)) {
    phone.national = digits;
    phone.placeholder = true;
    return true;
  }
  const std::array<char, 2> region_code = region_code_of(region);
  detail::PlannedNumber number;
  if (!detail::read_planned(digits, plain.plus(), {region_code.data(), region_code.size()}, number)) return false;
  if (number.valid || number.possible) {
    phone.e164 = '+';
    phone.e164 += number.country_code;
    phone.e164 += number.national;
  }
  phone.national = number.valid ? number.national : digits;
  phone.region = number.region;
  phone.kind = number.kind;
  phone.valid = number.valid;
  phone.placeholder = number.valid && is_dummy_number(number.national);
  return true;
}

}  // namespace

Phone parse_phone(std::string_view text, std::string_view region) {
  Phone phone;
  if (const auto digits = base::digits_of_exponent_form(text)) {
    phone.placeholder = digits->empty();
    return phone.placeholder ? phone : parse_phone(*digits, region);
  }
  return parse_by_plan(text, region, phone) ? phone : detail::parse_phone_in_full(text, region);
}

Phone detail::parse_phone_in_full(std::string_view text, std::string_view region) {
  Phone phone;
  text = first_number(base::trim(text).substr(0, kMaxText));
  std::string digits;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) digits += c;
  }
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  // Digits of other scripts are libphonenumber's business.
  if (ascii && digits.size() < kMinDigits) {
    phone.placeholder = is_placeholder(text);
    return phone;
  }
  if (digits.size() > kMaxDigits) return phone;
  phone.national = digits;
  phone.placeholder = is_dummy_number(digits);
  if (phone.placeholder) return phone;

  const std::array<char, 2> upper_region = region_code_of(region);
  const std::string region_code(upper_region.data(), upper_region.size());
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (ascii && is_local_number(util, text, digits, region_code)) return phone;
  bool parsed = util.Parse(with_extension_word(text), region_code, &number) == PhoneNumberUtil::NO_PARSING_ERROR;
  bool valid = parsed && util.IsValidNumber(number);
  if (!valid && digits.starts_with("00") && digits.size() > 8) {
    // 00 is dialled in most of the world, but not in the default region.
    PhoneNumber international;
    if (util.Parse("+" + digits.substr(2), "ZZ", &international) == PhoneNumberUtil::NO_PARSING_ERROR &&
        util.IsValidNumber(international)) {
      number = international;
      parsed = valid = true;
    }
  }
  if (!parsed) return phone;
  phone.valid = valid;
  if (valid || util.IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE) {
    PhoneNumber bare = number;
    bare.clear_extension();
    util.Format(bare, PhoneNumberUtil::E164, &phone.e164);
  }
  phone.extension = number.extension();
  if (valid) {
    phone.national.clear();  // libphonenumber appends
    util.GetNationalSignificantNumber(number, &phone.national);
    util.GetRegionCodeForNumber(number, &phone.region);
    phone.kind = kind_of(util.GetNumberType(number));
    phone.placeholder = is_dummy_number(phone.national);
  }
  return phone;
}

std::vector<std::string> phone_starts(std::string_view text, std::string_view region) {
  std::string digits;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) digits += c;
  }
  if (digits.empty()) return {};
  if (base::trim(text).starts_with('+')) return {"+" + digits};
  std::vector<std::string> starts;
  const int code = PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(std::string(region));
  if (digits.starts_with("00")) {
    starts.push_back("+" + digits.substr(2));
  } else if (code != 0) {
    const std::string country = "+" + std::to_string(code);
    // Most countries have a trunk prefix 0, some write it as part of the number.
    if (digits.starts_with('0')) starts.push_back(country + digits.substr(1));
    starts.push_back(country + digits);
  }
  if (!digits.starts_with('0')) starts.push_back("+" + digits);
  return starts;
}

}  // namespace scv::normalize
