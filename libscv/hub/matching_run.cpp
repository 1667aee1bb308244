#include "hub/matching_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "hub/read_options.hpp"
#include "hub/region.hpp"

namespace scv::hub {
namespace {

constexpr std::size_t kFirstRejects = 20;
constexpr std::string_view kRecordColumns[] = {"source", "id", "record"};

MatchingRunOptions with_region(MatchingRunOptions options) {
  options.default_region = region_of(options.default_region);
  return options;
}

}  // namespace

/// Standard input as a file. Removed at the end.
class MatchingRun::Spool {
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

MatchingRun::MatchingRun(std::span<const std::string> inputs, MatchingRunOptions options)
    : inputs_(inputs.begin(), inputs.end()),
      options_(with_region(std::move(options))),
      how_(read_options(options_.load, options_.default_region)),
      matcher_(options_.model, {.default_region = options_.default_region, .threads = options_.threads}) {
  if (inputs_.empty()) throw Error(ErrorCode::invalid_argument, "no input file");
  for (const std::string& input : inputs_) {
    if (input == "-" && spool_) throw Error(ErrorCode::invalid_argument, "standard input can be one input only");
    if (input == "-") spool_ = std::make_unique<Spool>();
    paths_.push_back(input == "-" ? spool_->path() : input);
  }
  const Stopwatch reading;
  for (std::size_t input = 0; input < paths_.size(); ++input) read_input(input);
  seconds_read_ = reading.seconds();
}

MatchingRun::~MatchingRun() = default;

std::unique_ptr<read::Reader> MatchingRun::open(std::size_t input) const {
  if (inputs_[input] != "-" || !how_.source.empty()) return read::open(paths_[input], how_);
  read::Options how = how_;
  how.source = "stdin";  // the temporary file's name differs from run to run, and keys decide ties
  return read::open(paths_[input], how);
}

void MatchingRun::read_input(std::size_t input) {
  const std::unique_ptr<read::Reader> reader = open(input);
  place_columns(*reader);
  for_each_batch(
      *reader,
      [&](types::Batch& batch) {
        if (!batch.interactions.empty()) {
          throw Error(ErrorCode::unsupported, "holds contacts, not records; load it into a hub instead",
                      {.file = inputs_[input]});
        }
        for (Reject& reject : batch.rejects) {
          ++rejected_;
          if (inputs_[input] == "-") reject.place.file = "-";
          if (options_.load.on_reject) options_.load.on_reject(reject);
          if (options_.load.strict) throw Error(reject.code, reject.reason, reject.place);
          if (first_rejects_.size() < kFirstRejects) first_rejects_.push_back(std::move(reject));
        }
        progress("read", reader->position(), reader->size(), "bytes");
      },
      [&](const types::Batch& batch) {
        if (options_.keep_origins) keep_origins(input, *reader, batch);
        matcher_.add(batch.records);
      });
}

/// Looks at each batch, then uses it while the next one is read.
void MatchingRun::for_each_batch(read::Reader& reader, const std::function<void(types::Batch&)>& look,
                                 const std::function<void(const types::Batch&)>& use) const {
  std::array<types::Batch, 2> batches;
  std::size_t now = 0;
  for (bool more = reader.next(batches[now]); more; now = 1 - now) {
    look(batches[now]);
    base::run_beside(options_.threads, {[&] { more = reader.next(batches[1 - now]); }, [&] { use(batches[now]); }});
  }
}

void MatchingRun::place_columns(const read::Reader& reader) {
  std::vector<std::size_t>& places = places_.emplace_back();
  std::vector<bool> used(header_.size(), false);
  const auto place = [&](std::string_view column) {
    std::size_t at = 0;  // the first column of that name that this input has not used: names may repeat within a file
    while (at < header_.size() && (header_[at] != column || used[at])) ++at;
    if (at == header_.size()) header_.emplace_back(column);
    used.resize(header_.size(), false);
    used[at] = true;
    places.push_back(at);
  };
  const auto columns = reader.columns();
  if (!columns.empty()) {
    for (const std::string& column : columns) place(column);
  } else {
    for (const std::string_view column : kRecordColumns) place(column);
  }
}

void MatchingRun::keep_origins(std::size_t input, const read::Reader& reader, const types::Batch& batch) {
  const auto columns = reader.columns();
  std::size_t id = columns.size();
  if (!options_.id_column.empty()) {
    id = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), options_.id_column) - columns.begin());
  }
  const std::string_view sheet = texts_.copy(batch.sheet);
  for (const types::RecordView& record : batch.records) {
    RowOrigin& origin = origins_.emplace_back();
    origin.id = texts_.copy(id < record.columns.size() ? base::trim(record.columns[id]) : record.id);
    const bool same_source = origins_.size() > 1 && origins_[origins_.size() - 2].source == record.source;
    origin.source = same_source ? origins_[origins_.size() - 2].source : texts_.copy(record.source);
    origin.sheet = sheet;
    origin.line = record.line;
    origin.input = static_cast<std::uint32_t>(input);
  }
}

Place MatchingRun::place_of(std::size_t row) const {
  return {.file = inputs_[origins_[row].input],
          .line = origins_[row].line,
          .record = {},
          .sheet = std::string(origins_[row].sheet)};
}

void MatchingRun::for_each_rows(const std::function<void(std::size_t input, std::size_t first,
                                                         std::span<const types::RecordView> rows)>& visit) const {
  std::size_t row = 0;
  for (std::size_t input = 0; input < paths_.size(); ++input) {
    const std::unique_ptr<read::Reader> reader = open(input);
    for_each_batch(
        *reader,
        [&](const types::Batch& batch) {
          if (row + batch.records.size() > rows()) throw Error(ErrorCode::io, "an input changed while it was read");
        },
        [&](const types::Batch& batch) {
          visit(input, row, batch.records);
          row += batch.records.size();
        });
  }
  if (row != rows()) throw Error(ErrorCode::io, "an input changed while it was read");
}

void MatchingRun::progress(std::string_view stage, std::uint64_t done, std::uint64_t total,
                           std::string_view unit) const {
  if (options_.load.on_progress && !options_.load.on_progress({stage, done, total, unit})) {
    throw Error(ErrorCode::cancelled, "cancelled");
  }
}

}  // namespace scv::hub
