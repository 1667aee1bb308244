#pragma once

// Processes of a test that are killed, and what they reported until then.

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace scv::test {

inline void sleep_us(long us) {
  const timespec time{us / 1000000, (us % 1000000) * 1000};
  nanosleep(&time, nullptr);
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "scv_crash_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string hub() const { return (path_ / "hub.scv").string(); }

 private:
  std::filesystem::path path_;
};

struct Child {
  pid_t pid = 0;
  int output = -1;
};

/// What the parent gave to this process.
inline std::string given(const std::string& name) {
  const char* text = std::getenv(("SCV_CRASH_" + name).c_str());
  return text ? text : "";
}

/// This program again, running one of the skipped cases as its own process; it is killed by SIGKILL.
inline Child start(const std::string& test_case, const std::map<std::string, std::string>& gives) {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const std::string filter = "--test-case=" + test_case;
  const Child child{fork(), ends[0]};
  REQUIRE(child.pid >= 0);
  if (child.pid == 0) {
    for (const auto& [name, value] : gives) setenv(("SCV_CRASH_" + name).c_str(), value.c_str(), 1);
    dup2(ends[1], 3);
    execl("/proc/self/exe", "test_crash", "--no-skip", filter.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  return child;
}

/// For the child: a line to the parent.
inline void acknowledge(const std::string& text) {
  const std::string line = text + "\n";
  if (write(3, line.data(), line.size()) < 0) std::abort();
}

/// Reads what the child reports until it ends, with `each` called after each line. Gives what waitpid() says of it.
template <typename Each>
int read_until_end(const Child& child, std::vector<std::string>& reported, const Each& each) {
  std::string line;
  char c;
  while (read(child.output, &c, 1) == 1) {
    if (c != '\n') {
      line += c;
      continue;
    }
    reported.push_back(line);
    line.clear();
    each();
  }
  close(child.output);
  int status = 0;
  waitpid(child.pid, &status, 0);
  return status;
}

/// Kills the child `us` after it has reported `lines` lines. Gives all lines.
inline std::vector<std::string> kill_after_us(const Child& child, std::size_t lines, long us) {
  std::vector<std::string> reported;
  bool killed = false;
  const auto kill_when_due = [&] {
    if (killed || reported.size() < lines) return;
    sleep_us(us);
    kill(child.pid, SIGKILL);
    killed = true;
  };
  kill_when_due();
  CHECK(WIFSIGNALED(read_until_end(child, reported, kill_when_due)));
  CHECK(killed);
  return reported;
}
inline std::vector<std::string> kill_after(const Child& child, std::size_t lines, long ms) {
  return kill_after_us(child, lines, ms * 1000);
}

}  // namespace scv::test
