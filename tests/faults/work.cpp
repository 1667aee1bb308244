#include "work.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "../property/random_people.hpp"

namespace scv::test {
namespace {

RecordKey key_of(const Record& record) { return {record.source, record.id}; }

void expect_whole(const Hub& hub) {
  const CheckReport report = hub.check();
  for (const Problem& problem : report.problems) FAIL_CHECK(to_string(problem));
}

/// Where faults happen, doctest's checks are not to be trusted.
void need(bool condition) {
  if (!condition) throw std::logic_error("the answer is wrong");
}

}  // namespace

long next_point(long n) {
  static const bool all = [] {
    const char* text = std::getenv("SCV_FAULTS");
    return text != nullptr && std::strcmp(text, "all") == 0;
  }();
  return all || n < 6 ? n + 1 : n + n / 3;
}

HubOptions Scene::options() const {
  HubOptions options;
  options.threads = 1;
  options.busy_timeout_ms = 0;
  return options;
}

std::string Scene::state(const Hub& hub) {
  std::string state = hub.digest() + " " + std::to_string(hub.newest_change());
  for (const ModelInfo& model : hub.models()) state += (model.active ? " *" : " ") + std::to_string(model.version);
  const HubStats stats = hub.stats();
  return state + " " + std::to_string(stats.records) + " " + std::to_string(stats.interactions);
}

Scene::Scene() {
  std::string name = (std::filesystem::temp_directory_path() / "scv_faults_XXXXXX").string();
  folder_ = mkdtemp(name.data());
  const std::vector<Record> records = People(scv::test::seed(), {12, 20}).records;
  const Record added = records.back();
  Record replaced = records[3];
  replaced.attributes = records[7].attributes;
  const Decision decided{
      .left = key_of(records[0]), .right = key_of(records[6]), .verdict = Verdict::same, .by = "anna"};
  const Decision taken{.left = key_of(records[1]), .right = key_of(records[9]), .verdict = Verdict::same, .by = "anna"};
  const std::vector<Record> more = People(scv::test::seed() + 1, {6, 20}).records;
  Interaction call{.source = "phone", .id = "1", .channel = Channel::call};
  call.participants = {
      {.role = Role::from, .kind = ContactPointKind::phone, .value = "0351 1234567", .name = "Anna Vogel"}};
  {
    Hub hub((folder_ / "before.scv").string(), options());
    for (std::size_t i = 0; i + 1 < records.size(); ++i) hub.put(records[i]);
    hub.decide(taken);
    hub.retrain();
    before_ = state(hub);
  }
  works_ = {
      {"put", [=](Hub& hub) { hub.put(added); }},
      {"replace", [=](Hub& hub) { hub.put(replaced); }},
      {"remove", [=](Hub& hub) { hub.remove(records[2].source, records[2].id); }},
      {"put an interaction", [=](Hub& hub) { hub.put(call); }},
      {"decide", [=](Hub& hub) { hub.decide(decided); }},
      {"undecide", [=](Hub& hub) { hub.undecide(taken.left, taken.right); }},
      {"load", [=](Hub& hub) { hub.load(more); }},
      {"retrain",
       [](Hub& hub) {
         if (hub.models().size() < 3) hub.retrain();
       },
       true},
      {"activate", [](Hub& hub) { hub.activate(hub.models()[0].version); }, true},
      {"preview", [=](Hub& hub) { hub.preview(decided); }, false},
      {"find", [=](Hub& hub) { need(!hub.find(added).empty()); }, false},
      {"identity",
       [=](Hub& hub) { need(hub.identity(*hub.identity_of(records[0].source, records[0].id)).has_value()); }, false},
      {"review", [](Hub& hub) { hub.review(); }, false},
      {"check",
       [](Hub& hub) {
         const CheckReport report = hub.check();
         if (!report.ok()) throw std::logic_error(to_string(report.problems[0]));
       },
       false},
      {"backup", [to = other()](Hub& hub) { hub.backup(to); }, false},
  };
  for (const Work& work : works_) {
    Hub hub(copy(), options());
    work.run(hub);
    after_.push_back(state(hub));
    CHECK((after_.back() != before_) == work.changes);
  }
}

Scene::~Scene() { std::filesystem::remove_all(folder_); }

std::string Scene::copy() {
  const std::string path = (folder_ / "hub.scv").string();
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  std::filesystem::remove(other());
  std::filesystem::copy_file(folder_ / "before.scv", path);
  return path;
}

void Scene::check_after_failure(Hub& hub, const std::string& path, std::size_t work) {
  expect_whole(hub);
  const std::string now = state(hub);
  CHECK((now == before_ || now == after_[work]));
  CHECK_FALSE(std::filesystem::exists(other()));
  CHECK_FALSE(std::filesystem::exists(other() + ".partial"));
  works_[work].run(hub);
  check_after_success(hub, path, work);
}

void Scene::check_after_success(Hub& hub, const std::string& path, std::size_t work) {
  CHECK(state(hub) == after_[work]);
  if (std::filesystem::exists(other())) {
    const Hub copied(other(), {.read_only = true});
    expect_whole(copied);
    CHECK(state(copied) == before_);
    std::filesystem::remove(other());
  }
  const Hub again(path, {.threads = 1});
  expect_whole(again);
  CHECK(state(again) == after_[work]);
}

}  // namespace scv::test
