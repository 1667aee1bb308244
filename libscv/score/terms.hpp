#pragma once

// Terms: the values whose frequency counts. The model knows them by their texts, a table by their numbers.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "score/model.hpp"
#include "types/features.hpp"

namespace scv::score {

/// How many records have each value of a table, as the model counts it.
struct ValueCounts {
  struct OfTerm {
    std::vector<std::uint32_t> places;        ///< by number of the value: where its count stands in `counts`
    std::vector<std::uint32_t> counts = {0};  ///< ascending, each once; the first is that of what is not counted
  };
  std::array<OfTerm, kTerms> of;
};

/// Counts the terms of a table's records into the model, and sets its number of records. Of named records that are equal in
/// all features four count. Gives the same counts by the table's numbers. `threads` 0: one for each core; they have no part
/// in the outcome.
ValueCounts count_terms(const types::FeatureTable& table, Model& model, unsigned threads = 0);
/// Takes in the values that the table has and `counts` does not, by the model's texts. Cost: these values.
void extend_counts(const types::FeatureTable& table, const Model& model, ValueCounts& counts, unsigned threads = 0);

/// A value's text as the model counts it; empty where the value has no such term. It lies in the table or in `joined`.
std::string_view term_text(const types::FeatureTable& table, Term term, types::ValueNo value, std::string& joined);

/// Two values as one number, whichever comes first.
std::uint64_t numbers_of_pair(types::ValueNo a, types::ValueNo b) noexcept;
/// Two values' texts as the model's lifts have them, whichever comes first.
std::string pair_text(const types::FeatureTable& table, Term term, types::ValueNo a, types::ValueNo b);
/// The two texts again.
std::pair<std::string_view, std::string_view> texts_of_pair(std::string_view pair);

}  // namespace scv::score
