#pragma once

// SQLite's way to the disk with faults: at the n-th call of one kind it fails, once or from there on.

#include <string_view>

namespace scv::test {

enum class Fault {
  none,
  read,         ///< a read fails
  write,        ///< nothing is written
  short_write,  ///< half of it is written, then the disk is full
  sync,
  truncate,
  size,  ///< the file's size cannot be asked
  open,
  remove,
  lock,   ///< another holds it
  map,    ///< the memory of the log's index
  death,  ///< the process is killed, before a call that changes something; writes behind one another count as one
};
std::string_view to_string(Fault fault);

/// Makes the faulty way the one that every hub takes from here on. Once in a program.
void use_faulty_disk();

/// The n-th call of that kind from now fails, counting from 1; `for_good`: and all that follow.
void fail_at(Fault fault, long n, bool for_good);
/// No more faults. True if one happened since fail_at.
bool stop_failing();

}  // namespace scv::test
