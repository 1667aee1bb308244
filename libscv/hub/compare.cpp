// The namespace scv::compare before the function: clang 14 wants it so.
#include "hub/matcher.hpp"

#include "scv/compare.hpp"

#include "base/arena.hpp"
#include "hub/conclusion.hpp"
#include "hub/region.hpp"
#include "types/batch.hpp"

namespace scv {
inline namespace v1 {

Why compare(const Record& left, const Record& right, const CompareOptions& options) {
  hub::Matcher matcher(options.model, {.default_region = hub::region_of(options.default_region), .threads = 1});
  base::Arena arena;
  const types::RecordNo a = matcher.add(types::to_view(left, arena));
  const types::RecordNo b = matcher.add(types::to_view(right, arena));
  Why why = matcher.explain(a, b);
  why.left = {left.source, left.id};
  why.right = {right.source, right.id};
  why.candidates = matcher.are_candidates(a, b);
  why.same_identity = why.match_weight >= why.threshold;
  why.conclusion = hub::conclude(why);
  return why;
}

}  // namespace v1
}  // namespace scv
