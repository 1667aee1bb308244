#include "store/sqlite.hpp"

namespace scv::store {
namespace {

ErrorCode code_of(int result) noexcept {
  if (result == SQLITE_READONLY_ROLLBACK) return ErrorCode::conflict;
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  // the lock of the log could not be had, again and again
      return ErrorCode::busy;
    case SQLITE_INTERRUPT:
      return ErrorCode::cancelled;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return ErrorCode::not_a_hub;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return ErrorCode::io;
    case SQLITE_NOMEM:
      return ErrorCode::out_of_memory;
    default:
      return ErrorCode::database;
  }
}

const char* advice_of(int result) noexcept {
  if (result == SQLITE_READONLY_ROLLBACK)
    return "a load was cut off; open the hub once for writing, which takes it back";
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return "someone else holds the hub; try again, or raise busy_timeout_ms";
    case SQLITE_INTERRUPT:
      return "cancelled";
    case SQLITE_NOTADB:
      return "this file is no hub";
    case SQLITE_CORRUPT:
      return "the hub file is damaged; restore it from a copy";
    case SQLITE_CANTOPEN:
      return "cannot open the file; check the folder and its permissions";
    case SQLITE_FULL:
      return "the disk is full; nothing of this change was stored";
    case SQLITE_READONLY:
      return "the hub cannot be written; check permissions, or whether it was opened read-only";
    default:
      return nullptr;
  }
}

/// SQLite counts the bytes that all connections of the process have, behind one mutex: readers would wait for the writer there, a
/// hundred times a call. Nothing happens where the process has begun with SQLite: who wants its counts calls
/// sqlite3_initialize() before opening a hub.
void count_no_memory() noexcept {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

}  // namespace

Error sqlite_error(sqlite3* connection, int result, const std::string& path, const char* doing) {
  std::string message = doing;
  if (const char* advice = advice_of(result)) message.append(": ").append(advice);
  message.append(" (SQLite: ").append(connection ? sqlite3_errmsg(connection) : sqlite3_errstr(result)).append(")");
  return Error(code_of(result), message, Place{.file = path, .record = {}});
}

Connection::Connection(const std::string& path, int flags) : path_(path) {
  count_no_memory();
  const int result = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
  if (result != SQLITE_OK) {
    const Error error = sqlite_error(handle_, result, path_, "opening the hub");
    sqlite3_close_v2(handle_);
    throw error;
  }
  sqlite3_extended_result_codes(handle_, 1);
}

void Connection::execute(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result, "using the hub");
}

std::int64_t Connection::number(const char* sql) {
  const Statement statement = prepare(*this, sql);
  Query query(*this, statement.get());
  return query.next() ? query.integer(0) : 0;
}

std::string Connection::text(const char* sql) {
  const Statement statement = prepare(*this, sql);
  Query query(*this, statement.get());
  std::string result = query.next() ? std::string(query.text(0)) : std::string();
  // A pragma that changes the file does so in its last step, and may fail there.
  while (query.next()) {
  }
  return result;
}

Statement prepare(Connection& connection, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) connection.fail(result, "reading the hub's schema");
  return Statement(statement);
}

std::string many_rows(std::string_view head, std::size_t columns, std::size_t rows, std::string_view tail) {
  std::string row = "(?";
  for (std::size_t i = 1; i < columns; ++i) row += ", ?";
  row += ")";
  std::string text(head);
  for (std::size_t i = 0; i < rows; ++i) text.append(i == 0 ? " " : ", ").append(row);
  return text.append(" ").append(tail);
}

bool Query::next() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) connection_.fail(result, "using the hub");
  return false;
}

std::string_view Query::text(int column) const noexcept {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes ? std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size)) : std::string_view();
}

void Query::bind(int index, std::int64_t value) {
  if (const int result = sqlite3_bind_int64(statement_, index, value)) connection_.fail(result, "using the hub");
}

void Query::bind(int index, double value) {
  if (const int result = sqlite3_bind_double(statement_, index, value)) connection_.fail(result, "using the hub");
}

void Query::bind(int index, std::string_view value) {
  const char* text = value.empty() ? "" : value.data();
  if (const int result = sqlite3_bind_text64(statement_, index, text, value.size(), SQLITE_STATIC, SQLITE_UTF8)) {
    connection_.fail(result, "a value is too large for the hub");
  }
}

void Query::bind(int index, std::span<const char> value) {
  const char* bytes = value.empty() ? "" : value.data();
  if (const int result = sqlite3_bind_blob64(statement_, index, bytes, value.size(), SQLITE_STATIC)) {
    connection_.fail(result, "a value is too large for the hub");
  }
}

void Query::bind(int index, std::optional<std::int64_t> value) {
  if (value) return bind(index, *value);
  if (const int result = sqlite3_bind_null(statement_, index)) connection_.fail(result, "using the hub");
}

}  // namespace scv::store
