#include "read/calls_common.hpp"

#include <algorithm>
#include <cstdio>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kRemembered = 256;

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (base::is_ascii_digit(c)) digits += c;
  }
  return digits;
}

}  // namespace

OwnNumbers::OwnNumbers(const std::vector<std::string>& given) {
  for (const std::string& text : given) {
    if (text.find('@') != std::string::npos) continue;
    if (std::string digits = digits_of(text); !digits.empty()) digits_.push_back(std::move(digits));
  }
}

bool OwnNumbers::contains(std::string_view number) const {
  const std::string digits = digits_of(number);
  if (digits.empty()) return false;
  for (const std::string& own : digits_) {
    // National and international spellings share their end; seven digits are a whole subscriber number.
    const std::size_t shared = std::min({own.size(), digits.size(), std::size_t{9}});
    if (own == digits || (shared >= 7 && own.ends_with(std::string_view(digits).substr(digits.size() - shared))))
      return true;
  }
  constexpr std::array<std::string_view, 6> kEmergency = {"110", "112", "115", "116", "911", "999"};
  return digits.size() <= 5 && !number.starts_with('+') && digits.size() == base::trim(number).size() &&
         std::find(kEmergency.begin(), kEmergency.end(), digits) == kEmergency.end();
}

void set_ends(Interaction& call, std::string_view from, std::string_view from_name, std::string_view to,
              std::string_view to_name, const OwnNumbers& own) {
  bool from_own = own.contains(from), to_own = own.contains(to);
  switch (call.direction) {
    case Direction::inbound:
      from_own = false, to_own = true;
      break;
    case Direction::outbound:
      from_own = true, to_own = false;
      break;
    case Direction::internal:
      from_own = to_own = true;
      break;
    case Direction::unknown:
      if (from_own)
        call.direction = to_own ? Direction::internal : Direction::outbound;
      else if (to_own)
        call.direction = Direction::inbound;
      break;
  }
  const auto add = [&call](Role role, std::string_view value, std::string_view name, bool is_own) {
    // A firm's own side that the log leaves out is no participant; a customer's side that is withheld is one.
    if (value.empty() && name.empty() && is_own) return;
    call.participants.push_back({.role = role,
                                 .kind = ContactPointKind::phone,
                                 .value = std::string(value),
                                 .name = std::string(name),
                                 .own = is_own});
  };
  add(Role::from, from, from_name, from_own);
  add(Role::to, to, to_name, to_own);
}

std::string ContentIds::next(std::string_view content) {
  const base::Digest128 digest = base::hash128(content);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "hash:%016llx%016llx", static_cast<unsigned long long>(digest.high),
                static_cast<unsigned long long>(digest.low));
  std::string id = text.data();
  const unsigned count = ++seen_[id];
  if (order_.size() < kRemembered) {
    order_.push_back(id);
  } else {
    std::string& forgotten = order_[oldest_++ % kRemembered];
    if (const auto found = seen_.find(forgotten); found != seen_.end() && forgotten != id) seen_.erase(found);
    forgotten = id;
  }
  return count == 1 ? id : id + "#" + std::to_string(count);
}

std::string time_of_epoch_ms(std::string_view digits) {
  std::int64_t value = 0;
  if (digits.size() < 10 || digits.size() > 14) return {};
  for (const char c : digits) {
    if (!base::is_ascii_digit(c)) return {};
    value = value * 10 + (c - '0');
  }
  return base::format_rfc3339({.unix_ms = value, .offset_minutes = 0});
}

}  // namespace scv::read
