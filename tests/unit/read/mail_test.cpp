#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "../support/folder.hpp"
#include "base/text.hpp"
#include "read/mail.hpp"
#include "read/mail_message.hpp"

#ifdef SCV_WITH_MAIL

namespace {

using namespace scv;
namespace fs = std::filesystem;

struct Result {
  std::vector<Interaction> mails;
  std::vector<Reject> rejects;
  std::vector<types::Note> notes;
};

Result drain(read::Reader& reader) {
  Result result;
  types::Batch batch;
  while (reader.next(batch)) {
    REQUIRE(batch.interactions.size() + batch.rejects.size() > 0);
    for (Interaction& mail : batch.interactions) result.mails.push_back(std::move(mail));
    for (Reject& reject : batch.rejects) result.rejects.push_back(std::move(reject));
    for (types::Note& note : batch.notes) result.notes.push_back(std::move(note));
  }
  CHECK(batch.interactions.empty());
  return result;
}

Result read_text(std::string text, const std::string& format = "eml", read::Options options = {}) {
  return drain(*read::open_mail(read::ByteSource::of_text(std::move(text), "folder/post." + format), format, options));
}

Interaction one(std::string text) {
  Result result = read_text(std::move(text));
  REQUIRE(result.mails.size() == 1);
  CHECK(result.rejects.empty());
  return result.mails.front();
}

std::string with_crlf(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

std::string repeat(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

fs::path data_folder() {
  const char* set = std::getenv("SCV_DATA");
  return set != nullptr ? fs::path(set) : fs::path("../shared/data");
}

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void check_sound(const Interaction& mail) {
  CHECK(!mail.id.empty());
  CHECK(mail.source.size() > 0);
  CHECK(mail.channel == Channel::email);
  CHECK(mail.text.size() <= (64u << 10));
  for (const std::string* text : {&mail.id, &mail.subject, &mail.text, &mail.payload, &mail.time})
    CHECK(base::is_valid_utf8(*text));
  CHECK(nlohmann::json::accept(mail.payload));
  for (const Participant& participant : mail.participants) {
    CHECK(base::is_valid_utf8(participant.value));
    CHECK(base::is_valid_utf8(participant.name));
  }
}

const char* const kPlain =
    "Message-ID: <a1@example.org>\n"
    "Date: Mon, 2 Mar 2026 10:15:00 +0100\n"
    "From: =?utf-8?q?J=C3=B6rg_Kr=C3=BCger?= <joerg@example.org>\n"
    "To: Laden <laden@shop.example>, \"Weiss, Eva\" <eva@shop.example>\n"
    "Cc: chef@shop.example\n"
    "Reply-To: buero@example.org\n"
    "In-Reply-To: <q9@shop.example>\n"
    "References: <q1@shop.example> <q9@shop.example>\n"
    "Subject: =?iso-8859-1?Q?Lieferung_f=FCr?=\n =?iso-8859-1?Q?_Sofia?=\n"
    "List-Id: <kunden.shop.example>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=iso-8859-15\n"
    "Content-Transfer-Encoding: quoted-printable\n"
    "\n"
    "Gr=FC=DFe, das kostet 5 =A4.\n";

}  // namespace

TEST_CASE("mail: one message with encoded words, charset and threads") {
  for (const std::string& text : {std::string(kPlain), with_crlf(kPlain)}) {
    const Interaction mail = one(text);
    CHECK(mail.source == "post");
    CHECK(mail.id == "a1@example.org");
    CHECK(mail.time == "2026-03-02T10:15:00+01:00");
    CHECK(mail.subject == "Lieferung für Sofia");
    CHECK(mail.text == "Grüße, das kostet 5 €.");
    CHECK(mail.direction == Direction::inbound);
    CHECK(mail.references == std::vector<std::string>{"q9@shop.example", "q1@shop.example"});
    REQUIRE(mail.participants.size() == 5);
    CHECK(mail.participants[0].role == Role::from);
    CHECK(mail.participants[0].value == "joerg@example.org");
    CHECK(mail.participants[0].name == "Jörg Krüger");
    CHECK(mail.participants[2].name == "Weiss, Eva");
    CHECK(mail.participants[3].role == Role::cc);
    CHECK(mail.participants[4].role == Role::reply_to);
    CHECK(nlohmann::json::parse(mail.payload)["headers"]["List-Id"] == "<kunden.shop.example>");
  }
}

TEST_CASE("mail: plain text is preferred, HTML is reduced, attachments are listed only") {
  const std::string body =
      "From: a@example.org\nTo: b@shop.example\nDate: Mon, 2 Mar 2026 10:15:00 GMT\nMessage-ID: <m2@example.org>\n"
      "Content-Type: multipart/mixed; boundary=xx\n\n--xx\nContent-Type: multipart/alternative; boundary=yy\n\n"
      "%PLAIN%--yy\nContent-Type: text/html; "
      "charset=utf-8\n\n<html><head><title>no</title><style>p{}</style></head><body>"
      "<p>Guten&nbsp;Tag, <b>Frau</b> M&uuml;ller &#8364;</p><script>x()</script><br>bis bald</body></html>\n--yy--\n"
      "--xx\nContent-Type: application/pdf; name=\"Rechnung.pdf\"\nContent-Disposition: attachment\n"
      "Content-Transfer-Encoding: base64\n\nQUJDREVGRw==\n--xx--\n";
  std::string plain = body, html = body;
  plain.replace(plain.find("%PLAIN%"), 7, "--yy\nContent-Type: text/plain\n\nGuten Tag\n");
  html.replace(html.find("%PLAIN%"), 7, "");
  CHECK(one(plain).text == "Guten Tag");
  const Interaction mail = one(html);
  CHECK(mail.text == "Guten Tag, Frau Müller €\nbis bald");
  const auto attachments = nlohmann::json::parse(mail.payload)["attachments"];
  REQUIRE(attachments.size() == 1);
  CHECK(attachments[0]["name"] == "Rechnung.pdf");
  CHECK(attachments[0]["type"] == "application/pdf");
  CHECK(attachments[0]["size"] == 7);
  CHECK(mail.payload.find("QUJD") == std::string::npos);
  CHECK(mail.payload.find("ABCDEFG") == std::string::npos);
}

TEST_CASE("mail: the time falls back to Received, then to the From_ line, then to nothing with a note") {
  const std::string rest = "From: a@example.org\nSubject: x\n\ntext\n";
  CHECK(one("Date: gestern\nReceived: from x by y; Tue, 3 Mar 2026 08:00:00 -0500\n" + rest).time ==
        "2026-03-03T08:00:00-05:00");
  CHECK(read_text("From a@example.org Wed Mar  4 09:00:00 2026\n" + rest, "mbox").mails.at(0).time ==
        "2026-03-04T09:00:00");
  const Result none = read_text(rest);
  CHECK(none.mails.at(0).time.empty());
  REQUIRE(none.notes.size() == 1);
  CHECK(none.notes[0].text == "the message has no time");
  CHECK(none.notes[0].place.file == "folder/post.eml");
}

TEST_CASE("mail: dates as they are written") {
  const auto time = [](std::string_view text) {
    const auto instant = read::parse_mail_date(text);
    return instant ? base::format_rfc3339(*instant) : std::string();
  };
  CHECK(time("Mon, 2 Mar 2026 10:15:00 +0100 (CET)") == "2026-03-02T10:15:00+01:00");
  CHECK(time("2 Mar 26 10:15 EST") == "2026-03-02T10:15:00-05:00");
  CHECK(time("Mon, 02 Mar 2026 10:15:00") == "2026-03-02T10:15:00");
  CHECK(time("Mon Mar  2 10:15:00 2026") == "2026-03-02T10:15:00");
  CHECK(time("Mon Mar  2 10:15:00 +0000 2026") == "2026-03-02T10:15:00Z");
  CHECK(time("Mon, 2-Mar-1998 10:15:00 GMT") == "1998-03-02T10:15:00Z");
  CHECK(time("2. März 2026 10:15:00 +0100").empty());
  CHECK(time("2 März 2026 10:15:00 +0100") == "2026-03-02T10:15:00+01:00");
  CHECK(time("31 Feb 2026 10:15:00 +0100").empty());
  CHECK(time("2 Mar 2026 25:15:00 +0100").empty());
  CHECK(time("").empty());
  CHECK(time("what we said").empty());
}

TEST_CASE("mail: without a Message-ID the id is a hash that does not depend on how the message was stored") {
  const std::string message = "From: a@example.org\nDate: Mon, 2 Mar 2026 10:15:00 +0100\nSubject: x\n\nHallo\n";
  const std::string id = one(message).id;
  CHECK(id.starts_with("hash:"));
  CHECK(id.size() == 37);
  CHECK(one(with_crlf(message)).id == id);
  CHECK(one("Received: by z; Mon, 2 Mar 2026 10:16:00 +0100\nX-Mozilla-Status: 0001\n" + message).id == id);
  CHECK(one("From: a@example.org\nDate: Mon, 2 Mar 2026 10:15:00 +0100\nSubject: x\n\nHallo!\n").id != id);
}

TEST_CASE("mail: what is no mail is a reject with its place") {
  for (const std::string text : {"Hallo Welt\nohne Kopf\n", "\n\n", "{\"a\": 1}\n"}) {
    const Result result = read_text(text);
    CHECK(result.mails.empty());
    REQUIRE(result.rejects.size() == 1);
    CHECK(result.rejects[0].place.file == "folder/post.eml");
    CHECK(result.rejects[0].place.line == 1);
    CHECK(!result.rejects[0].reason.empty());
  }
  CHECK(read_text("").rejects.empty());
}

TEST_CASE("mbox: From_ lines, quoting, LF and CRLF, line numbers") {
  const std::string box =
      "From a@example.org Mon Mar  2 10:15:00 2026\nFrom: a@example.org\nSubject: eins\n\nHallo\n>From hier an\n>>From "
      "da\n"
      "From Russland mit Liebe\n\nFrom nun an: nichts\n\n"
      "From - Mon Mar  2 10:16:00 2026\nFrom: b@example.org\nSubject: zwei\n\nText\n\n"
      "From nobody\nSubject: drei\n\n"
      "From c@example.org Mon Mar  2 10:17:00 2026\nkein Kopf\n\n"
      "From d@example.org Mon Mar  2 10:18:00 2026\nSubject: vier\n\nEnde";
  for (const std::string& text : {box, with_crlf(box), "\xEF\xBB\xBF" + box}) {
    const Result result = read_text(text, "mbox");
    REQUIRE(result.mails.size() == 4);
    CHECK(result.mails[0].text == "Hallo\nFrom hier an\n>From da\nFrom Russland mit Liebe\n\nFrom nun an: nichts");
    CHECK(result.mails[1].subject == "zwei");
    CHECK(result.mails[2].subject == "drei");
    CHECK(result.mails[3].text == "Ende");
    REQUIRE(result.rejects.size() == 1);
    CHECK(result.rejects[0].place.line == 21);
  }
  const Result stray = read_text("Vorwort\nnoch eins\n" + box, "mbox");
  CHECK(stray.mails.size() == 4);
  REQUIRE(stray.rejects.size() == 2);
  CHECK(stray.rejects[0].place.line == 1);
}

TEST_CASE("mbox: Content-Length counts only where it leads to a From_ line") {
  const std::string inner = "siehe:\n\nFrom x@example.org Mon Mar  2 10:15:00 2026\nSubject: zitiert\n\nEnde\n";
  const auto box = [&](std::size_t length) {
    return "From a@example.org Mon Mar  2 10:15:00 2026\nSubject: eins\nContent-Length: " + std::to_string(length) +
           "\n\n" + inner + "\nFrom b@example.org Mon Mar  2 10:15:00 2026\nSubject: zwei\n\nText\n";
  };
  CHECK(read_text(box(inner.size()), "mbox").mails.size() == 2);
  CHECK(read_text(box(inner.size()), "mbox").mails[0].text.find("zitiert") != std::string::npos);
  CHECK(read_text(box(inner.size() - 3), "mbox").mails.size() == 3);
  CHECK(read_text(box(99'999'999), "mbox").mails.size() == 3);
}

TEST_CASE("mail: the firm's own addresses, given or recognised, decide the direction") {
  std::string box;
  for (int i = 0; i < 6; ++i) {
    const std::string customer = "kunde" + std::to_string(i) + "@example.org";
    const bool out = i % 3 == 0;
    box += "From x Mon Mar  2 10:15:00 2026\nMessage-ID: <" + std::to_string(i) +
           "@example.org>\nDate: Mon, 2 Mar 2026 10:15:00 +0100\nFrom: " +
           (out ? "Laden <laden@shop.example>" : customer) + "\nTo: " + (out ? customer : "Laden@shop.example") +
           "\n\nText\n\n";
  }
  Result result = read_text(box, "mbox");
  REQUIRE(result.mails.size() == 6);
  CHECK(result.mails[0].direction == Direction::outbound);
  CHECK(result.mails[0].agent == "laden@shop.example");
  CHECK(result.mails[0].participants[0].own);
  CHECK(!result.mails[0].participants[1].own);
  CHECK(result.mails[1].direction == Direction::inbound);
  CHECK(result.mails[1].participants[1].own);
  result = read_text(box, "mbox", {.own_addresses = {"@EXAMPLE.org"}});
  CHECK(result.mails[0].direction == Direction::inbound);
  result = read_text(box, "mbox", {.own_addresses = {"@example.org", "laden@shop.example"}});
  CHECK(result.mails[0].direction == Direction::internal);
  result = read_text(box, "mbox", {.own_addresses = {"wer@anders.example"}});
  CHECK(result.mails[0].direction == Direction::unknown);
  // Two messages are too few, and two addresses that are always together say nothing.
  const std::string pair = "From x Mon Mar  2 10:15:00 2026\nFrom: a@example.org\nTo: b@example.org\n\nText\n\n";
  CHECK(read_text(pair + pair + pair, "mbox").mails[0].direction == Direction::unknown);
}

TEST_CASE("mail: a delivery report is bounced and refers to what came back") {
  const std::string report =
      "From: MAILER-DAEMON@mx.example\nTo: laden@shop.example\nDate: Mon, 2 Mar 2026 10:15:00 +0100\nAuto-Submitted: "
      "auto-replied\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=rr\n\n--rr\nContent-Type: "
      "text/plain\n\nUnzustellbar.\n"
      "--rr\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; "
      "weg@example.org\n"
      "Action: %ACTION%\nStatus: 5.1.1\n\n--rr\nContent-Type: text/rfc822-headers\n\nMessage-ID: "
      "<orig@shop.example>\nSubject: Ihre Bestellung\n--rr--\n";
  std::string failed = report, delayed = report;
  failed.replace(failed.find("%ACTION%"), 8, "failed");
  delayed.replace(delayed.find("%ACTION%"), 8, "delayed");
  const Interaction mail = one(failed);
  CHECK(mail.outcome == Outcome::bounced);
  CHECK(mail.references == std::vector<std::string>{"orig@shop.example"});
  CHECK(mail.text == "Unzustellbar.");
  const auto payload = nlohmann::json::parse(mail.payload);
  CHECK(payload["failed_recipients"][0] == "weg@example.org");
  CHECK(payload["headers"]["Auto-Submitted"] == "auto-replied");
  CHECK(payload["headers"].contains("Content-Type"));
  CHECK(payload["deliveries"][0]["action"] == "failed");
  CHECK(payload["deliveries"][0]["status"] == "5.1.1");
  CHECK(one(delayed).outcome == Outcome::unknown);
  CHECK(nlohmann::json::parse(one(delayed).payload)["deliveries"][0]["action"] == "delayed");
}

TEST_CASE("mail: a delivery report of several recipients, with folded reasons") {
  const Interaction mail =
      one("From: MAILER-DAEMON@mx.example\nTo: laden@shop.example\nDate: Mon, 2 Mar 2026 10:15:00 +0100\n"
          "Content-Type: multipart/report; report-type=delivery-status; boundary=rr\n\n"
          "--rr\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
          "Original-Recipient: rfc822;alias@example.org\nFinal-Recipient: rfc822;weg@example.org\nAction: failed\n"
          "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n  user unknown\n\n"
          "Final-Recipient: rfc822;voll@example.org\nAction: failed\nStatus: 4.2.2\n\n"
          "Final-Recipient: rfc822;da@example.org\nAction: delivered\nStatus: 2.0.0\n\n--rr--\n");
  const auto payload = nlohmann::json::parse(mail.payload);
  CHECK(payload["failed_recipients"] == nlohmann::json({"weg@example.org", "voll@example.org"}));
  REQUIRE(payload["deliveries"].size() == 3);
  CHECK(payload["deliveries"][0]["recipient"] == "weg@example.org");
  CHECK(payload["deliveries"][0]["diagnostic"] == "550 5.1.1 user unknown");
  CHECK(payload["deliveries"][1]["status"] == "4.2.2");
}

TEST_CASE("mail: the message that is answered comes first in the references; of too many the ends are kept") {
  const std::string head = "From: a@example.org\nTo: b@shop.example\nDate: Mon, 2 Mar 2026 10:15:00 GMT\n";
  CHECK(one(head + "References: <a@x> <b@x> <c@x>\n\nText").references ==
        std::vector<std::string>{"c@x", "a@x", "b@x"});
  std::string many;
  for (int i = 0; i < 1000; ++i) many += " <r" + std::to_string(i) + "@x>";
  const std::vector<std::string> kept = one(head + "References:" + many + "\n\nText").references;
  REQUIRE(kept.size() == 100);
  CHECK(kept[0] == "r999@x");
  CHECK(kept[1] == "r0@x");
  CHECK(kept[99] == "r998@x");
}

TEST_CASE("mail: text is cut at a character, and hostile messages cost no more than they are worth") {
  const std::string head = "From: a@example.org\nDate: Mon, 2 Mar 2026 10:15:00 +0100\nMessage-ID: <h@example.org>\n";
  const Interaction big = one(head + "Content-Type: text/plain; charset=utf-8\n\nx" + repeat("ä", 200'000));
  CHECK(big.text.size() == (64u << 10) - 1);
  CHECK(base::is_valid_utf8(big.text));

  const auto begin = std::chrono::steady_clock::now();
  std::string nested = head;
  for (int i = 0; i < 5000; ++i)
    nested +=
        "Content-Type: multipart/mixed; boundary=\"b" + std::to_string(i) + "\"\n\n--b" + std::to_string(i) + "\n";
  CHECK(read_text(nested).mails.size() == 1);
  CHECK(
      read_text(head + "Content-Type: multipart/mixed; boundary=b\n\n" + repeat("--b\n\nx\n", 300'000)).mails.size() ==
      1);
  CHECK(read_text(head + repeat("X-A: b\n", 300'000) + "\nText\n").mails.size() == 1);
  CHECK(read_text(head + "To: " + repeat("a:", 300'000) + "\n\nText\n").mails.size() == 1);
  CHECK(read_text(head + "To:\n" + repeat(" a:\n", 300'000) + "\n\nText\n").mails.size() == 1);
  CHECK(read_text(head + "To: " + repeat("(", 300'000) + "\n\nText\n").mails.size() == 1);
  CHECK(read_text(head + "To: " + repeat("a@b.example,", 300'000) + "\n\nText\n").mails.at(0).participants.size() ==
        1000);
  CHECK(read_text(head + "Subject: " + repeat("=?utf-8?q?a?= ", 100'000) + "\n\nText\n").mails.size() == 1);
  CHECK(read_text(head + "Content-Type: text/html\n\n" + repeat("<", 1'000'000)).mails.size() == 1);
  CHECK(read_text(head + "Content-Type: text/html\n\n" + repeat("<style><!--", 200'000)).mails.size() == 1);
  CHECK(read_text(head + "Content-Type: message/rfc822\n\n" + repeat("Content-Type: message/rfc822\n\n", 20'000))
            .mails.size() == 1);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  CHECK(seconds < 60);
}

/// The most memory that this process has had since the last call, in bytes; 0 where the system does not tell.
std::size_t peak_memory_since() {
  std::size_t peak = 0;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) peak = std::stoul(line.substr(6)) << 10;
  }
  std::ofstream("/proc/self/clear_refs") << "5";
  return peak;
}

TEST_CASE("mail: an attachment of 100 MiB is named, not held in memory, and what follows is read") {
  const test::Folder folder;
  const std::string path = folder / "post.mbox";
  const std::string line = repeat("QUJD", 19) + "\n";
  {
    std::ofstream box(path, std::ios::binary);
    box << "From a@example.org Mon Mar  2 10:15:00 2026\nFrom: a@example.org\nMessage-ID: <g@example.org>\n"
           "Content-Type: multipart/mixed; boundary=xx\n\n--xx\nContent-Type: application/zip; name=gross.zip\n"
           "Content-Transfer-Encoding: base64\n\n";
    for (std::size_t written = 0; written < (100u << 20); written += line.size()) box << line;
    box << "--xx\nContent-Type: text/plain\n\nder Text danach\n--xx--\n\n"
           "From b@example.org Tue Mar  3 10:15:00 2026\nFrom: b@example.org\nMessage-ID: <h@example.org>\n\nzwei\n";
  }
  peak_memory_since();
  const std::size_t before = peak_memory_since();
  const Result result = drain(*read::open_mail(read::ByteSource::open(path), "mbox", {}));
  const std::size_t after = peak_memory_since();
  REQUIRE(result.mails.size() == 2);
  CHECK(result.mails[0].text == "der Text danach");
  CHECK(nlohmann::json::parse(result.mails[0].payload)["attachments"][0]["name"] == "gross.zip");
  CHECK(result.mails[1].text == "zwei");
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].text.find("8 MiB") != std::string::npos);
  CHECK(after - before < (64u << 20));
}

TEST_CASE("mail: charsets that lie") {
  const std::string head =
      "From: a@example.org\nDate: Mon, 2 Mar 2026 10:15:00 GMT\nContent-Type: text/plain; charset=";
  const std::string utf8 = "Grüße aus Łódź",
                    latin =
                        "Gr\xFC\xDF"
                        "e",
                    mixed = "Grüße \xFC aus Köln, schöne Straße";
  CHECK(one(head + "iso-8859-1\n\n" + utf8 + "\n").text == utf8);
  CHECK(one(head + "windows-1252\n\n" + utf8 + "\n").text == utf8);
  CHECK(one(head + "us-ascii\n\n" + utf8 + "\n").text == utf8);
  CHECK(one(head + "utf-8\n\n" + latin + "\n").text == "Grüße");
  CHECK(one(head + "us-ascii\n\n" + latin + "\n").text == "Grüße");
  CHECK(one(head + "klingon\n\n" + latin + "\n").text == "Grüße");
  CHECK(one(head + "klingon\n\n" + utf8 + "\n").text == utf8);
  CHECK(base::is_valid_utf8(one(head + "utf-16\n\n" + latin + "\n").text));
  const std::string repaired = one(head + "utf-8\n\n" + mixed + "\n").text;
  CHECK(base::is_valid_utf8(repaired));
  CHECK(repaired.ends_with("schöne Straße"));
}

TEST_CASE("mail: nested 100 levels deep") {
  std::string mail = "From: a@example.org\nSubject: tief\nDate: Mon, 2 Mar 2026 10:15:00 GMT\n", end;
  for (int i = 0; i < 100; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    mail += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary +
            "\nContent-Type: text/plain\n\nEbene " + std::to_string(i) + "\n--" + boundary + "\n";
    end.insert(0, "\n--" + boundary + "--\n");
  }
  const Interaction deep = one(mail + "Content-Type: text/plain\n\nganz unten\n" + end);
  CHECK(deep.subject == "tief");
  CHECK(deep.text.starts_with("Ebene 0\n\nEbene 1\n\nEbene 2"));
  std::string inner = "Subject: innen\n\nText\n";
  for (int i = 0; i < 100; ++i) inner.insert(0, "Content-Type: message/rfc822\n\n");
  CHECK(one("From: a@example.org\nDate: Mon, 2 Mar 2026 10:15:00 GMT\n" + inner).participants.size() == 1);
}

TEST_CASE("mail: Maildir folders in order, broken entries as rejects") {
  const fs::path folder =
      fs::temp_directory_path() /
      ("scv_maildir_" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  for (const char* part : {"cur", "new", "tmp", ".Gesendet/cur"}) fs::create_directories(folder / part);
  const auto write = [&](const fs::path& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
  };
  write("cur/1:2,S", "From: a@example.org\nTo: laden@shop.example\nSubject: eins\n\nText\n");
  write("new/2", "From: b@example.org\nTo: laden@shop.example\nSubject: zwei\n\nText ohne Zeilenende");
  write(".Gesendet/cur/3", "From: laden@shop.example\nTo: b@example.org\nSubject: drei\n\nText\n");
  write("new/4", "keine Mail\n");
  write("tmp/5", "From: c@example.org\nSubject: halb\n\n");
  CHECK(read::is_mail_folder(folder.string()));
  CHECK(!read::is_mail_folder((folder / "tmp").string()));
  const auto reader = read::open_maildir(folder.string(), {.source = "post"});
  const Result result = drain(*reader);
  CHECK(reader->position() == reader->size());
  REQUIRE(result.mails.size() == 3);
  CHECK(result.mails[0].subject == "drei");
  CHECK(result.mails[0].direction == Direction::outbound);
  CHECK(result.mails[1].direction == Direction::inbound);
  CHECK(result.mails[2].text == "Text ohne Zeilenende");
  REQUIRE(result.rejects.size() == 1);
  CHECK(result.rejects[0].place.file == (folder / "new/4").string());

  // A folder that may not be looked into is an error, not one without messages. Root may look into all.
  fs::permissions(folder / ".Gesendet", fs::perms::none);
  const bool is_root = ::geteuid() == 0;
  if (is_root) REQUIRE(::seteuid(65534) == 0);
  CHECK_THROWS_AS(read::open_maildir(folder.string(), {}), Error);
  if (is_root) REQUIRE(::seteuid(0) == 0);
  fs::permissions(folder / ".Gesendet", fs::perms::all);
  fs::remove_all(folder);
}

TEST_CASE("mail: files are recognised by what is in them") {
  CHECK(read::recognise_mail("x", "From a@example.org Mon Mar  2 10:15:00 2026\nSubject: x\n") == "mbox");
  CHECK(read::recognise_mail("x", "From - \r\nSubject: x\r\n") == "mbox");
  CHECK(read::recognise_mail("x", kPlain) == "eml");
  CHECK(read::recognise_mail("x.eml", "Subject: nur das\n\n") == "eml");
  CHECK(read::recognise_mail("x.csv", "From here on,nothing\nSubject: x\n").empty());
  CHECK(read::recognise_mail("x.csv", "id,name\n1,Anna\n").empty());
  CHECK(read::recognise_mail("x", "BEGIN:VCARD\nFN:Anna\n").empty());
  CHECK(read::recognise_mail("x.txt", "Name: Anna\nDate: 1\n").empty());
  CHECK(read::recognise_mail("x.eml", "").empty());
}

TEST_CASE("mail: all sample messages go through, and nothing is unaccounted for") {
  std::size_t files = 0, mails = 0, rejects = 0;
  for (const char* set : {"email_cpython", "email_mikel_mail", "email_mimekit", "email_stalwart"}) {
    if (!fs::exists(data_folder() / set)) {
      std::cout << "skipped: " << (data_folder() / set) << " is not there\n";
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(data_folder() / set)) {
      if (!entry.is_regular_file()) continue;
      const std::string text = file_text(entry.path());
      CAPTURE(entry.path().string());
      for (const char* format : {"eml", "mbox"}) {
        const auto reader = read::open_mail(read::ByteSource::open(entry.path().string()), format, {});
        const Result result = drain(*reader);
        CHECK(reader->position() == text.size());
        for (const Interaction& mail : result.mails) check_sound(mail);
        for (const Reject& reject : result.rejects) {
          CHECK(reject.place.file == entry.path().string());
          CHECK(reject.place.line > 0);
          CHECK(!reject.reason.empty());
        }
        if (std::string_view(format) == "mbox") continue;
        CHECK(result.mails.size() + result.rejects.size() == (text.empty() || text == "\xEF\xBB\xBF" ? 0u : 1u));
        ++files;
        mails += result.mails.size();
        rejects += result.rejects.size();
        if (entry.path().extension() == ".eml" && rejects > 0 && !result.rejects.empty())
          std::cout << "rejected: " << entry.path() << ": " << result.rejects[0].reason << "\n";
      }
    }
  }
  std::cout << "mail samples: " << files << " files, " << mails << " messages, " << rejects << " rejects\n";
}

TEST_CASE("mbox: the sample boxes have the messages that their offset lists say") {
  const fs::path folder = data_folder() / "email_mimekit" / "mbox";
  if (!fs::exists(folder)) {
    std::cout << "skipped: " << folder << " is not there\n";
    return;
  }
  for (const char* name : {"content-length", "issue1189"}) {
    const auto offsets = nlohmann::json::parse(file_text(folder / (std::string(name) + ".unix-offsets.json")));
    const std::string text = file_text(folder / (std::string(name) + ".mbox.txt"));
    CAPTURE(name);
    Result result = read_text(text, "mbox");
    CHECK(result.rejects.empty());
    CHECK(result.mails.size() == offsets.size());
    result = read_text(with_crlf(text), "mbox");
    CHECK(result.mails.size() == offsets.size());
  }
  CHECK(read_text(file_text(folder / "unmunged.mbox.txt"), "mbox").mails.size() == 2);
  CHECK(read_text(file_text(folder / "simple.mbox.txt"), "mbox").mails.size() == 3);
}

TEST_CASE("mail: subjects and senders agree with another parser's") {
  const fs::path folder = data_folder() / "email_stalwart";
  if (!fs::exists(folder)) {
    std::cout << "skipped: " << folder << " is not there\n";
    return;
  }
  const auto plain = [](std::string_view text) {
    std::string result;
    for (const char c : text) {
      if (!base::is_ascii_space(c)) result += base::to_ascii_lower(c);
    }
    return result;
  };
  std::size_t subjects = 0, subjects_equal = 0, senders = 0, senders_equal = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    fs::path expected = entry.path();
    expected.replace_extension(".json");
    if (entry.path().extension() != ".eml" || !fs::exists(expected)) continue;
    const auto json = nlohmann::json::parse(file_text(expected));
    std::string subject, sender;
    for (const auto& header : json["parts"][0]["headers"]) {
      if (header["name"] == "subject" && header["value"].contains("Text")) subject = header["value"]["Text"];
      if (header["name"] != "from" || !header["value"].contains("Address")) continue;
      const auto& address = header["value"]["Address"];
      if (address.contains("List") && !address["List"].empty() && address["List"][0]["address"].is_string())
        sender = address["List"][0]["address"];
    }
    const Result result = drain(*read::open_mail(read::ByteSource::open(entry.path().string()), "eml", {}));
    const Interaction* mail = result.mails.empty() ? nullptr : &result.mails.front();
    if (!subject.empty()) {
      ++subjects;
      const bool equal = mail != nullptr && plain(mail->subject) == plain(subject);
      subjects_equal += equal ? 1 : 0;
      if (!equal)
        std::cout << entry.path().filename() << ": subject '" << (mail != nullptr ? mail->subject : "rejected")
                  << "', not '" << subject << "'\n";
    }
    if (!sender.empty()) {
      ++senders;
      const bool equal =
          mail != nullptr && !mail->participants.empty() && plain(mail->participants[0].value) == plain(sender);
      senders_equal += equal ? 1 : 0;
      if (!equal) {
        std::cout << entry.path().filename() << ": sender '"
                  << (mail != nullptr && !mail->participants.empty() ? mail->participants[0].value : "none")
                  << "', not '" << sender << "'\n";
      }
    }
  }
  std::cout << "subjects equal: " << subjects_equal << " of " << subjects << ", senders equal: " << senders_equal
            << " of " << senders << "\n";
  REQUIRE(subjects > 0);
  // Measured: 74 of 79 and 75 of 75. The five have raw windows-1252 in the subject, which the other parser gives up on.
  CHECK(static_cast<double>(subjects_equal) >= 0.93 * static_cast<double>(subjects));
  CHECK(senders_equal == senders);
}

#endif
