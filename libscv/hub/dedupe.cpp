#include "scv/dedupe.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "hub/learn.hpp"

namespace scv {
inline namespace v1 {
namespace {

constexpr std::size_t kRowsAtOnce = 1024;

/// Rows of a CSV file, as text.
class CsvText {
 public:
  void cell(std::string_view text) {
    if (!at_begin_) text_ += ',';
    at_begin_ = false;
    base::append_csv_cell(text_, text);
  }
  void end_row() {
    text_ += '\n';
    at_begin_ = true;
  }
  void clear() { text_.clear(); }
  std::string_view text() const noexcept { return text_; }

 private:
  std::string text_;
  bool at_begin_ = true;
};

/// Writes a file, or standard output for "-". A file appears under its name only when it is complete; what is no file (a
/// pipe, /dev/null) is written to and stays what it is.
class Output {
 public:
  explicit Output(const std::string& path) : path_(path) {
    std::error_code none;
    const auto status = std::filesystem::status(path, none);
    const bool direct = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
    if (path != "-" && !direct) temporary_ = path + ".part";
    file_ = path == "-" ? stdout : std::fopen(direct ? path.c_str() : temporary_.c_str(), "wb");
    if (file_ == nullptr) fail("cannot be written");
  }
  ~Output() {
    if (file_ == nullptr || file_ == stdout) return;
    std::fclose(file_);
    if (!temporary_.empty()) std::remove(temporary_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail("cannot be written");
  }
  void commit() {
    if (std::fflush(file_) != 0) fail("cannot be written");
    if (file_ == stdout) return;
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!closed || (!temporary_.empty() && std::rename(temporary_.c_str(), path_.c_str()) != 0)) {
      const int reason = errno;
      std::remove(temporary_.c_str());
      errno = reason;
      fail("cannot be written");
    }
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw Error(ErrorCode::io, std::string(what) + ": " + std::strerror(errno), {.file = path_});
  }
  std::string path_, temporary_;
  std::FILE* file_ = nullptr;
};

/// A column name that the inputs do not use yet.
std::string free_name(std::span<const std::string> taken, std::string name) {
  while (std::find(taken.begin(), taken.end(), name) != taken.end()) name += '_';
  return name;
}

}  // namespace

DedupeReport dedupe(std::span<const std::string> inputs, const std::string& output, const DedupeOptions& options) {
  for (const std::string& input : inputs) {
    std::error_code unlike;
    if (output != "-" && std::filesystem::equivalent(input, output, unlike)) {
      throw Error(ErrorCode::invalid_argument,
                  "the output is one of the inputs, which stay as they are; name another file",
                  Place{.file = output, .record = {}});
    }
  }
  DedupeReport report;
  hub::MatchingRun run(inputs, hub::matching_options(options));
  report.rows = run.rows();
  report.rejected = run.rejected();
  report.read = report.rows + report.rejected;
  report.first_rejects = run.take_first_rejects();
  report.seconds_read = run.seconds_read();

  const hub::Stopwatch matching;
  report.model = hub::learn(run, options, report.labels);
  const hub::Resolution resolution = run.matcher().resolve(options.load.on_progress);
  report.candidate_pairs = resolution.candidate_pairs;
  const std::size_t rows = resolution.partition.size();
  constexpr float kAlone = -1e30f;
  std::vector<float> strongest(rows, kAlone);
  for (const types::ScoredPair& edge : resolution.edges) {
    if (resolution.partition[edge.left] != resolution.partition[edge.right]) continue;
    ++report.matched_pairs;
    strongest[edge.left] = std::max(strongest[edge.left], edge.weight);
    strongest[edge.right] = std::max(strongest[edge.right], edge.weight);
  }
  std::vector<std::uint32_t> identity(rows, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    const types::RecordNo first = resolution.partition[row];
    if (identity[first] == 0) identity[first] = static_cast<std::uint32_t>(++report.identities);
    identity[row] = identity[first];
  }
  report.seconds_match = matching.seconds();

  // the rows as they came
  const hub::Stopwatch writing;
  Output out(output);
  const std::span<const std::string> header = run.header();
  const bool several = inputs.size() > 1;
  CsvText names;
  for (const std::string& name : header) names.cell(name);
  if (several) names.cell(free_name(header, "source_file"));
  names.cell(free_name(header, "identity"));
  names.cell(free_name(header, "match_weight"));
  names.end_row();
  out.write(names.text());
  const auto add_row = [&](std::size_t input, std::size_t row, const types::RecordView& record,
                           std::vector<std::string_view>& cells, CsvText& to) {
    const std::span<const std::size_t> places = run.places(input);
    cells.assign(header.size(), std::string_view{});
    std::string json;
    if (!record.columns.empty()) {
      for (std::size_t c = 0; c < std::min(places.size(), record.columns.size()); ++c) {
        cells[places[c]] = record.columns[c];
      }
    } else {
      json = to_json(types::to_record(record));
      const std::string_view values[] = {record.source, record.id, json};
      for (std::size_t c = 0; c < std::size(values); ++c) cells[places[c]] = values[c];
    }
    for (const std::string_view cell : cells) to.cell(cell);
    if (several) to.cell(inputs[input]);
    char number[32];
    std::snprintf(number, sizeof number, "%u", identity[row]);
    to.cell(number);
    number[0] = '\0';
    if (strongest[row] != kAlone) std::snprintf(number, sizeof number, "%.2f", static_cast<double>(strongest[row]));
    to.cell(number);
    to.end_row();
  };
  std::vector<CsvText> pieces;
  run.for_each_rows([&](std::size_t input, std::size_t first, std::span<const types::RecordView> records) {
    pieces.resize((records.size() + kRowsAtOnce - 1) / kRowsAtOnce);
    base::parallel_for(records.size(), kRowsAtOnce, run.threads(), [&](std::size_t begin, std::size_t end) {
      CsvText& piece = pieces[begin / kRowsAtOnce];
      piece.clear();
      std::vector<std::string_view> cells;
      for (std::size_t i = begin; i < end; ++i) add_row(input, first + i, records[i], cells, piece);
    });
    for (const CsvText& piece : pieces) out.write(piece.text());
    run.progress("write", first + records.size(), rows, "records");
  });
  out.commit();
  report.seconds_write = writing.seconds();
  return report;
}

}  // namespace v1
}  // namespace scv
