#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "../support/people.hpp"
#include "compare/compare.hpp"

using namespace scv;
using types::Comparison;
using types::Level;

namespace {

Level level_of(Comparison comparison, test::People::Fields left, test::People::Fields right, std::string_view type = {},
               std::string_view other_source = "test") {
  test::People people;
  const auto a = people.add("a", left, type), b = people.add("b", right, type, other_source);
  const compare::Knowledge knowledge;
  compare::Comparer comparer(people.table, knowledge);
  types::ComparisonVector out, back;
  comparer.compare(a, b, out);
  comparer.compare(b, a, back);
  CHECK(out[comparison].level == back[comparison].level);
  return out[comparison].level;
}

Level given(std::string_view a, std::string_view b) {
  return level_of(Comparison::given_name, {{Field::given_name, a}, {Field::family_name, "Vogel"}},
                  {{Field::given_name, b}, {Field::family_name, "Vogel"}});
}
Level family(std::string_view a, std::string_view b) {
  return level_of(Comparison::family_name, {{Field::given_name, "Anna"}, {Field::family_name, a}},
                  {{Field::given_name, "Anna"}, {Field::family_name, b}});
}
Level date(std::string_view a, std::string_view b) {
  return level_of(Comparison::birthdate, {{Field::birthdate, a}}, {{Field::birthdate, b}});
}
Level phone(std::string_view a, std::string_view b) {
  return level_of(Comparison::phone, {{Field::phone, a}}, {{Field::phone, b}});
}
Level email(std::string_view a, std::string_view b) {
  return level_of(Comparison::email, {{Field::email, a}}, {{Field::email, b}});
}

}  // namespace

TEST_CASE("given names") {
  CHECK(given("Anna", "ANNA") == Level::equal);
  CHECK(given("Jürgen", "Juergen") == Level::equal);
  CHECK(given("Jürgen", "Jurgen") == Level::variant);
  CHECK(given("Robert", "Bob") == Level::nickname);
  CHECK(given("Anna", "A.") == Level::initial);
  CHECK(given("Sebastian", "Sebastain") <= Level::typo);
  CHECK(given("Anna", "Otto") == Level::different);
  CHECK(given("Anna Maria", "Anna") == Level::equal);
  CHECK(given("Anna Maria", "Maria") == Level::equal_part);
  CHECK(given("Anna", "") == Level::missing);
}

TEST_CASE("family names") {
  CHECK(family("Müller", "Mueller") == Level::equal);
  CHECK(family("Müller-Lüdenscheidt", "Lüdenscheidt") == Level::equal_part);
  CHECK(family("Schneider", "Schnieder") <= Level::typo);
  CHECK(family("Vogel", "Krause") == Level::different);
}

TEST_CASE("swapped names are seen as such") {
  test::People people;
  const auto a = people.add("a", {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}});
  const auto b = people.add("b", {{Field::given_name, "Vogel"}, {Field::family_name, "Anna"}});
  const compare::Knowledge knowledge;
  compare::Comparer comparer(people.table, knowledge);
  types::ComparisonVector out;
  comparer.compare(a, b, out);
  CHECK(out[Comparison::given_name].level == Level::equal);
  CHECK(out[Comparison::family_name].level == Level::equal);
  CHECK(out[Comparison::name_order].level == Level::swapped);
}

TEST_CASE("a birth name agrees with the family name before the marriage") {
  CHECK(level_of(Comparison::family_name,
                 {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::birth_name, "Krause"}},
                 {{Field::given_name, "Anna"}, {Field::family_name, "Krause"}}) == Level::former);
}

TEST_CASE("birth dates") {
  CHECK(date("1980-02-29", "29.02.1980") == Level::equal);
  CHECK(date("1980-02-03", "1980-03-02") == Level::swapped);
  CHECK(date("1980-02-23", "1980-02-28") == Level::typo);
  CHECK(date("1980-02-23", "1980-02-05") == Level::similar);
  CHECK(date("1980-02-23", "1980-11-05") == Level::partial);
  CHECK(date("1980-02-23", "1951-11-05") == Level::different);
  CHECK(date("1900-01-01", "1900-01-01") == Level::missing);
  // A day without a year is no whole date, and shares no year with another such.
  CHECK(date("--02-23", "--02-23") == Level::similar);
  CHECK(date("--02-23", "1980-02-23") == Level::similar);
  CHECK(date("--02-23", "--05-03") == Level::different);
  CHECK(date("--02-23", "--02-24") == Level::different);
  CHECK(date("--02-23", "1980") == Level::missing);
  CHECK(date("1604-08-15", "1604-02-01") == Level::different);
}

TEST_CASE("phones and e-mails") {
  CHECK(phone("0351 4567890", "+49 351 4567890") == Level::equal);
  CHECK(phone("0351 4567890", "0351 4567891") == Level::typo);
  CHECK(phone("0351 4567890", "0351 4567123") == Level::same_block);
  CHECK(phone("0351 4567890", "0172 9925904") == Level::different);
  CHECK(email("Anna.Vogel@web.de", "anna.vogel@web.de") == Level::equal);
  CHECK(email("anna.vogel@web.de", "anna.vogel@gmx.de") == Level::same_block);
  CHECK(email("anna.vogel@web.de", "anna.vogle@web.de") == Level::typo);
  CHECK(email("person1@web.de", "person2@web.de") > Level::typo);
  CHECK(email("info@firma.example", "info@firma.example") == Level::shared);
  CHECK(email("anna.vogel@web.de", "otto@gmx.de") == Level::different);
}

TEST_CASE("what is missing of an e-mail address is not compared") {
  CHECK(email("@haus.example", "ida.roth@haus.example") == Level::missing);
  CHECK(email("@haus.example", "@haus.example") == Level::missing);
  CHECK(email("@", "@") == Level::missing);
  CHECK(email("ida.roth@", "ida.roth@") == Level::same_block);  // at domains that nobody knows
  CHECK(email("ida.roth@", "ida.roth@haus.example") == Level::same_block);
  CHECK(email("ida@", "ida@") == Level::different);
  CHECK(email("ida.roth@", "ida.rhot@") != Level::typo);
}

TEST_CASE("addresses") {
  const test::People::Fields home = {
      {Field::street, "Hauptstr. 5"}, {Field::postal_code, "01067"}, {Field::city, "Dresden"}};
  const auto address = [&](test::People::Fields other) { return level_of(Comparison::address, home, other); };
  CHECK(address({{Field::street, "Hauptstraße 5"}, {Field::postal_code, "01067"}, {Field::city, "Dresden"}}) ==
        Level::equal);
  CHECK(address({{Field::street, "Haupstr. 5"}, {Field::postal_code, "01067"}, {Field::city, "Dresden"}}) ==
        Level::typo);
  CHECK(address({{Field::street, "Hauptstr. 9"}, {Field::postal_code, "01067"}, {Field::city, "Dresden"}}) ==
        Level::same_block);
  CHECK(address({{Field::postal_code, "01067"}, {Field::city, "Dresden"}}) == Level::same_area);
  CHECK(address({{Field::street, "Am Anger 2"}, {Field::postal_code, "01099"}, {Field::city, "Dresden"}}) ==
        Level::same_city);
  CHECK(address({{Field::street, "Am Anger 2"}, {Field::postal_code, "80331"}, {Field::city, "München"}}) ==
        Level::different);
}

TEST_CASE("identifiers contradict within their kind only") {
  const auto identifier = [](std::string_view a, std::string_view b) {
    return level_of(Comparison::identifier, {{Field::identifier, a}}, {{Field::identifier, b}}, "customer_number",
                    "other");
  };
  CHECK(identifier("K-08154711", "k 08154711") == Level::equal);
  CHECK(identifier("K-08154711", "K-08154712") == Level::typo);
  CHECK(identifier("K-08154711", "K-99154300") == Level::different);
}

TEST_CASE("neighbours in one source's numbering are no slips of one another") {
  const auto within = [](std::string_view type, std::string_view a, std::string_view b) {
    return level_of(Comparison::identifier, {{Field::identifier, a}}, {{Field::identifier, b}}, type);
  };
  CHECK(within("customer_number", "K-08154711", "K-08154712") == Level::different);
  CHECK(within("Mitgliedsnummer", "6021110000005", "6021110000006") == Level::different);
  CHECK(within("customer_number", "K-08154711", "k 08154711") == Level::equal);
  CHECK(within("passport", "C01X00T47", "C01X00T48") == Level::typo);  // people type it
}

TEST_CASE("numbers of two countries are alike and not equal") {
  CHECK(level_of(Comparison::phone, {{Field::phone, "0660 3555 0101"}, {Field::country, "AT"}},
                 {{Field::phone, "0660 3555 0101"}, {Field::country, "DE"}}) == Level::similar);
  CHECK(level_of(Comparison::phone, {{Field::phone, "0660 3555 0101"}, {Field::country, "AT"}},
                 {{Field::phone, "+43 660 35550101"}}) == Level::equal);
  CHECK(phone("45671902", "+49 351 45671902") == Level::equal);
}

TEST_CASE("of several values the best pair counts") {
  CHECK(level_of(Comparison::email, {{Field::email, "a.vogel@web.de"}, {Field::email, "anna@firma.example"}},
                 {{Field::email, "otto@gmx.de"}, {Field::email, "anna@firma.example"}}) == Level::equal);
}

TEST_CASE("two or three slips are a level of their own") {
  CHECK(family("Sommer", "Fodmer") == Level::faint);
  CHECK(family("Sommer", "Fidmer") == Level::different);
  CHECK(family("Zimmern", "Fimdera") == Level::faint);  // three in a longer word
  CHECK(family("Zimmern", "Fumdera") == Level::different);
  CHECK(given("Otto", "Udto") == Level::faint);
  CHECK(given("Uwe", "Ude") == Level::typo);
  CHECK(given("Tim", "Kam") == Level::different);

  CHECK(phone("0172 9925904", "0172 9945704") == Level::similar);
  CHECK(phone("0172 9925904", "0172 9345704") == Level::faint);
  CHECK(phone("0172 9925904", "0172 1345704") == Level::different);

  CHECK(date("1980-02-23", "1980-12-24") == Level::faint);
  CHECK(date("1980-02-23", "1981-02-28") == Level::faint);
  CHECK(date("1980-02-23", "1981-12-28") == Level::different);
}

TEST_CASE("a postal code but for one character is near") {
  const auto address = [](std::string_view postal_code, std::string_view city) {
    return level_of(Comparison::address,
                    {{Field::street, "Hauptstr. 5"}, {Field::postal_code, "01067"}, {Field::city, "Dresden"}},
                    {{Field::street, "Am Anger 2"}, {Field::postal_code, postal_code}, {Field::city, city}});
  };
  CHECK(address("01067", "Pirna") == Level::same_area);
  CHECK(address("01069", "Pirna") == Level::near_area);
  CHECK(address("01069", "Dresden") == Level::near_area);
  CHECK(address("01607", "Pirna") == Level::near_area);
  CHECK(address("01169", "Dresden") == Level::same_city);
  CHECK(address("01169", "Pirna") == Level::different);
}

TEST_CASE("a house number within a range is the house") {
  const auto address = [](std::string_view left, std::string_view right) {
    return level_of(Comparison::address,
                    {{Field::street, "Hauptstr."}, {Field::house_number, left}, {Field::postal_code, "01067"}},
                    {{Field::street, "Hauptstr."}, {Field::house_number, right}, {Field::postal_code, "01067"}});
  };
  CHECK(address("4753", "4753-59") == Level::equal);
  CHECK(address("4759", "4753-59") == Level::equal);
  CHECK(address("4760", "4753-59") == Level::same_block);
  CHECK(address("1333-45", "1333") == Level::equal);
  CHECK(address("1333-45", "1346") == Level::same_block);
  CHECK(address("1333-45", "1345-51") == Level::equal);
  CHECK(address("12-14", "13") == Level::equal);
  CHECK(address("12a", "12") == Level::same_block);
  CHECK(address("12", "13") == Level::same_block);
  CHECK(address("14-12", "13") == Level::same_block);
}

TEST_CASE("the lines of an address come in any order") {
  const auto address = [](std::string_view street, std::string_view extra) {
    return level_of(
        Comparison::address,
        {{Field::street, "Lindenhof"}, {Field::address_extra, "Sonnenallee"}, {Field::postal_code, "01067"}},
        {{Field::street, street}, {Field::address_extra, extra}, {Field::postal_code, "01067"}});
  };
  CHECK(address("Lindenhof", "Sonnenallee") == Level::equal_part);
  CHECK(address("Sonnenallee", "Lindenhof") == Level::equal_part);
  CHECK(address("Sonnenallee", "") == Level::equal_part);
  CHECK(address("Bergstieg", "Lindenhof") == Level::equal_part);
  CHECK(address("Bergstieg", "Talblick") == Level::same_area);
  CHECK(address("Bergstieg", "") == Level::same_area);
}

TEST_CASE("middle names are compared where both have one") {
  const auto middle = [](std::string_view left, std::string_view right) {
    return level_of(Comparison::middle_name,
                    {{Field::given_name, "Ivan"}, {Field::middle_name, left}, {Field::family_name, "Sidorov"}},
                    {{Field::given_name, "Ivan"}, {Field::middle_name, right}, {Field::family_name, "Sidorov"}});
  };
  CHECK(middle("Petrovich", "Petrovich") == Level::equal);
  CHECK(middle("Petrovich", "Borisovich") == Level::different);
  CHECK(middle("Petrovich", "P.") == Level::initial);
  CHECK(middle("P.", "P.") == Level::initial);
  CHECK(middle("Petrovich", "B.") == Level::different);
  CHECK(middle("Petrovich", "Petrowich") <= Level::typo);
  CHECK(middle("Petrovich", "") == Level::missing);
  CHECK(middle("Maria Luise", "Luise") == Level::equal);  // each of the fewer is among the others
  CHECK(middle("Maria Luise", "Maria Bertha") == Level::different);
}

TEST_CASE("the same letters parted elsewhere are the same name") {
  const auto levels = [](std::string_view left, std::string_view right) {
    test::People people;
    const auto a = people.add("a", {{Field::name, left}}), b = people.add("b", {{Field::name, right}});
    const compare::Knowledge knowledge;
    compare::Comparer comparer(people.table, knowledge);
    types::ComparisonVector out;
    comparer.compare(a, b, out);
    return std::pair(out[Comparison::given_name].level, out[Comparison::family_name].level);
  };
  CHECK(levels("Jan DanielBothma", "Jan Daniel Bothma") == std::pair(Level::variant, Level::variant));
  CHECK(levels("Jan DanielBothma", "Jan Daniel Bothna").second != Level::variant);
}

TEST_CASE("the first of a name beside the second") {
  const auto generation = [](std::string_view left, std::string_view suffix) {
    return level_of(Comparison::generation, {{Field::given_name, left}, {Field::family_name, "Gray"}},
                    {{Field::given_name, "Morris"}, {Field::family_name, "Gray"}, {Field::name_suffix, suffix}});
  };
  CHECK(generation("Morris I", "II") == Level::different);
  CHECK(generation("Morris I", "III") == Level::different);
  CHECK(generation("Morris I", "") == Level::missing);
  CHECK(generation("Morris I", "Jr.") == Level::missing);  // an initial
  CHECK(generation("Morris", "II") == Level::missing);
  CHECK(generation("Morris K", "II") == Level::missing);
}

TEST_CASE("organisations: what is short, what is contained, what tells") {
  const auto organization = [](std::string_view a, std::string_view b) {
    return level_of(Comparison::organization, {{Field::organization, a}}, {{Field::organization, b}});
  };
  CHECK(organization("Zwickel Backwaren GmbH", "Zwickel Backwaren") == Level::equal);
  CHECK(organization("Zwickel Pflege Ctr", "Zwickel Pflege Center") == Level::typo);
  CHECK(organization("Zwickel Svcs", "Zwickel Services") == Level::typo);
  CHECK(organization("Zwickel Srv", "Zwickel Pumpen") != Level::typo);
  CHECK(organization("Zwickel Backwaren", "Zwickel Backwaren Nord") == Level::equal_part);
  CHECK(organization("Zwickel", "Zwickel Nord Ost Backwaren Vertrieb") == Level::partial);
  CHECK(organization("ZBN", "Zwickel Backwaren Nord") == Level::initial);
  CHECK(organization("Zwickel Backwaren", "Pumpen Krause") == Level::different);
}

TEST_CASE("organisations: a word that many have tells less than one that few have") {
  test::People people;
  const auto nord = people.add("a", {{Field::organization, "Hotel Garni Zwickel"}});
  const auto sued = people.add("b", {{Field::organization, "Hotel Garni Krause"}});
  const auto level = [&](float hotel, float garni, float own) {
    std::vector<float> bits(people.table.words.size(), own);
    bits[*people.table.words.intern("hotel")] = hotel;
    bits[*people.table.words.intern("garni")] = garni;
    const compare::Knowledge knowledge{.word_bits = bits, .whole_names_are_organizations = false};
    compare::Comparer comparer(people.table, knowledge);
    types::ComparisonVector out;
    comparer.compare(nord, sued, out);
    CHECK(out[Comparison::organization].bits == doctest::Approx(hotel + garni));
    return out[Comparison::organization].level;
  };
  CHECK(level(2, 3, 12) == Level::different);  // two houses of a kind
  CHECK(level(10, 10, 10) == Level::faint);
  CHECK(level(12, 12, 3) == Level::similar);
}

TEST_CASE("between two persons an organisation is whom they work for") {
  const auto levels = [](test::People::Fields left, test::People::Fields right, bool whole_names) {
    test::People people;
    const auto a = people.add("a", left), b = people.add("b", right);
    const compare::Knowledge knowledge{.word_bits = {}, .whole_names_are_organizations = whole_names};
    compare::Comparer comparer(people.table, knowledge);
    types::ComparisonVector out;
    comparer.compare(a, b, out);
    return out;
  };
  const auto persons = levels(
      {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::organization, "Zwickel Pumpen"}},
      {{Field::given_name, "Otto"}, {Field::family_name, "Krause"}, {Field::organization, "Zwickel Pumpen"}}, false);
  CHECK(persons[Comparison::employer].level == Level::equal);
  CHECK(persons[Comparison::organization].level == Level::missing);
  const auto contact =
      levels({{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::organization, "Zwickel Pumpen"}},
             {{Field::organization, "Zwickel Pumpen"}}, false);
  CHECK(contact[Comparison::employer].level == Level::missing);
  CHECK(contact[Comparison::organization].level == Level::equal_part);  // it is not the whole of it

  const test::People::Fields left = {{Field::name, "Blue Lagoon"}}, right = {{Field::name, "The Blue Lagoon"}};
  const auto as_persons = levels(left, right, false), as_organizations = levels(left, right, true);
  CHECK(as_persons[Comparison::organization].level == Level::missing);
  CHECK(as_persons[Comparison::family_name].level != Level::missing);
  CHECK(as_organizations[Comparison::organization].level <= Level::equal_part);
  CHECK(as_organizations[Comparison::organization].level >= Level::equal);
  CHECK(as_organizations[Comparison::family_name].level == Level::missing);
  CHECK(as_organizations[Comparison::given_name].level == Level::missing);
  // a name in parts is a person's whatever the others are
  const auto parts = levels({{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}},
                            {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}}, true);
  CHECK(parts[Comparison::given_name].level == Level::equal);
  CHECK(parts[Comparison::organization].level == Level::missing);
}

TEST_CASE("a mailbox made of the name says nothing more where it is not the same one") {
  const auto mailbox = [](std::string_view left, std::string_view right, std::string_view family_name) {
    return level_of(Comparison::email,
                    {{Field::given_name, "Anna"}, {Field::family_name, "Vogel"}, {Field::email, left}},
                    {{Field::given_name, "Anna"}, {Field::family_name, family_name}, {Field::email, right}});
  };
  CHECK(mailbox("anna.vogel@web.de", "anna.vogel@gmx.de", "Vogel") == Level::missing);
  CHECK(mailbox("anna.vogel@web.de", "anna.vogel@gmx.de", "Krause") == Level::same_block);
  CHECK(mailbox("anna.vogel@web.de", "anna.vogel@web.de", "Vogel") == Level::equal);
  CHECK(mailbox("sonnenschein@web.de", "sonnenschein@gmx.de", "Vogel") == Level::same_block);
  CHECK(mailbox("anna.vogel@web.de", "otto@gmx.de", "Vogel") == Level::different);
  CHECK(mailbox("anna.vogel@firma.de", "anna.vogl@firma.de", "Vogl") == Level::missing);
  CHECK(mailbox("anna.vogel@firma.de", "anna.vogl@firma.de", "Vogel") == Level::typo);
  CHECK(mailbox("anna.vogel7@firma.de", "anna.vogler8@web.de", "Vogler") == Level::missing);
}

TEST_CASE("numbers in a column without meaning are equal or different") {
  const auto other = [](std::string_view left, std::string_view right) {
    test::People people;
    const auto a = people.add("a", {{Field::other, left}}, "column"),
               b = people.add("b", {{Field::other, right}}, "column");
    const compare::Knowledge knowledge;
    compare::Comparer comparer(people.table, knowledge);
    types::ComparisonVector out;
    comparer.compare(a, b, out);
    REQUIRE(out.others.size() == 1);
    return out.others[0].agreement.level;
  };
  CHECK(other("12345678", "12345678") == Level::equal);
  CHECK(other("12345678", "12345679") == Level::different);
  CHECK(other("2026-03-01", "2026-03-02") == Level::different);
  CHECK(other("camden north", "camden north") == Level::equal);
  CHECK(other("camden north", "camden nort") == Level::typo);
  CHECK(other("camden north", "plauen") == Level::different);
}

TEST_CASE("names of one word each are compared as any names are") {
  constexpr std::array kWords = {"Anna", "Ana", "Hanna", "Anne", "A", "Otto", "Müller", "Mueller", "Miller", "Vogel"};
  const compare::Knowledge knowledge;
  for (const std::string_view given : kWords) {
    for (const std::string_view family : kWords) {
      for (const std::string_view other_given : kWords) {
        for (const std::string_view other_family : {kWords[0], kWords[2], kWords[5], kWords[6], kWords[8]}) {
          test::People people;
          const auto a = people.add("a", {{Field::given_name, given}, {Field::family_name, family}});
          const auto b = people.add("b", {{Field::given_name, other_given}, {Field::family_name, other_family}});
          // a second name, which is never nearer, makes it a record of several names
          const auto c = people.add(
              "c",
              {{Field::given_name, other_given}, {Field::family_name, other_family}, {Field::nickname, "Xxqqxxqq"}});
          REQUIRE(people.table.record_names[c].size() == 2);
          compare::Comparer comparer(people.table, knowledge);
          types::ComparisonVector plain, general;
          comparer.compare(a, b, plain);
          comparer.compare(a, c, general);
          INFO(given << " " << family << " and " << other_given << " " << other_family);
          for (const Comparison comparison :
               {Comparison::given_name, Comparison::family_name, Comparison::name_order}) {
            CHECK(plain[comparison].level == general[comparison].level);
            CHECK(identical(plain[comparison].left, general[comparison].left));
            CHECK(identical(plain[comparison].right, general[comparison].right));
          }
        }
      }
    }
  }
}

TEST_CASE("what many have says nothing between two that differ; a record beside itself asks nobody") {
  test::People people;
  const test::People::Fields mailbox = {{Field::email, "frank@zwickel.de"}, {Field::phone, "0351 4000100"}};
  const auto alone = people.add("a", mailbox);
  const auto other = people.add(
      "b", {{Field::given_name, "Anna"}, {Field::email, "frank@zwickel.de"}, {Field::phone, "0351 4000100"}});
  int asked = 0;
  compare::Knowledge knowledge;
  knowledge.is_common_email = [&](types::ValueNo) { return ++asked != 0; };
  knowledge.is_common_phone = [&](types::ValueNo, types::ValueNo) { return ++asked != 0; };
  compare::Comparer comparer(people.table, knowledge);
  types::ComparisonVector out;
  comparer.compare(alone, other, out);
  CHECK(asked == 2);
  CHECK(out[Comparison::email].level == Level::missing);
  CHECK(out[Comparison::phone].level == Level::missing);
  comparer.compare(alone, alone, out);
  CHECK(asked == 2);
  CHECK(out[Comparison::email].level == Level::equal);
  CHECK(out[Comparison::phone].level == Level::equal);
}
