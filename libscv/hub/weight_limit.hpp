#pragma once

// The most that a record's weight with another one can be, by sketches: most candidates need not be looked at any further.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "compare/compare.hpp"
#include "compare/sketch.hpp"
#include "score/scorer.hpp"
#include "types/features.hpp"

namespace scv::hub {

class WeightLimit {
 public:
  /// Valid for as long as the model is, and what is common.
  WeightLimit(const score::Scorer& weigher, const types::FeatureTable& table, const compare::Knowledge& knowledge,
              types::RecordNo record);
  /// No weight of the record with that one is larger; nothing where the sketches do not tell.
  std::optional<double> of(const compare::Sketch& other) const;

 private:
  /// What each level would bring; a missing one brings nothing.
  using Summands = std::array<double, types::kLevels>;
  static Summands summands(const score::Scorer& weigher, types::Comparison comparison, types::OptionalValue value);
  static double most(const Summands& summands, compare::LevelSet levels);
  /// A word that brings more, beside some word of the record, than its level does.
  struct Lift {
    std::uint16_t word;  ///< its hash
    double bits;
  };
  /// The same for words of names: by how alike the likest pair of them is.
  struct OfWords {
    double different = 0, near = 0, close = 0, equal = 0;
    double equal_crossed = 0;  ///< where any word of the name may be the equal one
    std::vector<Lift> lifts;
    double at(compare::PossibleLevels::Words words, bool crossed = false) const;
    double most_lift(const compare::Sketch& other) const;
  };
  static OfWords of_words(const score::Scorer& weigher, types::Comparison comparison,
                          std::span<const types::ValueNo> words, std::span<const types::ValueNo> name);

  /// One of the record's numbers. Others may have it among many; the record that is compared has one at most.
  struct Phone {
    std::uint64_t number;  ///< as in a sketch
    Summands summands;
  };

  compare::Sketch sketch_;  ///< with the first number
  std::vector<Phone> phones_;
  double base_;
  OfWords given_, family_, middle_;
  double swapped_ = 0;
  Summands birthdate_{}, email_{}, address_{}, gender_{};
};

}  // namespace scv::hub
