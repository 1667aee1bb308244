#include "block/keys.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <string_view>

#include "base/hash.hpp"
#include "base/parallel.hpp"

namespace scv::block {
namespace {

using types::FeatureTable;
using types::kNoValue;
using types::RecordNo;
using types::ValueNo;

/// The numbers go into stored keys and stay as they are.
enum class KeyKind : std::uint64_t {
  email = 1,
  email_local = 2,
  phone = 3,
  identifier = 4,
  date = 5,
  date_word = 6,
  date_postal = 7,
  word_pair = 8,
  year_word = 9,
  postal_word = 10,
  city_word = 11,
  street_word = 12,
  premises = 13,
  place_word = 14,
  word = 15,
  word_start = 16,
  organization = 17,
  organization_postal = 18,
  other = 20,
  month_day_words = 21,
  place_date = 22,
  street_number_city = 23,
  phone_part = 24,
  date_part_initials = 25,
  equal_records = 26,
};

class KeyWriter {
 public:
  explicit KeyWriter(std::vector<std::uint64_t>& keys) : keys_(keys) {}
  template <typename... Parts>
  void add(KeyKind kind, Parts... parts) {
    std::uint64_t key = static_cast<std::uint64_t>(kind);
    ((key = base::hash_mix(key, parts)), ...);
    keys_.push_back(static_cast<std::uint64_t>(kind) << 58 | key >> 6);
  }

 private:
  std::vector<std::uint64_t>& keys_;
};

std::uint64_t hash(std::string_view text) { return base::hash64(text); }

/// A name word as keys see it: its sound, or its letters where it has no sound.
struct KeyWord {
  std::uint64_t sound = 0;
  std::uint64_t initial = 0;
  std::uint64_t start = 0;
  bool is_initial = false;
};

KeyWord key_word(const FeatureTable& table, ValueNo word) {
  const types::Word& info = table.word_info[word];
  const std::string_view text = table.words.text(word);
  const std::string_view sound = table.phonetics.text(info.phonetic);
  const std::string_view collapsed = table.collapsed.text(info.collapsed);
  return {sound.size() > 1 ? hash(sound) : hash(collapsed), static_cast<unsigned char>(text[0]),
          hash(collapsed.substr(0, 3)), text.size() == 1};
}

constexpr std::size_t kPhonePart = 5;  ///< digits at its head and at its end: one of them survives a slip
/// Equal for records that are equal in all features, in every run.
std::uint64_t hash_of_texts(const FeatureTable& table, RecordNo record) {
  std::uint64_t all = static_cast<unsigned char>(table.record_genders[record]);
  const auto add = [&](std::uint64_t part) { all = base::hash_mix(all, part); };
  const auto values = [&](std::span<const ValueNo> numbers, auto each) {
    add(numbers.size());
    for (const ValueNo number : numbers) each(number);
  };
  const auto texts = [&](const types::TextPool& pool, std::initializer_list<ValueNo> numbers) {
    for (const ValueNo number : numbers) add(hash(pool.text(number)));
  };
  values(table.record_names[record], [&](ValueNo number) {
    const types::Name& name = table.names[number];
    add(std::uint64_t{name.given} << 32 | std::uint64_t{name.family} << 16 | std::uint64_t{name.former} << 8 |
        name.generation);
    for (std::size_t i = 0; i < std::size_t{name.given} + name.family + name.former; ++i) {
      texts(table.words, {table.name_words[name.begin + i]});
    }
  });
  values(table.record_organizations[record], [&](ValueNo number) {
    texts(table.words, {table.organizations[number].whole, table.organizations[number].legal_form});
  });
  values(table.record_dates[record], [&](ValueNo number) { add(table.dates[number].ymd); });
  values(table.record_emails[record], [&](ValueNo number) {
    texts(table.email_parts, {table.emails[number].local, table.emails[number].domain});
  });
  values(table.record_phones[record],
         [&](ValueNo number) { texts(table.phone_digits, {table.phones[number].digits}); });
  values(table.record_addresses[record], [&](ValueNo number) {
    const types::PostalAddress& at = table.addresses[number];
    texts(table.address_parts, {at.street, at.house_number, at.unit, at.postal_code, at.city, at.region, at.country});
  });
  values(table.record_identifiers[record], [&](ValueNo number) {
    texts(table.identifier_parts, {table.identifiers[number].type, table.identifiers[number].value});
  });
  values(table.record_places[record], [&](ValueNo number) { texts(table.address_parts, {number}); });
  values(table.record_others[record], [&](ValueNo number) {
    texts(table.other_columns, {table.others[number].column});
    texts(table.other_values, {table.others[number].value});
  });
  return all;
}

constexpr double kPairsOfKind = 3e6;  ///< that a kind of key may bring, in a file of any size
constexpr double kPairsOfKindAndRecord = 1.5;
constexpr std::uint32_t kLeastCap = 8;
constexpr std::size_t kMaxNames = 3;
constexpr std::size_t kMaxWords = 4;

struct RecordWords {
  std::vector<KeyWord> given, family;
};

RecordWords words_of(const FeatureTable& table, RecordNo record) {
  RecordWords words;
  const auto append = [&](std::vector<KeyWord>& list, std::span<const ValueNo> numbers) {
    for (const ValueNo number : numbers.first(std::min(numbers.size(), kMaxWords))) {
      const KeyWord made = key_word(table, number);
      if (std::none_of(list.begin(), list.end(), [&](const KeyWord& w) { return w.sound == made.sound; }))
        list.push_back(made);
    }
  };
  const auto names = table.record_names[record];
  for (const ValueNo number : names.first(std::min(names.size(), kMaxNames))) {
    const types::Name& name = table.names[number];
    append(words.given, table.given(name));
    append(words.family, table.family(name));
    append(words.family, table.former(name));
  }
  return words;
}

}  // namespace

void append_keys(const FeatureTable& table, RecordNo record, std::vector<std::uint64_t>& keys) {
  KeyWriter key(keys);
  const std::size_t first = keys.size();
  const RecordWords words = words_of(table, record);
  std::vector<KeyWord> all = words.given;
  all.insert(all.end(), words.family.begin(), words.family.end());

  for (const ValueNo number : table.record_emails[record]) {
    const types::EmailAddress& email = table.emails[number];
    const std::string_view local = table.email_parts.text(email.local);
    key.add(KeyKind::email, hash(local), hash(table.email_parts.text(email.domain)));
    if (local.size() >= 4 && !email.role) key.add(KeyKind::email_local, hash(local));
  }
  for (const ValueNo number : table.record_phones[record]) {
    const std::string_view digits = table.phone_digits.text(table.phones[number].national);
    key.add(KeyKind::phone, hash(digits));
    if (digits.size() >= kPhonePart + 2) {
      key.add(KeyKind::phone_part, std::uint64_t{0}, hash(digits.substr(0, kPhonePart)));
      key.add(KeyKind::phone_part, std::uint64_t{1}, hash(digits.substr(digits.size() - kPhonePart)));
    }
  }
  for (const ValueNo number : table.record_identifiers[record]) {
    key.add(KeyKind::identifier, hash(table.identifier_parts.text(table.identifiers[number].value)));
  }

  // words with one another, whatever their order
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (all[i].is_initial || all[j].is_initial) continue;
      key.add(KeyKind::word_pair, std::min(all[i].sound, all[j].sound), std::max(all[i].sound, all[j].sound));
    }
    if (!all[i].is_initial) key.add(KeyKind::word, all[i].sound);
  }
  for (const KeyWord& given : words.given) {
    for (const KeyWord& family : words.family) key.add(KeyKind::word_start, given.start, family.start);
  }

  for (const ValueNo number : table.record_dates[record]) {
    const types::BirthDate& date = table.dates[number];
    if (date.is_default) continue;
    const std::uint32_t year = date.ymd / 10000, month = date.ymd / 100 % 100, day = date.ymd % 100;
    const std::uint64_t in_year = std::uint64_t{std::min(month, day)} * 100 + std::max(month, day);
    const std::uint64_t whole = year * 10000u + in_year;
    if (in_year != 0) {
      key.add(KeyKind::date, whole);
      for (const KeyWord& word : all) key.add(KeyKind::date_word, whole, word.initial);
      for (const KeyWord& family : words.family) {
        key.add(KeyKind::month_day_words, in_year, family.sound);
        for (const KeyWord& given : words.given) {
          const std::uint64_t initials = given.initial << 8 | family.initial;
          key.add(KeyKind::date_part_initials, std::uint64_t{0}, in_year, initials);
          key.add(KeyKind::date_part_initials, std::uint64_t{1}, std::uint64_t{year * 100 + month}, initials);
          key.add(KeyKind::date_part_initials, std::uint64_t{2}, std::uint64_t{year * 100 + day}, initials);
        }
      }
    }
    for (const KeyWord& word : all) {
      if (!word.is_initial) key.add(KeyKind::year_word, std::uint64_t{year}, word.sound);
    }
  }

  for (const ValueNo number : table.record_addresses[record]) {
    const types::PostalAddress& address = table.addresses[number];
    const std::uint64_t postal = hash(table.address_parts.text(address.postal_code));
    const std::uint64_t city = hash(table.address_parts.text(address.city));
    const std::uint64_t street = hash(table.address_parts.text(address.street));
    const std::uint64_t house = hash(table.address_parts.text(address.house_number));
    for (const KeyWord& word : all) {
      if (word.is_initial) continue;
      if (address.postal_code != kNoValue) key.add(KeyKind::postal_word, postal, word.sound);
      if (address.city != kNoValue) key.add(KeyKind::city_word, city, word.sound);
      if (address.street != kNoValue) key.add(KeyKind::street_word, street, word.sound);
    }
    if (address.street != kNoValue && address.house_number != kNoValue) {
      if (address.postal_code != kNoValue) key.add(KeyKind::premises, postal, street, house);
      key.add(KeyKind::street_number_city, street, house);
    }
    if (address.postal_code != kNoValue) {
      for (const ValueNo date : table.record_dates[record]) {
        key.add(KeyKind::date_postal, postal, std::uint64_t{table.dates[date].ymd});
      }
    }
  }
  for (const ValueNo place : table.record_places[record]) {
    const std::uint64_t at = hash(table.address_parts.text(place));
    for (const KeyWord& word : all) {
      if (!word.is_initial) key.add(KeyKind::place_word, at, word.sound);
    }
    for (const ValueNo date : table.record_dates[record]) {
      key.add(KeyKind::place_date, at, std::uint64_t{table.dates[date].ymd});
    }
  }

  for (const ValueNo number : table.record_organizations[record]) {
    const types::Organization& organization = table.organizations[number];
    const auto tokens = table.tokens(organization);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::uint64_t sound = key_word(table, tokens[i]).sound;
      key.add(KeyKind::organization, sound);
      for (std::size_t j = i + 1; j < std::min(tokens.size(), i + kMaxWords); ++j) {
        const std::uint64_t other = key_word(table, tokens[j]).sound;
        key.add(KeyKind::word_pair, std::min(sound, other), std::max(sound, other));
      }
      for (const ValueNo address : table.record_addresses[record]) {
        const types::PostalAddress& at = table.addresses[address];
        if (at.postal_code != kNoValue) {
          key.add(KeyKind::organization_postal, hash(table.address_parts.text(at.postal_code)), sound);
        }
      }
    }
    if (organization.acronym != kNoValue) key.add(KeyKind::organization, hash(table.words.text(organization.acronym)));
  }
  for (const ValueNo number : table.record_others[record]) {
    const types::OtherValue& other = table.others[number];
    const std::uint64_t column = hash(table.other_columns.text(other.column));
    const std::uint64_t value = hash(table.other_values.text(other.value));
    key.add(KeyKind::other, column, value);
    for (const KeyWord& family : words.family) key.add(KeyKind::other, column, value, family.sound);
  }

  // all of it together: equal records find one another in blocks that are too large for all pairs
  if (keys.size() > first) key.add(KeyKind::equal_records, hash_of_texts(table, record));
}

std::string_view kind_name(std::size_t kind) noexcept {
  switch (static_cast<KeyKind>(kind)) {
    case KeyKind::email:
      return "email";
    case KeyKind::email_local:
      return "email_local";
    case KeyKind::phone:
      return "phone";
    case KeyKind::identifier:
      return "identifier";
    case KeyKind::date:
      return "date";
    case KeyKind::date_word:
      return "date_word";
    case KeyKind::date_postal:
      return "date_postal";
    case KeyKind::word_pair:
      return "word_pair";
    case KeyKind::year_word:
      return "year_word";
    case KeyKind::postal_word:
      return "postal_word";
    case KeyKind::city_word:
      return "city_word";
    case KeyKind::street_word:
      return "street_word";
    case KeyKind::premises:
      return "premises";
    case KeyKind::place_word:
      return "place_word";
    case KeyKind::word:
      return "word";
    case KeyKind::word_start:
      return "word_start";
    case KeyKind::organization:
      return "organization";
    case KeyKind::organization_postal:
      return "organization_postal";
    case KeyKind::other:
      return "other";
    case KeyKind::month_day_words:
      return "month_day_words";
    case KeyKind::place_date:
      return "place_date";
    case KeyKind::street_number_city:
      return "street_number_city";
    case KeyKind::phone_part:
      return "phone_part";
    case KeyKind::date_part_initials:
      return "date_part_initials";
    case KeyKind::equal_records:
      return "equal_records";
  }
  return {};
}

bool is_equal_records(std::uint64_t key) noexcept {
  return kind_of(key) == static_cast<std::size_t>(KeyKind::equal_records);
}

Caps default_caps() noexcept {
  Caps caps;
  caps.fill(kBlockCap);
  return caps;
}

std::vector<std::uint64_t> keys_of(const FeatureTable& table, RecordNo record) {
  std::vector<std::uint64_t> keys;
  append_keys(table, record, keys);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

namespace {

struct Entry {
  std::uint64_t key;
  RecordNo record;
  bool operator<(const Entry& other) const { return key != other.key ? key < other.key : record < other.record; }
  bool operator==(const Entry&) const = default;
};

/// Calls `visit(begin, end)` for the entries of each key.
template <typename Visit>
void each_block(std::span<const Entry> entries, Visit visit) {
  for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    while (end < entries.size() && entries[end].key == entries[begin].key) ++end;
    visit(begin, end);
  }
}

/// Caps under which each kind brings about as many pairs as the records are worth looking at.
Caps planned(std::span<const Entry> entries, std::size_t records) {
  std::vector<std::array<std::uint64_t, kBlockCap + 1>> blocks(kKeyKinds);  // by kind and size
  each_block(entries, [&](std::size_t begin, std::size_t end) {
    if (end - begin <= kBlockCap) ++blocks[kind_of(entries[begin].key)][end - begin];
  });
  Caps caps = default_caps();
  const double most = kPairsOfKind + kPairsOfKindAndRecord * static_cast<double>(records);
  for (std::size_t kind = 0; kind < kKeyKinds; ++kind) {
    double pairs = 0;
    for (std::uint32_t size = 2; size <= kBlockCap; ++size) {
      pairs += static_cast<double>(blocks[kind][size]) * size * (size - 1) / 2;
      if (pairs <= most) continue;
      caps[kind] = std::max(size - 1, kLeastCap);
      break;
    }
  }
  return caps;
}

}  // namespace

BlockIndex::BlockIndex(const FeatureTable& table, unsigned threads, const Caps* caps) {
  constexpr std::size_t kGrain = 4096;
  const std::size_t count = table.size();
  std::vector<std::vector<Entry>> parts((count + kGrain - 1) / kGrain);
  base::parallel_for(count, kGrain, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<Entry>& part = parts[begin / kGrain];
    std::vector<std::uint64_t> keys;
    for (std::size_t record = begin; record < end; ++record) {
      keys.clear();
      append_keys(table, static_cast<RecordNo>(record), keys);
      for (const std::uint64_t key : keys) part.push_back({key, static_cast<RecordNo>(record)});
    }
  });
  std::vector<Entry> entries;
  std::size_t total = 0;
  for (const auto& part : parts) total += part.size();
  entries.reserve(total);
  for (auto& part : parts) {
    entries.insert(entries.end(), part.begin(), part.end());
    std::vector<Entry>().swap(part);
  }
  tbb::parallel_sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());

  caps_ = caps != nullptr ? *caps : planned(entries, count);
  record_begin_.assign(count + 1, 0);
  const auto add_block = [&] { block_begin_.push_back(static_cast<std::uint32_t>(members_.size())); };
  const auto add_member = [&](RecordNo record) {
    members_.push_back(record);
    ++record_begin_[record + 1];
  };
  each_block(entries, [&](std::size_t begin, std::size_t end) {
    const std::uint64_t key = entries[begin].key;
    if (end - begin < 2) return;
    if (end - begin <= caps_[kind_of(key)]) {
      add_block();
      for (std::size_t i = begin; i < end; ++i) add_member(entries[i].record);
    } else if (is_equal_records(key) && end - begin > kEqualRecords) {
      // by their keys, so that the order in which they came has no part in it
      std::vector<RecordNo> members;
      for (std::size_t i = begin; i < end; ++i) members.push_back(entries[i].record);
      std::partial_sort(members.begin(), members.begin() + kEqualRecords, members.end(),
                        [&](RecordNo a, RecordNo b) { return table.key_less(a, b); });
      std::array<RecordNo, kEqualRecords + 1> block;
      for (std::size_t i = kEqualRecords; i < members.size(); ++i) {
        std::copy_n(members.begin(), kEqualRecords, block.begin());
        block.back() = members[i];
        std::sort(block.begin(), block.end());  // members ascend
        add_block();
        for (const RecordNo member : block) add_member(member);
      }
    }
  });
  block_begin_.push_back(static_cast<std::uint32_t>(members_.size()));
  for (std::size_t record = 0; record < count; ++record) record_begin_[record + 1] += record_begin_[record];
  record_blocks_.resize(members_.size());
  std::vector<std::uint32_t> next(record_begin_.begin(), record_begin_.end() - 1);
  for (std::uint32_t block = 0; block + 1 < block_begin_.size(); ++block) {
    for (std::uint32_t i = block_begin_[block]; i < block_begin_[block + 1]; ++i)
      record_blocks_[next[members_[i]]++] = block;
  }
}

template <bool kAboveOnly>
void BlockIndex::collect(RecordNo record, std::vector<RecordNo>& seen, std::vector<RecordNo>& candidates) const {
  candidates.clear();
  seen[record] = record;
  for (std::uint32_t i = record_begin_[record]; i < record_begin_[record + 1]; ++i) {
    const std::uint32_t block = record_blocks_[i];
    for (std::uint32_t m = block_begin_[block + 1]; m-- > block_begin_[block];) {
      const RecordNo other = members_[m];
      if (kAboveOnly && other < record) break;
      if (seen[other] == record) continue;
      seen[other] = record;
      candidates.push_back(other);
    }
  }
  std::sort(candidates.begin(), candidates.end());
}

bool BlockIndex::share_block(RecordNo left, RecordNo right) const {
  // both lists ascend
  std::uint32_t i = record_begin_[left], j = record_begin_[right];
  while (i < record_begin_[left + 1] && j < record_begin_[right + 1]) {
    if (record_blocks_[i] == record_blocks_[j]) return true;
    ++(record_blocks_[i] < record_blocks_[j] ? i : j);
  }
  return false;
}

void BlockIndex::candidates(RecordNo record, std::vector<RecordNo>& seen, std::vector<RecordNo>& candidates) const {
  collect<false>(record, seen, candidates);
}

void BlockIndex::candidates_above(RecordNo record, std::vector<RecordNo>& seen,
                                  std::vector<RecordNo>& candidates) const {
  collect<true>(record, seen, candidates);
}

}  // namespace scv::block
