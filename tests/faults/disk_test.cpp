// A disk that fails at any point of any work: the call ends with an error that says so, nothing of it is half done, and the hub goes
// on working.

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <optional>

#include "../property/random_people.hpp"
#include "fault_vfs.hpp"
#include "work.hpp"

namespace {

using scv::Error;
using scv::ErrorCode;
using scv::Hub;
using scv::test::Fault;
using scv::test::Scene;

constexpr Fault kFaults[] = {Fault::read, Fault::write, Fault::short_write, Fault::sync, Fault::truncate,
                             Fault::size, Fault::open,  Fault::remove,      Fault::lock, Fault::map};

void check_code(const Error& error, Fault fault, const std::string& path) {
  INFO(error.what());
  CHECK(error.code() == (fault == Fault::lock ? ErrorCode::busy : ErrorCode::io));
  CHECK(error.place().file.find(path.substr(0, path.rfind('/'))) == 0);
}

/// Runs `work` with a fault at its first call to the disk, its second, and so on, until none is met any more.
template <typename Run>
long at_every_point(Fault fault, bool for_good, const Run& run) {
  long points = 0;
  for (long n = 1;; n = scv::test::next_point(n)) {
    const std::string where =
        std::string(to_string(fault)) + (for_good ? " from call " : " at call ") + std::to_string(n);
    INFO(where);
    if (!run(n)) return points;
    ++points;
  }
}

}  // namespace

TEST_CASE("whatever the disk does, a hub is whole and goes on") {
  scv::test::use_faulty_disk();
  Scene scene;
  std::map<std::string_view, long> points;
  for (std::size_t i = 0; i < scene.works().size(); ++i) {
    const scv::test::Work& work = scene.works()[i];
    INFO(work.name);
    for (const Fault fault : kFaults) {
      for (const bool for_good : {false, true}) {
        points[work.name] += at_every_point(fault, for_good, [&](long n) {
          const std::string path = scene.copy();
          Hub hub(path, scene.options());
          scv::test::fail_at(fault, n, for_good);
          std::optional<Error> error;
          try {
            work.run(hub);
          } catch (const Error& e) {
            error = e;
          }
          const bool happened = scv::test::stop_failing();
          if (error) {
            CHECK(happened);
            check_code(*error, fault, path);
            scene.check_after_failure(hub, path, i);
          } else {
            scene.check_after_success(hub, path, i);
          }
          return happened;
        });
      }
    }
  }
  for (const auto& [name, count] : points) MESSAGE(name << ": " << count << " points");
}

TEST_CASE("whatever the disk does when a hub is opened, the file is whole") {
  scv::test::use_faulty_disk();
  Scene scene;
  long points = 0;
  for (const bool fresh : {false, true}) {
    for (const Fault fault : kFaults) {
      for (const bool for_good : {false, true}) {
        points += at_every_point(fault, for_good, [&](long n) {
          const std::string path = scene.copy();
          if (fresh) std::filesystem::remove(path);
          scv::test::fail_at(fault, n, for_good);
          std::optional<Error> error;
          try {
            const Hub hub(path, scene.options());
          } catch (const Error& e) {
            error = e;
          }
          const bool happened = scv::test::stop_failing();
          if (error) check_code(*error, fault, path);
          const Hub hub(path, scene.options());
          CHECK(hub.check().ok());
          if (!fresh) CHECK(Scene::state(hub) == scene.before());
          return happened;
        });
      }
    }
  }
  MESSAGE(points << " points");
}

TEST_CASE("whatever the disk does to a load without the log, the hub is empty or has it all") {
  scv::test::use_faulty_disk();
  Scene scene;
  const std::vector<scv::Record> records = scv::test::People(scv::test::seed(), {30, 10}).records;
  long points = 0;
  for (const Fault fault : kFaults) {
    for (const bool for_good : {false, true}) {
      points += at_every_point(fault, for_good, [&](long n) {
        const std::string path = scene.copy();
        std::filesystem::remove(path);
        bool happened = false;
        {
          Hub hub(path, scene.options());
          scv::test::fail_at(fault, n, for_good);
          std::optional<Error> error;
          try {
            hub.load(records, {.exclusive = true});
          } catch (const Error& e) {
            error = e;
          }
          happened = scv::test::stop_failing();
          if (error) check_code(*error, fault, path);
          const std::size_t stored = hub.stats().records;
          CHECK((stored == records.size() || (error && stored == 0)));
          CHECK(hub.check().ok());
          CHECK(hub.load(records).records_new == records.size() - stored);
        }
        const Hub again(path, scene.options());
        CHECK(again.stats().records == records.size());
        CHECK(again.check().ok());
        CHECK(!std::filesystem::exists(path + "-journal"));
        return happened;
      });
    }
  }
  MESSAGE(points << " points");
}
