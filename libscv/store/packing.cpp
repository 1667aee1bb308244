#include "store/packing.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include "store/numbers.hpp"

namespace scv::store {
namespace {

/// Of the key, and of the record where the key is the same.
struct Distance {
  std::uint64_t key = 0, record = 0;
  std::size_t size() const noexcept { return number_size(key) + number_size(record); }
};
Distance distance_of(const KeyEntry& last, const KeyEntry& entry) noexcept {
  const Number from = entry.key == last.key ? last.record : 0;
  return {entry.key - last.key, static_cast<std::uint64_t>(entry.record - from)};
}

/// Small numbers of either sign to small ones.
std::uint64_t zigzag(std::int64_t number) noexcept {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}
/// Back again, added to `from`; wraps around, whatever damaged bytes say.
std::int64_t moved(std::int64_t from, std::uint64_t number) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + ((number >> 1) ^ (~(number & 1) + 1)));
}

}  // namespace

void encode_page(std::span<const KeyEntry> entries, std::string& page) {
  page.clear();
  KeyEntry last;
  for (const KeyEntry& entry : entries) {
    const Distance distance = distance_of(last, entry);
    put_number(page, distance.key);
    put_number(page, distance.record);
    last = entry;
  }
}

std::vector<std::size_t> page_starts(std::span<const KeyEntry> entries) {
  std::vector<std::size_t> starts;
  std::size_t used = 0;
  KeyEntry last;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::size_t size = distance_of(last, entries[i]).size();
    if (starts.empty() || used + size > kKeyPageBytes) {
      starts.push_back(i);
      used = 0;
      size = distance_of({}, entries[i]).size();
    }
    used += size;
    last = entries[i];
  }
  return starts;
}

bool decode_page(std::string_view page, std::vector<KeyEntry>& entries) {
  entries.clear();
  KeyEntry entry;
  for (std::size_t at = 0; at < page.size();) {
    std::uint64_t distance = 0, record = 0;
    if (!take_number(page, at, distance) || !take_number(page, at, record)) return false;
    entry.key += distance;
    const Number from = distance == 0 ? entry.record : 0;
    entry.record = static_cast<Number>(static_cast<std::uint64_t>(from) + record);
    entries.push_back(entry);
  }
  return true;
}

void encode_keys(std::span<const std::uint64_t> keys, std::string& to) {
  to.clear();
  for (const std::uint64_t key : keys) {
    for (unsigned shift = 0; shift < 64; shift += 8) to.push_back(static_cast<char>(key >> shift));
  }
}

bool decode_keys(std::string_view from, std::vector<std::uint64_t>& keys) {
  keys.clear();
  if (from.size() % 8 != 0) return false;
  for (std::size_t at = 0; at < from.size();) {
    std::uint64_t key = 0;
    for (unsigned shift = 0; shift < 64; shift += 8) {
      key |= std::uint64_t{static_cast<unsigned char>(from[at++])} << shift;
    }
    keys.push_back(key);
  }
  return true;
}

std::optional<bool> find_in_page(std::string_view page, std::uint64_t key, std::size_t limit,
                                 std::vector<Number>& records) {
  KeyEntry entry;
  for (std::size_t at = 0; at < page.size();) {
    std::uint64_t distance = 0, record = 0;
    if (!take_number(page, at, distance) || !take_number(page, at, record)) return std::nullopt;
    entry.key += distance;
    const Number from = distance == 0 ? entry.record : 0;
    entry.record = static_cast<Number>(static_cast<std::uint64_t>(from) + record);
    if (entry.key < key) continue;
    if (entry.key > key || records.size() >= limit) return false;
    records.push_back(entry.record);
  }
  return records.size() < limit;
}

void encode_neighbours(std::span<const Neighbour> neighbours, std::string& to) {
  to.clear();
  Number last = 0;
  for (const Neighbour& neighbour : neighbours) {
    put_number(to, static_cast<std::uint64_t>(neighbour.record - last));
    last = neighbour.record;
    const auto bits = std::bit_cast<std::uint32_t>(neighbour.weight);
    for (unsigned shift = 0; shift < 32; shift += 8) to.push_back(static_cast<char>(bits >> shift));
  }
}

bool decode_neighbours(std::string_view bytes, std::vector<Neighbour>& neighbours) {
  neighbours.clear();
  Number last = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint64_t distance = 0;
    if (!take_number(bytes, at, distance) || bytes.size() - at < 4) return false;
    last = static_cast<Number>(static_cast<std::uint64_t>(last) + distance);
    std::uint32_t bits = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bits |= std::uint32_t{static_cast<unsigned char>(bytes[at++])} << shift;
    }
    neighbours.push_back({last, std::bit_cast<float>(bits)});
    if (!std::isfinite(neighbours.back().weight)) return false;
  }
  return true;
}

void encode_changes(std::span<const ChangeEntry> entries, std::string& to) {
  to.clear();
  ChangeEntry last;
  for (const ChangeEntry& entry : entries) {
    to.push_back(static_cast<char>(entry.kind));
    put_number(to, zigzag(entry.identity - last.identity));
    switch (entry.kind) {
      case ChangeKind::joined:
      case ChangeKind::left:
        put_number(to, zigzag(entry.record - last.record));
        last.record = entry.record;
        break;
      case ChangeKind::merged:
      case ChangeKind::split:
        put_number(to, zigzag(entry.other - entry.identity));
        break;
      case ChangeKind::renamed:
        put_number(to, entry.fields);
        break;
      case ChangeKind::created:
      case ChangeKind::erased:
        break;
    }
    last.identity = entry.identity;
  }
}

bool decode_changes(std::string_view bytes, std::vector<ChangeEntry>& entries) {
  entries.clear();
  ChangeEntry last;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto kind = static_cast<unsigned char>(bytes[at++]);
    if (kind > static_cast<unsigned char>(ChangeKind::erased)) return false;
    ChangeEntry& entry = entries.emplace_back();
    entry.kind = static_cast<ChangeKind>(kind);
    std::uint64_t number = 0;
    if (!take_number(bytes, at, number)) return false;
    last.identity = entry.identity = moved(last.identity, number);
    switch (entry.kind) {
      case ChangeKind::joined:
      case ChangeKind::left:
        if (!take_number(bytes, at, number)) return false;
        last.record = entry.record = moved(last.record, number);
        break;
      case ChangeKind::merged:
      case ChangeKind::split:
        if (!take_number(bytes, at, number)) return false;
        entry.other = moved(entry.identity, number);
        break;
      case ChangeKind::renamed:
        if (!take_number(bytes, at, entry.fields)) return false;
        break;
      case ChangeKind::created:
      case ChangeKind::erased:
        break;
    }
  }
  return true;
}

}  // namespace scv::store
