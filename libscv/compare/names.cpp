// The part of Comparer that compares words and the names of persons.

#include <algorithm>
#include <string_view>

#include "base/hash.hpp"
#include "compare/compare.hpp"
#include "compare/levels.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/osa.hpp"

namespace scv::compare {
namespace {

constexpr std::size_t kMemoSize = 1u << 16;
constexpr std::uint64_t kNoPair = ~0ull;
constexpr int kCrossing = 3;  ///< what it costs to take a given for a family name where both are known

}  // namespace

using types::Agreement;
using types::Comparison;
using types::ComparisonVector;
using types::Level;
using types::TextShape;
using types::ValueNo;

struct Comparer::NameAgreement {
  Agreement given, family, middle;
  bool swapped = false;
  int cost = 1000;  ///< for choosing among alignments
};

Comparer::Comparer(const types::FeatureTable& table, const Knowledge& knowledge)
    : table_(table), knowledge_(knowledge), memo_(kMemoSize, {kNoPair, Level::missing}) {}

Level Comparer::computed_word_level(ValueNo a, ValueNo b) const {
  const types::Word& left = table_.word_info[a];
  const types::Word& right = table_.word_info[b];
  if (agree(left.collapsed, right.collapsed)) return Level::variant;
  for (std::uint32_t i = 0; i < left.nicknames_count; ++i) {
    for (std::uint32_t j = 0; j < right.nicknames_count; ++j) {
      if (table_.nickname_groups[left.nicknames_begin + i] == table_.nickname_groups[right.nicknames_begin + j]) {
        return Level::nickname;
      }
    }
  }
  const std::string_view s = table_.words.text(a), t = table_.words.text(b);
  if (s.size() == 1 || t.size() == 1) return s[0] == t[0] ? Level::initial : Level::different;
  const double similarity = similarity::jaro_winkler_similarity(s, t);
  if (agree(left.phonetic, right.phonetic) && similarity >= kPhoneticWord) return Level::phonetic;
  const std::size_t shorter = std::min(s.size(), t.size());
  const std::size_t slips = shorter >= 8 ? 2 : 1;
  if (shorter >= 3 && similarity::osa_distance(s, t, slips) <= slips) return Level::typo;
  if (similarity >= kSimilarWord) return Level::similar;
  const std::size_t many = shorter >= 7 ? kMostSlips : 2;
  return shorter >= 4 && similarity::osa_distance(s, t, many) <= many ? Level::faint : Level::different;
}

/// Whether the letters that two words have in common are too few for any level but `different`.
bool Comparer::far_apart(ValueNo a, ValueNo b) const {
  const types::Word &left = table_.word_info[a], &right = table_.word_info[b];
  const TextShape &s = left.shape, &t = right.shape;
  const std::size_t shorter = std::min(s.length(), t.length());
  if (shorter < 2) return false;
  if (agree(left.collapsed, right.collapsed) || (left.nicknames_count != 0 && right.nicknames_count != 0)) return false;
  const auto slips = static_cast<std::size_t>(word_slips(static_cast<int>(shorter)));
  if (TextShape::least_edits(s, t) <= slips) return false;
  const bool one_sound = agree(left.phonetic, right.phonetic);
  return TextShape::most_jaro_winkler(s, t) < (one_sound ? kPhoneticWord : kSimilarWord) - kRounding;
}

Level Comparer::word_level(ValueNo a, ValueNo b) {
  if (a == b) return Level::equal;
  if (far_apart(a, b)) return Level::different;
  const std::uint64_t pair = std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
  MemoEntry& entry = memo_[base::hash_mix(0, pair) % kMemoSize];
  if (entry.pair != pair) entry = {pair, computed_word_level(std::min(a, b), std::max(a, b))};
  return entry.level;
}

/// Two lists of name words: the first words decide, unless another pair of whole words is the same.
Agreement Comparer::words(std::span<const ValueNo> a, std::span<const ValueNo> b) {
  if (a.empty() || b.empty()) return {};
  Agreement best = {word_level(a[0], b[0]), a[0], b[0]};
  const auto initial = [&](ValueNo word) { return table_.words.text(word).size() == 1; };
  if (best.level == Level::equal) {
    if (initial(a[0])) best.level = Level::initial;
    return best;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      if ((i == 0 && j == 0) || initial(a[i]) || initial(b[j])) continue;
      Level level = word_level(a[i], b[j]);
      if (level == Level::equal) level = Level::equal_part;
      if (better(level, best.level)) best = {level, a[i], b[j]};
    }
  }
  return best;
}

/// Given names behind the first, where both have some: each of the fewer has to be among the others'.
Agreement Comparer::further_words(std::span<const ValueNo> a, std::span<const ValueNo> b) {
  if (a.size() < 2 || b.size() < 2) return {};
  a = a.subspan(1);
  b = b.subspan(1);
  const bool left_fewer = a.size() <= b.size();
  Agreement worst;
  for (const ValueNo word : left_fewer ? a : b) {
    Agreement best;
    for (const ValueNo other : left_fewer ? b : a) {
      const Level level = word_level(word, other);
      if (better(level, best.level)) best = left_fewer ? Agreement{level, word, other} : Agreement{level, other, word};
    }
    if (best.level == Level::equal && table_.words.text(word).size() == 1) best.level = Level::initial;
    if (worst.level == Level::missing || better(worst.level, best.level)) worst = best;
  }
  return worst;
}

/// Whether two names are of the same letters in the same order, with the words parted elsewhere.
bool Comparer::same_letters(const types::Name& a, const types::Name& b) const {
  const auto words = [&](const types::Name& name) {
    return std::span(table_.name_words).subspan(name.begin, std::size_t{name.given} + name.family);
  };
  const auto left = words(a), right = words(b);
  if (left.size() == right.size()) return false;
  std::size_t i = 0, j = 0, at = 0, bt = 0;  // words, and places in them
  while (i < left.size() && j < right.size()) {
    const std::string_view s = table_.words.text(left[i]), t = table_.words.text(right[j]);
    if (s[at] != t[bt]) return false;
    if (++at == s.size()) ++i, at = 0;
    if (++bt == t.size()) ++j, bt = 0;
  }
  return i == left.size() && j == right.size();
}

Comparer::NameAgreement Comparer::names(const types::Name& a, const types::Name& b) {
  const auto cost = [](Level level) { return level == Level::missing ? 9 : static_cast<int>(level); };
  NameAgreement straight;
  straight.given = words(table_.given(a), table_.given(b));
  straight.family = words(table_.family(a), table_.family(b));
  if (straight.family.level != Level::equal && (a.former != 0 || b.former != 0)) {
    for (const auto& [left, right] :
         {std::pair{table_.former(a), table_.family(b)}, std::pair{table_.family(a), table_.former(b)}}) {
      const Agreement agreement = words(left, right);
      if (agreement.level <= Level::variant && agreement.level != Level::missing) {
        straight.family = {Level::former, agreement.left, agreement.right};
      }
    }
  }
  if ((straight.family.level > Level::variant || straight.given.level > Level::variant) && same_letters(a, b)) {
    const auto first = [&](const types::Name& name) { return table_.name_words[name.begin]; };
    const auto last = [&](const types::Name& name) {
      return table_.name_words[name.begin + name.given + name.family - 1u];
    };
    straight.given = {Level::variant, first(a), first(b)};
    straight.family = {Level::variant, last(a), last(b)};
  } else {
    straight.middle = further_words(table_.given(a), table_.given(b));
  }
  straight.cost = cost(straight.given.level) + cost(straight.family.level);
  if (straight.cost <= static_cast<int>(Level::variant)) return straight;

  NameAgreement crossed;
  crossed.given = words(table_.given(a), table_.family(b));
  crossed.swapped = true;
  crossed.cost = cost(crossed.given.level) + (a.order_known && b.order_known ? kCrossing : 0);
  if (crossed.cost >= straight.cost) return straight;
  crossed.family = words(table_.family(a), table_.given(b));
  crossed.cost += cost(crossed.family.level);
  return crossed.cost < straight.cost ? crossed : straight;
}

Agreement Comparer::whole_words(ValueNo a, ValueNo b) {
  const Level level = word_level(a, b);
  return {level == Level::equal && table_.words.text(a).size() == 1 ? Level::initial : level, a, b};
}

/// As names() compares names of one word each, by what their rows hold.
void Comparer::compare_plain_names(const Row& left, const Row& right, ComparisonVector& out) {
  Agreement given = whole_words(*left.given, *right.given), family = whole_words(*left.family, *right.family);
  const int cost = static_cast<int>(given.level) + static_cast<int>(family.level);
  if (cost > static_cast<int>(Level::variant)) {
    const Agreement crossed = whole_words(*left.given, *right.family);
    if (static_cast<int>(crossed.level) + kCrossing < cost) {
      const Agreement back = whole_words(*left.family, *right.given);
      if (static_cast<int>(crossed.level) + static_cast<int>(back.level) + kCrossing < cost) {
        given = crossed;
        family = back;
        out[Comparison::name_order].level = Level::swapped;
      }
    }
  }
  out[Comparison::given_name] = given;
  out[Comparison::family_name] = family;
}

/// "Morris I" is an initial, but beside "Morris II" it is the first of that name.
std::uint8_t Comparer::generation(const types::Name& name, const types::Name& beside) const {
  constexpr std::uint8_t kFirst = 6, kSecond = 3;
  if (name.generation != 0 || beside.generation < kSecond || name.given < 2) return name.generation;
  return table_.words.text(table_.given(name).back()) == "i" ? kFirst : name.generation;
}

void Comparer::compare_names(std::span<const ValueNo> left, std::span<const ValueNo> right, ComparisonVector& out) {
  NameAgreement best;
  std::uint8_t generation_left = 0, generation_right = 0;
  bool known = false;
  for (const ValueNo a : left) {
    for (const ValueNo b : right) {
      const types::Name &x = table_.names[a], &y = table_.names[b];
      if (knowledge_.whole_names_are_organizations && (x.as_organization || y.as_organization)) {
        continue;
      }
      const NameAgreement agreement = names(x, y);
      if (agreement.cost < best.cost) {
        best = agreement;
        known = x.order_known && y.order_known;
      }
      if (generation_left == 0) generation_left = generation(x, y);
      if (generation_right == 0) generation_right = generation(y, x);
    }
  }
  if (best.cost == 1000) return;
  out[Comparison::given_name] = best.given;
  out[Comparison::family_name] = best.family;
  out[Comparison::middle_name] = best.middle;
  if (known && best.swapped) out[Comparison::name_order].level = Level::swapped;
  if (generation_left != 0 && generation_right != 0) {
    out[Comparison::generation] = {generation_left == generation_right ? Level::equal : Level::different,
                                   generation_left, generation_right};
  }
}

}  // namespace scv::compare
