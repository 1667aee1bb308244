/* What cannot be used gives SCV_INVALID_ARGUMENT and an error that says why, whatever it is; never a crash. */

#include "check.h"

static const char kBad[] = "\"\xC3\x28\""; /* a lead byte without its follower */

static const char kDecision[] =
    "{\"left\":{\"source\":\"a\",\"id\":\"b\"},\"right\":{\"source\":\"a\",\"id\":\"c\"},\"verdict\":\"same\"}";

#define CHECK_REFUSED(call, part)                                 \
  do {                                                            \
    scv_error* error = NULL;                                      \
    CHECK_STATUS(call, SCV_INVALID_ARGUMENT);                     \
    CHECK(scv_error_code(error) == SCV_INVALID_ARGUMENT);         \
    if (strstr(scv_error_message(error), part) == NULL) {         \
      fprintf(stderr, "message: %s\n", scv_error_message(error)); \
      CHECK(!"the message names " part);                          \
    }                                                             \
    scv_error_free(error);                                        \
  } while (0)

static void null_everywhere(scv_hub* hub) {
  scv_hub* opened = hub;
  scv_batch* batch = NULL;
  scv_buf buf = {NULL, 0};
  int64_t identity = 7;

  CHECK_STATUS(scv_hub_options_init(NULL, sizeof(scv_hub_options)), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_load_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_find_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_dedupe_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_compare_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_evaluate_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_REFUSED(scv_hub_open(NULL, 0, NULL, &opened, &error), "path");
  CHECK(opened == NULL);
  CHECK_REFUSED(scv_hub_open(NULL, 3, NULL, &opened, &error), "path is NULL");
  CHECK_REFUSED(scv_hub_open(TEXT(":memory:"), NULL, NULL, &error), "hub is NULL");

  CHECK_REFUSED(scv_hub_load(NULL, TEXT("x"), NULL, NULL, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_load(hub, NULL, 0, NULL, NULL, &error), "path");
  CHECK_REFUSED(scv_hub_load_records(NULL, NULL, 0, NULL, NULL, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_load_records(hub, NULL, 1, NULL, NULL, &error), "records is NULL");
  CHECK_STATUS(scv_hub_load_records(hub, NULL, 0, NULL, NULL, NULL), SCV_OK);
  CHECK_REFUSED(scv_hub_put(NULL, TEXT("{\"source\":\"a\",\"id\":\"b\"}"), NULL, &error), "hub is NULL");
  CHECK_STATUS(scv_hub_put(hub, NULL, 0, NULL, NULL), SCV_PARSE);
  CHECK_REFUSED(scv_hub_put(hub, NULL, 9, NULL, &error), "record is NULL");
  CHECK_REFUSED(
      scv_hub_put_interaction(NULL, TEXT("{\"source\":\"a\",\"id\":\"b\",\"channel\":\"call\"}"), NULL, &error),
      "hub is NULL");
  CHECK_REFUSED(scv_hub_put_interaction(hub, NULL, 1, NULL, &error), "interaction is NULL");
  CHECK_REFUSED(scv_hub_remove(NULL, NULL, 0, NULL, 0, NULL, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_remove(hub, NULL, 2, NULL, 0, NULL, &error), "source is NULL");
  CHECK_REFUSED(scv_hub_get(NULL, NULL, 0, NULL, 0, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_get(hub, NULL, 0, NULL, 0, NULL, &error), "record is NULL");
  CHECK_REFUSED(scv_hub_get(hub, NULL, 0, NULL, 4, &buf, &error), "id is NULL");
  CHECK_REFUSED(scv_hub_identity_of(NULL, NULL, 0, NULL, 0, &identity, &error), "hub is NULL");
  CHECK(identity == 0);
  CHECK_REFUSED(scv_hub_identity_of(hub, NULL, 0, NULL, 0, NULL, &error), "identity is NULL");
  CHECK_REFUSED(scv_hub_identity(NULL, 1, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_identity(hub, 1, NULL, &error), "identity is NULL");
  CHECK_REFUSED(scv_hub_find(NULL, TEXT("{}"), NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_find(hub, TEXT("{}"), NULL, NULL, &error), "found is NULL");
  CHECK_REFUSED(scv_hub_find(hub, NULL, 1, NULL, &buf, &error), "query is NULL");
  CHECK_REFUSED(scv_hub_why(NULL, NULL, 0, NULL, 0, NULL, 0, NULL, 0, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_why(hub, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, &error), "why is NULL");
  CHECK_REFUSED(scv_hub_why(hub, NULL, 0, NULL, 0, NULL, 0, NULL, 1, &buf, &error), "right_id is NULL");
  CHECK_REFUSED(scv_hub_export(NULL, SCV_EXPORT_CSV, NULL, NULL, NULL, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_export(hub, SCV_EXPORT_CSV, NULL, NULL, NULL, &error), "sink is NULL");
  CHECK_REFUSED(scv_hub_digest(NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_digest(hub, NULL, &error), "digest is NULL");
  CHECK_REFUSED(scv_hub_stats(NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_stats(hub, NULL, &error), "stats is NULL");
  CHECK_STATUS(scv_review_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_REFUSED(scv_hub_identity_at(NULL, 1, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_identity_at(hub, 1, NULL, &error), "identities is NULL");
  CHECK_REFUSED(scv_hub_changes(NULL, 0, 1, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_changes(hub, 0, 1, NULL, &error), "changes is NULL");
  CHECK_REFUSED(scv_hub_newest_change(NULL, &identity, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_newest_change(hub, NULL, &error), "cursor is NULL");
  CHECK_REFUSED(scv_hub_decide(NULL, TEXT(kDecision), NULL, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_decide(hub, NULL, 1, NULL, &error), "decision is NULL");
  CHECK_STATUS(scv_hub_decide(hub, NULL, 0, &buf, NULL), SCV_PARSE);
  CHECK_STATUS(scv_hub_decide(hub, TEXT("{\"verdict\":\"same\"}"), &buf, NULL), SCV_INVALID_ARGUMENT);
  CHECK_REFUSED(scv_hub_undecide(NULL, TEXT("a"), TEXT("b"), TEXT("c"), TEXT("d"), NULL, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_undecide(hub, NULL, 0, TEXT("b"), TEXT("c"), TEXT("d"), NULL, &error), "source and id");
  CHECK_REFUSED(scv_hub_undecide(hub, TEXT("a"), NULL, 3, TEXT("c"), TEXT("d"), NULL, &error), "left_id is NULL");
  CHECK_REFUSED(scv_hub_decisions(NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_decisions(hub, NULL, &error), "decisions is NULL");
  CHECK_REFUSED(scv_hub_review(NULL, NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_review(hub, NULL, NULL, &error), "doubts is NULL");
  CHECK_REFUSED(scv_hub_preview_put(NULL, TEXT("{\"source\":\"a\",\"id\":\"b\"}"), &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_preview_put(hub, TEXT("{\"source\":\"a\",\"id\":\"b\"}"), NULL, &error), "preview is NULL");
  CHECK_REFUSED(scv_hub_preview_put(hub, TEXT("{\"name\":\"a\"}"), &buf, &error), "source and an id");
  CHECK_REFUSED(scv_hub_preview_remove(NULL, TEXT("a"), TEXT("b"), &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_preview_remove(hub, TEXT("a"), NULL, 1, &buf, &error), "id is NULL");
  CHECK_REFUSED(scv_hub_preview_decide(NULL, TEXT(kDecision), &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_preview_decide(hub, TEXT(kDecision), NULL, &error), "preview is NULL");
  CHECK_REFUSED(scv_hub_preview_undecide(NULL, TEXT("a"), TEXT("b"), TEXT("c"), TEXT("d"), &buf, &error),
                "hub is NULL");
  CHECK_REFUSED(scv_hub_preview_undecide(hub, TEXT("a"), TEXT("b"), TEXT("a"), TEXT("b"), &buf, &error),
                "one and the same");
  CHECK_REFUSED(scv_hub_relations(NULL, 1, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_relations(hub, 1, NULL, &error), "relations is NULL");
  CHECK_REFUSED(scv_hub_models(NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_models(hub, NULL, &error), "models is NULL");
  CHECK_REFUSED(scv_hub_model_version(NULL, 1, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_model_version(hub, 1, NULL, &error), "model is NULL");
  CHECK_REFUSED(scv_hub_retrain(NULL, NULL, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_preview_model(NULL, 1, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_preview_model(hub, 1, NULL, &error), "preview is NULL");
  CHECK_REFUSED(scv_hub_activate(NULL, 1, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_drift(NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_drift(hub, NULL, &error), "drift is NULL");
  CHECK_STATUS(scv_waiting_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_cases_options_init(NULL, 0), SCV_INVALID_ARGUMENT);
  CHECK_REFUSED(scv_hub_timeline(NULL, 1, NULL, 0, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_timeline(hub, 1, NULL, 0, NULL, &error), "timeline is NULL");
  CHECK_REFUSED(scv_hub_timeline(hub, 1, NULL, 1, &buf, &error), "now is NULL");
  CHECK_REFUSED(scv_hub_timeline(hub, 1, TEXT("today"), &buf, &error), "not RFC 3339: today");
  CHECK_REFUSED(scv_hub_brief(NULL, 1, NULL, 0, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_brief(hub, 1, NULL, 0, NULL, &error), "brief is NULL");
  CHECK_REFUSED(scv_hub_waiting(NULL, NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_waiting(hub, NULL, NULL, &error), "waiting is NULL");
  CHECK_REFUSED(scv_hub_cases(NULL, NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_cases(hub, NULL, NULL, &error), "cases is NULL");
  CHECK_REFUSED(scv_hub_report(NULL, NULL, 0, NULL, 0, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_report(hub, NULL, 0, NULL, 0, NULL, &error), "report is NULL");
  CHECK_REFUSED(scv_hub_report(hub, TEXT("week"), NULL, 0, &buf, &error), "no dimension 'week'");
  CHECK_REFUSED(scv_hub_report(hub, TEXT("month,week"), NULL, 0, &buf, &error), "no dimension 'week'");
  CHECK_REFUSED(scv_hub_report(hub, TEXT("month,"), NULL, 0, &buf, &error), "no dimension ''");
  CHECK_REFUSED(scv_hub_report(hub, TEXT("month,month"), NULL, 0, &buf, &error), "named twice");
  CHECK_REFUSED(scv_hub_report_contacts(NULL, TEXT("cases"), NULL, 0, NULL, 0, NULL, 0, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_report_contacts(hub, TEXT("cases"), NULL, 0, NULL, 0, NULL, 0, NULL, &error),
                "contacts is NULL");
  CHECK_REFUSED(scv_hub_report_contacts(hub, NULL, 0, NULL, 0, NULL, 0, NULL, 0, &buf, &error), "no figure ''");
  CHECK_REFUSED(scv_hub_report_contacts(hub, TEXT("cases"), NULL, 0, NULL, 2, NULL, 0, &buf, &error), "value is NULL");
  CHECK_REFUSED(scv_hub_set_service(NULL, TEXT("{}"), &error), "hub is NULL");
  CHECK_STATUS(scv_hub_set_service(hub, NULL, 0, NULL), SCV_PARSE);
  CHECK_REFUSED(scv_hub_set_service(hub, TEXT("{\"hours\":{}}"), &error), "hours");
  CHECK_REFUSED(scv_hub_service(NULL, &buf, &error), "hub is NULL");
  CHECK_REFUSED(scv_hub_service(hub, NULL, &error), "service is NULL");
  CHECK_REFUSED(scv_batch_new(NULL, &batch, &error), "hub is NULL");
  CHECK_REFUSED(scv_batch_new(hub, NULL, &error), "batch is NULL");
  CHECK_REFUSED(scv_batch_add(NULL, TEXT("{}"), &error), "batch is NULL");
  CHECK_REFUSED(scv_batch_load(NULL, NULL, NULL, &error), "batch is NULL");
  CHECK(scv_batch_size(NULL) == 0);
  CHECK_REFUSED(scv_inspect(NULL, 0, NULL, &buf, &error), "path");
  CHECK_REFUSED(scv_inspect(TEXT("x"), NULL, NULL, &error), "inspection is NULL");
  CHECK_REFUSED(scv_dedupe(NULL, 1, TEXT("x"), NULL, NULL, &error), "inputs is NULL");
  CHECK_REFUSED(scv_dedupe(NULL, 0, NULL, 0, NULL, NULL, &error), "output");
  CHECK_REFUSED(scv_compare(NULL, 1, TEXT("{}"), NULL, &buf, &error), "left is NULL");
  CHECK_REFUSED(scv_compare(TEXT("{}"), TEXT("{}"), NULL, NULL, &error), "why is NULL");
  CHECK_REFUSED(scv_evaluate(NULL, 0, NULL, 0, NULL, &buf, &error), "truth");
  CHECK_REFUSED(scv_evaluate(TEXT("x"), NULL, 1, NULL, &buf, &error), "inputs is NULL");
  CHECK_REFUSED(scv_evaluate(TEXT("x"), NULL, 0, NULL, NULL, &error), "report is NULL");
  CHECK_REFUSED(scv_evaluate_result(TEXT("x"), NULL, 1, NULL, &buf, &error), "results is NULL");
  CHECK(buf.data == NULL && batch == NULL);

  scv_hub_free(NULL);
  scv_hub_cancel(NULL);
  scv_batch_free(NULL);
  scv_buf_free(NULL);
  scv_buf_free(&buf);
  scv_error_free(NULL);
  CHECK(scv_error_code(NULL) == SCV_OK && scv_error_index(NULL) == -1);
  CHECK(strcmp(scv_error_message(NULL), "") == 0 && strcmp(scv_error_place(NULL), "") == 0);
}

static void bad_utf8(scv_hub* hub) {
  scv_buf buf = {NULL, 0};
  scv_hub* opened = NULL;
  const scv_str bad = {TEXT(kBad)};
  const scv_str mixed[] = {{TEXT("good")}, {TEXT(kBad)}};
  CHECK_REFUSED(scv_hub_open(TEXT(kBad), NULL, &opened, &error), "path is not UTF-8");
  CHECK_REFUSED(scv_hub_load(hub, TEXT(kBad), NULL, NULL, &error), "path is not UTF-8");
  CHECK_REFUSED(scv_hub_put(hub, TEXT(kBad), NULL, &error), "record is not UTF-8");
  CHECK_REFUSED(scv_hub_put_interaction(hub, TEXT(kBad), NULL, &error), "interaction is not UTF-8");
  CHECK_REFUSED(scv_hub_get(hub, TEXT(kBad), TEXT("x"), &buf, &error), "source is not UTF-8");
  CHECK_REFUSED(scv_hub_get(hub, TEXT("x"), TEXT(kBad), &buf, &error), "id is not UTF-8");
  CHECK_REFUSED(scv_hub_remove(hub, TEXT("x"), TEXT(kBad), NULL, &error), "id is not UTF-8");
  CHECK_REFUSED(scv_hub_find(hub, TEXT(kBad), NULL, &buf, &error), "query is not UTF-8");
  CHECK_REFUSED(scv_hub_why(hub, TEXT("x"), TEXT("x"), TEXT(kBad), TEXT("x"), &buf, &error),
                "right_source is not UTF-8");
  CHECK_REFUSED(scv_hub_decide(hub, TEXT(kBad), NULL, &error), "decision is not UTF-8");
  CHECK_REFUSED(scv_hub_undecide(hub, TEXT("x"), TEXT("x"), TEXT("x"), TEXT(kBad), NULL, &error),
                "right_id is not UTF-8");
  CHECK_REFUSED(scv_hub_preview_put(hub, TEXT(kBad), &buf, &error), "record is not UTF-8");
  CHECK_REFUSED(scv_hub_preview_remove(hub, TEXT(kBad), TEXT("x"), &buf, &error), "source is not UTF-8");
  CHECK_REFUSED(scv_hub_preview_decide(hub, TEXT(kBad), &buf, &error), "decision is not UTF-8");
  CHECK_REFUSED(scv_hub_preview_undecide(hub, TEXT(kBad), TEXT("x"), TEXT("x"), TEXT("x"), &buf, &error),
                "left_source is not UTF-8");
  CHECK_REFUSED(scv_inspect(TEXT(kBad), NULL, &buf, &error), "path is not UTF-8");
  CHECK_REFUSED(scv_dedupe(&bad, 1, TEXT("x"), NULL, NULL, &error), "inputs is not UTF-8");
  CHECK_REFUSED(scv_compare(TEXT("{}"), TEXT(kBad), NULL, &buf, &error), "right is not UTF-8");
  CHECK_REFUSED(scv_evaluate(TEXT("x"), &bad, 1, NULL, &buf, &error), "inputs is not UTF-8");

  scv_error* blame = NULL;
  CHECK_STATUS(scv_dedupe(mixed, 2, TEXT("x"), NULL, NULL, &blame), SCV_INVALID_ARGUMENT);
  CHECK(scv_error_index(blame) == 1);
  scv_error_free(blame);

  /* overlong, surrogate, beyond the last code point, cut off, lone follower; then the last code point, which is good */
  static const char* const kWrong[] = {"\xC0\xAF",         "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                       "\xF5\x80\x80\x80", "\xE2\x82",     "\x80"};
  for (size_t i = 0; i < sizeof kWrong / sizeof *kWrong; ++i) {
    CHECK_STATUS(scv_hub_get(hub, kWrong[i], strlen(kWrong[i]), TEXT("x"), &buf, NULL), SCV_INVALID_ARGUMENT);
  }
  CHECK_STATUS(scv_hub_get(hub, TEXT("\xF4\x8F\xBF\xBF"), TEXT("x"), &buf, NULL), SCV_OK);
  CHECK_REFUSED(scv_hub_load(hub, TEXT("a\0b"), NULL, NULL, &error), "0 byte");
}

static int freed = 0;
static void count_free(void* user) {
  CHECK(user == &freed);
  ++freed;
}
static void no_log(void* user, int32_t level, const char* message, size_t size) {
  (void)user, (void)level, (void)message, (void)size;
}

static void struct_sizes(scv_hub* hub) {
  scv_buf buf = {NULL, 0};
  scv_hub* opened = NULL;
  scv_hub_options options;
  CHECK_STATUS(scv_hub_options_init(&options, sizeof options), SCV_OK);
  CHECK(options.struct_size == sizeof options && options.create == 1 && options.read_only == 0);
  CHECK(options.default_region.size == 2 && memcmp(options.default_region.data, "DE", 2) == 0);
  CHECK_STATUS(scv_hub_options_init(&options, 0), SCV_INVALID_ARGUMENT);

  CHECK_STATUS(scv_hub_options_init(&options, sizeof options), SCV_OK);
  options.durability = 2;
  CHECK_REFUSED(scv_hub_open(TEXT(":memory:"), &options, &opened, &error), "durability");
  options.durability = 1;
  CHECK_STATUS(scv_hub_open(TEXT(":memory:"), &options, &opened, NULL), SCV_OK);
  scv_hub_free(opened);
  opened = NULL;

  memset(&options, 0, sizeof options);
  CHECK_REFUSED(scv_hub_open(TEXT(":memory:"), &options, &opened, &error), "struct_size");
  memset(&options, 0xAB, sizeof options);
  CHECK_REFUSED(scv_hub_open(TEXT(":memory:"), &options, &opened, &error), "struct_size");

  /* Options of a later version: what this one does not know must be 0. */
  struct {
    scv_find_options known;
    uint64_t later;
  } find;
  CHECK_STATUS(scv_find_options_init(&find.known, sizeof find), SCV_OK);
  CHECK(find.known.struct_size == sizeof find && find.later == 0 && find.known.limit == 10);
  CHECK_STATUS(scv_hub_find(hub, TEXT("{\"name\":\"x\"}"), &find.known, &buf, NULL), SCV_OK);
  scv_buf_free(&buf);
  find.later = 1;
  CHECK_STATUS(scv_hub_find(hub, TEXT("{\"name\":\"x\"}"), &find.known, &buf, NULL), SCV_UNSUPPORTED);

  scv_review_options review;
  memset(&review, 0, sizeof review);
  CHECK_REFUSED(scv_hub_review(hub, &review, &buf, &error), "struct_size");
  scv_load_options load;
  memset(&load, 0, sizeof load);
  CHECK_REFUSED(scv_hub_load(hub, TEXT("x"), &load, NULL, &error), "struct_size");
  scv_dedupe_options dedupe;
  CHECK_STATUS(scv_dedupe_options_init(&dedupe, sizeof dedupe), SCV_OK);
  dedupe.load = &load;
  CHECK_REFUSED(scv_dedupe(NULL, 0, TEXT("x"), &dedupe, NULL, &error), "struct_size");
  scv_evaluate_options evaluate;
  CHECK_STATUS(scv_evaluate_options_init(&evaluate, sizeof evaluate), SCV_OK);
  CHECK(evaluate.errors == 10 && evaluate.thresholds == NULL);
  evaluate.dedupe = &dedupe;
  CHECK_REFUSED(scv_evaluate(TEXT("x"), NULL, 0, &evaluate, &buf, &error), "struct_size");
  CHECK_STATUS(scv_evaluate_options_init(&evaluate, sizeof evaluate), SCV_OK);
  evaluate.threshold_count = 1;
  CHECK_REFUSED(scv_evaluate(TEXT("x"), NULL, 0, &evaluate, &buf, &error), "thresholds is NULL");

  /* A callback's `user` is freed exactly once: when the call is refused, when opening fails, and when the hub closes. */
  CHECK_STATUS(scv_hub_options_init(&options, sizeof options), SCV_OK);
  options.log = no_log;
  options.log_user = &freed;
  options.log_free_user = count_free;
  CHECK_STATUS(scv_hub_open(TEXT(":memory:"), &options, NULL, NULL), SCV_INVALID_ARGUMENT);
  CHECK(freed == 1);
  CHECK(scv_hub_open(TEXT("/nowhere/at/all.scv"), &options, &opened, NULL) != SCV_OK);
  CHECK(freed == 2 && opened == NULL);
  CHECK_STATUS(scv_hub_open(TEXT(":memory:"), &options, &opened, NULL), SCV_OK);
  CHECK(freed == 2);
  scv_hub_free(opened);
  CHECK(freed == 3);

  CHECK_STATUS(scv_load_options_init(&load, sizeof load), SCV_OK);
  load.on_rejects_user = load.on_progress_user = &freed;
  load.on_rejects_free_user = load.on_progress_free_user = count_free;
  CHECK_STATUS(scv_hub_load(NULL, TEXT("x"), &load, NULL, NULL), SCV_INVALID_ARGUMENT);
  CHECK(freed == 5);
  CHECK_STATUS(scv_hub_load(hub, TEXT("/nowhere/at/all.csv"), &load, NULL, NULL), SCV_NOT_FOUND);
  CHECK(freed == 7);
  load.source = (scv_str){TEXT(kBad)};
  CHECK_STATUS(scv_hub_load(hub, TEXT("x"), &load, NULL, NULL), SCV_INVALID_ARGUMENT);
  CHECK(freed == 9);
}

int main(void) {
  scv_hub* hub = open_memory();
  null_everywhere(hub);
  bad_utf8(hub);
  struct_sizes(hub);
  scv_hub_free(hub);
  return 0;
}
