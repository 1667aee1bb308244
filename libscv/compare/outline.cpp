#include "compare/outline.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/parallel.hpp"

namespace scv::compare {
namespace {

using types::FeatureTable;
using types::OptionalValue;
using types::RecordNo;
using types::ValueNo;

constexpr std::size_t kPrefix = 7;  ///< fewer digits than two numbers of one line block share

std::uint8_t short_hash(OptionalValue value) noexcept {
  return static_cast<std::uint8_t>(base::hash_mix(0, value.code()) & 0xff);
}

/// Texts that are too long for a length are not bounded.
std::uint8_t length_of(std::string_view text, Outline& outline) noexcept {
  if (text.size() > 255) outline.flags |= Outline::unbounded;
  return static_cast<std::uint8_t>(text.size() & 255);
}

WordOutline word_of(const FeatureTable& table, ValueNo number) {
  const types::Word& word = table.word_info[number];
  const std::string_view text = table.words.text(number);
  const auto length = static_cast<unsigned>(std::min<std::size_t>(text.size(), WordOutline::kLongWord));
  return {.letters = Letters<std::uint32_t>(text),
          .head = static_cast<std::uint8_t>(length | (static_cast<unsigned char>(text[0]) & 15u) << 4),
          .collapsed = short_hash(word.collapsed),
          .sound = short_hash(word.phonetic),
          .nicknames = static_cast<std::uint8_t>(nickname_bits(table, word, 8))};
}

std::size_t words_of(const types::Name& name) { return std::size_t{name.given} + name.family + name.former; }

/// Whether a record has a name that needs an outline of its own, and can have one.
bool has_own_outline(const FeatureTable& table, const Row& row) {
  return row.name && (row.flags & Row::plain_name) == 0 && words_of(table.names[*row.name]) <= NameOutline::kWords;
}

NameOutline name_of(const FeatureTable& table, const types::Name& name) {
  NameOutline outline = {
      .words = {}, .given = name.given, .family = name.family, .former = name.former, .generation = name.generation};
  for (std::size_t i = 0; i < words_of(name); ++i) outline.words[i] = word_of(table, table.name_words[name.begin + i]);
  return outline;
}

/// But for names that are not plain.
Outline outline_of(const FeatureTable& table, const Row& row) {
  Outline outline;
  constexpr std::uint32_t kMore = Row::several_names | Row::several_dates | Row::several_emails | Row::several_phones |
                                  Row::several_addresses | Row::address_unit;
  constexpr std::uint32_t kMoreOfBoth = Row::organizations | Row::identifiers;
  if ((row.flags & kMore) != 0) outline.flags |= Outline::unbounded;
  if ((row.flags & kMoreOfBoth) != 0) outline.flags |= Outline::unbounded_both;
  if ((row.flags & Row::places) != 0) outline.flags |= Outline::place;
  if (row.name) outline.flags |= Outline::name;
  if ((row.flags & Row::plain_name) != 0) {
    outline.flags |= Outline::plain_name;
    outline.given = word_of(table, *row.given);
    outline.family = word_of(table, *row.family);
  } else if (row.name && !has_own_outline(table, row)) {
    outline.flags |= Outline::unbounded;
  }
  if (row.date && !table.dates[*row.date].is_default) {
    const std::uint32_t ymd = table.dates[*row.date].ymd, month = ymd / 100 % 100, day = ymd % 100;
    outline.flags |= Outline::date;
    outline.ymd = static_cast<std::uint16_t>((ymd / 10000 & 127) << 9 | (month & 15) << 5 | (day & 31));
    char digits[8];
    for (std::size_t i = 8, rest = ymd; i-- > 0; rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
    outline.date_digits = digit_counts<std::uint32_t, 3>({digits, sizeof digits});
  }
  if (row.email) {
    const std::string_view local = table.email_parts.text(row.email_local);
    outline.flags |= Outline::email;
    if ((row.flags & Row::role_mailbox) != 0) outline.flags |= Outline::role_mailbox;
    outline.email_letters = Letters<std::uint64_t>(local);
    outline.email_length = length_of(local, outline);
  }
  if (row.phone) {
    const std::string_view digits = table.phone_digits.text(row.phone_digits);
    outline.flags |= Outline::phone;
    if ((row.flags & Row::mobile_phone) == 0) outline.flags |= Outline::landline;
    outline.phone_digits = digit_counts<std::uint64_t, 5>(digits) | base::hash64(digits.substr(0, kPrefix))
                                                                        << Outline::kPrefixAt;
    outline.national = short_hash(row.phone_national);
  }
  if (row.street) {
    const std::string_view street = table.address_parts.text(row.street);
    outline.flags |= Outline::street;
    outline.street_letters = Letters<std::uint64_t>(street);
    outline.street_length = length_of(street, outline);
    const OptionalValue house = table.addresses[*row.address].house_number;
    const bool range = table.address_parts.text(house).find('-') != std::string_view::npos;
    outline.house = range ? Outline::kAnyHouse : static_cast<std::uint8_t>(short_hash(house) % Outline::kAnyHouse);
  }
  if (row.postal_code) {
    const std::string_view code = table.address_parts.text(row.postal_code);
    outline.flags |= Outline::postal_code;
    if (code.size() >= 8) outline.flags |= Outline::long_postal;
    outline.postal = static_cast<std::uint16_t>(digit_counts<std::uint32_t, 1>(code) |
                                                static_cast<unsigned>(short_hash(row.postal_code)) << 10);
  }
  if (row.city) {
    const std::string_view city = table.address_parts.text(row.city);
    outline.flags |= Outline::city;
    outline.city_letters = Letters<std::uint32_t>(city);
    outline.city_length = length_of(city, outline);
  }
  return outline;
}

}  // namespace

Outlines outlines_of(const FeatureTable& table, std::span<const Row> rows, unsigned threads) {
  constexpr std::size_t kGrain = 4096;
  Outlines outlines;
  outlines.records.resize(rows.size());
  base::parallel_for(rows.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) outlines.records[i] = outline_of(table, rows[i]);
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!has_own_outline(table, rows[i])) continue;
    outlines.records[i].given.letters.bits = static_cast<std::uint32_t>(outlines.names.size());
    outlines.names.push_back(name_of(table, table.names[*rows[i].name]));
  }
  return outlines;
}

}  // namespace scv::compare
