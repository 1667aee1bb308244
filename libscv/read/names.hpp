#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace scv::read {

/// A column name's words: lower-case ASCII, umlauts written out, cut at punctuation, camel case and numbers.
/// "Tel. priv." → tel priv; "MailingPostalCode" → mailing postal code; "address_1" → address 1.
std::vector<std::string> name_words(std::string_view name);

}  // namespace scv::read
