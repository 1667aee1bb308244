#include <doctest/doctest.h>

#include "../support/people.hpp"
#include "compare/compare.hpp"

using namespace scv;
using types::Comparison;
using types::Level;

namespace {

Level level_of(Comparison comparison, test::People::Fields left, test::People::Fields right,
               std::string_view type = {}) {
  test::People people;
  const auto a = people.add("a", left, type), b = people.add("b", right, type);
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
    return level_of(Comparison::identifier, {{Field::identifier, a}}, {{Field::identifier, b}}, "customer_number");
  };
  CHECK(identifier("K-08154711", "k 08154711") == Level::equal);
  CHECK(identifier("K-08154711", "K-08154712") == Level::typo);
  CHECK(identifier("K-08154711", "K-99154300") == Level::different);
}

TEST_CASE("of several values the best pair counts") {
  CHECK(level_of(Comparison::email, {{Field::email, "a.vogel@web.de"}, {Field::email, "anna@firma.example"}},
                 {{Field::email, "otto@gmx.de"}, {Field::email, "anna@firma.example"}}) == Level::equal);
}
