// The hub's models: fitted beside the active one, compared, and put in its place.

#include "base/time.hpp"
#include "hub/impl.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {
namespace {

[[noreturn]] void fail_unknown(std::int64_t version) {
  throw Error(ErrorCode::not_found, "the hub has no model of version " + std::to_string(version) + "; see 'models'");
}

/// How many records a model's statistics were counted in.
std::uint64_t records_of_model(std::string_view json) {
  std::uint64_t records = 0;
  types::json::for_each_member(json, [&](const std::string& name, std::string_view value) {
    if (name == "records") records = std::strtoull(std::string(value).c_str(), nullptr, 10);
  });
  return records;
}

}  // namespace

std::vector<ModelInfo> Hub::Impl::models() {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  std::vector<ModelInfo> result = lease.store().models();
  for (ModelInfo& info : result) {
    const auto model = lease.store().model(info.version);
    if (!model) lease.store().fail_damaged("a model");
    info.records = records_of_model(model->json);
  }
  return result;
}

std::string Hub::Impl::model(std::int64_t version) {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  const auto model = lease.store().model(version);
  if (!model) fail_unknown(version);
  return model->json;
}

std::int64_t Hub::Impl::retrain() {
  const Cancellation cancellation(*this);
  Writing writing(*this);
  store::Store& store = writer_->store;
  // From the shipped prior, so that the outcome depends on the records alone and not on the models before.
  hub::AllRecords records(std::string_view(), matcher_options());
  records.add_all(store, [&](const Progress&) { return !cancellation.asked(); });
  records.matcher().train(hub::decisions_on(store, records));
  const std::int64_t version =
      store.add_model(records.matcher().model(), true, base::format_rfc3339(base::now()), false);
  writing.commit();
  return version;
}

void Hub::Impl::activate_now(std::int64_t version) {
  store::Store& store = writer_->store;
  if (!store.model(version)) fail_unknown(version);
  if (store.active_model_version() == version) return;
  store.activate_model(version);
  const Cancellation cancellation(*this);
  const auto progress = [&](const Progress&) { return !cancellation.asked(); };
  hub::AllRecords records(store, matcher_options());
  records.add_all(store, progress);
  hub::resolve_bulk(store, records, writer_->sketches, false, {}, progress);
  retell_all();
}

void Hub::Impl::activate(std::int64_t version) {
  Writing writing(*this);
  activate_now(version);
  writing.commit();
}

Preview Hub::Impl::preview_model(std::int64_t version) {
  return preview_of([&] { activate_now(version); });
}

DriftReport Hub::Impl::drift() {
  const Cancellation cancellation(*this);
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  hub::AllRecords records(store, matcher_options());
  records.add_all(store, [&](const Progress&) { return !cancellation.asked(); });
  DriftReport report;
  report.version = store.active_model_version();
  report.records_then = records_of_model(records.matcher().model());
  report.records_today = records.numbers().size();
  for (hub::Matcher::TermsThenAndNow& term : records.matcher().compare_terms()) {
    report.terms.push_back(
        {.term = std::move(term.term), .counted = term.then, .today = term.now, .distance = term.distance});
  }
  return report;
}

}  // namespace v1
}  // namespace scv
