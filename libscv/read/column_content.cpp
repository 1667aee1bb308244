// Columns by their values. Each open column gets a score for each kind of content: what the model of columns says of its values, and
// what its name may say. Kinds that go together (a postal code beside a city) add to one another's score where they stand near,
// kinds that a record has once take from it where they come twice. The best kinds are found for all columns together, by changing
// one column at a time until nothing gets better.

#include <algorithm>
#include <bitset>
#include <cmath>

#include "base/text.hpp"
#include "read/column_model.hpp"
#include "read/recognition.hpp"

namespace scv::read {
namespace {

using Scores = std::array<float, kKinds>;

/// The role that a kind gives its column.
struct Role {
  std::string_view kind;
  Field field;
  std::string_view type;
  std::string_view values;  ///< what such values are called
};
constexpr Role kRoles[] = {
    {"address", Field::address, "", "whole addresses"},
    {"address_extra", Field::address_extra, "", "second lines of addresses"},
    {"birthdate", Field::birthdate, "", "birth dates"},
    {"city", Field::city, "", "places"},
    {"country", Field::country, "", "countries"},
    {"day", Field::birthdate, "day", "days of months"},
    {"email", Field::email, "", "e-mail addresses"},
    {"family_name", Field::family_name, "", "family names"},
    {"gender", Field::gender, "", "genders"},
    {"given_name", Field::given_name, "", "given names"},
    {"house_number", Field::house_number, "", "house numbers"},
    {"iban", Field::identifier, "iban", "IBANs"},
    {"identifier", Field::identifier, "", "identifiers"},
    {"middle_name", Field::middle_name, "", "initials"},
    {"month", Field::birthdate, "month", "months"},
    {"name", Field::name, "", "whole names"},
    {"organization", Field::organization, "", "organisations"},
    {"phone", Field::phone, "", "phone numbers"},
    {"phone_area", Field::phone, "area_code", "area codes"},
    {"phone_country", Field::phone, "country_code", "country codes of phone numbers"},
    {"postal_code", Field::postal_code, "", "postal codes"},
    {"region", Field::region, "", "regions"},
    {"salutation", Field::name_prefix, "", "salutations"},
    {"street", Field::street, "", "streets"},
    {"url", Field::url, "", "web addresses"},
    {"year", Field::birthdate, "year", "years"},
};

/// What stands near what, in log odds.
struct Pair {
  std::string_view a, b;
  float bonus;
};
constexpr Pair kPairs[] = {
    {"given_name", "family_name", 1.5F},
    {"given_name", "middle_name", 1.0F},
    {"middle_name", "family_name", 1.0F},
    {"salutation", "given_name", 0.7F},
    {"salutation", "family_name", 0.5F},
    {"salutation", "name", 0.5F},
    {"family_name", "birthdate", 0.5F},
    {"given_name", "birthdate", 0.4F},
    {"birthdate", "gender", 0.4F},
    {"name", "birthdate", 0.4F},
    {"street", "house_number", 1.5F},
    {"street", "postal_code", 0.8F},
    {"postal_code", "city", 1.5F},
    {"city", "region", 0.8F},
    {"region", "country", 0.6F},
    {"city", "country", 0.6F},
    {"street", "city", 0.8F},
    {"house_number", "postal_code", 0.7F},
    {"house_number", "city", 0.5F},
    {"region", "postal_code", 0.8F},
    {"street", "address_extra", 1.0F},
    {"address_extra", "city", 0.6F},
    {"address_extra", "postal_code", 0.6F},
    {"phone", "email", 0.5F},
    {"phone", "phone", 0.5F},
    {"phone_country", "phone_area", 1.5F},
    {"phone_area", "phone", 1.5F},
    {"phone_area", "identifier", 1.0F},
    {"phone_country", "phone", 1.0F},
    {"day", "month", 2.0F},
    {"month", "year", 2.0F},
    {"day", "year", 0.5F},
    {"organization", "street", 0.4F},
    {"name", "street", 0.4F},
    {"name", "phone", 0.3F},
    {"family_name", "street", 0.3F},
    {"email", "url", 0.3F},
    {"postal_code", "country", 0.5F},
};

/// What a second column of a kind takes from its score: a record has one of it.
struct Once {
  std::string_view kind;
  float cost;
};
constexpr Once kOnce[] = {
    {"given_name", 2.5F},  {"family_name", 2.5F},  {"birthdate", 2.5F},    {"gender", 2.5F},
    {"city", 2.0F},        {"street", 2.0F},       {"house_number", 3.0F}, {"postal_code", 2.5F},
    {"region", 2.0F},      {"country", 2.0F},      {"name", 1.0F},         {"salutation", 1.0F},
    {"middle_name", 2.0F}, {"organization", 1.5F}, {"address", 1.0F},      {"day", 6.0F},
    {"month", 6.0F},       {"year", 6.0F},         {"phone_area", 2.0F},   {"phone_country", 2.0F},
};

constexpr std::size_t kGiven = kind_of("given_name"), kFamily = kind_of("family_name"), kWholeName = kind_of("name"),
                      kOrganization = kind_of("organization"), kStreet = kind_of("street"),
                      kHouse = kind_of("house_number"), kDay = kind_of("day"), kMonth = kind_of("month"),
                      kYear = kind_of("year"), kPhone = kind_of("phone"), kArea = kind_of("phone_area"),
                      kCalling = kind_of("phone_country"), kIdentifier = kind_of("identifier");

/// The tables above by number.
struct Rules {
  std::array<const Role*, kKinds> roles{};
  std::array<std::array<float, kKinds>, kKinds> pairs{};
  std::array<float, kKinds> once{};

  Rules() {
    for (const Role& role : kRoles) roles[kind_of(role.kind)] = &role;
    for (const Pair& pair : kPairs)
      pairs[kind_of(pair.a)][kind_of(pair.b)] = pairs[kind_of(pair.b)][kind_of(pair.a)] = pair.bonus;
    for (const Once& one : kOnce) once[kind_of(one.kind)] = one.cost;
  }
};
const Rules& rules() {
  static const auto* const all = new Rules;
  return *all;
}

/// The kind that a column's decided meaning stands for, or kKinds.
std::size_t kind_of_meaning(const Meaning& meaning) {
  if (meaning.role != ColumnRole::field) return kKinds;
  const Role* untyped = nullptr;
  for (const Role& role : kRoles) {
    if (role.field != meaning.field) continue;
    if (role.type == meaning.type) return kind_of(role.kind);
    if (role.type.empty()) untyped = &role;
  }
  return untyped != nullptr ? kind_of(untyped->kind) : kKinds;
}

/// c1, col_7, field3, x: a name that was never meant to say anything.
bool is_meaningless(const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return word.size() <= 2 || base::is_ascii_digit(word.front()) || word == "col" || word == "column" ||
           word == "field" || word == "feld" || word == "spalte" || word == "var" || word == "attr" ||
           word == "unnamed";
  });
}

/// ttl, sex_cd: what is left of a name says little.
bool is_abbreviated(const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(), [](const std::string& word) { return word.size() <= 3; });
}

class Decision {
 public:
  explicit Decision(Recognition& table)
      : table_(table), kinds_(table.names.size(), kKinds), scores_(table.names.size()) {
    std::size_t known = 0, named = 0;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (!table.open[i]) {
        kinds_[i] = kind_of_meaning(table.meanings[i]);
        if (kinds_[i] != kKinds) ++counts_[kinds_[i]];
      }
      const bool has_meaning = table.meanings[i].role != ColumnRole::field || table.meanings[i].field != Field::other;
      known += has_meaning || !table.meanings[i].sayings.empty();
      named += !table.meanings[i].known && !says_nothing(i);
    }
    // Where most names are understood, one that is not means something else.
    understood_ = known + named == 0 ? 0 : static_cast<float>(known) / static_cast<float>(known + named);
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (table.open[i]) judge(i);
    }
  }

  void run() {
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (table_.open[i]) set(i, best(i));
    }
    find_date_parts();
    bool changed = true;
    for (int round = 0; round < 8 && changed; ++round) {
      changed = false;
      for (std::size_t i = 0; i < kinds_.size(); ++i) {
        if (!table_.open[i]) continue;
        const std::size_t now = best(i);
        changed = changed || now != kinds_[i];
        set(i, now);
      }
    }
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (table_.open[i]) conclude(i);
    }
  }

 private:
  /// What values and name say of the column by itself.
  void judge(std::size_t i) {
    const Profile& profile = table_.profile(i);
    Scores& scores = scores_[i];
    if (profile.filled() > 0) {
      scores = kinds_of(profile.signs().features());
      const auto rows = static_cast<float>(profile.signs().looked_at());
      for (float& score : scores) score = std::max(score, -7.0F) * rows / (rows + 1);
    }
    // Years of another century than ours, beside a day and a month.
    if (profile.signs().share(Sign::digits_4) > 0.8) scores[kYear] = std::max(scores[kYear], -3.0F);
    const Meaning& meaning = table_.meanings[i];
    const float said = meaning.known ? 6.0F : 4.0F;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const Role* role = rules().roles[kind];
      if (role == nullptr) {
        if (std::any_of(meaning.sayings.begin(), meaning.sayings.end(),
                        [](const Saying& saying) { return saying.field == Field::other; }))
          scores[kind] += said;
        if (meaning.sayings.empty() && !says_nothing(i)) scores[kind] += 1.0F + 3 * understood_;
        continue;
      }
      if (is_half_a_name(i, kind)) scores[kind] += said - 0.5F;
      for (const Saying& saying : meaning.sayings) {
        if (saying.field == role->field &&
            (saying.type == role->type || (role->type.empty() && role->field != Field::birthdate))) {
          scores[kind] += said;
          break;
        }
      }
    }
  }

  bool says_nothing(std::size_t i) const { return !table_.header || is_meaningless(table_.words[i]); }

  /// Called a whole name, which may stand in two columns, and several times in a row.
  bool is_half_a_name(std::size_t i, std::size_t kind) const {
    const std::vector<Saying>& sayings = table_.meanings[i].sayings;
    return (kind == kGiven || kind == kFamily) && std::any_of(sayings.begin(), sayings.end(), [](const Saying& saying) {
             return saying.field == Field::name;
           });
  }

  void set(std::size_t i, std::size_t kind) {
    if (kinds_[i] != kKinds) --counts_[kinds_[i]];
    kinds_[i] = kind;
    if (kind != kKinds) ++counts_[kind];
  }

  bool near(std::size_t i, std::size_t kind, std::size_t distance) const {
    const std::size_t first = i > distance ? i - distance : 0, last = std::min(i + distance + 1, kinds_.size());
    for (std::size_t j = first; j < last; ++j) {
      if (j != i && kinds_[j] == kind) return true;
    }
    return false;
  }

  /// A part of the same date: it stands near, or has a value in the same rows.
  bool has_date_part(std::size_t i, std::size_t kind) const {
    if (near(i, kind, 3)) return true;
    for (std::size_t j = 0; j < kinds_.size(); ++j) {
      if (j != i && kinds_[j] == kind &&
          share_in(table_.profile(i).filled_rows(), table_.profile(j).filled_rows()) > 0.9F)
        return true;
    }
    return false;
  }

  /// Columns that are most like a kind, judged by themselves.
  std::vector<std::size_t> most_like(std::size_t kind) const {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (table_.open[i] && table_.profile(i).filled() != 0 && scores_[i][kind] > -5) columns.push_back(i);
    }
    std::stable_sort(columns.begin(), columns.end(),
                     [&](std::size_t a, std::size_t b) { return scores_[a][kind] > scores_[b][kind]; });
    columns.resize(std::min<std::size_t>(columns.size(), 6));
    return columns;
  }

  float sum_of(const std::array<std::size_t, 3>& columns) const {
    float sum = 0;
    for (const std::size_t i : columns) sum += kinds_[i] == kKinds ? 0.0F : totals(i)[kinds_[i]];
    return sum;
  }

  /// Day, month and year that stand apart: one column alone would not become one.
  void find_date_parts() {
    if (counts_[kDay] != 0 && counts_[kMonth] != 0 && counts_[kYear] != 0) return;
    float most = 0;
    std::array<std::size_t, 3> found{};
    for (const std::size_t day : most_like(kDay)) {
      for (const std::size_t month : most_like(kMonth)) {
        for (const std::size_t year : most_like(kYear)) {
          if (day == month || day == year || month == year) continue;
          const std::array<std::size_t, 3> columns{day, month, year}, parts{kDay, kMonth, kYear};
          std::array<std::size_t, 3> before{};
          float gain = -sum_of(columns);
          for (std::size_t n = 0; n < 3; ++n) {
            before[n] = kinds_[columns[n]];
            set(columns[n], parts[n]);
          }
          gain += sum_of(columns);
          for (std::size_t n = 0; n < 3; ++n) set(columns[n], before[n]);
          if (gain > most) most = gain, found = columns;
        }
      }
    }
    if (most <= 0) return;
    set(found[0], kDay);
    set(found[1], kMonth);
    set(found[2], kYear);
  }

  /// What the other columns add.
  float beside(std::size_t i, std::size_t kind) const {
    float sum = 0;
    const std::size_t first = i > 2 ? i - 2 : 0, last = std::min(i + 3, kinds_.size());
    for (std::size_t j = first; j < last; ++j) {
      if (j == i || kinds_[j] == kKinds) continue;
      const float bonus = rules().pairs[kind][kinds_[j]];
      sum += j + 1 == i || i + 1 == j ? bonus : bonus / 2;
    }
    if (counts_[kind] > (kinds_[i] == kind ? 1U : 0U))
      sum -= rules().once[kind] * others_of(i, kind) * (is_half_a_name(i, kind) ? 0.3F : 1.0F);
    // Parts of a date or of a number say nothing alone.
    if (kind == kDay || kind == kMonth || kind == kYear) {
      const std::size_t a = kind == kDay ? kMonth : kDay, b = kind == kYear ? kMonth : kYear;
      sum += has_date_part(i, a) && has_date_part(i, b) ? 4.0F : kind == kYear ? -2.0F : -4.0F;
    }
    if (kind == kArea || kind == kCalling)
      sum += near(i, kPhone, 2) || near(i, kIdentifier, 1) || near(i, kArea, 1) ? 0.0F : -4.0F;
    if (kind == kHouse && counts_[kStreet] == 0) sum -= 3;
    if ((kind == kGiven && counts_[kFamily] == 0) || (kind == kFamily && counts_[kGiven] == 0)) sum -= 0.7F;
    // Whom should a row be about that has no name? Where the columns' names are understood, they say it.
    if ((kind == kWholeName || kind == kOrganization) && values_differ(i))
      sum += 3 * (says_nothing(i) ? 1.0F : 1 - understood_) * share_without_names(i);
    if (kind == kWholeName && counts_[kGiven] != 0 && counts_[kFamily] != 0) sum -= 0.5F;
    return sum;
  }

  /// How many other columns are of that kind, up to three. One with more values counts for more, one with fewer for less, and a whole
  /// name in other rows for nothing, where the column's name says nothing.
  float others_of(std::size_t i, std::size_t kind) const {
    float sum = 0;
    const Profile& own = table_.profile(i);
    for (std::size_t j = 0; j < kinds_.size(); ++j) {
      if (j == i || kinds_[j] != kind) continue;
      const Profile& other = table_.profile(j);
      if (own.filled() == 0 || other.filled() == 0) {
        sum += 1;
        continue;
      }
      const float ratio = static_cast<float>(other.filled()) / static_cast<float>(own.filled());
      const bool elsewhere = kind == kWholeName && says_nothing(i);
      const float overlap = elsewhere ? share_in(own.filled_rows(), other.filled_rows()) : 1.0F;
      sum += std::clamp(ratio, 0.3F, 1.5F) * overlap;
    }
    return std::min(sum, 3.0F);
  }

  /// The share of `rows` that are `among` these.
  static float share_in(const std::bitset<Profile::kRows>& rows, const std::bitset<Profile::kRows>& among) {
    return rows.none() ? 1.0F : static_cast<float>((rows & among).count()) / static_cast<float>(rows.count());
  }

  bool values_differ(std::size_t i) const {
    const Profile& profile = table_.profile(i);
    return profile.filled() != 0 && profile.distinct() * 5 > profile.filled() * 2;
  }

  /// The share of the column's rows in which no other column has a name.
  float share_without_names(std::size_t i) const {
    std::bitset<Profile::kRows> named;
    for (std::size_t j = 0; j < kinds_.size(); ++j) {
      const std::size_t kind = kinds_[j];
      if (j != i && (kind == kGiven || kind == kFamily || kind == kWholeName || kind == kOrganization))
        named |= table_.profile(j).filled_rows();
    }
    return share_in(table_.profile(i).filled_rows(), ~named);
  }

  Scores totals(std::size_t i) const {
    Scores sums = scores_[i];
    for (std::size_t kind = 0; kind < kKinds; ++kind) sums[kind] += beside(i, kind);
    return sums;
  }

  std::size_t best(std::size_t i) const {
    if (table_.profile(i).filled() == 0 && table_.meanings[i].sayings.empty()) return kKinds;
    const Scores sums = totals(i);
    return static_cast<std::size_t>(std::max_element(sums.begin(), sums.end()) - sums.begin());
  }

  /// Writes down what the column is, how sure that is and what it would be else.
  void conclude(std::size_t i) {
    Meaning& meaning = table_.meanings[i];
    Column& column = table_.columns[i];
    if (kinds_[i] == kKinds) return;
    const Scores sums = totals(i);
    const float most = *std::max_element(sums.begin(), sums.end());
    double total = 0, none = 0;
    std::size_t second = kKinds;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const double weight = std::exp(sums[kind] - most);
      total += weight;
      const Role* role = rules().roles[kind];
      if (role == nullptr) none += weight;
      if (role != nullptr && kind != kinds_[i] && (second == kKinds || sums[kind] > sums[second])) second = kind;
    }
    const Role* role = rules().roles[kinds_[i]];
    const double probability = role == nullptr ? none / total : std::exp(sums[kinds_[i]] - most) / total;
    const bool none_likely = none / total > (role == nullptr ? 0 : 0.02) && role != nullptr;
    column.probability = probability;
    if (second != kKinds) column.second = to_string(rules().roles[second]->field);
    if (none_likely && none / total > std::exp(sums[second] - most) / total) column.second = "other";
    // A name that has a sense, where others are understood, is to be contradicted by clear values alone.
    const bool named = meaning.sayings.empty() && !says_nothing(i);
    const double least = !named || understood_ <= 0.3F ? 0.5 : is_abbreviated(table_.words[i]) ? 0.7 : 0.95;
    if (role == nullptr || (!meaning.known && probability < least)) {
      if (role != nullptr) column.second = to_string(role->field);
      column.probability = role == nullptr ? probability : 1 - probability;
      set(i, kKinds);
      if (meaning.known) return;
      meaning.sayings.clear();
      return;
    }
    const bool said = meaning.known && meaning.field == role->field;
    const std::string group = meaning.group, type = meaning.type;
    const bool by_name = meaning.known || !meaning.sayings.empty();
    meaning.role = ColumnRole::field;
    meaning.field = role->field;
    if (!said || !role->type.empty())
      meaning.type = role->type.empty() ? (role->field == Field::phone || is_address_part(role->field) ? type : "")
                                        : std::string(role->type);
    if (meaning.field == Field::identifier && meaning.type.empty()) meaning.type = table_.names[i];
    column.why =
        (by_name ? "the name " + in_quotes(table_.names[i]) + ", and the values look like " : "the values look like ") +
        std::string(role->values) + ", " + percent(probability) + " sure";
  }

  Recognition& table_;
  std::vector<std::size_t> kinds_;
  std::vector<Scores> scores_;
  std::array<std::size_t, kKinds> counts_{};
  float understood_ = 0;
};

/// Digits behind an area code are the rest of the number; an area code without them is nothing.
void join_phone_parts(Recognition& table) {
  const std::size_t count = table.meanings.size();
  const auto is_part = [&](std::size_t i, std::string_view type) {
    return table.meanings[i].field == Field::phone && table.meanings[i].type == type;
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_part(i, "area_code") && !is_part(i, "country_code")) continue;
    // What is called a country's code is one of numbers, where it holds digits.
    if (i > 0 && is_part(i, "area_code") && table.meanings[i - 1].field == Field::country &&
        table.profile(i - 1).share(Profile::digits) > 0.7) {
      table.meanings[i - 1].field = Field::phone;
      table.meanings[i - 1].type = "country_code";
      table.columns[i - 1].why = "the values are digits, and an area code stands behind them";
    }
    if (i + 1 < count && (is_part(i + 1, "area_code") || is_part(i + 1, "subscriber"))) continue;
    const ColumnSigns* signs = i + 1 < count ? &table.profile(i + 1).signs() : nullptr;
    // A number by name.
    if (i + 1 < count && is_part(i + 1, "")) {
      if (table.profile(i + 1).share(Profile::clear_phone) < 0.5) table.meanings[i + 1].type = "subscriber";
      continue;
    }
    const bool digits = signs != nullptr && table.open[i + 1] &&
                        signs->share(Sign::digits_4) + signs->share(Sign::digits_5) + signs->share(Sign::digits_6) +
                                signs->share(Sign::digits_7) + signs->share(Sign::digits_8) +
                                signs->share(Sign::digits_9) + signs->share(Sign::digits_10_11) >
                            0.7;
    if (digits) {
      table.meanings[i + 1].role = ColumnRole::field;
      table.meanings[i + 1].field = Field::phone;
      table.meanings[i + 1].type = "subscriber";
      table.columns[i + 1].why = "the values look like the rest of the phone number whose code stands before them";
    } else if (table.open[i]) {
      table.meanings[i] = Meaning{};
      table.columns[i].why = "the values look like codes of phone numbers, but the numbers are missing";
    }
  }
}

}  // namespace

void decide_by_content(Recognition& table) {
  if (std::find(table.open.begin(), table.open.end(), true) != table.open.end()) Decision(table).run();
  join_phone_parts(table);
}

}  // namespace scv::read
