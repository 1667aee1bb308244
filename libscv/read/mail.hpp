#pragma once

// Mail: one message (.eml), an mbox, a Maildir → interactions. docs/formats-mail.md says what is taken from a message.

#include <memory>
#include <string>
#include <string_view>

#include "read/bytes.hpp"
#include "read/reader.hpp"

namespace scv::read {

/// "mbox", "eml" or empty: what a file with this name and these first bytes (64 KiB are enough) is. Never throws.
std::string recognise_mail(const std::string& path, std::string_view head);
/// True for a folder with `cur` or `new` in it, or with .eml files.
bool is_mail_folder(const std::string& path);

/// A reader of one message (`format` "eml") or of an mbox ("mbox").
/// Throws Error{unsupported} in a build without mail, Error{invalid_argument} for another format.
std::unique_ptr<Reader> open_mail(std::unique_ptr<ByteSource> source, const std::string& format,
                                  const Options& options);
/// A reader of a Maildir with its subfolders, or of a folder of .eml files; in order of the names. Throws as open_mail, and
/// Error{io}. A message that cannot be opened is a reject.
std::unique_ptr<Reader> open_maildir(const std::string& path, const Options& options);

}  // namespace scv::read
