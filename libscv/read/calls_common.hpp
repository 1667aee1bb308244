#pragma once

// What the presets of call logs share.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "read/bytes.hpp"
#include "read/reader.hpp"

namespace scv::read {

/// The firm's own numbers, compared by their digits.
class OwnNumbers {
 public:
  explicit OwnNumbers(const std::vector<std::string>& given);
  /// A given number in any spelling; or an extension: at most five digits that are no emergency number.
  bool contains(std::string_view number) const;

 private:
  std::vector<std::string> digits_;
};

/// Adds the two ends of a call: `other` is the customer's. Sets the own flags by the direction; unknown asks `own`.
void set_ends(Interaction& call, std::string_view from, std::string_view from_name, std::string_view to,
              std::string_view to_name, const OwnNumbers& own);

/// Ids for rows that have none: a hash of what the row says; the second of two equal rows that stand near each other gets "#2".
class ContentIds {
 public:
  std::string next(std::string_view content);

 private:
  std::map<std::string, unsigned> seen_;
  std::vector<std::string> order_;
  std::size_t oldest_ = 0;
};

/// Milliseconds since 1970 as RFC 3339 in UTC; empty where it is no number of this century's size.
std::string time_of_epoch_ms(std::string_view digits);

/// A reader of "SMS Backup & Restore" XML.
std::unique_ptr<Reader> open_sms_backup(std::unique_ptr<ByteSource> source, const Options& options);

}  // namespace scv::read
