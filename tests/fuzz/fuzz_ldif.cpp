// Any bytes as LDIF.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "read/ldif.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  scv::read::is_ldif("x", text);
  scv::types::Batch batch;
  const auto reader = scv::read::open_ldif(scv::read::ByteSource::of_text(text, "x"), {});
  while (reader->next(batch)) {
    for (const scv::types::RecordView& entry : batch.records) {
      if (entry.id.empty() || entry.fields.empty() || !scv::base::is_valid_utf8(entry.payload)) std::abort();
      for (const scv::types::FieldView& field : entry.fields) {
        if (field.value.empty() || !scv::base::is_valid_utf8(field.value)) std::abort();
      }
    }
    for (const scv::Reject& reject : batch.rejects) {
      if (reject.reason.empty() || reject.place.line == 0) std::abort();
    }
  }
  return 0;
}
