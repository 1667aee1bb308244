#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>

namespace scv::base {

/// Calls body(begin, end) over [0, count) in pieces of `grain`, on up to `threads` threads (0: one per core).
/// The pieces' bounds depend on count and grain alone, so results written per index do not depend on the threads.
/// The first exception is thrown again here.
void parallel_for(std::size_t count, std::size_t grain, unsigned threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

/// Calls each of the functions once, beside one another where there are threads for it, else in their order. The first exception
/// is thrown again here; what had not begun by then is left out.
void run_beside(unsigned threads, std::initializer_list<std::function<void()>> functions);

}  // namespace scv::base
