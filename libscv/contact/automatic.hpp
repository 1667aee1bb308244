#pragma once

// Which messages programs wrote: automatic replies, bounces, newsletters.

#include <string>
#include <vector>

#include "scv/contact.hpp"
#include "scv/interaction.hpp"

namespace scv::contact {

/// An address that a message did not reach.
struct Bounce {
  std::string address;
  bool hard = false;   ///< the address is no longer any good; otherwise it was full, refused, or only late
  std::string status;  ///< RFC 3463, such as "5.1.1"; empty where the report has none
};

struct Automatic {
  MessageKind kind = MessageKind::personal;
  std::vector<Bounce> bounces;  ///< of a bounce
};

/// What kind of message it is: by the headers that `read` keeps in the payload (RFC 3834's Auto-Submitted, RFC 3464's reports,
/// X-Autoreply and the like, Precedence, List-Id), by the sender, and by subjects and first lines in German and English. Whatever is
/// no e-mail is personal. Linear in the text.
Automatic automatic(const Interaction& interaction);

}  // namespace scv::contact
