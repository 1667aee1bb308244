#pragma once

// What the values of one column show, as numbers that the model of columns (column_model.hpp) weighs.

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "read/words.hpp"

namespace scv::read {

/// What one value may show. Order and number are part of the trained model: tools/columns/train_columns.py.
enum class Sign : std::uint8_t {
  email,
  url,
  iban,
  date,          ///< a day, in any usual form
  birth_date,    ///< a day on which somebody who lives may be born
  recent_date,   ///< a day of the last fifteen years
  date_time,     ///< a day with a time
  year,          ///< 1900 to 2030 alone
  month_name,    ///< a month's name, alone or in a day
  plus_phone,    ///< a country code and enough digits
  zero_phone,    ///< a trunk prefix and enough digits
  spaced_phone,  ///< seven to fifteen digits, written in groups
  digits_1,      ///< digits alone, so many of them
  digits_2,
  digits_3,
  digits_4,
  digits_5,
  digits_6,
  digits_7,
  digits_8,
  digits_9,
  digits_10_11,
  digits_12,
  leading_zero,  ///< digits alone, the first a zero
  to_12,         ///< a whole number from 1 to 12
  to_31,
  to_130,
  amount,  ///< a number with decimals or a currency
  british_postcode,
  dutch_postcode,
  canadian_postcode,
  dashed_postcode,  ///< 00-950, 123-4567, 01310-100
  spaced_postcode,  ///< 123 45
  code,             ///< one word of letters and digits
  capital_code,     ///< two or three capitals
  dotted_code,      ///< digits and separators that are no date and no number
  house_number,
  ends_in_number,  ///< words and a house number
  begins_with_number,
  comma,
  one_word,
  two_words,
  three_words,
  four_words,
  many_words,  ///< seven and more
  is_long,     ///< more than forty characters
  sentence,
  lower_case,
  upper_case,
  title_case,
  given_first,
  given_last,
  family_first,
  family_last,
  given_only,   ///< all words are given names
  family_only,  ///< all are family names, and none a given one
  person,       ///< a given name and a family name
  city,
  region,
  country,
  street,
  street_ending,  ///< a word that ends as streets do in one word: Lindenweg
  legal,
  salutation,
  gender,
  yes_no,
  title,
  initial,
  particle,  ///< de, van, von
  han,
  kana,
  hangul,
  cyrillic,
  greek,
  semitic,  ///< Arabic and Hebrew
  other_script,
  short_han,    ///< one or two characters of Han
  address_han,  ///< an administrative unit's character: 県 市 区 路 号
  company_han,  ///< 株式会社, 公司
  empty_like,   ///< punctuation alone
  count_,
};
inline constexpr std::size_t kSigns = static_cast<std::size_t>(Sign::count_);
using Signs = std::bitset<kSigns>;

struct ValueView {
  Signs signs;
  std::array<float, kSounds> sounds{};
  bool sounded = false;  ///< `sounds` is of words
  double number = 0;     ///< of a whole number
  bool is_number = false;
  int year = 0;            ///< of a date
  std::size_t length = 0;  ///< code points
};
/// Cost: linear in the value, of which the first 200 bytes are looked at.
ValueView look_at(std::string_view value);

/// Of one column: looks at its first values, and counts all.
class ColumnSigns {
 public:
  static constexpr std::size_t kMost = 240;  ///< values that are looked at closely
  static constexpr std::size_t kNumbers = kSounds + 25;
  static constexpr std::size_t kFeatures = kSigns + kNumbers;
  void add(std::string_view trimmed_value);
  std::array<float, kFeatures> features() const;
  double share(Sign sign) const noexcept {
    return looked_ == 0 ? 0
                        : static_cast<double>(counts_[static_cast<std::size_t>(sign)]) / static_cast<double>(looked_);
  }
  std::size_t looked_at() const noexcept { return looked_; }

 private:
  std::array<std::uint16_t, kSigns> counts_{};
  std::array<float, kSounds> sounds_{};
  std::size_t sounded_ = 0, looked_ = 0;
  std::unordered_set<std::uint64_t> distinct_, beginnings_, ends_;
  std::size_t low_starts_ = 0;  ///< values that begin with 0 or 1
  std::uint64_t last_hash_ = 0;
  std::size_t repeats_ = 0;  ///< values like the one above
  double length_sum_ = 0, length_squares_ = 0;
  double year_sum_ = 0, year_squares_ = 0;
  std::size_t years_ = 0;
  double number_sum_ = 0, number_squares_ = 0, last_number_ = 0;
  std::size_t numbers_ = 0, steps_ = 0, rises_ = 0;
  std::array<std::uint16_t, 24> lengths_{};
};

}  // namespace scv::read
