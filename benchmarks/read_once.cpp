// Reads a workbook, or any other table, into records, once, on one thread; for bench_workbook.py.
//
//   read_once FILE
//
// Prints tab-separated: seconds, records, peak memory of the process in MiB.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>

#include "read/reader.hpp"
#include "scv/error.hpp"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: read_once FILE\n");
    return 2;
  }
  try {
    const auto begin = std::chrono::steady_clock::now();
    const auto reader = scv::read::open(arguments[1]);
    scv::types::Batch batch;
    std::size_t records = 0;
    while (reader->next(batch)) records += batch.records.size();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%.4f\t%zu\t%.1f\n", seconds, records, static_cast<double>(usage.ru_maxrss) / 1024);
  } catch (const scv::Error& error) {
    std::fprintf(stderr, "read_once: %s\n", error.what());
    return 1;
  }
  return 0;
}
