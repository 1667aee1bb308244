// A copy of a hub while it is in use, by SQLite's online backup.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace scv::store {
namespace {

constexpr int kPagesAtOnce = 1024;

struct BackupDeleter {
  void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
};

/// So that the file's name is on the disk, too.
void sync_folder(const std::filesystem::path& folder) noexcept {
  const int handle = open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return;
  fsync(handle);
  close(handle);
}

/// An empty file of our own.
void create(const std::string& path) {
  const int handle = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (handle >= 0) {
    close(handle);
    return;
  }
  const Place place{.file = path, .record = {}};
  if (errno == EEXIST) {
    throw Error(ErrorCode::conflict,
                "another backup is being written there, or one was cut off; if so, remove this file", place);
  }
  throw Error(ErrorCode::io, std::string("the backup cannot be written: ") + std::strerror(errno), place);
}

void copy(Connection& from, const std::string& path, const std::function<bool(const Progress&)>& progress) {
  Connection to(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX);
  to.execute("PRAGMA synchronous=FULL");
  const std::unique_ptr<sqlite3_backup, BackupDeleter> backup(
      sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
  if (!backup) to.fail(sqlite3_errcode(to.handle()), "copying the hub");
  for (;;) {
    const int result = sqlite3_backup_step(backup.get(), kPagesAtOnce);
    if (result != SQLITE_OK && result != SQLITE_DONE) {
      throw sqlite_error(nullptr, result, path, "copying the hub");
    }
    const auto pages = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
    const auto left = static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get()));
    if (progress && !progress({"copy", pages - left, pages, "pages"})) {
      throw Error(ErrorCode::cancelled, "the backup was cancelled; there is no copy");
    }
    if (result == SQLITE_DONE) break;
  }
}

}  // namespace

void Store::backup(const std::string& path, const std::function<bool(const Progress&)>& progress) {
  const Place place{.file = path, .record = {}};
  const auto refuse_existing = [&] {
    std::error_code failure;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, failure))) {
      throw Error(ErrorCode::conflict, "the file exists; name a new one for the backup", place);
    }
  };
  if (path.empty()) throw Error(ErrorCode::invalid_argument, "the backup needs the name of a file");
  refuse_existing();
  // Under its name there is never half a copy.
  const std::string partial = path + ".partial", journal = partial + "-journal";
  // Once it has its name nothing is to fail any more.
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  create(partial);
  try {
    copy(connection(), partial, progress);
    refuse_existing();
    if (rename(partial.c_str(), path.c_str()) != 0) {
      throw Error(ErrorCode::io, std::string("the backup cannot get its name: ") + std::strerror(errno), place);
    }
  } catch (...) {
    unlink(partial.c_str());
    unlink(journal.c_str());
    throw;
  }
  sync_folder(folder);
}

}  // namespace scv::store
