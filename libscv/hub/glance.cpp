#include "hub/glance.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <initializer_list>

#include "base/parallel.hpp"
#include "compare/levels.hpp"

// All of what looks at a pair is made twice, once for processors that count bits in one instruction.
#define SCV_INLINE [[gnu::always_inline]] inline

namespace scv::hub {
namespace {

using compare::Likeness;
using compare::Outline;
using score::Term;
using types::Comparison;
using types::Level;
using types::RecordNo;
using types::ValueNo;

constexpr float kRounding = 0.01f;  ///< more than single precision does to a sum

constexpr int in_common(double similarity, bool one_head = true) noexcept {
  return compare::percent_in_common(similarity, one_head ? 4 : 0);
}
constexpr int kTextInCommon = in_common(compare::kSimilarText);
constexpr int kMailboxInCommon = in_common(compare::kSimilarMailbox);

/// As Comparer::far_apart tells words apart.
SCV_INLINE Likeness likeness(const compare::WordOutline& a, const compare::WordOutline& b) noexcept {
  if (a.collapsed == b.collapsed) {
    return a.letters == b.letters && a.head == b.head ? Likeness::equal : Likeness::alike;
  }
  if ((a.nicknames & b.nicknames) != 0) return Likeness::alike;
  const int of_a = a.head % 16, of_b = b.head % 16, shorter = std::min(of_a, of_b);
  constexpr int kLong = compare::WordOutline::kLongWord;
  if (shorter < 2 || of_a == kLong || of_b == kLong) return Likeness::alike;
  const bool one_head = a.head / 16 == b.head / 16, one_sound = a.sound == b.sound;
  constexpr int kSound = in_common(compare::kPhoneticWord),
                kSoundOfOtherHead = in_common(compare::kPhoneticWord, false);
  constexpr int kLetters = in_common(compare::kSimilarWord),
                kLettersOfOtherHead = in_common(compare::kSimilarWord, false);
  const int needed = one_sound ? (one_head ? kSound : kSoundOfOtherHead) : (one_head ? kLetters : kLettersOfOtherHead);
  return may_be_alike(a.letters, b.letters, of_a, of_b, compare::word_slips(shorter), needed) ? Likeness::alike
                                                                                              : Likeness::far;
}

using Words = std::span<const compare::WordOutline>;

/// The likest pair of words.
SCV_INLINE Likeness likeness(Words a, Words b) noexcept {
  if (a.empty() || b.empty()) return Likeness::missing;
  Likeness best = Likeness::far;
  for (const compare::WordOutline& x : a) {
    for (const compare::WordOutline& y : b) best = std::min(best, likeness(x, y));
  }
  return best;
}

float bits(std::uint8_t eighths) noexcept { return static_cast<float>(eighths) / 8; }
float least_bits(std::uint8_t a, std::uint8_t b) noexcept { return bits(std::min(a, b)); }
std::uint8_t eighths(float log_share) {
  return static_cast<std::uint8_t>(std::clamp(std::ceil(-log_share * 8 + 0.01f), 0.0f, 255.0f));
}

SCV_INLINE int missing_digits(std::uint64_t a, std::uint64_t b) noexcept {
  return std::max(std::popcount(a & ~b), std::popcount(b & ~a));
}

}  // namespace

Glance::Glance(const score::Scorer& weigher, const types::FeatureTable& table, std::span<const compare::Row> rows,
               unsigned threads)
    : outlines_(compare::outlines_of(table, rows, threads)) {
  constexpr std::size_t kGrain = 4096;
  base::parallel_for(rows.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) fill_in(weigher, table, rows[i], outlines_.records[i]);
  });

  const auto most = [&](Comparison comparison, std::initializer_list<Level> levels) {
    double largest = -1e6;
    for (const Level level : levels) largest = std::max(largest, weigher.most_of(comparison, level));
    return static_cast<float>(largest);
  };
  const auto most_from = [&](Comparison comparison, Level best) {
    float largest = -1e6f;
    for (auto level = static_cast<std::size_t>(best); level < types::kLevels; ++level)
      largest = std::max(largest, most(comparison, {static_cast<Level>(level)}));
    return largest;
  };
  const auto words = [&](Comparison comparison) {
    const auto equal =
        std::max(weigher.summand(comparison, Level::equal, 0), weigher.summand(comparison, Level::equal_part, 0));
    return OfWords{.equal = static_cast<float>(equal),
                   .alike = most_from(comparison, Level::variant),
                   .far = static_cast<float>(weigher.most_of(comparison, Level::different, false))};
  };
  at_first_ = static_cast<float>(weigher.most_of({}) + weigher.most_of_others()) + kRounding;
  const auto genders = table.record_genders;
  if (std::any_of(genders.begin(), genders.end(), [](char gender) { return gender != 0; }))
    at_first_ += std::max(0.0f, most(Comparison::gender, {Level::equal, Level::different}));

  given_ = words(Comparison::given_name);
  family_ = words(Comparison::family_name);
  place_ = std::max(0.0f, most_from(Comparison::birth_place, Level::equal));
  swapped_ = std::max(0.0f, most(Comparison::name_order, {Level::swapped}));
  middle_ = std::max(0.0f, most_from(Comparison::middle_name, Level::equal));
  middle_far_ = most(Comparison::middle_name, {Level::different});
  generation_ = std::max(0.0f, most(Comparison::generation, {Level::equal, Level::different}));

  date_different_ = most(Comparison::birthdate, {Level::different});
  date_faint_ = most(Comparison::birthdate, {Level::different, Level::faint});
  date_part_ = most(Comparison::birthdate, {Level::different, Level::faint, Level::partial, Level::similar});
  date_typo_ = std::max(date_faint_, most(Comparison::birthdate, {Level::typo}));
  date_swapped_ = std::max(date_typo_, most(Comparison::birthdate, {Level::swapped}));
  date_any_ = std::max({date_swapped_, date_part_, most(Comparison::birthdate, {Level::equal})});

  email_different_ = most(Comparison::email, {Level::different});
  // What too many have is taken for missing.
  email_alike_ = std::max(0.0f, most(Comparison::email, {Level::different, Level::similar, Level::typo}));
  email_any_ = std::max(email_alike_, most(Comparison::email, {Level::equal, Level::same_block, Level::shared}));

  phone_different_ = most(Comparison::phone, {Level::different});
  phone_block_ = most(Comparison::phone, {Level::different, Level::same_block});
  phone_alike_ = std::max(phone_block_, most(Comparison::phone, {Level::typo, Level::similar, Level::faint}));
  phone_any_ = std::max({0.0f, phone_alike_, most(Comparison::phone, {Level::equal})});

  const auto counted = [&](Level level) { return static_cast<float>(weigher.summand(Comparison::address, level, 0)); };
  address_different_ = most(Comparison::address, {Level::different});
  address_partial_ = most(Comparison::address, {Level::partial});
  address_near_ = most(Comparison::address, {Level::near_area});
  address_city_ = counted(Level::same_city);
  address_area_ = counted(Level::same_area);
  address_block_ = std::max(counted(Level::same_block), counted(Level::equal_part));
  address_alike_ = most(Comparison::address, {Level::typo, Level::similar});
  address_any_ = std::max(address_alike_, most(Comparison::address, {Level::equal}));
}

void Glance::fill_in(const score::Scorer& weigher, const types::FeatureTable& table, const compare::Row& row,
                     Outline& outline) {
  if (row.name) {
    const types::Name& name = table.names[*row.name];
    for (const ValueNo word : table.given(name))
      outline.given_bits = std::max(outline.given_bits, eighths(weigher.log_share(Term::given_name, word)));
    for (const ValueNo word : table.family(name))
      outline.family_bits = std::max(outline.family_bits, eighths(weigher.log_share(Term::family_name, word)));
    const std::size_t count = std::size_t{name.given} + name.family + name.former;
    for (const ValueNo word : std::span(table.name_words).subspan(name.begin, count)) {
      if (weigher.has_lift(Term::given_name, word)) outline.flags |= Outline::lifted_given;
      if (weigher.has_lift(Term::family_name, word)) outline.flags |= Outline::lifted_family;
    }
  }
  if (row.address) {
    outline.street_bits = eighths(weigher.log_share(Term::street, *row.address));
    outline.postal_bits = eighths(weigher.log_share(Term::postal_code, *row.address));
    outline.city_bits = eighths(weigher.log_share(Term::city, *row.address));
  }
}

SCV_INLINE float Glance::dates(const Outline& a, const Outline& b) const noexcept {
  constexpr unsigned kInYear = 511, kYear = 0xffff - kInYear;
  if ((a.ymd & kInYear) == 0 || (b.ymd & kInYear) == 0) return date_any_;
  const int missing = missing_digits(a.date_digits, b.date_digits);
  const unsigned differ = a.ymd ^ b.ymd;
  if (missing == 0 && differ == 0) return date_any_;
  float most = missing > 2 ? date_different_ : missing == 2 ? date_faint_ : missing == 1 ? date_typo_ : date_swapped_;
  if ((differ & kYear) == 0 || (differ & kInYear) == 0) most = std::max(most, date_part_);
  return most;
}

SCV_INLINE float Glance::emails(const Outline& a, const Outline& b) const noexcept {
  if (a.email_letters == b.email_letters && a.email_length == b.email_length) return email_any_;
  if (((a.flags | b.flags) & Outline::role_mailbox) != 0) return 0;
  return may_be_alike(a.email_letters, b.email_letters, a.email_length, b.email_length, 2, kMailboxInCommon)
             ? email_alike_
             : email_different_;
}

SCV_INLINE float Glance::phones(const Outline& a, const Outline& b) const noexcept {
  constexpr std::uint64_t kDigits = (std::uint64_t{1} << Outline::kPrefixAt) - 1;
  if (a.national == b.national || a.phone_digits == b.phone_digits) return phone_any_;
  if (missing_digits(a.phone_digits & kDigits, b.phone_digits & kDigits) <= 3) return phone_alike_;
  const bool one_prefix = (a.phone_digits ^ b.phone_digits) >> Outline::kPrefixAt == 0;
  return one_prefix && (a.flags & b.flags & Outline::landline) != 0 ? phone_block_ : phone_different_;
}

SCV_INLINE float Glance::addresses(const Outline& a, const Outline& b) const noexcept {
  const unsigned both = a.flags & b.flags;
  if ((both & (Outline::street | Outline::postal_code | Outline::city)) == 0) return 0;
  float most = address_different_;
  bool area_close = (both & (Outline::postal_code | Outline::city)) == 0;
  if ((both & Outline::city) != 0 &&
      may_be_alike(a.city_letters, b.city_letters, a.city_length, b.city_length, 2, kTextInCommon)) {
    most = std::max(most, address_city_ + least_bits(a.city_bits, b.city_bits));
    area_close = true;
  }
  if ((both & Outline::postal_code) != 0) {
    constexpr unsigned kDigits = 1023;
    if (missing_digits(a.postal & kDigits, b.postal & kDigits) <= ((both & Outline::long_postal) != 0 ? 2 : 1)) {
      most = std::max(most, address_near_);
      area_close = true;
    }
    if (a.postal == b.postal) most = std::max(most, address_area_ + least_bits(a.postal_bits, b.postal_bits));
  }
  if ((both & Outline::street) == 0) return most;
  const bool equal = a.street_letters == b.street_letters && a.street_length == b.street_length;
  if (!equal && !may_be_alike(a.street_letters, b.street_letters, a.street_length, b.street_length, 2, kTextInCommon))
    return most;
  if (equal) most = std::max(most, address_partial_);
  if (area_close) most = std::max(most, address_block_ + least_bits(a.street_bits, b.street_bits));
  const bool one_number = a.house == b.house || a.house == Outline::kAnyHouse || b.house == Outline::kAnyHouse;
  if (one_number) most = std::max(most, equal && area_close ? address_any_ : address_alike_);
  return most;
}

SCV_INLINE float Glance::of_words(const OfWords& of, Likeness like, bool lifted, std::uint8_t bits_a,
                                  std::uint8_t bits_b) noexcept {
  if (like == Likeness::missing) return 0;
  if (like == Likeness::equal) return std::max(of.alike, of.equal + least_bits(bits_a, bits_b));
  return like == Likeness::alike || lifted ? of.alike : of.far;
}

/// Which of the two stands for the given name depends on the order of the records' keys.
SCV_INLINE float Glance::crossed_names(Likeness crossed, Likeness back, unsigned both) const noexcept {
  const auto given = [&](Likeness like) { return of_words(given_, like, (both & Outline::lifted_given) != 0, 0, 0); };
  const auto family = [&](Likeness like) {
    return of_words(family_, like, (both & Outline::lifted_family) != 0, 0, 0);
  };
  return std::max(given(crossed) + family(back), given(back) + family(crossed));
}

/// As Comparer::names compares them, straight and crossed.
SCV_INLINE float Glance::plain_names(const Outline& a, const Outline& b) const noexcept {
  const unsigned both = a.flags & b.flags;
  const bool given_lifted = (both & Outline::lifted_given) != 0, family_lifted = (both & Outline::lifted_family) != 0;
  const float straight = of_words(given_, likeness(a.given, b.given), given_lifted, a.given_bits, b.given_bits) +
                         of_words(family_, likeness(a.family, b.family), family_lifted, a.family_bits, b.family_bits);
  const Likeness crossed = likeness(a.given, b.family), back = likeness(a.family, b.given);
  if (crossed == Likeness::far && back == Likeness::far) return straight;
  if (crossed == Likeness::equal || back == Likeness::equal) return kUnbounded;
  return std::max(straight, swapped_ + crossed_names(crossed, back, both));
}

SCV_INLINE float Glance::other_names(const Outline& a, const Outline& b) const noexcept {
  const auto outline = [&](const Outline& of) {
    if ((of.flags & Outline::plain_name) == 0) return outlines_.names[of.given.letters.bits];
    return compare::NameOutline{.words = {of.given, of.family}, .given = 1, .family = 1};
  };
  const compare::NameOutline x = outline(a), y = outline(b);
  const auto given = [](const compare::NameOutline& of) { return Words(of.words).first(of.given); };
  const auto family = [](const compare::NameOutline& of) { return Words(of.words).subspan(of.given, of.family); };
  const auto former = [](const compare::NameOutline& of) {
    return Words(of.words).subspan(std::size_t{of.given} + of.family, of.former);
  };
  const unsigned both = a.flags & b.flags;
  const bool given_lifted = (both & Outline::lifted_given) != 0, family_lifted = (both & Outline::lifted_family) != 0;

  Likeness of_families = likeness(family(x), family(y));
  if (of_families > Likeness::alike &&
      std::min(likeness(former(x), family(y)), likeness(family(x), former(y))) <= Likeness::alike)
    of_families = Likeness::alike;
  float straight = of_words(given_, likeness(given(x), given(y)), given_lifted, a.given_bits, b.given_bits) +
                   of_words(family_, of_families, family_lifted, a.family_bits, b.family_bits);
  if (x.given > 1 && y.given > 1) {
    straight += likeness(given(x).subspan(1), given(y).subspan(1)) == Likeness::far ? middle_far_ : middle_;
  }
  const auto letters = [](const compare::NameOutline& of) {
    std::uint32_t all = 0;
    for (const compare::WordOutline& word : Words(of.words).first(std::size_t{of.given} + of.family))
      all |= word.letters.bits;
    return all;
  };
  // the words may be parted elsewhere
  if (x.given + x.family != y.given + y.family && letters(x) == letters(y))
    straight = std::max(straight, given_.alike + family_.alike);
  if (x.generation != 0 || y.generation != 0) straight += generation_;

  const Likeness crossed = likeness(given(x), family(y)), back = likeness(family(x), given(y));
  if (crossed == Likeness::far && back == Likeness::far) return straight;  // to miss a name costs less than another one
  if (crossed == Likeness::equal || back == Likeness::equal) return kUnbounded;
  return std::max(straight, swapped_ + generation_ + crossed_names(crossed, back, both));
}

SCV_INLINE Glance::Most Glance::weigh(RecordNo left, RecordNo right) const noexcept {
  const Outline &a = outlines_.records[left], &b = outlines_.records[right];
  const unsigned both = a.flags & b.flags;
  if (((a.flags | b.flags) & Outline::unbounded) != 0 || (both & Outline::unbounded_both) != 0) return {};
  float most = at_first_ + addresses(a, b);
  if ((both & Outline::place) != 0) most += place_;
  if ((both & Outline::date) != 0) most += dates(a, b);
  if ((both & Outline::email) != 0) most += emails(a, b);
  if ((both & Outline::phone) != 0) most += phones(a, b);
  if ((both & Outline::name) == 0) return {most, 0};
  return {most, (both & Outline::plain_name) != 0 ? plain_names(a, b) : other_names(a, b)};
}

SCV_INLINE void Glance::look_through(double floor, std::vector<types::CandidatePair>& pairs,
                                     std::vector<float>& rests) const {
  constexpr std::size_t kExpected = 16;  ///< pairs whose outlines are fetched ahead
  const std::size_t count = pairs.size();
  rests.resize(count);
  for (std::size_t i = 0; i < std::min(count, kExpected); ++i) expect(pairs[i].right);
  std::size_t left = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kExpected < count) expect(pairs[i + kExpected].right);
    if (i + kExpected / 2 < count) expect_name(pairs[i + kExpected / 2].right);
    const types::CandidatePair pair = pairs[i];
    const Most most = weigh(pair.left, pair.right);
    pairs[left] = pair;
    rests[left] = most.rest;
    left += static_cast<double>(most.rest + most.names) >= floor;
  }
  pairs.resize(left);
  rests.resize(left);
}

#if defined(__x86_64__)
__attribute__((target("popcnt"))) void Glance::look_through_counting(double floor,
                                                                     std::vector<types::CandidatePair>& pairs,
                                                                     std::vector<float>& rests) const {
  look_through(floor, pairs, rests);
}
#endif

void Glance::keep_from(double floor, std::vector<types::CandidatePair>& pairs, std::vector<float>& rests) const {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt") != 0) return look_through_counting(floor, pairs, rests);
#endif
  look_through(floor, pairs, rests);
}

float Glance::most(RecordNo left, RecordNo right) const noexcept {
  const Most most = weigh(left, right);
  return most.rest + most.names;
}

}  // namespace scv::hub
