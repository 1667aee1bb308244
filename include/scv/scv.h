/* The C ABI of libscv: one customer from many records.
 *
 *   #include <scv/scv.h>
 *
 *   scv_hub *hub = NULL;
 *   scv_error *error = NULL;
 *   scv_buf who = {NULL, 0};
 *   const char query[] = "{\"phone\": \"+49 351 456789\"}";
 *   if (scv_hub_open("customers.scv", 13, NULL, &hub, &error) ||
 *       scv_hub_load(hub, "crm.csv", 7, NULL, NULL, &error) ||
 *       scv_hub_find(hub, query, sizeof query - 1, NULL, &who, &error)) {
 *     fprintf(stderr, "%s\n", scv_error_message(error));
 *   } else {
 *     printf("%s\n", who.data);
 *   }
 *   scv_buf_free(&who);
 *   scv_error_free(error);
 *   scv_hub_free(hub);
 *
 * Calls      return a status: 0 is SCV_OK, every other number is fixed for ever, and new ones may come. Results are out
 *            parameters, set to nothing (NULL, 0) when the call fails. The last parameter may be NULL; else it receives
 *            NULL or, when the call fails, an error to be freed with scv_error_free. No call ends the program or prints.
 * Text       is UTF-8. It goes in as pointer and length and is copied; NULL is allowed with length 0. Bytes that are not
 *            UTF-8 give SCV_INVALID_ARGUMENT. It comes out as an scv_buf, which the caller frees with scv_buf_free.
 * Results    that have parts are JSON objects or arrays; docs/c-api.md describes them.
 * Absent     is no error: what does not exist is an empty buffer, or 0.
 * Options    are structs that begin with struct_size; fill them with scv_..._options_init(&o, sizeof o) and change what you
 *            need. They only ever grow at the end. NULL stands for the defaults.
 * Callbacks  get many items a call and the `user` pointer that belongs to them; a result other than 0 stops the call with
 *            SCV_CANCELLED. Where a callback has a `free_user`, it is called exactly once when libscv needs `user` no
 *            more, also when the call fails; only options whose struct_size is refused are not touched. A callback that calls
 *            the hub which would have to wait for it (a put within a load; with a hub in memory any call) gets
 *            SCV_INVALID_ARGUMENT.
 * Threads    may share a hub: readers run beside one writer, and writers queue. Other handles belong to one thread at a
 *            time. scv_hub_cancel may be called from any thread. Nothing is thread-local.
 * Lifetime   scv_..._free(NULL) does nothing. A batch keeps its hub alive: the two may be freed in any order. So does a call
 *            that runs: it comes to its end when the hub is freed meanwhile.
 */
#ifndef SCV_SCV_H
#define SCV_SCV_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#  if defined(SCV_BUILDING)
#    define SCV_CAPI __declspec(dllexport)
#  elif defined(SCV_SHARED)
#    define SCV_CAPI __declspec(dllimport)
#  else
#    define SCV_CAPI
#  endif
#elif defined(__GNUC__)
#  define SCV_CAPI __attribute__((visibility("default")))
#else
#  define SCV_CAPI
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The ABI's number, and the shared library's SOVERSION: it changes when a program has to be built anew. */
#define SCV_ABI_VERSION 0

/* What a call returned. since 0.1.0 */
enum {
  SCV_OK = 0,
  SCV_INVALID_ARGUMENT = 1, /* the caller passed something that cannot be used */
  SCV_NOT_FOUND = 2,        /* a file, record or identity that was named does not exist */
  SCV_IO = 3,               /* reading or writing a file failed */
  SCV_PARSE = 4,            /* input that cannot be read as what it claims to be */
  SCV_UNSUPPORTED = 5,      /* a format, encoding, option or feature that this build does not have */
  SCV_DATABASE = 6,         /* SQLite reported an error */
  SCV_BUSY = 7,             /* another writer held the hub for longer than the time limit */
  SCV_NEWER_SCHEMA = 8,     /* the hub file was written by a newer libscv */
  SCV_NOT_A_HUB = 9,        /* the file is no hub, or is damaged */
  SCV_CANCELLED = 10,       /* scv_hub_cancel or a callback stopped the call */
  SCV_CONFLICT = 11,        /* the request contradicts what is stored */
  SCV_OUT_OF_MEMORY = 12,
  SCV_INTERNAL = 13 /* a defect in libscv */
};

/* How scv_hub_export writes. since 0.1.0 */
enum { SCV_EXPORT_JSONL = 0, SCV_EXPORT_CSV = 1 };

/* How grave a message of the log is. since 0.1.0 */
enum { SCV_LOG_DEBUG = 0, SCV_LOG_INFO = 1, SCV_LOG_WARNING = 2 };

/* An open hub. since 0.1.0 */
typedef struct scv_hub scv_hub;

/* Records on their way into a hub. since 0.1.0 */
typedef struct scv_batch scv_batch;

/* What stopped a call. since 0.1.0 */
typedef struct scv_error scv_error;

/* Text that the caller lends for the time of a call. since 0.1.0 */
typedef struct scv_str {
  const char* data; /* UTF-8; may be NULL if size is 0 */
  size_t size;      /* in bytes */
} scv_str;

/* Text that the caller owns and frees with scv_buf_free. since 0.1.0 */
typedef struct scv_buf {
  char* data;  /* UTF-8, and one 0 byte behind it for convenience; NULL if there is nothing */
  size_t size; /* in bytes, without the 0 byte */
} scv_buf;

/* Takes a piece of output: one or more whole lines. Other than 0 stops the call. since 0.1.0 */
typedef int32_t (*scv_sink_fn)(void* user, const char* data, size_t size);

/* Takes how far a bulk call is: stage is "read", "normalize", "match", "store", "write", "check" or "copy", unit "bytes", "records",
   "pairs" or "pages"; a total of 0 is unknown. The texts end with a 0 byte. Called from any thread, one call after the other.
   Other than 0 stops the call. since 0.1.0 */
typedef int32_t (*scv_progress_fn)(void* user, const char* stage, uint64_t done, uint64_t total, const char* unit);

/* Takes one message of the log; may be called from any thread. since 0.1.0 */
typedef void (*scv_log_fn)(void* user, int32_t level, const char* message, size_t size);

/* Is told that `user` is needed no more. since 0.1.0 */
typedef void (*scv_free_fn)(void* user);

/* How a hub is opened. since 0.1.0 */
typedef struct scv_hub_options {
  size_t struct_size;
  uint32_t read_only;         /* 1: nothing can be changed */
  uint32_t create;            /* 1 (default): create the file if it does not exist */
  scv_str default_region;     /* ISO 3166 region of phone numbers without a country code; default "DE" */
  const scv_str* source_rank; /* sources from most to least trusted, for golden values */
  size_t source_rank_count;
  uint64_t cache_bytes;     /* bound of the working set in memory; default 64 MiB */
  uint32_t busy_timeout_ms; /* how long a writer waits for another; default 5000 */
  uint32_t threads;         /* for bulk work; 0 (default) is one per core */
  scv_log_fn log;           /* NULL: silent */
  void* log_user;
  scv_free_fn log_free_user; /* called when the hub closes; may be NULL */
  scv_str model;       /* JSON, taken by a hub without records instead of learning; one with records must have it */
  uint32_t durability; /* what a change that returned survives: 0 (default) a loss of power, 1 the end of the process */
} scv_hub_options;

/* How a file is read. since 0.1.0 */
typedef struct scv_load_options {
  size_t struct_size;
  scv_str source;  /* of records that name none; empty: the file's name without folder and extension */
  scv_str format;  /* empty: recognised; csv, tsv, xlsx, ods, jsonl, vcard, ldif, eml, mbox, maildir, calls */
  scv_str mapping; /* a mapping as JSON text, as scv_inspect gives it; empty: recognised */
  const scv_str* own_addresses; /* the firm's own e-mail addresses, domains ("@example.org") and numbers */
  size_t own_address_count;
  uint32_t strict;    /* 1: stop at the first reject with its error; nothing is loaded then */
  uint32_t exclusive; /* 1: nobody else needs the hub meanwhile: an empty one is written once, not twice, and others get
                             SCV_BUSY, readers too; as 0 where someone has the hub open already */
  scv_sink_fn on_rejects; /* JSON Lines, a reject a line, from any thread, one call after the other; may be NULL */
  void* on_rejects_user;
  scv_free_fn on_rejects_free_user;
  scv_progress_fn on_progress; /* may be NULL */
  void* on_progress_user;
  scv_free_fn on_progress_free_user;
  scv_str sheet; /* of workbooks: the sheet to be read, by name or by number from 1; empty: all that are shown */
} scv_load_options;

/* How a search is done. since 0.1.0 */
typedef struct scv_find_options {
  size_t struct_size;
  uint64_t limit;          /* at most so many answers; default 10 */
  double min_weight;       /* answers of a smaller match weight are left out; default -1000 */
  uint32_t exact_only;     /* 1: contact points and identifiers alone, no fuzzy matching */
  uint32_t max_time_us;    /* microseconds from which on no further record is looked at; 0 (default): no bound */
  uint64_t max_candidates; /* records looked at, those that share most first; default 24; 0: all */
} scv_find_options;

/* How files are made free of duplicates. since 0.1.0 */
typedef struct scv_dedupe_options {
  size_t struct_size;
  const scv_load_options* load; /* how the inputs are read; NULL: the defaults */
  scv_str default_region;       /* default "DE" */
  uint32_t threads;             /* 0 (default): one per core */
  uint32_t keep_model;          /* 1: the report has the model that was used, as "model" */
  scv_str model;                /* JSON, used as it is; empty (default): learned from the inputs */
  scv_str labels;               /* path of a table of judged pairs, or of ids and clusters; empty (default): none */
  scv_str id_column;            /* what names the rows to labels; empty (default): the recognised id */
} scv_dedupe_options;

/* How two records are compared. since 0.1.0 */
typedef struct scv_compare_options {
  size_t struct_size;
  scv_str default_region; /* default "DE" */
  scv_str model;          /* JSON; empty (default): the shipped model */
} scv_compare_options;

/* How identities are measured. since 0.1.0 */
typedef struct scv_evaluate_options {
  size_t struct_size;
  const scv_dedupe_options* dedupe; /* how the inputs are read and matched; NULL: the defaults */
  scv_str id_column;                /* what names rows in truth, inputs and results; empty: "id" */
  scv_str cluster_column;           /* of the truth; empty: "cluster" */
  scv_str identity_column;          /* of results; empty: "identity" */
  const double* thresholds;         /* of the curve; NULL: from -4 to 16 by 2 */
  size_t threshold_count;
  uint64_t errors;     /* how many false links, and missed pairs, are explained; default 10 */
  uint32_t only_truth; /* 1: rows that the truth does not name take no part; else they are an error */
  uint32_t reserved;   /* 0 */
} scv_evaluate_options;

/* How the review queue is asked for. since 0.1.0 */
typedef struct scv_review_options {
  size_t struct_size;
  uint64_t limit; /* at most so many pairs; default 50 */
} scv_review_options;

/* What is asked of scv_hub_waiting. since 0.1.0 */
typedef struct scv_waiting_options {
  size_t struct_size;
  scv_str now;           /* RFC 3339, of the service's time zone where it names none; empty (default): the clock's */
  scv_str owner;         /* only what waits for this agent; empty (default): all */
  uint64_t limit;        /* at most so many; default 100 */
  uint32_t overdue_only; /* 1: only what is due */
  uint32_t reserved;     /* 0 */
} scv_waiting_options;

/* What is asked of scv_hub_cases. since 0.1.0 */
typedef struct scv_cases_options {
  size_t struct_size;
  scv_str now;    /* as in scv_waiting_options */
  scv_str owner;  /* only what this agent owns; empty (default): all */
  uint64_t limit; /* at most so many; default 100 */
} scv_cases_options;

/* The library's version, "0.1.0". since 0.1.0 */
SCV_CAPI const char* scv_version(void);

/* SCV_ABI_VERSION of the library that runs; a binding compares it with the one that it was made for. since 0.1.0 */
SCV_CAPI int32_t scv_abi_version(void);

/* The stable name of a status, such as "newer_schema"; "unknown" if it is none. since 0.1.0 */
SCV_CAPI const char* scv_status_name(int32_t status);

/* Frees the text and empties the buffer. NULL, and an empty buffer, do nothing. since 0.1.0 */
SCV_CAPI void scv_buf_free(scv_buf* buf);

/* The status that the failed call returned; SCV_OK for NULL. since 0.1.0 */
SCV_CAPI int32_t scv_error_code(const scv_error* error);

/* What is wrong and what to do about it. Ends with a 0 byte and lives as long as the error; "" for NULL. since 0.1.0 */
SCV_CAPI const char* scv_error_message(const scv_error* error);

/* Where: "file:line:column" or "record source/id", or "". Lives as long as the error. since 0.1.0 */
SCV_CAPI const char* scv_error_place(const scv_error* error);

/* Which of the records, strings or files passed in is to blame, from 0; -1 if that says nothing. since 0.1.0 */
SCV_CAPI int64_t scv_error_index(const scv_error* error);

/* Frees an error; NULL does nothing. since 0.1.0 */
SCV_CAPI void scv_error_free(scv_error* error);

/* Fills the options with their defaults; `struct_size` is sizeof of the struct that the caller knows. since 0.1.0 */
SCV_CAPI int32_t scv_hub_options_init(scv_hub_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_load_options_init(scv_load_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_find_options_init(scv_find_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_dedupe_options_init(scv_dedupe_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_compare_options_init(scv_compare_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_evaluate_options_init(scv_evaluate_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_review_options_init(scv_review_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_waiting_options_init(scv_waiting_options* options, size_t struct_size);

/* As scv_hub_options_init. since 0.1.0 */
SCV_CAPI int32_t scv_cases_options_init(scv_cases_options* options, size_t struct_size);

/* Opens or creates a hub file; ":memory:" keeps it in memory. The caller frees the hub with scv_hub_free.
   SCV_NOT_FOUND, SCV_IO, SCV_NOT_A_HUB, SCV_NEWER_SCHEMA, SCV_BUSY; for a model SCV_PARSE, SCV_CONFLICT. Read-only SCV_CONFLICT
   where the hub has to be opened once for writing: it is of an older version, or an exclusive load was cut off. since 0.1.0 */
SCV_CAPI int32_t scv_hub_open(const char* path, size_t path_size, const scv_hub_options* options, scv_hub** hub,
                              scv_error** error);

/* Gives the hub back; the file closes when the last batch of it is freed too. NULL does nothing. since 0.1.0 */
SCV_CAPI void scv_hub_free(scv_hub* hub);

/* Stops a load, search, export, check, backup, review, retraining or activation that runs in another thread: it returns SCV_CANCELLED.
   NULL does nothing. since 0.1.0 */
SCV_CAPI void scv_hub_cancel(scv_hub* hub);

/* Loads a file or a Maildir in one transaction. Rows that cannot be read become rejects. `report` (may be NULL) receives the
   load report. SCV_NOT_FOUND, SCV_IO, SCV_UNSUPPORTED, SCV_PARSE (strict), SCV_CANCELLED. Linear. since 0.1.0 */
SCV_CAPI int32_t scv_hub_load(scv_hub* hub, const char* path, size_t path_size, const scv_load_options* options,
                              scv_buf* report, scv_error** error);

/* Loads records, a JSON object each, in one transaction. One that cannot be read becomes an entry {index, code, reason} of the
   report's "rejects", and the others are loaded; under `strict` it is the error and nothing is loaded. `report` may be NULL.
   Linear. since 0.1.0 */
SCV_CAPI int32_t scv_hub_load_records(scv_hub* hub, const scv_str* records, size_t count,
                                      const scv_load_options* options, scv_buf* report, scv_error** error);

/* Stores one record (a JSON object), replaces the one with its key, and resolves it. Durable on return. `result` (may be NULL)
   receives identity, change and retired identities. SCV_PARSE, SCV_INVALID_ARGUMENT. since 0.1.0 */
SCV_CAPI int32_t scv_hub_put(scv_hub* hub, const char* record, size_t record_size, scv_buf* result, scv_error** error);

/* Stores one interaction (a JSON object); the same key again changes nothing. `is_new` (may be NULL) receives 1 if it was new.
   SCV_PARSE, SCV_INVALID_ARGUMENT. since 0.1.0 */
SCV_CAPI int32_t scv_hub_put_interaction(scv_hub* hub, const char* interaction, size_t interaction_size,
                                         int32_t* is_new, scv_error** error);

/* Forgets a record as if it had never come. `removed` (may be NULL) receives 0 if there was none. since 0.1.0 */
SCV_CAPI int32_t scv_hub_remove(scv_hub* hub, const char* source, size_t source_size, const char* id, size_t id_size,
                                int32_t* removed, scv_error** error);

/* A record as JSON; an empty buffer if there is none. since 0.1.0 */
SCV_CAPI int32_t scv_hub_get(scv_hub* hub, const char* source, size_t source_size, const char* id, size_t id_size,
                             scv_buf* record, scv_error** error);

/* The identity that a record belongs to; 0 if there is no such record. since 0.1.0 */
SCV_CAPI int32_t scv_hub_identity_of(scv_hub* hub, const char* source, size_t source_size, const char* id,
                                     size_t id_size, int64_t* identity, scv_error** error);

/* An identity as JSON: records, golden values, contact points, interactions; a retired id gives the identity that it became;
   an empty buffer if there is none. since 0.1.0 */
SCV_CAPI int32_t scv_hub_identity(scv_hub* hub, int64_t id, scv_buf* identity, scv_error** error);

/* Who fits the attributes of a record (a JSON object; source and id are ignored): a JSON array, best first. Stores nothing.
   since 0.1.0 */
SCV_CAPI int32_t scv_hub_find(scv_hub* hub, const char* query, size_t query_size, const scv_find_options* options,
                              scv_buf* found, scv_error** error);

/* scv_hub_find that also tells what it looked at and what it gave up: `report` receives an object. since 0.1.0 */
SCV_CAPI int32_t scv_hub_find_with_report(scv_hub* hub, const char* query, size_t query_size,
                                          const scv_find_options* options, scv_buf* found, scv_buf* report,
                                          scv_error** error);

/* Who fits a text that is still being typed, the beginnings of names, of an e-mail address or of a phone number: an object with
   at most `limit` customers, best first, and whether there are others. since 0.1.0 */
SCV_CAPI int32_t scv_hub_complete(scv_hub* hub, const char* text, size_t text_size, uint64_t limit, scv_buf* found,
                                  scv_error** error);

/* Why two records are, or are not, one customer, as JSON. SCV_NOT_FOUND names the record that does not exist.
   since 0.1.0 */
SCV_CAPI int32_t scv_hub_why(scv_hub* hub, const char* left_source, size_t left_source_size, const char* left_id,
                             size_t left_id_size, const char* right_source, size_t right_source_size,
                             const char* right_id, size_t right_id_size, scv_buf* why, scv_error** error);

/* Writes all identities through `sink` in the order of their ids, as SCV_EXPORT_JSONL or SCV_EXPORT_CSV. `free_user` may be
   NULL. since 0.1.0 */
SCV_CAPI int32_t scv_hub_export(scv_hub* hub, int32_t format, scv_sink_fn sink, void* user, scv_free_fn free_user,
                                scv_error** error);

/* The model that the hub decides by, as JSON; the shipped one as long as there is none. since 0.1.0 */
SCV_CAPI int32_t scv_hub_model(scv_hub* hub, scv_buf* model, scv_error** error);

/* Today's identities of an id that was given at any time, ascending, as a JSON array: itself, what it was merged into, and those that
   records went to from it; "[]" if none of it is left. since 0.1.0 */
SCV_CAPI int32_t scv_hub_identity_at(scv_hub* hub, int64_t id, scv_buf* identities, scv_error** error);

/* What happened to identities after that cursor, in order, at most `limit` entries, as a JSON array; 0 is the beginning, and the
   last entry's cursor is where to go on. SCV_INVALID_ARGUMENT for a negative cursor. since 0.1.0 */
SCV_CAPI int32_t scv_hub_changes(scv_hub* hub, int64_t after, uint64_t limit, scv_buf* changes, scv_error** error);

/* The cursor of the newest change; 0 if there is none. since 0.1.0 */
SCV_CAPI int32_t scv_hub_newest_change(scv_hub* hub, int64_t* cursor, scv_error** error);

/* Stores what a person says of two records, which need not be there yet: a JSON object {left, right, verdict, by, note, time}. The
   same pair again replaces what was said of it. Durable on return. `changes` (may be NULL) receives what happened to identities.
   SCV_PARSE, SCV_INVALID_ARGUMENT; SCV_CONFLICT with the chain of decisions that says the opposite. since 0.1.0 */
SCV_CAPI int32_t scv_hub_decide(scv_hub* hub, const char* decision, size_t decision_size, scv_buf* changes,
                                scv_error** error);

/* Takes a decision back, as if it had never been made. `undecided` (may be NULL) receives 0 if there was none. since 0.1.0 */
SCV_CAPI int32_t scv_hub_undecide(scv_hub* hub, const char* left_source, size_t left_source_size, const char* left_id,
                                  size_t left_id_size, const char* right_source, size_t right_source_size,
                                  const char* right_id, size_t right_id_size, int32_t* undecided, scv_error** error);

/* All decisions, by key, as a JSON array. since 0.1.0 */
SCV_CAPI int32_t scv_hub_decisions(scv_hub* hub, scv_buf* decisions, scv_error** error);

/* Pairs that a person should look at, as a JSON array, those first where a decision is expected to move most records. Cost: all
   edges. since 0.1.0 */
SCV_CAPI int32_t scv_hub_review(scv_hub* hub, const scv_review_options* options, scv_buf* doubts, scv_error** error);

/* What scv_hub_put would change, as JSON; nothing is changed. It is done and rolled back: costs what the change costs, and waits
   for writers. Fails as scv_hub_put does. since 0.1.0 */
SCV_CAPI int32_t scv_hub_preview_put(scv_hub* hub, const char* record, size_t record_size, scv_buf* preview,
                                     scv_error** error);

/* The same of scv_hub_remove. since 0.1.0 */
SCV_CAPI int32_t scv_hub_preview_remove(scv_hub* hub, const char* source, size_t source_size, const char* id,
                                        size_t id_size, scv_buf* preview, scv_error** error);

/* The same of scv_hub_decide. since 0.1.0 */
SCV_CAPI int32_t scv_hub_preview_decide(scv_hub* hub, const char* decision, size_t decision_size, scv_buf* preview,
                                        scv_error** error);

/* The same of scv_hub_undecide. since 0.1.0 */
SCV_CAPI int32_t scv_hub_preview_undecide(scv_hub* hub, const char* left_source, size_t left_source_size,
                                          const char* left_id, size_t left_id_size, const char* right_source,
                                          size_t right_source_size, const char* right_id, size_t right_id_size,
                                          scv_buf* preview, scv_error** error);

/* What an identity is related to (household, branch, employer, contact person, possible match), most probable first, as a JSON array;
   a retired id stands for the identity that it became. since 0.1.0 */
SCV_CAPI int32_t scv_hub_relations(scv_hub* hub, int64_t id, scv_buf* relations, scv_error** error);

/* A customer's contacts in order of time as JSON, with conversations, cases, promises and what waits; an empty buffer for an id that
   is not in use. `now` is RFC 3339, of the service's time zone where it names none; empty: the clock's. SCV_INVALID_ARGUMENT. Cost:
   the customer's contacts. since 0.1.0 */
SCV_CAPI int32_t scv_hub_timeline(scv_hub* hub, int64_t id, const char* now, size_t now_size, scv_buf* timeline,
                                  scv_error** error);

/* The same in short, as JSON: what to know before one speaks to the customer. since 0.1.0 */
SCV_CAPI int32_t scv_hub_brief(scv_hub* hub, int64_t id, const char* now, size_t now_size, scv_buf* brief,
                               scv_error** error);

/* Whom the firm owes what, over all customers and channels, by due time, as a JSON array. `options` may be NULL.
   SCV_INVALID_ARGUMENT. Cost: the answers. since 0.1.0 */
SCV_CAPI int32_t scv_hub_waiting(scv_hub* hub, const scv_waiting_options* options, scv_buf* waiting, scv_error** error);

/* Cases that are open, over all customers, the oldest first, as a JSON array. `options` may be NULL. SCV_INVALID_ARGUMENT. Cost: all
   contacts. since 0.1.0 */
SCV_CAPI int32_t scv_hub_cases(scv_hub* hub, const scv_cases_options* options, scv_buf* cases, scv_error** error);

/* What contacts say about the service, counted over all customers, as a JSON array with a row for each value of the dimension: "all",
   "month", "channel", "reason", "team" or "product"; empty: "all". Two or more, separated by commas, give an object with such
   an array under each one's name. `now` as in scv_hub_timeline. SCV_INVALID_ARGUMENT. Cost: all contacts, once. since 0.1.0 */
SCV_CAPI int32_t scv_hub_report(scv_hub* hub, const char* dimension, size_t dimension_size, const char* now,
                                size_t now_size, scv_buf* report, scv_error** error);

/* The contacts that one figure of a report's row counts, by customer, as a JSON array: `figure` is the name that the row has it
   under, such as "failure_contacts", `value` the row's. SCV_INVALID_ARGUMENT. Cost: all contacts. since 0.1.0 */
SCV_CAPI int32_t scv_hub_report_contacts(scv_hub* hub, const char* figure, size_t figure_size, const char* dimension,
                                         size_t dimension_size, const char* value, size_t value_size, const char* now,
                                         size_t now_size, scv_buf* contacts, scv_error** error);

/* Service hours, rules and who takes cases, as JSON (docs/service.md); what is not named is as shipped. All contacts are told anew.
   SCV_PARSE, SCV_INVALID_ARGUMENT with the member that is wrong. Linear in the contacts. since 0.1.0 */
SCV_CAPI int32_t scv_hub_set_service(scv_hub* hub, const char* service, size_t service_size, scv_error** error);

/* What scv_hub_set_service was given last; "{}" where it was not. since 0.1.0 */
SCV_CAPI int32_t scv_hub_service(scv_hub* hub, scv_buf* service, scv_error** error);

/* The stored models, newest first, as a JSON array. since 0.1.0 */
SCV_CAPI int32_t scv_hub_models(scv_hub* hub, scv_buf* models, scv_error** error);

/* A stored model as JSON. SCV_NOT_FOUND. since 0.1.0 */
SCV_CAPI int32_t scv_hub_model_version(scv_hub* hub, int64_t version, scv_buf* model, scv_error** error);

/* Fits a new model to today's records, people's decisions being labels, and stores it beside the active one, which stays active.
   `version` (may be NULL) receives its number. Linear. since 0.1.0 */
SCV_CAPI int32_t scv_hub_retrain(scv_hub* hub, int64_t* version, scv_error** error);

/* What scv_hub_activate would change, as JSON; nothing is changed. since 0.1.0 */
SCV_CAPI int32_t scv_hub_preview_model(scv_hub* hub, int64_t version, scv_buf* preview, scv_error** error);

/* Decides everything anew under a stored model, in one transaction; activating the one before is the way back. SCV_NOT_FOUND.
   Costs as much as a load of all records. since 0.1.0 */
SCV_CAPI int32_t scv_hub_activate(scv_hub* hub, int64_t version, scv_error** error);

/* How far the active model's statistics are from today's records, as JSON. Linear. since 0.1.0 */
SCV_CAPI int32_t scv_hub_drift(scv_hub* hub, scv_buf* drift, scv_error** error);

/* A text that is equal for equal partitions of records into identities. since 0.1.0 */
SCV_CAPI int32_t scv_hub_digest(scv_hub* hub, scv_buf* digest, scv_error** error);

/* How much the hub holds, as JSON. since 0.1.0 */
SCV_CAPI int32_t scv_hub_stats(scv_hub* hub, scv_buf* stats, scv_error** error);

/* Looks whether the hub's file is whole, and gives a report as JSON: "ok" and each problem with its place. Changes nothing, and runs
   beside readers and writers. What is damaged is in the report; SCV_IO where the file cannot be read. `progress` and `free_user`
   may be NULL. Costs as much as a load of all records. since 0.1.0 */
SCV_CAPI int32_t scv_hub_check(scv_hub* hub, scv_progress_fn progress, void* user, scv_free_fn free_user,
                               scv_buf* report, scv_error** error);

/* Writes the hub as it is now into a new file while others use it. `progress` and `free_user` may be NULL. SCV_CONFLICT where the
   file exists, SCV_IO. since 0.1.0 */
SCV_CAPI int32_t scv_hub_backup(scv_hub* hub, const char* path, size_t path_size, scv_progress_fn progress, void* user,
                                scv_free_fn free_user, scv_error** error);

/* An empty batch for a hub, freed with scv_batch_free: for hosts that hand records over one by one and load them at once.
   since 0.1.0 */
SCV_CAPI int32_t scv_batch_new(scv_hub* hub, scv_batch** batch, scv_error** error);

/* Adds one record (a JSON object). One that cannot be read is SCV_OK too: it becomes a reject when the batch is loaded, and its
   index is the number of records added before it. since 0.1.0 */
SCV_CAPI int32_t scv_batch_add(scv_batch* batch, const char* record, size_t record_size, scv_error** error);

/* The number of records added since the batch was made or loaded; 0 for NULL. since 0.1.0 */
SCV_CAPI uint64_t scv_batch_size(const scv_batch* batch);

/* Loads the batch as scv_hub_load_records does, and empties it; after a failure it is as it was. since 0.1.0 */
SCV_CAPI int32_t scv_batch_load(scv_batch* batch, const scv_load_options* options, scv_buf* report, scv_error** error);

/* Frees a batch with what was not loaded; NULL does nothing. since 0.1.0 */
SCV_CAPI void scv_batch_free(scv_batch* batch);

/* What libscv recognises in a file, and why, as JSON with the mapping that options.mapping takes. Bounded cost.
   SCV_NOT_FOUND, SCV_IO, SCV_UNSUPPORTED, SCV_PARSE. since 0.1.0 */
SCV_CAPI int32_t scv_inspect(const char* path, size_t path_size, const scv_load_options* options, scv_buf* inspection,
                             scv_error** error);

/* Writes each row of the input files, with its identity and match weight, to `output` ("-" is standard output); no hub is left
   behind. `report` may be NULL. Linear. since 0.1.0 */
SCV_CAPI int32_t scv_dedupe(const scv_str* inputs, size_t input_count, const char* output, size_t output_size,
                            const scv_dedupe_options* options, scv_buf* report, scv_error** error);

/* What matching sees in the input files, and what it makes of it, as JSON: columns, blocking keys, the model. Writes nothing;
   costs as much as scv_dedupe. since 0.1.0 */
SCV_CAPI int32_t scv_profile(const scv_str* inputs, size_t input_count, const scv_dedupe_options* options,
                             scv_buf* report, scv_error** error);

/* Why two records (a JSON object each; source and id may be left out) are, or are not, one customer by the model alone, as JSON.
   SCV_PARSE. since 0.1.0 */
SCV_CAPI int32_t scv_compare(const char* left, size_t left_size, const char* right, size_t right_size,
                             const scv_compare_options* options, scv_buf* why, scv_error** error);

/* Matches the input files as scv_dedupe does and measures the identities against a truth (a table with id and cluster), as JSON.
   SCV_INVALID_ARGUMENT where truth and inputs do not fit, with the place. Cost: that of two dedupes, and of the curve.
   since 0.1.0 */
SCV_CAPI int32_t scv_evaluate(const char* truth, size_t truth_size, const scv_str* inputs, size_t input_count,
                              const scv_evaluate_options* options, scv_buf* report, scv_error** error);

/* Measures identities that exist: tables with id and identity. As scv_evaluate, but linear. since 0.1.0 */
SCV_CAPI int32_t scv_evaluate_result(const char* truth, size_t truth_size, const scv_str* results, size_t result_count,
                                     const scv_evaluate_options* options, scv_buf* report, scv_error** error);

#ifdef __cplusplus
}
#endif

#endif
