// What a hub knows of contacts depends on the contacts, the records and the decisions, and not on how they came.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "random_people.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Channel;
using scv::ContactPointKind;
using scv::Direction;
using scv::Field;
using scv::Hub;
using scv::Interaction;
using scv::Record;
using scv::Role;
using scv::test::People;
using scv::test::Random;

constexpr const char* kNow = "2026-03-20T12:00:00Z";

std::string time_text(std::size_t day, std::size_t minute) {
  const auto padded = [](std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return "2026-03-" + padded(1 + day) + "T" + padded(minute / 60) + ":" + padded(minute % 60) + ":00Z";
}

/// Mails and calls with these people: answers, questions, promises, missed calls, late and undated ones.
std::vector<Interaction> contacts_with(const std::vector<Record>& records, Random& random) {
  constexpr const char* kTexts[] = {"Wo bleibt meine Lieferung? Ich warte seit Tagen.",
                                    "Wir melden uns bis Donnerstag bei Ihnen.",
                                    "I'll call you back tomorrow.",
                                    "Danke, jetzt funktioniert alles.",
                                    "Bitte rufen Sie mich nicht mehr an.",
                                    "Die Rechnung wurde doppelt abgebucht.",
                                    "Ihre Bestellung 4711-08 ist unterwegs."};
  std::vector<Interaction> contacts;
  for (const Record& record : records) {
    std::string last;
    for (std::size_t i = random.below(4); i > 0; --i) {
      const bool mail = random.chance(50);
      const std::string_view point = record.first(mail ? Field::email : Field::phone);
      if (point.empty()) continue;
      Interaction contact;
      contact.source = mail ? "mail" : "phone";
      contact.id = "c" + std::to_string(contacts.size());
      contact.channel = mail ? Channel::email : Channel::call;
      contact.direction = random.chance(60) ? Direction::inbound : Direction::outbound;
      if (!random.chance(5)) contact.time = time_text(random.below(20), random.below(1440));
      const bool inbound = contact.direction == Direction::inbound;
      const ContactPointKind kind = mail ? ContactPointKind::email : ContactPointKind::phone;
      contact.participants.push_back({inbound ? Role::from : Role::to, kind, std::string(point), {}, false});
      contact.participants.push_back(
          {inbound ? Role::to : Role::from, kind, mail ? "service@firma.example" : "+4935199999", {}, true});
      if (!inbound) contact.agent = random.chance(50) ? "anna" : "ben";
      if (mail) {
        contact.subject = random.chance(30) ? "Re: Bestellung" : "Bestellung";
        contact.text = kTexts[random.below(std::size(kTexts))];
        if (!last.empty() && random.chance(60)) contact.references.push_back(last);
        last = contact.id;
      } else {
        contact.outcome = random.chance(50) ? scv::Outcome::answered : scv::Outcome::missed;
        contact.duration_s = contact.outcome == scv::Outcome::answered ? 120 : 0;
      }
      contacts.push_back(std::move(contact));
    }
  }
  return contacts;
}

/// What users see of contacts, by record keys instead of ids: these are history.
std::string seen(const Hub& hub, const std::vector<Record>& records) {
  std::map<scv::IdentityId, std::string> names;
  for (const Record& record : records) {
    const auto id = hub.identity_of(record.source, record.id);
    if (!id) continue;
    std::string& name = names[*id];
    const std::string key = record.source + "/" + record.id;
    if (name.empty() || key < name) name = key;
  }
  std::vector<std::string> lines;
  const auto add = [&](const std::string& name, std::string json, scv::IdentityId id) {
    const std::string number = "\"identity\":" + std::to_string(id);
    for (std::size_t at = json.find(number); at != std::string::npos; at = json.find(number)) {
      json.replace(at, number.size(), "");
    }
    lines.push_back(name + " " + json);
  };
  for (const auto& [id, name] : names) {
    const auto timeline = hub.timeline(id, kNow);
    REQUIRE(timeline);
    add(name, scv::to_json(*timeline), id);
  }
  for (const scv::WaitingEntry& waiting : hub.waiting({.now = kNow, .owner = {}, .limit = 100000})) {
    const auto name = names.find(waiting.identity);
    add("waiting " + (name == names.end() ? std::string() : name->second), scv::to_json(waiting), waiting.identity);
  }
  for (const scv::IndicatorRow& row : hub.report({.now = kNow, .dimension = scv::Dimension::reason})) {
    std::string line = "report " + row.value;
    for (const std::int64_t figure : row.figures) line += " " + std::to_string(figure);
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

}  // namespace

TEST_CASE("stories are the same in any order of arrival, after merges and splits, and told anew from what is stored") {
  const std::uint64_t seed = scv::test::seed() + 200;
  MESSAGE("seed " << seed);
  for (std::uint64_t round = 0; round < 12; ++round) {
    CAPTURE(round);
    Random random(seed + round);
    const std::vector<Record> records = People(seed + round, {12, round % 4 == 3 ? 100u : 0u}).records;
    const std::vector<Interaction> contacts = contacts_with(records, random);
    std::vector<std::pair<bool, std::size_t>> arrivals;  // a record, or a contact
    for (std::size_t i = 0; i < records.size(); ++i) arrivals.emplace_back(true, i);
    for (std::size_t i = 0; i < contacts.size(); ++i) arrivals.emplace_back(false, i);

    const auto fill = [&](Hub& hub, bool detours) {
      random.shuffle(arrivals);
      for (const auto& [is_record, i] : arrivals) {
        if (is_record) {
          hub.put(records[i]);
        } else {
          CHECK(hub.put(contacts[i]));
          CHECK_FALSE(hub.put(contacts[i]));
        }
        if (!detours || !random.chance(20)) continue;
        // What is taken back leaves no trace.
        const Record& one = records[random.below(records.size())];
        const Record& other = records[random.below(records.size())];
        const auto present = [&](const Record& r) { return hub.identity_of(r.source, r.id).has_value(); };
        if (&one == &other || !present(one) || !present(other)) continue;
        const scv::RecordKey left{one.source, one.id}, right{other.source, other.id};
        hub.decide({.left = left,
                    .right = right,
                    .verdict = random.chance(50) ? scv::Verdict::same : scv::Verdict::not_same,
                    .by = {},
                    .note = {},
                    .time = {}});
        CHECK(hub.undecide(left, right));
        hub.remove(one.source, one.id);
        hub.put(one);
      }
    };
    Hub plain(":memory:"), detoured(":memory:");
    fill(plain, false);
    fill(detoured, true);
    const std::string state = seen(plain, records);
    CHECK(state.size() > 1000);
    CHECK(seen(detoured, records) == state);
    // All of it anew from the stored interactions.
    const std::string settings = detoured.service();
    detoured.set_service(R"({"cases": {"default_owner": "somebody else"}})");
    CHECK(seen(detoured, records) != state);
    detoured.set_service(settings);
    CHECK(seen(detoured, records) == state);
  }
}
