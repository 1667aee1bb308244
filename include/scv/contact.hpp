#pragma once

// What contacts amount to: kinds of messages, conversations, cases, promises, what waits, and indicators.
// Times are milliseconds since 1970, UTC.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scv/export.hpp"
#include "scv/interaction.hpp"

namespace scv {
inline namespace v1 {

/// What kind of message it is. Only personal ones open cases, answer, and link people.
enum class MessageKind : std::uint8_t {
  personal,
  auto_reply,     ///< a program's answer: "we have received your message"
  out_of_office,  ///< a program's answer for somebody who is away
  bounce,         ///< a message could not be delivered, or not yet (RFC 3464)
  newsletter,     ///< to many: a list, an advertisement
  notification,   ///< by a program, no answer: a receipt, a parcel's way, a confirmation that it was read
};

/// failure: caused by not doing, or not doing right, something for the customer; value: what the firm is there for.
enum class Demand : std::uint8_t { unknown, value, failure };

SCV_API std::string_view to_string(MessageKind) noexcept;
SCV_API std::string_view to_string(Demand) noexcept;

}  // namespace v1
}  // namespace scv
