#pragma once

#include <cstddef>
#include <functional>

namespace scv::base {

/// Calls body(begin, end) over [0, count) in pieces of `grain`, on up to `threads` threads (0: one per core).
/// The pieces' bounds depend on count and grain alone, so results written per index do not depend on the threads.
/// The first exception is thrown again here.
void parallel_for(std::size_t count, std::size_t grain, unsigned threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace scv::base
