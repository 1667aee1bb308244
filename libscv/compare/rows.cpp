#include "compare/rows.hpp"

#include "base/parallel.hpp"

namespace scv::compare {

using types::kNoValue;
using types::RecordNo;
using types::ValueNo;

Row row_of(const types::FeatureTable& table, RecordNo record) {
  Row row;
  const auto first = [&](const types::Column<ValueNo>& column, std::uint32_t several) {
    const auto values = column[record];
    if (values.size() > 1) row.flags |= several;
    return values.empty() ? kNoValue : values.front();
  };
  row.name = first(table.record_names, Row::several_names);
  if (row.name != kNoValue) {
    const types::Name& name = table.names[row.name];
    if (name.given != 0) row.given = table.given(name).front();
    if (name.family != 0) row.family = table.family(name).front();
    const bool plain = name.given == 1 && name.family == 1 && name.former == 0 && name.generation == 0 &&
                       name.order_known && name.as_organization == kNoValue;
    if (plain) row.flags |= Row::plain_name;
  }
  row.date = first(table.record_dates, Row::several_dates);
  row.email = first(table.record_emails, Row::several_emails);
  if (row.email != kNoValue) {
    const types::EmailAddress& email = table.emails[row.email];
    row.email_local = email.local;
    row.email_domain = email.domain;
    if (email.role) row.flags |= Row::role_mailbox;
  }
  row.phone = first(table.record_phones, Row::several_phones);
  if (row.phone != kNoValue) {
    const types::PhoneNumber& phone = table.phones[row.phone];
    row.phone_digits = phone.digits;
    row.phone_national = phone.national;
    if (phone.valid) row.flags |= Row::valid_phone;
    if (phone.mobile) row.flags |= Row::mobile_phone;
  }
  row.address = first(table.record_addresses, Row::several_addresses);
  if (row.address != kNoValue) {
    const types::PostalAddress& address = table.addresses[row.address];
    row.street = address.street;
    row.postal_code = address.postal_code;
    row.city = address.city;
    if (address.unit != kNoValue) row.flags |= Row::address_unit;
  }
  if (!table.record_organizations[record].empty()) row.flags |= Row::organizations;
  if (!table.record_identifiers[record].empty()) row.flags |= Row::identifiers;
  if (!table.record_places[record].empty()) row.flags |= Row::places;
  if (!table.record_others[record].empty()) row.flags |= Row::others;
  row.gender = table.record_genders[record];
  return row;
}

std::vector<Row> rows_of(const types::FeatureTable& table, unsigned threads) {
  std::vector<Row> rows(table.size());
  base::parallel_for(rows.size(), 4096, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t record = begin; record < end; ++record)
      rows[record] = row_of(table, static_cast<RecordNo>(record));
  });
  return rows;
}

}  // namespace scv::compare
