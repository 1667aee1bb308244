#pragma once

// Normalisation of single values: text as it came in, text for matching out. Pure functions, thread-safe, linear in
// the text. What cannot be understood gives an empty result, never an exception.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fold.hpp"

namespace scv::normalize {

using base::fold;

/// What spellings of one sound in umlauts and doubled letters share, from folded text: ae→a oe→o ue→u (so that
/// mueller, muller and mueler give one form), doubled letters once, th→t, ph→f, ck→k, dt→t, tz→z, ey/ei/ay/ai→ai, y→i …
std::string collapse(std::string_view folded);

/// Letters that stand for what is not known: n/a, na, null, unknown, unbekannt, -, ?, xxx, test, keine angabe …
bool is_placeholder(std::string_view text);

struct PersonName {
  std::vector<std::string> given;   ///< folded given and middle names in order; initials are single letters
  std::vector<std::string> family;  ///< folded parts of the family name, double names split, particles left out
  std::vector<std::string> former;  ///< parts of a birth name (geb., née)
  std::string particle;             ///< "von der", "de", "van", "al"
  std::string title;                ///< "dr", "prof dr"
  std::string generation;           ///< "jr", "sr", "ii", "iii"
  bool order_known = false;         ///< false where one string gave no hint which part is the family name
  bool looks_like_organization = false;
  bool empty() const noexcept { return given.empty() && family.empty(); }
};
/// From parts; each may be empty. Titles, salutations, particles and suffixes are recognised wherever they stand.
/// With `full` alone: "Müller, Anna" and "MÜLLER Anna" by comma and case, "Dr. Anna von der Heide" by particle, else the
/// last word is the family name.
PersonName parse_person_name(std::string_view full, std::string_view given, std::string_view middle,
                             std::string_view family, std::string_view birth_name = {}, std::string_view suffix = {});

struct OrganizationName {
  std::vector<std::string> tokens;  ///< folded words without legal form and filler (the, und, &)
  std::string legal_form;           ///< canonical: "gmbh", "gmbh co kg", "ag", "inc", "ltd", "sarl" …
  std::string acronym;              ///< initials of the tokens, if there are two or more
};
OrganizationName parse_organization_name(std::string_view text);
/// True where a name carries a legal form or a word such as Praxis, Verein, Company.
bool looks_like_organization(std::string_view text);

enum class PhoneKind : std::uint8_t { unknown, fixed_line, mobile, toll_free, premium, voip };
struct Phone {
  std::string e164;  ///< "+49351456789"; empty where it is no number
  std::string
      national;  ///< digits without country code and trunk prefix; the digits as they came where it is no valid number
  std::string extension;
  std::string region;  ///< "DE"
  PhoneKind kind = PhoneKind::unknown;
  bool valid = false;        ///< valid in its numbering plan
  bool placeholder = false;  ///< 0000000, 123456789, 5555555
};
/// Through libphonenumber; `region` is for numbers without a country code.
Phone parse_phone(std::string_view text, std::string_view region);
/// What the E.164 forms of numbers that begin with the text may begin with; nothing where it has no digit.
std::vector<std::string> phone_starts(std::string_view text, std::string_view region);

struct Email {
  std::string address;    ///< trimmed, lower-case, domain in its IDNA ASCII form
  std::string canonical;  ///< the mailbox: plus tag removed, dots where the provider ignores them, googlemail → gmail
  std::string local;      ///< of canonical
  std::string domain;
  bool valid = false;          ///< RFC 5321/6531 syntax
  bool role = false;           ///< info@, office@, noreply@ …: nobody's own
  bool free_provider = false;  ///< gmail, gmx, web.de …: the domain says nothing of an employer
  bool placeholder = false;    ///< test@test.de, noemail@…, example.com is not one
};
Email parse_email(std::string_view text);

struct Date {
  std::int16_t year = 0;  ///< 0 where unknown
  std::int8_t month = 0;  ///< 0 where unknown
  std::int8_t day = 0;
  bool ambiguous = false;   ///< day and month could be the other way round (03/04/1980)
  bool is_default = false;  ///< 1900-01-01, 1970-01-01, 1111-11-11, 9999-12-31 …
  bool valid = false;       ///< a day of the calendar, or a year, or a year and a month
  friend bool operator==(const Date&, const Date&) = default;
};
enum class DateOrder : std::uint8_t { unknown, day_first, month_first };
/// ISO, 19800229, 29.02.1980, 29.2.80, 02/29/1980, 29 Feb 1980, Februar 1980, 1980, ISO with a time. `order` decides what the
/// text alone does not; unknown takes day first for '.', month first for '/', day first for '-'.
/// --08-15 and --0815 are days without a year, and so is one of 1604, which address books fill in.
/// A two-digit year is the latest that is not after `this_year`.
Date parse_date(std::string_view text, DateOrder order = DateOrder::unknown, int this_year = 2026);

struct StreetAddress {
  std::string street;        ///< folded, type words in one form (strasse, weg, street, avenue, rue …)
  std::string house_number;  ///< "5", "5a", "12-14"; folded, no blanks
  std::string unit;          ///< apartment, floor; "po box" number
  std::string postal_code;   ///< upper-case letters and digits, no blanks
  std::string city;          ///< folded; "a. M.", "am Main" and district suffixes in one form
  std::string region;        ///< folded; ISO 3166-2 part where known ("nsw", "by")
  std::string country;       ///< ISO 3166-1 alpha-2, upper-case, where known
};
/// From parts; each may be empty. `full` is taken apart where there are no parts; house number before or behind the street.
StreetAddress parse_address(std::string_view full, std::string_view street, std::string_view house_number,
                            std::string_view extra, std::string_view postal_code, std::string_view city,
                            std::string_view region, std::string_view country);

struct Identifier {
  std::string type;      ///< canonical: "vat", "iban", "ssn", "passport", "tax", "lei" …, else the folded type
  std::string value;     ///< upper-case letters and digits
  bool checked = false;  ///< has a check digit and it is right
  bool wrong = false;    ///< has a check digit and it is wrong
  bool placeholder = false;
};
Identifier parse_identifier(std::string_view type, std::string_view value);

/// 'm', 'f', 'x' or 0, from m/w/d, male/female, Herr/Frau, Mr/Mrs …
char parse_gender(std::string_view text);

/// Nicknames: a number shared by given names that stand for one another (anna/anni, robert/bob, hans/johannes), 0 if none.
/// A name may be in several groups. Lists for German, English and French are shipped.
std::vector<std::uint16_t> nickname_groups(std::string_view folded_given_name);

}  // namespace scv::normalize
