#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scv/record.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {
namespace {

namespace json = types::json;

constexpr bool is_name_part(Field field) noexcept { return field <= Field::name_suffix; }
constexpr bool is_address_part(Field field) noexcept { return field >= Field::address && field <= Field::country; }

/// The part of a name or address that a member of its object means; OpenID Connect's names beside ours.
std::optional<Field> part_from_string(std::string_view name, bool of_name) {
  if (name == "formatted" || name == "full") return of_name ? Field::name : Field::address;
  if (!of_name) {
    if (name == "street_address") return Field::street;
    if (name == "locality") return Field::city;
    if (name == "extra") return Field::address_extra;
  }
  const std::optional<Field> field = field_from_string(name);
  return field && (of_name ? is_name_part(*field) : is_address_part(*field)) ? field : std::nullopt;
}

bool read_group(std::string_view value, std::optional<std::uint16_t>& group) {
  const std::optional<std::int64_t> number = json::integer(value);
  if (!number || *number < 0 || *number > std::numeric_limits<std::uint16_t>::max()) return false;
  group = static_cast<std::uint16_t>(*number);
  return true;
}

bool read_string(std::string_view value, std::string& to) {
  if (json::kind(value) == json::Kind::null) return true;
  std::optional<std::string> text = json::scalar(value);
  if (!text) return false;
  to = std::move(*text);
  return true;
}

class RecordReader {
 public:
  Record read(std::string_view document) {
    const std::string_view object = json::parse(document);
    if (json::kind(object) != json::Kind::object) {
      throw Error(ErrorCode::parse, "a record must be a JSON object", {{}, 1, 1, {}});
    }
    std::string_view order;
    json::for_each_member(object, [&](const std::string& name, std::string_view value) {
      if (name == "order" && order.empty()) {
        order = value;
      } else if (!payload_.take(name, value) && !member(name, value)) {
        payload_.keep(name, value);
      }
    });
    // Objects in `name` beside single parts are further names.
    for (const bool of_name : {true, false}) {
      if (!flat_[of_name]) continue;
      for (const std::size_t index : shifted_[of_name]) ++record_.attributes[index].group;
    }
    if (!order.empty() && !reorder(order)) payload_.keep("order", order);
    record_.payload = payload_.finish();
    return std::move(record_);
  }

 private:
  /// False if the member, or a part of it, is not understood.
  bool member(std::string_view name, std::string_view value) {
    if (name == "source") return key_part(value, record_.source);
    if (name == "id") return key_part(value, record_.id);
    if (name == "updated_at") return key_part(value, record_.updated_at);
    if (name == "name") return compound(value, true);
    if (name == "address") return compound(value, false);
    const std::optional<Field> field = field_from_string(name);
    if (!field) return false;
    if (is_name_part(*field)) flat_[true] = true;
    if (is_address_part(*field)) flat_[false] = true;
    return values(*field, value, Attribute{});
  }

  static bool key_part(std::string_view value, std::string& to) { return to.empty() && read_string(value, to); }

  /// One value or a list of them; `like` gives group, type and times.
  bool values(Field field, std::string_view value, const Attribute& like) {
    if (json::kind(value) != json::Kind::array) return one_value(field, value, like);
    bool understood = true;
    json::for_each_element(value, [&](std::string_view element) { understood &= one_value(field, element, like); });
    return understood;
  }

  bool one_value(Field field, std::string_view value, const Attribute& like) {
    Attribute attribute = like;
    attribute.field = field;
    bool understood = true;
    bool has_value = false;
    switch (json::kind(value)) {
      case json::Kind::null:
        return true;
      case json::Kind::string:
      case json::Kind::number:
        attribute.value = *json::scalar(value);
        has_value = true;
        break;
      case json::Kind::object:
        json::for_each_member(value, [&](const std::string& name, std::string_view part) {
          std::optional<std::uint16_t> group;
          if (name == "value") {
            const bool usable = json::kind(part) == json::Kind::string || json::kind(part) == json::Kind::number;
            understood &= usable && !has_value && read_string(part, attribute.value);
            has_value |= usable;
          } else if (name == "group" && read_group(part, group)) {
            attribute.group = *group;
          } else {
            understood &= detail(name, part, attribute);
          }
        });
        break;
      default:
        return false;
    }
    if (has_value) record_.attributes.push_back(std::move(attribute));
    return understood && has_value;
  }

  static bool detail(std::string_view name, std::string_view value, Attribute& attribute) {
    if (name == "type") return read_string(value, attribute.type);
    if (name == "valid_from") return read_string(value, attribute.valid_from);
    if (name == "valid_to") return read_string(value, attribute.valid_to);
    return false;
  }

  /// `name` or `address`: a string, an object of parts, or a list of such; the i-th is the i-th name or address.
  bool compound(std::string_view value, bool of_name) {
    if (json::kind(value) != json::Kind::array) return one_compound(value, of_name, 0);
    bool understood = true;
    std::size_t index = 0;
    json::for_each_element(value,
                           [&](std::string_view element) { understood &= one_compound(element, of_name, index++); });
    return understood;
  }

  bool one_compound(std::string_view value, bool of_name, std::size_t index) {
    // The last number stays free for the shift behind single parts.
    if (index >= std::numeric_limits<std::uint16_t>::max()) return false;
    Attribute like;
    like.group = static_cast<std::uint16_t>(index);
    const Field whole = of_name ? Field::name : Field::address;
    if (json::kind(value) != json::Kind::object) return one_value(whole, value, like);

    bool is_value = false;
    bool understood = true;
    std::optional<std::uint16_t> group;
    json::for_each_member(value, [&](const std::string& name, std::string_view part) {
      if (name == "value") is_value = true;
      if (name == "group")
        understood &= read_group(part, group);
      else
        detail(name, part, like);
    });
    if (is_value) return one_value(whole, value, like);

    const std::size_t first = record_.attributes.size();
    if (group) like.group = *group;
    json::for_each_member(value, [&](const std::string& name, std::string_view part) {
      if (const std::optional<Field> field = part_from_string(name, of_name)) {
        understood &= values(*field, part, like);
      } else if (name != "group") {
        Attribute ignored;
        understood &= detail(name, part, ignored);
      }
    });
    if (!group) {
      for (std::size_t i = first; i < record_.attributes.size(); ++i) shifted_[of_name].push_back(i);
    }
    return understood;
  }

  /// `order` says at which place of the record each value of the document stands.
  bool reorder(std::string_view order) {
    if (json::kind(order) != json::Kind::array) return false;
    std::vector<std::size_t> places;
    std::vector<bool> used(record_.attributes.size());
    bool fits = true;
    json::for_each_element(order, [&](std::string_view element) {
      const std::optional<std::int64_t> place = json::integer(element);
      fits = fits && place && *place >= 0 && static_cast<std::uint64_t>(*place) < used.size() &&
             !used[static_cast<std::size_t>(*place)];
      if (!fits) return;
      used[static_cast<std::size_t>(*place)] = true;
      places.push_back(static_cast<std::size_t>(*place));
    });
    if (!fits || places.size() != used.size()) return false;
    std::vector<Attribute> ordered(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) ordered[places[i]] = std::move(record_.attributes[i]);
    record_.attributes = std::move(ordered);
    return true;
  }

  Record record_;
  json::PayloadReader payload_;
  std::array<bool, 2> flat_{};                         ///< single parts were seen; [1] of names, [0] of addresses
  std::array<std::vector<std::size_t>, 2> shifted_{};  ///< attributes from objects without a group of their own
};

class RecordWriter {
 public:
  explicit RecordWriter(const Record& record) : record_(record) {}

  std::string write() {
    for (std::size_t i = 0; i < record_.attributes.size(); ++i) {
      const Field field = record_.attributes[i].field;
      by_field_[static_cast<std::size_t>(field)].push_back(i);
      if (is_name_part(field) && record_.attributes[i].group != 0) flat_name_ = false;
    }
    if (by_field_[static_cast<std::size_t>(Field::name)].size() > 1) flat_name_ = false;

    out_.open('{');
    out_.optional_member("source", record_.source);
    out_.optional_member("id", record_.id);
    out_.optional_member("updated_at", record_.updated_at);
    bool names_written = false;
    bool addresses_written = false;
    for (const Attribute& attribute : record_.attributes) {
      const Field field = attribute.field;
      std::vector<std::size_t>& indices = by_field_[static_cast<std::size_t>(field)];
      if (is_address_part(field)) {
        if (!std::exchange(addresses_written, true)) compounds("address", false);
      } else if (is_name_part(field) && !flat_name_) {
        if (!std::exchange(names_written, true)) compounds("name", true);
      } else if (!indices.empty()) {
        const bool list = field == Field::email || field == Field::phone || field == Field::identifier;
        out_.key(to_string(field));
        values(indices, list, true);
        indices.clear();
      }
    }
    if (!std::is_sorted(written_.begin(), written_.end())) {
      out_.key("order").open('[');
      for (const std::size_t index : written_) out_.number(std::uint64_t{index});
      out_.close(']');
    }
    json::write_payload(out_, record_.payload);
    return out_.close('}').take();
  }

 private:
  void values(const std::vector<std::size_t>& indices, bool list, bool with_details) {
    list |= indices.size() > 1;
    if (list) out_.open('[');
    for (const std::size_t index : indices) value(index, with_details);
    if (list) out_.close(']');
  }

  void value(std::size_t index, bool with_details) {
    const Attribute& a = record_.attributes[index];
    written_.push_back(index);
    const bool compound = is_name_part(a.field) || is_address_part(a.field);
    const bool bare = a.type.empty() && a.valid_from.empty() && a.valid_to.empty() && (compound || a.group == 0);
    if (bare || !with_details) {
      out_.string(a.value);
      return;
    }
    out_.open('{');
    out_.optional_member("type", a.type);
    out_.member("value", a.value);
    details(a);
    if (!compound && a.group != 0) out_.member("group", a.group);
    out_.close('}');
  }

  void details(const Attribute& a) {
    out_.optional_member("valid_from", a.valid_from);
    out_.optional_member("valid_to", a.valid_to);
  }

  /// All names or all addresses as a list of objects, one a group.
  void compounds(std::string_view name, bool of_name) {
    std::vector<std::vector<std::size_t>> groups;
    std::unordered_map<std::uint16_t, std::size_t> position;
    for (std::size_t i = 0; i < record_.attributes.size(); ++i) {
      const Attribute& a = record_.attributes[i];
      if (!(of_name ? is_name_part(a.field) : is_address_part(a.field))) continue;
      const auto [at, added] = position.try_emplace(a.group, groups.size());
      if (added) groups.emplace_back();
      groups[at->second].push_back(i);
    }
    out_.key(name).open('[');
    for (std::size_t i = 0; i < groups.size(); ++i) one_compound(groups[i], i, of_name ? Field::name : Field::address);
    out_.close(']');
  }

  void one_compound(const std::vector<std::size_t>& group, std::size_t position, Field whole) {
    const Attribute& first = record_.attributes[group.front()];
    const auto like_first = [&](std::size_t index) {
      const Attribute& a = record_.attributes[index];
      return a.type == first.type && a.valid_from == first.valid_from && a.valid_to == first.valid_to;
    };
    const bool shared = std::all_of(group.begin(), group.end(), like_first);
    const bool bare = first.type.empty() && first.valid_from.empty() && first.valid_to.empty();
    if (group.size() == 1 && first.field == whole && bare && first.group == position) {
      value(group.front(), true);
      return;
    }
    out_.open('{');
    if (shared) out_.optional_member("type", first.type);
    std::vector<bool> done(static_cast<std::size_t>(Field::other) + 1);
    for (const std::size_t index : group) {
      const Field field = record_.attributes[index].field;
      if (done[static_cast<std::size_t>(field)]) continue;
      done[static_cast<std::size_t>(field)] = true;
      std::vector<std::size_t> same;
      std::copy_if(group.begin(), group.end(), std::back_inserter(same),
                   [&](std::size_t other) { return record_.attributes[other].field == field; });
      out_.key(field == Field::address ? "formatted" : to_string(field));
      values(same, false, !shared);
    }
    if (shared) details(first);
    if (first.group != position) out_.member("group", first.group);
    out_.close('}');
  }

  const Record& record_;
  json::Writer out_;
  std::array<std::vector<std::size_t>, static_cast<std::size_t>(Field::other) + 1> by_field_;
  std::vector<std::size_t> written_;
  bool flat_name_ = true;
};

}  // namespace

Record record_from_json(std::string_view text) { return RecordReader().read(text); }
std::string to_json(const Record& record) { return RecordWriter(record).write(); }

}  // namespace v1
}  // namespace scv
