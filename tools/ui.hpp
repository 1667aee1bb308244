#pragma once

// What people see: colours, numbers, a progress bar. Text of records passes printable() on its way to a terminal.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scv/hub.hpp"

namespace scv::tools {

/// Documented in docs/cli.md.
enum Exit : int {
  kOk = 0,
  kNothing = 1,  ///< nothing was found, or --strict met a row that cannot be read
  kUsage = 2,
  kFailed = 3,  ///< an input or the hub cannot be used
  kDefect = 4,  ///< out of memory, or a defect of scv
  kInterrupted = 130,
};

/// What one output stream can show.
class Style {
 public:
  Style(bool terminal, bool color, bool utf8, std::size_t width)
      : terminal_(terminal), color_(color), utf8_(utf8), width_(width) {}
  /// Of a file descriptor: colours on a terminal where NO_COLOR is not set, UTF-8 where the locale says so.
  static Style of(int descriptor);

  bool terminal() const noexcept { return terminal_; }
  bool utf8() const noexcept { return utf8_; }
  std::size_t width() const noexcept { return width_; }  ///< columns; 0 where there is no end of the line
  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string red(std::string_view text) const { return wrap("31", text); }
  std::string green(std::string_view text) const { return wrap("32", text); }
  std::string yellow(std::string_view text) const { return wrap("33", text); }
  /// The one for UTF-8 or the one for anything else.
  std::string_view either(std::string_view utf8, std::string_view ascii) const noexcept { return utf8_ ? utf8 : ascii; }

 private:
  std::string wrap(const char* code, std::string_view text) const;
  bool terminal_, color_, utf8_;
  std::size_t width_;
};

/// The text on one line without control characters, which could steer the terminal.
std::string printable(std::string_view text);
/// The number of characters.
std::size_t columns(std::string_view text) noexcept;
/// At most `width` characters, the last being "…" (or ".") where something was cut; all of it if width is 0.
std::string shorten(std::string_view text, std::size_t width, const Style& style);
/// Filled with blanks up to `width` characters.
std::string pad(std::string_view text, std::size_t width);
/// 1234567 → "1,234,567".
std::string grouped(std::uint64_t number);
/// "1 record", "3 records", "2 identities".
std::string count_of(std::uint64_t number, std::string_view singular, std::string_view plural = {});
/// A match weight with its sign: "+11.2".
std::string signed_weight(double weight);
std::string percent(double probability);
/// A share of rows in percent, with one digit behind the point.
std::string share(double part);
/// "2026-03-01 10:00" of an RFC 3339 time.
std::string minute_of(std::string_view time);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string key_of(const RecordKey& key);

/// Rows of cells under a header, columns as wide as their content. `right` names the columns that are aligned to the right.
std::string table(const std::vector<std::vector<std::string>>& rows, const Style& style,
                  const std::vector<std::size_t>& right = {});

/// Writes to standard output; finish_output() throws Error{io} where not all of it could be written.
void print(std::string_view text);
void finish_output();
/// "scv: text" on standard error.
void complain(std::string_view text);

/// An error about a file.
Error file_error(ErrorCode code, const std::string& message, const std::string& file);

/// Ctrl-C asks a running call to stop, as long as one of these lives; the second one ends the program.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  static bool interrupted() noexcept;
};

/// A bar on standard error with rate and time left; nothing at all where that is no terminal.
class ProgressBar {
 public:
  explicit ProgressBar(std::string label);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// False when the user has asked to stop.
  bool update(const Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  Style style_;
  std::string stage_;
  Clock::time_point stage_began_{}, drawn_{};
  std::uint64_t stage_start_ = 0;
  bool visible_ = false;
};

}  // namespace scv::tools
