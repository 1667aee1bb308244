#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "score/model.hpp"
#include "scv/dedupe.hpp"

namespace scv {
inline namespace v1 {

std::string read_model(const std::string& path) {
  const auto fail = [&] {
    const int reason = errno;
    throw Error(reason == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                "the model cannot be read: " + std::string(std::strerror(reason)), {.file = path});
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) fail();
  std::string text;
  char block[1u << 16];
  for (std::size_t got = 0; (got = std::fread(block, 1, sizeof block, file.get())) > 0;) text.append(block, got);
  if (std::ferror(file.get()) != 0) fail();
  try {
    return score::Model::from_json(text).to_json();
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), {.file = path, .line = error.place().line});
  }
}

}  // namespace v1
}  // namespace scv
