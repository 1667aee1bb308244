#include "read/call_values.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "read/calls_common.hpp"

namespace scv::read {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits.substr(0, 8)) value = value * 10 + (c - '0');
  return value;
}

std::string parse_time(std::string_view text, const DateStyle& style) {
  text = base::trim(text);
  if (text.empty() || text.size() > 64) return {};
  if (const auto instant = base::parse_rfc3339(text))
    return text.size() > 10 ? base::format_rfc3339(*instant) : std::string(text);
  if (all_digits(text) && text.size() == 13) return time_of_epoch_ms(text);
  if (all_digits(text) && text.size() == 10) return time_of_epoch_ms(std::string(text) + "000");
  const std::size_t blank = std::min(text.find_first_of(" ,T"), text.size());
  const std::string_view date = text.substr(0, blank);
  const std::size_t separator = date.find_first_of("./-");
  if (separator == std::string_view::npos) return {};
  std::vector<std::string_view> parts = base::split(date, date[separator]);
  if (parts.size() == 4 && parts[3].empty()) parts.pop_back();
  if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), all_digits)) return {};
  int year = 0, month = 0, day = 0;
  if (parts[0].size() == 4) {
    year = number_of(parts[0]), month = number_of(parts[1]), day = number_of(parts[2]);
  } else {
    if (parts[2].size() != 2 && parts[2].size() != 4) return {};
    year = number_of(parts[2]) + (parts[2].size() == 2 ? 2000 : 0);
    const bool month_first = date[separator] == '/' && !style.slash_day_first;
    month = number_of(parts[month_first ? 0 : 1]), day = number_of(parts[month_first ? 1 : 0]);
  }
  if (!base::is_valid_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day))) return {};
  const std::int64_t days = base::days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  std::string clock = base::ascii_lower(base::trim(text.substr(std::min(blank + 1, text.size()))));
  if (clock.ends_with("uhr")) clock.resize(clock.size() - 3);
  const bool after_noon = clock.find("pm") != std::string::npos, before_noon = clock.find("am") != std::string::npos;
  clock = base::trim(std::string_view(clock).substr(0, clock.find_first_not_of("0123456789:. ,")));
  while (clock.starts_with(',') || clock.starts_with(' ')) clock.erase(0, 1);
  int seconds = 0;
  if (!clock.empty()) {
    const std::vector<std::string_view> units =
        base::split(std::string_view(clock).substr(0, clock.find('.', clock.rfind(':') + 1)), ':');
    if (units.size() < 2 || units.size() > 3 || !std::all_of(units.begin(), units.end(), all_digits)) return {};
    int hour = number_of(units[0]);
    if (after_noon && hour < 12) hour += 12;
    if (before_noon && hour == 12) hour = 0;
    const int minute = number_of(units[1]), second = units.size() == 3 ? number_of(units[2]) : 0;
    if (hour > 23 || minute > 59 || second > 60) return {};
    seconds = hour * 3600 + minute * 60 + std::min(second, 59);
  }
  const std::string whole =
      base::format_rfc3339({.unix_ms = (days * 86400 + seconds) * 1000, .offset_minutes = std::nullopt});
  return clock.empty() ? whole.substr(0, 10) : whole;
}

std::int64_t parse_duration(std::string_view text, bool two_are_hours) {
  text = base::trim(text);
  if (text.empty() || text.size() > 32) return -1;
  if (text.find(':') != std::string_view::npos) {
    const std::vector<std::string_view> units = base::split(text, ':');
    if (units.size() > 3 || !std::all_of(units.begin(), units.end(), all_digits)) return -1;
    std::int64_t value = 0;
    for (const std::string_view unit : units) value = value * 60 + number_of(unit);
    return units.size() == 2 && two_are_hours ? value * 60 : value;
  }
  std::int64_t total = 0, value = -1;
  for (std::size_t i = 0; i < text.size();) {
    if (base::is_ascii_digit(text[i])) {
      std::size_t end = i;
      while (end < text.size() && base::is_ascii_digit(text[end])) ++end;
      if (value >= 0 || end - i > 8) return -1;
      value = number_of(text.substr(i, end - i));
      if (end + 1 < text.size() && (text[end] == '.' || text[end] == ',') && base::is_ascii_digit(text[end + 1])) {
        do ++end;
        while (end < text.size() && base::is_ascii_digit(text[end]));
      }
      i = end;
    } else if (base::is_ascii_alpha(text[i])) {
      std::size_t end = i;
      while (end < text.size() && base::is_ascii_alpha(text[end])) ++end;
      if (value < 0) return -1;
      const char unit = base::to_ascii_lower(text[i]);
      if (unit != 'h' && unit != 'm' && unit != 's') return -1;
      total += value * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1);
      value = -1;
      i = end;
    } else if (text[i] == ' ' || text[i] == '.') {
      ++i;
    } else {
      return -1;
    }
  }
  return total + std::max<std::int64_t>(value, 0);
}

bool has_any(std::string_view lower, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [lower](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

void read_words(std::string_view text, Interaction& call) {
  const std::string lower = base::ascii_lower(base::trim(text));
  if (lower.empty()) return;
  if (has_any(lower, {"intern"}))
    call.direction = Direction::internal;
  else if (has_any(lower, {"incoming", "inbound", "eingehend", "received", "ankommend", "eingang", "angenommen"}) ||
           lower == "in")
    call.direction = Direction::inbound;
  else if (has_any(lower,
                   {"outgoing", "outbound", "ausgehend", "abgehend", "dialed", "dialled", "ausgang", "gewählt"}) ||
           lower == "out")
    call.direction = Direction::outbound;
  if (has_any(lower,
              {"no answer", "noanswer", "no_answer", "no-answer", "missed", "verpasst", "entgangen", "unanswered",
               "nicht angenommen", "not answered", "in abwesenheit", "unbeantwortet", "nicht erreicht", "cancel"})) {
    call.outcome = Outcome::missed;
    if (call.direction == Direction::unknown && has_any(lower, {"missed", "verpasst", "entgangen", "in abwesenheit"}))
      call.direction = Direction::inbound;
    if (has_any(lower, {"nicht angenommen"})) call.direction = Direction::inbound;
  } else if (has_any(lower, {"busy", "besetzt"})) {
    call.outcome = Outcome::busy;
  } else if (has_any(lower, {"block", "gesperrt"})) {
    call.outcome = Outcome::blocked;
    if (call.direction == Direction::unknown) call.direction = Direction::inbound;
  } else if (has_any(lower, {"reject", "declined", "abgewiesen", "abgelehnt"})) {
    // By somebody, not by a list of unwanted numbers.
    call.outcome = Outcome::missed;
    if (call.direction == Direction::unknown) call.direction = Direction::inbound;
  } else if (has_any(lower, {"abandon", "aufgelegt"})) {
    call.outcome = Outcome::abandoned;
  } else if (has_any(lower, {"voicemail", "voice mail", "mailbox", "anrufbeantworter"})) {
    call.outcome = Outcome::voicemail;
    call.channel = Channel::voicemail;
    if (call.direction == Direction::unknown) call.direction = Direction::inbound;
  } else if (has_any(lower,
                     {"answered", "angenommen", "completed", "connected", "beantwortet", "erfolgreich", "received"})) {
    call.outcome = Outcome::answered;
  }
}

bool is_voicemail_box(std::string_view text) {
  const std::string lower = base::ascii_lower(text);
  return has_any(lower, {"anrufbeantworter", "answering machine", "voicemail", "répondeur"});
}

bool looks_like_uuid(std::string_view text) {
  return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

bool is_disposition(std::string_view text) {
  constexpr std::array<std::string_view, 6> kDispositions = {"ANSWERED", "NO ANSWER",  "BUSY",
                                                             "FAILED",   "CONGESTION", "UNKNOWN"};
  return std::find(kDispositions.begin(), kDispositions.end(), text) != kDispositions.end();
}

bool looks_like_number(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), base::is_ascii_digit);
  return digits >= 2 && text.find('@') == std::string_view::npos &&
         digits * 2 >= static_cast<std::ptrdiff_t>(text.size());
}

}  // namespace scv::read
