#pragma once

// The most that a pair may weigh, told from the outlines of its records: most candidate pairs weigh far too little for an
// edge, and need not be compared.

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "base/processor.hpp"
#include "compare/outline.hpp"
#include "score/scorer.hpp"
#include "types/features.hpp"

namespace scv::hub {

class Glance {
 public:
  /// The table's names must not be organisations'.
  Glance(const score::Scorer& weigher, const types::FeatureTable& table, std::span<const compare::Row> rows,
         unsigned threads);

  /// No weight of the pair is larger.
  float most(types::RecordNo left, types::RecordNo right) const noexcept;

  /// Leaves those of the pairs that may weigh `floor` or more, in their order, and replaces `rests` by the most that all but names
  /// may bring to each.
  void keep_from(double floor, std::vector<types::CandidatePair>& pairs, std::vector<float>& rests) const;

 private:
  using Outline = compare::Outline;
  static constexpr float kUnbounded = 1e30f;
  /// The most that words may bring which are equal (their bits beside it), alike, or neither.
  struct OfWords {
    float equal = 0, alike = 0, far = 0;
  };
  struct Most {
    float rest = kUnbounded, names = 0;
  };
  void look_through(double floor, std::vector<types::CandidatePair>& pairs, std::vector<float>& rests) const;
  void look_through_counting(double floor, std::vector<types::CandidatePair>& pairs, std::vector<float>& rests) const;
  Most weigh(types::RecordNo left, types::RecordNo right) const noexcept;
  /// Hints that a record will be looked at soon, and, when its outline has come, that it will be very soon.
  [[gnu::always_inline]] void expect(types::RecordNo record) const noexcept {
    base::prefetch(&outlines_.records[record]);
  }
  [[gnu::always_inline]] void expect_name(types::RecordNo record) const noexcept {
    const Outline& outline = outlines_.records[record];
    if ((outline.flags & (Outline::name | Outline::plain_name)) == Outline::name)
      base::prefetch(outlines_.names.data() + outline.given.letters.bits);
  }
  static void fill_in(const score::Scorer& weigher, const types::FeatureTable& table, const compare::Row& row,
                      Outline& outline);
  static float of_words(const OfWords& of, compare::Likeness like, bool lifted, std::uint8_t bits_a,
                        std::uint8_t bits_b) noexcept;
  float crossed_names(compare::Likeness crossed, compare::Likeness back, unsigned both) const noexcept;
  float plain_names(const Outline& a, const Outline& b) const noexcept;
  float other_names(const Outline& a, const Outline& b) const noexcept;
  float dates(const Outline& a, const Outline& b) const noexcept;
  float emails(const Outline& a, const Outline& b) const noexcept;
  float phones(const Outline& a, const Outline& b) const noexcept;
  float addresses(const Outline& a, const Outline& b) const noexcept;

  compare::Outlines outlines_;
  float at_first_ = 0, place_ = 0;
  OfWords given_, family_;
  float swapped_ = 0, middle_ = 0, middle_far_ = 0, generation_ = 0;
  float date_any_, date_swapped_, date_typo_, date_part_, date_faint_, date_different_;
  float email_any_, email_alike_, email_different_;
  float phone_any_, phone_alike_, phone_block_, phone_different_;
  float address_any_, address_alike_, address_block_, address_area_, address_near_, address_city_, address_partial_,
      address_different_;
};

}  // namespace scv::hub
