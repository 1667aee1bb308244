#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace scv::read {

/// A column name's words: lower-case ASCII, umlauts written out, cut at punctuation, camel case and numbers.
/// "Tel. priv." → tel priv; "MailingPostalCode" → mailing postal code; "address_1" → address 1.
std::vector<std::string> name_words(std::string_view name);

/// The known names that are written in other scripts than Latin, sorted. Their words, run together, stand in column_keys.inc, which
/// `column_tool keys` writes after a change of column_words.inc.
std::vector<std::string_view> foreign_names();

}  // namespace scv::read
