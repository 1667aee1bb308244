#include "score/scorer.hpp"

#include <algorithm>
#include <cmath>

namespace scv::score {
namespace {

using types::Agreement;
using types::Comparison;
using types::FeatureTable;
using types::Level;
using types::OptionalValue;
using types::ValueNo;

constexpr double kPseudoRecords = 200;  ///< how much counting the shipped shares are worth
constexpr float kOtherAgainst = -0.6f;  ///< bounds of what one column without meaning may weigh
constexpr float kOtherFor = 3;
constexpr float kOtherRest = 0.1f;  ///< of the weight of those that are not the strongest
constexpr float kMostSharedBits =
    14;  ///< that the words of two organisations' names count for, being no independent ones
constexpr float kOrganizationMoved = -6.3f;  ///< log2 of how often an organisation is found at another address
constexpr double kMostBits = 900;
constexpr double kRounding = 1e-6;  ///< more than rounding does to a weight
constexpr Term kLiftedTerms[] = {Term::given_name, Term::family_name, Term::birth_place, Term::other};

/// The comparisons whose values have lifts where they differ, but for columns without meaning.
constexpr std::pair<Comparison, Term> kLiftedComparisons[] = {
    {Comparison::given_name, Term::given_name},
    {Comparison::family_name, Term::family_name},
    {Comparison::birth_place, Term::birth_place},
};

/// The term whose share takes the place of the level's probability among strangers, if there is one.
std::optional<Term> counted_term(Comparison comparison, Level level) {
  const auto where = [&](Level counted, Term term) { return level == counted ? std::optional(term) : std::nullopt; };
  switch (comparison) {
    case Comparison::given_name:
      return level <= Level::equal_part ? std::optional(Term::given_name) : std::nullopt;
    case Comparison::family_name:
      return level <= Level::equal_part ? std::optional(Term::family_name) : std::nullopt;
    case Comparison::birthdate:
      return where(Level::equal, Term::birthdate);
    case Comparison::email:
      return where(Level::equal, Term::email);
    case Comparison::phone:
      return where(Level::equal, Term::phone);
    case Comparison::identifier:
      return where(Level::equal, Term::identifier);
    case Comparison::birth_place:
      return where(Level::equal, Term::birth_place);
    case Comparison::address:
      if (level == Level::equal) return Term::premises;
      if (level == Level::same_block || level == Level::equal_part) return Term::street;
      if (level == Level::same_area) return Term::postal_code;
      return where(Level::same_city, Term::city);
    default:
      return std::nullopt;
  }
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

/// log2(2^a + 2^b), at most 0.
float log_sum(float a, float b) {
  const float larger = std::max(a, b), smaller = std::min(a, b);
  return std::min(0.0f, larger + std::log2(1 + std::exp2(smaller - larger)));
}

}  // namespace

Scorer::Scorer(const Model& model, const FeatureTable& table, ValueCounts counts, unsigned threads)
    : model_(model), table_(table), threads_(threads), counts_(std::move(counts)) {
  extend_counts(table_, model_, counts_, threads_);
  refit();
}

void Scorer::refit() {
  for (std::size_t c = 0; c < types::kComparisons; ++c) levels_[c] = logs_of(model_.levels[c]);
  other_levels_.clear();
  word_bits_.clear();
  for (std::size_t t = 0; t < kTerms; ++t) {
    log_shares_[t].clear();
    lift_texts_[t].clear();
    lifts_[t].clear();
    lifted_[t].clear();
  }
  for (const Term term : kLiftedTerms) {
    const auto t = static_cast<std::size_t>(term);
    for (const auto& [pair, lift] : model_.lifts[t]) {
      const auto [first, second] = texts_of_pair(pair);
      lift_texts_[t][first].partners.emplace_back(second, lift);
      lift_texts_[t][second].partners.emplace_back(first, lift);
    }
  }
  household_share_ = std::min(0.4, std::exp2(model_.prior_log2_odds) * model_.households_per_match);
  branch_share_ = std::min(0.4, std::exp2(model_.prior_log2_odds) * model_.branches_per_match);
  at_most_of_persons_ = model_.prior_log2_odds - std::log2(1 - household_share_) + kRounding;
  at_most_ = model_.prior_log2_odds - std::log2(1 - household_share_ - branch_share_) + kRounding;
  extend();
}

void Scorer::extend() {
  for (std::size_t column = other_levels_.size(); column < table_.other_columns.size(); ++column) {
    other_levels_.push_back(logs_of(model_.of_other(table_.other_columns.text(static_cast<ValueNo>(column)))));
  }
  extend_counts(table_, model_, counts_, threads_);
  for (std::size_t t = 0; t < kTerms; ++t) {
    const std::vector<std::uint32_t>& counts = counts_.of[t].counts;
    for (std::size_t place = log_shares_[t].size(); place < counts.size(); ++place) {
      log_shares_[t].push_back(std::log2(share_of(static_cast<Term>(t), counts[place], model_)));
    }
  }
  for (const Term term : kLiftedTerms) bind_lifts(term);
  const auto words = static_cast<ValueNo>(table_.words.size());
  for (auto word = static_cast<ValueNo>(word_bits_.size()); word < words; ++word) {
    word_bits_.push_back(-log_share(Term::organization_word, word));
  }
}

/// Of the values that the table has got since.
void Scorer::bind_lifts(Term term) {
  const auto t = static_cast<std::size_t>(term);
  if (lift_texts_[t].empty()) return;
  std::string joined;
  const std::size_t known = lifted_[t].size();
  lifted_[t].resize(counts_.of[t].places.size());
  for (std::size_t i = known; i < lifted_[t].size(); ++i) {
    const auto value = static_cast<ValueNo>(i);
    const auto found = lift_texts_[t].find(term_text(table_, term, value, joined));
    if (found == lift_texts_[t].end()) continue;
    found->second.number = value;
    for (const auto& [partner, lift] : found->second.partners) {
      const OptionalValue other = lift_texts_[t].at(partner).number;
      if (!other) continue;
      lifts_[t][numbers_of_pair(value, *other)] = lift;
      lifted_[t][value] = lifted_[t][*other] = true;
    }
  }
}

/// What differs may stand for the same: up to what two equal values as frequent as the commoner of the two would bring.
/// Gives the pair's lift, 0 if it has none.
float Scorer::lift(Term term, const Agreement& agreement, LogLevel& logs) const {
  const auto t = static_cast<std::size_t>(term);
  const std::vector<bool>& lifted = lifted_[t];
  if (lifted.empty() || !lifted[*agreement.left] || !lifted[*agreement.right]) return 0;
  const auto found = lifts_[t].find(numbers_of_pair(*agreement.left, *agreement.right));
  if (found == lifts_[t].end()) return 0;
  logs.match = std::min(logs.match + found->second, logs.stranger - log_share(term, agreement));
  return found->second;
}

float Scorer::log_share(Term term, const Agreement& agreement) const {
  return std::max(log_share(term, *agreement.left), log_share(term, *agreement.right));
}

/// The level's logs with the frequency of the values, but for what the latter makes of households and branches.
inline LogLevel Scorer::match_and_stranger(Comparison comparison, const Agreement& agreement) const {
  const Level level = agreement.level;
  LogLevel logs = levels_[static_cast<std::size_t>(comparison)][static_cast<std::size_t>(level)];
  if (const std::optional<Term> term = counted_term(comparison, level)) {
    logs.stranger = log_share(*term, agreement);
    return logs;
  }
  switch (comparison) {
    case Comparison::given_name:
      lift(Term::given_name, agreement, logs);
      break;
    case Comparison::family_name:
      lift(Term::family_name, agreement, logs);
      break;
    case Comparison::birth_place:
      lift(Term::birth_place, agreement, logs);
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
    case Comparison::email:
      if (level == Level::shared) logs.stranger = std::max(logs.stranger, log_share(Term::email, agreement));
      break;
    default:
      break;
  }
  return logs;
}

LogLevel Scorer::of(Comparison comparison, const Agreement& agreement) const {
  LogLevel logs = match_and_stranger(comparison, agreement);
  const bool namesakes = comparison == Comparison::given_name && agreement.level <= Level::equal_part;
  const bool twins = comparison == Comparison::birthdate && agreement.level == Level::equal;
  if (namesakes || twins) logs.household = log_sum(logs.household, logs.stranger);
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

double Scorer::summand(Comparison comparison, const Agreement& agreement) const {
  const LogLevel logs = match_and_stranger(comparison, agreement);
  return static_cast<double>(logs.match - logs.stranger);
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

namespace {

/// An organisation is seldom found at another address.
void bound_moved(const types::ComparisonVector& compared, Comparison comparison, LogLevel& logs) {
  if (comparison == Comparison::address && compared[Comparison::address].level >= Level::same_area &&
      compared[Comparison::organization].level != Level::missing) {
    logs.match = std::min(logs.match, kOrganizationMoved);
  }
}

}  // namespace

/// Calls `take(column, agreement, logs)` for each column without meaning. They may say one thing several times: the strongest
/// counts whole.
template <typename Take>
void Scorer::each_other(const types::ComparisonVector& compared, Take take) const {
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
    take(compared.others[i].column, compared.others[i].agreement, logs);
  }
}

/// Calls `take(comparison, agreement, logs)` for each comparison that is not missing.
template <typename Take>
void Scorer::each(const types::ComparisonVector& compared, Take take) const {
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    const auto comparison = static_cast<Comparison>(c);
    if (compared.of[c].level == Level::missing) continue;
    LogLevel logs = of(comparison, compared.of[c]);
    bound_moved(compared, comparison, logs);
    take(comparison, compared.of[c], logs);
  }
}

Odds Scorer::sum(const types::ComparisonVector& compared) const {
  Odds sums;
  each(compared, [&](Comparison, const Agreement&, const LogLevel& logs) { sums.add(logs); });
  each_other(compared, [&](ValueNo, const Agreement&, const LogLevel& logs) { sums.add(logs); });
  return sums;
}

/// sum(compared).match
double Scorer::sum_of_summands(const types::ComparisonVector& compared) const {
  double sum = 0;
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    const auto comparison = static_cast<Comparison>(c);
    if (compared.of[c].level == Level::missing) continue;
    LogLevel logs = match_and_stranger(comparison, compared.of[c]);
    bound_moved(compared, comparison, logs);
    sum += static_cast<double>(logs.match - logs.stranger);
  }
  each_other(compared, [&](ValueNo, const Agreement&, const LogLevel& logs) {
    sum += static_cast<double>(logs.match - logs.stranger);
  });
  return sum;
}

double Scorer::summands_of_names(const types::ComparisonVector& compared) const {
  double sum = 0;
  for (const Comparison comparison : {Comparison::given_name, Comparison::family_name, Comparison::middle_name,
                                      Comparison::name_order, Comparison::generation}) {
    if (compared[comparison].level != Level::missing) sum += summand(comparison, compared[comparison]);
  }
  return sum;
}

Scorer::Kinds Scorer::kinds(const types::ComparisonVector& compared, const Odds& sums) const {
  const double branch_share = compared[Comparison::organization].level == Level::missing ? 0 : branch_share_;
  Kinds kinds;
  kinds.neither = 1 - household_share_ - branch_share;
  kinds.household_odds = household_share_ * std::exp2(std::min(sums.household, kMostBits));
  kinds.branch_odds = branch_share * std::exp2(std::min(sums.branch, kMostBits));
  kinds.household = -std::log2(kinds.neither + branch_share + kinds.household_odds);
  kinds.branch = -std::log2(kinds.neither + kinds.household_odds + kinds.branch_odds) - kinds.household;
  return kinds;
}

double Scorer::weight(const types::ComparisonVector& compared) const {
  const Odds sums = sum(compared);
  const Kinds other = kinds(compared, sums);
  return model_.prior_log2_odds + sums.match + other.household + other.branch;
}

// weight() is prior + sum log2(m/u) - log2(neither + e * product(h/u) + f * product(b/u)), where the products are not
// negative and `neither` is 1 - e - f or, without organisations, 1 - e. So it is at most that with the products 0. Its terms
// are some thousand at most, and so what rounding does to it is far below kRounding.
double Scorer::most_of(const types::ComparisonVector& compared) const {
  const double most = compared[Comparison::organization].level == Level::missing ? at_most_of_persons_ : at_most_;
  return most + sum_of_summands(compared);
}

std::optional<double> Scorer::weight_from(const types::ComparisonVector& compared, double floor) const {
  if (most_of(compared) < floor) return std::nullopt;
  const double exact = weight(compared);
  return exact >= floor ? std::optional(exact) : std::nullopt;
}

Judgement Scorer::judge(const types::ComparisonVector& compared) const {
  const Odds sums = sum(compared);
  const Kinds other = kinds(compared, sums);
  const double match = std::exp2(std::min(model_.prior_log2_odds + sums.match, kMostBits));
  const double all = other.neither + match + other.household_odds + other.branch_odds;
  return {model_.prior_log2_odds + sums.match + other.household + other.branch,
          (other.household_odds + other.branch_odds) / all, other.branch_odds / all};
}

std::vector<Contribution> Scorer::contributions(const types::ComparisonVector& compared) const {
  std::vector<Contribution> list;
  Odds sums;
  const auto add = [&](std::string_view comparison, std::string_view column, const Agreement& agreement,
                       const LogLevel& logs) {
    sums.add(logs);
    list.push_back({comparison, column, agreement.level, agreement.left, agreement.right,
                    static_cast<double>(logs.match - logs.stranger)});
  };
  each(compared, [&](Comparison comparison, const Agreement& agreement, const LogLevel& logs) {
    add(types::to_string(comparison), {}, agreement, logs);
  });
  each_other(compared, [&](ValueNo column, const Agreement& agreement, const LogLevel& logs) {
    add("other", table_.other_columns.text(column), agreement, logs);
  });
  const Kinds other = kinds(compared, sums);
  list.push_back({"household", {}, Level::shared, {}, {}, other.household});
  if (other.branch != 0) list.push_back({"branch", {}, Level::shared, {}, {}, other.branch});
  return list;
}

void Scorer::for_each_lift(Comparison comparison, ValueNo word,
                           const std::function<void(std::string_view partner, float bits)>& visit) const {
  if (comparison != Comparison::given_name && comparison != Comparison::family_name) return;
  const Term term = comparison == Comparison::given_name ? Term::given_name : Term::family_name;
  const auto& lifts = lift_texts_[static_cast<std::size_t>(term)];
  std::string joined;
  const auto found = lifts.find(term_text(table_, term, word, joined));
  if (found == lifts.end()) return;
  for (const auto& [partner, bits] : found->second.partners) visit(partner, bits);
}

double Scorer::most_of_others() const {
  const auto columns = static_cast<double>(table_.other_columns.size());
  return columns == 0 ? 0 : kOtherFor * (1 + kOtherRest * (columns - 1));
}

double Scorer::most_of(Comparison comparison, Level level, bool lifted) const {
  const LogLevel& logs = levels_[static_cast<std::size_t>(comparison)][static_cast<std::size_t>(level)];
  const auto rarest = [&](Term term) {
    const std::vector<float>& shares = log_shares_[static_cast<std::size_t>(term)];
    return *std::min_element(shares.begin(), shares.end());
  };
  if (const std::optional<Term> term = counted_term(comparison, level)) {
    return static_cast<double>(logs.match - rarest(*term));
  }
  float match = logs.match;
  for (const auto& [of, term] : kLiftedComparisons) {
    float most = 0;
    if (!lifted || of != comparison) continue;
    for (const auto& [pair, lift] : model_.lifts[static_cast<std::size_t>(term)]) most = std::max(most, lift);
    if (most > 0) match = std::max(match, std::min(match + most, logs.stranger - rarest(term)));
  }
  return static_cast<double>(match - logs.stranger);
}

}  // namespace scv::score
