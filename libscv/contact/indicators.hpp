#pragma once

// Indicators: what contacts say about the service, counted from stories; each figure can be followed down to its contacts.

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contact/settings.hpp"
#include "scv/contact.hpp"
#include "types/contact_facts.hpp"

namespace scv::contact {

/// One thing that is counted, and the contact that it is counted by.
struct Count {
  Figure figure;
  std::uint32_t contact = 0;
  std::uint32_t case_no = UINT32_MAX;  ///< or none
  std::int64_t value = 1;
};

/// All counts of one customer's story, as things stand at `now_ms`. `contacts` are those that the story was told of. n log n.
std::vector<Count> counts(const Story& story, std::span<const types::ContactFacts> contacts, const Settings& settings,
                          std::int64_t now_ms);

/// The value that a count has in a dimension.
std::string value_of(const Count& count, Dimension dimension, const Story& story,
                     std::span<const types::ContactFacts> contacts, const Settings& settings);

/// Sums over any number of customers. Adding and merging are commutative.
class Indicators {
 public:
  void add(const Story& story, std::span<const types::ContactFacts> contacts, const Settings& settings,
           std::int64_t now_ms);
  void merge(const Indicators& other);
  /// In order of the dimension's values.
  std::vector<IndicatorRow> by(Dimension dimension) const;

 private:
  std::array<std::map<std::string, IndicatorRow>, kDimensions> rows_;
};

/// The contacts that one figure of one row counts, ascending; each as often as it is counted.
std::vector<std::uint32_t> contacts_behind(Figure figure, Dimension dimension, std::string_view value,
                                           const Story& story, std::span<const types::ContactFacts> contacts,
                                           const Settings& settings, std::int64_t now_ms);

}  // namespace scv::contact
