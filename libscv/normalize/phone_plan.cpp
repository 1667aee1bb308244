#include "normalize/phone_plan.hpp"

#include <phonenumbers/phonemetadata.pb.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "normalize/digit_automaton.hpp"

namespace i18n::phonenumbers {
// Exported by the library, though none of its installed headers declares them: its metadata as a serialised message.
int metadata_size();
const void* metadata_get();
}  // namespace i18n::phonenumbers

namespace scv::normalize::detail {
namespace {

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneMetadataCollection;
using i18n::phonenumbers::PhoneNumberDesc;

constexpr std::size_t kShortestNumber = 2, kLongestNumber = 17;
constexpr std::size_t kMostDigits = 24;
constexpr std::size_t kLongestLocal = 8;  ///< digits of a number within a town
constexpr std::size_t kCountryCodes = 1000, kLongestCode = 3;
constexpr std::size_t kMostRegions = 64;       ///< of one country code
constexpr std::string_view kNoRegion = "001";  ///< freephone and the like: a country code without a region

/// How a number's length stands to those that a region has (libphonenumber's TestNumberLength).
enum class Length : std::uint8_t { possible, local, too_short, too_long, other };

/// What a region adds to its country's plan.
struct Region {
  std::string name;
  std::string code;
  std::size_t place = 0;  ///< among the regions of its country code, the main one first
  std::array<Length, kMostDigits + 1> lengths{};
  bool transforms = false;  ///< rewrites a number behind a trunk prefix
  bool has_trunk = false;
  bool trunk_is_zero = false;
  std::optional<DigitAutomaton> trunk, abroad;  ///< prefixes; nothing where their patterns are not understood
};

struct Verdict {
  std::uint8_t region = 0;
  PhoneKind kind = PhoneKind::unknown;
  bool valid = false;
};

std::array<Length, kMostDigits + 1> lengths_of(const PhoneNumberDesc& general) {
  const auto& possible = general.possible_length();
  const auto& local = general.possible_length_local_only();
  std::array<Length, kMostDigits + 1> lengths{};
  for (int length = 0; length <= static_cast<int>(kMostDigits); ++length) {
    Length& result = lengths[static_cast<std::size_t>(length)];
    if (*possible.begin() == -1) {
      result = Length::other;
    } else if (std::find(local.begin(), local.end(), length) != local.end()) {
      result = Length::local;
    } else if (length < *possible.begin()) {
      result = Length::too_short;
    } else if (length > *(possible.end() - 1)) {
      result = Length::too_long;
    } else {
      const bool found = std::find(possible.begin(), possible.end(), length) != possible.end();
      result = found ? Length::possible : Length::other;
    }
  }
  return lengths;
}

/// All regions of a country code, the patterns of all their kinds of numbers in one automaton.
class Country {
 public:
  /// Null where libphonenumber's rules are not of the form that is understood here.
  static std::unique_ptr<const Country> compile(const std::vector<const PhoneMetadata*>& regions) {
    auto country = std::make_unique<Country>();
    if (regions.empty() || regions.size() > kMostRegions) return nullptr;
    std::vector<std::string> patterns;
    std::vector<Meaning> meanings;
    for (std::size_t place = 0; place < regions.size(); ++place) {
      const PhoneMetadata& metadata = *regions[place];
      if (metadata.general_desc().possible_length().empty() || (metadata.id() == kNoRegion && regions.size() > 1)) {
        return nullptr;
      }
      country->regions_.push_back(region_of(metadata, place));
      const std::array<const PhoneNumberDesc*, kDescriptions> descriptions = descriptions_of(metadata);
      for (std::size_t i = 0; i < descriptions.size(); ++i) {
        if (descriptions[i]->national_number_pattern().empty()) continue;
        patterns.push_back(descriptions[i]->national_number_pattern());
        meanings.push_back({place, i});
      }
      if (metadata.has_leading_digits()) {
        patterns.push_back("(?:" + metadata.leading_digits() + ")\\d*");
        meanings.push_back({place, kLeadingDigits});
      }
    }
    std::optional<DigitAutomaton> automaton = DigitAutomaton::compile(patterns);
    if (!automaton) return nullptr;
    country->automaton_ = *std::move(automaton);
    for (const std::vector<std::uint16_t>& set : country->automaton_.sets()) {
      std::vector<Matches> matches(regions.size());
      for (const std::uint16_t pattern : set) matches[meanings[pattern].region].set(meanings[pattern].description);
      Judgement judgement;
      for (std::size_t i = 0; i < regions.size(); ++i) {
        if (matches[i].has(kGeneral)) judgement.general |= std::uint64_t{1} << i;
      }
      for (std::size_t length = 0; length <= kLongestNumber; ++length) {
        judgement.by_length[length] = judge(regions, matches, static_cast<int>(length));
      }
      country->judgements_.push_back(judgement);
    }
    return country;
  }

  const Region& main() const noexcept { return regions_.front(); }
  const Region& region(std::size_t place) const noexcept { return regions_[place]; }
  /// Whether the number matches the region's general pattern, whatever its length.
  bool fits(const Region& region, std::string_view number) const noexcept {
    return (judgements_[automaton_.match(number)].general >> region.place & 1) != 0;
  }
  const Verdict& judge(std::string_view number) const noexcept {
    return judgements_[automaton_.match(number)].by_length[number.size()];
  }

 private:
  static constexpr std::size_t kGeneral = 0, kSpecial = 1, kFixedLine = 9, kMobile = 10, kDescriptions = 11,
                               kLeadingDigits = 11;
  struct Meaning {
    std::size_t region, description;
  };
  struct Matches {
    std::uint32_t bits = 0;
    void set(std::size_t description) { bits |= 1U << description; }
    bool has(std::size_t description) const { return (bits >> description & 1) != 0; }
  };
  struct Judgement {
    std::uint64_t general = 0;  ///< a bit for each region whose general pattern matches
    std::array<Verdict, kLongestNumber + 1> by_length{};
  };

  static std::array<const PhoneNumberDesc*, kDescriptions> descriptions_of(const PhoneMetadata& metadata) {
    return {&metadata.general_desc(), &metadata.premium_rate(),    &metadata.toll_free(), &metadata.shared_cost(),
            &metadata.voip(),         &metadata.personal_number(), &metadata.pager(),     &metadata.uan(),
            &metadata.voicemail(),    &metadata.fixed_line(),      &metadata.mobile()};
  }

  static Region region_of(const PhoneMetadata& metadata, std::size_t place) {
    Region region;
    region.name = metadata.id();
    region.code = std::to_string(metadata.country_code());
    region.place = place;
    region.lengths = lengths_of(metadata.general_desc());
    region.transforms = !metadata.national_prefix_transform_rule().empty();
    region.has_trunk = !metadata.national_prefix_for_parsing().empty();
    std::string trunk = metadata.national_prefix();
    trunk.erase(std::remove(trunk.begin(), trunk.end(), '~'), trunk.end());
    region.trunk_is_zero = trunk == "0";
    region.trunk = DigitAutomaton::compile({metadata.national_prefix_for_parsing()});
    region.abroad = DigitAutomaton::compile({metadata.international_prefix()});
    return region;
  }

  /// What libphonenumber says of a number with so many digits that matches these patterns of each region.
  static Verdict judge(const std::vector<const PhoneMetadata*>& regions, const std::vector<Matches>& matches,
                       int length) {
    for (std::size_t i = 0; i < regions.size(); ++i) {
      const std::optional<PhoneKind> kind = kind_of(*regions[i], matches[i], length);
      if (regions.size() > 1 && regions[i]->has_leading_digits()) {
        if (!matches[i].has(kLeadingDigits)) continue;
      } else if (!kind) {
        continue;
      }
      return {static_cast<std::uint8_t>(i), kind.value_or(PhoneKind::unknown), kind.has_value()};
    }
    return {};
  }

  static std::optional<PhoneKind> kind_of(const PhoneMetadata& metadata, Matches matches, int length) {
    constexpr std::array<PhoneKind, kFixedLine - kSpecial> kKinds = {
        PhoneKind::premium, PhoneKind::toll_free, PhoneKind::premium, PhoneKind::voip,
        PhoneKind::unknown, PhoneKind::unknown,   PhoneKind::unknown, PhoneKind::unknown};
    const std::array<const PhoneNumberDesc*, kDescriptions> descriptions = descriptions_of(metadata);
    const auto is = [&](std::size_t description) {
      const auto& lengths = descriptions[description]->possible_length();
      return matches.has(description) &&
             (lengths.empty() || std::find(lengths.begin(), lengths.end(), length) != lengths.end());
    };
    if (!is(kGeneral)) return std::nullopt;
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
      if (is(kSpecial + i)) return kKinds[i];
    }
    const bool one_pattern = metadata.same_mobile_and_fixed_line_pattern();
    if (is(kFixedLine)) return one_pattern || is(kMobile) ? PhoneKind::unknown : PhoneKind::fixed_line;
    if (!one_pattern && is(kMobile)) return PhoneKind::mobile;
    return std::nullopt;
  }

  std::vector<Region> regions_;
  DigitAutomaton automaton_;
  std::vector<Judgement> judgements_;  ///< for each set of patterns
};

/// The plans of all country codes, each compiled when it is first asked for.
class Plans {
 public:
  static const Plans& get() {
    static const Plans plans;
    return plans;
  }

  /// Null where there is no such country code, or its plan is not understood.
  const Country* country(std::size_t code) const {
    const Entry& entry = countries_[code];
    if (const Country* known = entry.compiled.load(std::memory_order_acquire)) return known;
    if (entry.regions.empty() || entry.given_up.load(std::memory_order_acquire)) return nullptr;
    const std::lock_guard lock(mutex_);
    if (!entry.owned) entry.owned = Country::compile(entry.regions);
    entry.compiled.store(entry.owned.get(), std::memory_order_release);
    if (!entry.owned) entry.given_up.store(true, std::memory_order_release);
    return entry.owned.get();
  }
  bool is_country(std::size_t code) const { return !countries_[code].regions.empty(); }

  struct Place {
    std::uint16_t code = 0;  ///< 0: there is no such region
    std::uint16_t region = 0;
  };
  Place place(std::string_view name) const {
    const std::size_t at = index(name);
    return at < places_.size() ? places_[at] : Place{};
  }

 private:
  struct Entry {
    std::vector<const PhoneMetadata*> regions;
    mutable std::atomic<const Country*> compiled{nullptr};
    mutable std::atomic<bool> given_up{false};
    mutable std::unique_ptr<const Country> owned;
  };

  Plans() {
    if (!metadata_.ParseFromArray(i18n::phonenumbers::metadata_get(), i18n::phonenumbers::metadata_size())) return;
    for (const PhoneMetadata& metadata : metadata_.metadata()) {
      const auto code = static_cast<std::size_t>(metadata.country_code());
      if (code == 0 || code >= kCountryCodes || (metadata.id() != kNoRegion && index(metadata.id()) == kNowhere))
        continue;
      std::vector<const PhoneMetadata*>& regions = countries_[code].regions;
      regions.insert(metadata.main_country_for_code() ? regions.begin() : regions.end(), &metadata);
    }
    for (std::size_t code = 1; code < kCountryCodes; ++code) {
      const std::vector<const PhoneMetadata*>& regions = countries_[code].regions;
      for (std::size_t i = 0; i < regions.size(); ++i) {
        const std::size_t at = index(regions[i]->id());
        if (at < places_.size()) places_[at] = {static_cast<std::uint16_t>(code), static_cast<std::uint16_t>(i)};
      }
    }
  }

  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  static std::size_t index(std::string_view name) {
    if (name.size() != 2 || name[0] < 'A' || name[0] > 'Z' || name[1] < 'A' || name[1] > 'Z') return kNowhere;
    return static_cast<std::size_t>(name[0] - 'A') * 26 + static_cast<std::size_t>(name[1] - 'A');
  }

  PhoneMetadataCollection metadata_;
  std::array<Entry, kCountryCodes> countries_;
  std::array<Place, std::size_t{26} * 26> places_{};
  mutable std::mutex mutex_;
};

/// Takes the trunk prefix off if there is one; false where libphonenumber has to decide.
bool strip_trunk(const Country& country, const Region& region, std::string_view& number) {
  if (number.empty() || !region.has_trunk) return true;
  if (!region.trunk) return false;
  std::size_t length = 0;
  switch (region.trunk->match_beginning(number, length)) {
    case DigitAutomaton::Prefix::none:
      return true;
    case DigitAutomaton::Prefix::several:
      return false;
    case DigitAutomaton::Prefix::one:
      break;
  }
  if (region.transforms) return false;
  const std::string_view rest = number.substr(length);
  if (!country.fits(region, number) || country.fits(region, rest)) number = rest;
  return true;
}

}  // namespace

bool read_planned(std::string_view digits, bool plus, std::string_view region_name, PlannedNumber& number) {
  const Plans& plans = Plans::get();
  const Plans::Place home = plans.place(region_name);
  const Country* country = home.code == 0 ? nullptr : plans.country(home.code);
  const Region* region = country == nullptr ? nullptr : &country->region(home.region);
  std::string_view rest = digits;
  bool international = plus;
  bool zeros = digits.starts_with("00");  // it may be one from abroad, though that is not what the region dials
  if (!plus) {
    if (region == nullptr || !region->abroad) return false;
    if (digits.size() <= kLongestLocal && digits.front() != '0' && region->trunk_is_zero) return false;
    std::size_t length = 0;
    const DigitAutomaton::Prefix abroad = region->abroad->match_beginning(digits, length);
    if (abroad == DigitAutomaton::Prefix::several) return false;
    // No country code begins with 0.
    international = abroad == DigitAutomaton::Prefix::one && (length == digits.size() || digits[length] != '0');
    if (international) {
      rest.remove_prefix(length);
      zeros = zeros && length != 2;
    }
  }
  if (international) {
    if (rest.size() <= kLongestCode || rest.front() == '0') return false;
    std::size_t code = 0, length = 0;
    do {
      if (length == kLongestCode) return false;
      code = code * 10 + static_cast<std::size_t>(rest[length++] - '0');
    } while (!plans.is_country(code));
    country = plans.country(code);
    if (country == nullptr) return false;
    region = &country->main();
    rest.remove_prefix(length);
  } else if (rest.starts_with(region->code)) {
    // The country code without a prefix, or a number that begins like it.
    std::string_view without = rest.substr(region->code.size());
    if (!strip_trunk(*country, *region, without)) return false;
    if ((!country->fits(*region, rest) && country->fits(*region, without)) ||
        region->lengths[rest.size()] == Length::too_long) {
      rest = without;
      region = &country->main();
    }
  }

  std::string_view stripped = rest;
  if (rest.size() < kShortestNumber || !strip_trunk(*country, *region, stripped)) return false;
  const Length length = region->lengths[stripped.size()];
  if (length == Length::possible || length == Length::too_long) rest = stripped;
  if (rest.size() < kShortestNumber || rest.size() > kLongestNumber) return false;

  const Verdict& verdict = country->judge(rest);
  if (!verdict.valid && zeros) return false;
  number.national = rest;
  number.country_code = country->main().code;
  number.valid = verdict.valid;
  number.possible = country->main().lengths[rest.size()] == Length::possible;
  number.region = verdict.valid ? std::string_view(country->region(verdict.region).name) : std::string_view();
  number.kind = verdict.kind;
  return true;
}

}  // namespace scv::normalize::detail
