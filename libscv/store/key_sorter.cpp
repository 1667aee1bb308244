#include "store/key_sorter.hpp"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <vector>

#include "base/arena.hpp"
#include "base/parallel.hpp"
#include "base/processor.hpp"

namespace scv::store {
namespace {

/// The six highest bits of a key name its kind, those behind them are mostly a hash: in a load of a million a kind has 64 buckets of
/// some ten thousand entries.
constexpr unsigned kBucketBits = 12;
constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;
/// The bits behind those, by which a bucket of more entries than they have values is parted before it is sorted.
constexpr unsigned kSecondBits = 9;
constexpr std::size_t kSecond = std::size_t{1} << kSecondBits;
constexpr std::size_t kArenaBytes = std::size_t{1} << 20;
/// A part has at least so many entries, as long as there are some, and ends with a bucket.
constexpr std::size_t kEntriesAPart = std::size_t{1} << 18;

struct Entry {
  std::uint32_t key_high, key_low, place;
};

/// Entries of one bucket, and those that came before them.
struct Chunk {
  static constexpr std::size_t kEntries = 84;  // with which it is of one kibibyte
  const Chunk* before;
  std::size_t used;
  std::array<Entry, kEntries> entries;
};

/// What one thread has added.
struct Buckets {
  base::Arena arena{kArenaBytes};
  std::array<Chunk*, kBuckets> last{};

  void add(std::uint32_t place, std::uint64_t key) {
    Chunk*& chunk = last[key >> (64 - kBucketBits)];
    if (chunk == nullptr || chunk->used == Chunk::kEntries) {
      Chunk* const fresh = new (arena.allocate(sizeof(Chunk))) Chunk;  // its entries are not touched
      fresh->before = chunk;
      fresh->used = 0;
      chunk = fresh;
    }
    chunk->entries[chunk->used++] = {static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key), place};
  }
};

}  // namespace

struct KeySorter::Impl {
  Impl(std::span<const Number> those, unsigned most_threads) : numbers(those), threads(most_threads) {}

  std::size_t size_of(std::size_t bucket) const {
    std::size_t size = 0;
    for (const Buckets& of_thread : added) {
      for (const Chunk* chunk = of_thread.last[bucket]; chunk != nullptr; chunk = chunk->before) size += chunk->used;
    }
    return size;
  }
  /// Fills `to`, which has the bucket's size.
  void sort(std::size_t bucket, std::span<KeyEntry> to) const {
    if (to.empty()) return;
    std::vector<const Chunk*> chunks;
    for (const Buckets& of_thread : added) {
      const std::size_t before = chunks.size();
      for (const Chunk* chunk = of_thread.last[bucket]; chunk != nullptr; chunk = chunk->before)
        chunks.push_back(chunk);
      std::reverse(chunks.begin() + static_cast<std::ptrdiff_t>(before), chunks.end());
    }
    const auto for_each = [&](const auto& visit) {
      for (const Chunk* chunk : chunks) {
        for (const Entry& entry : std::span(chunk->entries).first(chunk->used)) visit(entry);
      }
    };
    const auto whole = [&](const Entry& entry) {
      return KeyEntry{std::uint64_t{entry.key_high} << 32 | entry.key_low, numbers[entry.place]};
    };
    if (to.size() <= kSecond) {
      auto next = to.begin();
      for_each([&](const Entry& entry) { *next++ = whole(entry); });
      std::sort(to.begin(), to.end());
      return;
    }
    const auto second = [](const Entry& entry) {
      return entry.key_high >> (32 - kBucketBits - kSecondBits) & (kSecond - 1);
    };
    std::array<std::size_t, kSecond + 1> ends{};
    for_each([&](const Entry& entry) {
      ++ends[second(entry) + 1];
      base::prefetch(&numbers[entry.place]);
    });
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    // Each begin moves to its end, which is the next one's begin.
    for_each([&](const Entry& entry) { to[ends[second(entry)]++] = whole(entry); });
    for (std::size_t i = 0; i < kSecond; ++i) {
      const std::size_t begin = i == 0 ? 0 : ends[i - 1];
      std::sort(to.begin() + static_cast<std::ptrdiff_t>(begin), to.begin() + static_cast<std::ptrdiff_t>(ends[i]));
    }
  }

  std::span<const Number> numbers;
  unsigned threads;
  tbb::enumerable_thread_specific<Buckets> added;
  std::size_t next_bucket = 0;
  std::vector<KeyEntry> part;
};

KeySorter::KeySorter(std::span<const Number> numbers, unsigned threads)
    : impl_(std::make_unique<Impl>(numbers, threads)) {}
KeySorter::KeySorter(KeySorter&&) noexcept = default;
KeySorter& KeySorter::operator=(KeySorter&&) noexcept = default;
KeySorter::~KeySorter() = default;

void KeySorter::add(std::uint32_t place, std::span<const std::uint64_t> keys) {
  Buckets& own = impl_->added.local();
  for (const std::uint64_t key : keys) own.add(place, key);
}

std::span<const KeyEntry> KeySorter::next() {
  Impl& m = *impl_;
  const std::size_t first = m.next_bucket;
  std::vector<std::size_t> ends;
  std::size_t size = 0;
  while (m.next_bucket < kBuckets && size < kEntriesAPart) ends.push_back(size += m.size_of(m.next_bucket++));
  if (m.part.size() < size) {
    m.part.clear();  // its entries need not be moved
    m.part.resize(size);
  }
  const std::span<KeyEntry> part = std::span(m.part).first(size);
  base::parallel_for(ends.size(), 1, m.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t from = i == 0 ? 0 : ends[i - 1];
      m.sort(first + i, part.subspan(from, ends[i] - from));
    }
  });
  return part;
}

}  // namespace scv::store
