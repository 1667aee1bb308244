#pragma once

// Values as people and broken exports leave them, by field: good ones, parts of them, separators alone, numbers for names.

#include <array>
#include <span>
#include <string_view>

#include "scv/record.hpp"

namespace scv::fuzz {

using Values = std::span<const std::string_view>;

// clang-format off
inline constexpr std::string_view kNames[] = {
    "", "Ida Roth", "Roth, Ida", "ROTH IDA", "Prof. Dr. Ida Roth-Kamp", "Ida", ",", ", Ida", "Roth,", "-", "...", "von", "van der", "Dr.", "Herr", "I. R.", "i r",
    "Ida & Ole Roth", "Roth GmbH", "GmbH", "& Co. KG", "e.K.", "jr.", "Ole Roth Jr.", "Ole Roth II", "O'", "O'Neil", "d'", "'", "4711", "0", "N/A", "unbekannt", "test",
    "Ida Ida Ida", "aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp", "王小明", "محمد علي", "Иван Иванов", "Γιώργος", "田中 太郎", "김민준", "ישראל", "สมชาย", "अमित", "ÅÄÖ", "ßß", "ı İ", "Ø"};
inline constexpr std::string_view kGiven[] = {
    "", "Ida", "ida", "IDA", "I", "I.", "Ole", "Karl-", "-Karl", "Karl-Heinz", "Karl Heinz", "-", ".", "'", "Dr.", "Frau", "7", "H", "h", "Y", "w", "Bob", "Robert", "Bobby", "王", "и", "é", "e", "NULL", "Ida Marie Luise"};
inline constexpr std::string_view kFamily[] = {
    "", "Roth", "roth", "Rot", "Rotth", "Roth-Kamp", "von Roth", "von", "zu", "de la", "-", "--", "O’", "Mc", "M", "h", "H", "hh", "GmbH", "3", "王", "Ру", "Müller", "Mueller", "Muller", "n/a", "Roth geb. Kamp", "ß"};
inline constexpr std::string_view kSuffixes[] = {"", "Jr.", "jr", "Sr.", "II", "III", "IV", "i", "MD", "-", "Dr.", "Frau", "Mr", "x"};
inline constexpr std::string_view kOrganizations[] = {
    "", "Roth GmbH", "Roth Gesellschaft mit beschränkter Haftung", "Roth", "RG", "Roth & Kamp OHG", "GmbH", "AG", "& Co.", "e.V.", "-", "&", "A", "1", "Hotel", "Hotel Roth", "Hotel Roth am See", "H.R.", "HR", "Inc", "株式会社", "ООО Рот", "Praxis Dr. Ida Roth", "x y z"};
inline constexpr std::string_view kDates[] = {
    "", "1981-03-02", "02.03.1981", "3/2/1981", "1981-02-03", "1981", "03/1981", "1981-03-00", "0000-00-00", "0000-03-02", "1981-00-00", "9999-12-31", "1900-01-01", "1970-01-01", "31.02.1981", "99.99.99", "--03-02", "2.3.81", "19810302", "1981-03-02T00:00:00Z", "-", "0", "1", "2. März 1981", "2099-01-01", "1604-03-02", "١٩٨١-٠٣-٠٢", "12345678901234567890"};
inline constexpr std::string_view kGenders[] = {"", "f", "m", "w", "Frau", "männlich", "x", "-", "0", "1", "2", "unbekannt"};
inline constexpr std::string_view kEmails[] = {
    "", "ida.roth@haus.example", "Ida.Roth@HAUS.example", "ida.rohd@haus.example", "ida.roth@hof.example", "@haus.example", "ida.roth@", "@", "@@", "a@", "@a", "a@b", "ida.roth", "+@haus.example", "+x@haus.example", ".@haus.example",
    "ida.roth+x@haus.example", "info@haus.example", "info@", "ida@haus@hof.example", "\"\"@haus.example", "\"ida roth\"@haus.example", "<@haus.example>", "<ida.roth@haus.example>", "Ida <ida.roth@haus.example>", "mailto:", "mailto:@", "mailto:ida.roth@haus.example",
    " @haus.example", "ida.roth @haus.example", "ida.roth@haus.example;ole@hof.example", "ida.roth@haus.example, ", ",", "....@gmail.com", ".@gmail.com", "i.d.a@gmail.com", "ida@[1.2.3.4]", "ida@..", "ida@.", "@.", "idä@häus.example", "test@test.de", "noemail", "xxx@xxx.xx", "a@a", "\xC2\xA0@haus.example"};
inline constexpr std::string_view kPhones[] = {
    "", "0341 2345678", "+49 341 2345678", "0049 341 2345678", "2345678", "341 2345678", "0341 2345679", "0176 12345678", "+49", "+", "00", "0", "-", "/", "()", "110", "112", "12345", "+1 212 555 0100", "+44 20 7946 0000", "0341/2345678-0", "0341/2345678-99", "ext. 5", "0341 2345678 ext. 5", "tel:+493412345678",
    "1234567890123456789012345678901234567890", "+1234567890123456789012345678901234567890", "00000000", "11111111", "٠١٧٦١٢٣٤٥٦٧٨", "4,93E+11", "unbekannt", "0341 2345678 / 0176 12345678", "+999 1234567", "#", "*21#", "0800 1234567"};
inline constexpr std::string_view kAddresses[] = {
    "", "Ahornweg 3, 04109 Leipzig", "Ahornweg 3\n04109 Leipzig\nDeutschland", "Leipzig", "04109", ",", ", ,", "3", "Ahornweg", "12 Maple St, Apt 4, Springfield, IL 62701", "-", "Postfach 12", "c/o Kamp", "〒100-0001 東京都", "Ahornweg 3 3 3 3 3", "10 Downing Street London SW1A 2AA"};
inline constexpr std::string_view kStreets[] = {
    "", "Ahornweg 3", "Ahornweg", "Ahornwg. 3", "3", "3 a", "Ahornweg 3-7", "Ahornweg 3/5", "Str.", "straße", "-", ".", "Am", "Postfach 12", "c/o Roth", "12 Maple Street", "12 Maple St Apt 4", "Apt 4", "Q7, 24", "ул. Ленина 3", "一丁目", "0", "999999999999999999999999 Straße"};
inline constexpr std::string_view kHouseNumbers[] = {"", "3", "3a", "3-7", "7-3", "-", "0", "3/5", "999999999999", "a", "3 - ", "-7", "4753-59", "Nr. 3"};
inline constexpr std::string_view kExtras[] = {"", "Apt 4", "c/o Kamp", "Hinterhaus", "4", "-", "#", "Etage 2", "PO Box 7", "Ahornweg 3", "Gartenhaus am See"};
inline constexpr std::string_view kPostalCodes[] = {"", "04109", "4109", "D-04109", "04108", "0", "-", "SW1A 2AA", "62701-1234", "ABC", "99999999999999999999", "04109 Leipzig", "０４１０９"};
inline constexpr std::string_view kCities[] = {"", "Leipzig", "LEIPZIG", "Leipzg", "Leipzig-Mitte", "Leipzig (Sachsen)", "Halle", "-", "b.", "a.", "04109 Leipzig", "St.", "1", "東京", "Köln", "Koeln", "Cologne"};
inline constexpr std::string_view kRegions[] = {"", "Sachsen", "SN", "-", "IL", "1"};
inline constexpr std::string_view kCountries[] = {"", "DE", "Deutschland", "Germany", "D", "XX", "276", "-", "United States", "日本", "deu"};
inline constexpr std::string_view kIdentifiers[] = {"", "K-17", "17", "0", "-", "K17", "k-17 ", "DE123456789", "DE89370400440532013000", "00000", " ", "12/345/67890", "4111111111111111", "none", "\x01"};
inline constexpr std::string_view kUrls[] = {"", "https://haus.example", "haus.example", "http://", "www.", "-", "https://haus.example/ida?x=1#y"};
inline constexpr std::string_view kOthers[] = {"", "rot", "blau", "1", "0", "-", "2026-01-02", "12,50", "ja", "nein", "a b c", "ROT", "r"};
/// What no field is made for.
inline constexpr std::string_view kHostile[] = {
    " ", "\t", "\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xFF", "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80", "Stra\xDF" "e", "\x01\x02\x1e\x1f", "\"", "\"\"", "''", "\\", "\\n", ";;;", ",,,", "||", "\r\n", "a\nb",
    "\xCC\x81", "e\xCC\x81\xCC\x81\xCC\x81", "\xE2\x80\xAE" "dlog", "😀", "👩‍👩‍👧", "𝕀𝕕𝕒", "ﷺ", "ﬁ", "²", "½", "①", "Ⅳ", "{}", "[]", "null", "<b>", "%s%n", "=1+1", "NaN", "1e308", "-0", "ﾀﾅｶ", "ᠮᠣᠩᠭᠣᠯ", "ⵉⴷⴰ", "𐌹𐌳𐌰"};
// clang-format on

inline Values values_of(Field field) {
  switch (field) {
    case Field::name:
      return kNames;
    case Field::given_name:
    case Field::middle_name:
    case Field::nickname:
      return kGiven;
    case Field::family_name:
    case Field::birth_name:
      return kFamily;
    case Field::name_prefix:
    case Field::name_suffix:
      return kSuffixes;
    case Field::organization:
      return kOrganizations;
    case Field::birthdate:
      return kDates;
    case Field::gender:
      return kGenders;
    case Field::email:
      return kEmails;
    case Field::phone:
      return kPhones;
    case Field::address:
      return kAddresses;
    case Field::street:
      return kStreets;
    case Field::house_number:
      return kHouseNumbers;
    case Field::address_extra:
      return kExtras;
    case Field::postal_code:
      return kPostalCodes;
    case Field::city:
    case Field::birth_place:
      return kCities;
    case Field::region:
      return kRegions;
    case Field::country:
      return kCountries;
    case Field::identifier:
      return kIdentifiers;
    case Field::url:
      return kUrls;
    case Field::other:
      return kOthers;
  }
  return kHostile;
}

/// Those that matching uses come more often than others.
inline constexpr std::array<Field, 32> kFields = {
    Field::name,        Field::given_name,  Field::family_name,   Field::email,        Field::phone,
    Field::birthdate,   Field::street,      Field::postal_code,   Field::city,         Field::organization,
    Field::email,       Field::phone,       Field::address,       Field::house_number, Field::identifier,
    Field::other,       Field::middle_name, Field::birth_name,    Field::nickname,     Field::name_prefix,
    Field::name_suffix, Field::gender,      Field::address_extra, Field::region,       Field::country,
    Field::birth_place, Field::url,         Field::family_name,   Field::given_name,   Field::name,
    Field::other,       Field::organization};

}  // namespace scv::fuzz
