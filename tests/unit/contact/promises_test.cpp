#include "contact/promises.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <string>

#include "base/time.hpp"
#include "scv/error.hpp"

using scv::contact::PromiseKind;
using scv::contact::PromiseRules;
using scv::contact::ServiceHours;

namespace {

/// Monday to Friday, 9 to 18 o'clock; Good Friday and Easter Monday of 2026 are closed.
const ServiceHours& hours() {
  static const ServiceHours result = ServiceHours::from_json(
      R"({"time_zone":"Europe/Berlin","hours":{"mon":["09:00-18:00"],"tue":["09:00-18:00"],"wed":["09:00-18:00"],
          "thu":["09:00-18:00"],"fri":["09:00-18:00"]},"holidays":["2026-04-03","2026-04-06"]})");
  return result;
}

/// When the promises in a text are due, by Berlin's clocks.
std::string due(std::string_view text, const char* sent = "2026-03-10T10:12:00+01:00") {
  std::string result;
  for (const auto& promise : PromiseRules::shipped().find(text, scv::base::parse_rfc3339(sent)->unix_ms, hours())) {
    if (!result.empty()) result += ", ";
    result += scv::base::format_rfc3339({hours().zone().to_local(promise.due_ms), {}}).substr(0, 16);
  }
  return result;
}

}  // namespace

TEST_CASE("promises: when they are due") {
  struct Case {
    const char* text;
    const char* due;
  };
  // Sent on Tuesday, 10 March 2026, at 10:12.
  const Case cases[] = {
      {"Wir melden uns heute.", "2026-03-10T18:00"},
      {"Wir melden uns morgen.", "2026-03-11T18:00"},
      {"Morgen melde ich mich.", "2026-03-11T18:00"},
      {"Wir melden uns übermorgen.", "2026-03-12T18:00"},
      {"Wir melden uns bis Donnerstag.", "2026-03-12T18:00"},
      {"Wir melden uns am Dienstag.", "2026-03-17T18:00"},
      {"Wir melden uns bis Samstag.", "2026-03-15T00:00"},
      {"Wir melden uns bis zum 15.3.", "2026-03-16T00:00"},
      {"Wir melden uns bis zum 16. März.", "2026-03-16T18:00"},
      {"Wir melden uns bis 16.03.2026.", "2026-03-16T18:00"},
      {"Wir melden uns bis 16.3.26.", "2026-03-16T18:00"},
      {"Wir melden uns bis zum 16.", "2026-03-16T18:00"},
      {"Wir melden uns bis zum 5.", "2026-04-06T00:00"},
      {"Wir melden uns am Montag, den 23.03., bei Ihnen.", "2026-03-23T18:00"},
      {"Wir melden uns innerhalb von zwei Werktagen.", "2026-03-12T18:00"},
      {"Wir melden uns in den nächsten Tagen.", "2026-03-13T18:00"},
      {"Wir melden uns in drei Tagen.", "2026-03-13T18:00"},
      {"Wir melden uns innerhalb von zwei Wochen.", "2026-03-24T18:00"},
      {"Wir melden uns in 30 Minuten.", "2026-03-10T10:42"},
      {"Wir melden uns in zwei Stunden.", "2026-03-10T12:12"},
      {"Wir melden uns innerhalb von 24 Stunden.", "2026-03-11T10:12"},
      {"Wir melden uns diese Woche.", "2026-03-13T18:00"},
      {"Wir melden uns nächste Woche.", "2026-03-20T18:00"},
      {"Wir melden uns Anfang nächster Woche.", "2026-03-17T18:00"},
      {"Wir melden uns Mitte nächster Woche.", "2026-03-18T18:00"},
      {"Wir melden uns bis Ende des Monats.", "2026-03-31T18:00"},
      {"Wir melden uns bis 15 Uhr.", "2026-03-10T15:00"},
      {"Wir melden uns morgen um 9:30 Uhr.", "2026-03-11T09:30"},
      {"Wir melden uns morgen zwischen 10 und 12 Uhr.", "2026-03-11T12:00"},
      {"Wir melden uns morgen früh.", "2026-03-11T12:00"},
      {"Wir melden uns schnellstmöglich.", "2026-03-11T18:00"},
      {"Wir melden uns.", "2026-03-11T18:00"},
      {"Wir melden uns in Kürze. Ich rufe Sie am Freitag an.", "2026-03-13T18:00"},
      {"Das Formular schicke ich Ihnen morgen. Am Montag rufe ich Sie an.", "2026-03-11T18:00, 2026-03-16T18:00"},
      {"Wir melden uns bis Freitag. Wie gesagt: Wir melden uns bis Freitag.", "2026-03-13T18:00"},
      {"Wir melden uns\nbis\nFreitag.", "2026-03-13T18:00"},
      {"Zu Ihrer Bestellung vom 9.3. melden wir uns morgen.", "2026-03-11T18:00"},
      {"I'll call you back tomorrow.", "2026-03-11T18:00"},
      {"We will get back to you within two working days.", "2026-03-12T18:00"},
      {"I’ll let you know by March 16th.", "2026-03-16T18:00"},
      {"We'll reply by 16 March 2026.", "2026-03-16T18:00"},
      {"We will answer by 2026-03-16.", "2026-03-16T18:00"},
      {"I'll ring you tomorrow at 2.30 pm.", "2026-03-11T14:30"},
      {"I'll ring you tomorrow at 12 am, sorry, noon.", "2026-03-11T12:00"},
      {"You will hear from us by the end of the week.", "2026-03-13T18:00"},
      {"We'll be in touch next week.", "2026-03-20T18:00"},
      {"We'll be in touch shortly.", "2026-03-11T18:00"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(due(one.text) == one.due);
  }
}

TEST_CASE("promises: after hours, over holidays, when clocks change, at the turn of the year") {
  CHECK(due("Wir melden uns heute noch.", "2026-03-10T19:05:00+01:00") == "2026-03-11T00:00");
  CHECK(due("Wir melden uns in einer Stunde.", "2026-03-10T17:30:00+01:00") == "2026-03-11T09:30");
  CHECK(due("Wir melden uns am nächsten Werktag.", "2026-04-02T15:00:00+02:00") == "2026-04-07T18:00");
  CHECK(due("Wir melden uns innerhalb von zwei Werktagen.", "2026-04-02T15:00:00+02:00") == "2026-04-08T18:00");
  CHECK(due("Wir melden uns am Montag.", "2026-03-27T15:00:00+01:00") == "2026-03-30T18:00");
  CHECK(due("Wir melden uns bis zum 5. Januar.", "2026-12-30T15:00:00+01:00") == "2027-01-05T18:00");
  CHECK(due("Wir melden uns bis zum 29. Februar.", "2026-12-30T15:00:00+01:00") == "2026-12-31T18:00");
  CHECK(due("Wir melden uns bis zum 16.03.2024.") == "2026-03-11T18:00");  // long past: a date that lies
}

TEST_CASE("promises: what is none") {
  const char* const cases[] = {
      "",
      "Melden Sie sich bis Freitag.",
      "Wir haben uns gestern gemeldet.",
      "Sollen wir uns morgen melden?",
      "Wenn das Teil da ist, melden wir uns.",
      "Wir melden uns nicht mehr.",
      "> Wir melden uns morgen.",
      "Ja.\n\nAm 9.3.2026 schrieb Schlaf:\n> Wir melden uns morgen.",
      "We called you yesterday.",
      "If it fails, we'll call you tomorrow.",
      "We will not call you tomorrow.",
      "Please call me tomorrow.",
      "Ihr Paket kommt am Freitag.",
  };
  for (const char* text : cases) {
    CAPTURE(text);
    CHECK(due(text) == "");
  }
}

TEST_CASE("promises: their kind and their sentence") {
  const auto found = PromiseRules::shipped().find("Danke. Ich rufe Sie morgen an! Bis dann.", 0, hours());
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == PromiseKind::call_back);
  CHECK(found[0].text == "Ich rufe Sie morgen an!");
  CHECK(PromiseRules::shipped().find("Wir melden uns morgen.", 0, hours()).at(0).kind == PromiseKind::answer);
}

TEST_CASE("promises: rules of one's own, and what is wrong with them") {
  const PromiseRules rules = PromiseRules::from_json(
      R"json({"define":{"SOON":"bald|gleich"},"vague_service_days":2,
          "commitments":[{"kind":"answer","patterns":"\\bich\\s+komme\\s+(?:<SOON>)"}],
          "deadlines":[{"type":"days","value":4,"pattern":"in vier Tagen"}]})json");
  const std::int64_t sent = scv::base::parse_rfc3339("2026-03-10T10:12:00+01:00")->unix_ms;
  REQUIRE(rules.find("Ich komme gleich.", sent, hours()).size() == 1);
  CHECK(rules.find("Ich komme gleich.", sent, hours())[0].due_ms == hours().end_of_day(hours().day_of(sent) + 2));
  CHECK(rules.find("Ich komme gleich in vier Tagen.", sent, hours())[0].due_ms ==
        hours().end_of_day(hours().day_of(sent) + 4));
  CHECK(rules.find("Wir melden uns morgen.", sent, hours()).empty());

  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "the document"},
      {R"({"pattern":1})", "pattern"},
      {R"({"masks":["("]})", "masks[0]"},
      {R"({"define":{"A":1}})", "define.A"},
      {R"({"commitments":[{"kind":"x"}]})", "commitments[0].kind"},
      {R"({"commitments":[{"pattern":"x"}]})", "commitments[0].pattern"},
      {R"({"deadlines":[{"type":"x","pattern":"x"}]})", "deadlines[0].type"},
      {R"({"deadlines":[{"type":"days"}]})", "deadlines[0]"},
      {R"({"deadlines":[{"type":"week","day":"x","pattern":"x"}]})", "deadlines[0].day"},
      {R"({"vague_service_days":"x"})", "vague_service_days"},
      {R"({"define":{"A":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","B":"<A><A><A><A><A><A><A><A><A><A><A><A>",
            "C":"<B><B><B><B><B><B><B><B><B><B><B><B>","D":"<C><C><C><C><C><C><C><C><C><C><C><C><C><C>"},
            "masks":["<D><D><D><D><D>"]})",
       "64 KiB"},
  };
  for (const auto& [text, named] : cases) {
    CAPTURE(text);
    try {
      PromiseRules::from_json(text);
      FAIL("no error");
    } catch (const scv::Error& error) {
      CHECK(std::string(error.what()).find(named) != std::string::npos);
    }
  }
}

TEST_CASE("promises: hostile text takes little time, hostile times give nothing wrong") {
  for (const char* unit : {"wir melden uns ", "bis 1.", "I'll ", "Sie erhalten ", "morgen ", "\n- a", "?", "\xff",
                           "wir werden ", "am 99.99.9999 ", "in 999 Wochen ", "and will ", "z. B. ", ". ", "<FIRM>"}) {
    std::string text = "Wir melden uns morgen. ";
    while (text.size() < (64u << 10)) text += unit;
    CAPTURE(unit);
    const std::clock_t start = std::clock();
    const auto found = PromiseRules::shipped().find(text, 0, hours());
    const auto took_ms = (std::clock() - start) * 1000 / CLOCKS_PER_SEC;  // of the processor: other programs run
    CHECK(took_ms < 3000);                                                // under a sanitizer
    CHECK(found.size() < 10);
  }
  for (const std::int64_t sent : {std::int64_t{0}, INT64_MIN / 4, INT64_MAX / 4}) {
    for (const auto& promise : PromiseRules::shipped().find("Wir melden uns morgen um 10 Uhr.", sent, hours()))
      CHECK(promise.due_ms > sent);
  }
}
