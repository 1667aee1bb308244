#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.hpp"
#include "read/vcard.hpp"

namespace {

using namespace scv;
namespace fs = std::filesystem;

struct Result {
  std::vector<Record> records;
  std::vector<std::uint64_t> lines;
  std::vector<Reject> rejects;
  std::vector<types::Note> notes;
};

Result drain(read::Reader& reader) {
  Result result;
  types::Batch batch;
  while (reader.next(batch)) {
    for (const types::RecordView& view : batch.records) {
      result.records.push_back(types::to_record(view));
      result.lines.push_back(view.line);
    }
    for (Reject& reject : batch.rejects) result.rejects.push_back(std::move(reject));
    for (types::Note& note : batch.notes) result.notes.push_back(std::move(note));
  }
  return result;
}

Result read_text(std::string text) {
  return drain(*read::open_vcard(read::ByteSource::of_text(std::move(text), "buch.vcf"), {}));
}

Record one(std::string text) {
  Result result = read_text(std::move(text));
  REQUIRE(result.records.size() == 1);
  CHECK(result.rejects.empty());
  return result.records.front();
}

std::vector<std::string> values(const Record& record, Field field) {
  std::vector<std::string> found;
  for (const Attribute& attribute : record.attributes) {
    if (attribute.field == field)
      found.push_back(attribute.type.empty() ? attribute.value : attribute.type + "=" + attribute.value);
  }
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("vcard 3.0: names, points, address, revision, and the rest in the payload") {
  const Record card =
      one("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:k-1\r\nREV:2026-03-01T10:00:00Z\r\nN:Müller;Anna;Maria,Eva;Dr.;jun.\r\nFN:"
          "Dr. Anna Müller\r\n"
          "NICKNAME:Anni,Änne\r\nORG:Matratzen\\, Müller GmbH;Einkauf\r\nTITLE:Leiterin\r\n"
          "EMAIL;TYPE=INTERNET,HOME:anna@example.org\r\nitem1.TEL:+49 351 "
          "4567-89\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\nTEL;TYPE=WORK;TYPE=FAX:0351 1\r\n"
          "ADR;TYPE=home:Postfach 7;Hinterhaus;Hauptstr. 5;Dresden;Sachsen;01067;Deutsch\r\n "
          "land\r\nBDAY:19800229\r\nURL:https://example.org\r\n"
          "NOTE:zwei\\nZeilen\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg\r\nEND:VCARD\r\n");
  CHECK(card.source == "buch");
  CHECK(card.id == "k-1");
  CHECK(card.updated_at == "2026-03-01T10:00:00Z");
  CHECK(card.first(Field::family_name) == "Müller");
  CHECK(card.first(Field::given_name) == "Anna");
  CHECK(card.first(Field::middle_name) == "Maria Eva");
  CHECK(card.first(Field::name_prefix) == "Dr.");
  CHECK(card.first(Field::name_suffix) == "jun.");
  CHECK(values(card, Field::nickname) == Texts{"Anni", "Änne"});
  CHECK(values(card, Field::organization) == Texts{"Matratzen, Müller GmbH"});
  CHECK(values(card, Field::email) == Texts{"home=anna@example.org"});
  CHECK(values(card, Field::phone) == Texts{"mobile=+49 351 4567-89", "fax=0351 1"});
  CHECK(values(card, Field::street) == Texts{"home=Hauptstr. 5"});
  CHECK(values(card, Field::address_extra) == Texts{"home=Postfach 7, Hinterhaus"});
  CHECK(values(card, Field::city) == Texts{"home=Dresden"});
  CHECK(values(card, Field::postal_code) == Texts{"home=01067"});
  CHECK(values(card, Field::country) == Texts{"home=Deutschland"});
  CHECK(card.first(Field::birthdate) == "1980-02-29");
  CHECK(card.first(Field::url) == "https://example.org");
  const auto payload = nlohmann::json::parse(card.payload);
  CHECK(payload["NOTE"] == "zwei\nZeilen");
  CHECK(payload["TITLE"] == "Leiterin");
  CHECK(payload["PHOTO"].contains("bytes"));
  CHECK(card.payload.find("4AAQ") == std::string::npos);
  std::uint16_t street = 0, city = 1, family = 0;
  for (const Attribute& a : card.attributes) {
    if (a.field == Field::street) street = a.group;
    if (a.field == Field::city) city = a.group;
    if (a.field == Field::family_name) family = a.group;
  }
  CHECK(street == city);
  CHECK(street != family);
}

TEST_CASE("vcard 2.1: bare types, quoted-printable over lines, charset, unfolded base64, nested agent") {
  const Result result = read_text(
      "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Kr=FCger;J=F6rg\n"
      "ADR;WORK;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:;;Gro=C3=9Fe Stra=\n=C3=9Fe "
      "1;Leipzig;;04109;\nTEL;CELL;VOICE:0171 234\n"
      "PHOTO;JPEG;BASE64:\nQUJDREVGRw\nSElKS0w=\n\nAGENT:\nBEGIN:VCARD\nVERSION:2.1\nN:Anders;Wer\nTEL:999\nEND:VCARD\n"
      "EMAIL;INTERNET:joerg@example.org\nEND:VCARD\n"
      "BEGIN:VCARD\nN:Zweite;Karte\nEND:VCARD\n");
  CHECK(result.rejects.empty());
  REQUIRE(result.records.size() == 2);
  const Record& card = result.records[0];
  CHECK(card.first(Field::family_name) == "Krüger");
  CHECK(card.first(Field::given_name) == "Jörg");
  CHECK(values(card, Field::street) == Texts{"work=Große Straße 1"});
  CHECK(values(card, Field::phone) == Texts{"mobile=0171 234"});
  CHECK(values(card, Field::email) == Texts{"joerg@example.org"});
  CHECK(card.payload.find("Anders") == std::string::npos);
  CHECK(result.lines == std::vector<std::uint64_t>{1, 19});
}

TEST_CASE("vcard 4.0: tel URIs, quoted parameters, truncated dates, organisations") {
  const Record card =
      one("BEGIN:VCARD\nVERSION:4.0\nFN:Bäckerei "
          "Sonne\nKIND:org\nTEL;VALUE=uri;TYPE=\"voice,work\":tel:+49-351-111;ext=22\n"
          "EMAIL:mailto:info@example.org?subject=x\nADR;LABEL=\"a;b:c\":;;Weg "
          "1;Ort;;12345;\nBDAY:--0229\nREV:20260301T101500+0100\nEND:VCARD\n");
  CHECK(values(card, Field::organization) == Texts{"Bäckerei Sonne"});
  CHECK(values(card, Field::phone) == Texts{"work=+49-351-111 ext. 22"});
  CHECK(values(card, Field::email) == Texts{"info@example.org"});
  CHECK(values(card, Field::street) == Texts{"Weg 1"});
  CHECK(card.first(Field::birthdate) == "--02-29");
  CHECK(card.updated_at == "2026-03-01T10:15:00+01:00");
  CHECK(one("BEGIN:VCARD\nFN:Anna Kern\nEND:VCARD\n").first(Field::name) == "Anna Kern");
  CHECK(one("BEGIN:VCARD\nFN:Anna\nBDAY:1980\nEND:VCARD\n").first(Field::birthdate) == "1980");
}

TEST_CASE("vcard: without UID the id is a hash of the card") {
  const std::string card = "BEGIN:VCARD\nFN:Anna Kern\nEND:VCARD\n";
  const std::string id = one(card).id;
  CHECK(id.starts_with("vcard:"));
  CHECK(one("\n" + card).id == id);
  CHECK(one("BEGIN:VCARD\nFN:Anna Korn\nEND:VCARD\n").id != id);
}

TEST_CASE("vcard: encodings") {
  CHECK(one("BEGIN:VCARD\nFN:J\xF6rg Kr\xFCger\nEND:VCARD\n").first(Field::name) == "Jörg Krüger");
  CHECK(one("\xEF\xBB\xBF"
            "BEGIN:VCARD\nFN:Jörg\nEND:VCARD\n")
            .first(Field::name) == "Jörg");
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("BEGIN:VCARD\r\nFN:J\xF6rg\r\nEND:VCARD\r\n")) {
    wide += c;
    wide += '\0';
  }
  CHECK(read::is_vcard(wide));
  CHECK(one(wide).first(Field::name) == "Jörg");
}

TEST_CASE("vcard: broken cards are rejects with their line, the others are read") {
  const Result result = read_text(
      "BEGIN:VCARD\nFN:Ohne Ende\nBEGIN:VCARD\nFN:Anna\nwas ist "
      "das\nEND:VCARD\nirgendwas\nBEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
      "BEGIN:VCARD\nFN:Abgeschnitten\n");
  REQUIRE(result.records.size() == 1);
  CHECK(result.records[0].first(Field::name) == "Anna");
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].place.line == 5);
  REQUIRE(result.rejects.size() == 4);
  CHECK(result.rejects[0].place.line == 1);
  CHECK(result.rejects[1].place.line == 7);
  CHECK(result.rejects[2].place.line == 8);
  CHECK(result.rejects[3].place.line == 11);
  for (const Reject& reject : result.rejects) CHECK(reject.place.file == "buch.vcf");
  CHECK(read_text("").rejects.empty());
}

TEST_CASE("vcard: recognised by its first line") {
  CHECK(read::is_vcard("BEGIN:VCARD\r\n"));
  CHECK(read::is_vcard("\n\n begin:vcard\n"));
  CHECK(!read::is_vcard("BEGIN:VCALENDAR\n"));
  CHECK(!read::is_vcard("name\nAnna\n"));
  CHECK(!read::is_vcard(""));
}

TEST_CASE("vcard: long values and many cards stay cheap") {
  std::string text = "BEGIN:VCARD\nFN:Anna\nNOTE:" + std::string(2u << 20, 'x') + "\nEND:VCARD\n";
  for (int i = 0; i < 5000; ++i) text += "BEGIN:VCARD\nFN:K" + std::to_string(i) + "\nEND:VCARD\n";
  const Result result = read_text(text);
  CHECK(result.records.size() == 5001);
  CHECK(result.records[0].payload.size() < 200);
  CHECK(read_text("BEGIN:VCARD\nFN:A" + std::string(1u << 20, '\n')).rejects.size() == 1);
  text = "BEGIN:VCARD\nFN:Anna\n";
  for (int i = 0; i < 100'000; ++i) text += "x\n";
  CHECK(read_text(text + "END:VCARD\n").notes.size() == 1);
}

TEST_CASE("vcard: UTF-16 beyond 64 MiB is refused, not cut") {
  std::string text = "\xFF\xFE";
  for (const char c : std::string_view("BEGIN:VCARD\nFN:Anna\nEND:VCARD\n")) (text += c) += '\0';
  CHECK(read_text(text).records.size() == 1);
  text.resize((64u << 20) + 2, '\n');
  CHECK_THROWS_AS(read_text(text), Error);
}

TEST_CASE("a birthday whose year is left out") {
  const auto birthday = [](const std::string& line) {
    const Record record = one("BEGIN:VCARD\nVERSION:4.0\nFN:Ida Lorenz\n" + line + "\nEND:VCARD\n");
    CHECK(record.payload.find("1604") == std::string::npos);
    return std::string(record.first(Field::birthdate));
  };
  CHECK(birthday("BDAY;X-APPLE-OMIT-YEAR=1604:1604-08-15") == "--08-15");
  CHECK(birthday("BDAY;value=date;X-APPLE-OMIT-YEAR=1604:1604-02-29") == "--02-29");
  CHECK(birthday("BDAY:1604-08-15") == "--08-15");
  CHECK(birthday("BDAY;VALUE=date-and-or-time:16040815") == "--08-15");
  CHECK(birthday("BDAY:1604-08-15T00:00:00Z") == "--08-15");
  CHECK(birthday("BDAY;X-APPLE-OMIT-YEAR=1900:1900-08-15") == "--08-15");
  CHECK(birthday("BDAY;X-APPLE-OMIT-YEAR=1604:1980-08-15") == "1980-08-15");
  CHECK(birthday("BDAY:--0815") == "--08-15");
  CHECK(birthday("BDAY:--08-15") == "--08-15");
  CHECK(birthday("BDAY:---15") == "---15");
  CHECK(birthday("BDAY:1604").empty());
}

TEST_CASE("vcard: all sample files go through, and each card has a value") {
  const char* set = std::getenv("SCV_DATA");
  const fs::path folder = (set != nullptr ? fs::path(set) : fs::path("../shared/data")) / "vcard_ezvcard";
  if (!fs::exists(folder)) {
    std::cout << "skipped: " << folder << " is not there\n";
    return;
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".vcf") continue;
    CAPTURE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    std::size_t begins = 0;
    std::istringstream lines(text.str());
    for (std::string line; std::getline(lines, line);)
      begins += base::ascii_lower(line).starts_with("begin:vcard") ? 1 : 0;
    const auto reader = read::open_vcard(read::ByteSource::open(entry.path().string()), {});
    const Result result = drain(*reader);
    CHECK(reader->position() == text.str().size());
    CHECK(result.rejects.empty());
    CHECK(result.records.size() == begins);
    std::cout << entry.path().filename() << ": " << result.records.size() << " of " << begins << " cards, "
              << result.notes.size() << " notes\n";
    for (const Record& record : result.records) {
      CHECK(!record.attributes.empty());
      CHECK(!record.id.empty());
      CHECK(nlohmann::json::accept(record.payload));
      for (const Attribute& attribute : record.attributes) CHECK(base::is_valid_utf8(attribute.value));
    }
  }
}
