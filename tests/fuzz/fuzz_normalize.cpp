// All normalisers over any bytes; what must hold whatever the text is checked by trap.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "normalize/values.hpp"

namespace {

void require(bool holds) {
  if (!holds) __builtin_trap();
}

bool is_folded(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == ' ' && before != ' '))) return false;
    before = c;
  }
  return text.empty() || before != ' ';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scv::normalize;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = text.find('\0');
  const std::string_view a = text.substr(0, cut);
  const std::string_view b = cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1);

  const std::string folded = fold(a);
  require(is_folded(folded) && fold(folded) == folded);
  const std::string collapsed = collapse(folded);
  require(collapse(collapsed) == collapsed);
  is_placeholder(a);
  for (const PersonName& name : {parse_person_name(a, {}, {}, {}), parse_person_name(b, a, {}, b, a, b)}) {
    for (const auto* part : {&name.given, &name.family, &name.former}) {
      for (const std::string& word : *part) require(!word.empty() && is_folded(word));
    }
  }
  for (const std::string& token : parse_organization_name(a).tokens) require(!token.empty() && is_folded(token));
  looks_like_organization(a);
  const Phone phone = parse_phone(a, b.size() == 2 ? b : std::string_view("DE"));
  require(!phone.valid || !phone.e164.empty());
  const Email email = parse_email(a);
  require(!email.valid || parse_email(email.canonical).canonical == email.canonical);
  const Date date = parse_date(a);
  require(!date.valid || (date.month >= 0 && date.month <= 12 && date.day >= 0 && date.day <= 31 && date.year != 0));
  for (const StreetAddress& address :
       {parse_address(a, {}, {}, {}, {}, {}, {}, {}), parse_address(b, a, b, a, b, a, b, a)}) {
    require(is_folded(address.street) && is_folded(address.city));
  }
  const Identifier id = parse_identifier(b, a);
  require(!(id.checked && id.wrong));
  parse_gender(a);
  nickname_groups(folded);
  return 0;
}
