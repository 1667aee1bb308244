// Why two records are one customer: the values beside the weights.

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>

#include "hub/matcher_impl.hpp"

namespace scv::hub {
namespace {

using types::RecordNo;

/// The text of a value that a comparison rests on.
std::string shown(const types::FeatureTable& table, const score::Contribution& part, types::OptionalValue number) {
  if (!number) return {};
  const types::ValueNo value = *number;
  const auto join = [](std::initializer_list<std::string_view> texts) {
    std::string joined;
    for (const std::string_view text : texts) {
      if (text.empty()) continue;
      if (!joined.empty()) joined += ' ';
      joined += text;
    }
    return joined;
  };
  if (!part.column.empty()) return std::string(table.other_values.text(table.others[value].value));
  if (part.comparison == "given_name" || part.comparison == "family_name" || part.comparison == "middle_name")
    return std::string(table.words.text(value));
  if (part.comparison == "organization" || part.comparison == "employer")
    return std::string(table.words.text(table.organizations[value].whole));
  if (part.comparison == "birth_place") return std::string(table.address_parts.text(value));
  if (part.comparison == "gender") return std::string(1, static_cast<char>(value));
  if (part.comparison == "generation") return std::to_string(value);
  if (part.comparison == "birthdate") {
    const std::uint32_t ymd = table.dates[value].ymd;
    const auto padded = [](std::uint32_t part_of_date, std::size_t width) {
      std::string text = std::to_string(part_of_date);
      return std::string(width - std::min(width, text.size()), '0') + text;
    };
    return (ymd < 10000 ? "-" : padded(ymd / 10000, 4)) + '-' + padded(ymd / 100 % 100, 2) + '-' + padded(ymd % 100, 2);
  }
  if (part.comparison == "email") {
    const types::EmailAddress& email = table.emails[value];
    const std::string local(table.email_parts.text(email.local));
    return email.domain ? local + '@' + std::string(table.email_parts.text(email.domain)) : local;
  }
  if (part.comparison == "phone") {
    const types::PhoneNumber& phone = table.phones[value];
    return (phone.valid ? "+" : "") + std::string(table.phone_digits.text(phone.digits));
  }
  if (part.comparison == "address") {
    const types::PostalAddress& a = table.addresses[value];
    const types::TextPool& texts = table.address_parts;
    return join({texts.text(a.street), texts.text(a.house_number), texts.text(a.postal_code), texts.text(a.city)});
  }
  if (part.comparison == "identifier") {
    const types::IdentifierValue& identifier = table.identifiers[value];
    return join({table.identifier_parts.text(identifier.type), table.identifier_parts.text(identifier.value)});
  }
  return {};
}

}  // namespace

Why Matcher::explain(RecordNo left, RecordNo right) const {
  Impl& m = *impl_;
  const bool crossed = m.table.key_less(right, left);
  types::ComparisonVector compared;
  m.comparer().compare(crossed ? right : left, crossed ? left : right, compared);
  Why why;
  why.prior = m.model().prior_log2_odds;
  why.threshold = m.model().threshold;
  why.match_weight = why.prior;
  for (const score::Contribution& part : m.scorer().contributions(compared)) {
    Evidence& evidence = why.evidence.emplace_back();
    evidence.comparison = part.column.empty() ? part.comparison : part.column;
    evidence.level = types::to_string(part.level);
    evidence.left = shown(m.table, part, crossed ? part.right : part.left);
    evidence.right = shown(m.table, part, crossed ? part.left : part.right);
    evidence.weight = part.weight;
    why.match_weight += part.weight;
  }
  why.match_probability = 1 / (1 + std::exp2(-why.match_weight));
  return why;
}

}  // namespace scv::hub
