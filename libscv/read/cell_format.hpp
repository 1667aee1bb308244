#pragma once

// Numbers of a sheet as people see them: number formats (ECMA-376, part 1, 18.8.30) as far as they change what a value is: digits with
// leading zeros or text among them, dates and times. Grouping, decimals, currency and per cent are left to the plain number.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scv::read {

class CellFormat {
 public:
  CellFormat() = default;
  /// `code`: such as "00000", "dd.mm.yyyy hh:mm" or "[<=9999999]###-####;(###) ###-####".
  explicit CellFormat(std::string_view code);
  /// The format that `id` stands for where a workbook does not say what it is.
  static CellFormat built_in(std::uint32_t id);

  /// The stored number as text, behind what is in `to`. False where it is no number, or has a date's format and is no date: then
  /// it is there as it came, or as a number. `since_1904`: days are counted from 1904-01-01.
  bool write(std::string_view number, bool since_1904, std::string& to) const;

 private:
  enum class Kind : std::uint8_t { general, pattern, moment };
  struct Token {
    char placeholder = 0;  ///< '0', '#' or '?'; 0: the text
    std::string text;
  };
  struct Section {
    std::vector<Token> tokens;
    char condition = 0;  ///< '<', '>', '=', 'l' (<=), 'g' (>=), 'n' (<>); 0: none
    double limit = 0;
    bool is_pattern = false;
  };
  static Section parse_section(std::string_view code);
  bool read_moment(std::string_view code);
  bool write_pattern(std::uint64_t value, std::string& to) const;
  bool write_moment(double value, bool since_1904, std::string& to) const;

  Kind kind_ = Kind::general;
  bool date_ = false, time_ = false, elapsed_ = false;
  std::vector<Section> sections_;
};

/// The shortest usual text of a number: no exponent where it can be avoided, at most 15 digits that count, as spreadsheets show it.
/// False where it is no number; then it is there as it came.
bool write_number(std::string_view number, std::string& to);

}  // namespace scv::read
