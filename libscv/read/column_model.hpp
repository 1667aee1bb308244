#pragma once

// What a column holds, judged by its values alone: a small network, trained by tools/columns/train_columns.py on made-up columns of
// many countries.

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "read/column_signs.hpp"

namespace scv::read {

#include "read/column_model.inc"

inline constexpr std::size_t kKinds = std::size(kModelKinds);
static_assert(kModelFeatures == ColumnSigns::kFeatures,
              "train the model of columns anew: tools/columns/train_columns.py");

/// The kinds that the model tells apart, as kModelKinds names them; kKinds where there is none of that name.
constexpr std::size_t kind_of(std::string_view name) {
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (kModelKinds[kind] == name) return kind;
  }
  return kKinds;
}

/// The log of each kind's probability. Cost: some five thousand multiplications.
std::array<float, kKinds> kinds_of(const std::array<float, ColumnSigns::kFeatures>& features);

}  // namespace scv::read
