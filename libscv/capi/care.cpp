// The C ABI of the care of a hub's file.

#include <string>

#include "capi/hub.hpp"

namespace scv::capi {
namespace {

std::function<bool(const Progress&)> take_progress(scv_progress_fn call, std::shared_ptr<void> user) {
  if (call == nullptr) return {};
  return [call, user = std::move(user)](const Progress& progress) {
    const std::string stage(progress.stage), unit(progress.unit);
    return call(user.get(), stage.c_str(), progress.done, progress.total, unit.c_str()) == 0;
  };
}

}  // namespace
}  // namespace scv::capi

using namespace scv::capi;

extern "C" {

int32_t scv_hub_check(scv_hub* hub, scv_progress_fn progress, void* user, scv_free_fn free_user, scv_buf* report,
                      scv_error** error) {
  clear(report);
  return guard(error, [&] {
    std::shared_ptr<void> owner = take_user(user, free_user);
    need(report, "report");
    give_text(report, to_json(hub_of(hub)->check({.on_progress = take_progress(progress, std::move(owner))})));
  });
}

int32_t scv_hub_backup(scv_hub* hub, const char* path, size_t path_size, scv_progress_fn progress, void* user,
                       scv_free_fn free_user, scv_error** error) {
  return guard(error, [&] {
    std::shared_ptr<void> owner = take_user(user, free_user);
    hub_of(hub)->backup(take_path(path, path_size, "path"), take_progress(progress, std::move(owner)));
  });
}

}  // extern "C"
