#include "read/csv.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>

#if defined(__SSE2__)
#  include <emmintrin.h>
#endif

namespace scv::read {
namespace {

/// The first delimiter or line end at or behind p, else end.
inline const char* find_special(const char* p, const char* end, char delimiter) noexcept {
#if defined(__SSE2__)
  const __m128i delimiters = _mm_set1_epi8(delimiter);
  const __m128i feeds = _mm_set1_epi8('\n');
  const __m128i returns = _mm_set1_epi8('\r');
  while (end - p >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i hits = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters),
                                      _mm_or_si128(_mm_cmpeq_epi8(bytes, feeds), _mm_cmpeq_epi8(bytes, returns)));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
    if (mask != 0) return p + std::countr_zero(mask);
    p += 16;
  }
#endif
  while (p != end && *p != delimiter && *p != '\n' && *p != '\r') ++p;
  return p;
}

inline const char* find_byte(const char* p, const char* end, char byte) noexcept {
  const void* found = p == end ? nullptr : std::memchr(p, byte, static_cast<std::size_t>(end - p));
  return found == nullptr ? end : static_cast<const char*>(found);
}

inline const char* find_either(const char* p, const char* end, char a, char b) noexcept {
  while (p != end && *p != a && *p != b) ++p;
  return p;
}

inline const char* find_line_end(const char* p, const char* end) noexcept { return find_special(p, end, '\n'); }

/// Line ends in the text; CR LF is one.
std::uint64_t count_lines(const char* p, const char* end) noexcept {
  std::uint64_t count = 0;
  while ((p = find_line_end(p, end)) != end) {
    ++count;
    p += (*p == '\r' && p + 1 != end && p[1] == '\n') ? 2 : 1;
  }
  return count;
}

std::string_view between(const char* begin, const char* end) noexcept {
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::string_view unescape(const char* p, const char* end, CsvDialect dialect, base::Arena& arena) {
  char* const begin = arena.allocate(static_cast<std::size_t>(end - p));
  char* to = begin;
  while (p != end) {
    const bool doubled = *p == dialect.quote && p + 1 != end && p[1] == dialect.quote;
    const bool backslashed = dialect.backslash && *p == '\\' && p + 1 != end && (p[1] == dialect.quote || p[1] == '\\');
    if (doubled || backslashed) ++p;
    *to++ = *p++;
  }
  return between(begin, to);
}

}  // namespace

CsvTokenizer::Step CsvTokenizer::too_long(CsvRow& row, const char* start) {
  row.state = CsvRow::State::too_long;
  row.values.clear();
  row.line = line_;
  row.raw = {start, 256};
  const char* const cut = start + kMaxRow;
  line_ += count_lines(start, cut);
  next_ = cut;
  skipping_ = true;
  return Step::row;
}

CsvTokenizer::Step CsvTokenizer::unterminated(CsvRow& row, const char* start, const char* open, std::uint64_t line) {
  const char* eol = find_line_end(open, end_);
  if (!last_ && end_ - eol < 2) {
    return end_ - start > static_cast<std::ptrdiff_t>(kMaxRow) ? too_long(row, start) : Step::need_more;
  }
  const char* line_begin = open;
  while (line_begin != start && line_begin[-1] != '\n' && line_begin[-1] != '\r') --line_begin;
  row.state = CsvRow::State::unterminated_quote;
  row.values.clear();
  row.line = line_;
  row.quote_line = line;
  row.quote_column = static_cast<std::uint64_t>(open - line_begin) + 1;
  row.raw = between(start, eol);
  if (eol != end_) eol += (*eol == '\r' && eol + 1 != end_ && eol[1] == '\n') ? 2 : 1;
  next_ = eol;
  line_ = line + 1;
  return Step::row;
}

CsvTokenizer::Step CsvTokenizer::next(CsvRow& row, base::Arena& arena) {
  if (skipping_) {
    next_ = find_line_end(next_, end_);
    if (next_ == end_) return last_ ? Step::end : Step::need_more;
    skipping_ = false;  // its line end is passed over below, as a blank line is
  }
  while (next_ != end_ && (*next_ == '\n' || *next_ == '\r')) {
    if (*next_ == '\r' && next_ + 1 == end_ && !last_) return Step::need_more;
    next_ += (*next_ == '\r' && next_ + 1 != end_ && next_[1] == '\n') ? 2 : 1;
    ++line_;
  }
  if (next_ == end_) return last_ ? Step::end : Step::need_more;

  const char* const start = next_;
  const char* p = start;
  std::uint64_t line = line_;
  row.state = CsvRow::State::good;
  row.stray_quote = false;
  row.line = line_;
  row.values.clear();
  const auto more = [&] {
    return end_ - start > static_cast<std::ptrdiff_t>(kMaxRow) ? too_long(row, start) : Step::need_more;
  };

  for (;;) {
    const char* open = p;
    while (open != end_ && *open == ' ') ++open;
    if (open == end_ && !last_) return more();
    if (open != end_ && *open == dialect_.quote) {
      const char* scan = open + 1;
      const char* close = nullptr;
      bool escaped = false;
      for (;;) {
        close =
            dialect_.backslash ? find_either(scan, end_, dialect_.quote, '\\') : find_byte(scan, end_, dialect_.quote);
        if (close - open > static_cast<std::ptrdiff_t>(kMaxQuoted)) return unterminated(row, start, open, line);
        const bool at_end = end_ - close < 2;
        if (at_end && !last_) return more();
        if (close == end_) return unterminated(row, start, open, line);
        if (*close == '\\') {
          if (at_end) return unterminated(row, start, open, line);
          escaped = true;
          scan = close + 2;
        } else if (!at_end && close[1] == dialect_.quote) {
          escaped = true;
          scan = close + 2;
        } else {
          break;
        }
      }
      const char* after = close + 1;
      while (after != end_ && *after == ' ') ++after;
      if (after == end_ && !last_) return more();
      const bool closed = after == end_ || *after == dialect_.delimiter || *after == '\n' || *after == '\r';
      const std::uint64_t inside = count_lines(open + 1, close);
      // Text behind the quote that closes, and lines inside: the quote at the front is the one too many.
      if (!closed && inside != 0) return unterminated(row, start, open, line);
      if (closed) {
        row.values.push_back(escaped ? unescape(open + 1, close, dialect_, arena) : between(open + 1, close));
        line += inside;
        p = after;
      } else {
        const char* const value = p;
        p = find_special(after, end_, dialect_.delimiter);
        row.values.push_back(between(value, p));
        row.stray_quote = true;
      }
    } else {
      const char* const value = p;
      p = find_special(p, end_, dialect_.delimiter);
      row.values.push_back(between(value, p));
    }
    if (p == end_) {
      if (!last_) return more();
      break;
    }
    if (*p != dialect_.delimiter) break;
    ++p;
    if (p == end_ && last_) {
      row.values.emplace_back();
      break;
    }
  }
  if (p - start > static_cast<std::ptrdiff_t>(kMaxRow)) return too_long(row, start);
  if (p != end_ && *p == '\r' && p + 1 == end_ && !last_) return more();
  row.raw = between(start, p);
  if (p != end_) {
    p += (*p == '\r' && p + 1 != end_ && p[1] == '\n') ? 2 : 1;
    ++line;
  }
  next_ = p;
  line_ = line;
  return Step::row;
}

bool CsvStream::next_block(base::Arena& arena) {
  if (last_) return false;
  arena_ = &arena;
  const std::size_t size = std::max(kBlock, tail_.size() * 2);
  char* const block = arena.allocate(size);
  if (!tail_.empty()) std::memcpy(block, tail_.data(), tail_.size());
  std::size_t filled = tail_.size();
  while (filled < size) {
    const std::size_t got = input_.read(block + filled, size - filled);
    if (got == 0) {
      last_ = true;
      break;
    }
    filled += got;
  }
  tokenizer_.feed(block, block + filled, last_);
  return true;
}

bool CsvStream::next_row(CsvRow& row) {
  if (tokenizer_.next(row, *arena_) == CsvTokenizer::Step::row) return true;
  tail_.assign(tokenizer_.rest());
  tokenizer_.feed(nullptr, nullptr, last_);
  return false;
}

CsvDialect recognise_dialect(std::string_view text, bool whole, char hint) {
  struct Candidate {
    char delimiter;
    double weight;  ///< how seldom the character stands in values by chance
  };
  constexpr std::array<Candidate, 5> kCandidates{{{',', 1.0}, {';', 1.15}, {'\t', 1.25}, {'|', 1.2}, {':', 0.4}}};
  constexpr std::size_t kRows = 500;

  CsvDialect dialect;
  std::size_t backslashed = 0, doubled = 0;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] != '"') continue;
    const char next = text[i + 1];
    const bool inner =
        next != '\n' && next != '\r' && next != '"' &&
        std::none_of(kCandidates.begin(), kCandidates.end(), [&](auto c) { return c.delimiter == next; });
    if (text[i - 1] == '\\' && inner) ++backslashed;
    if (next == '"' && i + 2 < text.size() && text[i - 1] != '\\') {
      doubled +=
          std::none_of(kCandidates.begin(), kCandidates.end(), [&](auto c) { return c.delimiter == text[i - 1]; });
    }
  }
  dialect.backslash = backslashed > doubled;

  double best = 0;
  for (const Candidate& candidate : kCandidates) {
    CsvDialect attempt = dialect;
    attempt.delimiter = candidate.delimiter;
    CsvTokenizer tokenizer(attempt);
    tokenizer.feed(text.data(), text.data() + text.size(), whole);
    base::Arena arena;
    CsvRow row;
    std::map<std::size_t, std::size_t> widths;
    std::size_t rows = 0, spoiled = 0;
    while (rows < kRows && tokenizer.next(row, arena) == CsvTokenizer::Step::row) {
      ++rows;
      spoiled += row.state != CsvRow::State::good || row.stray_quote;
      ++widths[row.values.size()];
    }
    if (rows == 0) continue;
    std::size_t width = 1, count = 0;
    for (const auto& [values, times] : widths) {
      if (values > 1 && times >= count) width = values, count = times;
    }
    if (width < 2) continue;
    const double consistency = static_cast<double>(count) / static_cast<double>(rows);
    const double clean = 1.0 - static_cast<double>(spoiled) / static_cast<double>(rows);
    double score = consistency * consistency * clean * candidate.weight *
                   (1.0 + static_cast<double>(std::min<std::size_t>(width, 12)) / 12.0);
    if (candidate.delimiter == hint) score *= 1.5;
    if (score > best) {
      best = score;
      dialect.delimiter = candidate.delimiter;
    }
  }
  if (best == 0 && hint != 0) dialect.delimiter = hint;
  return dialect;
}

}  // namespace scv::read
