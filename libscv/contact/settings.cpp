#include "contact/settings.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "contact/automatic.hpp"
#include "contact/rules.hpp"
#include "contact/subject.hpp"
#include "types/json_text.hpp"

namespace scv::contact {
namespace {

namespace json = types::json;

/// Shipped rules live as long as the program.
template <typename Rules>
std::shared_ptr<const Rules> shipped() {
  return {std::shared_ptr<void>(), &Rules::shipped()};
}

std::vector<std::string> texts(std::string_view value, const std::string& where) {
  std::vector<std::string> result;
  json::for_each_element(RuleReader::list(value, where),
                         [&](std::string_view element) { result.push_back(RuleReader::text(element, where)); });
  return result;
}

void read_cases(std::string_view object, CaseOptions& cases) {
  json::for_each_member(RuleReader::object(object, "cases"), [&](const std::string& name, std::string_view value) {
    const std::string where = "cases." + name;
    const std::pair<const char*, std::int64_t*> numbers[] = {{"call_back_minutes", &cases.call_back_minutes},
                                                             {"quiet_minutes", &cases.quiet_minutes},
                                                             {"presumed_solved_days", &cases.presumed_solved_days},
                                                             {"reopen_days", &cases.reopen_days},
                                                             {"join_days", &cases.join_days},
                                                             {"lost_days", &cases.lost_days}};
    const auto count = [](std::string_view text, const std::string& member) {
      const std::int64_t number = RuleReader::number(text, member);
      if (number < 0 || number > 1'000'000) RuleReader::refuse(member, "it is a number from 0 to 1000000");
      return number;
    };
    for (const auto& [known, number] : numbers) {
      if (name != known) continue;
      *number = count(value, where);
      return;
    }
    if (name == "answer_minutes") {
      json::for_each_member(
          RuleReader::object(value, where), [&](const std::string& channel, std::string_view minutes) {
            const std::optional<Channel> known = channel_from_string(channel);
            if (!known) RuleReader::refuse(where + "." + channel, "there is no such channel");
            cases.answer_minutes[static_cast<std::size_t>(*known)] = count(minutes, where + "." + channel);
          });
    } else if (name == "chasing_reasons") {
      cases.chasing_reasons = texts(value, where);
    } else if (name == "lost_reasons") {
      cases.lost_reasons = texts(value, where);
    } else if (name == "rota") {
      cases.rota = texts(value, where);
      if (std::find(cases.rota.begin(), cases.rota.end(), "") != cases.rota.end())
        RuleReader::refuse(where, "an agent has a name");
    } else if (name == "default_owner") {
      cases.default_owner = RuleReader::text(value, where);
      if (cases.default_owner.empty()) RuleReader::refuse(where, "a case always has an owner");
    } else if (name == "teams") {
      json::for_each_member(RuleReader::object(value, where), [&](const std::string& agent, std::string_view team) {
        cases.teams[agent] = RuleReader::text(team, where);
      });
    } else {
      RuleReader::refuse(where, "there is no such member");
    }
  });
}

/// What an agent, or the source, noted about a contact.
void read_notes(std::string_view payload, const Settings& settings, types::ContactFacts& to) {
  if (!json::is_value(payload) || json::kind(payload) != json::Kind::object) return;
  const auto text = [](std::string_view value) {
    return json::kind(value) == json::Kind::string ? json::string(value) : std::string();
  };
  json::for_each_member(payload, [&](const std::string& name, std::string_view value) {
    const bool is_list = json::kind(value) == json::Kind::array;
    if (name == "owner") {
      to.owner = text(value);
    } else if (name == "product") {
      to.product = text(value);
    } else if (name == "solved") {
      to.solved |= value == "true";
    } else if (name == "reasons" && is_list) {
      std::vector<std::string> noted;
      json::for_each_element(value, [&](std::string_view element) { noted.push_back(text(element)); });
      std::erase(noted, "");
      if (!noted.empty()) to.reasons = std::move(noted);
    } else if (name == "promises" && is_list) {
      json::for_each_element(value, [&](std::string_view element) {
        if (json::kind(element) != json::Kind::object) return;
        types::PromiseFact promise;
        std::optional<std::int64_t> due;
        json::for_each_member(element, [&](const std::string& part, std::string_view content) {
          if (part == "text") promise.text = text(content);
          if (part == "kind") promise.call_back = text(content) == "call_back";
          if (part != "due") return;
          const std::string written = text(content);
          if (const auto instant = base::parse_rfc3339(written)) {
            due = written.size() == 10 ? settings.hours.end_of_day(
                                             settings.hours.day_of(settings.hours.zone().from_local(instant->unix_ms)))
                  : instant->offset_minutes ? instant->unix_ms
                                            : settings.hours.zone().from_local(instant->unix_ms);
          }
        });
        if (!due) return;
        promise.due_ms = *due;
        to.promises.push_back(std::move(promise));
      });
    }
  });
}

}  // namespace

Settings::Settings()
    : promises(shipped<PromiseRules>()), reasons(shipped<ReasonRules>()), references(shipped<ReferenceRules>()) {
  constexpr std::int64_t kDay = 540;
  cases.answer_minutes.fill(kDay);
  const auto set = [&](Channel channel, std::int64_t minutes) {
    cases.answer_minutes[static_cast<std::size_t>(channel)] = minutes;
  };
  set(Channel::chat, 10);
  set(Channel::sms, 120);
  set(Channel::social, 240);
  set(Channel::letter, 3 * kDay);
}

Settings Settings::from_json(std::string_view text) {
  Settings settings;
  json::for_each_member(
      RuleReader::object(json::parse(text), "the document"), [&](const std::string& name, std::string_view value) {
        if (name == "service_hours")
          settings.hours = ServiceHours::from_json(value);
        else if (name == "promise_rules")
          settings.promises = std::make_shared<const PromiseRules>(PromiseRules::from_json(value));
        else if (name == "reason_rules")
          settings.reasons = std::make_shared<const ReasonRules>(ReasonRules::from_json(value));
        else if (name == "reference_rules")
          settings.references = std::make_shared<const ReferenceRules>(ReferenceRules::from_json(value));
        else if (name == "cases")
          read_cases(value, settings.cases);
        else
          RuleReader::refuse(name, "there is no such member");
      });
  return settings;
}

types::ContactFacts facts(const Interaction& interaction, const Settings& settings) {
  types::ContactFacts facts;
  facts.source = interaction.source;
  facts.id = interaction.id;
  if (const std::optional<base::Instant> instant = base::parse_rfc3339(interaction.time)) {
    facts.time_ms = instant->offset_minutes ? instant->unix_ms : settings.hours.zone().from_local(instant->unix_ms);
  }
  facts.channel = interaction.channel;
  facts.direction = interaction.direction;
  facts.outcome = interaction.outcome;
  facts.kind = automatic(interaction).kind;
  facts.duration_s = interaction.duration_s;
  facts.agent = interaction.agent;
  facts.references = interaction.references;
  Subject subject = subject_of(interaction.subject);
  facts.subject = std::move(subject.base);
  facts.is_reply = subject.reply || subject.forward;
  if (facts.kind != MessageKind::newsletter && facts.kind != MessageKind::bounce) {
    for (const FoundReference& one : settings.references->find(interaction.subject, interaction.text)) {
      if (one.joins) facts.numbers.push_back(one.kind + ":" + one.value);
    }
    // An order, an invoice is itself what others name by its number.
    const char* kind = facts.channel == Channel::order     ? "order_number:"
                       : facts.channel == Channel::invoice ? "invoice_number:"
                                                           : nullptr;
    const std::string number = kind != nullptr ? normal_reference(interaction.id) : std::string();
    if (!number.empty()) facts.numbers.push_back(kind + number);
  }
  const bool personal = facts.kind == MessageKind::personal;
  // What stands beside a call or a visit was written by the agent.
  const bool noted = facts.channel == Channel::call || facts.channel == Channel::visit;
  if (facts.time_ms && (facts.direction == Direction::outbound || noted) &&
      (personal || facts.kind == MessageKind::auto_reply)) {
    for (FoundPromise& promise : settings.promises->find(interaction.text, *facts.time_ms, settings.hours))
      facts.promises.push_back({promise.due_ms, promise.kind == PromiseKind::call_back, std::move(promise.text)});
  }
  if (personal && facts.direction == Direction::inbound) {
    facts.reasons = settings.reasons->find(interaction.subject, interaction.text);
    facts.solved = settings.reasons->says_solved(interaction.text);
  }
  read_notes(interaction.payload, settings, facts);
  facts.demand = settings.reasons->demand(facts.reasons);
  return facts;
}

}  // namespace scv::contact
