#pragma once

// Call logs → interactions. docs/formats-mail.md lists the presets with their columns.

#include <memory>
#include <string>
#include <string_view>

#include "read/bytes.hpp"
#include "read/reader.hpp"

namespace scv::read {

/// The variant of a call log with these first bytes (64 KiB are enough): "fritzbox", "asterisk", "freeswitch",
/// "sms_backup", "generic" (a table with columns such as caller, destination, duration), or empty. Never throws.
std::string recognise_calls(const std::string& path, std::string_view head);

/// A reader of a call log, format "calls". Empty `variant`: recognised; where that fails, "generic".
/// Throws Error{invalid_argument} for a variant that does not exist. A table without the columns it needs gives rejects.
std::unique_ptr<Reader> open_calls(std::unique_ptr<ByteSource> source, std::string_view variant,
                                   const Options& options);

}  // namespace scv::read
