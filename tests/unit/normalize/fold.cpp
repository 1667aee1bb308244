#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>

#include "normalize/values.hpp"

using scv::normalize::collapse;
using scv::normalize::fold;
using scv::normalize::is_placeholder;

TEST_CASE("fold: letters, digits and single blanks") {
  struct Row {
    std::string_view from;
    std::string_view to;
  };
  constexpr Row rows[] = {
      {"", ""},
      {"Anna", "anna"},
      {"  Anna   Maria ", "anna maria"},
      {"Müller", "mueller"},
      {"MÜLLER", "mueller"},
      {"Mu\xCC\x88ller", "mueller"},
      {"A\xCC\x88rzte", "aerzte"},
      {"Rene\xCC\x81", "rene"},
      {"Citroe\xCC\x88n", "citroen"},
      {"Straße", "strasse"},
      {"GROẞ", "gross"},
      {"O'Neil", "oneil"},
      {"O\xE2\x80\x99Neil", "oneil"},
      {"D\xC2\xB4"
       "Angelo",
       "dangelo"},
      {"Müller-Lüdenscheidt", "mueller luedenscheidt"},
      {"J.R.", "j r"},
      {"a&b/c_d", "a b c d"},
      {"sm1th", "sm1th"},
      {"François Žižek Łukasz Ørsted", "francois zizek lukasz oersted"},
      {"Þór Æsir Ħal", "thor aesir hal"},
      {"Ǆ", "dz"},
      {"Иванов", "ivanov"},
      {"Сергей Иванов", "sergej ivanov"},
      {"Παπαδόπουλος", "papadopoulos"},
      {"张伟", "zhang wei"},
      {"Nguyễn Văn", "nguyen van"},
      {"１２３ ＡＢＣ", "123 abc"},
      {"٣٤٥", "345"},
      {"x²", "x2"},
      {"a\xC2\xA0"
       "b",
       "a b"},
      {"a\xE2\x80\x8B"
       "b",
       "ab"},
      {"Sol\xC2\xAD"
       "brig",
       "solbrig"},
      {"a\xFF"
       "b",
       "a b"},
      {"\xF0\x9F\x98\x80", ""},
      {"Anna \xF0\x9F\x98\x80 Maria", "anna maria"},
      {"Łódź–Śródmieście", "lodz srodmiescie"},
      {"ij\xC4\xB3sje", "ijijsje"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CHECK(fold(row.from) == row.to);
  }
}

TEST_CASE("collapse: what spellings of one sound share") {
  for (const std::string_view name : {"mueller", "muller", "mueler"}) {
    CAPTURE(name);
    CHECK(collapse(name) == "muler");
  }
  struct Row {
    std::string_view a;
    std::string_view b;
  };
  constexpr Row same[] = {{"meyer", "maier"},    {"meier", "mayer"},    {"schmidt", "schmitt"},
                          {"stephan", "stefan"}, {"thomas", "tomas"},   {"becker", "beker"},
                          {"schulz", "schultz"}, {"goethe", "gote"},    {"baecker", "backer"},
                          {"yvonne", "ivone"},   {"strauss", "straus"}, {"anna lena", "ana lena"}};
  for (const Row& row : same) {
    CAPTURE(row.a);
    CHECK(collapse(row.a) == collapse(row.b));
  }
  CHECK(collapse("mueller") != collapse("maler"));
  CHECK(collapse("11 22") == "11 22");
}

TEST_CASE("fold and collapse: a second pass changes nothing") {
  std::mt19937 random(20260301);
  constexpr std::string_view kAlphabets[] = {"aeouiyhtpfckdzs ",
                                             "ABCxyz019 -.'&",
                                             "äöüÄÖÜßéèñç ",
                                             "ИванПетр ",
                                             "张伟李 ",
                                             "\xCC\x88\xCC\x81"
                                             "aou"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const std::size_t length = random() % 40;
    while (text.size() < length) {
      if (random() % 8 == 0) {
        text += static_cast<char>(random() % 256);
      } else {
        const std::string_view alphabet = kAlphabets[random() % std::size(kAlphabets)];
        text += alphabet[random() % alphabet.size()];
      }
    }
    CAPTURE(round);
    const std::string folded = fold(text);
    CHECK(fold(folded) == folded);
    for (const char c : folded) REQUIRE(((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' '));
    CHECK(folded.find("  ") == std::string::npos);
    const std::string collapsed = collapse(folded);
    CHECK(collapse(collapsed) == collapsed);
  }
}

TEST_CASE("fold: composed and decomposed text are one") {
  CHECK(fold("Zo\xC3\xAB") == fold("Zoe\xCC\x88"));
  CHECK(fold("\xC3\x84") == fold("A\xCC\x88"));
  CHECK(fold("J\xC3\xB6rg") == fold("Jo\xCC\x88rg"));
  CHECK(fold("\xC5\xA0koda") == fold("S\xCC\x8Ckoda"));
}

TEST_CASE("is_placeholder") {
  for (const std::string_view text :
       {"n/a",   "N/A",  "NA",           "na",      "null",  "unknown", "Unbekannt", "-",    "?",    "---",  "xxx",
        "XXXXX", "test", "keine Angabe", "No Name", "00000", "0",       ".",         "aaaa", "k.A.", "none", "TBD"}) {
    CAPTURE(text);
    CHECK(is_placeholder(text));
  }
  for (const std::string_view text :
       {"", " ", "Anna", "Na", "Testa", "Keiner-Müller", "Xaver", "Li", "Aa", "张", "Unbekannter Weg", "5", "A"}) {
    CAPTURE(text);
    CHECK_FALSE(is_placeholder(text));
  }
}
