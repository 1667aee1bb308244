#include "score/terms.hpp"

#include <absl/strings/string_view.h>

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

#include "base/flat_map.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"

namespace scv::score {
namespace {

using types::Column;
using types::FeatureTable;
using types::OptionalValue;
using types::RecordNo;
using types::TextPool;
using types::ValueNo;

constexpr std::uint32_t kEqualCounted = 4;  ///< of named records that are equal in all features
constexpr std::string_view kSeparator = "\x1f";
constexpr std::string_view kPairSeparator = "\x1e";
constexpr std::size_t kGrain = 8192;

/// Where the texts of a term's values lie, each value having one of them; null where a text is joined of several.
const TextPool* pool_of(const FeatureTable& table, Term term) {
  switch (term) {
    case Term::given_name:
    case Term::family_name:
    case Term::organization_word:
    case Term::organization:
      return &table.words;
    case Term::phone:
      return &table.phone_digits;
    case Term::street:
    case Term::postal_code:
    case Term::city:
    case Term::birth_place:
      return &table.address_parts;
    case Term::birthdate:
    case Term::email:
    case Term::premises:
    case Term::identifier:
    case Term::other:
      break;
  }
  return nullptr;
}

/// The number of a value's text in that pool.
OptionalValue in_pool(const FeatureTable& table, Term term, ValueNo value) {
  switch (term) {
    case Term::organization:
      return table.organizations[value].whole;
    case Term::phone:
      return table.phones[value].digits;
    case Term::street:
      return table.addresses[value].street;
    case Term::postal_code:
      return table.addresses[value].postal_code;
    case Term::city:
      return table.addresses[value].city;
    default:
      return value;
  }
}

/// What a text is joined of, by the numbers of the parts: equal for values of one text. Of a date it is the date.
struct Parts {
  OptionalValue first, second, third;
  bool any() const noexcept { return first || second; }
  std::uint64_t hash() const noexcept {
    return base::hash_mix(std::uint64_t{first.code()} << 32 | second.code(), third.code());
  }
  friend bool operator==(const Parts& a, const Parts& b) noexcept {
    return identical(a.first, b.first) && identical(a.second, b.second) && identical(a.third, b.third);
  }
  template <typename State>
  friend State AbslHashValue(State state, const Parts& parts) {
    return State::combine(std::move(state), parts.hash());
  }
};

Parts parts_of(const FeatureTable& table, Term term, ValueNo value) {
  switch (term) {
    case Term::birthdate:
      return {table.dates[value].ymd, {}, {}};
    case Term::email:
      return {table.emails[value].local, table.emails[value].domain, {}};
    case Term::premises: {
      const types::PostalAddress& a = table.addresses[value];
      if (!a.street || !a.house_number) return {};
      return {a.street, a.house_number, a.postal_code ? a.postal_code : a.city};
    }
    case Term::identifier:
      return {table.identifiers[value].type, table.identifiers[value].value, {}};
    case Term::other:
      return {table.others[value].column, table.others[value].value, {}};
    default:
      return {};
  }
}

void join(std::initializer_list<std::string_view> texts, std::string& to) {
  to.clear();
  for (const std::string_view text : texts) {
    if (!to.empty()) to += kSeparator;
    to += text;
  }
}

void join(const FeatureTable& table, Term term, const Parts& parts, std::string& to) {
  to.clear();
  if (!parts.any()) return;
  switch (term) {
    case Term::birthdate:
      to = std::to_string(*parts.first);
      break;
    case Term::email:
      return join({table.email_parts.text(parts.first), table.email_parts.text(parts.second)}, to);
    case Term::premises: {
      const TextPool& texts = table.address_parts;
      return join({texts.text(parts.first), texts.text(parts.second), texts.text(parts.third)}, to);
    }
    case Term::identifier:
      return join({table.identifier_parts.text(parts.first), table.identifier_parts.text(parts.second)}, to);
    case Term::other:
      return join({table.other_columns.text(parts.first), table.other_values.text(parts.second)}, to);
    default:
      break;
  }
}

std::size_t values_of(const FeatureTable& table, Term term) {
  switch (term) {
    case Term::given_name:
    case Term::family_name:
    case Term::organization_word:
      return table.words.size();
    case Term::organization:
      return table.organizations.size();
    case Term::birthdate:
      return table.dates.size();
    case Term::email:
      return table.emails.size();
    case Term::phone:
      return table.phones.size();
    case Term::premises:
    case Term::street:
    case Term::postal_code:
    case Term::city:
      return table.addresses.size();
    case Term::identifier:
      return table.identifiers.size();
    case Term::birth_place:
      return table.address_parts.size();
    case Term::other:
      return table.others.size();
  }
  return 0;
}

/// Sums of what may be many keys, too small by none and too large by few: what reaches a count is looked at once more.
class Sketch {
 public:
  static constexpr std::uint32_t kMost = 255;
  explicit Sketch(std::size_t keys)
      : shift_(64 - static_cast<int>(std::bit_width(std::max<std::size_t>(2 * keys, 2)))),
        sums_(std::size_t{1} << (64 - shift_)) {}
  void add(std::uint64_t hash, std::uint32_t count) {
    std::uint8_t& sum = sums_[hash >> shift_];
    sum = static_cast<std::uint8_t>(sum + std::min(count, kMost - sum));
  }
  /// At least the sum of what was added for this key, up to kMost.
  std::uint32_t at_most(std::uint64_t hash) const { return sums_[hash >> shift_]; }

 private:
  int shift_;
  std::vector<std::uint8_t> sums_;
};

/// The records that count: a row that was sent again and again does not make its values common; a bare phone number that
/// many called from is.
std::vector<char> counted_records(const FeatureTable& table, unsigned threads) {
  std::vector<std::uint64_t> hashes(table.size());
  std::vector<char> telling(table.size());
  base::parallel_for(table.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto record = static_cast<RecordNo>(i);
      telling[i] = !table.record_names[record].empty() || !table.record_organizations[record].empty();
      if (telling[i] != 0) hashes[i] = table.features_hash(record);
    }
  });
  Sketch often(table.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (telling[i] != 0) often.add(hashes[i], 1);
  }
  std::vector<char> counted(table.size(), 1);
  base::FlatMap<std::uint64_t, std::uint32_t> seen;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (telling[i] == 0 || often.at_most(hashes[i]) <= kEqualCounted) continue;
    counted[i] = ++seen[hashes[i]] <= kEqualCounted;
  }
  return counted;
}

/// By number of the value.
using Counts = std::vector<std::uint32_t>;

/// Counts `times` for each number once.
void count_distinct(std::vector<ValueNo>& numbers, std::uint32_t times, Counts& counts) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  for (const ValueNo number : numbers) counts[number] += times;
}

/// Counts the records that have each value. Terms that rest on the same values share one job.
class RecordCounter {
 public:
  RecordCounter(const FeatureTable& table, std::span<const char> counted, bool whole_names_are_organizations)
      : table_(table), counted_(counted), whole_names_are_organizations_(whole_names_are_organizations) {
    for (std::size_t t = 0; t < kTerms; ++t) of_[t].resize(values_of(table, static_cast<Term>(t)));
  }
  static constexpr Term kJobs[] = {Term::given_name, Term::organization, Term::premises,    Term::email, Term::phone,
                                   Term::birthdate,  Term::identifier,   Term::birth_place, Term::other};

  void run(Term job) {
    switch (job) {
      case Term::given_name:
        return names();
      case Term::organization:
        return organizations();
      case Term::birthdate:
        return column(table_.record_dates, job);
      case Term::email:
        return column(table_.record_emails, job);
      case Term::phone:
        return column(table_.record_phones, job);
      case Term::premises:
        column(table_.record_addresses, job);
        for (const Term part : {Term::street, Term::postal_code, Term::city}) of(part) = of(job);
        return;
      case Term::identifier:
        return column(table_.record_identifiers, job);
      case Term::birth_place:
        return column(table_.record_places, job);
      case Term::other:
        return column(table_.record_others, job);
      default:
        return;
    }
  }
  Counts& of(Term term) { return of_[static_cast<std::size_t>(term)]; }

 private:
  template <typename Take>
  void each_record(Take take) const {
    for (std::size_t record = 0; record < counted_.size(); ++record) {
      if (counted_[record] != 0) take(static_cast<RecordNo>(record));
    }
  }
  void column(const Column<ValueNo>& values, Term term) {
    Counts& counts = of(term);
    each_record([&](RecordNo record) {
      for (const ValueNo value : values[record]) ++counts[value];
    });
  }
  /// Most records have one name, and many have the same.
  void names() {
    Counts by_name(table_.names.size());
    std::vector<ValueNo> words;
    const auto take = [&](std::span<const ValueNo> names, std::uint32_t times) {
      for (const Term term : {Term::given_name, Term::family_name}) {
        words.clear();
        for (const ValueNo number : names) {
          const types::Name& name = table_.names[number];
          const auto part = term == Term::given_name ? table_.given(name) : table_.family(name);
          words.insert(words.end(), part.begin(), part.end());
        }
        count_distinct(words, times, of(term));
      }
    };
    each_record([&](RecordNo record) {
      const auto names = table_.record_names[record];
      if (names.size() == 1) {
        ++by_name[names[0]];
      } else {
        take(names, 1);
      }
    });
    for (ValueNo name = 0; name < by_name.size(); ++name) {
      if (by_name[name] != 0) take({&name, 1}, by_name[name]);
    }
  }
  void organizations() {
    Counts &wholes = of(Term::organization), &counts = of(Term::organization_word);
    std::vector<ValueNo> words;
    const auto take = [&](ValueNo organization) {
      ++wholes[organization];
      const auto tokens = table_.tokens(table_.organizations[organization]);
      words.insert(words.end(), tokens.begin(), tokens.end());
    };
    each_record([&](RecordNo record) {
      words.clear();
      for (const ValueNo number : table_.record_organizations[record]) take(number);
      if (whole_names_are_organizations_) {
        for (const ValueNo number : table_.record_names[record]) {
          if (const OptionalValue same = table_.names[number].as_organization) take(*same);
        }
      }
      count_distinct(words, 1, counts);
    });
  }

  const FeatureTable& table_;
  std::span<const char> counted_;
  bool whole_names_are_organizations_;
  std::array<Counts, kTerms> of_;
};

/// The model's counts of a term, ascending, each once, behind that of what is not counted.
Counts distinct_counts(const TermCounts& terms) {
  base::FlatSet<std::uint32_t> known = {0};
  for (const auto& [text, count] : terms.counts) known.insert(count);
  Counts distinct(known.begin(), known.end());
  std::sort(distinct.begin(), distinct.end());
  return distinct;
}

std::uint32_t place_of(const Counts& distinct, std::uint32_t count) {
  return static_cast<std::uint32_t>(std::lower_bound(distinct.begin(), distinct.end(), count) - distinct.begin());
}

/// Several values of one kind may have one text (addresses in one street), so the texts are what is counted, and kept where
/// enough records have them. The values' counts become those of their texts, by place.
void keep_pooled(const FeatureTable& table, Term term, TermCounts& kept, ValueCounts::OfTerm& of) {
  const std::uint32_t least = term_prior(term).kept_from;
  const TextPool& pool = *pool_of(table, term);
  const auto text_of = [&](std::size_t value) { return in_pool(table, term, static_cast<ValueNo>(value)); };
  Counts sums(pool.size());
  for (std::size_t value = 0; value < of.places.size(); ++value) {
    if (const OptionalValue text = text_of(value)) sums[*text] += of.places[value];
  }
  for (ValueNo text = 0; text < sums.size(); ++text) {
    if (sums[text] < least) {
      sums[text] = 0;
    } else {
      kept.counts.emplace(std::string(pool.text(text)), sums[text]);
    }
  }
  of.counts = distinct_counts(kept);
  for (std::uint32_t& sum : sums) sum = sum == 0 ? 0 : place_of(of.counts, sum);
  for (std::size_t value = 0; value < of.places.size(); ++value) {
    const OptionalValue text = text_of(value);
    of.places[value] = text ? sums[*text] : 0;
  }
}

void keep_joined(const FeatureTable& table, Term term, TermCounts& kept, ValueCounts::OfTerm& of) {
  const std::uint32_t least = term_prior(term).kept_from;
  Sketch often(of.places.size());
  for (std::size_t value = 0; value < of.places.size(); ++value) {
    often.add(parts_of(table, term, static_cast<ValueNo>(value)).hash(), of.places[value]);
  }
  base::FlatMap<Parts, std::uint32_t> sums;
  const auto each_value = [&](auto take) {
    for (std::size_t value = 0; value < of.places.size(); ++value) {
      const Parts parts = parts_of(table, term, static_cast<ValueNo>(value));
      const bool frequent = parts.any() && often.at_most(parts.hash()) >= least;
      take(of.places[value], frequent ? &parts : nullptr);
    }
  };
  each_value([&](std::uint32_t count, const Parts* frequent) {
    if (frequent != nullptr) sums[*frequent] += count;
  });
  std::string text;
  for (const auto& [parts, sum] : sums) {
    if (sum < least) continue;
    join(table, term, parts, text);
    kept.counts.emplace(text, sum);
  }
  of.counts = distinct_counts(kept);
  for (auto& [parts, sum] : sums) sum = sum < least ? 0 : place_of(of.counts, sum);
  each_value(
      [&](std::uint32_t& place, const Parts* frequent) { place = frequent == nullptr ? 0 : sums.at(*frequent); });
}

}  // namespace

std::string_view term_text(const FeatureTable& table, Term term, ValueNo value, std::string& joined) {
  if (const TextPool* pool = pool_of(table, term)) return pool->text(in_pool(table, term, value));
  join(table, term, parts_of(table, term, value), joined);
  return joined;
}

ValueCounts count_terms(const FeatureTable& table, Model& model, unsigned threads) {
  const std::vector<char> counted = counted_records(table, threads);
  model.records = static_cast<std::uint64_t>(std::count(counted.begin(), counted.end(), 1));
  RecordCounter counter(table, counted, model.whole_names_are_organizations);
  base::parallel_for(std::size(RecordCounter::kJobs), 1, threads,
                     [&](std::size_t job, std::size_t) { counter.run(RecordCounter::kJobs[job]); });
  ValueCounts result;
  base::parallel_for(kTerms, 1, threads, [&](std::size_t t, std::size_t) {
    const auto term = static_cast<Term>(t);
    model.terms[t].counts.clear();
    result.of[t].places = std::move(counter.of(term));
    const auto keep = pool_of(table, term) != nullptr ? keep_pooled : keep_joined;
    keep(table, term, model.terms[t], result.of[t]);
  });
  return result;
}

void extend_counts(const FeatureTable& table, const Model& model, ValueCounts& counts, unsigned threads) {
  for (std::size_t t = 0; t < kTerms; ++t) {
    const auto term = static_cast<Term>(t);
    ValueCounts::OfTerm& of = counts.of[t];
    const std::size_t known = of.places.size(), fresh = values_of(table, term) - known;
    of.places.resize(known + fresh);
    const base::FlatMap<std::string, std::uint32_t>& terms = model.terms[t].counts;
    if (terms.empty() || fresh == 0) continue;
    if (of.counts.size() == 1) of.counts = distinct_counts(model.terms[t]);
    const auto place = [&](std::string_view text) {
      const auto found = terms.find(absl::string_view(text.data(), text.size()));
      return found == terms.end() ? 0 : place_of(of.counts, found->second);
    };
    const TextPool* pool = pool_of(table, term);
    if (pool != nullptr && pool->size() < fresh) {
      // fewer texts than values: each is looked up once
      Counts places(pool->size());
      base::parallel_for(places.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t text = begin; text < end; ++text) places[text] = place(pool->text(static_cast<ValueNo>(text)));
      });
      const std::uint32_t none = place({});
      for (std::size_t value = known; value < known + fresh; ++value) {
        const OptionalValue text = in_pool(table, term, static_cast<ValueNo>(value));
        of.places[value] = text ? places[*text] : none;
      }
      continue;
    }
    base::parallel_for(fresh, kGrain, threads, [&](std::size_t begin, std::size_t end) {
      std::string joined;
      for (std::size_t value = known + begin; value < known + end; ++value) {
        of.places[value] = place(term_text(table, term, static_cast<ValueNo>(value), joined));
      }
    });
  }
}

std::uint64_t numbers_of_pair(ValueNo a, ValueNo b) noexcept {
  return std::uint64_t{std::min(a, b)} << 32 | std::max(a, b);
}

std::string pair_text(const FeatureTable& table, Term term, ValueNo a, ValueNo b) {
  std::string first_joined, second_joined;
  std::string_view first = term_text(table, term, a, first_joined), second = term_text(table, term, b, second_joined);
  if (second < first) std::swap(first, second);
  std::string pair(first);
  pair += kPairSeparator;
  return pair += second;
}

std::pair<std::string_view, std::string_view> texts_of_pair(std::string_view pair) {
  const std::size_t at = pair.find(kPairSeparator);
  return at == std::string_view::npos ? std::pair(pair, pair)
                                      : std::pair(pair.substr(0, at), pair.substr(at + kPairSeparator.size()));
}

}  // namespace scv::score
