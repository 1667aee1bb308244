#include "read/table.hpp"

#include <simdjson.h>

#include <algorithm>

#include "base/text.hpp"
#include "read/input.hpp"
#include "read/table_records.hpp"

namespace scv::read {
namespace {

class TableReader final : public Reader {
 public:
  TableReader(std::unique_ptr<ByteSource> source, CsvPlan plan, std::string format, const Options& options)
      : format_(std::move(format)),
        encoding_(std::move(plan.encoding)),
        records_(std::move(plan.table), {options.source.empty() ? source_of(source->path()) : options.source,
                                         Place{.file = source->path(), .record = {}},
                                         {}}),
        input_(std::move(source), encoding_),
        stream_(input_, plan.dialect) {}

  bool next(types::Batch& batch) override {
    batch.clear();
    while (batch.records.empty() && batch.rejects.empty()) {
      if (!stream_.next_block(batch.arena)) return !batch.notes.empty();
      const std::string_view block = stream_.rest();
      // A block may end inside a character.
      std::size_t complete = block.size();
      while (complete > 0 && block.size() - complete < 4 &&
             (static_cast<unsigned char>(block[complete - 1]) & 0xC0) == 0x80)
        --complete;
      if (complete > 0 && static_cast<unsigned char>(block[complete - 1]) >= 0xC0) --complete;
      valid_ = simdjson::validate_utf8(block.data(), complete);
      while (stream_.next_row(row_)) take(batch);
    }
    return true;
  }

  std::span<const std::string> columns() const override { return records_.plan().names; }
  std::string format() const override { return format_; }
  std::uint64_t position() const override { return input_.source().position(); }
  std::uint64_t size() const override { return input_.source().size(); }

 private:
  void take(types::Batch& batch) {
    if (row_.state == CsvRow::State::unterminated_quote) {
      records_.reject(row_,
                      "the quote that begins in line " + std::to_string(row_.quote_line) + ", column " +
                          std::to_string(row_.quote_column) + ", is not closed; only this line is left out",
                      batch);
      return;
    }
    if (row_.state == CsvRow::State::too_long) {
      records_.reject(row_, "the row is longer than " + std::to_string(CsvTokenizer::kMaxRow >> 20) + " MiB", batch);
      return;
    }
    if (!records_.accept(row_, batch)) return;
    if (!valid_ && encoding_ == "UTF-8") repair(batch);
    records_.add(row_, batch);
    if (row_.stray_quote) {
      records_.note(row_.line, "a value goes on behind its closing quote; it is kept with its quotes", batch);
    }
  }

  /// Bytes that are not UTF-8 in a file that is: read as windows-1252, a value at a time.
  void repair(types::Batch& batch) {
    bool repaired = false;
    for (std::string_view& value : row_.values) {
      if (base::is_valid_utf8(value)) continue;
      value = batch.arena.copy(decode(value, "windows-1252"));
      repaired = true;
    }
    if (repaired) {
      records_.note(row_.line, "the row is not valid UTF-8; the values concerned are read as windows-1252", batch);
    }
  }

  std::string format_;
  std::string encoding_;
  TableRecords records_;
  TextInput input_;
  CsvStream stream_;
  CsvRow row_;
  bool valid_ = true;  ///< the block is valid UTF-8
};

/// A header of which a good part is understood.
bool knows_header(const TablePlan& plan) {
  const auto known = std::count_if(plan.names.begin(), plan.names.end(),
                                   [](const std::string& name) { return meaning_of(name).known; });
  return plan.header && known > 0 && static_cast<std::size_t>(known) * 4 >= plan.names.size();
}

}  // namespace

char delimiter_hint(std::string_view format, std::string_view path) {
  const std::string lower = base::ascii_lower(path);
  if (format == "tsv" || lower.ends_with(".tsv") || lower.ends_with(".tab")) return '\t';
  if (lower.ends_with(".psv")) return '|';
  if (lower.ends_with(".ssv")) return ';';
  return 0;
}

CsvPlan plan_table(std::string_view head, bool whole, char hint, const Mapping& mapping, const std::string& path,
                   bool guessed) {
  CsvPlan plan;
  plan.encoding = mapping.encoding.empty() ? recognise_encoding(head, whole) : mapping.encoding;
  const std::string text = decode(head, plan.encoding);
  plan.dialect = recognise_dialect(text, whole, mapping.delimiter ? *mapping.delimiter : hint);
  if (mapping.delimiter) plan.dialect.delimiter = *mapping.delimiter;

  base::Arena arena;
  std::vector<std::vector<std::string_view>> rows;
  const auto sample = [&](bool last) {
    CsvTokenizer tokenizer(plan.dialect);
    tokenizer.feed(text.data(), text.data() + text.size(), last);
    CsvRow row;
    while (rows.size() < kSampleRows && tokenizer.next(row, arena) == CsvTokenizer::Step::row) {
      if (row.state == CsvRow::State::good && !is_blank(row)) rows.push_back(row.values);
    }
  };
  sample(whole);
  const bool cut = rows.empty() && !whole;  // one row longer than the sample
  if (cut) sample(true);
  plan.table = plan_rows(rows, mapping);
  if (guessed && !mapping.columns && !mapping.header) {
    const std::string why =
        why_no_table(rows, {plan.table.header, plan.table.titles}, plan.dialect.delimiter, knows_header(plan.table));
    if (!why.empty()) throw Error(ErrorCode::unsupported, why, Place{.file = path, .record = {}});
  }
  if (plan.table.header && cut) {
    throw Error(ErrorCode::unsupported,
                "the header is longer than 256 KiB; leave columns out that tell nothing of customers",
                Place{path, 1, 0, {}});
  }
  return plan;
}

std::unique_ptr<Reader> open_table(std::unique_ptr<ByteSource> source, const std::string& format,
                                   const Options& options, const Mapping& mapping, bool guessed) {
  const std::string_view head = source->peek(kSample);
  CsvPlan plan = plan_table(head, head.size() < kSample, delimiter_hint(format, source->content_name()), mapping,
                            source->path(), guessed);
  const std::string kind = plan.dialect.delimiter == '\t' ? "tsv" : "csv";
  return std::make_unique<TableReader>(std::move(source), std::move(plan), kind, options);
}

}  // namespace scv::read
