#include "normalize/features.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "normalize/country.hpp"
#include "normalize/values.hpp"
#include "scv/similarity/cologne.hpp"

namespace scv::normalize {
namespace {

using types::FeatureTable;
using types::OptionalValue;
using types::ValueNo;

constexpr char kSeparator = '\x1f';
constexpr std::size_t kAhead = 20;     // records whose raw values are looked up soon
constexpr std::size_t kMaxWords = 12;  // of a name or organisation: more is text, not a name

std::uint8_t generation_number(std::string_view generation) {
  constexpr std::array<std::string_view, 6> kGenerations = {"", "jr", "sr", "ii", "iii", "iv"};
  const auto found = std::find(kGenerations.begin(), kGenerations.end(), generation);
  return found == kGenerations.end() ? 0 : static_cast<std::uint8_t>(found - kGenerations.begin());
}

/// Whether two names are of the same words in the same order, however these are shared out.
bool same_words(const FeatureTable& table, ValueNo a, ValueNo b) {
  const auto words = [&](const types::Name& name) {
    return std::span(table.name_words).subspan(name.begin, std::size_t{name.given} + name.family);
  };
  const auto left = words(table.names[a]), right = words(table.names[b]);
  return table.names[a].generation == table.names[b].generation &&
         std::equal(left.begin(), left.end(), right.begin(), right.end());
}

template <std::size_t kCount>
void join(std::string& to, const std::array<std::string_view, kCount>& parts) {
  to.clear();
  for (const std::string_view part : parts) {
    to += part;
    to += kSeparator;
  }
}

template <std::size_t kCount>
std::uint64_t hash_of(const std::array<std::string_view, kCount>& parts) {
  std::uint64_t hash = 0;
  for (const std::string_view part : parts) hash = base::hash_mix(hash, part.empty() ? 0 : base::hash64(part));
  return hash;
}

}  // namespace

struct FeatureBuilder::NameParts {
  std::uint16_t group = 0;
  std::string_view full, given, middle, family, birth, suffix, nickname;
  /// Where the field's value goes; null for one that is no part of a name.
  static constexpr std::string_view NameParts::*part_of(Field field) {
    switch (field) {
      case Field::name:
        return &NameParts::full;
      case Field::given_name:
        return &NameParts::given;
      case Field::middle_name:
        return &NameParts::middle;
      case Field::family_name:
        return &NameParts::family;
      case Field::birth_name:
        return &NameParts::birth;
      case Field::name_suffix:
        return &NameParts::suffix;
      case Field::nickname:
        return &NameParts::nickname;
      default:
        return nullptr;
    }
  }
  std::array<std::string_view, 6> parts() const { return {full, given, middle, family, birth, suffix}; }
  std::uint64_t hash() const { return hash_of(parts()); }
};

struct FeatureBuilder::AddressParts {
  std::uint16_t group = 0;
  std::string_view full, street, house_number, extra, postal_code, city, region, country;
  /// Where the field's value goes; null for one that is no part of an address.
  static constexpr std::string_view AddressParts::*part_of(Field field) {
    switch (field) {
      case Field::address:
        return &AddressParts::full;
      case Field::street:
        return &AddressParts::street;
      case Field::house_number:
        return &AddressParts::house_number;
      case Field::address_extra:
        return &AddressParts::extra;
      case Field::postal_code:
        return &AddressParts::postal_code;
      case Field::city:
        return &AddressParts::city;
      case Field::region:
        return &AddressParts::region;
      case Field::country:
        return &AddressParts::country;
      default:
        return nullptr;
    }
  }
  std::array<std::string_view, 8> parts() const {
    return {full, street, house_number, extra, postal_code, city, region, country};
  }
  std::uint64_t hash() const { return hash_of(parts()); }
};

/// One that a record may have several of, each in a field.
struct FeatureBuilder::RawValue {
  explicit RawValue(std::string_view raw) : text(raw), hash_(base::hash64(raw)) {}
  std::uint64_t hash() const { return hash_; }
  std::string_view text;

  struct Gather {
    Field which;
    void operator()(const types::RecordView& record, std::vector<RawValue>& values) const {
      for (const types::FieldView& field : record.fields) {
        if (field.field == which) values.emplace_back(field.value);
      }
    }
  };

 private:
  std::uint64_t hash_;
};

/// A phone number as it came, and the region by which it is read.
struct FeatureBuilder::RawPhone {
  RawPhone(std::string_view raw, std::string_view of_region, bool is_default)
      : text(raw), region(of_region), by_default(is_default), hash_(base::hash64(raw)) {
    if (!by_default) hash_ = base::hash_mix(hash_, base::hash64(region));
  }
  std::uint64_t hash() const { return hash_; }
  std::string_view text, region;
  bool by_default;

  struct Gather {
    std::string_view default_region;
    void operator()(const types::RecordView& record, std::vector<RawPhone>& values) const {
      std::string_view region;
      for (const types::FieldView& field : record.fields) {
        if (field.field != Field::phone) continue;
        if (region.empty()) region = phone_region_of(record.fields, default_region);
        values.emplace_back(field.value, region, region == default_region);
      }
    }
  };

 private:
  std::uint64_t hash_;
};

template <typename Make>
OptionalValue FeatureBuilder::by_raw(Kind& kind, std::string_view raw, std::uint64_t hash, Make make) {
  if (const OptionalValue* known = kind.by_raw.find(raw, hash)) return *known;
  const OptionalValue number = make();
  kind.by_raw.add(raw, hash, number);
  return number;
}

template <typename Make>
OptionalValue FeatureBuilder::by_value(Kind& kind, std::string_view value, Make make) {
  const std::uint64_t hash = base::hash64(value);
  if (const OptionalValue* known = kind.by_value.find(value, hash)) return *known;
  const OptionalValue number = make();
  kind.by_value.add(value, hash, number);
  return number;
}

OptionalValue FeatureBuilder::word(std::string_view text, FeatureTable& table) {
  const std::size_t known = table.words.size();
  const OptionalValue number = table.words.intern(text);
  if (!number || *number < known) return number;
  types::Word info;
  const std::string collapsed = collapse(text);
  info.collapsed = table.collapsed.intern(collapsed);
  info.phonetic = table.phonetics.intern(similarity::cologne_phonetics(collapsed));
  const std::vector<std::uint16_t> groups = nickname_groups(text);
  info.nicknames_begin = static_cast<std::uint32_t>(table.nickname_groups.size());
  info.nicknames_count = static_cast<std::uint16_t>(groups.size());
  table.nickname_groups.insert(table.nickname_groups.end(), groups.begin(), groups.end());
  info.shape = table.words.shape(*number);
  table.word_info.push_back(info);
  return number;
}

OptionalValue FeatureBuilder::name(const NameParts& parts, FeatureTable& table) {
  join(names_.key, parts.parts());
  return by_raw(names_, names_.key, parts.hash(), [&]() -> OptionalValue {
    const PersonName parsed =
        parse_person_name(parts.full, parts.given, parts.middle, parts.family, parts.birth, parts.suffix);
    if (parsed.empty()) return {};
    std::vector<ValueNo> numbers;
    types::Name made;
    const auto take = [&](const std::vector<std::string>& texts) {
      const std::size_t before = numbers.size();
      for (const std::string& text : texts) {
        if (numbers.size() < kMaxWords && !text.empty()) numbers.push_back(*word(text, table));
      }
      return static_cast<std::uint8_t>(numbers.size() - before);
    };
    made.given = take(parsed.given);
    made.family = take(parsed.family);
    made.former = take(parsed.former);
    made.generation = generation_number(parsed.generation);
    made.order_known = parsed.order_known;
    if (parts.given.empty() && parts.family.empty()) made.as_organization = organization(parts.full, table);
    if (numbers.empty()) return {};
    std::string value(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(ValueNo));
    value.append(reinterpret_cast<const char*>(&made.as_organization), sizeof made.as_organization);
    for (const std::uint8_t small :
         {made.given, made.family, made.former, made.generation, std::uint8_t{made.order_known}}) {
      value += static_cast<char>(small);
    }
    return by_value(names_, value, [&] {
      made.begin = static_cast<std::uint32_t>(table.name_words.size());
      table.name_words.insert(table.name_words.end(), numbers.begin(), numbers.end());
      table.names.push_back(made);
      return static_cast<ValueNo>(table.names.size() - 1);
    });
  });
}

OptionalValue FeatureBuilder::organization(std::string_view raw, FeatureTable& table) {
  return by_raw(organizations_, raw, base::hash64(raw), [&]() -> OptionalValue {
    if (is_placeholder(raw)) return {};
    const OrganizationName parsed = parse_organization_name(raw);
    std::vector<ValueNo> numbers;
    std::string whole;
    for (const std::string& token : parsed.tokens) {
      if (numbers.size() >= kMaxWords) break;
      numbers.push_back(*word(token, table));
      whole += (whole.empty() ? "" : " ") + token;
    }
    if (numbers.empty()) return {};
    return by_value(organizations_, whole + kSeparator + parsed.legal_form, [&] {
      types::Organization made;
      made.legal_form = word(parsed.legal_form, table);
      made.acronym = word(parsed.acronym, table);
      made.whole = *word(whole, table);
      made.begin = static_cast<std::uint32_t>(table.name_words.size());
      made.count = static_cast<std::uint8_t>(numbers.size());
      table.name_words.insert(table.name_words.end(), numbers.begin(), numbers.end());
      table.organizations.push_back(made);
      return static_cast<ValueNo>(table.organizations.size() - 1);
    });
  });
}

OptionalValue FeatureBuilder::address(const AddressParts& parts, FeatureTable& table) {
  join(addresses_.key, parts.parts());
  return by_raw(addresses_, addresses_.key, parts.hash(), [&]() -> OptionalValue {
    const StreetAddress parsed = parse_address(parts.full, parts.street, parts.house_number, parts.extra,
                                               parts.postal_code, parts.city, parts.region, parts.country);
    types::PostalAddress made;
    made.street = table.address_parts.intern(parsed.street);
    made.house_number = table.address_parts.intern(parsed.house_number);
    made.unit = table.address_parts.intern(parsed.unit);
    made.postal_code = table.address_parts.intern(parsed.postal_code);
    made.city = table.address_parts.intern(parsed.city);
    made.region = table.address_parts.intern(parsed.region);
    made.country = table.address_parts.intern(parsed.country);
    const std::array<OptionalValue, 7> value = {made.street, made.house_number, made.unit,   made.postal_code,
                                                made.city,   made.region,       made.country};
    if (std::none_of(value.begin(), value.end(), [](OptionalValue part) { return static_cast<bool>(part); })) return {};
    return by_value(addresses_, {reinterpret_cast<const char*>(value.data()), sizeof value}, [&] {
      table.addresses.push_back(made);
      return static_cast<ValueNo>(table.addresses.size() - 1);
    });
  });
}

OptionalValue FeatureBuilder::date(std::string_view raw, FeatureTable& table) {
  return by_raw(dates_, raw, base::hash64(raw), [&]() -> OptionalValue {
    const Date parsed = parse_date(raw);
    if (parsed.year == 0 && (parsed.month == 0 || parsed.day == 0)) return {};
    types::BirthDate made;
    made.ymd = static_cast<std::uint32_t>(parsed.year) * 10000 + static_cast<std::uint32_t>(parsed.month) * 100 +
               static_cast<std::uint32_t>(parsed.day);
    made.valid = parsed.valid;
    made.ambiguous = parsed.ambiguous;
    made.is_default = parsed.is_default;
    std::string value = std::to_string(made.ymd);
    value += made.ambiguous ? 'a' : 'd';
    return by_value(dates_, value, [&] {
      const std::string digits = std::to_string(100000000 + made.ymd);
      made.shape = types::TextShape(std::string_view(digits).substr(1));
      table.dates.push_back(made);
      return static_cast<ValueNo>(table.dates.size() - 1);
    });
  });
}

OptionalValue FeatureBuilder::email(const RawValue& raw, FeatureTable& table) {
  return by_raw(emails_, raw.text, raw.hash(), [&]() -> OptionalValue {
    const Email parsed = parse_email(raw.text);
    if (parsed.local.empty() || parsed.placeholder) return {};
    return by_value(emails_, parsed.canonical, [&] {
      table.emails.push_back({*table.email_parts.intern(parsed.local), table.email_parts.intern(parsed.domain),
                              parsed.role, parsed.free_provider});
      return static_cast<ValueNo>(table.emails.size() - 1);
    });
  });
}

OptionalValue FeatureBuilder::phone(const RawPhone& raw, FeatureTable& table) {
  std::string_view known_as = raw.text;
  if (!raw.by_default) {
    join<2>(phones_.key, {raw.region, raw.text});
    known_as = phones_.key;
  }
  return by_raw(phones_, known_as, raw.hash(), [&]() -> OptionalValue {
    const Phone parsed = parse_phone(raw.text, raw.region, region_);
    if (parsed.placeholder || parsed.national.size() < 5) return {};
    const std::string_view digits =
        parsed.e164.empty() ? std::string_view(parsed.national) : std::string_view(parsed.e164).substr(1);
    return by_value(phones_, digits, [&] {
      const std::string_view national = parsed.national;
      types::PhoneNumber made;
      made.digits = *table.phone_digits.intern(digits);
      made.national = *table.phone_digits.intern(national.size() > 8 ? national.substr(national.size() - 8) : national);
      made.valid = parsed.valid;
      made.mobile = parsed.kind == PhoneKind::mobile;
      table.phones.push_back(made);
      return static_cast<ValueNo>(table.phones.size() - 1);
    });
  });
}

OptionalValue FeatureBuilder::identifier(std::string_view type, std::string_view raw, FeatureTable& table) {
  join<2>(identifiers_.key, {type, raw});
  return by_raw(identifiers_, identifiers_.key, base::hash64(identifiers_.key), [&]() -> OptionalValue {
    const Identifier parsed = parse_identifier(type, raw);
    if (parsed.value.empty() || parsed.placeholder) return {};
    return by_value(identifiers_, parsed.type + kSeparator + parsed.value, [&] {
      table.identifiers.push_back(
          {table.identifier_parts.intern(parsed.type), *table.identifier_parts.intern(parsed.value), parsed.wrong});
      return static_cast<ValueNo>(table.identifiers.size() - 1);
    });
  });
}

OptionalValue FeatureBuilder::place(std::string_view raw, FeatureTable& table) {
  return by_raw(places_, raw, base::hash64(raw),
                [&] { return is_placeholder(raw) ? OptionalValue() : table.address_parts.intern(fold(raw)); });
}

OptionalValue FeatureBuilder::other(std::string_view column, std::string_view raw, FeatureTable& table) {
  join<2>(others_.key, {column, raw});
  return by_raw(others_, others_.key, base::hash64(others_.key), [&]() -> OptionalValue {
    const OptionalValue text = is_placeholder(raw) ? OptionalValue() : table.other_values.intern(fold(raw));
    if (!text || column.empty()) return {};
    const types::OtherValue made{*table.other_columns.intern(column), *text};
    return by_value(others_, {reinterpret_cast<const char*>(&made), sizeof made}, [&] {
      table.others.push_back(made);
      return static_cast<ValueNo>(table.others.size() - 1);
    });
  });
}

namespace {

/// The parts of one name or address come with one number.
template <typename Parts>
Parts& in_group(std::vector<Parts>& list, std::uint16_t group) {
  for (Parts& parts : list) {
    if (parts.group == group) return parts;
  }
  Parts& parts = list.emplace_back();
  parts.group = group;
  return parts;
}

/// The record's names, or addresses.
template <typename Parts>
void gather_groups(const types::RecordView& record, std::vector<Parts>& list) {
  for (const types::FieldView& field : record.fields) {
    if (const auto part = Parts::part_of(field.field)) in_group(list, field.group).*part = field.value;
  }
}

void push(types::Column<ValueNo>& column, OptionalValue value) {
  if (value) column.push_distinct(*value);
}

}  // namespace

template <typename Parts, typename Gather, typename Add>
void FeatureBuilder::add_gathered(TextMemo& memo, std::span<const types::RecordView> records, Gather gather, Add add) {
  if (records.size() == 1) {
    std::vector<Parts> parts;
    gather(records[0], parts);
    return add(records[0], parts);
  }
  std::vector<std::vector<Parts>> ahead(std::min(records.size(), kAhead));
  const auto look_at = [&](std::size_t i) {
    std::vector<Parts>& parts = ahead[i % ahead.size()];
    parts.clear();
    gather(records[i], parts);
    for (const Parts& one : parts) memo.expect(one.hash());
  };
  for (std::size_t i = 0; i < ahead.size(); ++i) look_at(i);
  for (std::size_t i = 0; i < records.size(); ++i) {
    add(records[i], ahead[i % ahead.size()]);
    if (i + ahead.size() < records.size()) look_at(i + ahead.size());
  }
}

void FeatureBuilder::add_names(std::span<const types::RecordView> records, FeatureTable& table) {
  add_gathered<NameParts>(
      names_.by_raw, records, gather_groups<NameParts>,
      [&](const types::RecordView& record, std::vector<NameParts>& names) { add_names(record, names, table); });
}

void FeatureBuilder::add_names(const types::RecordView& record, std::vector<NameParts>& names, FeatureTable& table) {
  for (const types::FieldView& field : record.fields) {
    if (field.field == Field::organization) push(table.record_organizations, organization(field.value, table));
  }
  // what came in parts is known better than the same in one text
  std::stable_partition(names.begin(), names.end(),
                        [](const NameParts& parts) { return !parts.given.empty() || !parts.family.empty(); });
  std::vector<ValueNo> in_parts;
  for (const NameParts& parts : names) {
    if (!parts.full.empty() && parts.given.empty() && parts.family.empty() && looks_like_organization(parts.full)) {
      push(table.record_organizations, organization(parts.full, table));
      continue;
    }
    const OptionalValue whose = name(parts, table);
    const bool whole = parts.given.empty() && parts.family.empty();
    if (whose && whole && std::any_of(in_parts.begin(), in_parts.end(), [&](ValueNo known) {
          return same_words(table, known, *whose);
        })) {
      continue;
    }
    push(table.record_names, whose);
    if (whose && !whole) in_parts.push_back(*whose);
    if (!parts.nickname.empty() && !parts.family.empty()) {
      NameParts called = parts;
      called.full = {};
      called.middle = {};
      called.given = parts.nickname;
      push(table.record_names, name(called, table));
    }
  }
  table.record_names.end_record();
  table.record_organizations.end_record();
}

void FeatureBuilder::add_addresses(std::span<const types::RecordView> records, FeatureTable& table) {
  add_gathered<AddressParts>(addresses_.by_raw, records, gather_groups<AddressParts>,
                             [&](const types::RecordView& record, const std::vector<AddressParts>& addresses) {
                               for (const types::FieldView& field : record.fields) {
                                 if (field.field == Field::birth_place)
                                   push(table.record_places, place(field.value, table));
                               }
                               for (const AddressParts& parts : addresses)
                                 push(table.record_addresses, address(parts, table));
                               table.record_addresses.end_record();
                               table.record_places.end_record();
                             });
}

void FeatureBuilder::add_emails(std::span<const types::RecordView> records, FeatureTable& table) {
  add_gathered<RawValue>(emails_.by_raw, records, RawValue::Gather{Field::email},
                         [&](const types::RecordView&, const std::vector<RawValue>& emails) {
                           for (const RawValue& raw : emails) push(table.record_emails, email(raw, table));
                           table.record_emails.end_record();
                         });
}

void FeatureBuilder::add_phones(std::span<const types::RecordView> records, FeatureTable& table) {
  add_gathered<RawPhone>(phones_.by_raw, records, RawPhone::Gather{region_},
                         [&](const types::RecordView&, const std::vector<RawPhone>& phones) {
                           for (const RawPhone& raw : phones) push(table.record_phones, phone(raw, table));
                           table.record_phones.end_record();
                         });
}

void FeatureBuilder::add_rest(std::span<const types::RecordView> records, FeatureTable& table) {
  for (const types::RecordView& record : records) add_rest(record, table);
}

void FeatureBuilder::add_rest(const types::RecordView& record, FeatureTable& table) {
  char gender = 0;
  for (const types::FieldView& field : record.fields) {
    const std::string_view value = field.value;
    switch (field.field) {
      case Field::name_prefix:
        if (gender == 0) gender = parse_gender(value);
        break;
      case Field::gender:
        gender = parse_gender(value);
        break;
      case Field::birthdate:
        push(table.record_dates, date(value, table));
        break;
      case Field::identifier:
        push(table.record_identifiers, identifier(field.type, value, table));
        break;
      case Field::url:
      case Field::other:
        push(table.record_others, other(field.field == Field::url ? "url" : field.type, value, table));
        break;
      default:
        break;
    }
  }
  table.record_dates.end_record();
  table.record_identifiers.end_record();
  table.record_others.end_record();
  table.record_genders.push_back(gender);
  const bool same_source = !table.record_sources.empty() && table.record_sources.back() == record.source;
  table.record_sources.push_back(same_source ? table.record_sources.back() : table.key_arena.copy(record.source));
  table.record_ids.push_back(table.key_arena.copy(record.id));
}

types::RecordNo FeatureBuilder::add(const types::RecordView& record, FeatureTable& table) {
  const auto number = static_cast<types::RecordNo>(table.size());
  for (const AddPart part : kParts) (this->*part)({&record, 1}, table);
  return number;
}

void FeatureBuilder::add(std::span<const types::RecordView> records, FeatureTable& table, unsigned threads) {
  base::parallel_for(std::size(kParts), 1, threads, [&](std::size_t part, std::size_t) {
    const AddPart its = kParts[part];
    (this->*its)(records, table);
  });
}

void FeatureBuilder::forget_raw_texts() {
  for (Kind* kind :
       {&names_, &organizations_, &addresses_, &dates_, &emails_, &phones_, &identifiers_, &places_, &others_}) {
    kind->by_raw = TextMemo();
  }
}

}  // namespace scv::normalize
