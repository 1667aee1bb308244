#include <doctest/doctest.h>

#include <random>
#include <string>

#include "random_texts.hpp"
#include "scv/similarity/cologne.hpp"
#include "scv/similarity/double_metaphone.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/levenshtein.hpp"
#include "scv/similarity/osa.hpp"
#include "scv/similarity/qgram.hpp"
#include "scv/similarity/token_set.hpp"
#include "scv/similarity/utf8.hpp"

using namespace scv::similarity;

TEST_CASE("Jaro-Winkler: Winkler's examples") {
  const auto near = [](double expected) { return doctest::Approx(expected).epsilon(0.00005); };
  CHECK(jaro_similarity("MARTHA", "MARHTA") == near(0.9444));
  CHECK(jaro_winkler_similarity("MARTHA", "MARHTA") == near(0.9611));
  CHECK(jaro_winkler_similarity("DIXON", "DICKSONX") == near(0.8133));
  CHECK(jaro_winkler_similarity("DWAYNE", "DUANE") == near(0.8400));
  CHECK(jaro_winkler_similarity("JONES", "JOHNSON") == near(0.8324));
  CHECK(jaro_winkler_similarity("ABROMS", "ABRAMS") == near(0.9222));
  CHECK(jaro_similarity("ABCVWXYZ", "CABVWXYZ") == near(0.9583));
  // No boost at or below 0.7, however long the prefix.
  CHECK(jaro_winkler_similarity("JOAN", "JOSEPHINE") == jaro_similarity("JOAN", "JOSEPHINE"));
}

TEST_CASE("Jaro-Winkler: edges") {
  CHECK(jaro_winkler_similarity("", "") == 1);
  CHECK(jaro_winkler_similarity("a", "") == 0);
  CHECK(jaro_winkler_similarity("a", "a") == 1);
  CHECK(jaro_winkler_similarity("a", "b") == 0);
  CHECK(jaro_winkler_similarity("ab", "ba") == 0);
  CHECK(JaroWinklerPattern("").similarity("") == 1);
  CHECK(JaroWinklerPattern("").similarity("a") == 0);
  CHECK(JaroWinklerPattern("a").similarity("") == 0);
  CHECK(jaro_winkler_similarity("MARTHA", "MARHTA", 0.1, 1.5) == 0);
  // Weights out of range are held to it.
  CHECK(jaro_winkler_similarity("MARTHA", "MARHTA", 9) == jaro_winkler_similarity("MARTHA", "MARHTA", 0.25));
  CHECK(jaro_winkler_similarity("MARTHA", "MARHTA", -1) == jaro_similarity("MARTHA", "MARHTA"));
  // Bytes and code points differ.
  CHECK(jaro_similarity(U"Jürgen", U"Jurgen") > jaro_similarity("Jürgen", "Jurgen"));
}

TEST_CASE("Levenshtein and OSA") {
  CHECK(levenshtein_distance("kitten", "sitting") == 3);
  CHECK(levenshtein_distance("Saturday", "Sunday") == 3);
  CHECK(levenshtein_distance("kitten", "sitting", 2) == 3);
  CHECK(levenshtein_distance("", "abc") == 3);
  CHECK(levenshtein_distance("abc", "", 1) == 2);
  CHECK(levenshtein_distance("Müller", "Muller") == 2);
  CHECK(levenshtein_distance(U"Müller", U"Muller") == 1);
  CHECK(levenshtein_similarity("", "") == 1);
  CHECK(levenshtein_similarity("abcd", "abce") == 0.75);
  CHECK(osa_distance("Brigitte", "Birgitte") == 1);
  CHECK(levenshtein_distance("Brigitte", "Birgitte") == 2);
  CHECK(osa_distance("ca", "abc") == 3);
  CHECK(osa_distance("a cat", "an abct") == 4);
  CHECK(osa_distance("ab", "ba", 0) == 1);
  CHECK(osa_similarity("abcd", "abdc") == 0.75);
  // A swap over the border of two machine words.
  std::string a(63, 'x');
  std::string b = a;
  a += "abyyyz";
  b += "bayyyw";
  CHECK(osa_distance(a, b) == 2);
  CHECK(OsaPattern(a).distance(b) == 2);
}

TEST_CASE("q-grams") {
  CHECK(qgram_dice("night", "nacht", 2, Padding::none) == 0.25);
  CHECK(qgram_jaccard("night", "nacht", 2, Padding::none) == doctest::Approx(1.0 / 7));
  CHECK(qgram_dice("", "") == 1);
  CHECK(qgram_dice("", "a") == 0);
  CHECK(qgram_dice("a", "a", 3, Padding::none) == 1);
  CHECK(qgram_dice("a", "b", 3, Padding::none) == 0);
  // A text shorter than q is not the same with NULs before it.
  CHECK(qgram_dice("ab", std::string_view("\0ab", 3), 3, Padding::none) == 0);
  CHECK(QGramProfile("aaaa", 2, Padding::none).shared(QGramProfile("aaa", 2, Padding::none)) == 2);
  CHECK(QGramProfile(U"Müller", 3).size() == 8);
  CHECK(qgram_dice("ab", "ab", 99) == 1);
}

TEST_CASE("Cologne phonetics: published examples") {
  CHECK(cologne_phonetics("Müller-Lüdenscheidt") == "65752682");
  CHECK(cologne_phonetics("Wikipedia") == "3412");
  CHECK(cologne_phonetics("Breschnew") == "17863");
  CHECK(cologne_phonetics("Heinz") == "068");
  CHECK(cologne_phonetics("Classen") == "4586");
  CHECK(cologne_phonetics("Meyer") == "67");
  CHECK(cologne_phonetics("Maier") == "67");
  CHECK(cologne_phonetics("Mayr") == "67");
  CHECK(cologne_phonetics("Schmidt") == "862");
  CHECK(cologne_phonetics("Schmitt") == "862");
  CHECK(cologne_phonetics("Philipp") == "351");
  CHECK(cologne_phonetics("Filip") == "351");
  CHECK(cologne_phonetics("Xaver") == "4837");
  CHECK(cologne_phonetics("Axel") == "0485");
  CHECK(cologne_phonetics("Strauß") == cologne_phonetics("STRAUSS"));
  CHECK(cologne_phonetics("STRAUẞ") == cologne_phonetics("strauss"));
  CHECK(cologne_phonetics("Mu\u0308ller") == cologne_phonetics("Müller"));
  CHECK(cologne_phonetics("Łukasz") == cologne_phonetics("Lukasz"));
  CHECK(cologne_phonetics("") == "");
  CHECK(cologne_phonetics("Ä") == "0");
  CHECK(cologne_phonetics("H") == "");
  CHECK(cologne_phonetics("123 \xFF\xC3 Иван") == "");
}

TEST_CASE("Double Metaphone: the examples its rules are made for") {
  struct Case {
    const char* word;
    const char* primary;
    const char* secondary;
  };
  static constexpr Case kCases[] = {
      {"Smith", "SM0", "XMT"},
      {"Schmidt", "XMT", "SMT"},
      {"Thomas", "TMS", "TMS"},
      {"Thompson", "TMPS", "TMPS"},
      {"Schneider", "XNTR", "SNTR"},
      {"Snider", "SNTR", "XNTR"},
      {"Jose", "HS", "HS"},
      {"Josef", "JSF", "HSF"},
      {"San Jacinto", "SNHS", "SNHS"},
      {"Bajador", "PJTR", "PHTR"},
      {"Cabrillo", "KPRL", "KPR"},
      {"Gallegos", "KLKS", "KKS"},
      {"Michael", "MKL", "MXL"},
      {"Bacher", "PKR", "PKR"},
      {"Czerny", "SRN", "XRN"},
      {"Focaccia", "FKX", "FKX"},
      {"Bellocchio", "PLX", "PLX"},
      {"Bacci", "PX", "PX"},
      {"Accident", "AKST", "AKST"},
      {"McClellan", "MKLL", "MKLL"},
      {"Edge", "AJ", "AJ"},
      {"Edgar", "ATKR", "ATKR"},
      {"Laugh", "LF", "LF"},
      {"McLaughlin", "MKLF", "MKLF"},
      {"Hugh", "H", "H"},
      {"Ghislane", "JLN", "JLN"},
      {"Cagney", "KKN", "KKN"},
      {"Tagliaro", "TKLR", "TLR"},
      {"Biaggi", "PJ", "PK"},
      {"Resnais", "RSN", "RSNS"},
      {"Schenker", "XNKR", "SKNK"},
      {"School", "SKL", "SKL"},
      {"Island", "ALNT", "ALNT"},
      {"Sugar", "XKR", "SKR"},
      {"Filipowicz", "FLPT", "FLPF"},
      {"Arnow", "ARN", "ARNF"},
      {"Breaux", "PR", "PR"},
      {"Zhao", "J", "J"},
      {"Thumb", "0M", "TM"},
      {"Plumber", "PLMR", "PLMR"},
      {"Campbell", "KMPL", "KMPL"},
      {"Rogier", "RJ", "RJR"},
      {"Caesar", "SSR", "SSR"},
      {"Chianti", "KNT", "KNT"},
      {"Chemistry", "KMST", "KMST"},
      {"Architect", "ARKT", "ARKT"},
      {"Orchestra", "ARKS", "ARKS"},
      {"Tichner", "TXNR", "TKNR"},
      {"Wasserman", "ASRM", "FSRM"},
      {"Knight", "NT", "NT"},
      {"Xavier", "SF", "SFR"},
      {"Wright", "RT", "RT"},
      {"Jankelowicz", "JNKL", "ANKL"},
      {"Phillips", "FLPS", "FLPS"},
      {"Mac Caffrey", "MKFR", "MKFR"},
      {"van Gogh", "FNKK", "FNKK"},
      {"Çelik", "SLK", "SLK"},
      {"Müller", "MLR", "MLR"},
      {"Straße", "STRS", "STRS"},
      {"", "", ""},
      {"  'n ", "N", "N"},
  };
  for (const Case& expected : kCases) {
    CAPTURE(expected.word);
    const DoubleMetaphone code = double_metaphone(expected.word);
    CHECK(code.primary == expected.primary);
    CHECK(code.secondary == expected.secondary);
  }
  CHECK(double_metaphone("Filipowicz", kUnlimited) == DoubleMetaphone{"FLPTS", "FLPFX"});
  CHECK(double_metaphone("Thompson", kUnlimited).primary == "TMPSN");
  CHECK(double_metaphone("Schmidt", 2) == DoubleMetaphone{"XM", "SM"});
  CHECK(double_metaphone("Schmidt", 0) == DoubleMetaphone{"", ""});
  CHECK(sounds_alike(double_metaphone("Smith"), double_metaphone("Schmidt")));
  CHECK_FALSE(sounds_alike(double_metaphone("Smith"), double_metaphone("Jones")));
  CHECK_FALSE(sounds_alike(double_metaphone(""), double_metaphone("")));
}

TEST_CASE("Double Metaphone: a short code begins a long one, case and accents do not matter") {
  static constexpr std::string_view kParts[] = {
      "A", "E", "I", "O", "U",   "Y",  "B",  "C",  "D",    "F",    "G",  "H",  "J",   "K",    "L",    "M",    "N",
      "P", "Q", "R", "S", "T",   "V",  "W",  "X",  "Z",    "CH",   "GH", "TH", "SCH", "CC",   "CIA",  "GN",   "WICZ",
      " ", "-", "Ç", "ß", "EAU", "IE", "ER", "LL", "ILLO", "VAN ", "MC", "DG", "MB",  "AGGI", "JOSE", "TION", "Ö"};
  random_texts::Generator<char> generator(7);
  for (std::size_t i = 0; i < random_texts::pair_count(); ++i) {
    std::string word;
    for (std::size_t parts = generator.below(10); parts > 0; --parts)
      word += kParts[generator.below(std::size(kParts))];
    const DoubleMetaphone whole = double_metaphone(word, kUnlimited);
    const std::size_t length = generator.below(6);
    const DoubleMetaphone cut = double_metaphone(word, length);
    std::string lower;
    for (const char c : word) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const bool holds = cut.primary == whole.primary.substr(0, length) &&
                       cut.secondary == whole.secondary.substr(0, length) &&
                       double_metaphone(lower, kUnlimited) == whole &&
                       whole.primary.find_first_not_of("AFHJKLMNPRSTX0") == std::string::npos &&
                       whole.secondary.find_first_not_of("AFHJKLMNPRSTX0") == std::string::npos;
    if (!holds) FAIL(word);
  }
}

TEST_CASE("token sets") {
  CHECK(token_set_similarity("Anna Maria Schmidt", "Schmidt  Anna\tMaria") == 1);
  CHECK(token_subset_similarity("Anna Schmidt", "Dr. Anna Maria Schmidt") == 1);
  CHECK(token_set_similarity("Anna Schmidt", "Dr. Anna Maria Schmidt") == doctest::Approx(4.0 / 6));
  CHECK(token_set_similarity("", "") == 1);
  CHECK(token_set_similarity(" ", "a") == 0);
  CHECK(token_set_similarity("a a", "a") == doctest::Approx(2.0 / 3));
  CHECK(token_set_similarity("martha", "marhta x") == doctest::Approx(2 * 0.9611 / 3).epsilon(0.0001));
  CHECK(token_set_similarity("martha", "marhta", 0.97) == 0);
}

TEST_CASE("code points of UTF-8") {
  CHECK(to_code_points("Mü€\U0001F600") == U"Mü€\U0001F600");
  CHECK(to_code_points("a\xFF\xC3") == U"a\uFFFD\uFFFD");
  std::size_t position = 0;
  CHECK(next_code_point("", position) == 0xFFFD);
  CHECK(position == 0);
}
