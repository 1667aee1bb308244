#include "read/mapping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "read/names.hpp"

namespace scv::read {
namespace {

// Frequent ones of the German and English speaking countries: enough to tell what a column holds, not who is in it.
constexpr std::string_view kGivenNames =
    "anna maria peter michael thomas andreas wolfgang claus klaus juergen guenter stefan stephan christian hans "
    "manfred werner uwe "
    "helmut frank joachim bernd dieter gerhard heinz horst ralf martin matthias markus jens sven daniel alexander "
    "sebastian tobias "
    "jan florian felix lukas leon paul max jonas tim ursula monika petra elisabeth sabine renate helga karin brigitte "
    "ingrid erika "
    "andrea gisela claudia susanne gabriele christa christine hildegard anja barbara gertrud heike birgit katharina "
    "sandra nicole "
    "stefanie julia lisa laura lea lena emma mia hannah sophie marie clara john james robert david william richard "
    "joseph charles "
    "christopher matthew anthony mark steven andrew george edward brian kevin jason jeffrey ryan jacob gary nicholas "
    "eric jonathan "
    "mary patricia jennifer linda susan jessica sarah karen nancy betty margaret ashley kimberly emily donna michelle "
    "carol amanda "
    "melissa deborah stephanie rebecca sharon cynthia kathleen amy angela olivia harry oliver jack charlie thomas "
    "henry alice";
constexpr std::string_view kFamilyNames =
    "mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schaefer koch bauer richter klein "
    "wolf schroeder "
    "neumann schwarz zimmermann braun krueger hofmann hartmann lange schmitt werner schmitz krause meier lehmann "
    "schmid schulze maier "
    "koehler herrmann koenig walter mayer huber kaiser fuchs peters lang scholz moeller weiss jung hahn schubert vogel "
    "friedrich "
    "keller guenther frank berger winkler roth beck lorenz baumann franke albrecht smith johnson williams brown jones "
    "garcia miller "
    "davis rodriguez martinez wilson anderson taylor thomas moore jackson martin lee thompson white harris clark lewis "
    "robinson "
    "walker young allen king wright scott green baker adams nelson hill campbell mitchell roberts evans turner parker";
constexpr std::string_view kCities =
    "berlin hamburg muenchen koeln frankfurt stuttgart duesseldorf leipzig dortmund essen bremen dresden hannover "
    "nuernberg duisburg "
    "bochum wuppertal bielefeld bonn muenster karlsruhe mannheim augsburg wiesbaden kiel aachen halle magdeburg "
    "freiburg erfurt mainz "
    "rostock kassel potsdam wien graz linz salzburg innsbruck zuerich basel bern genf london birmingham manchester "
    "leeds liverpool "
    "glasgow edinburgh bristol chicago houston phoenix philadelphia dallas austin boston seattle denver sydney "
    "melbourne brisbane perth";
constexpr std::string_view kSalutations = "herr frau mr mrs ms miss dr prof hr fr herrn mister madam sir";
constexpr std::string_view kLegalForms =
    "gmbh ag kg ohg gbr ug ev eg inc ltd llc corp plc se sarl company stiftung verein";
constexpr std::string_view kStreetWords =
    "street st avenue ave road rd lane ln drive dr platz weg allee gasse strasse str ring court ct place pl "
    "ufer damm boulevard blvd way terrace crescent circuit parade close";

using WordSet = std::unordered_set<std::string_view>;

WordSet words_of(std::string_view list) {
  const std::vector<std::string_view> words = base::split(list, ' ');
  return {words.begin(), words.end()};
}

struct Lists {
  WordSet given = words_of(kGivenNames), family = words_of(kFamilyNames), cities = words_of(kCities),
          salutations = words_of(kSalutations), legal = words_of(kLegalForms), streets = words_of(kStreetWords);
};

const Lists& lists() {
  static const auto* const all = new Lists;
  return *all;
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 3 > text.size()) return false;
  const std::string_view domain = text.substr(at + 1);
  return text.find(' ') == std::string_view::npos && domain.find('@') == std::string_view::npos &&
         domain.find('.') != std::string_view::npos && domain.front() != '.';
}

bool is_url(std::string_view text) {
  return base::contains_ignoring_ascii_case(text.substr(0, 8), "://") ||
         base::equals_ignoring_ascii_case(text.substr(0, 4), "www.");
}

bool is_iban(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == ' ') continue;
    if (!base::is_ascii_alpha(c) && !base::is_ascii_digit(c)) return false;
    plain.push_back(base::to_ascii_lower(c));
  }
  if (plain.size() < 15 || plain.size() > 34 || !base::is_ascii_alpha(plain[0]) || !base::is_ascii_alpha(plain[1]))
    return false;
  unsigned remainder = 0;  // ISO 7064 MOD 97-10 over the text with its first four characters at the end
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[(i + 4) % plain.size()];
    const unsigned value =
        base::is_ascii_digit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(c - 'a' + 10);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder == 1;
}

/// A day written with digits; the year, or 0.
int year_of_date(std::string_view text) {
  if (const std::size_t cut = text.find_first_of(" T"); cut != std::string_view::npos && cut >= 8)
    text = text.substr(0, cut);
  std::array<int, 3> numbers{};
  std::array<std::size_t, 3> lengths{};
  std::size_t count = 0, length = 0;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) {
      if (length == 0 && count == 3) return 0;
      if (length == 8) return 0;
      numbers[count] = numbers[count] * 10 + (c - '0');
      lengths[count] = ++length;
    } else if ((c == '.' || c == '-' || c == '/') && length != 0) {
      ++count;
      length = 0;
      if (count == 3) return 0;
    } else {
      return 0;
    }
  }
  int year = 0, month = 0, day = 0;
  if (count == 0 && length == 8) {
    year = numbers[0] / 10000, month = numbers[0] / 100 % 100, day = numbers[0] % 100;
  } else if (count == 2 && lengths[0] == 4) {
    year = numbers[0], month = numbers[1], day = numbers[2];
  } else if (count == 2 && lengths[0] <= 2 && lengths[1] <= 2 && (lengths[2] == 4 || lengths[2] == 2)) {
    year = lengths[2] == 2 ? 1900 + numbers[2] : numbers[2], month = std::min(numbers[0], numbers[1]),
    day = std::max(numbers[0], numbers[1]);
  }
  return year >= 1000 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31 ? year : 0;
}

bool is_phone(std::string_view text, std::size_t digit_count) {
  if (digit_count < 6 || digit_count > 17) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_ascii_digit(c) || c == ' ' || c == '+' || c == '(' || c == ')' || c == '-' || c == '/' || c == '.';
  });
}

bool has_words_of(const std::vector<std::string>& words, const WordSet& set) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return set.contains(word); });
}

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + " %"; }

std::string in_quotes(std::string_view name) { return "'" + std::string(name) + "'"; }

bool is_address_part(Field field) { return field >= Field::address && field <= Field::country; }
bool is_name_part(Field field) { return field <= Field::name_suffix; }

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

/// What the values alone say; nothing where they say nothing. `named`: there is a name, and it is not understood, so that
/// only values which cannot be mistaken count.
std::optional<Field> field_by_content(const Profile& profile, bool named, std::string& why, std::string& type) {
  if (profile.filled() < (named ? 3u : 1u)) return std::nullopt;
  const auto says = [&](Profile::Kind kind, double least, std::string_view what) {
    const double share = profile.share(kind);
    if (share < least) return false;
    why = percent(share) + " of the values are " + std::string(what);
    return true;
  };
  if (says(Profile::email, 0.6, "e-mail addresses")) return Field::email;
  if (says(Profile::iban, 0.8, "IBANs")) {
    type = "iban";
    return Field::identifier;
  }
  if (says(Profile::url, 0.8, "web addresses")) return Field::url;
  const bool no_dates = profile.share(Profile::date) < 0.3;
  if (no_dates && says(Profile::clear_phone, 0.7, "phone numbers")) return Field::phone;
  if (named) return std::nullopt;
  if (profile.filled() < 2) return std::nullopt;
  if (says(Profile::birth_year, 0.7, "dates")) return Field::birthdate;
  if (says(Profile::organization, 0.4, "names with a legal form")) return Field::organization;
  if (says(Profile::salutation, 0.8, "salutations")) return Field::name_prefix;
  if (says(Profile::street, 0.5, "streets")) return Field::street;
  if (says(Profile::postal_code, 0.8, "postal codes of five digits")) return Field::postal_code;
  if (no_dates && says(Profile::phone, 0.7, "phone numbers")) return Field::phone;
  if (says(Profile::full_name, 0.15, "names of two or more words")) return Field::name;
  const double given = profile.share(Profile::given_name), family = profile.share(Profile::family_name),
               city = profile.share(Profile::city);
  if (given >= 0.2 && given > family && given > city && says(Profile::given_name, 0.2, "frequent given names"))
    return Field::given_name;
  if (family >= 0.1 && family > city && says(Profile::family_name, 0.1, "frequent family names"))
    return Field::family_name;
  if (says(Profile::city, 0.2, "large cities")) return Field::city;
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

}  // namespace

std::string_view role_name(const Column& column) noexcept {
  switch (column.role) {
    case ColumnRole::id:
      return "id";
    case ColumnRole::source:
      return "source";
    case ColumnRole::updated_at:
      return "updated_at";
    case ColumnRole::ignore:
      return "ignore";
    case ColumnRole::field:
      break;
  }
  return to_string(column.field);
}

void Profile::add(std::string_view value) {
  ++rows_;
  value = base::trim(value);
  if (value.empty()) return;
  ++filled_;
  distinct_.insert(base::hash64(value));
  if (example_.empty()) example_ = std::string(base::truncate_utf8(value, 80));
  if (value.size() > 200) return;
  std::size_t digit_count = 0, letters = 0;
  for (const char c : value) {
    digit_count += base::is_ascii_digit(c);
    letters += base::is_ascii_alpha(c) || static_cast<unsigned char>(c) >= 0x80;
  }
  counts_[digits] += digit_count > 0;
  counts_[number] +=
      digit_count > 0 && letters == 0 && value.find_first_not_of("0123456789.,-+% ") == std::string_view::npos;
  if (digit_count == 0 || letters != 0) {
    counts_[email] += is_email(value);
    counts_[url] += is_url(value);
    counts_[iban] += digit_count > 8 && is_iban(value);
  }
  if (const int year = year_of_date(value); year != 0) {
    ++counts_[date];
    counts_[birth_year] += year >= 1900 && year <= 2025;
  } else if (is_phone(value, digit_count)) {
    const char first = value.front();
    counts_[phone] += first == '+' || first == '0' || first == '(' ||
                      value.find_first_of(" -/") != std::string_view::npos || digit_count >= 10;
    // a country code or a trunk prefix, and as many digits as a subscriber's number has with it; 000 pads a number
    const bool padded = value.starts_with("000");
    counts_[clear_phone] +=
        (first == '+' || first == '0' || first == '(') && !padded && digit_count >= 9 && digit_count <= 15;
  }
  counts_[postal_code] += digit_count == 5 && value.size() == 5;
  if (letters == 0) return;
  const std::vector<std::string> words = name_words(value);
  if (words.empty()) return;
  const Lists& known = lists();
  const bool has_number = digit_count > 0;
  if (!has_number && words.size() == 1) {
    counts_[given_name] += known.given.contains(words[0]);
    counts_[family_name] += known.family.contains(words[0]);
    counts_[city] += known.cities.contains(words[0]);
    counts_[salutation] += known.salutations.contains(words[0]);
  } else if (!has_number && words.size() <= 4) {
    counts_[full_name] += known.given.contains(words[0]) || known.given.contains(words[1]);
  }
  counts_[organization] += words.size() >= 2 && has_words_of(words, known.legal);
  const bool street_word =
      has_words_of(words, known.streets) || std::any_of(words.begin(), words.end(), [](const std::string& word) {
        for (const std::string_view ending : {"strasse", "str", "weg", "platz", "gasse", "allee", "ring", "damm"}) {
          if (word.size() > ending.size() + 1 && word.ends_with(ending)) return true;
        }
        return false;
      });
  counts_[street] += has_number && words.size() >= 2 && street_word;
}

double Profile::share(Kind kind) const noexcept {
  return filled_ == 0 ? 0.0 : static_cast<double>(counts_[kind]) / static_cast<double>(filled_);
}

std::vector<Column> recognise_columns(std::span<const std::string> names, std::span<const Profile> profiles,
                                      bool header) {
  const std::size_t count = names.size();
  std::vector<Meaning> meanings(count);
  std::vector<Column> columns(count);
  std::vector<std::vector<std::string>> words(count);
  static const Profile kNoProfile;
  const auto profile_of = [&](std::size_t i) -> const Profile& {
    return i < profiles.size() ? profiles[i] : kNoProfile;
  };

  bool has_source = false;
  for (std::size_t i = 0; i < count; ++i) {
    Column& column = columns[i];
    const Profile& profile = profile_of(i);
    column.name = names[i];
    column.filled =
        profile.rows() == 0 ? 0.0 : static_cast<double>(profile.filled()) / static_cast<double>(profile.rows());
    column.example = profile.example();
    Meaning& meaning = meanings[i];
    if (header) {
      words[i] = name_words(names[i]);
      meaning = meaning_of(names[i]);
    }
    // "Title" is a salutation in an address book and a job in a CRM: its values say which.
    if (header && words[i].size() == 1 && words[i][0] == "title" && profile.share(Profile::salutation) >= 0.5) {
      meaning.field = Field::name_prefix;
      meaning.known = true;
    }
    if (meaning.known && (meaning.role != ColumnRole::field || meaning.field != Field::other)) {
      if (const std::string against = contradiction(meaning, profile); !against.empty()) {
        column.why =
            "the name " + in_quotes(names[i]) + " says " + std::string(to_string(meaning.field)) + ", but " + against;
        meaning = Meaning{};
        meaning.known = true;
      } else {
        column.why = "the name " + in_quotes(names[i]);
      }
    } else if (!meaning.known) {
      std::string type;
      if (const std::optional<Field> field = field_by_content(profile, header, column.why, type)) {
        meaning = Meaning{};
        meaning.field = *field;
        meaning.type = type;
      } else if (meaning.maybe_id && profile.filled() > 0 && profile.distinct() * 3 >= profile.filled()) {
        meaning.field = Field::identifier;
        column.why = "the name " + in_quotes(names[i]) + " ends like an identifier's, and its values differ";
      } else {
        meaning = Meaning{};
        column.why = header ? "the name " + in_quotes(names[i]) + " is not known" : "the values tell nothing";
      }
    } else {
      column.why = "the name " + in_quotes(names[i]) + " is nothing that matching uses by itself";
    }
    if (meaning.role == ColumnRole::source) {
      if (has_source) meaning = Meaning{};
      has_source = true;
    }
  }

  // One id: the column whose name says so most plainly; else a customer number that every row has and no two share.
  std::optional<std::size_t> id;
  int best_rank = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (meanings[i].role != ColumnRole::id) continue;
    const int rank = id_rank(words[i], has_source);
    if (!id || rank < best_rank) id = i, best_rank = rank;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (meanings[i].role == ColumnRole::id && i != *id) {
      meanings[i].role = ColumnRole::ignore;
      columns[i].why += "; " + in_quotes(names[*id]) + " is the record's id";
    }
  }
  for (std::size_t i = 0; i < count && !id; ++i) {
    const Profile& profile = profile_of(i);
    if (meanings[i].field == Field::identifier && meanings[i].type == "customer_number" &&
        profile.filled() == profile.rows() && profile.filled() > 0 && profile.distinct() == profile.filled()) {
      id = i;
      meanings[i].role = ColumnRole::id;
      columns[i].why += "; every row has another one, so that it is the record's id, too";
    }
  }
  bool updated = false;
  for (Meaning& meaning : meanings) {
    if (meaning.role != ColumnRole::updated_at) continue;
    if (updated) meaning.role = ColumnRole::ignore;
    updated = true;
  }

  // A number behind a street counts lines, unless a city or a postal code has it too.
  for (Meaning& meaning : meanings) {
    if (!meaning.line) continue;
    const bool own_address = std::any_of(meanings.begin(), meanings.end(), [&](const Meaning& other) {
      return is_address_part(other.field) && !other.line && other.field != Field::house_number &&
             other.group == meaning.group;
    });
    if (own_address) continue;
    const std::size_t cut = meaning.group.find_last_not_of("0123456789");
    const std::size_t digits = cut == std::string::npos ? 0 : cut + 1;
    const bool first = meaning.group.substr(digits) == "1";
    meaning.group.erase(digits);
    if (!first && meaning.field == Field::street) meaning.field = Field::address_extra;
  }

  // Groups: those who share a key belong together; what would stand twice in one begins another.
  const auto others_in_group = [&](std::size_t i, auto&& test) {
    for (std::size_t j = 0; j < count; ++j) {
      if (j != i && meanings[j].role == ColumnRole::field && meanings[j].group == meanings[i].group &&
          test(meanings[j].field))
        return true;
    }
    return false;
  };
  for (std::size_t i = 0; i < count; ++i) {
    Meaning& meaning = meanings[i];
    if (meaning.role != ColumnRole::field) continue;
    // A county beside a state, and an address as a whole beside its parts.
    if (meaning.field == Field::region && !words[i].empty() &&
        (words[i].back() == "county" || words[i].back() == "landkreis")) {
      for (std::size_t j = 0; j < count; ++j) {
        if (j != i && meanings[j].field == Field::region && meanings[j].group == meaning.group) {
          meaning = Meaning{};
          columns[i].why += ", and another column is the region";
          break;
        }
      }
    } else if (meaning.field == Field::street && !words[i].empty()) {
      static const WordSet kWhole = words_of("address addr adresse");
      const bool bare =
          has_words_of(words[i], kWhole) && !has_words_of(words[i], words_of("line street strasse zeile"));
      if (bare && !others_in_group(
                      i, [](Field f) { return is_address_part(f) && f != Field::address && f != Field::country; })) {
        meaning.field = Field::address;
      }
    }
  }
  std::map<std::string, std::uint16_t> name_groups, address_groups;
  std::map<std::pair<std::string, Field>, std::size_t> seen;
  for (std::size_t i = 0; i < count; ++i) {
    Meaning& meaning = meanings[i];
    Column& column = columns[i];
    column.role = meaning.role;
    column.field = meaning.field;
    column.type = meaning.type;
    if (meaning.role == ColumnRole::field && (is_name_part(meaning.field) || is_address_part(meaning.field))) {
      auto& groups = is_name_part(meaning.field) ? name_groups : address_groups;
      std::string key = meaning.group;
      const bool whole = meaning.field == Field::name || meaning.field == Field::address;
      if (whole && others_in_group(i, [&](Field f) {
            return f != meaning.field &&
                   (is_name_part(meaning.field) ? f == Field::given_name || f == Field::family_name
                                                : f == Field::street || f == Field::city || f == Field::postal_code);
          })) {
        key += "/whole";
      }
      if (const std::size_t times = seen[{key, meaning.field}]++; times != 0) {
        if (meaning.field == Field::street)
          column.field = Field::address_extra;
        else if (meaning.field != Field::address_extra && meaning.field != Field::name_prefix &&
                 meaning.field != Field::name_suffix) {
          key += "/" + std::to_string(times);
        }
      }
      column.group = groups.try_emplace(key, static_cast<std::uint16_t>(groups.size())).first->second;
    }
    if (column.role == ColumnRole::field && column.field == Field::other) column.type = column.name;
  }
  return columns;
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

Mapping parse_mapping(const std::string& json) {
  Mapping mapping;
  if (base::trim(json).empty()) return mapping;
  const auto fail = [](const std::string& what) -> Error { return Error(ErrorCode::parse, "the mapping " + what); };
  nlohmann::json document;
  try {
    document = nlohmann::json::parse(json);
  } catch (const nlohmann::json::exception& error) {
    throw fail(std::string("is not valid JSON: ") + error.what());
  }
  if (!document.is_object()) throw fail("must be a JSON object");
  const auto text = [&](const nlohmann::json& object, const char* name) -> std::string {
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return {};
    if (!at->is_string()) throw fail(std::string("has a '") + name + "' that is not a string");
    return at->get<std::string>();
  };
  mapping.format = text(document, "format");
  mapping.encoding = text(document, "encoding");
  if (const std::string delimiter = text(document, "delimiter"); !delimiter.empty()) {
    if (delimiter == "\\t" || delimiter == "tab")
      mapping.delimiter = '\t';
    else if (delimiter.size() != 1)
      throw fail("has a 'delimiter' that is not one ASCII character");
    else
      mapping.delimiter = delimiter[0];
  }
  if (const auto header = document.find("header"); header != document.end()) {
    if (!header->is_boolean()) throw fail("has a 'header' that is not true or false");
    mapping.header = header->get<bool>();
  }
  const auto list = document.find("columns");
  if (list == document.end()) return mapping;
  if (!list->is_array()) throw fail("has 'columns' that are not a list");
  mapping.columns.emplace();
  for (const nlohmann::json& entry : *list) {
    if (!entry.is_object()) throw fail("has a column that is not an object");
    Column column;
    column.name = text(entry, "name");
    column.type = text(entry, "type");
    column.why = "the mapping";
    const std::string role = text(entry, "role");
    if (role == "id")
      column.role = ColumnRole::id;
    else if (role == "source")
      column.role = ColumnRole::source;
    else if (role == "updated_at")
      column.role = ColumnRole::updated_at;
    else if (role == "ignore")
      column.role = ColumnRole::ignore;
    else if (const std::optional<Field> field = field_from_string(role))
      column.field = *field;
    else
      throw fail("gives the column " + in_quotes(column.name) + " the unknown role " + in_quotes(role));
    if (const auto group = entry.find("group"); group != entry.end()) {
      if (!group->is_number_unsigned() || group->get<std::uint64_t>() > 65535) {
        throw fail("gives the column " + in_quotes(column.name) + " a group that is not a number from 0 to 65535");
      }
      column.group = group->get<std::uint16_t>();
    }
    if (column.role == ColumnRole::field && column.field == Field::other && column.type.empty())
      column.type = column.name;
    mapping.columns->push_back(std::move(column));
  }
  return mapping;
}

std::string mapping_json(std::string_view format, std::string_view encoding, std::string_view delimiter, bool header,
                         std::span<const Column> columns) {
  std::string text = "{\"format\":" + base::json_quote(format);
  if (!encoding.empty()) text += ",\"encoding\":" + base::json_quote(encoding);
  if (!delimiter.empty())
    text += ",\"delimiter\":" + base::json_quote(delimiter) + ",\"header\":" + (header ? "true" : "false");
  text += ",\"columns\":[";
  bool first = true;
  for (const Column& column : columns) {
    text += first ? "\n  " : ",\n  ";
    first = false;
    text += "{\"name\":" + base::json_quote(column.name) + ",\"role\":" + base::json_quote(role_name(column)) +
            ",\"type\":" + base::json_quote(column.type) + ",\"group\":" + std::to_string(column.group) + "}";
  }
  text += "]}";
  return text;
}

std::vector<Column> apply_mapping(const Mapping& mapping, std::span<const std::string> names, bool header) {
  std::vector<Column> columns(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    columns[i].name = names[i];
    columns[i].role = ColumnRole::ignore;
    columns[i].why = "the mapping does not name it";
  }
  for (std::size_t i = 0; i < mapping.columns->size(); ++i) {
    const Column& wanted = (*mapping.columns)[i];
    std::size_t at = i;
    if (header) {
      at = 0;
      while (at < names.size() && base::trim(names[at]) != base::trim(wanted.name)) ++at;
    }
    if (at >= names.size()) {
      throw Error(ErrorCode::parse,
                  "the mapping names a column " + in_quotes(wanted.name) + " that the file does not have");
    }
    columns[at] = wanted;
    columns[at].name = names[at];
  }
  return columns;
}

}  // namespace scv::read
