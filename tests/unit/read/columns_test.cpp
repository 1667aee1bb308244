#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "read/column_model.hpp"
#include "read/mapping.hpp"
#include "read/names.hpp"
#include "read/parts.hpp"
#include "read/value_kinds.hpp"
#include "read/words.hpp"
#include "table_data.hpp"

namespace scv::read {
namespace {

using Roles = std::vector<std::string>;

/// "role" or "role:type" of each column of a table in text.
Roles roles_of(const std::string& text) {
  const test::TemporaryFile file("t.csv", text);
  Roles roles;
  for (const InspectedColumn& column : inspect(file.path()).columns) {
    const bool part = column.type == "day" || column.type == "month" || column.type == "year" ||
                      column.type == "country_code" || column.type == "area_code" || column.type == "subscriber" ||
                      column.type == "second";
    roles.push_back(column.role + (part ? ":" + column.type : ""));
  }
  return roles;
}

std::string role_of(const std::string& name) {
  const std::vector<std::string> names{name};
  return std::string(role_name(recognise_columns(names, {}, true)[0]));
}

}  // namespace

TEST_CASE("words are known in many languages, and unknown ones have a sound") {
  CHECK((known_as("anna") & kWord_given) != 0);
  CHECK((known_as("mueller") & kWord_family) != 0);
  CHECK((known_as("muller") & kWord_family) != 0);
  CHECK((known_as("new york") & kWord_city) != 0);
  CHECK((known_as("januar") & kWord_month) != 0);
  CHECK(known_as("xqzvbn") == 0);
  CHECK(known_as("") == 0);
  const std::array<float, kSounds> family = sound_of("wojnarowicz");
  CHECK(family[sound_family] > family[sound_word]);
  const std::array<float, kSounds> street = sound_of("lindenhofstrasse");
  CHECK(street[sound_street] > street[sound_given]);
}

TEST_CASE("days in the forms that files have") {
  for (const char* text : {"1980-02-29", "29.02.1980", "2/29/1980", "19800229", "29. Februar 1980", "February 29, 1980",
                           "29 févr. 1980", "1980年2月29日"}) {
    CAPTURE(text);
    CHECK(day_of(text).year == 1980);
    CHECK_FALSE(day_of(text).time);
  }
  CHECK(day_of("1980-02-29 10:15").time);
  CHECK(day_of("29.02.80").year == 1980);
  CHECK(day_of("29.02.18").year == 2018);
  for (const char* text : {"", "12", "1980", "29.13.1980x", "Anna 1980", "12.50", "0351 4567", "99.99.9999"}) {
    CAPTURE(text);
    CHECK(day_of(text).year == 0);
  }
}

TEST_CASE("column names in other languages") {
  const std::vector<std::pair<std::string, std::string>> expected{{"Prénom", "given_name"},
                                                                  {"Nom de famille", "family_name"},
                                                                  {"Courriel", "email"},
                                                                  {"Code postal", "postal_code"},
                                                                  {"Apellidos", "family_name"},
                                                                  {"Fecha de nacimiento", "birthdate"},
                                                                  {"Población", "city"},
                                                                  {"Cognome", "family_name"},
                                                                  {"Numero civico", "house_number"},
                                                                  {"CAP", "postal_code"},
                                                                  {"Imię", "given_name"},
                                                                  {"Nazwisko", "family_name"},
                                                                  {"Data urodzenia", "birthdate"},
                                                                  {"Achternaam", "family_name"},
                                                                  {"Geboortedatum", "birthdate"},
                                                                  {"Soyadı", "family_name"},
                                                                  {"Doğum Tarihi", "birthdate"},
                                                                  {"E-posta", "email"},
                                                                  {"Фамилия", "family_name"},
                                                                  {"Дата рождения", "birthdate"},
                                                                  {"Эл. почта", "email"},
                                                                  {"電話番号", "phone"},
                                                                  {"生年月日", "birthdate"},
                                                                  {"メールアドレス", "email"},
                                                                  {"郵便番号", "postal_code"},
                                                                  {"手机号码", "phone"},
                                                                  {"邮箱", "email"},
                                                                  {"전화번호", "phone"},
                                                                  {"تاريخ الميلاد", "birthdate"},
                                                                  {"שם משפחה", "family_name"},
                                                                  {"Επώνυμο", "family_name"},
                                                                  {"Příjmení", "family_name"},
                                                                  {"Efternamn", "family_name"},
                                                                  {"Sähköposti", "email"},
                                                                  {"Sahkoposti", "email"},
                                                                  {"FORNAMN", "given_name"},
                                                                  {"Irányítószám", "postal_code"},
                                                                  {"Código postal", "postal_code"},
                                                                  {"Sobrenome", "family_name"},
                                                                  {"Código do cliente", "identifier"},
                                                                  {"Nom du conjoint", "other"},
                                                                  {"Date de création", "other"},
                                                                  {"備考", "other"}};
  for (const auto& [name, role] : expected) {
    CAPTURE(name);
    CHECK(role_of(name) == role);
  }
}

TEST_CASE("a name that may mean two things means what the other columns leave") {
  CHECK(roles_of("Nom;Prénom;Ville\nGarnier;Élodie;Nantes\nPicard;Hugues;Lille\nMoulin;Agathe;Brest\n") ==
        Roles{"family_name", "given_name", "city"});
  CHECK(roles_of("Nom;Ville\nÉlodie Garnier;Nantes\nHugues Picard;Lille\nAgathe Moulin;Brest\n") ==
        Roles{"name", "city"});
  CHECK(roles_of("Nombre,Apellidos\nLucía,Vidal Ortega\nÁlvaro,Cano Rey\nNoelia,Prieto Gil\n") ==
        Roles{"given_name", "family_name"});
  CHECK(roles_of("Nombre,Teléfono\nLucía Vidal Ortega,912 345 678\nÁlvaro Cano Rey,934 567 890\nNoelia Prieto Gil,955 "
                 "123 456\n") == Roles{"name", "phone"});
}

TEST_CASE("columns without a telling name are known by their values and their neighbours") {
  const std::string rows =
      "Annegret,Osterkamp,12.03.1961,Lindenallee 14,48143,Münster,0251 4477120,annegret@osterkamp.example\n"
      "Bodo,Wiesinger,01.11.1978,Am Anger 3,99084,Erfurt,0361 5521904,bodo.w@post.example\n"
      "Carina,Thalbach,23.07.1990,Hafenstraße 88,28195,Bremen,0421 330912,cthalbach@mail.example\n"
      "Detlef,Grünwald,30.01.1955,Schulweg 7a,01067,Dresden,0351 8812345,detlef@gruenwald.example\n"
      "Edda,Petersen,17.09.1983,Ringstr. 21,24103,Kiel,0431 7788991,edda.p@post.example\n"
      "Falk,Sommerfeld,05.05.1969,Marktplatz 2,70173,Stuttgart,0711 2233445,falk@sommer.example\n";
  const Roles expected{"given_name", "family_name", "birthdate", "street", "postal_code", "city", "phone", "email"};
  CHECK(roles_of("c1,c2,c3,c4,c5,c6,c7,c8\n" + rows) == expected);
  CHECK(roles_of(rows) == expected);
}

TEST_CASE("what values do not tell is not guessed") {
  const Roles roles = roles_of(
      "foo,bar,baz\nblau,17,x-1\ngruen,23,x-2\nblau,9,x-1\nrot,44,x-3\ngruen,18,x-2\nblau,31,x-3\nrot,2,x-1\nrot,77,x-"
      "2\nblau,17,x-1\ngruen,5,x-3\n");
  CHECK(roles[0] == "other");
  CHECK(roles[1] == "other");
  CHECK(roles[2] == "other");
}

TEST_CASE("a birth date in three columns is one, whatever they are called") {
  const std::string rows =
      "Ines,Carvalho,1971,4,28\nJorge,Pimentel,1988,12,3\nKátia,Sarmento,1964,9,17\nLino,Macedo,1990,1,30\nMafalda,"
      "Teles,1979,7,8\nNuno,Barros,1955,11,21\n";
  CHECK(roles_of("a,b,by,bm,bd\n" + rows) ==
        Roles{"given_name", "family_name", "birthdate:year", "birthdate:month", "birthdate:day"});
  const test::Everything all = test::read_text("First Name,Last Name,Birth Year,Birth Month,Birth Day\n" + rows);
  REQUIRE(all.records.size() == 6);
  CHECK(all.records[0].first(Field::birthdate) == "1971-04-28");
  CHECK(all.records[1].first(Field::birthdate) == "1988-12-03");
}

TEST_CASE("dates and phone numbers of parts") {
  CHECK(join_date("3", "5", "1970") == "1970-05-03");
  CHECK(join_date("03", "05", "1970") == "1970-05-03");
  CHECK(join_date("", "5", "1970") == "1970-05");
  CHECK(join_date("", "", "1970") == "1970");
  CHECK(join_date("3", "5", "") == "--05-03");
  CHECK(join_date("0", "0", "0000").empty());
  CHECK(join_date("3.0", "5.0", "1970.0") == "1970-05-03");
  CHECK(join_date("3", "Mai", "1970") == "3 Mai 1970");
  CHECK(join_date("3", "5", "70") == "3.5.70");
  CHECK(join_date("", "", "").empty());
  CHECK(join_phone("+49", "0351", "4567890") == "+49 351 4567890");
  CHECK(join_phone("49", "351", "4567890") == "+49 351 4567890");
  CHECK(join_phone("", "0351", "4567890") == "0351 4567890");
  CHECK(join_phone("+49", "", "0351 4567890") == "+49 351 4567890");
  CHECK(join_phone("+49", "0351", "").empty());
  CHECK(join_phone("+49", "0351", "+43 1 5550190") == "+43 1 5550190");
}

TEST_CASE("a phone number in three columns, and two family names") {
  const test::Everything phones =
      test::read_text("Name,Country Code,Area Code,Local Number\nAnna Vogel,49,351,4567890\n");
  REQUIRE(phones.records.size() == 1);
  CHECK(phones.records[0].first(Field::phone) == "+49 351 4567890");
  const test::Everything names =
      test::read_text("Nombre,Primer apellido,Segundo apellido\nLucía,Vidal,Ortega\nNoelia,Prieto,\n");
  REQUIRE(names.records.size() == 2);
  CHECK(names.records[0].first(Field::family_name) == "Vidal Ortega");
  CHECK(names.records[1].first(Field::family_name) == "Prieto");
}

TEST_CASE("how sure a column is, and what it would be else") {
  const test::TemporaryFile file("t.csv",
                                 "c1,Vorname\nOsterkamp,Annegret\nWiesinger,Bodo\nThalbach,Carina\nGrünwald,Detlef\n");
  const Inspection inspection = inspect(file.path());
  CHECK(inspection.columns[0].role == "family_name");
  CHECK(inspection.columns[0].probability > 0.5);
  CHECK(inspection.columns[0].probability < 1);
  CHECK_FALSE(inspection.columns[0].second.empty());
  CHECK(inspection.columns[1].probability == 1);
  CHECK(inspection.columns[1].second.empty());
}

TEST_CASE("a noun beside words that only say whose it is") {
  struct Row {
    std::string_view name, role, type;
  };
  for (const auto& [name, role, type] : {Row{"Default Address Company", "organization", ""},
                                         {"Firma (Rechnung)", "organization", "billing"},
                                         {"Company Shipping", "organization", "shipping"},
                                         {"Billing Address Phone", "phone", "billing"},
                                         {"Company Phone", "phone", "work"},
                                         {"Address 1&2 (Billing)", "address", "billing"}}) {
    CAPTURE(std::string(name));
    const test::TemporaryFile file("t.csv", "Kundennr,Nachname," + std::string(name) + "\n1,Kern,\n");
    const Inspection inspection = inspect(file.path());
    REQUIRE(inspection.columns.size() == 3);
    CHECK(inspection.columns[2].role == role);
    CHECK(inspection.columns[2].type == type);
  }
}

TEST_CASE("the keys of names in other scripts are those that folding gives") {
  static constexpr std::pair<std::string_view, std::string_view> kKeys[] = {
#include "read/column_keys.inc"
  };
  const std::vector<std::string_view> names = foreign_names();
  REQUIRE_MESSAGE(names.size() == std::size(kKeys), "run column_tool keys");
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(std::string(names[i]));
    CHECK(kKeys[i].first == names[i]);
    std::string key;
    for (const std::string& word : name_words(names[i])) key += word;
    CHECK(kKeys[i].second == key);
  }
}

TEST_CASE("no value breaks the looking at columns") {
  std::mt19937 random(20261201);
  static const std::vector<std::string> kPieces{
      "\xFF", "\xC3", "ä", "李", "\xE2\x80\x8B",       "1", "9", ".", "-", "/", "@", " ", "年", "Mai", "+49", "(",
      "\"",   "a",    "Z", ":",  std::string(300, 'x')};
  for (int round = 0; round < 3000; ++round) {
    ColumnSigns column;
    for (int value = 0; value < 4; ++value) {
      std::string text;
      for (auto piece = random() % 9; piece > 0; --piece) text += kPieces[random() % kPieces.size()];
      column.add(base::trim(text));
    }
    for (const float kind : kinds_of(column.features())) REQUIRE(kind <= 0.0001F);
  }
}

}  // namespace scv::read
