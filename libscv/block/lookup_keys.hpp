#pragma once

// Keys that lie beside a record's blocking keys for those who look something up. They make no candidates.
//   Word ends  the head of a given and the end of a family name: what word starts miss where a name is misspelt at its head.
//   Words      of names and organisations, not hashed: in alphabetical order, so that what begins with a text is one range.

#include <cstdint>
#include <string_view>
#include <vector>

#include "types/features.hpp"

namespace scv::block {

/// Appends the lookup keys of one record; equal in every run. Not sorted, may repeat.
void append_lookup_keys(const types::FeatureTable& table, types::RecordNo record, std::vector<std::uint64_t>& keys);
/// The same, sorted and distinct.
std::vector<std::uint64_t> lookup_keys_of(const types::FeatureTable& table, types::RecordNo record);
/// Its word ends alone.
std::vector<std::uint64_t> word_ends_of(const types::FeatureTable& table, types::RecordNo record);

/// A word in its key has at most so many characters; longer ones have one key if they begin alike.
inline constexpr std::size_t kWordCharacters = 11;
struct KeyRange {
  std::uint64_t first = 0, last = 0;  ///< both included
};
/// The keys of the words that begin with a folded text of lower-case letters and digits.
KeyRange words_from(std::string_view start) noexcept;
/// The key of the word, which those that begin alike have as well where it is long.
std::uint64_t word_key(std::string_view word) noexcept;

}  // namespace scv::block
