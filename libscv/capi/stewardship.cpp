// The C ABI of the change feed, people's decisions, previews, relations and models.

#include <span>

#include "capi/hub.hpp"

namespace scv::capi {
namespace {

constexpr scv_review_options kReviewDefaults = {sizeof(scv_review_options), 50};

RecordKey take_key(const char* source, std::size_t source_size, const char* source_name, const char* id,
                   std::size_t id_size, const char* id_name) {
  return {take_text(source, source_size, source_name), take_text(id, id_size, id_name)};
}

Decision take_decision(const char* decision, std::size_t size) {
  return decision_from_json(take_text(decision, size, "decision"));
}

/// A required result: the call is made only where there is somewhere to put it.
template <class Call>
std::int32_t give_json(scv_hub* hub, scv_buf* result, const char* name, scv_error** error, Call&& call) noexcept {
  clear(result);
  return guard(error, [&] {
    need(result, name);
    give_text(result, to_json(call(*hub_of(hub))));
  });
}

}  // namespace
}  // namespace scv::capi

using namespace scv::capi;

extern "C" {

int32_t scv_review_options_init(scv_review_options* options, size_t struct_size) {
  return init_options(options, struct_size, kReviewDefaults);
}

int32_t scv_hub_identity_at(scv_hub* hub, int64_t id, scv_buf* identities, scv_error** error) {
  return give_json(hub, identities, "identities", error, [&](scv::Hub& target) { return target.identity_at(id); });
}

int32_t scv_hub_changes(scv_hub* hub, int64_t after, uint64_t limit, scv_buf* changes, scv_error** error) {
  return give_json(hub, changes, "changes", error,
                   [&](scv::Hub& target) { return target.changes(after, static_cast<std::size_t>(limit)); });
}

int32_t scv_hub_newest_change(scv_hub* hub, int64_t* cursor, scv_error** error) {
  if (cursor != nullptr) *cursor = 0;
  return guard(error, [&] {
    need(cursor, "cursor");
    *cursor = hub_of(hub)->newest_change();
  });
}

int32_t scv_hub_decide(scv_hub* hub, const char* decision, size_t decision_size, scv_buf* changes, scv_error** error) {
  clear(changes);
  return guard(error, [&] {
    const scv::Decision taken = take_decision(decision, decision_size);
    give_text(changes, scv::to_json(hub_of(hub)->decide(taken)));
  });
}

int32_t scv_hub_undecide(scv_hub* hub, const char* left_source, size_t left_source_size, const char* left_id,
                         size_t left_id_size, const char* right_source, size_t right_source_size, const char* right_id,
                         size_t right_id_size, int32_t* undecided, scv_error** error) {
  if (undecided != nullptr) *undecided = 0;
  return guard(error, [&] {
    const bool was_there = hub_of(hub)->undecide(
        take_key(left_source, left_source_size, "left_source", left_id, left_id_size, "left_id"),
        take_key(right_source, right_source_size, "right_source", right_id, right_id_size, "right_id"));
    if (undecided != nullptr) *undecided = was_there ? 1 : 0;
  });
}

int32_t scv_hub_decisions(scv_hub* hub, scv_buf* decisions, scv_error** error) {
  return give_json(hub, decisions, "decisions", error, [](scv::Hub& target) { return target.decisions(); });
}

int32_t scv_hub_review(scv_hub* hub, const scv_review_options* options, scv_buf* doubts, scv_error** error) {
  return give_json(hub, doubts, "doubts", error, [&](scv::Hub& target) {
    const scv_review_options given = take_options(options, kReviewDefaults);
    return target.review({.limit = static_cast<std::size_t>(given.limit)});
  });
}

int32_t scv_hub_preview_put(scv_hub* hub, const char* record, size_t record_size, scv_buf* preview, scv_error** error) {
  return give_json(hub, preview, "preview", error, [&](scv::Hub& target) {
    return target.preview(scv::record_from_json(take_text(record, record_size, "record")));
  });
}

int32_t scv_hub_preview_remove(scv_hub* hub, const char* source, size_t source_size, const char* id, size_t id_size,
                               scv_buf* preview, scv_error** error) {
  return give_json(hub, preview, "preview", error, [&](scv::Hub& target) {
    return target.preview_remove(take_text(source, source_size, "source"), take_text(id, id_size, "id"));
  });
}

int32_t scv_hub_preview_decide(scv_hub* hub, const char* decision, size_t decision_size, scv_buf* preview,
                               scv_error** error) {
  return give_json(hub, preview, "preview", error,
                   [&](scv::Hub& target) { return target.preview(take_decision(decision, decision_size)); });
}

int32_t scv_hub_preview_undecide(scv_hub* hub, const char* left_source, size_t left_source_size, const char* left_id,
                                 size_t left_id_size, const char* right_source, size_t right_source_size,
                                 const char* right_id, size_t right_id_size, scv_buf* preview, scv_error** error) {
  return give_json(hub, preview, "preview", error, [&](scv::Hub& target) {
    return target.preview_undecide(
        take_key(left_source, left_source_size, "left_source", left_id, left_id_size, "left_id"),
        take_key(right_source, right_source_size, "right_source", right_id, right_id_size, "right_id"));
  });
}

int32_t scv_hub_relations(scv_hub* hub, int64_t id, scv_buf* relations, scv_error** error) {
  return give_json(hub, relations, "relations", error, [&](scv::Hub& target) { return target.relations(id); });
}

int32_t scv_hub_models(scv_hub* hub, scv_buf* models, scv_error** error) {
  return give_json(hub, models, "models", error, [](scv::Hub& target) { return target.models(); });
}

int32_t scv_hub_model_version(scv_hub* hub, int64_t version, scv_buf* model, scv_error** error) {
  clear(model);
  return guard(error, [&] {
    need(model, "model");
    give_text(model, hub_of(hub)->model(version));
  });
}

int32_t scv_hub_retrain(scv_hub* hub, int64_t* version, scv_error** error) {
  if (version != nullptr) *version = 0;
  return guard(error, [&] {
    const std::int64_t made = hub_of(hub)->retrain();
    if (version != nullptr) *version = made;
  });
}

int32_t scv_hub_preview_model(scv_hub* hub, int64_t version, scv_buf* preview, scv_error** error) {
  return give_json(hub, preview, "preview", error, [&](scv::Hub& target) { return target.preview_model(version); });
}

int32_t scv_hub_activate(scv_hub* hub, int64_t version, scv_error** error) {
  return guard(error, [&] { hub_of(hub)->activate(version); });
}

int32_t scv_hub_drift(scv_hub* hub, scv_buf* drift, scv_error** error) {
  return give_json(hub, drift, "drift", error, [](scv::Hub& target) { return target.drift(); });
}

}  // extern "C"
