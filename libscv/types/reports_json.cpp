// The JSON of what the hub, dedupe, evaluate and inspect give back. docs/json.md is its description.

#include <array>

#include "scv/dedupe.hpp"
#include "scv/evaluate.hpp"
#include "scv/hub.hpp"
#include "scv/inspect.hpp"
#include "scv/profile.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {
namespace {

using types::json::Writer;

void key(Writer& out, const RecordKey& key) {
  out.open('{').member("source", key.source).member("id", key.id).close('}');
}

void keys(Writer& out, std::string_view name, const std::vector<RecordKey>& list) {
  out.key(name).open('[');
  for (const RecordKey& one : list) key(out, one);
  out.close(']');
}

void strings(Writer& out, std::string_view name, const std::vector<std::string>& list) {
  out.key(name).open('[');
  for (const std::string& one : list) out.string(one);
  out.close(']');
}

void rejects(Writer& out, const std::vector<Reject>& list) {
  out.key("first_rejects").open('[');
  for (const Reject& reject : list) {
    out.open('{');
    out.optional_member("file", reject.place.file);
    out.optional_member("sheet", reject.place.sheet);
    if (reject.place.line != 0) out.member("line", reject.place.line);
    if (reject.place.column != 0) out.member("column", reject.place.column);
    out.optional_member("record", reject.place.record);
    out.member("code", to_string(reject.code));
    out.member("reason", reject.reason);
    out.member("raw", reject.raw);
    out.close('}');
  }
  out.close(']');
}

/// What labels did and the model that was used, where there is something to tell.
void learned(Writer& out, const LabelsReport& labels, const std::string& model) {
  if (labels.read != 0) {
    out.key("labels").open('{');
    out.member("read", labels.read);
    out.member("used", labels.used);
    out.member("rejected", labels.rejected);
    out.member("matches", labels.matches);
    out.member("non_matches", labels.non_matches);
    rejects(out, labels.first_rejects);
    out.close('}');
  }
  if (!model.empty()) out.key("model").raw(model);
}

void frequent(Writer& out, std::string_view name, const std::vector<FrequentValue>& values) {
  out.key(name).open('[');
  for (const FrequentValue& value : values) {
    out.open('{').member("value", value.value).member("records", value.records).close('}');
  }
  out.close(']');
}

void place(Writer& out, std::string_view name, const Place& place) {
  out.key(name).open('{').member("file", place.file);
  out.optional_member("sheet", place.sheet);
  if (place.line != 0) out.member("line", place.line);
  out.close('}');
}

void figures(Writer& out, const Figures& figures) {
  out.open('{');
  out.member("identities", figures.identities);
  out.member("largest_identity", figures.largest_identity);
  out.member("exact_clusters", figures.exact_clusters);
  out.member("found_pairs", figures.found_pairs);
  out.member("correct_pairs", figures.correct_pairs);
  out.member("precision", figures.precision);
  out.member("recall", figures.recall);
  out.member("f1", figures.f1);
  out.member("b3_precision", figures.b3_precision);
  out.member("b3_recall", figures.b3_recall);
  out.member("b3_f1", figures.b3_f1);
  out.close('}');
}

void wrong_pairs(Writer& out, std::string_view name, const std::vector<WrongPair>& pairs) {
  out.key(name).open('[');
  for (const WrongPair& pair : pairs) {
    out.open('{').member("kind", pair.kind);
    place(out, "left", pair.left);
    place(out, "right", pair.right);
    out.key("why").raw(to_json(pair.why));
    out.close('}');
  }
  out.close(']');
}

}  // namespace

std::string_view to_string(Change change) noexcept {
  constexpr std::array<std::string_view, 7> kNames = {"none",   "created", "joined", "replaced",
                                                      "merged", "split",   "removed"};
  static_assert(kNames.size() == static_cast<std::size_t>(Change::removed) + 1);
  const auto number = static_cast<std::size_t>(change);
  return number < kNames.size() ? kNames[number] : kNames[0];
}

std::string to_json(const LoadReport& report) {
  Writer out;
  out.open('{');
  out.member("format", report.format);
  out.member("read", report.read);
  out.member("rejected", report.rejected);
  out.member("notes", report.notes);
  out.member("records_read", report.records_read);
  out.member("records_new", report.records_new);
  out.member("records_replaced", report.records_replaced);
  out.member("records_unchanged", report.records_unchanged);
  out.member("interactions_read", report.interactions_read);
  out.member("interactions_new", report.interactions_new);
  out.member("identities", report.identities);
  out.member("candidate_pairs", report.candidate_pairs);
  out.member("seconds", report.seconds);
  rejects(out, report.first_rejects);
  return out.close('}').take();
}

std::string to_json(const PutResult& result) {
  Writer out;
  out.open('{').member("identity", result.identity).member("change", to_string(result.change)).key("retired").open('[');
  for (const IdentityId id : result.retired) out.integer(id);
  return out.close(']').close('}').take();
}

std::string to_json(std::span<const Found> found) {
  Writer out;
  out.open('[');
  for (const Found& one : found) {
    out.open('{');
    out.member("identity", one.identity);
    out.member("match_weight", one.match_weight);
    out.member("match_probability", one.match_probability);
    out.key("best_record");
    key(out, one.best_record);
    strings(out, "reasons", one.reasons);
    out.close('}');
  }
  return out.close(']').take();
}

std::string to_json(const FindReport& report) {
  Writer out;
  out.open('{');
  out.member("complete", report.complete);
  out.member("candidates", report.candidates);
  out.member("looked_at", report.looked_at);
  out.member("compared", report.compared);
  out.member("values_left_out", report.values_left_out);
  return out.close('}').take();
}

std::string to_json(const Completions& completions) {
  Writer out;
  out.open('{').key("found").open('[');
  for (const Completion& one : completions.found) {
    out.open('{');
    out.member("identity", one.identity);
    out.member("name", one.name);
    out.member("matched", one.matched);
    out.key("best_record");
    key(out, one.best_record);
    out.close('}');
  }
  out.close(']');
  out.member("complete", completions.complete);
  return out.close('}').take();
}

std::string to_json(const Why& why) {
  Writer out;
  out.open('{').key("left");
  key(out, why.left);
  out.key("right");
  key(out, why.right);
  out.member("same_identity", why.same_identity);
  out.member("candidates", why.candidates);
  out.member("prior", why.prior);
  out.member("match_weight", why.match_weight);
  out.member("match_probability", why.match_probability);
  out.member("threshold", why.threshold);
  out.key("evidence").open('[');
  for (const Evidence& evidence : why.evidence) {
    out.open('{');
    out.member("comparison", evidence.comparison);
    out.member("level", evidence.level);
    out.member("left", evidence.left);
    out.member("right", evidence.right);
    out.member("weight", evidence.weight);
    out.close('}');
  }
  out.close(']');
  keys(out, "path", why.path);
  out.member("conclusion", why.conclusion);
  return out.close('}').take();
}

std::string to_json(const HubStats& stats) {
  Writer out;
  out.open('{');
  out.member("records", stats.records);
  out.member("identities", stats.identities);
  out.member("interactions", stats.interactions);
  out.member("rejects", stats.rejects);
  out.member("schema_version", stats.schema_version);
  out.key("records_by_source").open('{');
  for (const auto& [source, count] : stats.records_by_source) out.member(source, count);
  return out.close('}').close('}').take();
}

std::string to_json(const DedupeReport& report) {
  Writer out;
  out.open('{');
  out.member("read", report.read);
  out.member("rows", report.rows);
  out.member("rejected", report.rejected);
  out.member("identities", report.identities);
  out.member("candidate_pairs", report.candidate_pairs);
  out.member("matched_pairs", report.matched_pairs);
  out.member("seconds_read", report.seconds_read);
  out.member("seconds_match", report.seconds_match);
  out.member("seconds_write", report.seconds_write);
  rejects(out, report.first_rejects);
  learned(out, report.labels, report.model);
  return out.close('}').take();
}

std::string to_json(const EvaluationReport& report) {
  Writer out;
  out.open('{');
  out.member("read", report.read);
  out.member("rows", report.rows);
  out.member("rejected", report.rejected);
  out.member("unlabelled", report.unlabelled);
  out.member("clusters", report.clusters);
  out.member("true_pairs", report.true_pairs);
  out.key("figures");
  figures(out, report.figures);
  out.member("matched", report.matched);
  if (report.matched) {
    out.member("threshold", report.threshold);
    out.member("candidate_pairs", report.candidate_pairs);
    out.member("candidates_per_record", report.candidates_per_record);
    out.member("blocking_recall", report.blocking_recall);
    out.member("joined_recall", report.joined_recall);
    out.member("true_pairs_seen", report.true_pairs_seen);
    out.member("missed_not_compared", report.missed_not_compared);
    out.member("missed_below_threshold", report.missed_below_threshold);
    out.member("missed_separated", report.missed_separated);
    out.key("components");
    figures(out, report.components);
    out.key("curve").open('[');
    for (const CurvePoint& point : report.curve) {
      out.open('{').member("threshold", point.threshold).member("is_default", point.is_default).key("figures");
      figures(out, point.figures);
      out.close('}');
    }
    out.close(']');
    wrong_pairs(out, "false_links", report.false_links);
    wrong_pairs(out, "missed_pairs", report.missed_pairs);
    out.member("seconds_read", report.seconds_read);
    out.member("seconds_match", report.seconds_match);
    out.member("peak_memory_bytes", report.peak_memory_bytes);
  }
  out.member("seconds", report.seconds);
  rejects(out, report.first_rejects);
  learned(out, report.labels, report.model);
  return out.close('}').take();
}

std::string to_json(const ProfileReport& report) {
  Writer out;
  out.open('{');
  out.member("read", report.read);
  out.member("rows", report.rows);
  out.member("rejected", report.rejected);
  out.member("identities", report.identities);
  out.member("candidate_pairs", report.candidate_pairs);
  out.key("columns").open('[');
  for (const ProfiledColumn& column : report.columns) {
    out.open('{');
    out.member("name", column.name);
    out.member("role", column.role);
    out.optional_member("type", column.type);
    out.member("why", column.why);
    out.member("filled", column.filled);
    out.member("distinct", column.distinct);
    out.member("same_by_chance", column.same_by_chance);
    frequent(out, "frequent", column.frequent);
    out.member("placeholders", column.placeholders);
    frequent(out, "placeholder_values", column.placeholder_values);
    out.member("repeated", column.repeated);
    out.member("shared", column.shared);
    out.member("use", column.use);
    out.member("reason", column.reason);
    out.close('}');
  }
  out.close(']').key("keys").open('[');
  for (const ProfiledKey& key : report.keys) {
    out.open('{');
    out.member("kind", key.kind);
    out.member("records", key.records);
    out.member("blocks", key.blocks);
    out.member("largest", key.largest);
    out.member("cap", key.cap);
    out.member("blocks_left_out", key.blocks_left_out);
    out.member("pairs", key.pairs);
    out.member("pairs_alone", key.pairs_alone);
    out.close('}');
  }
  out.close(']');
  out.member("threshold", report.threshold);
  out.member("prior", report.prior);
  out.member("partners_per_record", report.partners_per_record);
  out.member("households_per_match", report.households_per_match);
  out.member("branches_per_match", report.branches_per_match);
  out.key("comparisons").open('[');
  for (const ProfiledComparison& one : report.comparisons) {
    out.open('{');
    out.member("comparison", one.comparison);
    out.member("missing", one.missing);
    out.member("equal_common", one.equal_common);
    out.member("equal", one.equal);
    out.member("equal_rare", one.equal_rare);
    out.member("different", one.different);
    out.close('}');
  }
  out.close(']').key("lifts").open('[');
  for (const ProfiledLift& lift : report.lifts) {
    out.open('{');
    out.member("kind", lift.kind);
    out.member("left", lift.left);
    out.member("right", lift.right);
    out.member("weight", lift.weight);
    out.close('}');
  }
  out.close(']');
  out.member("seconds", report.seconds);
  rejects(out, report.first_rejects);
  learned(out, report.labels, report.model);
  return out.close('}').take();
}

std::string to_json(const Inspection& inspection) {
  Writer out;
  out.open('{');
  out.member("path", inspection.path);
  out.member("format", inspection.format);
  out.member("variant", inspection.variant);
  out.member("encoding", inspection.encoding);
  out.member("delimiter", inspection.delimiter);
  out.member("header", inspection.header);
  out.member("why", inspection.why);
  out.key("columns").open('[');
  for (const InspectedColumn& column : inspection.columns) {
    out.open('{');
    out.member("name", column.name);
    out.optional_member("sheet", column.sheet);
    out.member("role", column.role);
    out.optional_member("type", column.type);
    if (column.group != 0) out.member("group", column.group);
    out.member("why", column.why);
    out.member("filled", column.filled);
    out.member("example", column.example);
    out.member("probability", column.probability);
    out.optional_member("second", column.second);
    out.close('}');
  }
  out.close(']');
  if (!inspection.sheets.empty()) {
    out.key("sheets").open('[');
    for (const InspectedSheet& sheet : inspection.sheets) {
      out.open('{').member("name", sheet.name).member("hidden", sheet.hidden).member("read", sheet.read);
      out.member("header", sheet.header).member("sampled", sheet.sampled).close('}');
    }
    out.close(']');
  }
  out.member("sampled", inspection.sampled).key("mapping");
  if (types::json::is_value(inspection.mapping)) {
    out.raw(inspection.mapping);
  } else {
    out.string(inspection.mapping);
  }
  return out.close('}').take();
}

}  // namespace v1
}  // namespace scv
