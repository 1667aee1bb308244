#include "scv/service.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "scv/hub.hpp"

namespace {

using scv::Channel;
using scv::ContactPointKind;
using scv::Direction;
using scv::Field;
using scv::Hub;
using scv::Interaction;
using scv::Outcome;
using scv::Record;
using scv::Role;

Record person(const std::string& id, const std::string& given, const std::string& family) {
  Record record{.source = "crm", .id = id, .updated_at = {}, .attributes = {}, .payload = {}};
  return record.add(Field::given_name, given).add(Field::family_name, family);
}

Interaction call(const std::string& id, const std::string& time, const std::string& number, Outcome outcome) {
  Interaction call;
  call.source = "phone";
  call.id = id;
  call.channel = Channel::call;
  call.direction = Direction::inbound;
  call.time = time;
  call.outcome = outcome;
  call.duration_s = outcome == Outcome::answered ? 90 : 0;
  call.participants.push_back({Role::from, ContactPointKind::phone, number, {}, false});
  call.participants.push_back({Role::to, ContactPointKind::phone, "+49 351 99999", {}, true});
  return call;
}

Interaction mail(const std::string& id, const std::string& time, const std::string& from, const std::string& subject,
                 const std::string& text, bool outbound = false) {
  Interaction mail;
  mail.source = "mail";
  mail.id = id;
  mail.channel = Channel::email;
  mail.direction = outbound ? Direction::outbound : Direction::inbound;
  mail.time = time;
  mail.subject = subject;
  mail.text = text;
  mail.participants.push_back({outbound ? Role::to : Role::from, ContactPointKind::email, from, {}, false});
  mail.participants.push_back(
      {outbound ? Role::from : Role::to, ContactPointKind::email, "service@firma.example", {}, true});
  if (outbound) mail.agent = "anna";
  return mail;
}

bool has_contact(const scv::Timeline& timeline, const std::string& id) {
  return std::any_of(timeline.contacts.begin(), timeline.contacts.end(),
                     [&](const scv::ContactEntry& contact) { return contact.key.id == id; });
}

}  // namespace

TEST_CASE("a question waits with its owner until it is answered, a promise until it is kept") {
  Hub hub(":memory:");
  Record anna = person("1", "Anna", "Müller");
  hub.put(anna.add(Field::email, "anna@example.org").add(Field::phone, "0351 456789"));
  const scv::IdentityId id = *hub.identity_of("crm", "1");

  hub.put(mail("m1", "2026-03-02T09:00:00Z", "anna@example.org", "Lieferung", "Wo bleibt meine Lieferung?"));
  auto waiting = hub.waiting({.now = "2026-03-02T10:00:00Z", .owner = {}});
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].identity == id);
  CHECK(waiting[0].name == "Anna Müller");
  CHECK(waiting[0].kind == scv::WaitingKind::unanswered);
  CHECK_FALSE(waiting[0].overdue);
  CHECK_FALSE(waiting[0].owner.empty());
  CHECK(waiting[0].contact == scv::RecordKey{"mail", "m1"});
  CHECK(hub.waiting({.now = "2026-03-06T10:00:00Z", .owner = {}})[0].overdue);
  CHECK(hub.waiting({.now = "2026-03-06T10:00:00Z", .owner = "nobody"}).empty());

  // Answered in another channel, with a promise.
  Interaction answer = mail("m2", "2026-03-02T11:00:00Z", "anna@example.org", "Re: Lieferung",
                            "Wir melden uns bis Donnerstag bei Ihnen.", true);
  answer.references = {"m1"};
  hub.put(answer);
  waiting = hub.waiting({.now = "2026-03-06T10:00:00Z", .owner = {}});
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].kind == scv::WaitingKind::promise);
  CHECK(waiting[0].overdue);
  CHECK(waiting[0].owner == "anna");

  const auto timeline = hub.timeline(id, "2026-03-06T10:00:00Z");
  REQUIRE(timeline);
  CHECK(timeline->contacts.size() == 2);
  REQUIRE(timeline->cases.size() == 1);
  CHECK(timeline->cases[0].open);
  CHECK(timeline->cases[0].owner == "anna");
  CHECK(timeline->cases[0].contacts == std::vector<std::uint32_t>{0, 1});
  REQUIRE(timeline->promises.size() == 1);
  CHECK(timeline->promises[0].state == scv::PromiseState::overdue);
  CHECK(timeline->contacts[0].reasons.front() == "late_delivery");

  Interaction back = call("c1", "2026-03-05T09:00:00Z", "0351 456789", Outcome::answered);
  back.direction = Direction::outbound;
  back.agent = "anna";
  hub.put(back);
  CHECK(hub.timeline(id, "2026-03-06T10:00:00Z")->promises[0].state == scv::PromiseState::kept);
  waiting = hub.waiting({.now = "2026-03-06T10:00:00Z", .owner = {}});
  CHECK(std::none_of(waiting.begin(), waiting.end(),
                     [](const auto& one) { return one.kind == scv::WaitingKind::promise; }));
}

TEST_CASE("contacts follow records that are merged, split and removed, and come back") {
  Hub hub(":memory:");
  Record one = person("1", "Anna", "Müller"), other = person("2", "Bernd", "Schulz");
  hub.put(one.add(Field::email, "anna@example.org"));
  hub.put(other.add(Field::phone, "0171 2345678"));
  hub.put(mail("m1", "2026-03-02T09:00:00Z", "anna@example.org", "Frage", "Haben Sie offen?"));
  hub.put(call("c1", "2026-03-02T10:00:00Z", "0171 2345678", Outcome::missed));
  const auto waiting_ids = [&] {
    std::vector<scv::IdentityId> ids;
    for (const auto& waiting : hub.waiting({.now = "2026-03-02T12:00:00Z", .owner = {}}))
      ids.push_back(waiting.identity);
    std::sort(ids.begin(), ids.end());
    return ids;
  };
  const scv::IdentityId anna = *hub.identity_of("crm", "1"), bernd = *hub.identity_of("crm", "2");
  CHECK(waiting_ids() == std::vector<scv::IdentityId>{anna, bernd});
  hub.decide(
      {.left = {"crm", "1"}, .right = {"crm", "2"}, .verdict = scv::Verdict::same, .by = {}, .note = {}, .time = {}});
  for (const scv::IdentityId id : waiting_ids()) CHECK(id == anna);
  CHECK(hub.timeline(bernd)->contacts.size() == 2);
  hub.undecide({"crm", "1"}, {"crm", "2"});
  const scv::IdentityId again = *hub.identity_of("crm", "2");
  CHECK(waiting_ids() == std::vector<scv::IdentityId>{anna, again});
  CHECK(hub.timeline(again)->contacts.size() == 1);

  hub.remove("crm", "2");
  // The number's own record keeps the call.
  CHECK(hub.timeline(*hub.identity_of("phone", "+491712345678"))->contacts.size() == 1);
}

TEST_CASE("a number belongs to who had it at that time") {
  Hub hub(":memory:");
  Record before = person("1", "Anna", "Müller"), after = person("2", "Bernd", "Schulz");
  before.attributes.push_back({Field::phone, 0, "0171 2345678", {}, {}, "2024-12-31"});
  after.attributes.push_back({Field::phone, 0, "0171 2345678", {}, "2025-03-01", {}});
  hub.put(call("early", "2024-06-01T10:00:00Z", "0171 2345678", Outcome::answered));
  hub.put(before);
  hub.put(after);
  hub.put(call("late", "2026-06-01T10:00:00Z", "0171 2345678", Outcome::answered));
  const auto anna = hub.timeline(*hub.identity_of("crm", "1")), bernd = hub.timeline(*hub.identity_of("crm", "2"));
  CHECK(has_contact(*anna, "early"));
  CHECK_FALSE(has_contact(*anna, "late"));
  CHECK(has_contact(*bernd, "late"));
  CHECK_FALSE(has_contact(*bernd, "early"));
}

TEST_CASE("calls from a shared landline are shown with all who share it, and are nobody's case") {
  Hub hub(":memory:");
  for (const auto& [id, given] : {std::pair("1", "Anna"), std::pair("2", "Bernd"), std::pair("3", "Clara")}) {
    Record record = person(id, given, "Müller");
    hub.put(record.add(Field::phone, "0351 456789").add(Field::birthdate, std::string("19") + id + "0-01-02"));
  }
  REQUIRE(hub.identity_of("crm", "1") != hub.identity_of("crm", "2"));
  hub.put(call("c1", "2026-03-02T10:00:00Z", "0351 456789", Outcome::missed));
  std::size_t shown = 0, own = 0;
  for (const char* id : {"1", "2", "3"}) {
    const auto timeline = hub.timeline(*hub.identity_of("crm", id), "2026-03-02T12:00:00Z");
    if (!has_contact(*timeline, "c1")) continue;
    ++shown;
    own += timeline->contacts[0].shared ? 0 : 1;
    if (timeline->contacts[0].shared) CHECK(timeline->cases.empty());
  }
  CHECK(shown == 3);
  CHECK(own <= 1);
  // Somebody waits, whoever it is, and once.
  CHECK(hub.waiting({.now = "2026-03-02T12:00:00Z", .owner = {}}).size() == 1);
  const auto brief = hub.brief(*hub.identity_of("crm", "1"));
  REQUIRE_FALSE(brief->mind.empty());
  CHECK(brief->mind.front().find("shared") != std::string::npos);
}

TEST_CASE("a brief says who it is, what is open, what was bought and what to mind") {
  Hub hub(":memory:");
  Record anna = person("1", "Anna", "Müller");
  hub.put(anna.add(Field::email, "anna@example.org"));
  hub.put(mail("m1", "2026-03-02T09:00:00Z", "anna@example.org", "Anrufe", "Bitte rufen Sie mich nicht mehr an."));
  Interaction order = mail("o1", "2026-02-01T09:00:00Z", "anna@example.org", "Bestellung 4711", "");
  order.channel = Channel::order;
  hub.put(order);
  const auto brief = hub.brief(*hub.identity_of("crm", "1"), "2026-03-02T10:00:00Z");
  REQUIRE(brief);
  CHECK(brief->name == "Anna Müller");
  CHECK(brief->contacts == 2);
  CHECK(brief->last_contacts.front().key.id == "m1");
  CHECK(brief->open_cases.size() == 1);
  REQUIRE(brief->bought.size() == 1);
  CHECK(brief->bought.front().key.id == "o1");
  REQUIRE_FALSE(brief->mind.empty());
  CHECK(brief->mind.front() == "asked not to be called (2026-03-02)");
  CHECK_FALSE(hub.brief(99));
  CHECK_FALSE(hub.timeline(99));
}

TEST_CASE("service hours and owners are data, and contacts are told anew by them") {
  Hub hub(":memory:");
  hub.put(mail("m1", "2026-03-06T18:05:00Z", "anna@example.org", "Frage", "Haben Sie am Samstag offen?"));
  hub.set_service(
      R"({"service_hours": {"time_zone": "Europe/Berlin", "hours": {"mon": ["09:00-18:00"], "tue": ["09:00-18:00"]}},
                      "cases": {"rota": ["clara"], "answer_minutes": {"email": 60}}})");
  const auto waiting = hub.waiting({.now = "2026-03-06T19:00:00Z", .owner = {}});
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].owner == "clara");
  CHECK(waiting[0].due == "2026-03-09T10:00:00+01:00");  // an hour after Monday's opening
  CHECK_THROWS_AS(hub.set_service("{\"cases\": {\"default_owner\": \"\"}}"), scv::Error);
  CHECK_THROWS_AS(hub.set_service("no JSON"), scv::Error);
  CHECK(hub.waiting({.now = "2026-03-06T19:00:00Z", .owner = {}})[0].owner == "clara");
  CHECK(hub.service().find("clara") != std::string::npos);
}

TEST_CASE("open cases of all customers, the oldest first, are somebody's") {
  Hub hub(":memory:");
  hub.put(mail("m1", "2026-03-03T09:00:00Z", "anna@example.org", "Lieferung", "Wo bleibt meine Lieferung?"));
  hub.put(mail("m2", "2026-03-02T09:00:00Z", "ben@example.org", "Katalog", "Bitte senden Sie mir einen Katalog."));
  hub.put(mail("m3", "2026-03-02T10:00:00Z", "ben@example.org", "Re: Katalog", "Anbei der Katalog.", true));
  const auto ids = [&](const std::string& now, const std::string& owner) {
    std::vector<std::string> found;
    for (const scv::CustomerCase& one : hub.cases({.now = now, .owner = owner})) {
      CHECK(one.concern.open);
      CHECK(one.name.find('@') != std::string::npos);
      found.push_back(one.contact.id + " " + one.concern.owner + " " + std::to_string(one.contacts));
    }
    return found;
  };
  using Ids = std::vector<std::string>;
  CHECK(ids("2026-03-04T09:00:00Z", "") == Ids{"m2 anna 2", "m1 service 1"});
  CHECK(ids("2026-03-04T09:00:00Z", "service") == Ids{"m1 service 1"});
  CHECK(ids("2026-04-04T09:00:00Z", "") == Ids{"m1 service 1"});  // silence has solved the other
  CHECK(hub.cases({.now = "2026-03-04T09:00:00Z", .owner = {}, .limit = 1}).size() == 1);
}

TEST_CASE("a time without a zone is one of the service's") {
  Hub hub(":memory:");
  hub.put(mail("m1", "2026-03-02T09:00:00+01:00", "anna@example.org", "Frage", "Haben Sie offen?"));
  hub.set_service(R"({"service_hours": {"time_zone": "Europe/Berlin"}, "cases": {"answer_minutes": {"email": 60}}})");
  CHECK_FALSE(hub.waiting({.now = "2026-03-02T09:59", .owner = {}}).at(0).overdue);
  CHECK(hub.waiting({.now = "2026-03-02T10:00", .owner = {}}).at(0).overdue);
  CHECK(hub.cases({.now = "2026-03-02T10:00", .owner = {}}).at(0).concern.opened == "2026-03-02T09:00:00+01:00");
}

TEST_CASE("a report counts contacts, and each figure leads to them") {
  Hub hub(":memory:");
  hub.put(mail("m1", "2026-03-02T09:00:00Z", "anna@example.org", "Lieferung", "Wo bleibt meine Lieferung?"));
  hub.put(mail("m2", "2026-03-02T09:00:00Z", "ben@example.org", "Katalog", "Bitte senden Sie mir einen Katalog."));
  const scv::ReportOptions options{.now = "2026-04-02T09:00:00Z", .dimension = scv::Dimension::all};
  const auto rows = hub.report(options);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][scv::Figure::contacts] == 2);
  CHECK(rows[0][scv::Figure::failure_contacts] == 1);
  const auto behind =
      hub.report_contacts(scv::Figure::failure_contacts, scv::Dimension::all, rows[0].value, "2026-04-02T09:00:00Z");
  CHECK(behind == std::vector<scv::CountedContact>{{*hub.identity_of("mail", "anna@example.org"), {"mail", "m1"}}});
}
