#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "read/calls.hpp"

namespace {

using namespace scv;

struct Result {
  std::vector<Interaction> calls;
  std::vector<Reject> rejects;
  std::vector<types::Note> notes;
};

Result read_text(std::string text, std::string_view variant = {}, read::Options options = {}) {
  const auto reader = read::open_calls(read::ByteSource::of_text(std::move(text), "anrufe.csv"), variant, options);
  CHECK(reader->format() == "calls");
  Result result;
  types::Batch batch;
  while (reader->next(batch)) {
    for (Interaction& call : batch.interactions) result.calls.push_back(std::move(call));
    for (Reject& reject : batch.rejects) result.rejects.push_back(std::move(reject));
    for (types::Note& note : batch.notes) result.notes.push_back(std::move(note));
  }
  CHECK(reader->position() == reader->size());
  std::set<std::string> ids;
  for (const Interaction& call : result.calls) {
    CHECK(!call.id.empty());
    CHECK(ids.insert(call.id).second);
    CHECK(nlohmann::json::accept(call.payload));
  }
  return result;
}

const Participant& customer(const Interaction& call) {
  static const Participant none{};
  for (const Participant& participant : call.participants) {
    if (!participant.own) return participant;
  }
  return none;
}

std::string repeat(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("calls: FRITZ!Box, German export") {
  const std::string log =
      "sep=;\nTyp;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n"
      "1;20.07.26 10:45;M\xFCller, Anna;0351456789;Laden;Internet: 97911585;0:10\n"
      "2;20.07.26 14:37;;02433939280;;97911585;0:00\n"
      "3;21.07.26 09:00;;0171234567;Laden;97911585;1:05\n"
      "1;21.07.26 09:30;;;Anrufbeantworter 1;97911585;0:01\n"
      "2;20.07.26 14:37;;02433939280;;97911585;0:00\n"
      "x;21.07.26 09:30;;0171;Laden;97911585;0:01\n"
      "1;31.02.26 09:30;;0171999888;Laden;97911585;0:01\n"
      ";;;;;;\n";
  CHECK(read::recognise_calls("x.csv", log) == "fritzbox");
  const Result result = read_text(log);
  REQUIRE(result.calls.size() == 6);
  const Interaction& first = result.calls[0];
  CHECK(first.source == "anrufe");
  CHECK(first.channel == Channel::call);
  CHECK(first.time == "2026-07-20T10:45:00");
  CHECK(first.direction == Direction::inbound);
  CHECK(first.outcome == Outcome::answered);
  CHECK(first.duration_s == 600);
  CHECK(first.agent == "Laden");
  CHECK(customer(first).value == "0351456789");
  CHECK(customer(first).name == "Müller, Anna");
  CHECK(customer(first).role == Role::from);
  CHECK(first.participants.at(1).value == "97911585");
  CHECK(first.participants.at(1).own);
  CHECK(result.calls[1].outcome == Outcome::missed);
  CHECK(result.calls[2].direction == Direction::outbound);
  CHECK(customer(result.calls[2]).value == "0171234567");
  CHECK(customer(result.calls[2]).role == Role::to);
  CHECK(result.calls[3].channel == Channel::voicemail);
  CHECK(result.calls[3].outcome == Outcome::voicemail);
  CHECK(customer(result.calls[3]).value.empty());
  CHECK(result.calls[4].id == result.calls[1].id + "#2");
  CHECK(result.calls[5].time.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].place.line == 9);
  REQUIRE(result.rejects.size() == 2);
  CHECK(result.rejects[0].place.line == 8);
  CHECK(result.rejects[1].place.line == 10);
  CHECK(nlohmann::json::parse(first.payload)["Eigene Rufnummer"] == "Internet: 97911585");
}

TEST_CASE("calls: FRITZ!Box, English export, newer columns, and a file where 4 is outgoing") {
  const Result english = read_text(
      "sep=;\r\nType;Date;Name;Telephone number;Extension;Telephone number;Duration\r\n1;20.07.26 "
      "10:45;;0351456789;Shop;97911585;0:10\r\n");
  REQUIRE(english.calls.size() == 1);
  CHECK(customer(english.calls[0]).value == "0351456789");
  CHECK(english.calls[0].participants.at(1).value == "97911585");
  const Result newer = read_text(
      "sep=;\nTyp;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer\n"
      "3;20.07.26 10:45;;0900111222;;;97911585;0:00\n4;20.07.26 10:46;;0351456789;Dresden;Laden;97911585;0:10\n");
  REQUIRE(newer.calls.size() == 2);
  CHECK(newer.calls[0].outcome == Outcome::blocked);
  CHECK(newer.calls[0].direction == Direction::inbound);
  CHECK(newer.calls[1].direction == Direction::outbound);
  CHECK(newer.calls[1].agent == "Laden");
}

TEST_CASE("calls: the id of a call does not depend on what else is in the export") {
  const std::string head = "sep=;\nTyp;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n";
  const std::string row = "1;20.07.26 10:45;;0351456789;Laden;97911585;0:10\n";
  const std::string named = "1;20.07.26 10:45;Anna;0351456789;Laden;97911585;0:10\n";
  const std::string id = read_text(head + row).calls.at(0).id;
  CHECK(read_text(head + "2;19.07.26 10:45;;0351;;97911585;0:00\n" + named).calls.at(1).id == id);
}

TEST_CASE("calls: Asterisk Master.csv") {
  const std::string log =
      "\"\",\"0351456789\",\"200\",\"from-trunk\",\"\"\"Anna Kern\"\" "
      "<0351456789>\",\"SIP/trunk-00000001\",\"SIP/200-00000002\",\"Dial\",\"SIP/200\","
      "\"2026-07-20 10:45:00\",\"2026-07-20 10:45:05\",\"2026-07-20 "
      "10:46:05\",65,60,\"ANSWERED\",\"DOCUMENTATION\",\"1784540700.1\",\"\"\n"
      "\"\",\"200\",\"0171234567\",\"from-internal\",\"\"\"Laden\"\" "
      "<200>\",\"SIP/200-00000003\",\"SIP/trunk-4\",\"Dial\",\"x\","
      "\"2026-07-20 11:00:00\",,\"2026-07-20 11:00:30\",30,0,\"NO ANSWER\",\"DOCUMENTATION\",\"1784541600.2\",\"\"\n"
      "\"\",\"200\",\"201\",\"from-internal\",\"200\",\"SIP/200-5\",\"SIP/201-6\",\"Dial\",\"x\","
      "\"2026-07-20 12:00:00\",\"2026-07-20 12:00:01\",\"2026-07-20 "
      "12:00:30\",30,29,\"ANSWERED\",\"DOCUMENTATION\",\"1784545200.3\",\"\"\n"
      "kaputt,,\n";
  CHECK(read::recognise_calls("Master.csv", log) == "asterisk");
  const Result result = read_text(log);
  REQUIRE(result.calls.size() == 3);
  CHECK(result.calls[0].id == "1784540700.1");
  CHECK(result.calls[0].direction == Direction::inbound);
  CHECK(result.calls[0].outcome == Outcome::answered);
  CHECK(result.calls[0].duration_s == 60);
  CHECK(result.calls[0].agent == "200");
  CHECK(customer(result.calls[0]).name == "Anna Kern");
  CHECK(result.calls[1].direction == Direction::outbound);
  CHECK(result.calls[1].outcome == Outcome::missed);
  CHECK(result.calls[1].agent == "200");
  CHECK(customer(result.calls[1]).value == "0171234567");
  CHECK(result.calls[2].direction == Direction::internal);
  REQUIRE(result.rejects.size() == 1);
  CHECK(result.rejects[0].place.line == 4);
}

TEST_CASE("calls: FreeSWITCH") {
  const std::string log =
      "\"Anna Kern\",\"+49351456789\",\"200\",\"public\",\"2026-07-20 10:45:00\",\"2026-07-20 10:45:05\",\"2026-07-20 "
      "10:46:05\",\"65\",\"60\","
      "\"NORMAL_CLEARING\",\"11111111-2222-3333-4444-555555555555\",\"\",\"\",\"PCMA\",\"PCMA\"\n"
      "\"200\",\"200\",\"0171234567\",\"default\",\"2026-07-20 11:45:00\",\"\",\"2026-07-20 11:46:05\",\"65\",\"0\","
      "\"USER_BUSY\",\"11111111-2222-3333-4444-555555555556\",\"\",\"\",\"PCMA\",\"PCMA\"\n";
  CHECK(read::recognise_calls("cdr.csv", log) == "freeswitch");
  const Result result = read_text(log);
  REQUIRE(result.calls.size() == 2);
  CHECK(result.calls[0].direction == Direction::inbound);
  CHECK(result.calls[0].agent == "200");
  CHECK(result.calls[0].duration_s == 60);
  CHECK(customer(result.calls[0]).name == "Anna Kern");
  CHECK(result.calls[1].direction == Direction::outbound);
  CHECK(result.calls[1].outcome == Outcome::busy);
  CHECK(result.calls[1].id == "11111111-2222-3333-4444-555555555556");
}

TEST_CASE("calls: tables by the names of their columns") {
  const std::string log =
      "Datum,Uhrzeit,Anrufer,Ziel,Richtung,Dauer,Mitarbeiter,Notiz\n"
      "20.07.2026,10:45,0351 456789,0351 100200,eingehend,1:05,Eva,will zurückgerufen werden\n"
      "20.07.2026,11:45,0351 100200,0171 234567,ausgehend,90,Eva,\n"
      "20.07.2026,12:45,0351 456789,0351 100200,verpasst,0,,\n";
  CHECK(read::recognise_calls("x.csv", log) == "generic");
  const Result result = read_text(log);
  REQUIRE(result.calls.size() == 3);
  CHECK(result.calls[0].time == "2026-07-20T10:45:00");
  CHECK(result.calls[0].duration_s == 65);
  CHECK(result.calls[0].agent == "Eva");
  CHECK(result.calls[0].text == "will zurückgerufen werden");
  CHECK(customer(result.calls[0]).value == "0351 456789");
  CHECK(result.calls[1].direction == Direction::outbound);
  CHECK(result.calls[1].duration_s == 90);
  CHECK(customer(result.calls[1]).value == "0171 234567");
  CHECK(result.calls[2].outcome == Outcome::missed);
  CHECK(result.calls[2].direction == Direction::inbound);

  const Result english = read_text(
      "caller,callee,start time,duration (s),status\n+49351456789,+49351100200,2026-07-20T10:45:00+02:00,65,completed\n"
      "+49351100200,+49351456789,7/25/2026 4:05 PM,0,no answer\n",
      {}, {.own_addresses = {"0351 100200"}});
  REQUIRE(english.calls.size() == 2);
  CHECK(english.calls[0].direction == Direction::inbound);
  CHECK(english.calls[0].time == "2026-07-20T10:45:00+02:00");
  CHECK(english.calls[0].outcome == Outcome::answered);
  CHECK(english.calls[1].direction == Direction::outbound);
  CHECK(english.calls[1].time == "2026-07-25T16:05:00");
  CHECK(english.calls[1].outcome == Outcome::missed);
}

TEST_CASE("calls: who was kept out by a list, and whom somebody has declined") {
  const Result result = read_text(
      "Datum,Uhrzeit,Anrufer,Ziel,Dauer,Status\n20.07.2026,10:45,0351 456789,0351 100200,0,blockiert\n"
      "20.07.2026,11:45,0351 456789,0351 100200,0,abgewiesen\n20.07.2026,12:45,0351 456789,0351 100200,0,rejected\n");
  REQUIRE(result.calls.size() == 3);
  CHECK(result.calls[0].outcome == Outcome::blocked);
  CHECK(result.calls[1].outcome == Outcome::missed);
  CHECK(result.calls[2].outcome == Outcome::missed);
  for (const Interaction& call : result.calls) CHECK(call.direction == Direction::inbound);
}

TEST_CASE("calls: other tables are not taken for call logs") {
  CHECK(read::recognise_calls("x", "").empty());
  CHECK(read::recognise_calls("x", "id,name,phone,city\n1,Anna,0351,Dresden\n").empty());
  CHECK(read::recognise_calls("x", "From,To,Date,Subject,Duration\na@example.org,b@example.org,2026-01-01,x,1\n")
            .empty());
  CHECK(read::recognise_calls("x", "from,to,date,duration\nDresden,Sofia,2026-01-01,3\n").empty());
  CHECK(read::recognise_calls("x", "BEGIN:VCARD\nFN:Anna\nEND:VCARD\n").empty());
  CHECK(read::recognise_calls("x", std::string("\0\xFF\x01\"\"\"", 6)).empty());
  CHECK_THROWS_AS(read_text("a,b\n", "siemens"), Error);
  const Result forced = read_text("a,b\n1,2\n", "generic");
  CHECK(forced.calls.empty());
  CHECK(forced.rejects.size() == 1);
}

TEST_CASE("calls: Android backup of calls and messages") {
  const std::string xml =
      "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b "
      "\"&a;&a;&a;\">]>\n"
      "<!-- <call number=\"9\" /> -->\n<calls count=\"4\">\n"
      "  <call number=\"+49351456789\" duration=\"65\" date=\"1784544300000\" type=\"1\" presentation=\"1\" "
      "contact_name=\"Anna &amp; Eva &b;\" />\n"
      "  <call number=\"0171234567\" duration=\"0\" date=\"1784544400000\" type=\"2\" contact_name=\"(Unknown)\" />\n"
      "  <call number=\"\" duration=\"0\" date=\"1784544500000\" type=\"3\" contact_name=\"null\"/>\n"
      "  <call number=\"kaputt duration=\n<call number=\"0351\" duration=\"x\" date=\"gestern\" type=\"5\"/>\n"
      "  <call type=\"1\"/>\n</calls>\n";
  CHECK(read::recognise_calls("calls.xml", xml) == "sms_backup");
  const Result result = read_text(xml);
  REQUIRE(result.calls.size() == 4);
  CHECK(result.calls[0].time == "2026-07-20T10:45:00Z");
  CHECK(result.calls[0].duration_s == 65);
  CHECK(result.calls[0].outcome == Outcome::answered);
  CHECK(customer(result.calls[0]).name == "Anna & Eva &b;");
  CHECK(result.calls[1].direction == Direction::outbound);
  CHECK(result.calls[1].outcome == Outcome::missed);
  CHECK(customer(result.calls[1]).name.empty());
  CHECK(result.calls[2].outcome == Outcome::missed);
  CHECK(result.calls[2].direction == Direction::inbound);
  CHECK(result.calls[3].outcome == Outcome::missed);  // declined by somebody
  CHECK(result.notes.size() == 1);
  REQUIRE(result.rejects.size() == 2);
  CHECK(result.rejects[0].place.line == 8);
  CHECK(result.rejects[1].place.line == 10);

  const Result messages = read_text(
      "<smses count=\"4\"><sms address=\"+49351456789\" date=\"1784544300000\" type=\"1\" body=\"Wo bleibt&#10;das "
      "Paket? &#55357;&#56832;\" "
      "contact_name=\"Anna\" />\n<sms address=\"+49351456789\" date=\"1784544310000\" type=\"2\" body=\"Kommt "
      "morgen\"/>\n"
      "<sms address=\"1\" date=\"1784544310000\" type=\"3\" body=\"Entwurf\"/>\n"
      "<mms address=\"+491~+492\" date=\"1784544320000\" msg_box=\"2\"><parts><part ct=\"image/png\" data=\"QUJD\"/>"
      "<part ct=\"text/plain\" text=\"an alle\"/></parts><addrs><addr address=\"+491\" "
      "type=\"151\"/></addrs></mms>\n<mms date=\"1\" address=\"2\">");
  REQUIRE(messages.calls.size() == 3);
  CHECK(messages.calls[0].channel == Channel::sms);
  CHECK(messages.calls[0].text == "Wo bleibt\ndas Paket? 😀");
  CHECK(messages.calls[0].direction == Direction::inbound);
  CHECK(messages.calls[1].direction == Direction::outbound);
  CHECK(messages.calls[2].text == "an alle");
  CHECK(messages.calls[2].participants.size() == 2);
  CHECK(messages.calls[2].payload.find("QUJD") == std::string::npos);
  CHECK(messages.rejects.size() == 2);
}

TEST_CASE("calls: more rows than a batch, and hostile input in linear time") {
  std::string log = "sep=;\nTyp;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n";
  for (int i = 0; i < 20'000; ++i) log += "1;20.07.26 10:45;;0351" + std::to_string(i) + ";Laden;97911585;0:10\n";
  const Result result = read_text(log);
  CHECK(result.calls.size() == 20'000);
  CHECK(customer(result.calls[19'999]).value == "035119999");
  const auto begin = std::chrono::steady_clock::now();
  read_text("<calls>" + repeat("<call number=\"", 200'000));
  read_text("<calls>" + repeat("<", 1'000'000));
  read_text("<calls><call number=\"" + repeat("&#55357;", 500'000));
  read_text("<calls><call " + repeat("a=\"b\" ", 300'000) + "/>");
  read_text(repeat("\"", 500'000), "generic");
  read_text("Typ;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n" + repeat(";", 1'000'000), "fritzbox");
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  CHECK(seconds < 30);
}
