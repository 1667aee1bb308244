#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "../support/people.hpp"
#include "normalize/values.hpp"

using namespace scv::normalize;

TEST_CASE("parse_email: address, mailbox, validity") {
  struct Row {
    std::string_view text, address, canonical;
    bool valid;
  };
  constexpr Row rows[] = {
      {"Anna.Mueller+shop@GoogleMail.com", "anna.mueller+shop@googlemail.com", "annamueller@gmail.com", true},
      {"a.n.n.a@gmail.com", "a.n.n.a@gmail.com", "anna@gmail.com", true},
      {"anna.mueller@web.de", "anna.mueller@web.de", "anna.mueller@web.de", true},
      {"anna+news@outlook.com", "anna+news@outlook.com", "anna@outlook.com", true},
      {"a.b@pm.me", "a.b@pm.me", "a.b@proton.me", true},
      {"<a@b.de>", "a@b.de", "a@b.de", true},
      {"mailto:Info@Firma.de?subject=x", "info@firma.de", "info@firma.de", true},
      {"\"Anna Müller\" <anna@gmx.de>", "anna@gmx.de", "anna@gmx.de", true},
      {"anna@gmx.de; otto@web.de", "anna@gmx.de", "anna@gmx.de", true},
      {"anna@gmx.de, otto@web.de", "anna@gmx.de", "anna@gmx.de", true},
      {"E-Mail: anna@gmx.de", "anna@gmx.de", "anna@gmx.de", true},
      {"anna (at) web (dot) de", "anna@web.de", "anna@web.de", true},
      {"\xC2\xA0"
       "a.b\xC2\xA0@web.de",
       "a.b@web.de", "a.b@web.de", true},
      {"anna @gmx.de", "anna@gmx.de", "anna@gmx.de", true},
      {"anna@gmx.de.", "anna@gmx.de", "anna@gmx.de", true},
      {"anna@müller.de", "anna@xn--mller-kva.de", "anna@xn--mller-kva.de", true},
      {"JÖRG@example.com", "jörg@example.com", "jörg@example.com", true},
      {"\"anna.mueller\"@web.de", "anna.mueller@web.de", "anna.mueller@web.de", true},
      {"\"anna mueller\"@web.de", "\"anna mueller\"@web.de", "\"anna mueller\"@web.de", true},
      {"\"a@b\"@web.de", "\"a@b\"@web.de", "\"a@b\"@web.de", true},
      {"x@[192.168.1.1]", "x@[192.168.1.1]", "x@[192.168.1.1]", true},
      {"o'neil@web.de", "o'neil@web.de", "o'neil@web.de", true},
      {"anna..b@web.de", "anna..b@web.de", "anna..b@web.de", false},
      {".anna@web.de", ".anna@web.de", ".anna@web.de", false},
      {"anna@web", "anna@web", "anna@web", false},
      {"anna@-web.de", "anna@-web.de", "anna@-web.de", false},
      {"anna@web..de", "anna@web..de", "anna@web..de", false},
      {"anna@1.2", "anna@1.2", "anna@1.2", false},
      {"@web.de", "@web.de", "@web.de", false},
      {"anna@", "anna@", "anna@", false},
      {"anna", "anna", "anna", false},
      {"", "", "", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Email email = parse_email(row.text);
    CHECK(email.address == row.address);
    CHECK(email.canonical == row.canonical);
    CHECK(email.valid == row.valid);
  }
  CHECK_FALSE(parse_email(std::string(65, 'a') + "@web.de").valid);
  CHECK(parse_email(std::string(64, 'a') + "b@web.de").valid == false);
  CHECK(parse_email("a" + std::string(62, 'b') + "c@web.de").valid);
}

TEST_CASE("parse_email: parsing a result again changes nothing") {
  for (const std::string_view text :
       {"Anna.Mueller+shop@GoogleMail.com", "anna@müller.de", "\"a b\"@web.de", "anna..b@web.de", "a+b+c@pm.me"}) {
    const Email once = parse_email(text);
    const Email twice = parse_email(once.canonical);
    CHECK(twice.canonical == once.canonical);
    CHECK(parse_email(once.address).address == once.address);
  }
}

TEST_CASE("parse_email: roles, free providers, placeholders") {
  for (const std::string_view text : {"info@firma.de", "no-reply@shop.example", "noreply-123@x.de",
                                      "kunden.service@x.de", "contact@x.fr", "sales+de@x.com"}) {
    CAPTURE(text);
    CHECK(parse_email(text).role);
  }
  CHECK_FALSE(parse_email("anna@firma.de").role);
  CHECK(parse_email("anna@gmx.de").free_provider);
  CHECK(parse_email("anna@googlemail.com").free_provider);
  CHECK_FALSE(parse_email("anna@firma.de").free_provider);
  for (const std::string_view text : {"test@test.de", "noemail@noemail.com", "x@x.xx", "keine@web.de",
                                      "unknown@gmail.com", "n/a", "aaaaa@web.de", "a@b.invalid"}) {
    CAPTURE(text);
    CHECK(parse_email(text).placeholder);
  }
  CHECK_FALSE(parse_email("anna@example.com").placeholder);
  CHECK_FALSE(parse_email("testarossa@web.de").placeholder);
}

TEST_CASE("an e-mail address without a local part is none; one without a domain is a local part") {
  scv::test::People people;
  std::size_t records = 0;
  for (const std::string_view none : {"@haus.example", "@", " @", "<@haus.example>", "mailto:@haus.example", "@@"}) {
    CAPTURE(none);
    people.add(std::to_string(records), {{scv::Field::email, none}});
    CHECK(people.table.record_emails[static_cast<scv::types::RecordNo>(records++)].empty());
  }
  const auto half = people.add("half", {{scv::Field::email, "lena.brunn@"}});
  REQUIRE(people.table.record_emails[half].size() == 1);
  const scv::types::EmailAddress& email = people.table.emails[people.table.record_emails[half][0]];
  CHECK(people.table.email_parts.text(email.local) == "lena.brunn");
  CHECK_FALSE(email.domain);
}
