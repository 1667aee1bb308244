#pragma once

// A file of JSON, cut into its values without understanding them: by line, or by brackets outside strings.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "read/bytes.hpp"
#include "read/json_rows.hpp"

namespace scv::read {

/// One value of the file, not checked yet.
struct JsonElement {
  std::string text;
  std::uint64_t line = 1;
  std::uint64_t column = 1;
  std::string path;   ///< where it was found in a wrapper that is too large to be one value
  std::string fault;  ///< why it cannot be a value; empty: parse it
};

/// Memory: the longest value, at most 16 MiB. A wrapper that is larger is walked, and its rows are the values.
class JsonSplitter {
 public:
  JsonSplitter(std::unique_ptr<ByteSource> source, RowFinder& finder);
  const ByteSource& source() const noexcept { return *source_; }
  bool next(JsonElement& element);

 private:
  enum class Form { lines, array, sequence };
  static Form recognise(std::string_view head);
  bool next_line(JsonElement& element);
  bool next_of_array(JsonElement& element);
  bool next_of_sequence(JsonElement& element);
  bool next_of_large(JsonElement& element);
  bool begin_large(JsonElement& element);
  bool name_in_large(std::string& name);
  bool enter_array(JsonElement& element, const std::string& path);
  bool end_large(JsonElement& element, std::string fault);

  int get();
  int look();
  int look_behind_space();
  int gather(JsonElement& element, std::string_view stops, bool balanced);

  enum class State { begin, elements, behind, done };
  /// What is open in a large wrapper.
  struct Level {
    bool rows;  ///< an array whose elements are rows, else an object
    std::string path;
  };

  RowFinder& finder_;
  std::unique_ptr<ByteSource> source_;
  Form form_ = Form::lines;
  State state_ = State::begin;
  bool any_ = false;
  bool unclosed_ = false;
  std::string again_;  ///< what was read and is read once more
  std::size_t again_at_ = 0;
  std::string_view chunk_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1, column_ = 1;
  std::vector<Level> large_;
  std::vector<std::pair<std::string, bool>> judged_;  ///< arrays that its beginning shows, and whether they are rows
};

}  // namespace scv::read
