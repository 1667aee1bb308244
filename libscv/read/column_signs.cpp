#include "read/column_signs.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "base/fold.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "read/value_kinds.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kMostBytes = 200;

/// A value's characters by kind: 'd' digit, 'a' letter, each other ASCII character as it is. "PO15 5EY" → "aadd daa".
struct Shape {
  std::string text;
  std::size_t digits = 0, letters = 0, blanks = 0, length = 0;
  bool lower = false, upper = false;
  bool han = false, kana = false, hangul = false, cyrillic = false, greek = false, semitic = false, other = false;
};

Shape shape_of(std::string_view value) {
  Shape shape;
  shape.text.reserve(value.size());
  std::size_t position = 0;
  while (position < value.size()) {
    const char32_t c = base::next_code_point(value, position);
    ++shape.length;
    if (c < 0x80) {
      const char byte = static_cast<char>(c);
      if (base::is_ascii_digit(byte)) {
        ++shape.digits;
        shape.text += 'd';
      } else if (base::is_ascii_alpha(byte)) {
        ++shape.letters;
        (byte >= 'a' ? shape.lower : shape.upper) = true;
        shape.text += 'a';
      } else {
        shape.blanks += byte == ' ';
        shape.text += byte;
      }
      continue;
    }
    const bool mark = (c >= 0x80 && c < 0xC0 && c != 0xAA && c != 0xBA) || (c >= 0x2000 && c < 0x2070) || c == 0x3000;
    if (mark) {
      shape.text += '-';
      continue;
    }
    ++shape.letters;
    shape.text += 'a';
    if (c < 0x250)
      (c < 0xE0 && c >= 0xC0 ? shape.upper : shape.lower) = true;
    else if (c >= 0x370 && c < 0x400)
      shape.greek = true;
    else if (c >= 0x400 && c < 0x530)
      shape.cyrillic = true;
    else if (c >= 0x590 && c < 0x780)
      shape.semitic = true;
    else if (c >= 0x3040 && c < 0x3100)
      shape.kana = true;
    else if ((c >= 0x3400 && c < 0xA000) || c >= 0x20000)
      shape.han = true;
    else if (c >= 0xAC00 && c < 0xD7B0)
      shape.hangul = true;
    else
      shape.other = true;
  }
  return shape;
}

bool any_of(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

bool ends_like_street(std::string_view word) {
  for (const std::string_view ending :
       {"strasse", "str",   "weg",   "platz",  "gasse", "allee", "ring", "damm", "ufer", "straat", "laan", "plein",
        "gracht",  "gatan", "vagen", "vaegen", "vegen", "veien", "gata", "gade", "vej",  "katu",   "tie",  "utca"}) {
    if (word.size() > ending.size() + 2 && word.ends_with(ending)) return true;
  }
  return false;
}

bool is_particle(std::string_view word) {
  for (const std::string_view particle : {"de", "da", "di", "del", "della", "van", "von", "der", "den", "dos", "la",
                                          "le", "el", "al", "bin", "zu", "ten"}) {
    if (word == particle) return true;
  }
  return false;
}

void look_at_digits(std::string_view value, const Shape& shape, ValueView& view) {
  const auto set = [&](Sign sign, bool on = true) {
    if (on) view.signs.set(static_cast<std::size_t>(sign));
  };
  const std::string& text = shape.text;
  const bool digits_alone = shape.digits == text.size() && shape.digits != 0;
  if (digits_alone) {
    constexpr Sign kLengths[] = {Sign::digits_1, Sign::digits_2, Sign::digits_3, Sign::digits_4, Sign::digits_5,
                                 Sign::digits_6, Sign::digits_7, Sign::digits_8, Sign::digits_9};
    set(shape.digits <= 9 ? kLengths[shape.digits - 1] : shape.digits <= 11 ? Sign::digits_10_11 : Sign::digits_12);
    set(Sign::leading_zero, value.front() == '0' && shape.digits > 1);
    if (shape.digits <= 15) {
      for (const char c : value) view.number = view.number * 10 + (c - '0');
      view.is_number = true;
      set(Sign::to_12, view.number >= 1 && view.number <= 12 && shape.digits <= 2);
      set(Sign::to_31, view.number >= 1 && view.number <= 31 && shape.digits <= 2);
      set(Sign::to_130, view.number >= 0 && view.number <= 130);
      set(Sign::year, shape.digits == 4 && view.number >= 1900 && view.number <= 2030);
    }
  }
  const Day day = day_of(value);
  if (day.year != 0) {
    view.year = day.year;
    set(Sign::date);
    set(Sign::birth_date, day.year >= 1905 && day.year <= 2024);
    set(Sign::recent_date, day.year >= 2010 && day.year <= 2030);
    set(Sign::date_time, day.time);
    set(Sign::month_name, day.named_month);
    return;
  }
  if (is_phone(value, shape.digits)) {
    const char first = value.front();
    set(Sign::plus_phone, (first == '+' || value.starts_with("00")) && shape.digits >= 8 && shape.digits <= 16);
    set(Sign::zero_phone, (first == '0' || first == '(') && !value.starts_with("00") && shape.digits >= 7);
    set(Sign::spaced_phone, !digits_alone && shape.digits >= 7 && shape.digits <= 15);
  }
  if (!digits_alone) {
    set(Sign::british_postcode, is_british_postcode(text));
    set(Sign::dutch_postcode, text == "dddd aa" || text == "ddddaa");
    set(Sign::canadian_postcode, text == "ada dad" || text == "adadad");
    set(Sign::dashed_postcode,
        text == "dd-ddd" || text == "ddd-dddd" || text == "ddddd-ddd" || text == "dddd-ddd" || text == "ddddd-dddd");
    set(Sign::spaced_postcode, text == "ddd dd" || text == "dd ddd");
    set(Sign::amount, is_amount(text, value));
    set(Sign::house_number, is_house_number(text));
  } else {
    set(Sign::house_number, shape.digits <= 3 && value.front() != '0');
  }
  const bool word = shape.blanks == 0;
  set(Sign::code, word && shape.letters != 0 && shape.digits != 0 && text.find('@') == std::string::npos);
  set(Sign::dotted_code, !digits_alone && shape.letters == 0 && shape.digits >= 4);
}

void look_at_words(std::string_view value, const Shape& shape, ValueView& view) {
  const auto set = [&](Sign sign, bool on = true) {
    if (on) view.signs.set(static_cast<std::size_t>(sign));
  };
  const std::string folded = base::fold(value);
  const std::vector<std::string_view> words = base::split(folded, ' ');
  if (words.empty() || words.front().empty()) return;
  const std::size_t count = words.size();
  set(Sign::one_word, count == 1);
  set(Sign::two_words, count == 2);
  set(Sign::three_words, count == 3);
  set(Sign::four_words, count >= 4 && count <= 6);
  set(Sign::many_words, count >= 7);
  const bool east_asian = shape.han || shape.hangul;
  std::uint16_t any = 0;
  std::size_t given = 0, family = 0, plain = 0;
  bool first = true;
  std::uint16_t of_first = 0, of_last = 0;
  for (const std::string_view word : words) {
    const bool number = base::is_ascii_digit(word.front());
    const std::uint16_t kinds = known_as(word);
    set(Sign::street_ending, ends_like_street(word));
    set(Sign::initial, word.size() == 1 && !number && count > 1);
    if (is_particle(word)) {
      set(Sign::particle);
      continue;
    }
    any = static_cast<std::uint16_t>(any | kinds);
    if (number || word.size() < 2) continue;
    if (first) of_first = kinds;
    first = false;
    of_last = kinds;
    ++plain;
    given += (kinds & kWord_given) != 0;
    family += (kinds & kWord_family) != 0 && (kinds & kWord_given) == 0;
    if (plain <= 4) {
      const std::array<float, kSounds> sounds = sound_of(word);
      for (std::size_t i = 0; i < kSounds; ++i) view.sounds[i] += sounds[i];
      view.sounded = true;
    }
  }
  if (view.sounded) {
    for (float& sound : view.sounds) sound /= static_cast<float>(std::min<std::size_t>(plain, 4));
  }
  set(Sign::given_first, (of_first & kWord_given) != 0);
  set(Sign::family_first, (of_first & kWord_family) != 0);
  set(Sign::given_last, (of_last & kWord_given) != 0);
  set(Sign::family_last, (of_last & kWord_family) != 0);
  set(Sign::given_only, plain != 0 && given == plain);
  set(Sign::family_only, plain != 0 && family == plain);
  set(Sign::person,
      plain >= 2 && plain <= 4 && given >= 1 && ((of_last | of_first) & kWord_family) != 0 && shape.digits == 0);
  const std::uint16_t whole = known_as(folded);
  set(Sign::city, (whole & kWord_city) != 0);
  set(Sign::region, (whole & kWord_region) != 0);
  set(Sign::country, (whole & kWord_country) != 0);
  set(Sign::gender, (whole & kWord_gender) != 0);
  set(Sign::yes_no, (whole & kWord_yes_no) != 0);
  set(Sign::salutation, (whole & kWord_salutation) != 0 || (count <= 3 && (of_first & kWord_salutation) != 0));
  set(Sign::street, (any & kWord_street) != 0);
  set(Sign::legal, count >= 2 && (any & kWord_legal) != 0);
  set(Sign::title, (any & kWord_title) != 0);
  set(Sign::month_name, (whole & kWord_month) != 0);
  if (east_asian) {
    set(Sign::short_han, shape.length <= 2);
    set(Sign::address_han, any_of(value, {"県", "市", "区", "町", "村", "省", "州", "路", "号", "縣", "區", "號",
                                          "丁目", "都", "府", "구", "동", "시 ", "로 "}));
    set(Sign::company_han, any_of(value, {"会社", "公司", "集团", "集團", "(株)", "㈱", "有限", "주식회사"}));
  }
}

}  // namespace

ValueView look_at(std::string_view value) {
  ValueView view;
  const auto set = [&](Sign sign, bool on = true) {
    if (on) view.signs.set(static_cast<std::size_t>(sign));
  };
  const bool cut = value.size() > kMostBytes;
  value = base::trim(base::truncate_utf8(value, kMostBytes));
  const Shape shape = shape_of(value);
  view.length = shape.length;
  set(Sign::is_long, cut || shape.length > 40);
  if (shape.digits == 0 && shape.letters == 0) {
    set(Sign::empty_like);
    return view;
  }
  set(Sign::email, is_email(value));
  set(Sign::url, is_url(value));
  set(Sign::iban, shape.digits > 8 && shape.letters >= 2 && is_iban(value));
  if (view.signs.any() && !cut && shape.length <= 40 && (is_email(value) || is_url(value))) return view;
  if (shape.digits != 0) look_at_digits(value, shape, view);
  set(Sign::comma, shape.text.find(',') != std::string::npos);
  if (shape.letters == 0) return view;
  set(Sign::capital_code, shape.letters == shape.text.size() && !shape.lower && shape.letters <= 3);
  set(Sign::lower_case, shape.lower && !shape.upper);
  set(Sign::upper_case, shape.upper && !shape.lower && shape.letters > 3);
  set(Sign::title_case, shape.upper && shape.lower);
  set(Sign::sentence,
      shape.blanks >= 3 && (shape.text.ends_with('.') || shape.text.ends_with('!') || shape.text.ends_with('?')));
  set(Sign::ends_in_number, shape.digits != 0 && shape.letters >= 2 && ends_in_house_number(shape.text));
  set(Sign::begins_with_number, shape.digits != 0 && shape.letters >= 2 && begins_with_house_number(shape.text));
  set(Sign::han, shape.han);
  set(Sign::kana, shape.kana);
  set(Sign::hangul, shape.hangul);
  set(Sign::cyrillic, shape.cyrillic);
  set(Sign::greek, shape.greek);
  set(Sign::semitic, shape.semitic);
  set(Sign::other_script, shape.other);
  look_at_words(value, shape, view);
  return view;
}

void ColumnSigns::add(std::string_view value) {
  if (value.empty() || looked_ == kMost) return;
  ++looked_;
  const std::uint64_t hash = base::hash64(value);
  distinct_.insert(hash);
  beginnings_.insert(base::hash64(value.substr(0, 3)));
  ends_.insert(base::hash64(value.substr(value.size() > 3 ? value.size() - 3 : 0)));
  low_starts_ += value.front() == '0' || value.front() == '1';
  repeats_ += looked_ > 1 && hash == last_hash_;
  last_hash_ = hash;
  const ValueView view = look_at(value);
  for (std::size_t i = 0; i < kSigns; ++i) counts_[i] = static_cast<std::uint16_t>(counts_[i] + view.signs[i]);
  if (view.sounded) {
    ++sounded_;
    for (std::size_t i = 0; i < kSounds; ++i) sounds_[i] += view.sounds[i];
  }
  const auto length = static_cast<double>(view.length);
  length_sum_ += length;
  length_squares_ += length * length;
  ++lengths_[std::min(view.length, lengths_.size() - 1)];
  if (view.year != 0) {
    ++years_;
    year_sum_ += view.year;
    year_squares_ += static_cast<double>(view.year) * view.year;
  }
  if (view.is_number) {
    const double number = view.number;
    if (numbers_ != 0) {
      steps_ += number > last_number_ && number - last_number_ <= 3;
      rises_ += number >= last_number_;
    }
    last_number_ = number;
    ++numbers_;
    number_sum_ += std::log1p(number);
    number_squares_ += std::log1p(number) * std::log1p(number);
  }
}

std::array<float, ColumnSigns::kFeatures> ColumnSigns::features() const {
  std::array<float, kFeatures> out{};
  if (looked_ == 0) return out;
  std::size_t at = 0;
  const auto put = [&](double value) { out[at++] = static_cast<float>(value); };
  const auto count = static_cast<double>(looked_);
  const auto spread = [](double sum, double squares, double n) {
    return n < 2 ? 0.0 : std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
  };
  for (std::size_t i = 0; i < kSigns; ++i) put(counts_[i] / count);
  for (std::size_t i = 0; i < kSounds; ++i) put(sounded_ == 0 ? 0.0 : 2 * sounds_[i] / static_cast<double>(sounded_));
  const auto distinct = static_cast<double>(distinct_.size());
  put(distinct / count);
  put(std::log2(distinct) / 8);
  put(distinct <= 2);
  put(distinct <= 12 && count >= 24);
  put(looked_ < 2 ? 0 : static_cast<double>(repeats_) / (count - 1));
  put(std::log2(count) / 8);
  const double mean = length_sum_ / count;
  put(std::min(mean, 60.0) / 20);
  put(std::min(spread(length_sum_, length_squares_, count), 30.0) / 10);
  put(mean <= 2);
  put(mean <= 4);
  put(mean > 25);
  put(static_cast<double>(*std::max_element(lengths_.begin(), lengths_.end())) / count);
  put(static_cast<double>(sounded_) / count);
  // Numbers of one area or office begin alike, and end in all ways.
  put(static_cast<double>(beginnings_.size()) / count);
  put(static_cast<double>(ends_.size()) / count);
  put(static_cast<double>(low_starts_) / count);
  const auto years = static_cast<double>(years_);
  put(years_ == 0 ? 0 : (year_sum_ / years - 1980) / 40);
  put(years_ == 0 ? 0 : std::min(spread(year_sum_, year_squares_, years), 40.0) / 20);
  put(years_ >= 3 && spread(year_sum_, year_squares_, years) > 8);
  const auto numbers = static_cast<double>(numbers_);
  put(numbers / count);
  put(numbers_ == 0 ? 0 : number_sum_ / numbers / 10);
  put(numbers_ == 0 ? 0 : std::min(spread(number_sum_, number_squares_, numbers), 4.0));
  put(numbers_ < 2 ? 0 : static_cast<double>(steps_) / (numbers - 1));
  put(numbers_ < 2 ? 0 : static_cast<double>(rises_) / (numbers - 1));
  put(numbers_ >= 8 && steps_ * 10 > 9 * (numbers_ - 1));
  return out;
}

}  // namespace scv::read
