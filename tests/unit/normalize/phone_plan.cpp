// Numbering plans against libphonenumber itself, over numbers of all countries in many spellings.
// SCV_PHONES=<count> tries so many with a seed of its own instead of a few seconds' worth.

#include "normalize/phone_plan.hpp"

#include <doctest/doctest.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace scv;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : random_(seed) {
    std::set<std::string> regions;
    PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
    regions_.assign(regions.begin(), regions.end());
  }
  std::size_t below(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most - 1)(random_); }
  /// Half of them one of those that have most users here.
  std::string region() {
    static const std::vector<std::string> kCommon = {"DE", "AT", "CH", "GB", "FR", "IT", "ES", "NL", "US", "CA"};
    return below(2) == 0 ? kCommon[below(kCommon.size())] : regions_[below(regions_.size())];
  }
  /// What a caller may say of a region: nearly always one, in capitals.
  std::string as_said(std::string region) {
    if (below(20) == 0) return std::vector<std::string>{"", "ZZ", "XX", "001", "4d"}[below(5)];
    if (below(20) == 0) {
      for (char& c : region) c = static_cast<char>(c + ('a' - 'A'));
    }
    return region;
  }
  /// A number of a region in some spelling: an example of the library with other digits at its end, or any digits.
  std::string text(const std::string& region) {
    std::string national = example(region);
    if (!national.empty() && below(4) != 0) {
      for (std::size_t i = below(national.size()); i < national.size(); ++i) national[i] = digit();
      if (below(8) == 0) national += digit();
      if (below(8) == 0) national.pop_back();
    } else {
      national.clear();
      for (std::size_t i = 1 + below(13); i > 0; --i) national += digit();
    }
    static const std::vector<std::string> kTrunks = {"", "0", "0", "1", "8", "01", "06", "00", "011", "810", "000"};
    const std::string code = std::to_string(PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region));
    std::string text;
    switch (below(8)) {
      case 0:
        text = "+" + code + national;
        break;
      case 1:
        text = "+" + code + " (0)" + national;
        break;
      case 2:
        text = "00" + code + national;
        break;
      case 3:
        text = code + national;
        break;
      case 4:
        text = kTrunks[below(kTrunks.size())] + code + kTrunks[below(kTrunks.size())] + national;
        break;
      default:
        text = kTrunks[below(kTrunks.size())] + national;
    }
    static const std::vector<std::string> kPlain = {" ", "-", "/", ".", "(", ")", "[", "]", " - ", " / ", ") "};
    static const std::vector<std::string> kOther = {"x", "#",  "+",      ";",     ",",      "*",
                                                    "~", "\t", "ext 12", "Tel. ", "\u00a0", "\u0663"};
    for (std::size_t times = below(5); times > 0; --times) {
      const std::vector<std::string>& parts = below(30) == 0 ? kOther : kPlain;
      text.insert(below(text.size() + 1), parts[below(parts.size())]);
    }
    return text;
  }
  /// Nothing that anyone would write: characters of numbers in any order.
  std::string scramble() {
    constexpr std::string_view kCharacters = "0000111234567899+ -/.()[]";
    std::string text;
    for (std::size_t length = below(30); length > 0; --length) text += kCharacters[below(kCharacters.size())];
    return text;
  }

 private:
  char digit() { return static_cast<char>('0' + below(10)); }
  /// An example of some type; empty where the region has none of it.
  const std::string& example(const std::string& region) {
    constexpr PhoneNumberUtil::PhoneNumberType kTypes[] = {PhoneNumberUtil::FIXED_LINE, PhoneNumberUtil::MOBILE,
                                                           PhoneNumberUtil::TOLL_FREE,  PhoneNumberUtil::UAN,
                                                           PhoneNumberUtil::VOIP,       PhoneNumberUtil::PREMIUM_RATE};
    std::vector<std::string>& known = examples_[region];
    if (known.empty()) {
      const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
      for (const PhoneNumberUtil::PhoneNumberType type : kTypes) {
        PhoneNumber number;
        known.emplace_back();
        if (util.GetExampleNumberForType(region, type, &number))
          util.GetNationalSignificantNumber(number, &known.back());
      }
    }
    return known[below(known.size())];
  }
  std::mt19937_64 random_;
  std::vector<std::string> regions_;
  std::map<std::string, std::vector<std::string>> examples_;
};

}  // namespace

TEST_CASE("numbering plans read numbers as libphonenumber does") {
  const char* asked = std::getenv("SCV_PHONES");
  const long count = asked != nullptr ? std::atol(asked) : 100000;
  const std::uint64_t seed = asked != nullptr ? std::random_device{}() : 20261125;
  INFO("seed " << seed);
  Numbers numbers(seed);
  long valid = 0;
  for (long i = 0; i < count; ++i) {
    const std::string home = numbers.region();
    const std::string region = numbers.as_said(numbers.below(3) == 0 ? numbers.region() : home);
    const std::string text = numbers.below(50) == 0 ? numbers.scramble() : numbers.text(home);
    const normalize::Phone found = normalize::parse_phone(text, region);
    const normalize::Phone expected = normalize::detail::parse_phone_in_full(text, region);
    valid += expected.valid ? 1 : 0;
    if (found.e164 == expected.e164 && found.national == expected.national && found.region == expected.region &&
        found.kind == expected.kind && found.valid == expected.valid && found.extension == expected.extension &&
        found.placeholder == expected.placeholder) {
      continue;
    }
    INFO("text " << text << ", region " << region);
    CHECK(found.e164 == expected.e164);
    CHECK(found.national == expected.national);
    CHECK(found.region == expected.region);
    CHECK(found.kind == expected.kind);
    CHECK(found.valid == expected.valid);
    CHECK(found.extension == expected.extension);
    CHECK(found.placeholder == expected.placeholder);
  }
  CHECK(valid > count / 10);
}

TEST_CASE("numbering plans take the numbers of common forms") {
  normalize::detail::PlannedNumber number;
  CHECK(normalize::detail::read_planned("03514567890", false, "DE", number));
  CHECK(number.national == "3514567890");
  CHECK(number.region == "DE");
  CHECK(normalize::detail::read_planned("491701234567", true, "ZZ", number));
  CHECK(number.kind == normalize::PhoneKind::mobile);
  CHECK(normalize::detail::read_planned("0043512345678", false, "DE", number));
  CHECK(number.region == "AT");
  CHECK(normalize::detail::read_planned("0612345678", false, "IT", number));
  CHECK(number.national == "0612345678");                                      // its zero belongs to the number
  CHECK(normalize::detail::read_planned("33612345678", false, "FR", number));  // its country code without 00
  CHECK(number.national == "612345678");
  CHECK(normalize::detail::read_planned("2122457850", false, "CA", number));
  CHECK(number.region == "US");
  CHECK(normalize::detail::read_planned("80012345678", true, "", number));
  CHECK(number.region == "001");
  CHECK_FALSE(normalize::detail::read_planned("0351", false, "ZZ", number));
  CHECK_FALSE(normalize::detail::read_planned("5350551", false, "DE", number));  // a number within a town
  CHECK_FALSE(normalize::detail::read_planned("999999999999", true, "DE", number));
}

TEST_CASE("numbering plans are understood, but for regions that rewrite every number") {
  std::set<std::string> regions;
  PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
  std::size_t understood = 0;
  for (const std::string& region : regions) {
    const std::string code = std::to_string(PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region));
    normalize::detail::PlannedNumber number;
    understood += normalize::detail::read_planned(code + "23456789", true, region, number) ? 1 : 0;
  }
  CHECK(understood > regions.size() * 19 / 20);
}
