#pragma once

// Interactions: one e-mail, call, chat, letter or order event between the firm and a customer.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scv/export.hpp"

namespace scv {
inline namespace v1 {

enum class Channel : std::uint8_t {
  email,
  call,
  voicemail,
  chat,
  sms,
  social,
  letter,
  web_form,
  visit,
  order,
  invoice,
  shipment,
  return_,
  payment,
  other,
};
enum class Direction : std::uint8_t { unknown, inbound, outbound, internal };
enum class Outcome : std::uint8_t { unknown, answered, missed, abandoned, voicemail, busy, bounced, blocked };
enum class ContactPointKind : std::uint8_t { email, phone, handle };
enum class Role : std::uint8_t { from, to, cc, bcc, reply_to };

SCV_API std::string_view to_string(Channel) noexcept;
SCV_API std::string_view to_string(Direction) noexcept;
SCV_API std::string_view to_string(Outcome) noexcept;
SCV_API std::string_view to_string(ContactPointKind) noexcept;
SCV_API std::string_view to_string(Role) noexcept;
SCV_API std::optional<Channel> channel_from_string(std::string_view) noexcept;
SCV_API std::optional<Direction> direction_from_string(std::string_view) noexcept;
SCV_API std::optional<Outcome> outcome_from_string(std::string_view) noexcept;

/// One end of an interaction.
struct Participant {
  Role role = Role::from;
  ContactPointKind kind = ContactPointKind::email;
  std::string value;  ///< address, number or handle as it came; empty where withheld
  std::string name;   ///< display name, or empty
  bool own = false;   ///< an address or number of the firm itself
};

/// One contact. Its key is (source, id), like a record's.
struct Interaction {
  std::string source;
  std::string id;  ///< Message-ID, call id, or a hash of the content where there is none
  Channel channel = Channel::other;
  Direction direction = Direction::unknown;
  std::string time;  ///< RFC 3339 with zone, or without one where the source names none; empty if unknown
  std::vector<Participant> participants;
  std::string agent;  ///< who acted for the firm: an extension, a user name
  std::string subject;
  std::string text;              ///< text or summary; at most 64 KiB, cut at a character
  std::int64_t duration_s = -1;  ///< -1 if unknown
  Outcome outcome = Outcome::unknown;
  std::vector<std::string> references;  ///< ids of earlier interactions: first the one that is answered
  std::string payload;                  ///< what else the source said, JSON
};

/// One interaction as a JSON object, as docs/json.md describes it. Throws Error{parse}.
SCV_API Interaction interaction_from_json(std::string_view json);
SCV_API std::string to_json(const Interaction& interaction);

}  // namespace v1
}  // namespace scv
