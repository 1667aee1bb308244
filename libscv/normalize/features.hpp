#pragma once

// The front door of `normalize` for whole records: raw values in, features out. Each distinct raw value is normalised once.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "normalize/text_memo.hpp"
#include "types/batch.hpp"
#include "types/features.hpp"

namespace scv::normalize {

class FeatureBuilder {
 public:
  explicit FeatureBuilder(std::string default_region) : region_(std::move(default_region)) {}

  /// Appends the record's features to the table. Cost: a hash look-up a value that was seen before.
  types::RecordNo add(const types::RecordView& record, types::FeatureTable& table);
  /// The same for many, on up to `threads` threads (0: one per core). The table does not depend on their number.
  void add(std::span<const types::RecordView> records, types::FeatureTable& table, unsigned threads);
  /// Forgets raw texts. What is added later is normalised anew, to the same values.
  void forget_raw_texts();

 private:
  struct NameParts;
  struct AddressParts;
  struct RawValue;
  struct RawPhone;
  /// Raw texts and normalised values of one kind: many raw texts lead to one value.
  struct Kind {
    TextMemo by_raw, by_value;
    std::string key;  ///< scratch
  };
  /// Appends one part of the records' features. Parts share no pool and no column, so they may run side by side.
  using AddPart = void (FeatureBuilder::*)(std::span<const types::RecordView>, types::FeatureTable&);

  template <typename Make>
  types::OptionalValue by_raw(Kind& kind, std::string_view raw, std::uint64_t hash, Make make);
  template <typename Make>
  types::OptionalValue by_value(Kind& kind, std::string_view value, Make make);

  /// Calls add(record, parts) for each, with what `gather` has found in the record; the memo is told of it some records ahead.
  template <typename Parts, typename Gather, typename Add>
  void add_gathered(TextMemo& memo, std::span<const types::RecordView> records, Gather gather, Add add);
  void add_names(std::span<const types::RecordView> records, types::FeatureTable& table);
  void add_addresses(std::span<const types::RecordView> records, types::FeatureTable& table);
  void add_emails(std::span<const types::RecordView> records, types::FeatureTable& table);
  void add_phones(std::span<const types::RecordView> records, types::FeatureTable& table);
  void add_rest(std::span<const types::RecordView> records, types::FeatureTable& table);
  void add_names(const types::RecordView& record, std::vector<NameParts>& names, types::FeatureTable& table);
  void add_rest(const types::RecordView& record, types::FeatureTable& table);

  types::OptionalValue word(std::string_view folded, types::FeatureTable& table);
  types::OptionalValue name(const NameParts& parts, types::FeatureTable& table);
  types::OptionalValue organization(std::string_view raw, types::FeatureTable& table);
  types::OptionalValue address(const AddressParts& parts, types::FeatureTable& table);
  types::OptionalValue date(std::string_view raw, types::FeatureTable& table);
  types::OptionalValue email(const RawValue& raw, types::FeatureTable& table);
  types::OptionalValue phone(const RawPhone& raw, types::FeatureTable& table);
  types::OptionalValue identifier(std::string_view type, std::string_view raw, types::FeatureTable& table);
  types::OptionalValue place(std::string_view raw, types::FeatureTable& table);
  types::OptionalValue other(std::string_view column, std::string_view raw, types::FeatureTable& table);

  /// The slowest first.
  static constexpr AddPart kParts[] = {&FeatureBuilder::add_addresses, &FeatureBuilder::add_names,
                                       &FeatureBuilder::add_emails, &FeatureBuilder::add_phones,
                                       &FeatureBuilder::add_rest};

  std::string region_;
  Kind names_, organizations_, addresses_, dates_, emails_, phones_, identifiers_, places_, others_;
};

}  // namespace scv::normalize
