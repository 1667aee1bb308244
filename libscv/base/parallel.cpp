#include "base/parallel.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <utility>

namespace scv::base {
namespace {

/// Asked for more threads than there are cores, oneTBB would print a warning.
int arena_size(unsigned threads) {
  const int cores = tbb::info::default_concurrency();
  return threads == 0 ? cores : static_cast<int>(std::min(threads, static_cast<unsigned>(cores)));
}

/// Runs pieces as threads come by; keeps the first exception, and leaves out what had not begun by then.
class Pieces {
 public:
  explicit Pieces(const std::function<void(std::size_t piece)>& run) : run_(run) {}

  void run_all(std::size_t count) {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, count, 1),
        [this](const tbb::blocked_range<std::size_t>& range) {
          for (std::size_t piece = range.begin(); piece != range.end(); ++piece) {
            if (failed_.load(std::memory_order_relaxed)) return;
            try {
              run_(piece);
            } catch (...) {
              const std::lock_guard lock(mutex_);
              if (!first_) first_ = std::current_exception();
              failed_.store(true, std::memory_order_relaxed);
            }
          }
        },
        tbb::simple_partitioner());
  }
  void rethrow_first() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  const std::function<void(std::size_t piece)>& run_;
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::exception_ptr first_;
};

/// The size of the arena in which this thread does a part of run_beside; 0 elsewhere, and in loops.
thread_local int beside = 0;

class Beside {
 public:
  explicit Beside(int size) noexcept : before_(std::exchange(beside, size)) {}
  ~Beside() { beside = before_; }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

 private:
  int before_;
};

}  // namespace

void parallel_for(std::size_t count, std::size_t grain, unsigned threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
  if (count == 0) return;
  grain = std::max<std::size_t>(grain, 1);
  const std::size_t count_of_pieces = count / grain + (count % grain != 0 ? 1 : 0);
  const std::function<void(std::size_t)> run_piece = [&](std::size_t piece) {
    const Beside loop(0);
    const std::size_t begin = piece * grain;
    body(begin, begin + std::min(grain, count - begin));
  };
  if (threads == 1 || count_of_pieces == 1) {
    for (std::size_t piece = 0; piece < count_of_pieces; ++piece) run_piece(piece);
    return;
  }
  Pieces pieces(run_piece);
  // Isolated: a thread that waits here must not pick up an unrelated task, whose locks it might already hold.
  const auto run = [&] { tbb::this_task_arena::isolate([&] { pieces.run_all(count_of_pieces); }); };
  // Within run_beside the threads that have done their part help in its arena.
  if (threads == 0 || tbb::this_task_arena::max_concurrency() == arena_size(threads)) {
    run();
  } else {
    tbb::task_arena(arena_size(threads)).execute(run);
  }
  pieces.rethrow_first();
}

void run_beside(unsigned threads, std::initializer_list<std::function<void()>> functions) {
  const int size = arena_size(threads);
  const std::function<void(std::size_t)> run_piece = [&](std::size_t piece) {
    const Beside part(size);
    functions.begin()[piece]();
  };
  if (threads == 1) {
    for (std::size_t piece = 0; piece < functions.size(); ++piece) run_piece(piece);
    return;
  }
  Pieces pieces(run_piece);
  // Not isolated: who is done helps with the loops of the others. Only those lie in an arena of their own.
  const auto run = [&] { pieces.run_all(functions.size()); };
  if (beside == size) {
    run();
  } else {
    tbb::task_arena(size).execute(run);
  }
  pieces.rethrow_first();
}

}  // namespace scv::base
