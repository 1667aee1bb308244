#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "normalize/values.hpp"
#include "tables.hpp"

using namespace scv::normalize;
using scv::normalize::test::shown;

TEST_CASE("parse_address: one string") {
  struct Row {
    std::string_view text, expected;
  };
  constexpr Row rows[] = {
      {"Hauptstr. 5, 01067 Dresden", "hauptstrasse|5||01067|dresden||"},
      {"Hauptstr. 5a, D-01067 Dresden, Deutschland", "hauptstrasse|5a||01067|dresden||DE"},
      {"Hauptstraße 5 a\n01067 Dresden", "hauptstrasse|5a||01067|dresden||"},
      {"Hauptstr. 5 01067 Dresden", "hauptstrasse|5||01067|dresden||"},
      {"01067 Dresden, Hauptstr. 5", "hauptstrasse|5||01067|dresden||"},
      {"c/o Müller, Hauptstr. 5, 01067 Dresden", "hauptstrasse|5||01067|dresden||"},
      {"Hotel Adlon, Unter den Linden 77, 10117 Berlin", "unter den linden|77||10117|berlin||"},
      {"Am Markt 12-14, 60311 Frankfurt a.M.", "am markt|12-14||60311|frankfurt am main||"},
      {"Str. des 17. Juni 135, 10623 Berlin", "strasse des 17 juni|135||10623|berlin||"},
      {"Musterstr. 7, 2. OG, 12345 Musterstadt", "musterstrasse|7|2og|12345|musterstadt||"},
      {"Postfach 12 34, 01067 Dresden", "||po box 1234|01067|dresden||"},
      {"Q7, 24, 68161 Mannheim", "q7|24||68161|mannheim||"},
      {"Dr.-Külz-Ring 19, 01067 Dresden", "dr kuelz ring|19||01067|dresden||"},
      {"St. Georgen Str. 5, 95448 Bayreuth", "st georgen strasse|5||95448|bayreuth||"},
      {"Stephansplatz 3/2/15, 1010 Wien, Österreich", "stephansplatz|3/2/15||1010|wien||AT"},
      {"Bahnhofstrasse 21, CH-8001 Zürich", "bahnhofstrasse|21||8001|zuerich||CH"},
      {"Damrak 1, 1012 LG Amsterdam", "damrak|1||1012LG|amsterdam||NL"},
      {"12 bis rue de la Paix, 75002 Paris", "rue de la paix|12bis||75002|paris||"},
      {"15 Av. des Champs-Élysées 75008 Paris France", "avenue des champs elysees|15||75008|paris||FR"},
      {"123 Main Street Apt 4, Las Vegas NV 89132", "main street|123|4|89132|las vegas|nv|US"},
      {"123 Main St #4, Las Vegas, NV 89132-1234", "main street|123|4|89132|las vegas|nv|US"},
      {"3212 W. 32nd St Palm Harbor, FL 60527", "w 32nd street|3212||60527|palm harbor|fl|US"},
      {"350 Fifth Avenue, New York, NY 10118, USA", "fifth avenue|350||10118|new york|ny|US"},
      {"1600 Pennsylvania Ave NW, Washington, DC 20500", "pennsylvania avenue nw|1600||20500|washington|dc|US"},
      {"P.O. Box 123, Las Vegas, NV 89132", "||po box 123|89132|las vegas|nv|US"},
      {"173 John Lane, 08030", "john lane|173||08030|||"},
      {"44 maclachlan street, lakemba nsw 2195", "maclachlan street|44||2195|lakemba|nsw|AU"},
      {"2/15 Smith St, Fitzroy VIC 3065, Australia", "smith street|15|2|3065|fitzroy|vic|AU"},
      {"10 Downing Street, London SW1A 2AA", "downing street|10||SW1A2AA|london||GB"},
      {"Flat 3, 10 Downing Street, London SW1A 2AA, UK", "downing street|10|3|SW1A2AA|london||GB"},
      {"111 Sussex Dr, Ottawa, ON K1N 1J1", "sussex drive|111||K1N1J1|ottawa|on|CA"},
      {"Fieldstrasse 10, FL-2198 Triesen", "fieldstrasse|10||2198|triesen||LI"},
      {"18 Danver Place, Loughborough, Leicestershire, United Kingdom, LE11 1UU",
       "danver place|18||LE111UU|loughborough|leicestershire|GB"},
      {"133 New Bridge Road, Chinatown Point, Singapore 059413", "new bridge road|133||059413|singapore||"},
      {"Nursing Home,1605 Shelly Harbors Suite 415", "shelly harbors|1605|415||||"},
      {"Dresden", "||||dresden||"},
      {"", "||||||"},
      {"unbekannt", "||||||"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(shown(parse_address(row.text, {}, {}, {}, {}, {}, {}, {})) == row.expected);
  }
}

TEST_CASE("parse_address: street and number in one column") {
  struct Row {
    std::string_view street, expected;
  };
  constexpr Row rows[] = {
      {"Hauptstr. 5a", "hauptstrasse|5a|"},
      {"Hauptstr.5", "hauptstrasse|5|"},
      {"Hauptstrasse 5 A", "hauptstrasse|5a|"},
      {"Haupt Str. 5", "haupt strasse|5|"},
      {"Karl-Marx-Allee 12 - 14", "karl marx allee|12-14|"},
      {"Am Markt 12–14", "am markt|12-14|"},
      {"Hauptstr. Nr. 5", "hauptstrasse|5|"},
      {"Straße des 17. Juni 135", "strasse des 17 juni|135|"},
      {"Lindenpl. 4", "lindenplatz|4|"},
      {"Q 7, 24", "q7|24|"},
      {"44 maclachlan street", "maclachlan street|44|"},
      {"12 bis rue de la Paix", "rue de la paix|12bis|"},
      {"834 7th ave.", "7th avenue|834|"},
      {"2 Kelly Dr", "kelly drive|2|"},
      {"573 Carlson Crossroad Suite 458", "carlson crossroad|573|458"},
      {"18 e. 54th st.", "e 54th street|18|"},
      {"18 East 54th Street", "e 54th street|18|"},
      {"Hauptstr. 5 Hinterhaus", "hauptstrasse|5|hh"},
      {"Hauptstr.", "hauptstrasse||"},
      {"PO Box 12", "||po box 12"},
      {"starritt place", "starritt place||"},
      {"Hauptstr. 5, Whg. 12", "hauptstrasse|5|12"},
      {"Unter den Linden", "unter den linden||"},
      {"5", "|5|"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.street);
    const StreetAddress a = parse_address({}, row.street, {}, {}, "01067", "Dresden", {}, {});
    const std::string got = a.street + "|" + a.house_number + "|" + a.unit;
    CHECK(got == row.expected);
  }
}

TEST_CASE("parse_address: parts") {
  CHECK(shown(parse_address({}, "Hauptstr.", "5 a", {}, "D-01067", "Dresden OT Weixdorf", "Sachsen", "Germany")) ==
        "hauptstrasse|5a||01067|dresden|sn|DE");
  CHECK(shown(parse_address({}, "Hauptstr. 5", "5", {}, "01067", "Dresden", {}, {})) ==
        "hauptstrasse|5||01067|dresden||");
  CHECK(shown(parse_address({}, "maclachlan street", "44", "hse 13", "2195", "lakemba", "nsw", {})) ==
        "maclachlan street|44|13|2195|lakemba|nsw|AU");
  CHECK(shown(parse_address({}, "maclachlan street", "44", "rosetta village", "2195", "lakemba", "nsw", {})) ==
        "maclachlan street|44|rosetta village|2195|lakemba|nsw|AU");
  CHECK(shown(parse_address({}, {}, {}, "maclachlan street", "2195", "lakemba", {}, {})) ==
        "maclachlan street|||2195|lakemba||");
  CHECK(shown(parse_address({}, "Hauptstr. 5", {}, {}, "1067", "Dresden", {}, "DE")) ==
        "hauptstrasse|5||01067|dresden||DE");
  CHECK(shown(parse_address({}, "Main St 5", {}, {}, "923270000", "Daggett", "CA", {})) ==
        "main street|5||92327|daggett|ca|US");
  CHECK(shown(parse_address({}, "Hauptstr. 5, 01067 Dresden", {}, {}, {}, {}, {}, {})) ==
        "hauptstrasse|5||01067|dresden||");
  CHECK(shown(parse_address({}, "n/a", "-", "?", "00000", "unknown", "n/a", "n/a")) == "||||||");
}

TEST_CASE("parse_address: spellings of a city are one") {
  const auto city = [](std::string_view text) { return parse_address({}, {}, {}, {}, {}, text, {}, {}).city; };
  for (const std::string_view text : {"Frankfurt a.M.", "Frankfurt a. M.", "Frankfurt/Main", "Frankfurt am Main",
                                      "Frankfurt (Main)", "FRANKFURT A. MAIN"}) {
    CAPTURE(text);
    CHECK(city(text) == "frankfurt am main");
  }
  CHECK(city("Frankfurt (Oder)") == "frankfurt oder");
  CHECK(city("Frankfurt an der Oder") == "frankfurt oder");
  CHECK(city("München") == city("Munich"));
  CHECK(city("Neustadt a. d. Weinstraße") == "neustadt an der weinstrasse");
  CHECK(city("Wien 3") == "wien");
  CHECK(city("Paris 15e") == "paris");
  CHECK(city("Sankt Augustin") == city("St. Augustin"));
  CHECK(city("Baden-Baden") == "baden baden");
}

TEST_CASE("parse_address: countries") {
  const auto country = [](std::string_view text) { return parse_address({}, {}, {}, {}, {}, {}, {}, text).country; };
  CHECK(country("Deutschland") == "DE");
  CHECK(country("Germany") == "DE");
  CHECK(country("Allemagne") == "DE");
  CHECK(country("deu") == "DE");
  CHECK(country("D") == "DE");
  CHECK(country("Österreich") == "AT");
  CHECK(country("U.S.A.") == "US");
  CHECK(country("Vereinigtes Königreich") == "GB");
  CHECK(country("pays-bas") == "NL");
  CHECK(country("zw") == "ZW");
  CHECK(country("Atlantis").empty());
}
