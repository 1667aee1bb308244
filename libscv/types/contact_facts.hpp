#pragma once

// What cases and indicators need to know of one interaction: found once, when it comes, and stored beside it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scv/contact.hpp"
#include "scv/interaction.hpp"

namespace scv::types {

struct PromiseFact {
  std::int64_t due_ms = 0;
  bool call_back = false;
  std::string text;
  friend bool operator==(const PromiseFact&, const PromiseFact&) = default;
};

struct ContactFacts {
  std::string source, id;
  std::optional<std::int64_t> time_ms;  ///< UTC
  Channel channel = Channel::other;
  Direction direction = Direction::unknown;
  Outcome outcome = Outcome::unknown;
  MessageKind kind = MessageKind::personal;
  std::int64_t duration_s = -1;
  std::string agent;
  std::string owner;                    ///< to whom an agent handed the case
  std::string product;                  ///< what it is about, where the source says so
  std::vector<std::string> references;  ///< ids, the answered one first
  std::vector<std::string> numbers;     ///< reference numbers that join conversations, "order_number:4711"
  std::string subject;                  ///< base subject
  bool is_reply = false;                ///< the subject has a reply's or forward's mark
  std::vector<PromiseFact> promises;
  std::vector<std::string> reasons;  ///< the main one first
  Demand demand = Demand::unknown;
  bool solved = false;  ///< the customer says that it is settled, or an agent marked it so
  friend bool operator==(const ContactFacts&, const ContactFacts&) = default;
};

/// Compact JSON with short names, for storing; members that say nothing are left out.
std::string to_json(const ContactFacts& facts);
/// The inverse. Throws Error{parse}.
ContactFacts contact_facts_from_json(std::string_view json);

}  // namespace scv::types
