#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "scv/export.hpp"

namespace scv {
inline namespace v1 {

/// What stopped a call. The numbers are fixed for ever and are the C ABI's status codes; new ones may come.
enum class ErrorCode : std::int32_t {
  invalid_argument = 1,  ///< the caller passed something that cannot be used
  not_found = 2,         ///< a file, record or identity that was named does not exist
  io = 3,                ///< reading or writing a file failed
  parse = 4,             ///< input that cannot be read as what it claims to be
  unsupported = 5,       ///< a format, encoding or feature that this build does not have
  database = 6,          ///< SQLite reported an error
  busy = 7,              ///< another writer held the hub for longer than the time limit
  newer_schema = 8,      ///< the hub file was written by a newer libscv
  not_a_hub = 9,         ///< the file is no hub, or is damaged
  cancelled = 10,        ///< `Hub::cancel` or a callback stopped the call
  conflict = 11,         ///< the request contradicts what is stored
  out_of_memory = 12,
  internal = 13,  ///< a defect in libscv
};

/// The stable name of a code, such as "newer_schema".
SCV_API const char* to_string(ErrorCode code) noexcept;

/// Where an error is: a file with line and column, or a record's key. Unknown parts are empty or 0. In a sheet of a workbook the line
/// is the row's number.
struct Place {
  std::string file;
  std::uint64_t line = 0;    ///< 1-based; of the first line of a record that spans several
  std::uint64_t column = 0;  ///< 1-based, in bytes
  std::string record;        ///< "source/id"
  std::string sheet;         ///< of a workbook
};

/// "file:line:column", "file:sheet:row" or "record source/id"; empty where nothing is known.
SCV_API std::string to_string(const Place& place);

/// What stops a call. `what()` is "place: message", and the message says what to do about it.
class SCV_API Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message, Place place = {});
  ErrorCode code() const noexcept { return code_; }
  const Place& place() const noexcept { return place_; }
  const std::string& message() const noexcept { return message_; }

 private:
  ErrorCode code_;
  Place place_;
  std::string message_;
};

}  // namespace v1
}  // namespace scv
