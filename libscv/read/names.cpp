#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "base/text.hpp"
#include "read/mapping.hpp"
#include "read/names.hpp"

namespace scv::read {
namespace {

using Words = std::vector<std::string>;

struct Entry {
  Field field;
  std::string_view type;
  std::string_view names;  ///< words run together, separated by blanks
};

constexpr Entry kFields[] = {
    {Field::name, "",
     "name fullname namefull firstandsurname vollername vollstaendigername displayname anzeigename kontaktname "
     "contactname contact kontakt ansprechpartner personname kundenname customername nameganz vorundnachname "
     "vornamename "
     "namevorname nachnamevorname vornamenachname firstlastname clientname fileas nom caller callername anrufer "
     "anrufername kunde customer client patient patientname mitglied membername accountholder kontoinhaber"},
    {Field::given_name, "",
     "givenname firstname first fname forename vorname vornamen rufname namefirst namegiven prenom "
     "christianname firstnm givennames"},
    {Field::middle_name, "",
     "middlename middle mname middleinitial middlenames weiterevornamen zweitervorname additionalname "
     "namemiddle zweitname mittelname"},
    {Field::family_name, "",
     "familyname lastname last lname surname nachname zuname famname familienname namelast namefamily "
     "secondname sname lastnm nachnamen namesur nomdefamille"},
    {Field::birth_name, "",
     "maiden maidenname birthname geburtsname maedchenname geborene neename namemaiden birthsurname"},
    {Field::nickname, "", "nickname spitzname knownas preferredname"},
    {Field::name_prefix, "",
     "nameprefix anrede salutation titel akadtitel akademischertitel prefix honorific namensvorsatz "
     "honorificprefix grussanrede"},
    {Field::name_suffix, "", "namesuffix suffix namenszusatz generationsuffix honorificsuffix"},
    {Field::organization, "",
     "organization organisation company companyname firma firmenname firmname business businessname "
     "nameorg organizationname organisationname accountname unternehmen unternehmensname betrieb institution sitename "
     "corporation corporatename companyororganization organisationsname nameorganization verein praxis legalname "
     "tradename "
     "associatedcompany"},
    {Field::birthdate, "",
     "birthdate birthday dob dateofbirth birthdt geburtsdatum gebdatum geburtstag gebdat gebtag geb "
     "geborenam geburtsdat bdate bday birth dtbirth datebirth datumgeburt datenaissance birthdob gdatum"},
    {Field::gender, "", "gender sex geschlecht geschl gendercode sexcode"},
    {Field::email, "",
     "email emailaddress emailaddr emailadresse emailadr mail mailadresse mailaddress emailvalue emailid "
     "epost epostadresse emailkontakt courriel"},
    {Field::phone, "",
     "phone phonenumber phoneno phonenr telephone telephonenumber telephoneno telefon telefonnummer telefonnr "
     "tel telnr telno telnummer telnum rufnummer fon festnetz festnetznummer phonevalue contactphone contactnumber "
     "landline "
     "fernsprecher callback phonenum"},
    {Field::phone, "mobile",
     "mobile mobilephone mobilenumber mobilephonenumber mobil mobiltelefon mobilnummer mobilnr handy "
     "handynummer handynr cell cellphone cellphonenumber cellular cellnumber funktelefon phonemobile telefonmobil "
     "telmobil "
     "mobilfunk mobilrufnummer mobileno natel autotelefon carphone mobiltel phonecell phonenumbermobile telefonhandy "
     "gsm"},
    {Field::phone, "fax", "fax faxnumber faxno faxnr faxnummer telefax telefaxnummer telefaxnr phonefax"},
    {Field::address, "",
     "fulladdress addrfull addressfull formattedaddress addressformatted anschrift adressekomplett "
     "vollstaendigeadresse plzort postanschrift addressblock"},
    {Field::street, "",
     "street streetaddress streetname strasse str strassehausnr strasseundhausnummer strassehausnummer "
     "strassenr strassehnr strassenname addrstreet addressstreet strasseundnr streetandnumber address addr adresse "
     "addressline addrline adresszeile addressstreetaddress road rue strassennr strassenummer"},
    {Field::house_number, "",
     "housenumber houseno housenr hausnr hausnummer hnr streetnumber streetno streetnr hausnrzusatz "
     "buildingnumber addrnumber addressnumber streetnum"},
    {Field::address_extra, "",
     "addressextra adresszusatz adresszusatzzeile addresssupplement unit apartment apt suite extendedaddress "
     "addressextendedaddress zusatz addressextended anschriftzusatz co careof flat stiege tuer"},
    {Field::postal_code, "",
     "postalcode postcode zip zipcode zippostalcode plz postleitzahl addrpostalcode addresspostalcode addresszip "
     "addresspostcode postalzip zippostcode zipplz plznr addrzip addrpostcode codepostal postleitzahlen "
     "addresspostalcode zip5 zipplus4"},
    {Field::city, "",
     "city town ort stadt wohnort suburb locality gemeinde addrcity addresscity addresstown ortsname cityname "
     "place wohnsitz citytown towncity ville addresslocality addrtown"},
    {Field::region, "",
     "region state province bundesland county kanton addrstate addressstate addressregion stateprovince "
     "stateregion regionstate addrprovince provinz staat landkreis statecode addresscounty"},
    {Field::country, "",
     "country land countryregion landregion nation addrcountry addresscountry countrycode laendercode staatland "
     "countryname landesname countryorregion"},
    {Field::birth_place, "", "birthplace placeofbirth geburtsort birthcity cityofbirth gebort birthtown"},
    {Field::url, "",
     "url website web webseite homepage webpage websiteurl websitevalue internetadresse internet www webadresse"},
    {Field::identifier, "ssn",
     "ssn socsecid socialsecuritynumber socialsecurity socialsecurityno ssnnumber socsec svnr svnummer "
     "sozialversicherungsnummer sozialversicherungsnr ssnlast4 ahvnummer ahvnr"},
    {Field::identifier, "passport",
     "passport passportnumber passportno passnummer passnr reisepass reisepassnummer reisepassnr"},
    {Field::identifier, "drivers_license",
     "driverslicense driverslicensenumber driverlicense driverlicensenumber driverslicence "
     "fuehrerschein fuehrerscheinnummer fuehrerscheinnr dlnumber driverslicenseno drivinglicence drivinglicencenumber"},
    {Field::identifier, "national_id",
     "nationalid nationalidnumber personalausweis personalausweisnummer personalausweisnr "
     "ausweisnummer ausweisnr governmentidnumber nationalidentifier nationalinsurancenumber idcardnumber"},
    {Field::identifier, "tax_id",
     "taxid taxidnumber taxnumber steuernummer steuernr steuerid steueridnr steueridentifikationsnummer "
     "tin taxidentificationnumber idnr"},
    {Field::identifier, "vat",
     "vat vatid vatnumber vatno ustid ustidnr ustidnummer ustnr umsatzsteuerid umsatzsteueridnr "
     "vatregistrationnumber umsatzsteueridentifikationsnummer"},
    {Field::identifier, "lei", "lei leinumber leicode"},
    {Field::identifier, "duns", "duns dunsnumber dunsno"},
    {Field::identifier, "iban", "iban ibannummer ibannr bankiban"},
    {Field::identifier, "commercial_register",
     "handelsregister handelsregisternummer hrb hrnummer hrnr handelsregisternr companyregistrationnumber"},
    {Field::identifier, "customer_number",
     "customernumber customerno customernr customerid custid custno custnumber kundennr "
     "kundennummer kdnr knr kundenid kundeid kdnummer clientid clientnumber clientno debitor debitorennummer debitornr "
     "debitorennr debitorid kundennum"},
    {Field::identifier, "member_number", "mitgliedsnummer mitgliedsnr membernumber memberid memberno membershipnumber"},
    {Field::identifier, "insurance_number",
     "versicherungsnummer versichertennummer versichertennr insurancenumber policynumber"},
    {Field::identifier, "trusted_id", "trustedidnumber trustedid"},
    {Field::identifier, "account_number", "accountnumber accountno kontonummer kontonr"},
};

constexpr std::string_view kIds =
    "id recordid contactid leadid personid uuid guid rowid recid datensatznr datensatzid lfdnr laufendenummer "
    "laufendenr nr no "
    "key pk kontaktid oid recordnumber recordkey recordno index primarykey objectid";
constexpr std::string_view kSources = "source datasource quelle quellsystem sourcesystem datenquelle sourcename";
constexpr std::string_view kUpdated =
    "updatedat updated lastupdated lastupdate lastupdatedat lastmodified lastmodifieddate lastmodifiedat modifiedat "
    "modified "
    "datemodified modifydate modifieddate geaendert geaendertam aenderungsdatum letzteaenderung changed changedat "
    "lastchange "
    "lastchanged updatedate dateupdated zuletztgeaendert aktualisiertam zuletztgeaendertam lastmodifiedtime "
    "updateddate";

/// Columns of somebody or something else: a person's assistant, a record's owner, a status, an amount.
constexpr std::string_view kForeignWords[] = {
    "assistant",   "assistent",   "assistants",  "manager",      "managers",  "spouse",   "ehepartner", "emergency",
    "notfall",     "owner",       "besitzer",    "created",      "creator",   "modified", "reports",    "parent",
    "referred",    "rel",         "relation",    "children",     "kinder",    "amount",   "betrag",     "umsatz",
    "revenue",     "price",       "preis",       "status",       "income",    "program",  "campaign",   "category",
    "kategorie",   "notes",       "description", "beschreibung", "bemerkung", "yomi",     "phonetic",   "display",
    "angezeigter", "assigned",    "role",        "per",          "telex",     "isdn",     "pager",      "tdd",
    "employer",    "arbeitgeber", "father",      "mother",       "vater",     "mutter",   "guardian",   "do",
    "opt",         "master",      "ip",
};
/// Columns that only say of what kind another one is.
constexpr std::string_view kKindWords[] = {"type", "typ", "label", "art", "kind", "typ2"};
constexpr std::string_view kIdEndings[] = {"id",    "nr",         "no",   "number", "nummer", "kennung",
                                           "ident", "identifier", "guid", "uuid",   "key"};
constexpr std::string_view kForeignIds[] = {"account", "group", "type",    "kind",    "status",  "parent",  "company",
                                            "product", "order", "article", "artikel", "bestell", "invoice", "rechnung",
                                            "user",    "team",  "list",    "batch",   "page",    "case"};

struct Qualifier {
  std::string_view word;
  std::string_view type;
  std::string_view group;
};
constexpr Qualifier kQualifiers[] = {
    {"home", "home", "home"},
    {"priv", "home", "home"},
    {"privat", "home", "home"},
    {"private", "home", "home"},
    {"privates", "home", "home"},
    {"privater", "home", "home"},
    {"personal", "home", "home"},
    {"persoenlich", "home", "home"},
    {"p", "home", "home"},
    {"g", "work", "work"},
    {"work", "work", "work"},
    {"business", "work", "work"},
    {"bus", "work", "work"},
    {"office", "work", "work"},
    {"gesch", "work", "work"},
    {"geschaeft", "work", "work"},
    {"geschaeftl", "work", "work"},
    {"geschaeftlich", "work", "work"},
    {"geschaeftliche", "work", "work"},
    {"dienst", "work", "work"},
    {"dienstl", "work", "work"},
    {"dienstlich", "work", "work"},
    {"buero", "work", "work"},
    {"firma", "work", "work"},
    {"company", "work", "work"},
    {"beruflich", "work", "work"},
    {"day", "work", "work"},
    {"daytime", "work", "work"},
    {"evening", "home", "home"},
    {"tagsueber", "work", "work"},
    {"billing", "billing", "billing"},
    {"rechnung", "billing", "billing"},
    {"rechnungs", "billing", "billing"},
    {"invoice", "billing", "billing"},
    {"shipping", "shipping", "shipping"},
    {"delivery", "shipping", "shipping"},
    {"liefer", "shipping", "shipping"},
    {"lieferung", "shipping", "shipping"},
    {"versand", "shipping", "shipping"},
    {"mailing", "mailing", "mailing"},
    {"mail", "mailing", "mailing"},
    {"postal", "mailing", "mailing"},
    {"post", "mailing", "mailing"},
    {"primary", "", ""},
    {"main", "", ""},
    {"haupt", "", ""},
    {"default", "", ""},
    {"current", "", ""},
    {"aktuell", "", ""},
    {"raw", "", ""},
    {"clean", "", ""},
    {"cleaned", "", ""},
    {"original", "", ""},
    {"masked", "", ""},
    {"fake", "", ""},
    {"residential", "", ""},
    {"legal", "", ""},
    {"person", "", ""},
    {"customer", "", ""},
    {"kunde", "", ""},
    {"kunden", "", ""},
    {"contact", "", ""},
    {"client", "", ""},
    {"patient", "", ""},
    {"permanent", "", ""},
    {"value", "", ""},
    {"the", "", ""},
    {"ihre", "", ""},
    {"secondary", "other", "other"},
    {"alt", "other", "other"},
    {"alternate", "other", "other"},
    {"alternative", "other", "other"},
    {"other", "other", "other"},
    {"weitere", "other", "other"},
    {"weiterer", "other", "other"},
    {"weiteres", "other", "other"},
    {"sonstige", "other", "other"},
    {"zweite", "other", "other"},
    {"zweiter", "other", "other"},
    {"second", "other", "other"},
    {"native", "native", "native"},
    {"alias", "alias", "alias"},
    {"aka", "alias", "alias"},
    {"former", "former", "former"},
    {"previous", "former", "former"},
    {"old", "former", "former"},
    {"frueher", "former", "former"},
    {"fruehere", "former", "former"},
    {"alte", "former", "former"},
};
/// First parts of German compounds that qualify the rest: Lieferort, Privattelefon.
constexpr Qualifier kPrefixes[] = {
    {"rechnungs", "billing", "billing"},
    {"lieferungs", "shipping", "shipping"},
    {"liefer", "shipping", "shipping"},
    {"versand", "shipping", "shipping"},
    {"privat", "home", "home"},
    {"firmen", "work", "work"},
    {"geschaefts", "work", "work"},
    {"buero", "work", "work"},
    {"dienst", "work", "work"},
    {"haupt", "", ""},
    {"kunden", "", ""},
    {"zweit", "other", "other"},
    {"post", "mailing", "mailing"},
};

struct Found {
  ColumnRole role = ColumnRole::field;
  Field field = Field::other;
  std::string_view type;
};

template <typename F>
void for_each_word(std::string_view list, F&& f) {
  for (const std::string_view word : base::split(list, ' ')) {
    if (!word.empty()) f(word);
  }
}

const std::unordered_map<std::string_view, Found>& dictionary() {
  static const auto* const entries = [] {
    auto* map = new std::unordered_map<std::string_view, Found>;
    for (const Entry& entry : kFields) {
      for_each_word(entry.names, [&](std::string_view word) {
        map->emplace(word, Found{ColumnRole::field, entry.field, entry.type});
      });
    }
    for_each_word(kIds, [&](std::string_view word) { map->emplace(word, Found{ColumnRole::id, Field::other, {}}); });
    for_each_word(kSources, [&](std::string_view word) {
      map->emplace(word, Found{ColumnRole::source, Field::other, {}});
    });
    for_each_word(kUpdated, [&](std::string_view word) {
      map->emplace(word, Found{ColumnRole::updated_at, Field::other, {}});
    });
    return map;
  }();
  return *entries;
}

const Found* find(std::string_view key) {
  const auto at = dictionary().find(key);
  return at == dictionary().end() ? nullptr : &at->second;
}

std::string join(const Words& words, char separator = 0) {
  std::string text;
  for (const std::string& word : words) {
    if (separator != 0 && !text.empty()) text.push_back(separator);
    text += word;
  }
  return text;
}

bool is_number(const std::string& word) { return base::is_ascii_digit(word.front()); }

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool in_name_or_address(Field field) {
  return field <= Field::name_suffix || (field >= Field::address && field <= Field::country);
}

/// Takes words that say "at home", "for invoices" off until what is left is known.
const Found* peel(Words words, Meaning& meaning) {
  for (std::size_t round = 0; round < 4 && !words.empty(); ++round) {
    if (const Found* found = find(join(words))) return found;
    // The qualifier at the front first: "Business Street"; then at the back: "Straße geschäftlich"; then inside: "phone_work_1".
    bool taken = false;
    const std::size_t count = words.size();
    for (std::size_t step = 0; step < count && !taken; ++step) {
      const std::size_t at = step == 0 ? 0 : count - step;
      for (const Qualifier& qualifier : kQualifiers) {
        if (words.size() < 2 || words[at] != qualifier.word) continue;
        if (!qualifier.type.empty()) meaning.type = meaning.group = qualifier.type;
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
        taken = true;
        break;
      }
    }
    if (taken) continue;
    for (const Qualifier& prefix : kPrefixes) {
      if (words.front().size() < prefix.word.size() + 2 || !words.front().starts_with(prefix.word)) continue;
      words.front().erase(0, prefix.word.size());
      if (!prefix.type.empty()) meaning.type = meaning.group = prefix.type;
      taken = true;
      break;
    }
    if (!taken) return nullptr;
  }
  return words.empty() ? nullptr : find(join(words));
}

}  // namespace

std::vector<std::string> name_words(std::string_view name) {
  Words words;
  std::string word;
  enum class Class { none, lower, upper, digit } previous = Class::none;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  std::size_t position = 0;
  while (position < name.size()) {
    const char32_t c = base::next_code_point(name, position);
    std::string_view letters;
    char ascii[1];
    Class now = Class::none;
    if (c < 0x80) {
      const char byte = static_cast<char>(c);
      ascii[0] = base::to_ascii_lower(byte);
      if (base::is_ascii_digit(byte))
        now = Class::digit;
      else if (base::is_ascii_alpha(byte))
        now = ascii[0] == byte ? Class::lower : Class::upper;
      if (now != Class::none) letters = {ascii, 1};
    } else {
      const bool upper = c >= 0xC0 && c <= 0xDE;
      const char32_t l = upper ? c + 0x20 : c;
      now = upper ? Class::upper : Class::lower;
      if (l == 0xE4 || l == 0xE6)
        letters = "ae";
      else if (l == 0xF6 || l == 0xF8)
        letters = "oe";
      else if (l == 0xFC)
        letters = "ue";
      else if (l == 0xDF || c == 0x1E9E)
        letters = "ss";
      else if (l >= 0xE0 && l <= 0xE5)
        letters = "a";
      else if (l == 0xE7)
        letters = "c";
      else if (l >= 0xE8 && l <= 0xEB)
        letters = "e";
      else if (l >= 0xEC && l <= 0xEF)
        letters = "i";
      else if (l == 0xF1)
        letters = "n";
      else if (l >= 0xF2 && l <= 0xF5)
        letters = "o";
      else if (l >= 0xF9 && l <= 0xFB)
        letters = "u";
      else
        now = Class::none;
    }
    if (now == Class::none) {
      flush();
    } else {
      const bool boundary =
          (previous == Class::lower && now == Class::upper) || (previous == Class::digit) != (now == Class::digit);
      if (boundary && previous != Class::none) flush();
      // "IDNumber": the last capital of a run begins the next word.
      if (previous == Class::upper && now == Class::lower && word.size() > 1) {
        std::string last(1, word.back());
        word.pop_back();
        flush();
        word = std::move(last);
      }
      word += letters;
    }
    previous = now;
  }
  flush();
  return words;
}

Meaning meaning_of(std::string_view name) {
  Meaning meaning;
  Words words = name_words(name);
  if (words.empty() || words.size() > 12) return meaning;

  const auto take = [&](const Found& found) {
    meaning.role = found.role;
    meaning.field = found.field;
    meaning.known = true;
    if (!found.type.empty()) meaning.type = found.type;
    if (found.role != ColumnRole::field) meaning.type.clear();
  };
  if (const Found* found = find(join(words))) {
    take(*found);
    return meaning;
  }
  if (contains(kKindWords, words.back()) ||
      std::any_of(words.begin(), words.end(), [](const std::string& word) { return contains(kForeignWords, word); })) {
    meaning.known = true;
    return meaning;
  }
  // The last number tells several of a kind apart: "E-mail 2 Address", "phone1".
  std::string number;
  Words plain;
  for (const std::string& word : words) {
    if (is_number(word))
      number = word;
    else
      plain.push_back(word);
  }
  if (plain.empty() || number.size() > 3) return meaning;
  const Found* found = peel(plain, meaning);
  if (found == nullptr) {
    meaning.type.clear();
    meaning.group.clear();
    meaning.maybe_id =
        contains(kIdEndings, words.back()) && words.size() > 1 &&
        std::none_of(words.begin(), words.end(), [](const std::string& w) { return contains(kForeignIds, w); });
    if (meaning.maybe_id) meaning.type = join(words, '_');
    return meaning;
  }
  if (found->role != ColumnRole::field) {
    // "Person ID" is not "Home ID": ids, sources and times stand alone.
    if (!meaning.type.empty() || !number.empty()) {
      meaning.type.clear();
      meaning.group.clear();
      return meaning;
    }
  }
  take(*found);
  if (!number.empty() && in_name_or_address(meaning.field)) {
    meaning.line = meaning.field == Field::street || meaning.field == Field::address_extra;
    meaning.group += number;
  }
  if (!in_name_or_address(meaning.field)) meaning.group.clear();
  if (meaning.field == Field::identifier || meaning.field == Field::birthdate) meaning.group.clear();
  return meaning;
}

}  // namespace scv::read
