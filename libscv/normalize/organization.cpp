#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "normalize/detail.hpp"
#include "normalize/organization_words.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

using detail::contains;

constexpr std::size_t kMaxText = 1024;
constexpr std::size_t kMaxWords = 64;
constexpr std::size_t kLongestForm = 5;  ///< words of the longest legal form

std::string_view cut(std::string_view text) {
  text = base::trim(text);
  return text.size() > kMaxText ? base::truncate_utf8(text, kMaxText) : text;
}

struct FormFound {
  std::string_view form;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Words with runs of single letters joined where that makes a legal form: s a r l → sarl.
std::vector<std::string> join_letters(const std::vector<std::string_view>& words) {
  std::vector<std::string> joined;
  joined.reserve(words.size());
  std::size_t i = 0;
  while (i < words.size()) {
    std::size_t end = i;
    std::string letters;
    while (end < words.size() && words[end].size() == 1 && end - i < 6) letters += words[end++];
    bool made = false;
    while (letters.size() >= 2 && !made) {
      if (!detail::form_of(detail::kLegalForms, letters).empty()) {
        joined.push_back(letters);
        i += letters.size();
        made = true;
      } else {
        letters.pop_back();
      }
    }
    if (!made) joined.emplace_back(words[i++]);
  }
  return joined;
}

/// The longest legal form that begins at `at`.
FormFound form_at(const std::vector<std::string>& words, std::size_t at) {
  FormFound found;
  static constexpr detail::WordFilter kStarts = detail::first_words(detail::kLegalForms);
  if (!kStarts.may_hold(words[at])) return found;
  std::string phrase;
  for (std::size_t end = at; end < words.size() && end - at < kLongestForm; ++end) {
    detail::append_word(phrase, words[end]);
    if (const std::string_view form = detail::form_of(detail::kLegalForms, phrase); !form.empty())
      found = {form, at, end + 1};
  }
  return found;
}

std::vector<std::string> words_with_forms(std::string_view folded) {
  std::vector<std::string_view> words = detail::words_of(folded);
  if (words.size() > kMaxWords) words.resize(kMaxWords);
  return join_letters(words);
}

}  // namespace

OrganizationName parse_organization_name(std::string_view text) {
  OrganizationName name;
  text = cut(text);
  if (text.empty() || is_placeholder(text)) return name;
  const std::string folded = fold(text);
  const std::vector<std::string> words = words_with_forms(folded);
  std::vector<std::string> fillers;
  std::size_t i = 0;
  while (i < words.size()) {
    const FormFound found = form_at(words, i);
    const bool leading = i == 0 && (!contains(detail::kLeadingForms, found.form) || found.end == words.size());
    if (!found.form.empty() && !leading) {
      // "Müller Co. Ltd": the last form is the legal one; "Company" inside a name gives way to it.
      if (name.legal_form.empty() || name.legal_form == "co" || found.form.size() > name.legal_form.size()) {
        name.legal_form = found.form;
      }
      i = found.end;
      continue;
    }
    (contains(detail::kOrganizationFillers, words[i]) ? fillers : name.tokens).push_back(words[i]);
    ++i;
  }
  if (name.tokens.empty()) name.tokens = std::move(fillers);
  if (name.tokens.size() >= 2) {
    for (const std::string& token : name.tokens) name.acronym += token.front();
  }
  return name;
}

bool looks_like_organization(std::string_view text) {
  text = cut(text);
  if (text.empty()) return false;
  const std::string folded = fold(text);
  const std::vector<std::string> words = words_with_forms(folded);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (contains(detail::kOrganizationWords, word)) return true;
    // A compound needs something before its last part.
    if (word.size() > 8) {
      for (const std::string_view ending : detail::kOrganizationEndings) {
        if (word.size() > ending.size() + 2 && word.ends_with(ending)) return true;
      }
    }
    if (i == 0 && words.size() > 1 && !contains(detail::kLeadingForms, word)) continue;
    const FormFound found = form_at(words, i);
    if (!found.form.empty() && words.size() > 1 && contains(detail::kClearForms, found.form)) return true;
  }
  return false;
}

}  // namespace scv::normalize
