#include "compare/sketch.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "base/hash.hpp"
#include "compare/levels.hpp"
#include "compare/rows.hpp"
#include "scv/similarity/osa.hpp"

namespace scv::compare {
namespace {

using types::Level;
using types::OptionalValue;

constexpr unsigned kPhoneDigits = 17;
constexpr std::size_t kCountryCode = 3;                                     ///< digits, at most
constexpr unsigned kPhoneLength = 57, kPhoneValid = 62, kPhoneMobile = 63;  // places of bits
constexpr std::uint64_t kPhoneValue = (std::uint64_t{1} << kPhoneLength) - 1;
/// What of a text bounds how alike another one is.
template <typename Bits>
struct Text {
  const Letters<Bits>& letters;
  int length;  ///< 0: too long to tell
  std::uint16_t head;
};

std::uint8_t length_of(std::string_view text) {
  return text.size() <= 255 ? static_cast<std::uint8_t>(text.size()) : std::uint8_t{0};
}

std::uint16_t head_of(std::string_view text) {
  unsigned head = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(2, text.size()); ++i)
    head |= unsigned{static_cast<unsigned char>(text[i])} << (8 * i);
  return static_cast<std::uint16_t>(head);
}

/// What texts of such a similarity have in common, by the first bytes that are equal.
struct InCommon {
  int none, first, both;
  constexpr explicit InCommon(double similarity)
      : none(percent_in_common(similarity, 0)),
        first(percent_in_common(similarity, 1)),
        both(percent_in_common(similarity, 4)) {}
};
constexpr InCommon kTextInCommon(kSimilarText), kMailboxInCommon(kSimilarMailbox);
constexpr InCommon kWordInCommon(kSimilarWord), kSoundInCommon(kPhoneticWord);

template <typename Bits>
bool may_be_close(const Text<Bits>& a, const Text<Bits>& b, int edits, const InCommon& needed) noexcept {
  if (a.length == 0 || b.length == 0) return true;
  const int in_common = a.head == b.head ? needed.both : ((a.head ^ b.head) & 0xff) == 0 ? needed.first : needed.none;
  return may_be_alike(a.letters, b.letters, a.length, b.length, edits, in_common);
}

std::uint16_t hash16(std::uint64_t hash) {
  const auto part = static_cast<std::uint16_t>(hash >> 16);
  return part == 0 ? std::uint16_t{1} : part;
}
std::uint16_t hash16(const types::TextPool& pool, OptionalValue text) {
  return text ? hash16(pool.hash(text)) : std::uint16_t{0};
}

/// 1 to `most`; 0 for none.
unsigned small_hash(const types::TextPool& pool, OptionalValue text, unsigned most) {
  return text ? static_cast<unsigned>((pool.hash(text) >> 8) % most + 1) : 0;
}

/// False where the number does not fit.
bool pack_phone(std::string_view digits, bool valid, bool mobile, std::uint64_t& phone) {
  if (digits.empty() || digits.size() > kPhoneDigits) return false;
  phone = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    phone = phone * 10 + static_cast<std::uint64_t>(c - '0');
  }
  phone |= std::uint64_t{digits.size()} << kPhoneLength | std::uint64_t{valid} << kPhoneValid |
           std::uint64_t{mobile} << kPhoneMobile;
  return true;
}

struct Digits {
  std::array<char, kPhoneDigits> text{};
  std::size_t size = 0;
  bool valid = false, mobile = false;
  explicit Digits(std::uint64_t phone)
      : size(std::min<std::size_t>(phone >> kPhoneLength & 31, kPhoneDigits)),
        valid((phone >> kPhoneValid & 1) != 0),
        mobile((phone >> kPhoneMobile) != 0) {
    std::uint64_t value = phone & kPhoneValue;
    for (std::size_t i = size; i-- > 0; value /= 10) text[i] = static_cast<char>('0' + value % 10);
  }
  std::string_view view() const noexcept { return {text.data(), size}; }
};

types::BirthDate date_of(std::uint32_t ymd, bool is_default) {
  std::array<char, 8> digits;
  std::uint32_t rest = ymd;
  for (std::size_t i = 8; i-- > 0; rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
  types::BirthDate date;
  date.ymd = ymd;
  date.is_default = is_default;
  date.shape = types::TextShape(std::string_view(digits.data(), digits.size()));
  return date;
}

LevelSet levels_of_phones(std::uint64_t left, std::uint64_t right) {
  constexpr std::uint64_t kNumber = (std::uint64_t{1} << kPhoneValid) - 1;
  if (((left ^ right) & kNumber) == 0) return level_bit(Level::equal) | kMaybeMissing;  // where too many have it
  const Digits a(left), b(right);
  const std::string_view s = a.view(), t = b.view();
  LevelSet levels = level_bit(Level::different);
  // They may be one without its prefix: eight digits of it are looked at, seven where it has no more.
  const std::size_t national = std::max(s.size(), t.size()) > 7 + kCountryCode ? 8 : 7;
  if (std::min(s.size(), t.size()) >= national && s.ends_with(t.substr(t.size() - national)))
    levels |= level_bit(Level::similar) | (a.valid && b.valid ? 0 : level_bit(Level::equal)) | kMaybeMissing;
  const std::size_t slips = similarity::osa_distance(s, t, kMostSlips);
  if (slips <= 1) levels |= level_bit(Level::typo);
  if (slips <= kMostSlips) levels |= level_bit(Level::similar) | level_bit(Level::faint);
  if (!a.mobile && !b.mobile && s.substr(0, 4) == t.substr(0, 4)) levels |= level_bit(Level::same_block);
  return levels;
}

LevelSet email_levels(const Sketch& a, const Sketch& b) {
  if (a.email == b.email) {
    return level_bit(Level::equal) | level_bit(Level::shared) | level_bit(Level::same_block) | level_bit(Level::typo) |
           level_bit(Level::similar) | level_bit(Level::different) | kMaybeMissing;
  }
  if (((a.flags | b.flags) & Sketch::role_mailbox) != 0) return kMaybeMissing;
  LevelSet levels = level_bit(Level::different);
  if (may_be_close(Text<std::uint64_t>{a.email_letters, a.email_length, a.email_head},
                   {b.email_letters, b.email_length, b.email_head}, 2, kMailboxInCommon)) {
    levels |= level_bit(Level::similar) | kMaybeMissing;  // it may be made of the name
    if (a.email_domain == b.email_domain) levels |= level_bit(Level::typo);
  }
  return levels;
}

std::string_view bytes_of(const std::uint64_t& code, std::array<char, 8>& bytes) {
  std::size_t size = 0;
  for (; size < 8; ++size) {
    bytes[size] = static_cast<char>(code >> (8 * size));
    if (bytes[size] == 0) break;
  }
  return {bytes.data(), size};
}

/// Edits between two codes, more than two of them as three; so too where a code is too short for slips.
std::size_t slips_of_codes(std::uint64_t left, std::uint64_t right, std::size_t& shorter) {
  std::array<char, 8> of_left, of_right;
  const std::string_view s = bytes_of(left, of_left), t = bytes_of(right, of_right);
  shorter = std::min(s.size(), t.size());
  return shorter >= 4 ? similarity::osa_distance(s, t, 2) : 3;
}

LevelSet address_levels(const Sketch& a, const Sketch& b) {
  const bool streets = a.street != 0 && b.street != 0;
  const bool codes = a.postal_code != 0 && b.postal_code != 0, cities = (a.flags & b.flags & Sketch::has_city) != 0;
  if (!streets && !codes && !cities) return kMaybeMissing;

  LevelSet area = level_bit(Level::different);
  bool close = !codes && !cities;
  if (cities) {
    const int of_a = a.city_length, of_b = b.city_length, shorter = std::min(of_a, of_b);
    const int edits = shorter == 0 ? 0 : least_edits(a.city_letters, b.city_letters, of_a, of_b);
    if (edits <= (shorter >= 8 ? 2 : 1)) area |= level_bit(Level::same_city);
    // The heads of cities are not known.
    close = close || shorter == 0 || may_be_alike(a.city_letters, b.city_letters, of_a, of_b, 2, kTextInCommon.both);
  }
  if (codes) {
    std::size_t shorter = 0;
    const std::size_t slips = slips_of_codes(a.postal_code, b.postal_code, shorter);
    close = close || a.postal_code == b.postal_code || slips <= (shorter >= 8 ? 2u : 1u);
    if (a.postal_code == b.postal_code) {
      area = level_bit(Level::same_area);
    } else if (slips <= 1) {
      area = level_bit(Level::near_area);
    }
  }
  const bool same_street = streets && a.street == b.street;
  const bool close_street =
      streets && may_be_close(Text<std::uint32_t>{a.street_letters, a.street_length, a.street_head},
                              {b.street_letters, b.street_length, b.street_head}, 2, kTextInCommon);
  if (!same_street && !close_street) return area;
  const bool range = ((a.flags | b.flags) & Sketch::range_of_numbers) != 0;
  const bool same_number = a.house_number != 0 && b.house_number != 0 && (range || a.house_number == b.house_number);
  if (same_street) area |= level_bit(Level::partial);
  if (close) area |= level_bit(Level::same_block);
  if (same_street && close) area |= level_bit(Level::equal_part);
  if (same_number && (same_street || !codes)) area |= level_bit(Level::similar);
  if (same_number && close) area |= level_bit(Level::typo);
  if (same_number && close && same_street) area |= level_bit(Level::equal);
  return area;
}

using Words = PossibleLevels::Words;

/// The level of two words, as Comparer::computed_word_level() tells it.
Words word_levels(const Sketch::Word& a, const Sketch::Word& b) {
  if (a.hash == b.hash) return Words::equal;
  if (a.collapsed == b.collapsed || (a.nicknames & b.nicknames) != 0) return Words::close;
  const int of_a = a.length, of_b = b.length, shorter = std::min(of_a, of_b);
  if (shorter == 1) return ((a.head ^ b.head) & 0xff) == 0 ? Words::close : Words::different;
  const bool one_sound = a.sound == b.sound && a.sound != 0;
  const auto text = [](const Sketch::Word& of) { return Text<std::uint32_t>{of.letters, of.length, of.head}; };
  if (!may_be_close(text(a), text(b), word_slips(shorter), one_sound ? kSoundInCommon : kWordInCommon))
    return Words::different;
  return one_sound ? Words::close : Words::near;
}

using WordSpan = std::span<const Sketch::Word>;

/// The best of all pairs of words.
Words best_words(WordSpan a, WordSpan b) {
  Words best = Words::missing;
  for (const Sketch::Word& x : a) {
    for (const Sketch::Word& y : b) best = std::max(best, word_levels(x, y));
  }
  return best;
}

/// False where the names may be parted elsewhere.
bool name_levels(const Sketch& a, const Sketch& b, PossibleLevels& levels) {
  const WordSpan given_a = WordSpan(a.words).first(a.given), given_b = WordSpan(b.words).first(b.given);
  const WordSpan family_a = WordSpan(a.words).subspan(a.given, a.family);
  const WordSpan family_b = WordSpan(b.words).subspan(b.given, b.family);
  if (a.given + a.family != b.given + b.family) {
    const auto all = [](WordSpan given, WordSpan family) {
      std::uint32_t letters = 0;
      int length = 0;
      for (const WordSpan words : {given, family}) {
        for (const Sketch::Word& word : words) {
          letters |= word.letters.bits;
          length += word.length;
        }
      }
      return std::pair(letters, length);
    };
    if (all(given_a, family_a) == all(given_b, family_b)) return false;
  }
  levels.left_given = best_words(given_a, family_b);
  levels.right_given = best_words(family_a, given_b);
  // To differ crosswise as well is no better; but of one part alone, to miss it is better than that it differs.
  levels.crossed = std::max(levels.left_given, levels.right_given) > Words::different || a.family + b.family == 0 ||
                   a.given + b.given == 0;
  levels.given = best_words(given_a, given_b);
  levels.family = best_words(family_a, family_b);
  if (a.given > 1 && b.given > 1) levels.middle = best_words(given_a.subspan(1), given_b.subspan(1));
  return true;
}

Sketch sketch_of(const types::FeatureTable& table, const Row& row) {
  constexpr std::uint32_t kSeveral =
      Row::several_names | Row::several_dates | Row::several_emails | Row::several_phones | Row::several_addresses;
  Sketch sketch;
  if ((row.flags & (kSeveral | Row::address_unit)) != 0) return {};
  if (row.name) {
    const types::Name& name = table.names[*row.name];
    const std::size_t words = std::size_t{name.given} + name.family;
    if (words > Sketch::kWords || name.former != 0 || name.generation != 0 || name.as_organization) return {};
    sketch.flags |= Sketch::has_name;
    sketch.given = name.given;
    sketch.family = name.family;
    for (std::size_t i = 0; i < words; ++i) {
      const types::ValueNo word = table.name_words[name.begin + i];
      const types::Word& info = table.word_info[word];
      const std::string_view text = table.words.text(word);
      if (text.size() > Sketch::Word::kLongest) return {};
      Sketch::Word& own = sketch.words[i];
      own.letters = Letters<std::uint32_t>(text);
      own.hash = hash16(table.words, word);
      own.head = head_of(text);
      own.length = static_cast<unsigned>(text.size()) & Sketch::Word::kLongest;
      own.sound = small_hash(table.phonetics, info.phonetic, Sketch::Word::kSounds) & Sketch::Word::kSounds;
      own.collapsed = small_hash(table.collapsed, info.collapsed, Sketch::Word::kCollapsed) & Sketch::Word::kCollapsed;
      own.nicknames = static_cast<std::uint16_t>(nickname_bits(table, info, Sketch::Word::kNicknames));
    }
  }
  if (row.date) {
    sketch.date = table.dates[*row.date].ymd;
    if (sketch.date == 0) return {};
    if (table.dates[*row.date].is_default) sketch.flags |= Sketch::default_date;
  }
  if (row.email) {
    sketch.email = hash16(table.email_parts, row.email_local);
    sketch.email_domain = hash16(table.email_parts, row.email_domain);
    const std::string_view local = table.email_parts.text(row.email_local);
    sketch.email_letters = Letters<std::uint64_t>(local);
    sketch.email_head = head_of(local);
    sketch.email_length = length_of(local);
    if ((row.flags & Row::role_mailbox) != 0) sketch.flags |= Sketch::role_mailbox;
  }
  if (row.phone) {
    const std::string_view digits = table.phone_digits.text(row.phone_digits);
    const std::string_view national = table.phone_digits.text(row.phone_national);
    if (!digits.ends_with(national) || (national.size() == 7 && digits.size() > 7 + kCountryCode)) return {};
    if (!pack_phone(digits, (row.flags & Row::valid_phone) != 0, (row.flags & Row::mobile_phone) != 0, sketch.phone))
      return {};
  }
  if (row.address) {
    sketch.flags |= Sketch::has_address;
    const types::PostalAddress& address = table.addresses[*row.address];
    const types::TextPool& parts = table.address_parts;
    sketch.street = hash16(parts, address.street);
    const std::string_view street = parts.text(address.street);
    sketch.street_letters = Letters<std::uint32_t>(street);
    sketch.street_head = head_of(street);
    sketch.street_length = length_of(street);
    sketch.house_number = hash16(parts, address.house_number);
    if (parts.text(address.house_number).find('-') != std::string_view::npos) sketch.flags |= Sketch::range_of_numbers;
    const std::string_view code = parts.text(address.postal_code);
    if (code.size() > 8 || code.find('\0') != std::string_view::npos) return {};
    for (std::size_t i = 0; i < code.size(); ++i)
      sketch.postal_code |= std::uint64_t{static_cast<unsigned char>(code[i])} << (8 * i);
    if (address.city) {
      const std::string_view city = parts.text(address.city);
      sketch.flags |= Sketch::has_city;
      sketch.city_letters = Letters<std::uint32_t>(city);
      sketch.city_length = length_of(city);
    }
  }
  if ((row.flags & Row::organizations) != 0) sketch.flags |= Sketch::organizations;
  if ((row.flags & Row::identifiers) != 0) sketch.flags |= Sketch::identifiers;
  if ((row.flags & Row::places) != 0) sketch.flags |= Sketch::places;
  if ((row.flags & Row::others) != 0) sketch.flags |= Sketch::others;
  sketch.gender = row.gender();
  sketch.flags |= Sketch::known;
  return sketch;
}

}  // namespace

std::uint16_t word_hash(std::string_view word) { return hash16(base::hash64(word)); }

Sketch sketch_of(const types::FeatureTable& table, types::RecordNo record) {
  return sketch_of(table, row_of(table, record));
}

Sketch sketch_with_phone(const types::FeatureTable& table, types::RecordNo record, types::ValueNo phone) {
  Row row = row_of(table, record);
  set_phone(table, phone, row);
  return sketch_of(table, row);
}

LevelSet phone_levels(std::uint64_t left, std::uint64_t right) {
  return left == 0 || right == 0 ? kMaybeMissing : levels_of_phones(left, right);
}

bool possible_levels(const Sketch& left, const Sketch& right, PossibleLevels& levels) {
  constexpr std::uint16_t kMore = Sketch::organizations | Sketch::identifiers | Sketch::places | Sketch::others;
  const unsigned both = left.flags & right.flags;
  if ((both & Sketch::known) == 0 || (both & kMore) != 0) return false;
  // A damaged file may say anything.
  const auto fits = [](const Sketch& of) { return of.given + std::size_t{of.family} <= Sketch::kWords; };
  if (!fits(left) || !fits(right)) return false;
  levels = {};
  if ((both & Sketch::has_name) != 0 && !name_levels(left, right, levels)) return false;
  if (left.date != 0 && right.date != 0) {
    const Level level = date_level(date_of(left.date, (left.flags & Sketch::default_date) != 0),
                                   date_of(right.date, (right.flags & Sketch::default_date) != 0));
    levels.birthdate = level == Level::missing ? kMaybeMissing : level_bit(level);
  }
  if (left.email != 0 && right.email != 0) levels.email = email_levels(left, right);
  levels.phone = phone_levels(left.phone, right.phone);
  if ((both & Sketch::has_address) != 0) levels.address = address_levels(left, right);
  if (left.gender != 0 && right.gender != 0)
    levels.gender = level_bit(left.gender == right.gender ? Level::equal : Level::different);
  return true;
}

}  // namespace scv::compare
