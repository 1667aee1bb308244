#pragma once

// What people decide, and what they are asked: decisions, the review queue, previews, relations, models.
//
//   for (const scv::Doubt& doubt : hub.review({.limit = 20})) show(doubt, hub.why(doubt.left, doubt.right));
//   const scv::Decision yes{.left = {"crm", "4711"}, .right = {"shop", "K-12"}, .verdict = scv::Verdict::same, .by = "anna"};
//   const scv::Preview effect = hub.preview(yes);   // nothing has changed yet
//   hub.decide(yes);
//   hub.undecide(yes.left, yes.right);              // as if it had never been said

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scv/export.hpp"
#include "scv/identity.hpp"
#include "scv/record.hpp"

namespace scv {
inline namespace v1 {

enum class Verdict : std::uint8_t { same, not_same };
SCV_API std::string_view to_string(Verdict) noexcept;

/// What a person said of two records. It outweighs every match weight, and is kept by their keys: it outlives replacing and
/// removing them and holds again when they come back, under every model, until it is taken back.
struct Decision {
  RecordKey left, right;  ///< in any order; a hub gives them back with the smaller key first
  Verdict verdict = Verdict::same;
  std::string by;    ///< who decided; may be empty
  std::string note;  ///< why; may be empty
  std::string time;  ///< RFC 3339; empty: now
};

/// Why a pair is worth a person's look.
enum class DoubtKind : std::uint8_t {
  possible_match,  ///< just below the threshold: two identities
  kept_apart,      ///< above it, and two identities all the same: others of their records contradict
  weak_link,       ///< just above it, and the only link between two parts of one identity
};
SCV_API std::string_view to_string(DoubtKind) noexcept;

/// One entry of the review queue.
struct Doubt {
  DoubtKind kind = DoubtKind::possible_match;
  RecordKey left, right;
  IdentityId left_identity = 0, right_identity = 0;
  double match_weight = 0;
  double match_probability = 0;
  std::uint32_t records = 0;  ///< that would change their identity if the decision went against what the hub holds now
  double gain = 0;            ///< `records` times the probability that it goes so: what the queue is ordered by
};
struct ReviewOptions {
  std::size_t limit = 50;
};

/// How one identity's golden record would change. One of the two is empty where there is no such identity before or after.
struct GoldenChange {
  IdentityId identity = 0;
  std::vector<GoldenValue> before, after;
};

/// What a change would do. Ids that it would create are those that the hub would give next.
struct Preview {
  std::uint64_t identities_before = 0, identities_after = 0;
  std::uint64_t records_moved = 0;      ///< whose identity would be another
  std::vector<IdentityChange> changes;  ///< what the feed would tell, at most the first 10,000; cursors are 0
  std::uint64_t change_count = 0;       ///< all of them
  std::vector<GoldenChange> golden;     ///< at most 1,000
};

enum class RelationKind : std::uint8_t {
  possible_match,  ///< may be one customer
  household,       ///< another person of the same household
  branch,          ///< another branch of the same organisation
  employer,        ///< the organisation that this person works for or speaks for
  contact_person,  ///< the other way round
};
SCV_API std::string_view to_string(RelationKind) noexcept;

/// Two identities that belong together but are not one.
struct Relation {
  RelationKind kind = RelationKind::possible_match;
  IdentityId identity = 0;           ///< the other one
  RecordKey own, other;              ///< the records that show it best
  double match_weight = 0;           ///< of these two
  double probability = 0;            ///< that the relation holds
  std::vector<std::string> reasons;  ///< "address equal", "organization equal", …
};

/// One stored model.
struct ModelInfo {
  std::int64_t version = 0;
  bool active = false;
  bool trained = false;       ///< false: the shipped prior
  std::string time;           ///< RFC 3339: when it was stored
  std::uint64_t records = 0;  ///< that its statistics were counted in
};

/// How far today's records are from those that the active model's statistics were counted in.
struct Drift {
  std::string term;           ///< "family_name", "city", …
  std::uint64_t counted = 0;  ///< values then
  std::uint64_t today = 0;    ///< values today
  double distance =
      0;  ///< half the sum of the differences of shares over the model's values: 0 equal, 1 nothing in common
};
struct DriftReport {
  std::int64_t version = 0;
  std::uint64_t records_then = 0, records_today = 0;
  std::vector<Drift> terms;
};

SCV_API Decision decision_from_json(std::string_view json);
SCV_API std::string to_json(const Decision&);
SCV_API std::string to_json(const Doubt&);
SCV_API std::string to_json(const Preview&);
SCV_API std::string to_json(const Relation&);
SCV_API std::string to_json(const ModelInfo&);
SCV_API std::string to_json(const DriftReport&);
SCV_API std::string to_json(std::span<const Decision>);
SCV_API std::string to_json(std::span<const Doubt>);
SCV_API std::string to_json(std::span<const Relation>);
SCV_API std::string to_json(std::span<const ModelInfo>);

}  // namespace v1
}  // namespace scv
