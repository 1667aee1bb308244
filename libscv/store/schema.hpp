#pragma once

// What the file looks like: migrations, one for each schema version.

#include <functional>

#include "store/sqlite.hpp"

namespace scv::store {

/// Creates or migrates the schema up to kSchemaVersion; a hub as new as this library is left as it is.
/// A hub of an older version is migrated in one transaction, at the end of which `derive` makes keys and edges anew.
/// Throws Error{not_a_hub, newer_schema}; Error{conflict} where a migration is due and `read_only` forbids it.
void prepare_schema(Connection& connection, bool read_only, const std::function<void()>& derive);

}  // namespace scv::store
