#pragma once

// LDIF (RFC 2849), as directories and address books export it → records. docs/formats-mail.md says which attribute becomes which field.

#include <memory>
#include <string>
#include <string_view>

#include "read/bytes.hpp"
#include "read/reader.hpp"

namespace scv::read {

/// Whether a file with this name and these first bytes is LDIF: its first line is "version: 1" or a dn. Never throws.
bool is_ldif(const std::string& path, std::string_view head);

/// A reader of the people of an LDIF file, format "ldif".
std::unique_ptr<Reader> open_ldif(std::unique_ptr<ByteSource> source, const Options& options);

}  // namespace scv::read
