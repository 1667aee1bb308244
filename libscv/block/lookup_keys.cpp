#include "block/lookup_keys.hpp"

#include <algorithm>
#include <span>

#include "base/hash.hpp"

namespace scv::block {
namespace {

using types::FeatureTable;
using types::RecordNo;
using types::ValueNo;

// Numbers of kinds, beside those of keys.cpp. They go into stored keys and stay as they are.
constexpr std::uint64_t kWordEnd = 27;
constexpr std::uint64_t kWord = 28;

constexpr unsigned kHashBits = 58;       ///< of a key, below its kind
constexpr std::uint64_t kAlphabet = 37;  ///< nothing, digits, letters
constexpr std::size_t kMaxNames = 3;
constexpr std::size_t kMaxWords = 4;
constexpr std::size_t kEnd = 3;  ///< characters

constexpr std::uint64_t power(std::size_t exponent) { return exponent == 0 ? 1 : kAlphabet * power(exponent - 1); }
static_assert(power(kWordCharacters) <= std::uint64_t{1} << kHashBits);

/// Its place among the characters of folded words.
constexpr std::uint64_t place(char c) noexcept {
  if (c >= '0' && c <= '9') return 1 + static_cast<std::uint64_t>(c - '0');
  return c >= 'a' && c <= 'z' ? 11 + static_cast<std::uint64_t>(c - 'a') : kAlphabet - 1;
}

void append_word_ends(const FeatureTable& table, RecordNo record, std::vector<std::uint64_t>& keys) {
  const auto first = [](std::span<const ValueNo> list, std::size_t most) {
    return list.first(std::min(list.size(), most));
  };
  const auto text = [&](ValueNo word) { return table.collapsed.text(table.word_info[word].collapsed); };
  for (const ValueNo number : first(table.record_names[record], kMaxNames)) {
    const types::Name& name = table.names[number];
    for (const ValueNo given : first(table.given(name), kMaxWords)) {
      const std::uint64_t head = base::hash64(text(given).substr(0, kEnd));
      for (const auto& list : {table.family(name), table.former(name)}) {
        for (const ValueNo family : first(list, kMaxWords)) {
          const std::string_view whole = text(family);
          const std::string_view end = whole.substr(whole.size() - std::min(whole.size(), kEnd));
          keys.push_back(kWordEnd << kHashBits |
                         base::hash_mix(base::hash_mix(kWordEnd, head), base::hash64(end)) >> (64 - kHashBits));
        }
      }
    }
  }
}

void append_words(const FeatureTable& table, RecordNo record, std::vector<std::uint64_t>& keys) {
  const auto append = [&](std::span<const ValueNo> words) {
    for (const ValueNo word : words) keys.push_back(word_key(table.words.text(word)));
  };
  for (const ValueNo number : table.record_names[record]) {
    const types::Name& name = table.names[number];
    append(table.given(name));
    append(table.family(name));
    append(table.former(name));
  }
  for (const ValueNo number : table.record_organizations[record]) append(table.tokens(table.organizations[number]));
}

std::vector<std::uint64_t> distinct(std::vector<std::uint64_t> keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace

void append_lookup_keys(const FeatureTable& table, RecordNo record, std::vector<std::uint64_t>& keys) {
  append_word_ends(table, record, keys);
  append_words(table, record, keys);
}

std::vector<std::uint64_t> lookup_keys_of(const FeatureTable& table, RecordNo record) {
  std::vector<std::uint64_t> keys;
  append_lookup_keys(table, record, keys);
  return distinct(std::move(keys));
}

std::vector<std::uint64_t> word_ends_of(const FeatureTable& table, RecordNo record) {
  std::vector<std::uint64_t> keys;
  append_word_ends(table, record, keys);
  return distinct(std::move(keys));
}

KeyRange words_from(std::string_view start) noexcept {
  start = start.substr(0, kWordCharacters);
  const std::uint64_t first = word_key(start);
  return {first, first + power(kWordCharacters - start.size()) - 1};
}

std::uint64_t word_key(std::string_view word) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kWordCharacters; ++i)
    number = number * kAlphabet + (i < word.size() ? place(word[i]) : 0);
  return kWord << kHashBits | number;
}

}  // namespace scv::block
