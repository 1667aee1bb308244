/* Who fits, what a search gave up, and who fits a text that is being typed. */

#include "check.h"

static const char kAnna[] =
    "{\"source\":\"crm\",\"id\":\"1\",\"given_name\":\"Anna\",\"family_name\":\"M\xC3\xBCller\",\"phone\":\"0351 "
    "456789\"}";
static const char kOtto[] = "{\"source\":\"crm\",\"id\":\"2\",\"given_name\":\"Otto\",\"family_name\":\"Krause\"}";

int main(void) {
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  scv_buf found = {NULL, 0}, report = {NULL, 0};
  scv_find_options options;
  put(hub, kAnna);
  put(hub, kOtto);

  CHECK_STATUS(scv_find_options_init(&options, sizeof options), SCV_OK);
  CHECK(options.max_candidates == 24 && options.max_time_us == 0);
  CHECK_OK(scv_hub_find_with_report(hub, TEXT("{\"name\":\"Anna Mueler\"}"), &options, &found, &report, &error));
  CHECK(contains(&found, "\"id\":\"1\"") && contains(&report, "\"complete\":true"));
  scv_buf_free(&found);
  scv_buf_free(&report);
  CHECK_STATUS(scv_hub_find_with_report(hub, TEXT("{}"), NULL, &found, NULL, NULL), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_hub_find_with_report(NULL, TEXT("{}"), NULL, &found, &report, NULL), SCV_INVALID_ARGUMENT);

  CHECK_OK(scv_hub_complete(hub, TEXT("m\xC3\xBCl"), 10, &found, &error));
  CHECK(contains(&found, "\"name\":\"Anna M\xC3\xBCller\"") && contains(&found, "\"complete\":true"));
  scv_buf_free(&found);
  CHECK_OK(scv_hub_complete(hub, TEXT("0351 45"), 10, &found, &error));
  CHECK(contains(&found, "+49351456789"));
  scv_buf_free(&found);
  CHECK_STATUS(scv_hub_complete(hub, TEXT("a"), 10, NULL, NULL), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_hub_complete(hub, NULL, 1, 10, &found, NULL), SCV_INVALID_ARGUMENT);
  CHECK_STATUS(scv_hub_complete(hub, TEXT("\xFF"), 10, &found, NULL), SCV_INVALID_ARGUMENT);
  CHECK(found.data == NULL);
  scv_hub_free(hub);
  return 0;
}
