#include "person.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

namespace scv::tools {
namespace {

struct Symbol {
  std::string_view utf8, ascii;
};

Symbol symbol_of(Channel channel) {
  switch (channel) {
    case Channel::email:
      return {"✉", "M"};
    case Channel::call:
      return {"☎", "T"};
    case Channel::voicemail:
      return {"◉", "V"};
    case Channel::chat:
      return {"◌", "C"};
    case Channel::sms:
      return {"✆", "S"};
    case Channel::social:
      return {"◎", "N"};
    case Channel::letter:
      return {"✍", "L"};
    case Channel::web_form:
      return {"▤", "W"};
    case Channel::visit:
      return {"⌂", "B"};
    case Channel::order:
      return {"⊕", "O"};
    case Channel::invoice:
      return {"§", "I"};
    case Channel::shipment:
      return {"➤", "P"};
    case Channel::return_:
      return {"↩", "R"};
    case Channel::payment:
      return {"€", "Z"};
    case Channel::other:
      break;
  }
  return {"•", "*"};
}

Symbol arrow_of(Direction direction) {
  switch (direction) {
    case Direction::inbound:
      return {"←", "<-"};
    case Direction::outbound:
      return {"→", "->"};
    case Direction::internal:
      return {"↔", "<>"};
    case Direction::unknown:
      break;
  }
  return {"·", "--"};
}

bool is_name_part(Field field) { return field <= Field::name_suffix; }
bool is_address_part(Field field) { return field >= Field::address && field <= Field::country; }

/// The golden values of one field and group, or nothing.
std::string value_of(const Identity& identity, Field field, std::uint16_t group) {
  for (const GoldenValue& golden : identity.golden) {
    if (golden.value.field == field && golden.value.group == group) return printable(golden.value.value);
  }
  return {};
}

std::string joined(std::initializer_list<std::string> parts, std::string_view separator) {
  std::vector<std::string> filled;
  for (const std::string& part : parts) {
    if (!part.empty()) filled.push_back(part);
  }
  return join(filled, separator);
}

std::string name_of(const Identity& identity, std::uint16_t group) {
  const auto part = [&](Field field) { return value_of(identity, field, group); };
  std::string name = joined({part(Field::given_name), part(Field::middle_name), part(Field::family_name)}, " ");
  // One string that says more than the parts wins: "Dr. Anna Müller" over "Müller".
  if (part(Field::given_name).empty() || part(Field::family_name).empty()) {
    if (const std::string whole = part(Field::name); !whole.empty()) return whole;
  }
  name = joined({part(Field::name_prefix), name, part(Field::name_suffix)}, " ");
  if (const std::string birth_name = part(Field::birth_name); !birth_name.empty() && !name.empty())
    name += " (" + birth_name + ")";
  return name.empty() ? part(Field::nickname) : name;
}

std::string address_of(const Identity& identity, std::uint16_t group) {
  const auto part = [&](Field field) { return value_of(identity, field, group); };
  const std::string street = joined({part(Field::street), part(Field::house_number)}, " ");
  const std::string city = joined({part(Field::postal_code), part(Field::city)}, " ");
  const std::string parts =
      joined({part(Field::address_extra), street, city, part(Field::region), part(Field::country)}, ", ");
  return part(Field::address).empty() ? parts : joined({part(Field::address), parts}, "; ");
}

std::string label_of(const Attribute& attribute) {
  if (attribute.field == Field::other && !attribute.type.empty()) return printable(attribute.type);
  std::string label(to_string(attribute.field));
  std::replace(label.begin(), label.end(), '_', ' ');
  if (!attribute.type.empty()) label += " (" + printable(attribute.type) + ")";
  return label;
}

struct Line {
  std::string label, value;
  std::set<std::string> sources;
};

/// A line for each golden value, parts of one name or one address on one line.
std::vector<Line> golden_lines(const Identity& identity) {
  std::vector<Line> lines;
  const auto sources_of = [&](std::uint16_t group, bool (*is_part)(Field)) {
    std::set<std::string> sources;
    for (const GoldenValue& golden : identity.golden) {
      if (golden.value.group != group || !is_part(golden.value.field)) continue;
      for (const RecordKey& key : golden.from) sources.insert(key.source);
    }
    return sources;
  };
  std::set<std::uint16_t> names, addresses;
  for (const GoldenValue& golden : identity.golden) {
    const Attribute& value = golden.value;
    if (is_name_part(value.field)) {
      if (names.insert(value.group).second) {
        lines.push_back({"name", name_of(identity, value.group), sources_of(value.group, is_name_part)});
      }
    } else if (is_address_part(value.field)) {
      if (addresses.insert(value.group).second) {
        lines.push_back({"address", address_of(identity, value.group), sources_of(value.group, is_address_part)});
      }
    } else {
      Line line{label_of(value), printable(value.value), {}};
      for (const RecordKey& key : golden.from) line.sources.insert(key.source);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

/// The customer's end of a contact.
std::string other_end(const Interaction& interaction) {
  for (const Participant& participant : interaction.participants) {
    if (participant.own || participant.value.empty()) continue;
    return printable(participant.value);
  }
  return {};
}

std::string what_of(const Interaction& interaction) {
  std::vector<std::string> parts;
  if (!interaction.subject.empty()) parts.push_back(printable(interaction.subject));
  if (interaction.duration_s > 0) parts.push_back(duration_of(interaction.duration_s));
  if (interaction.outcome != Outcome::unknown) parts.emplace_back(to_string(interaction.outcome));
  if (interaction.subject.empty() && !interaction.text.empty()) {
    parts.push_back(printable(std::string_view(interaction.text).substr(0, interaction.text.find('\n'))));
  }
  return join(parts, ", ");
}

std::string contacts(const Identity& identity, const Style& style) {
  std::string result;
  std::size_t channel_width = 0, end_width = 0;
  std::vector<std::string> ends;
  for (const Interaction& interaction : identity.interactions) {
    channel_width = std::max(channel_width, to_string(interaction.channel).size());
    ends.push_back(shorten(other_end(interaction), 36, style));
    end_width = std::max(end_width, columns(ends.back()));
  }
  for (std::size_t i = 0; i < identity.interactions.size(); ++i) {
    const Interaction& interaction = identity.interactions[i];
    const std::string when = pad(minute_of(interaction.time), 16);
    const std::string how = how_of(interaction.channel, interaction.direction, channel_width, style);
    const std::size_t used = 2 + 16 + 2 + columns(how) + 2 + end_width + 2;
    const std::size_t left =
        style.width() == 0 ? 0 : std::max<std::size_t>(style.width() > used ? style.width() - used : 0, 12);
    std::string line = "  " + style.dim(when) + "  " +
                       (interaction.direction == Direction::inbound ? style.green(how) : how) + "  " +
                       pad(ends[i], end_width) + "  " + shorten(what_of(interaction), left, style);
    while (line.ends_with(' ')) line.pop_back();
    result += line + "\n";
  }
  return result;
}

std::string contact_points(const Identity& identity, const Style& style) {
  std::string result;
  std::size_t width = 0;
  for (const IdentityContactPoint& point : identity.contact_points)
    width = std::max(width, columns(printable(point.value)));
  for (const IdentityContactPoint& point : identity.contact_points) {
    std::vector<std::string> facts;
    if (!point.first_seen.empty()) {
      const std::string first = printable(point.first_seen).substr(0, 10),
                        last = printable(point.last_seen).substr(0, 10);
      facts.push_back(last.empty() || first == last ? first : first + std::string(style.either(" – ", " - ")) + last);
    }
    if (point.records != 0) facts.push_back(count_of(point.records, "record"));
    if (point.interactions != 0) facts.push_back(count_of(point.interactions, "contact"));
    std::string line = "  " + pad(to_string(point.kind), 6) + "  " + pad(printable(point.value), width) + "  " +
                       style.dim(join(facts, ", "));
    if (point.shared_with != 0)
      line += "  " + style.yellow("shared with " + count_of(point.shared_with, "other identity", "other identities"));
    result += line + "\n";
  }
  return result;
}

}  // namespace

std::string how_of(Channel channel, Direction direction, std::size_t channel_width, const Style& style) {
  const Symbol symbol = symbol_of(channel), arrow = arrow_of(direction);
  return std::string(style.either(symbol.utf8, symbol.ascii)) + " " +
         std::string(style.either(arrow.utf8, arrow.ascii)) + " " + pad(to_string(channel), channel_width);
}

std::string duration_of(std::int64_t seconds) {
  char text[48];
  if (seconds >= 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                  static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld min", static_cast<long long>(seconds / 60),
                  static_cast<long long>(seconds % 60));
  }
  return text;
}

std::string display_name(const Identity& identity) {
  for (const GoldenValue& golden : identity.golden) {
    if (!is_name_part(golden.value.field)) continue;
    if (std::string name = name_of(identity, golden.value.group); !name.empty()) return name;
  }
  for (const Field field : {Field::organization, Field::email, Field::phone}) {
    for (const GoldenValue& golden : identity.golden) {
      if (golden.value.field == field) return printable(golden.value.value);
    }
  }
  if (!identity.contact_points.empty()) return printable(identity.contact_points.front().value);
  return identity.records.empty() ? "identity " + std::to_string(identity.id) : key_of(identity.records.front());
}

std::string describe(const Identity& identity, const Style& style) {
  std::set<std::string> sources;
  for (const RecordKey& key : identity.records) sources.insert(printable(key.source));
  std::string result =
      style.bold(display_name(identity)) + "   " +
      style.dim("identity " + std::to_string(identity.id) + ", made from " +
                count_of(identity.records.size(), "record") + " of " + join({sources.begin(), sources.end()}, ", ")) +
      "\n\n";
  const std::vector<Line> lines = golden_lines(identity);
  std::size_t label_width = 0, value_width = 0;
  for (const Line& line : lines) {
    label_width = std::max(label_width, columns(line.label));
    value_width = std::max(value_width, std::min<std::size_t>(columns(line.value), 60));
  }
  for (const Line& line : lines) {
    result += "  " + style.dim(pad(line.label, label_width)) + "  " + pad(line.value, value_width) + "  " +
              style.dim(count_of(line.sources.size(), "source")) + "\n";
  }
  if (!identity.contact_points.empty())
    result += "\n" + style.bold("Contact points") + "\n" + contact_points(identity, style);
  if (!identity.interactions.empty()) {
    result += "\n" + style.bold(count_of(identity.interactions.size(), "contact")) + "\n" + contacts(identity, style);
  }
  constexpr std::size_t kKeysShown = 12;
  std::vector<std::string> keys;
  for (const RecordKey& key : identity.records) {
    if (keys.size() == kKeysShown) break;
    keys.push_back(key_of(key));
  }
  std::string made_from = join(keys, ", ");
  if (identity.records.size() > kKeysShown)
    made_from += " and " + grouped(identity.records.size() - kKeysShown) + " more";
  return result + "\n" + style.bold(count_of(identity.records.size(), "record")) + "\n  " + made_from + "\n";
}

std::string describe(const Hub& hub, const std::vector<Relation>& relations, const Style& style) {
  std::vector<std::vector<std::string>> rows = {{"relation", "probability", "identity", "who", "because of"}};
  for (const Relation& relation : relations) {
    std::string kind(to_string(relation.kind));
    std::replace(kind.begin(), kind.end(), '_', ' ');
    const auto identity = hub.identity(relation.identity);
    std::vector<std::string> reasons;
    for (const std::string& reason : relation.reasons) reasons.push_back(printable(reason));
    rows.push_back({kind, percent(relation.probability), std::to_string(relation.identity),
                    identity ? shorten(display_name(*identity), 36, style) : "", join(reasons, ", ")});
  }
  return table(rows, style, {1, 2});
}

std::vector<std::pair<std::string, std::string>> lines_of(const Record& record) {
  Identity identity;
  for (const Attribute& attribute : record.attributes) {
    identity.golden.push_back({.value = attribute, .from = {}, .reason = {}});
  }
  std::vector<std::pair<std::string, std::string>> lines;
  for (Line& line : golden_lines(identity)) {
    const auto same =
        std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.first == line.label; });
    if (same == lines.end()) {
      lines.emplace_back(std::move(line.label), std::move(line.value));
    } else {
      same->second += "; " + line.value;
    }
  }
  return lines;
}

}  // namespace scv::tools
