#include "block/key_use.hpp"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

namespace scv::block {

using types::RecordNo;

std::array<KeyUse, kKeyKinds> key_use(const types::FeatureTable& table, const Caps& caps) {
  std::array<KeyUse, kKeyKinds> use{};
  const std::size_t count = table.size();
  std::vector<std::pair<std::uint64_t, RecordNo>> entries;
  for (std::size_t record = 0; record < count; ++record) {
    std::uint64_t kinds = 0;
    for (const std::uint64_t key : keys_of(table, static_cast<RecordNo>(record))) {
      entries.emplace_back(key, static_cast<RecordNo>(record));
      kinds |= std::uint64_t{1} << kind_of(key);
    }
    for (; kinds != 0; kinds &= kinds - 1) ++use[static_cast<std::size_t>(std::countr_zero(kinds))].records;
  }
  std::sort(entries.begin(), entries.end());

  // for each record the blocks that pair it with later ones, as ranges of entries
  struct Range {
    RecordNo record = 0;
    std::size_t begin = 0, end = 0;
  };
  std::vector<Range> ranges;
  for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    const std::uint64_t key = entries[begin].first;
    while (end < entries.size() && entries[end].first == key) ++end;
    if (end - begin < 2) continue;
    KeyUse& kind = use[kind_of(key)];
    ++kind.blocks;
    kind.largest = std::max<std::uint64_t>(kind.largest, end - begin);
    std::size_t paired = end - begin;  // so many of the block are paired with all behind them
    if (paired > caps[kind_of(key)]) {
      ++kind.left_out;
      paired = is_equal_records(key) ? kEqualRecords : 0;
    }
    for (std::size_t i = begin; i < begin + paired; ++i) ranges.push_back({entries[i].second, i + 1, end});
  }
  std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.record < b.record; });

  std::vector<std::uint64_t> kinds_of(count, 0);
  std::vector<RecordNo> others;
  for (std::size_t first = 0, last = 0; first < ranges.size(); first = last) {
    others.clear();
    for (; last < ranges.size() && ranges[last].record == ranges[first].record; ++last) {
      for (std::size_t i = ranges[last].begin; i < ranges[last].end; ++i) {
        const RecordNo other = entries[i].second;
        if (kinds_of[other] == 0) others.push_back(other);
        kinds_of[other] |= std::uint64_t{1} << kind_of(entries[i].first);
      }
    }
    for (const RecordNo other : others) {
      std::uint64_t kinds = std::exchange(kinds_of[other], 0);
      if (std::has_single_bit(kinds)) ++use[static_cast<std::size_t>(std::countr_zero(kinds))].pairs_alone;
      for (; kinds != 0; kinds &= kinds - 1) ++use[static_cast<std::size_t>(std::countr_zero(kinds))].pairs;
    }
  }
  return use;
}

}  // namespace scv::block
