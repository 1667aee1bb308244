#include "hub/record_cache.hpp"

#include <string>
#include <vector>

#include "store/encoding.hpp"
#include "types/batch.hpp"

namespace scv::hub {
namespace {

Record decoded(std::string_view bytes) {
  std::vector<types::FieldView> fields;
  return types::to_record(store::decode_record(bytes, fields));
}

[[noreturn]] void fail_missing(store::Store& store, store::Number no) {
  store.fail_damaged("record " + std::to_string(no) + ", which is missing,");
}

}  // namespace

std::optional<Record> RecordCache::get(store::Store& store, store::Number no) {
  const auto hash = store.record_hash(no);
  return hash ? get(store, no, *hash) : std::nullopt;
}

Record RecordCache::need(store::Store& store, store::Number no) {
  std::optional<Record> record = get(store, no);
  if (!record) fail_missing(store, no);
  return *std::move(record);
}

RecordKey RecordCache::need_key(store::Store& store, store::Number no) {
  std::optional<RecordKey> key = store.key_of(no);
  if (!key) fail_missing(store, no);
  return *std::move(key);
}

std::optional<Record> RecordCache::get(store::Store& store, store::Number no, std::uint64_t hash) {
  std::shared_ptr<const std::string> known;
  {
    const std::lock_guard lock(mutex_);
    auto& by_number = entries_.get<ByNumber>();
    const auto found = by_number.find(no);
    if (found != by_number.end() && found->hash == hash) {
      entries_.relocate(entries_.begin(), entries_.project<0>(found));
      known = found->encoded;
    }
  }
  if (known) return decoded(*known);
  Entry entry{.no = no, .hash = 0, .encoded = {}};
  std::optional<Record> record;
  store.visit_whole_record(no, [&](std::uint64_t stored, const types::RecordView& view) {
    entry.hash = stored;
    std::string encoded = store::encode_record(view);
    encoded.shrink_to_fit();
    entry.encoded = std::make_shared<const std::string>(std::move(encoded));
    record = types::to_record(view);
  });
  if (!record) return std::nullopt;

  const std::lock_guard lock(mutex_);
  auto& by_number = entries_.get<ByNumber>();
  if (const auto found = by_number.find(no); found != by_number.end()) {
    bytes_ -= found->bytes();
    by_number.erase(found);
  }
  const std::size_t bytes = entry.bytes();
  if (bytes > max_bytes_) return record;
  while (bytes_ + bytes > max_bytes_) {
    bytes_ -= entries_.back().bytes();
    entries_.pop_back();
  }
  entries_.push_front(std::move(entry));
  bytes_ += bytes;
  return record;
}

}  // namespace scv::hub
