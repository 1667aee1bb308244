#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

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
constexpr std::size_t kLongestLocal = 8;  ///< digits of a number within a town

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_ascii_digit));
}

/// The first of several numbers in one field.
std::string_view first_number(std::string_view text) {
  constexpr std::string_view kSeparators[] = {";", ",", "|", "\n", " oder ", " or ", " ou ", " und ", " / "};
  constexpr std::size_t kWholeNumber = 6;
  for (const std::string_view separator : kSeparators) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) continue;
    if (count_digits(text.substr(0, at)) >= kWholeNumber && count_digits(text.substr(at)) >= kWholeNumber) {
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

/// Whether a text is of the form that numbering plans read: digits and what parts them, a plus sign in front at most.
bool is_plain(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_ascii_digit(c) || c == ' ' || c == '-' || c == '/' || c == '.' || c == '(' || c == ')';
  });
}

Phone parse(std::string_view text, std::string_view region, bool by_plan) {
  Phone phone;
  text = base::trim(text);
  if (text.size() > kMaxText) text = text.substr(0, kMaxText);
  text = first_number(text);
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

  std::string region_code = region.size() == 2 ? std::string(region) : std::string("ZZ");
  for (char& c : region_code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  // Few digits are libphonenumber's business, too: they may be a number within a town.
  detail::PlannedNumber planned;
  const bool plus = text.starts_with('+');
  if (by_plan && digits.size() > kLongestLocal && is_plain(text) &&
      detail::read_planned(digits, plus, region_code, planned)) {
    phone.e164 = '+';
    phone.e164 += std::to_string(planned.country_code);
    phone.e164 += planned.national;
    if (!planned.valid) return phone;
    phone.valid = true;
    phone.kind = planned.kind;
    phone.region = planned.region;
    phone.national = std::move(planned.national);
    phone.placeholder = is_dummy_number(phone.national);
    return phone;
  }

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

}  // namespace

Phone parse_phone(std::string_view text, std::string_view region) { return parse(text, region, true); }

namespace detail {

Phone parse_phone_in_full(std::string_view text, std::string_view region) { return parse(text, region, false); }

}  // namespace detail
}  // namespace scv::normalize
