#include "compare/rows.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <functional>

#include "base/parallel.hpp"

namespace scv::compare {

using types::OptionalValue;
using types::RecordNo;
using types::ValueNo;

void set_phone(const types::FeatureTable& table, ValueNo number, Row& row) {
  const types::PhoneNumber& phone = table.phones[number];
  row.phone = number;
  row.phone_digits = phone.digits;
  row.phone_national = phone.national;
  row.flags &= ~(Row::several_phones | Row::valid_phone | Row::mobile_phone);
  if (phone.valid) row.flags |= Row::valid_phone;
  if (phone.mobile) row.flags |= Row::mobile_phone;
}

Row row_of(const types::FeatureTable& table, RecordNo record) {
  Row row;
  const auto first = [&](const types::Column<ValueNo>& column, std::uint32_t several) {
    const auto values = column[record];
    if (values.size() > 1) row.flags |= several;
    return values.empty() ? OptionalValue() : values.front();
  };
  row.name = first(table.record_names, Row::several_names);
  if (row.name) {
    const types::Name& name = table.names[*row.name];
    if (name.given != 0) row.given = table.given(name).front();
    if (name.family != 0) row.family = table.family(name).front();
    const bool plain = name.given == 1 && name.family == 1 && name.former == 0 && name.generation == 0 &&
                       name.order_known && !name.as_organization;
    if (plain) row.flags |= Row::plain_name;
  }
  row.date = first(table.record_dates, Row::several_dates);
  row.email = first(table.record_emails, Row::several_emails);
  if (row.email) {
    const types::EmailAddress& email = table.emails[*row.email];
    row.email_local = email.local;
    row.email_domain = email.domain;
    if (email.role) row.flags |= Row::role_mailbox;
  }
  if (const auto phones = table.record_phones[record]; !phones.empty()) {
    set_phone(table, phones.front(), row);
    if (phones.size() > 1) row.flags |= Row::several_phones;
  }
  row.address = first(table.record_addresses, Row::several_addresses);
  if (row.address) {
    const types::PostalAddress& address = table.addresses[*row.address];
    row.street = address.street;
    row.postal_code = address.postal_code;
    row.city = address.city;
    if (address.unit) row.flags |= Row::address_unit;
  }
  if (!table.record_organizations[record].empty()) row.flags |= Row::organizations;
  if (!table.record_identifiers[record].empty()) row.flags |= Row::identifiers;
  if (!table.record_places[record].empty()) row.flags |= Row::places;
  if (!table.record_others[record].empty()) row.flags |= Row::others;
  row.flags |= std::uint32_t{static_cast<unsigned char>(table.record_genders[record])} << Row::gender_shift;
  return row;
}

unsigned nickname_bits(const types::FeatureTable& table, const types::Word& word, unsigned bits) {
  unsigned groups = 0;
  for (std::uint32_t i = 0; i < word.nicknames_count; ++i)
    groups |= 1u << (table.nickname_groups[word.nicknames_begin + i] % bits);
  return groups;
}

std::vector<Row> rows_of(const types::FeatureTable& table, unsigned threads) {
  constexpr std::size_t kGrain = 4096;
  struct Key {
    std::uint64_t head;  ///< first bytes of the id, in their order
    RecordNo record;
  };
  std::vector<Row> rows(table.size());
  std::vector<Key> keys(table.size());
  const bool one_source = std::adjacent_find(table.record_sources.begin(), table.record_sources.end(),
                                             std::not_equal_to<>()) == table.record_sources.end();
  base::parallel_for(rows.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      rows[i] = row_of(table, static_cast<RecordNo>(i));
      keys[i] = {0, static_cast<RecordNo>(i)};
      const std::string_view id = one_source ? table.record_ids[i] : std::string_view();
      for (std::size_t at = 0; at < sizeof keys[i].head; ++at) {
        keys[i].head = keys[i].head << 8 | (at < id.size() ? static_cast<unsigned char>(id[at]) : 0u);
      }
    }
  });
  const auto less = [&](const Key& a, const Key& b) {
    if (a.head != b.head) return a.head < b.head;
    if (table.key_less(a.record, b.record)) return true;
    return !table.key_less(b.record, a.record) && a.record < b.record;
  };
  if (!std::is_sorted(keys.begin(), keys.end(), less)) tbb::parallel_sort(keys.begin(), keys.end(), less);
  for (std::size_t rank = 0; rank < keys.size(); ++rank)
    rows[keys[rank].record].key_rank = static_cast<std::uint32_t>(rank);
  return rows;
}

}  // namespace scv::compare
