#ifdef SCV_WITH_WORKBOOKS

#  include "read/sheet.hpp"

namespace scv::read {

std::string cell_name(std::size_t column, std::uint64_t row) {
  std::string letters;
  for (std::size_t left = column + 1; left != 0; left = (left - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  }
  return letters + std::to_string(row);
}

void SheetRow::begin(std::uint64_t line) {
  row_.line = line;
  row_.values.clear();
  bytes_ = remarks_ = 0;
  reason_.clear();
  remark_.clear();
}

void SheetRow::set(std::size_t column, std::string_view value) {
  if (value.empty()) return;
  if (column >= kSheetColumns) return refuse("the row has more than 16,384 columns, which no sheet has");
  bytes_ += value.size();
  if (bytes_ > kSheetRowBytes) {
    return refuse("the row is longer than " + std::to_string(kSheetRowBytes >> 20) + " MiB");
  }
  if (row_.values.size() <= column) row_.values.resize(column + 1);
  row_.values[column] = value;
}

void SheetRow::refuse(std::string reason) {
  if (reason_.empty()) reason_ = std::move(reason);
}

void SheetRow::remark(std::size_t column, const std::string& what) {
  if (remarks_++ == 0) remark_ = "cell " + cell_name(column, row_.line) + " " + what;
}

bool SheetRow::hand_on(SheetSink& sink) {
  if (!reason_.empty()) return sink.bad_row(row_, std::move(reason_));
  if (!remark_.empty()) {
    if (remarks_ > 1)
      remark_ += "; the row has " + std::to_string(remarks_ - 1) + " more cells of which something is to be told";
    sink.note(row_.line, std::move(remark_));
  }
  return row_.values.empty() || sink.row(row_);
}

}  // namespace scv::read

#endif
