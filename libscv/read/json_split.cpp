#include "read/json_split.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "types/json_text.hpp"

namespace scv::read {
namespace {

namespace json = types::json;

constexpr std::size_t kMaxElement = 16u << 20;
constexpr std::size_t kMaxName = 1u << 16;
constexpr std::size_t kMaxDepth = 4;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void trim_end(std::string& text) {
  while (!text.empty() && is_space(text.back())) text.pop_back();
}

bool fault(JsonElement& element, std::string what) {
  element.fault = std::move(what);
  return true;
}

/// Whether a value that is open at the end of its first line goes on with an object: in an array, or behind a name.
bool may_go_on_with_object(std::string_view line) {
  std::string open;
  bool in_string = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      open += c;
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
    }
  }
  return !in_string && !open.empty() && (open.back() == '[' || line.back() == ':');
}

}  // namespace

JsonSplitter::JsonSplitter(std::unique_ptr<ByteSource> source, RowFinder& finder)
    : finder_(finder), source_(std::move(source)) {
  if (source_->peek(3) == kMark) source_->skip(3);
  form_ = recognise(source_->peek(1u << 20));
}

bool JsonSplitter::next(JsonElement& element) {
  element.text.clear();
  element.fault.clear();
  element.path.clear();
  if (!large_.empty() && next_of_large(element)) return true;
  element.text.clear();
  switch (form_) {
    case Form::lines:
      return next_line(element);
    case Form::array:
      return next_of_array(element);
    case Form::sequence:
      return next_of_sequence(element);
  }
  return false;
}

/// Lines, unless the first value goes over several or the file is one array.
JsonSplitter::Form JsonSplitter::recognise(std::string_view head) {
  const std::size_t begin = json::skip_space(head, 0);
  if (begin >= head.size() || (head[begin] != '[' && head[begin] != '{')) return Form::lines;
  const std::size_t end = std::min(head.find('\n', begin), head.size());
  const std::string_view first = base::trim(head.substr(begin, end - begin));
  const std::size_t second = json::skip_space(head, end);
  if (head[begin] == '[') {
    const bool more = second < head.size();
    return more && head[second] == '[' && json::is_value(first) ? Form::lines : Form::array;
  }
  if (json::is_value(first)) return Form::lines;
  // One line that is longer than the head may be a wrapper of everything.
  if (end == head.size()) return head.size() >= (1u << 20) ? Form::sequence : Form::lines;
  if (second < head.size() && head[second] == '{') return may_go_on_with_object(first) ? Form::sequence : Form::lines;
  return second < head.size() && first.size() < (64u << 10) ? Form::sequence : Form::lines;
}

bool JsonSplitter::next_line(JsonElement& element) {
  for (;;) {
    element.line = source_->line_number();
    element.column = 1;
    std::string_view line = source_->line(kMaxElement + 1);
    if (line.empty()) return false;
    if (line.size() > kMaxElement && line.back() != '\n') {
      element.text = line.substr(0, 256);
      element.fault = "the line is longer than 16 MiB";
      while (!line.empty() && line.back() != '\n') line = source_->line(kMaxElement + 1);
      return true;
    }
    if (std::all_of(line.begin(), line.end(), is_space)) continue;
    element.text = line;
    while (!element.text.empty() && (element.text.back() == '\n' || element.text.back() == '\r'))
      element.text.pop_back();
    return true;
  }
}

int JsonSplitter::look() {
  if (again_at_ < again_.size()) return static_cast<unsigned char>(again_[again_at_]);
  if (at_ == chunk_.size()) {
    source_->skip(chunk_.size());
    chunk_ = source_->peek(64u << 10);
    at_ = 0;
    if (chunk_.empty()) return -1;
  }
  return static_cast<unsigned char>(chunk_[at_]);
}

int JsonSplitter::get() {
  const int c = look();
  if (c < 0) return c;
  if (again_at_ < again_.size()) {
    if (++again_at_ == again_.size()) again_ = std::string(), again_at_ = 0;
  } else {
    ++at_;
  }
  if (c == '\n')
    ++line_, column_ = 1;
  else
    ++column_;
  return c;
}

int JsonSplitter::look_behind_space() {
  int c = look();
  for (; c >= 0 && is_space(static_cast<char>(c)); c = look()) get();
  return c;
}

/// Text up to a character of `stops` outside brackets and strings, which is given back; -1 at the end. With
/// `balanced`, up to and with the bracket that closes the first one. -2 where a wrapper begins that is too large.
int JsonSplitter::gather(JsonElement& element, std::string_view stops, bool balanced) {
  std::size_t depth = 0;
  bool in_string = false, escaped = false, begun = false;
  for (int c = get(); c >= 0; c = get()) {
    const char byte = static_cast<char>(c);
    if (!begun) {
      if (is_space(byte)) continue;
      begun = true;
      element.line = line_;
      element.column = column_ - 1;
    }
    if (!in_string && depth == 0 && stops.find(byte) != std::string_view::npos) return c;
    if (element.text.size() < kMaxElement) {
      element.text.push_back(byte);
    } else if (element.fault.empty()) {
      element.text.push_back(byte);
      if (balanced && large_.empty() && begin_large(element)) return -2;
      element.fault = "the value is longer than 16 MiB";
    }
    if (in_string) {
      if (escaped)
        escaped = false;
      else if (byte == '\\')
        escaped = true;
      else if (byte == '"')
        in_string = false;
    } else if (byte == '"') {
      in_string = true;
    } else if (byte == '{' || byte == '[') {
      ++depth;
    } else if ((byte == '}' || byte == ']') && depth > 0) {
      if (--depth == 0 && balanced) return c;
    }
  }
  return -1;
}

bool JsonSplitter::next_of_array(JsonElement& element) {
  if (state_ == State::begin) {
    while (is_space(static_cast<char>(get()))) {
    }
    state_ = State::elements;
  }
  if (state_ == State::elements) {
    const int stop = gather(element, ",]", false);
    trim_end(element.text);
    const bool empty = element.text.empty();
    if (empty) element.line = line_, element.column = column_;
    if (stop < 0) {
      // The value that the end cut is told by its own error; without one, the missing bracket is the fault.
      state_ = State::done;
      if (empty || json::is_value(element.text)) unclosed_ = true;
      if (!empty) return true;
      unclosed_ = false;
      return fault(element, "the array does not end");
    }
    const bool first = !std::exchange(any_, true);
    if (stop == ']') state_ = State::behind;
    if (!empty) return true;
    if (stop == ',' || !first) return fault(element, "a value is missing in the array");
  }
  if (state_ == State::behind) {
    state_ = State::done;
    gather(element, {}, false);
    trim_end(element.text);
    if (!element.text.empty()) return fault(element, "more text after the array");
  }
  if (std::exchange(unclosed_, false)) {
    element.line = line_;
    element.column = column_;
    return fault(element, "the array does not end");
  }
  return false;
}

bool JsonSplitter::next_of_sequence(JsonElement& element) {
  if (state_ == State::done) return false;
  if (gather(element, {}, true) == -2) {
    element.text.clear();
    if (next_of_large(element)) return true;
    element.text.clear();
    return next_of_sequence(element);
  }
  trim_end(element.text);
  return !element.text.empty();
}

/// Whether what was gathered is the beginning of a wrapper; then it is read once more, value by value.
bool JsonSplitter::begin_large(JsonElement& element) {
  std::size_t complete = 0;
  const std::string whole = close_json(element.text, complete);
  if (!json::is_value(whole) || json::kind(whole) != json::Kind::object) return false;
  const RowFinder::Layout layout = finder_.look_at(whole);
  if (layout.kind != RowFinder::Kind::wrapper) return false;
  judged_.clear();
  for (const RowFinder::Place& place : layout.places) judged_.emplace_back(place.path, place.is_taken);
  again_ = element.text + again_.substr(again_at_);
  again_at_ = 0;
  line_ = element.line;
  column_ = element.column;
  get();  // its brace
  large_ = {{false, {}}};
  return true;
}

bool JsonSplitter::end_large(JsonElement& element, std::string what) {
  large_.clear();
  state_ = State::done;
  element.text.clear();
  element.line = line_;
  element.column = column_;
  return fault(element, std::move(what) + "; what stands behind it is not read");
}

bool JsonSplitter::name_in_large(std::string& name) {
  std::string text;
  bool escaped = false;
  for (int c = get(); c >= 0 && text.size() < kMaxName; c = get()) {
    text.push_back(static_cast<char>(c));
    if (escaped)
      escaped = false;
    else if (c == '\\')
      escaped = true;
    else if (c == '"' && text.size() > 1)
      break;
  }
  if (!json::is_value(text) || json::kind(text) != json::Kind::string) return false;
  name = json::string(text);
  if (look_behind_space() != ':') return false;
  get();
  return true;
}

/// Behind the bracket of an array. True: its first element is a row, and given.
bool JsonSplitter::enter_array(JsonElement& element, const std::string& path) {
  const auto judged = std::find_if(judged_.begin(), judged_.end(), [&](const auto& one) { return one.first == path; });
  const bool is_judged = judged != judged_.end();
  const bool objects = look_behind_space() == '{';
  if (is_judged && judged->second) {
    finder_.take(path);
    large_.push_back({true, path});
    return false;
  }
  std::uint64_t rows = 0;
  int stop = ',';
  while (stop == ',') {
    element.text.clear();
    element.fault.clear();
    stop = gather(element, ",]", false);
    trim_end(element.text);
    if (!element.text.empty()) ++rows;
    // What comes behind the beginning is judged by its first row.
    if (rows != 1 || is_judged || !objects || stop < 0 || !element.fault.empty() || !json::is_value(element.text))
      continue;
    const std::string_view row = element.text;
    if (!finder_.is_row_of_array(row)) continue;
    if (stop == ',') large_.push_back({true, path});
    finder_.take(path);
    element.path = path;
    return true;
  }
  element.text.clear();
  element.fault.clear();
  if (objects) finder_.leave_out(path, rows);
  return false;
}

/// The next row of the wrapper that is too large to be one value. False at its end.
bool JsonSplitter::next_of_large(JsonElement& element) {
  while (!large_.empty()) {
    if (large_.back().rows) {
      const std::string path = large_.back().path;
      const int stop = gather(element, ",]", false);
      trim_end(element.text);
      if (stop != ',') large_.pop_back();
      if (stop < 0 && element.text.empty()) return end_large(element, "the array '" + path + "' does not end");
      if (element.text.empty()) {
        if (stop == ',') return fault(element, "a value is missing in the array");
        continue;
      }
      element.path = path;
      // The value that the end cut is told by its own error.
      if (stop < 0 && !json::is_value(element.text)) {
        large_.clear();
        state_ = State::done;
      }
      return true;
    }
    const int c = look_behind_space();
    if (c == '}' || c == ',') {
      get();
      if (c == '}') large_.pop_back();
      continue;
    }
    std::string name;
    if (c != '"' || !name_in_large(name)) {
      return end_large(element, c < 0 ? "the object does not end" : "expected a member's name, , or }");
    }
    const std::string path = large_.back().path.empty() ? name : large_.back().path + "." + name;
    const int begin = look_behind_space();
    if (begin == '{' && large_.size() < kMaxDepth) {
      get();
      large_.push_back({false, path});
    } else if (begin == '[') {
      get();
      if (enter_array(element, path + "[]")) return true;
    } else if (begin == '{') {
      gather(element, {}, true);
      element.text.clear();
      element.fault.clear();
    } else {
      // A plain value: it ends where the object goes on.
      bool in_string = false;
      for (int next = look(); next >= 0 && (in_string || (next != ',' && next != '}')); next = look()) {
        get();
        if (next == '\\' && in_string)
          get();
        else if (next == '"')
          in_string = !in_string;
      }
    }
  }
  return false;
}

}  // namespace scv::read
