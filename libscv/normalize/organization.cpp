#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <span>
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

/// The words of a folded text, with runs of single letters joined where that makes a legal form: s a r l → sarl. Borrows
/// from the text.
class NameWords {
 public:
  explicit NameWords(std::string_view folded) {
    absl::InlinedVector<std::string_view, 8> words;
    detail::for_each_word(folded, [&](std::string_view word) {
      if (words.size() < kMaxWords) words.push_back(word);
    });
    std::size_t i = 0;
    while (i < words.size()) {
      const std::size_t joined = joined_at(words, i);
      words_.push_back(joined > 0 ? std::string_view(letters_).substr(letters_.size() - joined) : words[i]);
      i += std::max<std::size_t>(joined, 1);
    }
  }
  NameWords(const NameWords&) = delete;
  NameWords& operator=(const NameWords&) = delete;

  std::size_t size() const { return words_.size(); }
  std::string_view operator[](std::size_t i) const { return words_[i]; }

 private:
  /// How many words from `at` are letters that make a legal form, which then stands last in letters_.
  std::size_t joined_at(std::span<const std::string_view> words, std::size_t at) {
    std::string letters;
    while (at + letters.size() < words.size() && words[at + letters.size()].size() == 1 && letters.size() < 6) {
      letters += words[at + letters.size()];
    }
    while (letters.size() >= 2 && detail::form_of(detail::kLegalForms, letters).empty()) letters.pop_back();
    if (letters.size() < 2) return 0;
    letters_.reserve(kMaxWords);  // never grows: what was joined before stays where it is
    letters_ += letters;
    return letters.size();
  }

  absl::InlinedVector<std::string_view, 8> words_;
  std::string letters_;
};

/// The longest legal form that begins at `at`.
FormFound form_at(const NameWords& words, std::size_t at) {
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

}  // namespace

OrganizationName parse_organization_name(std::string_view text) {
  OrganizationName name;
  text = cut(text);
  if (text.empty() || is_placeholder(text)) return name;
  const std::string folded = fold(text);
  const NameWords words(folded);
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
    (contains(detail::kOrganizationFillers, words[i]) ? fillers : name.tokens).emplace_back(words[i]);
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
  return detail::folded_looks_like_organization(fold(text));
}

bool detail::folded_looks_like_organization(std::string_view folded) {
  const NameWords words(folded);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (contains(kOrganizationWords, word)) return true;
    // A compound needs something before its last part.
    if (word.size() > 8) {
      for (const std::string_view ending : kOrganizationEndings) {
        if (word.size() > ending.size() + 2 && word.ends_with(ending)) return true;
      }
    }
    if (i == 0 && words.size() > 1 && !contains(kLeadingForms, word)) continue;
    const FormFound found = form_at(words, i);
    if (!found.form.empty() && words.size() > 1 && contains(kClearForms, found.form)) return true;
  }
  return false;
}

}  // namespace scv::normalize
