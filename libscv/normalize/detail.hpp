#pragma once

// What the normalisers share: sorted word lists with look-up, and the words of a folded text.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace scv::normalize::detail {

/// A list in any order becomes a sorted one at compile time.
template <std::size_t N>
consteval std::array<std::string_view, N> word_list(const std::string_view (&words)[N]) {
  auto list = std::to_array(words);
  std::sort(list.begin(), list.end());
  return list;
}

struct Form {
  std::string_view from;
  std::string_view to;
};

template <std::size_t N>
consteval std::array<Form, N> form_list(const Form (&forms)[N]) {
  auto list = std::to_array(forms);
  std::sort(list.begin(), list.end(), [](const Form& a, const Form& b) { return a.from < b.from; });
  return list;
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) noexcept {
  return std::binary_search(list.begin(), list.end(), word);
}

/// The form that stands for `word`, or an empty view.
template <std::size_t N>
std::string_view form_of(const std::array<Form, N>& list, std::string_view word) noexcept {
  const auto at =
      std::lower_bound(list.begin(), list.end(), word, [](const Form& form, std::string_view key) { return form.from < key; });
  return at != list.end() && at->from == word ? at->to : std::string_view{};
}

template <typename Function>
void for_each_word(std::string_view folded, Function&& function) {
  std::size_t begin = 0;
  while (begin < folded.size()) {
    const std::size_t end = std::min(folded.find(' ', begin), folded.size());
    if (end > begin) function(folded.substr(begin, end - begin));
    begin = end + 1;
  }
}

inline std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> words;
  for_each_word(folded, [&](std::string_view word) { words.push_back(word); });
  return words;
}

inline bool is_all_digits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

inline bool is_one_character_repeated(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of(text.front()) == std::string_view::npos;
}

inline void append_word(std::string& to, std::string_view word) {
  if (word.empty()) return;
  if (!to.empty()) to += ' ';
  to += word;
}

/// The letters and digits of `text`, upper-case, accents removed.
std::string compact_upper(std::string_view text);

/// True for digits that nobody has: one digit repeated, or the row up or down (123456789, 0987654321).
bool is_dummy_digits(std::string_view digits) noexcept;

}  // namespace scv::normalize::detail
