// The whole way from a file to a customer: a small file of plausible and broken values goes through inspect, dedupe and load, then
// the hub is put to, asked and emptied. An scv::Error is fine, all else is not; no row is lost, and after all of it the hub is whole.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scv/scv.hpp"
#include "whole/made_input.hpp"

namespace {

using scv::fuzz::Choices;
using scv::fuzz::MadeInput;

constexpr std::size_t kMostCalls = 24;

void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// What it does; an error of the library's own is an answer, too.
template <typename Do>
void attempt(Do what) {
  try {
    what();
  } catch (const scv::Error& error) {
    require(!error.message().empty());
  }
}

/// A folder that goes with the process.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("scv_fuzz_whole_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

void dedupe(const std::string& input, const std::string& output) {
  scv::DedupeOptions options;
  options.threads = 1;
  const std::vector<std::string> inputs = {input};
  const scv::DedupeReport report = scv::dedupe(inputs, output, options);
  require(report.rows + report.rejected == report.read && report.identities <= report.rows);
  scv::to_json(report);
}

class Calls {
 public:
  Calls(scv::Hub& hub, MadeInput& input, Choices& choices) : hub_(hub), input_(input), choices_(choices) {}

  void one() {
    switch (choices_.below(12)) {
      case 0: {
        scv::Record record = input_.record(row());
        record.id = std::to_string(choices_.below(20));
        require(hub_.put(record).identity > 0);
        require(hub_.get(record.source, record.id).has_value());
        return;
      }
      case 1:
        return find(input_.record(row()));
      case 2: {
        scv::Record query;
        query.add(scv::fuzz::kFields[choices_.below(scv::fuzz::kFields.size())], input_.value());
        return find(query);
      }
      case 3:
        scv::to_json(hub_.complete(input_.value()));
        return;
      case 4: {
        const std::optional<scv::RecordKey> left = stored(), right = stored();
        if (left && right) scv::to_json(hub_.why(*left, *right));
        return;
      }
      case 5:
        scv::to_json(scv::compare(input_.record(row()), input_.record(row())));
        return;
      case 6:
        if (const auto identity = hub_.identity(some_identity())) scv::to_json(*identity);
        return;
      case 7:
        if (const std::optional<scv::RecordKey> key = stored()) require(hub_.remove(key->source, key->id));
        return;
      case 8: {
        const std::optional<scv::RecordKey> left = stored(), right = stored();
        const scv::Verdict verdict = choices_.below(2) == 0 ? scv::Verdict::same : scv::Verdict::not_same;
        if (left && right) hub_.decide({.left = *left, .right = *right, .verdict = verdict});
        return;
      }
      case 9:
        hub_.preview(input_.record(row()));
        hub_.review();
        return;
      case 10:
        hub_.relations(some_identity());
        hub_.timeline(some_identity(), "2026-02-01T10:00:00Z");
        hub_.brief(some_identity(), "2026-02-01T10:00:00Z");
        return;
      default:
        hub_.activate(hub_.retrain());
        return;
    }
  }

 private:
  std::size_t row() { return choices_.below(input_.rows()); }
  scv::IdentityId some_identity() { return static_cast<scv::IdentityId>(1 + choices_.below(20)); }
  /// A record of the hub, if the identity that is asked for has one.
  std::optional<scv::RecordKey> stored() {
    const auto identity = hub_.identity(some_identity());
    if (!identity || identity->records.empty()) return std::nullopt;
    return identity->records[choices_.below(identity->records.size())];
  }
  void find(const scv::Record& query) {
    scv::FindReport report;
    scv::FindOptions options;
    options.exact_only = choices_.below(4) == 0;
    scv::to_json(std::span<const scv::Found>(hub_.find(query, options, &report)));
  }

  scv::Hub& hub_;
  MadeInput& input_;
  Choices& choices_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  Choices choices(data, size);
  MadeInput input(choices);
  const std::string file = folder / (std::string("input") + input.extension());
  std::ofstream(file, std::ios::binary) << input.text();

  attempt([&] { scv::to_json(scv::inspect(file)); });
  if (input.kind() == MadeInput::Kind::csv || input.kind() == MadeInput::Kind::jsonl) {
    attempt([&] { dedupe(file, folder / "output.csv"); });
  }

  scv::HubOptions options;
  options.threads = 1;
  scv::Hub hub(":memory:", options);
  attempt([&] {
    const scv::LoadReport report = hub.load(file);
    require(report.records_read + report.interactions_read + report.rejected == report.read);
  });
  Calls calls(hub, input, choices);
  for (std::size_t i = 0; i < kMostCalls && !choices.at_end(); ++i) attempt([&] { calls.one(); });
  for (const scv::ExportFormat format : {scv::ExportFormat::jsonl, scv::ExportFormat::csv})
    hub.write(format, [](std::string_view text) { require(!text.empty()); });
  const scv::CheckReport check = hub.check();
  require(check.ok() && check.complete && check.digest == hub.digest());
  return 0;
}
