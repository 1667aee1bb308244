// No #pragma once: lanes.hpp includes this once for each instruction set, which it names by SCV_LANE_SET (a namespace)
// and SCV_LANE_BYTES (the width of its vectors). Alone it is empty.
//
// One query against the texts of a group, each in a lane of its own: the bit-parallel kernels of jaro_winkler.hpp and
// edit_distance.hpp with a vector of words in place of the word. The texts are the patterns, so that all lanes go
// through the query in step.
//
// Everything here is compiled for the instruction set and stays in its namespace. Nothing is called: a function of the
// standard library, instantiated here, could be what the linker keeps for a machine without these instructions. And no
// floating point, which they may fuse.

#ifdef SCV_LANE_SET

namespace scv {
inline namespace v1 {
namespace similarity::detail::SCV_LANE_SET {

inline constexpr std::size_t kParts = sizeof(LaneRow) / SCV_LANE_BYTES;

template <class Lane>
struct Vector {
  typedef Lane Type __attribute__((vector_size(SCV_LANE_BYTES)));

  static Type load(const LaneRow& row, std::size_t part) noexcept {
    Type vector;
    __builtin_memcpy(&vector, row.bytes + part * SCV_LANE_BYTES, sizeof vector);
    return vector;
  }
  static void store(LaneRow& row, std::size_t part, const Type& vector) noexcept {
    __builtin_memcpy(row.bytes + part * SCV_LANE_BYTES, &vector, sizeof vector);
  }
};

// Common characters, transpositions and the common prefix of each lane. False, with nothing counted but the
// first, if no lane has `least` common characters.
template <class Lane>
bool jaro(const LaneQuery& query, const LaneRow* rows, JaroCounts& counts) noexcept {
  using Load = Vector<Lane>;
  using Words = typename Load::Type;
  const Words one = Words{} + Lane{1};
  const Words least = Words{} + static_cast<Lane>(query.least_common);
  Words found[kParts][kWordBits];
  Words taken[kParts];
  std::uint64_t enough = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    Words common{};
    taken[part] = Words{};
    for (std::size_t i = 0; i < query.end; ++i) {
      const Words window = Words{} + static_cast<Lane>(query.windows[i]);
      const Words free = Load::load(rows[query.classes[i]], part) & window & ~taken[part];
      taken[part] |= free & (Words{} - free);
      found[part][i] = (Words)(free != Words{});
      common -= found[part][i];
    }
    Load::store(counts.common, part, common);
    const Words reached = (Words)(common >= least);
    std::uint64_t words[SCV_LANE_BYTES / sizeof(std::uint64_t)];
    __builtin_memcpy(words, &reached, sizeof words);
    for (const std::uint64_t word : words) enough |= word;
  }
  if (enough == 0) return false;

  for (std::size_t part = 0; part < kParts; ++part) {
    Words rest = taken[part];
    Words in_order{};
    for (std::size_t i = 0; i < query.end; ++i) {
      const Words next = rest & (Words{} - rest) & found[part][i];
      rest ^= next;
      in_order -= (Words)((Load::load(rows[query.classes[i]], part) & next) != Words{});
    }
    Load::store(counts.transpositions, part, (Load::load(counts.common, part) - in_order) >> 1);

    Words prefix{};
    Words equal = ~Words{};
    Words place = one;
    for (std::size_t i = 0; i < query.prefix_end; ++i) {
      equal &= (Words)((Load::load(rows[query.classes[i]], part) & place) != Words{});
      prefix -= equal;
      place += place;
    }
    Load::store(counts.prefix, part, prefix);
  }
  return true;
}

// The number of bits in each lane.
template <class Lane>
typename Vector<Lane>::Type bit_counts(const typename Vector<Lane>::Type& of) noexcept {
  typedef std::uint64_t Words __attribute__((vector_size(SCV_LANE_BYTES)));
  Words x = (Words)of;
  x -= (x >> 1) & (Words{} + 0x5555555555555555);
  x = (x & (Words{} + 0x3333333333333333)) + ((x >> 2) & (Words{} + 0x3333333333333333));
  x = (x + (x >> 4)) & (Words{} + 0x0F0F0F0F0F0F0F0F);
  if constexpr (sizeof(Lane) >= 2) x = (x + (x >> 8)) & (Words{} + 0x00FF00FF00FF00FF);
  if constexpr (sizeof(Lane) >= 4) x = (x + (x >> 16)) & (Words{} + 0x0000FFFF0000FFFF);
  if constexpr (sizeof(Lane) == 8) x = (x + (x >> 32)) & (Words{} + 0x00000000FFFFFFFF);
  return (typename Vector<Lane>::Type)x;
}

// The distance is what the last column begins with, and how it rises and falls from there to the last row.
template <class Lane>
void levenshtein(const LaneQuery& query, const LaneRow* rows, LaneRow& distances) noexcept {
  using Load = Vector<Lane>;
  using Words = typename Load::Type;
  const Words one = Words{} + Lane{1};
  const Words text = Words{} + static_cast<Lane>(query.text_mask);
  for (std::size_t part = 0; part < kParts; ++part) {
    Words vp = ~Words{};
    Words vn{};
    for (std::size_t i = 0; i < query.size; ++i) {
      const Words mask = Load::load(rows[query.classes[i]], part);
      const Words d0 = (((mask & vp) + vp) ^ vp) | mask | vn;
      const Words hp = vn | ~(d0 | vp);
      const Words hn = d0 & vp;
      const Words hp_down = (hp + hp) | one;
      vp = (hn + hn) | ~(d0 | hp_down);
      vn = hp_down & d0;
    }
    const Words rises = bit_counts<Lane>(vp & text);
    const Words falls = bit_counts<Lane>(vn & text);
    Load::store(distances, part, rises - falls + static_cast<Lane>(query.size));
  }
}

template <class Lane>
inline constexpr LaneKernels kKernels = {&jaro<Lane>, &levenshtein<Lane>};

inline constexpr LaneKernels kAll[] = {kKernels<std::uint8_t>, kKernels<std::uint16_t>, kKernels<std::uint32_t>,
                                       kKernels<std::uint64_t>};

}  // namespace similarity::detail::SCV_LANE_SET
}  // namespace v1
}  // namespace scv

#endif
