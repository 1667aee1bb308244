#pragma once

// The working set: records, least recently used out first. An entry is valid as long as the record's hash is the stored one, so
// that neither other processes nor rolled-back transactions can make it lie. They are kept encoded, which takes a quarter of the
// memory, and decoded anew each time, which takes less time than their row would. Thread-safe.

#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "store/store.hpp"

namespace scv::hub {

class RecordCache {
 public:
  explicit RecordCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// The record of that number, from the store if need be.
  std::optional<Record> get(store::Store& store, store::Number no);
  /// The same where its hash is known already.
  std::optional<Record> get(store::Store& store, store::Number no, std::uint64_t hash);
  /// The record that something stored refers to. Throws Error{not_a_hub} where a damaged file does not have it.
  Record need(store::Store& store, store::Number no);
  /// Its key alone, past the cache.
  static RecordKey need_key(store::Store& store, store::Number no);

 private:
  struct Entry {
    store::Number no;
    std::uint64_t hash;
    std::shared_ptr<const std::string> encoded;
    std::size_t bytes() const noexcept { return kEntryBytes + encoded->size(); }
  };
  /// Beside the encoded record: the entry, its links and what the allocator adds.
  static constexpr std::size_t kEntryBytes = 160;
  struct ByNumber {};
  using Entries = boost::multi_index_container<
      Entry, boost::multi_index::indexed_by<
                 boost::multi_index::sequenced<>,
                 boost::multi_index::hashed_unique<boost::multi_index::tag<ByNumber>,
                                                   boost::multi_index::member<Entry, store::Number, &Entry::no>>>>;

  std::mutex mutex_;
  Entries entries_;  ///< most recently used first
  std::size_t bytes_ = 0;
  std::size_t max_bytes_;
};

}  // namespace scv::hub
