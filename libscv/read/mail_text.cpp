#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"
#include "read/mail_message.hpp"

namespace scv::read {
namespace {

struct Named {
  std::string_view name;
  int value;
};

constexpr std::array<Named, 17> kMonths = {{{"jan", 1},
                                            {"feb", 2},
                                            {"mar", 3},
                                            {"mär", 3},
                                            {"mrz", 3},
                                            {"apr", 4},
                                            {"may", 5},
                                            {"mai", 5},
                                            {"jun", 6},
                                            {"jul", 7},
                                            {"aug", 8},
                                            {"sep", 9},
                                            {"oct", 10},
                                            {"okt", 10},
                                            {"nov", 11},
                                            {"dec", 12},
                                            {"dez", 12}}};
constexpr std::array<Named, 14> kZones = {{{"z", 0},
                                           {"ut", 0},
                                           {"utc", 0},
                                           {"gmt", 0},
                                           {"est", -300},
                                           {"edt", -240},
                                           {"cst", -360},
                                           {"cdt", -300},
                                           {"mst", -420},
                                           {"mdt", -360},
                                           {"pst", -480},
                                           {"pdt", -420},
                                           {"cet", 60},
                                           {"cest", 120}}};

std::string without_comments(std::string_view text) {
  std::string result;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) result += c == ',' || c == '\t' || c == '\r' || c == '\n' ? ' ' : c;
    if (c == ')' && depth > 0) --depth;
  }
  return result;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits.substr(0, 6)) value = value * 10 + (c - '0');
  return value;
}

/// h:mm, h:mm:ss, h:mm:ss.fraction → seconds of the day, or -1.
int time_of_day(std::string_view text) {
  text = text.substr(0, text.find('.', text.rfind(':') == std::string_view::npos ? 0 : text.rfind(':')));
  const std::vector<std::string_view> parts = base::split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return -1;
  for (const std::string_view part : parts) {
    if (!all_digits(part) || part.size() > 2) return -1;
  }
  const int hour = number(parts[0]), minute = number(parts[1]), second = parts.size() == 3 ? number(parts[2]) : 0;
  if (hour > 23 || minute > 59 || second > 60) return -1;
  return hour * 3600 + minute * 60 + std::min(second, 59);
}

std::optional<int> numeric_zone(std::string_view text) {
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits;
  for (const char c : text.substr(1)) {
    if (base::is_ascii_digit(c))
      digits += c;
    else if (c != ':')
      return std::nullopt;
  }
  if (digits.size() != 4) return std::nullopt;
  const int hours = number(std::string_view(digits).substr(0, 2)), minutes = number(std::string_view(digits).substr(2));
  if (hours > 15 || minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

std::optional<base::Instant> parse_mail_date(std::string_view text) {
  text = base::trim(text);
  if (text.size() > 300) return std::nullopt;
  if (const auto iso = base::parse_rfc3339(text); iso && text.size() > 10) return iso;
  const std::string plain = without_comments(text);
  int year = -1, month = 0, day = 0, time = -1;
  std::optional<int> zone;
  bool after_noon = false, before_noon = false;
  const auto token = [&](std::string_view word) {
    if (word.empty()) return;
    if (word.find(':') != std::string_view::npos && base::is_ascii_digit(word[0])) {
      // Some write the zone without a blank: 10:00:00+0200.
      const std::size_t sign = word.find_first_of("+-");
      if (time < 0) time = time_of_day(word.substr(0, sign));
      if (sign != std::string_view::npos) zone = numeric_zone(word.substr(sign));
    } else if (all_digits(word)) {
      if (word.size() <= 2 && day == 0) {
        day = number(word);
      } else if (year < 0 && month > 0 && word.size() <= 4) {
        year = number(word);
        if (word.size() == 2) year += year < 50 ? 2000 : 1900;
        if (word.size() == 3) year += 1900;
      }
    } else if (word[0] == '+' || word[0] == '-') {
      zone = numeric_zone(word);
    } else {
      const std::string lower = base::ascii_lower(word);
      if (lower == "pm") after_noon = true;
      if (lower == "am") before_noon = true;
      for (const Named& entry : kMonths) {
        if (month == 0 && lower.starts_with(entry.name)) month = entry.value;
      }
      if (zone || time < 0) return;
      for (const Named& entry : kZones) {
        if (lower == entry.name) zone = entry.value;
        if (entry.value == 0 && lower.size() > entry.name.size() + 1 && lower.starts_with(entry.name)) {
          if (const auto offset = numeric_zone(std::string_view(lower).substr(entry.name.size()))) zone = offset;
        }
      }
    }
  };
  for (const std::string_view word : base::split(plain, ' ')) {
    // 12-Jan-1998
    const bool dashed = !word.empty() && base::is_ascii_digit(word[0]) && word.find(':') == std::string_view::npos;
    if (dashed) {
      for (const std::string_view part : base::split(word, '-')) token(part);
    } else {
      token(word);
    }
  }
  if (year < 0 || month == 0 || time < 0 ||
      !base::is_valid_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day))) {
    return std::nullopt;
  }
  if (after_noon && time < 12 * 3600) time += 12 * 3600;
  if (before_noon && time >= 12 * 3600) time -= 12 * 3600;
  const std::int64_t days = base::days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  return base::Instant{.unix_ms = (days * 86400 + time - zone.value_or(0) * 60) * 1000, .offset_minutes = zone};
}

namespace {

struct Entity {
  std::string_view name;
  char32_t value;
};

// The named entities that text in mail has; what is not here stays as it is written.
constexpr std::array<Entity, 60> kEntities = {
    {{"AMP", '&'},     {"Aacute", 0xC1},  {"Auml", 0xC4},    {"Ccedil", 0xC7},  {"Eacute", 0xC9},  {"Ntilde", 0xD1},
     {"Ouml", 0xD6},   {"Uuml", 0xDC},    {"aacute", 0xE1},  {"acirc", 0xE2},   {"acute", 0xB4},   {"agrave", 0xE0},
     {"amp", '&'},     {"apos", '\''},    {"aring", 0xE5},   {"atilde", 0xE3},  {"auml", 0xE4},    {"bdquo", 0x201E},
     {"bull", 0x2022}, {"ccedil", 0xE7},  {"copy", 0xA9},    {"deg", 0xB0},     {"eacute", 0xE9},  {"ecirc", 0xEA},
     {"egrave", 0xE8}, {"euml", 0xEB},    {"euro", 0x20AC},  {"frac12", 0xBD},  {"gt", '>'},       {"hellip", 0x2026},
     {"iacute", 0xED}, {"icirc", 0xEE},   {"iuml", 0xEF},    {"laquo", 0xAB},   {"ldquo", 0x201C}, {"lsquo", 0x2018},
     {"lt", '<'},      {"mdash", 0x2014}, {"middot", 0xB7},  {"nbsp", ' '},     {"ndash", 0x2013}, {"ntilde", 0xF1},
     {"oacute", 0xF3}, {"ocirc", 0xF4},   {"oslash", 0xF8},  {"ouml", 0xF6},    {"pound", 0xA3},   {"quot", '"'},
     {"raquo", 0xBB},  {"rdquo", 0x201D}, {"reg", 0xAE},     {"rsquo", 0x2019}, {"sect", 0xA7},    {"shy", 0xAD},
     {"szlig", 0xDF},  {"times", 0xD7},   {"trade", 0x2122}, {"uacute", 0xFA},  {"ucirc", 0xFB},   {"uuml", 0xFC}}};

/// The character that an entity at the start of `text` ("&…") stands for and its length, or length 0.
std::pair<char32_t, std::size_t> entity(std::string_view text) {
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos || end < 2) return {0, 0};
  std::string_view name = text.substr(1, end - 1);
  if (name[0] != '#') {
    for (const Entity& known : kEntities) {
      if (known.name == name) return {known.value, end + 1};
    }
    return {0, 0};
  }
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  if (hex) name.remove_prefix(1);
  char32_t value = 0;
  if (name.empty()) return {0, 0};
  for (const char c : name) {
    const char lower = base::to_ascii_lower(c);
    char32_t digit = 0;
    if (base::is_ascii_digit(c))
      digit = static_cast<char32_t>(c - '0');
    else if (hex && lower >= 'a' && lower <= 'f')
      digit = static_cast<char32_t>(lower - 'a' + 10);
    else
      return {0, 0};
    value = value * (hex ? 16 : 10) + digit;
    if (value > 0x10FFFF) return {0xFFFD, end + 1};
  }
  if (value == 0xA0) value = ' ';
  return {value == 0 || (value >= 0xD800 && value < 0xE000) ? char32_t{0xFFFD} : value, end + 1};
}

bool is_block(std::string_view tag) {
  constexpr std::array<std::string_view, 22> kBlocks = {
      "address", "article", "blockquote", "br", "div", "dl", "dt",  "dd",      "form",  "h1", "h2",
      "h3",      "h4",      "hr",         "li", "ol",  "p",  "pre", "section", "table", "tr", "ul"};
  return std::find(kBlocks.begin(), kBlocks.end(), tag) != kBlocks.end();
}

}  // namespace

std::string html_to_text(std::string_view html, std::size_t limit) {
  std::string text;
  bool space = false, line = false;
  const auto flush = [&] {
    if (!text.empty()) {
      if (line)
        text += '\n';
      else if (space)
        text += ' ';
    }
    space = line = false;
  };
  // Behind these there is no further end, so that a missing one is searched for only once.
  bool no_tag_end = false, no_comment_end = false;
  for (std::size_t at = 0; at < html.size() && text.size() < limit + 16;) {
    const char c = html[at];
    if (c == '<') {
      if (html.substr(at, 4) == "<!--" && !no_comment_end) {
        const std::size_t end = html.find("-->", at + 4);
        no_comment_end = end == std::string_view::npos;
        if (!no_comment_end) {
          at = end + 3;
          continue;
        }
      }
      std::size_t name = at + 1;
      const bool closing = name < html.size() && html[name] == '/';
      if (closing) ++name;
      const bool tag = name < html.size() &&
                       (base::is_ascii_alpha(html[name]) || (!closing && (html[name] == '!' || html[name] == '?')));
      const std::size_t end = tag && !no_tag_end ? html.find('>', name) : std::string_view::npos;
      if (tag && end == std::string_view::npos) no_tag_end = true;
      if (end != std::string_view::npos) {
        std::size_t stop = name;
        while (stop < end && stop - name < 16 && (base::is_ascii_alpha(html[stop]) || base::is_ascii_digit(html[stop])))
          ++stop;
        const std::string element = base::ascii_lower(html.substr(name, stop - name));
        at = end + 1;
        if (is_block(element)) line = true;
        if (element == "td" || element == "th") space = true;
        if (!closing && (element == "script" || element == "style" || element == "title")) {
          const std::string close = "</" + element;
          // Each search ends at the next "</", or it skips what it searched.
          while (at < html.size()) {
            const std::size_t next = html.find("</", at);
            at = next == std::string_view::npos ? html.size() : next;
            if (at == html.size() || base::equals_ignoring_ascii_case(html.substr(at, close.size()), close)) break;
            at += 2;
          }
        }
        continue;
      }
    }
    if (base::is_ascii_space(c)) {
      space = true;
      ++at;
      continue;
    }
    if (c == '&') {
      if (const auto [value, length] = entity(html.substr(at)); length > 0) {
        at += length;
        if (value == ' ') {
          space = true;
        } else {
          flush();
          base::append_utf8(text, value);
        }
        continue;
      }
    }
    flush();
    text += c;
    ++at;
  }
  return std::string(base::truncate_utf8(text, limit));
}

}  // namespace scv::read
