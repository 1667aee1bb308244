// Any bytes as a file of vCards.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "read/vcard.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  scv::read::is_vcard(text);
  scv::types::Batch batch;
  const auto reader = scv::read::open_vcard(scv::read::ByteSource::of_text(text, "x"), {});
  while (reader->next(batch)) {
    for (const scv::types::RecordView& card : batch.records) {
      if (card.id.empty() || card.fields.empty() || !scv::base::is_valid_utf8(card.payload)) std::abort();
      for (const scv::types::FieldView& field : card.fields) {
        if (field.value.empty() || !scv::base::is_valid_utf8(field.value)) std::abort();
      }
    }
  }
  return 0;
}
