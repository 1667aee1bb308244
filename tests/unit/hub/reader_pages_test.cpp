#include "hub/reader_pages.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using scv::hub::ReaderPages;

namespace {

/// How often a reader begins anew in so many rounds of a change and reads.
int renewals(ReaderPages& pages, std::uint64_t& changes, int rounds, int reads) {
  int count = 0;
  for (int round = 0; round < rounds; ++round) {
    ++changes;
    for (int read = 0; read < reads; ++read) count += pages.note(changes);
  }
  return count;
}

}  // namespace

TEST_CASE("a reader begins anew once when changes come often after a quiet time") {
  ReaderPages pages;
  std::uint64_t changes = 0;
  // It never grew.
  CHECK(renewals(pages, changes, 1000, 20) == 0);
  // A quiet time, one change now and then: nothing is gained by a new connection.
  CHECK(renewals(pages, changes, 50, 5000) == 0);
  // Busy times: once, however long they last.
  CHECK(renewals(pages, changes, 7, 20) == 0);
  CHECK(renewals(pages, changes, 1000, 20) == 1);
  CHECK(renewals(pages, changes, 1000, 1) == 0);
  // And again after the next quiet time.
  CHECK(renewals(pages, changes, 1, 5000) == 0);
  CHECK(renewals(pages, changes, 1000, 20) == 1);
}
