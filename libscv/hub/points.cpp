#include "hub/points.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "base/time.hpp"
#include "contact/automatic.hpp"
#include "normalize/country.hpp"
#include "normalize/values.hpp"

namespace scv::hub {
namespace {

std::string e164_of(const normalize::Phone& phone) { return phone.placeholder ? std::string() : phone.e164; }

/// The contact points of one record, whose country says how its national numbers are read.
template <typename Fields>
class PointsOf {
 public:
  PointsOf(const Fields& fields, std::string_view region) : fields_(fields), default_region_(region) {}

  std::optional<store::ContactPoint> operator()(Field field, std::string_view value) {
    if (field == Field::email)
      return point(ContactPointKind::email, normalize_point(ContactPointKind::email, value, {}));
    if (field != Field::phone) return std::nullopt;
    if (!region_) region_ = normalize::phone_region_of(fields_, default_region_);
    return point(ContactPointKind::phone, e164_of(normalize::parse_phone(value, *region_, default_region_)));
  }

 private:
  static std::optional<store::ContactPoint> point(ContactPointKind kind, std::string value) {
    if (value.empty()) return std::nullopt;
    return store::ContactPoint{kind, std::move(value)};
  }
  const Fields& fields_;
  std::string_view default_region_;
  std::optional<std::string_view> region_;
};

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
  PointsOf point_of(fields, region);
  for (const auto& field : fields) {
    if (auto point = point_of(field.field, field.value)) points.push_back(*std::move(point));
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

template <typename Fields>
std::vector<store::RecordPoint> uses_in(const Fields& fields, std::string_view region) {
  std::map<store::ContactPoint, store::RecordPoint> uses;
  PointsOf point_of(fields, region);
  for (const auto& field : fields) {
    auto point = point_of(field.field, field.value);
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
    case ContactPointKind::phone:
      return e164_of(normalize::parse_phone(value, region));
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
