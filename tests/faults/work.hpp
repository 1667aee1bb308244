#pragma once

// What is done to a hub while faults happen, and what must be true of it afterwards.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scv/hub.hpp"

namespace scv::test {

/// One thing that is done to a hub, which may fail half-way.
struct Work {
  std::string_view name;
  std::function<void(Hub&)> run;
  bool changes = true;  ///< what the hub holds
};

/// A hub file that every work begins with, and what it holds before and after each.
class Scene {
 public:
  Scene();
  ~Scene();
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  const std::vector<Work>& works() const noexcept { return works_; }
  /// A new copy of the hub; the one before goes.
  std::string copy();
  /// Where a backup may go.
  std::string other() const { return (folder_ / "copy.scv").string(); }

  HubOptions options() const;
  /// Digest, feed and models: what a work is to leave.
  static std::string state(const Hub& hub);
  const std::string& before() const noexcept { return before_; }
  const std::string& after(std::size_t work) const { return after_[work]; }

  /// After a work that failed, on the hub that it failed on: it is whole, as before or as after; the same again succeeds, and a
  /// hub that is opened anew says the same.
  void check_after_failure(Hub& hub, const std::string& path, std::size_t work);
  /// After one that did not.
  void check_after_success(Hub& hub, const std::string& path, std::size_t work);

 private:
  std::filesystem::path folder_;
  std::vector<Work> works_;
  std::string before_;
  std::vector<std::string> after_;
};

/// Every n with SCV_FAULTS=all; else all small ones and ever fewer of the large.
long next_point(long n);

}  // namespace scv::test
