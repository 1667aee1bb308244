#pragma once

// Attributes as the bytes of one column: a version byte, then for each attribute its field, its group and four texts,
// lengths as LEB128 numbers. Small, and decoded without copying. And whole records, for memory alone.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "types/batch.hpp"

namespace scv::store {

void encode_attributes(std::span<const types::FieldView> fields, std::string& to);
/// Replaces `fields`, which borrow from `bytes`. False where the bytes are damaged.
bool decode_attributes(std::string_view bytes, std::vector<types::FieldView>& fields);

/// A record without its columns and line.
std::string encode_record(const types::RecordView& record);
/// It borrows from `bytes`, which encode_record has made, and from `fields`.
types::RecordView decode_record(std::string_view bytes, std::vector<types::FieldView>& fields);

}  // namespace scv::store
