// The JSON of a check. docs/json.md is its description.

#include "scv/hub.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {

std::string to_string(const Problem& problem) {
  std::string text = problem.table;
  if (problem.row != 0) text += " " + std::to_string(problem.row);
  if (!problem.record.empty()) text += ": record " + problem.record;
  return text + ": " + problem.what;
}

std::string to_json(const CheckReport& report) {
  types::json::Writer out;
  out.open('{').member("ok", report.ok()).member("complete", report.complete);
  out.member("problem_count", report.problem_count).key("problems").open('[');
  for (const Problem& problem : report.problems) {
    out.open('{').member("table", problem.table);
    if (problem.row != 0) out.member("row", problem.row);
    out.optional_member("record", problem.record);
    out.member("what", problem.what).close('}');
  }
  out.close(']');
  out.member("records", report.records);
  out.member("contact_points", report.contact_points);
  out.member("keys", report.keys);
  out.member("edges", report.edges);
  out.member("identities", report.identities);
  out.member("decisions", report.decisions);
  out.member("changes", report.changes);
  out.member("interactions", report.interactions);
  out.optional_member("digest", report.digest);
  return out.member("seconds", report.seconds).close('}').take();
}

}  // namespace v1
}  // namespace scv
