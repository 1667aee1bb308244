// The JSON of identities, the change feed and stewardship. docs/json.md is its description.

#include <array>
#include <cmath>

#include "scv/hub.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {
namespace {

using types::json::Writer;

void write_key(Writer& out, std::string_view name, const RecordKey& key) {
  out.key(name).open('{').member("source", key.source).member("id", key.id).close('}');
}

void write_golden(Writer& out, std::string_view name, const std::vector<GoldenValue>& golden) {
  out.key(name).open('[');
  for (const GoldenValue& one : golden) {
    out.open('{');
    out.member("field", to_string(one.value.field));
    out.member("value", one.value.value);
    out.optional_member("type", one.value.type);
    out.optional_member("valid_from", one.value.valid_from);
    out.optional_member("valid_to", one.value.valid_to);
    if (one.value.group != 0) out.member("group", one.value.group);
    out.key("from").open('[');
    for (const RecordKey& key : one.from) {
      out.open('{').member("source", key.source).member("id", key.id).close('}');
    }
    out.close(']');
    out.member("reason", one.reason);
    out.close('}');
  }
  out.close(']');
}

template <typename T>
std::string list_of(std::span<const T> items) {
  Writer out;
  out.open('[');
  for (const T& item : items) out.raw(to_json(item));
  return out.close(']').take();
}

template <std::size_t N, typename Enum>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) noexcept {
  const auto number = static_cast<std::size_t>(value);
  return names[number < N ? number : 0];
}

std::string text_of(std::string_view value) {
  const auto text = types::json::scalar(value);
  if (!text)
    throw Error(ErrorCode::parse, "a text was expected in the decision, not " + std::string(value.substr(0, 40)));
  return *text;
}

RecordKey read_key(std::string_view json) {
  if (types::json::kind(json) != types::json::Kind::object) {
    throw Error(ErrorCode::parse, "a record's key is an object with source and id");
  }
  RecordKey key;
  types::json::for_each_member(json, [&](const std::string& name, std::string_view value) {
    if (name == "source") key.source = text_of(value);
    if (name == "id") key.id = text_of(value);
  });
  return key;
}

}  // namespace

std::string_view to_string(ChangeKind kind) noexcept {
  constexpr std::array<std::string_view, 7> kNames = {"created", "joined",  "left",  "merged",
                                                      "split",   "renamed", "erased"};
  static_assert(kNames.size() == static_cast<std::size_t>(ChangeKind::erased) + 1);
  return name_of(kNames, kind);
}
std::string_view to_string(Verdict verdict) noexcept { return verdict == Verdict::same ? "same" : "not_same"; }
std::string_view to_string(DoubtKind kind) noexcept {
  constexpr std::array<std::string_view, 3> kNames = {"possible_match", "kept_apart", "weak_link"};
  static_assert(kNames.size() == static_cast<std::size_t>(DoubtKind::weak_link) + 1);
  return name_of(kNames, kind);
}
std::string_view to_string(RelationKind kind) noexcept {
  constexpr std::array<std::string_view, 5> kNames = {"possible_match", "household", "branch", "employer",
                                                      "contact_person"};
  static_assert(kNames.size() == static_cast<std::size_t>(RelationKind::contact_person) + 1);
  return name_of(kNames, kind);
}

std::string to_json(const Identity& identity) {
  Writer out;
  out.open('{').member("id", identity.id).key("records").open('[');
  for (const RecordKey& key : identity.records) {
    out.open('{').member("source", key.source).member("id", key.id).close('}');
  }
  out.close(']');
  write_golden(out, "golden", identity.golden);
  out.key("contact_points").open('[');
  for (const IdentityContactPoint& point : identity.contact_points) {
    out.open('{');
    out.member("kind", to_string(point.kind));
    out.member("value", point.value);
    out.optional_member("first_seen", point.first_seen);
    out.optional_member("last_seen", point.last_seen);
    out.member("records", point.records);
    out.member("interactions", point.interactions);
    out.member("shared_with", point.shared_with);
    out.close('}');
  }
  out.close(']').key("interactions").open('[');
  for (const Interaction& interaction : identity.interactions) out.raw(to_json(interaction));
  return out.close(']').close('}').take();
}

std::string to_json(const IdentityChange& change) {
  Writer out;
  out.open('{');
  if (change.cursor != 0) out.member("cursor", change.cursor);
  out.member("time", change.time);
  out.member("kind", to_string(change.kind));
  out.member("identity", change.identity);
  if (change.other != 0) out.member("other", change.other);
  if (change.record != 0) {
    out.member("record", change.record);
    if (!change.key.source.empty()) write_key(out, "key", change.key);
  }
  if (change.kind == ChangeKind::renamed) {
    out.key("fields").open('[');
    for (const Field field : change.fields) out.string(to_string(field));
    out.close(']');
  }
  return out.close('}').take();
}

Decision decision_from_json(std::string_view text) {
  const std::string_view json = types::json::parse(text);
  if (types::json::kind(json) != types::json::Kind::object) {
    throw Error(ErrorCode::parse, "a decision is a JSON object with left, right and verdict");
  }
  Decision decision;
  bool has_verdict = false;
  types::json::for_each_member(json, [&](const std::string& name, std::string_view value) {
    if (name == "left") {
      decision.left = read_key(value);
    } else if (name == "right") {
      decision.right = read_key(value);
    } else if (name == "verdict") {
      const std::string verdict = text_of(value);
      if (verdict != "same" && verdict != "not_same") {
        throw Error(ErrorCode::parse, "a decision's verdict is \"same\" or \"not_same\", not \"" + verdict + "\"");
      }
      has_verdict = true;
      decision.verdict = verdict == "same" ? Verdict::same : Verdict::not_same;
    } else if (name == "by") {
      decision.by = text_of(value);
    } else if (name == "note") {
      decision.note = text_of(value);
    } else if (name == "time") {
      decision.time = text_of(value);
    } else {
      throw Error(ErrorCode::parse, "a decision has no member \"" + name + "\"");
    }
  });
  if (!has_verdict) throw Error(ErrorCode::parse, "the decision has no verdict");
  return decision;
}

std::string to_json(const Decision& decision) {
  Writer out;
  out.open('{');
  write_key(out, "left", decision.left);
  write_key(out, "right", decision.right);
  out.member("verdict", to_string(decision.verdict));
  out.optional_member("by", decision.by);
  out.optional_member("note", decision.note);
  out.optional_member("time", decision.time);
  return out.close('}').take();
}

std::string to_json(const Doubt& doubt) {
  Writer out;
  out.open('{').member("kind", to_string(doubt.kind));
  write_key(out, "left", doubt.left);
  write_key(out, "right", doubt.right);
  out.member("left_identity", doubt.left_identity);
  out.member("right_identity", doubt.right_identity);
  out.member("match_weight", doubt.match_weight);
  out.member("match_probability", doubt.match_probability);
  out.member("records", doubt.records);
  out.member("gain", doubt.gain);
  return out.close('}').take();
}

std::string to_json(const Preview& preview) {
  Writer out;
  out.open('{');
  out.member("identities_before", preview.identities_before);
  out.member("identities_after", preview.identities_after);
  out.member("records_moved", preview.records_moved);
  out.member("change_count", preview.change_count);
  out.key("changes").open('[');
  for (const IdentityChange& change : preview.changes) out.raw(to_json(change));
  out.close(']').key("golden").open('[');
  for (const GoldenChange& change : preview.golden) {
    out.open('{').member("identity", change.identity);
    write_golden(out, "before", change.before);
    write_golden(out, "after", change.after);
    out.close('}');
  }
  return out.close(']').close('}').take();
}

std::string to_json(const Relation& relation) {
  Writer out;
  out.open('{').member("kind", to_string(relation.kind)).member("identity", relation.identity);
  write_key(out, "own", relation.own);
  write_key(out, "other", relation.other);
  out.member("match_weight", relation.match_weight);
  out.member("probability", relation.probability);
  out.key("reasons").open('[');
  for (const std::string& reason : relation.reasons) out.string(reason);
  return out.close(']').close('}').take();
}

std::string to_json(const ModelInfo& model) {
  Writer out;
  out.open('{').member("version", model.version).member("active", model.active).member("trained", model.trained);
  return out.member("time", model.time).member("records", model.records).close('}').take();
}

std::string to_json(const DriftReport& report) {
  Writer out;
  out.open('{').member("version", report.version);
  out.member("records_then", report.records_then).member("records_today", report.records_today);
  out.key("terms").open('[');
  for (const Drift& term : report.terms) {
    out.open('{').member("term", term.term).member("counted", term.counted).member("today", term.today);
    out.member("distance", term.distance).close('}');
  }
  return out.close(']').close('}').take();
}

std::string to_json(std::span<const IdentityChange> changes) { return list_of(changes); }
std::string to_json(std::span<const Decision> decisions) { return list_of(decisions); }
std::string to_json(std::span<const Doubt> doubts) { return list_of(doubts); }
std::string to_json(std::span<const Relation> relations) { return list_of(relations); }
std::string to_json(std::span<const ModelInfo> models) { return list_of(models); }

std::string to_json(std::span<const IdentityId> identities) {
  Writer out;
  out.open('[');
  for (const IdentityId id : identities) out.integer(id);
  return out.close(']').take();
}

}  // namespace v1
}  // namespace scv
