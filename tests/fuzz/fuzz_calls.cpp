// Any bytes as a call log, recognised and as each variant.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "read/calls.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  scv::read::recognise_calls("x", text);
  scv::types::Batch batch;
  for (const char* variant : {"", "fritzbox", "asterisk", "freeswitch", "sms_backup", "generic"}) {
    const auto reader = scv::read::open_calls(scv::read::ByteSource::of_text(text, "x"), variant, {});
    while (reader->next(batch)) {
      for (const scv::Interaction& call : batch.interactions) {
        if (call.id.empty() || !scv::base::is_valid_utf8(call.text) || !scv::base::is_valid_utf8(call.payload))
          std::abort();
        for (const scv::Participant& end : call.participants) {
          if (!scv::base::is_valid_utf8(end.value) || !scv::base::is_valid_utf8(end.name)) std::abort();
        }
      }
    }
  }
  return 0;
}
