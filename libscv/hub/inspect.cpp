#include "scv/inspect.hpp"

#include "hub/read_options.hpp"

namespace scv {
inline namespace v1 {

Inspection inspect(const std::string& path, const LoadOptions& options) {
  return read::inspect(path, hub::read_options(options, HubOptions{}.default_region));
}

}  // namespace v1
}  // namespace scv
