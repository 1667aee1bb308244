#include "hub/points.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "base/time.hpp"
#include "contact/automatic.hpp"
#include "normalize/values.hpp"

namespace scv::hub {
namespace {

std::optional<store::ContactPoint> point_of(Field field, std::string_view value, std::string_view region) {
  if (field != Field::email && field != Field::phone) return std::nullopt;
  const ContactPointKind kind = field == Field::email ? ContactPointKind::email : ContactPointKind::phone;
  std::string normal = normalize_point(kind, value, region);
  if (normal.empty()) return std::nullopt;
  return store::ContactPoint{kind, std::move(normal)};
}

/// Milliseconds since 1970; the end of a day that is named without a time is its last moment.
std::optional<std::int64_t> moment(std::string_view text, bool end) {
  constexpr std::int64_t kDay = 86'400'000;
  constexpr std::size_t kDateLength = 10;
  const auto instant = base::parse_rfc3339(text);
  if (!instant) return std::nullopt;
  return instant->unix_ms + (end && text.size() == kDateLength ? kDay : 0);
}

template <typename Fields>
std::vector<store::ContactPoint> points_in(const Fields& fields, std::string_view region) {
  std::vector<store::ContactPoint> points;
  for (const auto& field : fields) {
    if (auto point = point_of(field.field, field.value, region)) points.push_back(*std::move(point));
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

template <typename Fields>
std::vector<store::RecordPoint> uses_in(const Fields& fields, std::string_view region) {
  std::map<store::ContactPoint, store::RecordPoint> uses;
  for (const auto& field : fields) {
    auto point = point_of(field.field, field.value, region);
    if (!point) continue;
    const auto from = moment(field.valid_from, false), to = moment(field.valid_to, true);
    const auto [entry, is_new] = uses.try_emplace(*point, store::RecordPoint{*point, from, to});
    if (is_new) continue;
    store::RecordPoint& use = entry->second;
    use.from_ms = use.from_ms && from ? std::optional(std::min(*use.from_ms, *from)) : std::nullopt;
    use.to_ms = use.to_ms && to ? std::optional(std::max(*use.to_ms, *to)) : std::nullopt;
  }
  std::vector<store::RecordPoint> result;
  for (auto& [point, use] : uses) result.push_back(std::move(use));
  return result;
}

}  // namespace

std::string normalize_point(ContactPointKind kind, std::string_view value, std::string_view region) {
  switch (kind) {
    case ContactPointKind::email: {
      const normalize::Email email = normalize::parse_email(value);
      return email.valid && !email.placeholder ? email.canonical : std::string();
    }
    case ContactPointKind::phone: {
      const normalize::Phone phone = normalize::parse_phone(value, region);
      return phone.placeholder ? std::string() : phone.e164;
    }
    case ContactPointKind::handle:
      return base::ascii_lower(base::trim(value));
  }
  return {};
}

std::vector<store::ContactPoint> points_of(std::span<const types::FieldView> fields, std::string_view region) {
  return points_in(fields, region);
}
std::vector<store::ContactPoint> points_of(const Record& record, std::string_view region) {
  return points_in(record.attributes, region);
}
std::vector<store::RecordPoint> points_in_use(std::span<const types::FieldView> fields, std::string_view region) {
  return uses_in(fields, region);
}
std::vector<store::RecordPoint> points_in_use(const Record& record, std::string_view region) {
  return uses_in(record.attributes, region);
}

std::vector<store::InteractionPoint> points_of(const Interaction& interaction, std::string_view region) {
  std::vector<store::InteractionPoint> points;
  const bool by_customer = interaction.direction == Direction::inbound &&
                           std::any_of(interaction.participants.begin(), interaction.participants.end(),
                                       [](const Participant& one) { return one.role == Role::from && !one.own; });
  for (const Participant& participant : interaction.participants) {
    std::string value = normalize_point(participant.kind, participant.value, region);
    if (value.empty()) continue;
    const bool writes = participant.role == Role::from || participant.role == Role::reply_to;
    points.push_back({{participant.kind, std::move(value)},
                      participant.own          ? store::PointRole::own
                      : by_customer && !writes ? store::PointRole::copied
                                               : store::PointRole::customer});
  }
  for (const contact::Bounce& bounce : contact::automatic(interaction).bounces) {
    std::string value = bounce.hard ? normalize_point(ContactPointKind::email, bounce.address, region) : std::string();
    if (!value.empty()) points.push_back({{ContactPointKind::email, std::move(value)}, store::PointRole::bounced});
  }
  return points;
}

}  // namespace scv::hub
