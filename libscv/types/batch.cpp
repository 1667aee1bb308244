#include "types/batch.hpp"

#include <memory>
#include <new>
#include <type_traits>

namespace scv::types {
namespace {

/// Room for so many.
FieldView* allocate_fields(std::size_t count, base::Arena& arena) {
  static_assert(std::is_trivially_destructible_v<FieldView>, "the arena destroys nothing");
  // The arena aligns nothing.
  std::size_t space = count * sizeof(FieldView) + alignof(FieldView) - 1;
  void* place = arena.allocate(space);
  return static_cast<FieldView*>(std::align(alignof(FieldView), count * sizeof(FieldView), place, space));
}

}  // namespace

Record to_record(const RecordView& view) {
  Record record;
  record.source = view.source;
  record.id = view.id;
  record.updated_at = view.updated_at;
  record.payload = view.payload;
  record.attributes.reserve(view.fields.size());
  for (const FieldView& field : view.fields) {
    record.attributes.push_back({.field = field.field,
                                 .group = field.group,
                                 .value = std::string(field.value),
                                 .type = std::string(field.type),
                                 .valid_from = std::string(field.valid_from),
                                 .valid_to = std::string(field.valid_to)});
  }
  return record;
}

RecordView to_view(const Record& record, base::Arena& arena) {
  RecordView view;
  view.source = record.source;
  view.id = record.id;
  view.updated_at = record.updated_at;
  view.payload = record.payload;
  const std::size_t count = record.attributes.size();
  if (count == 0) return view;

  FieldView* fields = allocate_fields(count, arena);
  for (std::size_t i = 0; i < count; ++i) {
    const Attribute& attribute = record.attributes[i];
    ::new (static_cast<void*>(fields + i)) FieldView{.value = attribute.value,
                                                     .type = attribute.type,
                                                     .valid_from = attribute.valid_from,
                                                     .valid_to = attribute.valid_to,
                                                     .field = attribute.field,
                                                     .group = attribute.group};
  }
  view.fields = {fields, count};
  return view;
}

RecordView keep(const RecordView& view, base::Arena& arena) {
  RecordView kept;
  kept.source = arena.copy(view.source);
  kept.id = arena.copy(view.id);
  kept.updated_at = arena.copy(view.updated_at);
  const std::size_t count = view.fields.size();
  if (count == 0) return kept;
  FieldView* fields = allocate_fields(count, arena);
  for (std::size_t i = 0; i < count; ++i) {
    FieldView& field = *::new (static_cast<void*>(fields + i)) FieldView(view.fields[i]);
    for (std::string_view* text : {&field.value, &field.type, &field.valid_from, &field.valid_to}) {
      *text = arena.copy(*text);
    }
  }
  kept.fields = {fields, count};
  return kept;
}

}  // namespace scv::types
