#include "hub/conclusion.hpp"

#include <array>
#include <cstdio>

namespace scv::hub {

std::string weight_text(double weight) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%+.1f", weight);
  return text.data();
}

std::string name_of(const RecordKey& key) { return key.source + "/" + key.id; }

std::string conclude(const Why& why) {
  if (why.left == why.right && !why.left.id.empty()) return "They are the same record.";
  const std::string weight = weight_text(why.match_weight), threshold = weight_text(why.threshold);
  if (why.same_identity && why.path.size() > 2) {
    std::string text = "They are one customer through other records: ";
    for (std::size_t i = 0; i < why.path.size(); ++i) text += (i == 0 ? "" : " – ") + name_of(why.path[i]);
    return text + ".";
  }
  if (why.same_identity) {
    return "They are one customer: their match weight " + weight +
           (why.match_weight >= why.threshold
                ? " reaches the threshold " + threshold + "."
                : " is below the threshold " + threshold + ", but their other records agree.");
  }
  if (!why.candidates) return "They are two customers: they share no blocking key, so no load compares them.";
  if (why.match_weight >= why.threshold) {
    return "They are two customers although their match weight " + weight + " reaches the threshold " + threshold +
           ": other records of the two contradict.";
  }
  return "They are two customers: their match weight " + weight + " is below the threshold " + threshold + ".";
}

}  // namespace scv::hub
