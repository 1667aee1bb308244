// Identities that belong together and are not one, found as find() finds records: through keys and contact points, from the
// hub's state of now.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "hub/impl.hpp"
#include "hub/points.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Number;

constexpr std::size_t kRecords = 32;         ///< of the identity that are looked from
constexpr std::size_t kRecordsOfPoint = 64;  ///< that have a contact point are looked at
constexpr double kLikely = 0.5;              ///< probability from which two are taken for one household, or branches

bool has(const Record& record, std::initializer_list<Field> fields) {
  return std::any_of(fields.begin(), fields.end(), [&](Field field) { return !record.first(field).empty(); });
}
bool is_person(const Record& record) {
  return has(record, {Field::given_name, Field::family_name, Field::birthdate, Field::name});
}
bool speaks_for_organization(const Record& record) { return has(record, {Field::organization}) && is_person(record); }
bool is_organization(const Record& record) { return has(record, {Field::organization}) && !is_person(record); }

bool agrees(const Evidence& evidence) { return evidence.weight > 0; }

/// What the two share, strongest first.
std::vector<std::string> reasons_of(std::vector<Evidence> evidence) {
  std::erase_if(evidence, [](const Evidence& one) { return !agrees(one); });
  std::stable_sort(evidence.begin(), evidence.end(),
                   [](const Evidence& a, const Evidence& b) { return a.weight > b.weight; });
  std::vector<std::string> reasons;
  for (const Evidence& one : evidence) reasons.push_back(one.comparison + " " + one.level);
  return reasons;
}

/// Whether the organisations of two records are one by name.
bool same_organization(std::span<const Evidence> evidence) {
  return std::any_of(evidence.begin(), evidence.end(), [](const Evidence& one) {
    return (one.comparison == "organization" || one.comparison == "employer") && agrees(one);
  });
}

}  // namespace

std::vector<Relation> Hub::Impl::relations(IdentityId id) {
  const Cancellation cancellation(*this);
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  hub::Workspace& workspace = lease.workspace();
  const hub::Matcher& matcher = workspace.matcher();

  std::vector<Number> own = store.records_of(store.todays_identity(id));
  if (own.size() > kRecords) own.resize(kRecords);
  std::vector<std::pair<Number, Number>> pairs;  // own, other
  for (const Number no : own) {
    cancellation.check();
    std::set<Number> others;
    for (const store::Neighbour& neighbour : store.edges_of(no)) others.insert(neighbour.record);
    for (const std::uint64_t key : matcher.blocking_keys(workspace.number_of(store, no))) {
      const std::size_t cap = matcher.block_cap(key);
      const std::vector<Number> block = store.records_with_key(key, cap + 1);
      if (block.size() <= cap) others.insert(block.begin(), block.end());
    }
    for (const store::ContactPoint& point : hub::points_of(*records_.need(store, no), region_)) {
      // A number that more have says nothing of who belongs together.
      const std::vector<Number> block = store.records_at(point, kRecordsOfPoint + 1);
      if (block.size() <= kRecordsOfPoint) others.insert(block.begin(), block.end());
    }
    for (const Number other : others) pairs.emplace_back(no, other);
  }
  // First all features, then all judgements: the matcher binds its model anew after each addition.
  std::erase_if(pairs, [&](const auto& pair) { return std::binary_search(own.begin(), own.end(), pair.second); });
  for (const auto& [one, other] : pairs) {
    workspace.number_of(store, one);
    workspace.number_of(store, other);
  }

  std::map<std::pair<IdentityId, RelationKind>, Relation> best;
  const auto offer = [&](RelationKind kind, double probability, Number one, Number other, const Why& why) {
    const IdentityId identity = store.identity_of(other);
    Relation& relation = best[{identity, kind}];
    if (relation.identity != 0 && relation.probability >= probability) return;
    relation = {.kind = kind,
                .identity = identity,
                .own = workspace.key_of(store, one),
                .other = workspace.key_of(store, other),
                .match_weight = why.match_weight,
                .probability = probability,
                .reasons = reasons_of(why.evidence)};
  };
  for (const auto& [one, other] : pairs) {
    cancellation.check();
    if (store.identity_of(other) == store.identity_of(one)) continue;  // of an identity with many records
    const types::RecordNo left = workspace.number_of(store, one), right = workspace.number_of(store, other);
    const hub::Matcher::Judgement judged = matcher.judge(left, right);
    const auto record = records_.need(store, one), other_record = records_.need(store, other);
    const bool works_for = speaks_for_organization(*record) && is_organization(*other_record);
    const bool is_spoken_for = is_organization(*record) && speaks_for_organization(*other_record);
    const bool possible = judged.weight >= matcher.possible_floor();
    const bool together = judged.household >= kLikely || judged.branch >= kLikely;
    if (!possible && !together && !works_for && !is_spoken_for) continue;
    const Why why = matcher.explain(left, right);
    if (works_for || is_spoken_for) {
      if (same_organization(why.evidence)) {
        offer(works_for ? RelationKind::employer : RelationKind::contact_person, 1, one, other, why);
      }
    } else if (possible) {
      offer(RelationKind::possible_match, why.match_probability, one, other, why);
    } else if (judged.household >= kLikely) {
      offer(RelationKind::household, judged.household, one, other, why);
    } else if (judged.branch >= kLikely) {
      offer(RelationKind::branch, judged.branch, one, other, why);
    }
  }
  // A person has one employer of that name: where several fit, each may be it.
  const auto employers = std::count_if(best.begin(), best.end(),
                                       [](const auto& entry) { return entry.first.second == RelationKind::employer; });
  std::vector<Relation> result;
  for (auto& [key, relation] : best) {
    if (relation.kind == RelationKind::employer) relation.probability = 1 / static_cast<double>(employers);
    result.push_back(std::move(relation));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Relation& a, const Relation& b) { return a.probability > b.probability; });
  return result;
}

}  // namespace v1
}  // namespace scv
