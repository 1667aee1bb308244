#pragma once

// The parts of an .xlsx beside its sheets (ECMA-376, part 1, 18): which sheets there are, texts, number formats.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "read/cell_format.hpp"
#include "read/sheet.hpp"
#include "read/zip_archive.hpp"

namespace scv::read {

/// What the workbook's own parts say.
struct XlsxBook {
  std::vector<SheetName> sheets;
  bool since_1904 = false;
  std::string texts_part, styles_part;  ///< empty if there is none
};
XlsxBook read_xlsx_book(const std::shared_ptr<ZipArchive>& archive);

/// The part that a package is about, "xl/workbook.xml" as a rule; empty if it does not say.
std::string main_part(const std::shared_ptr<ZipArchive>& archive);

/// The format of each style by its number.
class XlsxStyles {
 public:
  XlsxStyles() = default;
  XlsxStyles(const std::shared_ptr<ZipArchive>& archive, const std::string& part);
  const CellFormat& of(std::size_t style) const noexcept {
    return style < styles_.size() ? formats_[styles_[style]] : general_;
  }

 private:
  class Handler;
  std::vector<CellFormat> formats_;
  std::vector<std::uint32_t> styles_;
  CellFormat general_;
};

/// Texts that cells name by number. They live as long as this.
class XlsxTexts {
 public:
  /// Throws Error{parse} where the texts are out of proportion to the file.
  XlsxTexts(const std::shared_ptr<ZipArchive>& archive, const std::string& part);
  std::size_t size() const noexcept { return texts_.size(); }
  std::string_view operator[](std::size_t number) const noexcept { return texts_[number]; }

 private:
  class Handler;
  base::Arena arena_{1u << 20};
  std::vector<std::string_view> texts_;
};

/// Control characters that XML cannot have are written as _x000D_; the text without that.
std::string_view without_escapes(std::string_view text, std::string& buffer);

}  // namespace scv::read
