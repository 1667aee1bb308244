#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <span>
#include <utility>

#include "base/parallel.hpp"
#include "block/bulk_keys.hpp"
#include "block/keys.hpp"

namespace scv::block {
namespace {

using types::FeatureTable;
using types::RecordNo;

// The keys of a group of kinds are spread by their hashes over partitions, so that the blocks of a partition are made
// within the cache. Pieces of work depend on the table alone, and so does what comes of them.
constexpr unsigned kHashBits = 58;  ///< of a key, below its kind
constexpr unsigned kChunkBits = 13;
constexpr unsigned kPartitionBits = 10;
constexpr unsigned kRestBits = kHashBits - kPartitionBits;
static_assert(BulkKeys::kKindsOfGroup << (kRestBits + kChunkBits - 1) == std::size_t{1} << 63);
constexpr std::size_t kChunk = std::size_t{1} << kChunkBits;  ///< records whose keys are made together
constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;
constexpr std::size_t kPiece = 8;     ///< partitions whose blocks are kept together
constexpr std::size_t kRange = 4096;  ///< records whose blocks, those that they begin, are put in order together
constexpr std::size_t kSlices = 4;    ///< of the records, whose places are found together
constexpr std::size_t kWidest = 32;   ///< blocks that others with the same first member are compared with

constexpr double kPairsOfKind = 3e6;  ///< that a kind of key may bring, in a file of any size
constexpr double kPairsOfKindAndRecord = 1.5;
constexpr std::uint32_t kLeastCap = 8;

using BlockCounts = std::array<std::uint64_t, kBlockCap + 1>;  ///< by size

/// The kinds of a group, and their places in it.
struct Group {
  explicit Group(std::size_t group) : number(group) {
    std::size_t place = 0;
    for (std::uint64_t kinds = BulkKeys::kinds(group); kinds != 0; kinds &= kinds - 1) {
      kind[place] = static_cast<std::size_t>(std::countr_zero(kinds));
      place_of[kind[place]] = place;
      ++place;
    }
  }
  std::size_t number;
  std::array<std::size_t, BulkKeys::kKindsOfGroup> kind{};
  std::array<std::uint64_t, kKeyKinds> place_of{};
};

/// The keys of a chunk of records by partition, then record: place of the kind, rest of the hash, number in the chunk.
struct Chunk {
  std::vector<std::uint64_t> entries;
  std::array<std::uint32_t, kPartitions + 1> begin;
};

struct Entry {
  std::uint64_t key;  ///< place of the kind, rest of the hash
  RecordNo record;
  bool operator<(const Entry& other) const { return key != other.key ? key < other.key : record < other.record; }
};

/// The blocks of a piece as they are found.
struct Found {
  struct Block {
    std::uint32_t size;
    std::uint32_t place;  ///< of its kind
  };
  std::vector<Block> blocks;
  std::vector<RecordNo> members;
  std::array<BlockCounts, BulkKeys::kKindsOfGroup> counts;
};

/// The blocks of a piece that bring pairs, each as its size and its members, by the range of the first member.
struct Kept {
  std::vector<std::uint32_t> blocks;
  std::vector<std::uint32_t> begin;
};

class Builder {
 public:
  Builder(const FeatureTable& table, unsigned threads, const Caps* caps, BlockIndex::Firsts firsts)
      : table_(table),
        threads_(threads),
        caps_given_(caps != nullptr),
        firsts_(firsts),
        count_(table.size()),
        bulk_(table, threads) {
    caps_ = caps_given_ ? *caps : default_caps();
    // few records are not worth a thread
    piece_ = count_ <= kChunk ? kPartitions : kPiece;
    ranges_ = (count_ + kRange - 1) / kRange;
  }

  const Caps& caps() const { return caps_; }
  bool depends_on_firsts() const { return depends_on_firsts_; }

  void find_blocks() {
    chunks_.resize((count_ + kChunk - 1) / kChunk);
    found_.resize(kPartitions / piece_);
    for (std::size_t number = 0; number < BulkKeys::kGroups; ++number) {
      const Group group(number);
      base::parallel_for(count_, kChunk, threads_,
                         [&](std::size_t begin, std::size_t end) { fill(chunks_[begin / kChunk], group, begin, end); });
      base::parallel_for(kPartitions, piece_, threads_, [&](std::size_t begin, std::size_t end) {
        Found& found = found_[begin / piece_];
        found.blocks.clear();
        found.members.clear();
        found.counts.fill({});
        for (std::size_t partition = begin; partition < end; ++partition) make_blocks(partition, group, found);
      });
      if (!caps_given_) plan_caps(group);
      const std::size_t first = kept_.size();
      kept_.resize(first + found_.size());
      base::parallel_for(found_.size(), 1, threads_,
                         [&](std::size_t begin, std::size_t) { keep(found_[begin], group, kept_[first + begin]); });
    }
    std::vector<Chunk>().swap(chunks_);
    std::vector<Found>().swap(found_);
  }

  /// The members of all blocks in the order of the first ones, the last member of each marked.
  std::vector<std::uint32_t> ordered_members(std::uint32_t last_mark) {
    std::vector<std::vector<std::uint32_t>> parts(ranges_);
    base::parallel_for(ranges_, 1, threads_,
                       [&](std::size_t begin, std::size_t) { order(begin, last_mark, parts[begin]); });
    std::vector<Kept>().swap(kept_);
    std::vector<std::size_t> begin_of(ranges_ + 1, 0);
    for (std::size_t range = 0; range < ranges_; ++range) begin_of[range + 1] = begin_of[range] + parts[range].size();
    std::vector<std::uint32_t> members(begin_of.back());
    base::parallel_for(ranges_, 1, threads_, [&](std::size_t range, std::size_t) {
      std::copy(parts[range].begin(), parts[range].end(),
                members.begin() + static_cast<std::ptrdiff_t>(begin_of[range]));
      std::vector<std::uint32_t>().swap(parts[range]);
    });
    return members;
  }

 private:
  struct Scratch {
    std::vector<std::uint64_t> keys;
    std::vector<std::uint32_t> ends;  ///< in keys, by record
    std::vector<Entry> entries;
    std::vector<std::uint32_t> next;
  };

  void fill(Chunk& chunk, const Group& group, std::size_t first, std::size_t last) {
    auto& [keys, ends, entries, next] = scratch_.local();
    keys.clear();
    ends.clear();
    for (std::size_t record = first; record < last; ++record) {
      bulk_.append(group.number, static_cast<RecordNo>(record), keys);
      ends.push_back(static_cast<std::uint32_t>(keys.size()));
    }
    const auto partition = [](std::uint64_t key) { return key >> kRestBits & (kPartitions - 1); };
    chunk.begin.fill(0);
    for (const std::uint64_t key : keys) ++chunk.begin[partition(key) + 1];
    for (std::size_t i = 0; i < kPartitions; ++i) chunk.begin[i + 1] += chunk.begin[i];
    next.assign(chunk.begin.begin(), chunk.begin.end());
    chunk.entries.resize(keys.size());
    std::size_t i = 0;
    for (std::uint64_t record = 0; record < ends.size(); ++record) {
      for (; i < ends[record]; ++i) {
        const std::uint64_t rest = keys[i] & ((std::uint64_t{1} << kRestBits) - 1);
        const std::uint64_t place = group.place_of[kind_of(keys[i])];
        chunk.entries[next[partition(keys[i])]++] = (place << kRestBits | rest) << kChunkBits | record;
      }
    }
  }

  void make_blocks(std::size_t partition, const Group& group, Found& found) {
    auto& [keys, ends, entries, next] = scratch_.local();
    const auto each_entry = [&](auto visit) {
      for (std::size_t c = 0; c < chunks_.size(); ++c) {
        const Chunk& chunk = chunks_[c];
        for (std::uint32_t i = chunk.begin[partition]; i < chunk.begin[partition + 1]; ++i) {
          visit(chunk.entries[i] >> kChunkBits, c * kChunk + (chunk.entries[i] & (kChunk - 1)));
        }
      }
    };
    std::size_t total = 0;
    for (const Chunk& chunk : chunks_) total += chunk.begin[partition + 1] - chunk.begin[partition];
    if (total < 2) return;
    // about one key a bucket; its entries come in the order of the records
    const std::uint64_t mask = std::bit_ceil(total) - 1;
    next.assign(mask + 2, 0);
    each_entry([&](std::uint64_t key, std::size_t) { ++next[(key & mask) + 1]; });
    for (std::size_t i = 0; i <= mask; ++i) next[i + 1] += next[i];
    entries.resize(total);
    each_entry([&](std::uint64_t key, std::size_t record) {
      entries[next[key & mask]++] = {key, static_cast<RecordNo>(record)};
    });
    // by now `next` holds the ends
    for (std::size_t bucket = 0, begin = 0; bucket <= mask; begin = next[bucket], ++bucket) {
      const std::span<Entry> in_bucket(entries.data() + begin, next[bucket] - begin);
      if (in_bucket.size() < 2) continue;
      const auto differs = [&](const Entry& entry) { return entry.key != in_bucket.front().key; };
      if (std::any_of(in_bucket.begin(), in_bucket.end(), differs)) std::sort(in_bucket.begin(), in_bucket.end());
      for (std::size_t i = 0; i < in_bucket.size();) {
        const std::uint64_t key = in_bucket[i].key;
        const std::size_t first = found.members.size();
        for (; i < in_bucket.size() && in_bucket[i].key == key; ++i) {
          // a record may have a key twice
          if (found.members.size() > first && found.members.back() == in_bucket[i].record) continue;
          found.members.push_back(in_bucket[i].record);
        }
        const std::size_t size = found.members.size() - first;
        const std::size_t place = key >> kRestBits;
        const std::size_t kind = group.kind[place];
        if (size < 2 || (size > caps_[kind] && !is_equal_records_kind(kind))) {
          found.members.resize(first);
          continue;
        }
        found.blocks.push_back({static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(place)});
        if (size <= kBlockCap) ++found.counts[place][size];
      }
    }
  }

  /// Caps under which each kind brings about as many pairs as the records are worth looking at.
  void plan_caps(const Group& group) {
    const double most = kPairsOfKind + kPairsOfKindAndRecord * static_cast<double>(count_);
    for (std::size_t place = 0; place < group.kind.size(); ++place) {
      double pairs = 0;
      for (std::uint32_t size = 2; size <= kBlockCap; ++size) {
        std::uint64_t blocks = 0;
        for (const Found& found : found_) blocks += found.counts[place][size];
        pairs += static_cast<double>(blocks) * size * (size - 1) / 2;
        if (pairs <= most) continue;
        caps_[group.kind[place]] = std::max(size - 1, kLeastCap);
        break;
      }
    }
  }

  void keep(Found& found, const Group& group, Kept& kept) const {
    const std::size_t count = found.blocks.size();
    for (std::size_t block = 0, begin = 0, end = 0; block < count; ++block, begin = end) {
      end = begin + found.blocks[block].size;
      if (end - begin <= caps_[group.kind[found.blocks[block].place]]) continue;
      if (is_equal_records_kind(group.kind[found.blocks[block].place])) pair_equal_records(found, begin, end);
      found.blocks[block].place = kLeftOut;
    }
    const auto each_block = [&](auto visit) {
      const RecordNo* members = found.members.data();
      for (const Found::Block& block : found.blocks) {
        if (block.place != kLeftOut) visit(std::span(members, block.size));
        members += block.size;
      }
    };
    kept.begin.assign(ranges_ + 1, 0);
    each_block([&](std::span<const RecordNo> members) {
      kept.begin[members.front() / kRange + 1] += static_cast<std::uint32_t>(members.size() + 1);
    });
    for (std::size_t range = 0; range < ranges_; ++range) kept.begin[range + 1] += kept.begin[range];
    kept.blocks.resize(kept.begin.back());
    std::vector<std::uint32_t> next(kept.begin);
    each_block([&](std::span<const RecordNo> members) {
      std::uint32_t& at = next[members.front() / kRange];
      kept.blocks[at++] = static_cast<std::uint32_t>(members.size());
      std::copy(members.begin(), members.end(), kept.blocks.begin() + at);
      at += static_cast<std::uint32_t>(members.size());
    });
  }

  /// Adds blocks that pair the first of a block's members with each other one.
  void pair_equal_records(Found& found, std::size_t begin, std::size_t end) const {
    if (end - begin <= kEqualRecords) return;
    depends_on_firsts_ = true;
    std::vector<RecordNo> members(found.members.begin() + static_cast<std::ptrdiff_t>(begin),
                                  found.members.begin() + static_cast<std::ptrdiff_t>(end));
    if (firsts_ == BlockIndex::Firsts::by_key) {
      std::partial_sort(members.begin(), members.begin() + kEqualRecords, members.end(),
                        [&](RecordNo a, RecordNo b) { return table_.key_less(a, b); });
    }
    std::array<RecordNo, kEqualRecords + 1> block;
    for (std::size_t i = kEqualRecords; i < members.size(); ++i) {
      std::copy_n(members.begin(), kEqualRecords, block.begin());
      block.back() = members[i];
      std::sort(block.begin(), block.end());  // members ascend
      found.blocks.push_back({kEqualRecords + 1, 0});
      found.members.insert(found.members.end(), block.begin(), block.end());
    }
  }

  /// A block that is being ordered.
  struct Block {
    std::span<const std::uint32_t> members;
    std::uint64_t bits;  ///< one for each member: a block that has others is no part of this one
    bool is_part_of(const Block& other) const {
      return (bits & ~other.bits) == 0 &&
             std::includes(other.members.begin(), other.members.end(), members.begin(), members.end());
    }
    /// Larger blocks first, so that parts of them come behind.
    bool operator<(const Block& other) const {
      if (members.size() != other.members.size()) return members.size() > other.members.size();
      return std::lexicographical_compare(members.begin(), members.end(), other.members.begin(), other.members.end());
    }
  };

  void order(std::size_t range, std::uint32_t last_mark, std::vector<std::uint32_t>& ordered) const {
    const auto each_block = [&](auto visit) {
      for (const Kept& kept : kept_) {
        for (std::uint32_t i = kept.begin[range]; i < kept.begin[range + 1]; i += kept.blocks[i] + 1) {
          visit(std::span(&kept.blocks[i + 1], kept.blocks[i]));
        }
      }
    };
    std::vector<std::uint32_t> next(kRange + 1, 0);
    each_block([&](std::span<const std::uint32_t> members) { ++next[members.front() % kRange + 1]; });
    for (std::size_t i = 0; i < kRange; ++i) next[i + 1] += next[i];
    std::vector<Block> blocks(next.back());
    std::size_t members_count = 0;
    each_block([&](std::span<const std::uint32_t> members) {
      std::uint64_t bits = 0;
      for (const std::uint32_t member : members) bits |= std::uint64_t{1} << (member * 0x9e3779b1u >> 26);
      blocks[next[members.front() % kRange]++] = {members, bits};
      members_count += members.size();
    });
    ordered.reserve(members_count);
    std::vector<Block> widest;
    for (std::size_t first = 0, begin = 0; first < kRange; begin = next[first], ++first) {
      const std::span<Block> of_first(blocks.data() + begin, next[first] - begin);
      std::sort(of_first.begin(), of_first.end());
      widest.clear();
      for (const Block& block : of_first) {
        if (std::any_of(widest.begin(), widest.end(), [&](const Block& wide) { return block.is_part_of(wide); }))
          continue;
        if (widest.size() < kWidest) widest.push_back(block);
        ordered.insert(ordered.end(), block.members.begin(), block.members.end());
        ordered.back() |= last_mark;
      }
    }
    ordered.shrink_to_fit();
  }

  static constexpr std::uint32_t kLeftOut = 0xffffffffu;
  static bool is_equal_records_kind(std::size_t kind) { return is_equal_records(std::uint64_t{kind} << kHashBits); }

  const FeatureTable& table_;
  unsigned threads_;
  bool caps_given_;
  BlockIndex::Firsts firsts_;
  mutable std::atomic<bool> depends_on_firsts_{false};
  std::size_t count_, piece_ = 0, ranges_ = 0;
  BulkKeys bulk_;
  Caps caps_;
  std::vector<Chunk> chunks_;
  std::vector<Found> found_;
  std::vector<Kept> kept_;
  tbb::enumerable_thread_specific<Scratch> scratch_;
};

}  // namespace

BlockIndex::BlockIndex(const FeatureTable& table, unsigned threads, const Caps* caps, Firsts firsts) : firsts_(firsts) {
  const std::size_t count = table.size();
  {
    Builder builder(table, threads, caps, firsts);
    builder.find_blocks();
    caps_ = builder.caps();
    depends_on_firsts_ = builder.depends_on_firsts();
    members_ = builder.ordered_members(kLast);
  }
  // each slice of the records looks for its own in the blocks
  const std::size_t slice = (count + kSlices - 1) / kSlices;
  record_begin_.assign(count + 1, 0);
  places_.resize(members_.size());
  std::vector<std::uint32_t> next(count);
  const auto each_slice = [&](auto visit) {
    base::parallel_for(count, slice, threads, [&](std::size_t begin, std::size_t end) {
      const std::size_t size = end - begin;
      for (std::size_t place = 0; place < members_.size(); ++place) {
        const std::size_t record = members_[place] & ~kLast;
        if (record - begin < size) visit(record, static_cast<std::uint32_t>(place));
      }
    });
  };
  each_slice([&](std::size_t record, std::uint32_t) { ++next[record]; });
  for (std::size_t record = 0; record < count; ++record) {
    record_begin_[record + 1] = record_begin_[record] + next[record];
    next[record] = record_begin_[record];
  }
  each_slice([&](std::size_t record, std::uint32_t place) { places_[next[record]++] = place; });
}

template <bool kAboveOnly>
void BlockIndex::collect(RecordNo record, std::vector<RecordNo>& seen, std::vector<RecordNo>& candidates) const {
  candidates.clear();
  seen[record] = record;
  const auto take = [&](RecordNo other) {
    if (seen[other] == record) return;
    seen[other] = record;
    candidates.push_back(other);
  };
  const std::span<const std::uint32_t> places = places_of(record);
  for (const std::uint32_t place : places) __builtin_prefetch(&members_[place]);
  for (const std::uint32_t place : places) {
    for (std::uint32_t at = place; (members_[at] & kLast) == 0;) take(members_[++at] & ~kLast);
    if (kAboveOnly) continue;
    for (std::uint32_t at = place; at > 0 && (members_[at - 1] & kLast) == 0;) take(members_[--at]);
  }
  std::sort(candidates.begin(), candidates.end());
}

bool BlockIndex::share_block(RecordNo left, RecordNo right) const {
  const auto [low, high] = std::minmax(left, right);
  for (const std::uint32_t place : places_of(low)) {
    if (low == high) return true;
    for (std::uint32_t at = place; (members_[at] & kLast) == 0;) {
      if ((members_[++at] & ~kLast) == high) return true;
    }
  }
  return false;
}

void BlockIndex::candidates(RecordNo record, std::vector<RecordNo>& seen, std::vector<RecordNo>& candidates) const {
  collect<false>(record, seen, candidates);
}

void BlockIndex::candidates_above(RecordNo record, std::vector<RecordNo>& seen,
                                  std::vector<RecordNo>& candidates) const {
  collect<true>(record, seen, candidates);
}

}  // namespace scv::block
