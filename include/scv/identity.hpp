#pragma once

// Identities: the records that are one customer, their golden record, and the feed of what happens to them.
//
//   std::int64_t cursor = load_cursor();                       // 0 the first time
//   for (;;) {
//     const std::vector<scv::IdentityChange> news = hub.changes(cursor);
//     if (news.empty()) break;
//     for (const scv::IdentityChange& change : news) apply(change);
//     save_cursor(cursor = news.back().cursor);
//   }

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scv/export.hpp"
#include "scv/interaction.hpp"
#include "scv/record.hpp"

namespace scv {
inline namespace v1 {

/// An identity's stable id: positive, never given to another customer. 0 is no identity.
using IdentityId = std::int64_t;

/// One of an identity's best values.
struct GoldenValue {
  Attribute value;
  std::vector<RecordKey> from;  ///< the records that say so, the deciding one first
  /// "only value", "source rank", "most recent", "most frequent", "most complete", "first record" (the smallest key), or
  /// "further value" of an attribute that one may have several of.
  std::string reason;
};

/// An address or number the identity was met at.
struct IdentityContactPoint {
  ContactPointKind kind = ContactPointKind::email;
  std::string value;       ///< normalised: E.164, lower-case address
  std::string first_seen;  ///< RFC 3339, or empty
  std::string last_seen;
  std::uint32_t records = 0;
  std::uint32_t interactions = 0;
  std::uint32_t shared_with = 0;  ///< other identities that have it too
};

/// One customer: records, golden record, contact points and contacts.
struct Identity {
  IdentityId id = 0;
  std::vector<RecordKey> records;   ///< by key
  std::vector<GoldenValue> golden;  ///< in the order of Field
  std::vector<IdentityContactPoint> contact_points;
  std::vector<Interaction> interactions;  ///< in order of time; those without a time last
};

/// What happened to an identity.
enum class ChangeKind : std::uint8_t {
  created,  ///< a new id; its records follow as `joined`
  joined,   ///< a record belongs to it now
  left,     ///< a record does so no longer: removed, or about to join another
  merged,   ///< retired: all records that it still has belong to `other` from here on
  split,    ///< new, of records that belonged to `other`
  renamed,  ///< its golden values differ from before
  erased,   ///< its last record was removed
};
SCV_API std::string_view to_string(ChangeKind) noexcept;

/// One entry of the change feed. Applied in order to a map from records to identities, which is empty at first, the feed gives the
/// hub's partition: `joined` sets the record's identity, `left` takes it away, `merged` moves all records of one to the other.
struct IdentityChange {
  std::int64_t cursor = 0;  ///< ascending without gaps, from 1; survives restarts
  std::string time;         ///< RFC 3339, UTC
  ChangeKind kind = ChangeKind::created;
  IdentityId identity = 0;
  IdentityId other = 0;     ///< of `merged` and `split`
  std::int64_t record = 0;  ///< of `joined` and `left`: the record's number, never used again
  RecordKey key;            ///< its key; empty where the hub has forgotten it since
  std::vector<Field>
      fields;  ///< of `renamed`: the attributes that differ; empty: a load has changed it, and did not compare
};

SCV_API std::string to_json(const Identity&);
SCV_API std::string to_json(const IdentityChange&);
SCV_API std::string to_json(std::span<const IdentityChange>);
SCV_API std::string to_json(std::span<const IdentityId>);

}  // namespace v1
}  // namespace scv
