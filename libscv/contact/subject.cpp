#include "contact/subject.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace scv::contact {
namespace {

struct Mark {
  std::string_view text;  ///< small letters; as ICU or RE2 would fold them is not needed: programs write few spellings
  bool forward;
};

constexpr std::array<Mark, 52> kMarks = {{
    {"re", false},   {"aw", false},    {"antw", false},    {"antwort", false},
    {"sv", false},   {"vs", false},    {"odp", false},     {"rif", false},
    {"ris", false},  {"res", false},   {"ynt", false},     {"vá", false},
    {"vÁ", false},   {"r", false},     {"bls", false},     {"atb", false},
    {"ref", false},  {"reply", false}, {"απ", false},      {"ΑΠ", false},
    {"σχετ", false}, {"ΣΧΕΤ", false},  {"отг", false},     {"Отг", false},
    {"ОТГ", false},  {"отв", false},   {"Отв", false},     {"回复", false},
    {"回覆", false}, {"答复", false},  {"fw", true},       {"fwd", true},
    {"wg", true},    {"tr", true},     {"rv", true},       {"enc", true},
    {"i", true},     {"doorst", true}, {"vb", true},       {"vl", true},
    {"pd", true},    {"ilt", true},    {"továbbít", true}, {"weiterl", true},
    {"πρθ", true},   {"ΠΡΘ", true},    {"препр", true},    {"Препр", true},
    {"转发", true},  {"轉寄", true},   {"forward", true},  {"weitergeleitet", true},
}};

/// The text without blanks in front.
std::string_view left_trim(std::string_view text) {
  while (!text.empty() && base::is_ascii_space(text.front())) text.remove_prefix(1);
  return text;
}

/// Behind a mark: "[2]", "^2", "(3)", blanks, and the colon, also the full-width one. Npos if there is none.
std::size_t end_of_mark(std::string_view text, std::size_t at) {
  const auto skip_blanks = [&] {
    while (at < text.size() && base::is_ascii_space(text[at])) ++at;
  };
  skip_blanks();
  if (at < text.size() && (text[at] == '[' || text[at] == '(' || text[at] == '^' || text[at] == '*')) {
    const char close = text[at] == '[' ? ']' : text[at] == '(' ? ')' : '\0';
    std::size_t digits = ++at;
    while (digits < text.size() && base::is_ascii_digit(text[digits])) ++digits;
    if (digits == at || digits - at > 6) return std::string_view::npos;
    at = digits;
    if (close != '\0') {
      if (at >= text.size() || text[at] != close) return std::string_view::npos;
      ++at;
    }
    skip_blanks();
  }
  if (at < text.size() && text[at] == ':') return at + 1;
  if (text.substr(std::min(at, text.size())).starts_with("：")) return at + 3;
  return std::string_view::npos;
}

/// The end of a tag "[…]" at the start of a text, or npos.
std::size_t end_of_tag(std::string_view text) {
  if (!text.starts_with('[')) return std::string_view::npos;
  const std::size_t close = text.find_first_of("[]", 1);
  if (close == std::string_view::npos || text[close] == '[') return std::string_view::npos;
  return close + 1;
}

bool starts_ignoring_case(std::string_view text, std::string_view mark) {
  return text.size() >= mark.size() && base::equals_ignoring_ascii_case(text.substr(0, mark.size()), mark);
}

bool take_mark(std::string_view& text, Subject& subject) {
  for (const Mark& mark : kMarks) {
    if (!starts_ignoring_case(text, mark.text)) continue;
    const std::size_t end = end_of_mark(text, mark.text.size());
    if (end == std::string_view::npos) continue;
    text = left_trim(text.substr(end));
    (mark.forward ? subject.forward : subject.reply) = true;
    return true;
  }
  return false;
}

}  // namespace

Subject subject_of(std::string_view raw) {
  // A header line may hold 64 KiB; what tells subjects apart stands in front.
  std::string collapsed;
  for (const char c : base::truncate_utf8(base::trim(raw), 1000)) {
    const char shown = base::is_ascii_space(c) ? ' ' : c;
    if (shown != ' ' || (!collapsed.empty() && collapsed.back() != ' ')) collapsed += shown;
  }
  Subject subject;
  std::string_view text = base::trim(collapsed);
  for (bool again = true; again;) {
    again = false;
    while (text.size() >= 5 && base::equals_ignoring_ascii_case(text.substr(text.size() - 5), "(fwd)")) {
      text = base::trim(text.substr(0, text.size() - 5));
      subject.forward = true;
    }
    for (;;) {
      if (take_mark(text, subject)) continue;
      // A tag is no part of the base subject, unless nothing else is left.
      const std::size_t tag = end_of_tag(text);
      if (tag == std::string_view::npos) break;
      const std::string_view rest = left_trim(text.substr(tag));
      if (rest.empty()) break;
      text = rest;
    }
    // "[Fwd: …]"
    if (text.size() > 6 && base::equals_ignoring_ascii_case(text.substr(0, 5), "[fwd:") && text.ends_with(']')) {
      text = base::trim(text.substr(5, text.size() - 6));
      subject.forward = again = true;
    }
  }
  subject.base = base::ascii_lower(base::trim(text));
  return subject;
}

}  // namespace scv::contact
