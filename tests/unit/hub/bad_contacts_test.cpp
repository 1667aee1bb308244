// Mail and call logs as they should not be, on their way into a hub and its stories.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "../support/folder.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Field;
using scv::Hub;

scv::IdentityId put_anna(Hub& hub) {
  scv::Record anna{.source = "crm", .id = "1", .updated_at = {}, .attributes = {}, .payload = {}};
  anna.add(Field::name, "Anna Müller").add(Field::email, "anna@example.org").add(Field::phone, "0351 456789");
  return hub.put(anna).identity;
}

#ifdef SCV_WITH_MAIL

constexpr const char* kNow = "2026-03-06T10:00:00Z";

std::string message(const std::string& headers, const std::string& text) {
  return "From anna@example.org Mon Mar  2 10:15:00 2026\nFrom: Anna <anna@example.org>\n" + headers + "\n" + text +
         "\n\n";
}

#endif

}  // namespace

#ifdef SCV_WITH_MAIL

TEST_CASE(
    "mail without a date, from the future, in circles, to thousands, deep and in a charset that lies becomes one "
    "story") {
  const scv::test::Folder folder;
  const std::string to = "To: service@firma.example\n";
  const auto undated = [&](const std::string& headers, const std::string& text) {
    // A From_ line with a date would stand in for the missing one.
    return "From -\nFrom: Anna <anna@example.org>\n" + to + headers + "\n" + text + "\n\n";
  };
  std::string many = "To: service@firma.example";
  for (int i = 0; i < 10'000; ++i) many += ",\n k" + std::to_string(i) + "@kunde.example";
  std::string deep;
  for (int i = 0; i < 100; ++i) {
    deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n";
  }
  const std::string box =
      message(to + "Message-ID: <m1@x>\nReferences: <m3@x>\nDate: Mon, 2 Mar 2026 10:00:00 +0100\nSubject: Lieferung\n",
              "Wo bleibt meine Lieferung?") +
      undated("Message-ID: <m2@x>\nReferences: <m1@x>\n", "ohne Datum") +
      message(to + "Message-ID: <m3@x>\nReferences: <m2@x> <m3@x>\nDate: Tue, 3 Mar 2026 10:00:00 +0100\n",
              "im Kreis") +
      message(to + "Message-ID: <m4@x>\nDate: Thu, 1 Jan 2099 10:00:00 +0100\n", "aus der Zukunft") +
      message(many + "\nMessage-ID: <m5@x>\nDate: Wed, 4 Mar 2026 10:00:00 +0100\n", "an alle") +
      message(to + "Message-ID: <m6@x>\nDate: Wed, 4 Mar 2026 11:00:00 +0100\n" + deep + "Content-Type: text/plain\n",
              "ganz unten") +
      message(
          to + "Message-ID: <m7@x>\nDate: Wed, 4 Mar 2026 12:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n",
          "Gr\xFC\xDF"
          "e");
  const std::string path = folder.write("post.mbox", box);

  Hub hub(":memory:");
  const scv::IdentityId anna = put_anna(hub);
  const auto begin = std::chrono::steady_clock::now();
  const scv::LoadReport report = hub.load(path, {.own_addresses = {"service@firma.example"}});
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < 30);
  CHECK(report.read == 7);
  CHECK(report.interactions_new == 7);
  CHECK(hub.stats().records < 1100);  // of ten thousand recipients a thousand are kept

  const auto timeline = hub.timeline(anna, kNow);
  REQUIRE(timeline);
  REQUIRE(timeline->contacts.size() == 7);
  std::set<std::uint32_t> circle;
  for (const scv::ContactEntry& contact : timeline->contacts) {
    if (std::set<std::string>{"m1@x", "m2@x", "m3@x"}.contains(contact.key.id)) circle.insert(contact.conversation);
    if (contact.key.id == "m7@x") CHECK(contact.text == "Grüße");
  }
  CHECK(circle.size() == 1);
  // What is dated ahead stands before all that is dated, as what has no time does; the first with a time tells what is due.
  // Ten thousand got it, and one waits for an answer.
  CHECK(hub.waiting({.now = kNow, .owner = {}, .limit = 2000}).size() < 7);
  const auto other = hub.timeline(*hub.identity_of("post", "k7@kunde.example"), kNow);
  REQUIRE(other->contacts.size() == 1);
  CHECK(other->contacts[0].shared);
  CHECK(other->cases.empty());
  const auto waits = [&](const std::string& now, const std::string& id) {
    const auto waiting = hub.waiting({.now = now, .owner = {}});
    return std::any_of(waiting.begin(), waiting.end(),
                       [&](const auto& one) { return one.contact.id == id && one.due > "2026"; });
  };
  CHECK(waits(kNow, "m1@x"));
  CHECK(waits("2099-01-01T10:00:00Z", "m4@x"));
  CHECK(hub.load(path, {.own_addresses = {"service@firma.example"}}).interactions_new == 0);
  CHECK(hub.check().ok());
}

#endif

TEST_CASE("calls in the hours that clocks leave out, or have twice") {
  const scv::test::Folder folder;
  const std::string path = folder.write("calls.csv",
                                        "Datum,Uhrzeit,Anrufer,Ziel,Richtung,Dauer\n"
                                        "29.03.2026,02:30,0351 456789,0351 100200,verpasst,0\n"
                                        "25.10.2026,02:30,0351 456789,0351 100200,verpasst,0\n"
                                        "30.03.2026,09:00,0351 456789,0351 100200,verpasst,0\n");
  Hub hub(":memory:");
  const scv::IdentityId anna = put_anna(hub);
  hub.set_service(R"({"service_hours": {"time_zone": "Europe/Berlin"}, "cases": {"join_days": 0}})");
  CHECK(hub.load(path).interactions_new == 3);
  const auto timeline = hub.timeline(anna, "2026-11-01T00:00:00Z");
  std::vector<std::string> opened;
  for (const scv::CaseEntry& one : timeline->cases) opened.push_back(one.opened);
  CHECK(opened == std::vector<std::string>{"2026-03-29T03:00:00+02:00", "2026-03-30T09:00:00+02:00",
                                           "2026-10-25T02:30:00+02:00"});
}

TEST_CASE(
    "the same call logged by two systems, one by local time and one by UTC, is one contact, also as clocks change") {
  Hub hub(":memory:");
  put_anna(hub);
  hub.set_service(R"({"service_hours": {"time_zone": "Europe/Berlin"}})");
  const auto put = [&](const char* source, const char* id, const char* time, int seconds) {
    scv::Interaction call;
    call.source = source;
    call.id = id;
    call.channel = scv::Channel::call;
    call.direction = scv::Direction::inbound;
    call.time = time;
    call.outcome = scv::Outcome::answered;
    call.duration_s = seconds;
    call.participants.push_back({scv::Role::from, scv::ContactPointKind::phone, "0351 456789", {}, false});
    hub.put(call);
  };
  put("phone", "1", "2026-03-29T01:59:50", 60);
  put("cdr", "a", "2026-03-29T01:00:10Z", 63);  // 20 seconds later, when it is three
  put("phone", "2", "2026-03-29T09:00:00", 60);
  put("cdr", "b", "2026-03-29T09:00:00Z", 60);  // two hours later: another one
  CHECK(hub.report({.now = "2026-04-01T09:00", .dimension = scv::Dimension::all}).at(0)[scv::Figure::contacts] == 3);
}
