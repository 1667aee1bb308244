#pragma once

// Subjects of messages: what they are about, without the marks of replies and forwards.

#include <string>
#include <string_view>

namespace scv::contact {

struct Subject {
  std::string base;      ///< RFC 5256's base subject, in small ASCII letters; empty where nothing is left
  bool reply = false;    ///< a reply's mark was there: Re:, AW:, Antw:, SV:, Re[2]: …
  bool forward = false;  ///< a forward's: Fwd:, WG:, TR:, "(fwd)" …
};

/// Base subject after RFC 5256, 2.1, with the marks of German, English, French, Italian, Spanish, Portuguese, Dutch,
/// Scandinavian, Polish, Turkish, Hungarian, Greek, Bulgarian, Russian and Chinese mail programs, and with "[list]" tags removed. Linear.
Subject subject_of(std::string_view text);

}  // namespace scv::contact
