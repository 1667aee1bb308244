#include "contact/automatic.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "contact/rules.hpp"
#include "types/json_text.hpp"

namespace scv::contact {
namespace {

namespace json = types::json;

/// What a message's first lines say is enough: long mails are rarely written by programs, and quotes stand below.
constexpr std::size_t kHead = 2000;

struct Patterns {
  RulePattern away_subject{
      R"re(^(?:(?:re|aw):\s*)?(?:abwesenheit|abwesend\b|out\s+of\s+(?:the\s+)?office|ooo\b|urlaub:|ich\s+bin\s+(?:abwesend|im\s+urlaub)|away\s+from)|abwesenheitsnotiz|out\s+of\s+office)re",
      "away_subject"};
  RulePattern reply_subject{
      R"re(^(?:auto(?:matische|matic)?[ -]?(?:antwort|reply|response|eingangsbest)|automatisch\s+(?:generierte|erstellte)|autoreply|auto:|eingangsbest|empfangsbest|r[ée]ponse\s+automatique|risposta\s+automatica|respuesta\s+autom[áa]tica|automatisch\s+antwoord|autosvar))re",
      "reply_subject"};
  RulePattern away_text{
      R"re(nicht\s+im\s+(?:büro|hause?)|außer\s+haus|ausser\s+haus|im\s+urlaub|in\s+elternzeit|abwesend|wieder\s+(?:im\s+büro|erreichbar|für\s+sie\s+da)|out\s+of\s+(?:the\s+)?office|on\s+(?:annual\s+|parental\s+|maternity\s+)?(?:leave|vacation|holiday)|away\s+from\s+my|back\s+in\s+the\s+office)re",
      "away_text"};
  RulePattern program_text{
      R"re((?:automatisch|maschinell)\s+(?:generierte?|erstellte?|erzeugte?|versandte?|verschickte?)|(?:this\s+is\s+an?\s+)?automat(?:ed|ic|ically\s+generated)\s+(?:message|e-?mail|reply|response|notification)|antworten\s+sie\s+(?:bitte\s+)?nicht\s+auf\s+diese|(?:do\s+not|don['’]t)\s+reply\s+to\s+this)re",
      "program_text"};
  RulePattern bounce_subject{
      R"re(^(?:undeliverable|undelivered\s+mail|unzustellbar|nicht\s+zustellbar|mail\s+delivery\s+(?:failed|system|subsystem|failure)|delivery\s+(?:status\s+notification|failure|has\s+failed)|returned\s+mail|failure\s+notice|zustellung\s+fehlgeschlagen|unzustellbarkeitsnachricht|mailzustellung|delivery\s+notification))re",
      "bounce_subject"};
  RulePattern read_subject{
      R"re(^(?:gelesen|read|read\s+receipt|lesebestätigung|nicht\s+gelesen|not\s+read|ungelesen\s+gelöscht):)re",
      "read_subject"};
  RulePattern no_user{
      R"re(user\s+unknown|unknown\s+user|no\s+such\s+(?:user|address|mailbox|recipient|domain)|does\s+not\s+exist|doesn't\s+exist|not\s+found|unrouteable|invalid\s+recipient|recipient\s+(?:address\s+)?rejected:\s+user|mailbox\s+(?:unavailable|disabled|not\s+found|unknown)|account\s+(?:is\s+)?(?:disabled|inactive|closed)|unbekannt|existiert\s+nicht|host\s+or\s+domain\s+name\s+not\s+found|host\s+unknown)re",
      "no_user"};
  RulePattern no_room{
      R"re(mailbox\s+(?:is\s+)?full|over\s*quota|quota\s+exceeded|postfach\s+(?:ist\s+)?voll|insufficient\s+storage)re",
      "no_room"};
  RulePattern code{R"re(\b([245]\.\d{1,3}\.\d{1,3})\b)re", "code"};
  RulePattern robot{
      R"re(^(?:no[._-]?reply|do[._-]?not[._-]?reply|nicht[._-]?antworten|keine[._-]?antwort|noreply[^@]*|bounces?[^@]*|notifications?|newsletter)@)re",
      "robot"};
  RulePattern daemon{R"re(^(?:mailer-daemon|postmaster|mail-?delivery[^@]*)@)re", "daemon"};
};

const Patterns& patterns() {
  static const Patterns all;
  return all;
}

/// The parts of the payload that mail leaves there.
struct Signs {
  std::map<std::string, std::string> headers;  ///< by small letters
  struct Delivery {
    std::string recipient, action, status, diagnostic;
  };
  std::vector<Delivery> deliveries;
  std::vector<std::string> failed;

  explicit Signs(std::string_view payload) {
    if (!json::is_value(payload) || json::kind(payload) != json::Kind::object) return;
    const auto text = [](std::string_view value) {
      return json::kind(value) == json::Kind::string ? json::string(value) : std::string();
    };
    json::for_each_member(payload, [&](const std::string& name, std::string_view value) {
      if (name == "headers" && json::kind(value) == json::Kind::object) {
        json::for_each_member(value, [&](const std::string& header, std::string_view content) {
          headers[base::ascii_lower(header)] = text(content);
        });
      } else if (name == "deliveries" && json::kind(value) == json::Kind::array) {
        json::for_each_element(value, [&](std::string_view element) {
          if (json::kind(element) != json::Kind::object) return;
          Delivery delivery;
          json::for_each_member(element, [&](const std::string& part, std::string_view content) {
            if (part == "recipient") delivery.recipient = text(content);
            if (part == "action") delivery.action = text(content);
            if (part == "status") delivery.status = text(content);
            if (part == "diagnostic") delivery.diagnostic = text(content);
          });
          deliveries.push_back(std::move(delivery));
        });
      } else if (name == "failed_recipients" && json::kind(value) == json::Kind::array) {
        json::for_each_element(value, [&](std::string_view element) { failed.push_back(text(element)); });
      }
    });
  }

  bool has(const char* name) const { return headers.count(name) != 0; }
  /// Small letters; empty if it is not there.
  std::string get(const char* name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : base::ascii_lower(base::trim(found->second));
  }
};

/// RFC 3463: the second number says what is wrong. An address is given up only where it is itself the reason.
bool is_hard(std::string_view status, std::string_view why) {
  if (patterns().no_room.found_in(why)) return false;
  if (status.starts_with("5.1.") || status == "5.2.1" || status == "5.4.4") return true;
  if (status.starts_with("4.") || status.starts_with("2.")) return false;
  // "5.0.0" and no status at all: what the server said.
  if (status.empty() || status == "5.0.0" || status.starts_with("5.3.") || status.starts_with("5.4.") ||
      status.starts_with("5.5."))
    return patterns().no_user.found_in(why);
  return false;
}

std::vector<Bounce> bounces_of(const Signs& signs, std::string_view text) {
  std::vector<Bounce> bounces;
  const auto known = [&](const std::string& address) {
    return std::any_of(bounces.begin(), bounces.end(), [&](const Bounce& b) { return b.address == address; });
  };
  for (const Signs::Delivery& delivery : signs.deliveries) {
    const bool late = delivery.action.starts_with("delayed");
    if ((!late && !delivery.action.empty() && !delivery.action.starts_with("failed")) || delivery.recipient.empty() ||
        known(delivery.recipient))
      continue;
    bounces.push_back({delivery.recipient, !late && is_hard(delivery.status, delivery.diagnostic), delivery.status});
  }
  const auto add_failed = [&](const std::string& address) {
    if (address.find('@') == std::string::npos || known(address)) return;
    std::vector<re2::StringPiece> groups;
    const std::string status = patterns().code.find(text, 0, groups) ? std::string(view(groups[1])) : std::string();
    bounces.push_back({address, is_hard(status, text), status});
  };
  for (const std::string& address : signs.failed) add_failed(address);
  const std::string listed = signs.get("x-failed-recipients");
  for (const std::string_view address : base::split(listed, ',')) add_failed(std::string(base::trim(address)));
  return bounces;
}

}  // namespace

Automatic automatic(const Interaction& interaction) {
  if (interaction.channel != Channel::email) return {};
  const Patterns& p = patterns();
  const Signs signs(interaction.payload);
  const std::string_view head = base::truncate_utf8(interaction.text, kHead);
  const std::string_view subject = base::trim(interaction.subject);
  std::string sender;
  for (const Participant& participant : interaction.participants) {
    if (participant.role != Role::from) continue;
    sender = base::ascii_lower(participant.value);
    break;
  }

  const std::string type = signs.get("content-type");
  const bool report = type.find("delivery-status") != std::string::npos || !signs.deliveries.empty();
  const bool failed =
      interaction.outcome == Outcome::bounced || !signs.failed.empty() || signs.has("x-failed-recipients");
  if (report || failed ||
      (p.bounce_subject.found_in(subject) &&
       (p.daemon.found_in(sender) || sender.empty() || signs.get("return-path") == "<>"))) {
    // What was only delivered, or passed on, is a receipt.
    Automatic result{MessageKind::bounce, bounces_of(signs, head)};
    if (result.bounces.empty() && !failed && !signs.deliveries.empty()) result.kind = MessageKind::notification;
    return result;
  }
  if (type.find("disposition-notification") != std::string::npos || p.read_subject.found_in(subject))
    return {MessageKind::notification, {}};

  const bool is_list = signs.has("list-id") || signs.has("list-unsubscribe") || signs.has("list-post");
  const std::string submitted = signs.get("auto-submitted"), precedence = signs.get("precedence");
  const bool away_subject = p.away_subject.found_in(subject);
  bool replied = submitted.starts_with("auto-replied") || precedence.starts_with("auto_reply") || away_subject ||
                 p.reply_subject.found_in(subject);
  for (const char* name : {"x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoreply-from",
                           "x-mail-autoreply", "x-vacation"}) {
    replied |= signs.has(name) && signs.get(name) != "no";
  }
  // RFC 3834, 3.3: an automatic reply has no address for replies to it.
  replied |= signs.get("return-path") == "<>" && !is_list;
  if (replied) {
    return {away_subject || p.away_text.found_in(head) ? MessageKind::out_of_office : MessageKind::auto_reply, {}};
  }
  if (is_list || precedence == "bulk" || precedence == "list" || precedence == "junk" || signs.has("feedback-id"))
    return {MessageKind::newsletter, {}};
  if ((!submitted.empty() && submitted != "no") || signs.has("x-auto-response-suppress") || p.robot.found_in(sender) ||
      p.daemon.found_in(sender) || p.program_text.found_in(head)) {
    return {MessageKind::notification, {}};
  }
  return {};
}

}  // namespace scv::contact
