#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "types/json_text.hpp"

TEST_CASE("a public suite of JSON texts: all valid ones are accepted, all invalid ones refused") {
  const char* data = std::getenv("SCV_DATA");
  const std::filesystem::path folder = std::filesystem::path(data ? data : "../shared/data") / "json_testsuite";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: " << folder.string() << " is not there");
    return;
  }
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || entry.path().extension() != ".json" || name.size() < 2 || name[1] != '_') continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    CAPTURE(name);
    bool valid = true;
    try {
      scv::types::json::parse(text);
    } catch (const scv::Error&) {
      valid = false;
    }
    if (name[0] == 'y') CHECK(valid);
    if (name[0] == 'n') CHECK_FALSE(valid);
    ++seen;
  }
  CHECK(seen > 100);
}
