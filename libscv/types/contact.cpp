#include "scv/contact.hpp"

#include <array>

namespace scv {
inline namespace v1 {
namespace {

template <std::size_t N, typename Enum>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) noexcept {
  const auto number = static_cast<std::size_t>(value);
  return number < N ? names[number] : std::string_view("unknown");
}

constexpr std::array<std::string_view, 6> kKinds = {"personal", "auto_reply", "out_of_office",
                                                    "bounce",   "newsletter", "notification"};
constexpr std::array<std::string_view, 5> kStates = {"open", "overdue", "kept", "kept_late", "released"};
constexpr std::array<std::string_view, 4> kSolutions = {"none", "customer", "agent", "presumed"};
constexpr std::array<std::string_view, 4> kWaiting = {"unanswered", "missed_call", "promise", "quiet"};
constexpr std::array<std::string_view, 3> kDemands = {"unknown", "value", "failure"};
static_assert(kKinds.size() == static_cast<std::size_t>(MessageKind::notification) + 1);
static_assert(kDemands.size() == static_cast<std::size_t>(Demand::failure) + 1);

}  // namespace

std::string_view to_string(MessageKind value) noexcept { return name_of(kKinds, value); }
std::string_view to_string(PromiseState value) noexcept { return name_of(kStates, value); }
std::string_view to_string(Solution value) noexcept { return name_of(kSolutions, value); }
std::string_view to_string(WaitingKind value) noexcept { return name_of(kWaiting, value); }
std::string_view to_string(Demand value) noexcept { return name_of(kDemands, value); }

}  // namespace v1
}  // namespace scv
