#include "hub/digest.hpp"

#include <array>
#include <cstdio>

#include "base/hash.hpp"

namespace scv::hub {
namespace {

void append_sized(std::string& to, std::string_view text) {
  for (unsigned shift = 0; shift < 32; shift += 8) to.push_back(static_cast<char>(text.size() >> shift));
  to += text;
}

}  // namespace

void PartitionDigest::add(std::int64_t identity, std::string_view source, std::string_view id) {
  const auto [entry, is_new] = order_.try_emplace(identity, identities_.size());
  if (is_new) identities_.emplace_back();
  append_sized(identities_[entry->second], source);
  append_sized(identities_[entry->second], id);
}

std::string PartitionDigest::finish() const {
  std::string all;
  for (const std::string& identity : identities_) append_sized(all, identity);
  const base::Digest128 hash = base::hash128(all);
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                static_cast<unsigned long long>(hash.low));
  return std::string("scv1:") + text.data();
}

}  // namespace scv::hub
