#include "hub/workspace.hpp"

namespace scv::hub {

bool Workspace::is_over_cap(std::uint64_t key) {
  if (const auto found = over_cap_.find(key); found != over_cap_.end()) return found->second;
  const std::size_t many = std::size_t{matcher_.block_cap(key)} + 1;
  const bool is_over = store_->are_known_with_key(key, many) || store_->records_with_key(key, many).size() == many;
  over_cap_.emplace(key, is_over);
  return is_over;
}

types::RecordNo Workspace::add(const Record& record) {
  base::Arena arena(4096);
  return matcher_.add(types::to_view(record, arena));
}

types::RecordNo Workspace::number_of(store::Store& store, store::Number no) {
  if (const auto found = known_.find(no); found != known_.end()) {
    if (store.record_hash(no) == found->second.hash) return found->second.number;
  }
  types::RecordNo number = 0;
  const bool stored = store.visit_whole_record(
      no, [&](std::uint64_t hash, const types::RecordView& record) { number = number_of(no, hash, record); });
  if (!stored) records_.need(store, no);  // says that it is missing
  return number;
}

types::RecordNo Workspace::number_of(store::Number no, std::uint64_t hash, const types::RecordView& record) {
  const auto found = known_.find(no);
  if (found != known_.end() && found->second.hash == hash) return found->second.number;
  const types::RecordNo number = matcher_.add(record);
  known_.insert_or_assign(no, Known{hash, number});
  return number;
}

}  // namespace scv::hub
