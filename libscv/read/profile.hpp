#pragma once

// What the values of one column look like.

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "read/column_signs.hpp"

namespace scv::read {

class Profile {
 public:
  enum Kind : std::uint8_t {
    email,
    phone,
    clear_phone,  ///< cannot be mistaken for another number
    date,
    iban,
    url,
    number,
    digits,
    serial_day,  ///< a number that may be a day as spreadsheets count them
    kCounted,
  };
  void add(std::string_view value);
  std::size_t rows() const noexcept { return rows_; }
  std::size_t filled() const noexcept { return filled_; }
  std::size_t distinct() const noexcept { return distinct_.size(); }
  /// Share of the values that are of that kind, 0 to 1.
  double share(Kind kind) const noexcept;
  /// Which of the first rows have a value.
  static constexpr std::size_t kRows = 1024;
  const std::bitset<kRows>& filled_rows() const noexcept { return filled_rows_; }
  /// Closer, of the first values.
  const ColumnSigns& signs() const noexcept { return signs_; }
  const std::string& example() const noexcept { return example_; }

 private:
  std::size_t rows_ = 0;
  std::size_t filled_ = 0;
  std::size_t counts_[kCounted] = {};
  std::bitset<kRows> filled_rows_;
  std::unordered_set<std::uint64_t> distinct_;
  ColumnSigns signs_;
  std::string example_;
};

}  // namespace scv::read
