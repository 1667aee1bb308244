#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "normalize/values.hpp"
#include "tables.hpp"

using namespace scv::normalize;
using scv::normalize::test::shown;

TEST_CASE("parse_person_name: one string") {
  struct Row {
    std::string_view text;
    std::string_view expected;
    bool order_known;
  };
  constexpr Row rows[] = {
      {"", "|", false},
      {"Müller, Anna", "anna|mueller", true},
      {"MÜLLER Anna", "anna|mueller", true},
      {"Anna MÜLLER", "anna|mueller", true},
      {"Anna Müller", "anna|mueller", false},
      {"anna müller", "anna|mueller", false},
      {"ANNA MÜLLER", "anna|mueller", false},
      {"Dr. Anna von der Heide", "anna|heide+von der!dr", true},
      {"Heide, Anna von der", "anna|heide+von der", true},
      {"von der Heide, Anna", "anna|heide+von der", true},
      {"Herr Prof. Dr. med. Hans-Peter Müller-Lüdenscheidt", "hans peter|mueller luedenscheidt!prof dr", false},
      {"Frau Müller", "|mueller", true},
      {"Herr Dr. Müller", "|mueller!dr", true},
      {"Anna Müller geb. Schmidt", "anna|mueller*schmidt", false},
      {"Anna Müller, geb. von Schmidt", "anna|mueller*schmidt", false},
      {"Anna Müller (geb. Schmidt)", "anna|mueller*schmidt", false},
      {"Müller, Anna, geb. Schmidt", "anna|mueller*schmidt", true},
      {"Jane Doe née Smith", "jane|doe*smith", false},
      {"Robert \"Bob\" Smith Jr.", "robert bob|smith^jr", false},
      {"Robert (Bob) Smith", "robert bob|smith", false},
      {"Robert „Bob“ Smith", "robert bob|smith", false},
      {"Smith, Jr., John", "john|smith^jr", true},
      {"Smith Jr., John", "john|smith^jr", true},
      {"John F. Kennedy", "john f|kennedy", false},
      {"John Smith III", "john|smith^iii", false},
      {"J.R. Ewing", "j r|ewing", false},
      {"JR Ewing", "j r|ewing", false},
      {"José Ortega y Gasset", "jose|ortega gasset", true},
      {"Sean O'Neil", "sean|oneil", false},
      {"Sean O' Neil", "sean|oneil", false},
      {"Ronald Mc Donald", "ronald|mcdonald", false},
      {"Vincent van Gogh", "vincent|gogh+van", true},
      {"Charles de Gaulle", "charles|gaulle+de", true},
      {"Karl-Theodor zu Guttenberg", "karl theodor|guttenberg+zu", true},
      {"Karl von und zu Guttenberg", "karl|guttenberg+von zu", true},
      {"Mohammed bin Rashid", "mohammed|rashid+bin", true},
      {"HASAN AL-MASHHADANI", "hasan|mashhadani+al", true},
      {"Dipl.-Ing. Karl Meier", "karl|meier!dipl ing", false},
      {"Dr. rer. nat. Eva Klein", "eva|klein!dr", false},
      {"Dr. Prof. Eva Klein", "eva|klein!prof dr", false},
      {"Mary Jones, MD", "mary|jones!md", false},
      {"Mary Jones, Ph.D.", "mary|jones!phd", false},
      {"Mary Jones PhD", "mary|jones!phd", false},
      {"Max Born", "max|born", false},
      {"Anna und Peter Müller", "anna peter|mueller", false},
      {"Cher", "|cher", false},
      {"Сергей Иванов", "sergej|ivanov", false},
      {"Sm1th", "|smlth", false},
      {"unbekannt", "|", false},
      {"Al Pacino", "al|pacino", false},
      {"Phil Collins", "phil|collins", false},
      {"Li Na", "li|na", false},
      {"Otto Graf Lambsdorff", "otto|lambsdorff+graf", true},
      {"Steffi Graf", "steffi|graf", false},
      {"1st Baron Conway of Martin", "conway|martin", false},
      {"19th Alex Abernethy", "alex|abernethy", false},
      {"Charlie Smith Bt.", "charlie|smith!bt", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const PersonName name = parse_person_name(row.text, {}, {}, {});
    CHECK(shown(name) == row.expected);
    CHECK(name.order_known == row.order_known);
  }
}

TEST_CASE("parse_person_name: parts") {
  struct Row {
    std::string_view given, middle, family, birth, suffix, expected;
  };
  constexpr Row rows[] = {
      {"Anna", "", "Müller", "", "", "anna|mueller"},
      {"Anna", "Maria", "Müller", "", "", "anna maria|mueller"},
      {"Dr. Anna", "", "von der Heide", "", "", "anna|heide+von der!dr"},
      {"Anna von der", "", "Heide", "", "", "anna|heide+von der"},
      {"Frau", "", "Müller", "", "", "|mueller"},
      {"Michael", "", "Herr", "", "", "michael|herr"},
      {"Anna", "", "Müller", "Schmidt", "", "anna|mueller*schmidt"},
      {"Anna", "", "Müller", "geb. Schmidt", "", "anna|mueller*schmidt"},
      {"Anna", "", "Müller geb. Schmidt", "", "", "anna|mueller*schmidt"},
      {"Anna", "", "Müller (Schmidt)", "", "", "anna|mueller*schmidt"},
      {"John", "F", "Smith", "", "Jr.", "john f|smith^jr"},
      {"John", "F", "Smith", "", "MD", "john f|smith!md"},
      {"John", "", "Smith III", "", "", "john|smith^iii"},
      {"John Jr.", "", "Smith", "", "", "john|smith^jr"},
      {"JR", "", "Ewing", "", "", "j r|ewing"},
      {"JO", "", "Smith", "", "", "jo|smith"},
      {"J.", "", "Smith", "", "", "j|smith"},
      {"Anna-Maria", "", "Müller-Lüdenscheidt", "", "", "anna maria|mueller luedenscheidt"},
      {"n/a", "", "Müller", "", "", "|mueller"},
      {"xxx", "", "unknown", "", "", "|"},
      {"Gabriel", "", "García Márquez", "", "", "gabriel|garcia marquez"},
      {"Sean", "", "O Neil", "", "", "sean|o neil"},
      {"Robert (Bob)", "", "Smith", "", "", "robert bob|smith"},
      {"Al", "", "Pacino", "", "", "al|pacino"},
      {"Thuy", "", "Le", "", "", "thuy|le"},
      {"", "", "Senior", "", "", "|senior"},
      {"Md", "", "Rahman", "", "", "md|rahman"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    CAPTURE(row.family);
    const PersonName name = parse_person_name({}, row.given, row.middle, row.family, row.birth, row.suffix);
    CHECK(shown(name) == row.expected);
    CHECK(name.order_known == !name.empty());
  }
}

TEST_CASE("parse_person_name: parts and the whole complete one another") {
  CHECK(shown(parse_person_name("moses griffith", "moses", {}, {})) == "moses|griffith");
  CHECK(shown(parse_person_name("Anna von der Heide", {}, {}, "Heide")) == "anna|heide+von der");
  CHECK(shown(parse_person_name("Anna Müller", "Otto", {}, "Meier")) == "otto|meier");
}

TEST_CASE("parse_person_name: an organisation in a name's column is seen") {
  CHECK(parse_person_name("Matratzen-Müller GmbH", {}, {}, {}).looks_like_organization);
  CHECK(parse_person_name("Zahnarztpraxis Dr. Schmidt", {}, {}, {}).looks_like_organization);
  CHECK(parse_person_name({}, {}, {}, "Müller GmbH & Co. KG").looks_like_organization);
  CHECK_FALSE(parse_person_name("Anna Müller", {}, {}, {}).looks_like_organization);
  CHECK_FALSE(parse_person_name("Müller", {}, {}, {}).looks_like_organization);
}

TEST_CASE("parse_gender") {
  for (const std::string_view text : {"m", "M", "male", "männlich", "Herr", "Mr.", "Herr Dr.", "monsieur"})
    CHECK(parse_gender(text) == 'm');
  for (const std::string_view text : {"w", "f", "Female", "weiblich", "Frau", "Mrs", "Mme", "Ms."})
    CHECK(parse_gender(text) == 'f');
  for (const std::string_view text : {"d", "divers", "x", "non-binary"}) CHECK(parse_gender(text) == 'x');
  for (const std::string_view text : {"", "unbekannt", "?", "Familie", "zz"}) CHECK(parse_gender(text) == 0);
}

TEST_CASE("parse_person_name: letters that a machine misread") {
  struct Row {
    std::string_view given, family, expected;
  };
  constexpr Row rows[] = {
      {"lu1<e", "mas017", "luke|mason"}, {"J0hn", "Sm1th", "john|smlth"}, {"@nna", "V0ge1", "anna|vogel"},
      {"Pau|", "8ecker", "paul|becker"}, {"An2", "Vogel", "anz|vogel"},   {"$ven", "Vogel", "sven|vogel"},
      {"Anna", "Vogel", "anna|vogel"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.given);
    CAPTURE(row.family);
    CHECK(shown(parse_person_name({}, row.given, {}, row.family)) == row.expected);
  }
  // where most is digits, nothing was misread; an ordinal is a number
  CHECK(shown(parse_person_name({}, "Anna", {}, "12345x")) != "anna|lzeasx");
  CHECK(shown(parse_person_name("19th Alex Abernethy", {}, {}, {})) == "alex|abernethy");
}
