#include "contact/reasons.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>

#include "contact/references.hpp"
#include "scv/error.hpp"

using scv::Demand;
using scv::contact::ReasonRules;
using scv::contact::ReferenceRules;

namespace {

std::string main_reason(const char* text) {
  const auto reasons = ReasonRules::shipped().find("", text);
  return reasons.empty() ? "" : reasons.front();
}

std::string references(const char* text) {
  std::string result;
  for (const auto& one : ReferenceRules::shipped().find("", text)) {
    if (!result.empty()) result += ", ";
    result += one.kind + "=" + one.value;
  }
  return result;
}

}  // namespace

TEST_CASE("reasons: the main one, German and English") {
  const char* const cases[][2] = {
      {"Wo bleibt mein Paket?", "late_delivery"},
      {"Die Lieferung ist immer noch nicht angekommen.", "late_delivery"},
      {"Where is my order 55812?", "late_delivery"},
      {"My parcel still hasn't arrived.", "late_delivery"},
      {"Der Betrag wurde doppelt abgebucht.", "double_charge"},
      {"I was charged twice.", "double_charge"},
      {"Ich habe drei Mails geschrieben und keine Antwort bekommen.", "unanswered_mail"},
      {"I have sent three emails and nobody answers!", "unanswered_mail"},
      {"Der versprochene Rückruf kam nicht.", "promised_call_back"},
      {"nobody called me back as promised", "promised_call_back"},
      {"Wo bleibt die Erstattung?", "refund"},
      {"I want my money back.", "refund"},
      {"Das Internet geht nicht.", "technical_fault"},
      {"The app keeps crashing.", "technical_fault"},
      {"Es wurde der falsche Artikel geliefert.", "wrong_item"},
      {"You sent me the wrong size", "wrong_item"},
      {"Der Tisch kam beschädigt an", "damaged_item"},
      {"Hiermit kündige ich meinen Vertrag.", "cancellation"},
      {"Please cancel my subscription", "cancellation"},
      {"Warum ist die Rechnung falsch?", "invoice_question"},
      {"Please send a copy invoice for March.", "invoice_question"},
      {"Wir sind umgezogen, hier die neue Adresse.", "address_change"},
      {"Kann ich das Buch umtauschen?", "return"},
      {"Was kostet die große Inspektion?", "information"},
      {"Ich möchte zehn Stühle bestellen", "order"},
      {"I am very disappointed", "complaint"},
      {"Guten Tag", ""},
      {"Ja gern.\n> Wo bleibt mein Paket?", ""},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(std::string(text));
    CHECK(main_reason(text) == expected);
  }
}

TEST_CASE("reasons: what they count as, several at once, the subject's") {
  const ReasonRules& rules = ReasonRules::shipped();
  CHECK(rules.demand("late_delivery") == Demand::failure);
  CHECK(rules.demand("order") == Demand::value);
  CHECK(rules.demand("nothing") == Demand::unknown);
  CHECK(rules.demand(std::vector<std::string>{"order", "refund"}) == Demand::failure);
  CHECK(rules.demand(std::vector<std::string>{}) == Demand::unknown);
  const auto both = rules.find("Kündigung", "Wo bleibt mein Paket? Ich kündige.");
  CHECK(both == std::vector<std::string>{"late_delivery", "cancellation"});
  CHECK(rules.find("Kündigung", "siehe Betreff") == std::vector<std::string>{"cancellation"});
}

TEST_CASE("reasons: what is settled") {
  const ReasonRules& rules = ReasonRules::shipped();
  for (const char* text :
       {"Danke, hat alles geklappt.", "Jetzt läuft alles. Viele Grüße", "Das Paket ist angekommen, danke!",
        "Thanks, that worked.", "All sorted, thank you", "Thanks for the quick fix.", "Das hat sich erledigt."}) {
    CAPTURE(std::string(text));
    CHECK(rules.says_solved(text));
  }
  for (const char* text : {"Danke", "Hat leider nicht geklappt.", "Das Paket ist angekommen, aber es fehlt etwas.",
                           "Ist das Paket angekommen?", "It still isn't working",
                           "All good, but when do I get the invoice?", "Nein.\n> Danke, hat alles geklappt.", ""}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(rules.says_solved(text));
  }
}

TEST_CASE("references: numbers by their names") {
  const char* const cases[][2] = {
      {"Bestellung 4711-22 ist nicht da", "order_number=471122"},
      {"Bestellnummer: B-20261177", "order_number=B20261177"},
      {"meine Bestell-Nr. 55812 und 55813", "order_number=55812"},
      {"Where is my order no. 55812?", "order_number=55812"},
      {"order #77120-B", "order_number=77120B"},
      {"Rechnungsnummer lautet RE-2026-0118", "invoice_number=RE20260118"},
      {"Kundennummer 448812, Vertragsnummer 8841-2201", "contract_number=88412201, customer_number=448812"},
      {"[Ticket#4711] Frage", "ticket_number=4711"},
      {"Re: [#88123] Hilfe", "ticket_number=88123"},
      {"Sendungsnummer JJD000390007890123456", "tracking_number=JJD000390007890123456"},
      {"tracking number 1Z999AA10123456784", "tracking_number=1Z999AA10123456784"},
      {"Bestellung vom 01.02.2026", ""},
      {"Bestellung 12", ""},
      {"Wir bestellen 5000 Stück", ""},
      {"Ich wohne in 01067 Dresden", ""},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(std::string(text));
    CHECK(references(text) == expected);
  }
  const auto found = ReferenceRules::shipped().find("Bestellung 55812", "Kundennummer 448812");
  REQUIRE(found.size() == 2);
  CHECK_FALSE(found[0].joins);
  CHECK(found[1].joins);
  CHECK(scv::contact::normal_reference("k-0815 ") == "K0815");
}

TEST_CASE("reasons and references: rules of one's own, and what is wrong with them") {
  const ReasonRules own =
      ReasonRules::from_json(R"({"reasons":[{"reason":"snow","demand":"value","patterns":"schnee"}]})");
  CHECK(own.find("Schnee", "") == std::vector<std::string>{"snow"});
  CHECK(own.demand("snow") == Demand::value);
  CHECK_FALSE(own.says_solved("that worked"));
  for (const char* text :
       {R"([])", R"({"x":1})", R"({"reasons":[{"demand":"value"}]})", R"({"reasons":[{"reason":"a","demand":"b"}]})",
        R"({"reasons":[{"reason":"a","patterns":["("]}]})", R"({"reasons":[{"a":1}]})", "{"}) {
    CAPTURE(std::string(text));
    CHECK_THROWS_AS(ReasonRules::from_json(text), scv::Error);
  }
  for (const char* text :
       {R"([])", R"({"x":1})", R"({"references":[{"joins":true}]})",
        R"({"references":[{"kind":"a","patterns":["x"]}]})", R"({"references":[{"kind":"a","joins":1}]})"}) {
    CAPTURE(std::string(text));
    CHECK_THROWS_AS(ReferenceRules::from_json(text), scv::Error);
  }
}

TEST_CASE("reasons and references: hostile text takes little time") {
  for (const char* unit :
       {"Bestellung 1234 ", "order ", "1Z", "paket ", "where is ", "A-1/", "nicht ", "\xff", "wo ist "}) {
    std::string text;
    while (text.size() < (64u << 10)) text += unit;
    CAPTURE(std::string(unit));
    const std::clock_t start = std::clock();
    CHECK(ReferenceRules::shipped().find(text, text).size() <= 32);
    ReasonRules::shipped().find(text, text);
    ReasonRules::shipped().says_solved(text);
    const auto took_ms = (std::clock() - start) * 1000 / CLOCKS_PER_SEC;  // of the processor: other programs run
    CHECK(took_ms < 3000);                                                // under a sanitizer
  }
}
