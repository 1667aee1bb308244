#include <doctest/doctest.h>

#include "read/mapping.hpp"
#include "read/names.hpp"
#include "table_data.hpp"

namespace scv::read {
namespace {

std::string role_of(const std::string& name) {
  const Meaning meaning = meaning_of(name);
  const Column column{name, meaning.role, meaning.field, {}, 0, {}, 0, {}};
  return std::string(role_name(column)) + (meaning.type.empty() || meaning.maybe_id ? "" : ":" + meaning.type);
}

std::vector<Column> columns_of(const std::vector<std::string>& names) { return recognise_columns(names, {}, true); }

const Column& column(const std::vector<Column>& columns, std::string_view name) {
  for (const Column& one : columns) {
    if (one.name == name) return one;
  }
  FAIL("no column " << name);
  return columns.front();
}

}  // namespace

TEST_CASE("names are cut into words") {
  using Words = std::vector<std::string>;
  CHECK(name_words("Tel. priv.") == Words{"tel", "priv"});
  CHECK(name_words("MailingPostalCode") == Words{"mailing", "postal", "code"});
  CHECK(name_words("Straße geschäftlich 2") == Words{"strasse", "geschaeftlich", "2"});
  CHECK(name_words("address_1") == Words{"address", "1"});
  CHECK(name_words("IDNumber") == Words{"id", "number"});
  CHECK(name_words("---").empty());
}

TEST_CASE("column names in German and English") {
  const std::vector<std::pair<std::string, std::string>> expected{
      {"Nachname", "family_name"},
      {"Zuname", "family_name"},
      {"surname", "family_name"},
      {"last_name", "family_name"},
      {"lname", "family_name"},
      {"Vorname", "given_name"},
      {"fname", "given_name"},
      {"first", "given_name"},
      {"givenname", "given_name"},
      {"Name", "name"},
      {"PLZ", "postal_code"},
      {"zip", "postal_code"},
      {"Postleitzahl", "postal_code"},
      {"postcode", "postal_code"},
      {"Ort", "city"},
      {"Stadt", "city"},
      {"suburb", "city"},
      {"Straße", "street"},
      {"Strasse", "street"},
      {"Hausnr", "house_number"},
      {"street_number", "house_number"},
      {"Geb.-Datum", "birthdate"},
      {"Geburtsdatum", "birthdate"},
      {"dob", "birthdate"},
      {"date_of_birth", "birthdate"},
      {"Tel. priv.", "phone:home"},
      {"Telefon", "phone"},
      {"Handy", "phone:mobile"},
      {"mobile", "phone:mobile"},
      {"Fax", "phone:fax"},
      {"Fax geschäftl.", "phone:fax"},
      {"E-Mail", "email"},
      {"email 1", "email"},
      {"E-mail 1 - Value", "email"},
      {"Firma", "organization"},
      {"company", "organization"},
      {"Kundennr", "identifier:customer_number"},
      {"customer id", "identifier:customer_number"},
      {"id", "id"},
      {"USt-IdNr.", "identifier:vat"},
      {"IBAN", "identifier:iban"},
      {"SSN", "identifier:ssn"},
      {"passport", "identifier:passport"},
      {"gender", "gender"},
      {"Geburtsort", "birth_place"},
      {"source", "source"},
      {"LeadSource", "other"},
      {"LastModifiedDate", "updated_at"},
      {"Anrede", "name_prefix"},
      {"Geburtsname", "birth_name"},
      {"Webseite", "url"},
      {"Lieferort", "city:shipping"},
      {"Rechnungs-PLZ", "postal_code:billing"},
      {"Telefon geschäftlich 2", "phone:work"},
      {"Mobiltelefon 2", "phone:mobile"},
      {"Home Phone", "phone:home"},
      {"Business Street", "street:work"},
      {"phone_work", "phone:work"},
      {"primary_address_postalcode", "postal_code"},
      {"alt_address_city", "city:other"},
      {"HomePhone", "phone:home"},
      {"MailingCity", "city:mailing"},
      {"Assistant's Phone", "other"},
      {"Contact owner", "other"},
      {"Phone 1 - Type", "other"},
      {"NAME_FULL", "name"},
      {"NAME_ORG", "organization"},
      {"PRIMARY_NAME_LAST", "family_name"},
      {"NATIVE_NAME_FULL", "name:native"},
      {"ADDR_FULL", "address"},
      {"ADDR_POSTAL_CODE", "postal_code"},
      {"HOME_ADDR_CITY", "city:home"},
      {"MAIL_ADDR_LINE1", "street:mailing"},
      {"DRIVERS_LICENSE_NUMBER", "identifier:drivers_license"},
      {"NATIONAL_ID_NUMBER", "identifier:national_id"},
      {"TAX_ID_NUMBER", "identifier:tax_id"},
      {"LEI_NUMBER", "identifier:lei"},
      {"DATA_SOURCE", "source"},
      {"RECORD_ID", "id"},
      {"RECORD_TYPE", "other"},
      {"REL_POINTER_KEY", "other"},
      {"amount", "other"},
      {"E-Mail: Angezeigter Name", "other"},
      {"Privat", "other"},
      {"Street Address", "street"},
      {"State/Region", "region"},
      {"Land/Region geschäftlich", "country:work"},
      {"Weitere Postleitzahl", "postal_code:other"},
      {"Emailadresse", "email"},
      {"surname_clean", "family_name"},
      {"postcode_masked", "postal_code"},
  };
  for (const auto& [name, role] : expected) {
    CAPTURE(name);
    CHECK(role_of(name) == role);
  }
}

TEST_CASE("parts of one address and one name share a group") {
  const auto columns = columns_of({"id", "full_name", "first_name", "surname", "street_number", "address_1",
                                   "address_2", "suburb", "postcode", "state", "HomeStreet", "HomeCity"});
  CHECK(column(columns, "first_name").group == column(columns, "surname").group);
  CHECK(column(columns, "full_name").group != column(columns, "surname").group);
  CHECK(column(columns, "address_1").field == Field::street);
  CHECK(column(columns, "address_2").field == Field::address_extra);
  for (const char* name : {"address_1", "address_2", "suburb", "postcode", "state"}) {
    CHECK(column(columns, name).group == column(columns, "street_number").group);
  }
  CHECK(column(columns, "HomeStreet").group == column(columns, "HomeCity").group);
  CHECK(column(columns, "HomeCity").group != column(columns, "suburb").group);
}

TEST_CASE("numbered addresses are addresses, numbered lines are lines") {
  const auto google = columns_of({"Address 1 - Street", "Address 1 - City", "Address 2 - Street", "Address 2 - City"});
  CHECK(google[2].field == Field::street);
  CHECK(google[2].group == google[3].group);
  CHECK(google[0].group != google[2].group);
  const auto lines = columns_of({"Street 1", "Street 2", "City"});
  CHECK(lines[1].field == Field::address_extra);
  CHECK(lines[1].group == lines[2].group);
}

TEST_CASE("an address alone is a whole one, beside a city it is the street") {
  CHECK(columns_of({"name", "address"})[1].field == Field::address);
  CHECK(columns_of({"name", "addr", "city"})[1].field == Field::street);
}

TEST_CASE("one id, and what else could be one") {
  const auto both = columns_of({"id", "DATA_SOURCE", "RECORD_ID", "name"});
  CHECK(both[2].role == ColumnRole::id);
  CHECK(both[0].role == ColumnRole::ignore);
  const auto plain = columns_of({"Record ID", "ID", "name"});
  CHECK(plain[1].role == ColumnRole::id);
}

TEST_CASE("values overrule a name that they contradict, and speak where it says nothing") {
  const std::string text =
      "id,email,foo,IDHS Provider "
      "ID,Kundennr\n1,5,anna@example.org,A-17,K1\n2,6,otto@example.org,B-18,K2\n3,7,,C-19,K3\n"
      "4,8,eva@example.org,D-20,K4\n5,9,ute@example.org,E-21,K5\n";
  const test::TemporaryFile file("t.csv", text);
  const Inspection inspection = inspect(file.path());
  REQUIRE(inspection.columns.size() == 5);
  CHECK(inspection.columns[1].role == "other");
  CHECK(inspection.columns[1].why.find("only 0 % of the values are e-mail addresses") != std::string::npos);
  CHECK(inspection.columns[2].role == "email");
  CHECK(inspection.columns[2].why == "100 % of the values are e-mail addresses");
  CHECK(inspection.columns[2].filled == doctest::Approx(0.8));
  CHECK(inspection.columns[3].role == "identifier");
  CHECK(inspection.columns[3].type == "idhs_provider_id");
  CHECK(inspection.columns[4].role == "identifier");
}

TEST_CASE("callers and their numbers are names and phones, other numbers are not") {
  const auto roles = [](const std::string& text) {
    const test::TemporaryFile file("t.csv", text);
    const Inspection inspection = inspect(file.path());
    std::vector<std::string> found;
    for (const auto& column : inspection.columns) found.push_back(column.role);
    return found;
  };
  using Roles = std::vector<std::string>;
  CHECK(roles("caller,number,note\nAnna Vogel,+49 351 4567890,asked\nOtto Krause,0172 9925904,again\n"
              "Eva Lang,(0341) 987 6540,bill\n") == Roles{"name", "phone", "other"});
  // order numbers, amounts and dates
  CHECK(roles("caller,number\nAnna Vogel,100234\nOtto Krause,100235\nEva Lang,100236\n")[1] == "other");
  CHECK(roles("caller,number\nAnna Vogel,4711000234\nOtto Krause,4711000235\nEva Lang,4711000236\n")[1] == "other");
  CHECK(roles("caller,number\nAnna Vogel,01.03.2026\nOtto Krause,02.03.2026\nEva Lang,03.03.2026\n")[1] != "phone");
}

TEST_CASE("a customer number that no two rows share is the id, and evidence too") {
  const test::Everything all = test::read_text("Kundennr;Nachname\nK1;Meier\nK2;Lang\n");
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[1].id == "K2");
  CHECK(all.records[1].first(Field::identifier) == "K2");
  const test::Everything twice = test::read_text("Kundennr;Nachname\nK1;Meier\nK1;Lang\n");
  CHECK(twice.records[1].id == "2");
}

TEST_CASE("variants") {
  CHECK(variant_of(std::vector<std::string>{"Id", "LastName", "FirstName", "MailingStreet"}) == "salesforce");
  CHECK(variant_of(std::vector<std::string>{"Record ID", "Email", "Contact owner"}) == "hubspot");
  CHECK(variant_of(std::vector<std::string>{"Vorname", "Straße geschäftlich"}) == "outlook");
  CHECK(variant_of(std::vector<std::string>{"Given Name", "E-mail 1 - Value"}) == "google");
  CHECK(variant_of(std::vector<std::string>{"id", "primary_address_street"}) == "suitecrm");
  CHECK(variant_of(std::vector<std::string>{"Nachname"}).empty());
}

TEST_CASE("a mapping is edited and passed back") {
  const test::TemporaryFile file("t.csv", "nr;wer;wo\n1;Anna;Bonn\n2;Otto;Ulm\n");
  const Inspection inspection = inspect(file.path());
  Options same;
  same.mapping = inspection.mapping;
  CHECK(inspect(file.path(), same).mapping == inspection.mapping);

  Options edited;
  edited.mapping = R"({"columns":[{"name":"wer","role":"name"},{"name":"wo","role":"city","type":"home"}]})";
  const test::Everything all = test::read_all(file.path(), edited);
  REQUIRE(all.records.size() == 2);
  CHECK(all.records[0].first(Field::name) == "Anna");
  CHECK(all.records[0].payload == "{\"nr\":\"1\"}");

  for (const char* bad :
       {R"({"columns":[{"name":"wer","role":"nonsense"}]})", R"({"columns":[{"name":"missing","role":"name"}]})", "{",
        "[]", R"({"columns":[{"name":"wer","role":"name","group":-1}]})", R"({"header":1})"}) {
    CAPTURE(bad);
    Options options;
    options.mapping = bad;
    try {
      open(file.path(), options);
      FAIL("the mapping was taken");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::parse);
    }
  }
  Options unknown;
  unknown.mapping = R"({"columns":[{"name":"wer","role":"nonsense"}]})";
  CHECK_THROWS_WITH_AS(open(file.path(), unknown), doctest::Contains("nonsense"), Error);
}

}  // namespace scv::read
