#pragma once

// What bit-parallel kernels know of a pattern: for each character the positions at which it stands.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace scv {
inline namespace v1 {
namespace similarity::detail {

inline constexpr std::size_t kWordBits = 64;

template <class Char>
concept Character = std::same_as<Char, char> || std::same_as<Char, char32_t>;

template <Character Char>
constexpr std::uint32_t code_of(Char c) noexcept {
  if constexpr (std::same_as<Char, char>) {
    return static_cast<unsigned char>(c);
  } else {
    return static_cast<std::uint32_t>(c);
  }
}

// Characters from 256 on, by open addressing; at most 64 of 128 slots are taken.
class WideMasks {
 public:
  void clear() noexcept {
    std::memset(masks_, 0, sizeof masks_);
    std::memset(codes_, 0, sizeof codes_);
    any_ = true;
  }
  bool any() const noexcept { return any_; }
  void add(std::uint32_t code, std::uint64_t bit) noexcept {
    const std::size_t slot = find(code);
    codes_[slot] = code;
    masks_[slot] |= bit;
  }
  std::uint64_t operator[](std::uint32_t code) const noexcept { return any_ ? masks_[find(code)] : 0; }

 private:
  static constexpr std::size_t kSlots = 128;
  std::size_t find(std::uint32_t code) const noexcept {
    std::size_t slot = (code * 0x9E3779B1u) >> 25;
    while (masks_[slot] != 0 && codes_[slot] != code) slot = (slot + 1) % kSlots;
    return slot;
  }
  std::uint64_t masks_[kSlots];
  std::uint32_t codes_[kSlots];
  bool any_ = false;
};

struct NoWideMasks {};

/// Bit i of masks[c] is set where pattern[i] == c. At most 64 characters.
template <Character Char>
class CharMasks {
 public:
  using View = std::basic_string_view<Char>;

  /// For any number of texts.
  explicit CharMasks(View pattern) noexcept {
    std::memset(masks_, 0, sizeof masks_);
    if constexpr (kWide) wide_.clear();
    add(pattern);
  }
  /// For this text alone: clears only what the two will look up, which saves most of the cost for short texts.
  CharMasks(View pattern, View text) noexcept {
    if (text.size() + pattern.size() > 2 * kWordBits) {
      std::memset(masks_, 0, sizeof masks_);
    } else {
      for (const Char c : text) clear(c);
      for (const Char c : pattern) clear(c);
    }
    if constexpr (kWide) {
      for (const Char c : pattern) {
        if (code_of(c) >= kDirect && !wide_.any()) wide_.clear();
      }
    }
    add(pattern);
  }

  std::uint64_t operator[](Char c) const noexcept {
    const std::uint32_t code = code_of(c);
    if constexpr (kWide) {
      if (code >= kDirect) return wide_[code];
    }
    return masks_[code];
  }

 private:
  static constexpr bool kWide = !std::same_as<Char, char>;
  static constexpr std::uint32_t kDirect = 256;

  void clear(Char c) noexcept {
    if (code_of(c) < kDirect) masks_[code_of(c)] = 0;
  }
  void add(View pattern) noexcept {
    std::uint64_t bit = 1;
    for (const Char c : pattern) {
      const std::uint32_t code = code_of(c);
      if constexpr (kWide) {
        if (code >= kDirect) {
          wide_.add(code, bit);
          bit <<= 1;
          continue;
        }
      }
      masks_[code] |= bit;
      bit <<= 1;
    }
  }

  std::uint64_t masks_[kDirect];
  [[no_unique_address]] std::conditional_t<kWide, WideMasks, NoWideMasks> wide_;
};

#if defined(__GNUC__) && defined(__SSE2__)
/// As CharMasks, of 1 to 16 bytes: nothing is laid out, the bytes are compared with a character when it is looked up.
class ShortMasks {
 public:
  static constexpr std::size_t kMost = 16;

  explicit ShortMasks(std::string_view pattern) noexcept : places_(0xFFFFu >> (kMost - pattern.size())) {
    const char* const first = pattern.data();
    const std::size_t size = pattern.size();
    std::uint64_t halves[2] = {0, 0};
    if (size > 8) {
      halves[0] = load<std::uint64_t>(first);
      halves[1] = load<std::uint64_t>(first + size - 8) >> (8 * (16 - size));
    } else if (size >= 4) {
      halves[0] = load<std::uint32_t>(first) | load<std::uint32_t>(first + size - 4) << (8 * (size - 4));
    } else {
      for (const std::size_t i : {std::size_t{0}, size / 2, size - 1}) {
        halves[0] |= load<unsigned char>(first + i) << (8 * i);
      }
    }
    __builtin_memcpy(&bytes_, halves, sizeof bytes_);
  }
  /// Bits beyond the pattern's places mean nothing.
  std::uint64_t operator[](char c) const noexcept {
    return static_cast<std::uint64_t>(__builtin_ia32_pmovmskb128(bytes_ == Bytes{} + c));
  }
  /// A bit for each character of the pattern.
  std::uint64_t places() const noexcept { return places_; }

 private:
  typedef char Bytes __attribute__((vector_size(16)));
  template <class Word>
  static std::uint64_t load(const char* from) noexcept {
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
  }
  Bytes bytes_;
  std::uint64_t places_;
};
#endif

/// The masks of a pattern of any length, 64 characters a block.
template <Character Char>
std::vector<CharMasks<Char>> block_masks(std::basic_string_view<Char> pattern) {
  std::vector<CharMasks<Char>> blocks;
  blocks.reserve((pattern.size() + kWordBits - 1) / kWordBits);
  for (std::size_t begin = 0; begin < pattern.size(); begin += kWordBits) {
    blocks.emplace_back(pattern.substr(begin, kWordBits));
  }
  return blocks;
}

/// A pattern's own copy of its text, without the heap up to 64 characters.
template <Character Char>
class PatternText {
 public:
  explicit PatternText(std::basic_string_view<Char> text) : size_(text.size()) {
    if (size_ > kWordBits) {
      long_ = text;
    } else if (size_ > 0) {
      std::memcpy(short_, text.data(), size_ * sizeof(Char));
    }
  }
  std::basic_string_view<Char> view() const noexcept {
    return size_ > kWordBits ? std::basic_string_view<Char>(long_) : std::basic_string_view<Char>(short_, size_);
  }

 private:
  std::size_t size_;
  Char short_[kWordBits] = {};
  std::basic_string<Char> long_;
};

}  // namespace similarity::detail
}  // namespace v1
}  // namespace scv
