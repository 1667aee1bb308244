#pragma once

// The front door of `compare`: two records in, a level for each comparison out.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/processor.hpp"
#include "compare/rows.hpp"
#include "types/comparison.hpp"
#include "types/features.hpp"

namespace scv::compare {

/// What a comparer takes from the model, and what was prepared for it.
struct Knowledge {
  std::span<const float> word_bits;  ///< -log2 of the share of organisations that have a word, by its number
  bool whole_names_are_organizations = false;
  /// Whether so many records have the value that to share it says nothing; of phones those of both, which are one number.
  /// None is where there is no function. Asked by any thread.
  std::function<bool(types::ValueNo)> is_common_email;
  std::function<bool(types::ValueNo, types::ValueNo)> is_common_phone;
  std::span<const Row> rows;  ///< of the table's first records; the others' are made when they are compared
};

/// Compares pairs of one table. Keeps a memo of word similarities, so one comparer belongs to one thread; the outcome does
/// not depend on what was compared before. Symmetric but for the order of `left` and `right`.
class Comparer {
 public:
  /// The knowledge must outlive the comparer.
  Comparer(const types::FeatureTable& table, const Knowledge& knowledge);

  /// Fills `out`. Of attributes with several values the best pair counts. Cost: the product of the numbers of values.
  void compare(types::RecordNo left, types::RecordNo right, types::ComparisonVector& out);

  /// The same in two steps, for a caller to whom the first says enough of most pairs: it clears `out` and compares the names of
  /// persons; the second, which costs as much again, compares all else.
  void compare_names(types::RecordNo left, types::RecordNo right, types::ComparisonVector& out);
  void compare_rest(types::RecordNo left, types::RecordNo right, types::ComparisonVector& out);

  /// Hints that a record will be compared soon, and, when its row has come, that it will be very soon.
  [[gnu::always_inline]] void expect(types::RecordNo record) const noexcept {
    if (record < knowledge_.rows.size()) base::prefetch(&knowledge_.rows[record]);
  }
  [[gnu::always_inline]] void expect_values(types::RecordNo record) const noexcept {
    if (record >= knowledge_.rows.size()) return;
    const Row& row = knowledge_.rows[record];
    if (row.email_local) base::prefetch(&table_.email_parts.shape(*row.email_local));
    if (row.phone_digits) base::prefetch(&table_.phone_digits.shape(*row.phone_digits));
    if (row.street) base::prefetch(&table_.address_parts.shape(*row.street));
    if (row.postal_code) base::prefetch(&table_.address_parts.shape(*row.postal_code));
    if (row.given) base::prefetch(&table_.word_info[*row.given]);
    if (row.family) base::prefetch(&table_.word_info[*row.family]);
    if (row.date) base::prefetch(&table_.dates[*row.date]);
    if (row.name && (row.flags & Row::plain_name) == 0) base::prefetch(&table_.names[*row.name]);
  }

 private:
  struct NameAgreement;
  types::Level word_level(types::ValueNo a, types::ValueNo b);
  bool far_apart(types::ValueNo a, types::ValueNo b) const;
  types::Level computed_word_level(types::ValueNo a, types::ValueNo b) const;
  types::Agreement whole_words(types::ValueNo a, types::ValueNo b);
  types::Agreement words(std::span<const types::ValueNo> a, std::span<const types::ValueNo> b);
  types::Agreement further_words(std::span<const types::ValueNo> a, std::span<const types::ValueNo> b);
  bool same_letters(const types::Name& a, const types::Name& b) const;
  NameAgreement names(const types::Name& a, const types::Name& b);
  types::Level texts(const types::TextPool& pool, types::OptionalValue a, types::OptionalValue b) const;

  const Row& row(types::RecordNo record, Row& made) const;
  void compare_plain_names(const Row& left, const Row& right, types::ComparisonVector& out);
  void compare_names(std::span<const types::ValueNo> left, std::span<const types::ValueNo> right,
                     types::ComparisonVector& out);
  void compare_organizations(types::RecordNo left, types::RecordNo right, types::ComparisonVector& out);
  void compare_others(types::RecordNo left, types::RecordNo right, types::ComparisonVector& out);
  types::Agreement organizations(types::ValueNo a, types::ValueNo b);
  /// The organisations of a record: those that it names, and its names where they are taken for organisations.
  void collect_organizations(types::RecordNo record, std::vector<types::ValueNo>& found) const;
  bool is_person(types::RecordNo record) const;
  float bits(types::ValueNo word) const;
  bool abbreviated(types::ValueNo token, std::span<const types::ValueNo> others, std::uint64_t taken,
                   std::size_t& with) const;
  types::Level emails(const types::EmailAddress& a, const types::EmailAddress& b) const;
  bool made_of_name(const types::Agreement& email, const types::Agreement& family) const;
  types::Level phones(const types::PhoneNumber& a, const types::PhoneNumber& b) const;
  bool same_phone(const types::PhoneNumber& a, const types::PhoneNumber& b) const;
  std::uint8_t generation(const types::Name& name, const types::Name& beside) const;
  bool same_number(types::ValueNo a, types::ValueNo b) const;
  bool is_line(types::OptionalValue part) const;
  types::Level addresses(const types::PostalAddress& a, const types::PostalAddress& b) const;
  types::Level addresses(const Row& left, const Row& right) const;
  types::Level in_area(types::Level street, types::Level postal, types::Level city, types::OptionalValue left_postal,
                       types::OptionalValue right_postal) const;
  types::Level identifiers(const types::IdentifierValue& a, const types::IdentifierValue& b, bool one_source) const;

  const types::FeatureTable& table_;
  const Knowledge& knowledge_;
  std::vector<types::ValueNo> left_organizations_, right_organizations_;
  struct MemoEntry {
    std::uint64_t pair;
    types::Level level;
  };
  std::vector<MemoEntry> memo_;
};

}  // namespace scv::compare
