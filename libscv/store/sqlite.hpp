#pragma once

// SQLite's handles as C++ values, and its result codes as scv::Error.

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scv/error.hpp"

namespace scv::store {

/// The Error for a result code; the message names the file and says what to do.
[[nodiscard]] Error sqlite_error(sqlite3* connection, int result, const std::string& path, const char* doing);

/// A text that is bound as a BLOB.
inline std::span<const char> bytes(std::string_view text) noexcept { return {text.data(), text.size()}; }

class Connection {
 public:
  Connection(const std::string& path, int flags);
  ~Connection() { sqlite3_close_v2(handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const noexcept { return handle_; }
  const std::string& path() const noexcept { return path_; }
  void execute(const char* sql);
  /// The first column of the first row, 0 without one.
  std::int64_t number(const char* sql);
  std::string text(const char* sql);
  [[noreturn]] void fail(int result, const char* doing) const { throw sqlite_error(handle_, result, path_, doing); }

 private:
  sqlite3* handle_ = nullptr;
  std::string path_;
};

struct StatementDeleter {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementDeleter>;

Statement prepare(Connection& connection, std::string_view sql);

/// One run of a prepared statement: bound on construction, reset at the end. Bound text must live as long.
class Query {
 public:
  template <typename... Values>
  Query(Connection& connection, sqlite3_stmt* statement, const Values&... values)
      : connection_(connection), statement_(statement) {
    bind_next(values...);
  }
  ~Query() { sqlite3_reset(statement_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Binds what follows the values bound so far.
  template <typename... Values>
  void bind_next(const Values&... values) {
    (bind(++bound_, values), ...);
  }
  /// True if there is a row.
  bool next();
  /// For statements without rows.
  void run() {
    while (next()) {
    }
  }
  std::int64_t integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }
  double real(int column) const noexcept { return sqlite3_column_double(statement_, column); }
  bool null(int column) const noexcept { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  /// Text or bytes; valid until next().
  std::string_view text(int column) const noexcept;

 private:
  void bind(int index, std::int64_t value);
  void bind(int index, double value);
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, std::span<const char> value);
  void bind(int index, std::optional<std::int64_t> value);

  Connection& connection_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

/// Rows of one statement: what a statement costs beside its rows, as much as a row or two, is shared by so many.
inline constexpr std::size_t kRowsAtOnce = 32;
/// "<head> (?, ?), (?, ?) … <tail>".
std::string many_rows(std::string_view head, std::size_t columns, std::size_t rows, std::string_view tail = {});

/// Inserts `count` rows, kRowsAtOnce in a statement. `bind(query, i)` binds those of row i, which must live until it returns for
/// row i + kRowsAtOnce.
template <typename Bind>
void insert_rows(Connection& connection, std::string_view head, std::size_t columns, std::size_t count,
                 const Bind& bind) {
  Statement statement;
  for (std::size_t begin = 0; begin < count; begin += kRowsAtOnce) {
    const std::size_t rows = std::min(kRowsAtOnce, count - begin);
    if (!statement || rows < kRowsAtOnce) statement = prepare(connection, many_rows(head, columns, rows));
    Query query(connection, statement.get());
    for (std::size_t i = begin; i < begin + rows; ++i) bind(query, i);
    query.run();
  }
}

}  // namespace scv::store
