#include "scv/contact.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "types/json_text.hpp"

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

constexpr std::array<std::string_view, kFigures> kFigureNames = {"contacts",         "failure_contacts",
                                                                 "value_contacts",   "repeats_7_days",
                                                                 "repeats_30_days",  "cases",
                                                                 "cases_solved",     "first_contact_solved",
                                                                 "cases_answered",   "answer_minutes",
                                                                 "solution_minutes", "handovers",
                                                                 "promises",         "promises_kept",
                                                                 "promises_late",    "promises_overdue",
                                                                 "losses",           "contacts_before_loss"};
constexpr std::array<std::string_view, kDimensions> kDimensionNames = {"all",    "month", "channel",
                                                                       "reason", "team",  "product"};

template <typename Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(std::distance(names.begin(), found));
}

}  // namespace

std::string_view to_string(MessageKind value) noexcept { return name_of(kKinds, value); }
std::string_view to_string(PromiseState value) noexcept { return name_of(kStates, value); }
std::string_view to_string(Solution value) noexcept { return name_of(kSolutions, value); }
std::string_view to_string(WaitingKind value) noexcept { return name_of(kWaiting, value); }
std::string_view to_string(Demand value) noexcept { return name_of(kDemands, value); }

std::string_view to_string(Figure value) noexcept { return name_of(kFigureNames, value); }
std::string_view to_string(Dimension value) noexcept { return name_of(kDimensionNames, value); }
std::optional<Dimension> dimension_from_string(std::string_view name) noexcept {
  return named<Dimension>(kDimensionNames, name);
}
std::optional<Figure> figure_from_string(std::string_view name) noexcept { return named<Figure>(kFigureNames, name); }

std::string to_json(Dimension dimension, const std::vector<IndicatorRow>& rows) {
  struct Share {
    const char* name;
    Figure part, of;
  };
  constexpr std::array<Share, 7> kShares = {{
      {"failure_share", Figure::failure_contacts, Figure::contacts},
      {"value_share", Figure::value_contacts, Figure::contacts},
      {"repeat_30_share", Figure::repeats_30_days, Figure::contacts},
      {"first_contact_share", Figure::first_contact_solved, Figure::cases_solved},
      {"mean_answer_minutes", Figure::answer_minutes, Figure::cases_answered},
      {"mean_solution_minutes", Figure::solution_minutes, Figure::cases_solved},
      {"handovers_per_case", Figure::handovers, Figure::cases},
  }};
  types::json::Writer out;
  out.open('[');
  for (const IndicatorRow& row : rows) {
    out.open('{').member(to_string(dimension), row.value);
    for (std::size_t i = 0; i < kFigures; ++i) out.member(kFigureNames[i], row.figures[i]);
    for (const Share& share : kShares) out.member(share.name, row.share(share.part, share.of));
    out.close('}');
  }
  return out.close(']').take();
}

std::string to_json(std::span<const ReportTable> tables) {
  types::json::Writer out;
  out.open('{');
  for (const ReportTable& table : tables) out.key(to_string(table.dimension)).raw(to_json(table.dimension, table.rows));
  return out.close('}').take();
}

}  // namespace v1
}  // namespace scv
