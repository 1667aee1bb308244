#pragma once

// The hub's handle, which the files of the C ABI share.

#include <memory>

#include "capi/guard.hpp"
#include "scv/scv.hpp"

struct scv_hub {
  std::shared_ptr<scv::Hub> hub;
};

namespace scv::capi {

/// A call holds its hub: it may be freed meanwhile.
inline std::shared_ptr<Hub> hub_of(scv_hub* hub) { return need(hub, "hub").hub; }

}  // namespace scv::capi
