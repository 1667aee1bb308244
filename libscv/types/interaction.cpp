#include "scv/interaction.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "scv/error.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {
namespace {

namespace json = types::json;

constexpr std::array<std::string_view, 15> kChannels = {"email",   "call",     "voicemail", "chat",    "sms",
                                                        "social",  "letter",   "web_form",  "visit",   "order",
                                                        "invoice", "shipment", "return",    "payment", "other"};
constexpr std::array<std::string_view, 4> kDirections = {"unknown", "inbound", "outbound", "internal"};
constexpr std::array<std::string_view, 8> kOutcomes = {"unknown",   "answered", "missed",  "abandoned",
                                                       "voicemail", "busy",     "bounced", "blocked"};
constexpr std::array<std::string_view, 3> kPointKinds = {"email", "phone", "handle"};
constexpr std::array<std::string_view, 5> kRoles = {"from", "to", "cc", "bcc", "reply_to"};
static_assert(kChannels.size() == static_cast<std::size_t>(Channel::other) + 1);
static_assert(kDirections.size() == static_cast<std::size_t>(Direction::internal) + 1);
static_assert(kOutcomes.size() == static_cast<std::size_t>(Outcome::blocked) + 1);
static_assert(kPointKinds.size() == static_cast<std::size_t>(ContactPointKind::handle) + 1);
static_assert(kRoles.size() == static_cast<std::size_t>(Role::reply_to) + 1);

template <typename Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) noexcept {
  const auto number = static_cast<std::size_t>(value);
  return number < N ? names[number] : std::string_view("unknown");
}

template <typename Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(std::distance(names.begin(), found));
}

bool read_text(std::string_view value, std::string& to) {
  if (json::kind(value) == json::Kind::null) return true;
  std::optional<std::string> text = json::scalar(value);
  if (!text || !to.empty()) return false;
  to = std::move(*text);
  return true;
}

template <typename Enum, std::size_t N>
bool read_enum(const std::array<std::string_view, N>& names, std::string_view value, Enum& to) {
  if (json::kind(value) != json::Kind::string) return false;
  const std::optional<Enum> found = named<Enum>(names, json::string(value));
  if (found) to = *found;
  return found.has_value();
}

bool read_participant(std::string_view value, std::vector<Participant>& to) {
  if (json::kind(value) != json::Kind::object) return false;
  Participant participant;
  bool understood = true;
  json::for_each_member(value, [&](const std::string& name, std::string_view part) {
    if (name == "role")
      understood &= read_enum(kRoles, part, participant.role);
    else if (name == "kind")
      understood &= read_enum(kPointKinds, part, participant.kind);
    else if (name == "value")
      understood &= read_text(part, participant.value);
    else if (name == "name")
      understood &= read_text(part, participant.name);
    else if (name == "own" && json::kind(part) == json::Kind::boolean)
      participant.own = part == "true";
    else
      understood = false;
  });
  to.push_back(std::move(participant));
  return understood;
}

/// False if the member, or a part of it, is not understood.
bool read_member(std::string_view name, std::string_view value, Interaction& to) {
  const auto each = [&](auto&& read_one) {
    if (json::kind(value) != json::Kind::array) return read_one(value);
    bool understood = true;
    json::for_each_element(value, [&](std::string_view element) { understood &= read_one(element); });
    return understood;
  };
  if (name == "source") return read_text(value, to.source);
  if (name == "id") return read_text(value, to.id);
  if (name == "channel") return read_enum(kChannels, value, to.channel);
  if (name == "direction") return read_enum(kDirections, value, to.direction);
  if (name == "time") return read_text(value, to.time);
  if (name == "participants") return each([&](std::string_view one) { return read_participant(one, to.participants); });
  if (name == "agent") return read_text(value, to.agent);
  if (name == "subject") return read_text(value, to.subject);
  if (name == "text") return read_text(value, to.text);
  if (name == "outcome") return read_enum(kOutcomes, value, to.outcome);
  if (name == "duration_s") {
    const std::optional<std::int64_t> seconds = json::integer(value);
    if (!seconds || *seconds < 0) return false;
    to.duration_s = *seconds;
    return true;
  }
  if (name == "references") {
    return each([&](std::string_view one) {
      std::optional<std::string> id = json::scalar(one);
      if (id) to.references.push_back(std::move(*id));
      return id.has_value();
    });
  }
  return false;
}

}  // namespace

std::string_view to_string(Channel value) noexcept { return name_of(kChannels, value); }
std::string_view to_string(Direction value) noexcept { return name_of(kDirections, value); }
std::string_view to_string(Outcome value) noexcept { return name_of(kOutcomes, value); }
std::string_view to_string(ContactPointKind value) noexcept { return name_of(kPointKinds, value); }
std::string_view to_string(Role value) noexcept { return name_of(kRoles, value); }
std::optional<Channel> channel_from_string(std::string_view name) noexcept { return named<Channel>(kChannels, name); }
std::optional<Direction> direction_from_string(std::string_view name) noexcept {
  return named<Direction>(kDirections, name);
}
std::optional<Outcome> outcome_from_string(std::string_view name) noexcept { return named<Outcome>(kOutcomes, name); }

Interaction interaction_from_json(std::string_view text) {
  const std::string_view object = json::parse(text);
  if (json::kind(object) != json::Kind::object) {
    throw Error(ErrorCode::parse, "an interaction must be a JSON object", {{}, 1, 1, {}});
  }
  Interaction interaction;
  json::PayloadReader payload;
  json::for_each_member(object, [&](const std::string& name, std::string_view value) {
    if (!payload.take(name, value) && !read_member(name, value, interaction)) payload.keep(name, value);
  });
  interaction.payload = payload.finish();
  return interaction;
}

std::string to_json(const Interaction& interaction) {
  json::Writer out;
  out.open('{');
  out.member("source", interaction.source);
  out.member("id", interaction.id);
  out.member("channel", to_string(interaction.channel));
  out.member("direction", to_string(interaction.direction));
  out.optional_member("time", interaction.time);
  out.key("participants").open('[');
  for (const Participant& participant : interaction.participants) {
    out.open('{');
    out.member("role", to_string(participant.role));
    out.member("kind", to_string(participant.kind));
    out.member("value", participant.value);
    out.optional_member("name", participant.name);
    if (participant.own) out.member("own", true);
    out.close('}');
  }
  out.close(']');
  out.optional_member("agent", interaction.agent);
  out.optional_member("subject", interaction.subject);
  out.optional_member("text", interaction.text);
  if (interaction.duration_s >= 0) out.member("duration_s", interaction.duration_s);
  if (interaction.outcome != Outcome::unknown) out.member("outcome", to_string(interaction.outcome));
  if (!interaction.references.empty()) {
    out.key("references").open('[');
    for (const std::string& reference : interaction.references) out.string(reference);
    out.close(']');
  }
  json::write_payload(out, interaction.payload);
  return out.close('}').take();
}

}  // namespace v1
}  // namespace scv
