#include <unicode/idna.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "normalize/detail.hpp"
#include "normalize/email_words.hpp"
#include "normalize/values.hpp"

namespace scv::normalize {
namespace {

// RFC 5321, 4.5.3.1
constexpr std::size_t kMaxLocal = 64;
constexpr std::size_t kMaxDomain = 253;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxText = 1024;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower(std::string_view text) {
  if (is_ascii(text)) return base::ascii_lower(text);
  std::string out;
  icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))
      .toLower(icu::Locale::getRoot())
      .toUTF8String(out);
  return out;
}

constexpr std::array<bool, 256> make_atom_table() {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    const char letter = static_cast<char>(static_cast<unsigned char>(c));
    table[c] = c >= 0x80 || base::is_ascii_alpha(letter) || base::is_ascii_digit(letter);
  }
  for (const char c : std::string_view("!#$%&'*+-/=?^_`{|}~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kAtom = make_atom_table();

bool is_atom_character(char c) { return kAtom[static_cast<unsigned char>(c)]; }

bool is_dot_atom(std::string_view local) {
  if (local.empty() || local.front() == '.' || local.back() == '.') return false;
  char before = 0;
  for (const char c : local) {
    if (c == '.' ? before == '.' : !is_atom_character(c)) return false;
    before = c;
  }
  return true;
}

bool is_quoted(std::string_view local) {
  if (local.size() < 2 || local.front() != '"' || local.back() != '"') return false;
  for (std::size_t i = 1; i + 1 < local.size(); ++i) {
    const auto c = static_cast<unsigned char>(local[i]);
    if (c == '\\') {
      if (++i + 1 >= local.size()) return false;
    } else if (c == '"' || c < 0x20 || c == 0x7F) {
      return false;
    }
  }
  return true;
}

bool is_host_name(std::string_view domain) {
  if (domain.empty() || domain.size() > kMaxDomain || domain.find('.') == std::string_view::npos) return false;
  std::size_t begin = 0;
  std::string_view label;
  while (begin <= domain.size()) {
    const std::size_t end = std::min(domain.find('.', begin), domain.size());
    label = domain.substr(begin, end - begin);
    if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label) {
      if (!base::is_ascii_alpha(c) && !base::is_ascii_digit(c) && c != '-') return false;
    }
    begin = end + 1;
  }
  return label.size() >= 2 && !detail::is_all_digits(label);
}

bool is_address_literal(std::string_view domain) {
  if (domain.size() < 4 || domain.front() != '[' || domain.back() != ']') return false;
  const std::string_view inside = domain.substr(1, domain.size() - 2);
  const auto is_part = [](char c) { return base::is_ascii_digit(c) || c == '.' || c == ':' || (c >= 'a' && c <= 'f'); };
  const std::string_view address = inside.starts_with("ipv6:") ? inside.substr(5) : inside;
  return !address.empty() && std::all_of(address.begin(), address.end(), is_part);
}

/// IDNA by UTS 46; empty where the domain cannot be one.
std::string to_ascii_domain(std::string_view domain) {
  static const std::unique_ptr<const icu::IDNA> idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> made(icu::IDNA::createUTS46Instance(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, status));
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  if (!idna || domain.size() > kMaxDomain) return {};
  UErrorCode status = U_ZERO_ERROR;
  icu::IDNAInfo info;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  idna->nameToASCII_UTF8(icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())), sink, info, status);
  return U_SUCCESS(status) && !info.hasErrors() ? out : std::string();
}

/// anna (at) web.de, anna[at]web[dot]de → anna@web.de
std::string with_at_sign(std::string_view text) {
  std::string out(text);
  constexpr std::string_view kAt[] = {" (at) ", "(at)", " [at] ", "[at]", "{at}", " at ", "(a)"};
  constexpr std::string_view kDot[] = {" (dot) ", "(dot)", " [dot] ", "[dot]", "(punkt)", "[punkt]"};
  const auto replace = [&out](std::string_view from, char to) {
    std::size_t at = 0;
    bool any = false;
    while ((at = out.find(from, at)) != std::string::npos) {
      out.replace(at, from.size(), 1, to);
      any = true;
    }
    return any;
  };
  for (const std::string_view at : kAt) {
    if (replace(at, '@')) break;
  }
  if (out.find('@') == std::string::npos) return out;
  for (const std::string_view dot : kDot) replace(dot, '.');
  return out;
}

/// Blanks that came with copying, no-break and zero-width ones too, belong to no address.
void remove_blanks(std::string& address) {
  std::erase_if(address, [](char c) { return c == ' ' || c == '\t'; });
  if (is_ascii(address)) return;
  for (const std::string_view blank : {"\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF"}) {
    for (std::size_t at = address.find(blank); at != std::string::npos; at = address.find(blank, at))
      address.erase(at, blank.size());
  }
}

/// The first address of a field: without mailto:, display name, brackets and the punctuation around it.
std::string_view first_address(std::string_view text) {
  if (text.size() > 7 && base::equals_ignoring_ascii_case(text.substr(0, 7), "mailto:")) {
    text.remove_prefix(7);
    text = text.substr(0, text.find('?'));
  }
  const std::size_t open = text.find('<');
  const std::size_t close = open == std::string_view::npos ? open : text.find('>', open);
  if (close != std::string_view::npos && text.substr(open, close - open).find('@') != std::string_view::npos) {
    return base::trim(text.substr(open + 1, close - open - 1));
  }
  std::size_t at = text.find('@');
  if (!text.empty() && text.front() == '"') {
    // A quoted local part may hold an at sign and blanks.
    const std::size_t end = text.find("\"@");
    if (end != std::string_view::npos) at = end + 1;
  }
  if (at == std::string_view::npos) return text;
  constexpr std::string_view kEnds = " \t\r\n,;|<>()\"";
  std::size_t domain = at + 1;
  while (domain < text.size() && text[domain] == ' ') ++domain;
  std::size_t end = std::min(text.find_first_of(kEnds, domain), text.size());
  std::size_t begin = 0;
  if (text.front() != '"' || at == 0 || text[at - 1] != '"') {
    std::size_t local_end = at;
    while (local_end > 0 && text[local_end - 1] == ' ') --local_end;
    const std::size_t before =
        local_end == 0 ? std::string_view::npos : text.find_last_of(" \t\r\n,;|<>()\":", local_end - 1);
    begin = before == std::string_view::npos ? 0 : before + 1;
  }
  while (end > domain && (text[end - 1] == '.' || text[end - 1] == ':' || text[end - 1] == '\'')) --end;
  while (begin < at && text[begin] == '\'') ++begin;
  return text.substr(begin, end - begin);
}

constexpr std::array<bool, 256> make_plain_table() {
  std::array<bool, 256> table{};
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32U] = true;
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (const char c : {'.', '-', '_', '+'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kPlain = make_plain_table();

/// One at sign between letters, digits and the usual signs: nothing stands around the address, nothing is quoted.
bool is_plain_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return false;
  const auto is_plain = [](char c) { return kPlain[static_cast<unsigned char>(c)]; };
  const auto* middle = text.data() + at;
  return std::all_of(text.data(), middle, is_plain) && std::all_of(middle + 1, text.data() + text.size(), is_plain);
}

std::string_view without_full_stops_behind(std::string_view plain_address) {
  const std::size_t last = plain_address.find_last_not_of('.');
  return plain_address.substr(0, last + 1);
}

void classify(Email& email) {
  std::string plain;
  plain.reserve(email.local.size());
  for (const char c : email.local) {
    if (c != '.' && c != '-' && c != '_') plain += c;
  }
  email.role = detail::contains(detail::kRoles, plain) || plain.starts_with("noreply") ||
               plain.starts_with("donotreply") || plain.starts_with("mailerdaemon");
  email.free_provider = detail::contains(detail::kFreeProviders, email.domain);
  const std::string_view host = std::string_view(email.domain).substr(0, email.domain.find('.'));
  const bool repeated = plain.empty() || detail::is_one_character_repeated(plain);
  const bool host_repeated = host.empty() || detail::is_one_character_repeated(host);
  const bool all_repeated = repeated && host_repeated && !(plain.empty() && host.empty()) &&
                            (plain.empty() || host.empty() || plain.front() == host.front());
  email.placeholder = detail::contains(detail::kNoAddress, plain) ||
                      detail::contains(detail::kNoDomains, email.domain) || email.domain.ends_with(".invalid") ||
                      all_repeated || (plain.size() >= 5 && repeated);
  // test@anna-mueller.example is somebody's own trial; test@gmail.com is nobody's.
  if (plain.starts_with("test") && host.starts_with("test")) email.placeholder = true;
}

}  // namespace

Email parse_email(std::string_view text) {
  Email email;
  text = base::trim(text);
  if (text.empty()) return email;
  if (text.size() > kMaxText) text = base::truncate_utf8(text, kMaxText);
  std::string repaired;
  const bool plain = is_plain_address(text);
  if (plain) {
    text = without_full_stops_behind(text);
    email.address = base::ascii_lower(text);
  } else {
    if (text.find('@') == std::string_view::npos) {
      repaired = with_at_sign(base::ascii_lower(text));
      text = repaired;
    }
    text = first_address(text);
    email.address = lower(text);
    if (!email.address.starts_with('"')) remove_blanks(email.address);
  }
  const std::size_t at = email.address.rfind('@');
  if (at == std::string::npos) {
    email.placeholder = is_placeholder(text);
    email.local = email.canonical = email.address;
    return email;
  }
  email.local.assign(email.address, 0, at);
  email.domain.assign(email.address, at + 1);
  std::string& local = email.local;
  if (!plain) {
    if (email.domain.ends_with('.')) email.domain.pop_back();
    if (!is_ascii(email.domain)) {
      if (std::string ascii = to_ascii_domain(email.domain); !ascii.empty()) email.domain = std::move(ascii);
    }
    if (is_quoted(local) && is_dot_atom(std::string_view(local).substr(1, local.size() - 2))) {
      local = local.substr(1, local.size() - 2);
    }
    email.address = local + '@' + email.domain;
  }
  const bool host_valid = is_host_name(email.domain) || is_address_literal(email.domain);
  email.valid = host_valid && local.size() <= kMaxLocal && (is_dot_atom(local) || is_quoted(local)) &&
                (plain || base::is_valid_utf8(text));

  if (const std::string_view same = detail::form_of(detail::kSameDomains, email.domain); !same.empty()) {
    email.free_provider = true;
    email.domain = same;
  }
  const std::size_t plus = local.find('+');
  if (plus != std::string::npos && plus > 0 && local.front() != '"') local.resize(plus);
  if (email.domain == "gmail.com" && local.find_first_not_of('.') != std::string::npos) std::erase(local, '.');
  email.canonical.reserve(local.size() + 1 + email.domain.size());
  email.canonical += local;
  email.canonical += '@';
  email.canonical += email.domain;
  classify(email);
  return email;
}

}  // namespace scv::normalize
