// Measures promises and signatures on the labelled messages of tests/data/contact.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "contact/promises.hpp"
#include "contact/senders.hpp"
#include "scv/interaction.hpp"
#include "scv/record.hpp"
#include "types/json_text.hpp"

namespace json = scv::types::json;
using scv::Field;
using scv::contact::ServiceHours;

namespace {

struct Labelled {
  std::string id, direction, time, text;
  std::vector<std::string> promises;
  std::map<std::string, std::string> signature;
};

std::vector<Labelled> read(const char* name) {
  const char* root = std::getenv("SCV_SOURCE_DIR");
  std::ifstream file(std::string(root != nullptr ? root : ".") + "/tests/data/contact/" + name);
  std::vector<Labelled> messages;
  for (std::string line; std::getline(file, line);) {
    Labelled message;
    json::for_each_member(json::parse(line), [&](const std::string& member, std::string_view value) {
      if (member == "id") message.id = json::string(value);
      if (member == "direction") message.direction = json::string(value);
      if (member == "time") message.time = json::string(value);
      if (member == "text") message.text = json::string(value);
      if (member == "promises")
        json::for_each_element(value, [&](std::string_view one) { message.promises.push_back(json::string(one)); });
      if (member == "signature") {
        json::for_each_member(value, [&](const std::string& field, std::string_view one) {
          message.signature[field] = json::string(one);
        });
      }
    });
    messages.push_back(std::move(message));
  }
  return messages;
}

struct Score {
  int right = 0, found = 0, labelled = 0;
  double precision() const { return found == 0 ? 0 : static_cast<double>(right) / found; }
  double recall() const { return labelled == 0 ? 0 : static_cast<double>(right) / labelled; }
};

/// Only of the half that patterns may be tuned on, and only when asked for.
bool shows_misses(const char* file) {
  return std::getenv("SCV_SHOW_MISSES") != nullptr && std::string_view(file) == "development.jsonl";
}

Score promises(const char* file) {
  const ServiceHours hours = ServiceHours::from_json(
      R"({"time_zone":"Europe/Berlin","hours":{"mon":["09:00-18:00"],"tue":["09:00-18:00"],"wed":["09:00-18:00"],
          "thu":["09:00-18:00"],"fri":["09:00-18:00"]}})");
  Score score;
  for (const Labelled& message : read(file)) {
    if (message.direction != "outbound") continue;
    std::vector<std::int64_t> due;
    for (const std::string& label : message.promises) {
      const std::int64_t local = scv::base::parse_rfc3339(label)->unix_ms;
      const std::int64_t day = local / 86'400'000;
      due.push_back(label.size() == 10 ? hours.end_of_day(day) : hours.zone().from_local(local));
    }
    const auto found = scv::contact::PromiseRules::shipped().find(
        message.text, scv::base::parse_rfc3339(message.time)->unix_ms, hours);
    int right = 0;
    for (const auto& promise : found) right += std::count(due.begin(), due.end(), promise.due_ms) > 0;
    if (shows_misses(file) && (right != static_cast<int>(due.size()) || found.size() != due.size())) {
      std::string told;
      for (const auto& promise : found)
        told += "\n   found " + scv::base::format_rfc3339({promise.due_ms, 60}) + " in: " + promise.text;
      for (const std::string& label : message.promises) told += "\n   label " + label;
      MESSAGE(message.id << " sent " << message.time << told << "\n" << message.text);
    }
    score.right += right;
    score.found += static_cast<int>(found.size());
    score.labelled += static_cast<int>(due.size());
  }
  return score;
}

Score signatures(const char* file) {
  Score score;
  for (const Labelled& message : read(file)) {
    std::map<std::string, std::string> found;
    for (const scv::Attribute& a : scv::contact::signature(message.text)) {
      const bool fax = a.field == Field::phone && a.type == "fax";
      const bool labelled = a.field == Field::name || a.field == Field::phone || a.field == Field::organization ||
                            a.field == Field::street || a.field == Field::postal_code || a.field == Field::city;
      if (labelled && !fax) found.try_emplace(std::string(to_string(a.field)), a.value);
    }
    int right = 0;
    for (const auto& [field, value] : found) {
      const auto label = message.signature.find(field);
      right += label != message.signature.end() && label->second == value;
    }
    if (shows_misses(file) && (right != static_cast<int>(found.size()) || found.size() != message.signature.size())) {
      std::string told;
      for (const auto& [field, value] : found) told += "\n   found " + field + "=" + value;
      for (const auto& [field, value] : message.signature) told += "\n   label " + field + "=" + value;
      MESSAGE(message.id << told << "\n" << message.text);
    }
    score.right += right;
    score.found += static_cast<int>(found.size());
    score.labelled += static_cast<int>(message.signature.size());
  }
  return score;
}

void check(const char* what, const char* file, const Score& score) {
  const std::string told = std::string(what) + ", " + file + ": precision " + std::to_string(score.precision()) +
                           ", recall " + std::to_string(score.recall()) + " (" + std::to_string(score.right) +
                           " right, " + std::to_string(score.found) + " found, " + std::to_string(score.labelled) +
                           " labelled)";
  MESSAGE(told);
  CHECK(score.labelled > 50);
  CHECK(score.precision() >= 0.95);
  CHECK(score.recall() >= 0.7);
}

}  // namespace

TEST_CASE("labelled: promises, precision at least 0.95 at recall of at least 0.7") {
  for (const char* file : {"development.jsonl", "held_out.jsonl"}) check("promises", file, promises(file));
}

TEST_CASE("labelled: signatures, precision at least 0.95 at recall of at least 0.7") {
  for (const char* file : {"development.jsonl", "held_out.jsonl"}) check("signatures", file, signatures(file));
}
