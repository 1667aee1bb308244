#pragma once

// Tables that put a label on ids: a truth (id, cluster), or identities that exist (id, identity).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "base/flat_map.hpp"
#include "scv/error.hpp"

namespace scv::hub {

class Labels {
 public:
  struct Row {
    std::string_view id;
    std::uint32_t label = 0;  ///< equal numbers are equal labels
    std::uint64_t line = 0;
    std::uint32_t file = 0;
  };

  /// A column: the one that the caller named, else the usual one.
  struct Choice {
    std::string named;
    std::string usual;
  };

  /// `what` names the tables in messages ("truth"). Where the caller named no column and the table has not the usual one, the id
  /// is "id", and of a table with two columns the label is the other one (or the two are id and label, in this order). Throws
  /// Error{invalid_argument} with the place for a column that is missing, an id twice, an empty id or label, and tables without
  /// rows; for rows that cannot be read; and as read::open does.
  Labels(std::span<const std::string> paths, std::string what, const Choice& id, const Choice& label);

  std::span<const Row> rows() const noexcept { return rows_; }
  /// The number of the row with that id.
  std::optional<std::uint32_t> find(std::string_view id) const;
  /// The id column of the first table.
  const std::string& id_column() const noexcept { return id_column_; }
  Place place_of(const Row& row) const { return {.file = paths_[row.file], .line = row.line}; }

 private:
  void read(std::uint32_t file, const Choice& id_choice, const Choice& label_choice);

  std::vector<std::string> paths_;
  std::string what_, id_column_;
  base::Arena texts_;
  std::vector<Row> rows_;
  base::FlatMap<std::string_view, std::uint32_t> by_id_;
  base::FlatMap<std::string_view, std::uint32_t> labels_;
};

}  // namespace scv::hub
