#include "identity/golden.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "identity/compare_values.hpp"

namespace scv::identity {
namespace {

constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();
/// Above this many distinct names or addresses, forms that are contained in one another are not looked for: it is quadratic.
constexpr std::size_t kMaxContained = 64;

constexpr bool is_name_part(Field field) noexcept { return field <= Field::name_suffix; }
constexpr bool is_address_part(Field field) noexcept { return field >= Field::address && field <= Field::country; }

std::int64_t time_of(std::string_view text) {
  const std::optional<base::Instant> instant = base::parse_rfc3339(text);
  return instant ? instant->unix_ms : kNoTime;
}

/// One value, or the parts of one name or address, as one record says it.
struct Statement {
  const Record* record = nullptr;
  std::vector<const Attribute*> parts;
  std::vector<std::string> words;  ///< sorted; of names and addresses only
  std::size_t rank = 0;
  std::int64_t time = kNoTime;
  bool current = true;  ///< no part has an end of validity
  int formatting = 0;
  std::size_t size = 0;  ///< characters of all parts
};

bool key_less(const Record* a, const Record* b) { return std::tie(a->source, a->id) < std::tie(b->source, b->id); }

/// All statements of one value.
struct Candidate {
  std::string key;
  std::vector<Statement> statements;
  std::size_t best = 0;  ///< the statement that is shown
  // Over its statements, and those of less complete forms of it:
  std::size_t rank = std::numeric_limits<std::size_t>::max();
  std::int64_t time = kNoTime;
  bool current = false;
  std::size_t records = 0;

  const Statement& shown() const { return statements[best]; }
};

/// Which of two candidates is better, and why; the reason is empty where only the key decides.
struct Verdict {
  bool better = false;
  const char* reason = "";
};
Verdict compare(const Candidate& a, const Candidate& b) {
  if (a.rank != b.rank) return {a.rank < b.rank, "source rank"};
  if (a.current != b.current) return {a.current, "most recent"};
  if (a.time != b.time) return {a.time > b.time, "most recent"};
  if (a.records != b.records) return {a.records > b.records, "most frequent"};
  const Statement& x = a.shown();
  const Statement& y = b.shown();
  if (x.parts.size() != y.parts.size()) return {x.parts.size() > y.parts.size(), "most complete"};
  if (x.size != y.size) return {x.size > y.size, "most complete"};
  if (key_less(x.record, y.record)) return {true, "first record"};
  if (key_less(y.record, x.record)) return {false, "first record"};
  return {a.key < b.key, "first record"};
}

/// Whether `less` is a shorter form of `more`: each word, or initial, is in it.
bool contains(const std::vector<std::string>& more, const std::vector<std::string>& less) {
  if (less.size() > more.size()) return false;
  return std::all_of(less.begin(), less.end(), [&](const std::string& word) {
    if (std::binary_search(more.begin(), more.end(), word)) return true;
    if (word.size() != 1) return false;
    const auto at = std::lower_bound(more.begin(), more.end(), word);
    return at != more.end() && at->starts_with(word);
  });
}

std::string join(const std::vector<std::string>& words) {
  std::string key;
  for (const std::string& word : words) (key += word) += ' ';
  return key;
}

class Golden {
 public:
  Golden(std::span<const Record> records, std::span<const std::string> source_rank) {
    for (std::size_t i = 0; i < source_rank.size(); ++i) rank_.try_emplace(source_rank[i], i);
    rank_of_others_ = source_rank.size();
    for (const Record& record : records) ordered_.push_back(&record);
    std::sort(ordered_.begin(), ordered_.end(), key_less);
  }

  std::vector<GoldenValue> make() {
    std::vector<Candidate> names = groups(is_name_part);
    std::vector<Candidate> addresses = groups(is_address_part);
    std::map<std::pair<Field, std::string>, std::vector<Candidate>> values = single_values();

    whole(names);
    std::vector<GoldenValue> of_addresses;
    std::swap(result_, of_addresses);
    whole(addresses);
    std::swap(result_, of_addresses);
    bool addresses_done = false;
    for (auto& [slot, candidates] : values) {
      if (slot.first > Field::country && !std::exchange(addresses_done, true)) append(of_addresses);
      several(slot.first, candidates);
    }
    if (!addresses_done) append(of_addresses);
    return std::move(result_);
  }

 private:
  static bool has_several(Field field) noexcept {
    return field == Field::email || field == Field::phone || field == Field::identifier ||
           field == Field::organization || field == Field::url;
  }

  void append(std::vector<GoldenValue>& values) {
    std::move(values.begin(), values.end(), std::back_inserter(result_));
  }

  Statement statement(const Record& record, std::vector<const Attribute*> parts) const {
    Statement s;
    s.record = &record;
    s.parts = std::move(parts);
    const auto rank = rank_.find(record.source);
    s.rank = rank == rank_.end() ? rank_of_others_ : rank->second;
    s.time = time_of(record.updated_at);
    for (const Attribute* part : s.parts) {
      if (s.time == kNoTime) s.time = time_of(part->valid_from);
      s.current &= part->valid_to.empty();
      s.formatting = std::max(s.formatting, formatting(part->value));
      s.size += part->value.size();
    }
    return s;
  }

  /// Names or addresses, each with the records that say it.
  template <typename InGroup>
  std::vector<Candidate> groups(InGroup in_group) const {
    std::vector<Candidate> candidates;
    std::unordered_map<std::string, std::size_t> position;
    for (const Record* record : ordered_) {
      std::map<std::uint16_t, std::vector<const Attribute*>> parts;
      for (const Attribute& attribute : record->attributes) {
        if (in_group(attribute.field) && !loose_key(attribute.value).empty())
          parts[attribute.group].push_back(&attribute);
      }
      for (auto& [group, attributes] : parts) {
        std::stable_sort(attributes.begin(), attributes.end(),
                         [](const Attribute* a, const Attribute* b) { return a->field < b->field; });
        Statement s = statement(*record, std::move(attributes));
        for (const Attribute* part : s.parts) {
          if (part->field == Field::name_prefix) continue;  // "Frau" and "Dr." tell no two names apart
          for (std::string& word : words(part->value)) s.words.push_back(one_form(std::move(word)));
        }
        std::sort(s.words.begin(), s.words.end());
        s.words.erase(std::unique(s.words.begin(), s.words.end()), s.words.end());
        std::string key = join(s.words);
        add(candidates, position, std::move(key), std::move(s));
      }
    }
    return candidates;
  }

  static std::string one_form(std::string word) {
    if (word.ends_with("strasse")) word.resize(word.size() - 4);
    return word;
  }

  static void add(std::vector<Candidate>& candidates, std::unordered_map<std::string, std::size_t>& position,
                  std::string key, Statement s) {
    const auto [at, added] = position.try_emplace(key, candidates.size());
    if (added) candidates.emplace_back().key = std::move(key);
    candidates[at->second].statements.push_back(std::move(s));
  }

  /// Everything but names and addresses, by field and, for `other`, by column.
  std::map<std::pair<Field, std::string>, std::vector<Candidate>> single_values() const {
    std::map<std::pair<Field, std::string>, std::vector<Candidate>> values;
    std::map<std::pair<Field, std::string>, std::unordered_map<std::string, std::size_t>> positions;
    const std::unordered_map<std::string, std::string> international = international_phones();
    for (const Record* record : ordered_) {
      for (const Attribute& attribute : record->attributes) {
        if (is_name_part(attribute.field) || is_address_part(attribute.field)) continue;
        std::string key = value_key(attribute, international);
        if (key.empty()) continue;
        const std::pair<Field, std::string> slot{attribute.field,
                                                 attribute.field == Field::other ? attribute.type : std::string()};
        add(values[slot], positions[slot], std::move(key), statement(*record, {&attribute}));
      }
    }
    return values;
  }

  /// International numbers by their digits without country code, so that "0351 456789" is "+49 351 456789".
  std::unordered_map<std::string, std::string> international_phones() const {
    std::unordered_map<std::string, std::string> result;
    for (const Record* record : ordered_) {
      for (const Attribute& attribute : record->attributes) {
        if (attribute.field != Field::phone) continue;
        std::string key = phone_key(attribute.value);
        if (!key.starts_with('+')) continue;
        const std::string national(without_country_code(std::string_view(key).substr(1)));
        const auto [at, added] = result.try_emplace(national, key);
        if (!added && key < at->second) at->second = std::move(key);
      }
    }
    return result;
  }

  static std::string value_key(const Attribute& attribute,
                               const std::unordered_map<std::string, std::string>& international) {
    if (loose_key(attribute.value).empty()) return {};
    switch (attribute.field) {
      case Field::email:
        return base::ascii_lower(base::trim(attribute.value));
      case Field::url:
        return url_key(attribute.value);
      case Field::identifier:
        return loose_key(attribute.type) + " " + loose_key(attribute.value);
      case Field::phone: {
        std::string key = phone_key(attribute.value);
        const auto same = international.find(key);
        return same == international.end() ? key : same->second;
      }
      case Field::birthdate: {
        const std::string date = date_key(attribute.value);
        return date.empty() ? "?" + loose_key(attribute.value) : date;
      }
      default:
        return loose_key(attribute.value);
    }
  }

  /// Fills what candidates are compared by.
  static void weigh(std::vector<Candidate>& candidates) {
    for (Candidate& candidate : candidates) {
      std::set<const Record*> records;
      for (std::size_t i = 0; i < candidate.statements.size(); ++i) {
        const Statement& s = candidate.statements[i];
        candidate.rank = std::min(candidate.rank, s.rank);
        candidate.time = std::max(candidate.time, s.time);
        candidate.current |= s.current;
        records.insert(s.record);
        const Statement& best = candidate.shown();
        const auto worth = [](const Statement& x) {
          return std::tuple(x.current, x.parts.size(), x.formatting, x.time, x.size);
        };
        if (worth(s) > worth(best)) candidate.best = i;
      }
      candidate.records = records.size();
    }
  }

  /// A shorter form ("A. Müller") is no other claim than the fuller one: it counts for it.
  static void credit_fuller_forms(std::vector<Candidate>& candidates) {
    if (candidates.size() > kMaxContained) return;
    const std::vector<Candidate> before = candidates;
    for (Candidate& more : candidates) {
      for (const Candidate& less : before) {
        if (less.key == more.key || !contains(more.shown().words, less.shown().words)) continue;
        more.rank = std::min(more.rank, less.rank);
        more.time = std::max(more.time, less.time);
        more.current |= less.current;
        more.records += less.records;
      }
    }
  }

  /// The best name or address with all its parts.
  void whole(std::vector<Candidate>& candidates) {
    if (candidates.empty()) return;
    weigh(candidates);
    credit_fuller_forms(candidates);
    sort(candidates);
    const Candidate& best = candidates.front();
    for (const Attribute* part : best.shown().parts) {
      std::vector<std::string> part_words;
      for (std::string& word : words(part->value)) part_words.push_back(one_form(std::move(word)));
      const auto says_it = [&](const Statement& s) {
        if (part->field != Field::name_prefix) return contains(s.words, part_words);
        return std::any_of(s.parts.begin(), s.parts.end(), [&](const Attribute* other) {
          return other->field == part->field && loose_key(other->value) == loose_key(part->value);
        });
      };
      push(best, *part, reason_of_first(candidates), says_it);
    }
  }

  /// A field's values: one, or all where a customer may have several.
  void several(Field field, std::vector<Candidate>& candidates) {
    weigh(candidates);
    // What is no date does not compete with one that is.
    if (field == Field::birthdate) {
      const auto real = [](const Candidate& c) { return !c.key.starts_with('?'); };
      if (std::any_of(candidates.begin(), candidates.end(), real))
        std::erase_if(candidates, [&](const Candidate& c) { return !real(c); });
    }
    sort(candidates);
    const std::size_t count = has_several(field) ? candidates.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      push(candidates[i], *candidates[i].shown().parts.front(), i == 0 ? reason_of_first(candidates) : "further value",
           [](const Statement&) { return true; });
    }
  }

  static void sort(std::vector<Candidate>& candidates) {
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& a, const Candidate& b) { return compare(a, b).better; });
  }

  static const char* reason_of_first(const std::vector<Candidate>& sorted) {
    return sorted.size() == 1 ? "only value" : compare(sorted[0], sorted[1]).reason;
  }

  template <typename SaysIt>
  void push(const Candidate& candidate, const Attribute& value, const char* reason, SaysIt says_it) {
    GoldenValue golden;
    golden.value = value;
    golden.value.group = 0;
    golden.reason = reason;
    const Record* deciding = candidate.shown().record;
    golden.from.push_back({deciding->source, deciding->id});
    const Record* last = nullptr;  // statements are in order of record
    for (const Statement& s : candidate.statements) {
      if (s.record == deciding || s.record == last || !says_it(s)) continue;
      golden.from.push_back({s.record->source, s.record->id});
      last = s.record;
    }
    result_.push_back(std::move(golden));
  }

  std::unordered_map<std::string, std::size_t> rank_;
  std::size_t rank_of_others_ = 0;
  std::vector<const Record*> ordered_;
  std::vector<GoldenValue> result_;
};

}  // namespace

std::vector<GoldenValue> golden_record(std::span<const Record> records, std::span<const std::string> source_rank) {
  return Golden(records, source_rank).make();
}

}  // namespace scv::identity
