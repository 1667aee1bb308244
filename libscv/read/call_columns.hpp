#pragma once

// What the columns of a table of calls hold, by their names.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scv::read {

enum class CallColumn : std::uint8_t {
  none,
  kind,
  date,
  clock,
  name,
  number,
  from,
  to,
  from_name,
  to_name,
  agent,
  own,
  duration,
  talk,
  id,
  status,
  text,
  subject,
  context,
  clid,
  app,
  cause,
};

inline constexpr std::array<std::string_view, 18> kAsteriskColumns = {
    "accountcode", "src",    "dst", "dcontext", "clid",    "channel",     "dstchannel", "lastapp",  "lastdata",
    "start",       "answer", "end", "duration", "billsec", "disposition", "amaflags",   "uniqueid", "userfield"};
inline constexpr std::array<std::string_view, 15> kFreeswitchColumns = {
    "caller_id_name", "caller_id_number", "destination_number", "context",    "start_stamp",
    "answer_stamp",   "end_stamp",        "duration",           "billsec",    "hangup_cause",
    "uuid",           "bleg_uuid",        "accountcode",        "read_codec", "write_codec"};

/// The lower-case letters and digits of a column's name.
std::string plain_name(std::string_view column);
/// What each column holds. Each but none is there once.
std::vector<CallColumn> parts_of(const std::vector<std::string>& columns);

}  // namespace scv::read
