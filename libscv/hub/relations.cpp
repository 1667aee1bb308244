// Identities that belong together and are not one, found as find() finds records: through keys and contact points, from the
// hub's state of now.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "block/keys.hpp"
#include "hub/impl.hpp"
#include "hub/points.hpp"
#include "score/model.hpp"
#include "types/features.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Number;

constexpr std::size_t kRecords = 32;         ///< of the identity that are looked from
constexpr std::size_t kRecordsOfPoint = 64;  ///< that have a contact point are looked at
constexpr std::size_t kNamedAlike = 1024;    ///< records that name an organisation are looked at for its people
constexpr double kHousehold = 0.5;           ///< probability from which two are taken for one household
constexpr double kBranch = 0.25;             ///< or for branches: less, for what makes them alike is the name alone

/// What a record is about, as matching sees it.
struct Party {
  bool person = false, organization = false;
  bool works_for_one() const noexcept { return person && organization; }
  bool is_one() const noexcept { return organization && !person; }
};

Party party_of(const hub::Matcher& matcher, types::RecordNo record) {
  const types::FeatureTable& table = matcher.features();
  const bool whole_names = matcher.fitted().whole_names_are_organizations;
  Party party{.person = !table.record_dates[record].empty(),
              .organization = !table.record_organizations[record].empty()};
  for (const types::ValueNo name : table.record_names[record]) {
    const bool is_organization = whole_names && table.names[name].as_organization;
    (is_organization ? party.organization : party.person) = true;
  }
  return party;
}

/// Whether a record may show who belongs to an organisation: it, its people, and others of its name.
bool belongs_to(const Party& own, const Party& other) {
  return other.is_one() || (own.is_one() && other.works_for_one());
}

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
  std::set<IdentityId> apart;  // somebody has said that they are not the same
  if (store.has_decisions()) {
    for (const Number no : own) {
      const RecordKey key = hub::RecordCache::need_key(store, no);
      for (const Decision& decision : store.decisions_of(key)) {
        const RecordKey& other = decision.left == key ? decision.right : decision.left;
        const auto other_no = store.find_record(other.source, other.id);
        if (decision.verdict == Verdict::not_same && other_no) apart.insert(store.identity_of(*other_no));
      }
    }
  }
  std::vector<std::pair<Number, Number>> pairs;  // own, other
  for (const Number no : own) {
    cancellation.check();
    std::set<Number> others;
    for (const store::Neighbour& neighbour : store.edges_of(no)) others.insert(neighbour.record);
    const types::RecordNo number = workspace.number_of(store, no);
    const Party party = party_of(matcher, number);
    for (const std::uint64_t key : matcher.blocking_keys(number)) {
      // Of an organisation many may speak, who are no candidates for one customer.
      const bool wide = party.organization && block::names_organization(key);
      const std::size_t cap = matcher.block_cap(key), most = wide ? kNamedAlike : cap;
      const std::vector<Number> block = store.records_with_key(key, most + 1);
      if (block.size() > most) continue;
      for (const Number other : block) {
        if (block.size() <= cap || belongs_to(party, party_of(matcher, workspace.number_of(store, other))))
          others.insert(other);
      }
    }
    for (const store::ContactPoint& point : hub::points_of(records_.need(store, no), region_)) {
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
                .own = hub::RecordCache::need_key(store, one),
                .other = hub::RecordCache::need_key(store, other),
                .match_weight = why.match_weight,
                .probability = probability,
                .reasons = reasons_of(why.evidence)};
  };
  std::map<IdentityId, types::RecordNo> namesakes;  // organisations of the same name
  for (const auto& [one, other] : pairs) {
    cancellation.check();
    const IdentityId identity = store.identity_of(other);
    if (identity == store.identity_of(one)) continue;  // of an identity with many records
    const types::RecordNo left = workspace.number_of(store, one), right = workspace.number_of(store, other);
    const Party party = party_of(matcher, left), other_party = party_of(matcher, right);
    const hub::Matcher::Judgement judged = matcher.judge(left, right);
    const bool works_for = party.works_for_one() && other_party.is_one();
    const bool is_spoken_for = party.is_one() && other_party.works_for_one();
    const bool is_namesake = party.is_one() && other_party.is_one();
    const bool possible = judged.weight >= matcher.possible_floor() && !apart.contains(identity);
    const bool together = judged.household >= kHousehold || judged.branch >= kBranch;
    if (!possible && !together && !works_for && !is_spoken_for && !is_namesake) continue;
    const Why why = matcher.explain(left, right);
    if (is_namesake && same_organization(why.evidence)) namesakes.emplace(identity, right);
    if (works_for || is_spoken_for) {
      if (same_organization(why.evidence)) {
        offer(works_for ? RelationKind::employer : RelationKind::contact_person, 1, one, other, why);
      }
    } else if (possible) {
      offer(RelationKind::possible_match, why.match_probability, one, other, why);
    } else if (judged.household >= kHousehold) {
      offer(RelationKind::household, judged.household, one, other, why);
    } else if (judged.branch >= kBranch) {
      offer(RelationKind::branch, judged.branch, one, other, why);
    }
  }
  // A person has one employer of that name: where several fit, each may be it, and the likelier, the more else they share.
  double employers = 0;
  for (const auto& [key, relation] : best) {
    if (relation.kind == RelationKind::employer) employers += std::exp2(relation.match_weight);
  }
  std::vector<Relation> result;
  for (auto& [key, relation] : best) {
    if (relation.kind == RelationKind::employer) relation.probability = std::exp2(relation.match_weight) / employers;
    if (relation.kind == RelationKind::contact_person) {
      const auto person = store.find_record(relation.other.source, relation.other.id);
      double all = std::exp2(relation.match_weight);
      for (const auto& [identity, organization] : namesakes) {
        all += std::exp2(matcher.score(workspace.number_of(store, *person), organization));
      }
      relation.probability = std::exp2(relation.match_weight) / all;
    }
    result.push_back(std::move(relation));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Relation& a, const Relation& b) { return a.probability > b.probability; });
  return result;
}

}  // namespace v1
}  // namespace scv
