// The change feed, people's decisions, loads and models.

#include <algorithm>
#include <limits>

#include "store/impl.hpp"

namespace scv::store {
namespace {

std::vector<Decision> take_decisions(Query&& row) {
  std::vector<Decision> result;
  while (row.next()) {
    result.push_back({.left = {std::string(row.text(0)), std::string(row.text(1))},
                      .right = {std::string(row.text(2)), std::string(row.text(3))},
                      .verdict = row.integer(4) != 0 ? Verdict::same : Verdict::not_same,
                      .by = std::string(row.text(5)),
                      .note = std::string(row.text(6)),
                      .time = std::string(row.text(7))});
  }
  return result;
}

}  // namespace

void Store::add_changes(std::span<const ChangeEntry> entries, std::int64_t time_ms) {
  std::int64_t first = newest_change() + 1;
  std::string packed;
  for (std::size_t begin = 0; begin < entries.size(); begin += kChangesAPage) {
    const std::span<const ChangeEntry> page = entries.subspan(begin, std::min(kChangesAPage, entries.size() - begin));
    encode_changes(page, packed);
    const auto count = static_cast<std::int64_t>(page.size());
    impl_->run(Sql::add_change, first, count, time_ms, bytes(packed));
    first += count;
  }
}

std::int64_t Store::newest_change() { return impl_->number(Sql::newest_change); }

std::optional<ChangePage> Store::changes_after(std::int64_t cursor) {
  if (cursor == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  Query row = impl_->query(Sql::change_page, cursor + 1);
  if (!row.next() || row.integer(0) + row.integer(3) <= cursor + 1) return std::nullopt;
  ChangePage page{.first = row.integer(0), .time_ms = row.integer(1), .entries = {}};
  if (page.first > cursor + 1 || !decode_changes(row.text(2), page.entries) ||
      static_cast<std::int64_t>(page.entries.size()) != row.integer(3)) {
    impl_->fail_damaged("the change feed");
  }
  return page;
}

bool Store::has_decisions() { return impl_->number(Sql::any_decision) != 0; }

void Store::put_decision(const Decision& decision) {
  impl_->run(Sql::put_decision, decision.left.source, decision.left.id, decision.right.source, decision.right.id,
             static_cast<std::int64_t>(decision.verdict == Verdict::same), decision.by, decision.note, decision.time);
}

bool Store::remove_decision(const RecordKey& left, const RecordKey& right) {
  impl_->run(Sql::delete_decision, left.source, left.id, right.source, right.id);
  return impl_->changed();
}

std::vector<Decision> Store::decisions_of(const RecordKey& key) {
  return take_decisions(impl_->query(Sql::decisions_of, key.source, key.id));
}

std::vector<Decision> Store::decisions() { return take_decisions(impl_->query(Sql::all_decisions)); }

Number Store::begin_load(std::string_view path, std::string_view time) {
  impl_->run(Sql::begin_load, path, time);
  return impl_->last_number();
}

void Store::add_reject(Number load, const Reject& reject) {
  impl_->run(Sql::add_reject, load, reject.place.file, as_signed(reject.place.line), as_signed(reject.place.column),
             reject.place.record, static_cast<std::int64_t>(reject.code), reject.reason, reject.raw);
}

void Store::end_load(Number load, const LoadReport& report) {
  impl_->run(Sql::end_load, report.format, as_signed(report.read), as_signed(report.records_read),
             as_signed(report.interactions_read), as_signed(report.rejected), load);
}

std::optional<Model> Store::active_model() {
  Query row = impl_->query(Sql::active_model);
  if (!row.next()) return std::nullopt;
  return Model{row.integer(0), std::string(row.text(1)), row.integer(2) != 0};
}

std::int64_t Store::active_model_version() { return impl_->number(Sql::active_model_version); }

std::int64_t Store::add_model(std::string_view json, bool trained, std::string_view time, bool active) {
  impl_->run(Sql::add_model, json, static_cast<std::int64_t>(trained), time);
  const std::int64_t version = impl_->last_number();
  if (active) activate_model(version);
  return version;
}

std::optional<Model> Store::model(std::int64_t version) {
  Query row = impl_->query(Sql::get_model, version);
  if (!row.next()) return std::nullopt;
  return Model{row.integer(0), std::string(row.text(1)), row.integer(2) != 0};
}

std::vector<ModelInfo> Store::models() {
  std::vector<ModelInfo> result;
  for (Query row = impl_->query(Sql::all_models); row.next();) {
    result.push_back({.version = row.integer(0),
                      .active = row.integer(1) != 0,
                      .trained = row.integer(2) != 0,
                      .time = std::string(row.text(3))});
  }
  return result;
}

void Store::activate_model(std::int64_t version) {
  impl_->run(Sql::retire_models);
  impl_->run(Sql::activate_model, version);
}

}  // namespace scv::store
