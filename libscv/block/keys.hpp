#pragma once

// The front door of `block`: which records are worth comparing.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "types/features.hpp"
#include "types/pairs.hpp"

namespace scv::block {

/// A block larger than this produces no candidates: each record has finer keys beside the coarse one.
inline constexpr std::uint32_t kBlockCap = 64;
/// Records that are equal in everything are each paired with the first so many of them, however many they are.
inline constexpr std::uint32_t kEqualRecords = 4;

/// What a key is made of, by number; it is in the six highest bits of a key.
inline constexpr std::size_t kKeyKinds = 64;
constexpr std::size_t kind_of(std::uint64_t key) noexcept { return key >> 58; }
std::string_view kind_name(std::size_t kind) noexcept;  ///< empty for a number that is not in use
/// Whether records with this key are equal in all that keys are made of.
bool is_equal_records(std::uint64_t key) noexcept;
/// Whether it is made of an organisation's words.
bool names_organization(std::uint64_t key) noexcept;

/// The key that an e-mail address alone makes, and that a phone number alone makes of its PhoneNumber::national.
std::uint64_t key_of_email(const types::FeatureTable& table, types::ValueNo email);
std::uint64_t key_of_phone(const types::FeatureTable& table, types::ValueNo national);
/// Whether it is such a key.
bool is_of_contact(std::uint64_t key) noexcept;

/// The largest block of each kind that produces candidates.
using Caps = std::array<std::uint32_t, kKeyKinds>;
Caps default_caps() noexcept;

/// Appends the blocking keys of one record: hashes of single and compound values that a record of the same customer is
/// likely to share. They depend on the texts alone, so that they are equal in every run. Not sorted, may repeat.
void append_keys(const types::FeatureTable& table, types::RecordNo record, std::vector<std::uint64_t>& keys);

/// The keys of one record, sorted and distinct.
std::vector<std::uint64_t> keys_of(const types::FeatureTable& table, types::RecordNo record);

/// All blocks of a table that bring pairs. Building costs a few passes over the keys; nothing is materialised a pair.
class BlockIndex {
 public:
  /// Which of many equal records are paired with all of them: the first by (source, id), whatever the order in which they came, or
  /// those that came first.
  enum class Firsts : std::uint8_t { by_key, by_number };
  /// Without caps they are planned: a kind of key that brings more pairs than records are worth gets a smaller cap.
  BlockIndex(const types::FeatureTable& table, unsigned threads, const Caps* caps = nullptr,
             Firsts firsts = Firsts::by_key);
  const Caps& caps() const noexcept { return caps_; }
  /// Whether these firsts make the same candidates; other ones do as long as no equal records are over the cap.
  bool is_same_with(Firsts firsts) const noexcept { return firsts == firsts_ || !depends_on_firsts_; }

  /// Fills `candidates` with the records that share a block with `record`, ascending, distinct.
  /// `seen` is the caller's scratch of size() marks, equal to kNoMark at first; one a thread and run.
  void candidates(types::RecordNo record, std::vector<types::RecordNo>& seen,
                  std::vector<types::RecordNo>& candidates) const;
  /// Those above `record` alone, so that each pair comes once.
  void candidates_above(types::RecordNo record, std::vector<types::RecordNo>& seen,
                        std::vector<types::RecordNo>& candidates) const;
  /// Whether two records share a block.
  bool share_block(types::RecordNo left, types::RecordNo right) const;
  std::size_t size() const noexcept { return record_begin_.size() - 1; }
  static constexpr types::RecordNo kNoMark = 0xffffffffu;

 private:
  template <bool kAboveOnly>
  void collect(types::RecordNo record, std::vector<types::RecordNo>& seen,
               std::vector<types::RecordNo>& candidates) const;

  std::span<const std::uint32_t> places_of(types::RecordNo record) const noexcept {
    return {places_.data() + record_begin_[record], record_begin_[record + 1] - record_begin_[record]};
  }

  /// Marks the last member of a block.
  static constexpr std::uint32_t kLast = 0x80000000u;

  Caps caps_;
  Firsts firsts_;
  bool depends_on_firsts_ = false;
  // A block whose members are all in another one is left out. Blocks lie in the order of their first members, so that
  // those of a record, and of records near it, are near each other.
  std::vector<std::uint32_t> members_;       ///< block by block, ascending in each
  std::vector<std::uint32_t> record_begin_;  ///< into places_
  std::vector<std::uint32_t> places_;        ///< of each record in members_, ascending
};

}  // namespace scv::block
