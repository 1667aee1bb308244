#pragma once

// When two values say the same: what the golden record compares, looser than equality and free of any region or language.

#include <string>
#include <string_view>
#include <vector>

namespace scv::identity {

/// Words in small letters, umlauts and ß written out, cut at white space and punctuation; apostrophes vanish.
std::vector<std::string> words(std::string_view text);
/// The words joined. Empty for punctuation and for words that stand for "not known".
std::string loose_key(std::string_view text);
/// "19800229" for a day of the calendar written 1980-02-29, 19800229, 29.02.1980 or 29/2/1980; else empty.
std::string date_key(std::string_view text);
/// Digits with the country code behind a '+', or national digits without the leading 0.
std::string phone_key(std::string_view text);
/// Without scheme, "www." and closing slash, in small letters.
std::string url_key(std::string_view text);
/// How well a value reads: capitals and small letters both, diacritics, blanks or separators.
int formatting(std::string_view text);
/// Digits after the country code of an international number (digits only).
std::string_view without_country_code(std::string_view digits);

}  // namespace scv::identity
