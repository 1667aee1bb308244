#include "scv/dedupe.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "hub/learn.hpp"

namespace scv {
inline namespace v1 {
namespace {

constexpr std::size_t kWriteBuffer = 1u << 20;
constexpr std::size_t kProgressRows = 4096;

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
    buffer_.reserve(kWriteBuffer + (64u << 10));
  }
  ~Output() {
    if (file_ == nullptr || file_ == stdout) return;
    std::fclose(file_);
    if (!temporary_.empty()) std::remove(temporary_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void cell(std::string_view text, bool first = false) {
    if (!first) buffer_ += ',';
    const bool quoted = text.find_first_of(",\"\n\r") != std::string_view::npos ||
                        (!text.empty() && (text.front() == ' ' || text.back() == ' '));
    if (!quoted) {
      buffer_ += text;
      return;
    }
    buffer_ += '"';
    for (const char c : text) {
      if (c == '"') buffer_ += '"';
      buffer_ += c;
    }
    buffer_ += '"';
  }
  void end_row() {
    buffer_ += '\n';
    if (buffer_.size() >= kWriteBuffer) flush();
  }
  void commit() {
    flush();
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
  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) fail("cannot be written");
    buffer_.clear();
  }
  [[noreturn]] void fail(const char* what) const {
    throw Error(ErrorCode::io, std::string(what) + ": " + std::strerror(errno), {.file = path_});
  }
  std::string path_, temporary_;
  std::FILE* file_ = nullptr;
  std::string buffer_;
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
  const std::string source_file = free_name(header, "source_file");
  for (std::size_t c = 0; c < header.size(); ++c) out.cell(header[c], c == 0);
  if (several) out.cell(source_file, header.empty());
  out.cell(free_name(header, "identity"), header.empty() && !several);
  out.cell(free_name(header, "match_weight"));
  out.end_row();
  std::vector<std::string_view> cells(header.size());
  std::size_t row = 0;
  char number[32];
  run.for_each_row([&](std::size_t input, const types::RecordView& record) {
    const std::span<const std::size_t> places = run.places(input);
    std::fill(cells.begin(), cells.end(), std::string_view{});
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
    for (std::size_t c = 0; c < cells.size(); ++c) out.cell(cells[c], c == 0);
    if (several) out.cell(inputs[input], cells.empty());
    std::snprintf(number, sizeof number, "%u", identity[row]);
    out.cell(number, cells.empty() && !several);
    number[0] = '\0';
    if (strongest[row] != kAlone) std::snprintf(number, sizeof number, "%.2f", static_cast<double>(strongest[row]));
    out.cell(number);
    out.end_row();
    ++row;
    if (row % kProgressRows == 0 || row == rows) run.progress("write", row, rows, "records");
  });
  out.commit();
  report.seconds_write = writing.seconds();
  return report;
}

}  // namespace v1
}  // namespace scv
