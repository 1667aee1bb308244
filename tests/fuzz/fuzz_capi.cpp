// Any bytes as calls of the C ABI on one hub: a line each, its first byte says which. Whatever comes in, a call gives a status, an
// error where it failed, and text that is UTF-8.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "scv/scv.h"

namespace {

constexpr std::size_t kMaxCalls = 100;
constexpr std::size_t kMaxLine = 20'000;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

/// What a call left behind: read, checked, freed.
class Outcome {
 public:
  scv_buf* text() { return &text_; }
  scv_error** error() { return &error_; }
  void check(std::int32_t status) {
    require(status >= SCV_OK && status <= SCV_OUT_OF_MEMORY);
    require((status == SCV_OK) == (error_ == nullptr) && scv_error_code(error_) == status);
    require((std::strlen(scv_error_message(error_)) > 0) == (status != SCV_OK));
    require(scv::base::is_valid_utf8(scv_error_message(error_)) && scv::base::is_valid_utf8(scv_error_place(error_)));
    require(status == SCV_OK || text_.data == nullptr);
    if (text_.data != nullptr) {
      require(text_.data[text_.size] == '\0' && scv::base::is_valid_utf8({text_.data, text_.size}));
    }
    scv_error_free(error_);
    scv_buf_free(&text_);
    error_ = nullptr;
  }

 private:
  scv_buf text_{nullptr, 0};
  scv_error* error_ = nullptr;
};

std::int32_t count(void* user, const char* data, std::size_t size) {
  require(size > 0 && data[size - 1] == '\n');
  *static_cast<std::size_t*>(user) += size;
  return 0;
}

class Calls {
 public:
  Calls() {
    scv_hub_options options;
    require(scv_hub_options_init(&options, sizeof options) == SCV_OK);
    options.threads = 1;
    outcome_.check(scv_hub_open(":memory:", 8, &options, &hub_, outcome_.error()));
    outcome_.check(scv_batch_new(hub_, &batch_, outcome_.error()));
  }
  ~Calls() {
    scv_batch_free(batch_);
    scv_hub_free(hub_);
  }
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  void run(std::string_view line) {
    const std::string_view text = line.substr(1);
    const std::vector<std::string_view> parts = scv::base::split(text, '\t');
    const auto part = [&](std::size_t i) { return i < parts.size() ? parts[i] : std::string_view(); };
    scv_buf* const to = outcome_.text();
    scv_error** const error = outcome_.error();
    switch (line.front()) {
      case 'p':
        return outcome_.check(scv_hub_put(hub_, text.data(), text.size(), to, error));
      case 'i': {
        std::int32_t is_new = -1;
        return outcome_.check(scv_hub_put_interaction(hub_, text.data(), text.size(), &is_new, error));
      }
      case 'r': {
        std::int32_t removed = -1;
        return outcome_.check(
            scv_hub_remove(hub_, part(0).data(), part(0).size(), part(1).data(), part(1).size(), &removed, error));
      }
      case 'g':
        return outcome_.check(
            scv_hub_get(hub_, part(0).data(), part(0).size(), part(1).data(), part(1).size(), to, error));
      case 'n': {
        const std::int64_t id = text.empty() ? -1 : static_cast<unsigned char>(text.front()) % 16;
        return outcome_.check(scv_hub_identity(hub_, id, to, error));
      }
      case 'f':
        return outcome_.check(scv_hub_find(hub_, text.data(), text.size(), nullptr, to, error));
      case 'w':
        return outcome_.check(scv_hub_why(hub_, part(0).data(), part(0).size(), part(1).data(), part(1).size(),
                                          part(2).data(), part(2).size(), part(3).data(), part(3).size(), to, error));
      case 'b':
        return outcome_.check(scv_batch_add(batch_, text.data(), text.size(), error));
      case 'l':
        return outcome_.check(scv_batch_load(batch_, nullptr, to, error));
      case 'c':
        return outcome_.check(
            scv_compare(part(0).data(), part(0).size(), part(1).data(), part(1).size(), nullptr, to, error));
      case 'd':
        outcome_.check(scv_hub_preview_decide(hub_, text.data(), text.size(), to, error));
        return outcome_.check(scv_hub_decide(hub_, text.data(), text.size(), to, error));
      case 'u': {
        std::int32_t undecided = -1;
        return outcome_.check(scv_hub_undecide(hub_, part(0).data(), part(0).size(), part(1).data(), part(1).size(),
                                               part(2).data(), part(2).size(), part(3).data(), part(3).size(),
                                               &undecided, error));
      }
      case 'v':
        return outcome_.check(scv_hub_preview_put(hub_, text.data(), text.size(), to, error));
      case 'h': {
        const std::int64_t after = text.empty() ? -1 : static_cast<unsigned char>(text.front()) % 16;
        outcome_.check(scv_hub_changes(hub_, after, 1000, to, error));
        outcome_.check(scv_hub_identity_at(hub_, after, to, error));
        return outcome_.check(scv_hub_relations(hub_, after, to, error));
      }
      case 'q':
        outcome_.check(scv_hub_decisions(hub_, to, error));
        return outcome_.check(scv_hub_review(hub_, nullptr, to, error));
      case 'm': {
        std::int64_t version = -1;
        outcome_.check(scv_hub_retrain(hub_, &version, error));
        outcome_.check(scv_hub_preview_model(hub_, version, to, error));
        return outcome_.check(scv_hub_activate(hub_, version, error));
      }
      case 'k':
        return outcome_.check(scv_hub_set_service(hub_, text.data(), text.size(), error));
      case 't': {
        const std::int64_t id = text.empty() ? -1 : static_cast<unsigned char>(text.front()) % 16;
        const std::string_view now = text.substr(std::min<std::size_t>(text.size(), 1));
        outcome_.check(scv_hub_timeline(hub_, id, now.data(), now.size(), to, error));
        return outcome_.check(scv_hub_brief(hub_, id, now.data(), now.size(), to, error));
      }
      case 'o': {
        outcome_.check(scv_hub_waiting(hub_, nullptr, to, error));
        outcome_.check(scv_hub_cases(hub_, nullptr, to, error));
        outcome_.check(scv_hub_report(hub_, part(0).data(), part(0).size(), part(1).data(), part(1).size(), to, error));
        return outcome_.check(scv_hub_report_contacts(hub_, part(2).data(), part(2).size(), part(0).data(),
                                                      part(0).size(), part(3).data(), part(3).size(), part(1).data(),
                                                      part(1).size(), to, error));
      }
      case 'e': {
        std::size_t size = 0;
        const std::int32_t format = text.empty() ? SCV_EXPORT_JSONL : SCV_EXPORT_CSV;
        return outcome_.check(scv_hub_export(hub_, format, count, &size, nullptr, error));
      }
      default:
        outcome_.check(scv_hub_stats(hub_, to, error));
        return outcome_.check(scv_hub_digest(hub_, to, error));
    }
  }

 private:
  scv_hub* hub_ = nullptr;
  scv_batch* batch_ = nullptr;
  Outcome outcome_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string_view> lines = scv::base::split(text, '\n');
  Calls calls;
  for (std::size_t i = 0; i < std::min(lines.size(), kMaxCalls); ++i) {
    if (!lines[i].empty()) calls.run(lines[i].substr(0, kMaxLine));
  }
  return 0;
}
