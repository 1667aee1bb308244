#include "read/table_shape.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "base/fold.hpp"
#include "base/text.hpp"
#include "read/mapping.hpp"
#include "read/value_kinds.hpp"
#include "read/words.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kMostTitles = 30;  ///< rows above a header
constexpr std::size_t kBelow = 60;       ///< rows that a header is compared with

std::size_t filled_in(std::span<const std::string_view> row) {
  return static_cast<std::size_t>(
      std::count_if(row.begin(), row.end(), [](std::string_view cell) { return !base::trim(cell).empty(); }));
}

/// How many cells a row has filled, at a place in the order of the rows by that number: 0.5 is the middle.
std::size_t fill_at(SampleRows rows, double place) {
  if (rows.empty()) return 0;
  std::vector<std::size_t> filled;
  for (const auto& row : rows) filled.push_back(filled_in(row));
  const auto at = filled.begin() + static_cast<std::ptrdiff_t>(place * static_cast<double>(filled.size() - 1));
  std::nth_element(filled.begin(), at, filled.end());
  return *at;
}

/// The kind that at least nine in ten filled cells of each column have; `empty` where there is none.
std::vector<CellKind> kinds_of_columns(SampleRows rows) {
  constexpr std::size_t kKindCount = static_cast<std::size_t>(CellKind::other) + 1;
  std::vector<std::array<std::size_t, kKindCount>> counts;
  for (const auto& row : rows) {
    if (counts.size() < row.size()) counts.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) ++counts[i][static_cast<std::size_t>(kind_of_cell(row[i]))];
  }
  std::vector<CellKind> kinds(counts.size(), CellKind::empty);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    std::size_t filled = 0;
    for (std::size_t kind = 1; kind < kKindCount; ++kind) filled += counts[i][kind];
    for (std::size_t kind = 1; kind < kKindCount; ++kind) {
      if (filled != 0 && counts[i][kind] * 10 >= filled * 9) kinds[i] = static_cast<CellKind>(kind);
    }
  }
  return kinds;
}

/// A name or a place, and no name of a column.
bool is_known_value(std::string_view cell) {
  constexpr std::uint16_t kNames = kWord_given | kWord_family | kWord_city | kWord_salutation | kWord_country;
  if (cell.size() > 60) return false;
  const std::string folded = base::fold(cell);
  if ((known_as(folded) & kNames) != 0) return true;
  const std::vector<std::string_view> words = base::split(folded, ' ');
  return words.size() <= 3 &&
         std::all_of(words.begin(), words.end(), [](std::string_view word) { return (known_as(word) & kNames) != 0; });
}

struct Likeness {
  std::size_t cells = 0, known = 0, understood = 0, values = 0, contrasts = 0, typed = 0;
  bool distinct = true, again = false;
};

/// How much `row` looks like the header of the rows below it.
Likeness likeness_of(const std::vector<std::string_view>& row, SampleRows below) {
  Likeness likeness;
  below = below.first(std::min(below.size(), kBelow));
  const std::vector<CellKind> kinds = kinds_of_columns(below);
  std::unordered_set<std::string_view> distinct;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string_view cell = base::trim(row[i]);
    if (cell.empty()) continue;
    ++likeness.cells;
    distinct.insert(cell);
    const Meaning meaning = meaning_of(cell);
    const bool known = meaning.known || !meaning.sayings.empty();
    likeness.known += meaning.known;
    likeness.understood += known;
    const CellKind kind = kind_of_cell(cell);
    likeness.values += cell.size() > 100 || kind != CellKind::text || (!known && is_known_value(cell));
    if (i < kinds.size() && kinds[i] != CellKind::empty && kinds[i] != CellKind::text) {
      ++likeness.typed;
      likeness.contrasts += kind == CellKind::text;
    }
    likeness.again = likeness.again || std::any_of(below.begin(), below.end(), [&](const auto& other) {
                       return i < other.size() && base::trim(other[i]) == cell;
                     });
  }
  likeness.distinct = distinct.size() * 10 >= likeness.cells * 8;
  return likeness;
}

/// Known names, or text that does not come again, above values of another kind.
bool is_header(const Likeness& row, bool has_below) {
  if (row.cells == 0) return false;
  if (row.known > row.values && row.known * 4 >= row.cells) return true;
  return row.values * 5 <= row.cells && has_below && row.distinct && !row.again;
}

/// The same for a row under one that is none: that needs more.
bool is_later_header(const Likeness& row) {
  if (row.cells < 3 || !row.distinct || row.values * 4 > row.cells) return false;
  if (row.understood >= 3 && row.understood * 2 >= row.cells) return true;
  return row.values == 0 && !row.again && row.contrasts >= 2 && row.contrasts == row.typed &&
         (row.contrasts + row.understood) * 3 >= row.cells;
}

bool is_in(std::string_view list, std::string_view word) {
  const std::vector<std::string_view> words = base::split(list, ' ');
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Words of rows which sum up, folded: 合計 is "heji".
bool is_sum_word(std::string_view word) {
  return is_in(
      "summe gesamt gesamtsumme zwischensumme total totals totale totaal totalt totais totales toplam suma razem "
      "ogolem "
      "celkem spolu summa sum yhteensae osszesen oesszesen ukupno skupaj kokku kopa viso itogo vsego usogo obso synolo "
      "kolicestvo heji zongji xiaoji habgye almjmw alajmaly shk subtotal soustotal "
      "anzahl count antal aantal liczba pocet sayisi datensaetze datensatze rows records zeilen lignes filas righe "
      "rijen wierszy enregistrements registros",
      word);
}
bool is_page_word(std::string_view word) {
  return is_in("seite page pagina strona strana side sida sivu oldal sayfa stranka stranica peji ye str blatt", word);
}

/// ----
bool is_rule(std::string_view cell) {
  cell = base::trim(cell);
  return cell.size() >= 3 && cell.find_first_not_of("-=_*#.+~") == std::string_view::npos;
}

/// A count or an amount, and no number of somebody.
bool is_amount_or_count(std::string_view cell) {
  std::size_t digits = 0;
  for (const char c : cell) {
    if (base::is_ascii_digit(c))
      ++digits;
    else if (c != '.' && c != ',' && c != ' ' && c != '-' && c != '\'' && c != '%' &&
             static_cast<unsigned char>(c) < 0x80)
      return false;
  }
  return digits != 0 && digits <= 12 && (digits <= 6 || cell.find_first_of(".,") != std::string_view::npos);
}

struct LineLook {
  std::size_t filled = 0;
  bool wordy = false;  ///< many words, or the end of a sentence
  bool ends = false;   ///< the end of a sentence
  bool code = false;   ///< marks of a programming language, of settings or of markup
  bool timed = false;  ///< a day and a time of day at its beginning
};

LineLook look_at_line(const std::vector<std::string_view>& row) {
  LineLook look;
  std::size_t blanks = 0, marks = 0, days = 0, times = 0;
  std::string_view first, last;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string_view cell = base::trim(row[i]);
    if (cell.empty()) continue;
    if (look.filled++ == 0) first = cell;
    last = cell;
    for (const char c : cell) {
      blanks += c == ' ';
      marks += std::string_view("(){}[]=<>|\\*").find(c) != std::string_view::npos;
    }
    if (i < 3) {
      for (const std::string_view word : base::split(cell.substr(0, 40), ' ')) {
        const std::size_t begin = word.find_first_of("0123456789"), end = word.find_last_of("0123456789");
        if (begin == std::string_view::npos || begin > 1) continue;
        const std::string_view digits = word.substr(begin, end + 1 - begin), day = digits.substr(0, digits.find('T'));
        days += kind_of_cell(day) == CellKind::date;
        times += i == 0 && (digits.size() > day.size() || std::count(digits.begin(), digits.end(), ':') == 2);
        times += days != 0 && digits.size() <= 8 && kind_of_cell(digits) != CellKind::date;
      }
    }
  }
  look.ends = blanks >= 2 && (last.ends_with('.') || last.ends_with('!') || last.ends_with('?'));
  look.wordy = blanks >= 5 || look.ends;
  look.code = marks >= 3 || first.starts_with("//") || first.starts_with("/*") || first.starts_with('#') ||
              first.starts_with("* ") || first.starts_with("import ") || last.ends_with('{') || last.ends_with('}');
  // The day and the time stand at the beginning, and words follow.
  look.timed = days != 0 && times != 0 && blanks >= 2;
  return look;
}

}  // namespace

CellKind kind_of_cell(std::string_view cell) {
  cell = base::trim(cell);
  if (cell.empty()) return CellKind::empty;
  if (cell.size() > 100) return CellKind::text;
  std::size_t digits = 0, letters = 0;
  for (const char c : cell) {
    digits += base::is_ascii_digit(c);
    letters += base::is_ascii_alpha(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
  }
  if (is_email(cell)) return CellKind::email;
  if (is_url(cell)) return CellKind::other;
  if (digits == 0) return letters == 0 ? CellKind::other : CellKind::text;
  if (year_of_date(cell) != 0) return CellKind::date;
  if (letters != 0) return CellKind::text;
  if (cell.find_first_not_of("0123456789.,-+% ") == std::string_view::npos) return CellKind::number;
  return is_phone(cell, digits) ? CellKind::phone : CellKind::other;
}

HeaderPlace find_header(SampleRows rows, std::optional<bool> wanted) {
  if (rows.empty() || wanted == std::optional(false)) return {};
  const std::size_t typical = fill_at(rows, 0.8);
  std::size_t first = 0;
  while (first + 1 < rows.size() && first < kMostTitles && typical >= 2 && filled_in(rows[first]) * 2 < typical + 1)
    ++first;
  if (first + 1 == rows.size() || first == kMostTitles) first = 0;
  if (is_header(likeness_of(rows[first], rows.subspan(first + 1)), first + 1 < rows.size())) return {true, first};
  // A line that is as wide as the rows may stand above the header, too: what a program writes of itself.
  for (std::size_t later = first + 1; later < rows.size() && later < first + 4; ++later) {
    if (is_later_header(likeness_of(rows[later], rows.subspan(later + 1)))) return {true, later};
  }
  return {wanted.value_or(false), wanted.value_or(false) ? first : 0};
}

RowFilter::RowFilter(std::span<const std::string_view> header, SampleRows below)
    : kinds_(kinds_of_columns(below)), typical_(fill_at(below, 0.5)) {
  for (const std::string_view cell : header) header_.emplace_back(base::trim(cell));
  if (std::count_if(header_.begin(), header_.end(), [](const std::string& cell) { return !cell.empty(); }) < 2)
    header_.clear();
}

RowFilter::Verdict RowFilter::judge(std::span<const std::string_view> row) const {
  if (!header_.empty() && row.size() >= header_.size() && base::trim(row[0]) == header_[0]) {
    bool same = true;
    for (std::size_t i = 1; i < row.size() && same; ++i)
      same = base::trim(row[i]) == (i < header_.size() ? std::string_view(header_[i]) : std::string_view{});
    if (same) return Verdict::header_again;
  }
  if (!row.empty() && is_rule(row[0]) && std::all_of(row.begin(), row.end(), [](std::string_view cell) {
        return base::trim(cell).empty() || is_rule(cell);
      }))
    return Verdict::rule;
  if (typical_ < 3) return Verdict::record;
  std::size_t filled = 0;
  for (const std::string_view cell : row) {
    filled += !cell.empty();
    if (filled * 2 > typical_) return Verdict::record;
  }
  return judge_sparse(row, filled);
}

RowFilter::Verdict RowFilter::judge_sparse(std::span<const std::string_view> row, std::size_t filled) const {
  if (filled == 0) return Verdict::record;
  std::size_t rules = 0, amounts = 0, misplaced = 0;
  bool sums = false, pages = false;
  std::string_view first;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string_view cell = base::trim(row[i]);
    if (cell.empty()) continue;
    if (first.empty()) first = cell;
    rules += is_rule(cell);
    amounts += is_amount_or_count(cell);
    const CellKind kind = kind_of_cell(cell), column = i < kinds_.size() ? kinds_[i] : CellKind::empty;
    misplaced += (column == CellKind::number && kind == CellKind::text &&
                  cell.find_first_of("0123456789") == std::string_view::npos) ||
                 (column == CellKind::text && kind == CellKind::number);
  }
  if (rules == filled) return Verdict::rule;
  if (first.size() > 60) return Verdict::record;
  const std::string folded = base::fold(first);
  const std::vector<std::string_view> words = base::split(folded, ' ');
  std::string letters;  // of a script without blanks between words
  for (const std::string_view word : words) {
    if (word.empty() || base::is_ascii_digit(word.front())) continue;
    letters += word;
    sums = sums || is_sum_word(word);
    pages = pages || is_page_word(word);
  }
  sums = sums || is_sum_word(letters);
  pages = pages || is_page_word(letters);
  const bool has_number = first.find_first_of("0123456789") != std::string_view::npos;
  // "Summe;3;;", "Total: 1,200.00", "(3 rows)", "Page 1 of 3"
  if (sums && words.size() <= 4 && (filled == 1 ? has_number : amounts + 1 == filled || amounts == filled))
    return Verdict::total;
  if (pages && filled == 1 && has_number && words.size() <= 4) return Verdict::total;
  // Whatever the word: it stands where numbers stand, and a number where texts do.
  if (filled >= 2 && misplaced == filled && amounts + 1 >= filled) return Verdict::total;
  return Verdict::record;
}

std::string why_no_table(SampleRows rows, const HeaderPlace& place, char delimiter, bool known_header) {
  if (known_header || rows.size() < 3) return {};
  const SampleRows below = rows.subspan(place.header ? place.titles + 1 : 0);
  if (below.size() < 3) return {};
  std::map<std::size_t, std::size_t> widths;
  std::size_t narrow = 0, words = 0, ends = 0, code = 0, timed = 0, indented = 0;
  for (const auto& row : below) {
    const LineLook look = look_at_line(row);
    ++widths[row.size()];
    narrow += look.filled <= 1;
    words += look.wordy;
    ends += look.ends;
    code += look.code;
    timed += look.timed;
    indented += delimiter == '\t' && row.size() <= 3 && base::trim(row[0]).empty();
  }
  std::size_t common = 0, width = 0;
  for (const auto& [size, times] : widths) {
    if (times > common) common = times, width = size;
  }
  const std::size_t count = below.size();
  const bool ragged = common * 10 < count * 6, loose = ragged || narrow * 2 > count || width == 1;
  const std::string advice = "; if it is one, say so with the format csv";
  if (timed * 2 > count && (loose || width <= 3 || delimiter == ':'))
    return "looks like a log or a chat and not like a table" + advice + ", or export it as a table";
  if ((loose && (code + indented) * 3 > count && code + indented > words) || code * 4 > count * 3)
    return "looks like source code or settings and not like a table" + advice;
  if ((loose && (words + code) * 3 > count) || (ends * 5 > count * 3 && words * 5 > count * 4)) {
    return "looks like running text and not like a table" +
           std::string(ragged ? ": its lines have different numbers of values" : "") + advice;
  }
  if (delimiter == ':' && width <= 2) return "looks like a list of names and values and not like a table" + advice;
  return {};
}

}  // namespace scv::read
