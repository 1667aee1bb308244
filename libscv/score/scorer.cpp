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

constexpr double kPseudoRecords = 200;  ///< how much counting the shipped shares are worth
constexpr float kOtherAgainst = -0.3f;  ///< bounds of what one column without meaning may weigh
constexpr float kOtherFor = 0.5f;
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
    case Term::family_name:
      return std::string(table.words.text(value));
    case Term::organization:
      return std::string(table.words.text(table.organizations[value].whole));
    case Term::birthdate:
      return std::to_string(table.dates[value].ymd);
    case Term::email:
      return joined(
          {table.email_parts.text(table.emails[value].local), table.email_parts.text(table.emails[value].domain)});
    case Term::phone:
      return std::string(table.phone_digits.text(table.phones[value].digits));
    case Term::premises: {
      const types::PostalAddress& a = table.addresses[value];
      if (a.street == kNoValue || a.house_number == kNoValue) return {};
      return joined(
          {part(a.street), part(a.house_number), a.postal_code != kNoValue ? part(a.postal_code) : part(a.city)});
    }
    case Term::street:
      return std::string(part(table.addresses[value].street));
    case Term::postal_code:
      return std::string(part(table.addresses[value].postal_code));
    case Term::city:
      return std::string(part(table.addresses[value].city));
    case Term::identifier:
      return joined({table.identifier_parts.text(table.identifiers[value].type),
                     table.identifier_parts.text(table.identifiers[value].value)});
    case Term::birth_place:
      return std::string(part(value));
    case Term::other:
      return joined(
          {table.other_columns.text(table.others[value].column), table.other_values.text(table.others[value].value)});
  }
  return {};
}

std::size_t values_of(const FeatureTable& table, Term term) {
  switch (term) {
    case Term::given_name:
    case Term::family_name:
      return table.words.size();
    case Term::organization:
      return table.organizations.size();
    case Term::birthdate:
      return table.dates.size();
    case Term::email:
      return table.emails.size();
    case Term::phone:
      return table.phones.size();
    case Term::premises:
    case Term::street:
    case Term::postal_code:
    case Term::city:
      return table.addresses.size();
    case Term::identifier:
      return table.identifiers.size();
    case Term::birth_place:
      return table.address_parts.size();
    case Term::other:
      return table.others.size();
  }
  return 0;
}

/// The share of strangers' records that have a value which `count` records have. Two of them are the pair in question, and
/// as many are its customer's as customers have on average.
float share_of(Term term, std::uint32_t count, const Model& model) {
  const TermPrior prior = term_prior(term);
  const double others = count >= prior.kept_from ? std::max(0.0, count - 2.0 - model.duplicates) : 0.0;
  const double total = std::max(0.0, static_cast<double>(model.records) - 2.0) + kPseudoRecords;
  return static_cast<float>(std::clamp((others + kPseudoRecords * prior.share) / total, prior.floor, 1.0));
}

std::array<LogLevel, types::kLevels> logs_of(const Levels& levels) {
  std::array<LogLevel, types::kLevels> logs;
  const auto log = [](double p) { return static_cast<float>(std::log2(std::max(p, 1e-12))); };
  for (std::size_t i = 0; i < types::kLevels; ++i) {
    logs[i] = {log(levels[i].match), log(levels[i].stranger), log(levels[i].household)};
  }
  return logs;
}

/// log2(2^a + 2^b), at most 0.
float log_sum(float a, float b) {
  const float larger = std::max(a, b), smaller = std::min(a, b);
  return std::min(0.0f, larger + std::log2(1 + std::exp2(smaller - larger)));
}

}  // namespace

Scorer::Scorer(const Model& model, const FeatureTable& table) : model_(model), table_(table) {
  for (std::size_t c = 0; c < types::kComparisons; ++c) levels_[c] = logs_of(model.levels[c]);
  for (std::size_t column = 0; column < table.other_columns.size(); ++column) {
    other_levels_.push_back(logs_of(model.of_other(table.other_columns.text(static_cast<ValueNo>(column)))));
  }
  for (std::size_t t = 0; t < kTerms; ++t) {
    const auto term = static_cast<Term>(t);
    const std::size_t count = values_of(table, term);
    const float unseen = std::log2(share_of(term, 0, model));
    log_shares_[t].assign(count, unseen);
    if (model.terms[t].counts.empty()) continue;
    for (std::size_t value = 0; value < count; ++value) {
      const auto found = model.terms[t].counts.find(term_text(table, term, static_cast<ValueNo>(value)));
      if (found != model.terms[t].counts.end()) log_shares_[t][value] = std::log2(share_of(term, found->second, model));
    }
  }
  household_share_ = std::min(0.5, std::exp2(model.prior_log2_odds) * model.households_per_match);
}

float Scorer::log_share(Term term, const Agreement& agreement) const {
  const std::vector<float>& shares = log_shares_[static_cast<std::size_t>(term)];
  return std::max(shares[agreement.left], shares[agreement.right]);
}

LogLevel Scorer::of(Comparison comparison, const Agreement& agreement) const {
  const Level level = agreement.level;
  LogLevel logs = levels_[static_cast<std::size_t>(comparison)][static_cast<std::size_t>(level)];
  switch (comparison) {
    case Comparison::given_name:
      if (level <= Level::equal_part) {
        logs.stranger = log_share(Term::given_name, agreement);
        logs.household = log_sum(logs.household, logs.stranger);
      }
      break;
    case Comparison::family_name:
      if (level <= Level::equal_part) logs.stranger = log_share(Term::family_name, agreement);
      break;
    case Comparison::organization:
      if (level <= Level::equal_part) logs.stranger = log_share(Term::organization, agreement);
      break;
    case Comparison::birthdate:
      if (level == Level::equal) {
        logs.stranger = log_share(Term::birthdate, agreement);
        logs.household = log_sum(logs.household, logs.stranger);
      }
      break;
    case Comparison::email:
      if (level == Level::equal) logs.stranger = log_share(Term::email, agreement);
      if (level == Level::shared) logs.stranger = std::max(logs.stranger, log_share(Term::email, agreement));
      break;
    case Comparison::phone:
      if (level == Level::equal) logs.stranger = log_share(Term::phone, agreement);
      break;
    case Comparison::address:
      if (level == Level::equal) logs.stranger = log_share(Term::premises, agreement);
      if (level == Level::same_block || level == Level::equal_part) logs.stranger = log_share(Term::street, agreement);
      if (level == Level::same_area) logs.stranger = log_share(Term::postal_code, agreement);
      if (level == Level::same_city) logs.stranger = log_share(Term::city, agreement);
      break;
    case Comparison::identifier:
      if (level == Level::equal) logs.stranger = log_share(Term::identifier, agreement);
      break;
    case Comparison::birth_place:
      if (level == Level::equal) logs.stranger = log_share(Term::birth_place, agreement);
      break;
    case Comparison::name_order:
    case Comparison::generation:
    case Comparison::gender:
      break;
  }
  return logs;
}

LogLevel Scorer::of(const types::OtherAgreement& other) const {
  LogLevel logs = other_levels_[other.column][static_cast<std::size_t>(other.agreement.level)];
  if (other.agreement.level == Level::equal) logs.stranger = log_share(Term::other, other.agreement);
  logs.match = logs.stranger + std::clamp(logs.match - logs.stranger, kOtherAgainst, kOtherFor);
  logs.household = logs.stranger + std::clamp(logs.household - logs.stranger, kOtherAgainst, kOtherFor);
  return logs;
}

double Scorer::household_correction(double household_to_stranger) const {
  return -std::log2((1 - household_share_) + household_share_ * std::exp2(std::min(household_to_stranger, 900.0)));
}

double Scorer::weight(const types::ComparisonVector& compared) const {
  double sum = model_.prior_log2_odds, household = 0;
  const auto take = [&](const LogLevel& logs) {
    sum += static_cast<double>(logs.match - logs.stranger);
    household += static_cast<double>(logs.household - logs.stranger);
  };
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    if (compared.of[c].level != Level::missing) take(of(static_cast<Comparison>(c), compared.of[c]));
  }
  for (const types::OtherAgreement& other : compared.others) take(of(other));
  return sum + household_correction(household);
}

std::vector<Contribution> Scorer::contributions(const types::ComparisonVector& compared) const {
  std::vector<Contribution> list;
  double household = 0;
  const auto take = [&](const LogLevel& logs, std::string_view comparison, std::string_view column,
                        const Agreement& agreement) {
    household += static_cast<double>(logs.household - logs.stranger);
    list.push_back({comparison, column, agreement.level, agreement.left, agreement.right,
                    static_cast<double>(logs.match - logs.stranger)});
  };
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    const auto comparison = static_cast<Comparison>(c);
    if (compared.of[c].level != Level::missing)
      take(of(comparison, compared.of[c]), types::to_string(comparison), {}, compared.of[c]);
  }
  for (const types::OtherAgreement& other : compared.others) {
    take(of(other), "other", table_.other_columns.text(other.column), other.agreement);
  }
  list.push_back({"household", {}, Level::shared, kNoValue, kNoValue, household_correction(household)});
  return list;
}

void count_terms(const FeatureTable& table, Model& model) {
  std::array<std::vector<std::uint32_t>, kTerms> counts;
  for (std::size_t t = 0; t < kTerms; ++t) counts[t].resize(values_of(table, static_cast<Term>(t)));
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
    count(Term::other, table.record_others[record]);
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
    absl::erase_if(kept, [&](const auto& entry) { return entry.second < term_prior(term).kept_from; });
  }
  model.records = table.size();
}

}  // namespace scv::score
