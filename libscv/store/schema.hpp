#pragma once

// What the file looks like: migrations, one for each schema version.

#include "store/sqlite.hpp"

namespace scv::store {

/// Creates or migrates the schema up to kSchemaVersion; a hub as new as this library is left as it is.
/// Throws Error{not_a_hub, newer_schema}; Error{conflict} where a migration is due and `read_only` forbids it.
void prepare_schema(Connection& connection, bool read_only);

}  // namespace scv::store
