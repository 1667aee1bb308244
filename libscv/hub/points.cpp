#include "hub/points.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "normalize/values.hpp"

namespace scv::hub {
namespace {

void append_point(std::vector<store::ContactPoint>& points, Field field, std::string_view value,
                  std::string_view region) {
  if (field != Field::email && field != Field::phone) return;
  const ContactPointKind kind = field == Field::email ? ContactPointKind::email : ContactPointKind::phone;
  std::string normal = normalize_point(kind, value, region);
  if (!normal.empty()) points.push_back({kind, std::move(normal)});
}

std::vector<store::ContactPoint> distinct(std::vector<store::ContactPoint> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
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
  std::vector<store::ContactPoint> points;
  for (const types::FieldView& field : fields) append_point(points, field.field, field.value, region);
  return distinct(std::move(points));
}

std::vector<store::ContactPoint> points_of(const Record& record, std::string_view region) {
  std::vector<store::ContactPoint> points;
  for (const Attribute& attribute : record.attributes) append_point(points, attribute.field, attribute.value, region);
  return distinct(std::move(points));
}

std::vector<store::InteractionPoint> points_of(const Interaction& interaction, std::string_view region) {
  std::vector<store::InteractionPoint> points;
  for (const Participant& participant : interaction.participants) {
    std::string value = normalize_point(participant.kind, participant.value, region);
    if (!value.empty()) points.push_back({{participant.kind, std::move(value)}, participant.own});
  }
  return points;
}

}  // namespace scv::hub
