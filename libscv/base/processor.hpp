#pragma once

// What a processor can be told beside what to do.

namespace scv::base {

/// Says that what lies there will be read soon. Whoever calls it must be inlined, too, or do something else: GCC 12 takes a
/// function that does nothing else for one without effect, and drops its calls.
[[gnu::always_inline]] inline void prefetch(const void* address) noexcept { __builtin_prefetch(address); }

/// Says that this thread waits for another one, without giving up the processor.
inline void pause() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace scv::base
