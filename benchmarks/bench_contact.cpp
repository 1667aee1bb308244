// What contacts cost: a million mails and calls of 200,000 customers, loaded and stitched, and the questions asked of them; and to
// read a mailbox of 20,000 messages, on one core.
//
//   bench_contact [INTERACTIONS [CUSTOMERS]]      1,000,000 and 200,000
//
// Makes its input by itself, in a folder of its own that it removes. Prints tab-separated: name, value, unit, goal, reached or missed.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "read/reader.hpp"
#include "scv/hub.hpp"

namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void print(const std::string& name, double value, const char* unit, double goal, bool at_most = true) {
  const bool reached = at_most ? value <= goal : value >= goal;
  std::printf("%s\t%.3g\t%s\t%s %g\t%s\n", name.c_str(), value, unit, at_most ? "<=" : ">=", goal,
              reached ? "reached" : "missed");
  std::fflush(stdout);
}

double quantile(std::vector<double> times, double q) {
  std::sort(times.begin(), times.end());
  return times[std::min(times.size() - 1, static_cast<std::size_t>(q * static_cast<double>(times.size())))];
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Customers with names, addresses and numbers, and what they and the firm say to one another.
class World {
 public:
  World(std::size_t interactions, std::size_t customers)
      : random_(5), interactions_(interactions), customers_(customers) {}

  void write_customers(const std::string& path) {
    std::ofstream file(path);
    file << "id,given_name,family_name,birthdate,email,phone\n";
    for (std::size_t i = 0; i < customers_; ++i) {
      const std::string birthdate =
          std::to_string(1940 + random_() % 65) + "-" + two(1 + random_() % 12) + "-" + two(1 + random_() % 28);
      file << "K" << i << ',' << word() << ',' << word() << ',' << birthdate << ',' << email(i) << ',' << phone(i)
           << '\n';
    }
  }

  /// Calls and mails in turn, as JSON Lines; conversations of one to five mails.
  void write_interactions(const std::string& path) {
    std::ofstream file(path);
    for (std::size_t i = 0; i < interactions_; ++i) file << interaction(i) << '\n';
  }

  std::string interaction(std::size_t number) {
    constexpr const char* kAsked[] = {"Wo bleibt meine Lieferung? Ich warte seit zwei Wochen auf das Paket.",
                                      "Die Rechnung wurde doppelt abgebucht, bitte erstatten Sie den Betrag.",
                                      "Could you tell me your opening hours, please?",
                                      "Bitte senden Sie mir Ihren neuen Katalog. Vielen Dank im Voraus!",
                                      "My parcel still has not arrived. Where is it?",
                                      "Ich habe noch keine Antwort auf meine Mail von letzter Woche."};
    constexpr const char* kAnswered[] = {"Vielen Dank für Ihre Nachricht. Wir melden uns bis Donnerstag bei Ihnen.",
                                         "I'll call you back tomorrow.", "Das Paket ist unterwegs und kommt morgen an.",
                                         "Der Betrag ist erstattet. Entschuldigen Sie bitte."};
    // Many write once, few write often.
    const double share = static_cast<double>(random_() % 1'000'000) / 1e6;
    const auto customer = static_cast<std::size_t>(share * share * static_cast<double>(customers_));
    const bool mail = random_() % 2 == 0, inbound = random_() % 100 < 60;
    const std::size_t minutes = number * 525'600 / interactions_;
    const std::string time = "2025-" + two(1 + minutes / 43'800) + "-" + two(1 + minutes % 43'800 / 1440 % 28) + "T" +
                             two(minutes / 60 % 24) + ":" + two(minutes % 60) + ":00Z";
    const std::string id = "i" + std::to_string(number);
    const std::string kind = mail ? "email" : "phone";
    const std::string theirs = mail ? email(customer) : phone(customer),
                      ours = mail ? "service@firma.example" : "+4935199999";
    std::string json =
        R"({"source":")" + std::string(mail ? "mail" : "phone") + R"(","id":")" + id + R"(","channel":")" +
        (mail ? "email" : "call") + R"(","direction":")" + (inbound ? "inbound" : "outbound") + R"(","time":")" + time +
        R"(","participants":[{"role":"from","kind":")" + kind + R"(","value":")" + (inbound ? theirs : ours) +
        (inbound ? R"("},)" : R"(","own":true},)") + R"({"role":"to","kind":")" + kind + R"(","value":")" +
        (inbound ? ours : theirs) + (inbound ? R"(","own":true}])" : R"("}])");
    if (!inbound) json += R"(,"agent":"agent)" + std::to_string(random_() % 40) + "\"";
    if (mail) {
      std::string& last = last_mail_[customer % kRemembered];
      json += std::string(R"(,"subject":")") + (last.empty() ? "" : "Re: ") + "Bestellung " +
              std::to_string(100'000 + customer) + R"(","text":")" +
              (inbound ? kAsked[random_() % std::size(kAsked)] : kAnswered[random_() % std::size(kAnswered)]) + "\"";
      if (!last.empty() && random_() % 100 < 70) json += R"(,"references":[")" + last + "\"]";
      last = id;
    } else {
      const bool answered = random_() % 100 < 75;
      json += std::string(R"(,"outcome":")") + (answered ? "answered" : "missed") + R"(","duration_s":)" +
              (answered ? std::to_string(20 + random_() % 600) : "0");
    }
    return json + "}";
  }
  std::size_t customers() const noexcept { return customers_; }
  std::uint64_t number() { return random_(); }

 private:
  static constexpr std::size_t kRemembered = 65'536;
  static std::string two(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }
  static std::string email(std::size_t customer) { return "kunde" + std::to_string(customer) + "@post.example"; }
  static std::string phone(std::size_t customer) {
    return "+49151" + std::to_string(10'000'000 + customer * 37 % 89'999'999);
  }
  std::string word() {
    std::string text;
    for (int i = 0; i < 3; ++i) text += {"BDFGKLMNPRSTVZ"[random_() % 14], "aeiou"[random_() % 5]};
    std::transform(text.begin() + 1, text.end(), text.begin() + 1, [](char c) { return static_cast<char>(c | 0x20); });
    return text;
  }

  std::mt19937_64 random_;
  std::size_t interactions_, customers_;
  std::vector<std::string> last_mail_ = std::vector<std::string>(kRemembered);
};

/// A mailbox as programs for mail keep it: headers on their ways, text and HTML, and now and then a picture.
void write_mailbox(const std::string& path, std::size_t messages) {
  std::mt19937_64 random(9);
  std::ofstream file(path);
  const std::string picture = [] {
    std::string lines;
    for (int i = 0; i < 250; ++i) lines += std::string(76, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i % 26]) + '\n';
    return lines;
  }();
  for (std::size_t i = 0; i < messages; ++i) {
    const std::string customer = "kunde" + std::to_string(random() % 5000), number = std::to_string(i);
    file << "From " << customer << "@post.example Mon Jan  6 10:00:00 2025\n"
         << "Received: from mx.post.example (mx.post.example [192.0.2.7])\n\tby mail.firma.example with ESMTPS id q"
         << number << "\n\tfor <service@firma.example>; Mon, 6 Jan 2025 10:00:00 +0100\n"
         << "DKIM-Signature: v=1; a=rsa-sha256; d=post.example; s=mail;\n\tbh=" << std::string(44, 'k')
         << ";\n\tb=" << std::string(172, 'x') << "\nFrom: =?utf-8?Q?J=C3=BCrgen_Gro=C3=9Fmann?= <" << customer
         << "@post.example>\nTo: Service <service@firma.example>\nSubject: "
            "=?utf-8?B?UsO8Y2tmcmFnZSB6dXIgQmVzdGVsbHVuZw==?= "
         << number << "\nDate: Mon, 6 Jan 2025 10:00:" << (i % 60 < 10 ? "0" : "") << i % 60 << " +0100\nMessage-ID: <m"
         << number << "@post.example>\n";
    if (i % 3 == 2)
      file << "In-Reply-To: <m" << i - 1 << "@post.example>\nReferences: <m" << i - 2 << "@post.example> <m" << i - 1
           << "@post.example>\n";
    file << "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b" << number << "\"\n\n--b" << number
         << "\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n";
    for (int line = 0; line < 12; ++line)
      file << "Guten Tag, seit zwei Wochen warte ich auf meine Lieferung und m=F6chte nun wissen=\n, wann sie kommt.\n";
    file << "\nMit freundlichen Gr=FC=DFen\nJ=FCrgen Gro=DFmann\nTel. 0351 4412" << 100 + i % 900 << "\n\n--b" << number
         << "\nContent-Type: text/html; charset=utf-8\n\n<html><body>";
    for (int line = 0; line < 12; ++line)
      file << "<p style=\"margin:0\">Guten Tag, seit zwei Wochen warte ich auf meine <b>Lieferung</b>.</p>\n";
    file << "</body></html>\n";
    if (i % 10 == 0) {
      file << "--b" << number << "\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" << picture;
    }
    file << "--b" << number << "--\n\n";
  }
}

/// One thread reads.
void bench_mailbox(const std::string& path) {
  constexpr std::size_t kMessages = 20'000;
  write_mailbox(path, kMessages);
  const auto start = Clock::now();
  const auto reader = scv::read::open(path);
  scv::types::Batch batch;
  std::size_t messages = 0;
  while (reader->next(batch)) messages += batch.interactions.size();
  print("messages read from a mailbox, one core", static_cast<double>(messages) / seconds_since(start), "1/s", 2000,
        false);
  print("messages that were read", static_cast<double>(messages), "", kMessages, false);
  std::printf("the same\t%.3g\tMB/s\t\t\n",
              static_cast<double>(std::filesystem::file_size(path)) / 1e6 / seconds_since(start));
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t interactions = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::size_t customers = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200'000;
  std::string folder = (std::filesystem::temp_directory_path() / "scv_bench_contact_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 2;
  bench_mailbox(folder + "/post.mbox");
  World world(interactions, customers);
  world.write_customers(folder + "/crm.csv");
  world.write_interactions(folder + "/contacts.jsonl");
  {
    scv::Hub hub(folder + "/hub.scv");
    hub.load(folder + "/crm.csv");
    const auto start = Clock::now();
    const scv::LoadReport report = hub.load(folder + "/contacts.jsonl");
    print("interactions loaded and stitched", seconds_since(start), "s", 60);
    print("interactions that are new", static_cast<double>(report.interactions_new), "",
          static_cast<double>(interactions), false);
    print("peak memory", peak_mib(), "MiB", 1024);

    std::vector<double> brief, put;
    std::vector<scv::IdentityId> ids;
    for (int i = 0; i < 5000; ++i) {
      const auto id = hub.identity_of("crm", "K" + std::to_string(world.number() % customers));
      if (id) ids.push_back(*id);
    }
    for (int round = 0; round < 2; ++round) {  // the first one warms up
      brief.clear();
      for (const scv::IdentityId id : ids) {
        const auto begin = Clock::now();
        if (!hub.brief(id, "2026-01-02T12:00:00Z")) return 1;
        brief.push_back(seconds_since(begin) * 1000);
      }
    }
    print("brief p50", quantile(brief, .5), "ms", 1);
    print("brief p99", quantile(brief, .99), "ms", 1);
    std::vector<double> waiting;
    for (int i = 0; i < 20; ++i) {
      const auto begin = Clock::now();
      if (hub.waiting({.now = "2026-01-02T12:00:00Z", .owner = {}, .limit = 100}).empty()) return 1;
      waiting.push_back(seconds_since(begin) * 1000);
    }
    print("waiting over all, the first 100", quantile(waiting, .5), "ms", 50);
    for (std::size_t i = 0; i < 2000; ++i) {
      const scv::Interaction one = scv::interaction_from_json(world.interaction(interactions + i));
      const auto begin = Clock::now();
      hub.put(one);
      put.push_back(seconds_since(begin) * 1000);
    }
    print("put of one interaction p50", quantile(put, .5), "ms", 1);
    print("put of one interaction p99", quantile(put, .99), "ms", 1);
    const auto begin = Clock::now();
    const auto rows = hub.report({.now = "2026-01-02T12:00:00Z", .dimension = scv::Dimension::reason});
    std::printf("report by reason, %zu rows\t%.3g\ts\t\t\n", rows.size(), seconds_since(begin));
  }
  std::filesystem::remove_all(folder);
  return 0;
}
