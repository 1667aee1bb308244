#include "fault_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <csignal>
#include <cstring>

namespace scv::test {
namespace {

std::atomic<Fault> armed{Fault::none};
std::atomic<long> calls_left{0};
std::atomic<bool> for_ever{false}, happened{false};

/// Whether this call can be one's last. Writes behind one another are much alike: they count as one.
bool may_be_last(Fault fault) {
  static std::atomic<bool> writing{false};
  switch (fault) {
    case Fault::write:
      return !writing.exchange(true);
    case Fault::sync:
    case Fault::truncate:
    case Fault::open:
    case Fault::remove:
      writing = false;
      return true;
    default:
      return false;
  }
}

bool fails(Fault fault) {
  if (armed == Fault::death && may_be_last(fault) && --calls_left == 0) raise(SIGKILL);
  if (armed != fault) return false;
  const long left = --calls_left;
  if (left > 0 || (left < 0 && !for_ever)) return false;
  happened = true;
  return true;
}

struct File {
  sqlite3_file base;
  sqlite3_file* real;  ///< lies behind this
};
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  if (fails(Fault::read)) return SQLITE_IOERR_READ;
  return real(file)->pMethods->xRead(real(file), to, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  if (fails(Fault::write)) return SQLITE_IOERR_WRITE;
  if (fails(Fault::short_write)) {
    real(file)->pMethods->xWrite(real(file), from, size / 2, at);
    return SQLITE_FULL;
  }
  return real(file)->pMethods->xWrite(real(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (fails(Fault::truncate)) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int flags) {
  if (fails(Fault::sync)) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (fails(Fault::size)) return SQLITE_IOERR_FSTAT;
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int level) {
  if (fails(Fault::lock)) return SQLITE_BUSY;
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
int control(sqlite3_file* file, int what, void* value) {
  return real(file)->pMethods->xFileControl(real(file), what, value);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** to) {
  if (fails(Fault::map)) return SQLITE_IOERR_SHMMAP;
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, to);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  if ((flags & SQLITE_SHM_LOCK) != 0 && fails(Fault::lock)) return SQLITE_BUSY;
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

constexpr sqlite3_io_methods kMethods = {
    2,         close,      read,    write,       truncate,        sync,    file_size, lock,
    unlock,    check_lock, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,    nullptr,
};

sqlite3_vfs* disk = nullptr;  ///< the real one
sqlite3_vfs faulty;

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (fails(Fault::open)) return SQLITE_CANTOPEN;
  File* own = reinterpret_cast<File*>(file);
  own->real = reinterpret_cast<sqlite3_file*>(own + 1);
  std::memset(static_cast<void*>(own->real), 0, static_cast<std::size_t>(disk->szOsFile));
  const int result = disk->xOpen(disk, name, own->real, flags, out_flags);
  if (own->real->pMethods != nullptr) file->pMethods = &kMethods;
  return result;
}
int remove(sqlite3_vfs*, const char* name, int sync_folder) {
  if (fails(Fault::remove)) return SQLITE_IOERR_DELETE;
  return disk->xDelete(disk, name, sync_folder);
}

/// SQLite waits up to ten seconds for a lock of the log.
int sleep(sqlite3_vfs*, int microseconds) { return armed == Fault::lock ? 0 : disk->xSleep(disk, microseconds); }

}  // namespace

std::string_view to_string(Fault fault) {
  constexpr std::string_view kNames[] = {"none", "read", "write",  "short write", "sync", "truncate",
                                         "size", "open", "remove", "lock",        "map",  "death"};
  return kNames[static_cast<std::size_t>(fault)];
}

void use_faulty_disk() {
  if (disk != nullptr) return;
  disk = sqlite3_vfs_find(nullptr);
  faulty = *disk;
  faulty.zName = "faulty";
  faulty.szOsFile = static_cast<int>(sizeof(File)) + disk->szOsFile;
  faulty.pNext = nullptr;
  faulty.xOpen = open;
  faulty.xDelete = remove;
  faulty.xSleep = sleep;
  // The others take the real one, which tells files from its own appData.
  sqlite3_vfs_register(&faulty, 1);
}

void fail_at(Fault fault, long n, bool for_good) {
  happened = false;
  for_ever = for_good;
  calls_left = n;
  armed = fault;
}

bool stop_failing() {
  armed = Fault::none;
  return happened;
}

}  // namespace scv::test
