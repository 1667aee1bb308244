#pragma once

// The front door of `identity`: an identity's best values, and which id it keeps when it changes.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scv/hub.hpp"
#include "scv/record.hpp"

namespace scv::identity {

/// The golden record of the given records: for each attribute that one customer has once (name, birthdate, address …) the
/// value of the most trusted source, then the most recent, then the most frequent, then the most complete; ties go to the
/// smallest record key. A shorter form of a name or address ("A. Müller") is no claim of its own: it counts for the fuller ones.
/// Values that are written differently but say the same are one; the best-written is shown. For attributes that one may
/// have several of (email, phone, identifier, organization, url) each distinct value, best first; all but the first have
/// the reason "further value". Parts of one name or address stay together: they come from one record. In the order of
/// Field. Linear in the values; quadratic in an identity's distinct names and addresses as long as they are 64 or fewer.
std::vector<GoldenValue> golden_record(std::span<const Record> records, std::span<const std::string> source_rank = {});

/// What stable ids ask for: how parts of a partition take over the ids that their records had before.
struct Part {
  std::span<const std::int64_t> records;  ///< record numbers in the store: smaller is older
  std::span<const IdentityId> old_ids;    ///< the id each of `records` had, 0 if none; same length
};
struct Takeover {
  IdentityId id = 0;               ///< 0: a new id is needed
  std::vector<IdentityId> merged;  ///< ids that end in this one, ascending
};
/// For each part its id. Each old id goes to at most one part: that with the old identity's oldest record; a part that is
/// owed several takes the smallest (oldest) and the others are merged into it. Deterministic. n log n.
std::vector<Takeover> take_over_ids(std::span<const Part> parts);

}  // namespace scv::identity
