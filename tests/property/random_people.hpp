#pragma once

// Random customers as several sources know them: typos, umlauts spelled out, parts missing, households, a switchboard's
// number that many share. The same seed gives the same people everywhere.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "scv/record.hpp"

namespace scv::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;  // SplitMix64
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::uint64_t state_;
};

/// SCV_SEED, or a fixed one: a failure can be run again.
inline std::uint64_t seed() {
  const char* text = std::getenv("SCV_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 20260301;
}

struct PeopleOptions {
  std::size_t customers = 60;
  unsigned switchboard_percent = 0;  ///< how many have the firm's number of their employer
};

class People {
 public:
  People(std::uint64_t seed, PeopleOptions options) : random_(seed), options_(options) {
    for (std::size_t i = 0; i < options_.customers; ++i) customer(i);
  }
  std::vector<Record> records;

 private:
  static constexpr std::array kGiven = {"Anna",       "Jürgen",   "Zoë",   "Mehmet",    "Karl-Heinz", "Robert",
                                        "Ioana",      "Greta",    "Søren", "Hannelore", "Katharina",  "Paul",
                                        "Lieselotte", "Wolfgang", "Fatma", "Dieter"};
  static constexpr std::array kFamily = {"Müller",   "Großmann", "von der Heide", "Yıldız", "Schmidt",
                                         "Schmitt",  "Lehmann",  "Popescu",       "Öztürk", "Wagner",
                                         "Kowalski", "Fischer",  "Jäger",         "Vogel"};
  static constexpr std::array kStreet = {"Hauptstr.", "Bahnhofstraße", "Am Anger", "Ringweg", "Goethestr."};
  static constexpr std::array kCity = {"Dresden", "Görlitz", "Plauen", "Zwickau", "Pirna"};

  template <typename List>
  std::string pick(const List& list) {
    return list[random_.below(list.size())];
  }
  std::string digits(std::size_t count) {
    std::string text(1, static_cast<char>('1' + random_.below(9)));
    while (text.size() < count) text += static_cast<char>('0' + random_.below(10));
    return text;
  }
  /// One ASCII letter dropped, doubled or swapped with the next.
  std::string typo(std::string text) {
    if (text.size() < 4) return text;
    const std::size_t at = 1 + random_.below(text.size() - 2);
    if (static_cast<unsigned char>(text[at]) >= 0x80 || static_cast<unsigned char>(text[at + 1]) >= 0x80) return text;
    switch (random_.below(3)) {
      case 0:
        text.erase(at, 1);
        break;
      case 1:
        text.insert(at, 1, text[at]);
        break;
      default:
        std::swap(text[at], text[at + 1]);
        break;
    }
    return text;
  }
  std::string maybe_typo(const std::string& text) { return random_.chance(15) ? typo(text) : text; }

  void customer(std::size_t number) {
    const bool same_household = number > 0 && random_.chance(15);
    const std::string given = pick(kGiven);
    if (!same_household) {
      family_ = pick(kFamily);
      street_ = pick(kStreet);
      house_ = std::to_string(1 + random_.below(90));
      postal_ = "01" + digits(3);
      city_ = pick(kCity);
      phone_ = "0351 " + digits(7);
    }
    const std::string birthdate = std::to_string(1940 + random_.below(60)) + "-0" +
                                  std::to_string(1 + random_.below(9)) + "-" + std::to_string(10 + random_.below(18));
    const std::string mobile = "0171 " + digits(7);
    const std::string email = "kunde" + std::to_string(number) + "@" + (random_.chance(50) ? "gmx.de" : "example.org");
    const bool switchboard = random_.chance(options_.switchboard_percent);

    const std::size_t copies = 1 + random_.below(4);
    for (std::size_t copy = 0; copy < copies; ++copy) {
      Record record;
      record.source = std::array{"crm", "shop", "mail"}[random_.below(3)];
      record.id = std::to_string(number) + "." + std::to_string(copy);
      if (random_.chance(50)) record.updated_at = "2026-0" + std::to_string(1 + random_.below(9)) + "-01T10:00:00Z";
      if (random_.chance(80)) {
        record.add(Field::given_name, maybe_typo(given)).add(Field::family_name, maybe_typo(family_));
      } else {
        record.add(Field::name, maybe_typo(given + " " + family_));
      }
      if (random_.chance(60)) record.add(Field::birthdate, birthdate);
      if (random_.chance(50)) record.add(Field::email, email);
      if (random_.chance(40)) record.add(Field::phone, mobile);
      if (random_.chance(40)) record.add(Field::phone, phone_);
      if (switchboard) record.add(Field::phone, "+49 351 4000 100");
      if (random_.chance(60)) {
        record.add_address(
            {.street = maybe_typo(street_), .house_number = house_, .postal_code = postal_, .city = city_});
      }
      if (random_.chance(30)) record.payload = "{\"note\":\"" + digits(12) + "\"}";
      records.push_back(record);
    }
  }

  Random random_;
  PeopleOptions options_;
  std::string family_, street_, house_, postal_, city_, phone_;
};

}  // namespace scv::test
