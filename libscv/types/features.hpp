#pragma once

// Features: records after normalisation, in columns of numbered distinct values. Equality of two values is equality of
// two numbers; whatever is derived from a value (phonetics, parts) is derived once.

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/arena.hpp"
#include "base/hash.hpp"
#include "types/pairs.hpp"
#include "types/text_shape.hpp"

namespace scv::types {

/// The number of a distinct value within its pool.
using ValueNo = std::uint32_t;

/// The number of a value that may be missing. It is no number itself, so that nothing is looked up by what may not be there:
/// who wants the number asks whether there is one, and then takes it (`*value`). Two of them are not compared by `==`, since it
/// depends on the question whether two missing values are alike: see `agree` and `identical`.
class OptionalValue {
 public:
  constexpr OptionalValue() noexcept = default;
  constexpr explicit(false) OptionalValue(ValueNo number) noexcept : number_(number) { assert(number != kNone); }
  constexpr explicit operator bool() const noexcept { return number_ != kNone; }
  constexpr ValueNo operator*() const noexcept {
    assert(number_ != kNone);
    return number_;
  }
  /// For hashing: the number, or what no value has.
  constexpr std::uint32_t code() const noexcept { return number_; }

  /// Whether both are there and are the same: what is missing agrees with nothing.
  friend constexpr bool agree(OptionalValue a, OptionalValue b) noexcept { return a.number_ == b.number_ && a; }
  /// Whether the two are the same or both are missing: one value cannot be told from the other.
  friend constexpr bool identical(OptionalValue a, OptionalValue b) noexcept { return a.number_ == b.number_; }
  friend bool operator==(OptionalValue, OptionalValue) = delete;

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  std::uint32_t number_ = kNone;
};
static_assert(sizeof(OptionalValue) == sizeof(ValueNo) && std::is_trivially_copyable_v<OptionalValue>);
static_assert(!std::is_convertible_v<OptionalValue, ValueNo>);

/// Distinct texts, numbered in the order in which they came.
class TextPool {
 public:
  /// None for the empty text.
  OptionalValue intern(std::string_view text) { return intern(text, base::hash64(text)); }
  /// For a caller that has the text's hash64 already; texts of one hash are told apart all the same.
  OptionalValue intern(std::string_view text, std::uint64_t hash) {
    if (text.empty()) return {};
    if ((texts_.size() + 1) * 4 > slots_.size() * 3) grow();
    const auto tag = static_cast<std::uint32_t>(hash);
    Slot* slot = &slots_[place(hash)];
    for (; slot->number != kFree; slot = next(slot)) {
      if (slot->tag == tag && texts_[slot->number] == text) return slot->number;
    }
    const std::string_view kept = arena_.copy(text);
    *slot = {static_cast<ValueNo>(texts_.size()), tag};
    texts_.push_back(kept);
    shapes_.emplace_back(kept);
    hashes_.push_back(hash);
    return slot->number;
  }
  std::string_view text(ValueNo number) const noexcept { return texts_[number]; }
  std::string_view text(OptionalValue number) const noexcept { return number ? texts_[*number] : std::string_view{}; }
  /// hash64 of the text.
  std::uint64_t hash(ValueNo number) const noexcept { return hashes_[number]; }
  std::uint64_t hash(OptionalValue number) const noexcept { return number ? hashes_[*number] : kHashOfNone; }
  const TextShape& shape(ValueNo number) const noexcept { return shapes_[number]; }
  std::size_t size() const noexcept { return texts_.size(); }

 private:
  static constexpr ValueNo kFree = 0xffffffffu;
  struct Slot {
    ValueNo number = kFree;
    std::uint32_t tag = 0;  ///< of the hash: most texts that differ need not be looked at
  };
  static constexpr std::uint64_t kHashOfNone = 0x2d06800538d394c2u;  ///< hash64("")

  std::size_t place(std::uint64_t hash) const noexcept { return (hash >> 32) & (slots_.size() - 1); }
  Slot* next(Slot* slot) noexcept { return ++slot == slots_.data() + slots_.size() ? slots_.data() : slot; }
  void grow() {
    slots_ = std::vector<Slot>(std::max<std::size_t>(16, slots_.size() * 2));
    for (ValueNo number = 0; number < hashes_.size(); ++number) {
      Slot* slot = &slots_[place(hashes_[number])];
      while (slot->number != kFree) slot = next(slot);
      *slot = {number, static_cast<std::uint32_t>(hashes_[number])};
    }
  }

  base::Arena arena_;
  std::vector<std::string_view> texts_;
  std::vector<TextShape> shapes_;
  std::vector<std::uint64_t> hashes_;
  std::vector<Slot> slots_;  ///< a power of two of them, by hash; a quarter stays free
};

/// Zero or more values a record.
template <typename T>
class Column {
 public:
  /// Ends the current record; values pushed since the last call are its own.
  void end_record() { ends_.push_back(static_cast<std::uint32_t>(values_.size())); }
  void push(const T& value) { values_.push_back(value); }
  /// Pushes unless the current record has the value already.
  void push_distinct(const T& value) {
    for (std::size_t i = ends_.empty() ? 0 : ends_.back(); i < values_.size(); ++i) {
      if (values_[i] == value) return;
    }
    values_.push_back(value);
  }
  std::span<const T> operator[](RecordNo record) const noexcept {
    const std::uint32_t begin = record == 0 ? 0 : ends_[record - 1];
    return {values_.data() + begin, ends_[record] - begin};
  }
  std::size_t records() const noexcept { return ends_.size(); }
  std::span<const T> values() const noexcept { return values_; }

 private:
  std::vector<std::uint32_t> ends_;
  std::vector<T> values_;
};

/// What is known of each distinct name word.
struct Word {
  OptionalValue collapsed;  ///< in FeatureTable::collapsed: its form without spelling variants
  OptionalValue phonetic;   ///< in FeatureTable::phonetics
  std::uint32_t nicknames_begin = 0;
  std::uint16_t nicknames_count = 0;
  TextShape shape;  ///< as in `words`, here beside the rest that comparing reads of a word
};

/// One distinct person name. Its words lie in FeatureTable::name_words: given, then family, then former family names.
struct Name {
  std::uint32_t begin = 0;
  std::uint8_t given = 0;
  std::uint8_t family = 0;
  std::uint8_t former = 0;
  std::uint8_t generation = 0;  ///< 0 none, 1 jr, 2 sr, 3 ii, 4 iii, 5 iv; 6 i
  bool order_known = false;
  OptionalValue as_organization;  ///< what it is if it names no person; of names that came as one text
};

struct Organization {
  std::uint32_t begin = 0;  ///< in FeatureTable::name_words
  std::uint8_t count = 0;
  OptionalValue legal_form;
  OptionalValue acronym;  ///< in words
  ValueNo whole = 0;      ///< in words: the tokens joined
};

/// A calendar date as year * 10000 + month * 100 + day; unknown parts are 0.
struct BirthDate {
  std::uint32_t ymd = 0;
  bool valid = false;
  bool ambiguous = false;
  bool is_default = false;
  TextShape shape;  ///< of its eight digits
};

struct EmailAddress {
  ValueNo local = 0;
  OptionalValue domain;
  bool role = false;
  bool free_provider = false;
};

struct PhoneNumber {
  ValueNo digits = 0;    ///< in FeatureTable::phone_digits: E.164 without +, or the digits as they came
  ValueNo national = 0;  ///< its last eight digits, which survive a missing or wrong prefix
  bool valid = false;
  bool mobile = false;
};

struct PostalAddress {
  OptionalValue street;
  OptionalValue house_number;
  OptionalValue unit;
  OptionalValue postal_code;
  OptionalValue city;
  OptionalValue region;
  OptionalValue country;
};

struct IdentifierValue {
  OptionalValue type;
  ValueNo value = 0;
  bool wrong = false;
};

/// A value of a column that has no meaning to libscv but may be evidence.
struct OtherValue {
  ValueNo column = 0;
  ValueNo value = 0;
};

/// All features of a run. Pools grow only; a record's features never change.
struct FeatureTable {
  // pools of texts
  TextPool words;  ///< folded name words and organisation words
  TextPool collapsed;
  TextPool phonetics;
  TextPool email_parts;
  TextPool phone_digits;
  TextPool address_parts;
  TextPool identifier_parts;
  TextPool other_columns;
  TextPool other_values;

  // what distinct values are made of, by their numbers
  std::vector<Word> word_info;  ///< by number in `words`
  std::vector<std::uint16_t> nickname_groups;
  std::vector<ValueNo> name_words;
  std::vector<Name> names;
  std::vector<Organization> organizations;
  std::vector<BirthDate> dates;
  std::vector<EmailAddress> emails;
  std::vector<PhoneNumber> phones;
  std::vector<PostalAddress> addresses;
  std::vector<IdentifierValue> identifiers;
  std::vector<OtherValue> others;

  // records: numbers into the above
  Column<ValueNo> record_names;
  Column<ValueNo> record_organizations;
  Column<ValueNo> record_dates;
  Column<ValueNo> record_emails;
  Column<ValueNo> record_phones;
  Column<ValueNo> record_addresses;
  Column<ValueNo> record_identifiers;
  Column<ValueNo> record_places;  ///< in address_parts
  Column<ValueNo> record_others;
  std::vector<char> record_genders;

  // keys of the records, for ties
  base::Arena key_arena;
  std::vector<std::string_view> record_sources;
  std::vector<std::string_view> record_ids;

  std::size_t size() const noexcept { return record_ids.size(); }
  /// Equal for two records of this table that are equal in all features.
  std::uint64_t features_hash(RecordNo record) const noexcept {
    std::uint64_t hash = static_cast<unsigned char>(record_genders[record]);
    for (const Column<ValueNo>* column :
         {&record_names, &record_organizations, &record_dates, &record_emails, &record_phones, &record_addresses,
          &record_identifiers, &record_places, &record_others}) {
      hash = base::hash_mix(hash, column->operator[](record).size());
      for (const ValueNo value : column->operator[](record)) hash = base::hash_mix(hash, value);
    }
    return hash;
  }
  std::span<const ValueNo> given(const Name& name) const noexcept {
    return {name_words.data() + name.begin, name.given};
  }
  std::span<const ValueNo> family(const Name& name) const noexcept {
    return {name_words.data() + name.begin + name.given, name.family};
  }
  std::span<const ValueNo> former(const Name& name) const noexcept {
    return {name_words.data() + name.begin + name.given + name.family, name.former};
  }
  std::span<const ValueNo> tokens(const Organization& organization) const noexcept {
    return {name_words.data() + organization.begin, organization.count};
  }
  /// Total order of the records by (source, id).
  bool key_less(RecordNo a, RecordNo b) const noexcept {
    if (record_sources[a] != record_sources[b]) return record_sources[a] < record_sources[b];
    return record_ids[a] < record_ids[b];
  }
};

}  // namespace scv::types
