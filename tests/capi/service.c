/* A customer's contacts, what is owed, and reports, as a host without C++ sees them. */

#include "check.h"

static const char kNow[] = "2026-03-06T10:00:00Z";

static void put_contact(scv_hub* hub, const char* interaction) {
  scv_error* error = NULL;
  int32_t is_new = 0;
  CHECK_OK(scv_hub_put_interaction(hub, interaction, strlen(interaction), &is_new, &error));
  CHECK(is_new == 1);
}

/* Anna asks where her parcel is, and is promised word until Thursday; Ben calls, and nobody is there. */
static scv_hub* two_customers(int64_t* anna) {
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  put(hub, "{\"source\":\"crm\",\"id\":\"1\",\"name\":\"Anna M\xC3\xBCller\",\"email\":\"anna@example.org\"}");
  put_contact(hub,
              "{\"source\":\"mail\",\"id\":\"m1\",\"channel\":\"email\",\"direction\":\"inbound\","
              "\"time\":\"2026-03-02T09:00:00Z\",\"subject\":\"Lieferung\",\"text\":\"Wo bleibt meine Lieferung?\","
              "\"participants\":[{\"role\":\"from\",\"kind\":\"email\",\"value\":\"anna@example.org\"}]}");
  put_contact(hub,
              "{\"source\":\"mail\",\"id\":\"m2\",\"channel\":\"email\",\"direction\":\"outbound\",\"agent\":\"ben\","
              "\"time\":\"2026-03-02T11:00:00Z\",\"text\":\"Wir melden uns bis Donnerstag bei Ihnen.\","
              "\"references\":[\"m1\"],"
              "\"participants\":[{\"role\":\"to\",\"kind\":\"email\",\"value\":\"anna@example.org\"}]}");
  put_contact(hub,
              "{\"source\":\"phone\",\"id\":\"c1\",\"channel\":\"call\",\"direction\":\"inbound\","
              "\"time\":\"2026-03-06T09:30:00Z\",\"outcome\":\"missed\","
              "\"participants\":[{\"role\":\"from\",\"kind\":\"phone\",\"value\":\"0351 456789\"}]}");
  CHECK_OK(scv_hub_identity_of(hub, TEXT("crm"), TEXT("1"), anna, &error));
  CHECK(*anna > 0);
  return hub;
}

static void one_customer(void) {
  int64_t anna = 0;
  scv_hub* hub = two_customers(&anna);
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  CHECK_OK(scv_hub_timeline(hub, anna, TEXT(kNow), &buf, &error));
  CHECK(contains(&buf, "\"reasons\":[\"late_delivery\"],\"demand\":\"failure\",\"conversation\":0,\"case\":0"));
  CHECK(contains(&buf, "\"cases\":[{\"open\":true,\"owner\":\"ben\",\"opened\":\"2026-03-02T09:00:00Z\""));
  CHECK(contains(&buf, "\"promises\":[{\"state\":\"overdue\""));
  CHECK(contains(&buf, "\"waiting\":[{\"identity\":"));
  scv_buf_free(&buf);
  /* The clock is not this test's: only that it is asked. */
  CHECK_OK(scv_hub_timeline(hub, anna, NULL, 0, &buf, &error));
  CHECK(contains(&buf, "\"contacts\":[{"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_brief(hub, anna, TEXT(kNow), &buf, &error));
  CHECK(contains(&buf, "\"name\":\"Anna M\xC3\xBCller\"") && contains(&buf, "\"contacts\":2,\"last_contacts\":[{"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_timeline(hub, 999, NULL, 0, &buf, &error));
  CHECK(buf.data == NULL && buf.size == 0);
  CHECK_OK(scv_hub_brief(hub, 999, NULL, 0, &buf, &error));
  CHECK(buf.data == NULL);
  scv_hub_free(hub);
}

static void all_customers(void) {
  int64_t anna = 0;
  scv_hub* hub = two_customers(&anna);
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  scv_waiting_options options;
  CHECK_STATUS(scv_waiting_options_init(&options, sizeof options), SCV_OK);
  CHECK(options.struct_size == sizeof options && options.limit == 100 && options.overdue_only == 0);
  options.now.data = kNow;
  options.now.size = sizeof kNow - 1;
  CHECK_OK(scv_hub_waiting(hub, &options, &buf, &error));
  CHECK(contains(&buf, "\"kind\":\"promise\",\"overdue\":true"));
  CHECK(contains(&buf, "\"kind\":\"missed_call\",\"overdue\":false"));
  scv_buf_free(&buf);
  options.overdue_only = 1;
  CHECK_OK(scv_hub_waiting(hub, &options, &buf, &error));
  CHECK(contains(&buf, "promise") && !contains(&buf, "missed_call"));
  scv_buf_free(&buf);
  options.owner.data = "nobody";
  options.owner.size = 6;
  CHECK_OK(scv_hub_waiting(hub, &options, &buf, &error));
  CHECK(strcmp(buf.data, "[]") == 0);
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_waiting(hub, NULL, &buf, &error));
  CHECK(contains(&buf, "missed_call"));
  scv_buf_free(&buf);
  options.now.size = 3;
  CHECK_STATUS(scv_hub_waiting(hub, &options, &buf, NULL), SCV_INVALID_ARGUMENT);
  CHECK(buf.data == NULL);

  scv_cases_options cases;
  CHECK_STATUS(scv_cases_options_init(&cases, sizeof cases), SCV_OK);
  cases.now.data = kNow;
  cases.now.size = sizeof kNow - 1;
  CHECK_OK(scv_hub_cases(hub, &cases, &buf, &error));
  CHECK(contains(&buf, "\"owner\":\"ben\"") && contains(&buf, "\"owner\":\"service\""));
  CHECK(contains(&buf, "\"contact\":{\"source\":\"mail\",\"id\":\"m1\"},\"contacts\":2}"));
  scv_buf_free(&buf);
  cases.limit = 1;
  CHECK_OK(scv_hub_cases(hub, &cases, &buf, &error));
  CHECK(contains(&buf, "ben") && !contains(&buf, "service"));
  scv_buf_free(&buf);

  CHECK_OK(scv_hub_report(hub, NULL, 0, TEXT(kNow), &buf, &error));
  CHECK(contains(&buf, "[{\"all\":\"\",\"contacts\":2,\"failure_contacts\":1,"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_report(hub, TEXT("channel"), TEXT(kNow), &buf, &error));
  CHECK(contains(&buf, "{\"channel\":\"call\",\"contacts\":1") &&
        contains(&buf, "{\"channel\":\"email\",\"contacts\":1"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_report(hub, TEXT("channel,all"), TEXT(kNow), &buf, &error));
  CHECK(contains(&buf, "{\"channel\":[{\"channel\":\"call\",\"contacts\":1") &&
        contains(&buf, "\"all\":[{\"all\":\"\",\"contacts\":2,"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_report_contacts(hub, TEXT("failure_contacts"), TEXT("reason"), TEXT("late_delivery"), TEXT(kNow),
                                   &buf, &error));
  char expected[128];
  CHECK(snprintf(expected, sizeof expected, "[{\"identity\":%lld,\"contact\":{\"source\":\"mail\",\"id\":\"m1\"}}]",
                 (long long)anna) > 0);
  CHECK(strcmp(buf.data, expected) == 0);
  scv_buf_free(&buf);
  scv_hub_free(hub);
}

static void settings(void) {
  int64_t anna = 0;
  scv_hub* hub = two_customers(&anna);
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  CHECK_OK(scv_hub_service(hub, &buf, &error));
  CHECK(strcmp(buf.data, "{}") == 0);
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_set_service(hub, TEXT("{\"cases\":{\"default_owner\":\"clara\"}}"), &error));
  CHECK_OK(scv_hub_waiting(hub, NULL, &buf, &error));
  CHECK(contains(&buf, "\"owner\":\"clara\""));
  scv_buf_free(&buf);
  CHECK_STATUS(scv_hub_set_service(hub, TEXT("{\"cases\":{\"rota\":7}}"), &error), SCV_INVALID_ARGUMENT);
  CHECK(strstr(scv_error_message(error), "cases.rota") != NULL);
  scv_error_free(error);
  CHECK_OK(scv_hub_service(hub, &buf, &error));
  CHECK(strcmp(buf.data, "{\"cases\":{\"default_owner\":\"clara\"}}") == 0);
  scv_buf_free(&buf);
  scv_hub_free(hub);
}

int main(void) {
  one_customer();
  all_customers();
  settings();
  return 0;
}
