#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "normalize/detail.hpp"
#include "normalize/person_words.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

using detail::contains;

// Nobody's name is longer; what is beyond is left out, so that a page of text in a name column stays cheap.
constexpr std::size_t kMaxText = 512;
constexpr std::size_t kMaxWords = 24;

struct Word {
  std::string text;            ///< folded, no blanks
  bool upper = false;          ///< written in capitals
  bool lower = false;          ///< begins with a small letter
  bool dotted = false;         ///< a full stop follows
  bool hyphen_before = false;  ///< joined to the word before
};
using Words = absl::InlinedVector<Word, 6>;  // longer names are rare

struct Letters {
  int upper = 0;
  int lower = 0;
  bool starts_lower = false;
};

Letters letters_of(std::string_view raw) {
  Letters letters;
  bool first = true;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    bool is_upper = c >= 'A' && c <= 'Z';
    bool is_lower = c >= 'a' && c <= 'z';
    if (static_cast<unsigned char>(c) == 0xC3 && i + 1 < raw.size()) {
      const auto next = static_cast<unsigned char>(raw[++i]);
      is_upper = next >= 0x80 && next <= 0x9E;
      is_lower = next >= 0x9F;
    }
    letters.upper += is_upper ? 1 : 0;
    letters.lower += is_lower ? 1 : 0;
    if (first && (is_upper || is_lower)) {
      letters.starts_lower = is_lower;
      first = false;
    }
  }
  return letters;
}

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

/// 1st, 2nd, 19th
bool is_ordinal(std::string_view word) {
  return word.size() >= 3 && word.size() <= 4 && base::is_ascii_digit(word.front()) &&
         base::is_ascii_digit(word[word.size() - 3]) &&
         (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.ends_with("th"));
}

bool is_word_end(char c) {
  return base::is_ascii_space(c) || c == '-' || c == '.' || c == ',' || c == '/' || c == '&' || c == '+' || c == '_';
}

struct Misread {
  std::string_view as, for_;
};
/// What letters become when a form is read by machine, the longer first. No digit stands for another's letter: numbers that
/// tell names apart still do.
constexpr Misread kMisread[] = {{"1<", "k"}, {"l<", "k"}, {"i<", "k"}, {"|<", "k"}, {"1>", "d"}, {"l>", "d"},
                                {"i>", "d"}, {"|>", "d"}, {"17", "n"}, {"0", "o"},  {"1", "l"},  {"2", "z"},
                                {"3", "e"},  {"4", "a"},  {"5", "s"},  {"7", "t"},  {"8", "b"},  {"9", "g"},
                                {"|", "l"},  {"$", "s"},  {"!", "i"},  {"@", "a"}};

/// A word of letters in which some became digits or signs (mas017, lu1<e) with these as letters again; else empty.
std::string with_letters_for_digits(std::string_view word) {
  std::size_t letters = 0, others = 0;
  for (const char c : word) {
    if (static_cast<unsigned char>(c) >= 0x80) return {};
    (base::is_ascii_alpha(c) ? letters : others) += 1;
  }
  if (others == 0 || letters < 2 || others > letters + 1) return {};
  const std::string lower = base::ascii_lower(word);
  if (is_ordinal(lower)) return {};
  std::string mended;
  for (std::size_t i = 0; i < lower.size();) {
    const auto* found = std::find_if(std::begin(kMisread), std::end(kMisread), [&](const Misread& misread) {
      return std::string_view(lower).substr(i).starts_with(misread.as);
    });
    if (found == std::end(kMisread)) {
      mended += lower[i++];
    } else {
      mended += found->for_;
      i += found->as.size();
    }
  }
  return mended;
}

/// Words of one part of a name. Mc Neil and O' Neil become one.
void add_words(std::string_view raw, Words& words) {
  std::size_t i = 0;
  bool hyphen = false;
  while (i < raw.size() && words.size() < kMaxWords) {
    const char c = raw[i];
    if (is_word_end(c)) {
      hyphen = c == '-' && i > 0 && !is_word_end(raw[i - 1]);
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < raw.size() && !is_word_end(raw[i])) ++i;
    const std::string_view piece = raw.substr(begin, i - begin);
    const Letters letters = letters_of(piece);
    Word word;
    word.upper = letters.upper >= 2 && letters.lower == 0;
    word.lower = letters.starts_lower;
    word.dotted = i < raw.size() && raw[i] == '.';
    word.hyphen_before = hyphen;
    hyphen = false;
    const std::string mended = with_letters_for_digits(piece);
    std::string folded = fold(mended.empty() ? piece : std::string_view(mended));
    if (folded.empty()) continue;
    const bool prefix = !words.empty() && !word.hyphen_before &&
                        (words.back().text == "mc" || (words.back().text == "o" && !words.back().dotted && begin >= 2 &&
                                                       raw[begin - 1] == ' ' && raw[begin - 2] == '\''));
    if (prefix && folded.find(' ') == std::string::npos) {
      words.back().text += folded;
      words.back().upper = words.back().upper && word.upper;
      continue;
    }
    if (folded.find(' ') == std::string::npos) {
      word.text = std::move(folded);
      words.push_back(std::move(word));
    } else {
      detail::for_each_word(folded, [&](std::string_view part) {
        Word copy = word;
        copy.text = part;
        if (words.size() < kMaxWords) words.push_back(std::move(copy));
      });
    }
  }
}

class NameParser {
 public:
  PersonName run(std::string_view full, std::string_view given, std::string_view middle, std::string_view family,
                 std::string_view birth_name, std::string_view suffix) {
    full = usable(full);
    given = usable(given);
    middle = usable(middle);
    family = usable(family);
    if (given.empty() && middle.empty() && family.empty()) {
      parse_full(full);
    } else {
      name_.order_known = true;
      parse_family(family);
      parse_given(given);
      parse_given(middle);
      if (!full.empty() && (name_.given.empty() || name_.family.empty())) complete_from(full);
    }
    if (const std::string_view birth = usable(birth_name); !birth.empty()) add_former(birth);
    if (const std::string_view behind = usable(suffix); !behind.empty()) {
      Words words;
      add_words(behind, words);
      for (const Word& word : words) take_suffix(word);
    }
    name_.title = title();
    return std::move(name_);
  }

 private:
  static std::string_view usable(std::string_view text) {
    text = base::trim(text);
    if (text.size() > kMaxText) text = base::truncate_utf8(text, kMaxText);
    return text.empty() || is_placeholder(text) ? std::string_view{} : text;
  }

  void add_title(std::string_view word) {
    if (word == "professor") word = "prof";
    if (word == "doctor" || word == "doktor" || word == "drs" || word == "docteur") word = "dr";
    if (word == "diplom") word = "dipl";
    if (std::find(titles_.begin(), titles_.end(), word) == titles_.end()) titles_.emplace_back(word);
  }
  /// Professor before doctor, whatever the order they were written in.
  std::string title() const {
    std::string text;
    for (const bool professor : {true, false}) {
      for (const std::string& word : titles_) {
        if ((word == "prof") == professor) detail::append_word(text, word);
      }
    }
    return text;
  }

  bool take_suffix(const Word& word) {
    if (const std::string_view generation = detail::form_of(detail::kGenerations, word.text); !generation.empty()) {
      name_.generation = generation;
      return true;
    }
    if (contains(detail::kTitlesBehind, word.text) || contains(detail::kTitles, word.text)) {
      add_title(word.text);
      return true;
    }
    return false;
  }

  /// Takes salutations, titles, generation and birth names out of the words of one part.
  void strip(Words& words, bool family_part) {
    strip_front(words, family_part);
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      if (!contains(detail::kBornWords, words[i].text)) continue;
      if (words[i].text == "born" && !words[i].lower) continue;
      for (std::size_t k = i + 1; k < words.size(); ++k) {
        if (!contains(detail::kParticles, words[k].text)) name_.former.push_back(words[k].text);
      }
      words.resize(i);
      break;
    }
    if (!words.empty() && words.size() > 2 && contains(detail::kBornWords, words.front().text) && family_part) {
      words.erase(words.begin());
    }
    for (std::size_t i = words.size(); i-- > 1;) {
      const std::string& text = words[i].text;
      const bool last = i + 1 == words.size();
      if (!detail::form_of(detail::kGenerations, text).empty()) {
        name_.generation = detail::form_of(detail::kGenerations, text);
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
      } else if (last && contains(detail::kTitlesBehind, text) && (words[i].upper || text.size() > 2 || text == "bt") &&
                 !words[i].hyphen_before && words.size() > (family_part ? 1U : 2U)) {
        add_title(text);
        words.pop_back();
      } else if (last && i >= 2 && text == "d" && words[i - 1].text == "ph") {
        add_title("phd");
        words.resize(i - 1);
        i = words.size();
      }
    }
    const auto is_filler = [](const Word& word) {
      return contains(detail::kPersonFillers, word.text) && !word.upper && (word.lower || word.text != "co") &&
             word.text != "gen" && word.text != "u";
    };
    if (words.size() > 1) words.erase(std::remove_if(words.begin() + 1, words.end(), is_filler), words.end());
  }

  void strip_front(Words& words, bool family_part) {
    std::size_t i = 0;
    bool after_title = false;
    while (i < words.size()) {
      const Word& word = words[i];
      const bool alone = words.size() == 1;
      if (i + 1 < words.size() && is_ordinal(word.text)) {
        while (i + 2 < words.size() && contains(detail::kPeerages, words[i + 1].text)) ++i;
        ++i;
        continue;
      }
      if (after_title && contains(detail::kTitleTails, word.text) &&
          (word.lower || word.dotted || word.hyphen_before)) {
        if (word.text == "dr" || word.text == "prof" || word.text == "ing" || word.text == "dipl") add_title(word.text);
      } else if (contains(detail::kSalutations, word.text) && !alone && !(family_part && i + 1 == words.size())) {
        had_salutation_ = true;
        after_title = false;
      } else if (contains(detail::kSalutations, word.text) && alone && !family_part) {
        had_salutation_ = true;
      } else if (contains(detail::kTitles, word.text) &&
                 (i + 1 < words.size() || (!family_part && word.text.size() <= 4)) &&
                 (word.text != "major" && word.text != "pastor" && word.text != "lord" && word.text != "dame"
                      ? true
                      : words.size() > 2)) {
        add_title(word.text);
        had_salutation_ = true;
        after_title = true;
      } else {
        break;
      }
      ++i;
    }
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i));
  }

  void add_particle(std::string_view particle) { detail::append_word(name_.particle, particle); }

  /// Particles at the head go to `particle`, those inside are left out.
  void take_family(const Words& words, std::size_t begin, std::size_t end) {
    std::size_t i = begin;
    while (i + 1 < end && contains(detail::kParticles, words[i].text)) add_particle(words[i++].text);
    const std::size_t first = i;
    for (; i < end; ++i) {
      const bool inner = i > first && i + 1 < end;
      if (inner && contains(detail::kParticles, words[i].text)) continue;
      name_.family.push_back(words[i].text);
    }
  }

  void take_given(const Words& words, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Word& word = words[i];
      if (i > begin && contains(detail::kStrongParticles, word.text) && word.lower) {
        continue;
      }
      // JR or TJ: two initials.
      if (word.upper && word.text.size() == 2 && !is_vowel(word.text[1]) &&
          (!is_vowel(word.text[0]) || word.text == "aj")) {
        name_.given.emplace_back(1, word.text[0]);
        name_.given.emplace_back(1, word.text[1]);
      } else {
        name_.given.push_back(word.text);
      }
    }
  }

  void parse_family(std::string_view raw) {
    std::string outside;
    const std::string_view text = without_brackets(raw, outside, true);
    const std::size_t comma = text.find(',');
    Words words;
    add_words(text.substr(0, comma), words);
    strip(words, true);
    if (comma != std::string_view::npos) {
      Words behind;
      add_words(text.substr(comma + 1), behind);
      for (const Word& word : behind) {
        if (!take_suffix(word)) name_.given.push_back(word.text);
      }
    }
    take_family(words, 0, words.size());
    mark_organization(words);
  }

  void parse_given(std::string_view raw) {
    if (raw.empty()) return;
    std::string outside;
    Words words;
    add_words(without_brackets(raw, outside, false), words);
    strip(words, false);
    // "Anna von der" in the given name's column: the particle is the family's.
    std::size_t end = words.size();
    while (end > 1 && contains(detail::kStrongParticles, words[end - 1].text) && words[end - 1].lower) --end;
    if (end < words.size() && name_.particle.empty()) {
      for (std::size_t i = end; i < words.size(); ++i) add_particle(words[i].text);
    }
    take_given(words, 0, end);
    add_nicknames();
  }

  void add_former(std::string_view raw) {
    Words words;
    add_words(raw, words);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& text = words[i].text;
      const bool more = i + 1 < words.size();
      if (more && (contains(detail::kBornWords, text) || contains(detail::kParticles, text))) continue;
      name_.former.push_back(text);
    }
  }

  /// What stands in brackets or double quotes is a nickname, or a former name behind "geb." or in the family name's column.
  std::string_view without_brackets(std::string_view raw, std::string& outside, bool family_part) {
    const auto may_open = [](char c) { return c == '(' || c == '"' || c == '[' || c == '{' || c == '\xE2'; };
    if (std::none_of(raw.begin(), raw.end(), may_open) ||
        (raw.find_first_of("(\"[{") == std::string_view::npos && raw.find("\xE2\x80\x9C") == std::string_view::npos &&
         raw.find("\xE2\x80\x9E") == std::string_view::npos)) {
      return raw;
    }
    constexpr std::string_view kOpen[] = {"(", "[", "{", "\"", "\xE2\x80\x9E", "\xE2\x80\x9C"};
    constexpr std::string_view kClose[] = {")", "]", "}", "\"", "\xE2\x80\x9C", "\xE2\x80\x9D"};
    std::size_t i = 0;
    while (i < raw.size()) {
      bool opened = false;
      for (std::size_t k = 0; k < std::size(kOpen) && !opened; ++k) {
        if (!raw.substr(i).starts_with(kOpen[k])) continue;
        const std::size_t begin = i + kOpen[k].size();
        const std::size_t close = raw.find(kClose[k], begin);
        if (close == std::string_view::npos) {
          i = begin;
        } else {
          bracket(raw.substr(begin, close - begin), family_part);
          i = close + kClose[k].size();
        }
        outside += ' ';
        opened = true;
      }
      if (!opened) outside += raw[i++];
    }
    return outside;
  }

  void bracket(std::string_view raw, bool family_part) {
    Words words;
    add_words(raw, words);
    if (words.empty()) return;
    if (contains(detail::kBornWords, words.front().text) || family_part) {
      add_former(raw);
    } else {
      for (const Word& word : words) {
        if (!take_suffix(word)) nicknames_.push_back(word.text);
      }
    }
  }
  void add_nicknames() {
    for (std::string& nickname : nicknames_) name_.given.push_back(std::move(nickname));
    nicknames_.clear();
  }

  void mark_organization(const Words& words) {
    if (words.size() < 2 && (words.empty() || words.front().text.size() < 6)) return;
    if (name_.looks_like_organization) return;
    std::string text;
    for (const Word& word : words) detail::append_word(text, word.text);
    // What grew so much in transliteration is cut like any other text.
    name_.looks_like_organization =
        text.size() <= kMaxText ? detail::folded_looks_like_organization(text) : looks_like_organization(text);
  }

  void parse_full(std::string_view raw) {
    if (raw.empty()) return;
    std::string outside;
    const std::string_view text = without_brackets(raw, outside, false);
    if (text.find_first_of(",;") == std::string_view::npos) {
      Words words;
      add_words(text, words);
      mark_organization(words);
      strip(words, false);
      split_full(words);
    } else {
      parse_with_commas(text);
    }
    add_nicknames();
  }

  void parse_with_commas(std::string_view text) {
    std::vector<Words> parts;
    Words all;
    std::size_t begin = 0;
    while (begin <= text.size()) {
      const std::size_t end = std::min(text.find_first_of(",;", begin), text.size());
      Words words;
      add_words(text.substr(begin, end - begin), words);
      begin = end + 1;
      if (words.empty()) continue;
      all.insert(all.end(), words.begin(), words.end());
      if (contains(detail::kBornWords, words.front().text) && words.size() > 1) {
        for (std::size_t i = 1; i < words.size(); ++i) {
          if (!contains(detail::kParticles, words[i].text)) name_.former.push_back(words[i].text);
        }
        continue;
      }
      const bool behind = !parts.empty() && std::all_of(words.begin(), words.end(), [](const Word& word) {
        return !detail::form_of(detail::kGenerations, word.text).empty() ||
               contains(detail::kTitlesBehind, word.text) || contains(detail::kTitles, word.text) ||
               (word.text == "ph" || word.text == "d") || (contains(detail::kTitleTails, word.text) && word.dotted);
      });
      if (behind) {
        if (words.size() == 2 && words[0].text == "ph") {
          add_title("phd");
        } else {
          for (const Word& word : words) take_suffix(word);
        }
        continue;
      }
      parts.push_back(std::move(words));
      if (parts.size() > 4) break;
    }
    mark_organization(all);
    if (parts.empty()) return;
    if (parts.size() == 1) {
      strip(parts[0], false);
      split_full(parts[0]);
      return;
    }
    name_.order_known = true;
    strip(parts[0], true);
    take_family(parts[0], 0, parts[0].size());
    Words& given = parts[1];
    strip(given, false);
    // "Heide, Anna von der"
    std::size_t end = given.size();
    while (end > 1 && contains(detail::kStrongParticles, given[end - 1].text)) --end;
    if (name_.particle.empty()) {
      for (std::size_t i = end; i < given.size(); ++i) add_particle(given[i].text);
    }
    take_given(given, 0, end);
  }

  void split_full(const Words& words) {
    if (words.empty()) return;
    if (words.size() == 1) {
      name_.order_known = had_salutation_;
      name_.family.push_back(words[0].text);
      return;
    }
    // The first particle that is not the first word begins the family name; one at the head is all family.
    if (contains(detail::kStrongParticles, words[0].text) && words[0].lower) {
      name_.order_known = true;
      take_family(words, 0, words.size());
      return;
    }
    const bool any_capital = std::any_of(words.begin(), words.end(), [](const Word& word) { return !word.lower; });
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      const std::string& text = words[i].text;
      if (text == "y" && i >= 2 && words[i].lower && any_capital) {
        take_given(words, 0, i - 1);
        take_family(words, i - 1, words.size());
        name_.order_known = true;
        return;
      }
      if (!contains(detail::kStrongParticles, text) || words[i].dotted) continue;
      take_given(words, 0, i);
      take_family(words, i, words.size());
      name_.order_known = true;
      return;
    }
    if (split_by_case(words)) return;
    std::size_t begin = words.size() - 1;
    while (begin > 1 && words[begin].hyphen_before) --begin;
    take_given(words, 0, begin);
    take_family(words, begin, words.size());
  }

  /// MÜLLER Anna, Anna MÜLLER
  bool split_by_case(const Words& words) {
    const auto capital = [](const Word& word) { return word.upper && word.text.size() > 2; };
    std::size_t head = 0;
    while (head < words.size() && capital(words[head])) ++head;
    std::size_t tail = words.size();
    while (tail > 0 && capital(words[tail - 1])) --tail;
    const auto none = [&](std::size_t begin, std::size_t end) {
      return std::none_of(words.begin() + static_cast<std::ptrdiff_t>(begin),
                          words.begin() + static_cast<std::ptrdiff_t>(end), capital);
    };
    if (head > 0 && head < words.size() && none(head, words.size())) {
      take_family(words, 0, head);
      take_given(words, head, words.size());
    } else if (tail > 0 && tail < words.size() && none(0, tail)) {
      take_given(words, 0, tail);
      take_family(words, tail, words.size());
    } else {
      return false;
    }
    name_.order_known = true;
    return true;
  }

  /// One of given and family is missing: what `full` has beyond the other is it.
  void complete_from(std::string_view full) {
    PersonName whole = NameParser().run(full, {}, {}, {}, {}, {});
    std::vector<std::string> rest;
    const std::vector<std::string>& known = name_.given.empty() ? name_.family : name_.given;
    for (const auto* part : {&whole.given, &whole.family}) {
      for (const std::string& word : *part) {
        if (std::find(known.begin(), known.end(), word) == known.end()) rest.push_back(word);
      }
    }
    (name_.given.empty() ? name_.given : name_.family) = std::move(rest);
    if (name_.particle.empty()) name_.particle = whole.particle;
    if (name_.generation.empty()) name_.generation = whole.generation;
    if (name_.former.empty()) name_.former = std::move(whole.former);
  }

  PersonName name_;
  std::vector<std::string> titles_;
  std::vector<std::string> nicknames_;
  bool had_salutation_ = false;
};

}  // namespace

PersonName parse_person_name(std::string_view full, std::string_view given, std::string_view middle,
                             std::string_view family, std::string_view birth_name, std::string_view suffix) {
  return NameParser().run(full, given, middle, family, birth_name, suffix);
}

char parse_gender(std::string_view text) {
  static constexpr auto kGenders = detail::form_list({
      {"m", "m"},
      {"male", "m"},
      {"mann", "m"},
      {"maennlich", "m"},
      {"man", "m"},
      {"herr", "m"},
      {"herrn", "m"},
      {"hr", "m"},
      {"mr", "m"},
      {"mister", "m"},
      {"homme", "m"},
      {"masculin", "m"},
      {"monsieur", "m"},
      {"h", "m"},
      {"maskulin", "m"},
      {"boy", "m"},
      {"1", "m"},
      {"w", "f"},
      {"f", "f"},
      {"female", "f"},
      {"frau", "f"},
      {"weiblich", "f"},
      {"woman", "f"},
      {"fr", "f"},
      {"mrs", "f"},
      {"ms", "f"},
      {"miss", "f"},
      {"femme", "f"},
      {"feminin", "f"},
      {"madame", "f"},
      {"mme", "f"},
      {"mlle", "f"},
      {"fraeulein", "f"},
      {"frl", "f"},
      {"girl", "f"},
      {"2", "f"},
      {"d", "x"},
      {"x", "x"},
      {"divers", "x"},
      {"diverse", "x"},
      {"nonbinary", "x"},
      {"non binary", "x"},
      {"nichtbinaer", "x"},
      {"mx", "x"},
      {"inter", "x"},
      {"m w d", "x"},
      {"mademoiselle", "f"},
      {"feminine", "f"},
      {"masculine", "m"},
      {"other", "x"},
  });
  if (text.size() > 32) return 0;
  const std::string folded = fold(text);
  const std::string_view whole = detail::form_of(kGenders, folded);
  if (!whole.empty()) return whole.front();
  // "Frau Dr.", "Herr Prof."
  const std::string_view first = std::string_view(folded).substr(0, folded.find(' '));
  const std::string_view form = first.size() > 1 ? detail::form_of(kGenders, first) : std::string_view{};
  return form.empty() ? '\0' : form.front();
}

}  // namespace scv::normalize
