#include <doctest/doctest.h>
#include <zlib.h>

#include "table_data.hpp"

namespace scv::read {
namespace {

/// One gzip member.
std::string gzip(std::string_view text) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

std::string people(std::size_t rows) {
  std::string text = "id;Nachname;Ort\n";
  for (std::size_t i = 0; i < rows; ++i)
    text += std::to_string(i) + ";Meier" + std::to_string(i * 7919 % 10007) + ";Ulm\n";
  return text;
}

}  // namespace

TEST_CASE("what gzip has compressed is read by its content") {
  const std::string text = people(3);
  for (const char* const name : {"kunden.csv.gz", "kunden.csv", "kunden"}) {
    const test::Everything all = test::read_text(gzip(text), name);
    REQUIRE(all.records.size() == 3);
    CHECK(all.records[2].attributes.size() == 2);
    CHECK(all.records[0].source == "kunden");
  }
  CHECK(test::read_text(gzip("a\tb\nMeier\tUlm\n"), "x.TSV.GZ").columns.size() == 2);
  CHECK(test::read_text(gzip("{\"id\":1,\"Nachname\":\"Meier\"}\n"), "x.jsonl.gz").records.size() == 1);
  const std::string card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Meier\r\nEND:VCARD\r\n";
  CHECK(test::read_text(gzip(card), "x.vcf.gz").records.size() == 1);
  CHECK(test::read_text(gzip(""), "empty.csv.gz").records.empty());
#ifdef SCV_WITH_MAIL
  const std::string mail = "From a@b.example Mon Jan  1 00:00:00 2024\nFrom: a@b.example\nTo: c@d.example\n\nHello\n";
  CHECK(test::read_text(gzip(mail + "\n" + mail), "mailbox.mbox.gz").interactions.size() == 2);
#endif
  const test::TemporaryFile file("kunden.tsv.gz", gzip("a\tb\nMeier\tUlm\n"));
  CHECK(inspect(file.path()).format == "tsv");
}

TEST_CASE("members behind one another are one text, and zeros behind them are padding") {
  const std::string text = people(40000);
  const std::string packed =
      gzip(text.substr(0, 100000)) + gzip("") + gzip(text.substr(100000)) + std::string(512, '\0');
  CHECK(test::read_text(packed).records.size() == 40000);
}

TEST_CASE("a broken gzip file is an error with its place, wherever it breaks") {
  const std::string packed = gzip(people(30000));
  REQUIRE(packed.size() > 1000);
  const auto complaint = [](const std::string& content) {
    const test::TemporaryFile file("kunden.csv.gz", content);
    try {
      test::read_all(file.path());
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::parse);
      CHECK(error.place().file == file.path());
      CHECK(error.place().line > 0);
      return error.message();
    }
    return std::string();
  };
  for (const std::size_t size : {std::size_t{3}, std::size_t{12}, packed.size() / 2, packed.size() - 1}) {
    CHECK(complaint(packed.substr(0, size)).find("cut off") != std::string::npos);
  }
  std::string flipped = packed;
  flipped[flipped.size() - 6] ^= 1;  // of the check sum
  CHECK(complaint(flipped).find("damaged") != std::string::npos);
  CHECK(complaint(packed + "more").find("followed by something else") != std::string::npos);
  CHECK_THROWS_WITH_AS(test::read_text(gzip(packed)), doctest::Contains("more than once"), Error);
}

TEST_CASE("a gzip bomb streams: what is taken is the batch") {
  std::string packed;
  const std::string zeros = gzip(std::string(64u << 20, ' '));
  for (int i = 0; i < 4; ++i) packed += zeros;
  const test::TemporaryFile file("bomb.csv.gz", gzip("name,city\nMeier,Ulm\n") + packed);
  const auto reader = open(file.path());
  types::Batch batch;
  std::size_t largest = 0, rows = 0;
  while (reader->next(batch)) {
    largest = std::max(largest, batch.arena.footprint());
    rows += batch.records.size() + batch.rejects.size();
  }
  CHECK(rows == 2);  // the blanks are a row of more than 16 MiB, which is a reject
  CHECK(largest < (100u << 20));
}

}  // namespace scv::read
