#pragma once

// Why customers get in touch.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scv/contact.hpp"

namespace scv::contact {

/// Finds contact reasons by rules. Immutable, safe for threads.
class ReasonRules {
 public:
  /// The shipped rules, German and English (libscv/contact/reason_rules.inc).
  static const ReasonRules& shipped();
  /// Rules of the same form; docs/contact-rules.md describes them. Throws as PromiseRules::from_json.
  static ReasonRules from_json(std::string_view json);

  /// The reasons that subject and the writer's own lines give, in the order of the rules: the first is the main one. Linear.
  std::vector<std::string> find(std::string_view subject, std::string_view text) const;
  /// What a reason counts as; unknown for a name that no rule has.
  Demand demand(std::string_view reason) const;
  /// The most telling demand of several reasons: failure, else value, else unknown.
  Demand demand(const std::vector<std::string>& reasons) const;
  /// Whether the writer says that it is settled ("hat geklappt, danke"), and asks for nothing more.
  bool says_solved(std::string_view text) const;

  ~ReasonRules();
  ReasonRules(ReasonRules&&) noexcept;

 private:
  class Impl;
  explicit ReasonRules(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace scv::contact
