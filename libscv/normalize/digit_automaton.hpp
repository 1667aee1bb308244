#pragma once

// Regular expressions over digits: all patterns of a set at once, as one deterministic automaton.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scv::normalize::detail {

class DigitAutomaton {
 public:
  /// Patterns of digits, \d, [0-9], groups, alternatives and the repetitions ? * + {m,n}. Nothing where one of them holds
  /// something else or the automaton would have more than 16,384 states.
  static std::optional<DigitAutomaton> compile(const std::vector<std::string>& patterns);

  /// Which patterns match all of `digits`: a place in sets().
  std::size_t match(std::string_view digits) const noexcept {
    const Row* row = &rows_[kStart];
    for (const char c : digits) row = &rows_[(*row)[static_cast<std::size_t>(c - '0')]];
    return (*row)[kSet];
  }
  /// Positions of patterns, ascending; the first set is empty.
  const std::vector<std::vector<std::uint16_t>>& sets() const noexcept { return sets_; }

  enum class Prefix : std::uint8_t { none, one, several };
  /// Whether any pattern matches the beginning of `digits`; if all such matches have one length, that is `length`.
  Prefix match_beginning(std::string_view digits, std::size_t& length) const noexcept;

 private:
  using Row = std::array<std::uint16_t, 16>;  ///< the next state for each digit, and kSet; 16 for the look-up's sake
  static constexpr std::size_t kSet = 10, kStart = 1;
  std::vector<Row> rows_;  ///< the first is where nothing can match any more
  std::vector<std::vector<std::uint16_t>> sets_;
};

}  // namespace scv::normalize::detail
