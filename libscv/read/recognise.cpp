#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.hpp"
#include "read/names.hpp"
#include "read/recognition.hpp"

namespace scv::read {
namespace {

/// Why the values cannot be what the name says, or empty.
std::string contradiction(const Meaning& meaning, const Profile& profile) {
  constexpr std::size_t kEnough = 4;
  if (meaning.role != ColumnRole::field || profile.filled() < kEnough) return {};
  const double numeric = profile.share(Profile::number);
  switch (meaning.field) {
    case Field::email:
      if (profile.share(Profile::email) < 0.2)
        return "only " + percent(profile.share(Profile::email)) + " of the values are e-mail addresses";
      break;
    case Field::phone:
      if (profile.share(Profile::phone) < 0.1 && profile.share(Profile::digits) < 0.3)
        return "the values have no digits of a phone number";
      if (profile.share(Profile::email) > 0.5) return "the values are e-mail addresses";
      break;
    case Field::birthdate:
      if (profile.share(Profile::digits) < 0.3) return "the values are no dates";
      break;
    case Field::postal_code:
      if (profile.share(Profile::digits) < 0.3) return "the values have no digits of a postal code";
      break;
    case Field::name:
    case Field::given_name:
    case Field::middle_name:
    case Field::family_name:
    case Field::city:
    case Field::organization:
      if (numeric > 0.8) return percent(numeric) + " of the values are numbers";
      if (meaning.field <= Field::family_name && profile.share(Profile::digits) > 0.8) return "the values have digits";
      if (profile.share(Profile::email) > 0.8) return "the values are e-mail addresses";
      if (profile.share(Profile::date) > 0.8) return "the values are dates";
      break;
    case Field::street:
    case Field::address:
      if (numeric > 0.8) return percent(numeric) + " of the values are numbers";
      if (profile.share(Profile::email) > 0.8) return "the values are e-mail addresses";
      break;
    case Field::identifier:
      if (meaning.type != "iban" && profile.filled() >= 50 && profile.distinct() * 20 < profile.filled()) {
        return "the same few values stand in all rows";
      }
      break;
    case Field::url:
      if (profile.share(Profile::url) == 0 && profile.distinct() * 20 < profile.filled())
        return "the same few words stand in all rows";
      break;
    default:
      break;
  }
  return {};
}

/// What values show that cannot be mistaken, whatever the name.
std::optional<Saying> plain_content(const Profile& profile, std::string& why) {
  if (profile.filled() < 3) return std::nullopt;
  const auto says = [&](Profile::Kind kind, double least, std::string_view what) {
    const double share = profile.share(kind);
    if (share < least) return false;
    why = percent(share) + " of the values are " + std::string(what);
    return true;
  };
  if (says(Profile::email, 0.6, "e-mail addresses")) return Saying{Field::email, {}};
  if (says(Profile::iban, 0.8, "IBANs")) return Saying{Field::identifier, "iban"};
  if (says(Profile::url, 0.8, "web addresses")) return Saying{Field::url, {}};
  const bool no_dates = profile.share(Profile::date) < 0.3;
  if (no_dates && says(Profile::clear_phone, 0.7, "phone numbers")) return Saying{Field::phone, {}};
  return std::nullopt;
}

int id_rank(const std::vector<std::string>& words, bool has_data_source) {
  std::string key;
  for (const std::string& word : words) key += word;
  if (has_data_source && key == "recordid") return 0;
  if (key == "id") return 1;
  if (key == "recordid" || key == "uuid" || key == "guid" || key == "recid") return 2;
  if (key == "nr" || key == "no" || key == "key" || key == "index" || key == "lfdnr") return 4;
  return 3;
}

/// What the name says, and whether the values bear it out.
void decide_by_name(Recognition& table, std::size_t i) {
  const Profile& profile = table.profile(i);
  Meaning& meaning = table.meanings[i];
  Column& column = table.columns[i];
  if (table.header) {
    table.words[i] = name_words(table.names[i]);
    meaning = meaning_of(table.names[i]);
  }
  // "Title" is a salutation in an address book and a job in a CRM: its values say which.
  if (table.words[i].size() == 1 && table.words[i][0] == "title" && profile.signs().share(Sign::salutation) >= 0.5) {
    meaning.field = Field::name_prefix;
    meaning.known = true;
  }
  // "Address" is a street beside a city, and else whole: its values say which.
  static const std::vector<std::string> kWhole{"address",   "addr",     "adresse", "adres",  "direccion",
                                               "indirizzo", "endereco", "adress",  "osoite", "anschrift"};
  if (meaning.known && meaning.field == Field::street && meaning.sayings.empty() && profile.filled() >= 4 &&
      table.words[i].size() == 1 && std::find(kWhole.begin(), kWhole.end(), table.words[i][0]) != kWhole.end()) {
    meaning.sayings = {{Field::street, {}}, {Field::address, {}}};
  }
  const std::string name = "the name " + in_quotes(table.names[i]);
  if (meaning.known && (meaning.role != ColumnRole::field || meaning.field != Field::other)) {
    const std::string against = contradiction(meaning, profile);
    if (against.empty()) {
      column.why = name;
      table.open[i] = !meaning.sayings.empty();
    } else {
      column.why = name + " says " + std::string(to_string(meaning.field)) + ", but " + against;
      meaning = Meaning{};
      meaning.known = true;
    }
    return;
  }
  if (meaning.known) {
    column.why = name + " is nothing that matching uses by itself";
    return;
  }
  if (const std::optional<Saying> plain = plain_content(profile, column.why)) {
    meaning = Meaning{};
    meaning.field = plain->field;
    meaning.type = plain->type;
    return;
  }
  if (meaning.maybe_id && profile.filled() > 0 && profile.distinct() * 3 >= profile.filled()) {
    meaning.field = Field::identifier;
    column.why = name + " ends like an identifier's, and its values differ";
    return;
  }
  column.why = table.header ? name + " is not known" : "the values tell nothing";
  table.open[i] = true;
  std::vector<Saying> sayings = std::move(meaning.sayings);
  meaning = Meaning{};
  meaning.sayings = std::move(sayings);
}

/// One id: the column whose name says so most plainly; else a customer number that every row has and no two share. One source
/// and one time of the last change.
void choose_ids(Recognition& table) {
  const std::size_t count = table.meanings.size();
  bool has_source = false;
  for (Meaning& meaning : table.meanings) {
    if (meaning.role != ColumnRole::source) continue;
    if (has_source) meaning = Meaning{};
    has_source = true;
  }
  std::optional<std::size_t> id;
  int best_rank = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (table.meanings[i].role != ColumnRole::id) continue;
    const int rank = id_rank(table.words[i], has_source);
    if (!id || rank < best_rank) id = i, best_rank = rank;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (table.meanings[i].role == ColumnRole::id && i != *id) {
      table.meanings[i].role = ColumnRole::ignore;
      table.columns[i].why += "; " + in_quotes(table.names[*id]) + " is the record's id";
    }
  }
  for (std::size_t i = 0; i < count && !id; ++i) {
    const Profile& profile = table.profile(i);
    if (table.meanings[i].field == Field::identifier && table.meanings[i].type == "customer_number" &&
        profile.filled() == profile.rows() && profile.filled() > 0 && profile.distinct() == profile.filled()) {
      id = i;
      table.meanings[i].role = ColumnRole::id;
      table.columns[i].why += "; every row has another one, so that it is the record's id, too";
    }
  }
  bool updated = false;
  for (Meaning& meaning : table.meanings) {
    if (meaning.role != ColumnRole::updated_at) continue;
    if (updated) meaning.role = ColumnRole::ignore;
    updated = true;
  }
}

}  // namespace

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + " %"; }
std::string in_quotes(std::string_view name) { return "'" + std::string(name) + "'"; }

std::vector<Column> recognise_columns(std::span<const std::string> names, std::span<const Profile> profiles,
                                      bool header) {
  constexpr double kMostly = 0.6;
  const std::size_t count = names.size();
  Recognition table{names, profiles, header, {}, {}, {}, {}};
  table.words.resize(count);
  table.meanings.resize(count);
  table.columns.resize(count);
  table.open.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Profile& profile = table.profile(i);
    Column& column = table.columns[i];
    column.name = names[i];
    column.filled =
        profile.rows() == 0 ? 0.0 : static_cast<double>(profile.filled()) / static_cast<double>(profile.rows());
    column.example = profile.example();
    column.serial_days = profile.share(Profile::serial_day) >= kMostly;
    decide_by_name(table, i);
  }
  decide_by_content(table);
  choose_ids(table);
  group_columns(table);
  return std::move(table.columns);
}

std::string variant_of(std::span<const std::string> names) {
  const auto has = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (has("E-mail 1 - Value") || has("Phone 1 - Value")) return "google";
  if (has("E-mail Display Name") || has("Business Street") || has("Straße geschäftlich") ||
      has("E-Mail: Angezeigter Name"))
    return "outlook";
  if (has("primary_address_street") || has("assigned_user_id") || has("Primary Address Street")) return "suitecrm";
  if (has("MasterRecordId") || (has("LastName") && has("MailingStreet")) || (has("Id") && has("BillingStreet")))
    return "salesforce";
  if (has("Record ID") &&
      (has("Contact owner") || has("Lifecycle Stage") || has("Lead Status") || has("Company owner")))
    return "hubspot";
  if (has("RECORD_ID") && has("DATA_SOURCE")) return "senzing";
  return {};
}

}  // namespace scv::read
