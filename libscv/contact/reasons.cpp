#include "contact/reasons.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "contact/rules.hpp"
#include "contact/signature.hpp"
#include "types/json_text.hpp"

namespace scv::contact {
namespace {

namespace json = types::json;

constexpr std::string_view kShipped =
#include "contact/reason_rules.inc"
    ;
constexpr std::size_t kMaxText = 8u << 10;  ///< the concern stands in front; longer texts are documents

/// The writer's own lines as one, so that a pattern may cross a line's end but no paragraph's.
std::string own_text(std::string_view text) {
  std::string result;
  for (const std::string_view line : own_lines(text)) {
    if (line.empty()) {
      if (!result.empty() && result.back() != '\n') result += '\n';
      continue;
    }
    if (!result.empty() && result.back() != '\n') result += ' ';
    result += line;
    if (result.size() > kMaxText) break;
  }
  result.resize(base::truncate_utf8(result, kMaxText).size());
  return result;
}

}  // namespace

class ReasonRules::Impl {
 public:
  struct Rule {
    std::string reason;
    Demand demand = Demand::unknown;
    std::vector<RulePattern> patterns;
  };

  explicit Impl(std::string_view text) {
    RuleReader reader;
    json::for_each_member(RuleReader::object(json::parse(text), "the document"),
                          [&](const std::string& name, std::string_view value) {
                            if (name == "define")
                              reader.define(value, name);
                            else if (name == "reasons")
                              read(reader, value);
                            else if (name == "solved")
                              solved = reader.patterns(value, name);
                            else if (name == "not_solved")
                              not_solved = reader.patterns(value, name);
                            else
                              RuleReader::refuse(name, "there is no such member");
                          });
  }

  std::vector<Rule> rules;
  std::vector<RulePattern> solved, not_solved;

 private:
  void read(const RuleReader& reader, std::string_view list) {
    json::for_each_element(RuleReader::list(list, "reasons"), [&](std::string_view element) {
      const std::string where = "reasons[" + std::to_string(rules.size()) + "]";
      Rule rule;
      json::for_each_member(RuleReader::object(element, where), [&](const std::string& name, std::string_view value) {
        if (name == "reason") {
          rule.reason = RuleReader::text(value, where + ".reason");
        } else if (name == "demand") {
          const std::string demand = RuleReader::text(value, where + ".demand");
          if (demand != "failure" && demand != "value" && demand != "unknown")
            RuleReader::refuse(where + ".demand", "it is failure, value or unknown");
          rule.demand = demand == "failure" ? Demand::failure : demand == "value" ? Demand::value : Demand::unknown;
        } else if (name == "patterns") {
          rule.patterns = reader.patterns(value, where + ".patterns");
        } else {
          RuleReader::refuse(where + "." + name, "there is no such member; a rule has reason, demand and patterns");
        }
      });
      if (rule.reason.empty()) RuleReader::refuse(where + ".reason", "a rule has a reason");
      rules.push_back(std::move(rule));
    });
  }
};

ReasonRules::ReasonRules(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
ReasonRules::~ReasonRules() = default;
ReasonRules::ReasonRules(ReasonRules&&) noexcept = default;

const ReasonRules& ReasonRules::shipped() {
  static const ReasonRules rules = from_json(kShipped);
  return rules;
}

ReasonRules ReasonRules::from_json(std::string_view text) { return ReasonRules(std::make_unique<const Impl>(text)); }

std::vector<std::string> ReasonRules::find(std::string_view subject, std::string_view text) const {
  const std::string own = std::string(base::truncate_utf8(subject, 1000)) + "\n" + own_text(text);
  std::vector<std::string> reasons;
  for (const Impl::Rule& rule : impl_->rules) {
    if (any_found(rule.patterns, own)) reasons.push_back(rule.reason);
  }
  return reasons;
}

Demand ReasonRules::demand(std::string_view reason) const {
  const auto rule =
      std::find_if(impl_->rules.begin(), impl_->rules.end(), [&](const Impl::Rule& r) { return r.reason == reason; });
  return rule == impl_->rules.end() ? Demand::unknown : rule->demand;
}

Demand ReasonRules::demand(const std::vector<std::string>& reasons) const {
  Demand most = Demand::unknown;
  for (const std::string& reason : reasons) most = std::max(most, demand(reason));
  return most;
}

bool ReasonRules::says_solved(std::string_view text) const {
  const std::string own = own_text(text);
  return any_found(impl_->solved, own) && !any_found(impl_->not_solved, own);
}

}  // namespace scv::contact
