#include "normalize/country.hpp"

#include <phonenumbers/phonenumberutil.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/text.hpp"
#include "normalize/detail.hpp"
#include "normalize/places.hpp"

namespace scv::normalize {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kLongestName = 64;
constexpr const char* kLanguages[] = {"de", "en", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sl", "hr",
                                      "hu", "ro", "da", "sv", "nb", "fi", "et", "lv", "lt", "tr", "el", "bg",
                                      "sr", "ru", "uk", "ar", "he", "hi", "ja", "ko", "zh", "id", "vi", "ca"};

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

/// Codes of three letters and names of all countries, folded, and their codes of two.
class Names {
 public:
  Names() {
    for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
      const std::string_view country = *code;  // ICU's own text, which stays
      const icu::Locale locale("", *code);
      names_.try_emplace(base::ascii_lower(locale.getISO3Country()), country);
      for (const char* const language : kLanguages) {
        icu::UnicodeString name;
        locale.getDisplayCountry(icu::Locale(language), name);
        std::string text;
        name.toUTF8String(text);
        if (std::string folded = fold(text); !folded.empty()) names_.try_emplace(std::move(folded), country);
      }
    }
  }
  std::string_view find(std::string_view folded) const {
    const auto found = names_.find(folded);
    return found == names_.end() ? std::string_view{} : found->second;
  }

 private:
  std::unordered_map<std::string, std::string_view, Hash, std::equal_to<>> names_;
};

/// The countries' codes of two letters, each where its letters say.
class Codes {
 public:
  Codes() {
    for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) place(*code) = *code;
  }
  /// `code` in small letters.
  std::string_view find(std::string_view code) const {
    const std::array<char, 2> upper = {static_cast<char>(code[0] - 32), static_cast<char>(code[1] - 32)};
    return codes_[place_of({upper.data(), 2})];
  }

 private:
  static std::size_t place_of(std::string_view code) {
    return static_cast<std::size_t>(code[0] - 'A') * 26 + static_cast<std::size_t>(code[1] - 'A');
  }
  std::string_view& place(std::string_view code) { return codes_[place_of(code)]; }
  std::array<std::string_view, std::size_t{26} * 26> codes_{};
};

const Codes& codes() {
  static const Codes all;
  return all;
}

bool are_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Of "+43", "0043" or "43".
std::string_view country_of_calling_code(std::string_view digits) {
  constexpr std::size_t kLongestCode = 3;
  if (digits.starts_with("00")) digits.remove_prefix(2);
  if (digits.empty() || digits.size() > kLongestCode || digits.front() == '0') return {};
  int code = 0;
  for (const char c : digits) code = code * 10 + (c - '0');
  std::string region;
  PhoneNumberUtil::GetInstance()->GetRegionCodeForCountryCode(code, &region);
  const std::string lower = base::ascii_lower(region);
  return lower.size() == 2 && are_letters(lower) ? codes().find(lower) : std::string_view{};
}

}  // namespace

std::string_view country_of(std::string_view text) {
  text = base::trim(text);
  if (text.empty() || text.size() > kLongestName) return {};
  const std::string folded = fold(text);
  if (folded.empty()) return {};
  if (const std::string_view known = detail::form_of(detail::kCountries, folded); !known.empty()) return known;
  if (folded.size() == 2 && are_letters(folded)) return codes().find(folded);
  if (detail::is_all_digits(folded)) return country_of_calling_code(folded);
  if (is_placeholder(text)) return {};
  static const Names names;
  return names.find(folded);
}

Phone parse_phone(std::string_view text, std::string_view region, std::string_view default_region) {
  Phone phone = parse_phone(text, region);
  if (region == default_region || !phone.e164.empty() || phone.placeholder) return phone;
  Phone other = parse_phone(text, default_region);
  return other.valid ? other : phone;
}

}  // namespace scv::normalize
