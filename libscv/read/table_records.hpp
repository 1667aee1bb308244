#pragma once

// Rows of a table → records, by the table's plan.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "read/packed_values.hpp"
#include "read/parts.hpp"
#include "read/table_plan.hpp"
#include "read/table_row.hpp"
#include "types/batch.hpp"

namespace scv::read {

/// Which table it is.
struct TableName {
  std::string source;     ///< of records that name none
  Place place;            ///< file, and sheet of a workbook
  std::string id_prefix;  ///< of ids that are row numbers
};

/// Takes the rows of one table in their order.
class TableRecords {
 public:
  TableRecords(TablePlan plan, TableName name);

  const TablePlan& plan() const noexcept { return plan_; }
  /// The table is part of a wider one: its columns go to these places among `width` ones.
  void widen(std::vector<std::size_t> places, std::size_t width);
  /// A value that all rows have at one place of the wider table.
  void set_constant(std::size_t place, std::string_view value);

  /// Whether the row is to be added. What is blank or above the header is not, nor is what has far too many values: that is a reject.
  bool accept(const TableRow& row, types::Batch& batch);
  /// Adds a record. Texts are borrowed from the row.
  void add(const TableRow& row, types::Batch& batch);
  /// A row that could not be read.
  void reject(const TableRow& row, std::string reason, types::Batch& batch);
  void note(std::uint64_t line, std::string text, types::Batch& batch) const;

 private:
  std::size_t values_of(const TableRow& row) const;
  void add_reject(const TableRow& row, std::string reason, types::Batch& batch) const;
  void add_fields(types::RecordView& record, const std::string_view* columns, const TableRow& row, types::Batch& batch);
  /// Looks into the cells of a row for what is more than one plain value; the number of fields that the row has by them.
  std::size_t unpack_row(const std::string_view* columns, const TableRow& row, types::Batch& batch);
  void add_to_payload(const std::string& key, std::string_view value);

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  /// The column's value is one of the record's own. An id with a type (a customer number) is evidence, too.
  bool is_value(std::size_t column) const;

  TablePlan plan_;
  TableName name_;
  Parts parts_;
  std::vector<std::size_t> places_;  ///< empty: the table is no part of another
  std::size_t width_ = 0;            ///< of the wider table
  std::size_t constant_place_ = kNone;
  std::string constant_;
  std::vector<std::string> keys_;  ///< quoted names with their colons
  std::string payload_;
  /// Of the row, in the order of its columns: cells that are no plain value, and where their values end in `unpacked_`.
  struct Packed {
    std::size_t column, end;
  };
  std::vector<Packed> packed_;
  std::vector<CellValue> unpacked_;
  std::size_t id_ = kNone, source_column_ = kNone, updated_ = kNone;
  std::size_t above_ = 0;     ///< title and header rows passed
  std::uint64_t number_ = 0;  ///< of the data row
};

}  // namespace scv::read
