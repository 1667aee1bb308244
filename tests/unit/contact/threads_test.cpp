#include "contact/threads.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "contact/subject.hpp"

using scv::contact::subject_of;
using scv::contact::ThreadForest;
using scv::contact::ThreadMessage;
using scv::contact::Threads;

namespace {

unsigned pick(std::mt19937& random, unsigned below) { return static_cast<unsigned>(random() % below); }

struct Mail {
  std::string id;
  std::vector<std::string> references;  ///< as in an Interaction: the answered one first
  std::string subject;
  std::optional<std::int64_t> time_ms;
};

std::vector<ThreadMessage> views(const std::vector<Mail>& mails) {
  std::vector<ThreadMessage> result;
  for (const Mail& m : mails) result.push_back({m.id, m.references, m.subject, m.time_ms});
  return result;
}

/// "a(b(c) d)": children in brackets; "?" is a node without a message.
std::string drawn(const ThreadForest& forest, const std::vector<Mail>& mails) {
  std::string text;
  struct Draw {
    const ThreadForest& forest;
    const std::vector<Mail>& mails;
    std::string& text;
    void operator()(const std::vector<std::uint32_t>& nodes) const {
      for (const std::uint32_t i : nodes) {
        if (!text.empty() && text.back() != '(') text += ' ';
        const auto& node = forest.nodes[i];
        text += node.message == node.kNone ? "?" : mails[node.message].id.empty() ? "-" : mails[node.message].id;
        if (node.children.empty()) continue;
        text += '(';
        (*this)(node.children);
        text += ')';
      }
    }
  };
  Draw{forest, mails, text}(forest.roots);
  return text;
}

std::string threaded(const std::vector<Mail>& mails, bool by_subject = false) {
  return drawn(scv::contact::thread(views(mails), by_subject), mails);
}

}  // namespace

TEST_CASE("threads: by references, after RFC 5256 and Zawinski") {
  struct Case {
    const char* what;
    std::vector<Mail> mails;
    const char* expected;
  };
  const Case cases[] = {
      {"a reply", {{"a", {}, "", 1}, {"b", {"a"}, "", 2}}, "a(b)"},
      {"a chain, whatever the order", {{"c", {"b", "a"}, "", 3}, {"a", {}, "", 1}, {"b", {"a"}, "", 2}}, "a(b(c))"},
      {"two answers", {{"a", {}, "", 1}, {"c", {"a"}, "", 3}, {"b", {"a"}, "", 2}}, "a(b c)"},
      {"a missing parent with one child", {{"b", {"a"}, "", 2}}, "b"},
      {"a missing parent with two children", {{"b", {"a"}, "", 2}, {"c", {"a"}, "", 3}}, "?(b c)"},
      {"a missing one within", {{"a", {}, "", 1}, {"c", {"b", "a"}, "", 3}, {"d", {"b", "a"}, "", 4}}, "a(c d)"},
      {"missing ones above one another",
       {{"c", {"b", "a"}, "", 3}, {"d", {"b", "a"}, "", 4}, {"e", {"a"}, "", 5}},
       "?(c d e)"},
      {"a root of missing ones in a row", {{"c", {"b", "a"}, "", 3}, {"d", {"b", "a"}, "", 4}}, "?(c d)"},
      {"others tell the parent", {{"a", {}, "", 1}, {"b", {}, "", 2}, {"c", {"b", "a"}, "", 3}}, "a(b(c))"},
      {"its own word comes first",
       {{"a", {}, "", 1}, {"x", {}, "", 1}, {"b", {"x"}, "", 2}, {"c", {"b", "a"}, "", 3}},
       "a x(b(c))"},
      {"a circle of two", {{"a", {"b"}, "", 1}, {"b", {"a"}, "", 2}}, "b(a)"},
      {"a circle of three", {{"a", {"c"}, "", 1}, {"b", {"a"}, "", 2}, {"c", {"b"}, "", 3}}, "c(a(b))"},
      {"an answer to itself", {{"a", {"a"}, "", 1}, {"b", {"b", "a"}, "", 2}}, "a(b)"},
      {"a circle in one header", {{"d", {"a", "a", "b", "c"}, "", 4}, {"a", {}, "", 1}}, "a(d)"},
      {"twice the same id", {{"a", {}, "", 1}, {"a", {}, "", 2}, {"b", {"a"}, "", 3}}, "a(a b)"},
      {"without ids", {{"", {"a"}, "", 2}, {"", {"a"}, "", 3}, {"a", {}, "", 1}}, "a(- -)"},
      {"without dates", {{"b", {"a"}, "", {}}, {"a", {}, "", {}}, {"z", {}, "", 1}}, "z a(b)"},
      {"dates that lie", {{"a", {}, "", 99}, {"b", {"a"}, "", 1}, {"c", {}, "", 50}}, "c a(b)"},
      {"nothing", {}, ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(threaded(one.mails) == one.expected);
  }
}

TEST_CASE("threads: by subject, RFC 5256 step 5") {
  CHECK(threaded({{"a", {}, "Lieferung", 1}, {"b", {}, "AW: Lieferung", 2}}, true) == "a(b)");
  CHECK(threaded({{"a", {}, "Lieferung", 1}, {"b", {}, "AW: Lieferung", 2}}, false) == "a b");
  CHECK(threaded({{"a", {}, "Lieferung", 1}, {"b", {}, "Lieferung", 2}}, true) == "?(a b)");
  CHECK(threaded({{"a", {}, "Lieferung", 1}, {"b", {}, "Lieferung", 2}, {"c", {}, "Lieferung", 3}}, true) ==
        "?(a b c)");
  CHECK(threaded({{"b", {}, "Re: Lieferung", 1}, {"a", {}, "Lieferung", 2}}, true) == "a(b)");
  CHECK(threaded({{"a", {}, "Re:", 1}, {"b", {}, "Re: ", 2}}, true) == "a b");
  CHECK(threaded({{"a", {"x"}, "Re: L", 1}, {"b", {"x"}, "Re: L", 2}, {"c", {}, "L", 3}}, true) == "?(a b c)");
  CHECK(threaded({{"a", {"x"}, "L", 1}, {"b", {"x"}, "L", 2}, {"c", {"y"}, "L", 3}, {"d", {"y"}, "L", 4}}, true) ==
        "?(a b c d)");
}

TEST_CASE("subjects: what is left without marks") {
  struct Case {
    const char* text;
    const char* base;
    bool reply, forward;
  };
  const Case cases[] = {
      {"Lieferung", "lieferung", false, false},
      {"Re: Lieferung", "lieferung", true, false},
      {"RE: AW: Re: Lieferung ", "lieferung", true, false},
      {"AW: WG: Ihre Bestellung 4711", "ihre bestellung 4711", true, true},
      {"Antw: Frage", "frage", true, false},
      {"Antwort: Frage", "frage", true, false},
      {"SV: Fråga", "fråga", true, false},
      {"VS: Kysymys", "kysymys", true, false},
      {"Re[2]: Lieferung", "lieferung", true, false},
      {"Re(3): Lieferung", "lieferung", true, false},
      {"Re^2: Lieferung", "lieferung", true, false},
      {"RE : Facture", "facture", true, false},
      {"TR : Facture", "facture", false, true},
      {"RIF: Ordine", "ordine", true, false},
      {"Fwd: Fwd: Order", "order", false, true},
      {"[Fwd: Order 5]", "order 5", false, true},
      {"Order 5 (fwd)", "order 5", false, true},
      {"[kunden] Re: [kunden] Frage", "frage", true, false},
      {"Re: [Ticket#4711] Frage", "frage", true, false},
      {"[Ticket#4711]", "[ticket#4711]", false, false},
      {"回复：订单", "订单", true, false},
      {"Re:  viele \t\r\n Blanks", "viele blanks", true, false},
      {"Reklamation: kaputt", "reklamation: kaputt", false, false},
      {"Referenz 5", "referenz 5", false, false},
      {"Re", "re", false, false},
      {"Re:", "", true, false},
      {"", "", false, false},
      {"Re[x]: a", "re[x]: a", false, false},
      {"I: Ordine", "ordine", false, true},
      {"[[a]] b", "[[a]] b", false, false},
  };
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const auto subject = subject_of(one.text);
    CHECK(subject.base == one.base);
    CHECK(subject.reply == one.reply);
    CHECK(subject.forward == one.forward);
  }
  for (const char* unit : {"Re:", "[a]", "[Fwd:", "(fwd)", "[", "Re[", "\xff", " "}) {
    std::string text;
    while (text.size() < (64u << 10)) text += unit;
    CHECK(subject_of(text).base.size() <= 1000);
  }
}

TEST_CASE("threads: ten thousand references, a deep chain and a wide one") {
  std::vector<Mail> mails;
  Mail last{"last", {}, "Re: L", 1'000'000};
  for (int i = 0; i < 10'000; ++i) last.references.push_back("r" + std::to_string(i));
  mails.push_back(last);
  for (int i = 0; i < 10'000; ++i) {
    mails.push_back({"d" + std::to_string(i), {}, "Re: D", i});
    if (i > 0) mails.back().references.push_back("d" + std::to_string(i - 1));
    mails.push_back({"w" + std::to_string(i), {"d0"}, "Re: D", i});
  }
  const std::clock_t start = std::clock();
  const ThreadForest forest = scv::contact::thread(views(mails), true);
  const auto took_ms = (std::clock() - start) * 1000 / CLOCKS_PER_SEC;  // of the processor: other programs run
  CHECK(took_ms < 2000);  // under a sanitizer; some 20 ms in a release build
  CHECK(forest.roots.size() == 2);
  CHECK(std::count_if(forest.nodes.begin(), forest.nodes.end(), [](const auto& n) { return n.message != n.kNone; }) ==
        static_cast<std::ptrdiff_t>(mails.size()));
}

TEST_CASE("property: threads are a forest of all messages, whatever the order") {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<Mail> mails;
    const unsigned count = 1 + pick(random, 12);
    for (unsigned i = 0; i < count; ++i) {
      Mail mail{"m" + std::to_string(pick(random, 12)),
                {},
                pick(random, 3) ? "Re: s" : "s" + std::to_string(pick(random, 2)),
                {}};
      if (pick(random, 4)) mail.time_ms = pick(random, 6);
      for (unsigned k = pick(random, 4); k > 0; --k) mail.references.push_back("m" + std::to_string(pick(random, 14)));
      mails.push_back(std::move(mail));
    }
    const bool by_subject = seed % 2 == 0;
    const std::string whole = threaded(mails, by_subject);
    const ThreadForest forest = scv::contact::thread(views(mails), by_subject);
    std::vector<unsigned> seen(count, 0);
    std::size_t reached = 0;
    std::vector<std::uint32_t> open(forest.roots);
    while (!open.empty()) {
      const auto& node = forest.nodes[open.back()];
      open.pop_back();
      REQUIRE(++reached <= 2 * forest.nodes.size());
      if (node.message != node.kNone) ++seen[node.message];
      open.insert(open.end(), node.children.begin(), node.children.end());
    }
    CHECK(std::all_of(seen.begin(), seen.end(), [](unsigned n) { return n == 1; }));
    std::shuffle(mails.begin(), mails.end(), random);
    CHECK(threaded(mails, by_subject) == whole);
  }
}

TEST_CASE("property: sets of things that share keys are those of a search, and do not depend on the order") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::uint32_t count = 1 + pick(random, 20);
    std::vector<std::pair<std::uint32_t, std::string>> links;
    for (unsigned i = pick(random, 30); i > 0; --i)
      links.emplace_back(pick(random, count), "k" + std::to_string(pick(random, 15)));
    const auto build = [&] {
      Threads threads;
      for (std::uint32_t i = 0; i < count; ++i) threads.add();
      for (const auto& [number, key] : links) threads.link(number, key);
      return threads.sets();
    };
    const auto sets = build();
    std::shuffle(links.begin(), links.end(), random);
    CHECK(build() == sets);

    // The slow way: spread the smallest number until nothing changes.
    std::vector<std::uint32_t> lowest(count);
    for (std::uint32_t i = 0; i < count; ++i) lowest[i] = i;
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [a, key] : links) {
        for (const auto& [b, other] : links) {
          if (key != other || lowest[a] == lowest[b]) continue;
          lowest[a] = lowest[b] = std::min(lowest[a], lowest[b]);
          changed = true;
        }
      }
    }
    std::map<std::uint32_t, std::vector<std::uint32_t>> expected;
    for (std::uint32_t i = 0; i < count; ++i) expected[lowest[i]].push_back(i);
    REQUIRE(sets.size() == expected.size());
    std::size_t k = 0;
    for (const auto& [first, members] : expected) CHECK(sets[k++] == members);
  }
  Threads threads;
  const auto a = threads.add(), b = threads.add();
  CHECK_FALSE(threads.together(a, b));
  threads.join(a, b);
  CHECK(threads.together(a, b));
}
