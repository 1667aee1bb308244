// Any bytes as JSON Lines, an array or a sequence of objects, or what wraps them: each value is a record, an interaction or a reject.

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/text.hpp"
#include "read/json.hpp"
#include "read/json_rows.hpp"

using namespace scv;

namespace {

void require(bool condition) {
  if (!condition) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto reader = read::open_json(read::ByteSource::of_text(text, "fuzz.jsonl"), {}, {});
  types::Batch batch;
  std::size_t rows = 0;
  while (reader->next(batch)) {
    rows += batch.records.size() + batch.interactions.size() + batch.rejects.size();
    for (const types::RecordView& record : batch.records) {
      require(base::is_valid_utf8(record.payload));
      for (const types::FieldView& field : record.fields) require(base::is_valid_utf8(field.value));
    }
    for (const Reject& reject : batch.rejects) require(!reject.reason.empty() && reject.raw.size() <= 200);
  }
  require(rows <= text.size() + 1);
  read::recognise_members(text, {});
  std::size_t complete = 0;
  const std::string whole = read::close_json(text, complete);
  require(complete <= text.size() && whole.size() <= 2 * text.size());
  return 0;
}
