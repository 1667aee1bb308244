#pragma once

// The model: what each level of agreement weighs, how frequent values are, the prior and the thresholds. Plain data, JSON.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/flat_map.hpp"
#include "types/comparison.hpp"

namespace scv::score {

/// Probabilities of one level among four kinds of pairs. A pair is a match, two strangers, two members of one household, who
/// share surname, address and phone and are not one person, or two branches of one organisation, which share its name.
struct LevelProbabilities {
  double match = 0;
  double stranger = 0;
  double household = 0;
  double branch = 0;
};

/// Values whose frequency counts: agreement on a rare surname weighs more than on a common one.
enum class Term : std::uint8_t {
  given_name,
  family_name,
  organization,
  birthdate,
  email,
  phone,
  premises,
  street,
  postal_code,
  city,
  identifier,
  birth_place,
  other,
  organization_word,
};
inline constexpr std::size_t kTerms = 14;
std::string_view to_string(Term term) noexcept;

/// How many records have a value, for values that at least `kept_from` records have.
struct TermCounts {
  base::FlatMap<std::string, std::uint32_t> counts;
};

using Levels = std::array<LevelProbabilities, types::kLevels>;

struct Model {
  static constexpr int kFormat = 1;

  std::array<Levels, types::kComparisons> levels{};
  Levels other_levels{};                 ///< of a column without meaning that training has not seen
  std::map<std::string, Levels> others;  ///< of those that it has seen, by the column's name
  std::array<TermCounts, kTerms> terms;
  /// log2 by which two values that differ stand for one customer more often than their level has it, by both texts.
  std::array<base::FlatMap<std::string, float>, kTerms> lifts;
  std::map<std::string, std::uint32_t> block_caps;  ///< of the kinds of blocking keys that have a cap of their own
  std::uint64_t records = 0;                        ///< that the term counts were taken from
  double duplicates = 0;  ///< further records that a customer with two has on average: they do not make a value common
  double prior_log2_odds = 0;                  ///< that two records taken at random match
  double households_per_match = 0;             ///< pairs of one household for each matching pair
  double branches_per_match = 0;               ///< pairs of branches of one organisation for each matching pair
  bool whole_names_are_organizations = false;  ///< what a name in one text is, where it does not tell by itself
  double threshold = 0;                        ///< match weight from which a pair speaks for one identity
  double edge_floor = 0;                       ///< match weight from which a pair is kept as evidence

  const Levels& of_other(std::string_view column) const {
    const auto found = others.find(std::string(column));
    return found == others.end() ? other_levels : found->second;
  }

  /// The model that is shipped: decides from two records on.
  static Model prior();
  /// Throws Error{parse} that says which member is wrong.
  static Model from_json(std::string_view json);
  /// Equal models give equal texts.
  std::string to_json() const;
};

/// What is taken for the share of records that have a value which is not counted.
struct TermPrior {
  double share;
  double floor;  ///< no value is taken to be rarer
  std::uint32_t
      kept_from;  ///< values of fewer records are not counted: duplicates of one customer must not look common
};
TermPrior term_prior(Term term) noexcept;

}  // namespace scv::score
