/* One hub, several threads: writers queue, readers see whole records, and errors belong to the call. */

#include <pthread.h>

#include "check.h"

enum { kGiven = 6, kFamily = 10, kRecords = kGiven * kFamily };
static const char* const kGivenNames[kGiven] = {"Anna", "Boris", "Christiane", "Dietmar", "Ulrike", "Johannes"};
static const char* const kFamilyNames[kFamily] = {"Abendroth",   "Petrov", "Zimmermann", "Kowalczyk", "Lindqvist",
                                                  "Ottenbacher", "Fuchs",  "Vogelsang",  "Nguyen",    "Schwarzkopf"};

struct worker {
  scv_hub* hub;
  const char* source;
};

static void* write_records(void* user) {
  const struct worker* worker = user;
  char record[256];
  for (int i = 0; i < kRecords; ++i) {
    const char* given = kGivenNames[i % kGiven];
    const char* family = kFamilyNames[i / kGiven];
    const int size = snprintf(record, sizeof record,
                              "{\"source\":\"%s\",\"id\":\"%d\",\"given_name\":\"%s\",\"family_name\":\"%s\","
                              "\"email\":\"%s.%s@example.org\"}",
                              worker->source, i, given, family, given, family);
    scv_error* error = NULL;
    CHECK_OK(scv_hub_put(worker->hub, record, (size_t)size, NULL, &error));
  }
  return NULL;
}

static void* read_records(void* user) {
  scv_hub* hub = user;
  for (int i = 0; i < kRecords; ++i) {
    scv_error* error = NULL;
    scv_buf buf = {NULL, 0};
    char id[16];
    const size_t size = (size_t)snprintf(id, sizeof id, "%d", i);
    CHECK_OK(scv_hub_get(hub, TEXT("left"), id, size, &buf, &error));
    if (buf.data != NULL) CHECK(contains(&buf, "@example.org"));
    scv_buf_free(&buf);
    CHECK_OK(scv_hub_find(hub, TEXT("{\"email\":\"Dietmar.Abendroth@example.org\"}"), NULL, &buf, &error));
    scv_buf_free(&buf);
    CHECK_STATUS(scv_hub_get(hub, TEXT("\xFF"), id, size, &buf, &error), SCV_INVALID_ARGUMENT);
    CHECK(strstr(scv_error_message(error), "source") != NULL);
    scv_error_free(error);
  }
  return NULL;
}

int main(int argc, char** argv) {
  CHECK(argc == 2);
  const char* path = in_folder(argv[1], "threads.scv");
  scv_hub* hub = NULL;
  scv_error* error = NULL;
  CHECK_OK(scv_hub_open(path, strlen(path), NULL, &hub, &error));
  struct worker left = {hub, "left"}, right = {hub, "right"};
  pthread_t threads[3];
  CHECK(pthread_create(&threads[0], NULL, write_records, &left) == 0);
  CHECK(pthread_create(&threads[1], NULL, write_records, &right) == 0);
  CHECK(pthread_create(&threads[2], NULL, read_records, hub) == 0);
  for (int i = 0; i < 3; ++i) CHECK(pthread_join(threads[i], NULL) == 0);

  /* One after another in memory gives the same identities. */
  scv_hub* calm = open_memory();
  left.hub = right.hub = calm;
  write_records(&left);
  write_records(&right);
  scv_buf stats = {NULL, 0}, expected = {NULL, 0}, digest = {NULL, 0};
  CHECK_OK(scv_hub_stats(hub, &stats, &error));
  CHECK(contains(&stats, "\"records\":120,"));
  CHECK_OK(scv_hub_digest(calm, &expected, &error));
  CHECK_OK(scv_hub_digest(hub, &digest, &error));
  CHECK(strcmp(digest.data, expected.data) == 0);
  scv_buf_free(&stats);
  scv_buf_free(&expected);
  scv_buf_free(&digest);
  scv_hub_free(calm);
  scv_hub_free(hub);
  return 0;
}
