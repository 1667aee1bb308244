#pragma once

// The digest of a partition of records into identities: equal for equal partitions, whatever ids they bear.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace scv::hub {

class PartitionDigest {
 public:
  /// Records come by (source, id); `identity` is any number that those of one identity share.
  void add(std::int64_t identity, std::string_view source, std::string_view id);
  std::string finish() const;

 private:
  // Identities come by their first record, and their records in order.
  std::unordered_map<std::int64_t, std::size_t> order_;
  std::vector<std::string> identities_;
};

}  // namespace scv::hub
