// An allocation that fails at any point of any work, in libscv or in SQLite: std::bad_alloc or an error, never a crash, and the hub is
// whole and goes on.

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <new>
#include <optional>
#include <string>

#include "base/flat_map.hpp"
#include "scv/scv.h"
#include "work.hpp"

namespace {

using scv::Error;
using scv::ErrorCode;
using scv::Hub;
using scv::test::Scene;

std::atomic<long> allocations_left{0};  ///< 0: none fails
std::atomic<bool> happened{false};
std::atomic<bool> in_sqlite{false};

bool fails(bool sqlite) noexcept {
  if (allocations_left == 0 || in_sqlite != sqlite) return false;
  if (--allocations_left != 0) return false;
  happened = true;
  return true;
}

void* allocate(std::size_t size) noexcept { return fails(false) ? nullptr : std::malloc(size == 0 ? 1 : size); }
void* allocate(std::size_t size, std::align_val_t alignment) noexcept {
  void* memory = nullptr;
  if (fails(false)) return nullptr;
  return posix_memalign(&memory, std::max(static_cast<std::size_t>(alignment), sizeof(void*)), size) == 0 ? memory
                                                                                                          : nullptr;
}

sqlite3_mem_methods real_memory;

void* sqlite_malloc(int size) { return fails(true) ? nullptr : real_memory.xMalloc(size); }
void* sqlite_realloc(void* memory, int size) { return fails(true) ? nullptr : real_memory.xRealloc(memory, size); }

/// Before SQLite is first used: as soon as the program has begun.
const bool configured = [] {
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory) != SQLITE_OK) return false;
  sqlite3_mem_methods memory = real_memory;
  memory.xMalloc = sqlite_malloc;
  memory.xRealloc = sqlite_realloc;
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) == SQLITE_OK;
}();

void fail_at(long n, bool sqlite) {
  happened = false;
  in_sqlite = sqlite;
  allocations_left = n;
}
bool stop_failing() {
  allocations_left = 0;
  return happened;
}

/// Runs it; what it was stopped by.
template <typename Run>
std::optional<ErrorCode> run_out_of_memory(long n, bool sqlite, const Run& run) {
  std::optional<ErrorCode> code;
  fail_at(n, sqlite);
  try {
    run();
  } catch (const Error& error) {
    code = error.code();
  } catch (const std::bad_alloc&) {
    code = ErrorCode::out_of_memory;
  }
  stop_failing();
  return code;
}

}  // namespace

void* operator new(std::size_t size) {
  if (void* memory = allocate(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  if (void* memory = allocate(size, alignment)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, std::align_val_t alignment) { return operator new(size, alignment); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

TEST_CASE("without memory a flat map does not grow, and holds what it held") {
  const auto key = [](int i) { return "a key that is too long to lie in the text itself " + std::to_string(i); };
  for (long n = 1;; ++n) {
    CAPTURE(n);
    scv::base::FlatMap<std::string, std::string> map;
    int done = 0;
    const auto fill = [&] {
      for (; done < 100; ++done) map[key(done)] = key(done);
    };
    const auto code = run_out_of_memory(n, false, fill);
    CHECK(map.size() >= static_cast<std::size_t>(done));
    for (int i = 0; i < done; ++i) CHECK(map.at(key(i)) == key(i));
    fill();
    CHECK(map.size() == 100);
    const auto copied = run_out_of_memory(n, false, [&] { const auto copy = map; });
    CHECK(map.size() == 100);
    if (!code && !copied) break;
  }
}

TEST_CASE("without memory a work ends with an error, and the hub is whole and goes on") {
  REQUIRE(configured);
  Scene scene;
  std::map<std::string_view, long> points;
  for (const bool sqlite : {false, true}) {
    for (std::size_t i = 0; i < scene.works().size(); ++i) {
      const scv::test::Work& work = scene.works()[i];
      for (long n = 1;; n = scv::test::next_point(n)) {
        INFO(work.name << ": allocation " << n << (sqlite ? " of SQLite" : ""));
        const std::string path = scene.copy();
        Hub hub(path, scene.options());
        const auto code = run_out_of_memory(n, sqlite, [&] { work.run(hub); });
        if (code) {
          CHECK(*code == ErrorCode::out_of_memory);
          scene.check_after_failure(hub, path, i);
        } else {
          scene.check_after_success(hub, path, i);
        }
        if (!happened) break;
        ++points[work.name];
      }
    }
  }
  for (const auto& [name, count] : points) MESSAGE(name << ": " << count << " points");
}

TEST_CASE("without memory a hub does not open, and the file is whole") {
  Scene scene;
  long points = 0;
  for (const bool sqlite : {false, true}) {
    for (long n = 1;; n = scv::test::next_point(n)) {
      INFO("allocation " << n << (sqlite ? " of SQLite" : ""));
      const std::string path = scene.copy();
      const auto code = run_out_of_memory(n, sqlite, [&] { const Hub hub(path, scene.options()); });
      if (code) CHECK(*code == ErrorCode::out_of_memory);
      if (!happened) break;
      ++points;
      const Hub hub(path, scene.options());
      CHECK(hub.check().ok());
      CHECK(Scene::state(hub) == scene.before());
    }
  }
  MESSAGE(points << " points");
}

TEST_CASE("without memory the C ABI says so") {
  Scene scene;
  const std::string query = R"({"phone":"0351 1234567"})",
                    record = R"({"source":"crm","id":"new","name":"Anna Vogel"})";
  long points = 0;
  for (const bool sqlite : {false, true}) {
    for (long n = 1;; n = scv::test::next_point(n)) {
      INFO("allocation " << n << (sqlite ? " of SQLite" : ""));
      const std::string path = scene.copy();
      scv_hub* hub = nullptr;
      scv_error* error = nullptr;
      scv_buf found = {nullptr, 0}, put = {nullptr, 0};
      fail_at(n, sqlite);
      int32_t status = scv_hub_open(path.data(), path.size(), nullptr, &hub, &error);
      if (status == SCV_OK) status = scv_hub_find(hub, query.data(), query.size(), nullptr, &found, &error);
      if (status == SCV_OK) status = scv_hub_put(hub, record.data(), record.size(), &put, &error);
      stop_failing();
      if (status != SCV_OK) {
        CHECK(status == SCV_OUT_OF_MEMORY);
        CHECK(scv_error_code(error) == SCV_OUT_OF_MEMORY);
        CHECK(std::string(scv_error_message(error)).size() > 0);
      }
      scv_buf_free(&found);
      scv_buf_free(&put);
      scv_error_free(error);
      scv_hub_free(hub);
      if (!happened) break;
      ++points;
      CHECK(Hub(path).check().ok());
    }
  }
  MESSAGE(points << " points");
}
