#pragma once

// Contact points in the form in which records and interactions meet: E.164 numbers, canonical addresses.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scv/interaction.hpp"
#include "store/store.hpp"
#include "types/batch.hpp"

namespace scv::hub {

/// Empty where the value is no number or address that one could reach somebody at.
std::string normalize_point(ContactPointKind kind, std::string_view value, std::string_view region);

/// The distinct points of a record's attributes, sorted.
std::vector<store::ContactPoint> points_of(std::span<const types::FieldView> fields, std::string_view region);
std::vector<store::ContactPoint> points_of(const Record& record, std::string_view region);
/// The same with the time in which they are in use, as valid_from and valid_to say; of a point that is named twice, both.
std::vector<store::RecordPoint> points_in_use(std::span<const types::FieldView> fields, std::string_view region);
std::vector<store::RecordPoint> points_in_use(const Record& record, std::string_view region);
/// The points of an interaction's participants.
std::vector<store::InteractionPoint> points_of(const Interaction& interaction, std::string_view region);

}  // namespace scv::hub
