#include "contact/automatic.hpp"

#include <doctest/doctest.h>

#include <string>

using scv::Channel;
using scv::Interaction;
using scv::MessageKind;
using scv::contact::automatic;

namespace {

Interaction mail(std::string subject, std::string text, std::string payload = "",
                 std::string from = "anna@example.org") {
  Interaction one;
  one.channel = Channel::email;
  one.subject = std::move(subject);
  one.text = std::move(text);
  one.payload = std::move(payload);
  one.participants.push_back({scv::Role::from, scv::ContactPointKind::email, std::move(from), "", false});
  return one;
}

std::string header(const std::string& name, const std::string& value) {
  return R"({"headers":{")" + name + R"(":")" + value + R"("}})";
}

std::string kind(const Interaction& one) { return std::string(to_string(automatic(one).kind)); }

}  // namespace

TEST_CASE("automatic: by headers") {
  const char* const cases[][3] = {
      {"Auto-Submitted", "auto-replied", "auto_reply"},
      {"Auto-Submitted", "auto-replied; owner-email=\\\"a@b\\\"", "auto_reply"},
      {"Auto-Submitted", "auto-generated", "notification"},
      {"Auto-Submitted", "auto-notified", "notification"},
      {"Auto-Submitted", "no", "personal"},
      {"X-Autoreply", "yes", "auto_reply"},
      {"X-Autoreply", "no", "personal"},
      {"X-Autorespond", "x", "auto_reply"},
      {"Precedence", "auto_reply", "auto_reply"},
      {"Precedence", "bulk", "newsletter"},
      {"Precedence", "list", "newsletter"},
      {"Precedence", "first-class", "personal"},
      {"List-Id", "<kunden.shop.example>", "newsletter"},
      {"List-Unsubscribe", "<mailto:a@b>", "newsletter"},
      {"Feedback-ID", "1:2:3", "newsletter"},
      {"X-Auto-Response-Suppress", "All", "notification"},
      {"Return-Path", "<>", "auto_reply"},
      {"Return-Path", "<anna@example.org>", "personal"},
      {"Content-Type", "multipart/report; report-type=disposition-notification; boundary=x", "notification"},
  };
  for (const auto& [name, value, expected] : cases) {
    CAPTURE(std::string(name));
    CAPTURE(std::string(value));
    CHECK(kind(mail("Ihre Anfrage", "Guten Tag", header(name, value))) == expected);
  }
}

TEST_CASE("automatic: by subject, text and sender") {
  const char* const cases[][3] = {
      {"Lieferung", "Wo ist sie?", "personal"},
      {"AW: Lieferung", "Sie kommt morgen.", "personal"},
      {"Abwesenheitsnotiz: Lieferung", "", "out_of_office"},
      {"Automatische Antwort: Lieferung", "Ich bin bis Montag nicht im Büro.", "out_of_office"},
      {"Automatische Antwort: Lieferung", "Vielen Dank, wir haben Ihre Nachricht erhalten.", "auto_reply"},
      {"Automatic reply: Order", "I am on annual leave until Monday.", "out_of_office"},
      {"Out of Office: Order", "", "out_of_office"},
      {"Eingangsbestätigung", "Wir kümmern uns.", "auto_reply"},
      {"Gelesen: Rechnung", "", "notification"},
      {"Ihre Sendung", "Bitte antworten Sie nicht auf diese automatisch erzeugte Nachricht.", "notification"},
      {"Frage zum Abwesenheitsassistenten", "Geht der?", "personal"},
      {"Wann sind Sie im Urlaub?", "Wir sind im Urlaub gewesen.", "personal"},
  };
  for (const auto& [subject, text, expected] : cases) {
    CAPTURE(std::string(subject));
    CHECK(kind(mail(subject, text)) == expected);
  }
  CHECK(kind(mail("Hallo", "x", "", "noreply@shop.example")) == "notification");
  CHECK(kind(mail("Hallo", "x", "", "no-reply@shop.example")) == "notification");
  CHECK(kind(mail("Hallo", "x", "", "norbert@shop.example")) == "personal");
  CHECK(kind(mail("Undeliverable: Order", "x", "", "MAILER-DAEMON@mx.example")) == "bounce");
  CHECK(kind(mail("Undeliverable goods", "x", "", "anna@example.org")) == "personal");
  Interaction call = mail("Abwesenheitsnotiz", "");
  call.channel = Channel::call;
  CHECK(kind(call) == "personal");
}

TEST_CASE("automatic: bounces and whose address is given up") {
  struct Case {
    const char *action, *status, *diagnostic;
    bool hard;
  };
  const Case cases[] = {
      {"failed", "5.1.1", "550 5.1.1 user unknown", true},
      {"failed", "5.1.2", "", true},
      {"failed", "5.2.1", "mailbox disabled", true},
      {"failed", "5.2.2", "552 mailbox full", false},
      {"failed", "5.0.0", "550 no such user here", true},
      {"failed", "5.0.0", "552 quota exceeded", false},
      {"failed", "5.7.1", "554 blocked by policy", false},
      {"failed", "4.4.1", "connection timed out", false},
      {"failed", "5.4.4", "host unknown", true},
      {"failed", "5.3.4", "message too big", false},
      {"failed", "", "550 Postfach existiert nicht", true},
      {"delayed", "4.4.1", "", false},
      {"delayed", "5.1.1", "", false},
      {"failed", "5.1.1", "mailbox full", false},
  };
  for (const Case& one : cases) {
    CAPTURE(std::string(one.status));
    CAPTURE(std::string(one.diagnostic));
    const auto result =
        automatic(mail("Zustellung", "",
                       std::string(R"({"deliveries":[{"recipient":"weg@example.org","action":")") + one.action +
                           R"(","status":")" + one.status + R"(","diagnostic":")" + one.diagnostic + R"("}]})"));
    CHECK(result.kind == MessageKind::bounce);
    REQUIRE(result.bounces.size() == 1);
    CHECK(result.bounces[0].address == "weg@example.org");
    CHECK(result.bounces[0].hard == one.hard);
  }
  // Delivered is a receipt.
  const auto receipt =
      automatic(mail("Zugestellt", "", R"({"deliveries":[{"recipient":"da@example.org","action":"delivered"}]})"));
  CHECK(receipt.kind == MessageKind::notification);
  CHECK(receipt.bounces.empty());
  // Without a report.
  const auto old = automatic(mail("Mail delivery failed", "550 5.1.1 <weg@example.org>: User unknown",
                                  header("X-Failed-Recipients", "weg@example.org, fort@example.org")));
  REQUIRE(old.bounces.size() == 2);
  CHECK(old.bounces[1].address == "fort@example.org");
  CHECK(old.bounces[1].hard);
  CHECK(old.bounces[0].status == "5.1.1");
}

TEST_CASE("automatic: any payload") {
  for (const char* payload : {"", "x", "[]", "{}", "null", R"({"headers":1})", R"({"headers":{"List-Id":1}})",
                              R"({"deliveries":[1,{}],"failed_recipients":[1]})", "\xff"}) {
    CAPTURE(std::string(payload));
    automatic(mail("a", "b", payload));
  }
}
