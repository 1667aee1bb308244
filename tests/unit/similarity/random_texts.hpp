#pragma once

// Pairs of texts for comparing kernels with their references: unrelated ones, and ones that differ by some edits.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace random_texts {

/// From SCV_SEED, or a new one each time; printed, so that a failure can be repeated.
inline std::uint64_t seed() {
  static const std::uint64_t value = [] {
    const char* given = std::getenv("SCV_SEED");
    const std::uint64_t chosen = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("SCV_SEED=%llu\n", static_cast<unsigned long long>(chosen));
    return chosen;
  }();
  return value;
}

/// How many pairs each test compares: SCV_PAIRS, by default so many that an unoptimised build takes seconds.
inline std::size_t pair_count() {
  const char* given = std::getenv("SCV_PAIRS");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20'000;
}

template <class Char>
class Generator {
 public:
  using Text = std::basic_string<Char>;

  explicit Generator(std::uint64_t salt) : random_(seed() + salt) {}

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  std::pair<Text, Text> pair() {
    // Few letters make many matches; lengths around 64 and beyond reach the block kernels.
    static constexpr std::size_t kLetters[] = {1, 2, 4, 26, 26, 300};
    static constexpr std::size_t kLengths[] = {3, 12, 12, 12, 12, 30, 70, 200};
    letters_ = kLetters[below(std::size(kLetters))];
    const std::size_t longest = kLengths[below(std::size(kLengths))];
    Text a = text(below(longest + 1));
    if (below(3) == 0) return {a, text(below(longest + 1))};
    Text b = a;
    for (std::size_t edits = below(below(4) == 0 ? 40 : 5); edits > 0; --edits) edit(b);
    return below(2) == 0 ? std::pair{a, b} : std::pair{b, a};
  }

 private:
  Char letter() {
    const std::size_t index = below(letters_);
    if constexpr (sizeof(Char) == 1) {
      return static_cast<Char>(letters_ > 26 ? index % 256 : 'a' + index);
    } else {
      // ASCII, Latin-1, Cyrillic, and what lies beyond 16 bits; some collide in a table of 128
      static constexpr char32_t kBases[] = {U'a', 0xE0, 0x430, 0x1F600, 0x1F680};
      return static_cast<Char>(kBases[index % std::size(kBases)] + index / std::size(kBases));
    }
  }
  Text text(std::size_t length) {
    Text result;
    for (std::size_t i = 0; i < length; ++i) result.push_back(letter());
    return result;
  }
  void edit(Text& to) {
    const std::size_t at = below(to.size() + 1);
    switch (below(4)) {
      case 0:
        to.insert(to.begin() + static_cast<std::ptrdiff_t>(at), letter());
        break;
      case 1:
        if (at < to.size()) to.erase(at, 1);
        break;
      case 2:
        if (at < to.size()) to[at] = letter();
        break;
      default:
        if (at + 1 < to.size()) std::swap(to[at], to[at + 1]);
    }
  }

  std::mt19937_64 random_;
  std::size_t letters_ = 26;
};

}  // namespace random_texts
