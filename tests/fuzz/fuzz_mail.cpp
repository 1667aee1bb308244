// Any bytes as one message and as an mbox.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "read/mail.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  scv::read::recognise_mail("x.eml", text);
#ifdef SCV_WITH_MAIL
  scv::types::Batch batch;
  for (const char* format : {"eml", "mbox"}) {
    const auto reader = scv::read::open_mail(scv::read::ByteSource::of_text(text, "x"), format, {});
    while (reader->next(batch)) {
      for (const scv::Interaction& mail : batch.interactions) {
        if (mail.id.empty() || mail.text.size() > (64u << 10) || !scv::base::is_valid_utf8(mail.text) ||
            !scv::base::is_valid_utf8(mail.subject) || !scv::base::is_valid_utf8(mail.payload)) {
          std::abort();
        }
      }
    }
    if (reader->position() != size) std::abort();
  }
#endif
  return 0;
}
