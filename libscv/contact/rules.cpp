#include "contact/rules.hpp"

#include <utility>

#include "scv/error.hpp"
#include "types/json_text.hpp"

namespace scv::contact {

namespace json = types::json;

RulePattern::RulePattern(std::string text, const std::string& where) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(false);
  options.set_max_mem(16 << 20);
  re_ = std::make_shared<const RE2>(piece(text), options);
  if (!re_->ok()) RuleReader::refuse(where, "the pattern cannot be used: " + re_->error());
}

bool RulePattern::find(std::string_view text, std::size_t from, std::vector<re2::StringPiece>& groups) const {
  groups.assign(static_cast<std::size_t>(re_->NumberOfCapturingGroups()) + 1, {});
  return re_->Match(piece(text), from, text.size(), RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()));
}

int RulePattern::group(const std::string& name) const {
  const auto& names = re_->NamedCapturingGroups();
  const auto found = names.find(name);
  return found == names.end() ? -1 : found->second;
}

void RuleReader::refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, "rules, " + where + ": " + what);
}

std::string RuleReader::text(std::string_view value, const std::string& where) {
  if (json::kind(value) != json::Kind::string) refuse(where, "a text is expected here");
  return json::string(value);
}

std::int64_t RuleReader::number(std::string_view value, const std::string& where) {
  const std::optional<std::int64_t> number = json::integer(value);
  if (!number) refuse(where, "a whole number is expected here");
  return *number;
}

std::string_view RuleReader::object(std::string_view value, const std::string& where) {
  if (json::kind(value) != json::Kind::object) refuse(where, "an object is expected here");
  return value;
}

std::string_view RuleReader::list(std::string_view value, const std::string& where) {
  if (json::kind(value) != json::Kind::array) refuse(where, "a list is expected here");
  return value;
}

std::string RuleReader::expanded(std::string text, const std::string& where) const {
  // Not to be exhausted by definitions that double one another.
  constexpr std::size_t kMaxPattern = 64u << 10;
  for (const auto& [name, meaning] : defined_) {
    const std::string mark = "<" + name + ">";
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += meaning.size()) {
      text.replace(at, mark.size(), meaning);
      if (text.size() > kMaxPattern) refuse(where, "the pattern is longer than 64 KiB");
    }
  }
  return text;
}

void RuleReader::define(std::string_view value, const std::string& where) {
  json::for_each_member(object(value, where), [&](const std::string& name, std::string_view meaning) {
    defined_[name] = "(?:" + expanded(text(meaning, where + "." + name), where + "." + name) + ")";
  });
}

RulePattern RuleReader::pattern(std::string_view value, const std::string& where) const {
  return {expanded(text(value, where), where), where};
}

std::vector<RulePattern> RuleReader::patterns(std::string_view value, const std::string& where) const {
  std::vector<RulePattern> result;
  if (json::kind(value) == json::Kind::string) {
    result.push_back(pattern(value, where));
    return result;
  }
  json::for_each_element(list(value, where), [&](std::string_view element) {
    result.push_back(pattern(element, where + "[" + std::to_string(result.size()) + "]"));
  });
  return result;
}

}  // namespace scv::contact
