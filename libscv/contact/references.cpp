#include "contact/references.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "contact/rules.hpp"
#include "types/json_text.hpp"

namespace scv::contact {
namespace {

namespace json = types::json;

constexpr std::string_view kShipped =
#include "contact/reference_rules.inc"
    ;
constexpr std::size_t kMaxFound = 32;
constexpr std::size_t kMaxTries = 200;  ///< matches a pattern, so that a text of nothing but numbers stays cheap

}  // namespace

std::string normal_reference(std::string_view text) {
  std::string normal;
  std::size_t digits = 0;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) ++digits;
    if (base::is_ascii_digit(c) || base::is_ascii_alpha(c))
      normal += base::is_ascii_alpha(c) ? static_cast<char>(base::to_ascii_lower(c) - 32) : c;
  }
  return digits >= 3 ? normal : std::string();
}

class ReferenceRules::Impl {
 public:
  explicit Impl(std::string_view text) {
    RuleReader reader;
    json::for_each_member(RuleReader::object(json::parse(text), "the document"),
                          [&](const std::string& name, std::string_view value) {
                            if (name == "define")
                              reader.define(value, name);
                            else if (name == "references")
                              read(reader, value);
                            else
                              RuleReader::refuse(name, "there is no such member");
                          });
  }

  void find(std::string_view text, std::vector<FoundReference>& to) const {
    std::vector<re2::StringPiece> groups;
    for (const Rule& rule : rules_) {
      for (const RulePattern& pattern : rule.patterns) {
        const auto value = static_cast<std::size_t>(pattern.group("value"));
        std::size_t from = 0;
        for (std::size_t tries = 0; tries < kMaxTries && pattern.find(text, from, groups); ++tries) {
          from = static_cast<std::size_t>(groups[0].data() - text.data()) + std::max<std::size_t>(groups[0].size(), 1);
          if (from > text.size()) break;
          std::string normal = normal_reference(view(groups[value]));
          if (!normal.empty()) to.push_back({rule.kind, std::move(normal), rule.joins});
        }
      }
    }
  }

 private:
  struct Rule {
    std::string kind;
    bool joins = true;
    std::vector<RulePattern> patterns;
  };

  void read(const RuleReader& reader, std::string_view list) {
    json::for_each_element(RuleReader::list(list, "references"), [&](std::string_view element) {
      const std::string where = "references[" + std::to_string(rules_.size()) + "]";
      Rule rule;
      json::for_each_member(RuleReader::object(element, where), [&](const std::string& name, std::string_view value) {
        if (name == "kind")
          rule.kind = RuleReader::text(value, where + ".kind");
        else if (name == "joins" && json::kind(value) == json::Kind::boolean)
          rule.joins = value == "true";
        else if (name == "patterns")
          rule.patterns = reader.patterns(value, where + ".patterns");
        else
          RuleReader::refuse(where + "." + name, "there is no such member; a rule has kind, joins and patterns");
      });
      if (rule.kind.empty()) RuleReader::refuse(where + ".kind", "a rule has a kind");
      for (const RulePattern& pattern : rule.patterns) {
        if (pattern.group("value") < 0)
          RuleReader::refuse(where + ".patterns", "a pattern names the number: (?P<value>…)");
      }
      rules_.push_back(std::move(rule));
    });
  }

  std::vector<Rule> rules_;
};

ReferenceRules::ReferenceRules(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
ReferenceRules::~ReferenceRules() = default;
ReferenceRules::ReferenceRules(ReferenceRules&&) noexcept = default;

const ReferenceRules& ReferenceRules::shipped() {
  static const ReferenceRules rules = from_json(kShipped);
  return rules;
}

ReferenceRules ReferenceRules::from_json(std::string_view text) {
  return ReferenceRules(std::make_unique<const Impl>(text));
}

std::vector<FoundReference> ReferenceRules::find(std::string_view subject, std::string_view text) const {
  std::vector<FoundReference> found;
  impl_->find(subject, found);
  impl_->find(text, found);
  std::sort(found.begin(), found.end(), [](const FoundReference& a, const FoundReference& b) {
    return std::tie(a.kind, a.value) < std::tie(b.kind, b.value);
  });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.size() > kMaxFound) found.resize(kMaxFound);
  return found;
}

}  // namespace scv::contact
