#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "normalize/values.hpp"
#include "tables.hpp"

using namespace scv::normalize;
using scv::normalize::test::joined;

TEST_CASE("parse_organization_name") {
  struct Row {
    std::string_view text, tokens, form, acronym;
  };
  constexpr Row rows[] = {
      {"Matratzen-Müller GmbH", "matratzen mueller", "gmbh", "mm"},
      {"Matratzen-Müller GmbH & Co. KG", "matratzen mueller", "gmbh co kg", "mm"},
      {"Matratzen Müller GmbH u. Co KG", "matratzen mueller", "gmbh co kg", "mm"},
      {"Müller G.m.b.H.", "mueller", "gmbh", ""},
      {"Gesellschaft für Technik mit beschränkter Haftung", "gesellschaft technik mit beschraenkter haftung", "",
       "gtmbh"},
      {"The Procter & Gamble Company", "procter gamble", "co", "pg"},
      {"Procter & Gamble Co.", "procter gamble", "co", "pg"},
      {"Bayerische Motoren Werke Aktiengesellschaft", "bayerische motoren werke", "ag", "bmw"},
      {"Siemens AG", "siemens", "ag", ""},
      {"AG Chemie", "ag chemie", "", "ac"},
      {"Bain Capital Fund X L.P.", "bain capital fund x", "lp", "bcfx"},
      {"S.à r.l. Dupont", "dupont", "sarl", ""},
      {"Dupont S.A.R.L.", "dupont", "sarl", ""},
      {"Acme, Inc.", "acme", "inc", ""},
      {"Acme Pty. Ltd.", "acme", "ltd", ""},
      {"Sportverein Dresden e.V.", "sportverein dresden", "ev", "sd"},
      {"Firma Hans Schmidt e.K.", "hans schmidt", "ek", "hs"},
      {"Mama Sp. z o.o.", "mama", "spzoo", ""},
      {"ООО Ромашка", "romaska", "ooo", ""},
      {"Müller UG (haftungsbeschränkt)", "mueller", "ug", ""},
      {"GmbH", "gmbh", "", ""},
      {"The The", "the the", "", "tt"},
      {"", "", "", ""},
      {"n/a", "", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const OrganizationName name = parse_organization_name(row.text);
    CHECK(joined(name.tokens) == row.tokens);
    CHECK(name.legal_form == row.form);
    CHECK(name.acronym == row.acronym);
  }
}

TEST_CASE("looks_like_organization") {
  for (const std::string_view text :
       {"Müller GmbH", "Acme Inc", "Siemens AG", "Zahnarztpraxis Schmidt", "Sportverein Dresden", "Praxis Dr. Klein",
        "Stadtwerke Leipzig", "University of Leeds", "Autohaus Meier", "Wohnungsbaugesellschaft Nord", "Müller e.K.",
        "Anton AG"}) {
    CAPTURE(text);
    CHECK(looks_like_organization(text));
  }
  for (const std::string_view text : {"Anna Müller", "Marine Le Pen", "Co", "AG", "John Smith", "Kai Sa", "",
                                      "Jean-Luc Co", "Georg Friedrich Handel"}) {
    CAPTURE(text);
    CHECK_FALSE(looks_like_organization(text));
  }
}
