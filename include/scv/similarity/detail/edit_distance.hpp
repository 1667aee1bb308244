#pragma once

// The bit-parallel edit distances that levenshtein.hpp and osa.hpp share: Hyyrö, "Explaining and extending the
// bit-parallel approximate string matching algorithm of Myers" (2001) and "A bit-vector algorithm for computing
// Levenshtein and Damerau edit distances" (2003). Columns are the text's characters; VP and VN say where a column rises
// or falls from row to row.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "scv/similarity/detail/char_masks.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

/// No limit: the distance is always computed in full.
inline constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

namespace detail {

template <Character Char>
void strip_common_affixes(std::basic_string_view<Char>& a, std::basic_string_view<Char>& b) noexcept {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t prefix = 0;
  while (prefix < shorter && a[prefix] == b[prefix]) ++prefix;
  a.remove_prefix(prefix);
  b.remove_prefix(prefix);
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
}

// A pattern of 1 to 64 characters. limit <= max(size, text.size()).
template <bool kSwaps, Character Char>
std::size_t edit_distance_in_word(const CharMasks<Char>& masks, std::size_t size, std::basic_string_view<Char> text,
                                  std::size_t limit) noexcept {
  const auto last_row = static_cast<unsigned>(size - 1);
  std::uint64_t vp = ~std::uint64_t{0};
  std::uint64_t vn = 0;
  std::uint64_t d0 = 0;
  std::uint64_t previous_mask = 0;
  std::size_t distance = size;
  std::size_t remaining = text.size();
  for (const Char c : text) {
    const std::uint64_t mask = masks[c];
    std::uint64_t swaps = 0;
    if constexpr (kSwaps) {
      swaps = ((~d0 & mask) << 1) & previous_mask;
      previous_mask = mask;
    }
    d0 = (((mask & vp) + vp) ^ vp) | mask | vn | swaps;
    const std::uint64_t hp = vn | ~(d0 | vp);
    const std::uint64_t hn = d0 & vp;
    distance += (hp >> last_row) & 1;
    distance -= (hn >> last_row) & 1;
    if (distance > limit + --remaining) return limit + 1;
    const std::uint64_t hp_down = (hp << 1) | 1;
    vp = (hn << 1) | ~(d0 | hp_down);
    vn = hp_down & d0;
  }
  return distance;
}

// A pattern of any length. limit <= max(size, text.size()), and the lengths differ by at most `limit`. Only blocks that
// a path of at most `limit` edits can touch are computed: for cells outside upper bounds stand in, which no such path
// uses.
template <bool kSwaps, Character Char>
std::size_t edit_distance_in_blocks(std::span<const CharMasks<Char>> blocks, std::size_t size,
                                    std::basic_string_view<Char> text, std::size_t limit) {
  struct Word {
    std::uint64_t vp = ~std::uint64_t{0};
    std::uint64_t vn = 0;
    std::uint64_t d0 = ~std::uint64_t{0};
    std::uint64_t mask =
        0;  // of the column before; none for a new block: a swap into its border would be past the limit
  };
  std::vector<Word> words(blocks.size());
  const auto rows_until = [&](std::size_t block) { return std::min((block + 1) * kWordBits, size); };
  std::size_t last = 0;
  std::size_t distance = rows_until(0);  // of the last active block's last row
  for (std::size_t j = 0; j < text.size(); ++j) {
    const std::size_t first = j > limit ? (j - limit) / kWordBits : 0;
    while (last + 1 < blocks.size() && (last + 1) * kWordBits <= j + limit) {
      ++last;
      distance += rows_until(last) - rows_until(last - 1);
    }
    std::uint64_t hp_carry = 1;
    std::uint64_t hn_carry = 0;
    std::uint64_t swap_carry = 0;
    for (std::size_t block = first; block <= last; ++block) {
      Word& word = words[block];
      const std::uint64_t mask = blocks[block][text[j]];
      std::uint64_t swaps = 0;
      if constexpr (kSwaps) {
        const std::uint64_t open = ~word.d0 & mask;
        swaps = ((open << 1) | swap_carry) & word.mask;
        swap_carry = open >> 63;
        word.mask = mask;
      }
      const std::uint64_t equal = mask | hn_carry;
      const std::uint64_t d0 = (((equal & word.vp) + word.vp) ^ word.vp) | equal | word.vn | swaps;
      const std::uint64_t hp = word.vn | ~(d0 | word.vp);
      const std::uint64_t hn = d0 & word.vp;
      if (block == last) {
        const std::size_t row = (rows_until(block) - 1) % kWordBits;
        distance += (hp >> row) & 1;
        distance -= (hn >> row) & 1;
      }
      const std::uint64_t hp_down = (hp << 1) | hp_carry;
      const std::uint64_t hn_down = (hn << 1) | hn_carry;
      hp_carry = hp >> 63;
      hn_carry = hn >> 63;
      word.d0 = d0;
      word.vp = hn_down | ~(d0 | hp_down);
      word.vn = hp_down & d0;
    }
    if (last + 1 == blocks.size() && distance > limit + (text.size() - j - 1)) return limit + 1;
  }
  return std::min(distance, limit + 1);
}

template <bool kSwaps, Character Char>
std::size_t edit_distance_once(std::basic_string_view<Char> a, std::basic_string_view<Char> b, std::size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  limit = std::min(limit, b.size());
  if (b.size() - a.size() > limit) return limit + 1;
  strip_common_affixes(a, b);
  if (a.empty()) return b.size();
  limit = std::min(limit, b.size());
  if (limit == 0) return 1;
  if (a.size() <= kWordBits) return edit_distance_in_word<kSwaps>(CharMasks<Char>(a, b), a.size(), b, limit);
  const std::vector<CharMasks<Char>> blocks = block_masks(a);
  return edit_distance_in_blocks<kSwaps, Char>(blocks, a.size(), b, limit);
}

/// One text prepared for its edit distance to many.
template <bool kSwaps, Character Char>
class EditPattern {
 public:
  using View = std::basic_string_view<Char>;

  explicit EditPattern(View text) : text_(text), word_(text.substr(0, kWordBits)) {
    if (text.size() > kWordBits) blocks_ = block_masks(text);
  }
  std::size_t distance(View other, std::size_t limit) const {
    const View text = text_.view();
    const std::size_t longer = std::max(text.size(), other.size());
    const std::size_t shorter = std::min(text.size(), other.size());
    limit = std::min(limit, longer);
    if (longer - shorter > limit) return limit + 1;
    if (shorter == 0) return longer;
    if (limit == 0) return text == other ? 0 : 1;
    if (blocks_.empty()) return edit_distance_in_word<kSwaps>(word_, text.size(), other, limit);
    return edit_distance_in_blocks<kSwaps, Char>(blocks_, text.size(), other, limit);
  }
  View text() const noexcept { return text_.view(); }

 private:
  PatternText<Char> text_;
  CharMasks<Char> word_;
  std::vector<CharMasks<Char>> blocks_;
};

inline double distance_to_similarity(std::size_t distance, std::size_t a, std::size_t b) noexcept {
  const std::size_t longer = std::max(a, b);
  return longer == 0 ? 1.0 : 1.0 - static_cast<double>(distance) / static_cast<double>(longer);
}

}  // namespace detail

}  // namespace similarity
}  // namespace v1
}  // namespace scv
