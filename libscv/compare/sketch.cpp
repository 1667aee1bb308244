#include "compare/sketch.hpp"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "base/hash.hpp"
#include "compare/levels.hpp"
#include "compare/rows.hpp"
#include "scv/similarity/osa.hpp"

namespace scv::compare {
namespace {

using types::kNoValue;
using types::Level;

constexpr unsigned kPhoneDigits = 17;
constexpr unsigned kPhoneLength = 57, kPhoneValid = 62, kPhoneMobile = 63;  // places of bits
constexpr std::uint64_t kPhoneValue = (std::uint64_t{1} << kPhoneLength) - 1;
constexpr std::size_t kMostBytes = 127;

/// Which classes of bytes a text has, its first two bytes, and its length; 0 where that is too much.
struct Letters {
  std::uint32_t classes = 0;
  std::uint8_t length = 0;
  std::uint16_t head = 0;
};

Letters letters_of(std::string_view text) {
  Letters letters;
  for (const char c : text) letters.classes |= 1u << (static_cast<unsigned char>(c) & 31u);
  if (text.size() <= kMostBytes) letters.length = static_cast<std::uint8_t>(text.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(2, text.size()); ++i)
    letters.head = static_cast<std::uint16_t>(letters.head | static_cast<unsigned char>(text[i]) << (8 * i));
  return letters;
}

/// At least as many as two texts have bytes in common: those of a class that the other one has not are not.
unsigned most_common(const Letters& a, const Letters& b) noexcept {
  const auto alone = [](std::uint32_t of, std::uint32_t other) {
    return static_cast<unsigned>(std::popcount(of & ~other));
  };
  return std::min(a.length - alone(a.classes, b.classes), b.length - alone(b.classes, a.classes));
}

/// Whether such texts may differ by `slips` edits, or be as similar by Jaro and Winkler, which counts up to four equal first
/// bytes.
bool may_be_close(const Letters& a, const Letters& b, unsigned slips, double similarity) noexcept {
  if (a.length == 0 || b.length == 0) return true;
  const unsigned common = most_common(a, b);
  if (std::max<unsigned>(a.length, b.length) - common <= slips) return true;
  const double prefix = a.head == b.head ? 4 : ((a.head ^ b.head) & 0xff) == 0 ? 1 : 0;
  const double share = common;
  const double jaro = (share / a.length + share / b.length + 1) / 3;
  return jaro + 0.1 * prefix * (1 - jaro) >= similarity - kRounding;
}

std::uint16_t hash16(const types::TextPool& pool, types::ValueNo text) {
  if (text == kNoValue) return 0;
  const auto hash = static_cast<std::uint16_t>(pool.hash(text) >> 16);
  return hash == 0 ? std::uint16_t{1} : hash;
}

std::uint8_t hash8(const types::TextPool& pool, types::ValueNo text) {
  if (text == kNoValue) return 0;
  const auto hash = static_cast<std::uint8_t>(pool.hash(text) >> 8);
  return hash == 0 ? std::uint8_t{1} : hash;
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
  bool mobile = false;
  explicit Digits(std::uint64_t phone) : size(phone >> kPhoneLength & 31), mobile((phone >> kPhoneMobile) != 0) {
    std::uint64_t value = phone & kPhoneValue;
    for (std::size_t i = std::min<std::size_t>(size, kPhoneDigits); i-- > 0; value /= 10)
      text[i] = static_cast<char>('0' + value % 10);
  }
  std::string_view view() const noexcept { return {text.data(), std::min<std::size_t>(size, kPhoneDigits)}; }
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
  if (std::min(s.size(), t.size()) >= 7 && s.substr(s.size() - 7) == t.substr(t.size() - 7))
    levels |=
        level_bit(Level::equal) | level_bit(Level::similar) | kMaybeMissing;  // they may be one without its prefix
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
  if (may_be_close({a.email_classes, a.email_length, a.email_head}, {b.email_classes, b.email_length, b.email_head}, 2,
                   kSimilarMailbox)) {
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
    const Letters x{a.city_classes, a.city_length}, y{b.city_classes, b.city_length};
    const unsigned shorter = std::min(x.length, y.length);
    const bool known = shorter != 0;
    const unsigned edits = known ? std::max(x.length, y.length) - most_common(x, y) : 0;
    if (edits <= (shorter >= 8 ? 2u : 1u)) area |= level_bit(Level::same_city);
    close = close || may_be_close(x, y, 2, kSimilarText);
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
      streets && may_be_close({a.street_classes, a.street_length, a.street_head},
                              {b.street_classes, b.street_length, b.street_head}, 2, kSimilarText);
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

/// The level of two words, as Comparer::far_apart() tells it.
Words word_levels(const Sketch& a, std::size_t i, const Sketch& b, std::size_t j) {
  if (a.word_hashes[i] == b.word_hashes[j]) return Words::equal;
  const auto length = [](std::uint8_t of) { return static_cast<std::uint8_t>(of & ~Sketch::kNickname); };
  const Letters x{a.word_classes[i], length(a.word_lengths[i]), a.word_heads[i]};
  const Letters y{b.word_classes[j], length(b.word_lengths[j]), b.word_heads[j]};
  const unsigned shorter = std::min(x.length, y.length);
  if (shorter < 2 || (a.word_lengths[i] & b.word_lengths[j] & Sketch::kNickname) != 0) return Words::close;
  if (a.word_collapsed[i] == b.word_collapsed[j]) return Words::close;
  const bool one_sound = a.word_sounds[i] == b.word_sounds[j] && a.word_sounds[i] != 0;
  const unsigned slips = shorter >= 7 ? kMostSlips : shorter >= 4 ? 2 : shorter - 2;
  if (!may_be_close(x, y, slips, one_sound ? kPhoneticWord : kSimilarWord)) return Words::different;
  return one_sound ? Words::close : Words::near;
}

/// The best of all pairs of words.
Words best_words(const Sketch& a, std::size_t a_begin, std::size_t a_end, const Sketch& b, std::size_t b_begin,
                 std::size_t b_end) {
  Words best = Words::missing;
  for (std::size_t i = a_begin; i < a_end; ++i) {
    for (std::size_t j = b_begin; j < b_end; ++j) best = std::max(best, word_levels(a, i, b, j));
  }
  return best;
}

/// False where given and family names may be equal crosswise, or parted elsewhere.
bool name_levels(const Sketch& a, const Sketch& b, PossibleLevels& levels) {
  const std::size_t words_a = a.given + std::size_t{a.family}, words_b = b.given + std::size_t{b.family};
  levels.left_given = best_words(a, 0, a.given, b, b.given, words_b);
  levels.right_given = best_words(a, a.given, words_a, b, 0, b.given);
  const Words crossed = std::max(levels.left_given, levels.right_given);
  if (crossed == Words::equal) return false;
  if (words_a != words_b) {
    const auto all = [](const Sketch& of, std::size_t words) {
      unsigned classes = 0, length = 0;
      for (std::size_t i = 0; i < words; ++i) {
        classes |= of.word_classes[i];
        length += of.word_lengths[i] & ~unsigned{Sketch::kNickname};
      }
      return std::pair(classes, length);
    };
    if (all(a, words_a) == all(b, words_b)) return false;
  }
  // To differ crosswise as well is no better; but of one part alone, to miss it is better than that it differs.
  levels.crossed = crossed > Words::different || a.family + b.family == 0 || a.given + b.given == 0;
  levels.given = best_words(a, 0, a.given, b, 0, b.given);
  levels.family = best_words(a, a.given, words_a, b, b.given, words_b);
  if (a.given > 1 && b.given > 1) levels.middle = best_words(a, 1, a.given, b, 1, b.given);
  return true;
}

Sketch sketch_of(const types::FeatureTable& table, const Row& row) {
  constexpr std::uint32_t kSeveral =
      Row::several_names | Row::several_dates | Row::several_emails | Row::several_phones | Row::several_addresses;
  Sketch sketch;
  if ((row.flags & (kSeveral | Row::address_unit)) != 0) return {};
  if (row.name != kNoValue) {
    const types::Name& name = table.names[row.name];
    const std::size_t words = std::size_t{name.given} + name.family;
    if (words > Sketch::kWords || name.former != 0 || name.generation != 0 || name.as_organization != kNoValue)
      return {};
    sketch.flags |= Sketch::has_name;
    sketch.given = name.given;
    sketch.family = name.family;
    for (std::size_t i = 0; i < words; ++i) {
      const types::ValueNo word = table.name_words[name.begin + i];
      const types::Word& info = table.word_info[word];
      const Letters letters = letters_of(table.words.text(word));
      sketch.word_classes[i] = letters.classes;
      sketch.word_lengths[i] = letters.length;
      if (letters.length == 0) return {};
      if (info.nicknames_count != 0) sketch.word_lengths[i] |= Sketch::kNickname;
      sketch.word_heads[i] = letters.head;
      sketch.word_hashes[i] = hash16(table.words, word);
      sketch.word_sounds[i] = hash8(table.phonetics, info.phonetic);
      sketch.word_collapsed[i] = hash8(table.collapsed, info.collapsed);
    }
  }
  if (row.date != kNoValue) {
    sketch.date = table.dates[row.date].ymd;
    if (sketch.date == 0) return {};
    if (table.dates[row.date].is_default) sketch.flags |= Sketch::default_date;
  }
  if (row.email != kNoValue) {
    if (row.email_local == kNoValue) return {};
    sketch.email = hash16(table.email_parts, row.email_local);
    sketch.email_domain = hash16(table.email_parts, row.email_domain);
    const Letters letters = letters_of(table.email_parts.text(row.email_local));
    sketch.email_classes = letters.classes;
    sketch.email_head = letters.head;
    sketch.email_length = letters.length;
    if ((row.flags & Row::role_mailbox) != 0) sketch.flags |= Sketch::role_mailbox;
  }
  if (row.phone != kNoValue) {
    const std::string_view digits = table.phone_digits.text(row.phone_digits);
    if (!digits.ends_with(table.phone_digits.text(row.phone_national))) return {};
    if (!pack_phone(digits, (row.flags & Row::valid_phone) != 0, (row.flags & Row::mobile_phone) != 0, sketch.phone))
      return {};
  }
  if (row.address != kNoValue) {
    sketch.flags |= Sketch::has_address;
    const types::PostalAddress& address = table.addresses[row.address];
    const types::TextPool& parts = table.address_parts;
    sketch.street = hash16(parts, address.street);
    const Letters street = letters_of(parts.text(address.street));
    sketch.street_classes = street.classes;
    sketch.street_head = street.head;
    sketch.street_length = street.length;
    sketch.house_number = hash16(parts, address.house_number);
    if (parts.text(address.house_number).find('-') != std::string_view::npos) sketch.flags |= Sketch::range_of_numbers;
    const std::string_view code = parts.text(address.postal_code);
    if (code.size() > 8 || code.find('\0') != std::string_view::npos) return {};
    for (std::size_t i = 0; i < code.size(); ++i)
      sketch.postal_code |= std::uint64_t{static_cast<unsigned char>(code[i])} << (8 * i);
    if (address.city != kNoValue) {
      const Letters city = letters_of(parts.text(address.city));
      sketch.flags |= Sketch::has_city;
      sketch.city_classes = city.classes;
      sketch.city_length = city.length;
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
