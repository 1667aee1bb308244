/* Loads a table into a hub and prints the customers it holds, a JSON object a line, then the digest of the whole.
 *
 *   cc hello.c -o hello $(pkg-config --cflags --libs scv)
 *   ./hello customers.csv hub.scv
 */

#include <stdio.h>
#include <string.h>

#include <scv/scv.h>

static int32_t to_stdout(void* user, const char* data, size_t size) {
  (void)user;
  return fwrite(data, 1, size, stdout) == size ? 0 : 1;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: hello FILE HUB\n");
    return 2;
  }
  scv_hub* hub = NULL;
  scv_error* error = NULL;
  scv_buf report = {NULL, 0}, digest = {NULL, 0};

  int32_t status = scv_hub_open(argv[2], strlen(argv[2]), NULL, &hub, &error);
  if (!status) status = scv_hub_load(hub, argv[1], strlen(argv[1]), NULL, &report, &error);
  if (!status) status = scv_hub_export(hub, SCV_EXPORT_JSONL, to_stdout, NULL, NULL, &error);
  if (!status) status = scv_hub_digest(hub, &digest, &error);
  if (!status) {
    fprintf(stderr, "%s\n", report.data);
    printf("digest\t%s\n", digest.data);
  } else {
    fprintf(stderr, "hello: %s: %s\n", scv_error_place(error), scv_error_message(error));
  }

  scv_buf_free(&report);
  scv_buf_free(&digest);
  scv_error_free(error);
  scv_hub_free(hub);
  return status == SCV_OK ? 0 : 1;
}
