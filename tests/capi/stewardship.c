/* People's decisions, the change feed, previews, relations and models, as a host without C++ sees them. */

#include "check.h"

static const char kAnna[] =
    "{\"source\":\"crm\",\"id\":\"1\",\"name\":\"Anna "
    "M\xC3\xBCller\",\"birthdate\":\"1980-02-29\",\"email\":\"anna@example.org\"}";
static const char kAnnaAgain[] =
    "{\"source\":\"shop\",\"id\":\"9\",\"name\":\"Anna "
    "Mueller\",\"birthdate\":\"29.02.1980\",\"email\":\"anna@example.org\"}";
static const char kBoris[] =
    "{\"source\":\"crm\",\"id\":\"2\",\"name\":\"Boris Petrov\",\"email\":\"boris@example.net\"}";

#define ANNA TEXT("crm"), TEXT("1")
#define AGAIN TEXT("shop"), TEXT("9")
#define BORIS TEXT("crm"), TEXT("2")
#define ONE_AND_BORIS(verdict)                                                                                         \
  TEXT(                                                                                                                \
      "{\"left\":{\"source\":\"crm\",\"id\":\"1\"},\"right\":{\"source\":\"crm\",\"id\":\"2\"},\"verdict\":\"" verdict \
      "\",\"by\":\"anna\",\"note\":\"asked\"}")

static int64_t identity_of(scv_hub* hub, const char* source, size_t source_size, const char* id, size_t id_size) {
  int64_t identity = -1;
  scv_error* error = NULL;
  CHECK_OK(scv_hub_identity_of(hub, source, source_size, id, id_size, &identity, &error));
  CHECK(identity > 0);
  return identity;
}

static scv_hub* three_records(void) {
  scv_hub* hub = open_memory();
  put(hub, kAnna), put(hub, kAnnaAgain), put(hub, kBoris);
  CHECK(identity_of(hub, ANNA) == identity_of(hub, AGAIN));
  CHECK(identity_of(hub, ANNA) != identity_of(hub, BORIS));
  return hub;
}

static scv_buf digest_of(scv_hub* hub) {
  scv_error* error = NULL;
  scv_buf digest = {NULL, 0};
  CHECK_OK(scv_hub_digest(hub, &digest, &error));
  return digest;
}

static void decisions(void) {
  scv_hub* hub = three_records();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  scv_buf before = digest_of(hub);
  int64_t cursor = -1, later = -1;
  CHECK_OK(scv_hub_newest_change(hub, &cursor, &error));
  CHECK(cursor > 0);

  CHECK_OK(scv_hub_preview_decide(hub, ONE_AND_BORIS("same"), &buf, &error));
  CHECK(contains(&buf, "\"identities_before\":2,\"identities_after\":1,\"records_moved\":1"));
  CHECK(contains(&buf, "\"kind\":\"merged\"") && contains(&buf, "\"golden\":[{"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_newest_change(hub, &later, &error));
  CHECK(later == cursor);

  const int64_t anna = identity_of(hub, ANNA), boris = identity_of(hub, BORIS);
  CHECK_OK(scv_hub_decide(hub, ONE_AND_BORIS("same"), &buf, &error));
  CHECK(contains(&buf, "\"kind\":\"merged\""));
  scv_buf_free(&buf);
  CHECK(identity_of(hub, ANNA) == anna && identity_of(hub, BORIS) == anna);
  CHECK_OK(scv_hub_decisions(hub, &buf, &error));
  CHECK(contains(&buf, "\"verdict\":\"same\",\"by\":\"anna\",\"note\":\"asked\",\"time\":\""));
  scv_buf_free(&buf);

  /* An old id leads to what it became. */
  char expected[64];
  CHECK(snprintf(expected, sizeof expected, "[%lld]", (long long)anna) > 0);
  CHECK_OK(scv_hub_identity_at(hub, boris, &buf, &error));
  CHECK(contains(&buf, expected));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_identity_at(hub, 999, &buf, &error));
  CHECK(strcmp(buf.data, "[]") == 0);
  scv_buf_free(&buf);

  /* The feed goes on behind the cursor, at most so many at a time. */
  CHECK_OK(scv_hub_changes(hub, cursor, 1, &buf, &error));
  CHECK(snprintf(expected, sizeof expected, "[{\"cursor\":%lld,", (long long)cursor + 1) > 0);
  CHECK(contains(&buf, expected) && strstr(buf.data + 1, "\"cursor\":") == strrchr(buf.data, '{') + 1);
  scv_buf_free(&buf);
  CHECK_STATUS(scv_hub_changes(hub, -1, 1, &buf, NULL), SCV_INVALID_ARGUMENT);
  CHECK(buf.data == NULL);

  /* Against what was said before. */
  CHECK_OK(scv_hub_decide(hub,
                          TEXT("{\"left\":{\"source\":\"shop\",\"id\":\"9\"},\"right\":{\"source\":\"crm\",\"id\":"
                               "\"1\"},\"verdict\":\"same\"}"),
                          NULL, &error));
  CHECK_STATUS(scv_hub_decide(hub,
                              TEXT("{\"left\":{\"source\":\"shop\",\"id\":\"9\"},\"right\":{\"source\":\"crm\",\"id\":"
                                   "\"2\"},\"verdict\":\"not_same\"}"),
                              &buf, &error),
               SCV_CONFLICT);
  CHECK(strstr(scv_error_message(error), "crm/1 is the same as crm/2 (anna, ") != NULL && buf.data == NULL);
  scv_error_free(error);

  int32_t undecided = -1;
  CHECK_OK(scv_hub_preview_undecide(hub, BORIS, ANNA, &buf, &error));
  CHECK(contains(&buf, "\"identities_after\":2"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_undecide(hub, BORIS, ANNA, &undecided, &error));
  CHECK(undecided == 1);
  CHECK_OK(scv_hub_undecide(hub, BORIS, ANNA, &undecided, &error));
  CHECK(undecided == 0);
  CHECK_OK(scv_hub_undecide(hub, AGAIN, ANNA, NULL, &error));
  scv_buf after = digest_of(hub);
  CHECK(strcmp(before.data, after.data) == 0);
  scv_buf_free(&before), scv_buf_free(&after);
  scv_hub_free(hub);
}

static void previews(void) {
  scv_hub* hub = three_records();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  CHECK_OK(
      scv_hub_preview_put(hub, TEXT("{\"source\":\"crm\",\"id\":\"3\",\"name\":\"Carla Unverwandt\"}"), &buf, &error));
  CHECK(contains(&buf, "\"identities_after\":3") && contains(&buf, "\"kind\":\"created\""));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_preview_remove(hub, BORIS, &buf, &error));
  CHECK(contains(&buf, "\"identities_after\":1") && contains(&buf, "\"kind\":\"erased\""));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_stats(hub, &buf, &error));
  CHECK(contains(&buf, "\"records\":3,\"identities\":2,"));
  scv_buf_free(&buf);
  scv_hub_free(hub);
}

static void review_and_relations(void) {
  scv_hub* hub = three_records();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  scv_review_options options;
  CHECK_STATUS(scv_review_options_init(&options, sizeof options), SCV_OK);
  CHECK(options.struct_size == sizeof options && options.limit == 50);
  CHECK_OK(scv_hub_review(hub, NULL, &buf, &error));
  CHECK(buf.data[0] == '[' && buf.data[buf.size - 1] == ']');
  scv_buf_free(&buf);
  options.limit = 0;
  CHECK_OK(scv_hub_review(hub, &options, &buf, &error));
  CHECK(strcmp(buf.data, "[]") == 0);
  scv_buf_free(&buf);

  put(hub,
      "{\"source\":\"crm\",\"id\":\"10\",\"organization\":\"Matratzen-M\xC3\xBCller GmbH\",\"phone\":\"0351 "
      "4567890\"}");
  put(hub,
      "{\"source\":\"mail\",\"id\":\"11\",\"name\":\"Greta Ottenbacher\",\"organization\":\"Matratzen-M\xC3\xBCller "
      "GmbH\","
      "\"email\":\"ottenbacher@example.org\"}");
  CHECK_OK(scv_hub_relations(hub, identity_of(hub, TEXT("mail"), TEXT("11")), &buf, &error));
  CHECK(contains(&buf, "\"kind\":\"employer\""));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_relations(hub, 999, &buf, &error));
  CHECK(strcmp(buf.data, "[]") == 0);
  scv_buf_free(&buf);
  scv_hub_free(hub);
}

static void models(void) {
  scv_hub* hub = three_records();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  int64_t version = 0;
  CHECK_OK(scv_hub_retrain(hub, &version, &error));
  CHECK(version == 2);
  CHECK_OK(scv_hub_models(hub, &buf, &error));
  CHECK(contains(&buf, "[{\"version\":2,\"active\":false,\"trained\":true") &&
        contains(&buf, "{\"version\":1,\"active\":true"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_model_version(hub, version, &buf, &error));
  CHECK(buf.data[0] == '{');
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_preview_model(hub, version, &buf, &error));
  CHECK(contains(&buf, "\"identities_before\":2"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_activate(hub, version, &error));
  CHECK_OK(scv_hub_drift(hub, &buf, &error));
  CHECK(contains(&buf, "{\"version\":2,\"records_then\":3,\"records_today\":3,"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_activate(hub, 1, &error));

  CHECK_STATUS(scv_hub_model_version(hub, 9, &buf, NULL), SCV_NOT_FOUND);
  CHECK_STATUS(scv_hub_preview_model(hub, 9, &buf, NULL), SCV_NOT_FOUND);
  CHECK_STATUS(scv_hub_activate(hub, 9, NULL), SCV_NOT_FOUND);
  CHECK(buf.data == NULL);
  CHECK_OK(scv_hub_retrain(hub, NULL, &error));
  scv_hub_free(hub);
}

int main(void) {
  decisions();
  previews();
  review_and_relations();
  models();
  return 0;
}
