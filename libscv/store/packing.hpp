#pragma once

// Keys and edges as the bytes of a column. A row of its own costs twenty bytes and half a microsecond, an entry of a page five
// bytes and next to no time; a hub has some twenty-five keys a record.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace scv::store {

/// A page of keys has at most so many bytes: two of them, with the rows' other columns, fill a page of the file.
inline constexpr std::size_t kKeyPageBytes = 2'012;

/// Entries ascend; each is its distance from the one before. Replaces `page`.
void encode_page(std::span<const KeyEntry> entries, std::string& page);
/// Where each page begins when the entries are put into as few as they need.
std::vector<std::size_t> page_starts(std::span<const KeyEntry> entries);
/// Replaces `entries`. False where the bytes are damaged.
bool decode_page(std::string_view page, std::vector<KeyEntry>& entries);
/// Appends the records that have the key, until there are `limit`. Whether the next page may have more; nothing where the bytes
/// are damaged.
std::optional<bool> find_in_page(std::string_view page, std::uint64_t key, std::size_t limit,
                                 std::vector<Number>& records);

/// The keys of one record: eight bytes each. Replaces `to`.
void encode_keys(std::span<const std::uint64_t> keys, std::string& to);
/// Replaces `keys`. False where the bytes are damaged.
bool decode_keys(std::string_view from, std::vector<std::uint64_t>& keys);

/// The neighbours of a record, ascending. Replaces `to`.
void encode_neighbours(std::span<const Neighbour> neighbours, std::string& to);
/// Replaces `neighbours`. False where the bytes are damaged.
bool decode_neighbours(std::string_view bytes, std::vector<Neighbour>& neighbours);

/// A page of changes has at most so many entries.
inline constexpr std::size_t kChangesAPage = 1024;
/// Replaces `to`.
void encode_changes(std::span<const ChangeEntry> entries, std::string& to);
/// Replaces `entries`. False where the bytes are damaged.
bool decode_changes(std::string_view bytes, std::vector<ChangeEntry>& entries);

}  // namespace scv::store
