#include "contact/cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "contact/indicators.hpp"
#include "scv/error.hpp"

using scv::Case;
using scv::Channel;
using scv::Direction;
using scv::kNever;
using scv::MessageKind;
using scv::Outcome;
using scv::PromiseState;
using scv::Solution;
using scv::Story;
using scv::WaitingKind;
using scv::contact::Settings;
using scv::types::ContactFacts;

namespace {

/// Monday to Friday, 9 to 18 o'clock.
const Settings& settings() {
  static const Settings result = Settings::from_json(R"({
    "service_hours":{"time_zone":"Europe/Berlin"},
    "cases":{"rota":["ben","eva"],"answer_minutes":{"email":120},"call_back_minutes":60,"quiet_minutes":1620,
             "teams":{"anna":"north"}}})");
  return result;
}

std::int64_t ms(std::string_view text) {
  const auto instant = scv::base::parse_rfc3339(text).value();
  return instant.offset_minutes ? instant.unix_ms : settings().hours.zone().from_local(instant.unix_ms);
}
std::string local(std::int64_t time) {
  if (time == kNever) return "never";
  return scv::base::format_rfc3339({settings().hours.zone().to_local(time), {}}).substr(0, 16);
}

/// March 2026: the 2nd, 9th, 16th and 23rd are Mondays.
ContactFacts contact(std::string id, std::string_view time, Channel channel, Direction direction) {
  ContactFacts one;
  one.source = "s";
  one.id = std::move(id);
  if (!time.empty()) one.time_ms = ms(time);
  one.channel = channel;
  one.direction = direction;
  return one;
}
ContactFacts mail_in(std::string id, std::string_view time, std::vector<std::string> references = {}) {
  ContactFacts one = contact(std::move(id), time, Channel::email, Direction::inbound);
  one.references = std::move(references);
  return one;
}
ContactFacts mail_out(std::string id, std::string_view time, std::string agent,
                      std::vector<std::string> references = {}) {
  ContactFacts one = contact(std::move(id), time, Channel::email, Direction::outbound);
  one.agent = std::move(agent);
  one.references = std::move(references);
  return one;
}
ContactFacts call(std::string id, std::string_view time, Direction direction, Outcome outcome, std::string agent = "") {
  ContactFacts one = contact(std::move(id), time, Channel::call, direction);
  one.outcome = outcome;
  one.agent = std::move(agent);
  return one;
}
ContactFacts promising(ContactFacts one, std::string_view due) {
  one.promises.push_back({ms(due), false, "wir melden uns"});
  return one;
}

constexpr std::string_view kNow = "2026-12-01T12:00";

Story tell(const std::vector<ContactFacts>& contacts, std::string_view now = kNow) {
  return scv::contact::tell(contacts, settings(), ms(now));
}

/// All that a story says, with ids in place of numbers.
std::string told(const Story& story, const std::vector<ContactFacts>& contacts) {
  std::string text;
  const auto name = [&](std::uint32_t i) { return contacts[i].source + "/" + contacts[i].id; };
  const auto list = [&](const char* what, const std::vector<std::uint32_t>& members) {
    text += what;
    for (const std::uint32_t i : members) text += " " + name(i);
    text += "\n";
  };
  list("order:", story.order);
  for (const auto& members : story.conversations) list("conversation:", members);
  for (const Case& one : story.cases) {
    list("case:", one.contacts);
    text += "  " + one.owner + " opened " + local(one.opened_ms) + " answered " + local(one.answered_ms) + " by " +
            (one.answered_by ? name(*one.answered_by) : "nobody") + " solved " + local(one.solved_ms) + " closes " +
            local(one.closes_ms) + " " + std::string(to_string(one.solution)) + " inbound " +
            std::to_string(one.inbound) + " reopened " + std::to_string(one.reopened);
    for (const auto& handover : one.handovers)
      text += " " + handover.from + ">" + handover.to + "@" + name(handover.contact);
    for (const auto& reason : one.reasons) text += " " + reason;
    text += "\n";
  }
  for (const auto& p : story.promises)
    text += "promise: " + name(p.contact) + " case " + std::to_string(p.case_no) + " due " + local(p.due_ms) +
            " kept " + (p.kept_by ? name(*p.kept_by) : "") + " " + local(p.kept_ms) + " released " +
            local(p.released_ms) + " " + p.agent + "\n";
  for (const auto& w : story.waiting)
    text += "waiting: " + std::string(to_string(w.kind)) + " " + name(w.contact) + " since " + local(w.since_ms) +
            " due " + local(w.due_ms) + " until " + local(w.until_ms) + " " + w.owner + "\n";
  text += "revise " + local(story.revise_ms);
  return text;
}

/// "unanswered 1 due 2026-03-09T11:00 anna"
std::vector<std::string> waiting(const Story& story, const std::vector<ContactFacts>& contacts) {
  std::vector<std::string> result;
  for (const auto& w : story.waiting) {
    if (w.kind == WaitingKind::quiet) continue;
    result.push_back(std::string(to_string(w.kind)) + " " + contacts[w.contact].id + " due " + local(w.due_ms) + " " +
                     w.owner);
  }
  return result;
}

}  // namespace

TEST_CASE("cases: an unanswered mail waits, with its owner, from when service begins") {
  const std::vector<ContactFacts> contacts = {mail_in("1", "2026-03-10T19:05")};
  const Story story = tell(contacts);
  REQUIRE(story.cases.size() == 1);
  CHECK(story.cases[0].is_open(ms(kNow)));
  CHECK((story.cases[0].owner == "ben" || story.cases[0].owner == "eva"));
  CHECK(waiting(story, contacts) ==
        std::vector<std::string>{"unanswered 1 due 2026-03-11T11:00 " + story.cases[0].owner});
  CHECK(story.waiting[0].until_ms == kNever);
}

TEST_CASE("cases: what has no time waits without a due time, and belongs to no month") {
  const std::vector<ContactFacts> contacts = {mail_in("undated", "")};
  const Story story = scv::contact::tell(contacts, settings(), ms("2026-03-09T12:00"));
  REQUIRE(story.waiting.size() == 1);
  CHECK_FALSE(story.dated[0]);
  CHECK(story.waiting[0].due_ms == kNever);
  const auto counted = scv::contact::counts(story, contacts, settings(), ms("2026-03-09T12:00"));
  REQUIRE_FALSE(counted.empty());
  for (const auto& one : counted) {
    CHECK(scv::contact::value_of(one, scv::Dimension::month, story, contacts, settings()).empty());
  }
}

TEST_CASE("cases: an answer by mail, by a call, by what is no answer") {
  const std::string none;
  struct Row {
    const char* what;
    ContactFacts answer;
    bool answers;
  };
  ContactFacts bounced = mail_out("2", "2026-03-09T11:00", "anna", {"1"});
  bounced.outcome = Outcome::bounced;
  ContactFacts automatic = mail_out("2", "2026-03-09T11:00", "", {"1"});
  automatic.kind = MessageKind::auto_reply;
  ContactFacts newsletter = mail_out("2", "2026-03-09T11:00", "", {});
  newsletter.kind = MessageKind::newsletter;
  ContactFacts parcel = contact("2", "2026-03-09T11:00", Channel::shipment, Direction::outbound);
  ContactFacts voicemail = call("2", "2026-03-09T11:00", Direction::outbound, Outcome::voicemail, "anna");
  const Row rows[] = {
      {"a reply", mail_out("2", "2026-03-09T11:00", "anna", {"1"}), true},
      {"a new mail", mail_out("2", "2026-03-09T11:00", "anna"), true},
      {"a call", call("2", "2026-03-09T11:00", Direction::outbound, Outcome::answered, "anna"), true},
      {"a call to the machine", voicemail, true},
      {"a call in vain", call("2", "2026-03-09T11:00", Direction::outbound, Outcome::missed, "anna"), false},
      {"a call to a busy line", call("2", "2026-03-09T11:00", Direction::outbound, Outcome::busy, "anna"), false},
      {"a talk when the customer calls", call("2", "2026-03-09T11:00", Direction::inbound, Outcome::answered, "anna"),
       true},
      {"a mail that came back", bounced, false},
      {"an automatic reply", automatic, false},
      {"a newsletter", newsletter, false},
      {"a parcel", parcel, false},
      {"an internal mail", contact("2", "2026-03-09T11:00", Channel::email, Direction::internal), false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const std::vector<ContactFacts> contacts = {mail_in("1", "2026-03-09T10:00"), row.answer};
    const Story story = tell(contacts);
    REQUIRE(story.cases.size() == 1);
    CHECK(waiting(story, contacts).empty() == row.answers);
    CHECK((story.cases[0].answered_ms != kNever) == row.answers);
    if (row.answers) CHECK(story.cases[0].owner == "anna");
  }
}

TEST_CASE("cases: a bounce that comes later takes the answer back") {
  ContactFacts bounce = mail_in("3", "2026-03-09T11:05", {"2"});
  bounce.kind = MessageKind::bounce;
  bounce.outcome = Outcome::bounced;
  const std::vector<ContactFacts> contacts = {mail_in("1", "2026-03-09T10:00"),
                                              mail_out("2", "2026-03-09T11:00", "anna", {"1"}), bounce};
  CHECK(waiting(tell(contacts), contacts) == std::vector<std::string>{"unanswered 1 due 2026-03-09T12:00 anna"});
}

TEST_CASE("cases: missed calls and voicemails are returned by a talk") {
  std::vector<ContactFacts> contacts = {call("1", "2026-03-09T10:00", Direction::inbound, Outcome::missed),
                                        call("2", "2026-03-09T10:05", Direction::inbound, Outcome::abandoned),
                                        contact("3", "2026-03-09T10:06", Channel::voicemail, Direction::inbound)};
  Story story = tell(contacts);
  REQUIRE(story.cases.size() == 1);
  CHECK(story.cases[0].inbound == 3);
  CHECK(waiting(story, contacts) ==
        std::vector<std::string>{"missed_call 1 due 2026-03-09T11:00 " + story.cases[0].owner});
  contacts.push_back(call("4", "2026-03-09T11:30", Direction::outbound, Outcome::answered, "anna"));
  story = tell(contacts);
  CHECK(waiting(story, contacts).empty());
  CHECK(local(story.cases[0].answered_ms) == "2026-03-09T11:30");
}

TEST_CASE("cases: a chat is a talk where somebody answered; what was written in it alone waits for an answer") {
  for (const Outcome outcome : {Outcome::unknown, Outcome::missed}) {
    std::vector<ContactFacts> contacts = {contact("1", "2026-03-09T10:00", Channel::chat, Direction::inbound)};
    contacts[0].outcome = outcome;
    Story story = tell(contacts);
    CHECK(waiting(story, contacts) ==
          std::vector<std::string>{"unanswered 1 due 2026-03-09T10:10 " + story.cases[0].owner});
    contacts.push_back(contact("2", "2026-03-09T10:05", Channel::chat, Direction::outbound));
    contacts[1].agent = "anna";
    story = tell(contacts);
    CHECK(waiting(story, contacts).empty());
    CHECK(local(story.cases[0].answered_ms) == "2026-03-09T10:05");
  }
  std::vector<ContactFacts> talk = {contact("1", "2026-03-09T10:00", Channel::chat, Direction::inbound)};
  talk[0].outcome = Outcome::answered;
  CHECK(waiting(tell(talk), talk).empty());
}

TEST_CASE("cases: a call that was blocked opens none and waits for nobody") {
  const std::vector<ContactFacts> contacts = {call("1", "2026-03-09T10:00", Direction::inbound, Outcome::blocked)};
  const Story story = tell(contacts);
  CHECK(story.cases.empty());
  CHECK(story.waiting.empty());
}

TEST_CASE("cases: promises are kept in any channel, kept late, overdue, released") {
  const auto state = [](std::vector<ContactFacts> more, std::string_view now) {
    std::vector<ContactFacts> contacts = {
        mail_in("1", "2026-03-09T10:00"),
        promising(mail_out("2", "2026-03-09T11:00", "anna", {"1"}), "2026-03-12T18:00")};
    contacts.insert(contacts.end(), more.begin(), more.end());
    const Story story = tell(contacts);
    REQUIRE(story.promises.size() == 1);
    CHECK(story.promises[0].agent == "anna");
    return std::string(to_string(story.promises[0].state(ms(now))));
  };
  CHECK(state({}, "2026-03-10T10:00") == "open");
  CHECK(state({}, "2026-03-13T10:00") == "overdue");
  CHECK(state({mail_out("3", "2026-03-11T11:00", "anna", {"1"})}, "2026-03-13T10:00") == "kept");
  CHECK(state({mail_out("3", "2026-03-11T11:00", "anna", {"1"})}, "2026-03-10T10:00") == "open");
  CHECK(state({call("3", "2026-03-12T17:00", Direction::outbound, Outcome::answered)}, "2026-03-13T10:00") == "kept");
  CHECK(state({call("3", "2026-03-12T17:00", Direction::outbound, Outcome::missed)}, "2026-03-13T10:00") == "overdue");
  CHECK(state({call("3", "2026-03-13T10:00", Direction::outbound, Outcome::answered)}, "2026-03-13T11:00") ==
        "kept_late");
  ContactFacts thanks = mail_in("3", "2026-03-10T11:00", {"2"});
  thanks.solved = true;
  CHECK(state({thanks}, "2026-03-13T11:00") == "released");
  thanks.time_ms = ms("2026-03-13T11:00");
  CHECK(state({thanks}, "2026-03-14T11:00") == "overdue");
}

TEST_CASE("cases: what is promised waits until it is done, and a promise alone opens a case") {
  const std::vector<ContactFacts> contacts = {
      promising(call("1", "2026-03-09T11:00", Direction::outbound, Outcome::answered, "anna"), "2026-03-12T18:00")};
  const Story story = tell(contacts);
  REQUIRE(story.cases.size() == 1);
  CHECK(story.cases[0].is_open(ms("2030-01-01T00:00")));
  CHECK(waiting(story, contacts) == std::vector<std::string>{"promise 1 due 2026-03-12T18:00 anna"});
}

TEST_CASE("cases: solved by the customer, by an agent, by silence; opened again") {
  ContactFacts thanks = mail_in("3", "2026-03-10T11:00", {"2"});
  thanks.solved = true;
  std::vector<ContactFacts> contacts = {mail_in("1", "2026-03-09T10:00"),
                                        mail_out("2", "2026-03-09T11:00", "anna", {"1"}), thanks};
  Story story = tell(contacts);
  REQUIRE(story.cases.size() == 1);
  CHECK(story.cases[0].solution == Solution::customer);
  CHECK(local(story.cases[0].closes_ms) == "2026-03-10T11:00");
  CHECK(story.waiting.empty());

  contacts.push_back(mail_in("4", "2026-03-12T10:00", {"3"}));
  story = tell(contacts);
  REQUIRE(story.cases.size() == 1);
  CHECK(story.cases[0].reopened == 1);
  CHECK(story.cases[0].is_open(ms(kNow)));
  CHECK(waiting(story, contacts) == std::vector<std::string>{"unanswered 4 due 2026-03-12T12:00 anna"});

  contacts.back() = mail_in("4", "2026-06-12T10:00", {"3"});
  CHECK(tell(contacts).cases.size() == 2);  // too late to be the same concern

  contacts = {mail_in("1", "2026-03-09T10:00"), mail_out("2", "2026-03-09T11:00", "anna", {"1"})};
  story = tell(contacts);
  CHECK(story.cases[0].solution == Solution::presumed);
  CHECK(local(story.cases[0].solved_ms) == "2026-03-09T11:00");
  CHECK(local(story.cases[0].closes_ms) == "2026-03-23T11:00");
  CHECK(story.cases[0].is_open(ms("2026-03-23T10:59")));
  CHECK_FALSE(story.cases[0].is_open(ms("2026-03-23T11:00")));
  // In between somebody should ask.
  REQUIRE(story.waiting.size() == 1);
  CHECK(story.waiting[0].kind == WaitingKind::quiet);
  CHECK(local(story.waiting[0].due_ms) == "2026-03-12T11:00");
  CHECK(story.waiting[0].until_ms == story.cases[0].closes_ms);

  contacts[1].solved = true;
  CHECK(tell(contacts).cases[0].solution == Solution::agent);
}

TEST_CASE("cases: owners and handovers") {
  std::vector<ContactFacts> contacts = {
      mail_in("1", "2026-03-09T10:00"), mail_out("2", "2026-03-09T11:00", "anna", {"1"}),
      mail_in("3", "2026-03-09T12:00", {"2"}), mail_out("4", "2026-03-09T13:00", "ben", {"3"}),
      mail_out("5", "2026-03-09T14:00", "ben", {"3"})};
  Story story = tell(contacts);
  REQUIRE(story.cases.size() == 1);
  CHECK(story.cases[0].owner == "ben");
  REQUIRE(story.cases[0].handovers.size() == 1);
  CHECK(story.cases[0].handovers[0].from == "anna");
  CHECK(story.cases[0].handovers[0].to == "ben");
  // Who knows the customer takes the next case.
  contacts.push_back(mail_in("6", "2026-05-04T10:00"));
  story = tell(contacts);
  REQUIRE(story.cases.size() == 2);
  CHECK(story.cases[1].owner == "ben");
  ContactFacts note = contact("7", "2026-05-04T11:00", Channel::email, Direction::internal);
  note.references = {"6"};
  note.owner = "eva";
  contacts.push_back(note);
  story = tell(contacts);
  CHECK(story.cases[1].owner == "eva");
  CHECK(story.cases[1].handovers.size() == 1);
  CHECK(waiting(story, contacts) == std::vector<std::string>{"unanswered 6 due 2026-05-04T12:00 eva"});
}

TEST_CASE("cases: a customer without agents or rota has an owner all the same") {
  const Settings plain;
  const std::vector<ContactFacts> contacts = {mail_in("1", "2026-03-09T10:00")};
  CHECK(scv::contact::tell(contacts, plain, ms(kNow)).cases.at(0).owner == "service");
}

TEST_CASE("conversations: references, numbers, subjects, doubles") {
  ContactFacts order = contact("4711", "2026-03-02T10:00", Channel::order, Direction::inbound);
  order.numbers = {"order_number:4711"};
  ContactFacts parcel = mail_out("p", "2026-03-04T10:00", "");
  parcel.kind = MessageKind::notification;
  parcel.numbers = {"order_number:4711"};
  ContactFacts question = mail_in("q", "2026-03-09T10:00");
  question.numbers = {"order_number:4711"};
  question.subject = "wo ist es";
  ContactFacts reply = mail_out("r", "2026-03-09T11:00", "anna");
  reply.subject = "wo ist es";
  reply.is_reply = true;
  ContactFacts late_reply = reply;
  late_reply.id = "l";
  late_reply.time_ms = ms("2026-06-09T11:00");
  ContactFacts other = mail_in("o", "2026-03-10T11:00");
  other.subject = "wo ist es";
  ContactFacts copy = question;
  copy.source = "t";
  const std::vector<ContactFacts> contacts = {order, parcel, question, reply, late_reply, other, copy};
  const Story story = tell(contacts);
  REQUIRE(story.conversations.size() == 3);
  CHECK(story.conversations[0] == std::vector<std::uint32_t>{0, 1, 2, 6, 3});
  CHECK(story.conversations[1] == std::vector<std::uint32_t>{5});
  CHECK(story.conversations[2] == std::vector<std::uint32_t>{4});
  CHECK(story.cases.at(0).inbound == 1);  // the copy counts once
}

TEST_CASE("conversations: the same call of two systems, and two calls in a row") {
  ContactFacts one = call("1", "2026-03-09T10:00", Direction::inbound, Outcome::answered);
  ContactFacts two = call("x", "2026-03-09T10:01", Direction::inbound, Outcome::unknown, "anna");
  two.source = "t";
  two.duration_s = 60;
  one.duration_s = 63;
  std::vector<ContactFacts> contacts = {one, two};
  Story story = tell(contacts);
  CHECK(story.cases.at(0).inbound == 1);
  CHECK(story.cases.at(0).owner == "anna");
  CHECK(story.conversations.size() == 1);
  contacts[1].source = "s";  // one system logs no call twice
  CHECK(tell(contacts).cases.at(0).inbound == 2);
  contacts[1].source = "t";
  contacts[1].duration_s = 600;
  CHECK(tell(contacts).cases.at(0).inbound == 2);
  // Equal ids of two call logs are not one conversation.
  contacts[1].id = "1";
  contacts[1].time_ms = ms("2026-05-09T10:00");
  CHECK(tell(contacts).conversations.size() == 2);
}

TEST_CASE("cases: who asks again, and who calls about an open case, opens no second one") {
  ContactFacts again = mail_in("2", "2026-03-11T10:00");
  again.reasons = {"unanswered_mail"};
  std::vector<ContactFacts> contacts = {mail_in("1", "2026-03-09T10:00"), again};
  CHECK(tell(contacts).cases.size() == 1);
  contacts[1].reasons = {"order"};
  CHECK(tell(contacts).cases.size() == 2);
  contacts[1] = call("2", "2026-03-11T10:00", Direction::inbound, Outcome::missed);
  CHECK(tell(contacts).cases.size() == 1);
  contacts[1] = call("2", "2026-05-11T10:00", Direction::inbound, Outcome::missed);
  CHECK(tell(contacts).cases.size() == 2);
  ContactFacts thanks = mail_in("1", "2026-03-11T10:00");
  thanks.solved = true;
  contacts = {thanks};
  CHECK(tell(contacts).cases.empty());
}

TEST_CASE("times: undated and future mails stand beside what they answer, and wait all the same") {
  std::vector<ContactFacts> contacts = {mail_in("1", ""), mail_out("2", "2026-03-09T11:00", "anna", {"1"}),
                                        mail_in("3", "", {"2"}), mail_in("4", "2099-01-01T00:00", {"2"}),
                                        mail_in("5", "")};
  const Story story = tell(contacts);
  CHECK(told(story, contacts).find("order: s/1 s/5 s/2 s/3 s/4") == 0);
  CHECK(story.waiting.size() == 2);
  CHECK(local(story.revise_ms) == "2098-12-31T00:00");
  CHECK(tell({contacts[3]}, "2099-02-01T00:00").revise_ms == kNever);
  CHECK(tell({}).cases.empty());
}

TEST_CASE("settings: what cannot be read names its member") {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "the document"},
      {R"({"x":1})", "x"},
      {R"({"cases":{"x":1}})", "cases.x"},
      {R"({"cases":{"answer_minutes":{"fax":1}}})", "cases.answer_minutes.fax"},
      {R"({"cases":{"join_days":-1}})", "cases.join_days"},
      {R"({"cases":{"default_owner":""}})", "cases.default_owner"},
      {R"({"cases":{"rota":[1]}})", "cases.rota"},
      {R"({"cases":{"rota":["anna",""]}})", "cases.rota"},
      {R"({"service_hours":{"x":1}})", "'x'"},
      {R"({"promise_rules":{"x":1}})", "x"},
  };
  for (const auto& [text, named] : cases) {
    CAPTURE(text);
    try {
      Settings::from_json(text);
      FAIL("no error");
    } catch (const scv::Error& error) {
      CHECK(std::string(error.what()).find(named) != std::string::npos);
    }
  }
}

TEST_CASE("facts: there and back, and what they take from an interaction") {
  scv::Interaction mail;
  mail.source = "mail";
  mail.id = "a@b";
  mail.channel = Channel::email;
  mail.direction = Direction::outbound;
  mail.time = "2026-03-10T10:12:00";
  mail.agent = "anna";
  mail.subject = "AW: Bestellung 4711-22";
  mail.text = "Wir melden uns bis Donnerstag.\n\nViele Grüße";
  mail.references = {"x@y"};
  mail.payload = R"({"owner":"eva","product":"bed","promises":[{"due":"2026-03-20","kind":"call_back","text":"t"}]})";
  ContactFacts facts = scv::contact::facts(mail, settings());
  CHECK(local(*facts.time_ms) == "2026-03-10T10:12");
  CHECK(facts.is_reply);
  CHECK(facts.numbers == std::vector<std::string>{"order_number:471122"});
  REQUIRE(facts.promises.size() == 2);
  CHECK(local(facts.promises[0].due_ms) == "2026-03-12T18:00");
  CHECK(local(facts.promises[1].due_ms) == "2026-03-20T18:00");
  CHECK(facts.promises[1].call_back);
  CHECK(facts.owner == "eva");
  CHECK(facts.product == "bed");
  CHECK(scv::types::contact_facts_from_json(to_json(facts)) == facts);

  mail.direction = Direction::inbound;
  mail.text = "Wo bleibt mein Paket? Ich melde mich morgen.";
  mail.payload = "";
  facts = scv::contact::facts(mail, settings());
  CHECK(facts.promises.empty());
  CHECK(facts.reasons.at(0) == "late_delivery");
  CHECK(facts.demand == scv::Demand::failure);
  CHECK(scv::types::contact_facts_from_json(to_json(facts)) == facts);

  scv::Interaction note;
  note.channel = Channel::call;
  note.direction = Direction::inbound;
  note.time = "2026-03-10T10:12:00+01:00";
  note.text = "Kunde fragt nach dem Termin. Rückruf bis Donnerstag zugesagt.";
  CHECK(scv::contact::facts(note, settings()).promises.size() == 1);
  CHECK(scv::types::contact_facts_from_json(to_json(ContactFacts())) == ContactFacts());
  for (const char* text : {"", "[]", R"({"s":1})", R"({"c":99})", R"({"t":"x"})", R"({"p":[1]})", R"({"r":1})"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(scv::types::contact_facts_from_json(text), scv::Error);
  }
}

namespace {

unsigned pick(std::mt19937& random, unsigned below) { return static_cast<unsigned>(random() % below); }

std::vector<ContactFacts> random_contacts(std::mt19937& random) {
  const char* const agents[] = {"", "anna", "ben", "eva"};
  const char* const reasons[] = {"late_delivery", "unanswered_mail", "order", "cancellation"};
  std::vector<ContactFacts> contacts;
  const unsigned count = pick(random, 25);
  for (unsigned i = 0; i < count; ++i) {
    ContactFacts one;
    one.source = pick(random, 4) != 0 ? "s" : "t";
    one.id = "m" + std::to_string(pick(random, 3) == 0 ? pick(random, 12) : 100 + i);
    if (pick(random, 10) != 0)
      one.time_ms = ms("2026-03-02T00:00") + static_cast<std::int64_t>(pick(random, 60 * 24 * 40)) * 60'000;
    if (pick(random, 30) == 0) one.time_ms = ms("2031-01-01T00:00");
    one.channel = pick(random, 3) != 0 ? Channel::email : static_cast<Channel>(pick(random, 15));
    if (pick(random, 4) == 0) one.channel = Channel::call;
    one.direction = pick(random, 8) == 0   ? static_cast<Direction>(pick(random, 4))
                    : pick(random, 2) != 0 ? Direction::inbound
                                           : Direction::outbound;
    if (one.channel == Channel::call) one.outcome = static_cast<Outcome>(pick(random, 8));
    if (pick(random, 6) == 0) one.kind = static_cast<MessageKind>(pick(random, 6));
    if (one.kind == MessageKind::bounce && pick(random, 2) != 0) one.outcome = Outcome::bounced;
    one.agent = agents[pick(random, 4)];
    if (pick(random, 12) == 0) one.owner = agents[pick(random, 4)];
    for (unsigned k = pick(random, 3); k > 0; --k)
      one.references.push_back("m" + std::to_string(pick(random, 2) != 0 ? pick(random, 12) : 100 + pick(random, 25)));
    if (pick(random, 5) == 0) one.numbers.push_back("n" + std::to_string(pick(random, 3)));
    if (pick(random, 3) == 0) one.subject = "s" + std::to_string(pick(random, 3));
    one.is_reply = pick(random, 2) != 0;
    if (one.time_ms && pick(random, 4) == 0)
      one.promises.push_back({*one.time_ms + static_cast<std::int64_t>(pick(random, 5000)) * 60'000, false, "p"});
    if (pick(random, 3) == 0) one.reasons.push_back(reasons[pick(random, 4)]);
    one.solved = pick(random, 8) == 0;
    const bool taken = std::any_of(contacts.begin(), contacts.end(), [&](const ContactFacts& other) {
      return other.source == one.source && other.id == one.id;
    });
    if (!taken) contacts.push_back(std::move(one));
  }
  return contacts;
}

}  // namespace

TEST_CASE("property: a story does not depend on the order of arrival, and loses nothing") {
  for (unsigned seed = 1; seed <= 1500; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<ContactFacts> contacts = random_contacts(random);
    const Story story = tell(contacts);
    const std::string whole = told(story, contacts);

    std::multiset<std::uint32_t> in_conversation, in_case;
    for (const auto& members : story.conversations) in_conversation.insert(members.begin(), members.end());
    CHECK(in_conversation.size() == contacts.size());
    CHECK(std::set<std::uint32_t>(in_conversation.begin(), in_conversation.end()).size() == contacts.size());
    CHECK(std::is_permutation(story.order.begin(), story.order.end(), in_conversation.begin(), in_conversation.end()));
    for (const Case& one : story.cases) {
      in_case.insert(one.contacts.begin(), one.contacts.end());
      CHECK_FALSE(one.owner.empty());
      CHECK_FALSE(one.contacts.empty());
      CHECK((one.solution == Solution::none) == (one.closes_ms == kNever));
      CHECK(one.solved_ms <= one.closes_ms);
    }
    CHECK(std::set<std::uint32_t>(in_case.begin(), in_case.end()).size() == in_case.size());
    for (const auto& w : story.waiting) {
      REQUIRE(w.case_no < story.cases.size());
      CHECK((w.due_ms < w.until_ms || (w.due_ms == kNever && !story.dated[w.contact])));
      CHECK(w.owner == story.cases[w.case_no].owner);
      if (w.kind != WaitingKind::quiet) CHECK(story.cases[w.case_no].is_open(INT64_MAX - 1));
    }
    CHECK(std::is_sorted(story.waiting.begin(), story.waiting.end(),
                         [](const auto& a, const auto& b) { return a.due_ms < b.due_ms; }));
    for (const auto& promise : story.promises) {
      const bool waits = std::any_of(story.waiting.begin(), story.waiting.end(), [&](const auto& w) {
        return w.kind == WaitingKind::promise && w.contact == promise.contact && w.due_ms == promise.due_ms;
      });
      CHECK(waits == (!promise.kept_by && promise.released_ms == kNever));
    }
    for (int round = 0; round < 3; ++round) {
      std::shuffle(contacts.begin(), contacts.end(), random);
      REQUIRE(told(tell(contacts), contacts) == whole);
    }
  }
}

TEST_CASE("cases: a switchboard with thousands of contacts takes little time") {
  std::vector<ContactFacts> contacts;
  for (int i = 0; i < 20'000; ++i) {
    const auto time = ms("2026-03-02T00:00") + i * 60'000LL;
    ContactFacts one =
        call(std::to_string(i), "2026-03-02T00:00", i % 3 != 0 ? Direction::inbound : Direction::outbound,
             i % 5 != 0 ? Outcome::missed : Outcome::answered);
    if (i % 2 == 0) one.channel = Channel::email;
    one.time_ms = time;
    if (i % 7 == 0) one.promises.push_back({time + 1000, false, ""});
    if (i > 0 && i % 4 == 0) one.references = {std::to_string(i - 4)};
    contacts.push_back(std::move(one));
  }
  const std::clock_t start = std::clock();
  CHECK(tell(contacts).order.size() == contacts.size());
  const auto took_ms = (std::clock() - start) * 1000 / CLOCKS_PER_SEC;  // of the processor: other programs run
  CHECK(took_ms < 5000);                                                // under a sanitizer
}
