// Sheets of an .xlsx: rows of cells, whose texts lie elsewhere in the archive (ECMA-376, part 1, 18.3).

#ifdef SCV_WITH_WORKBOOKS

#  include <algorithm>

#  include "base/text.hpp"
#  include "read/xlsx_parts.hpp"
#  include "read/xml.hpp"

namespace scv::read {
namespace {

constexpr std::uint64_t kLargestRow = 1u << 30;

struct Cell {
  std::size_t column = 0;
  std::uint64_t row = 0;
};

/// "BC23", the column from 0; one that no sheet has is kSheetColumns.
Cell parse_reference(std::string_view text) {
  Cell cell;
  std::size_t at = 0, column = 0;
  for (; at < text.size() && text[at] != '$'; ++at) {
    const char letter = text[at] >= 'a' && text[at] <= 'z' ? static_cast<char>(text[at] - 32) : text[at];
    if (letter < 'A' || letter > 'Z') break;
    column = std::min(column * 26 + static_cast<std::size_t>(letter - 'A') + 1, kSheetColumns + 1);
  }
  cell.column = column == 0 ? kSheetColumns : column - 1;
  cell.row = number_of(text.substr(at), 0, kLargestRow);
  return cell;
}

/// What all sheets of a workbook share.
struct Shared {
  std::shared_ptr<ZipArchive> archive;
  XlsxBook book;
  XlsxStyles styles;
  std::unique_ptr<XlsxTexts> texts;  ///< read when a stream needs them
};

class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(const Shared& shared, std::size_t sheet)
      : shared_(shared),
        sheet_(shared.book.sheets[sheet]),
        reader_(std::make_unique<ZipPart>(shared.archive, sheet_.part), *this) {}

  bool run(SheetSink& sink, base::Arena& arena) {
    sink_ = &sink;
    arena_ = &arena;
    paused_ = false;
    while (!paused_) {
      if (!reader_.step()) return false;
    }
    return true;
  }
  std::uint64_t position() const { return reader_.position(); }

  void start(std::string_view name, XmlAttributes attributes) override {
    if (!in_data_) {
      if (name == "sheetData") in_data_ = true;
      if (name == "mergeCell") add_merged(attributes);
    } else if (name == "c") {
      begin_cell(attributes);
    } else if (name == "v") {
      in_text_ = in_cell_;
    } else if (name == "t") {
      in_text_ = in_cell_ && !in_phonetic_;
    } else if (name == "f") {
      has_formula_ = true;
    } else if (name == "row") {
      const char* const number = attribute(attributes, "r");
      row_.begin(number == nullptr ? row_.line() + 1 : number_of(number, row_.line() + 1, kLargestRow));
      next_column_ = 0;
    } else if (name == "rPh") {
      in_phonetic_ = true;
    }
  }

  void end(std::string_view name) override {
    if (!in_data_) return;
    if (name == "c") {
      end_cell();
    } else if (name == "v" || name == "t") {
      in_text_ = false;
    } else if (name == "row") {
      if (!row_.is_empty() && !row_.hand_on(*sink_)) {
        paused_ = true;
        reader_.pause();
      }
      row_.values().clear();
    } else if (name == "rPh") {
      in_phonetic_ = false;
    } else if (name == "sheetData") {
      in_data_ = false;
    }
  }

  void text(std::string_view piece) override {
    if (!in_text_) return;
    if (text_.size() + piece.size() > kSheetRowBytes) return row_.refuse("the row is longer than 16 MiB");
    text_ += piece;
  }

  Place place() const override {
    return {.file = shared_.archive->path(), .line = row_.line(), .record = {}, .sheet = sheet_.name};
  }

 private:
  enum class Type : std::uint8_t { number, shared, text, boolean, error, date };

  void begin_cell(XmlAttributes attributes) {
    in_cell_ = true;
    has_formula_ = false;
    text_.clear();
    type_ = Type::number;
    style_ = 0;
    column_ = next_column_;
    for (; *attributes != nullptr; attributes += 2) {
      const std::string_view value(attributes[1]);
      if (attributes[0][1] != '\0') continue;
      if (attributes[0][0] == 'r') column_ = parse_reference(value).column;
      if (attributes[0][0] == 's') style_ = static_cast<std::size_t>(number_of(value, 0, 1u << 30));
      if (attributes[0][0] == 't') {
        type_ = value == "s"                             ? Type::shared
                : value == "str" || value == "inlineStr" ? Type::text
                : value == "b"                           ? Type::boolean
                : value == "e"                           ? Type::error
                : value == "d"                           ? Type::date
                                                         : Type::number;
      }
    }
    next_column_ = column_ + 1;
  }

  void end_cell() {
    in_cell_ = in_text_ = false;
    if (text_.empty()) {
      if (has_formula_ && type_ == Type::number) {
        row_.remark(column_,
                    "has a formula without its result, and is taken as empty; open and save the workbook once");
      }
      return;
    }
    switch (type_) {
      case Type::number:
        scratch_.clear();
        if (!shared_.styles.of(style_).write(text_, shared_.book.since_1904, scratch_)) {
          row_.remark(column_, "is no number or no date that there is; it is taken as " + scratch_.substr(0, 100));
        }
        return row_.set(column_, arena_->copy(scratch_));
      case Type::shared:
        return set_shared();
      case Type::text:
        return row_.set(column_, arena_->copy(without_escapes(text_, scratch_)));
      case Type::boolean:
        return row_.set(column_, text_ == "0" || text_ == "false" ? "FALSE" : "TRUE");
      case Type::error:
        return row_.remark(column_, "holds the error " + text_.substr(0, 100) + " and is taken as empty");
      case Type::date:
        if (text_.ends_with("Z")) text_.pop_back();
        if (const std::size_t dot = text_.find('.'); dot != std::string::npos) text_.resize(dot);
        if (text_.ends_with("T00:00:00")) text_.resize(text_.size() - 9);
        return row_.set(column_, arena_->copy(text_));
    }
  }

  void set_shared() {
    constexpr std::uint64_t kNone = ~std::uint64_t{0};
    const std::uint64_t number = number_of(base::trim(text_), kNone, kNone - 1);
    if (number < shared_.texts->size()) return row_.set(column_, (*shared_.texts)[number]);
    row_.refuse("cell " + cell_name(column_, row_.line()) + " names the shared text " + text_.substr(0, 20) +
                ", and the workbook has " + std::to_string(shared_.texts->size()) + " of them");
  }

  void add_merged(XmlAttributes attributes) {
    const char* const area = attribute(attributes, "ref");
    const std::string_view text = area == nullptr ? std::string_view() : std::string_view(area).substr(0, 40);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || sink_ == nullptr) return;
    sink_->merged(parse_reference(text.substr(0, colon)).row, parse_reference(text.substr(colon + 1)).row,
                  std::string(text));
  }

  const Shared& shared_;
  const SheetName& sheet_;
  SheetSink* sink_ = nullptr;
  base::Arena* arena_ = nullptr;
  SheetRow row_;
  std::string text_, scratch_;
  std::size_t column_ = 0, next_column_ = 0, style_ = 0;
  Type type_ = Type::number;
  bool in_data_ = false, in_cell_ = false, in_text_ = false, in_phonetic_ = false, has_formula_ = false;
  bool paused_ = false;
  XmlReader reader_;
};

class XlsxStream final : public SheetStream {
 public:
  explicit XlsxStream(Shared& shared) : shared_(shared) {
    if (!shared_.texts) shared_.texts = std::make_unique<XlsxTexts>(shared_.archive, shared_.book.texts_part);
  }
  void go_to(std::size_t sheet) override {
    if (handler_) before_ += handler_->position();
    handler_.reset();
    handler_ = std::make_unique<SheetHandler>(shared_, sheet);
  }
  bool run(SheetSink& sink, base::Arena& arena) override { return handler_->run(sink, arena); }
  std::uint64_t position() const override { return before_ + (handler_ ? handler_->position() : 0); }

 private:
  Shared& shared_;
  std::unique_ptr<SheetHandler> handler_;
  std::uint64_t before_ = 0;
};

class Xlsx final : public Workbook {
 public:
  explicit Xlsx(std::shared_ptr<ZipArchive> archive) {
    shared_.book = read_xlsx_book(archive);
    shared_.styles = XlsxStyles(archive, shared_.book.styles_part);
    shared_.archive = std::move(archive);
  }
  std::string format() const override { return "xlsx"; }
  std::span<const SheetName> sheets() const override { return shared_.book.sheets; }
  std::uint64_t size_of(std::span<const std::size_t> sheets) const override {
    std::uint64_t size = 0;
    for (const std::size_t sheet : sheets) size += shared_.archive->size_of(shared_.book.sheets[sheet].part);
    return size;
  }
  std::unique_ptr<SheetStream> stream() override { return std::make_unique<XlsxStream>(shared_); }

 private:
  Shared shared_;
};

}  // namespace

std::unique_ptr<Workbook> open_xlsx(std::shared_ptr<ZipArchive> archive) {
  return std::make_unique<Xlsx>(std::move(archive));
}

}  // namespace scv::read

#endif
