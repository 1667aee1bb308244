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

/* A load in one thread that another cancels while it reads. */
struct loading {
  scv_hub* hub;
  const char* path;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int reading, cancelled;
};

static int32_t wait_for_cancel(void* user, const char* stage, uint64_t done, uint64_t total, const char* unit) {
  struct loading* loading = user;
  (void)stage, (void)done, (void)total, (void)unit;
  CHECK(pthread_mutex_lock(&loading->mutex) == 0);
  loading->reading = 1;
  CHECK(pthread_cond_broadcast(&loading->changed) == 0);
  while (!loading->cancelled) CHECK(pthread_cond_wait(&loading->changed, &loading->mutex) == 0);
  CHECK(pthread_mutex_unlock(&loading->mutex) == 0);
  return 0;
}

static void* load(void* user) {
  struct loading* loading = user;
  scv_load_options options;
  scv_error* error = NULL;
  CHECK_STATUS(scv_load_options_init(&options, sizeof options), SCV_OK);
  options.on_progress = wait_for_cancel;
  options.on_progress_user = loading;
  CHECK_STATUS(scv_hub_load(loading->hub, loading->path, strlen(loading->path), &options, NULL, &error), SCV_CANCELLED);
  CHECK(scv_error_code(error) == SCV_CANCELLED && strlen(scv_error_message(error)) > 0);
  scv_error_free(error);
  return NULL;
}

static void cancel_stops_a_load(const char* folder) {
  struct loading loading = {
      open_memory(), in_folder(folder, "people.csv"), PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
  write_file(loading.path, "id,name\n1,Anna Abendroth\n2,Otto Vogelsang\n");
  scv_hub_cancel(loading.hub); /* of nothing: what comes later is not concerned */
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, load, &loading) == 0);
  CHECK(pthread_mutex_lock(&loading.mutex) == 0);
  while (!loading.reading) CHECK(pthread_cond_wait(&loading.changed, &loading.mutex) == 0);
  scv_hub_cancel(loading.hub);
  loading.cancelled = 1;
  CHECK(pthread_cond_broadcast(&loading.changed) == 0);
  CHECK(pthread_mutex_unlock(&loading.mutex) == 0);
  CHECK(pthread_join(thread, NULL) == 0);

  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  CHECK_OK(scv_hub_stats(loading.hub, &buf, &error));
  CHECK(contains(&buf, "\"records\":0,"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_load(loading.hub, loading.path, strlen(loading.path), NULL, &buf, &error));
  CHECK(contains(&buf, "\"records_new\":2"));
  scv_buf_free(&buf);
  scv_hub_free(loading.hub);
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
  cancel_stops_a_load(argv[1]);
  return 0;
}
