#pragma once

// Numbers in as few bytes as they need (LEB128): what the columns of bytes are made of.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace scv::store {

inline void put_number(std::string& to, std::uint64_t number) {
  while (number >= 0x80) {
    to.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  to.push_back(static_cast<char>(number));
}

/// The bytes that put_number takes.
inline std::size_t number_size(std::uint64_t number) noexcept {
  return (static_cast<std::size_t>(std::bit_width(number | 1)) + 6) / 7;
}

/// False at the end of the bytes.
inline bool take_number(std::string_view bytes, std::size_t& at, std::uint64_t& number) {
  number = 0;
  for (unsigned shift = 0; shift < 64 && at < bytes.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    number |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace scv::store
