#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "normalize/detail.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

constexpr std::size_t kMaxText = 256;

/// Type names, folded and without blanks, as columns and people write them.
constexpr auto kTypes = detail::form_list({
    {"ssn", "ssn"},
    {"ssnnumber", "ssn"},
    {"ssnlast4", "ssn_last4"},
    {"socsecid", "ssn"},
    {"socsec", "ssn"},
    {"socialsecurity", "ssn"},
    {"socialsecuritynumber", "ssn"},
    {"socialsecurityno", "ssn"},
    {"ssno", "ssn"},
    {"socialsecurityid", "ssn"},
    {"vat", "vat"},
    {"vatid", "vat"},
    {"vatno", "vat"},
    {"vatnumber", "vat"},
    {"vatregistrationnumber", "vat"},
    {"vatin", "vat"},
    {"ust", "vat"},
    {"ustid", "vat"},
    {"ustidnr", "vat"},
    {"ustnr", "vat"},
    {"uid", "vat"},
    {"uidnummer", "vat"},
    {"uidnr", "vat"},
    {"umsatzsteuerid", "vat"},
    {"umsatzsteueridnr", "vat"},
    {"umsatzsteueridentifikationsnummer", "vat"},
    {"mwstnr", "vat"},
    {"mwstnummer", "vat"},
    {"tva", "vat"},
    {"numerotva", "vat"},
    {"tvaintracommunautaire", "vat"},
    {"ntva", "vat"},
    {"eori", "eori"},
    {"iban", "iban"},
    {"ibannumber", "iban"},
    {"ibannr", "iban"},
    {"bankaccount", "bank_account"},
    {"kontonummer", "bank_account"},
    {"kontonr", "bank_account"},
    {"accountnumber", "account"},
    {"bic", "bic"},
    {"swift", "bic"},
    {"swiftcode", "bic"},
    {"lei", "lei"},
    {"leicode", "lei"},
    {"leinumber", "lei"},
    {"legalentityidentifier", "lei"},
    {"tax", "tax"},
    {"taxid", "tax"},
    {"taxidnumber", "tax"},
    {"taxnumber", "tax"},
    {"taxno", "tax"},
    {"tin", "tax"},
    {"ein", "tax"},
    {"steuernummer", "tax"},
    {"steuernr", "tax"},
    {"stnr", "tax"},
    {"fein", "tax"},
    {"taxidentificationnumber", "tax"},
    {"itin", "tax"},
    {"steuerid", "steuer_id"},
    {"steueridnr", "steuer_id"},
    {"idnr", "steuer_id"},
    {"steueridentifikationsnummer", "steuer_id"},
    {"steuerlicheidentifikationsnummer", "steuer_id"},
    {"numerofiscal", "tax"},
    {"tfn", "tax"},
    {"abn", "abn"},
    {"passport", "passport"},
    {"passportnumber", "passport"},
    {"passportno", "passport"},
    {"passportid", "passport"},
    {"reisepass", "passport"},
    {"reisepassnummer", "passport"},
    {"reisepassnr", "passport"},
    {"passnummer", "passport"},
    {"passnr", "passport"},
    {"passeport", "passport"},
    {"numeropasseport", "passport"},
    {"pass", "passport"},
    {"driverslicense", "driver_license"},
    {"driverlicense", "driver_license"},
    {"driverslicensenumber", "driver_license"},
    {"driverlicensenumber", "driver_license"},
    {"driverslicence", "driver_license"},
    {"driverlicence", "driver_license"},
    {"driverslicenceno", "driver_license"},
    {"driverslicenseno", "driver_license"},
    {"drivinglicence", "driver_license"},
    {"drivinglicense", "driver_license"},
    {"drivinglicencenumber", "driver_license"},
    {"dl", "driver_license"},
    {"dlnumber", "driver_license"},
    {"dln", "driver_license"},
    {"drlic", "driver_license"},
    {"drivlic", "driver_license"},
    {"fuehrerschein", "driver_license"},
    {"fuehrerscheinnummer", "driver_license"},
    {"fuehrerscheinnr", "driver_license"},
    {"permisdeconduire", "driver_license"},
    {"nationalid", "national_id"},
    {"nationalidnumber", "national_id"},
    {"nationalidentitynumber", "national_id"},
    {"idcard", "national_id"},
    {"idcardnumber", "national_id"},
    {"identitycard", "national_id"},
    {"personalausweis", "national_id"},
    {"personalausweisnummer", "national_id"},
    {"personalausweisnr", "national_id"},
    {"ausweis", "national_id"},
    {"ausweisnummer", "national_id"},
    {"ausweisnr", "national_id"},
    {"pan", "national_id"},
    {"cartedidentite", "national_id"},
    {"cni", "national_id"},
    {"nino", "national_id"},
    {"nationalinsurance", "national_id"},
    {"nationalinsurancenumber", "national_id"},
    {"personnummer", "national_id"},
    {"dni", "national_id"},
    {"nie", "national_id"},
    {"bsn", "national_id"},
    {"pesel", "national_id"},
    {"egn", "national_id"},
    {"customer", "customer_number"},
    {"customernumber", "customer_number"},
    {"customerno", "customer_number"},
    {"customerid", "customer_number"},
    {"custno", "customer_number"},
    {"custid", "customer_number"},
    {"kundennummer", "customer_number"},
    {"kundennr", "customer_number"},
    {"kdnr", "customer_number"},
    {"kundenid", "customer_number"},
    {"debitor", "customer_number"},
    {"debitorennummer", "customer_number"},
    {"debitorennr", "customer_number"},
    {"numeroclient", "customer_number"},
    {"membernumber", "member_number"},
    {"memberid", "member_number"},
    {"mitgliedsnummer", "member_number"},
    {"mitgliedsnr", "member_number"},
    {"mitgliednr", "member_number"},
    {"loyaltyid", "member_number"},
    {"loyaltynumber", "member_number"},
    {"insurancenumber", "insurance_number"},
    {"versicherungsnummer", "insurance_number"},
    {"versichertennummer", "insurance_number"},
    {"versichertennr", "insurance_number"},
    {"krankenversichertennummer", "insurance_number"},
    {"kvnr", "insurance_number"},
    {"svnr", "social_insurance"},
    {"sozialversicherungsnummer", "social_insurance"},
    {"rentenversicherungsnummer", "social_insurance"},
    {"rvnr", "social_insurance"},
    {"ahvnr", "social_insurance"},
    {"nir", "social_insurance"},
    {"numerodesecuritesociale", "social_insurance"},
    {"medicare", "insurance_number"},
    {"medicarenumber", "insurance_number"},
    {"mrn", "patient_id"},
    {"medicalrecordnumber", "patient_id"},
    {"patientid", "patient_id"},
    {"patientennummer", "patient_id"},
    {"patientennr", "patient_id"},
    {"npi", "npi"},
    {"npinumber", "npi"},
    {"duns", "duns"},
    {"dunsnumber", "duns"},
    {"dunsnummer", "duns"},
    {"dunsnr", "duns"},
    {"dnb", "duns"},
    {"handelsregister", "register"},
    {"handelsregisternummer", "register"},
    {"hrb", "register"},
    {"hra", "register"},
    {"hrbnr", "register"},
    {"hrbnummer", "register"},
    {"registernummer", "register"},
    {"companynumber", "register"},
    {"companyregistrationnumber", "register"},
    {"registrationnumber", "register"},
    {"siren", "siren"},
    {"siret", "siret"},
    {"kvk", "register"},
    {"firmenbuchnummer", "register"},
    {"fn", "register"},
    {"crn", "register"},
    {"employeeid", "employee_number"},
    {"employeenumber", "employee_number"},
    {"personalnummer", "employee_number"},
    {"personalnr", "employee_number"},
    {"studentid", "student_number"},
    {"matrikelnummer", "student_number"},
    {"matrikelnr", "student_number"},
    {"creditcard", "card"},
    {"cardnumber", "card"},
    {"kreditkarte", "card"},
    {"kreditkartennummer", "card"},
    {"licenseplate", "license_plate"},
    {"kennzeichen", "license_plate"},
    {"vin", "vin"},
    {"fin", "vin"},
    {"isin", "isin"},
});

constexpr std::string_view kTypeEndings[] = {"number", "nummer", "num", "code", "id", "no", "nr"};

std::string canonical_type(std::string_view type) {
  std::string folded = fold(base::trim(type).substr(0, kMaxText));
  std::string joined = folded;
  std::erase(joined, ' ');
  if (const std::string_view form = detail::form_of(kTypes, joined); !form.empty()) return std::string(form);
  for (const std::string_view ending : kTypeEndings) {
    if (joined.size() <= ending.size() || !joined.ends_with(ending)) continue;
    const std::string_view form =
        detail::form_of(kTypes, std::string_view(joined).substr(0, joined.size() - ending.size()));
    if (!form.empty()) return std::string(form);
  }
  return folded;
}

int digit_at(std::string_view text, std::size_t i) { return text[i] - '0'; }

/// ISO 7064 mod 97,10 over letters as 10 to 35; IBAN and LEI.
int mod_97(std::string_view text, int start = 0) {
  int rest = start;
  for (const char c : text)
    rest = base::is_ascii_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  return rest;
}

/// ISO 7064 mod 11,10 with the check digit last: German VAT number and Steuer-ID.
bool is_mod_11_10(std::string_view digits) {
  int product = 10;
  for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
    int sum = (digit_at(digits, i) + product) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  return (11 - product) % 10 == digit_at(digits, digits.size() - 1);
}

bool is_luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digit_at(digits, digits.size() - 1 - i);
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

template <std::size_t N>
int weighted(std::string_view digits, const std::array<int, N>& weights) {
  int sum = 0;
  for (std::size_t i = 0; i < N; ++i) sum += digit_at(digits, i) * weights[i];
  return sum;
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

enum class Check { none, right, wrong };
Check check(bool right) { return right ? Check::right : Check::wrong; }

Check check_iban(std::string_view value) {
  if (value.size() < 15 || value.size() > 34 || !base::is_ascii_alpha(value[0]) || !base::is_ascii_alpha(value[1]) ||
      !detail::is_all_digits(value.substr(2, 2))) {
    return Check::wrong;
  }
  constexpr auto kLengths = detail::form_list({{"AT", "20"}, {"BE", "16"}, {"BG", "22"}, {"CH", "21"}, {"CZ", "24"},
                                               {"DE", "22"}, {"DK", "18"}, {"ES", "24"}, {"FI", "18"}, {"FR", "27"},
                                               {"GB", "22"}, {"HU", "28"}, {"IE", "22"}, {"IT", "27"}, {"LI", "21"},
                                               {"LU", "20"}, {"NL", "18"}, {"NO", "15"}, {"PL", "28"}, {"PT", "25"},
                                               {"RO", "24"}, {"SE", "24"}, {"SI", "19"}, {"SK", "24"}, {"TR", "26"}});
  const std::string_view length = detail::form_of(kLengths, value.substr(0, 2));
  if (!length.empty() && static_cast<std::size_t>(number_of(length)) != value.size()) return Check::wrong;
  return check(mod_97(value.substr(0, 4), mod_97(value.substr(4))) == 1);
}

/// `A` stands for a letter, `9` for a digit, `*` for either.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool letter = base::is_ascii_alpha(text[i]);
    if ((shape[i] == 'A' && !letter) || (shape[i] == '9' && letter)) return false;
  }
  return true;
}

struct VatShape {
  std::string_view country;
  std::string_view shape;
};
constexpr VatShape kVatShapes[] = {
    {"AT", "*99999999"},    {"BE", "9999999999"},   {"BG", "999999999"},   {"BG", "9999999999"},
    {"CY", "99999999A"},    {"CZ", "99999999"},     {"CZ", "999999999"},   {"CZ", "9999999999"},
    {"DE", "999999999"},    {"DK", "99999999"},     {"EE", "999999999"},   {"EL", "999999999"},
    {"ES", "*9999999*"},    {"FI", "99999999"},     {"FR", "**999999999"}, {"GB", "999999999"},
    {"GB", "999999999999"}, {"HR", "99999999999"},  {"HU", "99999999"},    {"IE", "9*99999A"},
    {"IE", "9999999AA"},    {"IT", "99999999999"},  {"LT", "999999999"},   {"LT", "999999999999"},
    {"LU", "99999999"},     {"LV", "99999999999"},  {"MT", "99999999"},    {"NL", "************"},
    {"PL", "9999999999"},   {"PT", "999999999"},    {"RO", "99999999"},    {"RO", "999999999"},
    {"RO", "9999999999"},   {"SE", "999999999999"}, {"SI", "99999999"},    {"SK", "9999999999"},
};

bool has_vat_shape(std::string_view value) {
  return value.size() > 4 && std::any_of(std::begin(kVatShapes), std::end(kVatShapes), [&](const VatShape& vat) {
           return value.starts_with(vat.country) && has_shape(value.substr(2), vat.shape);
         });
}

Check check_vat(std::string_view value) {
  if (!has_vat_shape(value)) return Check::none;
  const std::string_view country = value.substr(0, 2);
  const std::string_view rest = value.substr(2);
  if (country == "DE") return check(rest[0] != '0' && is_mod_11_10(rest));
  if (country == "IT") return check(is_luhn(rest));
  if (country == "HR") return check(is_mod_11_10(rest));
  if (country == "BE") return check(97 - number_of(rest.substr(0, 8)) % 97 == number_of(rest.substr(8)));
  if (country == "LU") return check(number_of(rest.substr(0, 6)) % 89 == number_of(rest.substr(6)));
  if (country == "DK") return check(weighted(rest, std::array{2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0);
  if (country == "PL") return check(weighted(rest, std::array{6, 5, 7, 2, 3, 4, 5, 6, 7}) % 11 == digit_at(rest, 9));
  if (country == "FI")
    return check((11 - weighted(rest, std::array{7, 9, 10, 5, 8, 4, 2}) % 11) % 11 == digit_at(rest, 7));
  if (country == "PT") {
    const int digit = 11 - weighted(rest, std::array{9, 8, 7, 6, 5, 4, 3, 2}) % 11;
    return check((digit > 9 ? 0 : digit) == digit_at(rest, 8));
  }
  if (country == "FR" && detail::is_all_digits(rest)) {
    return check(number_of(rest.substr(0, 2)) == (12 + 3 * (number_of(rest.substr(2)) % 97)) % 97);
  }
  if (country == "AT" && rest[0] == 'U' && detail::is_all_digits(rest.substr(1))) {
    int sum = 4;
    for (std::size_t i = 1; i <= 7; ++i) {
      const int digit = digit_at(rest, i) * (i % 2 == 0 ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return check((10 - sum % 10) % 10 == digit_at(rest, 8));
  }
  return Check::none;
}

/// Eleven digits, the first no zero, one digit twice or thrice among the first ten, the last a check digit.
Check check_steuer_id(std::string_view value) {
  if (value.size() != 11 || !detail::is_all_digits(value)) return Check::wrong;
  return check(value[0] != '0' && is_mod_11_10(value));
}

bool is_unissued_ssn(std::string_view value) {
  if (value.size() != 9 || !detail::is_all_digits(value)) return false;
  return value.starts_with("000") || value.starts_with("666") || value[0] == '9' || value.substr(3, 2) == "00" ||
         value.substr(5) == "0000" || value == "078051120" || value == "219099999" || value == "123456789" ||
         value == "111223333";
}

}  // namespace

Identifier parse_identifier(std::string_view type, std::string_view value) {
  Identifier id;
  value = base::trim(value);
  if (value.size() > kMaxText) value = base::truncate_utf8(value, kMaxText);
  id.type = canonical_type(type);
  if (const auto digits = base::digits_of_exponent_form(value)) {
    id.placeholder = digits->empty();
    if (id.placeholder) return id;
    id.value = *digits;
  } else {
    id.value = detail::compact_upper(value);
  }
  if (id.value.empty()) {
    id.placeholder = is_placeholder(value);
    return id;
  }
  if (id.type.empty() && check_iban(id.value) == Check::right) id.type = "iban";
  if ((id.type.empty() || id.type == "tax") && has_vat_shape(id.value) && base::is_ascii_alpha(id.value[1]))
    id.type = "vat";
  id.placeholder = is_placeholder(value) || detail::is_one_character_repeated(id.value) ||
                   (detail::is_all_digits(id.value) && detail::is_dummy_digits(id.value));

  Check result = Check::none;
  if (id.type == "iban") {
    result = check_iban(id.value);
  } else if (id.type == "vat") {
    // The German number is often written without its country.
    if (id.value.size() == 9 && detail::is_all_digits(id.value) && is_mod_11_10(id.value)) id.value.insert(0, "DE");
    result = check_vat(id.value);
  } else if (id.type == "lei") {
    result = check(id.value.size() == 20 && detail::is_all_digits(std::string_view(id.value).substr(18)) &&
                   mod_97(id.value) == 1);
  } else if (id.type == "steuer_id") {
    result = check_steuer_id(id.value);
  } else if (id.type == "siren" && id.value.size() == 9 && detail::is_all_digits(id.value)) {
    result = check(is_luhn(id.value));
  } else if (id.type == "card" && id.value.size() >= 12 && detail::is_all_digits(id.value)) {
    result = check(is_luhn(id.value));
  } else if (id.type == "ssn") {
    id.placeholder = id.placeholder || is_unissued_ssn(id.value);
  }
  id.checked = result == Check::right;
  id.wrong = result == Check::wrong && !id.placeholder;
  return id;
}

}  // namespace scv::normalize
