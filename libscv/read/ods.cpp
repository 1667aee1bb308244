// Sheets of an .ods: one document of all tables, whose cells and rows may be repeated (OpenDocument 1.3, part 3, 9).

#ifdef SCV_WITH_WORKBOOKS

#  include <algorithm>
#  include <cstring>
#  include <set>

#  include "base/text.hpp"
#  include "read/cell_format.hpp"
#  include "read/sheet.hpp"
#  include "read/xml.hpp"

namespace scv::read {
namespace {

constexpr const char* kContent = "content.xml";
constexpr std::size_t kMostSheets = 10000;
constexpr std::uint64_t kMostRepeated = 1u << 30;
/// Values that repetition may bring, in all tables of a file: a few bytes could stand for a billion rows.
constexpr std::uint64_t kMostRepeatedValues = 64u << 20;

/// What is common to both readings: which table it is, by its number.
class TableHandler : public XmlHandler {
 public:
  explicit TableHandler(const std::shared_ptr<ZipArchive>& archive) : path_(archive->path()) {}
  Place place() const override { return {.file = path_, .record = {}}; }

 protected:
  std::string path_;
  std::size_t tables_ = 0;  ///< begun
  std::uint32_t depth_ = 0;
  std::uint32_t table_ = 0;  ///< depth of the table, 0 outside
};

/// The names of the tables, and which are hidden.
class NamesHandler final : public TableHandler {
 public:
  NamesHandler(const std::shared_ptr<ZipArchive>& archive, std::vector<SheetName>& sheets)
      : TableHandler(archive), sheets_(sheets) {}
  void start(std::string_view name, XmlAttributes attributes) override {
    ++depth_;
    if (name == "style") {
      const char* const style = attribute(attributes, "name");
      style_ = style == nullptr ? "" : style;
    } else if (name == "table-properties") {
      const char* const display = attribute(attributes, "display");
      if (display != nullptr && std::strcmp(display, "false") == 0) hidden_styles_.insert(style_);
    } else if (name == "table" && table_ == 0) {
      if (sheets_.size() == kMostSheets)
        throw Error(ErrorCode::parse, "the workbook has more than 10,000 sheets", place());
      const char* const title = attribute(attributes, "name");
      const char* const style = attribute(attributes, "style-name");
      sheets_.push_back({title == nullptr ? "Sheet" + std::to_string(sheets_.size() + 1) : title,
                         style != nullptr && hidden_styles_.contains(style), kContent});
      table_ = depth_;
    }
  }
  void end(std::string_view) override {
    if (depth_-- == table_) table_ = 0;
  }

 private:
  std::vector<SheetName>& sheets_;
  std::string style_;
  std::set<std::string> hidden_styles_;
};

class OdsStream final : public SheetStream, private TableHandler {
 public:
  OdsStream(const std::shared_ptr<ZipArchive>& archive, std::span<const SheetName> sheets)
      : TableHandler(archive), sheets_(sheets), reader_(std::make_unique<ZipPart>(archive, kContent), *this) {}

  void go_to(std::size_t sheet) override {
    sheet_ = sheet;
    ended_ = false;
    repeat_ = 0;
  }

  bool run(SheetSink& sink, base::Arena& arena) override {
    sink_ = &sink;
    arena_ = &arena;
    paused_ = false;
    if (!emit()) return true;
    while (!paused_ && !ended_) {
      if (!reader_.step()) return false;
    }
    return !ended_;
  }
  std::uint64_t position() const override { return reader_.position(); }

  void start(std::string_view name, XmlAttributes attributes) override {
    ++depth_;
    if (skipped_ != 0) return;
    if (cell_ != 0) return start_in_cell(name, attributes);
    if (table_ == 0) {
      if (name == "table") {
        table_ = depth_;
        ++tables_;
        line_ = 0;
        next_line_ = 1;
      }
    } else if (name == "table-row") {
      begin_row(attributes);
    } else if (name == "table-cell" || name == "covered-table-cell") {
      if (in_row_) begin_cell(attributes);
    }
  }

  void end(std::string_view name) override {
    const std::uint32_t depth = depth_--;
    if (skipped_ != 0) {
      if (depth == skipped_) skipped_ = 0;
    } else if (depth == cell_) {
      end_cell();
    } else if (cell_ != 0) {
      if (depth == paragraph_) paragraph_ = 0;
    } else if (name == "table-row" && in_row_) {
      end_row();
    } else if (depth == table_) {
      table_ = 0;
      if (!is_wanted()) return;
      ended_ = true;
      reader_.pause();
    }
  }

  void text(std::string_view piece) override {
    if (paragraph_ == 0 || skipped_ != 0) return;
    if (text_.size() + piece.size() > kSheetRowBytes) return row_.refuse("the row is longer than 16 MiB");
    // White space counts once, and not at the beginning of a paragraph.
    for (const char c : piece) {
      const bool space = base::is_ascii_space(c);
      if (!space || !after_space_) text_ += space ? ' ' : c;
      after_space_ = space;
    }
  }

 private:
  Place place() const override {
    Place place = TableHandler::place();
    if (table_ == 0) return place;
    place.line = line_;
    if (tables_ <= sheets_.size()) place.sheet = sheets_[tables_ - 1].name;
    return place;
  }
  bool is_wanted() const { return tables_ == sheet_ + 1; }

  void begin_row(XmlAttributes attributes) {
    const char* const repeated = attribute(attributes, "number-rows-repeated");
    rows_ = repeated == nullptr ? 1 : std::max<std::uint64_t>(1, number_of(repeated, 1, kMostRepeated));
    line_ = next_line_;
    next_line_ += rows_;
    row_.begin(line_);
    texts_.clear();
    column_ = 0;
    in_row_ = is_wanted();
  }

  void begin_cell(XmlAttributes attributes) {
    cell_ = depth_;
    cell_attributes_ = {};
    text_.clear();
    paragraphs_ = 0;
    error_ = false;
    std::uint64_t rows = 1, columns = 1;
    for (XmlAttributes at = attributes; *at != nullptr; at += 2) {
      const std::string_view name(at[0]);
      if (name == "table:number-columns-repeated") {
        cell_attributes_.repeated = std::max<std::uint64_t>(1, number_of(at[1], 1, kMostRepeated));
      } else if (name == "office:value-type") {
        cell_attributes_.type = at[1];
      } else if (name == "calcext:value-type") {
        error_ = std::strcmp(at[1], "error") == 0;
      } else if (name == "office:value" || name == "office:date-value" || name == "office:time-value" ||
                 name == "office:boolean-value" || name == "office:string-value") {
        cell_attributes_.value = at[1];
        cell_attributes_.has_value = true;
      } else if (name == "table:number-rows-spanned") {
        rows = number_of(at[1], 1, kMostRepeated);
      } else if (name == "table:number-columns-spanned") {
        columns = number_of(at[1], 1, kMostRepeated);
      }
    }
    if (rows > 1 || columns > 1) {
      const std::uint64_t last = line_ + std::max<std::uint64_t>(rows, 1) - 1;
      merged_.push_back(
          {last, cell_name(column_, line_) + ":" + cell_name(column_ + static_cast<std::size_t>(columns) - 1, last)});
    }
  }

  void start_in_cell(std::string_view name, XmlAttributes attributes) {
    if (paragraph_ == 0) {
      if (name == "p" && depth_ == cell_ + 1) {
        if (paragraphs_++ != 0) text_ += '\n';
        paragraph_ = depth_;
        after_space_ = true;
      } else {
        skipped_ = depth_;  // comments, pictures, tables within a cell
      }
    } else if (name == "s") {
      const char* const count = attribute(attributes, "c");
      text_.append(static_cast<std::size_t>(count == nullptr ? 1 : number_of(count, 1, 65536)), ' ');
      after_space_ = false;
    } else if (name == "tab" || name == "line-break") {
      text_ += name == "tab" ? '\t' : '\n';
      after_space_ = true;
    } else if (name == "annotation" || name == "note" || name == "frame" || name == "ruby-text") {
      skipped_ = depth_;
    }
    if (text_.size() > kSheetRowBytes) row_.refuse("the row is longer than 16 MiB");
  }

  void end_cell() {
    cell_ = 0;
    const std::size_t first = column_;
    column_ += static_cast<std::size_t>(cell_attributes_.repeated);
    if (error_ || ((cell_attributes_.type == "string" || cell_attributes_.type.empty()) && text_.starts_with("Err:"))) {
      return row_.remark(first, "holds the error " + text_.substr(0, 100) + " and is taken as empty");
    }
    value_.clear();
    find_value(first);
    if (value_.empty()) return;
    if (column_ > kSheetColumns) return row_.refuse("the row has more than 16,384 columns, which no sheet has");
    if (value_.size() > kSheetRowBytes) return row_.refuse("the row is longer than 16 MiB");
    count_repeated(cell_attributes_.repeated - 1);
    const std::string_view value = texts_.copy(value_);
    for (std::size_t column = first; column < column_; ++column) row_.set(column, value);
  }

  void find_value(std::size_t column) {
    const std::string& type = cell_attributes_.type;
    const std::string& value = cell_attributes_.value;
    if (!cell_attributes_.has_value || type == "string") {
      value_ = text_.empty() ? value : text_;
    } else if (type == "boolean") {
      value_ = value == "true" ? "TRUE" : "FALSE";
    } else if (type == "date") {
      value_ = value.substr(0, value.find('.'));
      if (value_.ends_with("T00:00:00")) value_.resize(value_.size() - 9);
    } else if (type == "time") {
      value_ = clock_of(value);
    } else {
      if (!write_number(value, value_)) row_.remark(column, "is no number; it is taken as " + value_.substr(0, 100));
      if (type == "float" && is_digits_as_shown(value_, text_)) value_ = text_;
    }
  }

  /// "PT10H30M00S" → "10:30:00".
  static std::string clock_of(std::string_view duration) {
    if (!duration.starts_with("PT")) return std::string(duration);
    std::uint64_t parts[3] = {};
    std::size_t begin = 2;
    for (std::size_t at = 2; at < duration.size(); ++at) {
      const std::size_t which = std::string_view("HMS").find(duration[at]);
      if (which == std::string_view::npos) continue;
      const std::string_view digits = duration.substr(begin, at - begin);
      parts[which] = number_of(digits.substr(0, digits.find_first_of(".,")), 0, 1u << 30);
      begin = at + 1;
    }
    const auto two = [](std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(parts[0]) + ":" + two(parts[1]) + ":" + two(parts[2]);
  }

  /// Whether what is shown of a whole number is its digits with zeros before them or text among them, and not only grouped.
  static bool is_digits_as_shown(std::string_view number, std::string_view shown) {
    if (shown.size() > 100 || !std::all_of(number.begin(), number.end(), base::is_ascii_digit)) return false;
    std::string digits;
    bool only_grouped = true;
    for (const char c : shown) {
      if (base::is_ascii_digit(c)) digits += c;
      only_grouped = only_grouped && (base::is_ascii_digit(c) || c == '.' || c == ',' || c == '\'' || c == ' ' ||
                                      static_cast<unsigned char>(c) >= 0x80);
    }
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    const std::string_view rest = std::string_view(digits).substr(zeros);
    return rest == (number == "0" ? "" : number) && !digits.empty() && (!only_grouped || digits.size() > number.size());
  }

  void end_row() {
    in_row_ = false;
    repeat_ = row_.is_empty() ? 0 : rows_;
    if (repeat_ > 1) count_repeated((repeat_ - 1) * std::max<std::size_t>(1, row_.values().size()));
    const std::uint64_t line = line_;
    if (!emit()) {
      paused_ = true;
      reader_.pause();
    }
    for (auto& [last, area] : merged_) sink_->merged(line, last, std::move(area));
    merged_.clear();
  }

  /// Hands on the present row as often as it is repeated. False: the sink pauses.
  bool emit() {
    if (repeat_ == 0) return true;
    // The texts once more, into the arena that the sink uses now.
    std::vector<std::string_view> values;
    std::string_view before, copy;
    for (const std::string_view value : row_.values()) {
      if (value.data() != before.data()) copy = arena_->copy(before = value);
      values.push_back(value.empty() ? std::string_view() : copy);
    }
    for (; repeat_ != 0; ++line_) {
      --repeat_;
      SheetRow row = row_;
      row.move_to(line_, values);
      if (!row.hand_on(*sink_)) {
        ++line_;
        return false;
      }
    }
    return true;
  }

  void count_repeated(std::uint64_t values) {
    repeated_ += values;
    if (repeated_ > kMostRepeatedValues) {
      throw Error(ErrorCode::parse,
                  "the workbook repeats values more than 64 million times, which no workbook of customers does",
                  place());
    }
  }

  std::span<const SheetName> sheets_;
  SheetSink* sink_ = nullptr;
  base::Arena* arena_ = nullptr;
  std::size_t sheet_ = 0;
  SheetRow row_;
  base::Arena texts_;  ///< of the present row
  struct CellAttributes {
    std::string type, value;
    bool has_value = false;
    std::uint64_t repeated = 1;
  };
  CellAttributes cell_attributes_;
  std::vector<std::pair<std::uint64_t, std::string>> merged_;  ///< of the present row: last row and area
  std::string text_, value_;
  std::uint64_t line_ = 0, next_line_ = 1, rows_ = 1, repeat_ = 0, repeated_ = 0;
  std::size_t column_ = 0, paragraphs_ = 0;
  std::uint32_t cell_ = 0, paragraph_ = 0, skipped_ = 0;  ///< depths, 0 outside
  bool in_row_ = false, error_ = false, after_space_ = false, paused_ = false, ended_ = false;
  XmlReader reader_;
};

class Ods final : public Workbook {
 public:
  explicit Ods(std::shared_ptr<ZipArchive> archive) : archive_(std::move(archive)) {
    if (archive_->text_of("META-INF/manifest.xml", 1u << 20).find("encryption-data") != std::string::npos) {
      throw Error(ErrorCode::unsupported, "is protected by a password; save it without one",
                  Place{.file = archive_->path(), .record = {}});
    }
    NamesHandler names(archive_, sheets_);
    parse_xml(archive_, kContent, names);
  }
  std::string format() const override { return "ods"; }
  std::span<const SheetName> sheets() const override { return sheets_; }
  std::uint64_t size_of(std::span<const std::size_t>) const override { return archive_->size_of(kContent); }
  std::unique_ptr<SheetStream> stream() override { return std::make_unique<OdsStream>(archive_, sheets_); }

 private:
  std::shared_ptr<ZipArchive> archive_;
  std::vector<SheetName> sheets_;
};

}  // namespace

std::unique_ptr<Workbook> open_ods(std::shared_ptr<ZipArchive> archive) {
  return std::make_unique<Ods>(std::move(archive));
}

}  // namespace scv::read

#endif
