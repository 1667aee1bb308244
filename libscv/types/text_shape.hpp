#pragma once

// What a text is made of, in 24 bytes: bounds of similarities without a look at the texts.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#  include <emmintrin.h>
#endif

namespace scv::types {

/// How often a text has each of 32 classes of bytes, its first four bytes and its length.
class TextShape {
 public:
  TextShape() = default;
  explicit TextShape(std::string_view text) {
    bool countable = text.size() <= kMostBytes;
    std::array<std::uint8_t, kClasses> counts{};
    for (const char c : text) countable = countable && ++counts[kClassOf[static_cast<unsigned char>(c)]] <= kMostCount;
    std::memcpy(&head_, text.data(), std::min<std::size_t>(text.size(), sizeof head_));
    if (!countable) return;
    length_ = static_cast<std::uint8_t>(text.size());
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      counts_[i] = static_cast<std::uint8_t>(counts[2 * i] | counts[2 * i + 1] << 4);
    }
  }

  /// Bytes; 0 where the shape tells nothing (more than 255, or one of them very often).
  std::uint32_t length() const noexcept { return length_; }

  /// At least as many as the two texts have bytes in common, each counted as often as both have it.
  static std::uint32_t most_common(const TextShape& a, const TextShape& b) noexcept {
#if defined(__SSE2__)
    const __m128i low = _mm_set1_epi8(0x0f);
    const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(a.counts_.data()));
    const __m128i y = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b.counts_.data()));
    const __m128i even = _mm_min_epu8(_mm_and_si128(x, low), _mm_and_si128(y, low));
    const __m128i odd =
        _mm_min_epu8(_mm_and_si128(_mm_srli_epi16(x, 4), low), _mm_and_si128(_mm_srli_epi16(y, 4), low));
    const __m128i sums = _mm_sad_epu8(_mm_add_epi8(even, odd), _mm_setzero_si128());
    return static_cast<std::uint32_t>(_mm_cvtsi128_si32(sums) + _mm_extract_epi16(sums, 4));
#else
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < a.counts_.size(); ++i) {
      sum += static_cast<std::uint32_t>(std::min(a.counts_[i] & 15, b.counts_[i] & 15)) +
             static_cast<std::uint32_t>(std::min(a.counts_[i] >> 4, b.counts_[i] >> 4));
    }
    return sum;
#endif
  }

  /// No edit distance (insertions, deletions, replacements, neighbours swapped) of the two is smaller. Lengths must be known.
  static std::uint32_t least_edits(const TextShape& a, const TextShape& b) noexcept {
    return std::max<std::uint32_t>(a.length_, b.length_) - most_common(a, b);
  }

  /// No Jaro-Winkler similarity of the two is larger, but for rounding. Lengths must be known.
  static float most_jaro_winkler(const TextShape& a, const TextShape& b) noexcept {
    const auto common = static_cast<float>(most_common(a, b));
    const float jaro = (common / static_cast<float>(a.length_) + common / static_cast<float>(b.length_) + 1) / 3;
    return jaro + 0.1f * static_cast<float>(common_prefix(a, b)) * (1 - jaro);
  }

  /// First bytes that are equal, at most four.
  static std::uint32_t common_prefix(const TextShape& a, const TextShape& b) noexcept {
    const std::uint32_t shorter = std::min<std::uint32_t>(a.length_, b.length_), differ = a.head_ ^ b.head_;
    const int zeros = std::endian::native == std::endian::little ? std::countr_zero(differ) : std::countl_zero(differ);
    return std::min(shorter, static_cast<std::uint32_t>(zeros) / 8);
  }

 private:
  static constexpr std::size_t kClasses = 32, kMostBytes = 255, kMostCount = 15;
  /// Letters have one class each; digits five of their own, and five that they share with the rarest letters; the rest one.
  static constexpr std::array<std::uint8_t, 256> kClassOf = [] {
    std::array<std::uint8_t, 256> of{};
    of.fill(26);
    for (std::uint8_t i = 0; i < 26; ++i) of[static_cast<std::size_t>('a') + i] = i;
    constexpr std::array<char, 5> kRare = {'q', 'x', 'y', 'j', 'z'};
    for (std::uint8_t i = 0; i < 5; ++i) {
      of[static_cast<std::size_t>('0') + i] = static_cast<std::uint8_t>(27 + i);
      of[static_cast<std::size_t>('5') + i] = static_cast<std::uint8_t>(kRare[i] - 'a');
    }
    return of;
  }();

  std::array<std::uint8_t, 16> counts_{};  ///< two classes a byte
  std::uint32_t head_ = 0;
  std::uint8_t length_ = 0;
};

}  // namespace scv::types
