#pragma once

// Promises in what the firm writes: "wir melden uns bis Donnerstag", "I'll call you back tomorrow".

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "contact/service_hours.hpp"

namespace scv::contact {

enum class PromiseKind : std::uint8_t { answer, call_back };

struct FoundPromise {
  PromiseKind kind = PromiseKind::answer;
  std::int64_t due_ms = 0;
  std::string text;  ///< the sentence, at most 300 bytes
};

/// Finds promises by rules: patterns of commitments, of times, and of what is none (conditions, questions, the past). Immutable and
/// safe for threads.
class PromiseRules {
 public:
  /// The shipped rules, German and English (libscv/contact/promise_rules.inc).
  static const PromiseRules& shipped();
  /// Rules of the same form as the shipped ones; docs/contact-rules.md describes them. Throws Error{parse} and
  /// Error{invalid_argument}, which names the member.
  static PromiseRules from_json(std::string_view json);

  /// The promises in the writer's own lines of a message that was sent at `sent_ms`, each with a due time after it, in order of
  /// due time. Days are those of the hours' time zone; a day without a clock time ends with its service. A promise without any time counts
  /// only where no other has one. Linear in the text.
  std::vector<FoundPromise> find(std::string_view text, std::int64_t sent_ms, const ServiceHours& hours) const;

  ~PromiseRules();
  PromiseRules(PromiseRules&&) noexcept;
  PromiseRules& operator=(PromiseRules&&) noexcept;

 private:
  class Impl;
  explicit PromiseRules(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace scv::contact
