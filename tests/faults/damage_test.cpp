// A hub's file with damage anywhere: nothing crashes or hangs; a call gives the right answer or an error that names the file, and
// where an answer is not what it was, check says that the file is damaged. SCV_DAMAGES says how many files.

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "../property/random_people.hpp"
#include "../unit/support/folder.hpp"
#include "scv/hub.hpp"

namespace {

using scv::Error;
using scv::ErrorCode;
using scv::Hub;
using scv::IdentityId;
using scv::Record;
using scv::test::Folder;
using scv::test::People;
using scv::test::Random;

constexpr std::size_t kPage = 4096;

std::size_t damages() {
  const char* text = std::getenv("SCV_DAMAGES");
  return text ? std::strtoull(text, nullptr, 10) : 200;
}

std::vector<Record> people() { return People(scv::test::seed(), {40, 30}).records; }

void fill(const std::string& path) {
  const std::vector<Record> records = people();
  Hub hub(path, {.threads = 1});
  hub.load(std::span(records).first(records.size() / 2));
  for (const Record& record : std::span(records).subspan(records.size() / 2)) hub.put(record);
  for (int i = 0; i < 5; ++i) {
    scv::Interaction call{.source = "phone", .id = std::to_string(i), .channel = scv::Channel::call};
    call.participants = {
        {.role = scv::Role::from, .kind = scv::ContactPointKind::phone, .value = "0351 456789" + std::to_string(i)}};
    hub.put(call);
  }
  const auto key = [&](std::size_t i) { return scv::RecordKey{records[i].source, records[i].id}; };
  hub.decide({.left = key(0), .right = key(9), .verdict = scv::Verdict::same});
  hub.decide({.left = key(3), .right = key(12), .verdict = scv::Verdict::not_same});
}

std::string damaged(std::string bytes, Random& random) {
  const std::size_t pages = bytes.size() / kPage;
  switch (random.below(6)) {
    case 0:
      bytes.resize(random.below(bytes.size()));
      break;
    case 1:
      bytes.replace(random.below(pages) * kPage, kPage, kPage, '\0');
      break;
    case 2:
      bytes.replace(random.below(pages) * kPage, kPage, bytes.substr(random.below(pages) * kPage, kPage));
      break;
    case 3: {
      const std::size_t begin = random.below(bytes.size() - 512);
      for (std::size_t i = begin; i < begin + 512; ++i) bytes[i] = static_cast<char>(random.next());
      break;
    }
    default:
      for (std::size_t i = 1 + random.below(8); i > 0; --i) {
        bytes[random.below(bytes.size())] ^= static_cast<char>(1u << random.below(8));
      }
  }
  return bytes;
}

/// What a call gives, as text; "error" where it throws one that is as it should be.
std::string answer(const std::string& path, const std::function<std::string()>& call) {
  try {
    return call();
  } catch (const Error& error) {
    INFO(error.what());
    const bool fits = error.code() == ErrorCode::not_a_hub || error.code() == ErrorCode::io ||
                      error.code() == ErrorCode::database || error.code() == ErrorCode::newer_schema ||
                      error.code() == ErrorCode::not_found || error.code() == ErrorCode::parse;
    CHECK(fits);
    if (error.code() == ErrorCode::not_a_hub || error.code() == ErrorCode::io) CHECK(error.place().file == path);
    return "error";
  }
}

std::vector<std::function<std::string(const Hub&)>> questions() {
  std::vector<std::function<std::string(const Hub&)>> all;
  const std::vector<Record> records = people();
  for (std::size_t i = 0; i < records.size(); i += 5) {
    const Record record = records[i];
    all.push_back([=](const Hub& hub) {
      const auto got = hub.get(record.source, record.id);
      return got ? to_json(*got) : std::string();
    });
    all.push_back([=](const Hub& hub) {
      const auto id = hub.identity_of(record.source, record.id);
      const auto identity = id ? hub.identity(*id) : std::nullopt;
      return identity ? to_json(*identity) : std::string();
    });
    all.push_back([=](const Hub& hub) { return scv::to_json(std::span<const scv::Found>(hub.find(record))); });
  }
  all.push_back([](const Hub& hub) { return hub.digest(); });
  all.push_back([](const Hub& hub) { return to_json(hub.stats()); });
  all.push_back([](const Hub& hub) { return hub.model(); });
  all.push_back([](const Hub& hub) {
    std::string text;
    for (const scv::IdentityChange& change : hub.changes(0, 100'000)) text += to_json(change);
    return text;
  });
  all.push_back([](const Hub& hub) {
    std::string text;
    for (const scv::Doubt& doubt : hub.review()) text += to_json(doubt);
    return text;
  });
  all.push_back([](const Hub& hub) {
    std::string text;
    for (IdentityId id = 1; id < 20; ++id) {
      for (const scv::Relation& relation : hub.relations(id)) text += to_json(relation);
      for (const IdentityId today : hub.identity_at(id)) text += std::to_string(today) + " ";
    }
    return text;
  });
  all.push_back([](const Hub& hub) {
    std::string text;
    for (const scv::WaitingEntry& entry : hub.waiting({.now = "2026-04-01T10:00:00Z"})) text += to_json(entry);
    for (IdentityId id = 1; id < 20; ++id) {
      if (const auto timeline = hub.timeline(id, "2026-04-01T10:00:00Z")) text += to_json(*timeline);
    }
    return text;
  });
  all.push_back([](const Hub& hub) {
    std::string text;
    hub.write(scv::ExportFormat::jsonl, [&](std::string_view piece) { text += piece; });
    return text;
  });
  return all;
}

}  // namespace

TEST_CASE("a damaged file gives right answers or errors, and check tells") {
  const std::uint64_t seed = scv::test::seed() + 700;
  MESSAGE("seed " << seed << ", " << damages() << " files");
  Random random(seed);
  const Folder folder;
  fill(folder / "whole.scv");
  const std::string whole = folder.read("whole.scv");
  REQUIRE(whole.size() > 30 * kPage);
  const auto asked = questions();
  std::vector<std::string> right;
  {
    const Hub hub(folder / "whole.scv", {.threads = 1});
    for (const auto& ask : asked) right.push_back(ask(hub));
  }
  std::map<std::string, std::size_t> outcomes;
  for (std::size_t i = 0; i < damages(); ++i) {
    INFO("file " << i);
    const std::string path = folder.write("damaged.scv", damaged(whole, random));
    const auto remove_logs = [&] {
      for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(path + end);
    };
    remove_logs();
    std::unique_ptr<Hub> hub;
    const std::string opened = answer(path, [&] {
      hub = std::make_unique<Hub>(path, scv::HubOptions{.create = false, .threads = 1});
      return "";
    });
    if (!hub) {
      ++outcomes["not opened"];
      CHECK(opened == "error");
      continue;
    }
    std::size_t wrong = 0, errors = 0;
    for (std::size_t k = 0; k < asked.size(); ++k) {
      const std::string text = answer(path, [&] { return asked[k](*hub); });
      if (text == "error") {
        ++errors;
      } else if (text != right[k]) {
        ++wrong;
      }
    }
    bool problems = true;
    answer(path, [&] {
      problems = !hub->check().ok();
      return "";
    });
    CAPTURE(wrong);
    CAPTURE(errors);
    if (wrong != 0 || errors != 0) CHECK(problems);
    ++outcomes[wrong != 0    ? "wrong answers, told by check"
               : errors != 0 ? "errors"
               : problems    ? "found by check alone"
                             : "harmless"];
    // Writing must not crash or hang, either.
    answer(path, [&] {
      Record record{.source = "crm", .id = "new"};
      record.attributes = people()[4].attributes;
      hub->put(record);
      return "";
    });
    answer(path, [&] { return hub->remove(people()[6].source, people()[6].id) ? "" : "gone"; });
    answer(path, [&] {
      hub->load(People(seed, {10, 30}).records);
      return "";
    });
  }
  for (const auto& [outcome, count] : outcomes) MESSAGE(outcome << ": " << count);
}
