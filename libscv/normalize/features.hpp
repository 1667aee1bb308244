#pragma once

// The front door of `normalize` for whole records: raw values in, features out. Each distinct raw value is normalised once.

#include <absl/container/flat_hash_map.h>

#include <string>
#include <string_view>

#include "base/arena.hpp"
#include "types/batch.hpp"
#include "types/features.hpp"

namespace scv::normalize {

class FeatureBuilder {
 public:
  explicit FeatureBuilder(std::string default_region) : region_(std::move(default_region)) {}

  /// Appends the record's features to the table. Cost: a hash look-up a value that was seen before.
  types::RecordNo add(const types::RecordView& record, types::FeatureTable& table);

 private:
  struct NameParts;
  struct AddressParts;
  using Memo = absl::flat_hash_map<std::string_view, types::ValueNo>;
  /// Raw texts and normalised values of one kind: many raw texts lead to one value.
  struct Kind {
    Memo by_raw, by_value;
  };

  template <typename Make>
  types::ValueNo by_raw(Kind& kind, std::string_view raw, Make make);
  template <typename Make>
  types::ValueNo by_value(Kind& kind, std::string_view value, Make make);

  types::ValueNo word(std::string_view folded, types::FeatureTable& table);
  types::ValueNo name(const NameParts& parts, types::FeatureTable& table);
  types::ValueNo organization(std::string_view raw, types::FeatureTable& table);
  types::ValueNo address(const AddressParts& parts, types::FeatureTable& table);
  types::ValueNo date(std::string_view raw, types::FeatureTable& table);
  types::ValueNo email(std::string_view raw, types::FeatureTable& table);
  types::ValueNo phone(std::string_view raw, types::FeatureTable& table);
  types::ValueNo identifier(std::string_view type, std::string_view raw, types::FeatureTable& table);
  types::ValueNo place(std::string_view raw, types::FeatureTable& table);
  types::ValueNo other(std::string_view column, std::string_view raw, types::FeatureTable& table);

  std::string region_;
  base::Arena texts_;
  Kind names_, organizations_, addresses_, dates_, emails_, phones_, identifiers_, places_, others_;
  std::string key_;
};

}  // namespace scv::normalize
