#pragma once

// What the readers deliver: a batch of rows whose text lies in one arena.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "scv/interaction.hpp"
#include "scv/record.hpp"

namespace scv::types {

/// One part of an attribute, as scv::Attribute, but borrowing its text.
struct FieldView {
  std::string_view value;
  std::string_view type;
  std::string_view valid_from;
  std::string_view valid_to;
  Field field = Field::other;
  std::uint16_t group = 0;
};

/// One record, borrowing its text.
struct RecordView {
  std::string_view source;
  std::string_view id;
  std::string_view updated_at;
  std::string_view payload;
  std::span<const FieldView> fields;
  std::span<const std::string_view> columns;  ///< a table row as it came, one value a column; empty for other formats
  std::uint64_t line = 0;                     ///< where it begins in its file, 1-based
};

/// A value that was kept raw because it is not what its column says.
struct Note {
  Place place;
  std::string text;
};

/// A run of input in file order. Valid until the reader fills the batch again; clear() keeps the memory.
struct Batch {
  base::Arena arena{1u << 20};
  std::vector<RecordView> records;
  std::vector<Interaction> interactions;
  std::vector<Reject> rejects;
  std::vector<Note> notes;
  std::string_view sheet;  ///< of a workbook: the one that all rows are of; lives as long as the reader

  void clear() {
    sheet = {};
    arena.clear();
    records.clear();
    interactions.clear();
    rejects.clear();
    notes.clear();
  }
};

/// The record's own copy of a view, and a view of a record (its fields go into `arena`; text is borrowed from `record`).
Record to_record(const RecordView& view);
RecordView to_view(const Record& record, base::Arena& arena);
/// The view with its texts in the arena, but for columns and payload, which are left out.
RecordView keep(const RecordView& view, base::Arena& arena);

}  // namespace scv::types
