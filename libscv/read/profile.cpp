#include "read/profile.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "read/packed_values.hpp"
#include "read/value_kinds.hpp"

namespace scv::read {

void Profile::add(std::string_view value) {
  ++rows_;
  value = base::trim(value);
  value = unguarded(value, Field::other);
  if (value.empty()) return;
  ++filled_;
  if (rows_ <= kRows) filled_rows_.set(rows_ - 1);
  distinct_.insert(base::hash64(value));
  signs_.add(value);
  if (example_.empty()) example_ = std::string(base::truncate_utf8(value, 80));
  if (value.size() > 200) return;
  std::size_t digit_count = 0, letters = 0;
  for (const char c : value) {
    digit_count += base::is_ascii_digit(c);
    letters += base::is_ascii_alpha(c) || static_cast<unsigned char>(c) >= 0x80;
  }
  counts_[digits] += digit_count > 0;
  counts_[serial_day] += is_serial_day(value);
  counts_[number] +=
      digit_count > 0 && letters == 0 && value.find_first_not_of("0123456789.,-+% ") == std::string_view::npos;
  if (digit_count == 0 || letters != 0) {
    counts_[email] += is_email(value);
    counts_[url] += is_url(value);
    counts_[iban] += digit_count > 8 && is_iban(value);
  }
  if (year_of_date(value) != 0) {
    ++counts_[date];
  } else if (is_phone(value, digit_count)) {
    const char first = value.front();
    counts_[phone] += first == '+' || first == '0' || first == '(' ||
                      value.find_first_of(" -/") != std::string_view::npos || digit_count >= 10;
    // a country code or a trunk prefix, and as many digits as a subscriber's number has with it; 000 pads a number
    const bool padded = value.starts_with("000");
    counts_[clear_phone] +=
        (first == '+' || first == '0' || first == '(') && !padded && digit_count >= 9 && digit_count <= 15;
  }
}

double Profile::share(Kind kind) const noexcept {
  return filled_ == 0 ? 0.0 : static_cast<double>(counts_[kind]) / static_cast<double>(filled_);
}

}  // namespace scv::read
