/* A hub from opening to freeing: records in, identities and reasons out, and any order of freeing. */

#include "check.h"

static const char kAnna[] =
    "{\"source\":\"crm\",\"id\":\"4711\",\"given_name\":\"Anna\",\"family_name\":\"M\xC3\xBCller\",\"birthdate\":"
    "\"1980-02-29\","
    "\"email\":[\"anna@example.org\"],\"phone\":[\"0351 4567-89\"],\"payload\":{\"Anrede\":\"Frau\"}}";
static const char kAnnaAgain[] =
    "{\"source\":\"shop\",\"id\":\"9\",\"name\":\"Anna "
    "Mueller\",\"birthdate\":\"29.02.1980\",\"email\":\"ANNA@example.org\"}";
static const char kBoris[] =
    "{\"source\":\"crm\",\"id\":\"4712\",\"name\":\"Boris Petrov\",\"phone\":\"+359 2 981 2345\"}";

static int64_t identity_of(scv_hub* hub, const char* source, const char* id) {
  int64_t identity = -1;
  scv_error* error = NULL;
  CHECK_OK(scv_hub_identity_of(hub, source, strlen(source), id, strlen(id), &identity, &error));
  return identity;
}

static void records_and_identities(void) {
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};

  CHECK_OK(scv_hub_put(hub, TEXT(kAnna), &buf, &error));
  CHECK(contains(&buf, "\"change\":\"created\""));
  scv_buf_free(&buf);
  CHECK(buf.data == NULL && buf.size == 0);
  put(hub, kAnnaAgain);
  put(hub, kBoris);

  const int64_t anna = identity_of(hub, "crm", "4711");
  CHECK(anna > 0);
  CHECK(identity_of(hub, "shop", "9") == anna);
  CHECK(identity_of(hub, "crm", "4712") != anna);
  CHECK(identity_of(hub, "crm", "nobody") == 0);

  CHECK_OK(scv_hub_identity(hub, anna, &buf, &error));
  CHECK(contains(&buf, "anna@example.org") && contains(&buf, "4711") && contains(&buf, "shop"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_identity(hub, 999999, &buf, &error));
  CHECK(buf.data == NULL);

  CHECK_OK(scv_hub_get(hub, TEXT("crm"), TEXT("4711"), &buf, &error));
  CHECK(contains(&buf, "{\"Anrede\":\"Frau\"}"));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_get(hub, TEXT("crm"), TEXT("0"), &buf, &error));
  CHECK(buf.data == NULL);

  CHECK_OK(scv_hub_find(hub, TEXT("{\"email\":\"anna@example.org\"}"), NULL, &buf, &error));
  char expected[64];
  CHECK(snprintf(expected, sizeof expected, "\"identity\":%lld,", (long long)anna) > 0);
  CHECK(contains(&buf, expected));
  scv_buf_free(&buf);

  scv_find_options find;
  CHECK_STATUS(scv_find_options_init(&find, sizeof find), SCV_OK);
  CHECK(find.limit == 10 && find.min_weight == -1000 && find.exact_only == 0);
  find.exact_only = 1;
  CHECK_OK(scv_hub_find(hub, TEXT("{\"email\":\"nobody@example.net\"}"), &find, &buf, &error));
  CHECK(buf.size == 2 && strcmp(buf.data, "[]") == 0);
  scv_buf_free(&buf);

  CHECK_OK(scv_hub_why(hub, TEXT("crm"), TEXT("4711"), TEXT("shop"), TEXT("9"), &buf, &error));
  CHECK(contains(&buf, "\"same_identity\":true") && contains(&buf, "\"evidence\":[{"));
  scv_buf_free(&buf);

  CHECK_OK(scv_hub_stats(hub, &buf, &error));
  CHECK(contains(&buf, "\"records\":3,") && contains(&buf, "\"identities\":2,"));
  scv_buf_free(&buf);

  int32_t removed = -1;
  CHECK_OK(scv_hub_remove(hub, TEXT("shop"), TEXT("9"), &removed, &error));
  CHECK(removed == 1);
  CHECK_OK(scv_hub_remove(hub, TEXT("shop"), TEXT("9"), &removed, &error));
  CHECK(removed == 0);
  CHECK(identity_of(hub, "shop", "9") == 0);
  scv_hub_free(hub);
}

static void interactions(void) {
  static const char call[] =
      "{\"source\":\"phone\",\"id\":\"c1\",\"channel\":\"call\",\"direction\":\"inbound\",\"time\":\"2026-03-01T10:00:"
      "00+01:00\","
      "\"participants\":[{\"role\":\"from\",\"kind\":\"phone\",\"value\":\"0351 456789\"}],\"duration_s\":95}";
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  int32_t is_new = -1;
  put(hub, kAnna);
  CHECK_OK(scv_hub_put_interaction(hub, TEXT(call), &is_new, &error));
  CHECK(is_new == 1);
  CHECK_OK(scv_hub_put_interaction(hub, TEXT(call), &is_new, &error));
  CHECK(is_new == 0);
  CHECK_OK(scv_hub_identity(hub, identity_of(hub, "crm", "4711"), &buf, &error));
  CHECK(contains(&buf, "\"duration_s\":95"));
  scv_buf_free(&buf);
  scv_hub_free(hub);
}

static scv_buf digest_of(scv_hub* hub) {
  scv_error* error = NULL;
  scv_buf digest = {NULL, 0};
  CHECK_OK(scv_hub_digest(hub, &digest, &error));
  CHECK(digest.size > 0);
  return digest;
}

static void digests(void) {
  scv_hub *forth = open_memory(), *back = open_memory();
  put(forth, kAnna), put(forth, kAnnaAgain), put(forth, kBoris);
  put(back, kBoris), put(back, kAnnaAgain), put(back, kAnna);
  scv_buf a = digest_of(forth), b = digest_of(back);
  CHECK(strcmp(a.data, b.data) == 0);
  scv_buf_free(&b);
  put(back, "{\"source\":\"crm\",\"id\":\"1\",\"name\":\"Carla Unverwandt\"}");
  b = digest_of(back);
  CHECK(strcmp(a.data, b.data) != 0);
  scv_buf_free(&a), scv_buf_free(&b);
  scv_hub_free(forth), scv_hub_free(back);
}

/* A batch keeps the file open when the hub is freed first, and what it loads is there when the file is opened again. */
static void batch_outlives_hub(const char* folder) {
  const char* path = in_folder(folder, "batch.scv");
  scv_hub* hub = NULL;
  scv_batch* batch = NULL;
  scv_error* error = NULL;
  scv_buf report = {NULL, 0};
  CHECK_OK(scv_hub_open(path, strlen(path), NULL, &hub, &error));
  CHECK_OK(scv_batch_new(hub, &batch, &error));
  scv_hub_free(hub);
  CHECK(scv_batch_size(batch) == 0);
  CHECK_OK(scv_batch_add(batch, TEXT(kAnna), &error));
  CHECK_OK(scv_batch_add(batch, TEXT("{\"source\":\"crm\",\"id\":"), &error));
  CHECK_OK(scv_batch_add(batch, TEXT(kBoris), &error));
  CHECK(scv_batch_size(batch) == 3);
  CHECK_OK(scv_batch_load(batch, NULL, &report, &error));
  CHECK(contains(&report, "\"read\":3") && contains(&report, "\"rejected\":1") && contains(&report, "\"index\":1"));
  scv_buf_free(&report);
  CHECK(scv_batch_size(batch) == 0);
  CHECK_OK(scv_batch_add(batch, TEXT(kAnnaAgain), &error));
  CHECK_OK(scv_batch_load(batch, NULL, NULL, &error));
  scv_batch_free(batch);

  CHECK_OK(scv_hub_open(path, strlen(path), NULL, &hub, &error));
  CHECK(identity_of(hub, "crm", "4711") == identity_of(hub, "shop", "9"));
  CHECK(identity_of(hub, "crm", "4712") > 0);
  scv_hub_free(hub);
}

struct piece {
  char* text;
  size_t size, calls;
  int32_t answer;
  int freed;
};

static int32_t collect(void* user, const char* data, size_t size) {
  struct piece* piece = user;
  piece->text = realloc(piece->text, piece->size + size + 1);
  CHECK(piece->text != NULL && size > 0);
  memcpy(piece->text + piece->size, data, size);
  piece->size += size;
  piece->text[piece->size] = 0;
  ++piece->calls;
  return piece->answer;
}

static void count_free(void* user) { ++((struct piece*)user)->freed; }

static void exports(void) {
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  put(hub, kAnna), put(hub, kAnnaAgain), put(hub, kBoris);

  struct piece out = {NULL, 0, 0, 0, 0};
  CHECK_OK(scv_hub_export(hub, SCV_EXPORT_JSONL, collect, &out, count_free, &error));
  CHECK(out.freed == 1 && out.calls == 1 && out.text[out.size - 1] == '\n');
  CHECK(strstr(out.text, "4711") != NULL && strstr(out.text, "4712") != NULL);
  CHECK(strchr(strchr(out.text, '\n') + 1, '\n') + 1 == out.text + out.size); /* two lines */
  free(out.text);

  out = (struct piece){NULL, 0, 0, 0, 0};
  CHECK_OK(scv_hub_export(hub, SCV_EXPORT_CSV, collect, &out, NULL, &error));
  CHECK(strncmp(out.text, "identity,source,id", 18) == 0);
  free(out.text);

  out = (struct piece){NULL, 0, 0, 7, 0};
  CHECK_STATUS(scv_hub_export(hub, SCV_EXPORT_JSONL, collect, &out, count_free, &error), SCV_CANCELLED);
  CHECK(out.freed == 1 && scv_error_code(error) == SCV_CANCELLED);
  scv_error_free(error);
  free(out.text);

  out = (struct piece){NULL, 0, 0, 0, 0};
  CHECK_STATUS(scv_hub_export(hub, 99, collect, &out, count_free, NULL), SCV_INVALID_ARGUMENT);
  CHECK(out.freed == 1 && out.calls == 0);
  CHECK_STATUS(scv_hub_export(NULL, SCV_EXPORT_CSV, collect, &out, count_free, NULL), SCV_INVALID_ARGUMENT);
  CHECK(out.freed == 2 && out.calls == 0);
  scv_hub_free(hub);
}

struct freeing {
  scv_hub* hub;
  size_t calls, lines;
};

static int32_t free_hub(void* user, const char* data, size_t size) {
  struct freeing* freeing = user;
  if (freeing->calls++ == 0) scv_hub_free(freeing->hub);
  for (size_t i = 0; i < size; ++i) freeing->lines += data[i] == '\n';
  return 0;
}

/* As a garbage collector does it in the middle of an export: the call comes to its end. */
static void call_outlives_hub(const char* folder) {
  const char* path = in_folder(folder, "freed.scv");
  enum { kCount = 600 };
  scv_hub* hub = NULL;
  scv_error* error = NULL;
  CHECK_OK(scv_hub_open(path, strlen(path), NULL, &hub, &error));
  scv_batch* batch = NULL;
  CHECK_OK(scv_batch_new(hub, &batch, &error));
  char record[400];
  for (int i = 0; i < kCount; ++i) {
    const int size = snprintf(record, sizeof record, "{\"source\":\"a\",\"id\":\"%0300d\",\"name\":\"N%d\"}", i, i);
    CHECK_OK(scv_batch_add(batch, record, (size_t)size, &error));
  }
  CHECK_OK(scv_batch_load(batch, NULL, NULL, &error));
  scv_batch_free(batch);
  struct freeing freeing = {hub, 0, 0};
  CHECK_OK(scv_hub_export(hub, SCV_EXPORT_CSV, free_hub, &freeing, NULL, &error));
  CHECK(freeing.calls > 1 && freeing.lines == kCount + 1);
}

int main(int argc, char** argv) {
  CHECK(argc == 2);
  CHECK(strlen(scv_version()) >= 5 && scv_abi_version() == SCV_ABI_VERSION);
  records_and_identities();
  interactions();
  digests();
  batch_outlives_hub(argv[1]);
  call_outlives_hub(argv[1]);
  exports();
  return 0;
}
