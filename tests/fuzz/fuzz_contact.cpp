// Any bytes as a contact's subject, text, payload and headers, and as settings and stored facts.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "contact/automatic.hpp"
#include "contact/cases.hpp"
#include "contact/indicators.hpp"
#include "contact/senders.hpp"
#include "scv/error.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const scv::contact::Settings settings;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    scv::contact::Settings::from_json(bytes);
  } catch (const scv::Error&) {
  }
  try {
    scv::types::contact_facts_from_json(bytes);
  } catch (const scv::Error&) {
  }

  // What readers give is UTF-8.
  const std::string text = scv::base::repair_utf8(bytes);
  std::vector<scv::types::ContactFacts> contacts;
  for (const scv::Direction direction : {scv::Direction::inbound, scv::Direction::outbound}) {
    scv::Interaction one;
    one.source = "fuzz";
    one.id = std::to_string(contacts.size());
    one.channel = scv::Channel::email;
    one.direction = direction;
    one.time = "2026-03-10T10:12:00+01:00";
    one.subject = text.substr(0, text.find('\n'));
    one.text = text;
    one.payload = text;
    one.references = {one.subject, "0"};
    contacts.push_back(scv::contact::facts(one, settings));
    require(scv::types::contact_facts_from_json(to_json(contacts.back())) == contacts.back());
    scv::contact::automatic(one);
  }
  for (const scv::Attribute& attribute : scv::contact::signature(text))
    require(scv::base::is_valid_utf8(attribute.value));
  const scv::Story story = scv::contact::tell(contacts, settings, 1'800'000'000'000);
  require(story.order.size() == contacts.size());
  scv::contact::Indicators indicators;
  indicators.add(story, contacts, settings, 1'800'000'000'000);
  require(scv::base::is_valid_utf8(scv::to_json(scv::Dimension::reason, indicators.by(scv::Dimension::reason))));
  return 0;
}
