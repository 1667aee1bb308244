#pragma once

// What contacts amount to: kinds of messages, conversations, cases, promises, what waits, and indicators.
// Times are milliseconds since 1970, UTC.

#include <cstdint>
#include <optional>
#include <span>
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

/// A promise at a given time; released: its case was solved before it was due.
enum class PromiseState : std::uint8_t { open, overdue, kept, kept_late, released };
/// What ends a case: the customer's word, an agent's mark, or silence after an answer.
enum class Solution : std::uint8_t { none, customer, agent, presumed };
enum class WaitingKind : std::uint8_t { unanswered, missed_call, promise, quiet };

SCV_API std::string_view to_string(MessageKind) noexcept;
SCV_API std::string_view to_string(PromiseState) noexcept;
SCV_API std::string_view to_string(Solution) noexcept;
SCV_API std::string_view to_string(WaitingKind) noexcept;
SCV_API std::string_view to_string(Demand) noexcept;

/// No time: after everything.
inline constexpr std::int64_t kNever = INT64_MAX;

/// An answer or call-back that was promised.
struct Promise {
  std::uint32_t contact = 0;  ///< in which it was made
  std::uint32_t case_no = 0;
  std::int64_t made_ms = 0;
  std::int64_t due_ms = 0;
  bool call_back = false;
  std::string agent;  ///< who made it, or the case's owner
  std::string text;
  std::optional<std::uint32_t> kept_by;  ///< the later contact that kept it
  std::int64_t kept_ms = kNever;
  std::int64_t released_ms = kNever;

  PromiseState state(std::int64_t now_ms) const noexcept {
    if (kept_by && kept_ms <= now_ms) return kept_ms <= due_ms ? PromiseState::kept : PromiseState::kept_late;
    if (released_ms <= now_ms && released_ms < due_ms) return PromiseState::released;
    return now_ms < due_ms ? PromiseState::open : PromiseState::overdue;
  }
};

struct Handover {
  std::uint32_t contact = 0;
  std::int64_t at_ms = 0;
  std::string from, to;
};

/// A customer's concern: open until it is solved, and always somebody's.
struct Case {
  std::vector<std::uint32_t> contacts;  ///< in order of time; the first opened it
  std::int64_t opened_ms = 0;
  std::string owner;
  std::vector<Handover> handovers;
  std::vector<std::string> reasons;  ///< of all contacts; the first contact's main one first
  Demand demand = Demand::unknown;
  std::uint32_t inbound = 0;  ///< contacts by the customer
  std::uint32_t reopened = 0;
  std::optional<std::uint32_t> answered_by;  ///< the first answer
  std::int64_t answered_ms = kNever;
  Solution solution = Solution::none;
  std::int64_t solved_ms = kNever;  ///< of a presumed solution the last contact
  std::int64_t closes_ms = kNever;  ///< from when on it counts as solved: it is open before

  bool is_open(std::int64_t now_ms) const noexcept { return now_ms < closes_ms; }
};

/// What the customer is owed: at most one of each kind a case, but each promise by itself.
struct Waiting {
  WaitingKind kind = WaitingKind::unanswered;
  std::uint32_t case_no = 0;
  std::uint32_t contact = 0;  ///< the earliest that waits; of a quiet case the last
  std::int64_t since_ms = 0;
  std::int64_t due_ms = 0;         ///< kNever where the contact has no time
  std::int64_t until_ms = kNever;  ///< from then on it no longer waits, by itself: a quiet case counts as solved
  std::string owner;
};

/// One customer's contacts as a whole. Contacts are numbers of those given; what depends on today's time is told by the
/// functions that take one, so that a stored story stays true.
struct Story {
  std::vector<std::int64_t> times;   ///< by contact: its own time, or that of its place
  std::vector<bool> dated;           ///< by contact: whether it has a time of its own, and that has come
  std::vector<std::uint32_t> order;  ///< all contacts in order of time, those without a time beside what they answer
  std::vector<std::vector<std::uint32_t>> conversations;  ///< each in order of time, in order of their first contact
  std::vector<Case> cases;                                ///< in the order in which they opened
  std::vector<Promise> promises;                          ///< in the order in which they were made
  std::vector<Waiting> waiting;                           ///< in order of due time
  std::int64_t revise_ms = kNever;  ///< when a contact that is dated ahead comes to its time: tell it again then
};

/// What is counted. Minutes are of service; means are sums by counts.
enum class Figure : std::uint8_t {
  contacts,          ///< by customers, personal
  failure_contacts,  ///< of these, for a reason that is failure demand
  value_contacts,    ///< for a reason that is value demand
  repeats_7_days,    ///< of these, again within 7 days: in the same case, or for the same main reason
  repeats_30_days,   ///< again within 30 days
  cases,             ///< opened
  cases_solved,      ///< of these, by now
  first_contact_solved,  ///< of these, with the one contact that opened them, and none for the same reason in the 7 days after
  cases_answered,        ///< of the cases
  answer_minutes,        ///< sum, from opening to the first answer
  solution_minutes,      ///< sum, from opening to the solution
  handovers,             ///< from one agent to another
  promises,              ///< made
  promises_kept,         ///< in time
  promises_late,         ///< kept after they were due
  promises_overdue,      ///< due, and not kept
  losses,                ///< contacts that end the relation, the first of each customer
  contacts_before_loss,  ///< sum, of the days before
};
inline constexpr std::size_t kFigures = static_cast<std::size_t>(Figure::contacts_before_loss) + 1;
SCV_API std::string_view to_string(Figure) noexcept;

/// By what figures are told apart. A contact counts with its own month, channel and product, with its main reason or else its
/// case's, and with the team of its agent or else of its case's owner. Empty where there is none.
enum class Dimension : std::uint8_t { all, month, channel, reason, team, product };
inline constexpr std::size_t kDimensions = static_cast<std::size_t>(Dimension::product) + 1;
SCV_API std::string_view to_string(Dimension) noexcept;
SCV_API std::optional<Dimension> dimension_from_string(std::string_view) noexcept;
SCV_API std::optional<Figure> figure_from_string(std::string_view) noexcept;

struct IndicatorRow {
  std::string value;  ///< of the dimension: "2026-03", "email", "late_delivery"
  std::vector<std::int64_t> figures = std::vector<std::int64_t>(kFigures, 0);

  std::int64_t operator[](Figure figure) const { return figures[static_cast<std::size_t>(figure)]; }
  /// One figure by another, 0 where there is nothing to divide by: share(failure_contacts, contacts),
  /// share(answer_minutes, cases_answered).
  double share(Figure part, Figure of) const {
    return (*this)[of] == 0 ? 0 : static_cast<double>((*this)[part]) / static_cast<double>((*this)[of]);
  }
};

/// Rows as a list of objects with the dimension's value, all figures by name, and the shares that are asked for most.
SCV_API std::string to_json(Dimension dimension, const std::vector<IndicatorRow>& rows);

/// A report by one dimension.
struct ReportTable {
  Dimension dimension = Dimension::all;
  std::vector<IndicatorRow> rows;
};
/// An object with the rows of each table under its dimension's name.
SCV_API std::string to_json(std::span<const ReportTable> tables);

}  // namespace v1
}  // namespace scv
