#pragma once

// One message's bytes → an interaction.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "scv/interaction.hpp"

namespace scv::read {

struct ParsedMail {
  Interaction interaction;                ///< without source, direction and own flags
  std::vector<std::string> delivered_to;  ///< Delivered-To and X-Original-To, lower-case
  std::vector<std::string> notes;         ///< what was not as it should be
};

/// Reads one message (RFC 5322, 2045-2047). `from_line` is its mbox From_ line or empty.
/// Gives the reason where there is no message at all, else an empty string. Linear in the bytes; MIME deeper than 32 parts
/// is not followed. Only in builds with mail.
std::string parse_mail(std::string_view bytes, std::string_view from_line, ParsedMail& to);

/// The date of an RFC 5322 header, of a From_ line, or of what mail programs write instead; nothing if it is none.
/// Without an offset where the text names none or says "-0000".
std::optional<base::Instant> parse_mail_date(std::string_view text);

/// HTML as plain text: tags, scripts and styles removed, blocks on lines of their own, entities decoded. Linear. UTF-8.
std::string html_to_text(std::string_view html, std::size_t limit);

}  // namespace scv::read
