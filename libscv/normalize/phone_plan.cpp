#include "normalize/phone_plan.hpp"

#include <phonenumbers/phonemetadata.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

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
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kShortestNumber = 2, kLongestNumber = 17;

/// One kind of numbers of a region.
class Description {
 public:
  explicit Description(const PhoneNumberDesc& description) {
    const std::string& text = description.national_number_pattern();
    if (text.empty()) return;
    for (const int length : description.possible_length()) lengths_ |= 1u << length;
    if (lengths_ == 0) lengths_ = ~0u;
    pattern_ = std::make_unique<RE2>(text, RE2::Quiet);
  }
  bool ok() const { return !pattern_ || pattern_->ok(); }
  bool fits(std::string_view number) const {
    return pattern_ && RE2::FullMatch(re2::StringPiece(number.data(), number.size()), *pattern_);
  }
  bool has_length(std::size_t length) const { return (lengths_ >> length & 1) != 0; }
  bool has(std::string_view number) const { return has_length(number.size()) && fits(number); }

 private:
  std::uint32_t lengths_ = 0;
  std::unique_ptr<RE2> pattern_;  ///< null: there are no such numbers
};

bool all_digits(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A region's numbering plan.
class Region {
 public:
  explicit Region(const PhoneMetadata& metadata)
      : name_(metadata.id()),
        country_code_(metadata.country_code()),
        code_digits_(std::to_string(country_code_)),
        trunk_(metadata.national_prefix_for_parsing()),
        abroad_(metadata.international_prefix()),
        one_pattern_(metadata.same_mobile_and_fixed_line_pattern()),
        general_(metadata.general_desc()),
        fixed_line_(metadata.fixed_line()),
        mobile_(metadata.mobile()),
        special_{Description(metadata.premium_rate()),
                 Description(metadata.toll_free()),
                 Description(metadata.shared_cost()),
                 Description(metadata.voip()),
                 Description(metadata.personal_number()),
                 Description(metadata.pager()),
                 Description(metadata.uan()),
                 Description(metadata.voicemail())} {
    if (metadata.has_leading_digits()) leading_ = std::make_unique<RE2>(metadata.leading_digits(), RE2::Quiet);
    for (const int length : metadata.general_desc().possible_length_local_only()) local_lengths_ |= 1u << length;
    simple_trunk_ = all_digits(trunk_) && metadata.national_prefix_transform_rule().empty();
    ok_ = general_.ok() && fixed_line_.ok() && mobile_.ok() && (!leading_ || leading_->ok()) &&
          std::all_of(special_.begin(), special_.end(), [](const Description& kind) { return kind.ok(); });
  }

  bool ok() const { return ok_; }
  std::string_view name() const { return name_; }
  int country_code() const { return country_code_; }

  /// Takes the prefix for calls abroad off, or says that the number is within the region; nothing where that is not plain.
  std::optional<bool> strip_abroad(std::string_view& digits) const {
    if (abroad_.empty() || !all_digits(abroad_)) return std::nullopt;
    if (digits.starts_with(abroad_)) {
      digits.remove_prefix(abroad_.size());
      return true;
    }
    if (digits.starts_with(code_digits_)) return std::nullopt;  // a country code, or the number begins like it
    return false;
  }

  /// Takes the trunk prefix off; false where that is not plain.
  bool strip_trunk(std::string_view& digits) const {
    if (trunk_.empty()) return true;
    if (!simple_trunk_) return false;
    if (!digits.starts_with(trunk_)) return true;
    const std::string_view rest = digits.substr(trunk_.size());
    if (rest.size() > kLongestNumber) return false;
    if (general_.fits(digits) && !general_.fits(rest)) return true;
    if (!may_have(rest.size())) return false;
    digits = rest;
    return true;
  }

  /// Whether a number may have so many digits.
  bool may_have(std::size_t length) const { return general_.has_length(length) && (local_lengths_ >> length & 1) == 0; }

  /// What kind of number it is; nothing: it is not valid.
  std::optional<PhoneKind> kind_of(std::string_view number) const {
    constexpr std::array<PhoneKind, 8> kSpecial = {PhoneKind::premium, PhoneKind::toll_free, PhoneKind::premium,
                                                   PhoneKind::voip,    PhoneKind::unknown,   PhoneKind::unknown,
                                                   PhoneKind::unknown, PhoneKind::unknown};
    if (!general_.has(number)) return std::nullopt;
    for (std::size_t i = 0; i < special_.size(); ++i) {
      if (special_[i].has(number)) return kSpecial[i];
    }
    if (fixed_line_.has(number)) {
      return one_pattern_ || mobile_.has(number) ? PhoneKind::unknown : PhoneKind::fixed_line;
    }
    if (!one_pattern_ && mobile_.has(number)) return PhoneKind::mobile;
    return std::nullopt;
  }

  /// Whether it is this one of the regions that share a country code.
  bool takes(std::string_view number) const {
    if (!leading_) return kind_of(number).has_value();
    const re2::StringPiece text(number.data(), number.size());
    return leading_->Match(text, 0, text.size(), RE2::ANCHOR_START, nullptr, 0);
  }

 private:
  std::string name_;
  int country_code_;
  std::string code_digits_, trunk_, abroad_;
  bool one_pattern_, simple_trunk_ = false, ok_ = false;
  std::uint32_t local_lengths_ = 0;
  Description general_, fixed_line_, mobile_;
  std::array<Description, 8> special_;
  std::unique_ptr<RE2> leading_;
};

/// All plans, each made when it is first asked for.
class Plans {
 public:
  static const Plans& get() {
    static const Plans plans;
    return plans;
  }

  const Region* region(std::string_view name) const {
    const std::size_t at = place(name);
    return at == kNowhere ? nullptr : made(regions_[at]);
  }
  /// The regions of a country code, the main one first; null where one of them cannot be read here.
  const std::vector<const Region*>* regions(int country_code) const {
    const Entry<std::vector<const Region*>>& entry = codes_[static_cast<std::size_t>(country_code)];
    return made(entry);
  }

 private:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1), kCodes = 1000;
  template <typename T>
  struct Entry {
    mutable std::atomic<const T*> made{nullptr};
    mutable std::unique_ptr<const T> owned;
    std::function<std::unique_ptr<const T>()> make;
  };

  Plans() {
    metadata_.ParseFromArray(i18n::phonenumbers::metadata_get(), i18n::phonenumbers::metadata_size());
    for (const PhoneMetadata& metadata : metadata_.metadata()) {
      const std::size_t at = place(metadata.id());
      if (at == kNowhere) continue;
      regions_[at].make = [&metadata]() -> std::unique_ptr<const Region> {
        auto region = std::make_unique<const Region>(metadata);
        return region->ok() ? std::move(region) : nullptr;
      };
    }
    for (std::size_t code = 1; code < kCodes; ++code) {
      codes_[code].make = [this, code]() -> std::unique_ptr<const std::vector<const Region*>> {
        std::list<std::string> names;
        PhoneNumberUtil::GetInstance()->GetRegionCodesForCountryCallingCode(static_cast<int>(code), &names);
        auto list = std::make_unique<std::vector<const Region*>>();
        for (const std::string& name : names) {
          list->push_back(region(name));
          if (list->back() == nullptr) return nullptr;
        }
        return list->empty() ? nullptr : std::move(list);
      };
    }
  }

  static std::size_t place(std::string_view name) {
    if (name.size() != 2 || name[0] < 'A' || name[0] > 'Z' || name[1] < 'A' || name[1] > 'Z') return kNowhere;
    return static_cast<std::size_t>(name[0] - 'A') * 26 + static_cast<std::size_t>(name[1] - 'A');
  }

  template <typename T>
  const T* made(const Entry<T>& entry) const {
    if (const T* known = entry.made.load(std::memory_order_acquire)) return known;
    if (!entry.make) return nullptr;
    const std::lock_guard lock(mutex_);
    if (!entry.owned) entry.owned = entry.make();
    entry.made.store(entry.owned.get(), std::memory_order_release);
    return entry.owned.get();
  }

  PhoneMetadataCollection metadata_;
  std::array<Entry<Region>, 26 * 26> regions_;
  std::array<Entry<std::vector<const Region*>>, kCodes> codes_;
  mutable std::recursive_mutex mutex_;
};

}  // namespace

bool read_planned(std::string_view digits, bool plus, std::string_view region, PlannedNumber& number) {
  const Plans& plans = Plans::get();
  const Region* plan = plans.region(region);
  bool international = plus;
  const bool zeros = digits.starts_with("00");
  if (!plus) {
    if (plan == nullptr) return false;
    const std::optional<bool> abroad = plan->strip_abroad(digits);
    if (!abroad) return false;
    international = *abroad;
  }
  const std::vector<const Region*>* regions = nullptr;
  if (international) {
    if (digits.size() <= 3 || digits[0] == '0') return false;
    int code = 0;
    for (std::size_t length = 1; length <= 3 && regions == nullptr; ++length) {
      code = code * 10 + (digits[length - 1] - '0');
      if ((regions = plans.regions(code)) != nullptr) digits.remove_prefix(length);
    }
    if (regions == nullptr) return false;
    plan = regions->front();
  } else if ((regions = plans.regions(plan->country_code())) == nullptr) {
    return false;
  }
  if (!plan->strip_trunk(digits)) return false;
  if (digits.size() < kShortestNumber || digits.size() > kLongestNumber) return false;

  const Region* const main = plan;
  if (regions->size() == 1) {
    plan = regions->front();
  } else {
    const auto found =
        std::find_if(regions->begin(), regions->end(), [&](const Region* one) { return one->takes(digits); });
    plan = found == regions->end() ? nullptr : *found;
  }
  const std::optional<PhoneKind> kind = plan == nullptr ? std::nullopt : plan->kind_of(digits);
  number.valid = kind.has_value();
  // what is not valid is still a number if its length is possible; behind 00 it may be one from abroad, too
  const bool possible = main == regions->front() && main->may_have(digits.size()) && (plus || !international) && !zeros;
  if (!number.valid && !possible) return false;
  number.national.assign(digits);
  number.region = number.valid ? plan->name() : std::string_view();
  number.country_code = main->country_code();
  number.kind = kind.value_or(PhoneKind::unknown);
  return true;
}

}  // namespace scv::normalize::detail
