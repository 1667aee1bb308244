// Numbering plans against libphonenumber itself, over numbers of all countries in many spellings.
// SCV_PHONES=<count> tries so many instead of a few seconds' worth.

#include "normalize/phone_plan.hpp"

#include <doctest/doctest.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstdlib>
#include <random>
#include <set>
#include <string>
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
  /// A number of a region in some spelling: an example of the library with other digits at its end, or any digits.
  std::string text(const std::string& region) {
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    constexpr PhoneNumberUtil::PhoneNumberType kTypes[] = {PhoneNumberUtil::FIXED_LINE, PhoneNumberUtil::MOBILE,
                                                           PhoneNumberUtil::TOLL_FREE,  PhoneNumberUtil::UAN,
                                                           PhoneNumberUtil::VOIP,       PhoneNumberUtil::PREMIUM_RATE};
    PhoneNumber example;
    std::string national;
    if (below(4) != 0 && util.GetExampleNumberForType(region, kTypes[below(std::size(kTypes))], &example)) {
      util.GetNationalSignificantNumber(example, &national);
      for (std::size_t i = below(national.size()); i < national.size(); ++i) national[i] = digit();
      if (below(8) == 0) national += digit();
      if (below(8) == 0) national.pop_back();
    } else {
      for (std::size_t i = 5 + below(9); i > 0; --i) national += digit();
    }
    static const std::vector<std::string> kTrunks = {"", "0", "0", "1", "8", "01", "06", "00"};
    const std::string code = std::to_string(util.GetCountryCodeForRegion(region));
    std::string text;
    switch (below(6)) {
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
      default:
        text = kTrunks[below(kTrunks.size())] + national;
    }
    static const std::vector<std::string> kParts = {" ", "-", "/", ".", "(", ")", " - ", " / ", ") ", "x", "#", "+"};
    for (std::size_t times = below(5); times > 0; --times) {
      text.insert(below(text.size() + 1), kParts[below(kParts.size() - (below(20) == 0 ? 0 : 3))]);
    }
    return text;
  }

 private:
  char digit() { return static_cast<char>('0' + below(10)); }
  std::mt19937_64 random_;
  std::vector<std::string> regions_;
};

}  // namespace

TEST_CASE("numbering plans read numbers as libphonenumber does") {
  const char* asked = std::getenv("SCV_PHONES");
  const long count = asked != nullptr ? std::atol(asked) : 20000;
  const std::uint64_t seed = asked != nullptr ? std::random_device{}() : 20261125;
  INFO("seed " << seed);
  Numbers numbers(seed);
  long valid = 0;
  for (long i = 0; i < count; ++i) {
    const std::string home = numbers.region(), region = numbers.below(3) == 0 ? numbers.region() : home;
    const std::string text = numbers.text(home);
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
  CHECK(valid > count / 5);
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
  CHECK(number.national == "0612345678");  // its zero belongs to the number
  CHECK_FALSE(normalize::detail::read_planned("0351", false, "ZZ", number));
  CHECK_FALSE(normalize::detail::read_planned("999999999999", true, "DE", number));
}
