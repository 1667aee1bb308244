"""Written by bindings/generate.py from include/scv/scv.h: do not edit."""

ABI_VERSION = 0

DECLARATIONS = """
enum {
  SCV_OK = 0,
  SCV_INVALID_ARGUMENT = 1,
  SCV_NOT_FOUND = 2,
  SCV_IO = 3,
  SCV_PARSE = 4,
  SCV_UNSUPPORTED = 5,
  SCV_DATABASE = 6,
  SCV_BUSY = 7,
  SCV_NEWER_SCHEMA = 8,
  SCV_NOT_A_HUB = 9,
  SCV_CANCELLED = 10,
  SCV_CONFLICT = 11,
  SCV_OUT_OF_MEMORY = 12,
  SCV_INTERNAL = 13,
  SCV_EXPORT_JSONL = 0,
  SCV_EXPORT_CSV = 1,
  SCV_LOG_DEBUG = 0,
  SCV_LOG_INFO = 1,
  SCV_LOG_WARNING = 2,
};
typedef struct scv_hub scv_hub;
typedef struct scv_batch scv_batch;
typedef struct scv_error scv_error;
typedef int32_t (*scv_sink_fn)(void *user, const char *data, size_t size);
typedef int32_t (*scv_progress_fn)(void *user, const char *stage, uint64_t done, uint64_t total, const char *unit);
typedef void (*scv_log_fn)(void *user, int32_t level, const char *message, size_t size);
typedef void (*scv_free_fn)(void *user);
typedef struct scv_str {
  const char *data;
  size_t size;
} scv_str;
typedef struct scv_buf {
  char *data;
  size_t size;
} scv_buf;
typedef struct scv_hub_options {
  size_t struct_size;
  uint32_t read_only;
  uint32_t create;
  scv_str default_region;
  const scv_str *source_rank;
  size_t source_rank_count;
  uint64_t cache_bytes;
  uint32_t busy_timeout_ms;
  uint32_t threads;
  scv_log_fn log;
  void *log_user;
  scv_free_fn log_free_user;
  scv_str model;
  uint32_t durability;
} scv_hub_options;
typedef struct scv_load_options {
  size_t struct_size;
  scv_str source;
  scv_str format;
  scv_str mapping;
  const scv_str *own_addresses;
  size_t own_address_count;
  uint32_t strict;
  uint32_t exclusive;
  scv_sink_fn on_rejects;
  void *on_rejects_user;
  scv_free_fn on_rejects_free_user;
  scv_progress_fn on_progress;
  void *on_progress_user;
  scv_free_fn on_progress_free_user;
  scv_str sheet;
} scv_load_options;
typedef struct scv_find_options {
  size_t struct_size;
  uint64_t limit;
  double min_weight;
  uint32_t exact_only;
  uint32_t max_time_us;
  uint64_t max_candidates;
} scv_find_options;
typedef struct scv_dedupe_options {
  size_t struct_size;
  const scv_load_options *load;
  scv_str default_region;
  uint32_t threads;
  uint32_t keep_model;
  scv_str model;
  scv_str labels;
  scv_str id_column;
} scv_dedupe_options;
typedef struct scv_compare_options {
  size_t struct_size;
  scv_str default_region;
  scv_str model;
} scv_compare_options;
typedef struct scv_evaluate_options {
  size_t struct_size;
  const scv_dedupe_options *dedupe;
  scv_str id_column;
  scv_str cluster_column;
  scv_str identity_column;
  const double *thresholds;
  size_t threshold_count;
  uint64_t errors;
  uint32_t only_truth;
  uint32_t reserved;
} scv_evaluate_options;
typedef struct scv_review_options {
  size_t struct_size;
  uint64_t limit;
} scv_review_options;
typedef struct scv_waiting_options {
  size_t struct_size;
  scv_str now;
  scv_str owner;
  uint64_t limit;
  uint32_t overdue_only;
  uint32_t reserved;
} scv_waiting_options;
typedef struct scv_cases_options {
  size_t struct_size;
  scv_str now;
  scv_str owner;
  uint64_t limit;
} scv_cases_options;
const char *scv_version(void);
int32_t scv_abi_version(void);
const char *scv_status_name(int32_t status);
void scv_buf_free(scv_buf *buf);
int32_t scv_error_code(const scv_error *error);
const char *scv_error_message(const scv_error *error);
const char *scv_error_place(const scv_error *error);
int64_t scv_error_index(const scv_error *error);
void scv_error_free(scv_error *error);
int32_t scv_hub_options_init(scv_hub_options *options, size_t struct_size);
int32_t scv_load_options_init(scv_load_options *options, size_t struct_size);
int32_t scv_find_options_init(scv_find_options *options, size_t struct_size);
int32_t scv_dedupe_options_init(scv_dedupe_options *options, size_t struct_size);
int32_t scv_compare_options_init(scv_compare_options *options, size_t struct_size);
int32_t scv_evaluate_options_init(scv_evaluate_options *options, size_t struct_size);
int32_t scv_review_options_init(scv_review_options *options, size_t struct_size);
int32_t scv_waiting_options_init(scv_waiting_options *options, size_t struct_size);
int32_t scv_cases_options_init(scv_cases_options *options, size_t struct_size);
int32_t scv_hub_open(const char *path, size_t path_size, const scv_hub_options *options, scv_hub **hub, scv_error **error);
void scv_hub_free(scv_hub *hub);
void scv_hub_cancel(scv_hub *hub);
int32_t scv_hub_load(scv_hub *hub, const char *path, size_t path_size, const scv_load_options *options, scv_buf *report, scv_error **error);
int32_t scv_hub_load_records(scv_hub *hub, const scv_str *records, size_t count, const scv_load_options *options, scv_buf *report, scv_error **error);
int32_t scv_hub_put(scv_hub *hub, const char *record, size_t record_size, scv_buf *result, scv_error **error);
int32_t scv_hub_put_interaction(scv_hub *hub, const char *interaction, size_t interaction_size, int32_t *is_new, scv_error **error);
int32_t scv_hub_remove(scv_hub *hub, const char *source, size_t source_size, const char *id, size_t id_size, int32_t *removed, scv_error **error);
int32_t scv_hub_get(scv_hub *hub, const char *source, size_t source_size, const char *id, size_t id_size, scv_buf *record, scv_error **error);
int32_t scv_hub_identity_of(scv_hub *hub, const char *source, size_t source_size, const char *id, size_t id_size, int64_t *identity, scv_error **error);
int32_t scv_hub_identity(scv_hub *hub, int64_t id, scv_buf *identity, scv_error **error);
int32_t scv_hub_find(scv_hub *hub, const char *query, size_t query_size, const scv_find_options *options, scv_buf *found, scv_error **error);
int32_t scv_hub_find_with_report(scv_hub *hub, const char *query, size_t query_size, const scv_find_options *options, scv_buf *found, scv_buf *report, scv_error **error);
int32_t scv_hub_complete(scv_hub *hub, const char *text, size_t text_size, uint64_t limit, scv_buf *found, scv_error **error);
int32_t scv_hub_why(scv_hub *hub, const char *left_source, size_t left_source_size, const char *left_id, size_t left_id_size, const char *right_source, size_t right_source_size, const char *right_id, size_t right_id_size, scv_buf *why, scv_error **error);
int32_t scv_hub_export(scv_hub *hub, int32_t format, scv_sink_fn sink, void *user, scv_free_fn free_user, scv_error **error);
int32_t scv_hub_model(scv_hub *hub, scv_buf *model, scv_error **error);
int32_t scv_hub_identity_at(scv_hub *hub, int64_t id, scv_buf *identities, scv_error **error);
int32_t scv_hub_changes(scv_hub *hub, int64_t after, uint64_t limit, scv_buf *changes, scv_error **error);
int32_t scv_hub_newest_change(scv_hub *hub, int64_t *cursor, scv_error **error);
int32_t scv_hub_decide(scv_hub *hub, const char *decision, size_t decision_size, scv_buf *changes, scv_error **error);
int32_t scv_hub_undecide(scv_hub *hub, const char *left_source, size_t left_source_size, const char *left_id, size_t left_id_size, const char *right_source, size_t right_source_size, const char *right_id, size_t right_id_size, int32_t *undecided, scv_error **error);
int32_t scv_hub_decisions(scv_hub *hub, scv_buf *decisions, scv_error **error);
int32_t scv_hub_review(scv_hub *hub, const scv_review_options *options, scv_buf *doubts, scv_error **error);
int32_t scv_hub_preview_put(scv_hub *hub, const char *record, size_t record_size, scv_buf *preview, scv_error **error);
int32_t scv_hub_preview_remove(scv_hub *hub, const char *source, size_t source_size, const char *id, size_t id_size, scv_buf *preview, scv_error **error);
int32_t scv_hub_preview_decide(scv_hub *hub, const char *decision, size_t decision_size, scv_buf *preview, scv_error **error);
int32_t scv_hub_preview_undecide(scv_hub *hub, const char *left_source, size_t left_source_size, const char *left_id, size_t left_id_size, const char *right_source, size_t right_source_size, const char *right_id, size_t right_id_size, scv_buf *preview, scv_error **error);
int32_t scv_hub_relations(scv_hub *hub, int64_t id, scv_buf *relations, scv_error **error);
int32_t scv_hub_timeline(scv_hub *hub, int64_t id, const char *now, size_t now_size, scv_buf *timeline, scv_error **error);
int32_t scv_hub_brief(scv_hub *hub, int64_t id, const char *now, size_t now_size, scv_buf *brief, scv_error **error);
int32_t scv_hub_waiting(scv_hub *hub, const scv_waiting_options *options, scv_buf *waiting, scv_error **error);
int32_t scv_hub_cases(scv_hub *hub, const scv_cases_options *options, scv_buf *cases, scv_error **error);
int32_t scv_hub_report(scv_hub *hub, const char *dimension, size_t dimension_size, const char *now, size_t now_size, scv_buf *report, scv_error **error);
int32_t scv_hub_report_contacts(scv_hub *hub, const char *figure, size_t figure_size, const char *dimension, size_t dimension_size, const char *value, size_t value_size, const char *now, size_t now_size, scv_buf *contacts, scv_error **error);
int32_t scv_hub_set_service(scv_hub *hub, const char *service, size_t service_size, scv_error **error);
int32_t scv_hub_service(scv_hub *hub, scv_buf *service, scv_error **error);
int32_t scv_hub_models(scv_hub *hub, scv_buf *models, scv_error **error);
int32_t scv_hub_model_version(scv_hub *hub, int64_t version, scv_buf *model, scv_error **error);
int32_t scv_hub_retrain(scv_hub *hub, int64_t *version, scv_error **error);
int32_t scv_hub_preview_model(scv_hub *hub, int64_t version, scv_buf *preview, scv_error **error);
int32_t scv_hub_activate(scv_hub *hub, int64_t version, scv_error **error);
int32_t scv_hub_drift(scv_hub *hub, scv_buf *drift, scv_error **error);
int32_t scv_hub_digest(scv_hub *hub, scv_buf *digest, scv_error **error);
int32_t scv_hub_stats(scv_hub *hub, scv_buf *stats, scv_error **error);
int32_t scv_hub_check(scv_hub *hub, scv_progress_fn progress, void *user, scv_free_fn free_user, scv_buf *report, scv_error **error);
int32_t scv_hub_backup(scv_hub *hub, const char *path, size_t path_size, scv_progress_fn progress, void *user, scv_free_fn free_user, scv_error **error);
int32_t scv_batch_new(scv_hub *hub, scv_batch **batch, scv_error **error);
int32_t scv_batch_add(scv_batch *batch, const char *record, size_t record_size, scv_error **error);
uint64_t scv_batch_size(const scv_batch *batch);
int32_t scv_batch_load(scv_batch *batch, const scv_load_options *options, scv_buf *report, scv_error **error);
void scv_batch_free(scv_batch *batch);
int32_t scv_inspect(const char *path, size_t path_size, const scv_load_options *options, scv_buf *inspection, scv_error **error);
int32_t scv_dedupe(const scv_str *inputs, size_t input_count, const char *output, size_t output_size, const scv_dedupe_options *options, scv_buf *report, scv_error **error);
int32_t scv_profile(const scv_str *inputs, size_t input_count, const scv_dedupe_options *options, scv_buf *report, scv_error **error);
int32_t scv_compare(const char *left, size_t left_size, const char *right, size_t right_size, const scv_compare_options *options, scv_buf *why, scv_error **error);
int32_t scv_evaluate(const char *truth, size_t truth_size, const scv_str *inputs, size_t input_count, const scv_evaluate_options *options, scv_buf *report, scv_error **error);
int32_t scv_evaluate_result(const char *truth, size_t truth_size, const scv_str *results, size_t result_count, const scv_evaluate_options *options, scv_buf *report, scv_error **error);
"""
