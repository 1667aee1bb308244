#include "scv/error.hpp"

#include <utility>

namespace scv {
inline namespace v1 {

const char* to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::io:
      return "io";
    case ErrorCode::parse:
      return "parse";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::database:
      return "database";
    case ErrorCode::busy:
      return "busy";
    case ErrorCode::newer_schema:
      return "newer_schema";
    case ErrorCode::not_a_hub:
      return "not_a_hub";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::out_of_memory:
      return "out_of_memory";
    case ErrorCode::internal:
      return "internal";
  }
  return "unknown";
}

std::string to_string(const Place& place) {
  std::string text = place.file;
  if (!place.sheet.empty()) text += (text.empty() ? "sheet " : ":") + place.sheet;
  if (place.line > 0) {
    text += text.empty() ? "line " : ":";
    text += std::to_string(place.line);
    if (place.column > 0) text += ":" + std::to_string(place.column);
  }
  if (!place.record.empty()) {
    if (!text.empty()) text += ": ";
    text += "record " + place.record;
  }
  return text;
}

namespace {

std::string full_message(const Place& place, const std::string& message) {
  std::string text = to_string(place);
  if (!text.empty()) text += ": ";
  return text + message;
}

}  // namespace

Error::Error(ErrorCode code, const std::string& message, Place place)
    : std::runtime_error(full_message(place, message)), code_(code), place_(std::move(place)), message_(message) {}

}  // namespace v1
}  // namespace scv
