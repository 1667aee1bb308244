// What check_symbols.py must find: calls that end or talk for the process, and an export that is not libscv's.
#include <cstdio>
#include <cstdlib>

extern "C" __attribute__((visibility("default"))) void stray_export(int how) {
  if (how == 1) std::exit(1);
  if (how == 2) std::abort();
  if (how == 3) std::_Exit(1);
  std::fprintf(stderr, "stray %d\n", how);
}
