#include "read/column_model.hpp"

#include <algorithm>
#include <cmath>

namespace scv::read {

std::array<float, kKinds> kinds_of(const std::array<float, ColumnSigns::kFeatures>& features) {
  std::array<float, kModelHidden> hidden{};
  for (std::size_t unit = 0; unit < kModelHidden; ++unit) {
    float sum = kHiddenBias[unit];
    for (std::size_t i = 0; i < kModelFeatures; ++i) sum += kHiddenWeights[unit * kModelFeatures + i] * features[i];
    hidden[unit] = std::max(sum, 0.0F);
  }
  std::array<float, kKinds> kinds{};
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    kinds[kind] = kKindBias[kind];
    for (std::size_t unit = 0; unit < kModelHidden; ++unit)
      kinds[kind] += kKindWeights[kind * kModelHidden + unit] * hidden[unit];
  }
  const float most = *std::max_element(kinds.begin(), kinds.end());
  float total = 0;
  for (const float kind : kinds) total += std::exp(kind - most);
  for (float& kind : kinds) kind -= most + std::log(total);
  return kinds;
}

}  // namespace scv::read
