// Conversations and stories of real mailboxes: nothing is lost, nothing goes in circles, the order of arrival does not show.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "contact/cases.hpp"
#include "contact/threads.hpp"
#include "read/input.hpp"
#include "read/mail.hpp"
#include "scv/error.hpp"

namespace fs = std::filesystem;
using scv::types::ContactFacts;

namespace {

fs::path data_folder() {
  const char* set = std::getenv("SCV_DATA");
  return set != nullptr ? fs::path(set) : fs::path("../shared/data");
}

std::vector<scv::Interaction> mails_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<scv::Interaction> mails;
  for (const fs::path& file : files) {
    const bool box = file.string().find("mbox") != std::string::npos;
    scv::read::Options options;
    options.source = file.string();
    const auto reader = scv::read::open_mail(scv::read::ByteSource::open(file.string()), box ? "mbox" : "eml", options);
    scv::types::Batch batch;
    while (reader->next(batch)) mails.insert(mails.end(), batch.interactions.begin(), batch.interactions.end());
  }
  return mails;
}

/// Each message once, each node below its parent, no circle.
void check_forest(const scv::contact::ThreadForest& forest, std::size_t messages) {
  std::vector<unsigned> seen(messages, 0);
  std::size_t steps = 0;
  for (std::vector<std::uint32_t> open = forest.roots; !open.empty();) {
    const std::uint32_t n = open.back();
    open.pop_back();
    REQUIRE(++steps <= forest.nodes.size());
    const auto& node = forest.nodes[n];
    if (node.message != node.kNone) ++seen[node.message];
    for (const std::uint32_t child : node.children) CHECK(forest.nodes[child].parent == n);
    open.insert(open.end(), node.children.begin(), node.children.end());
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](unsigned times) { return times == 1; }));
}

std::vector<std::vector<std::string>> named(const std::vector<std::vector<std::uint32_t>>& sets,
                                            const std::vector<ContactFacts>& contacts) {
  std::vector<std::vector<std::string>> result;
  for (const auto& members : sets) {
    auto& names = result.emplace_back();
    for (const std::uint32_t i : members) names.push_back(contacts[i].source + "/" + contacts[i].id);
  }
  return result;
}

}  // namespace

TEST_CASE("property: threads and stories of sample mailboxes") {
  const scv::contact::Settings settings;
  const std::int64_t now = 1'800'000'000'000;
  for (const char* set : {"email_cpython", "email_mikel_mail", "email_mimekit", "email_stalwart"}) {
    const fs::path folder = data_folder() / set;
    if (!fs::exists(folder)) {
      std::cout << "skipped: " << folder << " is not there\n";
      continue;
    }
    CAPTURE(set);
    const std::vector<scv::Interaction> mails = mails_below(folder);
    REQUIRE(mails.size() > 20);
    // The same key can come from two messages of one box; a hub would keep the later.
    std::map<std::pair<std::string, std::string>, ContactFacts> by_key;
    for (scv::Interaction mail : mails) {
      mail.direction = by_key.size() % 2 == 0 ? scv::Direction::inbound : scv::Direction::outbound;
      ContactFacts facts = scv::contact::facts(mail, settings);
      by_key[{facts.source, facts.id}] = std::move(facts);
    }
    std::vector<ContactFacts> contacts;
    for (auto& [key, facts] : by_key) contacts.push_back(std::move(facts));

    std::vector<scv::contact::ThreadMessage> messages;
    for (const ContactFacts& one : contacts) messages.push_back({one.id, one.references, one.subject, one.time_ms});
    check_forest(scv::contact::thread(messages, false), messages.size());
    check_forest(scv::contact::thread(messages, true), messages.size());

    const scv::Story story = scv::contact::tell(contacts, settings, now);
    CHECK(story.order.size() == contacts.size());
    const auto conversations = named(story.conversations, contacts);
    std::size_t in_conversations = 0;
    for (const auto& members : conversations) in_conversations += members.size();
    CHECK(in_conversations == contacts.size());
    std::mt19937 random(7);
    for (int round = 0; round < 3; ++round) {
      std::shuffle(contacts.begin(), contacts.end(), random);
      const scv::Story again = scv::contact::tell(contacts, settings, now);
      CHECK(named(again.conversations, contacts) == conversations);
      CHECK(again.cases.size() == story.cases.size());
      CHECK(again.waiting.size() == story.waiting.size());
    }
    std::cout << set << ": " << contacts.size() << " messages, " << story.conversations.size() << " conversations\n";
  }
}
