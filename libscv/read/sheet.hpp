#pragma once

// The sheets of a workbook as rows, whatever kind of workbook it is.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "read/table_row.hpp"
#include "read/zip_archive.hpp"

namespace scv::read {

/// Columns that a sheet may have; the last one is XFD.
inline constexpr std::size_t kSheetColumns = 16384;
/// Bytes that the values of a row may have, as in a text file.
inline constexpr std::size_t kSheetRowBytes = 16u << 20;

struct SheetName {
  std::string name;
  bool hidden = false;
  std::string part;  ///< of the archive
};

/// Takes what stands in a sheet. Rows that are empty do not come.
class SheetSink {
 public:
  virtual ~SheetSink() = default;
  /// False: pause behind this row.
  virtual bool row(const TableRow& row) = 0;
  /// A row that cannot be read. False: pause.
  virtual bool bad_row(const TableRow& row, std::string reason) = 0;
  virtual void note(std::uint64_t line, std::string text) = 0;
  /// Cells that are shown as one; the first one has the value.
  virtual void merged(std::uint64_t first_line, std::uint64_t last_line, std::string area) = 0;
};

/// Rows of sheets in their order.
class SheetStream {
 public:
  virtual ~SheetStream() = default;
  /// To the beginning of a sheet that lies behind the present one.
  virtual void go_to(std::size_t sheet) = 0;
  /// Hands rows on until the sink pauses or the sheet ends; false where it has ended. Texts lie in the arena or live as long as the stream.
  /// Throws Error{parse} for damage.
  virtual bool run(SheetSink& sink, base::Arena& arena) = 0;
  /// Bytes read.
  virtual std::uint64_t position() const = 0;
};

class Workbook {
 public:
  virtual ~Workbook() = default;
  virtual std::string format() const = 0;
  virtual std::span<const SheetName> sheets() const = 0;
  /// Bytes that the stream reads for these sheets.
  virtual std::uint64_t size_of(std::span<const std::size_t> sheets) const = 0;
  virtual std::unique_ptr<SheetStream> stream() = 0;
};

/// Throws Error{parse} for what is damaged.
std::unique_ptr<Workbook> open_xlsx(std::shared_ptr<ZipArchive> archive);
std::unique_ptr<Workbook> open_ods(std::shared_ptr<ZipArchive> archive);

/// "A", "B" … "XFD", and the row.
std::string cell_name(std::size_t column, std::uint64_t row);

/// One row on its way from cells to values, with what is to be told of it.
class SheetRow {
 public:
  void begin(std::uint64_t line);
  /// `column` from 0. A value is lent until the row is handed on.
  void set(std::size_t column, std::string_view value);
  /// The row cannot be read; the first reason counts.
  void refuse(std::string reason);
  /// A cell that was taken as empty, or as it came; the first one is named, and of the others the number.
  void remark(std::size_t column, const std::string& what);
  /// The same row at another place, with its values there.
  void move_to(std::uint64_t line, std::vector<std::string_view> values) {
    row_.line = line;
    row_.values = std::move(values);
  }
  std::uint64_t line() const noexcept { return row_.line; }
  std::vector<std::string_view>& values() noexcept { return row_.values; }
  bool is_empty() const noexcept { return row_.values.empty() && reason_.empty() && remark_.empty(); }
  /// False: the sink pauses.
  bool hand_on(SheetSink& sink);

 private:
  TableRow row_;
  std::size_t bytes_ = 0;
  std::string reason_, remark_;
  std::size_t remarks_ = 0;
};

}  // namespace scv::read
