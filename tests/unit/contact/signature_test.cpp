#include "contact/signature.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>

#include "contact/senders.hpp"

using scv::Attribute;
using scv::Field;
using scv::contact::signature;

namespace {

/// "name=Anna Müller; phone(mobile)=0152 28817386; …" in the order found.
std::string told(std::string_view text) {
  std::string result;
  for (const Attribute& a : signature(text)) {
    if (!result.empty()) result += "; ";
    result += scv::to_string(a.field);
    if (!a.type.empty()) result += "(" + a.type + ")";
    result += "=" + a.value;
  }
  return result;
}

struct Case {
  const char* text;
  const char* expected;
};

}  // namespace

TEST_CASE("signatures: German") {
  const Case cases[] = {
      {"Hallo,\nwo ist mein Paket?\n\nMit freundlichen Grüßen\nAnna Müller\n", "name=Anna Müller"},
      {"Hallo\n\nViele Grüße\nAnna Müller\nTel. 030 23125001", "name=Anna Müller; phone=030 23125001"},
      {"Text\n\nMfG\n\nDr. Hans von der Heide\nMobil: 0152 28817386\n",
       "name=Dr. Hans von der Heide; phone(mobile)=0152 28817386"},
      {"Text\n\nLG Anna Müller", "name=Anna Müller"},
      {"Text\n\nLiebe Grüße aus Dresden,\nKarl-Heinz Groß-Bölting", "name=Karl-Heinz Groß-Bölting"},
      {"Text\n-- \nPetra Schulze\nHauptstr. 5\n01067 Dresden\nTelefon: +49 (0)30 23125002",
       "name=Petra Schulze; street=Hauptstr. 5; postal_code=01067; city=Dresden; phone=+49 (0)30 23125002"},
      {"Text\n\nFreundliche Grüße\n\ni. A. Sabine Krüger\nMöbelhaus Krüger GmbH & Co. KG\nIndustriestraße 12a, 04109 "
       "Leipzig\n"
       "T +49 30 23125010 | F +49 30 23125011 | M 0172 9925904\nsabine@krueger.example | www.krueger.example",
       "name=Sabine Krüger; organization=Möbelhaus Krüger GmbH & Co. KG; street=Industriestraße 12a; "
       "postal_code=04109; city=Leipzig; "
       "phone=+49 30 23125010; phone(fax)=+49 30 23125011; phone(mobile)=0172 9925904; email=sabine@krueger.example; "
       "url=www.krueger.example"},
      {"Text\n\nBeste Grüße\nJörg Weiß\n030/23125003\n", "name=Jörg Weiß; phone=030/23125003"},
      {"Text\n\nVielen Dank und viele Grüße\nElena Petrowa\nHandy 0174 9091317",
       "name=Elena Petrowa; phone(mobile)=0174 9091317"},
      {"Text\nGruß\nMax Mustermann\nTel./Fax: 089 99998001", "name=Max Mustermann; phone=089 99998001"},
      {"Text\n\nHochachtungsvoll\nOtto Freiherr von Stein", "name=Otto Freiherr von Stein"},
      {"Text\n\nViele Grüße\nAnna Müller\n\nVon meinem iPhone gesendet", "name=Anna Müller"},
      {"Text\n\nGrüße\nTim Öztürk\nA-1010 Wien", "name=Tim Öztürk"},
      {"Text\n\nGrüße\nTim Öztürk\nRingstraße 1\nA-1010 Wien",
       "name=Tim Öztürk; street=Ringstraße 1; postal_code=1010; city=Wien; country=AT"},
      {"Text\n\nViele Grüße\nAnna Müller\nul. Vitosha 12, 1504 Sofia, Bulgarien\n+49 40 66969001",
       "name=Anna Müller; street=ul. Vitosha 12; postal_code=1504; city=Sofia; country=Bulgarien; phone=+49 40 "
       "66969001"},
      {"Text\n\nViele Grüße\nAnna Müller\nWeg 3\n60311 Frankfurt am Main\nDeutschland",
       "name=Anna Müller; street=Weg 3; postal_code=60311; city=Frankfurt am Main; country=Deutschland"},
      {"Text\n\nViele Grüße\nAnna Müller · Hauptstraße 7 · 50667 Köln · Tel. 0221 4710001",
       "name=Anna Müller; street=Hauptstraße 7; postal_code=50667; city=Köln; phone=0221 4710001"},
      {"Text\n\nMit freundlichen Grüßen\nIhre Karin Vogt\nSchreinerei Vogt e.K.\nTel.: 069 90009001, Fax: 069 90009002",
       "name=Karin Vogt; organization=Schreinerei Vogt e.K.; phone=069 90009001; phone(fax)=069 90009002"},
      {"Text\n\nViele Grüße\nAnna Müller\nPS: Rufen Sie mich nicht an: Tel. 030 23125009", "name=Anna Müller"},
      {"Bitte um Rückruf.\n\nAnna Müller\nTel. 030 23125004", "name=Anna Müller; phone=030 23125004"},
      {"Text\n\nMit freundlichen Grüssen\nUrs Bürgi\nCH-8001 Zürich\nTel. +41 44 668 18 00",
       "name=Urs Bürgi; phone=+41 44 668 18 00"},
      {"Text\r\n\r\nViele Gr\xC3\xBC\xC3\x9F"
       "e\r\nAnna M\xC3\xBCller\r\nTel 030-23125005\r\n",
       "name=Anna Müller; phone=030-23125005"},
      {"Text\n\nDanke!\nAnna Müller", "name=Anna Müller"},
      {"Text\n\nVG\nAnna Müller, Müller & Söhne OHG", "name=Anna Müller; organization=Müller & Söhne OHG"},
      {"Text\n_____\nAnna Müller\nE-Mail: anna@example.org", "name=Anna Müller; email=anna@example.org"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(told(one.text) == one.expected);
  }
}

TEST_CASE("signatures: English") {
  const Case cases[] = {
      {"Hi,\n\nKind regards,\nJohn Smith\nPhone: +44 20 7946 0958", "name=John Smith; phone=+44 20 7946 0958"},
      {"Hi\n\nBest regards\nMary O'Neil\nAcme Ltd\n12 High Street, London, SW1A 1AA",
       "name=Mary O'Neil; organization=Acme Ltd; street=12 High Street; postal_code=SW1A 1AA; city=London"},
      {"Hi\n\nThanks,\nJane Doe\nMobile (+1) 212-555-0123", "name=Jane Doe; phone(mobile)=(+1) 212-555-0123"},
      {"Hi\n\nYours sincerely\nJ. R. Hartley", "name=J. R. Hartley"},
      {"Hi\n\nCheers\nBob Jones MBA\nTel: 020 7946 0123 | Fax: 020 7946 0124",
       "name=Bob Jones; phone=020 7946 0123; phone(fax)=020 7946 0124"},
      {"Hi\n--\nAnn Lee\nWidget Inc.\n500 Main Street\nSpringfield, IL 62701",
       "name=Ann Lee; organization=Widget Inc.; street=500 Main Street; city=Springfield"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const std::string text = told(one.text);
    // The order of postal code and city follows the line; the last case's state is beside them.
    if (std::string_view(one.expected).find("Springfield") != std::string_view::npos) {
      CHECK(text.find("city=Springfield; region=IL") != std::string::npos);
      CHECK(text.find("postal_code=62701") != std::string::npos);
    } else {
      CHECK(text == one.expected);
    }
  }
}

TEST_CASE("what is no signature gives nothing") {
  const char* const cases[] = {
      "",
      "\n\n\n",
      "Wo bleibt mein Paket?",
      "Sie erreichen mich unter 030 23125001, aber erst nach 17 Uhr.",
      "Meine Kundennummer ist 0301234567.\nBitte melden.",
      "Bestellung 4711 vom 01.02.2026 ist nicht da",
      "Viele Grüße\nIhr Serviceteam",
      "Viele Grüße\nKundenservice Nord",
      "Viele Grüße\nFamilie Müller",
      "Viele Grüße\nAnna",
      "Danke für die schnelle Antwort, das Paket kam an.\nIch bin zufrieden",
      "Hallo Frau Müller,\n\nich melde mich morgen.",
      "Mit freundlichen Grüßen\n\nBitte antworten Sie nicht auf diese Nachricht.",
      "Viele Grüße\n01.02.2026",
      "LG\nkommt gleich Ihr Paket",
      "Text\n--\nDiese Nachricht ist vertraulich. Wenn Sie nicht der Empfänger sind, löschen Sie sie bitte.",
      "Viele Grüße\nGeschäftsführer: Max Meier",
      "Bestellung",
  };
  for (const char* text : cases) {
    CAPTURE(text);
    CHECK(told(text) == "");
  }
}

TEST_CASE("the other side's signature in quoted text is not taken") {
  const std::string shop = "Mit freundlichen Grüßen\nPeter Schlaf\nMatratzen Schlaf GmbH\nTel. 030 23125900\n";
  const std::string quoted = "> Mit freundlichen Grüßen\n> Peter Schlaf\n> Tel. 030 23125900\n";
  const std::string own = "Danke.\n\nViele Grüße\nAnna Müller\n\n";
  const Case cases[] = {
      {"Am 12.03.2026 um 10:12 schrieb Matratzen Schlaf <info@schlaf.example>:\n", ""},
      {"Am Do., 12. März 2026 um 10:12 Uhr schrieb Matratzen Schlaf <\ninfo@schlaf.example>:\n", ""},
      {"On Thu, 12 Mar 2026 at 10:12, Shop <info@schlaf.example> wrote:\n", ""},
      {"-----Original Message-----\n", ""},
      {"-----Ursprüngliche Nachricht-----\nVon: Schlaf\n", ""},
      {"________________________________\nVon: Matratzen Schlaf <info@schlaf.example>\nGesendet: Donnerstag, 12. März "
       "2026 10:12\nAn: Anna\nBetreff: AW\n",
       ""},
      {"From: Shop\nSent: Thursday\nTo: Anna\nSubject: Re\n", ""},
      {"---------- Forwarded message ---------\n", ""},
      {"Le jeu. 12 mars 2026 à 10:12, Shop <info@schlaf.example> a écrit :\n", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(told(own + one.text + shop) == "name=Anna Müller");
    CHECK(told(own + one.text + quoted) == "name=Anna Müller");
    CHECK(told("Ja.\n\n" + std::string(one.text) + shop) == "");
  }
  // Quoted above, answered below.
  CHECK(told("Am 12.03.2026 schrieb Schlaf:\n" + quoted +
             "\nJa, gern.\n\nViele Grüße\nAnna Müller\nTel. 030 23125001") == "name=Anna Müller; phone=030 23125001");
  CHECK(told("Am Montag schrieb ich Ihnen schon einmal.\n\nViele Grüße\nAnna Müller") == "name=Anna Müller");
}

TEST_CASE("hostile text takes milliseconds and gives little") {
  const char* const units[] = {"a",
                               "\n",
                               " ",
                               ">",
                               "Am ",
                               "Am \n",
                               "Am 1 schrieb ",
                               "-",
                               "--\n",
                               "0",
                               "0 ",
                               "030 ",
                               "Tel. 0",
                               "|",
                               "|a",
                               "A. ",
                               "Von: a\n",
                               "Von: a\nAn: b\n",
                               "Müller ",
                               "GmbH ",
                               "Viele Grüße\n",
                               "\xff",
                               "\xc3",
                               "a@",
                               "a@b.",
                               "www.",
                               "12345 A",
                               ",",
                               "((((",
                               "\t",
                               "*",
                               "Tel. 030 23125001 "};
  for (const char* unit : units) {
    for (const char* before : {"", "Viele Grüße\n", "Viele Grüße\nAnna Müller\n-- \n"}) {
      std::string text = before;
      while (text.size() < (64u << 10)) text += unit;
      CAPTURE(unit);
      const std::clock_t start = std::clock();
      const std::size_t count = signature(text).size();
      const auto took_ms = (std::clock() - start) * 1000 / CLOCKS_PER_SEC;  // of the processor: other programs run
      CHECK(took_ms < 250);  // a debug build under a sanitizer on a busy machine; in a release build it is some
      CHECK(count < 40);
    }
  }
}
