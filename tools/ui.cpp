#include "ui.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace scv::tools {
namespace {

volatile std::sig_atomic_t interrupt_seen = 0;

extern "C" void on_interrupt(int) {
  interrupt_seen = 1;
  std::signal(SIGINT, SIG_DFL);
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string text(value);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text.find("utf-8") != std::string::npos || text.find("utf8") != std::string::npos;
  }
  return false;
}

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

std::string duration(double seconds) {
  if (seconds < 60) return format("%.0f s", std::max(seconds, 0.0));
  if (seconds < 3600) return format("%.0f min", std::ceil(seconds / 60));
  return format("%.1f h", seconds / 3600);
}

std::string rate_of(std::string_view unit, double per_second) {
  if (unit == "bytes") return format("%.1f MB/s", per_second / 1e6);
  return grouped(static_cast<std::uint64_t>(per_second)) +
         (unit == "records" ? " rows/s" : " " + std::string(unit) + "/s");
}

/// Length in bytes of the control character at `i`, as the terminal understands them; 0 if there is none.
std::size_t control_length(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if (byte < 0x20 || byte == 0x7F) return 1;
  const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
  return c1 ? 2 : 0;
}

}  // namespace

Style Style::of(int descriptor) {
  const bool terminal = isatty(descriptor) == 1;
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool color =
      terminal && (no_color == nullptr || *no_color == '\0') && (term == nullptr || std::string_view(term) != "dumb");
  std::size_t width = 0;
  winsize size{};
  if (terminal) width = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
  return {terminal, color, locale_is_utf8(), width};
}

std::string Style::wrap(const char* code, std::string_view text) const {
  if (!color_) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t control = control_length(text, i);
    if (control == 0) {
      result += text[i++];
    } else {
      if (!result.empty() && result.back() != ' ') result += ' ';
      i += control;
    }
  }
  return result;
}

std::size_t columns(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shorten(std::string_view text, std::size_t width, const Style& style) {
  if (width == 0 || columns(text) <= width) return std::string(text);
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && seen++ == width - 1) break;
  }
  return std::string(text.substr(0, end)) + std::string(style.either("…", "."));
}

std::string pad(std::string_view text, std::size_t width) {
  const std::size_t has = columns(text);
  return std::string(text) + std::string(has < width ? width - has : 0, ' ');
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) digits.insert(i -= 3, ",");
  return digits;
}

std::string count_of(std::uint64_t number, std::string_view singular, std::string_view plural) {
  const std::string many = plural.empty() ? std::string(singular) + "s" : std::string(plural);
  return grouped(number) + " " + (number == 1 ? std::string(singular) : many);
}

std::string signed_weight(double weight) { return format("%+.1f", weight); }

std::string percent(double probability) {
  // Near 1 the interesting part is what is missing, so that more digits are shown there.
  const double shown = probability * 100;
  if (shown > 99.9 && shown < 99.9999) return format("%.4f %%", shown);
  return shown >= 99.9999 ? "> 99.9999 %" : format("%.1f %%", shown);
}

std::string share(double part) { return format("%.1f %%", part * 100); }

std::string minute_of(std::string_view time) {
  if (time.empty()) return "no time known";
  std::string text(time.substr(0, 16));
  if (text.size() > 10 && text[10] == 'T') text[10] = ' ';
  return printable(text);
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (const std::string& part : parts) {
    if (!result.empty()) result += separator;
    result += part;
  }
  return result;
}

std::string key_of(const RecordKey& key) { return printable(key.source) + "/" + printable(key.id); }

std::string table(const std::vector<std::vector<std::string>>& rows, const Style& style,
                  const std::vector<std::size_t>& right) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  std::string result;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool to_right = std::find(right.begin(), right.end(), i) != right.end();
      const std::string blanks(widths[i] - columns(row[i]), ' ');
      line += " " + (to_right ? blanks + row[i] : row[i] + blanks) + " ";
    }
    while (line.ends_with(' ')) line.pop_back();
    line = shorten(line, style.width(), style);
    result += (&row == &rows.front() ? style.dim(line) : line) + "\n";
  }
  return result;
}

void print(std::string_view text) { std::cout << text; }

void finish_output() {
  std::cout.flush();
  if (!std::cout) throw file_error(ErrorCode::io, "not all of the output could be written", "standard output");
}

void complain(std::string_view text) { std::cerr << "scv: " << printable(text) << "\n"; }

Error file_error(ErrorCode code, const std::string& message, const std::string& file) {
  Place place;
  place.file = file;
  return {code, message, std::move(place)};
}

Interruptible::Interruptible() {
  interrupt_seen = 0;
  std::signal(SIGINT, on_interrupt);
}
Interruptible::~Interruptible() { std::signal(SIGINT, SIG_DFL); }
bool Interruptible::interrupted() noexcept { return interrupt_seen != 0; }

ProgressBar::ProgressBar(std::string label) : label_(std::move(label)), style_(Style::of(STDERR_FILENO)) {}

ProgressBar::~ProgressBar() {
  if (visible_) std::cerr << "\r\x1b[K" << std::flush;
}

bool ProgressBar::update(const Progress& progress) {
  if (Interruptible::interrupted()) return false;
  if (!style_.terminal()) return true;
  const Clock::time_point now = Clock::now();
  if (progress.stage != stage_) {
    stage_ = progress.stage;
    stage_began_ = now;
    stage_start_ = progress.done;
  } else if (now - drawn_ < std::chrono::milliseconds(100)) {
    return true;
  }
  drawn_ = now;

  const double seconds = std::chrono::duration<double>(now - stage_began_).count();
  const double done = static_cast<double>(progress.done - std::min(progress.done, stage_start_));
  const double rate = seconds > 0.2 ? done / seconds : 0;
  std::string line = printable(label_) + "  " + pad(stage_, 9);
  if (progress.total != 0) {
    constexpr std::size_t kBar = 24;
    const double share = std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total));
    const auto full = static_cast<std::size_t>(share * kBar);
    line += " [";
    for (std::size_t i = 0; i < kBar; ++i) line += i < full ? style_.either("█", "#") : style_.either("░", "-");
    line += "] " + format("%3.0f %%", share * 100);
  }
  if (rate > 0) {
    line += "  " + rate_of(progress.unit, rate);
    if (progress.total > progress.done) {
      line += "  " + duration(static_cast<double>(progress.total - progress.done) / rate) + " left";
    }
  }
  std::cerr << "\r\x1b[K" << shorten(line, style_.width() - 1, style_) << std::flush;
  visible_ = true;
  return true;
}

}  // namespace scv::tools
