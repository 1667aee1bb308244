#pragma once

// vCard 2.1, 3.0 and 4.0 → records. docs/formats-mail.md says which property becomes which field.

#include <memory>
#include <string>
#include <string_view>

#include "read/bytes.hpp"
#include "read/reader.hpp"

namespace scv::read {

/// True where the first line that is not blank is BEGIN:VCARD. Never throws.
bool is_vcard(std::string_view head);

/// A reader of a file of vCards, format "vcard".
std::unique_ptr<Reader> open_vcard(std::unique_ptr<ByteSource> source, const Options& options);

}  // namespace scv::read
