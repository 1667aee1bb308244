#pragma once

// A matcher that lives on between calls: the features of the records that were lately compared, under one model.

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hub/matcher.hpp"
#include "hub/record_cache.hpp"
#include "hub/sketches.hpp"
#include "store/store.hpp"

namespace scv::hub {

class Workspace {
 public:
  Workspace(std::int64_t model_version, std::shared_ptr<const score::Model> model, const MatcherOptions& options,
            RecordCache& records, Sketches& sketches)
      : model_version_(model_version),
        matcher_(Matcher::sharing(std::move(model), options)),
        records_(records),
        sketches_(sketches) {
    matcher_.tell_over_cap([this](std::uint64_t key) { return is_over_cap(key); });
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  std::int64_t model_version() const noexcept { return model_version_; }
  /// Time for a new one: what was compared long ago is never given back.
  bool is_full() const noexcept { return matcher_.size() >= kMaxRecords; }

  /// Before each use: what is known of the store's keys is void, by which values are too common to say anything.
  void look_at(store::Store& store) {
    store_ = &store;
    over_cap_.clear();
  }
  /// Whether more stored records have the key than its block may.
  bool is_over_cap(std::uint64_t key);
  /// The same, found by the caller.
  void note_over_cap(std::uint64_t key, bool is_over) { over_cap_.insert_or_assign(key, is_over); }

  /// A record that is not, or no longer, stored.
  types::RecordNo add(const Record& record);
  /// The number here of a stored record. Throws Error{not_a_hub} where the file names a record that it does not have.
  types::RecordNo number_of(store::Store& store, store::Number no);
  /// The same where the stored record is at hand; a payload it need not have.
  types::RecordNo number_of(store::Number no, std::uint64_t hash, const types::RecordView& record);
  const Matcher& matcher() const noexcept { return matcher_; }
  /// Of the connection; to be used inside a change only.
  Sketches& sketches() noexcept { return sketches_; }

 private:
  static constexpr std::size_t kMaxRecords = 16'384;
  struct Known {
    std::uint64_t hash;
    types::RecordNo number;
  };
  std::int64_t model_version_;
  Matcher matcher_;
  RecordCache& records_;
  Sketches& sketches_;
  std::unordered_map<store::Number, Known> known_;
  store::Store* store_ = nullptr;
  std::unordered_map<std::uint64_t, bool> over_cap_;
};

}  // namespace scv::hub
