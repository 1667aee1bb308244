#include "hub/record_cache.hpp"

#include <string>

namespace scv::hub {
namespace {

std::size_t bytes_of(const Record& record) {
  std::size_t bytes = 256 + record.source.size() + record.id.size() + record.payload.size();
  for (const Attribute& attribute : record.attributes) {
    bytes += sizeof(Attribute) + attribute.value.size() + attribute.type.size();
  }
  return bytes;
}

[[noreturn]] void fail_missing(store::Store& store, store::Number no) {
  store.fail_damaged("record " + std::to_string(no) + ", which is missing,");
}

}  // namespace

RecordCache::Pointer RecordCache::get(store::Store& store, store::Number no) {
  const auto hash = store.record_hash(no);
  return hash ? get(store, no, *hash) : nullptr;
}

RecordCache::Pointer RecordCache::need(store::Store& store, store::Number no) {
  Pointer record = get(store, no);
  if (!record) fail_missing(store, no);
  return record;
}

RecordKey RecordCache::need_key(store::Store& store, store::Number no) {
  std::optional<RecordKey> key = store.key_of(no);
  if (!key) fail_missing(store, no);
  return *std::move(key);
}

RecordCache::Pointer RecordCache::get(store::Store& store, store::Number no, std::uint64_t hash) {
  {
    const std::lock_guard lock(mutex_);
    auto& by_number = entries_.get<ByNumber>();
    const auto found = by_number.find(no);
    if (found != by_number.end() && found->hash == hash) {
      entries_.relocate(entries_.begin(), entries_.project<0>(found));
      return found->record;
    }
  }
  auto stored = store.record(no);
  if (!stored) return nullptr;
  const std::size_t bytes = bytes_of(stored->record);
  const auto record = std::make_shared<const Record>(std::move(stored->record));

  const std::lock_guard lock(mutex_);
  auto& by_number = entries_.get<ByNumber>();
  if (const auto found = by_number.find(no); found != by_number.end()) {
    bytes_ -= found->bytes;
    by_number.erase(found);
  }
  if (bytes > max_bytes_) return record;
  while (bytes_ + bytes > max_bytes_) {
    bytes_ -= entries_.back().bytes;
    entries_.pop_back();
  }
  entries_.push_front({no, stored->hash, bytes, record});
  bytes_ += bytes;
  return record;
}

}  // namespace scv::hub
