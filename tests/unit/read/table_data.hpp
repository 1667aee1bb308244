#pragma once

// Files for the tests of the readers: written here, or the shared ones where they are.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "read/reader.hpp"

namespace scv::read::test {

/// A file that is gone with the object.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& name, std::string_view content) {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("scv_read_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
    std::filesystem::create_directories(folder_);
    path_ = folder_ / name;
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path folder_, path_;
};

/// All that a reader delivers, in copies.
struct Everything {
  std::vector<Record> records;
  std::vector<std::uint64_t> lines;
  std::vector<std::vector<std::string>> rows;
  std::vector<Interaction> interactions;
  std::vector<Reject> rejects;
  std::vector<types::Note> notes;
  std::vector<std::string> columns;
};

inline Everything read_all(const std::string& path, const Options& options = {}) {
  Everything all;
  const std::unique_ptr<Reader> reader = open(path, options);
  all.columns.assign(reader->columns().begin(), reader->columns().end());
  types::Batch batch;
  while (reader->next(batch)) {
    for (const types::RecordView& view : batch.records) {
      all.records.push_back(types::to_record(view));
      all.lines.push_back(view.line);
      all.rows.emplace_back(view.columns.begin(), view.columns.end());
    }
    all.interactions.insert(all.interactions.end(), batch.interactions.begin(), batch.interactions.end());
    all.rejects.insert(all.rejects.end(), batch.rejects.begin(), batch.rejects.end());
    all.notes.insert(all.notes.end(), batch.notes.begin(), batch.notes.end());
  }
  return all;
}

inline Everything read_text(std::string_view text, const std::string& name = "test.csv", const Options& options = {}) {
  const TemporaryFile file(name, text);
  return read_all(file.path(), options);
}

inline std::string slurp(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// The shared data, or nothing where it is not.
inline std::optional<std::filesystem::path> shared_data(const std::string& folder) {
  const char* const given = std::getenv("SCV_DATA");
  std::vector<std::filesystem::path> places;
  if (given != nullptr)
    places.emplace_back(given);
  else
    for (std::filesystem::path at = std::filesystem::current_path(); at != at.root_path(); at = at.parent_path())
      places.push_back(at / "shared" / "data");
  for (const std::filesystem::path& place : places) {
    if (std::filesystem::is_directory(place / folder)) return place / folder;
  }
  std::cout << "skipped: " << folder << " is not there (SCV_DATA names its folder)\n";
  return std::nullopt;
}

}  // namespace scv::read::test
