#pragma once

// What the normalisers share: word lists with look-up, and the words of a folded text.

#include <algorithm>
#include <array>
#include <bit>
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

/// Three letters and the length tell nearly all words of a list apart: a look-up is one slot and hardly a comparison.
template <std::size_t N>
struct SlotIndex {
  static constexpr std::size_t kSlots = std::bit_ceil(4 * N);
  std::array<std::uint16_t, kSlots + 1> begins{};  ///< of each slot's words; they end where the next slot's begin

  static constexpr std::size_t slot(std::string_view word) noexcept {
    if (word.empty()) return 0;
    const auto letter = [word](std::size_t at) { return std::size_t{static_cast<unsigned char>(word[at])}; };
    return (letter(0) * 37 + letter(word.size() / 2) * 151 + letter(word.size() - 1) * 331 + word.size() * 101) %
           kSlots;
  }
};

template <std::size_t N>
struct WordList {
  std::array<std::string_view, N> words{};
  SlotIndex<N> index;
};

struct Form {
  std::string_view from;
  std::string_view to;
};

template <std::size_t N>
struct FormList {
  std::array<Form, N> forms{};
  SlotIndex<N> index;
};

/// Puts `items` in the order of their slots.
template <typename Item, std::size_t N, typename Key>
consteval SlotIndex<N> sort_by_slot(std::array<Item, N>& items, Key key) {
  SlotIndex<N> index;
  for (const Item& item : items) ++index.begins[index.slot(key(item)) + 1];
  for (std::size_t slot = 0; slot < index.kSlots; ++slot) {
    index.begins[slot + 1] = static_cast<std::uint16_t>(index.begins[slot + 1] + index.begins[slot]);
  }
  auto next = index.begins;
  const std::array<Item, N> unsorted = items;
  for (const Item& item : unsorted) items[next[index.slot(key(item))]++] = item;
  return index;
}

/// A list in any order becomes one for look-ups at compile time.
template <std::size_t N>
consteval WordList<N> word_list(const std::string_view (&words)[N]) {
  WordList<N> list{std::to_array(words), {}};
  list.index = sort_by_slot(list.words, [](std::string_view word) { return word; });
  return list;
}

template <std::size_t N>
consteval FormList<N> form_list(const Form (&forms)[N]) {
  FormList<N> list{std::to_array(forms), {}};
  list.index = sort_by_slot(list.forms, [](const Form& form) { return form.from; });
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
  const std::size_t slot = list.index.slot(word);
  for (std::size_t i = list.index.begins[slot]; i < list.index.begins[slot + 1]; ++i) {
    if (list.words[i] == word) return true;
  }
  return false;
}

/// The form that stands for `word`, or an empty view.
template <std::size_t N>
std::string_view form_of(const FormList<N>& list, std::string_view word) noexcept {
  const std::size_t slot = list.index.slot(word);
  for (std::size_t i = list.index.begins[slot]; i < list.index.begins[slot + 1]; ++i) {
    if (list.forms[i].from == word) return list.forms[i].to;
  }
  return {};
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

/// looks_like_organization() for text that is folded already.
bool folded_looks_like_organization(std::string_view folded);

/// True for digits that nobody has: one digit repeated, or the row up or down (123456789, 0987654321).
bool is_dummy_digits(std::string_view digits) noexcept;

}  // namespace scv::normalize::detail
