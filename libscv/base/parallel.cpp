#include "base/parallel.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

namespace scv::base {

void parallel_for(std::size_t count, std::size_t grain, unsigned threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
  if (count == 0) return;
  grain = std::max<std::size_t>(grain, 1);
  const std::size_t pieces = count / grain + (count % grain != 0 ? 1 : 0);
  const auto run_piece = [&](std::size_t piece) {
    const std::size_t begin = piece * grain;
    body(begin, begin + std::min(grain, count - begin));
  };
  if (threads == 1 || pieces == 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) run_piece(piece);
    return;
  }

  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr first;
  const auto run_range = [&](const tbb::blocked_range<std::size_t>& range) {
    for (std::size_t piece = range.begin(); piece != range.end(); ++piece) {
      if (failed.load(std::memory_order_relaxed)) return;
      try {
        run_piece(piece);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!first) first = std::current_exception();
        failed.store(true, std::memory_order_relaxed);
      }
    }
  };
  // Isolated: a thread that waits here must not pick up an unrelated task, whose locks it might already hold.
  const auto run = [&] {
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(tbb::blocked_range<std::size_t>(0, pieces, 1), run_range, tbb::simple_partitioner());
    });
  };
  if (threads == 0) {
    run();
  } else {
    // Asked for more threads than there are cores, oneTBB would print a warning.
    const auto cores = static_cast<unsigned>(tbb::info::default_concurrency());
    tbb::task_arena arena(static_cast<int>(std::min(threads, cores)));
    arena.execute(run);
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace scv::base
