#include "read/workbook.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "base/text.hpp"
#include "read/sheet.hpp"
#include "read/table_records.hpp"
#include "read/zip_archive.hpp"

namespace scv::read {

bool is_zip(std::string_view head) noexcept { return head.starts_with("PK\x03\x04"); }

#ifndef SCV_WITH_WORKBOOKS

namespace {

[[noreturn]] void refuse(const std::string& path) {
  throw Error(ErrorCode::unsupported,
              "is an Excel or OpenDocument file or another zip archive, and this build reads none; save the sheet as "
              "CSV, unpack the "
              "archive, or build with SCV_WITH_WORKBOOKS=ON",
              Place{.file = path, .record = {}});
}

}  // namespace

std::unique_ptr<Reader> open_workbook(std::unique_ptr<ByteSource> source, const Options&, const Mapping&) {
  refuse(source->path());
}

WorkbookPlan plan_workbook(std::unique_ptr<ByteSource> source, const Options&, const Mapping&) {
  refuse(source->path());
}

#else

namespace {

/// Bytes of the first rows that are looked at.
constexpr std::size_t kSheetSample = 1u << 20;
constexpr std::size_t kBatchRows = 4096;
constexpr std::size_t kBatchValues = 128u << 10;
constexpr std::size_t kBatchBytes = 2u << 20;

/// Opens what is a workbook, and says of everything else that is packed as zip what to do with it.
std::unique_ptr<Workbook> open_book(ByteSource& source) {
  const std::shared_ptr<ZipArchive> archive = ZipArchive::open(source);
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::unsupported, what, Place{.file = archive->path(), .record = {}});
  };
  const std::string_view type = "application/vnd.oasis.opendocument.";
  const std::string mime = archive->text_of("mimetype", 256);
  if (mime.starts_with(type)) {
    if (mime.substr(type.size()).starts_with("spreadsheet")) return open_ods(archive);
    refuse("is an OpenDocument file, but no table; save its table as .ods or CSV");
  }
  if (archive->has("_rels/.rels")) {
    if (archive->has_like("workbook.bin")) refuse("is a binary Excel workbook (.xlsb); save it as .xlsx");
    if (archive->has_like("word/document.xml")) refuse("is a Word document; save its table as .xlsx or CSV");
    if (archive->has_like("ppt/presentation.xml")) refuse("is a presentation; it has no rows to read");
    if (archive->has_like("workbook.xml") || archive->has_like("workbook2.xml")) return open_xlsx(archive);
  }
  if (archive->has_like(".iwa")) refuse("is an Apple iWork document; export it as .xlsx or CSV");
  refuse("is a zip archive, but no workbook; unpack it");
  return nullptr;
}

std::string quoted(std::string_view text) { return "'" + base::repair_utf8(base::truncate_utf8(text, 100)) + "'"; }

/// The sheets that are read, in their order. By default those that are shown; where none is, all.
std::vector<std::size_t> choose_sheets(const Workbook& book, const std::string& wanted, const Mapping& mapping,
                                       const std::string& path) {
  const std::span<const SheetName> sheets = book.sheets();
  const auto find = [&](const std::string& name) {
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      if (sheets[i].name == name) return i;
    }
    const std::string_view digits = base::trim(name);
    std::size_t number = 0;
    for (const char c : digits)
      number = base::is_ascii_digit(c) && number < 100000 ? number * 10 + static_cast<std::size_t>(c - '0') : 1000000;
    if (!digits.empty() && number >= 1 && number <= sheets.size()) return number - 1;
    std::string known;
    for (std::size_t i = 0; i < std::min<std::size_t>(sheets.size(), 20); ++i) {
      known += (i == 0 ? "" : ", ") + quoted(sheets[i].name) + (sheets[i].hidden ? " (hidden)" : "");
    }
    throw Error(ErrorCode::not_found,
                "there is no sheet " + quoted(name) + "; there are " + known + (sheets.size() > 20 ? " …" : ""),
                Place{.file = path, .record = {}});
  };
  std::vector<std::size_t> chosen;
  if (!wanted.empty()) {
    chosen.push_back(find(wanted));
  } else if (!mapping.sheets.empty()) {
    for (const SheetMapping& sheet : mapping.sheets) chosen.push_back(find(sheet.name));
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  } else {
    const bool any_shown = std::any_of(sheets.begin(), sheets.end(), [](const SheetName& s) { return !s.hidden; });
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      if (!any_shown || !sheets[i].hidden) chosen.push_back(i);
    }
  }
  return chosen;
}

/// The first rows of a sheet.
class Sample final : public SheetSink {
 public:
  bool row(const TableRow& row) override {
    if (!is_blank(row)) {
      rows.push_back(row.values);
      for (const std::string_view value : row.values) bytes_ += value.size() + sizeof value;
    }
    return rows.size() < kSampleRows && bytes_ < kSheetSample;
  }
  bool bad_row(const TableRow&, std::string) override {
    has_bad = true;
    return true;
  }
  void note(std::uint64_t, std::string) override {}
  void merged(std::uint64_t, std::uint64_t, std::string) override {}

  std::vector<std::vector<std::string_view>> rows;
  bool has_bad = false;

 private:
  std::size_t bytes_ = 0;
};

/// Looks at the first rows of the chosen sheets.
WorkbookPlan plan_book(Workbook& book, const Options& options, const Mapping& mapping, const std::string& path) {
  WorkbookPlan plan{book.format(), {}};
  for (const SheetName& sheet : book.sheets()) {
    plan.sheets.push_back({plan.sheets.size(), sheet.name, sheet.hidden, false, {}});
  }
  const std::unique_ptr<SheetStream> stream = book.stream();
  for (const std::size_t number : choose_sheets(book, options.sheet, mapping, path)) {
    PlannedSheet& sheet = plan.sheets[number];
    base::Arena arena;
    Sample sample;
    stream->go_to(number);
    stream->run(sample, arena);
    sheet.is_read = !sample.rows.empty() || sample.has_bad;
    if (!sample.rows.empty()) sheet.table = plan_rows(sample.rows, mapping_of(mapping, sheet.name));
  }
  return plan;
}

/// The columns of several tables as those of one: equal names are one column, and one more names the sheet.
class WideTable {
 public:
  /// For each name its place.
  std::vector<std::size_t> add(std::span<const std::string> names) {
    std::vector<std::size_t> places;
    for (const std::string& name : names) {
      const auto [known, is_new] = place_of_.try_emplace(name, names_.size());
      if (is_new) names_.push_back(name);
      places.push_back(known->second);
    }
    return places;
  }
  std::size_t add_sheet_column() {
    std::string name = "sheet";
    while (place_of_.contains(name)) name += '_';
    names_.push_back(name);
    return names_.size() - 1;
  }
  const std::vector<std::string>& names() const noexcept { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> place_of_;
};

class WorkbookReader final : public Reader, private SheetSink {
 public:
  WorkbookReader(std::unique_ptr<Workbook> book, WorkbookPlan plan, const Options& options, std::string path)
      : book_(std::move(book)), path_(std::move(path)), stream_(book_->stream()) {
    std::vector<std::size_t> numbers;
    for (PlannedSheet& sheet : plan.sheets) {
      if (sheet.is_read) {
        numbers.push_back(sheet.number);
        sheets_.push_back(std::move(sheet));
      } else if (sheet.hidden && options.sheet.empty()) {
        passed_over_.push_back(sheet.name);
      }
    }
    size_ = book_->size_of(numbers);
    if (sheets_.size() == 1) columns_ = sheets_.front().table.names;
    make_tables(options);
  }

  bool next(types::Batch& batch) override {
    batch.clear();
    batch_ = &batch;
    for (const std::string& name : passed_over_) {
      batch.notes.push_back({Place{.file = path_, .record = {}, .sheet = name},
                             "the sheet is hidden, and passed over; --sheet names it if it is to be read"});
    }
    passed_over_.clear();
    while (batch.records.empty() && batch.rejects.empty() && at_ < sheets_.size()) {
      batch.sheet = sheets_[at_].name;
      if (!begun_) begin_sheet();
      if (!stream_->run(*this, batch.arena)) end_sheet();
    }
    return !batch.records.empty() || !batch.rejects.empty() || !batch.notes.empty();
  }

  std::span<const std::string> columns() const override { return columns_; }
  std::string format() const override { return book_->format(); }
  std::uint64_t position() const override { return std::min(stream_->position(), size_); }
  std::uint64_t size() const override { return size_; }

 private:
  void make_tables(const Options& options) {
    const std::string source = options.source.empty() ? source_of(path_) : options.source;
    const bool several = sheets_.size() > 1;
    WideTable wide;
    std::vector<std::vector<std::size_t>> places;
    for (PlannedSheet& sheet : sheets_) {
      TableName name{source, Place{.file = path_, .record = {}, .sheet = sheet.name}, {}};
      // Two sheets may count their rows, and their customers, alike.
      if (several && options.source.empty()) name.source += ":" + sheet.name;
      if (several && !options.source.empty()) name.id_prefix = sheet.name + "!";
      if (several) places.push_back(wide.add(sheet.table.names));
      tables_.emplace_back(std::move(sheet.table), std::move(name));
    }
    if (!several) return;
    const std::size_t sheet_column = wide.add_sheet_column();
    columns_ = wide.names();
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      tables_[i].widen(std::move(places[i]), columns_.size());
      tables_[i].set_constant(sheet_column, sheets_[i].name);
    }
  }

  void begin_sheet() {
    stream_->go_to(sheets_[at_].number);
    begun_ = true;
    first_line_ = std::numeric_limits<std::uint64_t>::max();
    merged_ = 0;
  }

  void end_sheet() {
    if (merged_ != 0) {
      note(merged_line_, std::to_string(merged_) + (merged_ == 1 ? " merged area lies" : " merged areas lie") +
                             " among the rows, the first one in " + first_merged_ +
                             "; the value is in the first cell, the others are empty");
    }
    begun_ = false;
    ++at_;
  }

  bool row(const TableRow& row) override {
    TableRecords& table = tables_[at_];
    if (table.accept(row, *batch_)) {
      first_line_ = std::min(first_line_, row.line);
      table.add(row, *batch_);
    }
    return go_on();
  }
  bool bad_row(const TableRow& row, std::string reason) override {
    tables_[at_].reject(row, std::move(reason), *batch_);
    return go_on();
  }
  void note(std::uint64_t line, std::string text) override { tables_[at_].note(line, std::move(text), *batch_); }
  void merged(std::uint64_t first_line, std::uint64_t last_line, std::string area) override {
    if (last_line < first_line_) return;  // titles and headers
    if (merged_++ != 0) return;
    merged_line_ = first_line;
    first_merged_ = std::move(area);
  }

  bool go_on() const {
    const std::size_t rows = batch_->records.size() + batch_->rejects.size();
    return rows < kBatchRows && rows * (columns_.size() + 1) < kBatchValues && batch_->arena.footprint() < kBatchBytes;
  }

  std::unique_ptr<Workbook> book_;
  std::string path_;
  std::unique_ptr<SheetStream> stream_;
  std::vector<PlannedSheet> sheets_;  ///< those that are read
  std::vector<TableRecords> tables_;
  std::vector<std::string> columns_, passed_over_;
  std::uint64_t size_ = 0;
  types::Batch* batch_ = nullptr;
  std::size_t at_ = 0;
  bool begun_ = false;
  std::uint64_t first_line_ = 0;  ///< of the data
  std::size_t merged_ = 0;
  std::uint64_t merged_line_ = 0;
  std::string first_merged_;
};

}  // namespace

std::unique_ptr<Reader> open_workbook(std::unique_ptr<ByteSource> source, const Options& options,
                                      const Mapping& mapping) {
  std::unique_ptr<Workbook> book = open_book(*source);
  WorkbookPlan plan = plan_book(*book, options, mapping, source->path());
  return std::make_unique<WorkbookReader>(std::move(book), std::move(plan), options, source->path());
}

WorkbookPlan plan_workbook(std::unique_ptr<ByteSource> source, const Options& options, const Mapping& mapping) {
  const std::unique_ptr<Workbook> book = open_book(*source);
  return plan_book(*book, options, mapping, source->path());
}

#endif

}  // namespace scv::read
