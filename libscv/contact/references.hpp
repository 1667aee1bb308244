#pragma once

// Reference numbers in texts: order, invoice, customer, contract, ticket and tracking numbers.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scv::contact {

struct FoundReference {
  std::string kind;   ///< the rule's name, such as "order_number"
  std::string value;  ///< capitals and digits alone, so that spellings agree: "K-0815" is "K0815"
  bool joins = true;  ///< contacts with this number are one conversation; not so for a customer's own number
  friend bool operator==(const FoundReference&, const FoundReference&) = default;
};

/// A reference number's form for comparison; empty if it has fewer than three digits.
std::string normal_reference(std::string_view text);

/// Finds reference numbers by rules. Immutable, safe for threads.
class ReferenceRules {
 public:
  /// The shipped rules, German and English (libscv/contact/reference_rules.inc).
  static const ReferenceRules& shipped();
  /// Rules of the same form; docs/contact-rules.md describes them. Throws as PromiseRules::from_json.
  static ReferenceRules from_json(std::string_view json);

  /// What subject and text name, quoted lines too: sorted, each once, at most 32. Linear.
  std::vector<FoundReference> find(std::string_view subject, std::string_view text) const;

  ~ReferenceRules();
  ReferenceRules(ReferenceRules&&) noexcept;

 private:
  class Impl;
  explicit ReferenceRules(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace scv::contact
