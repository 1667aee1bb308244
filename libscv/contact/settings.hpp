#pragma once

// How a firm serves: hours, rules, and how long what may take. One JSON document.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "contact/promises.hpp"
#include "contact/reasons.hpp"
#include "contact/references.hpp"
#include "contact/service_hours.hpp"
#include "scv/interaction.hpp"
#include "types/contact_facts.hpp"

namespace scv::contact {

/// When what is due, and who looks after it. Minutes are of service.
struct CaseOptions {
  std::array<std::int64_t, static_cast<std::size_t>(Channel::other) + 1>
      answer_minutes{};                  ///< by channel; set by Settings
  std::int64_t call_back_minutes = 60;   ///< for a missed call or a voicemail
  std::int64_t quiet_minutes = 3 * 540;  ///< silence after an answer in writing: ask whether it is solved; 0: never
  std::int64_t presumed_solved_days =
      14;  ///< calendar days without a further word after which a case counts as solved; 0: never
  std::int64_t reopen_days = 30;  ///< a contact in the conversation of a case solved for less opens it again
  std::int64_t join_days = 14;    ///< a call, or who asks again, belongs to the open case with a contact in these days
  std::int64_t lost_days = 90;    ///< whose contacts before a customer is lost are counted
  std::vector<std::string> chasing_reasons = {"unanswered_mail", "promised_call_back"};
  std::vector<std::string> lost_reasons = {"cancellation"};
  std::vector<std::string> rota;  ///< agents who take new cases of unknown customers
  std::string default_owner = "service";
  std::map<std::string, std::string> teams;  ///< agent → team
};

/// Immutable after reading; safe for threads; copies share the rules.
struct Settings {
  Settings();
  /// {"service_hours": {…}, "promise_rules": {…}, "reason_rules": {…}, "reference_rules": {…},
  ///  "cases": {"answer_minutes": {"email": 480, …}, "call_back_minutes", "quiet_minutes", "presumed_solved_days",
  ///            "reopen_days", "join_days", "lost_days", "chasing_reasons", "lost_reasons", "rota", "default_owner",
  ///            "teams": {agent: team}}}
  /// What is not there is as shipped. Throws Error{parse}, Error{invalid_argument} with the member's name.
  static Settings from_json(std::string_view json);

  ServiceHours hours;
  std::shared_ptr<const PromiseRules> promises;
  std::shared_ptr<const ReasonRules> reasons;
  std::shared_ptr<const ReferenceRules> references;
  CaseOptions cases;
};

/// What is worth knowing of an interaction: its kind, reasons, promises, numbers. What the payload of a contact may say by itself
/// (owner, solved, promises, product, reasons) is described in docs/contact-rules.md. A time without a zone is one of the hours' zone. Linear in the
/// text; some 30 µs for a usual mail.
types::ContactFacts facts(const Interaction& interaction, const Settings& settings);

}  // namespace scv::contact
