#pragma once

// Text of any script as lower-case Latin words.

#include <cstddef>
#include <string>
#include <string_view>

namespace scv::base {

/// Lower-case Latin letters, digits and single blanks: any script transliterated, accents removed, ä→ae ö→oe ü→ue ß→ss,
/// punctuation to blanks (an apostrophe joins: O'Neil → oneil). ASCII text takes a path without ICU.
std::string fold(std::string_view text);

/// Folds what is ASCII or Latin-1 and its like into `out`, which holds at least text.size() bytes, and gives the length;
/// kNotSimple where that takes combining marks or another script: fold() knows them all.
inline constexpr std::size_t kNotSimple = static_cast<std::size_t>(-1);
std::size_t fold_simple(std::string_view text, char* out) noexcept;

}  // namespace scv::base
