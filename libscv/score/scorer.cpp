#include "score/scorer.hpp"

#include <algorithm>
#include <cmath>

namespace scv::score {
namespace {

using types::Agreement;
using types::Comparison;
using types::FeatureTable;
using types::kNoValue;
using types::Level;
using types::ValueNo;

constexpr double kPseudoRecords = 200;    ///< how much counting the shipped shares are worth
constexpr double kOtherAgainst = -1.5;    ///< bounds of what one column without meaning may weigh
constexpr double kOtherFor = 4;
constexpr std::string_view kSeparator = "\x1f";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    if (!text.empty()) text += kSeparator;
    text += part;
  }
  return text;
}

/// A value's text as the model counts it; empty where the value has no such term.
std::string term_text(const FeatureTable& table, Term term, ValueNo value) {
  const auto part = [&](ValueNo number) { return table.address_parts.text(number); };
  switch (term) {
    case Term::given_name:
    case Term::family_name: return std::string(table.words.text(value));
    case Term::organization: return std::string(table.words.text(table.organizations[value].whole));
    case Term::birthdate: return std::to_string(table.dates[value].ymd);
    case Term::email:
      return joined({table.email_parts.text(table.emails[value].local), table.email_parts.text(table.emails[value].domain)});
    case Term::phone: return std::string(table.phone_digits.text(table.phones[value].digits));
    case Term::premises: {
      const types::PostalAddress& a = table.addresses[value];
      if (a.street == kNoValue || a.house_number == kNoValue) return {};
      return joined({part(a.street), part(a.house_number), a.postal_code != kNoValue ? part(a.postal_code) : part(a.city)});
    }
    case Term::street: return std::string(part(table.addresses[value].street));
    case Term::postal_code: return std::string(part(table.addresses[value].postal_code));
    case Term::city: return std::string(part(table.addresses[value].city));
    case Term::identifier:
      return joined({table.identifier_parts.text(table.identifiers[value].type),
                     table.identifier_parts.text(table.identifiers[value].value)});
    case Term::birth_place: return std::string(part(value));
    case Term::other: return {};
  }
  return {};
}

std::size_t values_of(const FeatureTable& table, Term term) {
  switch (term) {
    case Term::given_name:
    case Term::family_name: return table.words.size();
    case Term::organization: return table.organizations.size();
    case Term::birthdate: return table.dates.size();
    case Term::email: return table.emails.size();
    case Term::phone: return table.phones.size();
    case Term::premises:
    case Term::street:
    case Term::postal_code:
    case Term::city: return table.addresses.size();
    case Term::identifier: return table.identifiers.size();
    case Term::birth_place: return table.address_parts.size();
    case Term::other: return 0;
  }
  return 0;
}

std::string other_text(const FeatureTable& table, const types::OtherValue& other) {
  return joined({table.other_columns.text(other.column), table.other_values.text(other.value)});
}

/// The share of strangers' records that have a value which `count` records have, two of them being the pair in question.
float share_of(Term term, std::uint32_t count, std::uint64_t records) {
  const TermPrior prior = term_prior(term);
  const double others = count >= prior.kept_from ? count - 2.0 : 0.0;
  const double total = std::max(0.0, static_cast<double>(records) - 2.0) + kPseudoRecords;
  return static_cast<float>(std::clamp((others + kPseudoRecords * prior.share) / total, prior.floor, 1.0));
}

std::uint32_t counted(const TermCounts& terms, const std::string& text) {
  const auto found = terms.counts.find(text);
  return found == terms.counts.end() ? 0 : found->second;
}

std::uint64_t other_key(const types::OtherValue& other) { return std::uint64_t{other.column} << 32 | other.value; }

bool is_word_equal(Level level) { return level == Level::equal || level == Level::equal_part; }

}  // namespace

Scorer::Scorer(const Model& model, const FeatureTable& table) : model_(model), table_(table) {
  for (std::size_t t = 0; t < kTerms; ++t) {
    const auto term = static_cast<Term>(t);
    const std::size_t count = values_of(table, term);
    shares_[t].resize(count);
    for (std::size_t value = 0; value < count; ++value) {
      const std::string text = term_text(table, term, static_cast<ValueNo>(value));
      shares_[t][value] = share_of(term, counted(model.terms[t], text), model.records);
    }
  }
  for (const types::OtherValue& other : table.record_others.values()) {
    float& share = other_shares_[other_key(other)];
    if (share == 0) {
      const TermCounts& terms = model.terms[static_cast<std::size_t>(Term::other)];
      share = share_of(Term::other, counted(terms, other_text(table, other)), model.records);
    }
  }
  household_share_ = std::min(0.5, std::exp2(model.prior_log2_odds) * model.households_per_match);
}

float Scorer::share(Term term, ValueNo value) const { return shares_[static_cast<std::size_t>(term)][value]; }

Scorer::Weights Scorer::weights(Comparison comparison, const Agreement& agreement) const {
  const LevelProbabilities& level = model_.of(comparison, agreement.level);
  double stranger = level.stranger, household = level.household;
  const auto common = [&](Term term) {
    return static_cast<double>(std::max(share(term, agreement.left), share(term, agreement.right)));
  };
  switch (comparison) {
    case Comparison::given_name:
      if (is_word_equal(agreement.level)) {
        stranger = common(Term::given_name);
        household = std::min(1.0, household + stranger);
      }
      break;
    case Comparison::family_name:
      if (is_word_equal(agreement.level)) stranger = common(Term::family_name);
      break;
    case Comparison::organization:
      if (agreement.level <= Level::equal_part) stranger = common(Term::organization);
      break;
    case Comparison::birthdate:
      if (agreement.level == Level::equal) {
        stranger = common(Term::birthdate);
        household = std::min(1.0, household + stranger);
      }
      break;
    case Comparison::email:
      if (agreement.level == Level::equal || agreement.level == Level::shared) {
        stranger = std::max(agreement.level == Level::shared ? stranger : 0.0, common(Term::email));
      }
      break;
    case Comparison::phone:
      if (agreement.level == Level::equal) stranger = common(Term::phone);
      break;
    case Comparison::address:
      if (agreement.level == Level::equal) stranger = common(Term::premises);
      if (agreement.level == Level::same_block || agreement.level == Level::equal_part) stranger = common(Term::street);
      if (agreement.level == Level::same_area) stranger = common(Term::postal_code);
      if (agreement.level == Level::same_city) stranger = common(Term::city);
      break;
    case Comparison::identifier:
      if (agreement.level == Level::equal) stranger = common(Term::identifier);
      break;
    case Comparison::birth_place:
      if (agreement.level == Level::equal) stranger = common(Term::birth_place);
      break;
    case Comparison::name_order:
    case Comparison::generation:
    case Comparison::gender: break;
  }
  return {std::log2(level.match), std::log2(stranger), std::log2(std::max(household, stranger * 0.001))};
}

Scorer::Weights Scorer::other_weights(const types::OtherAgreement& other) const {
  const LevelProbabilities& level = model_.other_levels[static_cast<std::size_t>(other.agreement.level)];
  double stranger = level.stranger;
  if (other.agreement.level == Level::equal) stranger = other_shares_.at(other_key({other.column, other.agreement.left}));
  const double weight = std::clamp(std::log2(level.match / stranger), kOtherAgainst, kOtherFor);
  return {weight, 0, std::log2(level.household / level.stranger)};
}

double Scorer::household_correction(double stranger_to_household) const {
  return -std::log2((1 - household_share_) + household_share_ * std::exp2(std::min(stranger_to_household, 900.0)));
}

double Scorer::weight(const types::ComparisonVector& compared) const {
  double sum = model_.prior_log2_odds, household = 0;
  const auto take = [&](const Weights& w) {
    sum += w.match - w.stranger;
    household += w.household - w.stranger;
  };
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    if (compared.of[c].level != Level::missing) take(weights(static_cast<Comparison>(c), compared.of[c]));
  }
  for (const types::OtherAgreement& other : compared.others) take(other_weights(other));
  return sum + household_correction(household);
}

std::vector<Contribution> Scorer::contributions(const types::ComparisonVector& compared) const {
  std::vector<Contribution> list;
  double household = 0;
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    const Agreement& agreement = compared.of[c];
    if (agreement.level == Level::missing) continue;
    const Weights w = weights(static_cast<Comparison>(c), agreement);
    household += w.household - w.stranger;
    list.push_back({types::to_string(static_cast<Comparison>(c)), {}, agreement.level, agreement.left, agreement.right,
                    w.match - w.stranger});
  }
  for (const types::OtherAgreement& other : compared.others) {
    const Weights w = other_weights(other);
    household += w.household - w.stranger;
    list.push_back({"other", table_.other_columns.text(other.column), other.agreement.level, other.agreement.left,
                    other.agreement.right, w.match - w.stranger});
  }
  list.push_back({"household", {}, Level::shared, kNoValue, kNoValue, household_correction(household)});
  return list;
}

void count_terms(const FeatureTable& table, Model& model) {
  std::array<std::vector<std::uint32_t>, kTerms> counts;
  for (std::size_t t = 0; t < kTerms; ++t) counts[t].resize(values_of(table, static_cast<Term>(t)));
  absl::flat_hash_map<std::uint64_t, std::uint32_t> others;
  std::vector<ValueNo> given, family;
  for (types::RecordNo record = 0; record < table.size(); ++record) {
    const auto count = [&](Term term, std::span<const ValueNo> values) {
      for (const ValueNo value : values) ++counts[static_cast<std::size_t>(term)][value];
    };
    const auto count_distinct = [&](Term term, std::vector<ValueNo>& values) {
      std::sort(values.begin(), values.end());
      values.erase(std::unique(values.begin(), values.end()), values.end());
      count(term, values);
      values.clear();
    };
    for (const ValueNo number : table.record_names[record]) {
      const types::Name& name = table.names[number];
      given.insert(given.end(), table.given(name).begin(), table.given(name).end());
      family.insert(family.end(), table.family(name).begin(), table.family(name).end());
    }
    count_distinct(Term::given_name, given);
    count_distinct(Term::family_name, family);
    count(Term::organization, table.record_organizations[record]);
    count(Term::birthdate, table.record_dates[record]);
    count(Term::email, table.record_emails[record]);
    count(Term::phone, table.record_phones[record]);
    for (const Term term : {Term::premises, Term::street, Term::postal_code, Term::city}) {
      count(term, table.record_addresses[record]);
    }
    count(Term::identifier, table.record_identifiers[record]);
    count(Term::birth_place, table.record_places[record]);
    for (const types::OtherValue& other : table.record_others[record]) ++others[other_key(other)];
  }

  for (std::size_t t = 0; t < kTerms; ++t) {
    const auto term = static_cast<Term>(t);
    absl::flat_hash_map<std::string, std::uint32_t>& kept = model.terms[t].counts;
    kept.clear();
    // several values of one kind may have one text (addresses in one street), so the texts are what is counted
    for (std::size_t value = 0; value < counts[t].size(); ++value) {
      if (counts[t][value] == 0) continue;
      std::string text = term_text(table, term, static_cast<ValueNo>(value));
      if (!text.empty()) kept[std::move(text)] += counts[t][value];
    }
    if (term == Term::other) {
      for (const auto& [key, count] : others) {
        kept[other_text(table, {static_cast<ValueNo>(key >> 32), static_cast<ValueNo>(key)})] += count;
      }
    }
    absl::erase_if(kept, [&](const auto& entry) { return entry.second < term_prior(term).kept_from; });
  }
  model.records = table.size();
  model.prior_log2_odds = -std::log2(std::max(500.0, static_cast<double>(table.size())));
}

}  // namespace scv::score
