#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "normalize/detail.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

// One group a line: names that stand for one another, folded. A name may stand in several.
constexpr std::string_view kGroups[] = {
#include "normalize/nicknames.inc"
};
static_assert(std::size(kGroups) >= 250 && std::size(kGroups) < 65535);

using Entry = std::pair<std::string_view, std::uint16_t>;

std::vector<Entry> make_index() {
  std::vector<Entry> index;
  std::uint16_t number = 0;
  for (const std::string_view group : kGroups) {
    ++number;
    detail::for_each_word(group, [&](std::string_view name) { index.emplace_back(name, number); });
  }
  std::sort(index.begin(), index.end());
  index.erase(std::unique(index.begin(), index.end()), index.end());
  return index;
}

}  // namespace

std::vector<std::uint16_t> nickname_groups(std::string_view folded_given_name) {
  static const std::vector<Entry> index = make_index();
  std::vector<std::uint16_t> groups;
  auto at = std::lower_bound(index.begin(), index.end(), folded_given_name,
                             [](const Entry& entry, std::string_view name) { return entry.first < name; });
  for (; at != index.end() && at->first == folded_given_name; ++at) groups.push_back(at->second);
  return groups;
}

}  // namespace scv::normalize
