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

constexpr std::uint32_t kEqualCounted = 4;  ///< of named records that are equal in all features
constexpr double kPseudoRecords = 200;      ///< how much counting the shipped shares are worth
constexpr float kOtherAgainst = -0.6f;      ///< bounds of what one column without meaning may weigh
constexpr float kOtherFor = 3;
constexpr float kOtherRest = 0.1f;  ///< of the weight of those that are not the strongest
constexpr float kMostSharedBits =
    14;  ///< that the words of two organisations' names count for, being no independent ones
constexpr float kOrganizationMoved = -6.3f;  ///< log2 of how often an organisation is found at another address
constexpr double kMostBits = 900;
constexpr std::string_view kSeparator = "\x1f";
constexpr std::string_view kPairSeparator = "\x1e";

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
    case Term::organization_word:
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
    case Term::organization_word:
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

/// The share of strangers' records that have a value which `count` records have, the customer's own left out.
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
    logs[i] = {log(levels[i].match), log(levels[i].stranger), log(levels[i].household), log(levels[i].branch)};
  }
  return logs;
}

std::pair<std::string_view, std::string_view> texts_of_pair(std::string_view pair) {
  const std::size_t at = pair.find(kPairSeparator);
  return at == std::string_view::npos ? std::pair(pair, pair)
                                      : std::pair(pair.substr(0, at), pair.substr(at + kPairSeparator.size()));
}

/// log2(2^a + 2^b), at most 0.
float log_sum(float a, float b) {
  const float larger = std::max(a, b), smaller = std::min(a, b);
  return std::min(0.0f, larger + std::log2(1 + std::exp2(smaller - larger)));
}

}  // namespace

std::uint64_t numbers_of_pair(ValueNo a, ValueNo b) noexcept {
  return std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
}

Scorer::Scorer(const Model& model, const FeatureTable& table) : model_(model), table_(table) {
  for (std::size_t c = 0; c < types::kComparisons; ++c) levels_[c] = logs_of(model.levels[c]);
  for (std::size_t t = 0; t < kTerms; ++t) {
    for (const auto& [pair, lift] : model.lifts[t]) {
      const auto [first, second] = texts_of_pair(pair);
      lift_texts_[t][first].partners.emplace_back(second, lift);
      lift_texts_[t][second].partners.emplace_back(first, lift);
    }
  }
  household_share_ = std::min(0.4, std::exp2(model.prior_log2_odds) * model.households_per_match);
  branch_share_ = std::min(0.4, std::exp2(model.prior_log2_odds) * model.branches_per_match);
  extend();
}

void Scorer::extend() {
  for (std::size_t column = other_levels_.size(); column < table_.other_columns.size(); ++column) {
    other_levels_.push_back(logs_of(model_.of_other(table_.other_columns.text(static_cast<ValueNo>(column)))));
  }
  for (std::size_t t = 0; t < kTerms; ++t) {
    const auto term = static_cast<Term>(t);
    const std::size_t count = values_of(table_, term), known = log_shares_[t].size();
    log_shares_[t].resize(count, std::log2(share_of(term, 0, model_)));
    if (model_.terms[t].counts.empty() && lift_texts_[t].empty()) continue;
    for (std::size_t value = known; value < count; ++value) {
      const std::string text = term_text(table_, term, static_cast<ValueNo>(value));
      const auto found = model_.terms[t].counts.find(text);
      if (found != model_.terms[t].counts.end())
        log_shares_[t][value] = std::log2(share_of(term, found->second, model_));
      bind_lifts(t, text, static_cast<ValueNo>(value));
    }
  }
  const std::vector<float>& words = log_shares_[static_cast<std::size_t>(Term::organization_word)];
  for (std::size_t word = word_bits_.size(); word < words.size(); ++word) word_bits_.push_back(-words[word]);
}

void Scorer::bind_lifts(std::size_t term, std::string_view text, ValueNo value) {
  const auto found = lift_texts_[term].find(text);
  if (found == lift_texts_[term].end()) return;
  found->second.number = value;
  for (const auto& [partner, lift] : found->second.partners) {
    const ValueNo other = lift_texts_[term].at(partner).number;
    if (other != kNoValue) lifts_[term][numbers_of_pair(value, other)] = lift;
  }
}

/// What differs may stand for the same: up to what two equal values as frequent as the commoner of the two would bring.
/// Gives the pair's lift, 0 if it has none.
float Scorer::lift(Term term, const Agreement& agreement, LogLevel& logs) const {
  const auto& lifts = lifts_[static_cast<std::size_t>(term)];
  if (lifts.empty()) return 0;
  const auto found = lifts.find(numbers_of_pair(agreement.left, agreement.right));
  if (found == lifts.end()) return 0;
  logs.match = std::min(logs.match + found->second, logs.stranger - log_share(term, agreement));
  return found->second;
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
      } else {
        lift(Term::given_name, agreement, logs);
      }
      break;
    case Comparison::family_name:
      if (level <= Level::equal_part) {
        logs.stranger = log_share(Term::family_name, agreement);
      } else {
        lift(Term::family_name, agreement, logs);
      }
      break;
    case Comparison::organization:
    case Comparison::employer:
      if (level == Level::equal) {
        logs.stranger = std::max(log_share(Term::organization, agreement), 1 - agreement.bits);
      } else if (level == Level::variant) {
        logs.stranger = std::max(logs.stranger, 1 - agreement.bits);
      } else if (level == Level::equal_part) {
        logs.stranger = std::max(logs.stranger, 2 - std::min(agreement.bits, kMostSharedBits));
      } else if (level == Level::similar || level == Level::faint || level == Level::partial) {
        logs.stranger = std::max(logs.stranger, 3 - std::min(agreement.bits, kMostSharedBits));
      }
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
      if (level == Level::equal) {
        logs.stranger = log_share(Term::birth_place, agreement);
      } else {
        lift(Term::birth_place, agreement, logs);
      }
      break;
    case Comparison::middle_name:
    case Comparison::name_order:
    case Comparison::generation:
    case Comparison::gender:
      break;
  }
  switch (comparison) {
    case Comparison::organization:
    case Comparison::address:
    case Comparison::phone:
    case Comparison::email:
    case Comparison::identifier:
      break;
    default:
      logs.branch = logs.stranger;  // nothing that branches have in common
  }
  return logs;
}

/// A difference in a column without meaning speaks for nothing, and what agrees has its bounds. Households and branches are
/// like strangers in it.
LogLevel Scorer::of(const types::OtherAgreement& other) const {
  LogLevel logs = other_levels_[other.column][static_cast<std::size_t>(other.agreement.level)];
  const Level level = other.agreement.level;
  float most = kOtherFor;
  if (level == Level::equal) {
    logs.stranger = std::max(logs.stranger, log_share(Term::other, other.agreement));
  } else if (lift(Term::other, other.agreement, logs) <= 0 && level == Level::different) {
    most = 0;
  }
  logs.match = logs.stranger + std::clamp(logs.match - logs.stranger, kOtherAgainst, most);
  logs.household = logs.branch = logs.stranger;
  return logs;
}

template <typename Take>
void Scorer::each(const types::ComparisonVector& compared, Take take) const {
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    const auto comparison = static_cast<Comparison>(c);
    if (compared.of[c].level == Level::missing) continue;
    LogLevel logs = of(comparison, compared.of[c]);
    if (comparison == Comparison::address && compared[Comparison::organization].level != Level::missing &&
        (compared.of[c].level >= Level::same_area)) {
      logs.match = std::min(logs.match, kOrganizationMoved);
    }
    take(types::to_string(comparison), std::string_view{}, compared.of[c], logs);
  }
  // columns without a meaning may say one thing several times: the strongest counts whole
  std::size_t strongest = compared.others.size();
  float most = 0;
  for (std::size_t i = 0; i < compared.others.size(); ++i) {
    const LogLevel logs = of(compared.others[i]);
    if (logs.match - logs.stranger <= most) continue;
    most = logs.match - logs.stranger;
    strongest = i;
  }
  for (std::size_t i = 0; i < compared.others.size(); ++i) {
    LogLevel logs = of(compared.others[i]);
    if (i != strongest && logs.match > logs.stranger)
      logs.match = logs.stranger + kOtherRest * (logs.match - logs.stranger);
    take("other", table_.other_columns.text(compared.others[i].column), compared.others[i].agreement, logs);
  }
}

Scorer::Kinds Scorer::kinds(const types::ComparisonVector& compared, const Odds& sums) const {
  const double branch_share = compared[Comparison::organization].level == Level::missing ? 0 : branch_share_;
  const double neither = 1 - household_share_ - branch_share;
  const double household = household_share_ * std::exp2(std::min(sums.household, kMostBits));
  const double branch = branch_share * std::exp2(std::min(sums.branch, kMostBits));
  Kinds kinds;
  kinds.household = -std::log2(neither + branch_share + household);
  kinds.branch = -std::log2(neither + household + branch) - kinds.household;
  const double match = std::exp2(std::min(model_.prior_log2_odds + sums.match, kMostBits));
  kinds.apart = (household + branch) / (neither + match + household + branch);
  return kinds;
}

Judgement Scorer::judge(const types::ComparisonVector& compared) const {
  Odds sums;
  each(compared, [&](std::string_view, std::string_view, const Agreement&, const LogLevel& logs) { sums.add(logs); });
  const Kinds other = kinds(compared, sums);
  return {model_.prior_log2_odds + sums.match + other.household + other.branch, other.apart};
}

std::vector<Contribution> Scorer::contributions(const types::ComparisonVector& compared) const {
  std::vector<Contribution> list;
  Odds sums;
  each(compared,
       [&](std::string_view comparison, std::string_view column, const Agreement& agreement, const LogLevel& logs) {
         sums.add(logs);
         list.push_back({comparison, column, agreement.level, agreement.left, agreement.right,
                         static_cast<double>(logs.match - logs.stranger)});
       });
  const Kinds other = kinds(compared, sums);
  list.push_back({"household", {}, Level::shared, kNoValue, kNoValue, other.household});
  if (other.branch != 0) list.push_back({"branch", {}, Level::shared, kNoValue, kNoValue, other.branch});
  return list;
}

namespace {

/// Calls `take(term, value)` for each value of a record; a name's word once.
template <typename Take>
void each_value(const FeatureTable& table, types::RecordNo record, bool whole_names_are_organizations,
                std::vector<ValueNo>& words, Take take) {
  const auto take_all = [&](Term term, std::span<const ValueNo> values) {
    for (const ValueNo value : values) take(term, value);
  };
  for (const Term term : {Term::given_name, Term::family_name}) {
    words.clear();
    for (const ValueNo number : table.record_names[record]) {
      const types::Name& name = table.names[number];
      const auto part = term == Term::given_name ? table.given(name) : table.family(name);
      words.insert(words.end(), part.begin(), part.end());
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    take_all(term, words);
  }
  take_all(Term::organization, table.record_organizations[record]);
  words.clear();
  const auto take_words = [&](ValueNo organization) {
    const auto tokens = table.tokens(table.organizations[organization]);
    words.insert(words.end(), tokens.begin(), tokens.end());
  };
  for (const ValueNo number : table.record_organizations[record]) take_words(number);
  if (whole_names_are_organizations) {
    for (const ValueNo number : table.record_names[record]) {
      const ValueNo organization = table.names[number].as_organization;
      if (organization == kNoValue) continue;
      take(Term::organization, organization);
      take_words(organization);
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  take_all(Term::organization_word, words);
  take_all(Term::birthdate, table.record_dates[record]);
  take_all(Term::email, table.record_emails[record]);
  take_all(Term::phone, table.record_phones[record]);
  for (const Term term : {Term::premises, Term::street, Term::postal_code, Term::city}) {
    take_all(term, table.record_addresses[record]);
  }
  take_all(Term::identifier, table.record_identifiers[record]);
  take_all(Term::birth_place, table.record_places[record]);
  take_all(Term::other, table.record_others[record]);
}

using ValueCounts = std::array<std::vector<std::uint32_t>, kTerms>;

ValueCounts no_counts(const FeatureTable& table) {
  ValueCounts counts;
  for (std::size_t t = 0; t < kTerms; ++t) counts[t].resize(values_of(table, static_cast<Term>(t)));
  return counts;
}

/// Several values of one kind may have one text (addresses in one street), so the texts are what is counted.
void keep_counts(const FeatureTable& table, const ValueCounts& counts, Model& model) {
  for (std::size_t t = 0; t < kTerms; ++t) {
    const auto term = static_cast<Term>(t);
    absl::flat_hash_map<std::string, std::uint32_t>& kept = model.terms[t].counts;
    kept.clear();
    for (std::size_t value = 0; value < counts[t].size(); ++value) {
      if (counts[t][value] == 0) continue;
      std::string text = term_text(table, term, static_cast<ValueNo>(value));
      if (!text.empty()) kept[std::move(text)] += counts[t][value];
    }
    absl::erase_if(kept, [&](const auto& entry) { return entry.second < term_prior(term).kept_from; });
  }
}

}  // namespace

std::string pair_text(const FeatureTable& table, Term term, ValueNo a, ValueNo b) {
  std::string first = term_text(table, term, a), second = term_text(table, term, b);
  if (second < first) std::swap(first, second);
  first += kPairSeparator;
  return first += second;
}

void count_terms(const FeatureTable& table, Model& model) {
  ValueCounts counts = no_counts(table);
  std::vector<ValueNo> words;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> seen;
  model.records = 0;
  for (types::RecordNo record = 0; record < table.size(); ++record) {
    // a row that was sent again and again does not make its values common; a bare phone number that many called from is
    const bool telling = !table.record_names[record].empty() || !table.record_organizations[record].empty();
    if (telling && ++seen[table.features_hash(record)] > kEqualCounted) continue;
    ++model.records;
    each_value(table, record, model.whole_names_are_organizations, words,
               [&](Term term, ValueNo value) { ++counts[static_cast<std::size_t>(term)][value]; });
  }
  keep_counts(table, counts, model);
}

}  // namespace scv::score
