#include "hub/weight_limit.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "compare/rows.hpp"

namespace scv::hub {
namespace {

constexpr double kRounding = 1e-4;  ///< more than single precision does to a summand with a lift

}  // namespace

using types::Comparison;
using types::Level;
using types::OptionalValue;
using types::ValueNo;

// Of two values that agree the more frequent one counts: with one of them twice a summand is no less than with both.
WeightLimit::Summands WeightLimit::summands(const score::Scorer& weigher, Comparison comparison, OptionalValue value) {
  Summands result{};
  if (!value) return result;
  for (std::size_t level = 0; level < types::kLevels; ++level)
    result[level] = weigher.summand(comparison, {static_cast<Level>(level), value, value});
  return result;
}

double WeightLimit::most(const Summands& summands, compare::LevelSet levels) {
  const bool maybe_missing = (levels & compare::kMaybeMissing) != 0;
  levels &= ~compare::kMaybeMissing;
  double most = maybe_missing ? 0 : summands[static_cast<std::size_t>(std::countr_zero(levels))];
  for (; levels != 0; levels &= levels - 1)
    most = std::max(most, summands[static_cast<std::size_t>(std::countr_zero(levels))]);
  return most;
}

double WeightLimit::OfWords::at(compare::PossibleLevels::Words words, bool crossed) const {
  switch (words) {
    case compare::PossibleLevels::Words::missing:
      return 0;
    case compare::PossibleLevels::Words::different:
      return different;
    case compare::PossibleLevels::Words::near:
      return near;
    case compare::PossibleLevels::Words::close:
      return close;
    case compare::PossibleLevels::Words::equal:
      break;
  }
  return crossed ? equal_crossed : equal;
}

double WeightLimit::OfWords::most_lift(const compare::Sketch& other) const {
  double most = 0;
  const std::size_t count = std::size_t{other.given} + other.family;
  for (const Lift& lift : lifts) {
    for (std::size_t i = 0; i < count; ++i) {
      if (other.words[i].hash == lift.word) most = std::max(most, lift.bits);
    }
  }
  return most;
}

WeightLimit::OfWords WeightLimit::of_words(const score::Scorer& weigher, Comparison comparison,
                                           std::span<const ValueNo> words, std::span<const ValueNo> name) {
  OfWords result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const Summands of_word = summands(weigher, comparison, name[i]);
    const auto from = [&](Level level) {
      return *std::max_element(of_word.begin() + static_cast<std::ptrdiff_t>(level), of_word.end());
    };
    if (i == 0) {
      const auto at = [&](Level level) { return of_word[static_cast<std::size_t>(level)]; };
      result.different = at(Level::different);
      result.near = std::max({at(Level::different), at(Level::typo), at(Level::similar), at(Level::faint)});
      result.close = result.equal = result.equal_crossed = from(Level::variant);
    }
    const double equal = from(Level::equal);
    result.equal_crossed = std::max(result.equal_crossed, equal);
    if (std::find(words.begin(), words.end(), name[i]) != words.end()) result.equal = std::max(result.equal, equal);
    weigher.for_each_lift(comparison, name[i], [&](std::string_view partner, float bits) {
      result.lifts.push_back({compare::word_hash(partner), static_cast<double>(bits) + kRounding});
    });
  }
  return result;
}

WeightLimit::WeightLimit(const score::Scorer& weigher, const types::FeatureTable& table,
                         const compare::Knowledge& knowledge, types::RecordNo record)
    : sketch_(compare::sketch_of(table, record)), base_(weigher.most_of({})) {
  const std::span<const ValueNo> phones = table.record_phones[record];
  for (const ValueNo phone : phones) {
    const compare::Sketch sketch = phones.size() == 1 ? sketch_ : compare::sketch_with_phone(table, record, phone);
    if (phones_.empty() || (sketch.flags & compare::Sketch::known) == 0) sketch_ = sketch;
    if ((sketch_.flags & compare::Sketch::known) == 0) return;
    Phone& own = phones_.emplace_back(Phone{sketch.phone, summands(weigher, Comparison::phone, phone)});
    if (knowledge.is_common_phone && knowledge.is_common_phone(phone, phone))
      own.summands[static_cast<std::size_t>(Level::equal)] = 0;
  }
  if ((sketch_.flags & compare::Sketch::known) == 0) return;
  const compare::Row row = compare::row_of(table, record);
  if (row.name) {
    const types::Name& name = table.names[*row.name];
    const std::span<const ValueNo> words(table.name_words.data() + name.begin, std::size_t{name.given} + name.family);
    given_ = of_words(weigher, Comparison::given_name, table.given(name), words);
    family_ = of_words(weigher, Comparison::family_name, table.family(name), words);
    middle_ = of_words(weigher, Comparison::middle_name, table.given(name), words);
    swapped_ = std::max(0.0, weigher.summand(Comparison::name_order, {Level::swapped}));
  }
  birthdate_ = summands(weigher, Comparison::birthdate, row.date);
  email_ = summands(weigher, Comparison::email, row.email);
  if (row.email && knowledge.is_common_email && knowledge.is_common_email(*row.email)) {
    for (const Level level : {Level::equal, Level::shared}) email_[static_cast<std::size_t>(level)] = 0;
  }
  address_ = summands(weigher, Comparison::address, row.address);
  if (row.gender() != 0) gender_ = summands(weigher, Comparison::gender, static_cast<ValueNo>(row.gender()));
}

std::optional<double> WeightLimit::of(const compare::Sketch& other) const {
  compare::PossibleLevels levels;
  // Between records that are equal in all, what is common counts, too.
  if (sketch_ == other || !compare::possible_levels(sketch_, other, levels)) return std::nullopt;
  const double given_lift = given_.most_lift(other), family_lift = family_.most_lift(other);
  double names = given_.at(levels.given) + family_.at(levels.family) + middle_.at(levels.middle);
  if (levels.crossed) {
    // Which of the two stands for the given name depends on the order of the records' keys.
    names = std::max({names, swapped_ + given_.at(levels.left_given, true) + family_.at(levels.right_given, true),
                      swapped_ + given_.at(levels.right_given, true) + family_.at(levels.left_given, true)});
  }
  double phone = phones_.empty() ? 0 : -HUGE_VAL;
  for (const auto& [number, summands] : phones_)
    phone = std::max(phone, most(summands, compare::phone_levels(number, other.phone)));
  return base_ + names + given_lift + family_lift + most(birthdate_, levels.birthdate) + most(email_, levels.email) +
         phone + most(address_, levels.address) + most(gender_, levels.gender);
}

}  // namespace scv::hub
