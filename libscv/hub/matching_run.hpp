#pragma once

// Files → a matcher that holds their records, for what leaves no hub behind: dedupe, evaluate.
//
//   MatchingRun run(inputs, {.load = options.load});
//   run.matcher().train();
//   const Resolution found = run.matcher().resolve();
//   // the rows as they came, once more
//   run.for_each_rows([&](std::size_t input, std::size_t first, std::span<const types::RecordView> rows) { … });

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "hub/matcher.hpp"
#include "read/reader.hpp"
#include "scv/hub.hpp"

namespace scv::hub {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Where a row came from.
struct RowOrigin {
  std::string_view id;  ///< the value of MatchingRunOptions::id_column, else the id that the reader recognised
  std::string_view source;
  std::string_view sheet;   ///< of a workbook
  std::uint64_t line = 0;   ///< in its input, 1-based
  std::uint32_t input = 0;  ///< number of the input
};

struct MatchingRunOptions {
  LoadOptions load;
  std::string default_region = "DE";
  unsigned threads = 0;
  std::string model;          ///< JSON; empty: the shipped prior
  bool keep_origins = false;  ///< origins() is filled
  std::string id_column;      ///< of tables that have such a column, what names their rows; empty: the recognised id
};

/// Reads the inputs once, on construction. Standard input ("-") is kept in a temporary file, for it may be read twice.
class MatchingRun {
 public:
  /// Rows that cannot be read become rejects, and go to `on_reject`. Throws Error{invalid_argument} for no input or two of
  /// standard input, Error{unsupported} for contacts, and as read::open does; under `strict` the first reject.
  MatchingRun(std::span<const std::string> inputs, MatchingRunOptions options);
  ~MatchingRun();
  MatchingRun(const MatchingRun&) = delete;
  MatchingRun& operator=(const MatchingRun&) = delete;

  Matcher& matcher() noexcept { return matcher_; }
  std::size_t rows() const noexcept { return matcher_.size(); }
  std::uint64_t rejected() const noexcept { return rejected_; }
  /// At most 20.
  std::vector<Reject> take_first_rejects() noexcept { return std::move(first_rejects_); }
  unsigned threads() const noexcept { return options_.threads; }
  double seconds_read() const noexcept { return seconds_read_; }

  std::span<const std::string> inputs() const noexcept { return inputs_; }
  /// Where an input can be read once more.
  const std::string& path_of(std::size_t input) const noexcept { return paths_[input]; }
  /// A row for each record of the matcher, where they were to be kept.
  std::span<const RowOrigin> origins() const noexcept { return origins_; }
  Place place_of(std::size_t row) const;

  /// The union of the inputs' columns; formats other than tables have "source", "id" and "record" (JSON).
  std::span<const std::string> header() const noexcept { return header_; }
  /// For each column of an input its place in the header.
  std::span<const std::size_t> places(std::size_t input) const noexcept { return places_[input]; }

  /// Reads the inputs again: their rows in the same order, some thousand at once, `first` being the number of the first of them.
  /// The next ones are read meanwhile. Throws Error{io} where an input changed since.
  void for_each_rows(const std::function<void(std::size_t input, std::size_t first,
                                              std::span<const types::RecordView> rows)>& visit) const;
  /// Tells the caller how far the work is; throws Error{cancelled} where the caller does not want it any more.
  void progress(std::string_view stage, std::uint64_t done, std::uint64_t total, std::string_view unit) const;

 private:
  class Spool;
  std::unique_ptr<read::Reader> open(std::size_t input) const;
  void read_input(std::size_t input);
  void for_each_batch(read::Reader& reader, const std::function<void(types::Batch&)>& look,
                      const std::function<void(const types::Batch&)>& use) const;
  void place_columns(const read::Reader& reader);
  void keep_origins(std::size_t input, const read::Reader& reader, const types::Batch& batch);

  std::vector<std::string> inputs_, paths_;
  MatchingRunOptions options_;
  std::unique_ptr<Spool> spool_;
  read::Options how_;
  Matcher matcher_;
  std::uint64_t rejected_ = 0;
  std::vector<Reject> first_rejects_;
  double seconds_read_ = 0;
  std::vector<std::string> header_;
  std::vector<std::vector<std::size_t>> places_;
  base::Arena texts_;
  std::vector<RowOrigin> origins_;
};

}  // namespace scv::hub
