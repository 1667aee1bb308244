#pragma once

// A customer's contacts as one whole: the timeline, what an agent needs before the second ring, and whom the firm owes what.
//
//   std::optional<scv::Brief> brief = hub.brief(*hub.identity_of("phone", "+49351456789"));
//   for (const scv::WaitingEntry& one : hub.waiting({.owner = "anna"})) show(one);
//   hub.set_service(R"({"service_hours": {"time_zone": "Europe/Berlin"}, "cases": {"rota": ["anna", "ben"]}})");

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scv/contact.hpp"
#include "scv/export.hpp"
#include "scv/identity.hpp"
#include "scv/interaction.hpp"
#include "scv/record.hpp"

namespace scv {
inline namespace v1 {

/// One contact as a timeline shows it.
struct ContactEntry {
  RecordKey key;     ///< (source, id) of the interaction
  std::string time;  ///< as it came; empty if unknown
  Channel channel = Channel::other;
  Direction direction = Direction::unknown;
  Outcome outcome = Outcome::unknown;
  MessageKind kind = MessageKind::personal;
  std::string agent;
  std::string subject;
  std::string text;  ///< its beginning, at most 240 bytes, in one line
  std::int64_t duration_s = -1;
  std::vector<std::string> reasons;
  Demand demand = Demand::unknown;
  std::uint32_t conversation = 0;        ///< number, from 0
  std::optional<std::uint32_t> case_no;  ///< index in Timeline::cases
  bool shared =
      false;  ///< it came by a number or address of several customers, or another customer wrote it: it counts in no case here
};

/// A concern of the customer's.
struct CaseEntry {
  bool open = false;
  std::string owner;
  std::string opened;  ///< RFC 3339, in the service's time zone, as all times from here on
  std::string answered;
  std::string solved;
  Solution solution = Solution::none;
  std::vector<std::string> reasons;
  Demand demand = Demand::unknown;
  std::vector<std::uint32_t> contacts;  ///< indices in Timeline::contacts
  std::uint32_t handovers = 0;
  std::uint32_t reopened = 0;
};

struct PromiseEntry {
  PromiseState state = PromiseState::open;
  bool call_back = false;
  std::string agent;
  std::string made, due;
  std::string text;
  std::uint32_t case_no = 0;
  std::uint32_t contact = 0;  ///< index in Timeline::contacts
};

/// Something that a customer is owed.
struct WaitingEntry {
  IdentityId identity = 0;
  std::string name;  ///< the customer's golden name, else a contact point
  WaitingKind kind = WaitingKind::unanswered;
  bool overdue = false;
  std::string since, due;
  std::string owner;
  RecordKey contact;  ///< the interaction that waits
};

/// All contacts of one customer, over all channels.
struct Timeline {
  IdentityId identity = 0;
  std::vector<ContactEntry> contacts;  ///< in order of time
  std::vector<CaseEntry> cases;
  std::vector<PromiseEntry> promises;
  std::vector<WaitingEntry> waiting;  ///< by due time
};

/// What an agent needs before the second ring.
struct Brief {
  IdentityId identity = 0;
  std::string name;
  std::vector<GoldenValue> golden;
  std::vector<ContactEntry> last_contacts;  ///< newest first, at most 5
  std::vector<CaseEntry> open_cases;        ///< their `contacts` are left empty
  std::vector<PromiseEntry> promises;       ///< open and overdue ones
  std::vector<WaitingEntry> waiting;
  std::vector<ContactEntry> bought;  ///< orders, invoices, payments, returns: newest first, at most 5
  std::vector<std::string> mind;     ///< "do not call", "+49351456789 is shared with 2 others"
  std::uint64_t contacts = 0;        ///< all of them
};

/// A case and whose it is.
struct CustomerCase {
  IdentityId identity = 0;
  std::string name;   ///< as WaitingEntry::name
  CaseEntry concern;  ///< its `contacts` are left empty
  RecordKey contact;  ///< the interaction that opened it
  std::uint32_t contacts = 0;
};

/// A contact that a figure counts, and whose it is.
struct CountedContact {
  IdentityId identity = 0;
  RecordKey contact;

  bool operator==(const CountedContact&) const = default;
};

struct WaitingOptions {
  std::string now;    ///< RFC 3339, without a zone the service's; empty: the clock's
  std::string owner;  ///< only what waits for this agent; empty: all
  std::size_t limit = 100;
  bool overdue_only = false;
};

struct CasesOptions {
  std::string now;    ///< RFC 3339, without a zone the service's; empty: the clock's
  std::string owner;  ///< only what this agent owns; empty: all
  std::size_t limit = 100;
};

struct ReportOptions {
  std::string now;  ///< RFC 3339, without a zone the service's; empty: the clock's
  Dimension dimension = Dimension::all;
};

SCV_API std::string to_json(const Timeline&);
SCV_API std::string to_json(const Brief&);
SCV_API std::string to_json(const WaitingEntry&);
SCV_API std::string to_json(std::span<const WaitingEntry>);
SCV_API std::string to_json(std::span<const CustomerCase>);
SCV_API std::string to_json(std::span<const CountedContact>);

}  // namespace v1
}  // namespace scv
