#include "contact/promises.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "contact/rules.hpp"
#include "contact/signature.hpp"
#include "types/json_text.hpp"

namespace scv::contact {
namespace {

namespace json = types::json;

constexpr std::string_view kShipped =
#include "contact/promise_rules.inc"
    ;

constexpr std::int64_t kMsPerMinute = 60'000;
constexpr int kNoon = 720;                 ///< minute of the day
constexpr std::size_t kMaxSentence = 600;  ///< longer ones are no prose
constexpr std::size_t kMaxSentences = 400;
constexpr std::size_t kMaxText = 300;

enum class TimeType : std::uint8_t {
  days,
  weekday,
  date,
  service_days,
  days_from_now,
  weeks_from_now,
  hours_from_now,
  minutes_from_now,
  week,
  month_end,
  part,
  clock,
  vague,
};
constexpr std::array<std::string_view, 13> kTypes = {
    "days",           "weekday",          "date", "service_days", "days_from_now", "weeks_from_now",
    "hours_from_now", "minutes_from_now", "week", "month_end",    "part",          "clock",
    "vague"};

/// A word that stands for a number; found by its beginning.
struct Word {
  std::string_view start;
  int value;
};
constexpr std::array<Word, 17> kWeekdays = {{{"sonntag", 0},
                                             {"montag", 1},
                                             {"dienstag", 2},
                                             {"mittwoch", 3},
                                             {"donnerst", 4},
                                             {"freitag", 5},
                                             {"samstag", 6},
                                             {"sonnabend", 6},
                                             {"sunday", 0},
                                             {"monday", 1},
                                             {"tuesday", 2},
                                             {"wednesday", 3},
                                             {"thursday", 4},
                                             {"friday", 5},
                                             {"saturday", 6},
                                             {"tue", 2},
                                             {"wed", 3}}};
constexpr std::array<Word, 18> kMonths = {{{"jan", 1},
                                           {"jän", 1},
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
constexpr std::array<Word, 22> kCounts = {
    {{"eine", 1},   {"ein", 1},  {"einer", 1}, {"zwei", 2},   {"drei", 3},      {"vierzehn", 14},
     {"vier", 4},   {"fünf", 5}, {"sechs", 6}, {"sieben", 7}, {"acht", 8},      {"zehn", 10},
     {"zwölf", 12}, {"one", 1},  {"two", 2},   {"three", 3},  {"fourteen", 14}, {"four", 4},
     {"five", 5},   {"six", 6},  {"seven", 7}, {"eight", 8}}};

template <std::size_t N>
int value_of(const std::array<Word, N>& words, std::string_view text) {
  const std::string low = base::ascii_lower(text);
  for (const Word& word : words) {
    if (low.starts_with(word.start)) return word.value;
  }
  return -1;
}

int digits_of(std::string_view text) {
  int value = 0;
  if (text.empty() || text.size() > 4 || !std::all_of(text.begin(), text.end(), base::is_ascii_digit)) return -1;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

int count_of(std::string_view text) {
  if (const int digits = digits_of(text); digits >= 0) return digits;
  const int word = value_of(kCounts, text);
  if (word >= 0) return word;
  return base::ascii_lower(text).starts_with("ten") ? 10 : base::ascii_lower(text).starts_with("twelve") ? 12 : 1;
}

struct Exclusion {
  RulePattern pattern;
  std::vector<RulePattern> unless;
};

struct Commitment {
  PromiseKind kind;
  bool needs_time = false;  ///< the same words without a time only say what is being done
  std::vector<RulePattern> patterns;
};

struct Deadline {
  TimeType type;
  int value = 0;
  std::string day;
  RulePattern pattern;
};

struct Span {
  std::size_t begin = 0, end = 0;
  std::size_t distance(const Span& other) const {
    return begin >= other.end ? begin - other.end : other.begin >= end ? other.begin - end : 0;
  }
};

/// Where a sentence commits the firm.
struct Committed {
  Span span;
  PromiseKind kind;
  bool needs_time;
};

/// A time that a sentence names.
struct Named {
  Span span;
  std::optional<std::int64_t> due;
  bool vague = false;
};

bool is_abbreviation(std::string_view word) {
  static constexpr std::array<std::string_view, 21> kKnown = {"z",   "b",  "ca",  "bzw", "dr",   "nr",   "str",
                                                              "tel", "mr", "mrs", "ms",  "inkl", "prof", "evtl",
                                                              "ggf", "u",  "a",   "d",   "h",    "st",   "approx"};
  const std::string low = base::ascii_lower(word);
  return std::find(kKnown.begin(), kKnown.end(), low) != kKnown.end();
}

/// Whether a sentence ends with the mark at `at`, which white space or the end follows.
bool ends_sentence(std::string_view text, std::size_t at) {
  if (text[at] != '.') return true;
  if (at > 0 && base::is_ascii_digit(text[at - 1])) {
    // "15. April", "zum 15. des Monats": only a capital that begins no month begins a sentence.
    const std::string_view next = base::trim(text.substr(at + 1, 24));
    return !next.empty() && next.front() >= 'A' && next.front() <= 'Z' && value_of(kMonths, next) < 0;
  }
  std::size_t begin = at;
  while (begin > 0 && base::is_ascii_alpha(text[begin - 1])) --begin;
  return begin == at || !is_abbreviation(text.substr(begin, at - begin));
}

/// Paragraphs as one line each, cut into sentences with their marks.
std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> result;
  std::string paragraph;
  const auto finish = [&] {
    std::size_t begin = 0;
    const auto take = [&](std::size_t end) {
      const std::string_view sentence = base::trim(std::string_view(paragraph).substr(begin, end - begin));
      if (!sentence.empty() && sentence.size() <= kMaxSentence && result.size() < kMaxSentences)
        result.emplace_back(sentence);
      begin = end;
    };
    for (std::size_t i = 0; i < paragraph.size(); ++i) {
      const char c = paragraph[i];
      if (c != '.' && c != '!' && c != '?' && c != ';' && c != ':') continue;
      if (i + 1 < paragraph.size() && !base::is_ascii_space(paragraph[i + 1])) continue;
      if (ends_sentence(paragraph, i)) take(i + 1);
    }
    take(paragraph.size());
    paragraph.clear();
  };
  for (const std::string_view line : own_lines(text)) {
    const bool item = line.starts_with("- ") || line.starts_with("* ") || line.starts_with("• ");
    if (line.empty() || item) finish();
    if (line.empty()) continue;
    if (!paragraph.empty()) paragraph += ' ';
    for (const char c : line) paragraph += base::is_ascii_space(c) ? ' ' : c;
  }
  finish();
  return result;
}

}  // namespace

class PromiseRules::Impl {
 public:
  explicit Impl(std::string_view text) {
    RuleReader reader;
    json::for_each_member(RuleReader::object(json::parse(text), "the document"),
                          [&](const std::string& name, std::string_view value) {
                            if (name == "define")
                              reader.define(value, name);
                            else if (name == "masks")
                              masks_ = reader.patterns(value, name);
                            else if (name == "exclusions")
                              read_exclusions(reader, value);
                            else if (name == "commitments")
                              read_commitments(reader, value);
                            else if (name == "deadlines")
                              read_deadlines(reader, value);
                            else if (name == "vague_service_days")
                              vague_days_ = RuleReader::number(value, name);
                            else
                              RuleReader::refuse(name, "there is no such member");
                          });
  }

  std::vector<FoundPromise> find(std::string_view text, std::int64_t sent_ms, const ServiceHours& hours) const {
    std::vector<FoundPromise> firm, vague;
    for (const std::string& sentence : sentences(text)) find_in(sentence, sent_ms, hours, firm, vague);
    std::vector<FoundPromise>& found = firm.empty() ? vague : firm;
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.due_ms < b.due_ms; });
    // One promise said twice is one: of those for one day the earliest, which names the hour where another doesn't.
    std::vector<FoundPromise> distinct;
    for (FoundPromise& promise : found) {
      const auto same = [&](const FoundPromise& other) {
        return other.due_ms == promise.due_ms ||
               (other.kind == promise.kind && hours.day_of(other.due_ms) == hours.day_of(promise.due_ms));
      };
      if (std::none_of(distinct.begin(), distinct.end(), same)) distinct.push_back(std::move(promise));
    }
    return distinct;
  }

 private:
  void read_exclusions(const RuleReader& reader, std::string_view list) {
    json::for_each_element(RuleReader::list(list, "exclusions"), [&](std::string_view element) {
      const std::string where = "exclusions[" + std::to_string(exclusions_.size()) + "]";
      std::vector<RulePattern> pattern, unless;
      json::for_each_member(RuleReader::object(element, where), [&](const std::string& name, std::string_view value) {
        if (name == "pattern")
          pattern = reader.patterns(value, where);
        else if (name == "unless")
          unless = reader.patterns(value, where);
        else
          RuleReader::refuse(where + "." + name, "there is no such member");
      });
      for (RulePattern& one : pattern) exclusions_.push_back({std::move(one), unless});
    });
  }

  void read_commitments(const RuleReader& reader, std::string_view list) {
    json::for_each_element(RuleReader::list(list, "commitments"), [&](std::string_view element) {
      const std::string where = "commitments[" + std::to_string(commitments_.size()) + "]";
      Commitment commitment{PromiseKind::answer, false, {}};
      json::for_each_member(RuleReader::object(element, where), [&](const std::string& name, std::string_view value) {
        if (name == "kind") {
          const std::string kind = RuleReader::text(value, where + ".kind");
          if (kind != "answer" && kind != "call_back") RuleReader::refuse(where + ".kind", "it is answer or call_back");
          commitment.kind = kind == "answer" ? PromiseKind::answer : PromiseKind::call_back;
        } else if (name == "needs_time") {
          commitment.needs_time = value == "true";
        } else if (name == "patterns") {
          commitment.patterns = reader.patterns(value, where + ".patterns");
        } else {
          RuleReader::refuse(where + "." + name, "there is no such member");
        }
      });
      commitments_.push_back(std::move(commitment));
    });
  }

  void read_deadlines(const RuleReader& reader, std::string_view list) {
    json::for_each_element(RuleReader::list(list, "deadlines"), [&](std::string_view element) {
      const std::string where = "deadlines[" + std::to_string(deadlines_.size()) + "]";
      std::optional<TimeType> type;
      std::int64_t value = 0;
      std::string day = "end";
      std::vector<RulePattern> patterns;
      json::for_each_member(RuleReader::object(element, where), [&](const std::string& name, std::string_view part) {
        if (name == "type") {
          const auto known = std::find(kTypes.begin(), kTypes.end(), RuleReader::text(part, where + ".type"));
          if (known == kTypes.end()) RuleReader::refuse(where + ".type", "there is no such type of time");
          type = static_cast<TimeType>(known - kTypes.begin());
        } else if (name == "value") {
          value = std::clamp<std::int64_t>(RuleReader::number(part, where + ".value"), 0, 10'000);
        } else if (name == "day") {
          day = RuleReader::text(part, where + ".day");
          if (day != "end" && value_of(kWeekdays, day) < 0)
            RuleReader::refuse(where + ".day", "it is end or a weekday");
        } else if (name == "pattern") {
          patterns = reader.patterns(part, where + ".pattern");
        } else {
          RuleReader::refuse(where + "." + name, "there is no such member");
        }
      });
      if (!type || patterns.empty()) RuleReader::refuse(where, "a deadline has a type and a pattern");
      for (RulePattern& pattern : patterns)
        deadlines_.push_back({*type, static_cast<int>(value), day, std::move(pattern)});
    });
  }

  void find_in(const std::string& sentence, std::int64_t sent_ms, const ServiceHours& hours,
               std::vector<FoundPromise>& firm, std::vector<FoundPromise>& vague) const {
    if (sentence.back() == '?') return;
    const std::vector<Committed> commitments = commitments_in(sentence);
    if (commitments.empty() || is_excluded(sentence)) return;
    const std::vector<Named> times = times_in(sentence, sent_ms, hours);
    for (const auto& [span, kind, needs_time] : commitments) {
      const Named* best = nullptr;
      for (const Named& time : times) {
        // The nearest; of equally near ones the later in the text, which corrects or narrows the earlier.
        if (best == nullptr || time.span.distance(span) <= best->span.distance(span)) best = &time;
      }
      const std::int64_t day = hours.day_of(sent_ms);
      std::optional<std::int64_t> due;
      if ((best == nullptr || best->vague) && needs_time) continue;
      if (best != nullptr && !best->vague) {
        due = best->due;
      } else if (const auto last = hours.service_day_after(day, std::max<std::int64_t>(vague_days_, 1))) {
        due = hours.end_of_day(*last);
      }
      if (!due || *due <= sent_ms) continue;
      (best != nullptr && !best->vague ? firm : vague)
          .push_back({kind, *due, std::string(base::truncate_utf8(sentence, kMaxText))});
    }
  }

  /// Where it says so, one span for each that does not overlap another; a call's kind wins.
  std::vector<Committed> commitments_in(std::string_view sentence) const {
    std::vector<Committed> spans;
    std::vector<re2::StringPiece> groups;
    for (const Commitment& commitment : commitments_) {
      for (const RulePattern& pattern : commitment.patterns) {
        for (std::size_t from = 0; from < sentence.size() && pattern.find(sentence, from, groups);) {
          const auto begin = static_cast<std::size_t>(groups[0].data() - sentence.data());
          const std::size_t end = begin + groups[0].size();
          spans.push_back({{begin, end}, commitment.kind, commitment.needs_time});
          from = std::max(end, from + 1);
        }
      }
    }
    std::stable_sort(spans.begin(), spans.end(),
                     [](const Committed& a, const Committed& b) { return a.span.begin < b.span.begin; });
    std::vector<Committed> merged;
    for (const Committed& next : spans) {
      if (merged.empty() || next.span.begin >= merged.back().span.end) {
        merged.push_back(next);
        continue;
      }
      Committed& last = merged.back();
      last.span.end = std::max(last.span.end, next.span.end);
      last.needs_time &= next.needs_time;
      if (next.kind == PromiseKind::call_back) last.kind = next.kind;
    }
    return merged;
  }

  /// Blanks in place of what the masks find and `unwanted` agrees to.
  template <typename Unwanted>
  void mask(std::string& sentence, Unwanted&& unwanted) const {
    std::vector<re2::StringPiece> groups;
    for (const RulePattern& pattern : masks_) {
      for (std::size_t from = 0; from < sentence.size() && pattern.find(sentence, from, groups);) {
        const auto begin = static_cast<std::size_t>(groups[0].data() - sentence.data());
        const std::size_t length = groups[0].size();
        if (unwanted(view(groups[0]))) sentence.replace(begin, length, length, ' ');
        from = std::max(begin + length, from + 1);
      }
    }
  }

  bool is_excluded(std::string sentence) const {
    mask(sentence, [](std::string_view) { return true; });
    return std::any_of(exclusions_.begin(), exclusions_.end(), [&](const Exclusion& exclusion) {
      return exclusion.pattern.found_in(sentence) && !any_found(exclusion.unless, sentence);
    });
  }

  struct Match {
    const Deadline* rule;
    Span span;
    std::vector<re2::StringPiece> groups;
    std::string_view group(const char* name) const {
      const int number = rule->pattern.group(name);
      return number < 0 ? std::string_view() : view(groups[static_cast<std::size_t>(number)]);
    }
  };

  std::vector<Named> times_in(const std::string& sentence, std::int64_t sent_ms, const ServiceHours& hours) const {
    std::string seen = sentence;
    // What names a time stays.
    mask(seen, [&](std::string_view part) {
      return std::none_of(deadlines_.begin(), deadlines_.end(), [&](const Deadline& deadline) {
        return deadline.type == TimeType::vague && deadline.pattern.found_in(part);
      });
    });
    std::vector<Match> matches;
    std::vector<re2::StringPiece> groups;
    for (const Deadline& rule : deadlines_) {
      for (std::size_t from = 0; from < seen.size() && rule.pattern.find(seen, from, groups);) {
        const auto begin = static_cast<std::size_t>(groups[0].data() - seen.data());
        const std::size_t end = begin + groups[0].size();
        matches.push_back({&rule, {begin, end}, groups});
        from = std::max(end, from + 1);
      }
    }
    // Of overlapping ones the longest; "morgen" within "übermorgen", "Woche" within "Anfang nächster Woche".
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match& a, const Match& b) { return a.groups[0].size() > b.groups[0].size(); });
    std::vector<Match> kept;
    for (Match& match : matches) {
      const bool free = std::none_of(kept.begin(), kept.end(), [&](const Match& other) {
        return match.span.begin < other.span.end && other.span.begin < match.span.end;
      });
      if (free) kept.push_back(std::move(match));
    }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const Match& a, const Match& b) { return a.span.begin < b.span.begin; });

    const std::int64_t today = hours.day_of(sent_ms);
    std::vector<Named> times;
    for (const Match& match : kept) {
      if (match.rule->type == TimeType::part || match.rule->type == TimeType::clock) continue;
      if (!match.group("not").empty()) continue;
      Named named;
      named.span = match.span;
      named.vague = match.rule->type == TimeType::vague;
      if (!named.vague && !set_due(match, kept, today, sent_ms, hours, named)) continue;
      times.push_back(named);
    }
    if (times.empty()) {
      // A clock time alone is today's.
      for (const Match& match : kept) {
        const int minute = match.rule->type == TimeType::clock ? minute_of(match) : -1;
        if (minute < 0) continue;
        Named named;
        named.span = match.span;
        named.due = hours.at(today, minute);
        if (*named.due > sent_ms) times.push_back(named);
      }
    }
    return times;
  }

  /// The minute of the day of a clock time, or -1.
  static int minute_of(const Match& match) {
    int hour = digits_of(match.group("hour"));
    const std::string_view minutes = match.group("minute"), half = match.group("half");
    const int minute = minutes.empty() ? 0 : digits_of(minutes);
    if (!half.empty() && (hour < 1 || hour > 12)) return -1;
    if (half == "p" || half == "P") hour = hour % 12 + 12;
    if ((half == "a" || half == "A") && hour == 12) hour = 0;
    return hour < 0 || hour > 24 || minute < 0 || minute > 59 || hour * 60 + minute > 1440 ? -1 : hour * 60 + minute;
  }

  bool set_due(const Match& match, const std::vector<Match>& all, std::int64_t today, std::int64_t sent_ms,
               const ServiceHours& hours, Named& named) const {
    const int count = !match.group("count").empty()    ? count_of(match.group("count"))
                      : !match.group("count2").empty() ? count_of(match.group("count2"))
                                                       : match.rule->value;
    std::optional<std::int64_t> day;
    switch (match.rule->type) {
      case TimeType::days:
        day = today + match.rule->value;
        break;
      case TimeType::weekday: {
        if (!match.group("day").empty() && (day = date_of(match, today))) break;
        const int weekday = value_of(kWeekdays, match.group("weekday"));
        if (weekday < 0) return false;
        const int ahead = (weekday - static_cast<int>(base::weekday_of(today)) + 7) % 7;
        day = today + (ahead == 0 ? 7 : ahead);
        break;
      }
      case TimeType::date:
        day = date_of(match, today);
        break;
      case TimeType::service_days:
        day = hours.service_day_after(today, std::clamp(count, 1, 999));
        break;
      case TimeType::days_from_now:
        day = today + count;
        break;
      case TimeType::weeks_from_now:
        day = today + std::int64_t{7} * count;
        break;
      case TimeType::hours_from_now:
        named.due = count < 24 ? hours.add(sent_ms, std::int64_t{60} * count)
                               : hours.next_opening(sent_ms + std::int64_t{60} * count * kMsPerMinute);
        return named.due.has_value();
      case TimeType::minutes_from_now:
        named.due = hours.add(sent_ms, count);
        return named.due.has_value();
      case TimeType::week: {
        // Weeks begin on Monday.
        const std::int64_t monday = today - (base::weekday_of(today) + 6) % 7 + std::int64_t{7} * match.rule->value;
        if (match.rule->day != "end") {
          day = monday + (value_of(kWeekdays, match.rule->day) + 6) % 7;
          break;
        }
        day = monday + 6;
        for (std::int64_t last = monday + 6; last >= std::max(monday, today); --last) {
          if (!hours.is_service_day(last)) continue;
          day = last;
          break;
        }
        break;
      }
      case TimeType::month_end: {
        const base::CivilDate date = base::civil_from_days(today);
        const int now = static_cast<int>(date.month);
        const std::string_view name = match.group("month");
        const int month = name.empty() ? now : value_of(kMonths, name);
        if (month < 1) return false;
        const int year = static_cast<int>(date.year) + (month < now ? 1 : 0);
        const bool december = month == 12;
        day = base::days_from_civil(year + (december ? 1 : 0), december ? 1U : static_cast<unsigned>(month) + 1, 1) - 1;
        break;
      }
      default:
        return false;
    }
    if (!day) return false;
    named.due = match.group("morning").empty() ? hours.end_of_day(*day) : hours.at(*day, kNoon);
    // Service is over for today, but the day is not.
    if (*named.due <= sent_ms) named.due = hours.at(*day, 1440);
    // "morgen um 10 Uhr", "tomorrow between 8 and 10 am": the last time of day near the day counts.
    constexpr std::size_t kNear = 30;
    for (const Match& other : all) {
      if (other.span.distance(match.span) > kNear) continue;
      const int minute = other.rule->type == TimeType::part    ? other.rule->value
                         : other.rule->type == TimeType::clock ? minute_of(other)
                                                               : -1;
      if (minute < 0) continue;
      const std::int64_t at = hours.at(*day, minute);
      if (at > sent_ms) named.due = at;
    }
    return *named.due > sent_ms;
  }

  /// The next day from `today` on with this date; nothing if there is none within 300 days: then it is no deadline.
  static std::optional<std::int64_t> date_of(const Match& match, std::int64_t today) {
    constexpr std::int64_t kAhead = 300;
    const base::CivilDate now = base::civil_from_days(today);
    const auto valid = [&](std::int64_t year, int month, int day) -> std::optional<std::int64_t> {
      if (month < 1 || day < 1 ||
          !base::is_valid_date(static_cast<int>(year), static_cast<unsigned>(month), static_cast<unsigned>(day)))
        return std::nullopt;
      const std::int64_t result =
          base::days_from_civil(static_cast<int>(year), static_cast<unsigned>(month), static_cast<unsigned>(day));
      return result >= today && result <= today + kAhead ? std::optional(result) : std::nullopt;
    };
    const int day = digits_of(match.group("day"));
    if (match.rule->pattern.group("month") < 0) {
      for (int ahead = 0; ahead < 2; ++ahead) {
        const auto month = static_cast<int>(now.month) + ahead;
        if (const auto found = valid(now.year + (month > 12 ? 1 : 0), month > 12 ? 1 : month, day)) return found;
      }
      return std::nullopt;
    }
    const std::string_view name = match.group("month");
    const int month = digits_of(name) >= 0 ? digits_of(name) : value_of(kMonths, name);
    const std::string_view year_text = match.group("year");
    if (!year_text.empty()) {
      const int year = digits_of(year_text);
      return valid(year < 100 ? 2000 + year : year, month, day);
    }
    if (const auto found = valid(now.year, month, day)) return found;
    return valid(now.year + 1, month, day);
  }

  std::vector<RulePattern> masks_;
  std::vector<Exclusion> exclusions_;
  std::vector<Commitment> commitments_;
  std::vector<Deadline> deadlines_;
  std::int64_t vague_days_ = 1;
};

PromiseRules::PromiseRules(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
PromiseRules::~PromiseRules() = default;
PromiseRules::PromiseRules(PromiseRules&&) noexcept = default;
PromiseRules& PromiseRules::operator=(PromiseRules&&) noexcept = default;

const PromiseRules& PromiseRules::shipped() {
  static const PromiseRules rules = from_json(kShipped);
  return rules;
}

PromiseRules PromiseRules::from_json(std::string_view text) { return PromiseRules(std::make_unique<const Impl>(text)); }

std::vector<FoundPromise> PromiseRules::find(std::string_view text, std::int64_t sent_ms,
                                             const ServiceHours& hours) const {
  return impl_->find(text, sent_ms, hours);
}

}  // namespace scv::contact
