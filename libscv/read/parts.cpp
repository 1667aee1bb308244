#include "read/parts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace scv::read {
namespace {

bool is_number(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

std::string two_digits(std::string_view text) { return (text.size() == 1 ? "0" : "") + std::string(text); }

/// A number that a spreadsheet has given a decimal: 12.0.
std::string_view whole(std::string_view text) {
  text = base::trim(text);
  if (text.ends_with(".0")) text.remove_suffix(2);
  return text;
}

}  // namespace

std::string join_date(std::string_view day, std::string_view month, std::string_view year) {
  day = whole(day), month = whole(month), year = whole(year);
  const auto is_nothing = [](std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; };
  if (is_nothing(day)) day = {};
  if (is_nothing(month)) month = {};
  if (is_nothing(year)) year = {};
  const bool four = is_number(year, 4) && year.size() == 4;
  const bool numbers = (day.empty() || is_number(day, 2)) && (month.empty() || is_number(month, 2));
  if (numbers && (four || year.empty())) {
    if (month.empty()) return std::string(year);
    std::string date = (four ? std::string(year) : "-") + "-" + two_digits(month);
    if (!day.empty()) date += "-" + two_digits(day);
    return date;
  }
  std::string date;
  for (const std::string_view part : {day, month, year}) {
    if (part.empty()) continue;
    if (!date.empty()) date += numbers ? '.' : ' ';
    date += part;
  }
  return date;
}

std::string join_phone(std::string_view country_code, std::string_view area_code, std::string_view subscriber) {
  country_code = whole(country_code), area_code = whole(area_code), subscriber = whole(subscriber);
  if (subscriber.empty()) return {};
  // A number that is whole by itself needs nothing before it.
  if (subscriber.front() == '+' || subscriber.starts_with("00")) return std::string(subscriber);
  std::string number;
  if (!country_code.empty()) {
    while (country_code.starts_with('0') || country_code.starts_with('+')) country_code.remove_prefix(1);
    if (!country_code.empty()) number = "+" + std::string(country_code) + " ";
  }
  if (!number.empty()) {
    std::string_view& national = area_code.empty() ? subscriber : area_code;
    if (national.starts_with('0')) national.remove_prefix(1);
  }
  if (!area_code.empty()) {
    // Written without its trunk prefix it would be taken for a local number.
    number += std::string(area_code) + " ";
  }
  return number + std::string(subscriber);
}

Parts::Parts(std::span<const Column> columns) : parts_(columns.size()) {
  const auto is = [&](std::size_t i, Field field, std::string_view type) {
    return columns[i].role == ColumnRole::field && columns[i].field == field && columns[i].type == type;
  };
  // The n-th day goes with the n-th month and year.
  for (std::size_t from = 0;;) {
    Joined date{Field::birthdate, 0, {kNone, kNone, kNone}};
    std::size_t end = from;
    for (std::size_t i = from; i < columns.size(); ++i) {
      static constexpr std::string_view kTypes[] = {"day", "month", "year"};
      std::size_t part = 0;
      while (part < 3 && !is(i, Field::birthdate, kTypes[part])) ++part;
      if (part == 3) continue;
      if (date.columns[part] != kNone) break;
      date.columns[part] = i;
      parts_[i] = true;
      end = i + 1;
    }
    if (end == from) break;
    from = end;
    joined_.push_back(date);
  }
  // A number ends with its subscriber's part, or with a number beside a country code.
  Joined phone{Field::phone, 0, {kNone, kNone, kNone}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool calling = is(i, Field::phone, "country_code"), area = is(i, Field::phone, "area_code");
    if (calling || area) {
      if (phone.columns[calling ? 0 : 1] != kNone) phone = {Field::phone, 0, {kNone, kNone, kNone}};
      phone.columns[calling ? 0 : 1] = i;
      parts_[i] = true;
      continue;
    }
    if (columns[i].role != ColumnRole::field || columns[i].field != Field::phone) continue;
    const bool begun = phone.columns[0] != kNone || phone.columns[1] != kNone;
    if (!begun && columns[i].type != "subscriber") continue;
    phone.columns[2] = i;
    parts_[i] = true;
    joined_.push_back(phone);
    phone = {Field::phone, 0, {kNone, kNone, kNone}};
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!is(i, Field::family_name, "second")) continue;
    Joined family{Field::family_name, columns[i].group, {kNone, i, kNone}};
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (j != i && columns[j].role == ColumnRole::field && columns[j].field == Field::family_name &&
          columns[j].type != "second" && !parts_[j]) {
        family.columns[0] = j;
        family.group = columns[j].group;
        parts_[j] = true;
        break;
      }
    }
    parts_[i] = true;
    joined_.push_back(family);
  }
}

std::vector<Parts::Value> Parts::join(std::span<const std::string_view> row) const {
  std::vector<Value> values;
  for (const Joined& joined : joined_) {
    const auto value = [&](std::size_t part) {
      const std::size_t column = joined.columns[part];
      return column < row.size() ? base::trim(row[column]) : std::string_view{};
    };
    std::string text;
    if (joined.field == Field::birthdate) {
      text = join_date(value(0), value(1), value(2));
    } else if (joined.field == Field::phone) {
      text = join_phone(value(0), value(1), value(2));
    } else {
      text = std::string(value(0));
      if (!value(1).empty()) text += (text.empty() ? "" : " ") + std::string(value(1));
    }
    if (!text.empty()) values.push_back({joined.field, joined.group, std::move(text)});
  }
  return values;
}

}  // namespace scv::read
