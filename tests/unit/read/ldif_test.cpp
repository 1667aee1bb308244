#include "read/ldif.hpp"

#include <doctest/doctest.h>

#include "table_data.hpp"

namespace scv::read {

using test::Everything;
using test::read_text;

namespace {

std::vector<std::string> values(const Record& record, Field field) {
  std::vector<std::string> all;
  for (const Attribute& attribute : record.attributes) {
    if (attribute.field == field)
      all.push_back(attribute.type.empty() ? attribute.value : attribute.type + "=" + attribute.value);
  }
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("LDIF: an address book's people") {
  const Everything all = read_text(
      "# an export\n"
      "version: 1\n"
      "\n"
      "dn: cn=Ida Lorenz,mail=ida@lorenz.example\n"
      "objectclass: top\n"
      "objectclass: person\n"
      "objectclass: mozillaAbPersonAlpha\n"
      "givenName: Ida\n"
      "sn: Lorenz\n"
      "cn: Ida Lorenz\n"
      "mail: ida@lorenz.example\n"
      "mozillaSecondEmail: ida@buero.example\n"
      "telephoneNumber: 0351 555\n"
      " 0123\n"
      "homePhone: 0351 5550124\n"
      "mobile: 0171 5550125\n"
      "facsimileTelephoneNumber: 0351 5550126\n"
      "mozillaHomeStreet: Lindenweg 1\n"
      "mozillaHomeLocalityName: Dresden\n"
      "mozillaHomePostalCode: 01067\n"
      "street: Werkring 2\n"
      "l: Pirna\n"
      "o: Lorenz GmbH\n"
      "title: Meisterin\n"
      "birthyear: 1970\n"
      "birthmonth: 5\n"
      "birthday: 3\n"
      "description: zwei\n"
      " zeilig\n"
      "# folded\n"
      "  comment\n"
      "\n"
      "dn:: Y249SsO8cmdlbiBCw6RyLG1haWw9akBiYWVyLmV4YW1wbGU=\r\n"
      "objectclass: person\r\n"
      "cn:: SsO8cmdlbiBCw6Ry\r\n"
      "mail: j@baer.example\r\n"
      "mail: bar@baer.example\r\n",
      "book.txt");
  REQUIRE(all.records.size() == 2);
  CHECK(all.rejects.empty());
  CHECK(all.notes.empty());
  const Record& ida = all.records[0];
  CHECK(ida.id == "cn=Ida Lorenz,mail=ida@lorenz.example");
  CHECK(ida.source == "book");
  CHECK(all.lines[0] == 4);
  CHECK(ida.first(Field::given_name) == "Ida");
  CHECK(ida.first(Field::family_name) == "Lorenz");
  CHECK(ida.first(Field::name).empty());
  CHECK(values(ida, Field::email) == Texts{"ida@lorenz.example", "other=ida@buero.example"});
  CHECK(values(ida, Field::phone) ==
        Texts{"work=0351 5550123", "home=0351 5550124", "mobile=0171 5550125", "fax=0351 5550126"});
  CHECK(values(ida, Field::city) == Texts{"home=Dresden", "work=Pirna"});
  CHECK(ida.first(Field::birthdate) == "1970-05-03");
  CHECK(ida.first(Field::organization) == "Lorenz GmbH");
  CHECK(values(ida, Field::other) == Texts{"title=Meisterin"});
  CHECK(ida.payload.find("\"description\":\"zweizeilig\"") != std::string::npos);
  for (const Attribute& a : ida.attributes) {
    if (a.field == Field::street) CHECK((a.group == 1) == (a.value == "Lindenweg 1"));
  }
  CHECK(all.records[1].id == "cn=Jürgen Bär,mail=j@baer.example");
  CHECK(all.records[1].first(Field::name) == "Jürgen Bär");
  CHECK(values(all.records[1], Field::email).size() == 2);
}

TEST_CASE("LDIF: a directory, whose units and groups are no people") {
  const Everything all = read_text(
      "dn: dc=firma,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Firma\n\n"
      "dn: ou=people,dc=firma,dc=example\nobjectClass: organizationalUnit\nou: people\n\n"
      "dn: cn=alle,dc=firma,dc=example\nobjectClass: groupOfNames\ncn: alle\nmail: alle@firma.example\n\n"
      "dn: CN=PC7,dc=firma,dc=example\nobjectClass: person\nobjectClass: user\nobjectClass: computer\ncn: PC7\n\n"
      "dn: uid=ben,ou=people,dc=firma,dc=example\n"
      "changetype: add\n"
      "objectClass: inetOrgPerson\n"
      "cn: Ben Sommer\n"
      "cn;lang-ja:: 44OZ44Oz\n"
      "givenName: Ben\nsn: Sommer\nsn;lang-en: Summer\n"
      "proxyAddresses: SMTP:ben@firma.example\nproxyAddresses: X400:c=DE\n"
      "postalAddress: Ring 1$01067 Dresden$Germany\n"
      "whenChanged: 20240131120000.0Z\n"
      "userPassword: geheim\n"
      "jpegPhoto:: /9j/4AA=\n"
      "labeledURI: https://ben.example Meine Seite\n",
      "dir.ldif");
  REQUIRE(all.records.size() == 1);
  CHECK(all.rejects.empty());
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].text.find("4 entries that are no persons") == 0);
  CHECK(all.notes[0].text.find("groupOfNames 1") != std::string::npos);
  const Record& ben = all.records[0];
  CHECK(values(ben, Field::family_name) == Texts{"Sommer"});
  CHECK(values(ben, Field::email) == Texts{"ben@firma.example"});
  CHECK(values(ben, Field::address) == Texts{"work=Ring 1, 01067 Dresden, Germany"});
  CHECK(values(ben, Field::url) == Texts{"https://ben.example"});
  CHECK(ben.updated_at == "2024-01-31T12:00:00Z");
  CHECK(ben.payload.find("geheim") == std::string::npos);
  CHECK(ben.payload.find("Summer") != std::string::npos);
  CHECK(ben.payload.find("X400:c=DE") != std::string::npos);
}

TEST_CASE("LDIF: what cannot be used is refused with its line") {
  const Everything all = read_text(
      "dn: cn=A,dc=x\ncn: A\nmail: a@x.example\nkaputt\nnoch einmal\n\n"
      "dn: cn=B,dc=x\nchangetype: modify\nadd: mail\nmail: b@x.example\n-\n\n"
      "dn: cn=C,dc=x\nchangetype: delete\n\n"
      "cn: D\nmail: d@x.example\n\n"
      "dn: cn=E,dc=x\ncn: E\nmail:: %%%\nphoto:< file:///etc/passwd\nmail: e@x.example\n"
      "dn: cn=F,dc=x\ncn: F\n",
      "a.ldif");
  REQUIRE(all.records.size() == 3);
  CHECK(all.records[0].first(Field::name) == "A");
  CHECK(all.records[1].first(Field::email) == "e@x.example");
  CHECK(all.records[2].id == "cn=F,dc=x");
  REQUIRE(all.rejects.size() == 5);
  CHECK(all.rejects[0].place.line == 4);
  CHECK(all.rejects[1].place.line == 7);
  CHECK(all.rejects[1].reason.find("changetype: modify") != std::string::npos);
  CHECK(all.rejects[2].place.line == 13);
  CHECK(all.rejects[3].reason == "the entry has no dn");
  CHECK(all.rejects[4].place.line == 21);
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].place.line == 22);
}

TEST_CASE("LDIF is recognised by its first line, or its name") {
  CHECK(is_ldif("a", "dn: cn=A,dc=x\n"));
  CHECK(is_ldif("a", "\xEF\xBB\xBF# hello\n\nversion: 1\ndn: cn=A\n"));
  CHECK(is_ldif("a", "DN:: Y249QQ==\n"));
  CHECK(is_ldif("a.ldif", ""));
  CHECK_FALSE(is_ldif("a", "version: 1\nname: x\n"));
  CHECK_FALSE(is_ldif("a", "dn: 5\n"));
  CHECK_FALSE(is_ldif("a", "name,mail\n"));
  const test::TemporaryFile file("x.txt", "dn: cn=A,dc=x\ncn: A\n");
  CHECK(inspect(file.path()).format == "ldif");
  Options options;
  options.format = "ldif";
  CHECK(read_text("dn: x\ncn: Anna\n", "a.txt", options).records.size() == 1);
}

}  // namespace scv::read
