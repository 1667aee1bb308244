/* Assertions for the tests in C: the first that fails ends the program with file and line. */
#ifndef SCV_TESTS_CAPI_CHECK_H
#define SCV_TESTS_CAPI_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scv/scv.h"

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                \
    }                                                                         \
  } while (0)

#define CHECK_STATUS(call, expected)                                                                      \
  do {                                                                                                    \
    const int32_t status_ = (call);                                                                       \
    if (status_ != (expected)) {                                                                          \
      fprintf(stderr, "%s:%d: %s gave %s, not %s\n", __FILE__, __LINE__, #call, scv_status_name(status_), \
              scv_status_name(expected));                                                                 \
      exit(1);                                                                                            \
    }                                                                                                     \
  } while (0)

/* The call succeeds, else its error is printed. Needs a variable `error`. */
#define CHECK_OK(call)                                                                          \
  do {                                                                                          \
    if ((call) != SCV_OK) {                                                                     \
      fprintf(stderr, "%s:%d: %s: %s: %s\n", __FILE__, __LINE__, #call, scv_error_place(error), \
              scv_error_message(error));                                                        \
      exit(1);                                                                                  \
    }                                                                                           \
    CHECK(error == NULL);                                                                       \
  } while (0)

/* A string literal as pointer and length. */
#define TEXT(literal) literal, sizeof(literal) - 1

/* A path in the folder that the test was given. */
static inline const char* in_folder(const char* folder, const char* name) {
  static char paths[8][1024];
  static size_t next = 0;
  char* path = paths[next++ % 8];
  CHECK(snprintf(path, 1024, "%s/%s", folder, name) < 1024);
  return path;
}

static inline void write_file(const char* path, const char* content) {
  FILE* file = fopen(path, "wb");
  CHECK(file != NULL);
  CHECK(fwrite(content, 1, strlen(content), file) == strlen(content));
  CHECK(fclose(file) == 0);
}

/* The buffer holds the text; it ends with a 0 byte that its size does not count. */
static inline int contains(const scv_buf* buf, const char* text) {
  CHECK(buf->data != NULL && strlen(buf->data) == buf->size);
  return strstr(buf->data, text) != NULL;
}

static inline scv_hub* open_memory(void) {
  scv_hub* hub = NULL;
  scv_error* error = NULL;
  CHECK_OK(scv_hub_open(TEXT(":memory:"), NULL, &hub, &error));
  CHECK(hub != NULL);
  return hub;
}

static inline void put(scv_hub* hub, const char* record) {
  scv_error* error = NULL;
  CHECK_OK(scv_hub_put(hub, record, strlen(record), NULL, &error));
}

#endif
