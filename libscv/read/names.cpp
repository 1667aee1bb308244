#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/fold.hpp"
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
     "namevorname nachnamevorname vornamenachname firstlastname clientname fileas caller callername anrufer "
     "anrufername kunde customer client patient patientname mitglied membername accountholder kontoinhaber"},
    {Field::given_name, "",
     "givenname firstname first fname forename vorname vornamen rufname namefirst namegiven "
     "christianname firstnm givennames"},
    {Field::middle_name, "",
     "middlename middle mname middleinitial middlenames weiterevornamen zweitervorname additionalname "
     "namemiddle zweitname mittelname"},
    {Field::family_name, "",
     "familyname lastname last lname surname nachname zuname famname familienname namelast namefamily "
     "secondname sname lastnm nachnamen namesur"},
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
     "geborenam geburtsdat bdate bday birth dtbirth datebirth datumgeburt birthdob gdatum"},
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
     "addresspostcode postalzip zippostcode zipplz plznr addrzip addrpostcode postleitzahlen "
     "addresspostalcode zip5 zipplus4"},
    {Field::city, "",
     "city town ort stadt wohnort suburb locality gemeinde addrcity addresscity addresstown ortsname cityname "
     "place wohnsitz citytown towncity addresslocality addrtown"},
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

/// Names in other languages, as people write them.
struct Phrase {
  Field field;
  std::string_view type;
  std::string_view language;
  std::string_view names;  ///< separated by commas
};
constexpr Phrase kPhrases[] = {
#include "read/column_words.inc"
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
    "photo",       "avatar",      "foto",        "image",        "picture",   "logo",     "department", "abteilung",
    "employer",    "arbeitgeber", "father",      "mother",       "vater",     "mutter",   "guardian",   "do",
    "opt",         "master",      "ip",
};
/// The same in other languages.
constexpr std::string_view kForeignPhrases =
    "conjoint, époux, épouse, responsable, propriétaire, création, créé, créée, modification, modifié, modifiée, "
    "statut, commentaire, commentaires, remarque, "
    "remarques, montant, père, mère, cónyuge, creación, creado, observaciones, notas, importe, vendedor, agente, "
    "propietario, padre, madre, coniuge, creazione, "
    "creato, modifica, stato ordine, note, importo, współmałżonek, utworzono, utworzenia, status, uwagi, kwota, "
    "opmerking, opmerkingen, eigenaar, aangemaakt, "
    "criação, criado, observações, valor, oluşturma, durum, açıklama, notlar, tutar, создан, создания, статус, "
    "примечание, комментарий, сумма, ответственный, "
    "менеджер, отец, мать, 作成日, 作成日時, 更新日, 更新日時, 備考, メモ, 金額, ステータス, フリガナ, ふりがな, カナ, "
    "セイ, メイ, 备注, 金额, 状态, 创建时间, 创建日期, 비고, 상태, "
    "部署, 部署名, 役職, 職種, 部门, 职位, 部門, fonction, service, poste, cargo, puesto, ruolo, funkcja, stanowisko, "
    "functie, afdeling, должность, отдел, görev, departman, befattning, "
    "avdelning, yrke, stilling, pozice, oddělení, beosztás, المنصب, תפקיד, "
    "poznámka, vytvořeno, anmärkning, skapad, bemærkning, megjegyzés, observații, ملاحظات, حالة";
constexpr std::string_view kIdPhrases =
    "identifiant, identificador, identificativo, 番号, 编号, 序号, 번호, lp, l.p., código, codice, kod, código "
    "interno, référence, referencia, n°, nº, №, номер, "
    "レコード番号, id de registro, id registro, identificador de registro, id rekordu, id enregistrement, 记录编号, id "
    "záznamu, "
    "идентификатор, ид, numéro, número, número de registro, cod, kód, číslo, sıra no, sıra, no, volgnummer, "
    "løbenummer, löpnummer, ид клиента, رقم, מספר";

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
    {"cd", "", ""},
    {"user", "", ""},
    {"nm", "", ""},
    {"txt", "", ""},
    {"fld", "", ""},
    {"residenza", "home", "home"},
    {"residence", "home", "home"},
    {"domicilio", "home", "home"},
    {"domicile", "home", "home"},
    {"personnel", "home", "home"},
    {"prive", "home", "home"},
    {"particular", "home", "home"},
    {"casa", "home", "home"},
    {"privato", "home", "home"},
    {"prywatny", "home", "home"},
    {"ev", "home", "home"},
    {"residencial", "home", "home"},
    {"bureau", "work", "work"},
    {"professionnel", "work", "work"},
    {"pro", "work", "work"},
    {"travail", "work", "work"},
    {"trabajo", "work", "work"},
    {"oficina", "work", "work"},
    {"ufficio", "work", "work"},
    {"lavoro", "work", "work"},
    {"trabalho", "work", "work"},
    {"comercial", "work", "work"},
    {"sluzbowy", "work", "work"},
    {"werk", "work", "work"},
    {"zakelijk", "work", "work"},
    {"is", "work", "work"},
    {"arbete", "work", "work"},
    {"rabochij", "work", "work"},
    {"facturation", "billing", "billing"},
    {"facturacion", "billing", "billing"},
    {"fatturazione", "billing", "billing"},
    {"faturamento", "billing", "billing"},
    {"factuur", "billing", "billing"},
    {"fatura", "billing", "billing"},
    {"faktura", "billing", "billing"},
    {"livraison", "shipping", "shipping"},
    {"envio", "shipping", "shipping"},
    {"spedizione", "shipping", "shipping"},
    {"entrega", "shipping", "shipping"},
    {"bezorg", "shipping", "shipping"},
    {"aflever", "shipping", "shipping"},
    {"teslimat", "shipping", "shipping"},
    {"dostawa", "shipping", "shipping"},
    {"dostawy", "shipping", "shipping"},
    {"client", "", ""},
    {"cliente", "", ""},
    {"klant", "", ""},
    {"klient", "", ""},
    {"klienta", "", ""},
    {"musteri", "", ""},
    {"du", "", ""},
    {"de", "", ""},
    {"del", "", ""},
    {"di", "", ""},
    {"do", "", ""},
    {"da", "", ""},
    {"la", "", ""},
    {"l", "", ""},
    {"principal", "", ""},
    {"principale", "", ""},
    {"autre", "other", "other"},
    {"otro", "other", "other"},
    {"altro", "other", "other"},
    {"outro", "other", "other"},
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
    {"leverans", "shipping", "shipping"},
    {"leverings", "shipping", "shipping"},
    {"levering", "shipping", "shipping"},
    {"bezorg", "shipping", "shipping"},
    {"aflever", "shipping", "shipping"},
    {"verzend", "shipping", "shipping"},
    {"fakturerings", "billing", "billing"},
    {"fakturor", "billing", "billing"},
    {"faktura", "billing", "billing"},
    {"factuur", "billing", "billing"},
    {"kund", "", ""},
    {"klant", "", ""},
    {"qingqiuxian", "billing", "billing"},    // 請求先
    {"songfuxian", "shipping", "shipping"},   // 送付先
    {"peisongxian", "shipping", "shipping"},  // 配送先
    {"jiefuxian", "shipping", "shipping"},    // 届先
    {"qinwuxian", "work", "work"},            // 勤務先
    {"zizhai", "home", "home"},               // 自宅
    {"kehu", "", ""},                         // 客户
    {"guke", "", ""},                         // 顧客
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

std::string join(const Words& words, char separator = 0) {
  std::string text;
  for (const std::string& word : words) {
    if (separator != 0 && !text.empty()) text.push_back(separator);
    text += word;
  }
  return text;
}

/// A name of another script than Latin and its key. To make the key of a Chinese name takes ICU a tenth of a second, the first time.
struct ReadyKey {
  std::string_view name, key;
};
constexpr ReadyKey kReadyKeys[] = {
#include "read/column_keys.inc"
};

bool is_foreign(std::string_view name) {
  for (std::size_t at = 0; at < name.size();) {
    if (base::next_code_point(name, at) >= 0x370) return true;
  }
  return false;
}

/// A name's key: its words run together. Written without umlauts too, as many files have it.
template <typename F>
void for_each_key(std::string_view phrases, F&& f) {
  static const auto* const ready = [] {
    auto* const keys = new std::unordered_map<std::string_view, std::string_view>;
    for (const ReadyKey& one : kReadyKeys) keys->emplace(one.name, one.key);
    return keys;
  }();
  static constexpr std::pair<std::string_view, std::string_view> kPlain[] = {
      {"ä", "a"}, {"ö", "o"}, {"ü", "u"}, {"ø", "o"}, {"å", "a"}};
  for (const std::string_view phrase : base::split(phrases, ',')) {
    std::string plain(base::trim(phrase));
    if (is_foreign(plain)) {
      const auto at = ready->find(plain);
      f(at != ready->end() ? std::string(at->second) : join(name_words(plain)));
      continue;
    }
    f(join(name_words(plain)));
    for (const auto& [from, to] : kPlain) {
      for (std::size_t at = plain.find(from); at != std::string::npos; at = plain.find(from))
        plain.replace(at, from.size(), to);
    }
    f(join(name_words(plain)));
  }
}

/// What each name means. Those of other languages may mean several things; those of German and English come first.
struct Dictionary {
  std::unordered_map<std::string, Found> first;
  std::unordered_map<std::string, std::vector<Saying>> others;
  std::unordered_set<std::string> foreign;

  Dictionary() {
    for (const Entry& entry : kFields) {
      for_each_word(entry.names, [&](std::string_view word) {
        first.emplace(word, Found{ColumnRole::field, entry.field, entry.type});
      });
    }
    for_each_word(kIds, [&](std::string_view word) { first.emplace(word, Found{ColumnRole::id, Field::other, {}}); });
    for_each_word(kSources, [&](std::string_view word) {
      first.emplace(word, Found{ColumnRole::source, Field::other, {}});
    });
    for_each_word(kUpdated, [&](std::string_view word) {
      first.emplace(word, Found{ColumnRole::updated_at, Field::other, {}});
    });
    for (const Phrase& phrase : kPhrases) {
      for_each_key(phrase.names, [&](std::string key) {
        if (key.empty() || (first.contains(key) && phrase.language != "")) return;
        if (phrase.language.empty()) first.erase(key);
        std::vector<Saying>& sayings = others[std::move(key)];
        const auto same = [&](const Saying& saying) {
          return saying.field == phrase.field && saying.type == phrase.type;
        };
        if (std::none_of(sayings.begin(), sayings.end(), same)) sayings.push_back({phrase.field, phrase.type});
      });
    }
    for_each_key(kIdPhrases, [&](std::string key) {
      if (!key.empty() && !others.contains(key)) first.emplace(std::move(key), Found{ColumnRole::id, Field::other, {}});
    });
    for_each_key(kForeignPhrases, [&](std::string key) { foreign.insert(std::move(key)); });
  }
};

const Dictionary& dictionary() {
  static const auto* const all = new Dictionary;
  return *all;
}

const Found* find(const std::string& key) {
  const auto at = dictionary().first.find(key);
  return at == dictionary().first.end() ? nullptr : &at->second;
}

const std::vector<Saying>* find_others(const std::string& key) {
  const auto at = dictionary().others.find(key);
  return at == dictionary().others.end() ? nullptr : &at->second;
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
/// `left`: the key of what is left.
const Found* peel(Words words, Meaning& meaning, std::string& left) {
  for (std::size_t round = 0; round < 5 && !words.empty(); ++round) {
    left = join(words);
    if (const Found* found = find(left)) return found;
    if (find_others(left) != nullptr) return nullptr;
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
      // What is written without blanks has become several words.
      if (left.size() < prefix.word.size() + 2 || !left.starts_with(prefix.word) || words.front().size() > left.size())
        continue;
      if (words.size() > 1 && words.front().size() >= prefix.word.size() + 2) {
        words.front().erase(0, prefix.word.size());
      } else if (words.front().size() >= prefix.word.size() || !base::is_ascii_digit(left.back())) {
        words = {left.substr(prefix.word.size())};
      } else {
        continue;
      }
      if (!prefix.type.empty()) meaning.type = meaning.group = prefix.type;
      taken = true;
      break;
    }
    if (!taken) return nullptr;
  }
  left = join(words);
  return words.empty() ? nullptr : find(left);
}

const Qualifier* find_qualifier(std::string_view word) {
  const auto at = std::find_if(std::begin(kQualifiers), std::end(kQualifiers),
                               [&](const Qualifier& qualifier) { return qualifier.word == word; });
  return at == std::end(kQualifiers) ? nullptr : &*at;
}

/// Words whose parts have names of their own: "Default Address City".
constexpr std::string_view kAddressWords[] = {"address",   "addr",     "adresse", "anschrift", "adres", "direccion",
                                              "indirizzo", "endereco", "adress",  "adresa",    "cim",   "osoite"};

/// "Default Address Company", "Company (Billing)": what is meant by itself, where the other words only say whose it is.
const Found* noun_of(const Words& words, Meaning& meaning) {
  Words noun, others;
  const auto address =
      std::find_if(words.rbegin(), words.rend(), [](const std::string& w) { return contains(kAddressWords, w); });
  const std::size_t behind = static_cast<std::size_t>(words.rend() - address);
  if (address != words.rend() && behind < words.size()) {
    noun.assign(words.begin() + static_cast<std::ptrdiff_t>(behind), words.end());
    others.assign(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(behind) - 1);
  } else {
    for (const std::string& word : words) {
      const Found* found = find(word);
      const bool firm = found != nullptr && found->role == ColumnRole::field && found->field == Field::organization;
      (firm ? noun : others).push_back(word);
    }
    if (noun.size() != 1 || others.empty()) return nullptr;
  }
  const Found* found = find(join(noun));
  if (found == nullptr || found->role != ColumnRole::field) return nullptr;
  const bool may_stand = found->field == Field::organization || found->field == Field::phone ||
                         found->field == Field::email || found->field == Field::given_name ||
                         found->field == Field::family_name;
  if (!may_stand) return nullptr;
  std::string_view type;
  for (const std::string& word : others) {
    const Qualifier* qualifier = find_qualifier(word);
    if (qualifier == nullptr) return nullptr;
    if (!qualifier->type.empty()) type = qualifier->type;
  }
  if (!type.empty()) meaning.type = meaning.group = type;
  return found;
}

}  // namespace

std::vector<std::string_view> foreign_names() {
  std::vector<std::string_view> names;
  const auto add = [&](std::string_view phrases) {
    for (const std::string_view phrase : base::split(phrases, ',')) {
      if (is_foreign(phrase)) names.push_back(base::trim(phrase));
    }
  };
  for (const Phrase& phrase : kPhrases) add(phrase.names);
  add(kIdPhrases);
  add(kForeignPhrases);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<std::string> name_words(std::string_view name) {
  Words words;
  enum class Class { none, lower, upper, digit } previous = Class::none;
  std::size_t begin = 0;
  const auto flush = [&](std::size_t end) {
    if (end > begin) {
      const std::string folded = base::fold(name.substr(begin, end - begin));
      for (const std::string_view word : base::split(folded, ' ')) {
        if (!word.empty()) words.emplace_back(word);
      }
    }
    begin = end;
  };
  std::size_t position = 0, before = 0;
  while (position < name.size()) {
    const std::size_t here = position;
    const char32_t c = base::next_code_point(name, position);
    Class now = Class::lower;
    if (c < 0x80) {
      const char byte = static_cast<char>(c);
      now = base::is_ascii_digit(byte)    ? Class::digit
            : !base::is_ascii_alpha(byte) ? Class::none
            : byte <= 'Z'                 ? Class::upper
                                          : Class::lower;
    } else if (c < 0xC0 || (c >= 0x2000 && c < 0x2070) || c == 0x3000 || c == 0x30FB) {
      now = c == 0xBA || c == 0xB0 ? Class::lower : Class::none;
    } else if (c <= 0xDE || (c >= 0x391 && c < 0x3AA) || (c >= 0x410 && c < 0x430)) {
      now = Class::upper;
    }
    if (now == Class::none) {
      flush(here);
      begin = position;
    } else if (previous != Class::none) {
      // "IDNumber": the last capital of a run begins the next word.
      if (previous == Class::upper && now == Class::lower && before > begin)
        flush(before);
      else if ((previous == Class::lower && now == Class::upper) || (previous == Class::digit) != (now == Class::digit))
        flush(here);
    }
    previous = now;
    before = here;
  }
  flush(name.size());
  return words;
}

namespace {

/// What a part of the name says: the longest run of words, or end of a compound, that is known. Nothing where another person or
/// thing is named.
std::vector<Saying> partly_said(const Words& words) {
  // The country of a passport is no customer's country.
  for (std::size_t end = 1; end < words.size(); ++end) {
    const Found* begin = find(join(Words(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(end))));
    if (begin != nullptr && begin->field == Field::identifier) return {};
  }
  std::vector<Saying> sayings;
  std::size_t best = 3;  // so many letters say nothing
  const auto take = [&](const std::string& key) {
    if (key.size() <= best) return;
    if (const Found* found = find(key)) {
      if (found->role == ColumnRole::field) sayings = {{found->field, found->type}}, best = key.size();
    } else if (const std::vector<Saying>* others = find_others(key)) {
      sayings = *others, best = key.size();
    }
  };
  for (std::size_t begin = 0; begin < words.size(); ++begin) {
    std::string key;
    for (std::size_t end = begin; end < words.size(); ++end) {
      key += words[end];
      take(key);
    }
    const std::string& word = words[begin];
    for (std::size_t cut = 1; cut + 5 <= word.size() && sayings.empty(); ++cut) take(word.substr(cut));
  }
  return sayings;
}

}  // namespace

namespace {

/// The number behind a name tells several of a kind apart, or counts an address's lines.
void finish(Meaning& meaning, const std::string& number) {
  if (!number.empty() && in_name_or_address(meaning.field)) {
    meaning.line = meaning.field == Field::street || meaning.field == Field::address_extra;
    meaning.group += number;
  }
  if (!in_name_or_address(meaning.field)) meaning.group.clear();
}

}  // namespace

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
  const std::string whole = join(words);
  const auto say = [&](const std::vector<Saying>& sayings, bool known) {
    meaning.known = known;
    if (known) {
      meaning.field = sayings.front().field;
      if (!sayings.front().type.empty()) meaning.type = sayings.front().type;
    }
    if (!known || sayings.size() > 1) meaning.sayings = sayings;
    // What may be nothing of the customer is not known.
    meaning.known = known && std::none_of(sayings.begin(), sayings.end(),
                                          [](const Saying& saying) { return saying.field == Field::other; });
    if (!meaning.known) meaning.field = Field::other, meaning.type.clear();
  };
  if (const Found* found = find(whole)) {
    take(*found);
    return meaning;
  }
  if (dictionary().foreign.contains(whole)) {
    meaning.known = true;
    return meaning;
  }
  if (const std::vector<Saying>* others = find_others(whole)) {
    say(*others, whole.size() > 2);
    return meaning;
  }
  if (contains(kKindWords, words.back()) || std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return contains(kForeignWords, word) || (word.size() > 4 && dictionary().foreign.contains(word));
      })) {
    meaning.known = true;
    return meaning;
  }
  // The last number tells several of a kind apart: "E-mail 2 Address", "phone1".
  std::string number;
  Words plain;
  for (const std::string& word : words) {
    if (is_number(word))
      number = number == "1" && word == "2" ? std::string() : word;  // "Address 1&2": both lines
    else
      plain.push_back(word);
  }
  if (plain.empty() || number.size() > 3) return meaning;
  if (const Found* noun = noun_of(plain, meaning)) {
    take(*noun);
    finish(meaning, number);
    return meaning;
  }
  std::string left;
  const Found* found = peel(plain, meaning, left);
  if (found == nullptr) {
    if (const std::vector<Saying>* others = find_others(left)) {
      say(*others, left.size() > 2);
      finish(meaning, number);
      return meaning;
    }
    meaning.type.clear();
    meaning.group.clear();
    meaning.sayings = partly_said(plain);
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
  finish(meaning, number);
  return meaning;
}

}  // namespace scv::read
