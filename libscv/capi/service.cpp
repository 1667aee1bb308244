// The C ABI of a customer's contacts: timeline, brief, waiting, cases, reports, and the service's settings.

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "capi/hub.hpp"

namespace scv::capi {
namespace {

constexpr scv_waiting_options kWaitingDefaults = {sizeof(scv_waiting_options), {nullptr, 0}, {nullptr, 0}, 100, 0, 0};
constexpr scv_cases_options kCasesDefaults = {sizeof(scv_cases_options), {nullptr, 0}, {nullptr, 0}, 100};

Dimension dimension_of(const std::string& name) {
  const auto known = dimension_from_string(name);
  if (!known) refuse("there is no dimension '" + name + "'");
  return *known;
}

Dimension take_dimension(const char* dimension, std::size_t size) {
  const std::string name = take_text(dimension, size, "dimension");
  return name.empty() ? Dimension::all : dimension_of(name);
}

/// Separated by commas.
std::vector<Dimension> take_dimensions(const char* dimensions, std::size_t size) {
  const std::string names = take_text(dimensions, size, "dimension");
  if (names.empty()) return {Dimension::all};
  std::vector<Dimension> taken;
  for (std::size_t begin = 0; begin <= names.size();) {
    const std::size_t end = std::min(names.find(',', begin), names.size());
    const Dimension one = dimension_of(names.substr(begin, end - begin));
    if (std::find(taken.begin(), taken.end(), one) != taken.end())
      refuse("the dimension '" + std::string(to_string(one)) + "' is named twice");
    taken.push_back(one);
    begin = end + 1;
  }
  return taken;
}

Figure take_figure(const char* figure, std::size_t size) {
  const std::string name = take_text(figure, size, "figure");
  const auto known = figure_from_string(name);
  if (!known) refuse("there is no figure '" + name + "'");
  return *known;
}

/// A required result; nothing where the call gives nothing.
template <class Call>
std::int32_t give_optional(scv_hub* hub, scv_buf* result, const char* name, scv_error** error, Call&& call) noexcept {
  clear(result);
  return guard(error, [&] {
    need(result, name);
    if (const auto given = call(*hub_of(hub))) give_text(result, to_json(*given));
  });
}

template <class Item>
void give_list(scv_buf* result, const std::vector<Item>& list) {
  give_text(result, to_json(std::span<const Item>(list)));
}

}  // namespace
}  // namespace scv::capi

using namespace scv::capi;

extern "C" {

int32_t scv_waiting_options_init(scv_waiting_options* options, size_t struct_size) {
  return init_options(options, struct_size, kWaitingDefaults);
}

int32_t scv_cases_options_init(scv_cases_options* options, size_t struct_size) {
  return init_options(options, struct_size, kCasesDefaults);
}

int32_t scv_hub_timeline(scv_hub* hub, int64_t id, const char* now, size_t now_size, scv_buf* timeline,
                         scv_error** error) {
  return give_optional(hub, timeline, "timeline", error,
                       [&](scv::Hub& target) { return target.timeline(id, take_text(now, now_size, "now")); });
}

int32_t scv_hub_brief(scv_hub* hub, int64_t id, const char* now, size_t now_size, scv_buf* brief, scv_error** error) {
  return give_optional(hub, brief, "brief", error,
                       [&](scv::Hub& target) { return target.brief(id, take_text(now, now_size, "now")); });
}

int32_t scv_hub_waiting(scv_hub* hub, const scv_waiting_options* options, scv_buf* waiting, scv_error** error) {
  clear(waiting);
  return guard(error, [&] {
    need(waiting, "waiting");
    const scv_waiting_options given = take_options(options, kWaitingDefaults);
    give_list(waiting, hub_of(hub)->waiting({.now = take_text(given.now, "now"),
                                             .owner = take_text(given.owner, "owner"),
                                             .limit = static_cast<std::size_t>(given.limit),
                                             .overdue_only = given.overdue_only != 0}));
  });
}

int32_t scv_hub_cases(scv_hub* hub, const scv_cases_options* options, scv_buf* cases, scv_error** error) {
  clear(cases);
  return guard(error, [&] {
    need(cases, "cases");
    const scv_cases_options given = take_options(options, kCasesDefaults);
    give_list(cases, hub_of(hub)->cases({.now = take_text(given.now, "now"),
                                         .owner = take_text(given.owner, "owner"),
                                         .limit = static_cast<std::size_t>(given.limit)}));
  });
}

int32_t scv_hub_report(scv_hub* hub, const char* dimension, size_t dimension_size, const char* now, size_t now_size,
                       scv_buf* report, scv_error** error) {
  clear(report);
  return guard(error, [&] {
    need(report, "report");
    const std::vector<scv::ReportTable> tables =
        hub_of(hub)->reports(take_dimensions(dimension, dimension_size), take_text(now, now_size, "now"));
    give_text(report,
              tables.size() == 1 ? scv::to_json(tables.front().dimension, tables.front().rows) : scv::to_json(tables));
  });
}

int32_t scv_hub_report_contacts(scv_hub* hub, const char* figure, size_t figure_size, const char* dimension,
                                size_t dimension_size, const char* value, size_t value_size, const char* now,
                                size_t now_size, scv_buf* contacts, scv_error** error) {
  clear(contacts);
  return guard(error, [&] {
    need(contacts, "contacts");
    const scv::Figure of = take_figure(figure, figure_size);
    const scv::Dimension by = take_dimension(dimension, dimension_size);
    give_list(contacts, hub_of(hub)->report_contacts(of, by, take_text(value, value_size, "value"),
                                                     take_text(now, now_size, "now")));
  });
}

int32_t scv_hub_set_service(scv_hub* hub, const char* service, size_t service_size, scv_error** error) {
  return guard(error, [&] { hub_of(hub)->set_service(take_text(service, service_size, "service")); });
}

int32_t scv_hub_service(scv_hub* hub, scv_buf* service, scv_error** error) {
  clear(service);
  return guard(error, [&] {
    need(service, "service");
    give_text(service, hub_of(hub)->service());
  });
}

}  // extern "C"
