#include <algorithm>
#include <tuple>

#include "identity/golden.hpp"

namespace scv::identity {

std::vector<Takeover> take_over_ids(std::span<const Part> parts) {
  struct Claim {
    IdentityId id;
    std::int64_t record;
    std::size_t part;
  };
  std::vector<Claim> claims;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (std::size_t i = 0; i < parts[part].old_ids.size(); ++i) {
      if (parts[part].old_ids[i] != 0) claims.push_back({parts[part].old_ids[i], parts[part].records[i], part});
    }
  }
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.id, a.record, a.part) < std::tie(b.id, b.record, b.part);
  });

  std::vector<Takeover> result(parts.size());
  IdentityId last = 0;
  for (const Claim& claim : claims) {
    if (claim.id == last) continue;  // a younger record of the same old identity
    last = claim.id;
    Takeover& to = result[claim.part];
    if (to.id == 0) {
      to.id = claim.id;  // ids come in ascending order: the first is the oldest
    } else {
      to.merged.push_back(claim.id);
    }
  }
  return result;
}

}  // namespace scv::identity
