#include "read/json_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>

#include "base/text.hpp"
#include "scv/interaction.hpp"
#include "types/json_text.hpp"

namespace scv::read {
namespace {

namespace json = types::json;

constexpr std::size_t kMaxDepth = 4;    ///< of a wrapper, and of what holds a row's values
constexpr std::size_t kJudged = 50;     ///< rows of an array that are looked at
constexpr std::size_t kMaxNames = 300;  ///< of their members
constexpr std::size_t kMaxCached = 20'000;
constexpr std::size_t kManyRows = 5;

// Kinds of contact data: bits.
constexpr unsigned kName = 1, kOrganization = 2, kEmail = 4, kPhone = 8, kBirth = 16, kPlace = 32;
constexpr unsigned kCore = kName | kOrganization | kEmail | kPhone | kBirth;

unsigned groups_of(Field field) {
  switch (field) {
    case Field::name:
    case Field::given_name:
    case Field::middle_name:
    case Field::family_name:
    case Field::birth_name:
    case Field::nickname:
      return kName;
    case Field::organization:
      return kOrganization;
    case Field::birthdate:
      return kBirth;
    case Field::email:
      return kEmail;
    case Field::phone:
      return kPhone;
    case Field::address:
    case Field::street:
    case Field::postal_code:
    case Field::city:
      return kPlace;
    default:
      return 0;
  }
}

unsigned count(unsigned groups) { return static_cast<unsigned>(std::popcount(groups)); }

bool is_object(std::string_view value) { return json::kind(value) == json::Kind::object; }

/// The first element of an array, or empty.
std::string_view first_of(std::string_view array) {
  const std::size_t at = json::skip_space(array, 1);
  return array[at] == ']' ? std::string_view{} : array.substr(at, json::end_of_value(array, at) - at);
}

bool is_list_of_objects(std::string_view value) {
  if (json::kind(value) != json::Kind::array) return false;
  const std::string_view first = first_of(value);
  return !first.empty() && is_object(first);
}

/// A plain value, or a list of them.
bool is_plain(std::string_view value) {
  if (json::kind(value) != json::Kind::array) return !is_object(value);
  const std::string_view first = first_of(value);
  return first.empty() || (!is_object(first) && json::kind(first) != json::Kind::array);
}

std::string joined(const std::string& path, const std::string& name) { return path.empty() ? name : path + "." + name; }

}  // namespace

bool is_interaction(std::string_view object) {
  bool channel = false, named = false, participants = false, customer = false;
  json::for_each_member(object, [&](const std::string& name, std::string_view value) {
    if (name == "channel") {
      channel = true;
      named = json::kind(value) == json::Kind::string && channel_from_string(json::string(value)).has_value();
    } else if (name == "participants") {
      participants = true;
    } else {
      const Meaning meaning = meaning_of(name);
      customer |= meaning.known && meaning.role == ColumnRole::field && meaning.field != Field::other;
    }
  });
  return channel && (participants || (named && !customer));
}

std::string close_json(std::string_view prefix, std::size_t& complete) {
  std::string open;
  std::size_t cut = 0, depth = 0;  // up to where values are complete, and what was open there
  bool in_string = false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = prefix[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      open += c;
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
      cut = i + 1;
      depth = open.size();
      if (open.empty()) break;
    } else if (c == ',') {
      cut = i;
      depth = open.size();
    }
  }
  complete = cut;
  std::string whole(prefix.substr(0, cut));
  for (std::size_t i = depth; i-- > 0 && cut > 0;) whole += open[i] == '{' ? '}' : ']';
  return whole;
}

RowFinder::Name RowFinder::name_of(const std::string& name) {
  const auto at = names_.find(name);
  if (at != names_.end()) return at->second;
  if (names_.size() >= kMaxCached) names_.clear();
  const Meaning meaning = meaning_of(name);
  Name found;
  if (meaning.known && meaning.role == ColumnRole::field) found.groups = groups_of(meaning.field);
  if (const std::optional<Field> own = field_from_string(name)) found.groups = groups_of(*own);
  // "index", "page no" and the like number something else as often.
  static constexpr std::array<std::string_view, 6> kIds{"id", "_id", "recordid", "record_id", "uuid", "guid"};
  found.id = std::find(kIds.begin(), kIds.end(), base::ascii_lower(name)) != kIds.end();
  return names_.emplace(name, found).first->second;
}

std::map<std::string, std::uint64_t> RowFinder::left_out() const {
  std::map<std::string, std::uint64_t> all;
  for (const auto& [path, rows] : left_out_) {
    if (rows != 0 || !taken_.contains(path)) all.emplace(path, rows);
  }
  return all;
}

void RowFinder::learn(std::span<const Column> columns) {
  for (const Column& column : columns) {
    if (column.role != ColumnRole::field || column.field == Field::other) continue;
    Name name = name_of(column.name);
    name.groups |= groups_of(column.field);
    names_[column.name] = name;
  }
}

RowFinder::Own RowFinder::own_of(std::string_view object) {
  Own own;
  json::for_each_member(object, [&](const std::string& name, std::string_view value) {
    if (name == "payload" || name == "payload_text" || name == "payload_base64") own.record_form = true;
    const Name known = name_of(name);
    if (is_plain(value)) {
      own.groups |= known.groups;
      own.id |= known.id && json::scalar(value).has_value();
      return;
    }
    // A name of several parts, a list of e-mail addresses: more of what the name says.
    const std::string_view inner = is_object(value) ? value : first_of(value);
    if (!is_object(inner)) return;
    unsigned groups = 0;
    bool all_plain = true;
    json::for_each_member(inner, [&](const std::string& part, std::string_view of_part) {
      all_plain = all_plain && json::scalar(of_part).has_value();
      if (is_plain(of_part)) groups |= name_of(part).groups;
    });
    if ((known.groups != 0 || field_from_string(name)) && (groups & ~known.groups) == 0) own.groups |= known.groups;
    own.record_form |= base::equals_ignoring_ascii_case(name, "features") && !is_object(value) && all_plain;
  });
  return own;
}

unsigned RowFinder::deep_groups(std::string_view object, std::size_t depth) {
  const unsigned own = own_of(object).groups & kCore;
  if (own != 0 || depth == kMaxDepth) return own;
  unsigned best = 0;
  json::for_each_member(object, [&](const std::string&, std::string_view value) {
    if (!is_object(value)) return;
    const unsigned groups = deep_groups(value, depth + 1);
    if (count(groups) > count(best)) best = groups;
  });
  return best;
}

std::string_view RowFinder::unwrap(std::string_view row, std::string& buffer, std::string& path) {
  for (std::size_t depth = 0; depth < kMaxDepth; ++depth) {
    bool any = false;
    json::for_each_member(row, [&](const std::string&, std::string_view value) { any |= is_object(value); });
    if (!any) return row;
    const Own own = own_of(row);
    if ((own.groups & kCore) != 0 || own.record_form) return row;
    std::string inner_name;
    std::string_view inner;
    unsigned best = 0, as_good = 0, candidates = 0;
    json::for_each_member(row, [&](const std::string& name, std::string_view value) {
      if (!is_object(value)) return;
      const unsigned groups = count(deep_groups(value, depth + 1));
      if (groups == 0) return;
      ++candidates;
      as_good = groups > best ? 1 : as_good + (groups == best ? 1 : 0);
      if (groups <= best) return;
      best = groups;
      inner = value;
      inner_name = name;
    });
    if (inner.empty() || as_good != 1 || (candidates > 1 && best < 2)) return row;
    std::vector<std::string> inner_names;
    json::for_each_member(inner, [&](const std::string& name, std::string_view) { inner_names.push_back(name); });
    std::sort(inner_names.begin(), inner_names.end());
    std::string whole = "{";
    const auto add = [&](const std::string& name, std::string_view value) {
      if (whole.size() > 1) whole += ',';
      whole += base::json_quote(name);
      whole += ':';
      whole += value;
    };
    json::for_each_member(row, [&](const std::string& name, std::string_view value) {
      if (value.data() == inner.data()) return;
      const bool twice = std::binary_search(inner_names.begin(), inner_names.end(), name);
      add(twice ? "outer." + name : name, value);
    });
    json::for_each_member(inner, add);
    whole += '}';
    buffer = std::move(whole);
    row = buffer;
    path = joined(path, inner_name);
  }
  return row;
}

unsigned RowFinder::groups_by_content(std::span<const std::string_view> rows) {
  std::vector<std::string> names;
  std::map<std::string, std::size_t> places;
  std::vector<std::vector<std::pair<std::size_t, std::string>>> cells;
  std::string signature;
  for (const std::string_view row : rows) {
    std::vector<std::pair<std::size_t, std::string>>& cell = cells.emplace_back();
    json::for_each_member(row, [&](const std::string& name, std::string_view value) {
      std::optional<std::string> text = json::scalar(value);
      if (!text || names.size() >= kMaxNames) return;
      const auto [at, added] = places.try_emplace(name, names.size());
      if (added) {
        names.push_back(name);
        (signature += name) += '\1';
      }
      cell.emplace_back(at->second, std::move(*text));
    });
  }
  const auto at = by_content_.find(signature);
  if (at != by_content_.end()) return at->second;
  std::vector<Profile> profiles(names.size());
  for (const auto& cell : cells) {
    std::vector<std::string_view> values(names.size());
    for (const auto& [place, value] : cell) values[place] = value;
    for (std::size_t i = 0; i < names.size(); ++i) profiles[i].add(values[i]);
  }
  unsigned groups = 0;
  for (const Column& column : recognise_columns(names, profiles, true)) {
    if (column.role == ColumnRole::field) groups |= groups_of(column.field);
  }
  if (by_content_.size() >= kMaxCached) by_content_.clear();
  return by_content_.emplace(std::move(signature), groups).first->second;
}

void RowFinder::judge(Place& place, std::size_t depth) {
  std::vector<std::string> buffers;
  std::vector<std::string_view> rows;
  buffers.reserve(kJudged);
  bool id = false, contact = false;
  json::for_each_element(place.array, [&](std::string_view element) {
    ++place.rows;
    if (buffers.size() == kJudged || !is_object(element)) return;
    std::string path;
    std::string buffer;
    const std::string_view row = unwrap(element, buffer, path);
    buffers.push_back(std::move(buffer));
    rows.push_back(row.data() == element.data() ? row : std::string_view(buffers.back()));
    const Own own = own_of(rows.back());
    place.groups |= own.groups;
    id |= own.id;
    contact |= is_interaction(rows.back());
  });
  const unsigned by_name = place.groups;
  if (count(place.groups) < 2) place.groups |= groups_by_content(rows);
  // "subscribers" of nothing but addresses are customers; "emails" are one customer's.
  std::string_view list = std::string_view(place.path).substr(place.path.rfind('.') + 1);
  if (list.ends_with("[]")) list.remove_suffix(2);
  if (list.ends_with('s')) list.remove_suffix(1);
  const bool is_own = name_of(std::string(list)).groups != 0;
  place.named = (!is_own && (by_name & (kEmail | kPhone)) != 0) || (place.groups & (kName | kOrganization)) != 0 ||
                (id && (place.groups & kCore) != 0);
  if (contact) place.groups |= kName | kEmail, place.named = true;
  if ((place.groups & kCore) == 0 && depth < kMaxDepth && !rows.empty() &&
      look_at(rows.front(), depth + 1).kind == Kind::wrapper) {
    place.groups = kName | kEmail;
    place.named = true;
  }
}

bool RowFinder::is_row_of_array(std::string_view first) {
  const std::string array = "[" + std::string(first) + "]";
  Place place{{}, array, 0, 0, 0, false, false};
  judge(place, 0);
  return count(place.groups) >= 2 && (place.groups & kCore) != 0;
}

void RowFinder::collect(std::string_view object, const std::string& path, std::size_t depth, unsigned around,
                        std::vector<Place>& places, std::vector<std::string>& empty) {
  json::for_each_member(object, [&](const std::string& name, std::string_view value) {
    const std::string here = joined(path, name);
    if (is_list_of_objects(value)) {
      places.push_back({here + "[]", value, 0, 0, around, false, false});
    } else if (json::kind(value) == json::Kind::array) {
      if (first_of(value).empty()) empty.push_back(here + "[]");
    } else if (is_object(value) && depth + 1 < kMaxDepth) {
      const Own own = own_of(value);
      if (!own.record_form) collect(value, here, depth + 1, around + count(own.groups) + own.id, places, empty);
    }
  });
}

RowFinder::Layout RowFinder::look_at(std::string_view object) { return look_at(object, 0); }

RowFinder::Layout RowFinder::look_at(std::string_view object, std::size_t depth) {
  Layout layout;
  bool nested = false;
  json::for_each_member(object, [&](const std::string&, std::string_view value) {
    nested |= is_object(value) || json::kind(value) == json::Kind::array;
  });
  if (!nested) return layout;
  const Own own = own_of(object);
  if (own.record_form) return layout;
  const unsigned around = count(own.groups) + own.id;
  std::vector<std::string> empty;
  if (around < 2) collect(object, {}, 0, around, layout.places, empty);
  const auto may_be = [](const Place& place) {
    return place.around == 0 || (place.around == 1 && place.rows >= kManyRows);
  };
  bool found = false;
  for (Place& place : layout.places) {
    judge(place, depth);
    // Beside data of its own, what has rows like contacts may still be a record with some relatives: then not.
    place.is_taken = count(place.groups) >= 2 && (place.groups & kCore) != 0 && may_be(place);
    found |= place.is_taken;
  }
  if (!found) {
    Place* best = nullptr;
    for (Place& place : layout.places) {
      if (place.around == 0 && place.named && (best == nullptr || place.rows > best->rows)) best = &place;
    }
    if (best != nullptr) best->is_taken = found = true;
  }
  if (found) {
    layout.kind = Kind::wrapper;
  } else if (around == 0 && deep_groups(object, 0) == 0 && !layout.places.empty()) {
    layout.kind = Kind::nothing;
  } else if (around == 0 && deep_groups(object, 0) == 0 && !empty.empty()) {
    layout.kind = Kind::empty;
    for (const std::string& path : empty) layout.places.push_back({path, {}, 0, 0, 0, false, false});
  } else {
    layout.places.clear();
  }
  return layout;
}

void RowWalk::begin(std::string_view value, std::uint64_t line, std::uint64_t column, std::string path,
                    std::size_t complete) {
  complete_ = complete;
  value_ = value;
  begun_ = false;
  path_ = std::move(path);
  levels_.clear();
  counted_ = 0;
  line_ = line;
  column_ = column;
}

void RowWalk::place_of(std::string_view text, JsonRow& row) {
  const auto offset = static_cast<std::size_t>(text.data() - value_.data());
  for (; counted_ < offset; ++counted_) {
    if (value_[counted_] == '\n')
      ++line_, column_ = 1;
    else
      ++column_;
  }
  row.line = line_;
  row.column = column_;
}

bool RowWalk::take(std::string_view value, const std::string& path, JsonRow& row) {
  row.path = path;
  row.fault.clear();
  row.text = value;
  if (!is_object(value)) {
    place_of(value, row);
    row.fault = "not an object: a record or an interaction is written { … }";
    return true;
  }
  RowFinder::Layout layout;
  if (levels_.size() < kMaxDepth && !is_interaction(value)) layout = finder_.look_at(value);
  switch (layout.kind) {
    case RowFinder::Kind::row:
      if (static_cast<std::size_t>(value.data() - value_.data()) + value.size() > complete_) return false;
      place_of(value, row);
      row.text = finder_.unwrap(value, buffer_, row.path);
      return true;
    case RowFinder::Kind::empty:
      for (const RowFinder::Place& place : layout.places) finder_.leave_out(path + place.path, 0);
      return false;
    case RowFinder::Kind::nothing: {
      place_of(value, row);
      std::string names;
      std::size_t shown = 0;
      json::for_each_member(value, [&](const std::string& name, std::string_view) {
        if (++shown > 12) return;
        names += (names.empty() ? "'" : ", '") + std::string(base::truncate_utf8(name, 60)) + "'";
      });
      if (shown > 12) names += " …";
      std::string arrays;
      for (std::size_t i = 0; i < layout.places.size() && i < 12; ++i) {
        arrays += (arrays.empty() ? "" : ", ") + layout.places[i].path + " (" + std::to_string(layout.places[i].rows) +
                  (layout.places[i].rows == 1 ? " object)" : " objects)");
      }
      row.fault = "no customers are found in it: its members are " + names +
                  ", and no array in it looks like customers: " + arrays +
                  "; save the array of customers by itself, or name its members in a mapping";
      return true;
    }
    case RowFinder::Kind::wrapper:
      break;
  }
  const std::string before = path.empty() ? "" : path + ".";
  for (std::size_t i = layout.places.size(); i-- > 0;) {
    const RowFinder::Place& place = layout.places[i];
    if (place.is_taken) {
      levels_.push_back({place.array, json::skip_space(place.array, 1), before + place.path});
      finder_.take(before + place.path);
    } else {
      finder_.leave_out(before + place.path, place.rows);
    }
  }
  return false;
}

bool RowWalk::next(JsonRow& row) {
  if (!begun_) {
    begun_ = true;
    if (take(value_, path_, row)) return true;
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.array[level.at] == ']') {
      levels_.pop_back();
      continue;
    }
    const std::size_t end = json::end_of_value(level.array, level.at);
    const std::string_view element = level.array.substr(level.at, end - level.at);
    level.at = json::skip_space(level.array, end);
    if (level.array[level.at] == ',') level.at = json::skip_space(level.array, level.at + 1);
    const std::string path = level.path;
    if (take(element, path, row)) return true;
  }
  return false;
}

}  // namespace scv::read
