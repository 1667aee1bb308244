#pragma once

// What the normalisers share: sorted word lists with look-up, and the words of a folded text.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scv::normalize::detail {

/// Most words are in no list; a bit for first letter, last letter and length turns them away without a search.
struct WordFilter {
  static constexpr std::size_t kBits = 2048;
  std::array<std::uint64_t, kBits / 64> bits{};

  static constexpr std::size_t slot(std::string_view word) noexcept {
    if (word.empty()) return 0;
    const auto first = static_cast<unsigned char>(word.front());
    const auto last = static_cast<unsigned char>(word.back());
    return (first * 37U + last * 331U + word.size() * 101U) % kBits;
  }
  constexpr void add(std::string_view word) noexcept { bits[slot(word) / 64] |= std::uint64_t{1} << (slot(word) % 64); }
  constexpr bool may_hold(std::string_view word) const noexcept {
    return (bits[slot(word) / 64] >> (slot(word) % 64) & 1U) != 0;
  }
};

template <std::size_t N>
struct WordList {
  std::array<std::string_view, N> words{};
  WordFilter filter;
};

struct Form {
  std::string_view from;
  std::string_view to;
};

template <std::size_t N>
struct FormList {
  std::array<Form, N> forms{};
  WordFilter filter;
};

/// A list in any order becomes a sorted one at compile time.
template <std::size_t N>
consteval WordList<N> word_list(const std::string_view (&words)[N]) {
  WordList<N> list{std::to_array(words), {}};
  std::sort(list.words.begin(), list.words.end());
  for (const std::string_view word : list.words) list.filter.add(word);
  return list;
}

template <std::size_t N>
consteval FormList<N> form_list(const Form (&forms)[N]) {
  FormList<N> list{std::to_array(forms), {}};
  std::sort(list.forms.begin(), list.forms.end(), [](const Form& a, const Form& b) { return a.from < b.from; });
  for (const Form& form : list.forms) list.filter.add(form.from);
  return list;
}

/// The first words of all forms of a list.
template <std::size_t N>
consteval WordFilter first_words(const FormList<N>& list) {
  WordFilter filter;
  for (const Form& form : list.forms) filter.add(form.from.substr(0, form.from.find(' ')));
  return filter;
}

template <std::size_t N>
bool contains(const WordList<N>& list, std::string_view word) noexcept {
  return list.filter.may_hold(word) && std::binary_search(list.words.begin(), list.words.end(), word);
}

/// The form that stands for `word`, or an empty view.
template <std::size_t N>
std::string_view form_of(const FormList<N>& list, std::string_view word) noexcept {
  if (!list.filter.may_hold(word)) return {};
  const auto at = std::lower_bound(list.forms.begin(), list.forms.end(), word,
                                   [](const Form& form, std::string_view key) { return form.from < key; });
  return at != list.forms.end() && at->from == word ? at->to : std::string_view{};
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
