/* The care of a hub's file: check and backup. */

#include "check.h"

static const char kAnna[] =
    "{\"source\":\"crm\",\"id\":\"4711\",\"name\":\"Anna Vogel\",\"email\":\"anna@example.org\"}";

static int32_t count(void* user, const char* stage, uint64_t done, uint64_t total, const char* unit) {
  CHECK(stage[0] != 0 && unit[0] != 0 && (total == 0 || done <= total));
  ++*(int*)user;
  return 0;
}

static int32_t stop(void* user, const char* stage, uint64_t done, uint64_t total, const char* unit) {
  (void)user, (void)stage, (void)done, (void)total, (void)unit;
  return 1;
}

static void freed(void* user) { *(int*)user += 1000; }

int main(int argc, char** argv) {
  CHECK(argc == 2);
  const char* path = in_folder(argv[1], "hub.scv");
  const char* copy = in_folder(argv[1], "copy.scv");
  scv_hub *hub = NULL, *copied = NULL;
  scv_error* error = NULL;
  scv_buf report = {NULL, 0}, digest = {NULL, 0}, digest_of_copy = {NULL, 0};
  int calls = 0;
  CHECK_OK(scv_hub_open(path, strlen(path), NULL, &hub, &error));
  put(hub, kAnna);

  CHECK_OK(scv_hub_check(hub, NULL, NULL, NULL, &report, &error));
  CHECK(contains(&report, "{\"ok\":true,\"complete\":true,\"problem_count\":0,\"problems\":[],\"records\":1,"));
  scv_buf_free(&report);
  CHECK_OK(scv_hub_check(hub, count, &calls, freed, &report, &error));
  CHECK(calls > 1000);
  scv_buf_free(&report);
  CHECK_STATUS(scv_hub_check(hub, stop, NULL, NULL, &report, &error), SCV_CANCELLED);
  CHECK(report.data == NULL);
  scv_error_free(error);
  calls = 0;
  CHECK_STATUS(scv_hub_check(NULL, count, &calls, freed, &report, &error), SCV_INVALID_ARGUMENT);
  CHECK(calls == 1000);
  scv_error_free(error);

  calls = 0;
  CHECK_OK(scv_hub_backup(hub, copy, strlen(copy), count, &calls, freed, &error));
  CHECK(calls > 1000);
  CHECK_STATUS(scv_hub_backup(hub, copy, strlen(copy), NULL, NULL, NULL, &error), SCV_CONFLICT);
  CHECK(strcmp(scv_error_place(error), copy) == 0);
  scv_error_free(error);
  CHECK_STATUS(scv_hub_backup(hub, NULL, 0, NULL, NULL, NULL, &error), SCV_INVALID_ARGUMENT);
  scv_error_free(error);

  CHECK_OK(scv_hub_open(copy, strlen(copy), NULL, &copied, &error));
  CHECK_OK(scv_hub_digest(hub, &digest, &error));
  CHECK_OK(scv_hub_digest(copied, &digest_of_copy, &error));
  CHECK(strcmp(digest.data, digest_of_copy.data) == 0);
  scv_buf_free(&digest), scv_buf_free(&digest_of_copy);
  scv_hub_free(copied), scv_hub_free(hub);
  return 0;
}
