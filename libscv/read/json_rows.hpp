#pragma once

// Where the rows of a JSON value are: the value itself, or the objects of an array that it wraps, as interfaces answer with
// ({"users":[…],"count":4}); and of a row that holds its values in one inner object, its members.

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "read/mapping.hpp"

namespace scv::read {

/// A contact names a channel; a customer may have a column of that name, too.
bool is_interaction(std::string_view object);

/// A prefix of a JSON text as a whole one: what is not complete at its end is left out, and what is open is closed. Empty if nothing is
/// left. `complete`: how many of its bytes are the prefix's. Linear.
std::string close_json(std::string_view prefix, std::size_t& complete);

/// Tells wrappers from rows, by the names of their members and by what the first rows hold. Remembers what it has found.
class RowFinder {
 public:
  /// An array of objects within a wrapper.
  struct Place {
    std::string path;        ///< "users[]", "data.people.edges[]"
    std::string_view array;  ///< a slice of the value
    std::size_t rows = 0;
    unsigned groups = 0;  ///< kinds of contact data that its rows have
    unsigned around = 0;  ///< and that the objects around it have
    bool named =
        false;  ///< its rows have names, ids beside what else they have, or members called as addresses or numbers are
    bool is_taken = false;
  };
  enum class Kind : std::uint8_t {
    row,
    wrapper,
    empty,   ///< a wrapper with no rows
    nothing  ///< a wrapper of rows that are no customers
  };
  struct Layout {
    Kind kind = Kind::row;
    std::vector<Place> places;  ///< all arrays of objects, unless it is a row
  };

  /// What an object is. Cost: linear, and for what may be a wrapper the recognition of its first rows.
  Layout look_at(std::string_view object);
  /// Whether an array that begins with this element is one of customers or interactions.
  bool is_row_of_array(std::string_view first);
  /// The row with the members of the inner object that holds its values, in `buffer`; the row itself where it has none. The inner names
  /// are added to `path`.
  std::string_view unwrap(std::string_view row, std::string& buffer, std::string& path);
  /// Names that the content of the first rows explains.
  void learn(std::span<const Column> columns);

  /// Counts what is passed over, and what is not.
  void leave_out(const std::string& path, std::uint64_t rows) { left_out_[path] += rows; }
  void take(const std::string& path) { taken_.insert(path); }
  /// Arrays that are no customers' and were passed over, with their rows; 0 for those that never had one.
  std::map<std::string, std::uint64_t> left_out() const;

 private:
  struct Name {
    unsigned groups = 0;  ///< of contact data: a bit a kind
    bool id = false;
  };
  Name name_of(const std::string& name);
  struct Own {
    unsigned groups = 0;
    bool id = false;
    bool record_form = false;  ///< has members that only a record of ours has
  };
  Own own_of(std::string_view object);
  unsigned deep_groups(std::string_view object, std::size_t depth);
  void collect(std::string_view object, const std::string& path, std::size_t depth, unsigned around,
               std::vector<Place>& places, std::vector<std::string>& empty);
  void judge(Place& place, std::size_t depth);
  Layout look_at(std::string_view object, std::size_t depth);
  unsigned groups_by_content(std::span<const std::string_view> rows);

  std::unordered_map<std::string, Name> names_;
  std::unordered_map<std::string, unsigned> by_content_;  ///< by the names of the first rows
  std::map<std::string, std::uint64_t> left_out_;
  std::set<std::string> taken_;
};

/// One row of a value, or why it has none.
struct JsonRow {
  std::string_view text;  ///< valid until the next call
  std::string path;       ///< empty: the value itself
  std::uint64_t line = 0, column = 0;
  std::string fault;  ///< no row: a wrapper without customers, or an element that is no object
};

/// Walks the rows of one value, wrappers within wrappers too.
class RowWalk {
 public:
  explicit RowWalk(RowFinder& finder) : finder_(finder) {}
  /// `value` is valid JSON, outlives the walk, and begins at this place. `path`: where it was found itself. Rows that end behind
  /// `complete` bytes are none.
  void begin(std::string_view value, std::uint64_t line, std::uint64_t column, std::string path,
             std::size_t complete = static_cast<std::size_t>(-1));
  bool next(JsonRow& row);

 private:
  struct Level {
    std::string_view array;
    std::size_t at;
    std::string path;
  };
  /// True: it is a row, and told. False: its rows come first, or it has none.
  bool take(std::string_view value, const std::string& path, JsonRow& row);
  void place_of(std::string_view text, JsonRow& row);

  RowFinder& finder_;
  std::string_view value_;
  std::size_t complete_ = 0;
  bool begun_ = true;
  std::string path_;
  std::vector<Level> levels_;
  std::string buffer_;
  std::size_t counted_ = 0;
  std::uint64_t line_ = 1, column_ = 1;
};

}  // namespace scv::read
