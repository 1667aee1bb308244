#pragma once

#include <string>

#include "read/reader.hpp"
#include "scv/hub.hpp"

namespace scv::hub {

/// How the reader is to take an input that the public API was given.
inline read::Options read_options(const LoadOptions& options, const std::string& default_region) {
  read::Options made;
  made.source = options.source;
  made.format = options.format;
  made.mapping = options.mapping;
  made.sheet = options.sheet;
  made.own_addresses = options.own_addresses;
  made.default_region = default_region;
  return made;
}

}  // namespace scv::hub
