// The C ABI: translates, decides nothing. Uses the public headers alone.

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "capi/hub.hpp"

namespace scv::capi {
namespace {

constexpr scv_str kDefaultRegion = {"DE", 2};

constexpr scv_hub_options kHubDefaults = {sizeof(scv_hub_options),
                                          0,
                                          1,
                                          kDefaultRegion,
                                          nullptr,
                                          0,
                                          64u << 20,
                                          5000,
                                          0,
                                          nullptr,
                                          nullptr,
                                          nullptr,
                                          {nullptr, 0},
                                          0};
constexpr scv_load_options kLoadDefaults = {sizeof(scv_load_options),
                                            {nullptr, 0},
                                            {nullptr, 0},
                                            {nullptr, 0},
                                            nullptr,
                                            0,
                                            0,
                                            0,
                                            nullptr,
                                            nullptr,
                                            nullptr,
                                            nullptr,
                                            nullptr,
                                            nullptr,
                                            {nullptr, 0}};
constexpr scv_find_options kFindDefaults = {sizeof(scv_find_options), 10, -1000, 0, 0, 24};
constexpr scv_dedupe_options kDedupeDefaults = {
    sizeof(scv_dedupe_options), nullptr, kDefaultRegion, 0, 0, {nullptr, 0}, {nullptr, 0}, {nullptr, 0}};
constexpr scv_compare_options kCompareDefaults = {sizeof(scv_compare_options), kDefaultRegion, {nullptr, 0}};
constexpr scv_evaluate_options kEvaluateDefaults = {
    sizeof(scv_evaluate_options), nullptr, {nullptr, 0}, {nullptr, 0}, {nullptr, 0}, nullptr, 0, 10, 0, 0};

std::string dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json reject_json(const Reject& reject, std::optional<std::uint64_t> index) {
  nlohmann::json json = {{"code", to_string(reject.code)}, {"reason", reject.reason}};
  if (index) json["index"] = *index;
  if (!reject.place.file.empty()) json["file"] = reject.place.file;
  if (!reject.place.sheet.empty()) json["sheet"] = reject.place.sheet;
  if (!index && reject.place.line != 0) json["line"] = reject.place.line;
  if (!index && reject.place.column != 0) json["column"] = reject.place.column;
  if (!reject.place.record.empty()) json["record"] = reject.place.record;
  if (!reject.raw.empty()) json["raw"] = reject.raw;
  return json;
}

/// Gathers text and passes it on in pieces of whole writes, so that a callback is not called for every line.
class Sink {
 public:
  Sink(scv_sink_fn call, std::shared_ptr<void> user) : call_(call), user_(std::move(user)) {}
  void write(std::string_view text) {
    pending_.append(text);
    if (pending_.size() >= kPiece) flush();
  }
  void flush() {
    if (pending_.empty()) return;
    const std::string piece = std::exchange(pending_, {});
    if (call_(user_.get(), piece.data(), piece.size()) != 0)
      throw Error(ErrorCode::cancelled, "the callback stopped the call");
  }

 private:
  static constexpr std::size_t kPiece = 64u << 10;
  scv_sink_fn call_;
  std::shared_ptr<void> user_;
  std::string pending_;
};

/// The caller's load options. `rejects`, where there is one, is flushed with each progress and when the call has ended.
struct Loading {
  LoadOptions options;
  std::optional<Sink> rejects;

  void reject(const Reject& reject, std::optional<std::uint64_t> index) {
    if (rejects) rejects->write(dump(reject_json(reject, index)) + "\n");
  }
  void finish() {
    if (rejects) rejects->flush();
  }
};

std::unique_ptr<Loading> take_load_options(const scv_load_options* given) {
  const scv_load_options options = take_options(given, kLoadDefaults);
  std::shared_ptr<void> rejects_user, progress_user;
  // Both are owned from here on, whatever fails below.
  std::exception_ptr failure;
  try {
    rejects_user = take_user(options.on_rejects_user, options.on_rejects_free_user);
  } catch (...) {
    failure = std::current_exception();
  }
  progress_user = take_user(options.on_progress_user, options.on_progress_free_user);
  if (failure) std::rethrow_exception(failure);

  auto loading = std::make_unique<Loading>();
  LoadOptions& to = loading->options;
  to.source = take_text(options.source, "source");
  to.format = take_text(options.format, "format");
  to.mapping = take_text(options.mapping, "mapping");
  to.sheet = take_text(options.sheet, "sheet");
  to.own_addresses = take_texts(options.own_addresses, options.own_address_count, "own_addresses");
  to.strict = options.strict != 0;
  to.exclusive = options.exclusive != 0;
  if (options.on_rejects != nullptr) {
    loading->rejects.emplace(options.on_rejects, std::move(rejects_user));
    to.on_reject = [loading = loading.get()](const Reject& reject) { loading->reject(reject, std::nullopt); };
  }
  if (options.on_rejects != nullptr || options.on_progress != nullptr) {
    to.on_progress = [loading = loading.get(), call = options.on_progress,
                      user = std::move(progress_user)](const Progress& progress) {
      // As long as the call can be stopped: when it has stored everything it is too late.
      loading->finish();
      if (call == nullptr) return true;
      const std::string stage(progress.stage), unit(progress.unit);
      return call(user.get(), stage.c_str(), progress.done, progress.total, unit.c_str()) == 0;
    };
  }
  return loading;
}

/// The caller's options of a matching, with the load options that they rest on.
struct Matching {
  std::unique_ptr<Loading> loading;
  DedupeOptions options;
};

Matching take_dedupe_options(const scv_dedupe_options* options) {
  const scv_dedupe_options given = take_options(options, kDedupeDefaults);
  Matching matching;
  matching.loading = take_load_options(given.load);
  matching.options.load = matching.loading->options;
  matching.options.default_region = take_text(given.default_region, "default_region");
  matching.options.threads = given.threads;
  matching.options.keep_model = given.keep_model != 0;
  matching.options.model = take_text(given.model, "model");
  matching.options.labels = take_text(given.labels, "labels");
  matching.options.id_column = take_text(given.id_column, "id_column");
  return matching;
}

struct Evaluating {
  std::unique_ptr<Loading> loading;
  EvaluateOptions options;
};

Evaluating take_evaluate_options(const scv_evaluate_options* options) {
  const scv_evaluate_options given = take_options(options, kEvaluateDefaults);
  Matching matching = take_dedupe_options(given.dedupe);
  Evaluating evaluating{std::move(matching.loading), {}};
  EvaluateOptions& to = evaluating.options;
  to.dedupe = std::move(matching.options);
  to.id_column = take_text(given.id_column, "id_column");
  to.cluster_column = take_text(given.cluster_column, "cluster_column");
  to.identity_column = take_text(given.identity_column, "identity_column");
  to.only_truth = given.only_truth != 0;
  to.errors = static_cast<std::size_t>(given.errors);
  if (given.thresholds == nullptr && given.threshold_count != 0) refuse("thresholds is NULL");
  if (given.thresholds != nullptr) to.thresholds.assign(given.thresholds, given.thresholds + given.threshold_count);
  return evaluating;
}

FindOptions take_find_options(const scv_find_options* given) {
  const scv_find_options options = take_options(given, kFindDefaults);
  FindOptions to;
  to.limit = static_cast<std::size_t>(options.limit);
  to.min_weight = options.min_weight;
  to.exact_only = options.exact_only != 0;
  to.max_candidates = static_cast<std::size_t>(options.max_candidates);
  to.max_time_us = options.max_time_us;
  return to;
}

HubOptions take_hub_options(const scv_hub_options* given) {
  const scv_hub_options options = take_options(given, kHubDefaults);
  std::shared_ptr<void> user = take_user(options.log_user, options.log_free_user);
  HubOptions to;
  to.read_only = options.read_only != 0;
  to.create = options.create != 0;
  to.default_region = take_text(options.default_region, "default_region");
  to.source_rank = take_texts(options.source_rank, options.source_rank_count, "source_rank");
  to.busy_timeout_ms = options.busy_timeout_ms;
  to.cache_bytes = static_cast<std::size_t>(options.cache_bytes);
  to.threads = options.threads;
  if (options.durability > 1)
    refuse("durability is 0 (a loss of power) or 1 (the end of the process), not " +
           std::to_string(options.durability));
  to.durability = options.durability == 0 ? Durability::full : Durability::normal;
  to.model = take_text(options.model, "model");
  if (options.log == nullptr && options.log_free_user == nullptr) return to;
  // The function owns `user` even where there is no log to call, so that it is freed when the hub closes.
  to.log = [call = options.log, user = std::move(user)](LogLevel level, std::string_view message) {
    if (call != nullptr) call(user.get(), static_cast<std::int32_t>(level), message.data(), message.size());
  };
  return to;
}

/// Records that wait to be loaded, with the index that each had among those passed in.
struct Records {
  struct Refused {
    std::uint64_t index;
    Reject reject;
  };
  std::vector<Record> good;
  std::vector<std::uint64_t> indexes;
  std::vector<Refused> refused;
  std::uint64_t added = 0;

  void add(const char* data, std::size_t size) {
    const std::uint64_t index = added;
    try {
      Record record = record_from_json(take_text(data, size, "record"));
      good.push_back(std::move(record));
      try {
        indexes.push_back(index);
      } catch (...) {
        good.pop_back();
        throw;
      }
    } catch (const Error& e) {
      refuse_record(index, e.code(), e.message(), e.place(), data, size);
    }
    ++added;
  }

 private:
  void refuse_record(std::uint64_t index, ErrorCode code, const std::string& reason, const Place& place,
                     const char* data, std::size_t size) {
    std::string raw = data == nullptr ? std::string() : std::string(data, std::min<std::size_t>(size, 200));
    refused.push_back({index, {place, code, reason, std::move(raw)}});
  }
};

/// Loads the records and gives the report with what was refused before and by the hub.
std::string load_records(Hub& hub, const Records& records, Loading& loading) {
  if (loading.options.strict && !records.refused.empty()) {
    const auto& first = records.refused.front();
    throw IndexedError(first.reject.code, first.reject.reason, first.index, first.reject.place);
  }
  nlohmann::json rejects = nlohmann::json::array();
  for (const auto& [index, reject] : records.refused) {
    rejects.push_back(reject_json(reject, index));
    loading.reject(reject, index);
  }
  // The hub numbers what it refuses by line: the record's place among those that it was given.
  const auto index_of = [&](const Place& place) -> std::optional<std::uint64_t> {
    if (place.line < 1 || place.line > records.indexes.size()) return std::nullopt;
    return records.indexes[place.line - 1];
  };
  LoadOptions options = loading.options;
  options.on_reject = [&](const Reject& reject) {
    const auto index = index_of(reject.place);
    rejects.push_back(reject_json(reject, index));
    loading.reject(reject, index);
  };
  LoadReport report;
  try {
    report = hub.load(std::span<const Record>(records.good), options);
  } catch (const Error& e) {
    const auto index = index_of(e.place());
    if (!index) throw;
    Place place;
    place.record = e.place().record;
    throw IndexedError(e.code(), e.message(), *index, std::move(place));
  }
  loading.finish();
  report.read += records.refused.size();
  report.rejected += records.refused.size();
  nlohmann::json json = nlohmann::json::parse(to_json(report));
  json.erase("first_rejects");
  json["rejects"] = std::move(rejects);
  return dump(json);
}

}  // namespace
}  // namespace scv::capi

struct scv_batch {
  std::shared_ptr<scv::Hub> hub;
  scv::capi::Records records;
};

using namespace scv::capi;

extern "C" {

const char* scv_version(void) { return scv::version(); }

int32_t scv_abi_version(void) { return SCV_ABI_VERSION; }

const char* scv_status_name(int32_t status) {
  if (status == SCV_OK) return "ok";
  return status >= SCV_INVALID_ARGUMENT && status <= SCV_INTERNAL ? scv::to_string(static_cast<scv::ErrorCode>(status))
                                                                  : "unknown";
}

void scv_buf_free(scv_buf* buf) {
  if (buf == nullptr) return;
  std::free(buf->data);
  clear(buf);
}

int32_t scv_error_code(const scv_error* error) { return error == nullptr ? SCV_OK : error->code; }
const char* scv_error_message(const scv_error* error) { return error == nullptr ? "" : error->message; }
const char* scv_error_place(const scv_error* error) { return error == nullptr ? "" : error->place; }
int64_t scv_error_index(const scv_error* error) { return error == nullptr ? -1 : error->index; }

void scv_error_free(scv_error* error) {
  if (error == nullptr || error->text == nullptr) return;
  delete[] error->text;
  delete error;
}

int32_t scv_hub_options_init(scv_hub_options* options, size_t struct_size) {
  return init_options(options, struct_size, kHubDefaults);
}
int32_t scv_load_options_init(scv_load_options* options, size_t struct_size) {
  return init_options(options, struct_size, kLoadDefaults);
}
int32_t scv_find_options_init(scv_find_options* options, size_t struct_size) {
  return init_options(options, struct_size, kFindDefaults);
}
int32_t scv_dedupe_options_init(scv_dedupe_options* options, size_t struct_size) {
  return init_options(options, struct_size, kDedupeDefaults);
}

int32_t scv_compare_options_init(scv_compare_options* options, size_t struct_size) {
  return init_options(options, struct_size, kCompareDefaults);
}
int32_t scv_evaluate_options_init(scv_evaluate_options* options, size_t struct_size) {
  return init_options(options, struct_size, kEvaluateDefaults);
}

int32_t scv_hub_open(const char* path, size_t path_size, const scv_hub_options* options, scv_hub** hub,
                     scv_error** error) {
  if (hub != nullptr) *hub = nullptr;
  return guard(error, [&] {
    scv::HubOptions taken = take_hub_options(options);
    need(hub, "hub");
    const std::string file = take_path(path, path_size, "path");
    *hub = new scv_hub{std::make_shared<scv::Hub>(file, std::move(taken))};
  });
}

void scv_hub_free(scv_hub* hub) {
  guard(nullptr, [&] { delete hub; });
}

void scv_hub_cancel(scv_hub* hub) {
  if (hub == nullptr) return;
  const std::shared_ptr<scv::Hub> target = hub->hub;
  target->cancel();
}

int32_t scv_hub_load(scv_hub* hub, const char* path, size_t path_size, const scv_load_options* options, scv_buf* report,
                     scv_error** error) {
  clear(report);
  return guard(error, [&] {
    const auto loading = take_load_options(options);
    const std::shared_ptr<scv::Hub> target = hub_of(hub);
    const scv::LoadReport loaded = target->load(take_path(path, path_size, "path"), loading->options);
    loading->finish();
    give_text(report, to_json(loaded));
  });
}

int32_t scv_hub_load_records(scv_hub* hub, const scv_str* records, size_t count, const scv_load_options* options,
                             scv_buf* report, scv_error** error) {
  clear(report);
  return guard(error, [&] {
    const auto loading = take_load_options(options);
    const std::shared_ptr<scv::Hub> target = hub_of(hub);
    if (count != 0) need(records, "records");
    Records taken;
    for (std::size_t i = 0; i < count; ++i) taken.add(records[i].data, records[i].size);
    give_text(report, load_records(*target, taken, *loading));
  });
}

int32_t scv_hub_put(scv_hub* hub, const char* record, size_t record_size, scv_buf* result, scv_error** error) {
  clear(result);
  return guard(error, [&] {
    const scv::Record taken = scv::record_from_json(take_text(record, record_size, "record"));
    give_text(result, to_json(hub_of(hub)->put(taken)));
  });
}

int32_t scv_hub_put_interaction(scv_hub* hub, const char* interaction, size_t interaction_size, int32_t* is_new,
                                scv_error** error) {
  if (is_new != nullptr) *is_new = 0;
  return guard(error, [&] {
    const bool put =
        hub_of(hub)->put(scv::interaction_from_json(take_text(interaction, interaction_size, "interaction")));
    if (is_new != nullptr) *is_new = put ? 1 : 0;
  });
}

int32_t scv_hub_remove(scv_hub* hub, const char* source, size_t source_size, const char* id, size_t id_size,
                       int32_t* removed, scv_error** error) {
  if (removed != nullptr) *removed = 0;
  return guard(error, [&] {
    const bool was_there = hub_of(hub)->remove(take_text(source, source_size, "source"), take_text(id, id_size, "id"));
    if (removed != nullptr) *removed = was_there ? 1 : 0;
  });
}

int32_t scv_hub_get(scv_hub* hub, const char* source, size_t source_size, const char* id, size_t id_size,
                    scv_buf* record, scv_error** error) {
  clear(record);
  return guard(error, [&] {
    need(record, "record");
    const auto found = hub_of(hub)->get(take_text(source, source_size, "source"), take_text(id, id_size, "id"));
    if (found) give_text(record, to_json(*found));
  });
}

int32_t scv_hub_identity_of(scv_hub* hub, const char* source, size_t source_size, const char* id, size_t id_size,
                            int64_t* identity, scv_error** error) {
  if (identity != nullptr) *identity = 0;
  return guard(error, [&] {
    need(identity, "identity");
    *identity =
        hub_of(hub)->identity_of(take_text(source, source_size, "source"), take_text(id, id_size, "id")).value_or(0);
  });
}

int32_t scv_hub_identity(scv_hub* hub, int64_t id, scv_buf* identity, scv_error** error) {
  clear(identity);
  return guard(error, [&] {
    need(identity, "identity");
    const auto found = hub_of(hub)->identity(id);
    if (found) give_text(identity, to_json(*found));
  });
}

int32_t scv_hub_find(scv_hub* hub, const char* query, size_t query_size, const scv_find_options* options,
                     scv_buf* found, scv_error** error) {
  clear(found);
  return guard(error, [&] {
    const scv::FindOptions taken = take_find_options(options);
    need(found, "found");
    const scv::Record record = scv::record_from_json(take_text(query, query_size, "query"));
    give_text(found, scv::to_json(std::span<const scv::Found>(hub_of(hub)->find(record, taken))));
  });
}

int32_t scv_hub_find_with_report(scv_hub* hub, const char* query, size_t query_size, const scv_find_options* options,
                                 scv_buf* found, scv_buf* report, scv_error** error) {
  clear(found);
  clear(report);
  return guard(error, [&] {
    const scv::FindOptions taken = take_find_options(options);
    need(found, "found");
    need(report, "report");
    const scv::Record record = scv::record_from_json(take_text(query, query_size, "query"));
    scv::FindReport told;
    const std::vector<scv::Found> answers = hub_of(hub)->find(record, taken, &told);
    give_text(report, to_json(told));
    give_text(found, scv::to_json(std::span<const scv::Found>(answers)));
  });
}

int32_t scv_hub_complete(scv_hub* hub, const char* text, size_t text_size, uint64_t limit, scv_buf* found,
                         scv_error** error) {
  clear(found);
  return guard(error, [&] {
    need(found, "found");
    const std::string typed = take_text(text, text_size, "text");
    give_text(found, to_json(hub_of(hub)->complete(typed, static_cast<std::size_t>(limit))));
  });
}

int32_t scv_hub_why(scv_hub* hub, const char* left_source, size_t left_source_size, const char* left_id,
                    size_t left_id_size, const char* right_source, size_t right_source_size, const char* right_id,
                    size_t right_id_size, scv_buf* why, scv_error** error) {
  clear(why);
  return guard(error, [&] {
    need(why, "why");
    const scv::RecordKey left{take_text(left_source, left_source_size, "left_source"),
                              take_text(left_id, left_id_size, "left_id")};
    const scv::RecordKey right{take_text(right_source, right_source_size, "right_source"),
                               take_text(right_id, right_id_size, "right_id")};
    give_text(why, to_json(hub_of(hub)->why(left, right)));
  });
}

int32_t scv_hub_export(scv_hub* hub, int32_t format, scv_sink_fn sink, void* user, scv_free_fn free_user,
                       scv_error** error) {
  return guard(error, [&] {
    std::shared_ptr<void> owner = take_user(user, free_user);
    const std::shared_ptr<scv::Hub> source = hub_of(hub);
    if (sink == nullptr) refuse("sink is NULL");
    if (format != SCV_EXPORT_JSONL && format != SCV_EXPORT_CSV)
      refuse("there is no export format " + std::to_string(format));
    Sink out(sink, std::move(owner));
    source->write(format == SCV_EXPORT_CSV ? scv::ExportFormat::csv : scv::ExportFormat::jsonl,
                  [&](std::string_view text) { out.write(text); });
    out.flush();
  });
}

int32_t scv_hub_digest(scv_hub* hub, scv_buf* digest, scv_error** error) {
  clear(digest);
  return guard(error, [&] {
    need(digest, "digest");
    give_text(digest, hub_of(hub)->digest());
  });
}

int32_t scv_hub_stats(scv_hub* hub, scv_buf* stats, scv_error** error) {
  clear(stats);
  return guard(error, [&] {
    need(stats, "stats");
    give_text(stats, to_json(hub_of(hub)->stats()));
  });
}

int32_t scv_hub_model(scv_hub* hub, scv_buf* model, scv_error** error) {
  clear(model);
  return guard(error, [&] {
    need(model, "model");
    give_text(model, hub_of(hub)->model());
  });
}

int32_t scv_batch_new(scv_hub* hub, scv_batch** batch, scv_error** error) {
  if (batch != nullptr) *batch = nullptr;
  return guard(error, [&] {
    need(batch, "batch");
    *batch = new scv_batch{need(hub, "hub").hub, {}};
  });
}

int32_t scv_batch_add(scv_batch* batch, const char* record, size_t record_size, scv_error** error) {
  return guard(error, [&] { need(batch, "batch").records.add(record, record_size); });
}

uint64_t scv_batch_size(const scv_batch* batch) { return batch == nullptr ? 0 : batch->records.added; }

int32_t scv_batch_load(scv_batch* batch, const scv_load_options* options, scv_buf* report, scv_error** error) {
  clear(report);
  return guard(error, [&] {
    const auto loading = take_load_options(options);
    scv_batch& source = need(batch, "batch");
    const std::string result = load_records(*source.hub, source.records, *loading);
    source.records = {};
    give_text(report, result);
  });
}

void scv_batch_free(scv_batch* batch) {
  guard(nullptr, [&] { delete batch; });
}

int32_t scv_inspect(const char* path, size_t path_size, const scv_load_options* options, scv_buf* inspection,
                    scv_error** error) {
  clear(inspection);
  return guard(error, [&] {
    const auto loading = take_load_options(options);
    need(inspection, "inspection");
    give_text(inspection, to_json(scv::inspect(take_path(path, path_size, "path"), loading->options)));
  });
}

int32_t scv_dedupe(const scv_str* inputs, size_t input_count, const char* output, size_t output_size,
                   const scv_dedupe_options* options, scv_buf* report, scv_error** error) {
  clear(report);
  return guard(error, [&] {
    const Matching matching = take_dedupe_options(options);
    const std::vector<std::string> files = take_texts(inputs, input_count, "inputs");
    const scv::DedupeReport done = scv::dedupe(files, take_path(output, output_size, "output"), matching.options);
    matching.loading->finish();
    give_text(report, to_json(done));
  });
}

int32_t scv_profile(const scv_str* inputs, size_t input_count, const scv_dedupe_options* options, scv_buf* report,
                    scv_error** error) {
  clear(report);
  return guard(error, [&] {
    const Matching matching = take_dedupe_options(options);
    need(report, "report");
    const scv::ProfileReport done = scv::profile(take_texts(inputs, input_count, "inputs"), matching.options);
    matching.loading->finish();
    give_text(report, to_json(done));
  });
}

int32_t scv_compare(const char* left, size_t left_size, const char* right, size_t right_size,
                    const scv_compare_options* options, scv_buf* why, scv_error** error) {
  clear(why);
  return guard(error, [&] {
    const scv_compare_options given = take_options(options, kCompareDefaults);
    need(why, "why");
    scv::CompareOptions taken;
    taken.default_region = take_text(given.default_region, "default_region");
    taken.model = take_text(given.model, "model");
    const scv::Record left_record = scv::record_from_json(take_text(left, left_size, "left"));
    const scv::Record right_record = scv::record_from_json(take_text(right, right_size, "right"));
    give_text(why, to_json(scv::compare(left_record, right_record, taken)));
  });
}

int32_t scv_evaluate(const char* truth, size_t truth_size, const scv_str* inputs, size_t input_count,
                     const scv_evaluate_options* options, scv_buf* report, scv_error** error) {
  clear(report);
  return guard(error, [&] {
    const Evaluating evaluating = take_evaluate_options(options);
    need(report, "report");
    const std::string path = take_path(truth, truth_size, "truth");
    const std::vector<std::string> files = take_texts(inputs, input_count, "inputs");
    const scv::EvaluationReport done = scv::evaluate(path, files, evaluating.options);
    evaluating.loading->finish();
    give_text(report, to_json(done));
  });
}

int32_t scv_evaluate_result(const char* truth, size_t truth_size, const scv_str* results, size_t result_count,
                            const scv_evaluate_options* options, scv_buf* report, scv_error** error) {
  clear(report);
  return guard(error, [&] {
    const Evaluating evaluating = take_evaluate_options(options);
    need(report, "report");
    const std::string path = take_path(truth, truth_size, "truth");
    const std::vector<std::string> files = take_texts(results, result_count, "results");
    give_text(report, to_json(scv::evaluate_result(path, files, evaluating.options)));
  });
}

}  // extern "C"
