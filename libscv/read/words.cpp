#include "read/words.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include "base/hash.hpp"

namespace scv::read {
namespace {

struct Group {
  std::uint16_t kinds;
  std::string_view words;  ///< separated by '|'
  /// The length is the literal's: to count so many letters is more than some compilers do at compile time.
  template <std::size_t kSize>
  constexpr Group(std::uint16_t of_kinds, const char (&text)[kSize]) : kinds(of_kinds), words(text, kSize - 1) {}
};
constexpr Group kGroups[] = {
#include "read/word_lists.inc"
};

constexpr std::size_t kBuckets = 8192;
constexpr std::string_view kTrigrams[kSounds] = {
#include "read/trigrams.inc"
};
static_assert(kTrigrams[0].size() == kBuckets && kTrigrams[kSounds - 1].size() == kBuckets);

/// Open addressing over 32 bits of each word's hash: the words themselves need not be kept.
class Table {
 public:
  Table() : hashes_(kSlots), kinds_(kSlots) {
    for (const Group& group : kGroups) {
      std::size_t begin = 0;
      while (begin <= group.words.size()) {
        const std::size_t end = std::min(group.words.find('|', begin), group.words.size());
        const std::uint32_t hash = hash_of(group.words.substr(begin, end - begin));
        const std::size_t at = slot(hash);
        hashes_[at] = hash;
        kinds_[at] = static_cast<std::uint16_t>(kinds_[at] | group.kinds);
        begin = end + 1;
      }
    }
  }
  std::uint16_t find(std::string_view word) const { return kinds_[slot(hash_of(word))]; }

 private:
  static constexpr std::size_t kSlots = std::size_t{1} << 18;
  static std::uint32_t hash_of(std::string_view word) { return static_cast<std::uint32_t>(base::hash64(word)) | 1u; }
  /// The word's place, or the free one where it would be put.
  std::size_t slot(std::uint32_t hash) const {
    std::size_t at = (hash * std::uint64_t{0x9E3779B97F4A7C15} >> 32) % kSlots;
    while (kinds_[at] != 0 && hashes_[at] != hash) at = (at + 1) % kSlots;
    return at;
  }
  std::vector<std::uint32_t> hashes_;
  std::vector<std::uint16_t> kinds_;
};

std::size_t bucket_of(std::string_view trigram) {
  std::uint32_t value = 2166136261u;  // FNV-1a
  for (const char c : trigram) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
  return (value ^ value >> 15) % kBuckets;
}

}  // namespace

std::uint16_t known_as(std::string_view folded) {
  static const auto* const table = new Table;
  return folded.empty() ? std::uint16_t{0} : table->find(folded);
}

std::array<float, kSounds> sound_of(std::string_view folded_word) {
  std::array<float, kSounds> sum{};
  std::string padded = "^";
  padded += folded_word;
  padded += '$';
  const std::size_t count = padded.size() - 2;
  for (std::size_t at = 0; at < count; ++at) {
    const std::size_t bucket = bucket_of(std::string_view(padded).substr(at, 3));
    for (std::size_t sound = 0; sound < kSounds; ++sound)
      sum[sound] += static_cast<float>(kTrigrams[sound][bucket] - '_') / 16;
  }
  for (float& value : sum) value /= static_cast<float>(count);
  return sum;
}

}  // namespace scv::read
