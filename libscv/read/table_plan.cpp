#include "read/table_plan.hpp"

#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"

namespace scv::read {
TablePlan plan_rows(SampleRows rows, const Mapping& mapping) {
  TablePlan plan;
  if (rows.empty()) return plan;

  const HeaderPlace place = find_header(rows, mapping.header);
  plan.header = place.header;
  plan.titles = place.titles;

  const std::size_t begin = plan.header ? plan.titles + 1 : 0;
  std::size_t width = plan.header ? rows[plan.titles].size() : 0;
  if (!plan.header) {
    std::map<std::size_t, std::size_t> widths;
    for (const auto& row : rows) ++widths[row.size()];
    std::size_t best = 0;
    for (const auto& [size, times] : widths) {
      if (times >= best) best = times, width = size;
    }
  }
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, std::size_t> copies;  // so that equal names are not counted from the start each time
  for (std::size_t i = 0; i < width; ++i) {
    std::string name = plan.header ? base::repair_utf8(base::trim(rows[plan.titles][i])) : std::string{};
    if (name.empty()) name = "column" + std::to_string(i + 1);
    std::string candidate = name;
    while (!taken.insert(candidate).second) {
      const std::size_t copy = ++copies.try_emplace(name, 1).first->second;
      candidate = name + "_" + std::to_string(copy);
    }
    plan.names.push_back(std::move(candidate));
  }
  plan.filter =
      RowFilter(plan.header ? std::span(rows[plan.titles]) : std::span<const std::string_view>{}, rows.subspan(begin));
  std::vector<Profile> profiles(width);
  for (std::size_t r = begin; r < rows.size(); ++r) {
    if (plan.filter.judge(rows[r]) != RowFilter::Verdict::record) continue;
    for (std::size_t i = 0; i < width; ++i) profiles[i].add(i < rows[r].size() ? rows[r][i] : std::string_view{});
  }
  plan.sampled = rows.size() - begin;
  plan.columns = recognise_columns(plan.names, profiles, plan.header);
  if (mapping.columns) {
    std::vector<Column> mapped = apply_mapping(mapping, plan.names, plan.header);
    for (std::size_t i = 0; i < width; ++i) {
      mapped[i].filled = plan.columns[i].filled;
      mapped[i].example = plan.columns[i].example;
      mapped[i].serial_days = plan.columns[i].serial_days;
    }
    plan.columns = std::move(mapped);
  }
  return plan;
}

}  // namespace scv::read
