#pragma once

// Which rows of a table are its records: what stands above the header, whether there is a header, and which rows below are none
// (the header again, totals, rules). Decided by structure, in any language; known words are a hint beside it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scv::read {

using SampleRows = std::span<const std::vector<std::string_view>>;

/// What one cell holds, roughly.
enum class CellKind : std::uint8_t { empty, text, number, date, email, phone, other };
CellKind kind_of_cell(std::string_view cell);

struct HeaderPlace {
  bool header = false;
  std::size_t titles = 0;  ///< rows above the header
};
/// `wanted`: whether there is a header, where somebody has said so.
HeaderPlace find_header(SampleRows rows, std::optional<bool> wanted);

/// Tells rows that are no records from those that are. Cost: a look at the row's first cell, and closer at rows that are mostly empty.
class RowFilter {
 public:
  enum class Verdict : std::uint8_t { record, header_again, total, rule };
  RowFilter() = default;
  /// `header`: the header's cells, or none; `below`: the rows of the sample under it.
  RowFilter(std::span<const std::string_view> header, SampleRows below);
  Verdict judge(std::span<const std::string_view> row) const;

 private:
  Verdict judge_sparse(std::span<const std::string_view> row, std::size_t filled) const;

  std::vector<std::string> header_;
  std::vector<CellKind> kinds_;  ///< what nearly all cells of a column hold; `empty` where they differ
  std::size_t typical_ = 0;      ///< cells that a row has filled
};

/// Why the rows cannot be those of a table: prose, a log, a chat, source code …; empty where they can. `delimiter` separates cells.
std::string why_no_table(SampleRows rows, const HeaderPlace& place, char delimiter, bool known_header);

}  // namespace scv::read
