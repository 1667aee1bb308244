#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "score/model.hpp"
#include "scv/dedupe.hpp"

namespace scv {
inline namespace v1 {

std::string read_model(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const int reason = errno;
    throw Error(reason == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                "the model cannot be read: " + std::string(std::strerror(reason)), {.file = path});
  }
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) throw Error(ErrorCode::io, "the model cannot be read", {.file = path});
  try {
    return score::Model::from_json(text).to_json();
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), {.file = path, .line = error.place().line});
  }
}

}  // namespace v1
}  // namespace scv
