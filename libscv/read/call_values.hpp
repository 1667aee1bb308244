#pragma once

// What call logs write into their cells: times, durations, words for direction and outcome, numbers.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "scv/interaction.hpp"

namespace scv::read {

/// Order of a date written with '/': the column decides.
struct DateStyle {
  bool slash_day_first = false;
};

bool all_digits(std::string_view text);
int number_of(std::string_view digits);
/// RFC 3339 without a zone unless the text has one; empty where the text is no time.
std::string parse_time(std::string_view text, const DateStyle& style);
/// "75", "1:15" (minutes and seconds, or hours and minutes), "0:01:15", "2 min", "1 h 5 min 3 s"; -1 if it is none.
std::int64_t parse_duration(std::string_view text, bool two_are_hours);
bool has_any(std::string_view lower, std::initializer_list<std::string_view> words);
/// Direction and outcome out of words such as "eingehend", "missed call", "NO ANSWER".
void read_words(std::string_view text, Interaction& call);
bool is_voicemail_box(std::string_view text);
bool looks_like_uuid(std::string_view text);
bool is_disposition(std::string_view text);
/// Something that could be dialled: at least two digits, no '@', mostly digits.
bool looks_like_number(std::string_view text);

}  // namespace scv::read
