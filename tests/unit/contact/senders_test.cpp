#include "contact/senders.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/text.hpp"

using scv::Channel;
using scv::ContactPointKind;
using scv::Field;
using scv::Interaction;
using scv::Record;
using scv::Role;
using scv::contact::Senders;

namespace {

/// Stands in for the hub's normaliser: small letters, digits alone; nothing for what has neither.
std::string normalize(ContactPointKind kind, std::string_view value) {
  if (kind != ContactPointKind::phone) return scv::base::ascii_lower(scv::base::trim(value));
  std::string digits;
  for (const char c : value) {
    if (scv::base::is_ascii_digit(c)) digits += c;
  }
  if (digits.size() < 5) return {};
  return digits.starts_with("0") ? "+49" + digits.substr(1) : "+" + digits;
}

Interaction mail(std::string id, std::string from, std::string name, std::string text,
                 std::string time = "2026-03-01T10:00:00+01:00") {
  Interaction one;
  one.source = "mail";
  one.id = std::move(id);
  one.channel = Channel::email;
  one.time = std::move(time);
  one.participants.push_back({Role::from, ContactPointKind::email, std::move(from), std::move(name), false});
  one.participants.push_back({Role::to, ContactPointKind::email, "info@schlaf.example", "Schlaf", true});
  one.text = std::move(text);
  return one;
}

std::vector<Record> records_of(const std::vector<Interaction>& interactions) {
  Senders senders(normalize);
  for (const Interaction& one : interactions) senders.add(one);
  return senders.take();
}

}  // namespace

TEST_CASE("one record for each contact point that is not the firm's") {
  const std::vector<Record> records = records_of({
      mail("1", "Anna@Example.org", "\"Anna  Müller\"", "Wo ist es?\n\nViele Grüße\nAnna Müller\nTel. 030 23125001"),
      mail("2", "anna@example.org", "anna@example.org", "Noch da?\n", "2026-03-02T10:00:00+01:00"),
  });
  REQUIRE(records.size() == 1);
  Record expected{.source = "mail", .id = "anna@example.org", .updated_at = "2026-03-02T10:00:00+01:00"};
  expected.add(Field::name, "Anna Müller").add(Field::email, "anna@example.org").add(Field::phone, "+493023125001");
  CHECK(records[0] == expected);
}

TEST_CASE("calls, withheld numbers, recipients and firms") {
  Interaction call;
  call.source = "phone";
  call.id = "c";
  call.channel = Channel::call;
  call.participants = {{Role::from, ContactPointKind::phone, "030 23125001", "Anna Müller", false},
                       {Role::to, ContactPointKind::phone, "030 23125900", "", true},
                       {Role::cc, ContactPointKind::phone, "", "", false},
                       {Role::cc, ContactPointKind::phone, "12", "", false},
                       {Role::cc, ContactPointKind::handle, "@anna", "", false}};
  Interaction reply = mail("3", "info@schlaf.example", "Schlaf", "Viele Grüße\nPeter Schlaf\nTel. 030 23125900");
  reply.participants[0].own = true;
  reply.participants[1] = {Role::to, ContactPointKind::email, "kontor@example.org", "Kontor Nord GmbH", false};
  const std::vector<Record> records = records_of({call, reply});
  REQUIRE(records.size() == 3);
  CHECK(records[0].id == "kontor@example.org");
  CHECK(records[0].attributes.size() == 2);  // the shop's signature is not the customer's
  CHECK(records[0].first(Field::organization) == "Kontor Nord GmbH");
  CHECK(records[1].id == "+493023125001");
  CHECK(records[1].first(Field::name) == "Anna Müller");
  CHECK(records[2].first(Field::identifier) == "@anna");
}

TEST_CASE("take leaves the collection empty") {
  Senders senders(normalize);
  senders.add(mail("1", "a@example.org", "", ""));
  CHECK(senders.take().size() == 1);
  CHECK(senders.take().empty());
}

TEST_CASE("an address with thousands of names stays small") {
  std::vector<Interaction> many;
  for (int i = 0; i < 2000; ++i) {
    many.push_back(mail(std::to_string(i), "relay@market.example", "Name " + std::to_string(i),
                        "Viele Grüße\nAnna Müller\nTel. 030 23125" + std::to_string(100 + i % 900)));
  }
  const std::vector<Record> records = records_of(many);
  REQUIRE(records.size() == 1);
  CHECK(records[0].attributes.size() <= 40);
}

TEST_CASE("property: neither the order of interactions nor how they are split over loads shows in the records") {
  const char* const names[] = {"", "Anna Müller", "A. Müller", "anna", "Müller GmbH"};
  const char* const texts[] = {
      "", "Viele Grüße\nAnna Müller\nTel. 030 23125001", "Viele Grüße\nAnna Schmidt\nMobil 030 23125001",
      "MfG\nAnna Müller\nHauptstr. 5, 01067 Dresden", "MfG\nAnna Müller\nul. Vitosha 12, 1504 Sofia, Bulgarien"};
  const char* const times[] = {"", "2026-03-01T10:00:00+01:00", "2026-03-01T09:00:00Z", "2026-02-01", "gestern"};
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<Interaction> interactions;
    for (unsigned i = 0; i < 8; ++i) {
      interactions.push_back(mail(std::to_string(i), random() % 2 ? "a@example.org" : "B@example.org",
                                  names[random() % 5], texts[random() % 5], times[random() % 5]));
    }
    const std::vector<Record> whole = records_of(interactions);
    std::shuffle(interactions.begin(), interactions.end(), random);
    REQUIRE(records_of(interactions) == whole);

    const auto cut = interactions.begin() + static_cast<std::ptrdiff_t>(random() % 9);
    std::vector<Record> first = records_of({interactions.begin(), cut});
    for (const Record& record : records_of({cut, interactions.end()})) {
      const auto same = std::find_if(first.begin(), first.end(), [&](const Record& r) { return r.id == record.id; });
      if (same == first.end()) {
        first.push_back(record);
        continue;
      }
      REQUIRE(scv::contact::merge(*same, record) == scv::contact::merge(record, *same));
      *same = scv::contact::merge(*same, record);
      REQUIRE(scv::contact::merge(*same, *same) == *same);
    }
    std::sort(first.begin(), first.end(), [](const Record& a, const Record& b) { return a.id < b.id; });
    REQUIRE(first == whole);
  }
}
