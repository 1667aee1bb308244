#include "score/lift.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.hpp"

namespace scv::score {
namespace {

using types::Comparison;
using types::Level;
using types::OptionalValue;
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
  const auto take = [&](Term term, OptionalValue column, const types::Agreement& agreement) {
    if (agreement.level == Level::missing) return;
    seen_.push_back(
        {static_cast<std::size_t>(term), numbers_of_pair(*agreement.left, *agreement.right), agreement.level, column});
  };
  for (const types::ComparisonVector& compared : pairs) {
    for (const auto& [comparison, term] : kLifted) take(term, {}, compared[comparison]);
    for (const types::OtherAgreement& other : compared.others) {
      if (other.agreement.level == Level::missing) continue;
      // numbers have no other names
      const std::string_view text = table_.other_values.text(table_.others[*other.agreement.left].value);
      if (!base::is_mostly_digits(text)) take(Term::other, other.column, other.agreement);
    }
  }
  const auto key = [](const Seen& seen) { return std::pair(seen.term, seen.pair); };
  std::stable_sort(seen_.begin(), seen_.end(), [&](const Seen& a, const Seen& b) { return key(a) < key(b); });
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    const Seen& seen = seen_[i];
    if (i > 0 && key(seen_[i - 1]) == key(seen)) continue;
    const auto l = static_cast<std::size_t>(seen.level);
    ++(static_cast<Term>(seen.term) == Term::other ? other_totals_[*seen.column] : totals_[seen.term])[l];
    if (static_cast<ValueNo>(seen.pair >> 32) == static_cast<ValueNo>(seen.pair)) continue;
    Found& found = counts_[seen.term][seen.pair];
    ++found.identities;
    found.level = std::max(found.level, seen.level);
    found.column = seen.column;
  }
}

void LiftCounter::finish(const Scorer& scorer, Model& model) const {
  for (auto& lifts : model.lifts) lifts.clear();
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
      const Levels& levels = term == Term::other ? model.of_other(table_.other_columns.text(*found.column))
                                                 : model.levels[static_cast<std::size_t>(comparison->first)];
      const double total = term == Term::other ? other_totals_.at(*found.column)[l] : totals_[t][l];
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
