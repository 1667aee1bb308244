// Values that become common: a phone number or an e-mail address that more records have than a block may says nothing any more.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scv/hub.hpp"

namespace {

using scv::Field;
using scv::Hub;
using scv::Record;

constexpr int kCap = 64;

std::string letters(int number) {
  std::string text;
  for (int i = 0; i < 5; ++i, number /= 7) text += "bdgklmr"[number % 7], text += "aeiou"[(number + i) % 5];
  return text;
}

/// Somebody who shares the value and nothing else.
Record stranger(int number, Field field, const std::string& value) {
  Record record;
  record.source = "crm";
  record.id = "stranger" + std::to_string(number);
  record.add(Field::given_name, letters(number * 31 + 5)).add(Field::family_name, letters(number * 57 + 11));
  record.add(field, value);
  return record;
}

/// Two who are alike enough to be one by the value, and too little without it.
std::pair<Record, Record> alike(Field field, const std::string& value) {
  Record one, other;
  one.source = other.source = "crm";
  one.id = "one";
  other.id = "other";
  one.add(Field::given_name, "Katharina").add(Field::family_name, "Lehmann").add(field, value);
  one.add_address({.street = "Ringweg", .house_number = "7", .postal_code = "01067", .city = "Dresden"});
  other.add(Field::given_name, "Katarina").add(Field::family_name, "Lehman").add(field, value);
  other.add_address({.street = "Hauptstr.", .house_number = "33", .postal_code = "08523", .city = "Plauen"});
  return {one, other};
}

std::size_t largest_identity(const Hub& hub, int strangers) {
  std::map<scv::IdentityId, std::size_t> sizes;
  std::size_t largest = 0;
  for (int i = 0; i < strangers; ++i) {
    if (const auto id = hub.identity_of("crm", "stranger" + std::to_string(i)))
      largest = std::max(largest, ++sizes[*id]);
  }
  return largest;
}

void check_whole(Hub& hub) {
  for (const scv::Problem& problem : hub.check().problems) FAIL_CHECK(to_string(problem));
}

}  // namespace

TEST_CASE("what a value joined before it became common is told apart, and joined again when it is rare") {
  for (const auto& [field, value] :
       {std::pair<Field, std::string>{Field::phone, "+49 351 4000 100"}, {Field::email, "haus4711@gmx.de"}}) {
    CAPTURE(value);
    Hub hub(":memory:");
    const auto [one, other] = alike(field, value);
    hub.put(one);
    hub.put(other);
    const auto together = [&] { return hub.identity_of("crm", "one") == hub.identity_of("crm", "other"); };
    REQUIRE(together());
    for (int i = 0; i < kCap - 2; ++i) hub.put(stranger(i, field, value));
    CHECK(together());
    check_whole(hub);
    hub.put(stranger(kCap - 2, field, value));
    CHECK_FALSE(together());
    const scv::Why why = hub.why({"crm", "one"}, {"crm", "other"});
    for (const scv::Evidence& evidence : why.evidence) {
      CHECK(evidence.comparison != (field == Field::phone ? "phone" : "email"));
    }
    CHECK(largest_identity(hub, kCap) == 1);
    check_whole(hub);
    hub.remove("crm", "stranger7");
    CHECK(together());
    check_whole(hub);
    // All at once, by a load.
    std::vector<Record> staff;
    for (int i = 0; i < 3 * kCap; ++i) staff.push_back(stranger(i, field, value));
    hub.load(staff);
    CHECK_FALSE(together());
    CHECK(largest_identity(hub, 3 * kCap) == 1);
    check_whole(hub);
  }
}

TEST_CASE("records that are equal in all are one, however many have their number") {
  Hub hub(":memory:");
  for (int i = 0; i < 2 * kCap; ++i) {
    Record record = stranger(1, Field::phone, "+49 351 4000 100");
    record.id = std::to_string(i);
    hub.put(record);
  }
  CHECK(hub.stats().identities == 1);
  check_whole(hub);
}

TEST_CASE("of many equal records a load pairs the oldest with all, as puts do") {
  std::vector<Record> records;
  for (int i = 5; i < 5 + kCap + 16; ++i) {  // "10" is before "5"
    records.push_back(stranger(1, Field::phone, "+49 351 4000 100"));
    records.back().id = std::to_string(i);
  }
  Hub hub(":memory:");
  hub.load(records);  // which trains the model
  check_whole(hub);
  Record another = records.front();
  another.id = "100";
  hub.put(another);
  CHECK(hub.stats().identities == 1);
  check_whole(hub);
}

TEST_CASE("a name that came whole beside the same in parts is weighed anew, too") {
  Hub hub(":memory:");
  const std::string number = "+49 351 4000 100";
  Record whole = stranger(0, Field::phone, number), parts = whole;
  parts.id = "parts";
  std::erase_if(whole.attributes, [](const auto& attribute) { return attribute.field != Field::phone; });
  whole.add(Field::name,
            std::string(parts.first(Field::given_name)) + " " + std::string(parts.first(Field::family_name)));
  hub.put(whole);
  hub.put(parts);
  for (int i = 2; i < kCap + 1; ++i) hub.put(stranger(i, Field::phone, number));
  check_whole(hub);
}
