#include "block/keys.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "block/bulk_keys.hpp"

namespace scv::block {
namespace {

using types::FeatureTable;
using types::OptionalValue;
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
  equal_records = 26,  // behind it: lookup_keys.cpp
};

template <typename... Parts>
std::uint64_t make_key(KeyKind kind, Parts... parts) {
  std::uint64_t key = static_cast<std::uint64_t>(kind);
  ((key = base::hash_mix(key, parts)), ...);
  return static_cast<std::uint64_t>(kind) << 58 | key >> 6;
}

constexpr std::uint64_t bit(KeyKind kind) { return std::uint64_t{1} << static_cast<unsigned>(kind); }

/// Takes the keys of some kinds and knows whether there was one of any kind.
template <std::uint64_t kKinds>
class KeyWriter {
 public:
  explicit KeyWriter(std::vector<std::uint64_t>& keys) : keys_(keys) {}
  static constexpr bool takes(KeyKind kind) { return (kKinds & bit(kind)) != 0; }
  template <typename... Parts>
  void add(KeyKind kind, Parts... parts) {
    any_ = true;
    if (takes(kind)) keys_.push_back(make_key(kind, parts...));
  }
  bool any() const { return any_; }

 private:
  std::vector<std::uint64_t>& keys_;
  bool any_ = false;
};

KeyWord key_word(const FeatureTable& table, ValueNo word) {
  const types::Word& info = table.word_info[word];
  const std::string_view text = table.words.text(word);
  const bool has_sound = table.phonetics.text(info.phonetic).size() > 1;
  return {.sound = has_sound ? table.phonetics.hash(info.phonetic) : table.collapsed.hash(info.collapsed),
          .start = base::hash64(table.collapsed.text(info.collapsed).substr(0, 3)),
          .initial = static_cast<unsigned char>(text[0]),
          .is_initial = text.size() == 1};
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
  const auto texts = [&](const types::TextPool& pool, std::initializer_list<OptionalValue> numbers) {
    for (const OptionalValue number : numbers) add(pool.hash(number));
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

constexpr std::size_t kMaxNames = 3;
constexpr std::size_t kMaxWords = 4;

/// The words of a record's names that sound different: given, then family.
class RecordWords {
 public:
  template <typename WordOf>
  RecordWords(const FeatureTable& table, RecordNo record, const WordOf& word_of) {
    auto names = table.record_names[record];
    names = names.first(std::min(names.size(), kMaxNames));
    for (const ValueNo name : names) append(0, table.given(table.names[name]), word_of);
    given_ = count_;
    for (const ValueNo name : names) {
      append(given_, table.family(table.names[name]), word_of);
      append(given_, table.former(table.names[name]), word_of);
    }
  }
  std::span<const KeyWord> given() const { return {words_.data(), given_}; }
  std::span<const KeyWord> family() const { return {words_.data() + given_, count_ - given_}; }
  std::span<const KeyWord> all() const { return {words_.data(), count_}; }

 private:
  template <typename WordOf>
  void append(std::size_t list, std::span<const ValueNo> numbers, const WordOf& word_of) {
    for (const ValueNo number : numbers.first(std::min(numbers.size(), kMaxWords))) {
      const KeyWord& made = word_of(number);
      const auto known = [&](const KeyWord& word) { return word.sound == made.sound; };
      if (std::none_of(words_.begin() + list, words_.begin() + count_, known)) words_[count_++] = made;
    }
  }
  std::array<KeyWord, kMaxNames * kMaxWords * 3> words_;
  std::size_t given_ = 0, count_ = 0;
};

/// Appends the record's keys of some kinds. What is asked of a word comes from `word_of`.
template <std::uint64_t kKinds, typename WordOf>
void append_kinds(const FeatureTable& table, RecordNo record, const WordOf& word_of, std::vector<std::uint64_t>& keys) {
  KeyWriter<kKinds> key(keys);
  const RecordWords words(table, record, word_of);
  const std::span<const KeyWord> all = words.all();

  for (const ValueNo number : table.record_emails[record]) {
    const types::EmailAddress& email = table.emails[number];
    const std::uint64_t local = table.email_parts.hash(email.local);
    key.add(KeyKind::email, local, table.email_parts.hash(email.domain));
    if (table.email_parts.text(email.local).size() >= 4 && !email.role) key.add(KeyKind::email_local, local);
  }
  for (const ValueNo number : table.record_phones[record]) {
    const ValueNo national = table.phones[number].national;
    key.add(KeyKind::phone, table.phone_digits.hash(national));
    const std::string_view digits = table.phone_digits.text(national);
    if (key.takes(KeyKind::phone_part) && digits.size() >= kPhonePart + 2) {
      key.add(KeyKind::phone_part, std::uint64_t{0}, base::hash64(digits.substr(0, kPhonePart)));
      key.add(KeyKind::phone_part, std::uint64_t{1}, base::hash64(digits.substr(digits.size() - kPhonePart)));
    }
  }
  for (const ValueNo number : table.record_identifiers[record]) {
    key.add(KeyKind::identifier, table.identifier_parts.hash(table.identifiers[number].value));
  }

  // words with one another, whatever their order
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (all[i].is_initial || all[j].is_initial) continue;
      key.add(KeyKind::word_pair, std::min(all[i].sound, all[j].sound), std::max(all[i].sound, all[j].sound));
    }
    if (!all[i].is_initial) key.add(KeyKind::word, all[i].sound);
  }
  for (const KeyWord& given : words.given()) {
    for (const KeyWord& family : words.family()) key.add(KeyKind::word_start, given.start, family.start);
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
      for (const KeyWord& family : words.family()) {
        key.add(KeyKind::month_day_words, in_year, family.sound);
        for (const KeyWord& given : words.given()) {
          const std::uint64_t initials = std::uint64_t{given.initial} << 8 | family.initial;
          key.add(KeyKind::date_part_initials, std::uint64_t{0}, in_year, initials);
          if (year == 0) continue;
          key.add(KeyKind::date_part_initials, std::uint64_t{1}, std::uint64_t{year} * 100 + month, initials);
          key.add(KeyKind::date_part_initials, std::uint64_t{2}, std::uint64_t{year} * 100 + day, initials);
        }
      }
    }
    for (const KeyWord& word : all) {
      if (!word.is_initial && year != 0) key.add(KeyKind::year_word, std::uint64_t{year}, word.sound);
    }
  }

  for (const ValueNo number : table.record_addresses[record]) {
    const types::PostalAddress& address = table.addresses[number];
    const std::uint64_t postal = table.address_parts.hash(address.postal_code);
    const std::uint64_t city = table.address_parts.hash(address.city);
    const std::uint64_t street = table.address_parts.hash(address.street);
    const std::uint64_t house = table.address_parts.hash(address.house_number);
    for (const KeyWord& word : all) {
      if (word.is_initial) continue;
      if (address.postal_code) key.add(KeyKind::postal_word, postal, word.sound);
      if (address.city) key.add(KeyKind::city_word, city, word.sound);
      if (address.street) key.add(KeyKind::street_word, street, word.sound);
    }
    if (address.street && address.house_number) {
      if (address.postal_code) key.add(KeyKind::premises, postal, street, house);
      key.add(KeyKind::street_number_city, street, house);
    }
    if (address.postal_code) {
      for (const ValueNo date : table.record_dates[record]) {
        key.add(KeyKind::date_postal, postal, std::uint64_t{table.dates[date].ymd});
      }
    }
  }
  for (const ValueNo place : table.record_places[record]) {
    const std::uint64_t at = table.address_parts.hash(place);
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
      const std::uint64_t sound = word_of(tokens[i]).sound;
      key.add(KeyKind::organization, sound);
      for (std::size_t j = i + 1; j < std::min(tokens.size(), i + kMaxWords); ++j) {
        const std::uint64_t other = word_of(tokens[j]).sound;
        key.add(KeyKind::word_pair, std::min(sound, other), std::max(sound, other));
      }
      for (const ValueNo address : table.record_addresses[record]) {
        const types::PostalAddress& at = table.addresses[address];
        if (at.postal_code) {
          key.add(KeyKind::organization_postal, table.address_parts.hash(at.postal_code), sound);
        }
      }
    }
    if (organization.acronym) key.add(KeyKind::organization, table.words.hash(organization.acronym));
  }
  for (const ValueNo number : table.record_others[record]) {
    const types::OtherValue& other = table.others[number];
    const std::uint64_t column = table.other_columns.hash(other.column);
    const std::uint64_t value = table.other_values.hash(other.value);
    key.add(KeyKind::other, column, value);
    for (const KeyWord& family : words.family()) key.add(KeyKind::other, column, value, family.sound);
  }

  // all of it together: equal records find one another in blocks that are too large for all pairs
  if (key.takes(KeyKind::equal_records) && key.any()) key.add(KeyKind::equal_records, hash_of_texts(table, record));
}

constexpr std::uint64_t kAllKinds = ~std::uint64_t{0};
/// Kinds that bring about as many keys in a group as in each other one. The last one sees all that makes a key.
constexpr std::array<std::uint64_t, BulkKeys::kGroups> kGroupKinds = {
    bit(KeyKind::email) | bit(KeyKind::email_local) | bit(KeyKind::phone) | bit(KeyKind::phone_part) |
        bit(KeyKind::identifier) | bit(KeyKind::other) | bit(KeyKind::premises) | bit(KeyKind::street_number_city),
    bit(KeyKind::date_word) | bit(KeyKind::year_word) | bit(KeyKind::month_day_words) |
        bit(KeyKind::date_part_initials),
    bit(KeyKind::postal_word) | bit(KeyKind::city_word) | bit(KeyKind::street_word) | bit(KeyKind::place_word) |
        bit(KeyKind::date_postal) | bit(KeyKind::place_date),
    bit(KeyKind::word_pair) | bit(KeyKind::word) | bit(KeyKind::word_start) | bit(KeyKind::organization) |
        bit(KeyKind::organization_postal) | bit(KeyKind::date) | bit(KeyKind::equal_records),
};
static_assert((kGroupKinds[0] | kGroupKinds[1] | kGroupKinds[2] | kGroupKinds[3]) == 0x7f7fffe);

}  // namespace

BulkKeys::BulkKeys(const FeatureTable& table, unsigned threads) : table_(table), words_(table.words.size()) {
  constexpr std::size_t kGrain = 4096;
  base::parallel_for(words_.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t word = begin; word < end; ++word) words_[word] = key_word(table, static_cast<ValueNo>(word));
  });
}

std::uint64_t BulkKeys::kinds(std::size_t group) noexcept { return kGroupKinds[group]; }

void BulkKeys::append(std::size_t group, RecordNo record, std::vector<std::uint64_t>& keys) const {
  const auto word_of = [&](ValueNo word) -> const KeyWord& { return words_[word]; };
  static_assert(kGroups == 4);
  switch (group) {
    case 0:
      return append_kinds<kGroupKinds[0]>(table_, record, word_of, keys);
    case 1:
      return append_kinds<kGroupKinds[1]>(table_, record, word_of, keys);
    case 2:
      return append_kinds<kGroupKinds[2]>(table_, record, word_of, keys);
    default:
      return append_kinds<kGroupKinds[3]>(table_, record, word_of, keys);
  }
}

void BulkKeys::append_all(RecordNo record, std::vector<std::uint64_t>& keys) const {
  append_kinds<kAllKinds>(
      table_, record, [&](ValueNo word) -> const KeyWord& { return words_[word]; }, keys);
}

void append_keys(const FeatureTable& table, RecordNo record, std::vector<std::uint64_t>& keys) {
  append_kinds<kAllKinds>(
      table, record, [&](ValueNo word) { return key_word(table, word); }, keys);
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

bool names_organization(std::uint64_t key) noexcept {
  const auto kind = static_cast<KeyKind>(kind_of(key));
  return kind == KeyKind::organization || kind == KeyKind::organization_postal;
}

std::uint64_t key_of_email(const FeatureTable& table, ValueNo email) {
  const types::EmailAddress& address = table.emails[email];
  return make_key(KeyKind::email, table.email_parts.hash(address.local), table.email_parts.hash(address.domain));
}

std::uint64_t key_of_phone(const FeatureTable& table, ValueNo national) {
  return make_key(KeyKind::phone, table.phone_digits.hash(national));
}

bool is_of_contact(std::uint64_t key) noexcept {
  const auto kind = static_cast<KeyKind>(kind_of(key));
  return kind == KeyKind::email || kind == KeyKind::phone;
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

}  // namespace scv::block
