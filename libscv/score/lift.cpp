#include "score/lift.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.hpp"
#include "score/scorer.hpp"

namespace scv::score {
namespace {

using types::Comparison;
using types::Level;
using types::ValueNo;

constexpr double kLiftPseudoIdentities = 1.5;
constexpr std::uint32_t kLeastIdentities = 3;
constexpr float kRareOther = -5;  ///< log2; values of a column without meaning that are more frequent go with anything
constexpr double kLeastLift = 0.3;  ///< log2; less is not kept

/// The comparisons whose values have lifts, and the terms that count these values.
constexpr std::pair<Comparison, Term> kLifted[] = {
    {Comparison::given_name, Term::given_name},
    {Comparison::family_name, Term::family_name},
    {Comparison::birth_place, Term::birth_place},
};

}  // namespace

void LiftCounter::add(IdentityPairs pairs) {
  seen_.clear();
  const auto take = [&](Term term, ValueNo column, const types::Agreement& agreement) {
    if (agreement.level == Level::missing) return;
    const auto t = static_cast<std::size_t>(term);
    const std::uint64_t key = numbers_of_pair(agreement.left, agreement.right);
    if (!seen_.emplace(t, key).second) return;
    const auto l = static_cast<std::size_t>(agreement.level);
    ++(term == Term::other ? other_totals_[column] : totals_[t])[l];
    if (agreement.left == agreement.right) return;
    Found& found = counts_[t][key];
    ++found.identities;
    found.level = std::max(found.level, agreement.level);
    found.column = column;
  };
  for (const types::ComparisonVector& compared : pairs) {
    for (const auto& [comparison, term] : kLifted) take(term, types::kNoValue, compared[comparison]);
    for (const types::OtherAgreement& other : compared.others) {
      if (other.agreement.level == Level::missing) continue;
      // numbers have no other names
      const std::string_view text = table_.other_values.text(table_.others[other.agreement.left].value);
      if (!base::is_mostly_digits(text)) take(Term::other, other.column, other.agreement);
    }
  }
}

void LiftCounter::finish(Model& model) const {
  for (auto& lifts : model.lifts) lifts.clear();
  const Scorer scorer(model, table_);
  for (std::size_t t = 0; t < kTerms; ++t) {
    const auto term = static_cast<Term>(t);
    for (const auto& [key, found] : counts_[t]) {
      if (found.identities < kLeastIdentities) continue;
      const auto a = static_cast<ValueNo>(key >> 32), b = static_cast<ValueNo>(key);
      const float commoner = std::max(scorer.log_share(term, a), scorer.log_share(term, b));
      if (term == Term::other && commoner > kRareOther) continue;
      const auto l = static_cast<std::size_t>(found.level);
      const auto comparison = std::find_if(std::begin(kLifted), std::end(kLifted),
                                           [&](const auto& lifted) { return lifted.second == term; });
      const Levels& levels = term == Term::other ? model.of_other(table_.other_columns.text(found.column))
                                                 : model.levels[static_cast<std::size_t>(comparison->first)];
      const double total = term == Term::other ? other_totals_.at(found.column)[l] : totals_[t][l];
      const double chance = 2 * std::exp2(static_cast<double>(scorer.log_share(term, a)) +
                                          static_cast<double>(scorer.log_share(term, b)));
      const double expected = total * std::min(1.0, chance / levels[l].stranger);
      // the pair in question is one of those counted
      const double lift =
          std::log2((found.identities - 1 + kLiftPseudoIdentities) / (expected + kLiftPseudoIdentities));
      if (std::abs(lift) < kLeastLift) continue;
      model.lifts[t][pair_text(table_, term, a, b)] = static_cast<float>(std::round(lift * 100) / 100);
    }
  }
}

}  // namespace scv::score
