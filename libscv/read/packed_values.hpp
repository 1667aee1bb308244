#pragma once

// What a cell has beside one plain value: several values ("a ::: b", "a; b"), a label ("Tel.: 0351 …"), a name around an address
// ("Anna Berg <a@b.example>"), a spreadsheet's sign for text ('0171 …).

#include <string_view>
#include <vector>

#include "types/batch.hpp"

namespace scv::read {

/// One of a cell's values, which lies within the cell's text.
struct CellValue {
  Field field = Field::other;
  std::string_view text;
};

/// The value without the signs by which a spreadsheet was made to keep it as text: '0171…, ="0171…".
std::string_view unguarded(std::string_view value, Field field) noexcept;

/// A long number as spreadsheets round it: 4,91716E+11. Its last digits are lost.
bool is_rounded(std::string_view value);

/// The values of a cell that is no plain value of its field; none where it is one, and stays as it is. A text is cut only where each
/// part is a value of the field by itself: 0351/5550101 is one number, since an area code is none. A `name` beside an e-mail
/// address is one that stood around it. Cost: a look at each byte for ordinary values.
void unpack(Field field, std::string_view value, std::vector<CellValue>& to);

/// The same for all values of a record, whose texts the new ones lie in. A name around an address is taken where there is no other.
void unpack(std::vector<types::FieldView>& fields);
/// The field with one of its values alone.
types::FieldView part_of(const types::FieldView& whole, const CellValue& value);

/// Whether the field may be a name's, or is an organisation: where a record has one, a name around its address tells nothing more.
constexpr bool says_who(Field field) noexcept { return field <= Field::family_name || field == Field::organization; }

}  // namespace scv::read
