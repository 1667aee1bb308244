#pragma once

// Texts side by side in the lanes of vectors, and the kernels that take one query through them; chosen when the program
// runs, by what the machine has. Written in the vector extensions of GCC and Clang, which know every machine's
// instructions by one notation; with other compilers, and on other machines, many.hpp does without.

#include <cstddef>
#include <cstdint>

#include "scv/similarity/detail/char_masks.hpp"
#include "scv/similarity/jaro_winkler.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

/// What one query against many texts is computed with. All give the same results.
enum class InstructionSet { portable, sse2, avx2, avx512, neon };

namespace detail {

// Lanes of 1, 2, 4 or 8 bytes, whatever vectors the machine has: a row is one of AVX-512 or four of SSE2.
struct alignas(64) LaneRow {
  unsigned char bytes[64];
};

// A query as seen by the texts of one length.
struct LaneQuery {
  std::uint16_t classes[kWordBits];  // of its characters; a group's row of masks for each
  std::uint64_t windows[kWordBits];  // Jaro: the places in reach of each
  std::size_t size = 0;
  std::size_t end = 0;         // Jaro: beyond, nothing is in reach
  std::size_t prefix_end = 0;  // how far a common prefix counts
  std::size_t least_common = 0;
  std::uint64_t text_mask = 0;  // a bit for each character of a text
};

struct JaroCounts {
  LaneRow common;
  LaneRow transpositions;
  LaneRow prefix;
};

struct LaneKernels {
  bool (*jaro)(const LaneQuery& query, const LaneRow* rows, JaroCounts& counts) noexcept;
  void (*levenshtein)(const LaneQuery& query, const LaneRow* rows, LaneRow& distances) noexcept;
};

}  // namespace detail
}  // namespace similarity
}  // namespace v1
}  // namespace scv

#if defined(__GNUC__) && (defined(__SSE2__) || defined(__ARM_NEON))
#  define SCV_LANE_SET lanes_of_16_bytes
#  define SCV_LANE_BYTES 16
#  include "scv/similarity/detail/lane_kernels.hpp"
#  undef SCV_LANE_SET
#  undef SCV_LANE_BYTES
#endif

#if defined(__GNUC__) && defined(__SSE2__)
#  define SCV_LANE_SET lanes_of_32_bytes
#  define SCV_LANE_BYTES 32
#  ifdef __clang__
#    pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#  else
#    pragma GCC push_options
#    pragma GCC target("avx2")
#  endif
#  include "scv/similarity/detail/lane_kernels.hpp"
#  ifdef __clang__
#    pragma clang attribute pop
#  else
#    pragma GCC pop_options
#  endif
#  undef SCV_LANE_SET
#  undef SCV_LANE_BYTES

#  define SCV_LANE_SET lanes_of_64_bytes
#  define SCV_LANE_BYTES 64
#  ifdef __clang__
#    pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#  else
#    pragma GCC push_options
#    pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl")
#  endif
#  include "scv/similarity/detail/lane_kernels.hpp"
#  ifdef __clang__
#    pragma clang attribute pop
#  else
#    pragma GCC pop_options
#  endif
#  undef SCV_LANE_SET
#  undef SCV_LANE_BYTES
#endif

namespace scv {
inline namespace v1 {
namespace similarity {

/// Whether this machine, and the compiler that made this program, have it. `portable` always.
inline bool is_supported(InstructionSet set) noexcept {
  switch (set) {
    case InstructionSet::portable:
      return true;
#if defined(__GNUC__) && defined(__SSE2__)
    case InstructionSet::sse2:
      return true;
    case InstructionSet::avx2:
      return __builtin_cpu_supports("avx2") != 0;
    case InstructionSet::avx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
#elif defined(__GNUC__) && defined(__ARM_NEON)
    case InstructionSet::neon:
      return true;
#endif
    default:
      return false;
  }
}

/// The fastest that is_supported.
inline InstructionSet best_instruction_set() noexcept {
  for (const InstructionSet set :
       {InstructionSet::avx512, InstructionSet::avx2, InstructionSet::sse2, InstructionSet::neon}) {
    if (is_supported(set)) return set;
  }
  return InstructionSet::portable;
}

namespace detail {

// From the three terms' sums to Jaro–Winkler similarities, in pairs and without branches: the last steps of jaro_formula
// and winkler, in vectors that every machine with lanes has and that fuse nothing.
inline void finish_winkler(double* sums, const double* boosts, std::size_t count, double cutoff) noexcept {
#ifdef __GNUC__
  typedef double Doubles __attribute__((vector_size(16)));
  typedef std::int64_t Words __attribute__((vector_size(16)));
  for (std::size_t i = 0; i < count; i += 2) {
    Doubles jaro, boost;
    __builtin_memcpy(&jaro, sums + i, sizeof jaro);
    __builtin_memcpy(&boost, boosts + i, sizeof boost);
    jaro /= 3.0;
    const Doubles gain = (Doubles)((Words)(boost * (1.0 - jaro)) & (Words)(jaro > kBoostThreshold));
    const Doubles similarity = jaro + gain;
    const Doubles result = (Doubles)((Words)similarity & (Words)(similarity >= cutoff));
    __builtin_memcpy(sums + i, &result, sizeof result);
  }
#endif
}

// For lanes of 1, 2, 4 and 8 bytes; nullptr for `portable`. The set must be supported.
inline const LaneKernels* lane_kernels(InstructionSet set) noexcept {
  switch (set) {
#if defined(__GNUC__) && (defined(__SSE2__) || defined(__ARM_NEON))
    case InstructionSet::sse2:
    case InstructionSet::neon:
      return lanes_of_16_bytes::kAll;
#endif
#if defined(__GNUC__) && defined(__SSE2__)
    case InstructionSet::avx2:
      return lanes_of_32_bytes::kAll;
    case InstructionSet::avx512:
      return lanes_of_64_bytes::kAll;
#endif
    default:
      return nullptr;
  }
}

}  // namespace detail
}  // namespace similarity
}  // namespace v1
}  // namespace scv
