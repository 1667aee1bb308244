#include "scv/dedupe.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "hub/matcher.hpp"
#include "hub/read_options.hpp"
#include "read/reader.hpp"

namespace scv {
inline namespace v1 {
namespace {

constexpr std::size_t kFirstRejects = 20;
constexpr std::size_t kWriteBuffer = 1u << 20;

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Writes a file, or standard output for "-". A file appears under its name only when it is complete.
class Output {
 public:
  explicit Output(const std::string& path) : path_(path), temporary_(path == "-" ? "" : path + ".part") {
    file_ = temporary_.empty() ? stdout : std::fopen(temporary_.c_str(), "wb");
    if (file_ == nullptr) fail("cannot be written");
    buffer_.reserve(kWriteBuffer + (64u << 10));
  }
  ~Output() {
    if (temporary_.empty() || file_ == nullptr) return;
    std::fclose(file_);
    std::remove(temporary_.c_str());
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
    if (temporary_.empty()) return;
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!closed || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
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

/// Standard input as a file, for it is read twice. Removed at the end.
class Spool {
 public:
  Spool() {
    std::string pattern = (std::filesystem::temp_directory_path() / "scv-XXXXXX").string();
    const int descriptor = mkstemp(pattern.data());
    std::FILE* file = descriptor < 0 ? nullptr : fdopen(descriptor, "wb");
    if (file == nullptr)
      throw Error(ErrorCode::io, "no temporary file: " + std::string(std::strerror(errno)), {.file = pattern});
    path_ = pattern;
    std::string block(1u << 16, '\0');
    bool whole = true;
    for (std::size_t got = 0; whole && (got = std::fread(block.data(), 1, block.size(), stdin)) > 0;) {
      whole = std::fwrite(block.data(), 1, got, file) == got;
    }
    if (std::fclose(file) != 0 || !whole || std::ferror(stdin) != 0) {
      std::remove(path_.c_str());
      throw Error(ErrorCode::io, "standard input could not be kept: " + std::string(std::strerror(errno)),
                  {.file = path_});
    }
  }
  ~Spool() { std::remove(path_.c_str()); }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Where each column of one input goes in the output.
struct InputColumns {
  std::vector<std::size_t> place;
};

constexpr std::string_view kRecordColumns[] = {"source", "id", "record"};

std::vector<std::string> columns_of(const read::Reader& reader) {
  const auto columns = reader.columns();
  if (!columns.empty()) return {columns.begin(), columns.end()};
  return {std::begin(kRecordColumns), std::end(kRecordColumns)};
}

/// A column name that the inputs do not use yet.
std::string free_name(const std::vector<std::string>& taken, std::string name) {
  while (std::find(taken.begin(), taken.end(), name) != taken.end()) name += '_';
  return name;
}

}  // namespace

DedupeReport dedupe(std::span<const std::string> inputs, const std::string& output, const DedupeOptions& options) {
  if (inputs.empty()) throw Error(ErrorCode::invalid_argument, "no input file");
  DedupeReport report;
  std::unique_ptr<Spool> spool;
  std::vector<std::string> paths;
  for (const std::string& input : inputs) {
    if (input == "-" && spool) throw Error(ErrorCode::invalid_argument, "standard input can be one input only");
    if (input == "-") spool = std::make_unique<Spool>();
    paths.push_back(input == "-" ? spool->path() : input);
  }
  const read::Options how = hub::read_options(options.load, options.default_region);
  const auto progress = [&](std::string_view stage, std::uint64_t done, std::uint64_t total, std::string_view unit) {
    if (options.load.on_progress && !options.load.on_progress({stage, done, total, unit})) {
      throw Error(ErrorCode::cancelled, "cancelled");
    }
  };

  // first pass: features
  const Stopwatch reading;
  hub::Matcher matcher({}, {.default_region = options.default_region, .threads = options.threads});
  std::vector<std::string> header;
  std::vector<InputColumns> places;
  types::Batch batch;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::unique_ptr<read::Reader> reader = read::open(paths[i], how);
    InputColumns& columns = places.emplace_back();
    std::vector<bool> used(header.size(), false);
    for (const std::string& column : columns_of(*reader)) {
      std::size_t at = 0;  // the first column of that name that this input has not used: names may repeat within a file
      while (at < header.size() && (header[at] != column || (at < used.size() && used[at]))) ++at;
      if (at == header.size()) header.push_back(column);
      used.resize(header.size(), false);
      used[at] = true;
      columns.place.push_back(at);
    }
    while (reader->next(batch)) {
      if (!batch.interactions.empty()) {
        throw Error(ErrorCode::unsupported, "holds contacts, not records; load it into a hub instead",
                    {.file = inputs[i]});
      }
      for (const types::RecordView& record : batch.records) matcher.add(record);
      for (Reject& reject : batch.rejects) {
        ++report.rejected;
        if (inputs[i] == "-") reject.place.file = "-";
        if (options.load.on_reject) options.load.on_reject(reject);
        if (options.load.strict) throw Error(reject.code, reject.reason, reject.place);
        if (report.first_rejects.size() < kFirstRejects) report.first_rejects.push_back(std::move(reject));
      }
      progress("read", reader->position(), reader->size(), "bytes");
    }
  }
  report.rows = matcher.size();
  report.read = report.rows + report.rejected;
  report.seconds_read = reading.seconds();

  const Stopwatch matching;
  matcher.train();
  const hub::Resolution resolution = matcher.resolve(options.load.on_progress);
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

  // second pass: the rows as they came
  const Stopwatch writing;
  Output out(output);
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
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::unique_ptr<read::Reader> reader = read::open(paths[i], how);
    const bool table = !reader->columns().empty();
    while (reader->next(batch)) {
      if (row + batch.records.size() > rows) break;
      for (const types::RecordView& record : batch.records) {
        std::fill(cells.begin(), cells.end(), std::string_view{});
        std::string json;
        if (table) {
          for (std::size_t c = 0; c < std::min(places[i].place.size(), record.columns.size()); ++c) {
            cells[places[i].place[c]] = record.columns[c];
          }
        } else {
          json = to_json(types::to_record(record));
          const std::string_view values[] = {record.source, record.id, json};
          for (std::size_t c = 0; c < std::size(values); ++c) cells[places[i].place[c]] = values[c];
        }
        for (std::size_t c = 0; c < cells.size(); ++c) out.cell(cells[c], c == 0);
        if (several) out.cell(inputs[i], cells.empty());
        std::snprintf(number, sizeof number, "%u", identity[row]);
        out.cell(number, cells.empty() && !several);
        number[0] = '\0';
        if (strongest[row] != kAlone) std::snprintf(number, sizeof number, "%.2f", static_cast<double>(strongest[row]));
        out.cell(number);
        out.end_row();
        ++row;
      }
      progress("write", row, rows, "records");
    }
  }
  if (row != rows) throw Error(ErrorCode::io, "an input changed while it was read");
  out.commit();
  report.seconds_write = writing.seconds();
  return report;
}

}  // namespace v1
}  // namespace scv
