#pragma once

// The words and numbers of an address, and what tells a street among them.

#include <absl/container/inlined_vector.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace scv::normalize::detail {

inline constexpr std::size_t kMaxHouseNumber = 14;

struct Token {
  std::string text;  ///< a folded word, or a number such as 12-14 or 5a
  bool number = false;
  bool comma_after = false;
  bool dot = false;    ///< a full stop follows
  bool glued = false;  ///< no blank before: D-01067
  bool hash = false;   ///< # before
};
using Tokens = absl::InlinedVector<Token, 6>;  // of a street; whole addresses may take more

inline bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
/// Without blanks around it, and no longer than any address.
std::string_view cut(std::string_view text);
/// 5, 5a, 12-14, 12/3, 5a-c; not 7th, not 32nd.
bool is_house_number(std::string_view text);
/// Blanks and commas part the tokens; a word with hyphens or full stops gives several.
Tokens tokenize(std::string_view raw);
/// Whether a street's name may end with it.
bool is_ending_type(const Token& token);
bool is_street_word(const Token& token);
void erase(Tokens& tokens, std::size_t begin, std::size_t end);
/// Behind the next comma.
std::size_t end_of_segment(const Tokens& tokens, std::size_t at);

}  // namespace scv::normalize::detail
