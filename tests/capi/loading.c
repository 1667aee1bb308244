/* Files and batches: reports, rejects, progress, strict, mappings, dedupe. */

#include "check.h"

static const char kCsv[] =
    "id;Vorname;Nachname;E-Mail;Telefon\n"
    "1;Anna;M\xC3\xBCller;anna@example.org;0351 456789\n"
    "2;Boris;Petrov;boris@example.org;+359 2 981 2345\n"
    "3;Anna;Mueller;anna@example.org;0351/45 67 89\n";

struct log {
  char text[4096];
  size_t size;
  int calls, freed;
  int32_t answer;
};

static int32_t append(void* user, const char* data, size_t size) {
  struct log* log = user;
  CHECK(log->size + size < sizeof log->text && data[size - 1] == '\n');
  memcpy(log->text + log->size, data, size);
  log->size += size;
  log->text[log->size] = 0;
  ++log->calls;
  return log->answer;
}

static int32_t progress(void* user, const char* stage, uint64_t done, uint64_t total, const char* unit) {
  struct log* log = user;
  CHECK(strlen(stage) > 0 && strlen(unit) > 0 && (total == 0 || done <= total));
  ++log->calls;
  return log->answer;
}

static void count_free(void* user) { ++((struct log*)user)->freed; }

static scv_load_options load_options(void) {
  scv_load_options options;
  CHECK_STATUS(scv_load_options_init(&options, sizeof options), SCV_OK);
  return options;
}

static void a_file(const char* folder) {
  const char* path = in_folder(folder, "kunden.csv");
  write_file(path, kCsv);
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  struct log log = {{0}, 0, 0, 0, 0};
  scv_load_options options = load_options();
  options.source = (scv_str){TEXT("crm")};
  options.on_progress = progress;
  options.on_progress_user = &log;
  options.on_progress_free_user = count_free;
  CHECK_OK(scv_hub_load(hub, path, strlen(path), &options, &buf, &error));
  CHECK(contains(&buf, "\"format\":\"csv\"") && contains(&buf, "\"read\":3") && contains(&buf, "\"rejected\":0"));
  CHECK(log.calls > 0 && log.freed == 1);
  scv_buf_free(&buf);

  CHECK_OK(scv_hub_find(hub, TEXT("{\"phone\":\"0351456789\"}"), NULL, &buf, &error));
  CHECK(contains(&buf, "\"source\":\"crm\""));
  scv_buf_free(&buf);

  /* A progress callback that says stop: nothing is loaded. */
  log = (struct log){{0}, 0, 0, 0, 1};
  options.source = (scv_str){TEXT("again")};
  CHECK_STATUS(scv_hub_load(hub, path, strlen(path), &options, &buf, &error), SCV_CANCELLED);
  CHECK(buf.data == NULL && log.freed == 1 && scv_error_code(error) == SCV_CANCELLED);
  scv_error_free(error);
  CHECK_OK(scv_hub_stats(hub, &buf, &error));
  CHECK(contains(&buf, "\"records\":3,"));
  scv_buf_free(&buf);

  CHECK_STATUS(scv_hub_load(hub, TEXT("/nowhere/at/all.csv"), NULL, NULL, &error), SCV_NOT_FOUND);
  CHECK(strcmp(scv_error_place(error), "/nowhere/at/all.csv") == 0 && strlen(scv_error_message(error)) > 0);
  scv_error_free(error);
  scv_hub_free(hub);
}

static void json_lines_with_rejects(const char* folder) {
  const char* path = in_folder(folder, "people.jsonl");
  write_file(
      path,
      "{\"id\":\"1\",\"name\":\"Anna M\xC3\xBCller\"}\n{\"id\":\"2\",\n{\"id\":\"3\",\"name\":\"Boris Petrov\"}\n");
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  struct log log = {{0}, 0, 0, 0, 0};
  scv_load_options options = load_options();
  options.on_rejects = append;
  options.on_rejects_user = &log;
  options.on_rejects_free_user = count_free;
  CHECK_OK(scv_hub_load(hub, path, strlen(path), &options, &buf, &error));
  CHECK(contains(&buf, "\"read\":3") && contains(&buf, "\"rejected\":1") && contains(&buf, "\"records_read\":2"));
  scv_buf_free(&buf);
  CHECK(log.freed == 1 && log.calls == 1);
  CHECK(strstr(log.text, "\"line\":2") && strstr(log.text, "people.jsonl") && strstr(log.text, "\"code\":\"parse\""));

  /* A callback that says stop: nothing is loaded, also where it is the only piece of rejects. */
  log = (struct log){{0}, 0, 0, 0, 1};
  options.source = (scv_str){TEXT("stopped")};
  CHECK_STATUS(scv_hub_load(hub, path, strlen(path), &options, NULL, &error), SCV_CANCELLED);
  CHECK(log.freed == 1 && log.calls == 1);
  scv_error_free(error);
  CHECK_OK(scv_hub_stats(hub, &buf, &error));
  CHECK(!contains(&buf, "stopped"));
  scv_buf_free(&buf);

  log = (struct log){{0}, 0, 0, 0, 0};
  options.strict = 1;
  options.source = (scv_str){TEXT("other")};
  CHECK_STATUS(scv_hub_load(hub, path, strlen(path), &options, NULL, &error), SCV_PARSE);
  CHECK(strstr(scv_error_place(error), "people.jsonl:2") != NULL && log.freed == 1);
  scv_error_free(error);
  CHECK_OK(scv_hub_stats(hub, &buf, &error));
  CHECK(contains(&buf, "\"records\":2,"));
  scv_buf_free(&buf);
  scv_hub_free(hub);
}

static void records_with_rejects(void) {
  const scv_str records[] = {
      {TEXT("{\"source\":\"a\",\"id\":\"1\",\"name\":\"Anna M\xC3\xBCller\"}")},
      {TEXT("no JSON at all")},
      {TEXT("{\"source\":\"a\",\"name\":\"without id\"}")},
      {TEXT("{\"source\":\"a\",\"id\":\"\xFF\"}")},
      {NULL, 0},
      {TEXT("{\"id\":\"2\",\"name\":\"source from the options\"}")},
  };
  scv_hub* hub = open_memory();
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  struct log log = {{0}, 0, 0, 0, 0};
  scv_load_options options = load_options();
  options.source = (scv_str){TEXT("b")};
  options.on_rejects = append;
  options.on_rejects_user = &log;
  CHECK_OK(scv_hub_load_records(hub, records, 6, &options, &buf, &error));
  CHECK(contains(&buf, "\"read\":6") && contains(&buf, "\"rejected\":4") && contains(&buf, "\"records_new\":2"));
  for (int index = 1; index <= 4; ++index) {
    char expected[32];
    CHECK(snprintf(expected, sizeof expected, "\"index\":%d", index) > 0);
    CHECK(contains(&buf, expected) && strstr(log.text, expected) != NULL);
  }
  CHECK(contains(&buf, "\"code\":\"parse\"") && contains(&buf, "\"code\":\"invalid_argument\""));
  scv_buf_free(&buf);
  CHECK_OK(scv_hub_get(hub, TEXT("b"), TEXT("2"), &buf, &error));
  CHECK(buf.data != NULL);
  scv_buf_free(&buf);

  options.strict = 1;
  options.on_rejects = NULL;
  CHECK_STATUS(scv_hub_load_records(hub, records, 6, &options, &buf, &error), SCV_PARSE);
  CHECK(scv_error_index(error) == 1 && buf.data == NULL);
  scv_error_free(error);
  CHECK_STATUS(scv_hub_load_records(hub, records + 2, 1, &options, &buf, &error), SCV_INVALID_ARGUMENT);
  CHECK(scv_error_index(error) == 0);
  scv_error_free(error);
  scv_hub_free(hub);
}

static void inspecting(const char* folder) {
  const char* path = in_folder(folder, "inspect.csv");
  write_file(path, kCsv);
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  CHECK_OK(scv_inspect(path, strlen(path), NULL, &buf, &error));
  CHECK(contains(&buf, "\"format\":\"csv\"") && contains(&buf, "family_name") && contains(&buf, "Nachname"));
  scv_buf_free(&buf);
  CHECK_STATUS(scv_inspect(TEXT("/nowhere/at/all.csv"), NULL, &buf, &error), SCV_NOT_FOUND);
  scv_error_free(error);
}

static void deduping(const char* folder) {
  const char* path = in_folder(folder, "dedupe.csv");
  const char* output = in_folder(folder, "dedupe-out.csv");
  write_file(path, kCsv);
  const scv_str inputs[] = {{path, strlen(path)}};
  scv_error* error = NULL;
  scv_buf buf = {NULL, 0};
  CHECK_OK(scv_dedupe(inputs, 1, output, strlen(output), NULL, &buf, &error));
  CHECK(contains(&buf, "\"rows\":3") && contains(&buf, "\"identities\":2"));
  scv_buf_free(&buf);
  FILE* file = fopen(output, "rb");
  CHECK(file != NULL);
  char line[512];
  CHECK(fgets(line, sizeof line, file) != NULL);
  CHECK(strstr(line, "identity") != NULL && strstr(line, "match_weight") != NULL && strstr(line, "Nachname") != NULL);
  fclose(file);
}

int main(int argc, char** argv) {
  CHECK(argc == 2);
  a_file(argv[1]);
  json_lines_with_rejects(argv[1]);
  records_with_rejects();
  inspecting(argv[1]);
  deduping(argv[1]);
  return 0;
}
