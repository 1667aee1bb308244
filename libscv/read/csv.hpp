#pragma once

// The CSV tokenizer: rows of values out of blocks of UTF-8 text. RFC 4180, and what people really send:
// any line ends mixed, blanks before a quote, backslash escapes, stray quotes, a quote that is never closed.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "read/input.hpp"
#include "read/table_row.hpp"

namespace scv::read {

struct CsvDialect {
  char delimiter = ',';
  char quote = '"';
  bool backslash = false;  ///< \" inside quotes is a quote
};

struct CsvRow : TableRow {
  enum class State : std::uint8_t {
    good,
    unterminated_quote,  ///< only the line where the quote began is taken; reading resumes behind it
    too_long,            ///< more than kMaxRow bytes; reading resumes at the next line behind them
  };
  State state = State::good;
  bool stray_quote = false;      ///< a value goes on behind its closing quote; it is kept with its quotes
  std::uint64_t quote_line = 0;  ///< where the quote that is not closed stands, and its byte in that line, 1-based
  std::uint64_t quote_column = 0;
};

/// Cuts blocks into rows. A block begins with what rest() was after the block before; rows borrow from it.
class CsvTokenizer {
 public:
  static constexpr std::size_t kMaxRow = 16u << 20;    ///< bytes a row may have
  static constexpr std::size_t kMaxQuoted = 1u << 20;  ///< bytes until a quote must be closed
  enum class Step : std::uint8_t { row, need_more, end };

  explicit CsvTokenizer(CsvDialect dialect = {}) : dialect_(dialect) {}

  /// `last`: nothing follows the block.
  void feed(const char* begin, const char* end, bool last) noexcept {
    next_ = begin;
    end_ = end;
    last_ = last;
  }
  /// The next row of the block; blank lines are passed over. Cost: linear, whatever the input.
  Step next(CsvRow& row, base::Arena& arena);
  std::string_view rest() const noexcept { return {next_, static_cast<std::size_t>(end_ - next_)}; }
  std::uint64_t line() const noexcept { return line_; }

 private:
  Step too_long(CsvRow& row, const char* start);
  Step unterminated(CsvRow& row, const char* start, const char* open, std::uint64_t line);

  CsvDialect dialect_;
  const char* next_ = nullptr;
  const char* end_ = nullptr;
  bool last_ = true;
  bool skipping_ = false;  ///< inside a row that is too long
  std::uint64_t line_ = 1;
};

/// Rows of a whole input:
///   while (stream.next_block(arena)) while (stream.next_row(row)) use(row);
/// Blocks lie in the arena, so rows live as long as it does; it may be cleared whenever next_row has returned false.
class CsvStream {
 public:
  CsvStream(TextInput& input, CsvDialect dialect) : input_(input), tokenizer_(dialect) {}
  bool next_block(base::Arena& arena);
  bool next_row(CsvRow& row);
  /// The block's bytes that next_row has yet to deliver.
  std::string_view rest() const noexcept { return tokenizer_.rest(); }

 private:
  static constexpr std::size_t kBlock = 512u << 10;
  TextInput& input_;
  CsvTokenizer tokenizer_;
  base::Arena* arena_ = nullptr;
  std::string tail_;  ///< the row that the last block cut
  bool last_ = false;
};

/// Delimiter and escapes by consistency over the start of a text. `whole`: the text is all there is.
/// `hint` wins where it is as good as another; 0 for none.
CsvDialect recognise_dialect(std::string_view text, bool whole, char hint = 0);

}  // namespace scv::read
