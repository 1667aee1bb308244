// As one types: names by the ranges of their words, e-mail addresses and numbers by those of contact points.

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "block/lookup_keys.hpp"
#include "hub/impl.hpp"
#include "hub/name_words.hpp"
#include "identity/golden.hpp"
#include "normalize/values.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Number;

constexpr std::size_t kMaxWords = 4;
constexpr std::size_t kMostEntries = 1u << 16;  ///< of one word's range
constexpr std::size_t kLookedAt = 64;           ///< records whose names are read
constexpr std::size_t kRecordsOfName = 16;      ///< of those whose word is spelt alike, where one word is all there is
constexpr std::size_t kPoints = 256;
constexpr std::size_t kLeastDigits = 3;
constexpr std::size_t kRecordsOfGolden = 32;  ///< of an identity, for its name

std::string joined(std::string text, std::string_view with) {
  if (!text.empty() && !with.empty()) text += ' ';
  return text.append(with);
}

/// What to call a customer by its golden values; empty where they say nothing.
std::string name_of(std::span<const GoldenValue> golden) {
  std::string parts, whole, organization, point;
  std::optional<std::uint16_t> group;
  for (const GoldenValue& one : golden) {
    const Attribute& value = one.value;
    switch (value.field) {
      case Field::name:
        if (whole.empty()) whole = value.value;
        break;
      case Field::given_name:
      case Field::middle_name:
      case Field::family_name:
        if (!group) group = value.group;
        if (value.group == *group) parts = joined(std::move(parts), value.value);
        break;
      case Field::organization:
        if (organization.empty()) organization = value.value;
        break;
      case Field::email:
      case Field::phone:
        if (point.empty()) point = value.value;
        break;
      default:
        break;
    }
  }
  for (std::string* name : {&parts, &whole, &organization, &point}) {
    if (!name->empty()) return std::move(*name);
  }
  return {};
}

/// A customer that fits what was typed.
struct Fit {
  std::size_t rank = 0;  ///< smaller is better
  std::size_t records = 0;
  std::string matched;
  Number record = 0;
};

class Completer {
 public:
  Completer(store::Store& store, std::size_t limit) : store_(store), limit_(limit) {}

  void add_points(ContactPointKind kind, std::string_view start) {
    if (fits_.size() >= limit_) return;
    const std::vector<store::PointMember> found = store_.points_from(kind, start, kPoints);
    complete_ = complete_ && found.size() < kPoints;
    for (const store::PointMember& one : found) {
      add(one.member.identity, {one.value == start ? 0u : kMaxWords, 1, one.value, one.member.record});
    }
  }

  void add_names(const std::vector<std::string>& words) {
    const std::vector<Number> records = words.size() == 1 ? records_of_word(words[0]) : records_of_words(words);
    complete_ = complete_ && records.size() <= kLookedAt;
    for (std::size_t i = 0; i < std::min(records.size(), kLookedAt); ++i) look_at(records[i], words);
  }

  bool complete() const noexcept { return complete_; }
  /// Best first.
  std::vector<std::pair<IdentityId, Fit>> ranked() const {
    std::vector<std::pair<IdentityId, Fit>> result(fits_.begin(), fits_.end());
    std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
      return a.second.rank != b.second.rank ? a.second.rank < b.second.rank : a.second.records > b.second.records;
    });
    return result;
  }

 private:
  void add(IdentityId identity, const Fit& fit) {
    const auto [entry, is_new] = fits_.try_emplace(identity, fit);
    if (is_new) return;
    const std::size_t records = entry->second.records + fit.records;
    if (fit.rank < entry->second.rank) entry->second = fit;
    entry->second.records = records;
  }

  /// Records of the names that begin so, the whole word first, then the most frequent ones.
  std::vector<Number> records_of_word(const std::string& start) {
    struct Word {
      std::uint64_t key = 0;
      std::size_t count = 0;
      std::vector<Number> first;
    };
    std::vector<Word> words;
    std::size_t entries = 0;
    const block::KeyRange range = block::words_from(start);
    store_.for_each_key(range.first, range.last, [&](std::uint64_t key, Number no) {
      if (words.empty() || words.back().key != key) words.push_back({.key = key, .count = 0, .first = {}});
      Word& word = words.back();
      if (++word.count <= kRecordsOfName) word.first.push_back(no);
      return ++entries < kMostEntries;
    });
    complete_ = complete_ && entries < kMostEntries;
    const std::uint64_t whole = block::word_key(start);
    std::stable_sort(words.begin(), words.end(), [&](const Word& a, const Word& b) {
      if ((a.key == whole) != (b.key == whole)) return a.key == whole;
      return a.count > b.count;
    });
    std::vector<Number> records;
    for (const Word& word : words) {
      complete_ = complete_ && word.count == word.first.size();
      records.insert(records.end(), word.first.begin(), word.first.end());
      if (records.size() > kLookedAt) break;
    }
    return records;
  }

  /// Records that have for each word one that begins with it, ascending.
  std::vector<Number> records_of_words(std::vector<std::string> words) {
    // The longest word leaves the fewest.
    std::stable_sort(words.begin(), words.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    const auto bits = static_cast<std::size_t>(store_.newest_record()) + 1;
    std::vector<bool> left;
    std::vector<Number> last;
    for (const std::string& word : words) {
      std::vector<bool> now(bits, false);
      std::size_t entries = 0;
      last.clear();
      const block::KeyRange range = block::words_from(word);
      store_.for_each_key(range.first, range.last, [&](std::uint64_t, Number no) {
        const auto at = static_cast<std::size_t>(no);
        if (at < bits && !now[at] && (left.empty() || left[at])) {
          now[at] = true;
          last.push_back(no);
        }
        return ++entries < kMostEntries;
      });
      complete_ = complete_ && entries < kMostEntries;
      left.swap(now);
    }
    std::sort(last.begin(), last.end());
    return last;
  }

  void look_at(Number no, const std::vector<std::string>& wanted) {
    std::string matched;
    std::vector<std::string> words;
    store_.visit_record(no, [&](std::uint64_t, const types::RecordView& record) {
      for (const types::FieldView& field : record.fields) {
        if (!hub::is_name(field.field)) continue;
        matched = joined(std::move(matched), field.value);
        for (std::string& word : hub::words_of(field.value)) words.push_back(std::move(word));
      }
    });
    std::size_t rank = 0;
    for (const std::string& start : wanted) {
      const auto begins = [&](const std::string& word) { return word.starts_with(start); };
      if (std::none_of(words.begin(), words.end(), begins)) return;  // long words have one key if they begin alike
      if (std::find(words.begin(), words.end(), start) == words.end()) ++rank;
    }
    add(store_.identity_of(no), {rank, 1, std::move(matched), no});
  }

  store::Store& store_;
  std::size_t limit_;
  std::map<IdentityId, Fit> fits_;
  bool complete_ = true;
};

}  // namespace

Completions Hub::Impl::complete(std::string_view text, std::size_t limit) {
  Completions result;
  text = base::trim(text);
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  Completer completer(store, limit);
  const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_ascii_digit));
  const bool is_number = digits >= kLeastDigits && std::none_of(text.begin(), text.end(), base::is_ascii_alpha);
  if (is_number) {
    for (const std::string& start : normalize::phone_starts(text, region_)) {
      completer.add_points(ContactPointKind::phone, start);
    }
  } else if (text.find('@') != std::string_view::npos) {
    completer.add_points(ContactPointKind::email, base::ascii_lower(text));
  } else {
    std::vector<std::string> words = hub::words_of(text);
    words.resize(std::min(words.size(), kMaxWords));
    if (!words.empty()) completer.add_names(words);
    // An address before its @.
    if (text.size() >= kLeastDigits && text.find(' ') == std::string_view::npos) {
      completer.add_points(ContactPointKind::email, base::ascii_lower(text));
    }
  }
  const auto ranked = completer.ranked();
  result.complete = completer.complete() && ranked.size() <= limit;
  for (std::size_t i = 0; i < std::min(ranked.size(), limit); ++i) {
    const auto& [identity, fit] = ranked[i];
    std::vector<Record> records;
    for (const Number no : store.records_of(identity)) {
      if (records.size() == kRecordsOfGolden) break;
      records.push_back(records_.need(store, no));
    }
    result.found.push_back({.identity = identity,
                            .name = name_of(identity::golden_record(records, options_.source_rank)),
                            .matched = fit.matched,
                            .best_record = hub::RecordCache::need_key(store, fit.record)});
  }
  return result;
}

}  // namespace v1
}  // namespace scv
