#include <doctest/doctest.h>

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "normalize/values.hpp"

using namespace scv::normalize;

namespace {

void run_all(std::string_view a, std::string_view b) {
  const std::string folded = fold(a);
  collapse(folded);
  is_placeholder(a);
  parse_person_name(a, {}, {}, {});
  parse_person_name({}, a, b, b, a, b);
  parse_organization_name(a);
  looks_like_organization(a);
  parse_phone(a, "DE");
  parse_phone(b, a);
  parse_email(a);
  parse_date(a);
  parse_address(a, {}, {}, {}, {}, {}, {}, {});
  parse_address({}, a, b, a, b, a, b, a);
  parse_address(a, {}, {}, b, {}, {}, {}, {});
  parse_identifier(b, a);
  parse_identifier({}, a);
  for (const std::string_view type : {"iban", "vat", "lei", "ssn", "steuer-id", "card", "siren"})
    parse_identifier(type, a);
  parse_gender(a);
  nickname_groups(a);
}

}  // namespace

TEST_CASE("no text harms any normaliser: random bytes and random pieces") {
  constexpr std::uint32_t kSeed = 4711;
  MESSAGE("seed " << kSeed);
  std::mt19937 random(kSeed);
  constexpr std::string_view pieces[] = {
      "Dr.",  " ",    ",",        "von", "geb.",  "(",       ")",   "\"",  "„",        "“",    "Müller", "-",
      "'",    "str.", "12",       "5a",  "01067", "#",       "c/o", "Apt", "P.O. Box", "@",    ".de",    "+",
      "<",    ">",    "\\",       "[",   "]",     "mailto:", "19",  "80",  "/",        ".",    "T",      ":",
      "Feb",  "GmbH", "& Co. KG", "s",   "a",     "r",       "l",   "O'",  "Mc",       "张",   "И",      "\xCC\x88",
      "\xFF", "\xC3", "DE",       "ph",  "d",     "y",       "2.",  "OG",  "D-",       "SW1A", "2AA",    "NV",
      "1/2",  "–",    "Jr",       "III", "USA",   "ot",      "a",   "m",   "\n",       "\t",   "\0x"};
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    const std::size_t parts = random() % 12;
    for (std::size_t i = 0; i < parts; ++i) {
      if (random() % 6 == 0) {
        text += static_cast<char>(random() % 256);
      } else {
        text += pieces[random() % std::size(pieces)];
        if (random() % 2 == 0) text += ' ';
      }
    }
    const std::string other(pieces[random() % std::size(pieces)]);
    run_all(text, other);
  }
}

TEST_CASE("ten thousand characters of anything stay cheap") {
  for (const std::string_view piece :
       {"a",  "a ", "ä",    "1",      "1 ",   "张",       "И ",      ".",           ",", "(",
        "\"", "-",  "@",    "a@",     "von ", "s a r l ", "\xFF",    "\xCC\x88",    "+", "'",
        "5-", "# ", "c/o ", "Apt 1 ", "/",    "str ",     "geb. a ", "\xE2\x80\x9E"}) {
    std::string text;
    while (text.size() < 10000) text += piece;
    CAPTURE(piece);
    const auto begin = std::chrono::steady_clock::now();
    run_all(text, text);
    const auto time = std::chrono::steady_clock::now() - begin;
    // Generous: sanitizers and slow machines; what is quadratic would need minutes.
    CHECK(std::chrono::duration_cast<std::chrono::seconds>(time).count() < 5);
  }
}

TEST_CASE("threads share nothing: each gets the same answers") {
  const std::vector<std::string> texts = {"Сергей Иванов", "张伟", "Παπαδόπουλος", "Müller", "李小龍", "Nguyễn Văn"};
  std::vector<std::string> expected;
  for (const std::string& text : texts) expected.push_back(fold(text));
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 200; ++round) {
        for (std::size_t i = 0; i < texts.size(); ++i) wrong[t] += fold(texts[i]) == expected[i] ? 0 : 1;
        wrong[t] += parse_phone("0351 456789", "DE").valid ? 0 : 1;
        wrong[t] += parse_email("anna@müller.de").valid ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : wrong) CHECK(count == 0);
}
