#pragma once

// Two records, with no hub and no file: are they one customer, and why?
//
//   scv::Record a, b;
//   a.add(scv::Field::name, "Anna Müller").add(scv::Field::birthdate, "1980-02-29");
//   b.add(scv::Field::name, "Müller, Anna").add(scv::Field::birthdate, "29.02.1980");
//   scv::Why why = scv::compare(a, b);   // why.same_identity, why.match_weight, why.evidence

#include <string>

#include "scv/export.hpp"
#include "scv/hub.hpp"
#include "scv/record.hpp"

namespace scv {
inline namespace v1 {

struct CompareOptions {
  std::string default_region = "DE";
  std::string model;  ///< JSON; empty: the shipped model
};

/// What the model makes of two records alone. They are one identity (`same_identity`) where their weight reaches the threshold;
/// no other record has a part in it, so that a hub, which knows more, may decide otherwise. Source and id may be empty.
/// Symmetric. Throws Error{parse} for a model. Cost: that of two records.
SCV_API Why compare(const Record& left, const Record& right, const CompareOptions& options = {});

}  // namespace v1
}  // namespace scv
