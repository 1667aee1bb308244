#pragma once

namespace scv::base {

/// Hints that the address will be read soon. Whoever calls it must be inlined, too: GCC 12 takes a function that does nothing
/// else for one without effect, and drops its calls.
[[gnu::always_inline]] inline void prefetch(const void* address) noexcept { __builtin_prefetch(address); }

}  // namespace scv::base
