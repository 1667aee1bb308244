#pragma once

// What the rules of this folder share: JSON documents of RE2 patterns, which users may replace.

#include <re2/re2.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scv::contact {

inline re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(re2::StringPiece text) { return {text.data(), text.size()}; }

/// A pattern of a rule document. Letters match in either case unless it says (?-i). `<NAME>` in it stands for the document's text
/// "NAME" in "define". Copies share the compiled form.
class RulePattern {
 public:
  /// Throws Error{invalid_argument} with `where` and what RE2 says.
  RulePattern(std::string text, const std::string& where);

  bool found_in(std::string_view text) const { return RE2::PartialMatch(piece(text), *re_); }
  /// The leftmost match from byte `from` on: the whole in groups[0]. False if there is none.
  bool find(std::string_view text, std::size_t from, std::vector<re2::StringPiece>& groups) const;
  /// The number of a named group, or -1.
  int group(const std::string& name) const;

 private:
  std::shared_ptr<const RE2> re_;
};

/// Reads rule documents. Every function throws Error{invalid_argument} that names `where`, the member in question.
class RuleReader {
 public:
  /// Takes the document's "define" members: {"NAME": "pattern"}; a later one may use earlier ones.
  void define(std::string_view object, const std::string& where);
  RulePattern pattern(std::string_view value, const std::string& where) const;
  /// A list of patterns, or one.
  std::vector<RulePattern> patterns(std::string_view value, const std::string& where) const;

  static std::string text(std::string_view value, const std::string& where);
  static std::int64_t number(std::string_view value, const std::string& where);
  static std::string_view object(std::string_view value, const std::string& where);
  static std::string_view list(std::string_view value, const std::string& where);
  [[noreturn]] static void refuse(const std::string& where, const std::string& what);

 private:
  std::string expanded(std::string text, const std::string& where) const;
  std::map<std::string, std::string> defined_;
};

inline bool any_found(const std::vector<RulePattern>& patterns, std::string_view text) {
  for (const RulePattern& pattern : patterns) {
    if (pattern.found_in(text)) return true;
  }
  return false;
}

}  // namespace scv::contact
